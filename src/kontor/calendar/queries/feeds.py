"""Calendars to hand on: appointments of everybody, a person, a team or a vehicle; special days."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from kontor.base.dates.working import holidays_of
from kontor.calendar.formats.event import Event
from kontor.calendar.kinds.appointments import CrewKind, CrewMember
from kontor.calendar.queries.events import events
from kontor.calendar.rules.wording import word
from kontor.company import queries as company
from kontor.contacts.file_kinds import DayKind
from kontor.contacts.queries.file import days as special_days

_DAY = timedelta(days=1)
_IN_TIME = """
SELECT DISTINCT a.id FROM appointment a
 WHERE a.series IS NULL AND a.state <> 'held' AND (:private OR a.kind <> 'private')
   AND a.starts < :end AND (a.rule <> '' OR a.ends > :start)
   AND (:kind = '' OR EXISTS(
         SELECT 1 FROM appointment_crew k
          WHERE k.appointment IN (
                SELECT o.id FROM appointment o WHERE ifnull(o.series, o.id) = a.id)
            AND ((:kind = 'employee' AND (k.employee = :key OR k.team IN (
                    SELECT m.team FROM team_member m WHERE m.employee = :key)))
              OR (:kind = 'team' AND k.team = :key) OR (:kind = 'vehicle' AND k.vehicle = :key))))
"""


class MarkKind(StrEnum):
    """A day that stands in the calendar by itself."""

    HOLIDAY = "holiday"
    BIRTHDAY = "birthday"


class Mark(NamedTuple):
    """A special day: a public holiday of the Land, a birthday of the staff or of a contact."""

    day: date
    kind: MarkKind
    title: str
    ref: str


def feed(
    con: sqlite3.Connection, whose: CrewMember | None, first: date, last: date,
    *, private: bool = False,
) -> list[Event]:  # fmt: skip
    """Appointments of a window as calendar files carry them; a series that touches it is whole.

    Args:
        con: a connection.
        whose: a person, with the teams of this person, a team or a vehicle; None: everybody.
        first: first day.
        last: last day.
        private: private appointments as well.
    """
    values = {
        "start": datetime.combine(first, time()).isoformat(timespec="minutes"),
        "end": datetime.combine(last + _DAY, time()).isoformat(timespec="minutes"),
        "kind": str(whose.kind) if whose else "", "key": whose.id if whose else 0,
        "private": private,
    }  # fmt: skip
    keys = [row[0] for row in con.execute(_IN_TIME, values).fetchall()]
    found = events(con, keys)
    heads = sorted(found.values(), key=lambda there: (there[0].starts, there[0].uid))
    return [entry for there in heads for entry in there]


def marks(con: sqlite3.Connection, first: date, last: date) -> list[Mark]:
    """Holidays of the Land and birthdays of staff and contacts in a window, by day."""
    found = [*_holidays(con, first, last), *_birthdays(con, first, last)]
    return sorted(found, key=lambda one: (one.day, one.kind != MarkKind.HOLIDAY, one.title))


def _holidays(con: sqlite3.Connection, first: date, last: date) -> Iterator[Mark]:
    land = company.setting(con, "land", first)
    if not land:
        return
    for year in range(first.year, last.year + 1):
        for day, name in holidays_of(land, year).items():
            if first <= day <= last:
                yield Mark(day, MarkKind.HOLIDAY, name, f"holiday:{land}")


def _birthdays(con: sqlite3.Connection, first: date, last: date) -> Iterator[Mark]:
    for one in company.employees(con):
        if one.born is not None:
            for day in _each_year(one.born, first, last):
                if one.works_on(day):
                    yield Mark(day, MarkKind.BIRTHDAY, one.name, one.ref)
    for each in special_days(con, first):
        if each.kind is DayKind.BIRTHDAY:
            for day in _each_year(each.day, first, last):
                yield Mark(day, MarkKind.BIRTHDAY, each.name, f"contacts:{each.contact}")


def _each_year(born: date, first: date, last: date) -> Iterator[date]:
    """The day of each year in the window; 29 February is 1 March in other years."""
    for year in range(first.year, last.year + 1):
        try:
            day = born.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if first <= day <= last and day > born:
            yield day


def as_events(found: list[Mark], language: str) -> list[Event]:
    """Special days as whole days that keep nobody busy."""
    made = []
    for one in found:
        starts = datetime.combine(one.day, time())
        title = one.title
        if one.kind is MarkKind.BIRTHDAY:
            title = word(language, "birthday", name=one.title)
        uid = f"{one.kind}-{one.ref.replace(':', '-').replace('/', '-')}-{one.day:%Y%m%d}@kontor"
        made.append(Event(uid, title, starts, starts + _DAY, all_day=True, busy=False))
    return made


def whose(con: sqlite3.Connection, kind: CrewKind, text: str) -> CrewMember:
    """The person, team or vehicle that is meant; refusals as of `company.find_employee`."""
    if kind is CrewKind.EMPLOYEE:
        person = company.find_employee(con, text)
        return CrewMember(kind, person.id, person.short)
    found = company.find_team(con, text) if kind is CrewKind.TEAM else None
    one = found or company.find_vehicle(con, text)
    return CrewMember(kind, one.id, one.name)


def calendar_name(con: sqlite3.Connection, member: CrewMember | None) -> str:
    """What the calendar is called in other programs."""
    firm = company.firm_or_none(con)
    name = firm.name if firm else "Kontor"
    return f"{member.name} – {name}" if member else name
