"""The pages of the setting up: forms one after the other, the money accounts, the review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.errors import Finding
from kontor.base.i18n import N_, _
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.wizard.answers import KIND_WORDS, fields_of, page_draft, value_of
from kontor.tui.sheet import Block, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.fields import Field

if TYPE_CHECKING:
    from kontor.tui.screens.wizard.overview import OverviewScreen


def step_text(overview: OverviewScreen, number: int, title: str) -> str:
    """`2 of 7 Tax office`."""
    count = len(overview.pages) + 1
    return _("{number} of {count} · {title}").format(number=number + 1, count=count, title=_(title))


class PageForm(FormScreen):
    """One page; saving goes on to the next one."""

    NAME, HANDBOOK = "wizard.page", "start#your-own-firm"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "wizard.back", "screen.back", "wizard.demo")
    SAVE = N_("Go on")

    def __init__(self, overview: OverviewScreen, number: int) -> None:
        super().__init__()
        self.overview, self.number = overview, number
        self.page = overview.pages[number]

    def crumb(self) -> str:
        """Which page of how many."""
        return step_text(self.overview, self.number, self.page.title)

    def draft_key(self) -> str:
        """A half-typed page survives too."""
        return page_draft(self.page.name)

    def fields(self) -> Sequence[Field]:
        """The questions."""
        return fields_of(self.page)

    def start(self) -> dict[str, Any]:
        """What was answered before."""
        assert self.overview.answers is not None
        given = self.overview.answers.of(self.page.name)
        return {
            one.name: value_of(one, given[one.name])
            for one in self.page.fields
            if one.name in given
        }

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What the page is about."""
        return [(_(self.page.help), "$ink-soft")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """What the setting up says about the page."""
        from kontor.desk.wizard import check_page

        return check_page(self.page.name, values)

    def save(self, values: dict[str, Any]) -> None:
        """Keep the answers and go on."""
        assert self.overview.answers is not None
        self.overview.answers.put(self.page.name, values)
        self.saved(None)

    def after(self, result: Any) -> None:
        """The next page."""
        self.overview.requery()
        self.overview.open_page(self.number + 1)

    def do_wizard_back(self) -> None:
        """The page before; what is typed here is kept."""
        self.app.pop_screen()
        self.overview.open_page(self.number - 1)

    def do_wizard_demo(self) -> None:
        """The demo firm."""
        self.overview.do_wizard_demo()


class MoneyPage(ListScreen):
    """The money accounts to begin with."""

    CANCEL = N_("Leave out")
    NAME, HANDBOOK = "wizard.money", "start#your-own-firm"
    HINTS: ClassVar[tuple[str, ...]] = (
        "step.next", "record.new", "record.edit", "record.cancel", "wizard.back",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 24, grow=1),
        Column(N_("Kind"), width=16, keep=True, least=14),
        Column("IBAN", width=27, priority=3, least=27),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name")}
    EMPTY = N_("At least one account is needed.")

    def __init__(self, overview: OverviewScreen, number: int) -> None:
        super().__init__()
        self.overview, self.number = overview, number
        self.page = overview.pages[number]
        assert overview.answers is not None
        self.answers = overview.answers

    def crumb(self) -> str:
        """Which page of how many."""
        return step_text(self.overview, self.number, self.page.title)

    def source(self) -> Source:
        """The accounts so far."""
        from kontor.base.ids import iban

        return MemorySource([
            Row(n, (n,), (one.get("name", ""), _(KIND_WORDS.get(str(one.get("kind")), "")),
                          iban.format(str(one["iban"])) if one.get("iban") else "–"))
            for n, one in enumerate(self.answers.accounts())
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """What the page is about."""
        one = self.answers.accounts()[row.id]
        return [Head(str(one.get("name", ""))), Note("", _(self.page.help))]

    def why_not(self, name: str) -> str:
        """Books without money accounts cannot be kept."""
        if name == "step.next" and not self.answers.accounts():
            return _("At least one account is needed.")
        return super().why_not(name)

    def do_record_open(self) -> None:
        """Change it."""
        self.do_record_edit()

    def do_record_new(self) -> None:
        """Another account."""
        self.app.push_screen(MoneyForm(self, None))

    def do_record_edit(self) -> None:
        """Change it."""
        if self.row is not None:
            self.app.push_screen(MoneyForm(self, self.row.id))

    def do_record_cancel(self) -> None:
        """Leave it out."""
        if self.row is not None:
            accounts = self.answers.accounts()
            accounts.pop(self.row.id)
            self.answers.put(self.page.name, accounts)
            self.requery()

    def do_step_next(self) -> None:
        """On to the next page."""
        self.answers.put(self.page.name, self.answers.accounts())
        self.app.pop_screen()
        self.overview.requery()
        self.overview.open_page(self.number + 1)

    def do_wizard_back(self) -> None:
        """The page before."""
        self.app.pop_screen()
        self.overview.open_page(self.number - 1)


class MoneyForm(FormScreen):
    """One of the money accounts."""

    HANDBOOK = "start#your-own-firm"
    TITLE = N_("Money account")

    def __init__(self, page: MoneyPage, place: int | None) -> None:
        super().__init__()
        self.page, self.place = page, place

    def fields(self) -> Sequence[Field]:
        """The questions for each account."""
        return fields_of(self.page.page)

    def start(self) -> dict[str, Any]:
        """What was answered before."""
        return dict(self.page.answers.accounts()[self.place]) if self.place is not None else {}

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """What the setting up says."""
        from kontor.desk.wizard import check_page

        return check_page(self.page.page.name, values)

    def save(self, values: dict[str, Any]) -> None:
        """Keep it with the others."""
        accounts = self.page.answers.accounts()
        if self.place is None:
            accounts.append(values)
        else:
            accounts[self.place] = values
        self.page.answers.put(self.page.page.name, accounts)
        self.saved(None)

    def after(self, result: Any) -> None:
        """The list again."""
        self.page.requery()


class ReviewScreen(DetailScreen):
    """All answers once more; `w` creates the books."""

    NAME, HANDBOOK = "wizard.review", "start#your-own-firm"
    HINTS: ClassVar[tuple[str, ...]] = ("step.next", "wizard.back", "screen.back")

    def __init__(self, overview: OverviewScreen) -> None:
        super().__init__(0)
        self.overview = overview

    def crumb(self) -> str:
        """The last step."""
        return step_text(self.overview, len(self.overview.pages), N_("Look over and create"))

    def load(self) -> Any:
        """The answers."""
        return self.overview.answers

    def blocks(self) -> Sequence[Block]:
        """Every page, and what is missing."""
        from kontor.tui.screens.wizard.overview import page_blocks

        key = self.kontor.key_of("step.next")
        missing = self.missing()
        text = _(
            "{key} creates the books with these answers. All of it can be changed later, except the"
            " chart of accounts and the first day."
        ).format(key=key)
        if missing:
            text = _("Still open: {pages}").format(pages=", ".join(missing))
        blocks: list[Block] = [Head(_("Look over and create")), Note("", text)]
        for page in self.overview.pages:
            blocks += page_blocks(page, self.data)
        return blocks

    def missing(self) -> list[str]:
        """Pages without which it does not go."""
        answers = self.overview.answers
        assert answers is not None
        return [
            _(page.title)
            for page in self.overview.pages
            if any(one.required and not one.default for one in page.fields)
            and not page.repeats and page.name not in answers.pages
        ]  # fmt: skip

    def why_not(self, name: str) -> str:
        """The firm needs its name first."""
        if name == "step.next" and self.missing():
            return _("Still open: {pages}").format(pages=", ".join(self.missing()))
        return super().why_not(name)

    def do_step_next(self) -> None:
        """Create the books."""
        self.overview.create()

    def do_wizard_back(self) -> None:
        """The last page."""
        self.app.pop_screen()
        self.overview.open_page(len(self.overview.pages) - 1)
