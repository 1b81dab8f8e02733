"""Gaps (Nummernlücken): numbers of a chain that went lost with a restore, explained for good."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Gap(NamedTuple):
    """Numbers of a chain that were given out after the backup: `first` to `last`."""

    name: str
    first: int
    last: int


class Restored(NamedTuple):
    """A gap with the step that restored the backup, and its time; without one 0 and empty."""

    gap: Gap
    step: int
    at: str


# A true gap was written by the step of a restore, beside the event of that restore.
_EXPLAINED = """
SELECT g.chain, g.first, g.last, ifnull(s.id, 0), ifnull(s.at, '') FROM gap g
  LEFT JOIN step s ON s.command = 'auto.restore' AND s.id = (
    SELECT step FROM change WHERE tbl = 'gap' AND row = g.id AND op = 'I')
   AND EXISTS (SELECT 1 FROM change x JOIN event e ON e.id = x.row
                WHERE x.tbl = 'event' AND x.op = 'I' AND x.step = s.id AND e.kind = 'restored')
 WHERE g.chain = ? ORDER BY g.first, g.id
"""


def number_floor(con: sqlite3.Connection, chain: str) -> int:
    """The highest number of a chain that was given out before a restore: go on after it."""
    row = con.execute("SELECT ifnull(max(last),0) FROM gap WHERE chain=?", (chain,)).fetchone()
    return int(row[0])


def documented_gaps(con: sqlite3.Connection, chain: str | None = None) -> list[Gap]:
    """Gaps in the numbers of chains that a restore explains."""
    rows = con.execute(
        "SELECT chain,first,last FROM gap WHERE ?1 IS NULL OR chain=?1 ORDER BY id", (chain,)
    ).fetchall()
    return [Gap(*row) for row in rows]


def explained_gaps(con: sqlite3.Connection, chain: str) -> list[Restored]:
    """The gaps of a chain by number, each with the time of its restore."""
    rows = con.execute(_EXPLAINED, (chain,)).fetchall()
    return [Restored(Gap(*row[:3]), *row[3:]) for row in rows]
