"""Heads and positions of sales documents as they are stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.sales.kinds import (
    ContractLaw,
    DocumentKind,
    InvoiceFormat,
    InvoiceKind,
    PositionKind,
    State,
    TaxCase,
)
from kontor.sales.rules.positions import PositionValue, Rebate


class Head(NamedTuple):
    """The head of a document; days as dates, `issued` as stored text."""

    id: int
    kind: DocumentKind
    invoice_kind: InvoiceKind | None
    number: str | None
    version: int
    state: State
    day: date
    contact: int
    site: int | None
    origin: int | None
    order: int | None
    subject: str
    intro: str | None
    closing: str | None
    language: str
    their_reference: str | None
    tax_case: TaxCase
    tax_reason: str | None
    contract_law: ContractLaw
    terms_days: int | None
    discount_rate: int
    discount_days: int
    rebate_rate: int
    rebate_cents: int
    valid_until: date | None
    service_from: date | None
    service_to: date | None
    due: date | None
    retention_rate: int
    retention_basis: str
    retention_release: date | None
    format: InvoiceFormat
    issued: str | None

    @property
    def rebate(self) -> Rebate:
        """Rebate on the whole."""
        return Rebate(self.rebate_rate, self.rebate_cents)


class StoredPosition(NamedTuple):
    """A position as it is stored."""

    id: int
    pos: int
    parent: int | None
    source: int | None
    kind: PositionKind
    number: str
    short: str
    long: str | None
    quantity: int
    unit: str
    price: int
    basis: int
    rebate: int
    rate: int
    code: str | None
    account: str | None
    choice: int | None
    chosen: bool
    labour_share: int

    def value(self, code: str) -> PositionValue:
        """What a total needs of it; `code` holds where it has none of its own."""
        relative = self.kind in {PositionKind.SURCHARGE, PositionKind.DISCOUNT}
        return PositionValue(
            self.id,
            self.kind,
            self.quantity,
            self.price,
            self.basis,
            self.rebate,
            self.rate,
            self.code or ("" if relative else code),
            self.parent,
            self.chosen,
            self.choice,
            self.labour_share,
            self.number,
            self.short,
            self.unit,
        )


class DeductionRow(NamedTuple):
    """What a document deducts of an earlier one per tax code; cents."""

    earlier: int
    number: str
    day: date
    code: str
    net: int
    tax: int
    received_net: int
    received_tax: int
    received_on: date | None


_HEAD = """
SELECT id,kind,invoice_kind,number,version,state,day,contact,site,origin,sales_order,subject,intro,
 closing,language,their_reference,tax_case,tax_reason,contract_law,terms_days,discount_rate,
 discount_days,rebate_rate,rebate_cents,valid_until,service_from,service_to,due,retention_rate,
 retention_basis,retention_release,format,issued FROM sales_document
"""
_INSTALMENTS = """ d WHERE d.sales_order=? AND d.kind='invoice' AND d.invoice_kind='instalment'
 AND d.issued IS NOT NULL AND d.state<>'cancelled'
 AND NOT EXISTS(SELECT 1 FROM deduction x JOIN sales_document f ON f.id=x.document
  WHERE x.earlier=d.id AND f.invoice_kind='final' AND f.issued IS NOT NULL AND f.state<>'cancelled')
ORDER BY d.day, d.id"""
_POSITIONS = """
SELECT id,pos,parent,source,kind,number,short,long,quantity,unit,price,price_basis,rebate,rate,code,
 account,choice,chosen,labour_share FROM position WHERE document=? ORDER BY pos
"""
_DEDUCTIONS = """
SELECT d.earlier, e.number, e.day, d.code, d.net, d.tax, d.received_net, d.received_tax,
 d.received_on FROM deduction d JOIN sales_document e ON e.id=d.earlier
WHERE d.document=? ORDER BY d.pos
"""


def head(con: sqlite3.Connection, document: int) -> Head:
    """The head of a document.

    Raises:
        NotFound: there is none with this id.
    """
    row = con.execute(f"{_HEAD} WHERE id=?", (document,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no sales document {number}."), number=document)
    return _head(row)


def head_named(con: sqlite3.Connection, name: str, kind: DocumentKind | None = None) -> Head:
    """The document with this number (`RE-2026-0001`) or id (`sales:12`, `12`); newest version.

    Raises:
        NotFound: there is none.
    """
    text = name.strip()
    key = text.removeprefix("sales:")
    rows = con.execute(
        f"{_HEAD} WHERE number=?1 AND (?2 IS NULL OR kind=?2) ORDER BY version DESC LIMIT 1",
        (text, kind),
    ).fetchall()
    if not rows and key.isascii() and key.isdigit():
        rows = con.execute(
            f"{_HEAD} WHERE id=?1 AND (?2 IS NULL OR kind=?2)", (int(key), kind)
        ).fetchall()
    if not rows:
        raise NotFound(
            N_("There is no document “{number}”."),
            hint=N_("Give its number, or its id as the list shows it."),
            number=text,
        )
    return _head(rows[0])


def positions(con: sqlite3.Connection, document: int) -> list[StoredPosition]:
    """The positions of a document in their order."""
    rows = con.execute(_POSITIONS, (document,)).fetchall()
    return [
        StoredPosition._make((*row[:4], PositionKind(row[4]), *row[5:17], bool(row[17]), row[18]))
        for row in rows
    ]


def deductions(con: sqlite3.Connection, document: int) -> list[DeductionRow]:
    """What a document deducts, in the order of the earlier bills."""
    return [
        DeductionRow._make((e, number, date.fromisoformat(day), *rest, _day(received)))
        for e, number, day, *rest, received in con.execute(_DEDUCTIONS, (document,)).fetchall()
    ]


def instalments(con: sqlite3.Connection, order: int) -> list[Head]:
    """Issued instalments of an order, neither cancelled nor deducted by a final invoice."""
    rows = con.execute(_HEAD + _INSTALMENTS, (order,)).fetchall()
    return [_head(row) for row in rows]


def sums(con: sqlite3.Connection, document: int) -> dict[str, tuple[int, int]]:
    """Net and tax per code of an issued document."""
    rows = con.execute(
        "SELECT code,net,tax FROM sum_line WHERE document=? ORDER BY id", (document,)
    ).fetchall()
    return {code: (net, tax) for code, net, tax in rows}


def _head(row: Sequence[Any]) -> Head:
    values = list(row)
    values[1] = DocumentKind(values[1])
    values[2] = InvoiceKind(values[2]) if values[2] else None
    values[5] = State(values[5])
    values[16] = TaxCase(values[16])
    values[18] = ContractLaw(values[18])
    values[31] = InvoiceFormat(values[31])
    for at in (6, 24, 25, 26, 27, 30):
        values[at] = _day(values[at])
    return Head._make(values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
