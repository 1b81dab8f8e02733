"""Who is taken when: what the rules of conflicts and of finding a time are asked with.

Everything is counted in minutes of UTC, so that no change of the clocks makes an hour vanish.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kontor.base.dates import holidays_of
from kontor.base.dates.hours import parse_hours
from kontor.base.i18n import _
from kontor.calendar.kinds.appointments import (
    ZONE,
    AbsenceState,
    AppointmentState,
    CrewKind,
    Half,
)
from kontor.calendar.kinds.entry import Known, Named
from kontor.calendar.kinds.planning import Conflict, Found, Search, Shift, Taken, Wanted, Worker
from kontor.calendar.queries.appointments import Entry, window
from kontor.calendar.queries.staff import COUNTED, Absence, absences
from kontor.calendar.rules import slots
from kontor.calendar.rules.conflicts import conflicts
from kontor.calendar.rules.oneline import name_words
from kontor.calendar.rules.presence import (
    at_work,
    day_minutes,
    days,
    part_of_day,
    without,
)
from kontor.calendar.rules.walltime import utc_minute
from kontor.calendar.words import ABSENCES
from kontor.company import queries as company
from kontor.company.kinds import Employee
from kontor.contacts import queries as contacts

_DAY = timedelta(days=1)
_NOON = 720
_CANDIDATES = 20  # contacts of one word of a line


class Busy(NamedTuple):
    """Time in which somebody or something cannot be had; minutes of UTC, the end not included.

    Attributes:
        who: `company:employee/3`, `company:vehicle/2`.
        ref: of the appointment or absence; of a holiday the day; empty outside the hours.
        kind: appointment, travel, absence, holiday or off.
    """

    who: str
    start: int
    end: int
    ref: str
    title: str
    kind: str


def busy(
    con: sqlite3.Connection,
    employees: Collection[int],
    vehicles: Collection[int],
    start: date,
    end: date,
) -> list[Busy]:
    """When people and vehicles are not free from `start` on and before `end`, in order.

    By appointments with the ways to them, absences, public holidays, and outside working hours.
    """
    asked = [f"company:employee/{key}" for key in employees]
    asked += [f"company:vehicle/{key}" for key in vehicles]
    there, known, free = taken(con, start, end), workers(con), holidays(con, start, end)
    found: list[Busy] = []
    for who in asked:
        for one in there.get(who, ()):
            found += _with_ways(one)
        if worker := known.get(who):
            found += _off(worker, start, end, free)
    return sorted(found, key=lambda one: (one.start, one.end, one.who))


def _with_ways(one: Taken) -> Iterator[Busy]:
    kind = "absence" if one.absence else "appointment"
    if one.before:
        yield Busy(one.who, one.start - one.before, one.start, one.ref, one.title, "travel")
    yield Busy(one.who, one.start, one.end, one.ref, one.title, kind)
    if one.after:
        yield Busy(one.who, one.end, one.end + one.after, one.ref, one.title, "travel")


def _off(worker: Worker, start: date, end: date, free: Mapping[date, str]) -> Iterator[Busy]:
    for day in days(start, end - _DAY):
        whole = day_minutes(day, ZONE)
        if day in free:
            yield Busy(worker.who, *whole, day.isoformat(), free[day], "holiday")
            continue
        for part in without([whole], at_work(worker, [day], ZONE, breaks=False)):
            yield Busy(worker.who, *part, "", "", "off")


def names(con: sqlite3.Connection) -> dict[str, str]:
    """People, vehicles and teams by reference, as the crew's view calls them."""
    found = {one.ref: one.short for one in company.employees(con)}
    found |= {one.ref: one.name for one in company.vehicles(con)}
    return found | {one.ref: one.name for one in company.teams(con)}


# -- what the rules need -------------------------------------------------------------------------


def workers(con: sqlite3.Connection) -> dict[str, Worker]:
    """Everybody of the firm by reference, with hours; without own ones those of the firm."""
    office = {one.valid_from: one.value for one in company.settings_history(con, "office_hours")}
    return {one.ref: _worker(con, one, office) for one in company.employees(con)}


def _worker(con: sqlite3.Connection, one: Employee, office: Mapping[date, str]) -> Worker:
    days_of_change = sorted(
        {each.valid_from for each in one.later} | {day for day in office if day > one.started}
    )
    first, *later = [_shift(con, one, day) for day in (one.started, *days_of_change)]
    return Worker(one.ref, one.short, *first[1:], one.started, one.ended, tuple(later))


def _shift(con: sqlite3.Connection, one: Employee, day: date) -> Shift:
    now = one.hours_on(day)
    clock = int(now.break_from[:2]) * 60 + int(now.break_from[3:])
    hours = parse_hours(now.hours or company.setting(con, "office_hours", day))
    return Shift(day, hours, clock, now.break_minutes)


def holidays(con: sqlite3.Connection, start: date, end: date) -> dict[date, str]:
    """Public holidays of the Land from `start` on and before `end`, with their names."""
    land = company.setting(con, "land", start)
    if not land:
        return {}
    return {
        day: name
        for year in range(start.year, end.year + 1)
        for day, name in holidays_of(land, year).items()
        if start <= day < end
    }


def taken(con: sqlite3.Connection, start: date, end: date) -> dict[str, list[Taken]]:
    """By reference of people, vehicles, teams and sites, what takes their time in some days."""
    found: dict[str, list[Taken]] = {}
    for one in window(con, start, end):
        if one.busy:
            for who in _all_of(one):
                found.setdefault(who, []).append(_taken(one, who))
    everybody = [one.ref for one in company.employees(con)]
    for gone in absences(con, start, end):
        if gone.state in COUNTED:
            mine = everybody if gone.employee is None else [f"company:employee/{gone.employee}"]
            for who in mine:
                found.setdefault(who, []).append(_absent(gone, who))
    return found


