"""Data of a person: what is held (Art. 15 DSGVO) and what was corrected (Art. 16 DSGVO)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from kontor.contacts import queries
from kontor.store.doors import Door, Held
from kontor.store.history import history

_PARTS = ("contact_address", "contact_channel", "contact_bank", "contact_role", "site")
_SKIP = frozenset({"sort_name", "name_key", "place_key", "normal"})


class Area(NamedTuple):
    """What one area holds on a person."""

    area: str
    held: tuple[Held, ...]


class Correction(NamedTuple):
    """One field that was changed: when, where, from what to what."""

    at: str
    table: str
    field: str
    before: object
    after: object


def held(con: sqlite3.Connection, doors: Sequence[Door], contact: int) -> list[Area]:
    """Everything that is held on a contact and its other names, by area."""
    names = [f"contacts:{key}" for key in queries.aliases(con, contact)]
    found = []
    for door in doors:
        if door.personal:
            said = [one for name in names for one in door.personal(con, name)]
            if said:
                found.append(Area(door.area, tuple(dict.fromkeys(said))))
    return found


def corrections(con: sqlite3.Connection, contact: int) -> list[Correction]:
    """What was changed on a contact since it was entered, newest first."""
    found = []
    for key in queries.aliases(con, contact):
        rows = [("contact", key)]
        for table in _PARTS:
            # S608: names of own tables
            there = con.execute(f"SELECT id FROM {table} WHERE contact=?", (key,)).fetchall()  # noqa: S608
            rows += [(table, row[0]) for row in there]
        for table, row in rows:
            for past in history(con, table, row):
                if past.op == "U" and not past.erased:
                    found += [
                        Correction(past.at, table, field, old, past.after.get(field))
                        for field, old in past.before.items()
                        if field not in _SKIP
                    ]
    return sorted(found, key=lambda one: one.at, reverse=True)
