"""Finding a time: ten people over three months, and two with 5,000 appointments each.

Beside it stands the least that any search must do: to sort all that is taken and to merge it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from kontor.base.dates.hours import parse_hours
from kontor.calendar.kinds.appointments import ZONE
from kontor.calendar.kinds.planning import Found, Search, Taken, Worker
from kontor.calendar.rules.slots import find
from kontor.calendar.rules.walltime import utc_minute
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped

FIRST, DAYS = date(2026, 1, 5), 91
HOURS = parse_hours("Mo-Do 7:00-16:30, Fr 7-13")
World = dict[str, list[Taken]]


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """A usual search, and one among very many appointments."""
    for name, people, events in (("ten", 10, 120), ("crowded", 2, 5000)):
        taken = _world(people, events)
        if not _search(taken).slots:
            raise RuntimeError("no time was found")
        jobs = {"find": lambda: _search(taken), "merge": lambda: _merge(taken)}  # noqa: B023  at once
        turn = in_turn(jobs, setting.rounds)
        yield turn.measure(f"slots.{name}", "find", "merge", "sorting and merging what is taken")


def _world(people: int, events: int) -> World:
    """Appointments at random over three months and beyond, so that some time is left."""
    random = Random(5)
    begin = utc_minute(datetime.combine(FIRST, datetime.min.time()), ZONE)
    spread = max(DAYS, events // 2) * 1440
    found: World = {}
    for number in range(1, people + 1):
        who = f"company:employee/{number}"
        starts = [begin + random.randrange(0, spread, 15) for _ in range(events)]
        found[who] = [
            Taken(who, start, start + random.choice((15, 30, 60)), f"calendar:{place}", "x")
            for place, start in enumerate(starts)
        ]
    return found


def _search(taken: World) -> Found:
    workers = {who: Worker(who, who, HOURS, 720, 30) for who in taken}
    search = Search(30, FIRST, FIRST + timedelta(days=DAYS), tuple(taken))
    return find(search, taken, workers)


def _merge(taken: World) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for several in taken.values() for one in several):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
