"""Erasing persons (Löschung, DSGVO Art. 17): content goes, digests stay, the chain holds."""

# ruff: noqa: S608  names come from the schema, values are bound
from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.i18n import N_
from kontor.store.journal import CHANGE, columns, digest, now

if TYPE_CHECKING:
    from kontor.store.doors import Door, Kept
    from kontor.store.unit import Unit


def erase_row(con: sqlite3.Connection, table: str, row: int) -> int:
    """Remove the former contents of a row from the journal, inside the open step.

    Change or delete the row itself first. Returns how many changes lost their content.
    """
    pairs = ",".join(f"'{c}',\"{c}\"" for c in columns(con, table))
    got = con.execute(f"SELECT json_object({pairs}) FROM {table} WHERE id=?", (row,)).fetchone()
    con.execute(
        "INSERT INTO change(step,tbl,row,op,after,salt)"
        " VALUES((SELECT max(id) FROM step),?,?,'X',?,randomblob(16))",
        (table, row, got and got[0]),
    )
    old = con.execute(
        f"SELECT {CHANGE},salt FROM change WHERE tbl=? AND row=? AND digest IS NULL ORDER BY id",
        (table, row),
    ).fetchall()
    for *change, salt in old[:-1]:
        con.execute(
            "UPDATE change SET before=NULL,after=NULL,salt=NULL,digest=? WHERE id=?",
            (digest(change, salt), change[0]),
        )
    return len(old) - 1


def erase_person(unit: Unit, doors: Iterable[Door], ref: str, today: date) -> list[Kept]:
    """Ask every area to erase what it holds on a person; returns what had to be kept.

    Upper areas come first: a lower one keeps what they still name.

    The reference goes onto the list of erasures, which is applied again after a restore.
    """
    unit.final = unit.final or N_("erased is erased")
    kept: list[Kept] = []
    for door in reversed(list(doors)):
        if door.erase:
            kept.extend(door.erase(unit, ref, today) or ())
    con = unit.con
    area, _, number = ref.rpartition(":")
    con.execute(
        "DELETE FROM bulk_draft WHERE substr(key,1,length(?1))=?1 AND substr(key,-length(?2))=?2",
        (area, f":{number}"),
    )
    if not con.execute("SELECT 1 FROM erasure WHERE ref=?", (ref,)).fetchone():
        con.execute("INSERT INTO erasure(ref,at) VALUES(?,?)", (ref, now()))
    return kept


def erased_refs(con: sqlite3.Connection) -> list[str]:
    """The references of all persons erased so far, oldest first."""
    rows = con.execute("SELECT ref FROM erasure ORDER BY id").fetchall()
    return [ref for (ref,) in rows]
