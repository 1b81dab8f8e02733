"""The first screen of a file without a firm: the pages to fill in, what is done, the demo firm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult

from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.dialogs import Running, Tell
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.wizard.answers import Answers, account_line, shown
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import GOOD, MUTED, PLAIN, Column, Kind, State
from kontor.tui.widgets.plain import Words

STATES = {
    "done": State("✓", N_("answered"), GOOD), "open": State("○", N_("open"), MUTED),
    "last": State("›", N_("last step"), PLAIN), "demo": State("›", N_("to look at"), PLAIN),
}  # fmt: skip


class OverviewScreen(ListScreen):
    """Setting up the own firm; it can be left and gone on with at any time."""

    NAME, TITLE, LETTER = "wizard.overview", N_("Setting up"), "e"
    HANDBOOK = "start#your-own-firm"
    HINTS: ClassVar[tuple[str, ...]] = ("step.next", "record.open", "wizard.demo", "app.quit")
    COLUMNS = (
        Column("", Kind.NUMBER, 3, least=2),
        Column(N_("Page"), Kind.NAME, 24, least=18),
        Column(N_("Answer"), width=40, grow=1, priority=3, keep=True, least=20),
        Column(N_("State"), Kind.STATE, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {}
    EMPTY = N_("One moment: the questions are being loaded.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.pages: tuple[Any, ...] = ()
        self.answers: Answers | None = None

    def above(self) -> ComposeResult:
        """Welcome."""
        yield Words(id="wizard-welcome")

    def on_mount(self) -> None:
        """The pages load in a thread: the first frame does not wait for the models."""
        self.answers = Answers(self.kontor.wiring.drafts)
        begun = bool(self.answers.pages)
        text = _("Welcome. A few pages, then the books are open. What is typed is kept.")
        if begun:
            text = _("Welcome back. Everything typed so far is kept; go on where it stopped.")
        self.query_one("#wizard-welcome", Words).say((text, "$ink-soft"))
        today, store = self.kontor.today(), self.kontor.store

        def job(_ticket: work.Ticket) -> Any:
            store.warm()  # two threads that load the models at once could meet half of them
            from kontor.desk.wizard import wizard_pages

            return wizard_pages(today)

        work.start(self, job, name="pages", group="pages", then=self._take_pages)

    def _take_pages(self, pages: Any) -> None:
        self.pages = tuple(pages)
        self.requery()
        place = next((n for n, page in enumerate(self.pages) if not self.is_done(n)), len(pages))
        self.table.cursor = place

    def is_done(self, number: int) -> bool:
        """Whether a page was answered."""
        return self.answers is not None and self.pages[number].name in self.answers.pages

    def source(self) -> Source:
        """Pages, the review, the demo firm."""
        rows = [
            Row(n, (n,), (f"{n + 1}", _(page.title), self._said(page),
                          "done" if self.is_done(n) else "open"))
            for n, page in enumerate(self.pages)
        ]  # fmt: skip
        if rows:
            count = len(self.pages)
            rows.append(
                Row(count, (count,), (f"{count + 1}", _("Look over and create"), "", "last"))
            )
            rows.append(
                Row(
                    count + 1,
                    (count + 1,),
                    (
                        "",
                        _("Demo firm"),
                        _("a painter with two years of business, to try everything"),
                        "demo",
                    ),
                )
            )
        return MemorySource(rows)

    def _said(self, page: Any) -> str:
        answers = self.answers
        if answers is None or page.name not in answers.pages:
            return ""
        if page.repeats:
            return ", ".join(str(one.get("name", "")) for one in answers.accounts())
        given = answers.of(page.name)
        words = [shown(one, given.get(one.name)) for one in page.fields if given.get(one.name)]
        return " · ".join(words[:4])

    def preview(self, row: Row) -> Sequence[Block]:
        """The answers of a page."""
        if row.id >= len(self.pages) or self.answers is None:
            return ()
        page = self.pages[row.id]
        return [Head(_(page.title)), *page_blocks(page, self.answers), Note("", _(page.help))]

    def status(self) -> Sequence[tuple[str, str]]:
        """How far it is."""
        done = sum(self.is_done(n) for n in range(len(self.pages)))
        path = str(getattr(self.kontor.store, "path", ""))
        text = _("{done} of {count} pages").format(done=done, count=len(self.pages))
        return [(text, ""), (f" · {path}", "$ink-soft")]

    # keys

    def why_not(self, name: str) -> str:
        """The pages come a moment after the first frame."""
        if name in {"step.next", "record.open"}:
            return "" if self.pages else _(self.EMPTY)
        return super().why_not(name)

    def do_record_open(self) -> None:
        """Open the page."""
        if self.row is not None:
            self.open_page(self.row.id)

    def do_step_next(self) -> None:
        """The first page that is still open."""
        places = [n for n in range(len(self.pages)) if not self.is_done(n)]
        self.open_page(places[0] if places else len(self.pages))

    def do_screen_close(self) -> None:
        """`q` ends; the answers stay."""
        self.kontor.do_app_quit()

    def open_page(self, number: int) -> None:
        """A page by its number; after the last one the review."""
        from kontor.tui.screens.wizard.pages import MoneyPage, PageForm, ReviewScreen

        if self.answers is None or not self.pages:
            return
        if number > len(self.pages):
            self.do_wizard_demo()
        elif number == len(self.pages):
            self.app.push_screen(ReviewScreen(self))
        elif number >= 0 and self.pages[number].repeats:
            self.app.push_screen(MoneyPage(self, number))
        elif number >= 0:
            self.app.push_screen(PageForm(self, number))

    def do_wizard_demo(self) -> None:
        """Another file with an invented firm."""
        from kontor.tui.screens.wizard.demo import choose_demo

        choose_demo(self)

    # the end

    def create(self) -> None:
        """Create the books in one step."""
        answers, store, today = self.answers, self.kontor.store, self.kontor.today()
        assert answers is not None
        given = dict(answers.pages)
        given.setdefault("money_accounts", answers.accounts())

        def job(ticket: work.Ticket) -> Any:
            from kontor.desk.start import create_books
            from kontor.desk.wizard import input_of

            ticket.tell(0, 0, _("chart of accounts, accounts, settings"))
            try:
                return create_books(store, input_of(given), today)  # type: ignore[arg-type]
            except KontorError as error:
                return error

        self.app.push_screen(Running(_("Creating the books"), job, self._created))

    def _created(self, result: Any) -> None:
        if isinstance(result, KontorError):
            self._refused(result)
            return
        from kontor.tui.onward import Next

        assert self.answers is not None
        self.answers.drop()
        doubts = [f"{one.text} {one.advice}".strip() for one in result.findings]
        said = _("The books are open: {count} accounts are ready.").format(count=result.accounts)
        go_on = getattr(self.app, "go_on", None)
        if go_on is None:
            self.kontor.toast(said)
            return
        text = "\n".join([said, *doubts[:4]])
        go_on(Next(self.kontor.store.path, job=lambda: text))  # type: ignore[attr-defined]

    def _refused(self, error: KontorError) -> None:
        field = error.field.rpartition(".")[2]
        place = next(
            (n for n, page in enumerate(self.pages) if field in {one.name for one in page.fields}),
            None,
        )
        rows: list[Part] = [str(error), error.advice]
        tell = Tell(_("The books were not created"), rows, tone="-final")
        self.app.push_screen(tell, lambda _none: self._back_to(place))

    def _back_to(self, place: int | None) -> None:
        if place is not None:
            while len(self.app.screen_stack) > 1:
                self.app.pop_screen()
            self.open_page(place)


def page_blocks(page: Any, answers: Answers) -> list[Block]:
    """The answers of a page as facts."""
    if page.repeats:
        lines = enumerate(answers.accounts(), 1)
        return [Facts(*[(str(n), account_line(one)) for n, one in lines], title=page.title)]
    given = answers.of(page.name)
    pairs = [(one.label, shown(one, _kept(one, given))) for one in page.fields]
    return [Facts(*pairs, title=page.title)]


def _kept(question: Any, given: dict[str, Any]) -> Any:
    """The kept answer, or the usual one."""
    stored = given.get(question.name, question.default)
    return stored.isoformat() if hasattr(stored, "isoformat") else stored
