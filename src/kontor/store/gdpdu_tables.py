"""Tables of the store for the tax audit: the change log field by field, and exports, restores."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from kontor.base.dates import berlin_time
from kontor.base.i18n import _
from kontor.store.connection import stream
from kontor.store.gdpdu import Field, Table

# S608: the names of tables come from the doors, values are bound
_CHANGES = (
    "SELECT c.id,c.step,s.at,s.label,c.tbl,c.row,c.op,c.before,c.after"
    " FROM step s JOIN change c ON c.step=s.id WHERE s.at>=? ORDER BY c.id"
)
_OPS = {
    "I": "neu", "U": "geändert", "D": "gelöscht", "X": "Inhalt gelöscht (DSGVO)",
    "M": "Spalte ergänzt",
}  # fmt: skip
_CHANGE_FIELDS = (
    Field("Aenderung", "int", key=True), Field("Feld", note="Spalte des Datensatzes", key=True),
    Field("Schritt", "int", "ein Arbeitsschritt umfasst alle Änderungen einer Bedienung"),
    Field("Datum", "day"), Field("Uhrzeit", note="hh:mm:ss, deutsche Zeit"),
    Field("Vorgang"), Field("Tabelle"), Field("Datensatz", "int"), Field("Art"),
    Field("Alter_Wert"), Field("Neuer_Wert"),
)  # fmt: skip
_EVENT_FIELDS = (
    Field("Ereignis", "int", key=True), Field("Datum", "day"),
    Field("Uhrzeit", note="hh:mm:ss, deutsche Zeit"), Field("Art"), Field("Text"),
)  # fmt: skip


def change_log(
    con: sqlite3.Connection, first: date, tables: Collection[str], born: Collection[str]
) -> Table:
    """What was changed and deleted in `tables` since a day, and what was entered in `born`."""
    return Table(
        "aenderungsprotokoll.csv", "Änderungsprotokoll",
        "Änderungen und Löschungen mit altem und neuem Wert; neue Stammdaten. "
        "Neue Buchungen stehen in buchungen.csv",
        _CHANGE_FIELDS, _changes(con, first, frozenset(tables), frozenset(born)),
    )  # fmt: skip


def events(con: sqlite3.Connection) -> Table:
    """Exports, restores, migrations: everything that the file keeps on record."""
    return Table(
        "ereignisse.csv", "Ereignisse", "Ausgaben, Wiederherstellungen, Aktualisierungen der Datei",
        _EVENT_FIELDS, _events(con),
    )  # fmt: skip


def local(at: str) -> tuple[date, str]:
    """Day and time of an instant as German legal time shows it."""
    there = berlin_time(datetime.fromisoformat(at))
    return there.date(), f"{there:%H:%M:%S}"


def _changes(
    con: sqlite3.Connection, first: date, tables: frozenset[str], born: frozenset[str]
) -> Iterator[tuple[Any, ...]]:
    for key, step, at, label, table, row, op, before, after in stream(
        con, _CHANGES, (first.isoformat(),)
    ):
        if table not in (born if op == "I" else tables):
            continue
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        day, time = local(at)
        for name in dict.fromkeys((*old, *new)) or ("",):
            yield (
                key, name, step, day, time, _(label), table, row, _OPS[op], old.get(name),
                new.get(name),
            )  # fmt: skip


def _events(con: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    for key, at, kind, text, data in stream(
        con, "SELECT id,at,kind,text,data FROM event ORDER BY id"
    ):
        day, time = local(at)
        try:
            said = _(text).format_map(json.loads(data))
        except (KeyError, ValueError):
            said = text
        yield key, day, time, kind, said
