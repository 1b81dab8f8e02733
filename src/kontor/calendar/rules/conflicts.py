"""What an appointment clashes with; pure.

The way between two appointments is driven once: the longer one of the way after the first and the
way before the second must fit in between, none when both are at the same place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from kontor.base.errors import Severity
from kontor.calendar.kinds.planning import Clash, Conflict, Taken, Wanted, Worker
from kontor.calendar.rules.presence import (
    break_on,
    common,
    day_minutes,
    days,
    hours_on,
    in_firm,
    shift_on,
    total,
    without,
)
from kontor.calendar.rules.walltime import from_utc_minute
from kontor.calendar.rules.worktime import limit

_DAY = 1440
_LONG = 1380  # a whole day, also the shortest of the year
_SUNDAY = 6
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def conflicts(
    wanted: Wanted,
    taken: Sequence[Taken],
    workers: Mapping[str, Worker],
    holidays: Mapping[date, str],
) -> list[Conflict]:
    """All clashes, the worst first.

    Args:
        wanted: what is to be put into the calendar; members of its crews stand among `who`.
        taken: appointments and absences of those, of the vehicles and of the site, around it.
        workers: when people work; whoever is missing here has no hours (vehicles, crews).
        holidays: public holidays of the Land with their names.
    """
    others = [one for one in taken if not wanted.ref or one.ref != wanted.ref]
    found = [*_on_free_days(wanted, holidays)]
    for who in dict.fromkeys(wanted.who):
        own = [one for one in others if one.who == who]
        found += _with_others(wanted, who, own)
        if worker := workers.get(who):
            found += _with_hours(wanted, worker)
            found += _with_law(wanted, worker, own)
    if wanted.site:
        found += [
            Conflict(Clash.SITE, Severity.WARNING, one.who, *shared, one.ref, one.title)
            for one in others
            if one.who == wanted.site and (shared := _shared(wanted, one))
        ]
    return sorted(found, key=lambda one: (_ORDER[one.severity], one.start, one.clash, one.who))


def _shared(wanted: Wanted, one: Taken) -> tuple[int, int] | None:
    start, end = max(wanted.start, one.start), min(wanted.end, one.end)
    return (start, end) if start < end else None


def _with_others(wanted: Wanted, who: str, own: Sequence[Taken]) -> Iterator[Conflict]:
    for one in own:
        if shared := _shared(wanted, one):
            clash = Clash.ABSENT if one.absence else Clash.BUSY
            # a short meeting within days of work is usual; two of a kind are not
            alike = one.absence or _is_long(wanted) == _is_long(one)
            severity = Severity.ERROR if one.firm and alike else Severity.WARNING
            yield Conflict(clash, severity, who, *shared, one.ref, one.title)
        elif not one.absence and (missing := missing_way(wanted, one)):
            between = sorted((wanted.start, wanted.end, one.start, one.end))[1:3]
            yield Conflict(
                Clash.TRAVEL, Severity.WARNING, who, between[0], between[1], one.ref, one.title,
                missing,
            )  # fmt: skip


def _is_long(one: Wanted | Taken) -> bool:
    return one.end - one.start >= _LONG


def missing_way(wanted: Wanted, one: Taken) -> int:
    """Minutes that are missing for the way between two appointments that do not overlap."""
    if wanted.all_day or (wanted.place and wanted.place == one.place):
        return 0
    if one.end <= wanted.start:
        gap, need = wanted.start - one.end, max(one.after, wanted.before)
    else:
        gap, need = one.start - wanted.end, max(wanted.after, one.before)
    return max(0, need - gap)


# -- free days, hours, law -------------------------------------------------------------------------


def _days_of(wanted: Wanted) -> Iterator[date]:
    first = from_utc_minute(wanted.start, wanted.zone).date()
    last = from_utc_minute(wanted.end - 1, wanted.zone).date()
    return days(first, last)


def _on_free_days(wanted: Wanted, holidays: Mapping[date, str]) -> Iterator[Conflict]:
    """Holidays and Sundays; one that lasts over them for days does not mean them."""
    every = list(_days_of(wanted))
    for day in every:
        sunday = day.weekday() == _SUNDAY and len(every) <= _SUNDAY
        if day in holidays or sunday:
            start, end = common([(wanted.start, wanted.end)], [day_minutes(day, wanted.zone)])[0]
            clash = Clash.HOLIDAY if day in holidays else Clash.SUNDAY
            yield Conflict(
                clash, Severity.WARNING, "", start, end, day.isoformat(), holidays.get(day, "")
            )


def _with_hours(wanted: Wanted, worker: Worker) -> Iterator[Conflict]:
    """Employment, working hours and breaks; whole days and longer ones mean the hours anyway."""
    for day in _days_of(wanted):
        if not in_firm(worker, day):
            yield Conflict(
                Clash.LEFT, Severity.ERROR, worker.who, wanted.start, wanted.end, day.isoformat()
            )
            return
    every = list(_days_of(wanted))
    known = any(shift_on(worker, day).hours for day in every)
    if wanted.all_day or wanted.end - wanted.start >= _DAY or not known:
        return
    hours = [part for day in every for part in hours_on(worker, day, wanted.zone)]
    outside = without([(wanted.start, wanted.end)], hours)
    if outside:
        yield Conflict(
            Clash.HOURS, Severity.WARNING, worker.who, outside[0].start, outside[-1].end,
            minutes=total(outside),
        )  # fmt: skip
    pauses = [part for day in every for part in break_on(worker, day, wanted.zone)]
    for start, end in common([(wanted.start, wanted.end)], pauses):
        long = wanted.end - wanted.start > limit("break_after", every[0])
        inside = long and (start, end) in pauses
        if not inside:
            yield Conflict(Clash.BREAK, Severity.NOTE, worker.who, start, end, minutes=end - start)


def _with_law(wanted: Wanted, worker: Worker, own: Sequence[Taken]) -> Iterator[Conflict]:
    """More than ten hours in a day with the ways, and less than eleven hours between two days."""
    if wanted.all_day or wanted.end - wanted.start >= _DAY:
        return
    around = [
        (one.start - one.before, one.end + one.after)
        for one in own
        if not one.absence and one.firm and one.end - one.start < _DAY
    ]
    whole = (wanted.start - wanted.before, wanted.end + wanted.after)
    for day in _days_of(wanted):
        limits = [day_minutes(day, wanted.zone)]
        pauses = break_on(worker, day, wanted.zone)
        worked = total(without(common([*around, whole], limits), pauses))
        if worked > limit("long_day", day):
            yield Conflict(
                Clash.LONG_DAY, Severity.WARNING, worker.who, wanted.start, wanted.end,
                minutes=worked - limit("long_day", day),
            )  # fmt: skip
    yield from _rest(wanted, worker, around, whole)


def _rest(
    wanted: Wanted, worker: Worker, around: Sequence[tuple[int, int]], whole: tuple[int, int]
) -> Iterator[Conflict]:
    """The rest after the last work of the day before, and before the first of the day after."""
    every = list(_days_of(wanted))
    needed = limit("rest", every[0])
    today = day_minutes(every[0], wanted.zone).start, day_minutes(every[-1], wanted.zone).end
    before = day_minutes(every[0] - timedelta(days=1), wanted.zone)
    after = day_minutes(every[-1] + timedelta(days=1), wanted.zone)
    ends = [end for _start, end in around if before.start < end <= before.end]
    starts = [start for start, _end in around if after.start <= start < after.end]
    earlier = any(today[0] <= start < whole[0] for start, _end in around)
    later = any(whole[1] < end <= today[1] for _start, end in around)
    gaps = [(max(ends), whole[0])] if ends and not earlier else []
    gaps += [(whole[1], min(starts))] if starts and not later else []
    for start, end in gaps:
        if 0 <= end - start < needed:
            yield Conflict(
                Clash.REST, Severity.WARNING, worker.who, start, end,
                minutes=needed - (end - start),
            )  # fmt: skip
