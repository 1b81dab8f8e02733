"""The store: the one file, read by many short transactions and written in steps.

    with store.read() as con:                     # one short transaction; take lists, leave
        rows = con.execute("SELECT ...").fetchall()
    with store.step(N_("Invoice issued")) as unit:      # one transaction, one step, one undo
        unit.put(Invoice(...))
    store.run(ledger.post, data)                       # through a use case that knows its own label
    store.undo(); store.redo()

Reading is plain sqlite3; SQLModel is loaded by the first step, or before by `warm()`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kontor.base.errors import Finding, ReadOnly, Refused, Severity
from kontor.base.i18n import N_
from kontor.store import undo
from kontor.store.check import check
from kontor.store.connection import Readers
from kontor.store.copying import copy_verified, snapshot
from kontor.store.events import log_event
from kontor.store.faults import told, told_sqlite
from kontor.store.journal import tracked
from kontor.store.opening import Opened, create_file, open_file, record_foreign
from kontor.store.search import index_step, rebuild
from kontor.store.version import KONTOR, Schema
from kontor.store.writer import Changed, Writer

if TYPE_CHECKING:
    from kontor.store.doors import Door
    from kontor.store.unit import Engines, Listeners, Unit

    Doors = tuple[Door, ...] | Callable[[], tuple[Door, ...]]

__all__ = ["Changed", "Store"]
MOVED = N_("The file was moved, deleted or replaced while it was open.")


class Store:
    """An open file. Make one with `Store.open` or `Store.create`; close it with `close`."""

    def __init__(self, opened: Opened, doors: Doors = ()) -> None:
        self.path = opened.path
        self.schema = opened.schema
        self._doors = doors
        self.findings: list[Finding] = list(opened.findings)
        self._opened = opened
        self._reason = opened.read_only_reason
        self._readers = Readers(opened.path, opened.same_file)
        self._writer: Writer | None = None
        if opened.con:
            self._writer = Writer(opened.path, opened.con, (self._index,))
            self._writer.trouble = self._on_trouble
        self._engines: Engines | None = None
        self._closed = False
        self._seen = 0
        self._subscribers: list[Callable[[Changed], object]] = []
        self._listeners: Listeners = {}
        self._registrations: list[Callable[[], None]] = []
        self._here = threading.local()
        self._warming = threading.Lock()

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        doors: Doors = (),
        schema: Schema = KONTOR,
    ) -> Self:
        """Make a new file (never over an existing one) and open it for writing."""
        create_file(Path(path), schema)
        return cls.open(path, doors=doors, schema=schema)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        write: bool = True,
        doors: Doors = (),
        schema: Schema = KONTOR,
    ) -> Self:
        """Open an existing file; a second writer is refused with `Locked`."""
        store = cls(open_file(Path(path), write=write, schema=schema), doors)
        if store._opened.search_due and store.doors:
            with store.housekeeping() as con:
                rebuild(con, store.doors)
        return store

    def close(self) -> None:
        """Wait for the running step, then close so that one file remains."""
        writer, self._writer, self._closed = self._writer, None, True
        self._readers.close()
        if writer is None:
            self._opened.close(None)
            return
        with writer.mutex:
            self._opened.close(writer.con)

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close it."""
        self.close()

    def save_as(self, target: Path) -> None:
        """Save everything to a new file from the open connection, also when the path is gone."""
        with told():
            if self._writer:
                with self._writer.mutex:
                    copy_verified(self._writer.con, target)
            else:
                with self._readers.source() as con:
                    copy_verified(con, target)

    def look(self) -> list[Finding]:
        """Whether others moved or changed the file; call it when the screen gets the focus.

        On a read-only store subscribers hear what the writing instance did since the last look.
        """
        if not self._opened.same_file():
            self._reason = self._reason or MOVED
            remedy = N_("Save the data to a new file: nothing that was saved before is lost yet.")
            return [Finding("P11", self.path.name, MOVED, remedy)]
        if self._writer is None:
            self._follow()
            return []
        if not self._writer.changed_outside():
            return []
        with self._may_write().mutex:
            found = record_foreign(self._writer.con, self.path)
        self.findings.extend(found)
        if self.doors:
            with self.housekeeping() as con:
                rebuild(con, self.doors)
        with self.read() as con:
            (step,) = con.execute("SELECT max(id) FROM step").fetchone()
            tables = dict.fromkeys(tracked(con), 1)
        self._publish(Changed(step, N_("Changed by another program"), tables))
        return found

    def _follow(self) -> None:
        """A second screen: tell what the writing instance did since we looked last."""
        with self.read() as con:
            last, newest = con.execute(
                "SELECT id,last FROM step WHERE hash NOT NULL ORDER BY id DESC LIMIT 1"
            ).fetchone() or (0, 0)
            seen, self._seen = self._seen, int(newest)
            rows = con.execute(
                "SELECT tbl,count(*) FROM change WHERE id>? GROUP BY tbl", (seen,)
            ).fetchall()
        if rows and seen:
            self._publish(Changed(last, N_("Changed by another program"), dict(rows)))

    # reading

    @property
    def doors(self) -> tuple[Door, ...]:
        """What the areas answer; loaded when something asks for the first time."""
        if callable(self._doors):
            self._doors = self._doors()
        return self._doors

    @property
    def deep_due(self) -> str:
        """Why a deep check should run soon: `crash`, `changed`, `weekly`; empty if none is due."""
        return self._opened.deep_due

    def deep_check(self) -> list[Finding]:
        """Prove everything and put a failure on record; for a background thread."""
        found = check(self)
        if any(one.severity is Severity.ERROR for one in found):
            self.findings.extend(found)
            if not self.read_only:
                codes = sorted({one.code for one in found})
                with self.step(N_("Check failed"), "auto.check") as unit:
                    log_event(unit, "check", N_("Check failed: {codes}"), codes=", ".join(codes))
        else:
            self._opened.checked()
        return found

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written; `read_only_reason` says why."""
        return self._writer is None or bool(self._reason)

    @property
    def read_only_reason(self) -> str:
        """A message id; empty if the file can be written."""
        return self._reason

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one short read transaction. Take lists, then leave."""
        if getattr(self._here, "unit", None):
            raise RuntimeError("inside a step read through unit.con: it sees the rows of the step")
        self._here.reading = getattr(self._here, "reading", 0) + 1
        try:
            with told_sqlite(), self._readers.transaction() as con:
                yield con
        finally:
            self._here.reading -= 1

    def copy_to(self, target: Path) -> None:
        """Copy the file as it is now to a new one, a piece at a time; nobody waits for it."""
        with told(), self._readers.source() as con:
            snapshot(con, target)

    # writing

    def warm(self) -> None:
        """Load SQLModel and its engine; call it from a background thread after the first frame."""
        self._units()

    def run(self, case: Callable[..., Any], *args: Any, **kwargs: Any) -> Changed:
        """Do a use case in a step of its own; it knows its label."""
        label, final = getattr(case, "label", None), getattr(case, "final", None)
        if label is None:
            raise TypeError(f"{case!r} is no use case: mark it with @use_case")
        room = case.__module__.removeprefix("kontor.").replace(".service", "")
        command = f"{room}.{case.__name__}"
        with self.step(label, command, final=final) as unit:
            unit.value = case(unit, *args, **kwargs)
        return _changed(unit)

    @contextmanager
    def step(self, label: str, command: str = "", *, final: str | None = None) -> Iterator[Unit]:
        """A unit of work: one transaction and one step; an exception takes everything back.

        Args:
            label: message id, never the name of a person.
            command: where it came from; `auto....` for steps that nobody asked for.
            final: message id of the reason, if the step cannot be taken back.
        """
        writer = self._may_write()
        engines = self._units()
        with writer.work(label, command, final=final) as work:
            unit = engines.unit(work.con, work.step, final, self._listeners)
            self._here.unit = unit
            try:
                yield unit
                unit.flush()
                work.final, work.value = unit.final, unit.value
                writer.finish(work)
                unit.changed = work.changed
            finally:
                self._here.unit = None
                unit.close()
        self._publish(work.changed)

    def undo(self, step: int | None = None) -> Changed:
        """Take back a step, by default the newest; `Refused` says why not."""
        return self._reverse(step, undo.next_undo, N_("There is nothing to take back."))

    def redo(self, step: int | None = None) -> Changed:
        """Do again what was taken back last; `Refused` says why not."""
        return self._reverse(step, undo.next_redo, N_("There is nothing to do again."))

    @contextmanager
    def housekeeping(self) -> Iterator[sqlite3.Connection]:
        """A short transaction without a step, for `bulk_...` tables only."""
        with self._may_write().housekeeping() as con:
            self._here.unit = con
            try:
                yield con
            finally:
                self._here.unit = None

    def subscribe(self, listener: Callable[[Changed], object]) -> Callable[[], None]:
        """Call `listener` after each commit, from the writing thread; returns what ends it."""
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    def on(self, event_type: type, listener: Callable[[Unit, Any], object]) -> None:
        """Call `listener(unit, event)` for each such event, in the same step."""
        self._listeners.setdefault(event_type, []).append(listener)

    def before_steps(self, register: Callable[[], None]) -> None:
        """Call `register` once before the first step, to tell who listens: a start need not."""
        self._registrations.append(register)

    def _may_write(self) -> Writer:
        if getattr(self._here, "unit", None) or getattr(self._here, "reading", 0):
            raise RuntimeError("a step in a step or a read: pass the unit on, or leave the read")
        if self._closed:
            raise RuntimeError("the file is closed")
        if self._writer is None or self._reason:
            raise ReadOnly(self._reason or N_("The file is open for reading only."))
        return self._writer

    def _units(self) -> Engines:
        with self._warming:
            if self._engines is None:
                from kontor.store.unit import Engines

                while self._registrations:
                    self._registrations.pop(0)()
                self._engines = Engines()
            return self._engines

    def _reverse(
        self,
        step: int | None,
        choose: Callable[[sqlite3.Connection], int | None],
        nothing: str,
    ) -> Changed:
        writer = self._may_write()
        with self.read() as con:
            chosen = step or choose(con)
            if not chosen:
                raise Refused(nothing)
            kind, label = undo.check_reversible(con, chosen)
        with writer.work(label, f"store.{kind}", kind=kind, undoes=chosen) as work:
            undo.apply_reverse(work.con, chosen)
            writer.finish(work)
        self._publish(work.changed)
        return work.changed

    def _publish(self, changed: Changed) -> None:
        if changed.step is not None:
            for listener in tuple(self._subscribers):
                listener(changed)

    def _index(self, con: sqlite3.Connection, step: int) -> None:
        if self.doors:
            index_step(con, step, self.doors)

    def _on_trouble(self, code: str) -> None:
        if code == "SQLITE_READONLY_DBMOVED":
            self._reason = MOVED


def _changed(unit: Unit) -> Changed:
    changed: Changed = unit.changed
    return changed
