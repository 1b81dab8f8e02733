"""How an invoice computes (Rechenregeln): lines, VAT per rate on the sum, totals.

Each line is rounded once, then its allowances; VAT is computed per category and rate on the sum
(EN 16931, BR-CO-10 to BR-CO-17; UStG § 14 (4) no. 8). All rounding is half-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kontor.base.money import half_up, tax_on_net
from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.record import (
    Adjustment,
    Category,
    Invoice,
    Line,
    Totals,
    VatGroup,
)

TAXED = frozenset({Category.STANDARD, Category.CANARY, Category.CEUTA})
Key = tuple[str, int | None]


class Exemption(NamedTuple):
    """Why no tax is due (Befreiungsgrund): BT-120 and its code BT-121."""

    reason: str
    code: str = ""


def gross_of_line(quantity: Number, price: Number, basis: Number | None = None) -> int:
    """Quantity times price in cents, before allowances and charges of the line."""
    value = quantity.fraction * price.fraction * 100
    if basis is not None and basis.value:
        value /= basis.fraction
    return half_up(value.numerator, value.denominator)


def part_of(base: int, percent: Number) -> int:
    """A percentage of an amount in cents."""
    return half_up(base * percent.value, 100 * 10**percent.places)


def adjusted(adjustments: Iterable[Adjustment]) -> int:
    """Charges minus allowances in cents."""
    return sum(one.cents if one.charge else -one.cents for one in adjustments)


def line_net(line: Line) -> int | None:
    """The line amount BT-131 as it should be; None when quantity or price is not given."""
    if line.quantity is None or line.price is None:
        return None
    gross = gross_of_line(line.quantity, line.price.net, line.price.basis)
    return gross + adjusted(line.adjustments)


def key_of(category: str, rate: int | None) -> Key:
    """Category and rate as groups are formed; only category O has no rate."""
    return (category, None if category == Category.OUTSIDE else rate or 0)


def bases(lines: Iterable[Line], adjustments: Iterable[Adjustment]) -> dict[Key, int]:
    """Taxable amount BT-116 per category and rate, in the order of category and rate."""
    found: dict[Key, int] = {}
    for line in lines:
        key = key_of(line.category, line.rate)
        found[key] = found.get(key, 0) + line.net
    for one in adjustments:
        key = key_of(one.category, one.rate)
        found[key] = found.get(key, 0) + adjusted([one])
    return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or 0)))


def tax_of(category: str, rate: int | None, basis: int) -> int:
    """Tax BT-117 of a group; nothing where the category carries none."""
    return tax_on_net(basis, rate or 0) if category in TAXED else 0


def vat_groups(
    lines: Iterable[Line],
    adjustments: Iterable[Adjustment] = (),
    exemptions: Mapping[str, Exemption] | None = None,
) -> tuple[VatGroup, ...]:
    """VAT groups BG-23; `exemptions` gives reason and code per category."""
    reasons = exemptions or {}
    none = Exemption("")
    return tuple(
        VatGroup(
            category,
            rate,
            basis,
            tax_of(category, rate, basis),
            reasons.get(category, none).reason,
            reasons.get(category, none).code,
        )
        for (category, rate), basis in bases(lines, adjustments).items()
    )


def totals(
    lines: Iterable[Line],
    adjustments: Sequence[Adjustment],
    groups: Iterable[VatGroup],
    given: Totals | None = None,
) -> Totals:
    """Totals BG-22; what was paid, rounded and paid for others is taken from `given`."""
    given = given or Totals()
    sum_of_lines = sum(line.net for line in lines)
    allowances = sum(one.cents for one in adjustments if not one.charge)
    charges = sum(one.cents for one in adjustments if one.charge)
    net = sum_of_lines - allowances + charges
    tax = sum(group.tax for group in groups)
    return replace(
        given,
        lines=sum_of_lines,
        allowances=allowances,
        charges=charges,
        net=net,
        tax=tax,
        gross=net + tax,
        due=net + tax - given.prepaid + given.rounding + given.third_party,
    )


def complete(invoice: Invoice, exemptions: Mapping[str, Exemption] | None = None) -> Invoice:
    """The invoice with line amounts, VAT groups and totals computed from what it holds."""
    lines = tuple(
        replace(line, net=net) if (net := line_net(line)) is not None else line
        for line in invoice.lines
    )
    groups = vat_groups(lines, invoice.adjustments, exemptions)
    sums = totals(lines, invoice.adjustments, groups, invoice.totals)
    return replace(invoice, lines=lines, groups=groups, totals=sums)
