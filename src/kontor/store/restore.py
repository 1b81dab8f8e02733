"""Restoring (Wiederherstellen): the difference first, then the swap; what was there is kept beside.

Persons erased since are erased again, and numbers given out since are put on record, so that
none is given twice without an explanation (GoBD: a gap must be explained).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.errors import Damaged, Finding, KontorError
from kontor.base.i18n import N_
from kontor.store.backup import Backup, default_folder, list_backups, verify_backup
from kontor.store.connection import READER, connect
from kontor.store.copying import read_copy, refuse, sync_file, sync_folder
from kontor.store.erasing import erase_person, erased_refs
from kontor.store.events import log_event
from kontor.store.faults import told
from kontor.store.gaps import Gap, documented_gaps, number_floor
from kontor.store.history import StepLine, steps
from kontor.store.journal import now, tracked
from kontor.store.lock import FileLock, lock_path
from kontor.store.sealfile import file_hash, seal_path
from kontor.store.version import KONTOR, Schema

if TYPE_CHECKING:
    from kontor.store.doors import Door

__all__ = [
    "Difference", "Gap", "Restored", "difference", "documented_gaps", "number_floor", "restore",
]  # fmt: skip
SHOWN_STEPS = 200
SIDES = ("-journal", "-wal", "-shm")


class Difference(NamedTuple):
    """What a restore would change.

    Attributes:
        backup: the generation.
        same_line: whether the backup is an earlier state of this very file.
        steps_lost: how many steps are younger than the backup.
        lost: the newest of them.
        rows: table, rows now, rows then; only tables that differ.
        gaps: numbers that were given out since.
        erased: references that will be erased again.
        findings: what is wrong with the backup; then it cannot be restored.
    """

    backup: Backup
    same_line: bool
    steps_lost: int
    lost: tuple[StepLine, ...]
    rows: tuple[tuple[str, int, int], ...]
    gaps: tuple[Gap, ...]
    erased: tuple[str, ...]
    findings: tuple[Finding, ...]


class Restored(NamedTuple):
    """What a restore did. `aside` is the former file; None if there was none."""

    path: Path
    aside: Path | None
    gaps: tuple[Gap, ...]
    erased: tuple[str, ...]


def difference(
    path: Path,
    backup: Backup,
    *,
    schema: Schema = KONTOR,
    doors: tuple[Door, ...] = (),
) -> Difference:
    """What restoring would change; nothing is written. The file may be damaged or gone."""
    findings = tuple(verify_backup(backup, doors))
    gaps, erased = _gaps(path, backup, doors), _to_erase(path, backup)
    none = Difference(backup, False, 0, (), (), gaps, erased, findings)
    if findings or not path.exists():
        return none
    try:
        from kontor.store.store import Store

        with Store.open(path, write=False, schema=schema) as store, store.read() as now:
            then = read_copy(backup.path)
            try:
                return _compare(none, now, then)
            finally:
                then.close()
    except KontorError:
        return none


def restore(
    path: Path,
    backup: Backup,
    *,
    today: date,
    schema: Schema = KONTOR,
    doors: tuple[Door, ...] = (),
) -> Restored:
    """Put a verified backup in the place of the file, which must be closed.

    The former file stays beside it as `....before-restore-<time>`.
    """
    with told():
        path = path.resolve()
        refuse(verify_backup(backup, doors))
        lock = FileLock(path)
        try:
            gaps, erased = _gaps(path, backup, doors), _to_erase(path, backup)
            fresh = _bring(path, backup)
            _settle(fresh, backup, (gaps, erased), today, (schema, doors))
            aside = _swap(path, fresh)
        finally:
            lock.release()
    return Restored(path, aside, gaps, erased)


def _compare(none: Difference, now: sqlite3.Connection, then: sqlite3.Connection) -> Difference:
    backup = none.backup
    row = now.execute("SELECT hash FROM step WHERE id=?", (backup.step,)).fetchone()
    (last,) = now.execute("SELECT ifnull(max(id),0) FROM step").fetchone()
    lost = [line for line in steps(now, limit=SHOWN_STEPS) if line.id > backup.step]
    rows, there = [], set(tracked(then))
    for table in tracked(now):
        here = _count(now, table)
        before = _count(then, table) if table in there else 0
        if here != before:
            rows.append((table, here, before))
    return none._replace(
        same_line=bool(row and row[0] == backup.head),
        steps_lost=max(0, last - backup.step),
        lost=tuple(lost),
        rows=tuple(rows),
    )


def _count(con: sqlite3.Connection, table: str) -> int:
    (count,) = con.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  from schema
    return int(count)


def _others(path: Path, backup: Backup) -> list[Backup]:
    """All generations of this very file: they may know more than the one that is restored."""
    folders = {default_folder(path), backup.path.parent}
    found = [b for folder in sorted(folders) for b in list_backups(folder)]
    return [b for b in found if b.origin == backup.origin]


def _gaps(path: Path, backup: Backup, doors: Iterable[Door]) -> tuple[Gap, ...]:
    """What was given out in any life of the file and is neither in the backup nor on record."""
    highest: dict[str, int] = {}

    def reach(found: Iterable[tuple[str, int]]) -> None:
        for name, number in found:
            highest[name] = max(highest.get(name, 0), number)

    for one in _others(path, backup):
        reach(_reached(one))
    con = _peek(path, backup)
    if con:
        with suppress(sqlite3.Error, UnicodeDecodeError):
            reach((h.name, h.number) for d in doors if d.heads for h in d.heads(con))
        with suppress(sqlite3.Error, UnicodeDecodeError):
            reach((gap.name, gap.last) for gap in documented_gaps(con))
        con.close()
    known: dict[str, int] = {}
    for name, number in _reached(backup):
        known[name] = max(known.get(name, 0), number)
    return tuple(
        Gap(name, known.get(name, 0) + 1, number)
        for name, number in sorted(highest.items())
        if number > known.get(name, 0)
    )


def _reached(one: Backup) -> list[tuple[str, int]]:
    """Up to which numbers a generation counts itself: used ones and gaps on record."""
    return [(h[0], h[1]) for h in one.heads] + [(gap[0], gap[2]) for gap in one.gaps]


def _to_erase(path: Path, backup: Backup) -> tuple[str, ...]:
    refs = {ref for one in _others(path, backup) for ref in one.erased}
    con = _peek(path, backup)
    if con:
        with suppress(sqlite3.Error, UnicodeDecodeError):
            refs.update(erased_refs(con))
        con.close()
    return tuple(sorted(refs - set(backup.erased)))


def _peek(path: Path, backup: Backup) -> sqlite3.Connection | None:
    """The present file, if it can be read and is the same; an interrupted step is taken back."""
    con = None
    try:
        con = connect(path, READER)
        row = con.execute("SELECT hash FROM step WHERE id=1").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        row = None
    if con and row != (backup.origin,):
        con.close()
        return None
    return con


def _bring(path: Path, backup: Backup) -> Path:
    """The bytes of the backup beside the file, checked after they arrived."""
    fresh = path.with_name(path.name + ".restore")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(fd, "wb") as out, backup.path.open("rb") as source:
            while block := source.read(1 << 20):
                out.write(block)
        sync_file(fresh)
        if file_hash(fresh) != backup.sha256:
            raise Damaged(N_("The copy of the backup is not the same. Nothing was changed."))
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def _swap(path: Path, fresh: Path) -> Path | None:
    """The fresh file under the name; the former one keeps its content under another."""
    aside = None
    if path.exists():
        aside = _aside(path)
        try:
            os.link(path, aside)  # so there is no moment without a file under the name
        except OSError:
            path.rename(aside)
    for side in SIDES:  # never beside the fresh file: SQLite would take them for its own
        found = path.with_name(path.name + side)
        if found.exists():
            found.rename((aside or _aside(path)).with_name((aside or _aside(path)).name + side))
    seal_path(path).unlink(missing_ok=True)
    fresh.replace(path)
    lock_path(fresh).unlink(missing_ok=True)
    if seal_path(fresh).exists():  # the content is the same, only its name is new
        seal_path(fresh).replace(seal_path(path))
    sync_folder(path.parent)
    return aside


def _aside(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    name = f"{path.name}.before-restore-{stamp}"
    tries = (path.with_name(name + extra) for extra in ("", *(f"-{n}" for n in range(2, 100))))
    return next(p for p in tries if not p.exists())


def _settle(
    path: Path,
    backup: Backup,
    known: tuple[tuple[Gap, ...], tuple[str, ...]],
    today: date,
    ours: tuple[Schema, tuple[Door, ...]],
) -> None:
    """Write gaps and erasures into the copy before it takes the name; a kill leaves no half."""
    from kontor.store.store import Store

    gaps, erased = known
    schema, doors = ours
    with Store.open(path, schema=schema, doors=doors) as store:
        label = N_("Backup restored")
        with store.step(label, "auto.restore", final=N_("it is on record")) as unit:
            for ref in erased:
                erase_person(unit, doors, ref, today)
            unit.con.executemany(
                "INSERT INTO gap(chain,first,last,at) VALUES(?,?,?,?)",
                [(*gap, now()) for gap in _beyond(unit.con, gaps, doors)],
            )
            log_event(
                unit,
                "restored",
                label,
                backup=backup.name,
                step=backup.step,
                head=backup.head,
                numbers=sum(gap.last - gap.first + 1 for gap in gaps),
                erased=len(erased),
            )


def _beyond(con: sqlite3.Connection, gaps: Iterable[Gap], doors: Iterable[Door]) -> list[Gap]:
    """The gaps without what the restored file itself uses or has on record."""
    used = {h.name: h.number for d in doors if d.heads for h in d.heads(con)}
    found = []
    for gap in gaps:
        first = max(gap.first, used.get(gap.name, 0) + 1, number_floor(con, gap.name) + 1)
        if first <= gap.last:
            found.append(gap._replace(first=first))
    return found
