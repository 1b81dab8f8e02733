"""When somebody is at work: hours of the week without breaks, and stretches of minutes; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from kontor.base.dates.hours import Span
from kontor.calendar.kinds.planning import Minutes, Shift, Worker
from kontor.calendar.rules.walltime import utc_minute

_DAY = 1440


# -- stretches -------------------------------------------------------------------------------------


def merged(stretches: Iterable[tuple[int, int]]) -> list[Minutes]:
    """Stretches in order, those that touch or overlap as one."""
    found: list[Minutes] = []
    for start, end in sorted(one for one in stretches if one[0] < one[1]):
        if found and start <= found[-1].end:
            if end > found[-1].end:
                found[-1] = Minutes(found[-1].start, end)
        else:
            found.append(Minutes(start, end))
    return found


def without(stretches: Iterable[tuple[int, int]], away: Iterable[tuple[int, int]]) -> list[Minutes]:
    """What of the stretches is left when others are taken away."""
    gone = merged(away)
    left: list[Minutes] = []
    for first, last in merged(stretches):
        start = first
        for gap in gone:
            if gap.end <= start:
                continue
            if gap.start >= last:
                break
            if gap.start > start:
                left.append(Minutes(start, gap.start))
            start = max(start, gap.end)
        if start < last:
            left.append(Minutes(start, last))
    return left


def common(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> list[Minutes]:
    """The minutes that two lists of stretches share."""
    first, second = merged(one), merged(other)
    found: list[Minutes] = []
    left = right = 0
    while left < len(first) and right < len(second):
        start = max(first[left].start, second[right].start)
        end = min(first[left].end, second[right].end)
        if start < end:
            found.append(Minutes(start, end))
        if first[left].end <= second[right].end:
            left += 1
        else:
            right += 1
    return found


def total(stretches: Iterable[tuple[int, int]]) -> int:
    """How many minutes they cover, each counted once."""
    return sum(end - start for start, end in merged(stretches))


# -- presence --------------------------------------------------------------------------------------


def in_firm(worker: Worker, day: date) -> bool:
    """Whether somebody belongs to the firm on a day; the last day is still one."""
    begun = worker.started is None or worker.started <= day
    return begun and (worker.ended is None or day <= worker.ended)


def shift_on(worker: Worker, day: date) -> Worker | Shift:
    """Whatever says the hours of a day."""
    return next((one for one in reversed(worker.later) if one.valid_from <= day), worker)


def hours_on(worker: Worker, day: date, zone: str) -> list[Minutes]:
    """The hours of a day with the break in them; none outside of the employment."""
    return list(_hours(shift_on(worker, day).hours, day, zone)) if in_firm(worker, day) else []


def break_on(worker: Worker, day: date, zone: str) -> list[Minutes]:
    """The break of a day, as far as it lies in the hours."""
    now = shift_on(worker, day)
    if not now.break_minutes or not in_firm(worker, day):
        return []
    return list(_break(now.hours, now.break_from, now.break_minutes, day, zone))


def at_work(worker: Worker, every: Iterable[date], zone: str, *, breaks: bool) -> list[Minutes]:
    """When somebody works on some days; without `breaks` these are cut out."""
    return [
        part
        for day in every
        if in_firm(worker, day)
        for now in (shift_on(worker, day),)
        for part in _worked(
            now.hours, now.break_from, 0 if breaks else now.break_minutes, day, zone
        )
    ]


# who has the same hours asks the same: a crew over months is worked out once


@lru_cache(maxsize=4096)
def _hours(hours: tuple[Span, ...], day: date, zone: str) -> tuple[Minutes, ...]:
    return tuple(
        part_of_day(day, span.start, span.end, zone) for span in hours if span.day == day.weekday()
    )


@lru_cache(maxsize=4096)
def _break(
    hours: tuple[Span, ...], start: int, minutes: int, day: date, zone: str
) -> tuple[Minutes, ...]:
    pause = part_of_day(day, start, start + minutes, zone)
    return tuple(common([pause], _hours(hours, day, zone)))


@lru_cache(maxsize=4096)
def _worked(
    hours: tuple[Span, ...], start: int, minutes: int, day: date, zone: str
) -> tuple[Minutes, ...]:
    every = _hours(hours, day, zone)
    return tuple(without(every, _break(hours, start, minutes, day, zone))) if minutes else every


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def day_minutes(day: date, zone: str) -> Minutes:
    """A whole day, 23 or 25 hours long when the clocks change."""
    return part_of_day(day, 0, _DAY, zone)


@lru_cache(maxsize=8192)
def part_of_day(day: date, start: int, end: int, zone: str) -> Minutes:
    """A part of a day by the clock on the wall."""
    midnight = datetime.combine(day, time())
    return Minutes(
        utc_minute(midnight + timedelta(minutes=start), zone),
        utc_minute(midnight + timedelta(minutes=end), zone),
    )
