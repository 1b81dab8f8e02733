"""The answers of receipts to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.receipts.kinds import AREA, State
from kontor.receipts.queries import missing, records
from kontor.store.doors import Door, Due, Happening, Held, Kept, SearchRow, listed, values_of

if TYPE_CHECKING:
    from kontor.store.unit import Unit

_WAITING = f"""SELECT count(*),min(r.arrival) FROM receipt r
WHERE r.form<>'mail' AND {records.STATE}='new'"""  # noqa: S608  own text
_SOON = f"""SELECT r.id,r.supplier,r.number,r.file_name,r.due,r.gross FROM receipt r
WHERE r.due IS NOT NULL AND r.due<=date(?,'+7 days') AND {records.STATE}='new'
ORDER BY r.due,r.id"""  # noqa: S608  own text
_DOUBTS = f"""SELECT count(*),min(r.arrival) FROM receipt r
WHERE {records.STATE}='duplicate'"""  # noqa: S608  own text
_SEARCH = """
SELECT id, number, supplier, text, file_name, content, gross FROM receipt
 WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))
"""
_OF = """SELECT id,kind,number,file_name,ifnull(day,arrival),gross,keep_until,law FROM receipt
WHERE partner=? ORDER BY 5 DESC, id DESC"""
_WRONG = """SELECT r.id,r.file_name,b.sha256 IS NULL,ifnull(length(b.content),0)<>r.size
FROM receipt r LEFT JOIN blob b ON b.sha256=r.sha256
WHERE b.sha256 IS NULL OR length(b.content)<>r.size ORDER BY r.id"""
_LOST = """SELECT x.receipt,x.entry,r.id IS NULL,e.id IS NULL FROM receipt_entry x
LEFT JOIN receipt r ON r.id=x.receipt LEFT JOIN entry e ON e.id=x.entry
WHERE r.id IS NULL OR e.id IS NULL ORDER BY x.id"""
# booked from a receipt that is there, but the entry names none
_UNTIED = """SELECT e.id,substr(e.source,10) FROM entry e WHERE e.source LIKE 'receipts:%'
 AND e.reverses IS NULL AND NOT EXISTS(SELECT 1 FROM entry v WHERE v.reverses=e.id)
 AND EXISTS(SELECT 1 FROM receipt r WHERE r.id=CAST(substr(e.source,10) AS INTEGER))
 AND NOT EXISTS(SELECT 1 FROM receipt_entry x WHERE x.entry=e.id) ORDER BY e.id"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Receipts to book, bills that are due before they are booked, doubles, gaps, expired ones."""
    count, oldest = con.execute(_WAITING).fetchone()
    if count:
        first = date.fromisoformat(oldest)
        age = (today - first).days
        yield Due(
            f"{AREA}:new", first, "receipts", N_("{count} receipts to book, oldest {age} days"),
            None, 2 if age > 30 else 1, values_of(count=count, age=age), "receipts.open",
        )  # fmt: skip
    for key, supplier, number, name, day, gross in con.execute(
        _SOON, (today.isoformat(),)
    ).fetchall():
        yield Due(
            f"{AREA}:{key}", date.fromisoformat(day), "receipts",
            N_("Bill of {supplier} is due, but not booked: {number}"), gross, 2,
            values_of(supplier=supplier or name, number=number or name), "receipts.open",
        )  # fmt: skip
    count, oldest = con.execute(_DOUBTS).fetchone()
    if count:
        yield Due(
            f"{AREA}:double", date.fromisoformat(oldest), "receipts",
            N_("{count} receipts may be duplicates"), None, 1, values_of(count=count),
            "receipts.open",
        )  # fmt: skip
    yield from _gaps(con, today)


