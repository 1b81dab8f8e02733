"""Who wrote a receipt (Lieferant): found by what is given once, then by the exact name."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kontor.contacts import queries as contacts


def supplier_of(con: sqlite3.Connection, vat_id: str, ibans: Sequence[str], name: str) -> str:
    """Who wrote a receipt: by VAT id, by IBAN, by exact name; empty when nobody is certain."""
    if vat_id:
        rows = con.execute(
            "SELECT id FROM contact WHERE vat_id=? ORDER BY id", (vat_id,)
        ).fetchall()
        found = {contacts.partner(con, row[0]).ref for row in rows}
        if len(found) == 1:
            return found.pop()
    for iban in ibans:
        people = contacts.by_iban(con, iban)
        if len(people) == 1:
            return people[0].ref
    people = contacts.by_name(con, name) if name else []
    return people[0].ref if len(people) == 1 else ""
