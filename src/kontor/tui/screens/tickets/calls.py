"""Calls and devices: who is to be called back, what stands at customers, each with its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.dates import berlin_today, format_day, format_instant, now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.contacts.device_kinds import CallNote, Device
from kontor.contacts.queries import devices as known
from kontor.tickets.queries.contracts import ContractFilter, contracts, known_all
from kontor.tickets.queries.protocols import defect_counts, protocols
from kontor.tickets.queries.tickets import TicketFilter, page
from kontor.tickets.words import KINDS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.tickets.contract_sheet import contract_lines
from kontor.tui.screens.tickets.names import CALLS, DIRECTIONS, STATES, call_state
from kontor.tui.screens.tickets.protocols import protocols_grid
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import Listing, MemorySource, Sort, SqlSource
from kontor.tui.widgets.columns import Column, Kind

_WHO = "coalesce(c.name, nullif(n.caller, ''), n.number)"
_STATE = (
    "iif(n.called_back IS NOT NULL, 'back', iif(n.callback_by IS NULL AND n.direction<>'missed',"
    " 'noted', iif(ifnull(n.callback_by, n.at)<=strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'late',"
    " 'open')))"
)
_OWED = "(n.called_back IS NULL AND (n.callback_by IS NOT NULL OR n.direction='missed'))"
LISTING = Listing(
    columns=f"substr(n.at, 1, 10), {_WHO}, n.subject, n.number, {_STATE}",
    tables="call_note n LEFT JOIN contact c ON c.id=n.contact",
    sorts={
        "day": Sort(N_("Newest first"), ("n.at", "n.id"), descending=True),
        "open": Sort(N_("To call back first"), (_OWED, "n.at", "n.id"), descending=True),
    },
    id="n.id", state=_STATE, day="substr(n.at, 1, 10)",
    search=f"fold({_WHO} || ' ' || n.subject || ' ' || n.note || ' ' || n.number)",
    fields={"who": f"fold({_WHO})", "state": _STATE},
)  # fmt: skip
_CASES = (
    Column(N_("Number"), Kind.NUMBER, 13),
    Column(N_("Received"), Kind.DATE),
    Column(N_("Kind"), Kind.TEXT, 12, priority=3),
    Column(N_("About"), Kind.TEXT, 24, grow=1),
    Column(N_("State"), Kind.STATE, 14, states=STATES),
)


def call_blocks(one: CallNote) -> list[Block]:
    """A call note."""
    facts = (
        (_("When"), format_instant(one.at)), (_("Direction"), _(DIRECTIONS[one.direction])),
        (_("Telephone"), one.number), (_("Taken by"), one.taken_by),
        (_("Call back by"), format_instant(one.callback_by) if one.callback_by else ""),
        (_("Called back"), format_instant(one.called_back) if one.called_back else ""),
    )  # fmt: skip
    blocks: list[Block] = [
        Head(one.subject, one.who, CALLS[call_state(one, now_utc())]),
        Facts(*facts),
    ]
    if one.note:
        blocks.append(Note(_("Note"), one.note))
    return blocks


class CallSteps(BaseScreen):
    """What can be done with a call; `call_key` says which one."""

    def call_key(self) -> int | None:
        """Id of the call that the keys mean."""
        raise NotImplementedError

    def the_call(self) -> CallNote | None:
        """The call, read again."""
        key = self.call_key()
        try:
            with self.kontor.store.read() as con:
                return None if key is None else known.call(con, key)
        except NotFound:
            return None

    def why_not(self, name: str) -> str:
        """Nobody waits, or nothing was made of the call."""
        one = self.the_call() if name in {"call.back", "call.became"} else None
        if name == "call.back" and (one is None or not one.open):
            return _("Nobody is to be called back for this call.")
        if name == "call.became" and (one is None or not one.became):
            return _("Nothing was made of this call.")
        return super().why_not(name)

    def do_call_back(self) -> None:
        """Note that somebody was called back."""
        from kontor.contacts.service.devices import called_back

        if (key := self.call_key()) is not None:
            self.kontor.run_case(called_back, key, now_utc())

    def do_call_became(self) -> None:
        """Open what was made of the call."""
        one = self.the_call()
        if one is not None and one.became:
            self.kontor.open_record(one.became)


class CallsScreen(CallSteps, ListScreen):
    """All calls, the newest first."""

    NAME, TITLE, LETTER, HANDBOOK = "tickets.calls", N_("Calls"), "a", "tickets#on-the-screen"
    HINTS = ("call.back", "call.became", "filter.saved", "filter.open")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE),
        Column(N_("Who"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("About"), Kind.TEXT, 26, grow=3, priority=2, least=12),
        Column(N_("Telephone"), Kind.TEXT, 16, priority=4),
        Column(N_("State"), Kind.STATE, 16, states=CALLS, least=15),
    )
    SORTS: ClassVar[dict[str, str]] = {name: sort.label for name, sort in LISTING.sorts.items()}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "who", "who": "who", "stand": "state"}
    SAVED = ((N_("call now"), "stand:late"), (N_("call back"), "stand:open"))
    EMPTY = N_("No call was noted yet. F2 notes one from any screen.")

    def source(self) -> Source:
        """From the file, block by block."""
        return SqlSource(self.kontor.store.read, LISTING)

    def preview(self, row: Row) -> Sequence[Block]:
        """The note."""
        try:
            with self.kontor.store.read() as con:
                return call_blocks(known.call(con, row.id))
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen:
        """The call."""
        return CallScreen(row.id)

    def call_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None


class CallScreen(CallSteps, DetailScreen):
    """One call."""

    NAME, HANDBOOK = "tickets.callnote", "tickets#on-the-screen"
    HINTS = ("call.back", "call.became", "actions.menu")

    def call_key(self) -> int | None:
        """This one."""
        return self.record

    def crumb(self) -> str:
        """Who called."""
        return self.data.who if self.data else _("Call")

    def load(self) -> CallNote | None:
        """Read it."""
        return self.the_call()

    def blocks(self) -> Sequence[Block]:
        """The note."""
        return call_blocks(self.data)


class DevicesScreen(ListScreen):
    """What stands at customers."""

    NAME, TITLE, LETTER, HANDBOOK = "tickets.devices", N_("Devices"), "d", "tickets#on-the-screen"
    HINTS = ("filter.open", "filter.saved")
    COLUMNS = (
        Column(N_("Device"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Whose"), Kind.TEXT, 20, grow=2, least=12),
        Column(N_("Kind"), Kind.TEXT, 14, priority=3),
        Column(N_("Serial number"), Kind.TEXT, 14, priority=4),
        Column(N_("Installed"), Kind.DATE, priority=5),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Device"), "1": N_("Whose"), "2": N_("Kind")}
    EMPTY = N_("No device is known. “kontor devices add” notes what stands at a customer.")

    def source(self) -> Source:
        """All that are there."""
        with self.kontor.store.read() as con:
            there = known.devices(con)
        return MemorySource([
            Row(one.id, (one.id,),
                (one.name, one.contact_name, one.kind, one.serial, one.installed), "")
            for one in there
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        return device_blocks(self, row.id)

    def detail(self, row: Row) -> BaseScreen:
        """The device."""
        return DeviceScreen(row.id)


class DeviceScreen(DetailScreen):
    """One device with its history."""

    NAME, HANDBOOK = "tickets.device", "tickets#on-the-screen"
    HINTS = ("actions.menu",)

    def crumb(self) -> str:
        """Its name."""
        return self.data.name if self.data else _("Device")

    def load(self) -> Device | None:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                return known.device(con, self.record)
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return device_blocks(self, self.record)


def device_blocks(screen: BaseScreen, key: int) -> list[Block]:
    """A device: what it is, who installed it, its cases."""
    try:
        with screen.kontor.store.read() as con:
            one = known.device(con, key)
            cases = page(con, TicketFilter(device=key, merged=True))
            papers = protocols(con, device=key)
            counts = defect_counts(con, [paper.id for paper in papers])
            today = screen.kontor.today()
            kept = known_all(con, contracts(con, today, ContractFilter(device=key)), today)
    except NotFound:
        return []
    facts = (
        (_("Whose"), one.contact_name), (_("Site"), one.site_name), (_("Place"), one.place),
        (_("Maker"), one.maker), (_("Model"), one.model), (_("Serial number"), one.serial),
        (_("Installed"), format_day(one.installed) if one.installed else ""),
        (_("Maker's warranty until"), format_day(one.warranty_ends) if one.warranty_ends else ""),
        (_("Removed"), format_day(one.removed) if one.removed else ""),
    )  # fmt: skip
    blocks: list[Block] = [
        Head(one.kind, one.name), Facts(*facts),
    ]  # fmt: skip
    if one.note:
        blocks.append(Note(_("Note"), one.note))
    blocks += contract_lines(kept, today)
    rows = [
        (case.number, berlin_today(case.received), _(KINDS[case.kind]), case.subject,
         str(case.state))
        for case in cases
    ]  # fmt: skip
    if rows:
        blocks.append(Grid(_CASES, rows, title=_("Cases")))
    if papers:
        blocks.append(protocols_grid(papers, counts))
    return blocks
