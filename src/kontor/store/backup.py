"""Backups (Sicherungen): verified generations with a manifest, thinned out by age and by size.

A copy gets its name last, when it is verified, on disk for certain, and its manifest is there.
Nothing is thinned out that would leave no generation, and nothing for a date in the future.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.errors import DiskFull, Finding, NotFound
from kontor.base.i18n import N_
from kontor.store import place
from kontor.store.copying import (
    PART,
    inspect,
    put_copy,
    read_copy,
    refuse,
    sync_file,
    sync_folder,
)
from kontor.store.erasing import erased_refs
from kontor.store.faults import told
from kontor.store.gaps import documented_gaps
from kontor.store.retention import keep
from kontor.store.sealfile import file_hash

if TYPE_CHECKING:
    from kontor.store.doors import Door
    from kontor.store.store import Store

DEEP_UP_TO = 16 * 1024 * 1024  # a second or two: always
DEEP_EVERY = timedelta(days=7)
BUDGET = 10 * 1024 * 1024 * 1024
SUFFIX = ".kontor"


class Backup(NamedTuple):
    """One generation, as its manifest says.

    `origin` is the hash of the first step and tells generations of other files apart; `deep` says
    that everything was proven, not only what came after the last deep one; `heads` are the newest
    links of all chains (name, number, hash), anchors outside the file; `gaps` are numbers that went
    lost with a restore (name, first, last).
    """

    path: Path
    at: datetime
    size: int
    sha256: str
    version: int
    step: int
    head: str
    origin: str
    deep: bool
    heads: tuple[tuple[str, int, str], ...] = ()
    erased: tuple[str, ...] = ()
    gaps: tuple[tuple[str, int, int], ...] = ()

    @property
    def name(self) -> str:
        """The name of the copy."""
        return self.path.name


def default_folder(path: Path) -> Path:
    """Where the backups of a file go if no other folder is set."""
    return path.with_name(f"{path.stem}-backups")


def backup(
    store: Store,
    *,
    folder: Path | None = None,
    second: Path | None = None,
    now: datetime | None = None,
    budget: int = BUDGET,
) -> Backup:
    """Make a verified generation, then thin out the older ones.

    Everything is proven; in large files once a week, in between what came after the newest one.

    Args:
        store: the open file.
        folder: where the generations are kept; made if it is missing.
        second: another disk, stick or synchronised folder that gets the same copy.
        now: the instant for name and retention.
        budget: bytes that all generations together may take; the newest always stays.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    target = folder or default_folder(store.path)
    with told():
        made = _make(store, target, moment)
        prune(target, moment, budget=budget)
    if second and second.resolve() != target.resolve():
        carry(made, second, moment, budget=budget)
    return made


def carry(made: Backup, folder: Path, moment: datetime, *, budget: int = BUDGET) -> None:
    """Put a generation into a second place as well, and thin out the older ones there."""
    with told():
        _carry(made, folder)
        prune(folder, moment, budget=budget)


def list_backups(folder: Path) -> list[Backup]:
    """All generations whose manifest is there, newest first."""
    found = [_read_manifest(m) for m in folder.glob(f"*{SUFFIX}.json")] if folder.is_dir() else []
    return sorted((b for b in found if b and b.path.exists()), key=_age, reverse=True)


def verify_backup(found: Backup, doors: Iterable[Door] = ()) -> list[Finding]:
    """Whether a generation is what its manifest says and proves itself; nothing is written."""
    with told():
        if not found.path.exists():
            return [_finding(found, N_("The backup {name} is gone."))]
        if found.path.stat().st_size != found.size or file_hash(found.path) != found.sha256:
            return [_finding(found, N_("The backup {name} is not what its manifest says."))]
        findings = inspect(found.path)
        con = read_copy(found.path)
        try:
            if not findings and _heads(con, doors)[:2] != (found.step, found.head):
                findings.append(_finding(found, N_("The chain of {name} ends elsewhere.")))
        finally:
            con.close()
    return findings


