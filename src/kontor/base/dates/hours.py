"""Office hours (Bürozeiten): when somebody answers, and how long a thing waited in that time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple, NoReturn

from kontor.base.dates.days import FIRST_DAY, LAST_DAY, berlin_time, parse_day
from kontor.base.dates.working import holidays_of, is_working_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted

_DAYS = {"mo": 0, "di": 1, "tu": 1, "mi": 2, "we": 2, "do": 3, "th": 3, "fr": 4, "sa": 5, "so": 6,
         "su": 6}  # fmt: skip
_PART = re.compile(
    r"([a-z]{2})[a-z]*\.?(?: ?[-–] ?([a-z]{2})[a-z]*\.?)? "
    r"([0-9]{1,2})(?::([0-5][0-9]))? ?[-–] ?([0-9]{1,2})(?::([0-5][0-9]))?"
)
_STAMP = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})[ ,T]+(\d{1,2}):(\d{2})(?::\d{2})?(?: Uhr)?"
)
_CENTURY = 100
_FULL_DAY = 1440  # minutes
_WEEK = 5  # working days of a week
_YEAR = 366  # days within which an office opens, or never does


class Span(NamedTuple):
    """Minutes of the day from and until which somebody is there; `day` 0 is Monday."""

    day: int
    start: int
    end: int


@cache
def parse_hours(text: str) -> tuple[Span, ...]:
    """Office hours as people write them: `Mo-Do 7:00-16:30, Fr 7-13`.

    Raises:
        InputError: not understood, an end before its begin, or hours that overlap.
    """
    spans: list[Span] = []
    for part in re.split(r"[,;]", fold(text)):
        found = _PART.fullmatch(" ".join(part.split()))
        if not found:
            _refuse(text)
        first, last = _DAYS.get(found[1], -1), _DAYS.get(found[2] or found[1], -1)
        start, end = _minutes(found[3], found[4]), _minutes(found[5], found[6])
        if not (0 <= first <= last and start < end <= _FULL_DAY):
            _refuse(text)
        spans += [Span(day, start, end) for day in range(first, last + 1)]
    spans.sort()
    for one, after in pairwise(spans):
        if one.day == after.day and one.end > after.start:
            _refuse(text)
    return tuple(spans)


def _minutes(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)


def _refuse(text: str) -> NoReturn:
    raise InputError(
        N_("“{text}” cannot be read as office hours."), text=quoted(text),
        hint=N_("Write it like Mo-Do 7:00-16:30, Fr 7:00-13:00."),
    )  # fmt: skip


def business_minutes(start: datetime, end: datetime, hours: tuple[Span, ...], land: str) -> int:
    """Minutes of office hours between two instants; public holidays of the Land are free.

    Both instants are cut to the minute; before an end that lies earlier there are none.
    """
    first, last = berlin_time(start), berlin_time(end)
    between = sum(_year(hours, land, year)[-1] for year in range(first.year, last.year))
    return max(0, between + _passed(last, hours, land) - _passed(first, hours, land))


def business_moment(
    start: datetime, minutes: int, hours: tuple[Span, ...], land: str
) -> datetime | None:
    """The first instant (UTC) at which so many minutes of office hours have passed.

    With no minutes the start itself, cut to the minute; None when a year is not long enough.
    """
    from zoneinfo import ZoneInfo  # not at import: dates without a clock need no zones

    first = berlin_time(start).replace(second=0, microsecond=0)
    if minutes <= 0:
        return first.astimezone(UTC)
    left, year = _passed(first, hours, land) + minutes, first.year
    while left > (total := _year(hours, land, year)[-1]):
        if year > first.year:
            return None
        left, year = left - total, year + 1
    before = bisect_left(_year(hours, land, year), left) - 1
    day = date(year, 1, 1) + timedelta(days=before)
    if day - first.date() > timedelta(days=_YEAR):
        return None
    left -= _year(hours, land, year)[before]
    midnight = datetime.combine(day, time.min, ZoneInfo("Europe/Berlin"))
    return (midnight + timedelta(minutes=_minute(day, left, hours))).astimezone(UTC)


@cache
def _year(hours: tuple[Span, ...], land: str, year: int) -> tuple[int, ...]:
    """Office minutes of a year before each of its days; at the end those of the whole year."""
    of_week = [sum(one.end - one.start for one in hours if one.day == day) for day in range(7)]
    days = _days(date(year, 1, 1), date(year, 12, 31))
    return tuple(accumulate(
        (of_week[day.weekday()] if _open(day, land) else 0 for day in days), initial=0
    ))  # fmt: skip


def _passed(at: datetime, hours: tuple[Span, ...], land: str) -> int:
    """Office minutes of the year of a local time until then."""
    day = at.date()
    before = _year(hours, land, at.year)[day.timetuple().tm_yday - 1]
    if not _open(day, land):
        return before
    minute = _of_day(at)
    spans = (one for one in hours if one.day == day.weekday())
    return before + sum(max(0, min(minute, one.end) - one.start) for one in spans)


def _minute(day: date, left: int, hours: tuple[Span, ...]) -> int:
    """The minute of a day at which so many of its office minutes are over."""
    for one in hours:
        if one.day != day.weekday():
            continue
        if left <= one.end - one.start:
            return one.start + left
        left -= one.end - one.start
    return _FULL_DAY


def waited_minutes(start: datetime, end: datetime, land: str) -> int:
    """Minutes between two instants without Saturdays, Sundays and public holidays."""
    every = tuple(Span(day, 0, _FULL_DAY) for day in range(_WEEK))
    return business_minutes(start, end, every, land)


def _open(day: date, land: str) -> bool:
    """No public holiday; whether a Saturday is open is said by the hours themselves."""
    if not land:
        return True
    if day.weekday() < _WEEK:
        return is_working_day(day, land)
    return day not in holidays_of(land, day.year)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _of_day(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def read_moment(text: str) -> datetime:
    """An instant: `2026-03-16 08:30` in German legal time, or ISO with a time zone.

    A day alone is its noon.

    Raises:
        InputError: neither.
    """
    from zoneinfo import ZoneInfo  # not at import: dates without a clock need no zones

    cleaned = text.strip()
    try:
        found = datetime.fromisoformat(cleaned)
    except ValueError as error:
        raise InputError(
            N_("“{text}” is no day with a time."), text=quoted(text),
            hint=N_("Write it like 2026-03-16 08:30."),
        ) from error  # fmt: skip
    if len(cleaned) <= len("2026-03-16"):
        found = found.replace(hour=12)
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    if not FIRST_DAY <= found.date() <= LAST_DAY:
        raise InputError(N_("“{text}” is no day with a time."), text=quoted(text))
    return found.astimezone(UTC)


def read_stamp(text: str, today: date) -> datetime | None:
    """A day with or without a time as lists write it: `12.11.26 14:05 Uhr`, ISO, `gestern`.

    A day alone is its noon. What is neither gives None: the line that holds it is still read.
    """
    if found := _STAMP.fullmatch(text.strip()):
        day, month, year, hour, minute = (int(part) for part in found.groups())
        year += 2000 if year < _CENTURY else 0
        text = f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"
    try:
        return read_moment(text)
    except InputError:
        pass  # not ISO: as people write days
    try:
        return datetime.combine(parse_day(text, today, past=True), time(11), UTC)
    except InputError:
        return None
