"""Attachments (Anlagen): contents under their SHA-256 in the same file, never altered."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING

from kontor.base.errors import Damaged, NotFound, Refused
from kontor.base.i18n import N_

if TYPE_CHECKING:
    from kontor.store.unit import Unit

LIMIT = 200 * 1024 * 1024


def put_blob(unit: Unit, content: bytes) -> str:
    """Store a content once and return its key, which a row of the step must hold.

    A step that changes no row is not kept, so a content without a row that names it goes too.
    """
    if len(content) > LIMIT:
        raise Refused(N_("The attachment is larger than {limit} MB."), limit=LIMIT // 1024 // 1024)
    key = hashlib.sha256(content).hexdigest()
    con = unit.con
    if not con.execute("SELECT 1 FROM blob WHERE sha256=?", (key,)).fetchone():
        con.execute("INSERT INTO blob(sha256,content) VALUES(?,?)", (key, content))
    return key


def get_blob(con: sqlite3.Connection, sha256: str) -> bytes:
    """The content under a key; one that was altered is refused."""
    row = con.execute("SELECT content FROM blob WHERE sha256=?", (sha256,)).fetchone()
    if row is None:
        raise NotFound(N_("The attachment {key} is not in the file."), key=sha256[:12])
    content = bytes(row[0])
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(
            N_("The attachment {key} was altered."),
            hint=N_("Restore it from a backup."),
            key=sha256[:12],
        )
    return content


def blob_size(con: sqlite3.Connection, sha256: str) -> int | None:
    """The size in bytes without reading the content; None if there is none."""
    row = con.execute("SELECT length(content) FROM blob WHERE sha256=?", (sha256,)).fetchone()
    return None if row is None else int(row[0])
