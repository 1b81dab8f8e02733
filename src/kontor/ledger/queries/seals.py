"""Reading what seals cover, for sealing and for checking: nothing is ever signed again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.ledger.rules.seal import ENTRY, LINES, SETTLEMENTS, SHARES, seal_hash

_SEALS = "SELECT number,entry,at,previous,hash FROM seal ORDER BY number"


def content_hash(con: sqlite3.Connection, previous: str, number: int, at: str, entry: int) -> str:
    """The hash of an entry as it now stands in the database; one that is gone hashes too."""
    head = con.execute(ENTRY, (entry,)).fetchone() or ()
    details = [con.execute(sql, (entry,)).fetchall() for sql in (LINES, SETTLEMENTS, SHARES)]
    return seal_hash(previous, number, at, head, details)


def head(con: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the newest seal, (0, "") before the first; noted outside, an anchor."""
    row = con.execute("SELECT number,hash FROM seal ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, "")


def check_seals(con: sqlite3.Connection) -> Iterator[Finding]:
    """Numbers 1 to n, times that rise, an unbroken chain, and content that fits every hash."""
    previous, want, time = "", 1, ""
    for number, entry, at, link, value in con.execute(_SEALS).fetchall():
        where = f"ledger:{entry}"
        values = (("number", number), ("want", want))
        if number != want:
            yield _finding("L31", where, N_("Journal number {want} is missing."), values)
        if link != previous:
            yield _finding(
                "L32", where, N_("Entry #{number} does not follow the seal before it."), values
            )
        if content_hash(con, link, number, at, entry) != value:
            yield _finding(
                "L33", where, N_("Entry #{number} was changed after it was sealed."), values
            )
        if at < time:
            yield _finding("L34", where, N_("The time of seal #{number} goes back."), values)
        previous, want, time = value, number + 1, max(at, time)


def _finding(
    code: str, where: str, message: str, values: tuple[tuple[str, object], ...]
) -> Finding:
    return Finding(
        code,
        where,
        message,
        N_("Restore the newest backup whose check is clean, and keep this file as evidence."),
        values=values,
        law="§ 146 Abs. 4 AO",
    )