def _all_of(one: Entry) -> list[str]:
    people = [f"company:{CrewKind.EMPLOYEE}/{key}" for key in one.people]
    site = [f"contacts:site/{one.site}"] if one.site else []
    return list(dict.fromkeys([*people, *(member.ref for member in one.crew), *site]))


def _taken(one: Entry, who: str) -> Taken:
    start, end = _minutes(one.starts, one.ends)
    return Taken(
        who, start, end, one.ref, one.title, False, one.travel_before, one.travel_after, one.place,
        one.state is not AppointmentState.HELD,
    )  # fmt: skip


def _absent(gone: Absence, who: str) -> Taken:
    if gone.half is Half.WHOLE:
        start, end = day_minutes(gone.starts, ZONE).start, day_minutes(gone.ends, ZONE).end
    elif gone.half is Half.MORNING:
        start, end = part_of_day(gone.starts, 0, _NOON, ZONE)
    else:
        start, end = part_of_day(gone.starts, _NOON, 2 * _NOON, ZONE)
    title = _(ABSENCES[gone.kind])
    sure = gone.state is AbsenceState.APPROVED
    return Taken(who, start, end, gone.ref, title, absence=True, firm=sure)


def _minutes(starts: datetime, ends: datetime) -> tuple[int, int]:
    return utc_minute(starts, ZONE), utc_minute(ends, ZONE)


# -- conflicts and free times --------------------------------------------------------------------


class Plan(NamedTuple):
    """What is to be put into the calendar, as a form or a line knows it; wall time at home.

    `ref` is the appointment itself, when it is there already.
    """

    starts: datetime
    ends: datetime
    employees: tuple[int, ...] = ()
    vehicles: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    site: int | None = None
    place: str = ""
    travel_before: int = 0
    travel_after: int = 0
    all_day: bool = False
    ref: str = ""


def clashes(con: sqlite3.Connection, plan: Plan) -> list[Conflict]:
    """What a plan clashes with, the worst first; quick enough while somebody types."""
    first, last = plan.starts.date() - _DAY, plan.ends.date() + 2 * _DAY
    start, end = _minutes(plan.starts, plan.ends)
    wanted = Wanted(
        start, end, _who(con, plan, plan.starts.date()), plan.travel_before, plan.travel_after,
        plan.place, f"contacts:site/{plan.site}" if plan.site else "", plan.all_day, plan.ref,
    )  # fmt: skip
    asked = {*wanted.who, *([wanted.site] if wanted.site else [])}
    there = [
        one for who, own in taken(con, first, last).items() if who in asked for one in own
    ]  # fmt: skip
    hours = workers(con)
    return conflicts(wanted, there, hours, holidays(con, first, last))


def plan_of(one: Entry) -> Plan:
    """The plan that an appointment is."""

    def ids(kind: CrewKind) -> tuple[int, ...]:
        return tuple(member.id for member in one.crew if member.kind is kind)

    return Plan(
        one.starts, one.ends, ids(CrewKind.EMPLOYEE), ids(CrewKind.VEHICLE), ids(CrewKind.TEAM),
        one.site, one.place, one.travel_before, one.travel_after, one.all_day, one.ref,
    )  # fmt: skip


def _who(con: sqlite3.Connection, plan: Plan, day: date) -> tuple[str, ...]:
    people = dict.fromkeys(plan.employees)
    for team in company.teams(con):
        if team.id in plan.teams:
            people.update(dict.fromkeys(team.on(day)))
    return (
        *(f"company:employee/{key}" for key in people),
        *(f"company:team/{key}" for key in plan.teams),
        *(f"company:vehicle/{key}" for key in plan.vehicles),
    )


def find_times(con: sqlite3.Connection, search: Search, best: int = slots.BEST) -> Found:
    """The best free times of a window with their reasons, or what stands against it."""
    end = search.last + _DAY
    return slots.find(
        search, taken(con, search.first - _DAY, end + _DAY), workers(con),
        holidays(con, search.first, end), best,
    )  # fmt: skip


# -- names of a line -----------------------------------------------------------------------------


def known(
    con: sqlite3.Connection, line: str, today: date, numbers: Mapping[str, str] | None = None
) -> Known:
    """People, teams, vehicles and the customers that a typed line may mean.

    Args:
        con: the file.
        line: as it is typed.
        today: who is in the firm.
        numbers: document numbers and what they refer to, as upper areas know them.
    """
    people = [Named(one.id, one.name, (one.short,)) for one in company.employees(con, today)]
    teams = [Named(one.id, one.name) for one in company.teams(con, today)]
    cars = [
        Named(one.id, one.name, (one.plate,) if one.plate else ())
        for one in company.vehicles(con, today)
    ]
    found = {
        one.id: one.name
        for word in name_words(line)
        for one in contacts.search(con, word, _CANDIDATES)
    }
    return Known(
        tuple(people), tuple(teams), tuple(cars), tuple(_customers(con, found)),
        numbers or {}, company.setting(con, "land", today),
    )  # fmt: skip


def _customers(con: sqlite3.Connection, found: Mapping[int, str]) -> Iterable[Named]:
    for key, name in found.items():
        last = con.execute("SELECT ifnull(last_name,'') FROM contact WHERE id=?", (key,)).fetchone()
        yield Named(key, name, (last[0],) if last and last[0] else ())
