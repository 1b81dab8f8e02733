"""What a payment of a debtor should pay, as proposal (§§ 366, 367 BGB)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.ledger.queries.items import open_items
from kontor.receivables.kinds import ClaimKind
from kontor.receivables.queries import debtors
from kontor.receivables.rules.allocation import Debt, Part, allocate


class Share(NamedTuple):
    """What of a payment goes to one item, as costs, interest or principal."""

    item: int
    document: str
    part: Part
    cents: int


def proposal(
    con: sqlite3.Connection,
    partner: str,
    cents: int,
    day: date,
    named: Sequence[str] = (),
    *,
    accepted: bool = False,
) -> tuple[list[Share], int]:
    """Spread a payment over what a debtor owes; returns the shares and what is left over.

    Args:
        con: a reading connection.
        partner: the debtor.
        cents: the payment.
        day: the day asked for.
        named: documents that the debtor named.
        accepted: they come first although costs and interest are open.
    """
    debts: list[Debt] = []
    documents: dict[str, str] = {}
    for one in open_items(con, day, side=1):
        if one.open <= 0 or one.kind == "credit" or debtors.debtor_of(con, one) != partner:
            continue
        ref = f"item:{one.id}"
        documents[ref] = one.document
        due = one.due or date.max
        if one.kind != "charge":
            debts.append(Debt(ref, Part.PRINCIPAL, due, one.open))
            continue
        (interest,) = con.execute(
            "SELECT ifnull(sum(cents),0) FROM claim WHERE charge=? AND kind=?",
            (one.id, ClaimKind.INTEREST),
        ).fetchone()
        # what was paid of a mixed claim went to its costs first
        rest = min(interest, one.open)
        debts.append(Debt(ref, Part.INTEREST, due, rest))
        debts.append(Debt(ref, Part.COSTS, due, one.open - rest))
    wish = [ref for name in named for ref, document in documents.items() if document == name]
    paid, left = allocate(cents, debts, named=wish, accepted=accepted)
    return [Share(int(one.ref[5:]), documents[one.ref], one.part, one.cents) for one in paid], left
