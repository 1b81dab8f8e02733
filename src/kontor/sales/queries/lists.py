"""Lists of sales: pages by key with filters, texts and prices used before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.text import fold
from kontor.contacts.queries import same_person
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind, State
from kontor.sales.queries import documents
from kontor.sales.queries.printed import printed
from kontor.sales.rules.positions import CodeSum


class DocumentFilter(NamedTuple):
    """What a list shows.

    Attributes:
        kinds: kinds of documents; empty: all.
        states: states; empty: all.
        contact: only of this contact.
        order: only of this order.
        text: words of number, subject or customer.
    """

    kinds: tuple[DocumentKind, ...] = ()
    states: tuple[State, ...] = ()
    contact: int | None = None
    order: int | None = None
    text: str = ""


class DocumentRow(NamedTuple):
    """A document in a list; `key` is what the next page goes on after."""

    id: int
    kind: DocumentKind
    invoice_kind: InvoiceKind | None
    number: str | None
    version: int
    state: State
    day: date
    contact: int
    contact_name: str
    subject: str
    net: int
    gross: int
    order: int | None
    valid_until: date | None
    due: date | None
    issued: bool

    @property
    def key(self) -> tuple[str, int]:
        """Newest first: day and id."""
        return self.day.isoformat(), self.id

    @property
    def ref(self) -> str:
        """The reference of the document."""
        return f"sales:{self.id}"


class Proposal(NamedTuple):
    """A text with its price as it was used before; newest use and how often."""

    short: str
    long: str | None
    unit: str
    price: int
    price_basis: int
    labour_share: int
    seconds: int
    position: int
    used: int
    last: date


_LIST = """
SELECT d.id,d.kind,d.invoice_kind,d.number,d.version,d.state,d.day,d.contact,c.name,d.subject,
 (SELECT sum(net) FROM sum_line WHERE document=d.id),
 (SELECT sum(net+tax) FROM sum_line WHERE document=d.id),
 d.sales_order,d.valid_until,d.due,d.issued IS NOT NULL,
 d.kind='order' AND EXISTS(SELECT 1 FROM position WHERE document=d.id AND addition IS NOT NULL)
FROM sales_document d JOIN contact c ON c.id=d.contact
WHERE (:kinds='' OR instr(:kinds,' '||d.kind||' '))
 AND (:states='' OR instr(:states,' '||d.state||' '))
 AND (:contact IS NULL OR d.contact IN (SELECT value FROM json_each(:contact)))
 AND (:order IS NULL OR d.sales_order=:order)
"""
_TEXT = (
    " AND (instr(lower(ifnull(d.number,'')),:text) OR instr(c.sort_name,:fold)"
    " OR instr(lower(d.subject),:text))"
)
_NOTHING = DocumentFilter()


def page(
    con: sqlite3.Connection,
    after: tuple[str, int] | None = None,
    size: int = 200,
    wanted: DocumentFilter = _NOTHING,
) -> list[DocumentRow]:
    """The documents after this key (day, id), newest first; from the beginning without one."""
    day, key = after or ("9999-12-31", 2**62)
    sql = f"{_LIST}{_TEXT if wanted.text else ''} AND (d.day,d.id)<(:day,:id)"
    rows = con.execute(
        f"{sql} ORDER BY d.day DESC,d.id DESC LIMIT :size",
        {**_wanted(con, wanted), "day": day, "id": key, "size": size},
    ).fetchall()
    return [_row(con, row) for row in rows]


def count(con: sqlite3.Connection, wanted: DocumentFilter = _NOTHING) -> int:
    """How many documents the filter shows."""
    sql = f"SELECT count(*) FROM ({_LIST}{_TEXT if wanted.text else ''})"  # noqa: S608  own text
    return int(con.execute(sql, _wanted(con, wanted)).fetchone()[0])


def rows(con: sqlite3.Connection, keys: Iterable[int]) -> list[DocumentRow]:
    """These documents as list rows, in the order asked for; what is gone is left out."""
    values = _wanted(con, _NOTHING)
    found = (con.execute(f"{_LIST} AND d.id=:one", {**values, "one": k}).fetchone() for k in keys)
    return [_row(con, row) for row in found if row]


def draft_sums(con: sqlite3.Connection, kinds: Iterable[DocumentKind]) -> dict[int, CodeSum]:
    """Net and tax of the documents of these kinds that are not issued, by id."""
    found = con.execute(
        "SELECT id FROM sales_document d WHERE issued IS NULL"
        " AND kind IN (SELECT value FROM json_each(?))"
        " AND EXISTS(SELECT 1 FROM position WHERE document=d.id)",
        (json.dumps(list(kinds)),),
    ).fetchall()
    return {key: draft_sum(con, key) for (key,) in found}


def draft_sum(con: sqlite3.Connection, key: int) -> CodeSum:
    """Net and tax of one document that is not issued; a bill of an order less what was billed."""
    head = documents.head(con, key)
    chained = head.kind is DocumentKind.INVOICE and head.sales_order is not None
    sums: Any = printed(con, key) if chained else documents.computed(con, key)
    return CodeSum("", sums.net, sums.gross - sums.net)


def _wanted(con: sqlite3.Connection, wanted: DocumentFilter) -> dict[str, Any]:
    text = wanted.text[:200].encode("utf-8", "ignore").decode().strip()
    return {
        "kinds": " ".join(["", *wanted.kinds, ""]) if wanted.kinds else "",
        "states": " ".join(["", *wanted.states, ""]) if wanted.states else "",
        "contact": same_person(con, wanted.contact), "order": wanted.order,
        "text": text.lower(), "fold": " ".join(fold(text).split()),
    }  # fmt: skip


def _row(con: sqlite3.Connection, row: Any) -> DocumentRow:
    net, gross = row[10], row[11]
    if net is None or row[16]:  # not issued, or grown by additions: worked out
        # a draft of an instalment bills less than its positions say: what was billed goes off
        sums: Any = printed(con, row[0]) if row[2] else documents.computed(con, row[0])
        net, gross = sums.net, sums.gross
    invoice = InvoiceKind(row[2]) if row[2] else None
    return DocumentRow(
        row[0], DocumentKind(row[1]), invoice, row[3], row[4], State(row[5]),
        date.fromisoformat(row[6]), row[7], row[8], row[9], net, gross, row[12], _day(row[13]),
        _day(row[14]), bool(row[15]),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# -- texts and prices used before ------------------------------------------------------------------

_PROPOSALS = """
SELECT p.short,p.long,p.unit,p.price,p.price_basis,p.labour_share,p.seconds,p.id,d.day,
 (SELECT count(*) FROM position q WHERE q.short=p.short AND q.source IS NULL)
