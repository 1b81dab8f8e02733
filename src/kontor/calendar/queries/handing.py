"""A calendar as a file for other programs: appointments, holidays, birthdays."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from kontor.calendar.formats.event import Method
from kontor.calendar.formats.ics import written
from kontor.calendar.kinds.appointments import CrewMember
from kontor.calendar.queries.feeds import as_events, calendar_name, feed, marks
from kontor.calendar.queries.outgoing import organizer
from kontor.company import queries as company


def calendar_file(
    con: sqlite3.Connection, member: CrewMember | None, first: date, last: date, at: datetime,
    *, private: bool = False, special: bool = True, language: str = "de",
) -> bytes:  # fmt: skip
    """The calendar of everybody, or of a person, team or vehicle, as it is handed on.

    Args:
        con: a connection.
        member: a person, team or vehicle; None: everybody.
        first: first day.
        last: last day.
        at: the instant of writing.
        private: private appointments as well.
        special: holidays and birthdays as well, as whole days.
        language: of the special days.
    """
    found = feed(con, member, first, last, private=private)
    if special:
        found += as_events(marks(con, first, last), language)
    boss = organizer(con) if company.firm_or_none(con) else None
    stamped = [one._replace(stamp=at, organizer=boss) for one in found]
    return written(stamped, Method.PUBLISH, name=calendar_name(con, member))
