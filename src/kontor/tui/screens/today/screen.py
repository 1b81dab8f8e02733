"""Today (Heute): what must be done now, one key each, and the money of the next weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll

from kontor.base.dates import format_day, month_name, weekday_name
from kontor.base.i18n import N_, _, ngettext
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import give_title
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.today.money import money_blocks, money_lines
from kontor.tui.screens.today.news import VIEWS, News, Task, backup_text, kind_name, read_news
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part, stacked
from kontor.tui.widgets.columns import BAD, MUTED, PLAIN, WARN, Column, Kind, State
from kontor.tui.widgets.plain import KInput, Words
from kontor.tui.widgets.table import RecordTable

STATES = {
    "now": State("!", N_("now"), BAD),
    "today": State("●", N_("today"), WARN),
    "soon": State("◐", N_("soon"), PLAIN),
    "later": State("○", N_("later"), MUTED),
    "hint": State("›", N_("open"), PLAIN),
}
_LONGEST = 4
_AMOUNT, _NEVER = 3, 999  # place of the amounts; no window is so wide


class TodayScreen(ListScreen):
    """The first screen: tasks at the left, money and state of the books beside or below."""

    NAME, TITLE, LETTER, HANDBOOK = "today.today", N_("Today"), "h", "today"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.open", "view.toggle", "today.backup", "search.open", "palette.open",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("When"), Kind.STATE, states=STATES, least=8),
        Column(N_("What"), Kind.NAME, 44, grow=1, least=36),
        Column(N_("Due"), Kind.DATE, priority=3),
        Column(N_("Amount"), width=11, priority=4, least=11, kind=Kind.TEXT),
        Column(N_("Area"), width=12, priority=5, least=10),
    )
    SORTS: ClassVar[dict[str, str]] = {"2": N_("Due"), "4": N_("Area")}
    EMPTY = ""
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.news: News | None = None

    def crumb(self) -> str:
        """The day."""
        return _(self.TITLE)

    def list_title(self) -> str:
        """Today with its weekday."""
        today = self.kontor.today()
        said = f"{_('Today')}, {weekday_name(today)} {format_day(today)}"
        return f"{said} · {self.filter.typed.strip()}" if self.filter else said

    def period_text(self) -> str:
        """The month."""
        today = self.kontor.today()
        return f"{month_name(today.month, short=True)} {today.year}"

    def body(self) -> ComposeResult:
        """Tasks, money, books."""
        with Container(id="panes", classes="today-panes"):
            with Vertical(id="list-pane", classes="pane"):
                with Horizontal(id="filter-line"):
                    yield Words((" / ", "bold $signal"), id="filter-sign")
                    yield KInput(id="filter")
                yield RecordTable(self.COLUMNS, id="table")
            with VerticalScroll(id="preview-pane", can_focus=False):
                yield Words(id="preview")
            with Container(id="today-side"):
                with Vertical(id="money-pane", classes="pane"):
                    yield Words(id="money")
                with Vertical(id="state-pane", classes="pane"):
                    yield Words(id="state")

    def on_mount(self) -> None:
        """Ask the areas in a thread, once the frame is there."""
        give_title(self.query_one("#money-pane"), top=_("Money, 13 weeks"))
        give_title(self.query_one("#state-pane"), top=_("Books"))
        self.kontor.when_shown(self.requery)

    def requery(self) -> None:
        """Ask again."""
        store, today = self.kontor.store, self.kontor.today()
        path, findings = store.path, tuple(getattr(store, "findings", ()))  # type: ignore[attr-defined]
        work.start(
            self,
            lambda _ticket: read_news(
                store.read, getattr(store, "doors", ()), path, findings, today
            ),
            name="news", group="news", then=self._take,
        )  # fmt: skip

    def _take(self, news: News) -> None:
        self.news = news
        super().requery()
        self._draw()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What is to be done."""
        return self.news.tasks if self.news else ()

    def source(self) -> Source:
        """The tasks, urgent first."""
        return MemorySource([
            Row(n, (n,), (task.state, task.title, task.day, _amount(task), kind_name(task.kind)),
                task.state, task.amount)
            for n, task in enumerate(self.tasks)
        ])  # fmt: skip

    def _after_rows(self) -> None:
        table, amount = self.table, self.COLUMNS[_AMOUNT]
        if not any(task.amount is not None for task in self.tasks):
            amount = replace(amount, least=_NEVER, priority=9)
        table.set_columns((*self.COLUMNS[:_AMOUNT], amount, *self.COLUMNS[_AMOUNT + 1 :]))
        super()._after_rows()
        if self.news is not None and not self.tasks and not self.filter:
            self.table.empty_text = [
                _("Nothing is due."), "", _("Everything is booked, filed and backed up."),
            ]  # fmt: skip
            self.table.refresh()

    def status(self) -> Sequence[tuple[str, str]]:
        """How many things are urgent."""
        if self.news is None:
            return [(_("Looking …"), "$ink-soft")]
        count = len([task for task in self.tasks if task.state != "hint"])
        urgent = len([task for task in self.tasks if task.state == "now"])
        text = ngettext("{count} thing to do", "{count} things to do", count).format(count=count)
        pieces = [(text, "")]
        if urgent:
            said = ngettext("{count} is urgent", "{count} are urgent", urgent)
            pieces.append((" · " + said.format(count=urgent), "bold $bad"))
        return pieces

    # panes

    def on_resize(self) -> None:
        """The pictures follow the size."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self.news is None or not self.is_mounted:
            return
        pane = self.query_one("#money-pane")
        width, height = pane.content_size.width, pane.content_size.height
        lines: list[Part | list[Part]] = list(money_lines(self.news.money, max(20, width), height))
        self.query_one("#money", Words).say(stacked(*lines))
        self.query_one("#state", Words).say(stacked(*self._state_lines()))

    def _state_lines(self) -> list[Part | list[Part]]:
        news = self.news
        assert news is not None
        months = [f"{month_name(int(m[5:]), short=True)} {m[2:4]}" for m in news.open_months]
        said = ", ".join(months[:_LONGEST]) + (" …" if len(months) > _LONGEST else "")
        rows = [
            (_("Open months"), said or _("none"), "$warn" if len(months) > 2 else ""),
            (_("Bank lines"), _("{count} to book").format(count=news.unbooked) if news.unbooked
             else _("all booked"), "$warn" if news.unbooked else ""),
            (_("Entries"), ngettext("{count} open", "{count} open", news.open_entries).format(
                count=news.open_entries) if news.open_entries else _("all sealed"), ""),
            (_("Next return"), format_day(news.next_tax) if news.next_tax else _("none"), ""),
            (_("Backup"), backup_text(news.backup_hours),
             "$warn" if news.backup_hours is None and news.entries else ""),
        ]  # fmt: skip
        room = max(len(label) for label, _said, _tone in rows) + 2
        return [[(label.ljust(room), "$ink-soft"), (text, tone)] for label, text, tone in rows]

    # keys

    def why_not(self, name: str) -> str:
        """The table needs the figures first."""
        if name == "view.toggle" and self.news is None:
            return _("Looking …")
        return super().why_not(name)

    def do_view_toggle(self) -> None:
        """The money as a table."""
        from kontor.tui.screens.dialogs import Paper

        if self.news is not None:
            blocks = money_blocks(self.news.money)
            self.app.push_screen(Paper(_("Money, 13 weeks"), blocks))

    def do_record_open(self) -> None:
        """Go where the task is done."""
        if self.row is None or self.row.id >= len(self.tasks):
            return
        task = self.tasks[self.row.id]
        kind, _colon, rest = task.target.partition(":")
        app = self.kontor
        if kind == "draft":
            self._open_draft(rest)
        elif kind in {"view", "area"}:
            self._go([task.target])
        elif kind == "kind":
            self._go([f"view:{name}" for name in VIEWS[rest]])
        elif app.areas.record(task.target) is not None:
            app.open_record(task.target)
        else:
            self._go([f"view:{name}" for name in VIEWS.get(task.kind, ())] + [f"area:{kind}"])

    def _go(self, targets: Sequence[str]) -> None:
        """The first of these views that is there."""
        app = self.kontor
        ids = {spec.id for spec in app.areas}
        for target in targets:
            kind, _colon, name = target.partition(":")
            if app.areas.has(name) if kind == "view" else name in ids:
                app.open_view(target)
                return
        app.toast(_("This is not done on the screen yet; see the command line."), tone="warning")

    def _open_draft(self, key: str) -> None:
        from kontor.tui.screens.contacts.form import ContactForm

        form, _colon, record = key.partition(":")
        if form == "contacts.contact":
            self.app.push_screen(ContactForm(int(record) if record.isdigit() else None))
        else:
            area = {"ledger": "books", "bank": "books", "desk": "firm"}.get(
                form.partition(".")[0], form.partition(".")[0]
            )
            self._go([f"area:{area}", "view:contacts.list"])

    def do_today_backup(self) -> None:
        """Back up now."""
        from kontor.tui.screens.firm.backups import back_up

        back_up(self, then=lambda _made: self.requery())


def _amount(task: Task) -> str:
    from kontor.base.numbers import format_money

    return "" if task.amount is None else format_money(task.amount).rjust(11)
