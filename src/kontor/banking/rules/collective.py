"""Collective payments (Sammelzahlung): several open items whose sum fits the amount exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from kontor.banking.kinds import Grade, MatchKind, OpenItem, Proposal, Split, reason
from kontor.banking.rules.candidates import (
    IBAN,
    NAME,
    NAME_FROM,
    NAME_LIKE,
    Found,
    Payment,
    amount_kind,
)
from kontor.banking.rules.references import PROOF
from kontor.base.i18n import N_

_POOL, _MOST, _PARTNERS, _KEPT, _FEW = 10, 4, 4, 6, 6
_EXACT_SUM, _TIME = 30, 4
_SURE = frozenset({MatchKind.EXACT, MatchKind.DISCOUNT})


def collectives(payment: Payment, found: Sequence[Found]) -> list[Proposal]:
    """Sets of two and more items whose open amounts, with Skonto in time, add up exactly."""
    rows = [one for one in found if one.item.open_cents > 0 and one.item.sign == payment.sign]
    if any(one.hit.points >= PROOF and one.kind in _SURE for one in rows):
        named = [one for one in rows if one.hit.points >= PROOF]
        if len(named) < 2:
            return []
    results: dict[frozenset[str], Proposal] = {}
    for pool in _pools(rows):
        sets = list(_fitting(payment, pool))
        sole = len(sets) == 1 and len(pool) <= _FEW
        for chosen, splits in sets:
            key = frozenset(split.item_ref for split in splits)
            proposal = _proposal(chosen, splits, sole=sole)
            if key not in results or results[key].score < proposal.score:
                results[key] = proposal
    return sorted(results.values(), key=lambda one: -one.score)[:_KEPT]


def _pools(rows: Sequence[Found]) -> Iterator[list[Found]]:
    named = [one for one in rows if one.hit.points >= PROOF][:_POOL]
    if len(named) > 1:
        yield named
    partners: dict[str, list[Found]] = {}
    for one in rows:
        if one.iban or one.name >= NAME_LIKE or one.hit.points:
            partners.setdefault(one.item.partner_ref, []).append(one)
    for pool in list(partners.values())[:_PARTNERS]:
        if len(pool) > 1:
            ordered = sorted(pool, key=lambda one: (-one.hit.points, one.item.day, one.item.ref))
            yield ordered[:_POOL]


def _fitting(
    payment: Payment, pool: Sequence[Found]
) -> Iterator[tuple[tuple[Found, ...], tuple[Split, ...]]]:
    full = {one.item.ref: Split(one.item.ref, one.item.open_cents) for one in pool}
    less = {one.item.ref: _less(payment, one.item) for one in pool}
    any_discount = any(split.discount for split in less.values())
    sizes: Iterable[int] = range(2, min(_MOST, len(pool)) + 1)
    if len(pool) > _MOST:
        sizes = (*sizes, len(pool))
    for size in sizes:
        for chosen in combinations(pool, size):
            for prices in (full, less) if any_discount else (full,):
                splits = tuple(prices[one.item.ref] for one in chosen)
                if sum(split.cents for split in splits) == payment.paid:
                    yield chosen, splits
                    break


def _less(payment: Payment, item: OpenItem) -> Split:
    reduced = item.open_cents - item.discount_cents
    kind = amount_kind(reduced, payment.line.booking_day, item)
    if item.discount_cents and kind is MatchKind.DISCOUNT:
        return Split(item.ref, reduced, item.discount_cents)
    return Split(item.ref, item.open_cents)


def _proposal(chosen: Sequence[Found], splits: tuple[Split, ...], *, sole: bool) -> Proposal:
    partners = {one.item.partner_ref for one in chosen}
    points = _EXACT_SUM + _TIME + sum(one.hit.points for one in chosen) // len(chosen)
    if len(partners) == 1:
        points += IBAN if chosen[0].iban else 0
        points += max(0, (chosen[0].name - NAME_FROM) * NAME // (100 - NAME_FROM))
    reasons = [reason(N_("sum of {count} open items exact"), {"count": len(chosen)})]
    named = all(one.hit.points >= PROOF for one in chosen)
    if named:
        reasons.append(reason(N_("all numbers in the purpose")))
    only = sole and chosen[0].sole_iban and chosen[0].full_name
    if only:
        reasons.append(reason(N_("the only sum that fits with this partner")))
    return Proposal(
        points,
        Grade.NONE,
        MatchKind.COLLECTIVE,
        splits,
        partners.pop() if len(partners) == 1 else "",
        reasons=tuple(reasons),
        proven=named or only,
    )
