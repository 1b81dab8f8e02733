"""The proof (Prüfung): steps, changes and records compared with each other; nothing is written.

Two walks: steps with their changes by id (chain, gaps, order), then each table beside its changes,
replayed row by row. Every field is treated as hostile: an alteration is found, never a crash.
"""

# ruff: noqa: S608  names come from the schema, values are bound
from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.store.connection import stream
from kontor.store.journal import CHANGE, HEADER, columns, load, step_hash, tracked

_FAR = 1 << 62
TAIL = 500


def verify(con: sqlite3.Connection, since: int = 0) -> Iterator[Finding]:
    """Every finding. `since`: a step whose hash is known to hold from elsewhere (watermark)."""
    yield from verify_steps(con, since)
    for table in tracked(con):
        yield from verify_rows(con, table)
    yield from verify_links(con)
    yield from verify_blobs(con)


def verify_tail(con: sqlite3.Connection) -> Iterator[Finding]:
    """The chain of the newest steps only: what opening can afford."""
    (last,) = con.execute("SELECT ifnull(max(id),0) FROM step").fetchone()
    yield from verify_steps(con, max(0, last - TAIL))


def verify_steps(con: sqlite3.Connection, since: int = 0) -> Iterator[Finding]:
    """The chain of steps and their changes from `since` on."""
    walk = _Steps(con, since)
    header_sql = f"SELECT {HEADER},hash FROM step WHERE id>? ORDER BY id"
    for *header, stored in con.execute(header_sql, (since,)).fetchall():
        yield from walk.step(tuple(header), stored)
    if walk.pending:
        message = N_("The change belongs to no finished step.")
        yield _finding("S06", "change", walk.pending[0], message)


def verify_since(con: sqlite3.Connection, step: int, head: str) -> Iterator[Finding]:
    """What came after a step that was proven before: its chain, and the rows it touched."""
    known = con.execute("SELECT hash,last FROM step WHERE id=?", (step,)).fetchone()
    if known is None or known[0] != head:
        yield _finding("V16", "step", step, N_("The step differs from the newest backup."))
        return
    yield from verify_steps(con, step)
    touched: dict[str, list[int]] = {}
    sql = "SELECT DISTINCT tbl,row FROM change WHERE id>? AND row>0 ORDER BY tbl,row"
    for table, row in con.execute(sql, (known[1],)).fetchall():
        touched.setdefault(table, []).append(row)
    for table, rows in touched.items():
        for start in range(0, len(rows), TAIL):
            yield from verify_rows(con, table, rows[start : start + TAIL])
    yield from verify_links(con)


def verify_rows(
    con: sqlite3.Connection, table: str, only: Sequence[int] | None = None
) -> Iterator[Finding]:
    """Replay the changes of each row, or of some, and compare with the row as it stands."""
    cols = columns(con, table)
    names = ",".join(f'"{c}"' for c in cols)
    marks = "" if only is None else f" IN ({','.join('?' * len(only))})"
    where = f" WHERE id{marks}" if marks else ""
    rows = stream(con, f"SELECT id,{names} FROM {table}{where} ORDER BY id", only or ())
    added = [
        (number, load(after))
        for number, after in con.execute(
            "SELECT id,after FROM change WHERE tbl=? AND row=0 AND op='M' ORDER BY id", (table,)
        ).fetchall()
    ]
    feed = stream(
        con,
        "SELECT row,id,op,before,after,digest FROM change WHERE tbl=? AND row"
        f"{marks or '>0'} ORDER BY row,id",
        (table, *(only or ())),
    )
    change, current = next(feed, None), next(rows, None)
    while change or current:
        key = min(change[0] if change else _FAR, current[0] if current else _FAR)
        replay = _Replay(f"{table} {key}", added)
        while change and change[0] == key:
            yield from replay.apply(*change[1:])
            change = next(feed, None)
        actual = None
        if current and current[0] == key:
            actual = {c: v for c, v in zip(cols, current[1:], strict=True) if v is not None}
            current = next(rows, None)
        yield from replay.compare(actual)


def verify_links(con: sqlite3.Connection) -> Iterator[Finding]:
    """Records that point at records which do not exist."""
    for table, row, parent, _ in con.execute("PRAGMA foreign_key_check").fetchall():
        message = N_("What it refers to in {parent} is missing.")
        yield _finding("V04", table, row, message, parent=parent)


def verify_blobs(con: sqlite3.Connection) -> Iterator[Finding]:
    """Attachments whose content does not fit their key."""
    for key, content in stream(con, "SELECT sha256,content FROM blob"):
        raw = content if isinstance(content, bytes) else str(content).encode()
        if hashlib.sha256(raw).hexdigest() != key:
            yield _finding("B01", "blob", str(key)[:12], N_("The attachment was altered."))


