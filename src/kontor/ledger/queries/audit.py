"""The sealed journal as text for an audit (Datenträgerüberlassung): what every seal covers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from kontor.ledger.queries.seals import JOURNAL, content
from kontor.store.gaps import Restored, explained_gaps

_SEALS = "SELECT number,entry,at,previous,hash FROM seal ORDER BY number"


def sealed(con: sqlite3.Connection) -> Iterator[tuple[int, str, str, list[Any]]]:
    """Each sealed entry in order: number, hash before, hash, and the content that is hashed."""
    for number, entry, at, previous, value in con.execute(_SEALS).fetchall():
        yield number, previous, value, content(con, number, at, entry)


def gaps(con: sqlite3.Connection) -> list[Restored]:
    """Numbers that went lost with restores."""
    return explained_gaps(con, JOURNAL)
