"""What planning asks: who may be meant by a line, what an appointment clashes with, free times."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from kontor.base.dates import holidays_of
from kontor.base.dates.hours import parse_hours
from kontor.base.errors import InputError
from kontor.base.i18n import _
from kontor.base.text import fold
from kontor.calendar.kinds.appointments import ZONE, AbsenceState, AppointmentState, Half
from kontor.calendar.kinds.entry import Known, Line, Named
from kontor.calendar.kinds.planning import (
    Conflict,
    Found,
    Minutes,
    Search,
    Taken,
    Wanted,
    Worker,
)
from kontor.calendar.queries.appointments import Entry, window
from kontor.calendar.queries.staff import COUNTED, Absence, absences
from kontor.calendar.rules.conflicts import conflicts
from kontor.calendar.rules.oneline import name_words
from kontor.calendar.rules.presence import part_of_day
from kontor.calendar.rules.slots import find
from kontor.calendar.rules.walltime import from_utc_minute, utc_minute
from kontor.calendar.words import ABSENCES
from kontor.company import queries as company
from kontor.company.kinds import Employee

_CONTACTS = """
SELECT DISTINCT c.id, c.name, c.last_name FROM contact c, json_each(?) w
 WHERE c.archived IS NULL AND c.merged_into IS NULL
   AND (' ' || fold(c.name)) LIKE '% ' || w.value || '%' ORDER BY c.id LIMIT 60
"""
_NOON = 720
_AROUND = timedelta(days=1)  # nights count for the rest between two days


# -- who may be meant ------------------------------------------------------------------------------


def staff_known(con: sqlite3.Connection, today: date) -> Known:
    """People, crews and vehicles of the firm as a line names them; customers come by the words."""
    people = company.employees(con, today)
    return Known(
        people=tuple(Named(one.id, one.name, (one.short,)) for one in people),
        teams=tuple(Named(one.id, one.name) for one in company.teams(con, today)),
        vehicles=tuple(
            Named(one.id, one.name, (one.plate,) if one.plate else ())
            for one in company.vehicles(con, today)
        ),
        land=company.setting(con, "land", today),
    )  # fmt: skip


def known_for(con: sqlite3.Connection, text: str, today: date) -> Known:
    """Everybody who may be meant by a line, customers with one of its words included."""
    words = json.dumps([fold(word).rstrip(".") for word in name_words(text)])
    rows = con.execute(_CONTACTS, (words,)).fetchall()
    contacts = tuple(Named(key, name, (last,) if last else ()) for key, name, last in rows)
    return staff_known(con, today)._replace(contacts=contacts)


# -- who is taken when -----------------------------------------------------------------------------


def workers(con: sqlite3.Connection, today: date) -> dict[str, Worker]:
    """When everybody works, by reference."""
    office = company.setting(con, "office_hours", today)
    return {one.ref: _worker(one, office) for one in company.employees(con)}


def _worker(one: Employee, office: str) -> Worker:
    hour, _colon, minute = one.break_from.partition(":")
    try:
        hours = parse_hours(one.hours or office)
    except InputError:
        hours = ()
    return Worker(
        one.ref, one.short, hours, int(hour or 12) * 60 + int(minute or 0), one.break_minutes,
        one.started, one.ended,
    )  # fmt: skip


def holidays(con: sqlite3.Connection, first: date, last: date, today: date) -> dict[date, str]:
    """Public holidays of the firm's Land in the years of a window."""
    land = company.setting(con, "land", today)
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1) if land else ():
        found |= holidays_of(land, year)
    return found


def taken(con: sqlite3.Connection, first: date, last: date) -> list[Taken]:
    """Everybody's appointments and absences from one day to another, the last included."""
    end = last + timedelta(days=1)
    found = [part for one in window(con, first, end) for part in _of_entry(one)]
    people = [one.ref for one in company.employees(con)]
    for away in absences(con, first, end):
        if away.state in COUNTED:
            found += _of_absence(away, people)
    return found


def _of_entry(one: Entry) -> Iterator[Taken]:
    if not one.busy or one.state is AppointmentState.CANCELLED:
        return
    start, end = utc_minute(one.starts, ZONE), utc_minute(one.ends, ZONE)
    whos = [f"company:employee/{key}" for key in one.people]
    whos += [member.ref for member in one.crew]
    if one.site is not None:
        whos.append(f"contacts:site/{one.site}")
    ref = occurrence_ref(one)
    for who in dict.fromkeys(whos):
        yield Taken(
            who, start, max(end, start + 1), ref, one.title, before=one.travel_before,
            after=one.travel_after, place=one.place,
            firm=one.state is not AppointmentState.HELD,
        )  # fmt: skip