class _Steps:
    """The walk over the chain: what the step before was, and the change that comes next."""

    def __init__(self, con: sqlite3.Connection, since: int) -> None:
        known = con.execute("SELECT hash,last FROM step WHERE id=?", (since,)).fetchone()
        self.previous: str = known[0] or "" if known else ""
        last = known[1] if known else 0
        self.number = since
        self.last: Any = last if isinstance(last, int) else 0
        sql = f"SELECT {CHANGE},salt,digest,step FROM change WHERE id>? ORDER BY id"
        self._changes = stream(con, sql, (self.last,))
        self.pending = next(self._changes, None)
        self._odd: list[Finding] = []

    def step(self, header: tuple[Any, ...], stored: Any) -> Iterator[Finding]:
        number, label, first, last = header[0], header[2], header[7], header[8]
        if number != self.number + 1:
            yield _finding("S02", "step", self.number + 1, N_("The step is missing."))
        if stored is None:
            message = N_("The step was never finished: it was written by another program.")
            yield _finding("S01", "step", number, message)
            last = _FAR
        elif first != self.last + 1 or not isinstance(last, int):
            message = N_("The step does not follow on the one before.")
            yield _finding("S03", "step", number, message)
            last = last if isinstance(last, int) else self.last
        actual = step_hash(self.previous, header, self._mine(number, last))
        yield from self._odd
        self._odd = []
        if stored is not None and stored != actual:
            message = N_("The step “{label}” or one of its changes was altered.")
            yield _finding("S04", "step", number, message, label=label)
        self.previous, self.number = stored or "", number

    def _mine(self, step: int, upto: int) -> Iterator[tuple[Any, ...]]:
        while self.pending and self.pending[0] <= upto:
            if self.pending[0] != self.last + 1 or self.pending[8] != step:
                message = N_("Changes before it are missing, or it lies in the wrong step.")
                self._odd.append(_finding("S05", "change", self.pending[0], message))
            self.last = self.pending[0]
            yield self.pending[:8]
            self.pending = next(self._changes, None)


class _Replay:
    """One row, put together again from its changes; a missing row counts as all NULL."""

    def __init__(self, where: str, added: list[tuple[int, dict[str, Any]]]) -> None:
        self.where, self._added = where, added
        self.state: dict[str, Any] | None = None
        self.known, self.newest = True, 0

    def apply(
        self, number: int, op: str, before: Any, after: Any, erased: Any
    ) -> Iterator[Finding]:
        old, new = load(before), load(after)
        self._fill_added(number)
        if op == "X":
            self.state, self.known = (_present(new) if after else None), True
        elif erased is not None:
            self.known = False
        else:
            if self.known:
                yield from self._contradictions(number, op, old)
            base = self.state or {} if op == "U" else {}
            self.state = None if op == "D" else _present({**base, **new})
            self.known = self.known or op != "U"
        self.newest = number

    def compare(self, actual: dict[str, Any] | None) -> Iterator[Finding]:
        self._fill_added(_FAR)
        if not self.known:
            message = N_("Its content was removed from the journal without a record of erasing.")
            yield Finding("R06", self.where, message)
        elif self.newest == 0:
            yield Finding("R02", self.where, N_("The record was written past the journal."))
        elif self.state is None and actual is not None:
            yield Finding("R03", self.where, N_("The record should be gone."))
        elif self.state is not None and actual is None:
            yield Finding("R01", self.where, N_("The record is gone past the journal."))
        elif self.state != actual:
            here, there = self.state or {}, actual or {}
            names = sorted(c for c in {*here, *there} if here.get(c) != there.get(c))
            message = N_("The record differs from the journal in {columns}.")
            found = (("columns", ", ".join(names)),)
            yield Finding("R01", self.where, message, values=found)

    def _contradictions(self, number: int, op: str, old: dict[str, Any]) -> Iterator[Finding]:
        if (op == "I") != (self.state is None):
            message = N_("Change {change}: the record appears or vanishes without record.")
            yield Finding("R04", self.where, message, values=(("change", number),))
            return
        state = self.state or {}
        differs = op == "D" and _present(old) != state
        if differs or (op == "U" and any(state.get(c) != v for c, v in old.items())):
            message = N_("Change {change}: the record was different before than the journal knows.")
            yield Finding("R05", self.where, message, values=(("change", number),))

    def _fill_added(self, upto: int) -> None:
        """Columns that a migration added between the newest change of the row and this one."""
        if self.state is None:
            return
        for number, added in self._added:
            if self.newest < number < upto:
                self.state.update(_present(added))


def _present(image: dict[str, Any]) -> dict[str, Any]:
    return {c: v for c, v in image.items() if v is not None}


def _finding(code: str, table: str, row: Any, message: str, **values: Any) -> Finding:
    return Finding(code, f"{table} {row}", message, values=tuple(values.items()))