FROM position p JOIN sales_document d ON d.id=p.document
WHERE p.id IN (SELECT max(id) FROM position WHERE kind IN ({kinds}) AND price<>0 {match}
  GROUP BY short,unit)
ORDER BY d.day DESC,p.id DESC LIMIT 500
"""
_PRICED = (PositionKind.NORMAL, PositionKind.LUMP, PositionKind.HOUR, PositionKind.ALTERNATIVE,
           PositionKind.OPTIONAL)  # fmt: skip


def proposals(con: sqlite3.Connection, text: str, size: int = 20) -> list[Proposal]:
    """Texts and prices of earlier positions whose short text holds all words that were typed.

    What begins with the first word comes first, then what is used often, then what is newest.
    """
    words = _spelt(text[:200]).split()
    kinds = ",".join(f"'{kind}'" for kind in _PRICED)
    # SQLite does not know umlauts: it narrows down by letters that have none
    first = words[0][:2] if words and not set(words[0][:2]) & set("aous") else ""
    match = "AND instr(lower(short),?)" if first else ""
    sql = _PROPOSALS.format(kinds=kinds, match=match)
    rows_ = con.execute(sql, (first,) if first else ()).fetchall()
    found = [
        Proposal._make((*row[:8], row[9], date.fromisoformat(row[8])))
        for row in rows_
        if all(word in _spelt(row[0]) for word in words)
    ]
    found.sort(key=lambda one: (not _spelt(one.short).startswith(words[0] if words else ""),
                                -one.used, -one.last.toordinal()))  # fmt: skip
    return found[:size]


def _spelt(text: str) -> str:
    """Umlauts either way are the same: `tuer`, `tür` and `tur`."""
    return fold(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")


# -- what ends soon --------------------------------------------------------------------------------


class WarrantyRow(NamedTuple):
    """A warranty in a list; `gap` when a subcontractor is free before the own firm is."""

    id: int
    order: int
    number: str | None
    contact: int
    contact_name: str
    subject: str
    part: str
    rule: str
    starts: date
    ends: date
    subcontractor: str | None
    sub_ends: date | None
    subcontractor_id: int | None = None

    @property
    def gap(self) -> bool:
        """Whether the subcontractor's warranty ends before the own one."""
        return self.sub_ends is not None and self.sub_ends < self.ends


def warranties(
    con: sqlite3.Connection,
    today: date,
    *,
    contact: int | None = None,
    site: int | None = None,
    days: int | None = None,
) -> list[WarrantyRow]:
    """Warranties that still run, those that end first in front.

    Args:
        con: connection.
        today: the day asked for.
        contact: only of this customer.
        site: only on this site.
        days: only those that end within so many days.
    """
    last = today + timedelta(days=days) if days is not None else date.max
    rows_ = con.execute(
        "SELECT w.id,w.sales_order,d.number,d.contact,c.name,d.subject,w.part,w.rule,w.starts,"
        "w.ends,s.name,w.sub_ends,w.subcontractor"
        " FROM warranty w JOIN sales_document d ON d.id=w.sales_order"
        " JOIN contact c ON c.id=d.contact LEFT JOIN contact s ON s.id=w.subcontractor"
        " WHERE w.ends BETWEEN ?1 AND ?2"
        " AND (?3 IS NULL OR d.contact IN (SELECT value FROM json_each(?3)))"
        " AND (?4 IS NULL OR d.site=?4) ORDER BY w.ends,w.id",
        (today.isoformat(), last.isoformat(), same_person(con, contact), site),
    ).fetchall()
    return [
        WarrantyRow._make(
            (*row[:8], date.fromisoformat(row[8]), date.fromisoformat(row[9]), row[10],
             _day(row[11]), row[12])
        )
        for row in rows_
    ]  # fmt: skip
