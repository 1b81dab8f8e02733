"""Profit and loss (§ 275 HGB), balance sheet (§ 266 HGB), short-term result (BWA): pure layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kontor.ledger.rules.forms import BwaLine, Position

RESULT = "P.A.V"
CARRIED = "P.A.IV"
EQUITY = "P.A"
BANK, BANK_DEBT = "A.B.IV", "P.C.2"
OTHER_ASSETS, OTHER_DEBTS = "A.B.II.4", "P.C.8"
NO_ASSET, NO_DEBT, NO_RESULT = "A.Z", "P.Z", "GZ"
_TERM = re.compile(r"([+-]?)([0-9]+)")
_BALANCE_KINDS = frozenset({"asset", "liability", "equity", "statistical"})


class AccountSum(NamedTuple):
    """One account with its balance, debit positive."""

    number: str
    name: str
    kind: str
    role: str
    hgb: str
    bwa: str
    cents: int
    personal: bool = False


class Placed(NamedTuple):
    """What an account adds to a position; positive as the statement shows it."""

    position: str
    number: str
    name: str
    cents: int


class Row(NamedTuple):
    """A row of a statement; sums of positions include those below them."""

    position: str
    label: str
    level: int
    cents: int
    total: bool
    law: str


def place_result(accounts: Iterable[AccountSum], known: Mapping[str, Position]) -> list[Placed]:
    """Accounts of the result in their position; income positive, expenses negative."""
    return [
        Placed(one.hgb if one.hgb in known else NO_RESULT, one.number, one.name, -one.cents)
        for one in accounts
        if one.kind in {"income", "expense"} and one.cents
    ]


def result_of(accounts: Iterable[AccountSum]) -> int:
    """Profit of the accounts of the result: positive when earned."""
    return -sum(one.cents for one in accounts if one.kind in {"income", "expense"})


def place_balance(accounts: Iterable[AccountSum], known: Mapping[str, Position]) -> list[Placed]:
    """Accounts of the balance sheet in their position, those with the other sign on the other side.

    A bank account below zero is a debt to the bank; a customer with a credit is another liability,
    a supplier who owes us another asset (gross presentation, § 246 Abs. 2 HGB).
    """
    placed = []
    for one in accounts:
        if one.kind not in _BALANCE_KINDS or not one.cents:
            continue
        position = _balance_position(one, known)
        assets = known[position].side == "assets"
        placed.append(Placed(position, one.number, one.name, one.cents if assets else -one.cents))
    return placed


def _balance_position(one: AccountSum, known: Mapping[str, Position]) -> str:
    position = one.hgb
    if position not in known:
        return NO_ASSET if one.kind == "asset" else NO_DEBT
    if position == BANK and one.cents < 0:
        return BANK_DEBT
    if one.personal or one.role == "item":
        if known[position].side == "assets" and one.cents < 0:
            return OTHER_DEBTS
        if known[position].side == "liabilities" and one.cents > 0:
            return OTHER_ASSETS
    return position


def rows(
    placed: Iterable[Placed], known: Mapping[str, Position], side: str, *, full: bool = False
) -> list[Row]:
    """Positions of one side in legal order with their sums; empty ones are left out."""
    sums: dict[str, int] = {}
    used: set[str] = set()
    for one in placed:
        position = one.position
        while position:
            sums[position] = sums.get(position, 0) + one.cents
            used.add(position)
            position = known[position].parent
    parents = {position.parent for position in known.values()}
    return [
        Row(
            key,
            position.label,
            _level(key, known),
            sums.get(key, 0),
            key in parents,
            position.law,
        )
        for key, position in known.items()
        if position.side == side and (full or key in used)
    ]


def _level(position: str, known: Mapping[str, Position]) -> int:
    level = 0
    while known[position].parent:
        position, level = known[position].parent, level + 1
    return level


def bwa(accounts: Iterable[AccountSum], lines: Mapping[str, BwaLine]) -> dict[str, int]:
    """The lines of the short-term result with their totals; costs positive."""
    sums = dict.fromkeys(lines, 0)
    for one in accounts:
        if one.bwa in sums:
            sums[one.bwa] += one.cents if lines[one.bwa].kind == "expense" else -one.cents
    for key, line in lines.items():
        if line.formula:
            sums[key] = sum(
                -sums[term] if sign == "-" else sums[term]
                for sign, term in _TERM.findall(line.formula)
            )
    return sums
