"""Calculation (Kalkulation): the rate per hour, a unit price from its costs, the margin."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from kontor.base.money import half_up, largest_remainder
from kontor.sales.kinds import CostKind

_WHOLE = 10_000
_HOUR = 3600
_WITH_WORK = frozenset({CostKind.LABOUR, CostKind.EQUIPMENT})


class HourlyRate(NamedTuple):
    """Rate per hour (Stundenverrechnungssatz) with its parts, all in 1/10,000 €."""

    wage: int
    on_costs: int
    overheads: int
    profit: int

    @property
    def cost(self) -> int:
        """What the hour costs with labour overheads (Lohn mit Lohnnebenkosten)."""
        return self.wage + self.on_costs

    @property
    def price(self) -> int:
        """What is charged for the hour, in full cents."""
        return half_up(self.cost + self.overheads + self.profit, 100) * 100


class CostLine(NamedTuple):
    """One line of a unit price: cost in 1/10,000 €, quantity in 1/1000, per unit of the position.

    A labour line has seconds, and the rate per hour instead of a surcharge.
    """

    kind: CostKind
    quantity: int = 1000
    cost: int = 0
    waste: int = 0
    surcharge: int = 0
    seconds: int = 0


class UnitPrice(NamedTuple):
    """A calculated unit price and what it costs, per unit in 1/10,000 €."""

    price: int
    costs: dict[CostKind, int]
    seconds: int
    labour_share: int

    @property
    def cost(self) -> int:
        """All costs of a unit."""
        return sum(self.costs.values())


class EndSum(NamedTuple):
    """Calculation by the end sum (Kalkulation über die Endsumme), cents.

    Attributes:
        direct: direct costs of all positions (Einzelkosten der Teilleistungen).
        overheads: overheads of the whole (Gemeinkosten).
        profit: risk and profit on both (Wagnis und Gewinn).
        totals: what each position comes to; together exactly `total`.
    """

    direct: int
    overheads: int
    profit: int
    totals: tuple[int, ...]

    @property
    def total(self) -> int:
        """The end sum, net."""
        return self.direct + self.overheads + self.profit


class Margin(NamedTuple):
    """Contribution margin (Deckungsbeitrag): cents, rate of the net in 1/10,000, cents per hour."""

    cents: int
    rate: int
    per_hour: int | None


def presence_days(weekdays: int, holidays: int, vacation: int, sick: int, training: int) -> int:
    """Days on which a worker is there (Anwesenheitstage)."""
    return weekdays - holidays - vacation - sick - training


def productive_hours(days: int, hours: int, productivity: int) -> int:
    """Productive hours of a year in 1/1000: `hours` a day in 1/1000, `productivity` 1/10,000."""
    return half_up(days * hours * productivity, _WHOLE)


def overheads_per_hour(overheads: int, hours: int) -> int:
    """Overheads of the firm (cents a year) per productive hour (1/1000), in 1/10,000 €."""
    return half_up(overheads * 100 * 1000, hours) if hours else 0


def hourly_rate(wage: int, on_costs: int, overheads: int, profit: int) -> HourlyRate:
    """The rate per hour.

    Args:
        wage: wage per hour in 1/10,000 €.
        on_costs: labour overheads (Lohnnebenkosten) in 1/10,000 of the wage.
        overheads: overheads of the firm (Gemeinkosten) per hour in 1/10,000 €.
        profit: risk and profit (Wagnis und Gewinn) in 1/10,000 of all costs.
    """
    labour = half_up(wage * on_costs, _WHOLE)
    return HourlyRate(
        wage, labour, overheads, half_up((wage + labour + overheads) * profit, _WHOLE)
    )


def unit_price(lines: Sequence[CostLine], price: int, cost: int = 0) -> UnitPrice:
    """A unit price from its lines, rounded half-up once to full cents.

    Args:
        lines: costs per unit of the position.
        price: what an hour is charged at, in 1/10,000 €.
        cost: what an hour costs, in 1/10,000 €.
    """
    costs: dict[CostKind, Fraction] = dict.fromkeys(CostKind, Fraction())
    sales: dict[CostKind, Fraction] = dict.fromkeys(CostKind, Fraction())
    seconds = 0
    for one in lines:
        plain = Fraction(one.quantity * one.cost * (_WHOLE + one.waste), 1000 * _WHOLE)
        costs[one.kind] += plain + Fraction(one.seconds * cost, _HOUR)
        sales[one.kind] += plain * Fraction(_WHOLE + one.surcharge, _WHOLE)
        sales[CostKind.LABOUR] += Fraction(one.seconds * price, _HOUR)
        seconds += one.seconds
    whole = _rounded(sum(sales.values(), Fraction()) * Fraction(1, 100)) * 100
    share = _rounded(sum((sales[kind] for kind in _WITH_WORK), Fraction()))
    rounded = {kind: _rounded(value) for kind, value in costs.items()}
    return UnitPrice(whole, rounded, seconds, min(share, whole))


def end_sum(direct: Sequence[int], overheads: int, profit: int) -> EndSum:
    """Overheads and profit of the whole, spread over the positions by their direct costs.

    Args:
        direct: direct costs of each position in cents.
        overheads: overheads of the whole in cents.
        profit: risk and profit in 1/10,000 of direct costs and overheads.
    """
    costs = sum(direct)
    gain = half_up((costs + overheads) * profit, _WHOLE)
    shares = largest_remainder(overheads + gain, direct) if costs else [0] * len(direct)
    totals = tuple(one + share for one, share in zip(direct, shares, strict=True))
    return EndSum(costs, overheads, gain, totals)


def price_of(total: int, quantity: int, basis: int = 1) -> int:
    """The unit price in 1/10,000 € that gives a total in cents for a quantity in 1/1000."""
    return half_up(total * 100 * 1000 * basis, quantity)


def margin(net: int, costs: int, seconds: int = 0) -> Margin:
    """What a net in cents leaves over its costs in cents; per hour when hours are known."""
    left = net - costs
    rate = half_up(left * _WHOLE, net) if net else 0
    return Margin(left, rate, half_up(left * _HOUR, seconds) if seconds else None)


def _rounded(value: Fraction) -> int:
    return half_up(value.numerator, value.denominator)
