"""History (Verlauf): what was done, and what became of one record."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from kontor.store.journal import load


class Past(NamedTuple):
    """One change of a record: only the columns that differ; `op` is I, U, D or X (erased)."""

    step: int
    at: str
    label: str
    op: str
    before: dict[str, Any]
    after: dict[str, Any]
    erased: bool


class StepLine(NamedTuple):
    """One step for the history screen; `undone` is the step that took it back."""

    id: int
    at: str
    label: str
    command: str
    kind: str
    undoes: int | None
    final: str | None
    undone: int | None
    changes: int


def history(con: sqlite3.Connection, table: str, row: int) -> list[Past]:
    """What became of a record, newest first."""
    rows = con.execute(
        "SELECT c.step,s.at,s.label,c.op,c.before,c.after,c.digest IS NOT NULL"
        " FROM change c JOIN step s ON s.id=c.step WHERE c.tbl=? AND c.row=? ORDER BY c.id DESC",
        (table, row),
    ).fetchall()
    return [
        Past(step, at, label, op, load(before), load(after), bool(erased))
        for step, at, label, op, before, after, erased in rows
    ]


def newest_change(con: sqlite3.Connection, table: str, row: int) -> int:
    """The id of the newest change of a record: a form that knew less is stale."""
    (newest,) = con.execute(
        "SELECT ifnull(max(id),0) FROM change WHERE tbl=? AND row=?", (table, row)
    ).fetchone()
    return int(newest)


def steps(
    con: sqlite3.Connection, *, before: int | None = None, limit: int = 50, automatic: bool = True
) -> list[StepLine]:
    """Steps, newest first; `before` is the id of the last one of the page before."""
    rows = con.execute(
        "SELECT s.id,s.at,s.label,s.command,s.kind,s.undoes,s.final,"
        "(SELECT u.id FROM step u WHERE u.undoes=s.id),ifnull(s.last-s.first+1,0) FROM step s"
        " WHERE (:before IS NULL OR s.id<:before) AND (:auto OR substr(s.command,1,5)<>'auto.')"
        " ORDER BY s.id DESC LIMIT :limit",
        {"before": before, "limit": limit, "auto": automatic},
    ).fetchall()
    return [StepLine(*row) for row in rows]


def step_changes(
    con: sqlite3.Connection, step: int, *, after: int = 0, limit: int = 200
) -> list[tuple[int, str, int, str, dict[str, Any], dict[str, Any]]]:
    """(change id, table, row, op, before, after) of a step, in order; `after` pages on."""
    rows = con.execute(
        "SELECT id,tbl,row,op,before,after FROM change"
        " WHERE id>=(SELECT first FROM step WHERE id=?1)"
        " AND id<=(SELECT last FROM step WHERE id=?1) AND id>?2 ORDER BY id LIMIT ?3",
        (step, after, limit),
    ).fetchall()
    return [(i, table, row, op, load(b), load(a)) for i, table, row, op, b, a in rows]