def newest_age(folder: Path, now: datetime) -> int | None:
    """Whole hours since the newest generation; None if there is none."""
    found = list_backups(folder)
    return int((now - found[0].at).total_seconds() // 3600) if found else None


def read_backup(path: Path) -> Backup:
    """The generation of a copy by its path; `NotFound` without a manifest."""
    found = _read_manifest(_manifest(path))
    if found is None or not path.exists():
        raise NotFound(
            N_("“{path}” is no finished backup: its manifest is missing."),
            hint=N_("Choose a backup that “kontor backups” lists."),
            path=path,
        )
    return found


def prune(folder: Path, now: datetime, *, budget: int = BUDGET) -> list[Path]:
    """Delete generations that no age group needs, then the oldest until the budget holds."""
    found = list_backups(folder)
    gone: list[Backup] = []
    for origin in {b.origin for b in found}:
        gone += _spare([b for b in found if b.origin == origin], now, budget)
    for one in gone:
        _manifest(one.path).unlink(missing_ok=True)  # first: a copy without manifest is none
        one.path.unlink(missing_ok=True)
    _sweep(folder)
    return [b.path for b in gone]


def _spare(found: list[Backup], now: datetime, budget: int) -> list[Backup]:
    """Of the generations of one file, newest first: those to delete."""
    kept = keep({b.path: b.at for b in found}, now)
    gone = [b for b in found if b.path not in kept]
    total, stay = 0, 0
    for one in (b for b in found if b.path in kept):
        total += one.size
        if stay and total > budget:
            gone.append(one)
        else:
            stay += 1
    return gone


def _proven(store: Store, folder: Path, moment: datetime) -> tuple[int, str] | None:
    """The newest generation to go on from, if everything was proven within the week."""
    with store.read() as con:
        if _size(con) <= DEEP_UP_TO:
            return None
        origin = _origin(con)
        mine = [b for b in list_backups(folder) if b.origin == origin]
        if not any(b.deep and moment - DEEP_EVERY < b.at <= moment for b in mine):
            return None
        for one in mine:
            row = con.execute("SELECT hash FROM step WHERE id=?", (one.step,)).fetchone()
            if row and row[0] == one.head:
                return one.step, one.head
    return None


def _size(con: sqlite3.Connection) -> int:
    sql = "SELECT page_count*page_size FROM pragma_page_count,pragma_page_size"
    return int(con.execute(sql).fetchone()[0])


def _origin(con: sqlite3.Connection) -> str:
    row = con.execute("SELECT hash FROM step WHERE id=1").fetchone()
    return str(row[0]) if row else ""


def _make(store: Store, folder: Path, moment: datetime) -> Backup:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with store.read() as con:
        size = _size(con)
    if place.free_space(folder) < size + place.LOW_SPACE:
        prune(folder, moment, budget=0)
        if place.free_space(folder) < size:
            raise DiskFull(
                N_("There is no room for a backup of {size} MB in “{folder}”."),
                hint=N_("Make room, or choose another folder for the backups."),
                size=size // 1024 // 1024 + 1,
                folder=folder,
            )
    _sweep(folder)
    path = _free_name(folder, store.path.stem, moment)
    part = path.with_name(path.name + PART)
    try:
        since = _proven(store, folder, moment)
        store.copy_to(part)
        refuse(inspect(part, since=since))
        sync_file(part)
        made = _describe(part, store.doors)._replace(path=path, at=moment, deep=since is None)
        _write_manifest(made)
        put_copy(part, path)
    except BaseException:
        _give_up(part, _manifest(path))
        raise
    return made


def _give_up(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _describe(path: Path, doors: Iterable[Door]) -> Backup:
    con = read_copy(path)
    try:
        step, head, heads = _heads(con, doors)
        (version,) = con.execute("PRAGMA user_version").fetchone()
        erased, origin = tuple(erased_refs(con)), _origin(con)
        gaps = tuple((g.name, g.first, g.last) for g in documented_gaps(con))
    finally:
        con.close()
    size, value = path.stat().st_size, file_hash(path)
    at = datetime.now(UTC)
    return Backup(path, at, size, value, version, step, head, origin, True, heads, erased, gaps)


def _heads(
    con: sqlite3.Connection, doors: Iterable[Door]
) -> tuple[int, str, tuple[tuple[str, int, str], ...]]:
    step, head = con.execute(
        "SELECT id,hash FROM step WHERE hash NOT NULL ORDER BY id DESC LIMIT 1"
    ).fetchone() or (0, "")
    found: list[tuple[str, int, str]] = []
    for door in doors:
        found.extend((h.name, h.number, h.hash) for h in (door.heads(con) if door.heads else ()))
    return step, head, tuple(found)


def _carry(made: Backup, folder: Path) -> None:
    """The same bytes in a second place, checked after they arrived."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder)
    target = folder / made.name
    part = target.with_name(target.name + PART)
    try:
        fd = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(fd, "wb") as out, made.path.open("rb") as source:
            while block := source.read(1 << 20):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if file_hash(part) != made.sha256:
            refuse([_finding(made, N_("The copy of {name} in the second folder is not the same."))])
        _write_manifest(made._replace(path=target))
        put_copy(part, target)
    except BaseException:
        _give_up(part, _manifest(target))
        raise


def _free_name(folder: Path, stem: str, moment: datetime) -> Path:
    base = f"{stem}-{moment:%Y%m%d-%H%M%S}"
    names: Iterator[str] = iter([base, *(f"{base}-{n}" for n in range(2, 1000))])
    return next(
        p
        for n in names
        if not (p := folder / f"{n}{SUFFIX}").exists() and not _manifest(p).exists()
    )


def _sweep(folder: Path) -> None:
    """What an interrupted backup left. A copy without manifest may be the user's own: it stays."""
    for part in folder.glob(f"*{SUFFIX}*{PART}*"):
        part.unlink(missing_ok=True)
    for manifest in folder.glob(f"*{SUFFIX}.json"):
        said = _read_manifest(manifest)
        if said and not said.path.exists():
            manifest.unlink(missing_ok=True)


def _manifest(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _write_manifest(made: Backup) -> None:
    target = _manifest(made.path)
    part = target.with_name(target.name + PART)
    said: dict[str, Any] = {"format": 1, **made._asdict(), "path": made.name}
    said["at"] = made.at.isoformat(timespec="microseconds")
    try:
        fd = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as out:
            json.dump(said, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _read_manifest(manifest: Path) -> Backup | None:
    """None for one that cannot be read: then the copy does not count."""
    try:
        said = json.loads(manifest.read_text("utf-8"))
        return Backup(
            path=manifest.with_name(manifest.name.removesuffix(".json")),
            at=datetime.fromisoformat(said["at"]).astimezone(UTC),
            size=int(said["size"]),
            sha256=str(said["sha256"]),
            version=int(said["version"]),
            step=int(said["step"]),
            head=str(said["head"]),
            origin=str(said["origin"]),
            deep=said["deep"] is True,
            heads=tuple((str(n), int(k), str(h)) for n, k, h in said.get("heads", ())),
            erased=tuple(map(str, said.get("erased", ()))),
            gaps=tuple((str(n), int(a), int(b)) for n, a, b in said.get("gaps", ())),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _finding(found: Backup, message: str) -> Finding:
    remedy = N_("Use another backup and make a new one now.")
    return Finding("B02", found.name, message, remedy, values=(("name", found.name),))


def _age(found: Backup) -> datetime:
    return found.at
