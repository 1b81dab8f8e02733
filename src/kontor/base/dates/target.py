"""Days on which banks of the euro area move money (TARGET calendar of the ECB)."""

from __future__ import annotations

from datetime import date, timedelta

_FIXED = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})
_SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    century, rest = divmod(year, 100)
    leap, odd = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (8 * century + 13) // 25 + 15) % 30
    week = (32 + 2 * odd + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def is_bank_day(day: date) -> bool:
    """Whether banks carry out transfers on a day: no weekend, no TARGET holiday."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    return (day - easter(day.year)).days not in {-2, 1}


def next_bank_day(day: date) -> date:
    """The day itself, or the next one on which banks carry out transfers."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def last_bank_day(day: date) -> date:
    """The day itself, or the last one before it on which banks carry out transfers."""
    while not is_bank_day(day):
        day -= timedelta(days=1)
    return day


def bank_days_before(day: date, count: int) -> date:
    """The bank day so many bank days before a day; 0 gives the last one not after it."""
    day = last_bank_day(day)
    for _ in range(count):
        day = last_bank_day(day - timedelta(days=1))
    return day


def bank_days_after(day: date, count: int) -> date:
    """The bank day so many bank days after a day; 0 gives the first one not before it."""
    day = next_bank_day(day)
    for _ in range(count):
        day = next_bank_day(day + timedelta(days=1))
    return day
