"""The gaps: receipts without booking, bookings without receipt (fehlende Belege)."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

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
_LIST = f"""SELECT e.id,e.document_day,e.kind,e.document,e.text,
 (SELECT sum(l.cents) FROM line l JOIN account a ON a.id=l.account
   WHERE l.entry=e.id AND a.cash_role NOT IN ('item','money')) ,
 (SELECT a.name FROM line l JOIN account a ON a.id=l.account
   WHERE l.entry=e.id AND a.cash_role IN ('item','money') ORDER BY l.pos LIMIT 1)
 FROM entry e WHERE {_WHERE} ORDER BY e.document_day DESC, e.id DESC LIMIT ?2"""  # noqa: S608
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


class Waiting(NamedTuple):
    """How much waits, and since when."""

    number: int
    oldest: date | None


def unproven(con: sqlite3.Connection, since: date, *, limit: int = 500) -> list[Unproven]:
    """Entries without a receipt from a day on, newest first."""
    rows = con.execute(_LIST, (since.isoformat(), limit)).fetchall()
    return [
        Unproven(key, date.fromisoformat(day), kind, document, text, cents or 0, partner or "")
        for key, day, kind, document, text, cents, partner in rows
    ]


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


def expired(con: sqlite3.Connection, today: date, *, limit: int = 500) -> list[int]:
    """Receipts whose legal time is over."""
    rows = con.execute(
        "SELECT id FROM receipt WHERE keep_until<? ORDER BY keep_until,id LIMIT ?",
        (today.isoformat(), limit),
    ).fetchall()
    return [int(row[0]) for row in rows]
