"""Drafts of forms (Entwürfe): kept over a crash or an interruption, outside the journal."""

# ruff: noqa: S608  names come from the schema, values are bound
from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.store.journal import now

if TYPE_CHECKING:
    from kontor.store.store import Store
    from kontor.store.unit import Unit

LIMIT = 1_000_000


class Draft(NamedTuple):
    """What was typed and not saved. `seen_change` is the newest change the form knew."""

    key: str
    content: dict[str, Any]
    seen_change: int
    at: str


def save_draft(store: Store, key: str, content: dict[str, Any], seen_change: int = 0) -> None:
    """Keep what a form holds; `key` names form and record (`contacts.partner:17`)."""
    text = json.dumps(content, ensure_ascii=False)
    if len(text) > LIMIT:
        raise Refused(N_("The draft is too long to be kept."))
    with store.housekeeping() as con:
        con.execute(
            "INSERT OR REPLACE INTO bulk_draft(key,content,seen_change,at) VALUES(?,?,?,?)",
            (key, text, seen_change, now()),
        )


def drop_draft(store: Store, key: str) -> None:
    """Forget a draft; one that does not exist is no error."""
    with store.housekeeping() as con:
        con.execute("DELETE FROM bulk_draft WHERE key=?", (key,))


def end_draft(unit: Unit, key: str) -> None:
    """Forget a draft in the step that saves what it held: a kill leaves one of both."""
    unit.con.execute("DELETE FROM bulk_draft WHERE key=?", (key,))


def load_draft(con: sqlite3.Connection, key: str) -> Draft | None:
    """The draft of a form, if there is one."""
    row = con.execute(f"SELECT {_COLUMNS} FROM bulk_draft WHERE key=?", (key,)).fetchone()
    return row and _draft(row)


def list_drafts(con: sqlite3.Connection, prefix: str = "") -> list[Draft]:
    """All drafts whose key begins with `prefix`, newest first."""
    rows = con.execute(
        f"SELECT {_COLUMNS} FROM bulk_draft WHERE substr(key,1,length(?1))=?1"
        " ORDER BY at DESC, key",
        (prefix,),
    ).fetchall()
    return [_draft(row) for row in rows]


_COLUMNS = "key,content,seen_change,at"


def _draft(row: tuple[str, str, int, str]) -> Draft:
    key, content, seen, at = row
    try:
        loaded = json.loads(content)
    except ValueError:
        loaded = {}
    return Draft(key, loaded if isinstance(loaded, dict) else {}, seen, at)
