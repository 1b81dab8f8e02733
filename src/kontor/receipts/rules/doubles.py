"""Doubles (Dubletten): which stored receipt a new one may be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kontor.base.text import fold
from kontor.receipts.kinds import KnownReceipt, Reading

DAYS = 5  # an invoice that comes as PDF and as XML carries one date; a reminder a later one


class Double(NamedTuple):
    """A stored receipt that may be the same; `sure` when number and supplier agree."""

    receipt: int
    sure: bool


def supplier_key(name: str) -> str:
    """A supplier's name as it is compared."""
    return " ".join(fold(name).split())


def plain_number(number: str) -> str:
    """A document number as it is compared: letters and digits only."""
    return "".join(char for char in fold(number) if char.isalnum())


def find_double(reading: Reading, known: Iterable[KnownReceipt]) -> Double | None:
    """The stored receipt that a new one repeats, a sure one before a likely one.

    Number and supplier agree: sure. Amount and supplier agree and the days are near: likely, but
    only where one of the two has no number; two numbers of one supplier are two documents.
    """
    likely: int | None = None
    number = plain_number(reading.number)
    for one in known:
        if not _same_supplier(reading, one):
            continue
        other = plain_number(one.number)
        if number and other:
            if number == other:
                return Double(one.id, sure=True)
            continue
        if _same_money(reading, one):
            likely = one.id if likely is None else likely
    return None if likely is None else Double(likely, sure=False)


def _same_supplier(reading: Reading, one: KnownReceipt) -> bool:
    it = reading.supplier
    if it.vat_id and one.vat_id:
        return it.vat_id == one.vat_id
    if one.iban and one.iban in it.ibans:
        return True
    key = supplier_key(it.name)
    return bool(key) and key == one.supplier_key


def _same_money(reading: Reading, one: KnownReceipt) -> bool:
    if reading.gross is None or reading.gross != one.gross or not reading.day or not one.day:
        return False
    return abs((reading.day - one.day).days) <= DAYS
