"""Calls: who is to be called back, what became of a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import ClassVar

from kontor.base.dates import format_instant, now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.company.queries import own_name
from kontor.contacts.device_kinds import CallNote
from kontor.contacts.queries import devices as known
from kontor.desk.related import related
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.screens.tickets.names import CALLS, DIRECTIONS, call_state
from kontor.tui.screens.tickets.visit import VisitWindow, of_call
from kontor.tui.sheet import Block, Facts, Head, Note, link
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.widgets.columns import Column, Kind

_WHO = "coalesce(c.name, nullif(n.caller, ''), n.number)"
_STATE = (
    "iif(n.called_back IS NOT NULL, 'back', iif(n.callback_by IS NULL AND n.direction<>'missed',"
    " 'noted', iif(ifnull(n.callback_by, n.at)<=strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'late',"
    " 'open')))"
)
_OWED = "(n.called_back IS NULL AND (n.callback_by IS NOT NULL OR n.direction='missed'))"
_MAKES = frozenset({"record.task", "call.case"})
_ASKED = frozenset({"call.back", "call.became", "record.related"}) | _MAKES
LISTING = Listing(
    columns=f"substr(n.at, 1, 10), {_WHO}, n.subject, n.number, {_STATE}",
    tables="call_note n LEFT JOIN contact c ON c.id=n.contact",
    sorts={
        "day": Sort(N_("Newest first"), ("n.at", "n.id"), descending=True),
        "open": Sort(N_("To call back first"), (_OWED, "n.at", "n.id"), descending=True),
    },
    id="n.id", state=_STATE, day="substr(n.at, 1, 10)",
    search=f"fold({_WHO} || ' ' || n.subject || ' ' || n.note || ' ' || n.number)",
    fields={"who": f"fold({_WHO})", "state": _STATE, "by": "fold(n.taken_by)"},
)  # fmt: skip


def call_blocks(one: CallNote, became: str = "") -> list[Block]:
    """A call note; `became` names what was made of it."""
    facts = (
        (_("When"), format_instant(one.at)), (_("Direction"), _(DIRECTIONS[one.direction])),
        (_("Who"), link(one.who, f"contacts:{one.contact}" if one.contact else "")),
        (_("Telephone"), one.number), (_("Taken by"), one.taken_by),
        (_("Site"), one.site_name), (_("Device"), one.device_name),
        (_("Call back by"), format_instant(one.callback_by) if one.callback_by else ""),
        (_("Called back"), format_instant(one.called_back) if one.called_back else ""),
        (_("Became"), link(became, one.became)),
    )  # fmt: skip
    blocks: list[Block] = [
        Head(one.subject, one.who, CALLS[call_state(one, now_utc())]),
        Facts(*facts),
    ]
    if one.note:
        blocks.append(Note(_("Note"), one.note))
    return blocks


def became_of(con: sqlite3.Connection, one: CallNote) -> str:
    """What was made of a call, by its name."""
    return next((other.name for other in related(con, one.ref) if other.ref == one.became), "")


class CallSteps(RelatedSteps, BaseScreen):
    """What can be done with a call; `call_key` says which one."""

    def related_ref(self) -> str:
        """The call."""
        key = self.call_key()
        return "" if key is None else f"contacts:call/{key}"

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
        one = self.the_call() if name in _ASKED else None
        if name in _ASKED and one is None:
            return _("No call is chosen.")
        if name == "call.back" and (one is None or not one.open):
            return _("Nobody is to be called back for this call.")
        if name == "call.became" and (one is None or not one.became):
            return _("Nothing was made of this call.")
        if name in _MAKES and one is not None and one.became:
            return _("Something was made of this call already: {key} opens it.").format(
                key=self.kontor.key_of("call.became")
            )
        return super().why_not(name)

    def do_call_back(self) -> None:
        """Note that somebody was called back."""
        from kontor.contacts.service.devices import called_back

        if (key := self.call_key()) is not None:
            self.kontor.run_case(called_back, key, now_utc())

    def do_record_task(self) -> None:
        """An appointment that the call asked for."""
        from kontor.desk.calls import plan_call

        one = self.the_call()
        if one is not None:
            with self.kontor.store.read() as con:
                about = of_call(con, one)
            self.app.push_screen(VisitWindow(self, about, plan_call, one.id))

    def do_call_case(self) -> None:
        """A case of a call that was just noted."""
        from kontor.desk.calls import Become, make_of_call

        if (key := self.call_key()) is not None:
            self.kontor.run_case(
                make_of_call, key, Become.TICKET, now_utc(),
                then=lambda made: self.kontor.open_record(made),
            )  # fmt: skip

    def do_call_became(self) -> None:
        """Open what was made of the call."""
        one = self.the_call()
        if one is not None and one.became:
            self.kontor.open_record(one.became)


class CallsScreen(CallSteps, ListScreen):
    """All calls, the newest first."""

    NAME, TITLE, LETTER, HANDBOOK = "tickets.calls", N_("Calls"), "a", "tickets#on-the-screen"
    HINTS = ("call.back", "call.case", "record.task", "call.became")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE),
        Column(N_("Who"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("About"), Kind.TEXT, 26, grow=3, priority=2, least=12),
        Column(N_("Telephone"), Kind.TEXT, 16, priority=4),
        Column(N_("State"), Kind.STATE, 16, states=CALLS, least=15),
    )
    SORTS: ClassVar[dict[str, str]] = {name: sort.label for name, sort in LISTING.sorts.items()}
    FIELDS: ClassVar[dict[str, str]] = {
        "wer": "who", "who": "who", "stand": "state", "von": "by", "by": "by",
    }  # fmt: skip
    EMPTY = N_("No call was noted yet. F2 notes one from any screen.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Who is to be called back, also of the calls that I took."""
        with self.kontor.store.read() as con:
            me = own_name(con, self.kontor.today())
        mine = f'by:"{me}"' if " " in me else f"by:{me}"
        return (
            (N_("call now"), "stand:late"), (N_("call back"), "stand:open"),
            *(((N_("mine, call now"), f"{mine} stand:late"),
               (N_("mine, call back"), f"{mine} stand:open")) if me else ()),
        )  # fmt: skip

    def source(self) -> Source:
        """From the file, block by block."""
        return SqlSource(self.kontor.store.read, LISTING)

    def preview(self, row: Row) -> Sequence[Block]:
        """The note."""
        try:
            with self.kontor.store.read() as con:
                one = known.call(con, row.id)
                return call_blocks(one, became_of(con, one))
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen:
        """The call."""
        return CallScreen(row.id)

    def call_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None

    def do_call_import(self) -> None:
        """Take over what the router wrote down; the dry run comes first."""
        from kontor.tui.screens.tickets.importing import import_calls_from

        import_calls_from(self)


class CallScreen(CallSteps, DetailScreen):
    """One call."""

    NAME, HANDBOOK = "tickets.callnote", "tickets#on-the-screen"
    HINTS = ("call.back", "call.case", "record.task", "actions.menu")

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
        with self.kontor.store.read() as con:
            return call_blocks(self.data, became_of(con, self.data))
