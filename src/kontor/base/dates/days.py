"""Days as people type and read them, months and the one clock.

How a day without a full date is read (documented rule; `today` is always given):

* no year (`15.3.`): of last, this and next year the one that is nearest to today, an equal distance
  goes to the past; with `past=True` the latest one that is not after today. `29.2.` needs a year
  when none of the three has it.
* no month (`15`): the same rule over last, this and next month.
* a weekday (`fr`): the next such day after today, with `past=True` the latest one before today;
  today itself is `t` or `heute`.
* a week (`kw12`): its Monday, by the rule for years.
* two digits of a year are 20yy. Days outside 1990 to 2099 are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

from kontor.base.errors import InputError
from kontor.base.i18n import N_, language
from kontor.base.text import fold, quoted

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
_ZONE = "Europe/Berlin"
_SATURDAY = 5
_HINT = N_("Write it like 15 Mar, 15.3.2026, 2026-03-15, today, fri, +14 or kw12.")

_WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "de": (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_OTHER_MONTHS = {"mrz": 3, "maerz": 3, "janner": 1, "jaenner": 1, "feber": 2}
_RELATIVE = {
    "t": 0, "heute": 0, "today": 0, "gestern": -1, "yesterday": -1, "vorgestern": -2,
    "morgen": 1, "tomorrow": 1, "ubermorgen": 2, "uebermorgen": 2,
}  # fmt: skip
_SHORT = {"de": 2, "en": 3}
_MONTH_LETTERS = 3
_LONGEST = 40

_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_NUMERIC = r"([0-9]{1,2})\. ?([0-9]{1,2})(?:\. ?([0-9]{4}|[0-9]{2})?)?"
_NAMED = r"([0-9]{1,2})\.? ?([a-z]+)\.?(?: ([0-9]{4}|[0-9]{2}))?"
_DAY = r"([0-9]{1,2})\.?"
_SHIFT = r"([+-]) ?([0-9]{1,5})"
_WEEK = r"k?w ?([0-9]{1,2})(?:[/ ]([0-9]{4}|[0-9]{2}))?"


# -- clock ---------------------------------------------------------------------------------------


def now_utc() -> datetime:
    """The present instant; the only place that asks the clock."""
    return datetime.now(UTC)


def berlin_time(instant: datetime) -> datetime:
    """An instant as German legal time shows it, whatever the computer's zone is."""
    from zoneinfo import ZoneInfo  # not at import: dates without a clock need no zones

    return instant.astimezone(ZoneInfo(_ZONE))


def berlin_today(instant: datetime | None = None) -> date:
    """The calendar day in Germany, now or at the instant given.

    Germany is one or two hours ahead of UTC; only around midnight does it matter which, and only
    then are the zones loaded.
    """
    instant = instant or now_utc()
    winter, summer = ((instant.astimezone(UTC) + timedelta(hours=hours)).date() for hours in (1, 2))
    return winter if winter == summer else berlin_time(instant).date()


# -- reading -------------------------------------------------------------------------------------


def parse_day(text: str, today: date, *, past: bool = False) -> date:
    """The day a person means; see the module's rule for what is left out.

    Args:
        text: what was typed.
        today: the day it was typed.
        past: the field holds days that are over (receipts, payments).

    Raises:
        InputError: not a day, or outside 1990 to 2099.
    """
    typed = typed_text(text)
    for reader in (
        _read_relative,
        _read_weekday,
        _read_week,
        _read_full,
        _read_without_year,
        _read_day_of_month,
    ):
        try:
            day = reader(typed, today, past)
        except (ValueError, OverflowError):
            _refuse(text)
        if day is not None:
            return _in_range(day)
    return _refuse(text)


def typed_text(text: object) -> str:
    """What was typed, folded, with single blanks; empty when it cannot be a day or a period."""
    if not isinstance(text, str) or len(text) > _LONGEST or not _plain(text):
        return ""
    return " ".join(fold(text.replace("\u2212", "-")).split())


def _plain(text: str) -> bool:
    # folding would turn digits of other scripts into ours
    return all(char.isascii() or char.isalpha() or char in "\u2212\u00a0" for char in text)


def _refuse(text: object) -> NoReturn:
    raise InputError(N_("“{text}” is not a day."), hint=_HINT, text=quoted(text))


