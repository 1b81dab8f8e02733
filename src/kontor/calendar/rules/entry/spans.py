"""The days of a line: one day, a stretch of days, several weekdays, a whole week."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.dates import format_day, working_days_from
from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.calendar.kinds.entry import Piece
from kontor.calendar.rules.entry.days import (
    COUNT,
    MONTH,
    UNITS,
    WEEK,
    any_of,
    count_of,
    day_of,
    follows_time,
    later,
    mask_days,
    mask_weekdays,
    next_weekday,
    week_of,
    weekday_of,
)
from kontor.calendar.rules.entry.days import WEEKDAY as WEEKDAY_NAME
from kontor.calendar.rules.entry.repeats import LIST, listed
from kontor.calendar.rules.entry.scan import DAY, Scan

_SURE = 3  # letters: longer words are no others


class Days(NamedTuple):
    """What a line says about days: the first, the last (included), or several weekdays."""

    first: date
    last: date
    weekdays: tuple[int, ...] = ()
    due: bool = False


_TO = r"(?:\s?[-–]\s?|\s(?:bis(?:\szum)?|to|until|till|through)\s)"
_RANGE = re.compile(
    rf"(?:(?<!\w)(?:vom|von|from|ab)\s)?(?P<first>{DAY}){_TO}(?P<last>{DAY})(?![\d:])"
)
_SHORT = re.compile(
    rf"(?:(?<!\w)(?:vom|von|from)\s)?(?<![\d.:])(?P<first>\d{{1,2}})\.?{_TO}(?P<last>{DAY})"
)
_NAMES_FIRST = re.compile(
    rf"(?<!\w)(?P<month>{MONTH})\s(?P<first>\d{{1,2}})\s?[-–]\s?(?P<last>\d{{1,2}})(?![\d.:])"
)
_LIST = re.compile(LIST)
_START = re.compile(rf"(?<!\w)(?:ab|from|starting(?:\son)?)\s(?:dem\s|zum\s)?(?P<day>{DAY})")
_DUE = re.compile(rf"(?<!\w)(?:bis(?:\s(?:zum|spatestens))?|by|until)\s(?P<day>{DAY})")
_ONE = re.compile(rf"(?P<day>{DAY})")
_WEEK = re.compile(WEEK)
_BARE = re.compile(WEEKDAY_NAME)
_LENGTH = re.compile(
    rf"(?<!\w)(?:fur\s|for\s)?(?P<count>{COUNT})\s(?P<unit>{any_of(UNITS)})(?:\slang)?(?!\w)"
)


def take_days(scan: Scan) -> Days | None:
    """The days that the line names; without any None."""
    for take in (_take_range, _take_short, _take_names_first, _take_list, _take_one, _take_week):
        if days := take(scan):
            return days
    return None


def _take_range(scan: Scan) -> Days | None:
    match = scan.search(_RANGE, masked=mask_days(scan, strict=False))
    if match is None:
        return None
    days = _stretch(scan.said(match, "first"), scan.said(match, "last"), scan.today)
    if days:
        _compare_weekday(scan, scan.said(match, "first"), days.first)
    return _taken(scan, match, days)


def _stretch(begin: str, end: str, today: date) -> Days | None:
    first = day_of(begin, today)
    last = day_of(end, first) if first else None
    if first and last and _BARE.fullmatch(begin) and not _BARE.fullmatch(end):
        last = day_of(end, today) or last
        first = last - timedelta(days=(last.weekday() - weekday_of(begin)) % 7)
    return Days(first, last) if first and last else None


def _take_short(scan: Scan) -> Days | None:
    """`24.-27.12.`: the first has the month of the last."""
    for match in _SHORT.finditer(mask_days(scan)):
        said = scan.said(match, "last")
        last, number = day_of(said, scan.today), int(match["first"])
        if last and re.match(r"\d", said) and 0 < number < last.day:
            return _taken(scan, match, Days(last.replace(day=number), last))
    return None


def _take_names_first(scan: Scan) -> Days | None:
    """`Dec 24-27`."""
    match = scan.search(_NAMES_FIRST)
    if match is None:
        return None
    first, last = (
        day_of(f"{match['month']} {match[end]}", scan.today) for end in ("first", "last")
    )
    return _taken(scan, match, Days(first, last)) if first and last else None


def _take_list(scan: Scan) -> Days | None:
    masked = mask_weekdays(scan)
    match = scan.search(_LIST, lambda found: len(listed(scan.said(found))) > 1, masked=masked)
    if match is None:
        return None
    weekdays = listed(scan.said(match))
    first = min(next_weekday(day, scan.today) for day in weekdays)
    return _taken(scan, match, Days(first, first, weekdays))


def _take_one(scan: Scan) -> Days | None:
    masked = mask_days(scan)
    for pattern in (_START, _DUE, _ONE):
        several = list(pattern.finditer(masked))
        if several:  # `so` and `do` are words as well: rather one that a time follows
            match = next((one for one in several if _is_sure(scan, one)), several[0])
            said = scan.said(match, "day")
            if day := day_of(said, scan.today):
                _compare_weekday(scan, said, day)
                return _taken(scan, match, Days(day, day, due=pattern is _DUE))
    return None


def _is_sure(scan: Scan, match: re.Match[str]) -> bool:
    return len(match["day"]) > _SURE or follows_time(scan, match.end("day"))


def _take_week(scan: Scan) -> Days | None:
    match = scan.search(_WEEK, lambda found: week_of(found[0], scan.today) is not None)
    if match is None:
        return None
    monday = week_of(match[0], scan.today)
    return _taken(scan, match, Days(monday, monday + timedelta(days=4))) if monday else None


def _taken(scan: Scan, match: re.Match[str], days: Days | None) -> Days | None:
    if days is None:
        return None
    scan.take(Piece.DAY, *match.span())
    if days.last < days.first:
        scan.say(
            "day-order", N_("The last day {last} lies before the first {first}."), Severity.ERROR,
            remedy=N_("Write the earlier day first."), first=format_day(days.first),
            last=format_day(days.last),
        )  # fmt: skip
    return days


def _compare_weekday(scan: Scan, text: str, day: date) -> None:
    """A weekday beside a date must be that of the date; and `Do` on a Thursday is the next."""
    weekday = _BARE.match(text)
    if weekday is None:
        return
    if weekday_of(weekday[0]) != day.weekday():
        scan.say(
            "day-differs", N_("{day} is another weekday than the one written."), Severity.WARNING,
            remedy=N_("The date counts; correct the line if the weekday was meant."),
            day=format_day(day, weekday=True),
        )  # fmt: skip
    elif _BARE.fullmatch(text) and day.weekday() == scan.today.weekday():
        scan.say(
            "day-today", N_("{day} is meant, not today."), Severity.NOTE,
            remedy=N_("For today write “today”."), day=format_day(day, weekday=True),
        )  # fmt: skip


def take_length(scan: Scan, days: Days) -> Days:
    """`3 Tage` after one day: so many working days from it; weeks end on their last day."""
    match = scan.search(_LENGTH, lambda found: 0 < count_of(found["count"]) <= 366)
    if match is None or days.weekdays or days.last != days.first:
        return days
    count, unit = count_of(match["count"]), UNITS[match["unit"]]
    if unit == "year" or count == 0:
        return days
    scan.take(Piece.LENGTH, *match.span())
    if unit == "day":
        return days._replace(last=working_days_from(days.first, count - 1, scan.known.land)
                             if count > 1 else days.first)  # fmt: skip
    return days._replace(last=later(days.first, count, unit) - timedelta(days=1))
