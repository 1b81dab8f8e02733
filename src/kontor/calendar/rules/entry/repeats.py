"""What repeats: `jeden Mo`, `alle 2 Wochen`, `jeden 1. Montag im Monat`, `montags`, until when."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.dates import add_months, end_of_month
from kontor.base.dates.days import month_number
from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.calendar.kinds.entry import Piece
from kontor.calendar.rules.entry.days import (
    COUNT,
    MONTH,
    UNITS,
    WEEKDAYS,
    any_of,
    count_of,
    day_of,
    mask_days,
    mask_weekdays,
    weekday_of,
)
from kontor.calendar.rules.entry.days import WEEKDAY as WEEKDAY_NAME
from kontor.calendar.rules.entry.scan import DAY, WEEKDAY, Scan

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = (0, 1, 2, 3, 4)
_LOOK = 800  # days in which a first occurrence must lie
_FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}


class Repeat(NamedTuple):
    """How often: the parts of a rule that a line can say.

    `nth` counts the weekday in the month, the last is -1; `month_day` -1 is the last of the month.
    """

    unit: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    month_day: int = 0
    until: date | None = None
    times: int = 0

    def rule(self, *, all_day: bool) -> str:
        """The rule as RFC 5545 writes it; its end is wall time, as the calendar keeps it."""
        parts = [f"FREQ={_FREQUENCIES[self.unit]}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            nth = str(self.nth) if self.nth else ""
            parts.append("BYDAY=" + ",".join(nth + _CODES[one] for one in self.weekdays))
        if self.month_day:
            parts.append(f"BYMONTHDAY={self.month_day}")
        if self.times:
            parts.append(f"COUNT={self.times}")
        elif self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}" + ("" if all_day else "T235900"))
        return ";".join(parts)

    def first(self, start: date) -> date | None:
        """The first day on or after `start` that the rule means; None when there is none."""
        for shift in range(_LOOK):
            day = start + timedelta(days=shift)
            if self._means(day):
                return day
        return None

    def _means(self, day: date) -> bool:
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        if self.nth:
            ahead = (end_of_month(day).day - day.day) // 7 + 1
            return self.nth == (-ahead if self.nth < 0 else (day.day - 1) // 7 + 1)
        if self.month_day:
            return day.day == (end_of_month(day).day if self.month_day < 0 else self.month_day)
        return True


_LISTED = re.compile(rf"{WEEKDAY_NAME}|[-–]")
_EVERY = r"(?<!\w)(?:jede[nmrs]?|every|each)"
_JOIN = r"(?:,\s?|\s?/\s?|\s(?:und|and|&)\s|\s?[-–]\s?)"
LIST = rf"{WEEKDAY}(?:{_JOIN}{WEEKDAY})*"
_ORDINALS = {
    "1.": 1, "ersten": 1, "erster": 1, "first": 1, "1st": 1, "2.": 2, "zweiten": 2, "second": 2,
    "2nd": 2, "anderen": 2, "other": 2, "3.": 3, "dritten": 3, "third": 3, "3rd": 3, "4.": 4,
    "vierten": 4, "fourth": 4, "4th": 4, "letzten": -1, "last": -1,
}  # fmt: skip
_ORD = any_of(_ORDINALS)
_OF_MONTH = r"\s(?:im|des|in\sthe|of\sthe|of\seach|of\severy|jeden)\s(?:monat(?:e?s)?|month)(?!\w)"
_OTHER = r"(?:zweite[nrs]?|2\.|other|second|andere[nrs]?)"
_ON_DAY = {name + "s": number for name, number in WEEKDAYS.items() if len(name) > 5}
_PLURAL = any_of(_ON_DAY)
_ADVERBS = {
    "day": (1, "taglich taeglich daily"), "week": (1, "wochentlich woechentlich weekly"),
    "2week": (2, "zweiwochentlich zweiwoechentlich 14-tagig 14-taegig vierzehntagig fortnightly "
                 "biweekly"),
    "month": (1, "monatlich monthly"), "3month": (3, "vierteljahrlich vierteljaehrlich quarterly"),
    "6month": (6, "halbjahrlich halbjaehrlich"), "year": (1, "jahrlich jaehrlich yearly annually"),
}  # fmt: skip
_ADVERB = {
    word: Repeat(code.lstrip("0123456789"), interval)
    for code, (interval, words) in _ADVERBS.items()
    for word in words.split()
}


def take_repeat(scan: Scan) -> Repeat | None:
    """What the line says about repeating; without it None."""
    masked = mask_weekdays(scan)
    for pattern, read in _READERS:
        match = scan.search(pattern, masked=masked)
        if match and (repeat := read(scan, match)):
            scan.take(Piece.REPEAT, *match.span())
            if _is_unclear(repeat, match):
                scan.say("repeat-unclear", N_("Read as every other week."), Severity.NOTE,
                         remedy=N_("For once a month add “of the month”."))  # fmt: skip
            return _bounded(scan, repeat)
    return None


def _is_unclear(repeat: Repeat, match: re.Match[str]) -> bool:
    return repeat.interval == 2 and bool(re.search(r"2\.|zweite|second", match[0])) and bool(
        repeat.weekdays
    )  # fmt: skip


def _nth(scan: Scan, match: re.Match[str]) -> Repeat | None:
    number = _ORDINALS[match["ord"]]
    weekday = (weekday_of(scan.said(match, "day")),)
    if number == 2 and not match["month"]:
        return Repeat("week", 2, weekday)
    return Repeat("month", weekdays=weekday, nth=number)


def _month_day(scan: Scan, match: re.Match[str]) -> Repeat | None:
    number = int(match["number"]) if match["number"] else -1
    return Repeat("month", month_day=number) if -1 <= number <= 31 and number else None


def _other(scan: Scan, match: re.Match[str]) -> Repeat | None:
    return Repeat(UNITS[match["unit"]], 2)


def _each(scan: Scan, match: re.Match[str]) -> Repeat | None:
    if match["days"]:
        return Repeat("week", weekdays=listed(scan.said(match, "days")))
    word = match["unit"]
    if word in {"quartal", "quarter"}:
        return Repeat("month", 3)
    if word in UNITS:
        return Repeat(UNITS[word])
    return Repeat("week", weekdays=_WORKDAYS)


def _all(scan: Scan, match: re.Match[str]) -> Repeat | None:
    count, unit = count_of(match["count"]), UNITS[match["unit"]]
    if unit == "day" and count % 7 == 0 and count:
        count, unit = count // 7, "week"
    if not 0 < count < 100:
        return None
    days = listed(scan.said(match, "days")) if match["days"] and unit == "week" else ()
    return Repeat(unit, count, days)


def _adverb(scan: Scan, match: re.Match[str]) -> Repeat | None:
    return _ADVERB[scan.said(match)]


def _workdays(scan: Scan, match: re.Match[str]) -> Repeat | None:
    return Repeat("week", weekdays=_WORKDAYS)


def _plural(scan: Scan, match: re.Match[str]) -> Repeat | None:
    return Repeat("week", weekdays=tuple(sorted({_ON_DAY[one] for one in re.findall(
        _PLURAL, scan.said(match))})))  # fmt: skip


def listed(text: str) -> tuple[int, ...]:
    """The weekdays of a list such as `Mo, Mi und Fr` or `Mo-Fr`, in the order of the week."""
    days: set[int] = set()
    words = _LISTED.findall(text)
    for place, word in enumerate(words):
        if word in {"-", "–"}:
            first, last = weekday_of(words[place - 1]), weekday_of(words[place + 1])
            days |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
        else:
            days.add(weekday_of(word))
    return tuple(sorted(days))


_UNIT = any_of(UNITS)
_Read = Callable[[Scan, re.Match[str]], Repeat | None]
_READERS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_EVERY}\s(?P<ord>{_ORD})\s(?P<day>{WEEKDAY})(?P<month>{_OF_MONTH})?", _nth),
        (rf"{_EVERY}\s(?:(?P<number>\d{{1,2}})(?:\.|st|nd|rd|th)|(?:letzten|last)(?:\stag|\sday)?)"
         rf"(?:\stag)?{_OF_MONTH}", _month_day),
        (rf"{_EVERY}\s(?P<number>\d{{1,2}})(?:\.|st|nd|rd|th)(?![\d.:])(?!\s(?:tag|woche|monat|day|"
         r"week|month))", _month_day),
        (rf"{_EVERY}\s{_OTHER}\s(?P<unit>{_UNIT})(?!\w)", _other),
        (rf"{_EVERY}\s(?:(?P<days>{LIST})|(?P<unit>werktage?|arbeitstage?|weekday|working\sday|"
         rf"workday|quartal|quarter|{_UNIT})(?!\w))", _each),
        (rf"(?<!\w)(?:alle|every)\s(?P<count>{COUNT})\s(?P<unit>{_UNIT})(?!\w)"
         rf"(?:\s(?:am\s|on\s|immer\s)?(?P<days>{LIST}))?", _all),
        (rf"(?<!\w){any_of(_ADVERB)}(?!\w)", _adverb),
        (r"(?<!\w)(?:werktags|wochentags|weekdays)(?!\w)", _workdays),
        (rf"(?<!\w){_PLURAL}(?:(?:,\s?|\s(?:und|and|&)\s){_PLURAL})*(?!\w)", _plural),
    )
)  # fmt: skip

_TO = r"(?<!\w)(?:bis(?:\s(?:zu[mr]?|einschl(?:iesslich)?\.?|inkl\.?))?|until|till|through)\s"
_UNTIL = re.compile(
    rf"{_TO}(?:(?P<day>{DAY})|(?:ende\s|end\sof\s)?(?P<month>{MONTH})(?:\s(?P<year>\d{{4}}))?)"
)
_COUNT = re.compile(r"(?<![\w.:])(\d{1,3})(?:x|\s?(?:mal|times|termine))(?!\w)")


def _bounded(scan: Scan, repeat: Repeat) -> Repeat:
    """The rule with its end, when the line names one."""
    if match := scan.search(_COUNT, lambda found: 0 < int(found[1]) <= 500):
        scan.take(Piece.REPEAT, *match.span())
        return repeat._replace(times=int(match[1]))
    match = scan.search(_UNTIL, masked=mask_days(scan))
    if match is None or (until := _end(scan, match)) is None:
        return repeat
    scan.take(Piece.REPEAT, *match.span())
    return repeat._replace(until=until)


def _end(scan: Scan, match: re.Match[str]) -> date | None:
    today = scan.today
    if match["day"]:
        return day_of(scan.said(match, "day"), today)
    month = month_number(match["month"].rstrip("."))
    if match["year"]:
        return end_of_month(date(int(match["year"]), month, 1)) if int(match["year"]) > 0 else None
    first = today.replace(day=1)
    return end_of_month(add_months(first, (month - today.month) % 12))
