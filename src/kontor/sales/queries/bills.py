"""Bills of a chain: what a bill deducts of those before it, live until it is issued."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.company import queries as company
from kontor.company.numbering import highest, number_frame
from kontor.ledger.kinds import Part
from kontor.ledger.queries import lookup
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind
from kontor.sales.queries import documents
from kontor.sales.queries.documents import Head, Position


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


_DEDUCTIONS = """
SELECT d.earlier, e.number, e.day, d.code, d.net, d.tax, d.received_net, d.received_tax,
 d.received_on FROM deduction d JOIN sales_document e ON e.id=d.earlier
WHERE d.document=? ORDER BY d.pos
"""
_INSTALMENTS = """
SELECT d.id FROM sales_document d
WHERE d.sales_order=? AND d.kind='invoice' AND d.invoice_kind='instalment'
 AND d.issued IS NOT NULL AND d.state<>'cancelled'
 AND NOT EXISTS(SELECT 1 FROM deduction x JOIN sales_document f ON f.id=x.document
  WHERE x.earlier=d.id AND f.invoice_kind='final' AND f.issued IS NOT NULL AND f.state<>'cancelled')
ORDER BY d.day, d.id
"""
_REQUEST = """
SELECT i.id, (SELECT max(s.day) FROM settlement s WHERE s.item=i.id AND s.money<>0)
FROM item i WHERE i.kind='request' AND i.document=? ORDER BY i.id DESC LIMIT 1
"""
_REMOVED = """
SELECT before->>'$.short' FROM change
WHERE tbl='position' AND op='D' AND before->>'$.document'=? AND before->>'$.kind'='discount'
"""
_GRANTED = """
SELECT w.code, sum(r.cents) FROM reduction r JOIN weight w ON w.id=r.weight
  JOIN settlement s ON s.item=w.item AND s.entry=r.entry
 WHERE w.item=(SELECT max(id) FROM item WHERE kind='request' AND document=?)
   AND w.part='base' AND s.money<>0
 GROUP BY w.code HAVING sum(r.cents)>0 ORDER BY w.code
"""


def cumulative(stored: Sequence[Position]) -> bool:
    """Whether a bill shows the performance to date; a part of a payment plan shows only itself."""
    return any(one.source is not None for one in stored)


def deducted(con: sqlite3.Connection, head: Head, stored: Sequence[Position]) -> list[DeductionRow]:
    """What a bill takes off of earlier ones: frozen when issued, else as it stands now.

    A final invoice deducts what was received (§ 14 (5) S. 2 UStG); a cumulative instalment shows
    what was billed before.
    """
    if head.issued:
        return deductions(con, head.id)
    if head.kind is not DocumentKind.INVOICE or head.sales_order is None:
        return []
    final = head.invoice_kind is InvoiceKind.FINAL
    if not final and not (head.invoice_kind is InvoiceKind.INSTALMENT and cumulative(stored)):
        return []
    found = []
    for earlier in instalments(con, head.sales_order):
        received, day = received_on(con, earlier.number or "")
        for code, net, tax in documents.frozen_sums(con, earlier.id):
            base, output = received.get(code, (0, 0))
            found.append(
                DeductionRow(
                    earlier.id, earlier.number or "", earlier.day, code, net, tax, base, output, day
                )
            )
    return found


def deductions(con: sqlite3.Connection, document: int) -> list[DeductionRow]:
    """What a document deducts, in the order of the earlier bills."""
    rows = con.execute(_DEDUCTIONS, (document,)).fetchall()
    return [
        DeductionRow._make((earlier, number, date.fromisoformat(day), *rest, _day(received)))
        for earlier, number, day, *rest, received in rows
    ]


def instalments(con: sqlite3.Connection, order: int) -> list[Head]:
    """Issued instalments of an order, neither cancelled nor deducted by a final invoice."""
    return documents.heads(con, [row[0] for row in con.execute(_INSTALMENTS, (order,)).fetchall()])


def received_on(
    con: sqlite3.Connection, number: str
) -> tuple[dict[str, tuple[int, int]], date | None]:
    """Net and tax per code received on an instalment so far, and the day of the last receipt."""
    row = con.execute(_REQUEST, (number,)).fetchone()
    if row is None:
        return {}, None
    found: dict[str, tuple[int, int]] = {}
    for weight in lookup.weights_of(con, row[0]):
        net, tax = found.get(weight.code or "", (0, 0))
        if weight.part == Part.OUTPUT:
            tax += weight.given
        else:
            net += weight.given
        found[weight.code or ""] = (net, tax)
    return found, date.fromisoformat(row[1]) if row[1] else None


def untaken(con: sqlite3.Connection, head: Head) -> list[tuple[str, str, int]]:
    """Skonto on instalments that the draft of a final invoice does not know: number, code, net.

    A line that names the instalment stays as it was edited; one that was removed stays away.
    """
    if head.issued or head.invoice_kind is not InvoiceKind.FINAL or head.sales_order is None:
        return []
    known = {
        word
        for one in documents.positions(con, head.id) if one.kind is PositionKind.DISCOUNT
        for word in one.short.split()
    }  # fmt: skip
    found = []
    for earlier in instalments(con, head.sales_order):
        number = earlier.number or ""
        less = granted(con, number) if number not in known else {}
        if less and not _removed(con, head.id, number):
            found += [(number, code, net) for code, net in less.items()]
    return found


def _removed(con: sqlite3.Connection, document: int, number: str) -> bool:
    """Whether a line that names the instalment stood in the draft once."""
    return any(number in short.split() for (short,) in con.execute(_REMOVED, (document,)))


def granted(con: sqlite3.Connection, number: str) -> dict[str, int]:
    """Net per code that paying an instalment took off its price (Skonto)."""
    return {code or "": net for code, net in con.execute(_GRANTED, (number,)).fetchall()}


def expected_number(con: sqlite3.Connection, head: Head, day: date) -> str:
    """The number that the document gets when it is issued on this day; nothing is drawn yet.

    Numbers of the books count too, so that an invoice entered there never has the same.
    """
    if head.number:
        return head.number
    series = series_of(con, head, day)
    pattern = company.number_range(con, series, day).pattern
    before, _ = number_frame(pattern, day)
    used = con.execute(
        "SELECT number FROM sales_document WHERE number>=?1 AND number<?1||char(1114111)"
        " UNION SELECT document FROM item WHERE document>=?1 AND document<?1||char(1114111)"
        " UNION SELECT document FROM entry WHERE document>=?1 AND document<?1||char(1114111)",
        (before,),
    ).fetchall()
    return company.next_number(con, series, day, highest(pattern, day, (row[0] for row in used)))


def series_of(con: sqlite3.Connection, head: Head, day: date) -> str:
    """Number series: one for all invoices, or one per kind of invoice where the firm set it so."""
    if head.kind is not DocumentKind.INVOICE:
        return str(head.kind)
    if company.setting(con, "invoice_series", day) == "kind" and head.invoice_kind:
        own = f"invoice_{head.invoice_kind}"
        if any(one.series == own for one in company.number_ranges(con)):
            return own
    return "invoice"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
