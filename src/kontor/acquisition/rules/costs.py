"""What a source costs (Kosten der Herkunft): month, lead, order, campaign; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kontor.acquisition.kinds import SourceCost
from kontor.base.dates import add_months, end_of_month
from kontor.base.money import half_up

_WHOLE = 10_000


def cost_on(costs: Sequence[SourceCost], day: date) -> SourceCost | None:
    """The terms of a source on a day; before the first there is no cost."""
    there = [one for one in costs if one.valid_from <= day]
    return max(there, key=lambda one: one.valid_from) if there else None


def fixed_cost(costs: Sequence[SourceCost], first: date, last: date) -> int:
    """Monthly packages of a period; a month that it cuts counts by its days, half up.

    A month goes by the terms on its first day, or by those that began in it.
    """
    total, month = 0, first.replace(day=1)
    while month <= last:
        end = end_of_month(month)
        from_day, to_day = max(first, month), min(last, end)
        starts = [one.valid_from for one in costs if month <= one.valid_from <= end]
        holds = cost_on(costs, month)
        if holds is None and starts:
            from_day, holds = max(from_day, min(starts)), cost_on(costs, min(starts))
        if holds is not None and from_day <= to_day:
            days = (to_day - from_day).days + 1
            total += half_up(holds.fixed_per_month * days, (end - month).days + 1)
        month = add_months(month, 1)
    return total


def lead_cost(costs: Sequence[SourceCost], days: Iterable[date]) -> int:
    """What so many leads cost, each by the terms of its day."""
    found = (cost_on(costs, day) for day in days)
    return sum(one.per_lead for one in found if one)


def order_cost(costs: Sequence[SourceCost], orders: Iterable[tuple[date, int]]) -> int:
    """The share of orders (day, net) that a source takes."""
    total = 0
    for day, net in orders:
        terms = cost_on(costs, day)
        if terms:
            total += half_up(net * terms.pct_of_order, _WHOLE)
    return total


def campaign_cost(costs: Sequence[SourceCost], days: Iterable[date]) -> int:
    """The price per campaign of a source, by the day each one began."""
    found = (cost_on(costs, day) for day in days)
    return sum(one.per_campaign for one in found if one)
