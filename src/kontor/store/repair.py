"""Repair (Instandsetzen): what can be made anew without guessing: guards, triggers, search."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.errors import Damaged
from kontor.base.i18n import N_
from kontor.store import journal, schema
from kontor.store.connection import WRITER, Connection, connect
from kontor.store.copying import copy_verified
from kontor.store.events import insert_event
from kontor.store.faults import told
from kontor.store.lock import FileLock
from kontor.store.search import rebuild
from kontor.store.version import KONTOR, Schema

if TYPE_CHECKING:
    from kontor.store.doors import Door

_TABLES = "SELECT type,name,sql FROM sqlite_schema WHERE type IN ('table','index') ORDER BY 1,2"


def repair(
    path: Path,
    *,
    target: Schema = KONTOR,
    doors: tuple[Door, ...] = (),
) -> Path:
    """Put the guards back and build the search index anew; returns the copy made before.

    Records and journal stay as they are: what was altered there remains a finding.
    """
    with told():
        path = path.resolve()
        lock = FileLock(path)
        try:
            con = connect(path, (*WRITER, "trusted_schema=OFF", "journal_mode=TRUNCATE"))
            try:
                _same_tables(con, target)
                stamp = journal.now()[:19].replace("-", "").replace(":", "").replace("T", "-")
                copy = path.with_name(f"{path.stem}.before-repair-{stamp}.backup")
                copy_verified(con, copy, deep=False)
                _put_back(con, target, doors)
            finally:
                con.close()
        finally:
            lock.release()
    return copy


def _same_tables(con: Connection, target: Schema) -> None:
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        schema.build(fresh, target)
        if con.execute(_TABLES).fetchall() != fresh.execute(_TABLES).fetchall():
            raise Damaged(
                N_("The tables of the file were changed; that cannot be repaired."),
                hint=N_("Restore the newest good backup."),
            )
    finally:
        fresh.close()


def _put_back(con: Connection, target: Schema, doors: tuple[Door, ...]) -> None:
    label = N_("Rules of the file put back")
    con.execute("BEGIN EXCLUSIVE")
    try:
        schema.drop_triggers(con)
        schema.install_triggers(con, target)
        con.execute("PRAGMA trusted_schema=ON")  # made from our own files just now
        step = journal.open_step(con, label, "auto.repair", final=N_("it is on record"))
        insert_event(con, "repaired", label, {})
        rebuild(con, doors)
        journal.seal(con, step)
        con.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            con.execute("ROLLBACK")
        raise