def _in_range(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InputError(N_("Only days from 1990 to 2099 are possible."))
    return day


def _read_relative(typed: str, today: date, past: bool) -> date | None:
    if typed in _RELATIVE:
        return today + timedelta(days=_RELATIVE[typed])
    if found := re.fullmatch(_SHIFT, typed):
        return today + timedelta(days=int(found[1] + found[2]))
    return None


def _read_weekday(typed: str, today: date, past: bool) -> date | None:
    word = typed.removesuffix(".")
    for names in _WEEKDAYS.values():
        for number, name in enumerate(map(fold, names)):
            if word in {name, name[:2], name[:3]} or (word == "sonnabend" and number == _SATURDAY):
                ahead = (number - today.weekday() - 1) % 7 + 1
                back = (today.weekday() - number - 1) % 7 + 1
                return today + timedelta(days=-back if past else ahead)
    return None


def _read_week(typed: str, today: date, past: bool) -> date | None:
    found = re.fullmatch(_WEEK, typed)
    if not found:
        return None
    week = int(found[1])
    if found[2]:
        return date.fromisocalendar(full_year(found[2]), week, 1)
    years = range(today.year - 1, today.year + 2)
    return _nearest((_made(date.fromisocalendar, year, week, 1) for year in years), today, past)


def _read_full(typed: str, today: date, past: bool) -> date | None:
    if found := re.fullmatch(_ISO, typed):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if (found := re.fullmatch(_NUMERIC, typed)) and found[3]:
        return date(full_year(found[3]), int(found[2]), int(found[1]))
    if (found := re.fullmatch(_NAMED, typed)) and found[3]:
        return date(full_year(found[3]), month_number(found[2]), int(found[1]))
    return None


def _read_without_year(typed: str, today: date, past: bool) -> date | None:
    if found := re.fullmatch(_NUMERIC, typed):
        month, number = int(found[2]), int(found[1])
    elif found := re.fullmatch(_NAMED, typed):
        month, number = month_number(found[2]), int(found[1])
    else:
        return None
    years = range(today.year - 1, today.year + 2)
    return _nearest((_made(date, year, month, number) for year in years), today, past)


def _read_day_of_month(typed: str, today: date, past: bool) -> date | None:
    found = re.fullmatch(_DAY, typed)
    if not found:
        return None
    first = today.replace(day=1)
    months = (add_months(first, shift) for shift in (-1, 0, 1))
    days = (_made(date, month.year, month.month, int(found[1])) for month in months)
    return _nearest(days, today, past)


def full_year(text: str) -> int:
    """A typed year; two digits are 20yy."""
    return int(text) if len(text) > 2 else 2000 + int(text)


def _made(maker: Callable[[int, int, int], date], *parts: int) -> date | None:
    try:
        return maker(parts[0], parts[1], parts[2])
    except ValueError:
        return None


def _nearest(days: Iterable[date | None], today: date, past: bool) -> date:
    fitting = sorted(day for day in days if day and not (past and day > today))
    if not fitting:
        raise ValueError
    return fitting[-1] if past else min(fitting, key=lambda day: abs(day - today))


def month_number(name: str) -> int:
    """The month of a German or English name or its first letters; `ValueError` when unknown."""
    word = fold(name).removesuffix(".")
    if word in _OTHER_MONTHS:
        return _OTHER_MONTHS[word]
    if len(word) >= _MONTH_LETTERS:
        for names in _MONTHS.values():
            for number, full in enumerate(names, start=1):
                if fold(full).startswith(word):
                    return number
    raise ValueError(name)


# -- writing -------------------------------------------------------------------------------------


def format_day(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """`15.03.2026` or `15 Mar 2026`; without year `15.03.` or `15 Mar`; weekday in front."""
    if language() == "de":
        text = f"{day.day:02d}.{day.month:02d}." + (f"{day.year:04d}" if year else "")
    else:
        text = f"{day.day} {month_name(day.month, short=True)}" + (f" {day.year}" if year else "")
    return f"{weekday_name(day, short=True)} {text}" if weekday else text


def format_instant(instant: datetime) -> str:
    """Day and minute in German legal time: `15.03.2026 09:05`."""
    local = berlin_time(instant)
    return f"{format_day(local.date())} {local.hour:02d}:{local.minute:02d}"


def weekday_name(day: date, *, short: bool = False) -> str:
    """`Freitag` or `Fr`, `Friday` or `Fri`."""
    name = _WEEKDAYS[language()][day.weekday()]
    return name[: _SHORT[language()]] if short else name


def month_name(month: int, *, short: bool = False) -> str:
    """`März` or `Mär`, `March` or `Mar`."""
    name = _MONTHS[language()][month - 1]
    return name[:3] if short else name


def month_of(day: date) -> str:
    """`2026-03`: the month as the file and reports name it."""
    return f"{day.year:04d}-{day.month:02d}"


# -- months ------------------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, end_of_month(date(year, month + 1, 1)).day))


def end_of_month(day: date) -> date:
    """The last day of the month of `day`."""
    next_month = day.replace(day=28) + timedelta(days=4)
    return next_month - timedelta(days=next_month.day)
