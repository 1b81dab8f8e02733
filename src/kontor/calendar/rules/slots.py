"""Finding a time (Terminsuche): when all who are needed are free, and which times are best; pure.

Everybody's taken time, with the ways and a margin for the own ways, is merged once; then the raster
is walked through the hours that all share, jumping over what is taken.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import NamedTuple

from kontor.calendar.kinds.planning import (
    Found,
    Minutes,
    Reason,
    Search,
    Slot,
    Taken,
    Why,
    Worker,
)
from kontor.calendar.rules.presence import at_work, common, days, merged, part_of_day, total
from kontor.calendar.rules.walltime import from_utc_minute
from kontor.calendar.rules.worktime import limit

BEST = 3
_HALF_DAY = 720
_NEAR = 30  # so close to another appointment no gap is torn into the day


class _Spans:
    """Merged stretches of one, asked often."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self.parts = merged(stretches)
        self.starts = [part.start for part in self.parts]

    def until(self, start: int, end: int) -> int:
        """The end of the last one that shares a minute with a stretch; 0 for none."""
        place = bisect_right(self.starts, end - 1) - 1
        if place >= 0 and self.parts[place].end > start:
            return self.parts[place].end
        return 0

    def covers(self, start: int, end: int) -> bool:
        """Whether the whole stretch lies in one of them."""
        place = bisect_right(self.starts, start) - 1
        return place >= 0 and end <= self.parts[place].end


class _World(NamedTuple):
    """What is looked for, and everybody's time made ready.

    `ends` and `begins` are the appointments of those who are needed, by the minute.
    """

    search: Search
    needed: _Spans
    busy: Mapping[str, _Spans]
    works: Mapping[str, _Spans]
    taken: Mapping[str, Sequence[Taken]]
    ends: Sequence[Taken]
    begins: Sequence[Taken]


def find(
    search: Search,
    taken: Mapping[str, Sequence[Taken]],
    workers: Mapping[str, Worker],
    free: Collection[date] = (),
    best: int = BEST,
) -> Found:
    """The best times of a window with their reasons.

    As many as possible of those who should come count most, then the earlier half day, then that
    no gap is torn into the day; not more than one time of each half day is proposed.

    Args:
        search: what is looked for.
        taken: by `who`, the appointments and absences in the window.
        workers: by `who`, the hours; who is missing here is there at any time.
        free: days without work, such as the holidays of the Land.
        best: how many times.
    """
    world = _world(search, taken, workers, free)
    hours = _shared_hours(world, free)
    rated = sorted((_rank(world, slot), slot) for slot in _candidates(world, hours))
    chosen: dict[tuple[date, bool], Slot] = {}
    for (_missing, day, afternoon, *_rest), slot in rated:
        chosen.setdefault((day, afternoon), slot)
        if len(chosen) == best:
            break
    if not chosen:
        return Found((), _against(world, hours))
    first = min(slot.start for _rated, slot in rated)
    return Found(
        tuple(slot._replace(reasons=_reasons(world, slot, first)) for slot in chosen.values())
    )


def free_times(
    search: Search,
    taken: Mapping[str, Sequence[Taken]],
    workers: Mapping[str, Worker],
    free: Collection[date] = (),
) -> list[Slot]:
    """All times of a window at which everybody who is needed is free, in order."""
    world = _world(search, taken, workers, free)
    return list(_candidates(world, _shared_hours(world, free)))


def _world(
    search: Search,
    taken: Mapping[str, Sequence[Taken]],
    workers: Mapping[str, Worker],
    free: Collection[date],
) -> _World:
    asked = {*search.optional, *(who for group in search.one_of for who in group)}
    every = [day for day in days(search.first, search.last) if day not in free]
    breaks = search.minutes > limit("break_after", search.first)
    works = {
        who: _Spans(at_work(workers[who], every, search.zone, breaks=breaks))
        for who in asked.union(search.required)
        if who in workers
    }
    all_taken = [one for who in search.required for one in taken.get(who, ())]
    meets = [one for one in all_taken if not one.absence]
    return _World(
        search, _Spans(_with_ways(search, all_taken)),
        {who: _Spans(_with_ways(search, taken.get(who, ()))) for who in asked}, works, taken,
        sorted(meets, key=lambda one: one.end), sorted(meets, key=lambda one: one.start),
    )  # fmt: skip


def _with_ways(search: Search, several: Iterable[Taken]) -> Iterator[tuple[int, int]]:
    """Taken time with the longer way on each side: the way in between is driven once."""
    for one in several:
        if one.absence:
            yield one.start, one.end
        else:
            yield one.start - max(one.before, search.after), one.end + max(one.after, search.before)


