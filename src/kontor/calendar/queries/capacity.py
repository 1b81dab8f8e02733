"""Capacity (Auslastung) by week: how many hours the crew has, and how many are planned."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kontor.calendar.kinds.appointments import ZONE
from kontor.calendar.kinds.planning import Minutes, Taken
from kontor.calendar.queries.busy import holidays, taken, workers
from kontor.calendar.rules.presence import at_work, common, day_minutes, days, total, without
from kontor.company import queries as company
from kontor.company.kinds import Employee

_WEEK, _SUNDAY = timedelta(days=7), timedelta(days=6)
_DAY = 1440  # minutes; what is longer is of whole days and has no hours of its own


class Week(NamedTuple):
    """The week of somebody, or of all: minutes.

    Attributes:
        employee: id, 0 for all together.
        hours: of the week without breaks and public holidays.
        absent: of these, hours in which the person is away.
        planned: of what is left, hours with appointments and the ways to them.
        beyond: planned outside of the hours, whole days aside.
    """

    monday: date
    employee: int
    name: str
    hours: int
    absent: int
    planned: int
    beyond: int

    @property
    def presence(self) -> int:
        """Minutes in which the person is there."""
        return self.hours - self.absent

    @property
    def free(self) -> int:
        """Minutes that nothing is planned for yet."""
        return self.presence - self.planned

    @property
    def rate(self) -> int:
        """Planned of the presence, in 1/10,000; 0 where nobody is there."""
        return self.planned * 10_000 // self.presence if self.presence else 0


def capacity(
    con: sqlite3.Connection, first: date, weeks: int, roles: Collection[str] = ()
) -> list[Week]:
    """The weeks from the one of a day on: everybody's, and after them all together.

    Args:
        con: the file.
        first: a day of the first week.
        weeks: how many, at most 104.
        roles: only people of these roles; nothing: everybody.
    """
    monday = first - timedelta(days=first.weekday())
    end = monday + min(weeks, 104) * _WEEK
    people = [
        one
        for one in company.employees(con)
        if (not roles or one.role in roles)
        and one.started < end
        and (one.ended is None or one.ended >= monday)
    ]
    there, known, free = taken(con, monday, end), workers(con), holidays(con, monday, end)
    found = []
    while monday < end:
        work = [day for day in days(monday, monday + timedelta(days=6)) if day not in free]
        mine = [
            _week(monday, one, at_work(known[one.ref], work, ZONE, breaks=False),
                  there.get(one.ref, ()))
            for one in people
        ]  # fmt: skip
        found += [*mine, _sum(monday, mine)]
        monday += _WEEK
    return found


def loads(con: sqlite3.Connection, day: date) -> dict[str, Week]:
    """The week of a day by reference: of people, of crews with their members, under "" of all."""
    found = {f"company:employee/{one.employee}": one for one in capacity(con, day, 1)}
    every = found.pop("company:employee/0")
    for team in company.teams(con, day):
        refs = [f"company:employee/{key}" for key in team.on(day)]
        mine = [found[ref] for ref in refs if ref in found]
        found[team.ref] = _sum(every.monday, mine)._replace(name=team.name)
    return found | {"": every}


def _week(monday: date, one: Employee, hours: Sequence[Minutes], own: Sequence[Taken]) -> Week:
    gone = common(hours, [(away.start, away.end) for away in own if away.absence and away.firm])
    plans = [(plan.start - plan.before, plan.end + plan.after) for plan in own if not plan.absence]
    timed = [plan for plan in plans if plan[1] - plan[0] < _DAY]
    whole = Minutes(day_minutes(monday, ZONE).start, day_minutes(monday + _SUNDAY, ZONE).end)
    return Week(
        monday, one.id, one.short, total(hours), total(gone),
        total(common(without(hours, gone), plans)),
        total(without(common(timed, [whole]), hours)),
    )  # fmt: skip


def _sum(monday: date, mine: Sequence[Week]) -> Week:
    return Week(
        monday, 0, "", sum(one.hours for one in mine), sum(one.absent for one in mine),
        sum(one.planned for one in mine), sum(one.beyond for one in mine),
    )  # fmt: skip
