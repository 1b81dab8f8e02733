"""Verified copies of the file: `.part`, checked, on disk for certain, then under their name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from kontor.base.errors import Damaged, Finding, Refused
from kontor.base.i18n import N_
from kontor.store.connection import READER, Connection, connect
from kontor.store.proof import verify, verify_since

PART = ".part"
PAGES = 4096  # in one piece: 16 MB, some milliseconds in which a commit waits
RESTARTS = 3


def copy_verified(con: sqlite3.Connection, target: Path, *, deep: bool = True) -> None:
    """Copy what `con` reads to a new file; one that does not verify is removed again."""
    if target.exists():
        raise Refused(N_("“{path}” exists already."), path=target)
    part = target.with_name(target.name + PART)
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _copy(con, part)
        refuse(inspect(part, deep=deep))
        sync_file(part)
        put_copy(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        part.with_name(part.name + "-journal").unlink(missing_ok=True)
        raise


def put_copy(part: Path, target: Path) -> None:
    """Give a finished copy its name; a file that has it already is never replaced."""
    if target.exists():
        raise Refused(N_("“{path}” exists already."), path=target)
    part.rename(target)
    sync_folder(target.parent)


def snapshot(source: sqlite3.Connection, target: Path) -> None:
    """Copy to a new file, a piece at a time, so that nobody waits for it."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    _copy(source, target)


def inspect(
    path: Path, *, deep: bool = True, since: tuple[int, str] | None = None
) -> list[Finding]:
    """Findings about a copy that nobody writes to; nothing is written.

    Args:
        path: the copy.
        deep: everything; otherwise only whether the pages of the file are whole.
        since: a step and its hash, known from a copy that was proven: what came after it.
    """
    con = read_copy(path)
    try:
        check = "integrity_check" if deep and not since else "quick_check"
        for (problem,) in con.execute(f"PRAGMA {check}(10)").fetchall():
            if problem != "ok":
                values = (("reason", problem),)
                message = N_("The file is damaged: {reason}.")
                return [Finding("V03", path.name, message, values=values)]
        if since:
            return list(verify_since(con, *since))
        return list(verify(con)) if deep else []
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        values = (("reason", str(error)),)
        return [Finding("V03", path.name, N_("The file is damaged: {reason}."), values=values)]
    finally:
        con.close()


def read_copy(path: Path) -> Connection:
    """A connection to a copy that nobody writes to: no locks, no files beside it."""
    return connect(path, READER, mode="ro&immutable=1")


def refuse(findings: Iterable[Finding]) -> None:
    """`Damaged` with the first finding, if there is one."""
    for finding in findings:
        raise Damaged(
            N_("The copy does not verify: {finding}"),
            hint=N_("Run “kontor check” on the file itself; older backups are untouched."),
            finding=f"{finding.code} {finding.where}: {finding.text}",
        )


def sync_file(path: Path) -> None:
    """Make certain that the content is on the disk."""
    fd = os.open(path, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_folder(folder: Path) -> None:
    """Make certain that names in the folder are on the disk (not needed on Windows)."""
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class _Restarted(Exception):
    """Others wrote so often while the copy was made that it began anew too often."""


def _copy(con: sqlite3.Connection, part: Path) -> None:
    """A piece at a time; if others keep writing, in one piece while they wait."""
    seen: list[int] = []
    restarts = 0

    def progress(status: int, remaining: int, total: int) -> None:
        nonlocal restarts
        restarts += bool(seen and remaining > seen[-1])
        seen[:] = [remaining]
        if restarts > RESTARTS:
            raise _Restarted

    out = sqlite3.connect(part, isolation_level=None)
    try:
        try:
            con.backup(out, pages=PAGES, sleep=0.001, progress=progress)
        except _Restarted:
            con.backup(out)
        out.execute("PRAGMA journal_mode=DELETE")
    finally:
        out.close()
