"""The crew's view: what each person, team and vehicle does; absences; tasks; the plan of a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.dates import holidays_of
from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.calendar.kinds.appointments import (
    AbsenceKind,
    AbsenceState,
    CrewKind,
    Half,
    TaskState,
)
from kontor.calendar.queries.appointments import Entry, Filter, window
from kontor.company import queries as company

_ABSENCES = """
SELECT a.id, a.employee, ifnull(e.short, ''), a.kind, a.starts, a.ends, a.half, a.state, a.note
  FROM absence a LEFT JOIN employee e ON e.id = a.employee
 WHERE a.ends >= :start AND a.starts < :end
   AND (:employee IS NULL OR a.employee = :employee OR (:closed AND a.employee IS NULL))
 ORDER BY a.starts, a.id
"""
_TASKS = """
SELECT t.id, t.title, t.due, t.owner, ifnull(e.short, ''), t.minutes, t.state, t.done,
       t.reference, t.note
  FROM task t LEFT JOIN employee e ON e.id = t.owner
 WHERE (:all OR t.state = 'open') AND (:owner IS NULL OR t.owner = :owner)
   AND (:reference = '' OR t.reference = :reference) AND (:id IS NULL OR t.id = :id)
 ORDER BY t.state <> 'open', t.due IS NULL, t.due, t.id
