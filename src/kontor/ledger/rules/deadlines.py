"""Legal deadlines (Fristen): from dated rows, with the holidays of the Land (§ 108 Abs. 3 AO)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.dates import (
    Period,
    add_months,
    end_of_month,
    month_period,
    next_working_day,
    quarter_period,
    year_period,
)
from kontor.base.lands import LANDS
from kontor.ledger.rules.forms import Deadline

_SATURDAY = 5


class TaxDeadline(NamedTuple):
    """One deadline of a period.

    Attributes:
        statutory: the day named by law; it alone counts for the ten-day rule (§ 11 EStG).
        day: the statutory day, moved to the next working day.
        grace: last day on which a transfer carries no surcharge (Schonfrist).
    """

    kind: str
    period: str
    statutory: date
    day: date
    grace: date
    law: str


def deadline(rule: Deadline, period: Period, *, extension: bool, land: str) -> TaxDeadline:
    """When something for a period is due.

    Args:
        rule: the dated row of the kind.
        period: the period that it is about.
        extension: whether the permanent extension (Dauerfristverlängerung) holds.
        land: code of the Land of the tax office; without it only weekends move the day.
    """
    if rule.month is None:
        first = add_months(period.last.replace(day=1), 1)
        if extension:
            first = add_months(first, rule.extension_months)
    else:
        first = date(period.last.year + rule.year_offset, rule.month, 1)
    statutory = min(first + timedelta(days=rule.day - 1), end_of_month(first))
    day = working_day(statutory, land) if rule.working_day else statutory
    grace = day + timedelta(days=rule.grace_days)
    if rule.grace_days:
        grace = working_day(grace, land)
    return TaxDeadline(rule.kind, period.label, statutory, day, grace, rule.law)


def working_day(day: date, land: str) -> date:
    """The day, or the next one that is neither weekend nor holiday of the Land."""
    if land in LANDS:
        return next_working_day(day, land)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def last_periods(interval: str, today: date, count: int) -> list[Period]:
    """The newest periods of a filing interval that are over on `today`, oldest first."""
    period = _containing(interval, today)
    if period is None:
        return []
    out: list[Period] = []
    while len(out) < count:
        period = period.previous
        out.append(period)
    return out[::-1]


def _containing(interval: str, day: date) -> Period | None:
    if interval == "month":
        return month_period(day.year, day.month)
    if interval == "quarter":
        return quarter_period(day.year, (day.month + 2) // 3)
    return year_period(day.year) if interval == "year" else None
