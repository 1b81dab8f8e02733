"""Closing (Abschluss): months and years with their state, the checklist of one, the lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.dates import Period, month_period, year_period
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.desk.closing import Point, Span, month_span, paperless, spans, year_span
from kontor.ledger.queries.seals import head
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.entry import EntryScreen
from kontor.tui.screens.books.journal import LISTING, JournalScreen, JournalSource
from kontor.tui.screens.books.vat_filing import MonthClosing
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import Listing, MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, Column, Kind, State

STATES = {
    "closed": State("✓", N_("closed"), GOOD),
    "ready": State("●", N_("can be closed"), PLAIN),
    "warned": State("●", N_("look first"), WARN),
    "stopped": State("!", N_("stopped"), BAD),
    "running": State("·", N_("running"), MUTED),
}
POINTS = {
    "stop": State("!", N_("stops"), BAD),
    "warn": State("●", N_("look"), WARN),
    "good": State("✓", N_("done"), GOOD),
    "tell": State("·", N_("note"), MUTED),
}
_YEAR = 13
_VIEWS = {
    "bank": "books.bank", "standing": "books.templates", "assets": "books.assets",
    "vat": "books.vat", "vat_year": "books.filings", "euer": "books.filings",
    "months": "books.closing", "open": "books.journal", "unbalanced": "books.journal",
}  # fmt: skip
_GRID = (
    Column(N_("What"), Kind.NAME, 30, grow=1, least=18),
    Column(N_("Count"), Kind.COUNT, 7, keep=True),
    Column(N_("State"), Kind.STATE, 9, states=POINTS, least=8),
)


def span_id(span: Span) -> int:
    """A number for a row: year and month, 13 for the year itself."""
    first = span.period.first
    return first.year * 100 + (_YEAR if span.period.kind == "year" else first.month)


def said(point: Point) -> str:
    """A point in the reader's language."""
    return _(point.label).format(**dict(point.values))


def counted(point: Point) -> str:
    """How many, or how much."""
    if point.amount is not None:
        return f"{format_money(point.amount)} €"
    return str(point.number) if point.number is not None else ""


def summed(span: Span) -> str:
    """What is missing, in a few words."""
    return " · ".join(
        f"{said(one)} {counted(one)}".strip()
        for one in span.points
        if one.state in {"stop", "warn"} and one.kind != "over"
    )


def span_blocks(span: Span) -> list[Block]:
    """A month or year as a sheet."""
    blocks: list[Block] = [
        Head(span.period.title, "", STATES[span.state]),
        Facts(
            (N_("Entries"), span.entries),
            (N_("To be sealed"), span.open or None),
            (N_("Closed on"), span.closed),
        ),
    ]
    if span.points:
        rows = [(said(one), one.number, one.state) for one in span.points]
        blocks.append(Grid(_GRID, rows, N_("Checklist")))
    elif span.state == "closed":
        blocks.append(Note("", _("Nothing is missing.")))
    return blocks


class ClosingScreen(MonthClosing, ListScreen):
    """Months and years, newest first."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "books.closing",
        N_("Month and year end"),
        "s",
        "books#closing-a-month",
    )
    HINTS = ("record.open", "journal.close", "filter.open", "record.explain", "export.menu")
    COLUMNS = (
        Column(N_("Month"), Kind.NUMBER, 15, least=14),
        Column(N_("Entries"), Kind.COUNT, 9, priority=2, least=9),
        Column(N_("Loose"), Kind.COUNT, 6, priority=3, least=6),
        Column(N_("Closed on"), Kind.DATE, 11, priority=6),
        Column(N_("What is missing"), Kind.NAME, 24, grow=1, least=14),
        Column(N_("State"), Kind.STATE, 15, states=STATES, least=14),
    )
    EMPTY = N_("Nothing is posted yet, so there is nothing to close.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self._spans: dict[int, Span] = {}

    def source(self) -> Source:
        """What was read; a thread reads it again."""
        store, today = self.kontor.store, self.kontor.today()

        def job(_ticket: work.Ticket) -> list[Span]:
            with store.read() as con:
                return spans(con, today)

        def take(found: list[Span]) -> None:
            self._spans = {span_id(one): one for one in found}
            self.refill(self._source())

        work.start(self, job, name="closing", then=take, group="closing")
        return self._source()

    def _source(self) -> MemorySource:
        rows = []
        for key, one in self._spans.items():
            cells = (
                one.period.title, one.entries, one.open or None, one.closed, summed(one), one.state,
            )  # fmt: skip
            rows.append(Row(key, (key,), cells, one.state))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """The checklist."""
        one = self._spans.get(row.id)
        return span_blocks(one) if one else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The checklist, each point opens its place."""
        return ChecklistScreen(row.id)

    def chosen_month(self) -> Period | None:
        """The month under the cursor; a year is closed by its months."""
        one = self._spans.get(self.row.id) if self.row else None
        return one.period if one and one.period.kind == "month" else None

    def why_not(self, name: str) -> str:
        """Only a month that is over and open."""
        if name == "journal.close":
            return why_not_close(self._spans.get(self.row.id) if self.row else None)
        return super().why_not(name)

    def do_record_explain(self) -> None:
        """What closing does, and how far the chain of seals goes."""
        from kontor.tui.screens.dialogs import Paper

        with self.kontor.store.read() as con:
            number, value = head(con)
        blocks: list[Block] = [
            Note("", _("Closing seals every entry of the month and of all before it.")),
            Note("", _("A late document is posted with an open date and keeps its own date.")),
            Facts(
                (N_("Sealed up to"), f"#{number}" if number else None),
                (N_("Checksum"), value[:16] if number else None),
            ),
        ]
        self.app.push_screen(Paper(_(self.TITLE), blocks))