def _gaps(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    begin = date(today.year - (today.month < 4), 1, 1)
    waiting = missing.count_unproven(con, begin)
    if waiting.oldest:
        yield Due(
            f"{AREA}:missing", waiting.oldest, "receipts",
            N_("{count} bookings have no receipt yet"), None, 0, values_of(count=waiting.number),
            "receipts.open",
        )  # fmt: skip
    over = missing.expired(con, today)
    if over:
        yield Due(
            f"{AREA}:expired", today, "receipts",
            N_("{count} receipts need not be kept any longer"), None, 0,
            values_of(count=len(over)), "receipts.open",
        )  # fmt: skip


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Receipts of a partner, newest first."""
    for key, _kind, number, name, day, gross, _until, _law in con.execute(_OF, (partner,)):
        yield Happening(
            f"{AREA}:{key}", date.fromisoformat(day), "receipts", N_("Receipt {number} came in"),
            gross, values_of(number=number or name),
        )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """What the search finds of receipts: number, supplier, text, words of the document."""
    rows = con.execute(_SEARCH, (listed(ids),)).fetchall()
    return [
        SearchRow(
            f"{AREA}:{key}", AREA,
            " ".join(filter(None, (number or name, supplier,
                                   "" if gross is None else format_money(gross)))),
            f"{number} {supplier} {text} {name} {content[:5000]}", key,
        )
        for key, number, supplier, text, name, content, gross in rows
    ]  # fmt: skip


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """Each receipt has its file, each link both ends, each entry booked from a receipt its link.

    Whether a content still fits its SHA-256 is the store's own proof over all attachments.
    """
    for key, name, gone, _size in con.execute(_WRONG).fetchall():
        message = (
            N_("The file of receipt {number} ({name}) is missing.")
            if gone
            else N_("The file of receipt {number} ({name}) is not the one that came in.")
        )
        yield Finding(
            "RC01", f"{AREA}:{key}", message, N_("Restore it from a backup."), Severity.ERROR,
            values_of(number=key, name=name),
        )  # fmt: skip
    for receipt, entry, _no_receipt, _no_entry in con.execute(_LOST).fetchall():
        yield Finding(
            "RC02", f"{AREA}:{receipt}",
            N_("The link of receipt {number} to entry {entry} leads nowhere."), "",
            Severity.ERROR, values_of(number=receipt, entry=entry),
        )  # fmt: skip
    for entry, receipt in con.execute(_UNTIED).fetchall():
        yield Finding(
            "RC03", f"ledger:{entry}",
            N_("Entry {entry} was booked from receipt {number}, but is not linked to it."),
            N_("Link the receipt again."), Severity.WARNING,
            values_of(number=receipt, entry=entry),
        )  # fmt: skip


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """Receipts of a person."""
    for key, _kind, number, name, day, _gross, until, law in con.execute(_OF, (partner,)):
        yield Held(
            f"{AREA}:{key}", N_("receipt"), f"{number or name} {day}", law,
            date.fromisoformat(until),
        )  # fmt: skip


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """Receipts that were never booked, or whose legal time is over, go; the others are named."""
    from kontor.receipts.service.keeping import forget
    from kontor.store.erasing import erase_row

    con = unit.con
    kept = []
    for (key,) in con.execute("SELECT id FROM receipt WHERE partner=?", (partner,)).fetchall():
        one = records.receipt(con, key)
        if one.state is not State.ASIDE and one.keep_until >= today:
            kept.append(Kept(one.ref, one.name, one.keep_until, one.law))
            continue
        rows = [
            (table, row[0])
            for table in ("receipt_line", "receipt_vat")
            for row in con.execute(f"SELECT id FROM {table} WHERE receipt=?", (key,))  # noqa: S608
        ]
        forget(unit, one)
        for table, row in [*rows, ("receipt", key)]:
            erase_row(con, table, row)
    return kept


DOOR = Door(
    area=AREA,
    due=due,
    timeline=timeline,
    search_tables=frozenset({"receipt"}),
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=("receipt", "receipt_vat", "receipt_line", "receipt_entry", "receipt_waiver"),
)
