"""Rescue (Notausgang): all tables as text, also from a file that is too new or damaged."""

from __future__ import annotations

import csv
import os
import sqlite3
from pathlib import Path

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.store.connection import READER, connect, stream
from kontor.store.faults import told

_NAMES = (
    "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table'"
    " AND name NOT LIKE 'sqlite_%' ORDER BY name"
)


def rescue(path: Path, folder: Path) -> dict[str, int]:
    """Write each table as `<table>.csv` into a new folder, attachments as files.

    Returns the rows per table; a negative number of rows read before damage stopped it.
    """
    with told():
        if folder.exists():
            raise Refused(N_("“{path}” exists already."), path=folder)
        con = connect(path, READER)
        try:
            folder.mkdir(mode=0o700)
            tables = [name for (name,) in con.execute(_NAMES).fetchall()]
            return {t: _attachments(con, folder) if t == "blob" else _table(con, t, folder)
                    for t in tables}  # fmt: skip
        finally:
            con.close()


def _table(con: sqlite3.Connection, table: str, folder: Path) -> int:
    count = 0
    fd = os.open(folder / f"{table}.csv", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        try:
            rows = stream(con, f'SELECT * FROM "{table}"')  # noqa: S608  a name from the schema
            writer.writerow([column[0] for column in rows.description])
            for row in rows:
                writer.writerow([v.hex() if isinstance(v, bytes) else v for v in row])
                count += 1
        except sqlite3.DatabaseError:
            return -count
    return count


def _attachments(con: sqlite3.Connection, folder: Path) -> int:
    place = folder / "attachments"
    place.mkdir(mode=0o700)
    count = 0
    try:
        for key, content in stream(con, "SELECT sha256,content FROM blob"):
            if str(key).isalnum() and isinstance(content, bytes):
                (place / str(key)).write_bytes(content)
                count += 1
    except sqlite3.DatabaseError:
        return -count
    return count
