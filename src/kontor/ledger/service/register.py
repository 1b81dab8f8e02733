"""The asset register and its entries: what is discarded or reversed was not depreciated."""

# ruff: noqa: S608  marks are built here, values are bound
from __future__ import annotations

from collections.abc import Sequence

from kontor.ledger.queries.assets import AssetView
from kontor.ledger.rules.posting import Draft
from kontor.ledger.service.books import Books, Head
from kontor.store.unit import Unit


def move_value(books: Books, head: Head, target: str, one: AssetView, amount: int) -> int:
    """Post a part of an asset's value as expense."""
    expense, value = books.account(target), books.account(one.account)
    return books.write(head, [Draft(expense.id, amount), Draft(value.id, -amount)])


def drop_depreciation(unit: Unit, entries: Sequence[int]) -> None:
    """Take discarded entries out of the register; the plan proposes their amounts again.

    Of a reversed entry the row stays: the register leaves it out as long as the reversal stands.
    """
    marks = ",".join("?" * len(entries))
    unit.con.execute(f"DELETE FROM depreciation WHERE entry IN ({marks})", tuple(entries))
    unit.con.execute(f"DELETE FROM cost_reduction WHERE entry IN ({marks})", tuple(entries))
    unit.expire_all()


def bring_back(unit: Unit, entries: Sequence[int]) -> None:
    """The assets whose disposal was discarded or reversed are there again."""
    marks = ",".join("?" * len(entries))
    unit.con.execute(
        "UPDATE asset SET disposed=NULL WHERE disposed IS NOT NULL AND number IN"
        f" (SELECT document FROM entry WHERE kind='disposal' AND id IN ({marks}))",
        tuple(entries),
    )
    unit.expire_all()
