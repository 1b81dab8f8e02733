"""The gaps: receipts without booking, bookings without receipt (fehlende Belege)."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.receipts.queries.records import STATE

# what others write an invoice or receipt for: sales documents lie in the archive, payments stand on
# the statement, which also proves fees and interest of the bank; wages come from the payroll office
_WHERE = """
 e.kind IN ('bill','purchase','credit_note') AND e.general_reversal=0
 AND e.document_day>=?1 AND NOT EXISTS(SELECT 1 FROM entry v WHERE v.reverses=e.id)
 AND NOT EXISTS(SELECT 1 FROM receipt_entry x WHERE x.entry=e.id)
 AND NOT EXISTS(SELECT 1 FROM receipt_waiver w WHERE w.entry=e.id)
 AND ifnull(e.source,'') NOT LIKE 'sales:%' AND ifnull(e.source,'') NOT LIKE 'receivables:%'
 AND NOT (e.kind='credit_note' AND EXISTS(SELECT 1 FROM settlement s JOIN item i ON i.id=s.item
   WHERE s.entry=e.id AND i.side=1))
 AND EXISTS(SELECT 1 FROM line l JOIN account a ON a.id=l.account
   WHERE l.entry=e.id AND (a.cash_role='result' OR l.part='base')
   AND ifnull(a.concept,'')<>'bankgebuehren' AND ifnull(a.concept,'') NOT LIKE 'zins%')
"""
_ENTRY = """SELECT e.id,e.document_day,e.kind,e.document,e.text,
 (SELECT sum(l.cents) FROM line l JOIN account a ON a.id=l.account
   WHERE l.entry=e.id AND a.cash_role NOT IN ('item','money')) ,
 (SELECT a.name FROM line l JOIN account a ON a.id=l.account
   WHERE l.entry=e.id AND a.cash_role IN ('item','money') ORDER BY l.pos LIMIT 1)
 FROM entry e"""
_LIST = f"{_ENTRY} WHERE {_WHERE} ORDER BY e.document_day DESC, e.id DESC LIMIT ?2"
_ONE = f"{_ENTRY} WHERE {_WHERE} AND e.id=?2"
_FITTING = f"""SELECT r.id,r.number,r.file_name,r.supplier,r.day,r.gross FROM receipt r
WHERE r.form<>'mail' AND {STATE}='new' AND (r.gross IS NULL OR abs(abs(r.gross)-?1)*2<=?1)
ORDER BY r.gross IS NULL, abs(r.gross)<>?1, abs(julianday(ifnull(r.day,r.arrival))-julianday(?2)),
 r.id LIMIT ?3"""  # noqa: S608  own text
_COUNT = f"SELECT count(*),min(e.document_day) FROM entry e WHERE {_WHERE}"  # noqa: S608


class Unproven(NamedTuple):
    """An entry that no receipt proves yet."""

    entry: int
    day: date
    kind: str
    document: str
    text: str
    cents: int
    partner: str


class Fitting(NamedTuple):
    """A receipt without booking that may prove an entry."""

    receipt: int
    name: str
    supplier: str
    day: date | None
    gross: int | None


class Waiting(NamedTuple):
    """How much waits, and since when."""

    number: int
    oldest: date | None


def unproven(con: sqlite3.Connection, since: date, *, limit: int = 500) -> list[Unproven]:
    """Entries without a receipt from a day on, newest first."""
    rows = con.execute(_LIST, (since.isoformat(), limit)).fetchall()
    return [_read(row) for row in rows]


def _read(row: tuple[Any, ...]) -> Unproven:
    key, day, kind, document, text, cents, partner = row
    return Unproven(key, date.fromisoformat(day), kind, document, text, cents or 0, partner or "")


def count_unproven(con: sqlite3.Connection, since: date) -> Waiting:
    """How many entries lack a receipt, and the oldest of them."""
    count, oldest = con.execute(_COUNT, (since.isoformat(),)).fetchone()
    return Waiting(int(count), date.fromisoformat(oldest) if oldest else None)


def candidates(con: sqlite3.Connection, receipt: int, *, limit: int = 20) -> list[Unproven]:
    """Entries that a receipt may prove: the same amount first, then near in time."""
    row = con.execute(
        "SELECT ifnull(gross,0),ifnull(day,arrival) FROM receipt WHERE id=?", (receipt,)
    ).fetchone()
    gross, day = int(row[0]), date.fromisoformat(row[1])
    found = unproven(con, date(day.year - 1, 1, 1))
    return sorted(found, key=lambda one: (abs(one.cents) != abs(gross), abs((one.day - day).days)))[
        :limit
    ]


def one_unproven(con: sqlite3.Connection, entry: int) -> Unproven | None:
    """An entry as long as it lacks a receipt."""
    rows = con.execute(_ONE, ("0000-01-01", entry)).fetchall()
    return _read(rows[0]) if rows else None


def receipts_for(con: sqlite3.Connection, entry: int, *, limit: int = 20) -> list[Fitting]:
    """Receipts without booking that may prove an entry: the same amount first, then near in time.

    What differs by more than the half is not offered unless it says no amount.
    """
    one = one_unproven(con, entry)
    if one is None:
        return []
    rows = con.execute(_FITTING, (abs(one.cents), one.day.isoformat(), limit)).fetchall()
    return [
        Fitting(key, number or name, supplier, date.fromisoformat(day) if day else None, gross)
        for key, number, name, supplier, day, gross in rows
    ]


def expired(con: sqlite3.Connection, today: date, *, limit: int = 500) -> list[int]:
    """Receipts whose legal time is over."""
    rows = con.execute(
        "SELECT id FROM receipt WHERE keep_until<? ORDER BY keep_until,id LIMIT ?",
        (today.isoformat(), limit),
    ).fetchall()
    return [int(row[0]) for row in rows]
