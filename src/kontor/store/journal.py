"""The change journal (Änderungsprotokoll): triggers from the schema, steps opened and sealed."""

# ruff: noqa: S608  names come from the schema, values are bound
from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from kontor.store.connection import stream

OWN = frozenset({"step", "change", "blob"})
UNTRACKED = "bulk_"
HEADER = "id,at,label,command,kind,undoes,final,first,last"
CHANGE = "id,tbl,row,op,before,after"
AUTOMATIC = "auto."


def now() -> str:
    """This instant as it is stored: UTC, microseconds, Z; sorts as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def tracked(con: sqlite3.Connection) -> list[str]:
    """The journaled tables: all ordinary ones but those of the mechanism and `bulk_...`."""
    names = con.execute(
        "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table' ORDER BY name"
    ).fetchall()
    return [name for (name,) in names if _is_tracked(name)]


def _is_tracked(table: str) -> bool:
    return table not in OWN and not table.startswith((UNTRACKED, "sqlite_"))


def columns(con: sqlite3.Connection, table: str) -> list[str]:
    """The stored columns without `id`; types that JSON cannot carry exactly are refused."""
    info = con.execute(f"PRAGMA table_xinfo({table})").fetchall()
    return _stored(table, [(r[1], r[2], r[5], r[6]) for r in info])


def layout(con: sqlite3.Connection) -> dict[str, list[str]]:
    """Every journaled table with its stored columns, in one question for all of them.

    Raises:
        ValueError: a table that is not STRICT, may give an id twice, or holds what JSON cannot.
    """
    made = dict(con.execute("SELECT name,sql FROM sqlite_schema WHERE type='table'").fetchall())
    found = con.execute(
        "SELECT l.name,l.strict,x.name,x.type,x.pk,x.hidden"
        " FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) x"
        " WHERE l.schema='main' AND l.type='table' ORDER BY l.name,x.cid"
    ).fetchall()
    out = {}
    for (table, strict), rows in groupby(found, key=lambda row: row[:2]):
        if not _is_tracked(table):
            continue
        if not strict or "AUTOINCREMENT" not in made[table].upper():
            raise ValueError(f"{table}: must be STRICT, with id INTEGER PRIMARY KEY AUTOINCREMENT")
        out[table] = _stored(table, [row[2:] for row in rows])
    return out


def _stored(table: str, info: list[tuple[Any, ...]]) -> list[str]:
    """The columns of (name, type, key, hidden)."""
    wrong = [r[0] for r in info if r[3] == 0 and r[1] not in {"INTEGER", "TEXT"}]
    if wrong or [r[0] for r in info if r[2]] != ["id"]:
        raise ValueError(f"{table}: needs 'id' as its only key, INTEGER or TEXT columns {wrong}")
    return [r[0] for r in info if r[3] == 0 and r[0] != "id"]


def triggers(table: str, cols: list[str]) -> list[str]:
    """The three change triggers of a table; they abort every change outside an open step.

    SQLite reads their text at every start, so they only name the columns; what is kept of them is
    decided once for all tables, in the view `journal`.
    """
    names = json.dumps(cols, separators=(",", ":"))

    def values(row: str) -> str:
        return "json_array(" + ",".join(f'{row}."{c}"' for c in cols) + ")"

    def trigger(event: str, was: str, row: str, before: str, after: str) -> str:
        return (
            f"CREATE TRIGGER change_{table}_{event[0].lower()} AFTER {event} ON {table} BEGIN "
            f"INSERT INTO journal VALUES('{table}',{was},{row},'{names}',{before},{after});END"
        )

    old, new = values("OLD"), values("NEW")
    return [
        trigger("INSERT", "NULL", "NEW.id", "NULL", new),
        trigger("UPDATE", "OLD.id", "NEW.id", old, new),
        trigger("DELETE", "OLD.id", "NULL", old, "NULL"),
    ]


def digest(change: Iterable[Any], salt: bytes | None) -> bytes:
    """Of (id, tbl, row, op, before, after); JSON from SQLite holds no newline: unambiguous."""
    text = "\n".join(["" if v is None else str(v) for v in change])
    return hashlib.sha256((salt if isinstance(salt, bytes) else b"") + text.encode()).digest()


def step_hash(previous: str, header: tuple[Any, ...], changes: Iterable[tuple[Any, ...]]) -> str:
    """The hash of a step: the step before, its header, then the digest of each change."""
    head = json.dumps([str(v) if isinstance(v, bytes) else v for v in header], ensure_ascii=False)
    value = hashlib.sha256(f"kontor-step-1\n{previous}\n{head}\n".encode())
    for *change, salt, stored in changes:
        value.update(stored if isinstance(stored, bytes) else digest(change, salt))
    return value.hexdigest()


def open_step(
    con: sqlite3.Connection,
    label: str,
    command: str = "",
    *,
    kind: str = "do",
    undoes: int | None = None,
    final: str | None = None,
) -> int:
    """Insert the next step row; its time never goes back, whatever the clock says."""
    last, at = con.execute("SELECT id,at FROM step ORDER BY id DESC LIMIT 1").fetchone() or (0, "")
    con.execute(
        "INSERT INTO step(id,at,label,command,kind,undoes,final) VALUES(?,?,?,?,?,?,?)",
        (last + 1, max(now(), at), label, command, kind, undoes, final),
    )
    return int(last) + 1


def seal(con: sqlite3.Connection, step: int) -> tuple[str | None, Counter[str]]:
    """Hash what the database now holds.

    Returns the hash, None if nothing changed, and the number of changes per table.
    """
    previous, after = con.execute(
        "SELECT hash,last FROM step WHERE id=?", (step - 1,)
    ).fetchone() or ("", 0)
    (last,) = con.execute("SELECT ifnull(max(id),0) FROM change").fetchone()
    touched: Counter[str] = Counter()
    if last <= after:
        return None, touched
    con.execute("UPDATE step SET first=?,last=? WHERE id=?", (after + 1, last, step))
    header = con.execute(f"SELECT {HEADER} FROM step WHERE id=?", (step,)).fetchone()

    def rows() -> Iterator[tuple[Any, ...]]:
        sql = f"SELECT {CHANGE},salt,digest FROM change WHERE id>? ORDER BY id"
        for row in stream(con, sql, (after,)):
            touched[row[1]] += 1
            yield row

    value = step_hash(previous, header, rows())
    con.execute("UPDATE step SET hash=? WHERE id=?", (value, step))
    return value, touched


def load(text: Any) -> dict[str, Any]:
    """The columns of a change. An altered one must be found by the proof, not stop it."""
    try:
        return {**json.loads(text or "{}")}
    except (ValueError, TypeError, RecursionError):
        return {"?": text}
