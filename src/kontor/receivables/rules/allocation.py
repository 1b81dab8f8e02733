"""What a payment pays (Anrechnung): §§ 366, 367 BGB; pure functions.

Costs first, then interest, then the principal. Among several principals the one that the debtor
named, then the older due one. A debtor who names a principal although costs and interest are open
may be refused (§ 367 (2)); where the creditor accepts it, his wish holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from typing import NamedTuple


class Part(IntEnum):
    """What a debt is made of, in the order in which the law lets money pay it."""

    COSTS = 1
    INTEREST = 2
    PRINCIPAL = 3


class Debt(NamedTuple):
    """One open amount."""

    ref: str
    part: Part
    due: date
    cents: int


class Paid(NamedTuple):
    """What of a payment goes to one debt."""

    ref: str
    part: Part
    cents: int


def allocate(
    cents: int, debts: Sequence[Debt], *, named: Sequence[str] = (), accepted: bool = False
) -> tuple[list[Paid], int]:
    """Spread a payment over debts; returns the parts and what is left over.

    Args:
        cents: the payment.
        debts: what is open.
        named: references that the debtor named, in his order.
        accepted: the creditor accepts that the named ones come before costs and interest.
    """
    wish = {ref: at for at, ref in enumerate(named)}

    def order(debt: Debt) -> tuple[int, int, int, date, str]:
        at = wish.get(debt.ref, len(wish))
        before = 0 if accepted and debt.ref in wish else 1
        return before, debt.part, at, debt.due, debt.ref

    paid: list[Paid] = []
    left = max(cents, 0)
    for debt in sorted(debts, key=order):
        part = min(left, max(debt.cents, 0))
        if part:
            paid.append(Paid(debt.ref, debt.part, part))
            left -= part
    return paid, left
