"""Rows of the lists of quotes, orders and invoices."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta

from kontor.base.i18n import N_, _
from kontor.sales.queries import documents
from kontor.tui.protocols import Key, Row
from kontor.tui.screens.sales.names import kind_name
from kontor.tui.sources import Listing, Reader, Sort, SqlSource

WAIT = 7  # days after which a quote without an answer is asked for
_NUMBER = "ifnull(d.number || CASE WHEN d.version > 1 THEN '/' || d.version ELSE '' END, '')"
_NET = "(SELECT sum(net) FROM sum_line WHERE document = d.id)"
_GROSS = "(SELECT sum(net + tax) FROM sum_line WHERE document = d.id)"
_ITEM = (
    "(SELECT max(i.id) FROM item i WHERE i.document = d.number AND d.number IS NOT NULL"
    " AND d.issued IS NOT NULL AND i.side = 1)"
)
_OPEN = f"""(SELECT CASE WHEN i.lapsed_into IS NULL THEN
 (SELECT ifnull(sum(w.cents - w.collected), 0) FROM weight w WHERE w.item = i.id)
 - (SELECT ifnull(sum(r.cents), 0) FROM weight w JOIN reduction r ON r.weight = w.id
     WHERE w.item = i.id)
 - (SELECT ifnull(sum(s.money), 0) FROM settlement s WHERE s.item = i.id) ELSE 0 END
 FROM item i WHERE i.id = {_ITEM})"""  # noqa: S608  constants
_LATER = f"""(SELECT ifnull(sum(p.cents), 0) FROM due_part p WHERE p.item = {_ITEM}
 AND p.kind IN ('retention', 'withheld'))"""  # noqa: S608  constants
_SEARCH = f"fold({_NUMBER} || ' ' || c.name || ' ' || d.subject || ' ' || ifnull(d.note, ''))"
_TABLES = "sales_document d JOIN contact c ON c.id = d.contact"
_SORTS = {
    "day": Sort(N_("Newest first"), ("d.day", "d.id"), descending=True),
    "name": Sort(N_("Name"), ("c.sort_name", "d.id")),
    "number": Sort(N_("Number"), ("ifnull(d.number, '')", "d.id")),
}
SORTS = {"day": N_("Date"), "name": N_("Name"), "number": N_("Number")}
_FIELDS = {
    "name": "fold(c.name)", "subject": "fold(d.subject)", "number": f"fold({_NUMBER})",
    "kind": "ifnull(d.invoice_kind, d.kind)",
}  # fmt: skip


def quotes(today: date) -> Listing:
    """Enquiries and quotes."""
    late = (today - timedelta(days=WAIT)).isoformat()
    now = today.isoformat()
    state = (
        f"CASE WHEN d.kind='quote' AND d.state='sent' AND d.valid_until<'{now}' THEN 'expired'"
        f" WHEN d.kind='quote' AND d.state='sent' AND d.sent<='{late}' THEN 'late'"
        " ELSE d.state END"
    )
    return Listing(
        columns=f"{_NUMBER}, d.kind, d.day, c.name, d.subject, {_NET}, d.valid_until, {state}",
        tables=_TABLES, sorts=_SORTS, where="d.kind IN ('inquiry', 'quote')", id="d.id",
        state=state, amount=_NET, day="d.day", search=_SEARCH, fields=_FIELDS,
    )  # fmt: skip


_BILLED = documents.billed_net_of("d.id")


def orders() -> Listing:
    """Orders with what is billed."""
    return Listing(
        columns=f"{_NUMBER}, d.day, c.name, d.subject, {_NET}, {_BILLED}, d.state",
        tables=_TABLES, sorts=_SORTS, where="d.kind = 'order'", id="d.id", state="d.state",
        amount=_NET, day="d.day", search=_SEARCH, fields=_FIELDS,
    )  # fmt: skip


def invoices(today: date) -> Listing:
    """Invoices of all kinds with what is open of them in the books."""
    state = (
        "CASE WHEN d.issued IS NULL THEN 'draft' WHEN d.state='cancelled' THEN 'cancelled'"
        " WHEN d.invoice_kind IN ('credit','cancel') THEN 'credit'"
        f" WHEN ifnull({_OPEN}, 0) = 0 THEN 'paid'"
        f" WHEN d.due < '{today.isoformat()}' AND {_OPEN} > {_LATER} THEN 'overdue'"
        f" WHEN {_OPEN} < {_GROSS} THEN 'part' ELSE 'open' END"
    )
    return Listing(
        columns=f"{_NUMBER}, d.invoice_kind, d.day, c.name, d.subject, {_GROSS}, d.due,"
        f" {_OPEN}, {state}",
        tables=_TABLES, sorts=_SORTS, where="d.kind = 'invoice'", id="d.id", state=state,
        amount=f"ifnull({_OPEN}, 0)", day="d.day", search=_SEARCH, fields=_FIELDS,
    )  # fmt: skip


class DocumentSource(SqlSource):
    """Documents; the sums of drafts are added up from their positions.

    Args:
        read: gives connections.
        listing: which documents.
        kind: place of the cell with the kind, or none.
        amount: place of the cell with the sum.
        gross: whether that is the gross.
    """

    def __init__(
        self, read: Reader, listing: Listing, places: tuple[int | None, int, bool],
        sort: str = "", descending: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(read, listing, sort, descending)
        self._places = places

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These documents."""
        return self._worded(super().rows(ids))

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The documents after this key."""
        return self._worded(super().block(after, size))

    def sorted_by(self, name: str, descending: bool) -> DocumentSource:
        """The same documents in another order."""
        return DocumentSource(self._read, self._listing, self._places, name, descending)

    def _worded(self, found: Sequence[Row]) -> list[Row]:
        kind, amount, gross = self._places
        rows = []
        with self._read() as con:
            for row in found:
                cells = list(row.cells)
                if kind is not None:
                    name = str(cells[kind])
                    cells[kind] = kind_name(
                        *((name,) if name in {"inquiry", "quote"} else ("", name))
                    )
                if cells[amount] is None:
                    cells[amount] = sum_of(con, row.id, gross=gross)
                cells[0] = cells[0] or _("Draft {number}").format(number=row.id)
                rows.append(row._replace(cells=tuple(cells)))
        return rows


def sum_of(con: sqlite3.Connection, document: int, *, gross: bool) -> int | None:
    """Sum of a document that is not issued; nothing while it holds no amounts."""
    totals = documents.computed(con, document)
    return (totals.gross if gross else totals.net) or None
