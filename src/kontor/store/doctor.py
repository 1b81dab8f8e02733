"""The doctor (`kontor doctor`): the installation and the place of the file, not the books."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kontor.base.errors import Finding, KontorError, Severity
from kontor.base.i18n import N_
from kontor.store import place
from kontor.store.backup import default_folder, list_backups
from kontor.store.header import HELD, Header, read_header
from kontor.store.lock import holder, is_held
from kontor.store.opening import OLDEST_SQLITE
from kontor.store.version import APPLICATION_ID, KONTOR, Schema, top

LEFT_OVER = ("-wal", "-shm", ".restore", ".part", ".seal.part")
STALE_HOURS = 7 * 24
OLD_HOURS = 24


def doctor(
    path: Path, *, schema: Schema = KONTOR, backups: Path | None = None, now: datetime | None = None
) -> list[Finding]:
    """Facts (notes) and warnings about the installation; writes nothing, needs no lock.

    Args:
        path: the file; it may be missing.
        schema: the schema that this program knows.
        backups: the folder of the backups, if it is not the usual one.
        now: the instant that the age of the backups is measured from.
    """
    found = [*_program()]
    if not path.exists():
        message = N_("There is no file “{path}”.")
        return [*found, _warning("D10", "file", message, path=path)]
    found += _header(path, schema)
    found += _place(path)
    found += _lock(path)
    found += _left_over(path)
    found += _backups(backups or default_folder(path), now or datetime.now(UTC))
    return found


def _program() -> Iterator[Finding]:
    version, wal_safe = sqlite3.sqlite_version, _wal_reset_fixed(sqlite3.sqlite_version_info)
    yield _note(
        "D01", "system", N_("Python {python} on {system}."),
        python=platform.python_version(), system=platform.platform(terse=True),
    )  # fmt: skip
    yield _note("D02", "system", N_("SQLite {version}."), version=version)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        message = N_("SQLite {version} is too old for Kontor.")
        yield _warning("D03", "system", message, version=version)
    if not wal_safe:
        message = N_(
            "This SQLite can damage files in WAL mode (fixed in 3.51.3);"
            " Kontor never uses that mode. Do not switch the file to it with other programs."
        )
        yield _note("D04", "system", message)
    if sys.flags.utf8_mode == 0 and sys.getfilesystemencoding().lower() != "utf-8":
        yield _warning("D05", "system", N_("File names on this system are not in UTF-8."))


def _header(path: Path, schema: Schema) -> Iterator[Finding]:
    if HELD.has(path):
        return  # another descriptor of an open file would drop its locks
    try:
        header: Header = read_header(path)
    except KontorError as error:
        yield Finding("D11", path.name, error.message, error.hint, values=(("path", path),))
        return
    yield _note(
        "D12", path.name, N_("{size} kB, version {version} (this Kontor: {newest})."),
        size=header.size // 1024, version=header.version, newest=top(schema),
    )  # fmt: skip
    if header.application != APPLICATION_ID:
        yield _warning("D13", path.name, N_("The file belongs to another program."))
    if header.wal:
        message = N_("The file is in WAL mode; Kontor changes that at the next opening.")
        yield _warning("D14", path.name, message)


def _place(path: Path) -> Iterator[Finding]:
    kind = place.file_system(path) or "?"
    free = place.free_space(path) // 1024 // 1024
    message = N_("File system {kind}, {free} MB free.")
    yield _note("D20", path.name, message, kind=kind, free=free)
    yield from place.findings(path)


def _lock(path: Path) -> Iterator[Finding]:
    if is_held(path):
        who = holder(path)
        yield _note(
            "D21", path.name, N_("Open on {host} (user {user}, process {pid})."),
            host=who.get("host", "?"), user=who.get("user", "?"), pid=who.get("pid", "?"),
        )  # fmt: skip
        return
    journal = path.with_name(path.name + "-journal")
    if journal.exists() and journal.stat().st_size:
        message = N_("Work was interrupted; the next opening takes the unfinished step back.")
        yield _note("D22", path.name, message)


def _left_over(path: Path) -> Iterator[Finding]:
    for suffix in LEFT_OVER:
        side = path.with_name(path.name + suffix)
        if side.exists():
            message = N_("Beside the file lies a left-over file ({name}).")
            yield _warning("D23", path.name, message, name=side.name)
    for aside in sorted(path.parent.glob(f"{path.name}.before-restore-*")):
        message = N_("The former file {name} is still there; delete it when all is well.")
        yield _note("D24", path.name, message, name=aside.name)


def _backups(folder: Path, now: datetime) -> Iterator[Finding]:
    found = list_backups(folder)
    if not found:
        message = N_("There is no backup in “{folder}”.")
        yield _warning("D30", "backup", message, remedy=N_("Run “kontor backup”."), folder=folder)
        return
    hours = int((now - found[0].at).total_seconds() // 3600)
    message = N_("{count} backups; the newest is {hours} hours old.")
    severity = Severity.WARNING if hours >= STALE_HOURS else Severity.NOTE
    remedy = N_("Run “kontor backup”.") if hours >= OLD_HOURS else ""
    values = (("count", len(found)), ("hours", hours))
    yield Finding("D31", "backup", message, remedy, severity, values)


def _wal_reset_fixed(version: tuple[int, ...]) -> bool:
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (
        (3, 44, 6) <= version < (3, 45)
    )  # fmt: skip


def _note(code: str, where: str, message: str, **values: object) -> Finding:
    return Finding(code, where, message, "", Severity.NOTE, tuple(values.items()))


def _warning(code: str, where: str, message: str, *, remedy: str = "", **values: object) -> Finding:
    return Finding(code, where, message, remedy, Severity.WARNING, tuple(values.items()))
