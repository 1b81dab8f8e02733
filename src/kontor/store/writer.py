"""The writing side: one connection, one step per transaction, certainty after each commit."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kontor.base.errors import Damaged, KontorError, Refused
from kontor.base.i18n import N_
from kontor.store import journal
from kontor.store.connection import WRITER, Connection, connect
from kontor.store.faults import Words, cause, is_mistake, name, translate


class Changed(NamedTuple):
    """What a step did; also the message to open screens. `step` is None if nothing changed."""

    step: int | None
    label: str
    tables: dict[str, int]
    value: Any = None
    final: str | None = None


@dataclass
class Work:
    """A step that is being done: its connection, and what it became."""

    con: Connection
    step: int
    label: str
    final: str | None
    value: Any = None
    hash: str | None = None
    touched: Counter[str] = field(default_factory=Counter)
    done: bool = False

    @property
    def changed(self) -> Changed:
        """The message about it."""
        number = self.step if self.hash else None
        return Changed(number, self.label, dict(self.touched), self.value, self.final)


Hook = Callable[[sqlite3.Connection, int], None]


class Writer:
    """The one connection that writes. `hooks` run before each seal, inside the step."""

    def __init__(self, path: Path, con: Connection, hooks: tuple[Hook, ...] = ()) -> None:
        self.path, self.con, self.hooks = path, con, hooks
        self.mutex = threading.Lock()
        self.trouble: Callable[[str], None] = lambda code: None
        self._lost = False
        self._version = self._data_version()

    @contextmanager
    def work(
        self,
        label: str,
        command: str = "",
        *,
        kind: str = "do",
        undoes: int | None = None,
        final: str | None = None,
    ) -> Iterator[Work]:
        """One transaction and one step; any exception takes everything back."""
        with self.mutex:
            try:
                if self._lost:
                    self._reopen()
                self.con.execute("BEGIN IMMEDIATE")
                step = journal.open_step(
                    self.con, label, command, kind=kind, undoes=undoes, final=final
                )
                work = Work(self.con, step, label, final)
                yield work
                if not work.done:
                    self.finish(work)
            except BaseException as error:
                self._roll_back()
                told = self._told(error)
                if told is None:
                    raise
                raise told from error

    def finish(self, work: Work) -> None:
        """Index, seal and commit; nothing changed means no step."""
        if not work.con.in_transaction:
            raise RuntimeError("the transaction of the step was ended inside it")
        work.done = True
        for hook in self.hooks:
            hook(work.con, work.step)
        work.con.execute("UPDATE step SET final=? WHERE id=?", (work.final, work.step))
        work.hash, work.touched = journal.seal(work.con, work.step)
        if work.hash:
            self._commit(work)
        else:
            work.con.execute("ROLLBACK")

    @contextmanager
    def housekeeping(self) -> Iterator[Connection]:
        """A transaction without a step, for tables that are not journaled."""
        with self.mutex:
            try:
                if self._lost:
                    self._reopen()
                self.con.execute("BEGIN IMMEDIATE")
                yield self.con
                self.con.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                told = self._told(error)
                if told is None:
                    raise
                raise told from error

    def changed_outside(self) -> bool:
        """Whether another program wrote to the file since the last look."""
        with self.mutex:
            if self._lost:
                return False
            version = self._data_version()
            changed, self._version = version != self._version, version
            return changed

    def _commit(self, work: Work) -> None:
        try:
            work.con.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            raise _still_needed(work.con, error) from error
        except sqlite3.Error as error:
            if name(error).startswith(("SQLITE_BUSY", "SQLITE_READONLY")):
                raise  # SQLite says for certain that nothing was stored
            if not self._is_stored(work, error):
                raise

    def _is_stored(self, work: Work, error: sqlite3.Error) -> bool:
        """After an error at COMMIT only the file knows: close, open, look."""
        self._roll_back()
        with suppress(sqlite3.Error):
            self.con.close()
        self._lost = True
        try:
            self._reopen()
            row = self.con.execute(
                "SELECT 1 FROM step WHERE id=? AND hash=?", (work.step, work.hash)
            ).fetchone()
        except sqlite3.Error:
            raise Damaged(
                N_("The disk reports an error. Whether “{what}” was saved is not certain yet."),
                hint=N_("Make sure the disk works and has room, then look before doing it again."),
                what=Words(work.label),
            ) from error
        return row is not None

    def _reopen(self) -> None:
        con = connect(self.path, (*WRITER, "trusted_schema=ON", "journal_mode=TRUNCATE"))
        self.con, self._lost = con, False
        self._version = self._data_version()

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            if self.con.in_transaction:
                self.con.execute("ROLLBACK")

    def _told(self, error: BaseException) -> KontorError | None:
        behind = None if isinstance(error, KontorError) else cause(error)
        if behind is None or is_mistake(behind):
            return None
        self.trouble(name(behind))
        return translate(behind)

    def _data_version(self) -> int:
        (version,) = self.con.execute("PRAGMA data_version").fetchone()
        return int(version)


def _still_needed(con: sqlite3.Connection, error: sqlite3.Error) -> KontorError:
    """A deferred foreign key failed; the transaction is still open, so ask who needs the row."""
    broken = con.execute("PRAGMA foreign_key_check").fetchone()
    if not broken:
        return translate(error)
    child, row, parent, _ = broken
    return Refused(
        N_("{parent} is still needed by {child} {row}. Nothing was changed."),
        hint=N_("Take back or change the newer record first."),
        parent=Words(parent),
        child=Words(child),
        row=row,
    )
