"""Bills of a chain: what a bill deducts of those before it, live until it is issued."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from kontor.company import queries as company
from kontor.company.numbering import highest, number_frame
from kontor.ledger.kinds import Part
from kontor.ledger.queries import lookup
from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.sales.queries import heads
from kontor.sales.queries.heads import DeductionRow, Head, StoredPosition

_REQUEST = """
SELECT i.id, (SELECT max(s.day) FROM settlement s WHERE s.item=i.id AND s.money<>0)
FROM item i WHERE i.kind='request' AND i.document=? ORDER BY i.id DESC LIMIT 1
"""


def cumulative(stored: Sequence[StoredPosition]) -> bool:
    """Whether a bill shows the performance to date; a part of a payment plan shows only itself."""
    return any(one.source is not None for one in stored)


def deducted(
    con: sqlite3.Connection, head: Head, stored: Sequence[StoredPosition]
) -> list[DeductionRow]:
    """What a bill takes off of earlier ones: frozen when issued, else as it stands now.

    A final invoice deducts what was received (§ 14 (5) S. 2 UStG); a cumulative instalment shows
    what was billed before.
    """
    if head.issued:
        return heads.deductions(con, head.id)
    if head.kind is not DocumentKind.INVOICE or head.order is None:
        return []
    final = head.invoice_kind is InvoiceKind.FINAL
    if not final and not (head.invoice_kind is InvoiceKind.INSTALMENT and cumulative(stored)):
        return []
    found = []
    for earlier in heads.instalments(con, head.order):
        received, day = received_on(con, earlier.number or "")
        for code, (net, tax) in heads.sums(con, earlier.id).items():
            base, output = received.get(code, (0, 0))
            found.append(
                DeductionRow(
                    earlier.id, earlier.number or "", earlier.day, code, net, tax, base, output, day
                )
            )
    return found


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
