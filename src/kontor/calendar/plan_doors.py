"""What the calendar itself asks of the day: today's appointments, those to be confirmed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import AppointmentState
from kontor.calendar.queries.appointments import Entry, window
from kontor.store.doors import Due, values_of

AREA = "calendar"
_AHEAD = 7  # days in which somebody who was not told yet is to be told
_ACTION = "calendar.appointment"


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """One line for the day, one for those who do not know yet that we come."""
    coming = window(con, today, today + timedelta(days=_AHEAD + 1))
    if now := [one for one in coming if one.first_day <= today and one.open]:
        yield _today(now, today)
    asked = [
        one for one in coming
        if one.state is AppointmentState.PLANNED and one.contact is not None
        and one.first_day >= today
    ]  # fmt: skip
    if asked:
        yield _unconfirmed(asked)


def _today(found: list[Entry], today: date) -> Due:
    timed = [one for one in found if not one.all_day and one.first_day == today]
    first = (timed or found)[0]
    clock = "" if first.all_day else f"{first.starts.hour}:{first.starts.minute:02d} "
    title = (
        N_("{count} appointments today, first {title}") if len(found) > 1
        else N_("Today: {title}")
    )  # fmt: skip
    values = values_of(count=len(found), title=f"{clock}{first.title}")
    return Due(f"{AREA}:today", today, "appointment", title, None, 1, values, _ACTION)


def _unconfirmed(found: list[Entry]) -> Due:
    first = found[0]
    values = values_of(
        count=len(found), title=first.title, name=first.contact_name, day=first.first_day
    )
    if len(found) == 1:
        title, ref = N_("To be confirmed: {title}, {name}, {day}"), f"{AREA}:{first.target}"
    else:
        title = N_("{count} appointments to be confirmed, first {name} on {day}")
        ref = f"{AREA}:unconfirmed"
    return Due(ref, first.first_day, "appointment", title, None, 1, values, _ACTION)
