"""Returns (Meldungen): what was filed, and what is due next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from kontor.base.dates import format_day, parse_period
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.deadlines import OpenDeadline, tax_deadlines
from kontor.ledger.queries.vat import Filed, filings
from kontor.ledger.rules.forms import kennzahlen
from kontor.ledger.words import RETURN_KINDS
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import Confirm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

STATES = {
    "late": State("!", N_("overdue"), BAD), "due": State("●", N_("due"), WARN),
    "filed": State("✓", N_("filed"), GOOD), "corrected": State("✓", N_("corrected"), GOOD),
    "takeover": State("·", N_("taken over"), MUTED),
}  # fmt: skip
SOON = 1_000_000


class FilingsScreen(ListScreen):
    """Deadlines first, then what was filed, newest first."""

    NAME, TITLE, LETTER, HANDBOOK = "books.filings", N_("Returns"), "d", "taxes#filed-returns"
    HINTS = ("record.open", "step.next", "filter.open", "record.explain", "copy.menu")
    COLUMNS = (
        Column(N_("Period"), Kind.NUMBER, 8),
        Column(N_("Return"), Kind.NAME, 24, grow=1, least=15),
        Column(N_("Until / filed"), Kind.DATE, 15, keep=True),
        Column(N_("Ticket"), width=20, priority=5, grow=1),
        Column(N_("Payable"), Kind.MONEY, 12),
        Column(N_("State"), Kind.STATE, width=13, least=13, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"1": N_("Return"), "2": N_("Date")}
    EMPTY = N_("No return was noted, and none is due.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self._filed: dict[int, Filed] = {}
        self._due: dict[int, OpenDeadline] = {}

    def source(self) -> Source:
        """What was read; a thread reads it again."""
        store, today = self.kontor.store, self.kontor.today()

        def job(_ticket: work.Ticket) -> tuple[list[OpenDeadline], list[Filed]]:
            with store.read() as con:
                return tax_deadlines(con, today), filings(con)

        def take(answer: tuple[list[OpenDeadline], list[Filed]]) -> None:
            self._due = {SOON + place: one for place, one in enumerate(answer[0])}
            self._filed = {one.id: one for one in answer[1]}
            self.refill(self._source())

        work.start(self, job, name="filings", then=take, group="filings")
        return self._source()

    def _source(self) -> MemorySource:
        rows = []
        for key, one in self._due.items():
            due = one.deadline
            state = "late" if one.late else "due"
            cells: tuple[object, ...] = (
                _short(due.period),
                _(RETURN_KINDS[due.kind]),
                due.day.isoformat(),
                "",
                None,
                state,
            )
            rows.append(Row(key, (key,), cells, state))
        for key, filed in self._filed.items():
            state = "takeover" if filed.takeover else "corrected" if filed.pos > 1 else "filed"
            cells = (
                _short(filed.period),
                _(RETURN_KINDS[filed.kind]),
                filed.filed.isoformat(),
                filed.ticket or "",
                filed.payable,
                state,
            )
            rows.append(Row(key, (key,), cells, state, filed.payable))
        return MemorySource(rows, {"name": 1})

    def preview(self, row: Row) -> Sequence[Block]:
        """The figures as they were filed, or the deadline with its law."""
        if row.id in self._due:
            return self._deadline(self._due[row.id])
        one = self._filed.get(row.id)
        if one is None:
            return ()
        names = kennzahlen()
        columns = (Column(N_("Kz"), Kind.NUMBER, 4), Column(N_("Name"), Kind.NAME, grow=1),
                   Column(N_("Amount"), Kind.MONEY))  # fmt: skip
        rows = [
            (kz, names[kz].label if kz in names else "", cents) for kz, cents in one.figures.items()
        ]
        blocks: list[Block] = [
            Head(_short(one.period), _(RETURN_KINDS[one.kind]), STATES[row.state]),
            Facts((N_("Filed"), one.filed), (N_("Number"), str(one.pos) if one.pos > 1 else None),
                  (N_("Payable"), format_money(one.payable) + " €"), (N_("Ticket"), one.ticket)),
        ]  # fmt: skip
        return [*blocks, Grid(columns, rows, N_("Figures"))] if rows else blocks

    def _deadline(self, one: OpenDeadline) -> list[Block]:
        due = one.deadline
        grace: date | None = due.grace if due.grace != due.day else None
        state = STATES["late" if one.late else "due"]
        return [
            Head(_short(due.period), _(RETURN_KINDS[due.kind]), state),
            Facts((N_("Until"), format_day(due.day, weekday=True)),
                  (N_("By law"), due.statutory if due.statutory != due.day else None),
                  (N_("Transfer until"), grace), (N_("Law"), due.law)),
            Note("", _("Enter opens the figures.")),
        ]  # fmt: skip

    def detail(self, row: Row) -> BaseScreen | None:
        """The report with the figures of the period."""
        from kontor.tui.screens.books.euer import EuerScreen
        from kontor.tui.screens.books.recap import RecapScreen
        from kontor.tui.screens.books.vat import VatScreen
        from kontor.tui.screens.report import ReportScreen

        one = self._due[row.id].deadline if row.id in self._due else self._filed.get(row.id)
        if one is None:
            return None
        classes: dict[str, type[ReportScreen]] = {"euer": EuerScreen, "recapitulative": RecapScreen}
        screen = classes.get(one.kind, VatScreen)()
        screen._period = parse_period(one.period, self.kontor.today())
        return screen

    def why_not(self, name: str) -> str:
        """Only what is due can be noted as filed."""
        if name == "step.next" and self.row is not None:
            due = self._due.get(self.row.id)
            if due is None:
                return _("This return is filed; a change shows in its figures.")
            if due.deadline.kind == "vat":
                return _("Open it with Enter; there it is filed with its figures.")
        return super().why_not(name)

    def do_step_next(self) -> None:
        """Note a return as filed, with the figures as they are now."""
        due = self._due.get(self.row.id) if self.row else None
        if due is None:
            return
        one = due.deadline
        title = _("{name} {period} filed?").format(
            name=_(RETURN_KINDS[one.kind]), period=_short(one.period)
        )
        text = [
            _("The figures are kept as they are now; what changes later shows as a difference."),
            _("Kontor sends nothing. Say yes when the figures are in ELSTER."),
        ]

        def take(yes: str | None) -> None:
            from kontor.ledger.service.filing import file_return

            if yes:
                self.kontor.run_case(file_return, one.kind, one.period, self.kontor.today())

        self.app.push_screen(Confirm(title, text, verb=_("Filed")), take)

    def do_record_explain(self) -> None:
        """What a return is, and that Kontor sends nothing."""
        from kontor.tui.screens.books.vat import TYPED
        from kontor.tui.screens.dialogs import Paper

        if self.row is not None:
            blocks = [*self.preview(self.row), Note("", _(TYPED))]
            self.app.push_screen(Paper(_("Return"), blocks))


def _short(label: str) -> str:
    """A stored period as people write it: `10/2026`."""
    kind, _dash, rest = label.partition("-")
    if rest.startswith("Q"):
        return f"{rest} {kind}"
    return f"{rest}/{kind}" if rest.isdigit() else label
