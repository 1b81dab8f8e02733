"""Taking back and doing again: the mirror image of a step, written as a step of its own."""

# ruff: noqa: S608  names come from the schema, values are bound
from __future__ import annotations

import sqlite3
from collections import Counter
from functools import cache
from typing import Any

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.store.faults import Words
from kontor.store.journal import AUTOMATIC, CHANGE, columns, load

_MIRROR = {"I": "D", "U": "U", "D": "I"}


def next_undo(con: sqlite3.Connection) -> int | None:
    """The newest thing done that was not taken back; automatic steps are passed over."""
    row = con.execute(
        "SELECT max(id) FROM step s WHERE kind IN ('do','redo') AND hash IS NOT NULL"
        " AND substr(command,1,5)<>? AND NOT EXISTS(SELECT 1 FROM step WHERE undoes=s.id)",
        (AUTOMATIC,),
    ).fetchone()
    return None if row[0] is None else int(row[0])


def next_redo(con: sqlite3.Connection) -> int | None:
    """The newest undo that was not done again, unless new work came after it."""
    row = con.execute(
        "SELECT max(id) FROM step s WHERE kind='undo'"
        " AND NOT EXISTS(SELECT 1 FROM step WHERE undoes=s.id)"
        " AND id>(SELECT ifnull(max(id),0) FROM step WHERE kind='do' AND substr(command,1,5)<>?)",
        (AUTOMATIC,),
    ).fetchone()
    return None if row[0] is None else int(row[0])


def check_reversible(con: sqlite3.Connection, step: int) -> tuple[str, str]:
    """The kind of the step that will reverse it and its label; `Refused` with the reason."""
    got = con.execute(
        "SELECT kind,final,label,(SELECT id FROM step WHERE undoes=s.id)"
        " FROM step s WHERE id=? AND hash IS NOT NULL",
        (step,),
    ).fetchone()
    if not got:
        raise NotFound(N_("There is no step {step}."), step=step)
    kind, final, label, undone = got
    what = Words(label)
    if undone:
        raise Refused(N_("“{what}” was already taken back in step {step}."), what=what, step=undone)
    barrier = con.execute("SELECT 1 FROM step WHERE kind='migration' AND id>=?", (step,)).fetchone()
    if barrier:
        raise Refused(
            N_("“{what}” lies before an update of Kontor and cannot be taken back."), what=what
        )
    if final:
        raise Refused(
            N_("“{what}” cannot be taken back: {reason}."), what=what, reason=Words(final)
        )
    return ("redo" if kind == "undo" else "undo"), label


def apply_reverse(con: sqlite3.Connection, step: int) -> None:
    """Put the old values back, last change first, inside the open step.

    Each statement checks and sets at once; what was written must be exactly the mirror image.
    """
    con.execute("PRAGMA defer_foreign_keys=ON")
    wanted: Counter[tuple[Any, ...]] = Counter()
    (start,) = con.execute("SELECT ifnull(max(id),0) FROM change").fetchone()
    names = cache(lambda table: columns(con, table))
    changes = con.execute(
        f"SELECT {CHANGE},digest FROM change WHERE id BETWEEN (SELECT first FROM step WHERE id=:s)"
        " AND (SELECT last FROM step WHERE id=:s) ORDER BY id DESC",
        {"s": step},
    ).fetchall()
    for number, table, row, op, before, after, erased in changes:
        if erased or op not in _MIRROR:
            raise Refused(N_("The former content was erased and cannot come back."))
        images = (load(before), load(after))
        if not _put_back(con, (table, row, op), images, names(table)):
            raise _changed_later(con, (table, row), number, step)
        wanted[table, row, _MIRROR[op], after, before] += 1
    got = Counter(
        con.execute(
            "SELECT tbl,row,op,before,after FROM change WHERE id>? ORDER BY id", (start,)
        ).fetchall()
    )
    if got != wanted:
        extra = next(iter((got - wanted) or (wanted - got)))
        raise Refused(
            N_("This would also change {table} {row}."),
            hint=N_("Take back the later step on it first."),
            table=Words(extra[0]),
            row=extra[1],
        )


def _put_back(
    con: sqlite3.Connection,
    what: tuple[str, int, str],
    images: tuple[dict[str, Any], dict[str, Any]],
    names: list[str],
) -> bool:
    table, row, op = what
    old, new = images
    # NULL for a column without value, never its default
    full = new if op == "U" else {c: (old if op == "D" else new).get(c) for c in names}
    match = " AND ".join(["id=?"] + [f'"{c}" IS ? COLLATE BINARY' for c in full])
    if op == "I":
        done = con.execute(f"DELETE FROM {table} WHERE {match}", (row, *full.values()))
    elif op == "U":
        sets = ",".join(f'"{c}"=?' for c in old)
        values = (*old.values(), row, *full.values())
        done = con.execute(f"UPDATE {table} SET {sets} WHERE {match}", values)
    else:
        if con.execute(f"SELECT 1 FROM {table} WHERE id=?", (row,)).fetchone():
            return False
        into = ",".join(["id", *(f'"{c}"' for c in full)])
        marks = ",".join("?" * (len(full) + 1))
        done = con.execute(f"INSERT INTO {table}({into}) VALUES({marks})", (row, *full.values()))
    return bool(done.rowcount == 1)


def _changed_later(
    con: sqlite3.Connection, record: tuple[str, int], change: int, step: int
) -> Refused:
    table, row = record
    later = con.execute(
        "SELECT s.id,s.label FROM change c JOIN step s ON s.id=c.step WHERE c.tbl=? AND c.row=?"
        " AND c.id>? AND s.id<>? AND s.hash IS NOT NULL ORDER BY c.id DESC",
        (table, row, change, step),
    ).fetchone()
    if not later:
        return Refused(N_("{table} {row} was changed since."), table=Words(table), row=row)
    return Refused(
        N_("{table} {row} was changed later by step {step} “{what}”."),
        hint=N_("Take back the later step on it first."),
        table=Words(table),
        row=row,
        step=later[0],
        what=Words(later[1]),
    )
