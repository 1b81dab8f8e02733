"""The archive's answers to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.documents.kinds import DocumentFilter
from kontor.documents.queries import documents, wordings
from kontor.documents.texts import check_text
from kontor.store.doors import Door, Happening, Held, Kept, SearchRow, listed, values_of
from kontor.store.erasing import erase_row

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "documents"
_SEARCH = """
SELECT id, title, number, day, name FROM document
 WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))
"""
_WRONG = """
SELECT d.id, d.title, d.number, b.sha256 IS NULL, d.mime='application/pdf' AND
 substr(b.content,1,5)<>CAST('%PDF-' AS BLOB)
FROM document d LEFT JOIN blob b ON b.sha256=d.sha256
WHERE b.sha256 IS NULL OR length(b.content)<>d.size
 OR (d.mime='application/pdf' AND substr(b.content,1,5)<>CAST('%PDF-' AS BLOB))
ORDER BY d.id
"""
_USED = """
SELECT 1 FROM document WHERE sha256=:key
UNION ALL SELECT 1 FROM letterhead WHERE logo=:key
UNION ALL SELECT 1 FROM certificate WHERE file=:key
"""
_ALL = 1_000_000


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """What a partner got, newest first."""
    for one in documents(con, DocumentFilter(partner=partner), limit=_ALL):
        yield Happening(
            f"{AREA}:{one.id}", one.day, "document", N_("{document} sent")
            if one.issued else N_("{document} drafted"), None, values_of(document=one.heading),
        )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """What the search finds of documents: title, number, day, file name."""
    rows = con.execute(_SEARCH, (listed(ids),)).fetchall()
    return [
        SearchRow(f"{AREA}:{key}", AREA, f"{title} {number}".strip(), f"{day} {name}", key)
        for key, title, number, day, name in rows
    ]


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """Every document has its content, and no own text has a placeholder that does not exist.

    Whether a content still fits its SHA-256 is the store's own proof over all attachments.
    """
    for key, title, number, missing, _foreign in con.execute(_WRONG).fetchall():
        message = (
            N_("The content of {document} is missing.")
            if missing
            else N_("The content of {document} is not the file that was archived.")
        )
        yield Finding(
            "DO01", f"{AREA}:{key}", message, N_("Restore it from a backup."), Severity.ERROR,
            values_of(document=f"{title} {number}".strip()),
        )  # fmt: skip
    for one in wordings(con):
        if one.own:
            for finding in check_text(one.text, one.language, f"{AREA}:texts"):
                yield finding._replace(code="DO02", severity=Severity.WARNING)


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """Documents that went to a person."""
    for one in documents(con, DocumentFilter(partner=partner), limit=_ALL):
        what = N_("issued document") if one.issued else N_("draft of a document")
        until = one.keep_until if one.issued else None
        yield Held(f"{AREA}:{one.id}", what, f"{one.heading} {one.day}", one.law, until)


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """Drafts go, and issued documents whose legal time is over; the others stay and are named."""
    con = unit.con
    kept = []
    for one in documents(con, DocumentFilter(partner=partner), limit=_ALL):
        if one.issued and one.keep_until >= today:
            kept.append(Kept(f"{AREA}:{one.id}", one.heading, one.keep_until, one.law))
            continue
        con.execute("DELETE FROM document WHERE id=?", (one.id,))
        erase_row(con, "document", one.id)
        if not con.execute(_USED, {"key": one.sha256}).fetchone():
            con.execute("DELETE FROM blob WHERE sha256=?", (one.sha256,))
    return kept


DOOR = Door(
    area=AREA,
    timeline=timeline,
    search_tables=frozenset({"document"}),
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=("document", "letterhead", "text_template"),
)
