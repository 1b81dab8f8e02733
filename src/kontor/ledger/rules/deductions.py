"""Investment deduction (Investitionsabzugsbetrag, § 7g Abs. 1 bis 4 EStG): limits, order, years.

A claim lowers the taxable profit of its year outside the books. In the year of a purchase up to
half of the cost is added again and the cost may be lowered by the same sum. What is not used in
time goes back in the year of the claim; so does an addition whose asset was not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kontor.base.money import half_up
from kontor.ledger.rules.assets import MOVABLE, Asset
from kontor.ledger.rules.forms import DepreciationRule


class Claim(NamedTuple):
    """A claim with what became of it; `left` may still be added, or goes back."""

    id: int
    year: int
    cents: int
    added: int = 0
    reversed: int = 0

    @property
    def left(self) -> int:
        """What no purchase has used and what was not given back."""
        return self.cents - self.added - self.reversed


def values_of(known: Iterable[DepreciationRule], year: int) -> dict[str, int]:
    """The dated values for claims of a year; empty where the law is not known."""
    day = date(year, 12, 31)
    return {
        rule.key: rule.value
        for rule in known
        if rule.method == "deduction" and rule.bought_from <= day <= rule.bought_to
    }


def last_year(year: int, known: Iterable[DepreciationRule]) -> int:
    """The last year in which a purchase can use a claim."""
    return year + values_of(known, year).get("years", 0)


def room(claims: Iterable[Claim], year: int, known: Iterable[DepreciationRule]) -> int:
    """What may still be claimed in a year beside what stands of it and the years before it."""
    values = values_of(known, year)
    if not values:
        return 0
    waiting = sum(one.left for one in claims if year - values["years"] <= one.year <= year)
    return values["claims"] - waiting


def most_added(asset: Asset, group: str, known: Iterable[DepreciationRule]) -> int:
    """The most that a purchase can take; nothing for what is neither movable nor written off."""
    if group not in MOVABLE | {"pool"} or asset.method == "none" or asset.book_value is not None:
        return 0
    return half_up(asset.cost * values_of(known, asset.bought.year).get("rate", 0), 10_000)


def fitting(claims: Iterable[Claim], bought: int, known: Iterable[DepreciationRule]) -> list[Claim]:
    """Claims that a purchase of a year can use, those that lapse first at the front."""
    known = tuple(known)
    usable = [one for one in claims if one.left and one.year < bought <= last_year(one.year, known)]
    return sorted(usable, key=lambda one: (one.year, one.id))


def spread_over(claims: Iterable[Claim], wanted: int) -> list[tuple[Claim, int]]:
    """Take a sum from claims in their order; less when they do not hold as much."""
    out = []
    for one in claims:
        part = min(one.left, wanted)
        if part > 0:
            out.append((one, part))
            wanted -= part
    return out


def kept_until(bought: date, known: Iterable[DepreciationRule]) -> date:
    """Until when an asset must stay in the business: the end of the year after the purchase."""
    return date(bought.year + values_of(known, bought.year).get("kept", 1), 12, 31)
