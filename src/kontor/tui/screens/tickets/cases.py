"""Cases: the list with what is next, and the sheet of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.dates import now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.company.queries import own_name
from kontor.tickets.queries.tickets import owners
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.tickets.case_rows import SORTS, CasesSource
from kontor.tui.screens.tickets.case_sheet import CaseFile, case_blocks, read_case
from kontor.tui.screens.tickets.case_steps import CaseSteps
from kontor.tui.screens.tickets.names import STATES
from kontor.tui.sheet import Block
from kontor.tui.widgets.columns import Column, Kind


def owned(name: str) -> str:
    """The filter for what somebody takes care of."""
    return f'owner:"{name}"' if " " in name else f"owner:{name}"


class CasesScreen(CaseSteps, ListScreen):
    """All cases: running ones by what is due next, then those that ended."""

    NAME, TITLE, LETTER, HANDBOOK = "tickets.cases", N_("Cases"), "v", "tickets#on-the-screen"
    HINTS = ("record.new", "step.next", "ticket.note", "ticket.work", "filter.saved")
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 13, least=12),
        Column(N_("About"), Kind.NAME, 22, grow=3, least=14),
        Column(N_("Who"), Kind.TEXT, 18, grow=2, priority=3, least=10),
        Column(N_("Kind"), Kind.TEXT, 12, priority=5),
        Column(N_("What is next"), Kind.TEXT, 18, priority=2, least=14),
        Column(N_("Who takes care"), Kind.TEXT, 12, priority=6),
        Column(N_("State"), Kind.STATE, 14, states=STATES, least=13),
    )
    SORTS: ClassVar[dict[str, str]] = {name: sort.label for name, sort in SORTS.items()}
    FIELDS: ClassVar[dict[str, str]] = {
        "wer": "who", "who": "who", "wem": "owner", "owner": "owner", "art": "kind",
        "kind": "kind",
    }  # fmt: skip
    EMPTY = N_("No cases yet. What somebody wants put right stands here until it is.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Mine, what is overdue, due today, waiting, to bill; and each owner's own."""
        with self.kontor.store.read() as con:
            names, me = owners(con), own_name(con, self.kontor.today())
        mine = ((N_("mine"), owned(me)),) if me else ()
        return (
            *mine,
            (N_("overdue"), N_("overdue")), (N_("due today"), N_("due today")),
            (N_("waiting"), N_("waiting")), (N_("to bill"), N_("to bill")),
            *((name, owned(name)) for name in names if name != me),
        )  # fmt: skip

    def source(self) -> Source:
        """Running ones by their next instant, then the ended, newest first."""
        return CasesSource(self.kontor.store.read, now_utc())

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        try:
            with self.kontor.store.read() as con:
                return case_blocks(read_case(con, row.id, now_utc()), full=False)
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen:
        """The case."""
        return CaseScreen(row.id)

    def case_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None

    def case_keys(self) -> list[int]:
        """The marked ones."""
        return self.chosen_ids()

    def do_ticket_import(self) -> None:
        """Take mails in; the dry run comes first."""
        from kontor.tui.screens.tickets.importing import import_mails_from

        import_mails_from(self)

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_case(name, self.the_case())


class CaseScreen(CaseSteps, DetailScreen):
    """One case."""

    NAME, HANDBOOK = "tickets.case", "tickets#on-the-screen"
    HINTS = ("step.next", "ticket.note", "ticket.work", "ticket.payer", "actions.menu")

    def case_key(self) -> int | None:
        """This one."""
        return self.record

    def crumb(self) -> str:
        """Its number."""
        return self.data.case.number if self.data else _("Case")

    def load(self) -> CaseFile | None:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                return read_case(con, self.record, now_utc())
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return case_blocks(self.data, full=True)

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        one = self.data.case if self.data else None
        return super().why_not(name) or self.why_not_case(name, one)
