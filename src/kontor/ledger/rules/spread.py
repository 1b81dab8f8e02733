"""The spread (Verteilung): which part of an item a sum of money has collected. One pure rule.

Groups of one tax code by largest remainder, tax half-up inside the group, the rest over its base
lines. Shares of an event are the spread after it less what was given before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kontor.base.money import half_up, largest_remainder
from kontor.ledger.kinds import Weight

TAX_PARTS = frozenset({"output", "input"})


class Group(NamedTuple):
    """The weights of one tax code: positions of its base and tax lines, and their sums."""

    code: str | None
    bases: tuple[int, ...]
    taxes: tuple[int, ...]
    base: int
    tax: int

    @property
    def gross(self) -> int:
        """Base and tax together."""
        return self.base + self.tax


def groups(weights: Sequence[Weight]) -> list[Group]:
    """The weights by tax code, in the order in which the codes appear; spent codes are left out."""
    out = []
    for code in dict.fromkeys(weight.code for weight in weights):
        mine = [i for i, weight in enumerate(weights) if weight.code == code]
        bases = tuple(i for i in mine if weights[i].part not in TAX_PARTS)
        taxes = tuple(i for i in mine if weights[i].part in TAX_PARTS)
        group = Group(
            code,
            bases,
            taxes,
            sum(weights[i].cents for i in bases),
            sum(weights[i].cents for i in taxes),
        )
        if group.base or group.tax:
            out.append(group)
    return out


def spread(weights: Sequence[Weight], money: int) -> list[int]:
    """What `money` in all has collected of each weight; adds up to `money`."""
    total = sum(weight.cents for weight in weights)
    if money == total:
        return [weight.cents for weight in weights]
    shares = [0] * len(weights)
    found = groups(weights)
    for group, gross in zip(
        found, largest_remainder(money, [group.gross for group in found]), strict=True
    ):
        tax = half_up(gross * group.tax, group.gross) if group.gross and group.taxes else 0
        _fill(shares, weights, group.taxes, tax)
        _fill(shares, weights, group.bases, gross - tax)
    return shares


def inside(total: int, money: int) -> bool:
    """Whether `money` lies between nothing and all; outside no shares arise."""
    return min(0, total) <= money <= max(0, total)


def new_shares(weights: Sequence[Weight], money: int, given: Sequence[int]) -> list[int]:
    """Shares of an event after which `money` was collected in all; zeros while outside."""
    if not inside(sum(weight.cents for weight in weights), money):
        return [0] * len(weights)
    return [now - before for now, before in zip(spread(weights, money), given, strict=True)]


def _fill(
    shares: list[int], weights: Sequence[Weight], positions: tuple[int, ...], total: int
) -> None:
    cents = [weights[i].cents for i in positions]
    if sum(cents):
        for i, part in zip(positions, largest_remainder(total, cents), strict=True):
            shares[i] = part