def occurrence_ref(one: Entry) -> str:
    """An appointment, or the one occurrence of its series, by a name of its own."""
    mark = f"@{one.occurrence.isoformat(timespec='minutes')}" if one.occurrence else ""
    return f"calendar:{one.target}{mark}"


def _of_absence(one: Absence, people: Sequence[str]) -> Iterator[Taken]:
    whos = [f"company:employee/{one.employee}"] if one.employee is not None else people
    start, end = _absent(one)
    for who in whos:
        yield Taken(
            who, start, end, one.ref, _(ABSENCES[one.kind]), absence=True,
            firm=one.state is AbsenceState.APPROVED,
        )  # fmt: skip


def _absent(one: Absence) -> Minutes:
    first = part_of_day(one.starts, _NOON if one.half is Half.AFTERNOON else 0, 1440, ZONE)
    last = part_of_day(one.ends, 0, _NOON if one.half is Half.MORNING else 1440, ZONE)
    return Minutes(first.start, last.end)


# -- clashes ---------------------------------------------------------------------------------------


def clashes(con: sqlite3.Connection, wanted: Wanted, today: date) -> list[Conflict]:
    """What an appointment clashes with, the worst first; its crews stand as their members too."""
    first = from_utc_minute(wanted.start, wanted.zone).date() - _AROUND
    last = from_utc_minute(wanted.end, wanted.zone).date() + _AROUND
    return conflicts(
        wanted, taken(con, first, last), workers(con, today), holidays(con, first, last, today)
    )


def wanted_of_line(con: sqlite3.Connection, line: Line) -> Wanted | None:
    """What a line asks of the calendar; None while it has no day."""
    if line.starts is None or line.ends is None or line.starts >= line.ends:
        return None
    crew = [f"company:employee/{key}" for key in line.people]
    crew += [f"company:vehicle/{key}" for key in line.vehicles]
    crew += [f"company:team/{key}" for key in line.teams]
    members = _members(con, line.teams, line.starts.date())
    start, end = utc_minute(line.starts, ZONE), utc_minute(line.ends, ZONE)
    whos = tuple(dict.fromkeys((*members, *crew)))
    return Wanted(start, max(end, start + 1), whos, place=line.place, all_day=line.all_day)


def wanted_of_entry(
    one: Entry, starts: datetime, ends: datetime, crew: Iterable[str] | None = None
) -> Wanted:
    """What an appointment would ask at another time, or with others."""
    own = [f"company:employee/{key}" for key in one.people] + [member.ref for member in one.crew]
    start, end = utc_minute(starts, ZONE), utc_minute(ends, ZONE)
    return Wanted(
        start, max(end, start + 1), tuple(dict.fromkeys(own if crew is None else crew)),
        one.travel_before, one.travel_after, one.place,
        f"contacts:site/{one.site}" if one.site is not None else "", one.all_day,
        occurrence_ref(one),
    )  # fmt: skip


def _members(con: sqlite3.Connection, teams: Sequence[int], day: date) -> list[str]:
    found = [one for one in company.teams(con) if one.id in teams]
    return [f"company:employee/{key}" for one in found for key in one.on(day)]


def crew_refs(con: sqlite3.Connection, ref: str, day: date) -> list[str]:
    """A person, vehicle or crew with its members."""
    kind, _slash, key = ref.rpartition("/")
    members = _members(con, [int(key)], day) if kind == "company:team" else []
    return [*members, ref]


def names(con: sqlite3.Connection) -> dict[str, str]:
    """What people, crews and vehicles are called, by reference."""
    found = {one.ref: one.short for one in company.employees(con)}
    found |= {one.ref: one.name for one in company.teams(con)}
    return found | {one.ref: one.name for one in company.vehicles(con)}


# -- free times ------------------------------------------------------------------------------------


def free_slots(con: sqlite3.Connection, search: Search, today: date) -> Found:
    """The best free times of a window, with holidays of the Land kept free."""
    by_who: dict[str, list[Taken]] = {}
    for one in taken(con, search.first - _AROUND, search.last + _AROUND):
        by_who.setdefault(one.who, []).append(one)
    free = holidays(con, search.first, search.last, today)
    return find(search, by_who, workers(con, today), frozenset(free))