"""
COUNTED = (AbsenceState.REQUESTED, AbsenceState.APPROVED)


class Absence(NamedTuple):
    """Days on which somebody is not there; without `employee` the whole firm. `ends`: last day."""

    id: int
    employee: int | None
    name: str
    kind: AbsenceKind
    starts: date
    ends: date
    half: Half
    state: AbsenceState
    note: str

    @property
    def ref(self) -> str:
        """How other areas name it."""
        return f"calendar:absence/{self.id}"

    def on(self, day: date) -> bool:
        """Whether it is for this day."""
        return self.starts <= day <= self.ends


class Task(NamedTuple):
    """Something to be done; `done` is the day on which it was done or dropped."""

    id: int
    title: str
    due: date | None
    owner: int | None
    owner_name: str
    minutes: int | None
    state: TaskState
    done: date | None
    reference: str
    note: str

    @property
    def ref(self) -> str:
        """How other areas name it."""
        return f"calendar:task/{self.id}"


class CrewLine(NamedTuple):
    """A row of the crew's view: a person, team or vehicle with what it does.

    The last line holds what nobody has: `id` 0 and no name.
    """

    kind: CrewKind
    id: int
    name: str
    entries: tuple[Entry, ...]
    absences: tuple[Absence, ...]

    @property
    def ref(self) -> str:
        """How other areas name it."""
        return f"company:{self.kind}/{self.id}" if self.id else ""


class Leave(NamedTuple):
    """Leave of somebody in a year, in half days: due, taken or approved, asked for."""

    employee: int
    name: str
    due: int
    taken: int
    asked: int

    @property
    def left(self) -> int:
        """What is left when everything asked for is granted."""
        return self.due - self.taken - self.asked


def crew(
    con: sqlite3.Connection,
    start: date,
    end: date,
    kinds: Sequence[CrewKind] = (CrewKind.TEAM, CrewKind.EMPLOYEE, CrewKind.VEHICLE),
    wanted: Filter | None = None,
) -> list[CrewLine]:
    """What teams, people and vehicles do from `start` on and before `end`, one line each.

    A person's line holds what the own teams do as well. The last line, if there is any, holds what
    nobody has.
    """
    found = window(con, start, end, wanted or Filter())
    away = [one for one in absences(con, start, end) if one.state in COUNTED]
    lines = []
    for kind in kinds:
        for key, name in _rows(con, kind, start, end):
            mine = tuple(one for one in found if one.takes(kind, key))
            gone = tuple(
                one for one in away if kind is CrewKind.EMPLOYEE and one.employee in {None, key}
            )
            lines.append(CrewLine(kind, key, name, mine, gone))
    nobody = tuple(one for one in found if not one.crew)
    if nobody:
        lines.append(CrewLine(CrewKind.EMPLOYEE, 0, "", nobody, ()))
    return lines


def _rows(con: sqlite3.Connection, kind: CrewKind, start: date, end: date) -> list[tuple[int, str]]:
    """Who belongs to the firm on a day of the window."""
    if kind is CrewKind.TEAM:
        return [(one.id, one.name) for one in company.teams(con, start)]
    if kind is CrewKind.VEHICLE:
        cars = company.vehicles(con)
        return [
            (one.id, one.name) for one in cars
            if one.started < end and (one.ended is None or one.ended >= start)
        ]  # fmt: skip
    people = company.employees(con)
    return [
        (one.id, one.short) for one in people
        if one.started < end and (one.ended is None or one.ended >= start)
    ]  # fmt: skip


def absences(
    con: sqlite3.Connection, start: date, end: date, employee: int | None = None,
    *, closed: bool = True,
) -> list[Absence]:  # fmt: skip
    """Absences that touch the days from `start` on and before `end`, in every state, in order.

    Of one person also those of the whole firm, unless `closed` is false.
    """
    values = {
        "start": start.isoformat(), "end": end.isoformat(), "employee": employee, "closed": closed,
    }  # fmt: skip
    return [_absence(row) for row in con.execute(_ABSENCES, values).fetchall()]


def absence(con: sqlite3.Connection, key: int) -> Absence:
    """One absence; `NotFound` without it."""
    for one in absences(con, date.min, date.max):
        if one.id == key:
            return one
    raise NotFound(N_("There is no absence {number}."), number=key)


def _absence(row: tuple[object, ...]) -> Absence:
    one = Absence._make(row)
    return one._replace(
        kind=AbsenceKind(one.kind), half=Half(one.half), state=AbsenceState(one.state),
        starts=date.fromisoformat(str(row[4])), ends=date.fromisoformat(str(row[5])),
    )  # fmt: skip


def leave_days(con: sqlite3.Connection, year: int, today: date) -> list[Leave]:
    """How much leave everybody has, took and asked for in a year: working days only."""
    land = company.setting(con, "land", today)
    first, last = date(year, 1, 1), date(year, 12, 31)
    holidays = holidays_of(land, year) if land else {}
    off = absences(con, first, last + timedelta(days=1))
    found = []
    for person in company.employees(con):
        if person.started > last or (person.ended is not None and person.ended < first):
            continue
        used = dict.fromkeys(AbsenceState, 0)
        for one in off:
            if one.kind is AbsenceKind.VACATION and one.employee == person.id:
                used[one.state] += _half_days(one, first, last, set(holidays))
        found.append(
            Leave(
                person.id, person.short, person.vacation, used[AbsenceState.APPROVED],
                used[AbsenceState.REQUESTED],
            )
        )  # fmt: skip
    return found


def _half_days(one: Absence, first: date, last: date, holidays: set[date]) -> int:
    """Half days of leave within a year; Saturdays, Sundays and public holidays take none."""
    start, end = max(one.starts, first), min(one.ends, last)
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    working = sum(1 for day in days if day.weekday() < 5 and day not in holidays)
    return working if one.half else 2 * working


def tasks(
    con: sqlite3.Connection, *, all: bool = False, owner: int | None = None, reference: str = "",  # noqa: A002  as in lists
) -> list[Task]:  # fmt: skip
    """Tasks by the day on which they are due, open ones first; of one owner or reference."""
    values = {"all": all, "owner": owner, "reference": reference, "id": None}
    return [_task(row) for row in con.execute(_TASKS, values).fetchall()]


def task(con: sqlite3.Connection, key: int) -> Task:
    """One task; `NotFound` without it."""
    values = {"all": True, "owner": None, "reference": "", "id": key}
    row = con.execute(_TASKS, values).fetchone()
    if row is None:
        raise NotFound(N_("There is no task {number}."), number=key)
    return _task(row)


def _task(row: tuple[object, ...]) -> Task:
    one = Task._make(row)
    return one._replace(
        state=TaskState(one.state),
        due=date.fromisoformat(str(row[2])) if row[2] else None,
        done=date.fromisoformat(str(row[7])) if row[7] else None,
    )  # fmt: skip


def part_of(text: str, part: str) -> int:
    """The number in a text like `3`, `task/3` or `calendar:task/3`; `NotFound` otherwise."""
    key = text.strip().removeprefix("calendar:").removeprefix(f"{part}/")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        raise NotFound(N_("“{text}” is not a number of this list."), text=quoted(text))
    return int(key)