def _shared_hours(world: _World, free: Collection[date]) -> list[Minutes]:
    """The minutes that all who are needed work, within the hours that were asked for."""
    search = world.search
    window: list[Minutes] = []
    for day in days(search.first, search.last):
        if day not in free:
            part = part_of_day(day, search.earliest, search.latest, search.zone)
            window.append(Minutes(max(part.start, search.not_before), part.end))
    needed = [world.works[who].parts for who in search.required if who in world.works]
    return reduce(common, needed, merged(window))


def _candidates(world: _World, hours: Sequence[Minutes]) -> Iterator[Slot]:
    search = world.search
    for part in hours:
        start = _on_raster(part.start, search.step)
        while start + search.minutes <= part.end:
            end = start + search.minutes
            if until := world.needed.until(start, end):
                start = _on_raster(max(until, start + 1), search.step)
                continue
            chosen = _choose(world, start, end)
            if chosen is not None:
                missing = [who for who in search.optional if not _is_free(world, who, start, end)]
                yield Slot(start, end, chosen, tuple(missing))
            start += search.step


def _on_raster(minute: int, step: int) -> int:
    return -(-minute // step) * step


def _choose(world: _World, start: int, end: int) -> tuple[str, ...] | None:
    """One that is free out of each group, nobody twice; None when a group has none."""
    chosen: list[str] = []
    for group in world.search.one_of:
        one = next(
            (who for who in group if who not in chosen and _is_free(world, who, start, end)), None
        )
        if one is None:
            return None
        chosen.append(one)
    return tuple(chosen)


def _is_free(world: _World, who: str, start: int, end: int) -> bool:
    if world.busy[who].until(start, end):
        return False
    return who not in world.works or world.works[who].covers(start, end)


def _half(search: Search, slot: Slot) -> tuple[date, bool]:
    wall = from_utc_minute(slot.start, search.zone)
    return wall.date(), wall.hour * 60 + wall.minute >= _HALF_DAY


def _rank(world: _World, slot: Slot) -> tuple[int, date, bool, bool, int]:
    day, afternoon = _half(world.search, slot)
    return len(slot.missing), day, afternoon, _neighbour(world, slot) is None, slot.start


def _neighbour(world: _World, slot: Slot) -> Taken | None:
    """The appointment of somebody needed that ends shortly before, or begins shortly after."""
    place = bisect_right(world.ends, slot.start, key=lambda one: one.end) - 1
    if place >= 0:
        one = world.ends[place]
        if slot.start - one.end <= max(world.search.before, one.after) + _NEAR:
            return one
    place = bisect_left(world.begins, slot.end, key=lambda one: one.start)
    if place < len(world.begins):
        one = world.begins[place]
        if one.start - slot.end <= max(world.search.after, one.before) + _NEAR:
            return one
    return None


def _reasons(world: _World, slot: Slot, first: int) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if slot.start == first:
        found.append(Reason(Why.FIRST))
    found += [Reason(Why.TAKES, who) for who in slot.chosen]
    if slot.missing:
        found += [_missing(world, who, slot) for who in slot.missing]
    elif world.search.optional:
        found.append(Reason(Why.ALL_THERE))
    if neighbour := _neighbour(world, slot):
        found.append(Reason(Why.ADJOINS, neighbour.who, neighbour.ref, neighbour.title))
    if way := world.search.before + world.search.after:
        found.append(Reason(Why.ROAD, minutes=way))
    return tuple(found)


def _missing(world: _World, who: str, slot: Slot) -> Reason:
    several = world.taken.get(who, ())
    for one, (start, end) in zip(several, _with_ways(world.search, several), strict=True):
        if start < slot.end and slot.start < end:
            return Reason(Why.MISSING, who, one.ref, one.title)
    return Reason(Why.MISSING, who)


def _against(world: _World, hours: Sequence[Minutes]) -> tuple[Reason, ...]:
    """Why there is no time: no shared hours, a group of which nobody is free, or who is taken."""
    long_enough = [part for part in hours if part.end - part.start >= world.search.minutes]
    if not long_enough:
        return (Reason(Why.HOURS),)
    found = [
        Reason(Why.BUSY, who, minutes=total(common(long_enough, _ways_of(world, who))))
        for who in world.search.required
    ]
    busy = sorted((one for one in found if one.minutes), key=lambda one: -one.minutes)
    nobody = [Reason(Why.NOBODY, group[0]) for group in world.search.one_of if group]
    return tuple(dict.fromkeys((*busy, *nobody))) or (Reason(Why.HOURS),)


def _ways_of(world: _World, who: str) -> list[tuple[int, int]]:
    return list(_with_ways(world.search, world.taken.get(who, ())))
