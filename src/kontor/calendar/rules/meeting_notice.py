"""Notice of meetings (Ladungsfrist): the last day on which an invitation may go out.

A period between arrival and meeting counts neither day (§§ 187 (1), 188 BGB). A letter arrives on
working days only; where `shift` is set a period ending on a day off is longer (§ 193 BGB).
"""

from __future__ import annotations

from datetime import date, timedelta

from kontor.base.dates.working import working_days_from
from kontor.calendar.kinds.meetings import BY_POST, FITS, Form, Notice, Sent

_DAY = timedelta(days=1)


def earliest_meeting(sent: date, how: Sent, notice: Notice, land: str) -> date:
    """The first day on which a meeting may be held when its invitation went out on a day."""
    arrived = _arrival(sent, how, notice, land)
    return _after(arrived, notice.days, notice, land)


def latest_sending(meeting: date, how: Sent, notice: Notice, land: str) -> date | None:
    """The last day on which an invitation may go out; None when no period is asked for."""
    return _latest(meeting, how, notice.days, notice, land) if notice.days else None


def latest_announcing(meeting: date, how: Sent, notice: Notice, land: str) -> date | None:
    """The last day on which a further item may be announced (§ 51 (4) GmbHG)."""
    days = notice.agenda_days
    return _latest(meeting, how, days, notice, land) if days else None


def in_form(how: Sent, form: Form) -> bool:
    """Whether what was sent on this way has the form that the meeting asks for."""
    return how in FITS[form]


def _arrival(sent: date, how: Sent, notice: Notice, land: str) -> date:
    if how not in BY_POST or not notice.post_days:
        return sent
    return working_days_from(sent, notice.post_days, land)


def _after(arrived: date, days: int, notice: Notice, land: str) -> date:
    end = arrived + timedelta(days=days)
    if notice.shift and days:
        end = working_days_from(end, 0, land)
    return end + _DAY if days else arrived


def _latest(meeting: date, how: Sent, days: int, notice: Notice, land: str) -> date:
    arrived = meeting - timedelta(days=days + 1)
    while _after(arrived, days, notice, land) > meeting:
        arrived -= _DAY
    if how not in BY_POST:
        return arrived
    sent = arrived
    while working_days_from(sent, 0, land) != sent or _arrival(sent, how, notice, land) > arrived:
        sent -= _DAY
    return sent
