"""Migrations (Aktualisierung der Datei): a verified copy first, then all or nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from kontor.base.errors import Damaged
from kontor.base.i18n import N_
from kontor.store import journal, schema
from kontor.store.connection import WRITER, Connection, connect
from kontor.store.copying import copy_verified
from kontor.store.events import insert_event
from kontor.store.faults import told
from kontor.store.proof import verify
from kontor.store.version import APPLICATION_ID, Schema, top


def backup_path(path: Path, version: int) -> Path:
    """Where the copy before an update lies: beside the file, never over an older copy."""
    stamp = journal.now()[:19].replace("-", "").replace(":", "").replace("T", "-")
    base = f"{path.stem}.v{version}-{stamp}"
    target, count = path.with_name(f"{base}.backup"), 1
    while target.exists():
        target, count = path.with_name(f"{base}-{count}.backup"), count + 1
    return target


def migrate_file(
    path: Path, target: Schema, *, trace: Callable[[str], None] | None = None
) -> Path | None:
    """Bring a file to the newest schema. The caller holds the lock of the file.

    Returns the copy made before; None if the file was new enough.
    """
    with told():
        con = connect(path, (*WRITER, "trusted_schema=OFF", "journal_mode=TRUNCATE"))
        with closing(con):
            return _update(con, path, target, trace)


def old_copies(path: Path) -> list[Path]:
    """Copies made before updates, newest first; nothing deletes them."""
    return sorted(path.parent.glob(f"{path.stem}.v*-*.backup"), reverse=True)


def _update(
    con: Connection, path: Path, target: Schema, trace: Callable[[str], None] | None
) -> Path | None:
    con.set_trace_callback(trace)
    (have,) = con.execute("PRAGMA user_version").fetchone()
    if have >= top(target):
        return None
    _refuse_damaged(con)
    copy = backup_path(path, have)
    copy_verified(con, copy)
    con.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
    con.execute("BEGIN EXCLUSIVE")
    try:
        _migrate(con, have, target)
        con.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            con.execute("ROLLBACK")
        raise
    return copy


def _refuse_damaged(con: Connection) -> None:
    (answer,) = con.execute("PRAGMA quick_check(1)").fetchone()
    first = None if answer != "ok" else next(verify(con), None)
    if answer != "ok" or first:
        raise Damaged(
            N_("The file cannot be updated, because it does not verify: {reason}"),
            hint=N_("Run “kontor check”, or restore a backup. The file is as it was."),
            reason=f"{first.code} {first.where}: {first.text}" if first else answer,
        )


def _migrate(con: Connection, have: int, target: Schema) -> None:
    todo = schema.migrations(target)[have:]
    before = _columns(con)
    label = N_("File updated")
    step = journal.open_step(con, label, "auto.migrate", kind="migration")
    schema.drop_triggers(con)
    for migration in todo:
        schema.run(con, migration.schema)
    schema.install_triggers(con, target)
    con.execute("PRAGMA trusted_schema=ON")  # this schema was made from our own files just now
    _record_columns(con, step, before)
    for migration in todo:
        schema.run(con, migration.data)
    insert_event(con, "migrated", label, {"from": have, "to": have + len(todo)})
    _check_after(con, target)
    journal.seal(con, step)
    unseen = next(verify(con), None)
    if unseen:
        raise ValueError(f"the migration changes records past the journal: {unseen.where}")
    con.execute(f"PRAGMA application_id={APPLICATION_ID}")
    con.execute(f"PRAGMA user_version={have + len(todo)}")


def _check_after(con: Connection, target: Schema) -> None:
    broken = con.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise ValueError(f"the migration breaks a reference: {tuple(broken)}")
    if schema.fingerprint(con) != schema.expected_fingerprint(target):
        raise ValueError("the migrated schema differs from a fresh one")


def _columns(con: sqlite3.Connection) -> dict[str, list[str]]:
    return {table: journal.columns(con, table) for table in journal.tracked(con)}


def _record_columns(con: Connection, step: int, before: dict[str, list[str]]) -> None:
    """One change row for each table that gained columns with a default, not one per record."""
    for table, cols in _columns(con).items():
        gone = set(before.get(table, ())) - set(cols)
        if gone:
            raise ValueError(f"released columns are never dropped: {table} {sorted(gone)}")
        if table not in before:
            continue
        defaults = _defaults(con, table, set(cols) - set(before[table]))
        if defaults:
            con.execute(
                "INSERT INTO change(step,tbl,row,op,after,salt) VALUES(?,?,0,'M',?,randomblob(16))",
                (step, table, json.dumps(defaults, ensure_ascii=False)),
            )
    if set(before) - set(_columns(con)):
        raise ValueError("released tables are never dropped")


def _defaults(con: Connection, table: str, added: set[str]) -> dict[str, Any]:
    out = {}
    for _, column, _, _, default, _, _ in con.execute(f"PRAGMA table_xinfo({table})").fetchall():
        if column in added and default is not None:
            (value,) = con.execute(f"SELECT {default}").fetchone()
            if value is not None:
                out[column] = value
    return out
