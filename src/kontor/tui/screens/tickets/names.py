"""States, signs and short texts of cases and calls as the screen shows them."""

from __future__ import annotations

from datetime import datetime

from kontor.base.i18n import N_
from kontor.contacts.device_kinds import CallDirection, CallNote
from kontor.tickets.kinds import LineState, Result, TicketState
from kontor.tickets.words import BEARERS, RESULTS
from kontor.tickets.words import STATES as WORDS
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

STATES: dict[str, State] = {
    TicketState.NEW: State("●", WORDS[TicketState.NEW], WARN),
    TicketState.ACCEPTED: State("◔", WORDS[TicketState.ACCEPTED], PLAIN),
    TicketState.PLANNED: State("◑", WORDS[TicketState.PLANNED], PLAIN),
    TicketState.WORKING: State("◕", WORDS[TicketState.WORKING], PLAIN),
    TicketState.WAITING: State("◌", WORDS[TicketState.WAITING], MUTED),
    TicketState.SOLVED: State("✓", WORDS[TicketState.SOLVED], GOOD),
    TicketState.BILLED: State("→", WORDS[TicketState.BILLED], GOOD),
    TicketState.CLOSED: State("–", WORDS[TicketState.CLOSED], MUTED),
}
PAYERS: dict[str, State] = {
    Result.FREE: State("✓", RESULTS[Result.FREE], GOOD),
    Result.CHARGEABLE: State("€", RESULTS[Result.CHARGEABLE], PLAIN),
    Result.UNCLEAR: State("?", RESULTS[Result.UNCLEAR], WARN),
}
OWN, BROUGHT, LATER = "own", "brought", "later"
# of what can be kept in place of what came along: texts, times, checklists
ORIGINS: dict[str, State] = {
    OWN: State("●", N_("own"), GOOD),
    BROUGHT: State("○", N_("came along"), MUTED),
    LATER: State("◔", N_("later"), PLAIN),
}
BEARS: dict[str, State] = {
    LineState.OPEN: State("●", BEARERS[LineState.OPEN], WARN),
    LineState.BILLED: State("→", BEARERS[LineState.BILLED], GOOD),
    LineState.WARRANTY: State("✓", BEARERS[LineState.WARRANTY], PLAIN),
    LineState.GOODWILL: State("◌", BEARERS[LineState.GOODWILL], MUTED),
}
DIRECTIONS: dict[str, str] = {
    CallDirection.IN: N_("incoming"), CallDirection.OUT: N_("outgoing"),
    CallDirection.MISSED: N_("missed"),
}  # fmt: skip
OPEN_CALL, LATE_CALL, BACK_CALL, NOTED = "open", "late", "back", "noted"
CALLS: dict[str, State] = {
    LATE_CALL: State("!", N_("call now"), BAD),
    OPEN_CALL: State("●", N_("call back"), WARN),
    BACK_CALL: State("✓", N_("called back"), GOOD),
    NOTED: State("–", N_("noted"), MUTED),
}


def call_state(one: CallNote, now: datetime) -> str:
    """Where a call stands: to be called back, done, or just noted."""
    if one.called_back is not None:
        return BACK_CALL
    if not one.open:
        return NOTED
    due = one.callback_by or one.at
    return LATE_CALL if due <= now else OPEN_CALL
