"""The way of a case (Stände): which state follows which, and what each of them needs; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kontor.base.errors import Refused
from kontor.base.i18n import N_, _
from kontor.tickets.kinds import LineState, TicketState, WaitsFor
from kontor.tickets.words import STATES

_S = TicketState
ACTIVE = (_S.NEW, _S.ACCEPTED, _S.PLANNED, _S.WORKING, _S.WAITING)
ENDED = frozenset({_S.BILLED, _S.CLOSED})
REOPEN_DAYS = 30  # how long an ended case is taken up again; later it is a new one that names it
# An active case moves as the day brings it. Solved work is billed or closed, or was not solved.
NEXT: dict[TicketState, tuple[TicketState, ...]] = {
    **{state: (*(one for one in ACTIVE if one not in (state, _S.NEW)), _S.SOLVED, _S.CLOSED)
       for state in ACTIVE},
    _S.WAITING: (_S.ACCEPTED, _S.PLANNED, _S.WORKING, _S.WAITING, _S.SOLVED, _S.CLOSED),
    _S.SOLVED: (_S.WORKING, _S.PLANNED, _S.WAITING, _S.BILLED, _S.CLOSED),
    _S.BILLED: (_S.WORKING, _S.CLOSED),
    _S.CLOSED: (_S.WORKING,),
}  # fmt: skip


def check_move(
    old: TicketState, new: TicketState, *, waits_for: WaitsFor | None = None, reason: str = ""
) -> None:
    """Refuse a state that does not follow, or that lacks what it needs.

    Raises:
        Refused: with both states in words; waiting without saying for whom; an end without a
            reason where nothing was solved.
    """
    if new not in NEXT[old]:
        raise Refused(
            N_("A case that is “{old}” cannot become “{new}”."), old=_(STATES[old]),
            new=_(STATES[new]), field="state",
        )  # fmt: skip
    if new is _S.WAITING and waits_for is None:
        raise Refused(N_("Whom or what does the case wait for?"), field="waits_for")
    if new is _S.CLOSED and old in ACTIVE and not reason.strip():
        raise Refused(N_("A case that is not solved is closed with a reason."), field="reason")


def check_reopen(ended: date | None, today: date) -> None:
    """Refuse to take up a case that ended too long ago.

    Raises:
        Refused: with the day on which the time was over.
    """
    if ended is not None and today > (last := ended + timedelta(days=REOPEN_DAYS)):
        raise Refused(
            N_("A case can be taken up again until {day}."), day=last,
            hint=N_("Make a new case and link it with this one."), field="state",
        )  # fmt: skip


def check_end(new: TicketState, lines: Sequence[LineState]) -> None:
    """Refuse an end while somebody still has to say who pays for work that was done.

    Raises:
        Refused: with the number of open lines.
    """
    left = sum(1 for one in lines if one is LineState.OPEN)
    if new in ENDED and left:
        raise Refused(
            N_("{count} lines of work are neither billed nor warranty nor goodwill."), count=left,
            hint=N_("Bill them, or say who bears them."), field="state",
        )  # fmt: skip


def step_after(state: TicketState, *, has_appointment: bool, billable: bool) -> TicketState | None:
    """The next state of the usual way, None at its end."""
    usual = {
        _S.NEW: _S.ACCEPTED,
        _S.ACCEPTED: _S.WORKING if has_appointment else _S.PLANNED,
        _S.PLANNED: _S.WORKING,
        _S.WORKING: _S.SOLVED,
        _S.WAITING: _S.WORKING,
        _S.SOLVED: _S.BILLED if billable else _S.CLOSED,
        _S.BILLED: _S.CLOSED,
    }
    return usual.get(state)