def why_not_close(span: Span | None) -> str:
    """Why a month cannot be closed now."""
    if span is None:
        return _("Choose a month first.")
    if span.period.kind == "year":
        return _("A year is closed month by month.")
    if span.state == "closed":
        return _("This month is closed.")
    return _("This month is not over yet.") if span.state == "running" else ""


class ChecklistScreen(MonthClosing, ListScreen):
    """What one month or year lacks; Enter goes there."""

    NAME, HANDBOOK = "books.checklist", "books#closing-a-month"
    HINTS = ("record.open", "journal.close", "screen.back")
    COLUMNS = (
        Column(N_("What"), Kind.NAME, 40, grow=1, least=24),
        Column(N_("Count"), Kind.COUNT, 7, keep=True),
        Column(N_("Amount"), Kind.MONEY, 12),
        Column(N_("State"), Kind.STATE, 10, states=POINTS, least=9),
    )
    EMPTY = ""  # a list of points is never empty; until it is read nothing is claimed
    EMPTY_HINTS = ()

    def __init__(self, record: int) -> None:
        super().__init__()
        self.record = record
        self.span: Span | None = None

    @property
    def period(self) -> Period:
        """Its month or year."""
        year, month = divmod(self.record, 100)
        return year_period(year) if month == _YEAR else month_period(year, month)

    def crumb(self) -> str:
        """Which month."""
        return _("Closing {month}").format(month=self.period.title)

    def list_title(self) -> str:
        """Month and state."""
        state = _(STATES[self.span.state].word) if self.span else ""
        return f"{self.crumb()} · {state}" if state else self.crumb()

    def source(self) -> Source:
        """What was read; a thread reads it again, because it goes through the whole month."""
        store, today, period = self.kontor.store, self.kontor.today(), self.period

        def job(_ticket: work.Ticket) -> Span:
            with store.read() as con:
                if period.kind == "year":
                    return year_span(con, period.first.year, today)
                return month_span(con, period.label, today)

        def take(found: Span) -> None:
            self.span = found
            self.refill(self._source())

        work.start(self, job, name="checklist", then=take, group="checklist")
        return self._source()

    def _source(self) -> MemorySource:
        return MemorySource([
            Row(n, (n,), (said(one), one.number, one.amount, one.state), one.state, one.amount)
            for n, one in enumerate(self.span.points if self.span else ())
        ])  # fmt: skip

    def chosen_month(self) -> Period | None:
        """This month."""
        return self.period if self.period.kind == "month" else None

    def why_not(self, name: str) -> str:
        """Only a month that is over and open; some points lead nowhere."""
        if name == "journal.close":
            return why_not_close(self.span)
        if name == "record.open" and self._point() and self._point().kind == "over":  # type: ignore[union-attr]
            return _("This takes care of itself.")
        return super().why_not(name)

    def _point(self) -> Point | None:
        return self.span.points[self.row.id] if self.span and self.row else None

    def do_record_open(self) -> None:
        """Go where it is put right."""
        one = self._point()
        if one is None:
            return
        if one.kind == "document":
            self.app.push_screen(PaperlessScreen(self.period))
        elif one.kind == "unresolved":
            self._unresolved()
        elif one.kind == "earlier":
            self.app.pop_screen()
        else:
            self._view(one)

    def _unresolved(self) -> None:
        """The sheet of the clearing account."""
        from kontor.tui.screens.books.account_sheet import AccountSheet

        with self.kontor.store.read() as con:
            row = con.execute("SELECT number FROM account WHERE concept = 'ungeklaert'").fetchone()
        if row:
            self.app.push_screen(AccountSheet(str(row[0]), self.period.first.year))

    def _view(self, point: Point) -> None:
        """A view of the area, on this month."""
        app, period = self.kontor, self.period
        if point.kind == "months":
            app.pop_screen()
            return
        app.open_view(f"view:{_VIEWS[point.kind]}")

        def aim() -> None:
            front: Any = app.screen
            if isinstance(front, ReportScreen) and front.PERIOD != "year":
                front.set_period(period)
            elif isinstance(front, JournalScreen) and period.kind == "month":
                front.query_one("#filter-line").display = True
                front.query_one("#filter").put(period.label)  # type: ignore[attr-defined]
                front.set_filter(period.label)

        app.call_later(aim)


class PaperlessScreen(ListScreen):
    """Entries of a period without a document number."""

    NAME, HANDBOOK = "books.paperless", "books#closing-a-month"
    HINTS = ("record.open", "filter.open", "screen.back")
    COLUMNS, SORTS = JournalScreen.COLUMNS, JournalScreen.SORTS
    EMPTY = N_("Every entry has its document number.")
    EMPTY_HINTS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, period: Period) -> None:
        super().__init__()
        self._span = period

    def crumb(self) -> str:
        """What and when."""
        return _("Without document number, {month}").format(month=self._span.title)

    def source(self) -> Source:
        """These entries only."""
        with self.kontor.store.read() as con:
            found = paperless(con, self._span)
        marks = ", ".join("?" * len(found)) or "NULL"
        values = {name: getattr(LISTING, name) for name in LISTING.__dataclass_fields__}
        narrowed = {**values, "where": f"e.id IN ({marks})", "args": tuple(found)}
        return JournalSource(self.kontor.store.read, Listing(**narrowed))

    def detail(self, row: Row) -> BaseScreen | None:
        """The entry, where `e` gives it its number."""
        return EntryScreen(row.id)
