"""Maintenance contracts: all of them, who is due, and the sheet of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries.contracts import Known
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.tickets.contract_sheet import (
    BILL,
    DUE,
    LATE,
    NEXT,
    STATES,
    ContractFile,
    contract_blocks,
    next_state,
    next_text,
    read_contract,
)
from kontor.tui.screens.tickets.contract_steps import ContractSteps
from kontor.tui.sheet import Block
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind


class ContractList(ContractSteps, ListScreen):
    """What the lists of contracts share."""

    FIELDS: ClassVar[dict[str, str]] = {
        "wer": "who", "who": "who", "plz": "postcode", "postcode": "postcode",
    }  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        try:
            with self.kontor.store.read() as con:
                return contract_blocks(read_contract(con, row.id, self.kontor.today()), full=False)
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen:
        """The contract."""
        return ContractScreen(row.id)

    def contract_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None

    def why_not(self, name: str) -> str:
        """What the contract forbids."""
        return super().why_not(name) or self.why_not_contract(name)


class ContractsScreen(ContractList):
    """All contracts; the state says how the next visit stands."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "tickets.contracts", N_("Maintenance"), "w", "contracts#on-the-screen"
    )  # fmt: skip
    HINTS = ("record.new", "record.edit", "contract.price", "contract.devices", "filter.saved")
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 8, least=7),
        Column(N_("Customer"), Kind.NAME, 20, grow=2, least=14),
        Column(N_("What"), Kind.TEXT, 18, grow=3, priority=3, least=12),
        Column(N_("Devices"), Kind.COUNT, 7, priority=6),
        Column(N_("Next visit"), Kind.TEXT, 17, priority=1, least=17),
        Column(N_("Net"), Kind.MONEY, 10, priority=4, gives_way=True),
        Column(N_("Contract"), Kind.STATE, 14, states=STATES, priority=5, gives_way=True),
        Column(N_("State"), Kind.STATE, 14, states=NEXT, least=13),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Number"), "1": N_("Customer"), "2": N_("What"), "7": N_("State"),
    }  # fmt: skip
    EMPTY = N_("No maintenance contract yet. What you look after every year belongs here.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """By the state of the next visit."""
        return tuple((state.word, _(state.word)) for code, state in NEXT.items() if code != BILL)

    def source(self) -> Source:
        """By customer."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            wanted = queries.ContractFilter(ended=True)
            found = queries.known_all(con, queries.contracts(con, today, wanted), today)
        found.sort(key=lambda one: (one.contract.contact_name, one.contract.id))
        return MemorySource([self._row(one) for one in found], {"who": 1})

    def _row(self, one: Known) -> Row:
        state = next_state(one, self.kontor.today())
        contract = one.contract
        cells = (contract.number, contract.contact_name, contract.subject, contract.devices,
                 next_text(one), one.at_once or None, str(one.state), state)  # fmt: skip
        return Row(contract.id, (contract.id,), cells, state, one.at_once)


class DueScreen(ContractList):
    """Who is due, by postcode; `w` shows what the run would make of it."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "tickets.due", N_("Due maintenance"), "f", "contracts#the-run"
    )  # fmt: skip
    HINTS = ("step.next", "contract.announce", "contract.done", "filter.open", "record.open")
    COLUMNS = (
        Column(N_("Postcode"), Kind.TEXT, 8, priority=0, least=8),
        Column(N_("Town"), Kind.TEXT, 14, priority=7, grow=1, least=8),
        Column(N_("Customer"), Kind.NAME, 20, grow=2, least=14),
        Column(N_("What"), Kind.TEXT, 18, grow=3, priority=4, least=12),
        Column(N_("Due until"), Kind.DATE, priority=1, keep=True),
        Column(N_("Minutes"), Kind.COUNT, 7, priority=6),
        Column(N_("Net"), Kind.MONEY, 10, priority=8, gives_way=True),
        Column(N_("State"), Kind.STATE, 14, states=NEXT, least=14),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Postcode"), "2": N_("Customer"), "4": N_("Due until"), "7": N_("State"),
    }  # fmt: skip
    EMPTY = N_("Nothing is due: all visits are planned or lie further ahead.")
    EMPTY_HINTS = ("contract.announce",)

    def source(self) -> Source:
        """By postcode, so that tours come out."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            found = queries.due(con, today)
        rows = []
        for place, one in enumerate(found):
            contract, state = one.contract, next_state(one, today)
            visit = state in {DUE, LATE}
            state = state if visit else BILL
            last = one.turn.last.isoformat() if one.turn and visit else None
            cells = (contract.postcode, contract.city, contract.contact_name, contract.subject,
                     last, contract.minutes, one.at_once or None, state)  # fmt: skip
            rows.append(Row(contract.id, (place,), cells, state, one.at_once))
        return MemorySource(rows, {"postcode": 0, "who": 2})

    def contract_keys(self) -> list[int]:
        """The marked ones; without marks all that are due."""
        if self.table.marks:
            return self.chosen_ids()
        with self.kontor.store.read() as con:
            return [one.contract.id for one in queries.due(con, self.kontor.today())]


class ContractScreen(ContractSteps, DetailScreen):
    """One contract."""

    NAME, HANDBOOK = "tickets.contract", "contracts#on-the-screen"
    HINTS = ("step.next", "record.edit", "contract.price", "contract.case", "actions.menu")

    def contract_key(self) -> int | None:
        """This one."""
        return self.record

    def crumb(self) -> str:
        """Its number."""
        return self.data.known.contract.number if self.data else _("Maintenance contract")

    def load(self) -> ContractFile | None:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                return read_contract(con, self.record, self.kontor.today())
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return contract_blocks(self.data, full=True)

    def why_not(self, name: str) -> str:
        """What the contract forbids."""
        return super().why_not(name) or self.why_not_contract(name)
