"""The texts that announce direct debits (Vorabankündigung)."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.banking.queries import runs
from kontor.banking.rules.debiting import Notice, notice_text
from kontor.banking.words import NOTICE
from kontor.company.queries import firm, setting


def notices(con: sqlite3.Connection, run: int, today: date) -> list[tuple[str, str, str]]:
    """Document, name and text of each announcement, in the customer's language."""
    own, creditor = firm(con), setting(con, "creditor_id", today)
    found = []
    for one in runs.payments(con, run):
        if one.withdrawn is not None or not one.mandate:
            continue
        row = con.execute(
            "SELECT language FROM contact WHERE 'contacts:'||id=?", (one.partner,)
        ).fetchone()
        told = Notice(
            one.name, one.cents, one.day, one.document, one.iban, one.mandate, creditor, own.name
        )
        words = NOTICE.get(row[0] if row else "de", NOTICE["de"])
        found.append((one.document, one.name, notice_text(told, words)))
    return found
