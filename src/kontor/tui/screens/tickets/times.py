"""A time as people type it: `heute 16:00`, `16`, `mo 9`, `+1 8:30`, `24.11. um 14 Uhr`."""

from __future__ import annotations

from datetime import date, datetime

from kontor.base.dates import berlin_time, format_day, parse_day
from kontor.base.dates.hours import read_moment
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.tui.screens.acquisition.forms import clock

EVENING = "17:00"  # a day without a time is meant until the end of work
_FILLERS = frozenset({"um", "bis", "uhr", "at", "by", "until", "am", "on", "gegen"})


def moment(text: str, today: date) -> datetime:
    """The instant that is meant; a time alone is today, a day alone its end of work.

    Raises:
        InputError: no day and no time.
    """
    words = [word for word in text.split() if fold(word) not in _FILLERS]
    if not words:
        raise InputError(N_("Write a time such as 16:00, tomorrow 9 or mo 8:30."))
    time = _time(words[-1])
    named = words[:-1] if time else words
    day = parse_day(" ".join(named), today) if named else today
    return read_moment(f"{day.isoformat()} {time or EVENING}")


def _time(word: str) -> str:
    try:
        return clock(word.lower().removesuffix("h"))
    except InputError:
        return ""


def moment_words(at: datetime) -> str:
    """Weekday, day and time."""
    here = berlin_time(at)
    return f"{format_day(here.date(), weekday=True)} {here:%H:%M}"
