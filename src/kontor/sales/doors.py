"""The answers of sales to the questions that are put to every area."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.i18n import N_
from kontor.sales.queries.checks import check
from kontor.sales.queries.due import deadlines, due
from kontor.sales.rules.dated import limit_on
from kontor.store.doors import Door, Happening, Held, Kept, SearchRow, values_of
from kontor.store.erasing import erase_row

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "sales"
_LAW = "§ 147 AO, § 257 HGB"
_TITLES = {
    "inquiry": N_("Enquiry {number}: {subject}"),
    "quote": N_("Quote {number}: {subject}"),
    "order": N_("Order {number}: {subject}"),
    "addition": N_("Addition {number}: {subject}"),
    "measurement": N_("Measurement {number}: {subject}"),
    "delivery": N_("Delivery note {number}: {subject}"),
    "time_note": N_("Time note {number}: {subject}"),
    "acceptance": N_("Acceptance {number}: {subject}"),
    "invoice": N_("Invoice {number}: {subject}"),
}
_HAPPENED = """
SELECT d.id, coalesce(d.sent, d.decided, d.day), d.kind, ifnull(d.number, ''), d.subject,
       (SELECT sum(net + tax) FROM sum_line WHERE document = d.id)
  FROM sales_document d
 WHERE d.contact = ?1 AND (d.issued IS NOT NULL OR d.kind = 'inquiry')
 ORDER BY 2 DESC, 1 DESC
"""
_RELEASED = """
SELECT d.id, r.released, ifnull(d.number, ''), ifnull(r.bond, ''), sum(r.cents)
  FROM retention r JOIN sales_document d ON d.id = r.document
 WHERE d.contact = ?1 AND r.released IS NOT NULL
 GROUP BY d.id, r.released, r.bond ORDER BY 2 DESC, 1 DESC
"""
_FOUND = """
SELECT d.id, d.kind, ifnull(d.number, ''), d.subject, c.name, ifnull(d.their_reference, ''),
       ifnull(d.intro, ''), ifnull(s.name, ''),
       (SELECT group_concat(p.short, ' ') FROM position p WHERE p.document = d.id)
  FROM sales_document d JOIN contact c ON c.id = d.contact LEFT JOIN site s ON s.id = d.site
 WHERE ?1 IS NULL OR d.id IN (SELECT value FROM json_each(?1))
"""
_OF_CONTACT = (
    "SELECT id,kind,ifnull(number,''),day,subject,issued FROM sales_document WHERE contact=?"
    " ORDER BY day,id"
)
_PARTS = (
    "measure", "order_terms", "plan_part", "acceptance", "defect", "progress", "deduction",
    "retention", "sending",
)  # fmt: skip


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Documents of a partner that went out or came in, retentions released; newest first."""
    key = _key(partner)
    if key is None:
        return
    found = [*_documents(con, key), *_released(con, key)]
    yield from sorted(found, key=lambda one: one.day, reverse=True)


def _released(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    for document, day, number, bond, cents in con.execute(_RELEASED, (contact,)).fetchall():
        title = N_("Retention of {number} released")
        if bond:
            title = N_("Retention of {number} replaced by bond {bond}")
        yield Happening(
            f"sales:{document}", date.fromisoformat(day), "retention", title, cents,
            values_of(number=number, bond=bond),
        )  # fmt: skip


def _documents(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    rows = con.execute(_HAPPENED, (contact,)).fetchall()
    for document, day, kind, number, subject, gross in rows:
        yield Happening(
            f"sales:{document}", date.fromisoformat(day), kind, _TITLES[kind], gross,
            values_of(number=number, subject=subject),
        )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, rows: Collection[int] | None
) -> Iterator[SearchRow]:
    """Documents by number, customer, subject, site and the texts of their positions."""
    if table != "sales_document":
        return
    ids = None if rows is None else json.dumps(sorted(rows))
    for key, _kind, number, subject, name, *words in con.execute(_FOUND, (ids,)).fetchall():
        title = " ".join(part for part in (number, name, subject) if part)
        text = " ".join(word for word in words if word)
        yield SearchRow(f"sales:{key}", AREA, title, text[:2000], key)


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """Documents that name a person, and how long they must be kept."""
    key = _key(partner)
    rows = con.execute(_OF_CONTACT, (key,)).fetchall() if key is not None else []
    for document, kind, number, day, subject, issued in rows:
        until = _kept_until(kind, day) if issued else None
        yield Held(
            f"sales:{document}", N_("sales document"), " ".join((number, day, subject)).strip(),
            _LAW if issued else "DSGVO Art. 6 (1) b", until,
        )  # fmt: skip


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """Drafts and enquiries of a person go; what was issued stays for its legal time."""
    key = _key(partner)
    if key is None:
        return []
    con = unit.con
    kept = []
    for document, kind, _number, day, _subject, issued in con.execute(
        _OF_CONTACT, (key,)
    ).fetchall()[::-1]:
        until = _kept_until(kind, day)
        if (issued and until >= today) or _needed(con, document):
            kept.append(Kept(f"sales:{document}", N_("sales document"), until, _LAW))
            con.execute("UPDATE sales_document SET note=NULL WHERE id=?", (document,))
            erase_row(con, "sales_document", document)
        elif not issued:
            _erase_draft(con, document)
    return kept


def _needed(con: sqlite3.Connection, document: int) -> bool:
    """Whether other documents stand on this one."""
    found = con.execute(
        "SELECT 1 FROM sales_document WHERE origin=?1 OR sales_order=?1 LIMIT 1", (document,)
    ).fetchone()
    return found is not None


def _erase_draft(con: sqlite3.Connection, document: int) -> None:
    for table in _PARTS:
        _delete(con, table, "document", document)
    for (position,) in con.execute(
        "SELECT id FROM position WHERE document=? ORDER BY pos DESC", (document,)
    ).fetchall():
        for table in ("position_cost", "progress", "measure"):
            _delete(con, table, "position", position)
        con.execute("UPDATE position SET source=NULL WHERE source=?", (position,))
        con.execute("DELETE FROM position WHERE id=?", (position,))
        erase_row(con, "position", position)
    con.execute("DELETE FROM sales_document WHERE id=?", (document,))
    erase_row(con, "sales_document", document)


def _delete(con: sqlite3.Connection, table: str, column: str, key: int) -> None:
    rows = con.execute(f"SELECT id FROM {table} WHERE {column}=?", (key,)).fetchall()  # noqa: S608  own names
    for (row,) in rows:
        con.execute(f"DELETE FROM {table} WHERE id=?", (row,))  # noqa: S608  own names
        erase_row(con, table, row)


def _key(partner: str) -> int | None:
    area, _, key = partner.partition(":")
    return int(key) if area == "contacts" and key.isascii() and key.isdigit() else None


def _kept_until(kind: str, day: str) -> date:
    """Vouchers and letters of business end with a year (§ 147 (4) AO)."""
    written = date.fromisoformat(day)
    limit = limit_on("keep_voucher" if kind == "invoice" else "keep_letter", written)
    return date(written.year + (limit.value if limit else 0), 12, 31)


DOOR = Door(
    area=AREA,
    due=due,
    deadlines=deadlines,
    timeline=timeline,
    search_tables=frozenset({"sales_document"}),
    search_parts=(("position", "document", "sales_document"),),
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=(
        "sales_document", "position", "position_cost", "measure", "progress", "order_terms",
        "plan_part", "deduction", "sum_line", "acceptance", "defect", "warranty", "retention",
        "sending", "wage_rate",
    ),
)  # fmt: skip
