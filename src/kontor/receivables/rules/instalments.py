"""Instalment plans (Ratenzahlung): rates, and whether they are kept; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from kontor.base.dates import add_months
from kontor.base.money import largest_remainder


class Rate(NamedTuple):
    """One rate."""

    due: date
    cents: int


class PlanState(StrEnum):
    """State of a plan."""

    KEPT = "kept"
    BROKEN = "broken"
    DONE = "done"
    ENDED = "ended"


class Watch(NamedTuple):
    """How a plan stands on a day.

    Attributes:
        paid: money since the agreement.
        wanted: rates whose day and grace are over.
        missing: what of them did not come.
        since: due day of the oldest rate that is not covered.
        next: the next rate that is not covered.
    """

    state: PlanState
    paid: int
    wanted: int
    missing: int
    since: date | None
    next: Rate | None


def equal_rates(cents: int, count: int, first: date) -> list[Rate]:
    """Equal monthly rates that add up to the cent; the larger ones come first."""
    parts = largest_remainder(cents, [1] * count)
    return [Rate(add_months(first, at), part) for at, part in enumerate(parts) if part]


def watch(rates: Sequence[Rate], paid: int, still_open: int, grace: int, day: date) -> Watch:
    """Whether a plan is kept: money covers the rates in order; a rate is late after its grace.

    Args:
        rates: the rates in the order of their days.
        paid: money on the items of the plan since the agreement.
        still_open: what is open of these items.
        grace: days that a rate may be late.
        day: the day asked for.
    """
    covered = 0
    following: Rate | None = None
    since: date | None = None
    wanted = 0
    for rate in sorted(rates):
        covered += rate.cents
        late = rate.due + timedelta(days=grace) < day
        wanted += rate.cents if late else 0
        if covered > paid:
            following = following or rate
            if late:
                since = since or rate.due
    missing = max(wanted - paid, 0)
    if still_open <= 0:
        return Watch(PlanState.DONE, paid, wanted, 0, None, None)
    state = PlanState.BROKEN if missing else PlanState.KEPT
    if not missing and following is None:
        state = PlanState.DONE
    return Watch(state, paid, wanted, missing, since, following)


def total(rates: Iterable[Rate]) -> int:
    """Sum of the rates."""
    return sum(rate.cents for rate in rates)
