"""Reductions of an item (Minderungen): by document, pro rata, the rest. Pure; cuts per weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kontor.base.money import half_up, largest_remainder
from kontor.ledger.kinds import Weight
from kontor.ledger.rules.spread import groups


class CodeSum(NamedTuple):
    """Net and tax of one tax code."""

    code: str | None
    base: int
    tax: int

    @property
    def gross(self) -> int:
        """Base and tax together."""
        return self.base + self.tax


class Cuts(NamedTuple):
    """What a reduction takes: cents per weight, and sums of codes the item does not have."""

    cuts: list[int]
    missing: list[CodeSum]


def by_document(weights: Sequence[Weight], sums: Sequence[CodeSum]) -> Cuts:
    """Net and tax per code as the document says; base over the base lines by largest remainder."""
    cuts, missing = [0] * len(weights), []
    found = {group.code: group for group in groups(weights)}
    for part in sums:
        group = found.get(part.code)
        if group is None or (part.base and not group.base) or (part.tax and not group.taxes):
            missing.append(part)
            continue
        _cut(cuts, weights, group.bases, part.base)
        _cut(cuts, weights, group.taxes, part.tax)
    return Cuts(cuts, missing)


def pro_rata(weights: Sequence[Weight], gross: int) -> list[int]:
    """Skonto: gross over the codes by largest remainder, tax half-up with the code's own ratio."""
    cuts = [0] * len(weights)
    found = groups(weights)
    for group, part in zip(
        found, largest_remainder(gross, [group.gross for group in found]), strict=True
    ):
        tax = half_up(part * group.tax, group.gross) if group.gross else 0
        _cut(cuts, weights, group.taxes, tax)
        _cut(cuts, weights, group.bases, part - tax)
    return cuts


def the_rest(weights: Sequence[Weight], given: Sequence[int]) -> list[int]:
    """Write-off: exactly what was not collected is taken back."""
    return [weight.cents - share for weight, share in zip(weights, given, strict=True)]


def per_code(weights: Sequence[Weight], cuts: Sequence[int]) -> list[CodeSum]:
    """The cuts as net and tax per code, codes in their order, untouched ones left out."""
    cut = [Weight(w.code, w.part, c) for w, c in zip(weights, cuts, strict=True)]
    return [CodeSum(group.code, group.base, group.tax) for group in groups(cut)]


def lower_parts(parts: Sequence[int], last: Sequence[bool], reduction: int) -> list[int]:
    """Due parts after a reduction: the normal ones first, retentions (`last`) after them.

    What exceeds all parts, and what a negative reduction gives back, goes to the first part.
    """
    left = list(parts)
    order = sorted(range(len(left)), key=lambda i: (last[i], i))
    for i in order if reduction > 0 else []:
        taken = min(max(left[i], 0), reduction)
        left[i] -= taken
        reduction -= taken
    if left and reduction:
        left[order[0]] -= reduction
    return left


def _cut(
    cuts: list[int], weights: Sequence[Weight], positions: tuple[int, ...], total: int
) -> None:
    cents = [weights[i].cents for i in positions]
    if total and sum(cents):
        for i, part in zip(positions, largest_remainder(total, cents), strict=True):
            cuts[i] += part
