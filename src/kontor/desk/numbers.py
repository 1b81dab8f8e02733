"""Numbers of documents and cases in what people type, and what a reference is called."""

from __future__ import annotations

import re
import sqlite3
from typing import NamedTuple

_NUMBER = re.compile(r"(?<!\w)[A-Za-z]{1,4}-\d{2,4}-\d{1,6}(?!\w)")
_SOUGHT = (
    "SELECT 'sales:' || id FROM sales_document WHERE number = ? COLLATE NOCASE"
    " ORDER BY version DESC, id DESC",
    "SELECT 'tickets:' || id FROM ticket WHERE number = ? COLLATE NOCASE",
)
_SALES = """
SELECT ifnull(d.number, ''), d.subject, d.contact, ifnull(c.name, '')
  FROM sales_document d LEFT JOIN contact c ON c.id = d.contact WHERE d.id = ?
"""
_TICKET = """
SELECT t.number, t.subject, t.contact, ifnull(c.name, '')
  FROM ticket t LEFT JOIN contact c ON c.id = t.contact WHERE t.id = ?
"""
_LEAD = """
SELECT '', coalesce(nullif(l.firm, ''), l.name), l.contact, ifnull(c.name, '')
  FROM lead l LEFT JOIN contact c ON c.id = l.contact WHERE l.id = ?
"""
_ROWS = {"sales": _SALES, "tickets": _TICKET, "acquisition": _LEAD}


class Meant(NamedTuple):
    """What a reference stands for: how people call it, and whose it is."""

    ref: str
    name: str
    contact: int | None = None
    contact_name: str = ""


def references(con: sqlite3.Connection, text: str) -> dict[str, str]:
    """The numbers in a line that are known, and what they refer to."""
    found: dict[str, str] = {}
    for match in _NUMBER.finditer(text):
        for sql in _SOUGHT:
            if row := con.execute(sql, (match[0],)).fetchone():
                found.setdefault(match[0], str(row[0]))
    return found


def meant(con: sqlite3.Connection, ref: str) -> Meant:
    """What a reference stands for; one that nothing is known of is called as it is written."""
    area, _colon, key = ref.partition(":")
    row = None
    if area in _ROWS and key.isascii() and key.isdigit():
        row = con.execute(_ROWS[area], (int(key),)).fetchone()
    if row is None:
        title = con.execute("SELECT title FROM bulk_search WHERE ref = ?", (ref,)).fetchone()
        return Meant(ref, title[0] if title else ref)
    number, subject, contact, name = row
    return Meant(ref, " ".join(filter(None, (number, subject))) or ref, contact, name)
