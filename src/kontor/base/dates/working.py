"""Working days (Mon to Fri): public holidays of the 16 Länder and the next working day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from kontor.base.i18n import language
from kontor.base.lands import land_name
from kontor.base.tables import data_rows

_SATURDAY = 5


@cache
def _table() -> dict[int, tuple[tuple[date, str, str, str], ...]]:
    """Rows (day, Länder, German, English) by year, made from the `holidays` library."""
    years: dict[int, list[tuple[date, str, str, str]]] = {}
    for row in data_rows("holidays"):
        day = date.fromisoformat(row["day"])
        years.setdefault(day.year, []).append((day, row["lands"], row["name_de"], row["name_en"]))
    return {year: tuple(rows) for year, rows in years.items()}


def holidays_of(land: str, year: int) -> dict[date, str]:
    """The public holidays (gesetzliche Feiertage) of a Land in one year, named as people read.

    Holidays of single towns (Augsburg, Assumption Day in parts of Bavaria) are not among them.
    Years outside the table, which loads at once, are asked of the library, which takes seconds.
    """
    land_name(land)
    german = language() == "de"
    rows = _table().get(year)
    if rows is None:
        return _asked(land, year, german)
    return {
        day: (de if german else en)
        for day, lands, de, en in rows
        if lands == "all" or land in lands.split()
    }


def _asked(land: str, year: int, german: bool) -> dict[date, str]:
    import holidays

    names = holidays.country_holidays(
        "DE", subdiv=land, years=year, language="de" if german else "en_US"
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


def working_days_from(day: date, count: int, land: str) -> date:
    """The day that lies so many working days after (or before) a day; with 0 the next working day.

    Without a Land only Saturdays and Sundays are free.
    """
    step = timedelta(days=-1 if count < 0 else 1)
    left = abs(count)
    if not left:
        while not _works(day, land):
            day += step
    while left:
        day += step
        left -= _works(day, land)
    return day


def _works(day: date, land: str) -> bool:
    return is_working_day(day, land) if land else day.weekday() < _SATURDAY
