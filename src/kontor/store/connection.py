"""Connections: plain sqlite3 with the pragmas of Kontor, whole answers, a pool of readers."""

from __future__ import annotations

import sqlite3
from _thread import allocate_lock  # a report needs no more of threads
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Self

from kontor.base.errors import ReadOnly
from kontor.base.i18n import N_

BUSY_MS = 5000
COMMON = (
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
)
# A writer with a small cache spills early and then locks readers out for the rest of its step.
WRITER = (
    *COMMON,
    "secure_delete=ON",
    "fullfsync=ON",
    "cache_size=-65536",
    "synchronous=EXTRA",
)
READER = (*COMMON, "trusted_schema=OFF", "query_only=ON")
IDLE_READERS = 4


class Eager(sqlite3.Cursor):
    """Takes the whole answer at once: a cursor left half read would hold commits back."""

    _rows: Iterator[Any] = iter(())

    def execute(self, *args: Any) -> Self:
        """Run one statement and fetch all its rows."""
        super().execute(*args)
        self._rows = iter(super().fetchall())
        return self

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        """The rows not taken yet."""
        return self._rows

    def __next__(self) -> Any:
        """The next row."""
        return next(self._rows)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        return list(islice(self._rows, size or self.arraysize))

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return list(self._rows)


class Connection(sqlite3.Connection):
    """A connection whose cursors are `Eager`; `stream` gives one that reads row by row."""

    def cursor(self, factory: Any = Eager) -> Any:
        """A cursor that takes the whole answer at once."""
        return super().cursor(factory)

    def execute(self, *args: Any) -> Any:
        """Run one statement. The method of the base class would pass `cursor` by."""
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Any:
        """Run one statement for many rows."""
        return self.cursor().executemany(*args)


def stream(con: sqlite3.Connection, sql: str, values: Any = ()) -> sqlite3.Cursor:
    """Row by row, also on a connection whose own cursors take everything at once."""
    cursor: sqlite3.Cursor = con.cursor(sqlite3.Cursor)
    return cursor.execute(sql, values)


def uri(path: Path, mode: str) -> str:
    """The address of a file for SQLite; `mode` rw never creates a file."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def connect(path: Path, pragmas: tuple[str, ...], *, mode: str = "rw") -> Connection:
    """Open an existing file with the given pragmas; transactions are begun by hand."""
    con = sqlite3.connect(
        uri(path, mode),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
        factory=Connection,
    )
    try:
        for pragma in pragmas:
            con.execute(f"PRAGMA {pragma}")
    except BaseException:
        con.close()
        raise
    return con


class Readers:
    """Reading connections for any thread: taken for one short transaction, then given back."""

    def __init__(self, path: Path, same_file: Callable[[], bool]) -> None:
        self.path, self._same_file = path, same_file
        self._idle: list[Connection] = []
        self._guard = allocate_lock()
        self._closed = False

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside one read transaction; take lists, then leave."""
        con = self._take()
        try:
            con.execute("BEGIN")
            yield con
        finally:
            self._give(con)

    @contextmanager
    def source(self) -> Iterator[Connection]:
        """A connection without a transaction, to copy from."""
        con = self._take()
        try:
            yield con
        finally:
            self._give(con)

    def close(self) -> None:
        """Close what is idle; what is in use closes when it comes back."""
        with self._guard:
            idle, self._idle, self._closed = self._idle, [], True
        for con in idle:
            con.close()

    def _take(self) -> Connection:
        with self._guard:
            if self._closed:
                raise RuntimeError("the file is closed")
            if self._idle:
                return self._idle.pop()
        con = connect(self.path, READER)
        if not self._same_file():  # a stranger lies under the name now
            con.close()
            raise ReadOnly(
                N_("The file was moved, deleted or replaced while it was open."),
                hint=N_("Save the data to a new file: nothing that was saved before is lost yet."),
            )
        return con

    def _give(self, con: Connection) -> None:
        try:
            if con.in_transaction:
                con.execute("ROLLBACK")
        except sqlite3.Error:
            con.close()
            return
        with self._guard:
            if not self._closed and len(self._idle) < IDLE_READERS:
                self._idle.append(con)
                return
        con.close()
