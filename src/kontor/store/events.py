"""Events (Ereignisse): what changes no record but must stay provable: exports, restores."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.i18n import N_
from kontor.store.journal import now

if TYPE_CHECKING:
    from kontor.store.unit import Unit


class Event(NamedTuple):
    """One event; `text` is a message id filled from `data`."""

    id: int
    at: str
    kind: str
    text: str
    data: dict[str, Any]


def insert_event(con: sqlite3.Connection, kind: str, text: str, data: dict[str, Any]) -> int:
    """Write an event inside the open step."""
    row = con.execute(
        "INSERT INTO event(at,kind,text,data) VALUES(?,?,?,?)",
        (now(), kind, text, json.dumps(data, ensure_ascii=False, sort_keys=True)),
    )
    return int(row.lastrowid or 0)


def log_event(unit: Unit, kind: str, text: str, **data: Any) -> int:
    """Put an event on record; the step becomes final, because events are kept.

    Args:
        unit: the step.
        kind: short name such as `export`, `restore`, `verify`.
        text: message id with `{names}`; never the name of a person.
        data: values of the text: texts, whole numbers, lists of them.
    """
    unit.final = unit.final or N_("it is on record")
    return insert_event(unit.con, kind, text, data)


def events(
    con: sqlite3.Connection, *, kind: str | None = None, before: int | None = None, limit: int = 50
) -> list[Event]:
    """Events, newest first; `before` is the id of the last one of the page before."""
    rows = con.execute(
        "SELECT id,at,kind,text,data FROM event WHERE (:kind IS NULL OR kind=:kind)"
        " AND (:before IS NULL OR id<:before) ORDER BY id DESC LIMIT :limit",
        {"kind": kind, "before": before, "limit": limit},
    ).fetchall()
    return [Event(i, at, what, text, json.loads(data)) for i, at, what, text, data in rows]
