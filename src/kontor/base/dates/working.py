"""Working days (Mon to Fri): public holidays of the 16 Länder and the next working day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from kontor.base.i18n import language
from kontor.base.lands import land_name

_SATURDAY = 5


def holidays_of(land: str, year: int) -> dict[date, str]:
    """The public holidays (gesetzliche Feiertage) of a Land in one year, named as people read.

    Holidays of single towns (Augsburg, Assumption Day in parts of Bavaria) are not among them.
    """
    land_name(land)
    import holidays

    names = holidays.country_holidays(
        "DE", subdiv=land, years=year, language="de" if language() == "de" else "en_US"
    )
    return {day: names[day] for day in sorted(names)}


@cache
def _days_off(land: str, year: int) -> frozenset[date]:
    return frozenset(holidays_of(land, year))


def is_working_day(day: date, land: str) -> bool:
    """Neither Saturday, Sunday nor a public holiday of the Land."""
    if day.weekday() >= _SATURDAY:
        return False
    return day not in _days_off(land, day.year)


def next_working_day(day: date, land: str) -> date:
    """The day itself, or the next working day when it is none (§ 193 BGB, § 108 Abs. 3 AO)."""
    while not is_working_day(day, land):
        day += timedelta(days=1)
    return day
