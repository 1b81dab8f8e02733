"""Interest on arrears to the day (Verzugszinsen): §§ 247, 286-289 BGB.

Exact days over 365, in leap years 366; the first day is the one after the due day (or after the
reminder arrived), the last one is the day of payment, both counted. Base rates change on 1 January
and 1 July. There is no interest on interest (§ 289 BGB): claims of this kind bear none.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from kontor.base.money import half_up
from kontor.receivables.kinds import DefaultFrom
from kontor.receivables.rules.law import BaseRate, figure

_DAY = timedelta(days=1)
HALF_YEARS = (1, 7)


class Principal(NamedTuple):
    """An amount that bears interest from one day to another, both counted."""

    first: date
    last: date
    cents: int


class Step(NamedTuple):
    """One step of the calculation: days with the same principal, rate and length of year.

    Attributes:
        base: base rate in 1/10,000.
        points: what the law adds to it, in 1/10,000.
        interest: cents; the steps add up to the whole.
    """

    first: date
    last: date
    days: int
    cents: int
    base: int
    points: int
    interest: int

    @property
    def rate(self) -> int:
        """Rate of interest in 1/10,000; never below zero."""
        return max(self.base + self.points, 0)


class Interest(NamedTuple):
    """The calculation; `missing` are half-years without a base rate of their own."""

    cents: int
    steps: tuple[Step, ...]
    missing: tuple[date, ...]

    @property
    def days(self) -> int:
        """Days in all."""
        return sum(step.days for step in self.steps)


class Default(NamedTuple):
    """From which day on a debtor is in default, and by what; None as long as he is not."""

    first: date | None
    by: DefaultFrom


def points(consumer: bool, day: date) -> int:
    """Points over the base rate for a debt that arose on a day, in 1/10,000."""
    return figure("points_consumer" if consumer else "points_business", day)


def default_begin(
    due: date, wanted: DefaultFrom, reminded: date | None, *, received: date | None = None
) -> Default:
    """First day of interest (§ 286 BGB).

    Args:
        due: day on which the claim was due.
        wanted: whether the due day itself was agreed, so that no reminder is needed.
        reminded: day of the first reminder that went out.
        received: day of the invoice; 30 days after both are over default begins anyway. Towards
            consumers only if the invoice says so: None where it does not.
    """
    if wanted is DefaultFrom.DUE:
        return Default(due + _DAY, DefaultFrom.DUE)
    anyway = arrived = None
    if received is not None:
        anyway = max(due, received) + timedelta(days=figure("default_days", due)) + _DAY
    if reminded is not None and reminded > due:
        arrived = reminded + timedelta(days=figure("arrival_days", reminded)) + _DAY
    if arrived is not None and (anyway is None or arrived < anyway):
        return Default(arrived, DefaultFrom.REMINDER)
    return Default(anyway, DefaultFrom.THIRTY_DAYS if anyway else DefaultFrom.REMINDER)


def half_year(day: date) -> date:
    """First day of the half-year of a day."""
    return date(day.year, HALF_YEARS[day.month >= HALF_YEARS[1]], 1)


def missing_rates(rates: Sequence[BaseRate], first: date, last: date) -> tuple[date, ...]:
    """Half-years between two days that lie behind the newest row of the table."""
    newest = max((one.valid_from for one in rates), default=date.min)
    found = []
    start = half_year(first)
    while start <= last:
        if start > newest:
            found.append(start)
        start = half_year(start + timedelta(days=190))
    return tuple(found)


def interest(principals: Iterable[Principal], rates: Sequence[BaseRate], added: int) -> Interest:
    """Interest on principals; rounded once, and the steps add up to it.

    Args:
        principals: amounts with their days.
        rates: base rates; for days behind the newest half-year the last one is taken, and the
            half-years are named in `missing`, so that nobody extrapolates silently.
        added: points over the base rate, in 1/10,000.
    """
    table = sorted(rates)
    steps: list[Step] = []
    exact = Fraction(0)
    told = 0
    missing: list[date] = []
    for one in sorted(principals):
        if one.last < one.first or one.cents <= 0:
            continue
        missing += missing_rates(table, one.first, one.last)
        for first, last in _pieces(one.first, one.last):
            base = _rate_on(table, first)
            days = (last - first).days + 1
            year = 366 if isleap(first.year) else 365
            exact += Fraction(one.cents * max(base + added, 0) * days, 10_000 * year)
            so_far = half_up(exact.numerator, exact.denominator)
            steps.append(Step(first, last, days, one.cents, base, added, so_far - told))
            told = so_far
    return Interest(told, tuple(steps), tuple(sorted(set(missing))))


class DuePart(NamedTuple):
    """What was due on a day."""

    due: date
    cents: int


class Money(NamedTuple):
    """What was paid on a day."""

    day: date
    cents: int


def principals(
    parts: Iterable[DuePart], money: Iterable[Money], days: tuple[date, date], less: int = 0
) -> list[Principal]:
    """The overdue amount for each stretch of days.

    Money goes to the earliest part first; on the day of payment the amount still bears interest.

    Args:
        parts: the parts that can be overdue.
        money: payments by day.
        days: first and last day asked for.
        less: what is disputed and bears none.
    """
    first, last = days
    owed = sorted(parts)
    paid = sorted(money)
    marks = {first, *(one.due + _DAY for one in owed), *(one.day + _DAY for one in paid)}
    starts = sorted(day for day in marks if first <= day <= last)
    found: list[Principal] = []
    for at, start in enumerate(starts):
        end = starts[at + 1] - _DAY if at + 1 < len(starts) else last
        due = sum(one.cents for one in owed if one.due < start)
        gone = sum(one.cents for one in paid if one.day < start)
        cents = max(due - gone - less, 0)
        if found and found[-1].cents == cents and found[-1].last + _DAY == start:
            found[-1] = found[-1]._replace(last=end)
        elif cents:
            found.append(Principal(start, end, cents))
    return found


def _pieces(first: date, last: date) -> Iterable[tuple[date, date]]:
    while first <= last:
        following = half_year(half_year(first) + timedelta(days=190))
        end = min(last, following - _DAY)
        yield first, end
        first = end + _DAY


def _rate_on(table: Sequence[BaseRate], day: date) -> int:
    at = bisect_right([one.valid_from for one in table], day)
    return table[at - 1].rate if at else 0
