"""Two contacts side by side, and every column of every area that names one of them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.contacts.kinds import AddressKind, Contact
from kontor.store.journal import tracked

_OWN = frozenset(
    {"contact", "contact_role", "contact_address", "contact_channel", "contact_bank",
     "not_double", "erasure", "event", "gap"}
)  # fmt: skip
_NUMBERED = ("account", "partner")  # a personal account goes with the role that has its number
LABELS: dict[str, str] = {
    "name": N_("Name"), "address": N_("Main address"), "vat_id": N_("VAT id"),
    "tax_number": N_("Tax number"), "language": N_("Language"), "terms": N_("Terms"),
    "source": N_("How the contact found us"), "note": N_("Note (both)"),
}  # fmt: skip


class Side(NamedTuple):
    """One field of both; `proposed` when the one that stays has none."""

    field: str
    label: str
    mine: str
    theirs: str
    proposed: bool


class Comparison(NamedTuple):
    """Two contacts side by side, and how many records of each table name the joined one."""

    stays: Contact
    joined: Contact
    sides: tuple[Side, ...]
    records: dict[str, int]


class Reference(NamedTuple):
    """A column that names contacts: by key, or as text `contacts:12`."""

    table: str
    column: str
    text: bool


def compare(con: sqlite3.Connection, stays: int, joined: int) -> Comparison:
    """Both side by side, with what the joining would take when nothing is chosen."""
    mine, theirs = queries.contact(con, stays), queries.contact(con, joined)
    sides = []
    for field, label in LABELS.items():
        left, right = _shown(mine, field), _shown(theirs, field)
        if right and left != right:
            sides.append(Side(field, label, left, right, field == "note" or not left))
    records = Counter({name: len(rows) for name, _ref, rows in found_rows(con, joined)})
    return Comparison(mine, theirs, tuple(sides), {k: n for k, n in records.items() if n})


def references(con: sqlite3.Connection) -> list[Reference]:
    """Every column of every area that can name a contact."""
    found = []
    for table in tracked(con):
        if table in _OWN:
            continue
        links = con.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        keys = {link[3] for link in links if link[2] == "contact"}
        found += [Reference(table, column, text=False) for column in sorted(keys)]
        for _, name, kind, *_rest in con.execute(f"PRAGMA table_info({table})").fetchall():
            if kind == "TEXT" and (table, name) != _NUMBERED:
                found.append(Reference(table, name, text=True))
    return found


def _shown(one: Contact, field: str) -> str:
    if field == "name":
        return " ".join(part for part in (one.salutation, one.title, one.name) if part)
    if field == "address":
        main = next((a for a in one.addresses if a.kind is AddressKind.MAIN), None)
        return " ".join(str(part) for part in main[2:7] if part) if main else ""
    if field == "terms":
        return " · ".join(str(part) for part in one.terms if part is not None)
    return str(getattr(one, field) or "")


def found_rows(con: sqlite3.Connection, contact: int) -> Iterable[tuple[str, Reference, list[int]]]:
    """The rows of each column that name a contact; each table is read once for its texts."""
    texts: dict[str, list[Reference]] = {}
    for ref in references(con):
        if ref.text:
            texts.setdefault(ref.table, []).append(ref)
        else:
            # S608: names come from the schema, values are bound
            sql = f'SELECT id FROM {ref.table} WHERE "{ref.column}"=?'  # noqa: S608
            yield ref.table, ref, [row[0] for row in con.execute(sql, (contact,)).fetchall()]
    name = f"contacts:{contact}"
    for table, refs in texts.items():
        columns = ",".join(f'"{ref.column}"' for ref in refs)
        rows = con.execute(f"SELECT id,{columns} FROM {table} WHERE ? IN ({columns})", (name,))  # noqa: S608
        found = rows.fetchall()
        for place, ref in enumerate(refs, 1):
            yield table, ref, [row[0] for row in found if row[place] == name]
