"""Limits of working time (Arbeitszeitgesetz) with the day from which they hold; pure."""

from __future__ import annotations

from datetime import date
from functools import cache

from kontor.base.tables import data_rows


@cache
def _limits() -> tuple[tuple[str, date, int, str], ...]:
    return tuple(
        (row["key"], date.fromisoformat(row["valid_from"]), int(row["value"]), row["law"])
        for row in data_rows("working-time")
    )


@cache
def limit(key: str, day: date) -> int:
    """Minutes that hold on a day: `long_day`, `rest`, `break_after`; before the first the first."""
    there = sorted((start, value) for name, start, value, _law in _limits() if name == key)
    return ([value for start, value in there if start <= day] or [there[0][1]])[-1]


@cache
def law(key: str) -> str:
    """The section that a limit stands in."""
    return next(name for one, _start, _value, name in _limits() if one == key)
