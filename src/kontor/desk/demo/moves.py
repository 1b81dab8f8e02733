"""What the demo plan is made of: dated moves, and helpers for days and tax."""

from __future__ import annotations

import calendar
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from kontor.base.money import tax_on_net
from kontor.ledger.model.inputs import AnyEvent

RATES = {"UST19": 1900, "UST7": 700, "VST19": 1900, "VST7": 700}


class BankText(NamedTuple):
    """How a move shows on the bank statement."""

    name: str
    iban: str
    purpose: str
    cents: int
    end_to_end: str = ""


class Move(NamedTuple):
    """One thing that happens on a day; `bank` when it runs over the bank account."""

    day: date
    order: int
    event: AnyEvent | None
    bank: BankText | None = None
    special: str = ""
    period: str = ""


def gross_of(net: int, code: str, small: bool) -> int:
    """Gross cents of a net amount under a tax code; a small trader writes no output tax."""
    if small and code.startswith("UST"):
        return net
    return net + tax_on_net(net, RATES.get(code, 0))


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def spread_days(draw: random.Random, year: int, season: list[int]) -> date:
    """A working day of the year, months weighted by the season."""
    month = draw.choices(range(1, 13), season)[0]
    return workday_in(draw, year, month)


def workday_in(draw: random.Random, year: int, month: int) -> date:
    """A working day of the month."""
    last = calendar.monthrange(year, month)[1]
    while True:
        day = date(year, month, draw.randint(2, last))
        if day.weekday() < 5:
            return day


def noon(day: date) -> datetime:
    """The instant at which the demo firms do their paperwork: about noon in Germany."""
    return datetime.combine(day, time(11), UTC)
