"""Pure rules of the customer file: when days come back, how long an answer may take, cycles."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.base.text import fold


class Cycle(NamedTuple):
    """After how many years work of a kind comes again (Erfahrungswert); words of both languages."""

    trade: str
    word: str
    valid_from: date
    years: int
    de: str
    en: str


def next_time(day: date, today: date, *, yearly: bool) -> date:
    """When a day comes next, today included; 29 February falls on the 28th in common years."""
    if not yearly or day >= today:
        return day
    there = _in_year(day, today.year)
    return there if there >= today else _in_year(day, today.year + 1)


def _in_year(day: date, year: int) -> date:
    leap = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, 2, 28) if leap else day.replace(year=year)


@cache
def _terms(key: str) -> tuple[tuple[date, int], ...]:
    rows = [row for row in data_rows("contact-periods") if row["key"] == key]
    return tuple(sorted((date.fromisoformat(row["valid_from"]), int(row["count"])) for row in rows))


def _on(key: str, day: date) -> int:
    terms = _terms(key)
    return ([count for start, count in terms if start <= day] or [terms[0][1]])[-1]


def answer_months(day: date) -> int:
    """Months in which a request of a person must be answered (Art. 12 (3) DSGVO)."""
    return _on("answer", day)


def review_days(day: date) -> int:
    """Days after an acceptance until a review is asked for."""
    return _on("review", day)


@cache
def _cycles() -> tuple[Cycle, ...]:
    return tuple(
        Cycle(row["trade"], row["word"], date.fromisoformat(row["valid_from"]),
              int(row["years"]), row["de"], row["en"])
        for row in data_rows("trade-cycles")
    )  # fmt: skip


def cycle_of(text: str, trade: str, day: date) -> Cycle:
    """The cycle of a piece of work: by the words of its subject, else by the firm's trade."""
    there = [one for one in _cycles() if one.valid_from <= day] or list(_cycles())
    for words in (fold(text), fold(trade)):
        for one in there:
            if one.word and one.word in words:
                return one
    return next(one for one in there if not one.word)
