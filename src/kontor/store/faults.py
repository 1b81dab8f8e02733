"""What SQLite and the system report, said as an error of Kontor: one sentence and one next step."""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from kontor.base.errors import Damaged, DiskFull, KontorError, Locked, NotOurs, ReadOnly, Refused
from kontor.base.i18n import N_, _
from kontor.base.oserrors import reason_of

_TROUBLE = (
    "SQLITE_AUTH",
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_CONSTRAINT",
    "SQLITE_CORRUPT",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
    "SQLITE_NOTADB",
    "SQLITE_PERM",
    "SQLITE_PROTOCOL",
    "SQLITE_READONLY",
)
_GUARD = r"(K\d{3}) (.+)"


class Words(str):
    """A message id as a value of another message: shown in the language of the reader."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """The translated words."""
        return format(_(str(self)), spec)


def cause(error: BaseException) -> sqlite3.Error | None:
    """The error of SQLite behind an exception, also behind one of SQLAlchemy."""
    if isinstance(error, sqlite3.Error):
        return error
    behind = getattr(error, "orig", None)
    return behind if isinstance(behind, sqlite3.Error) else None


def name(error: sqlite3.Error) -> str:
    """The name of the result code, such as SQLITE_FULL; empty when SQLite gave none."""
    return str(getattr(error, "sqlite_errorname", "") or "")


def is_mistake(error: sqlite3.Error) -> bool:
    """Whether the program is wrong (bad SQL, a closed connection): that must not be dressed up."""
    if isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return True
    return bool(name(error)) and not name(error).startswith(_TROUBLE)


def translate(error: sqlite3.Error) -> KontorError:
    """The error of Kontor for an error of SQLite."""
    code, text = name(error), str(error)
    if code.startswith("SQLITE_CONSTRAINT"):
        return _constraint(text)
    if code == "SQLITE_FULL":
        return DiskFull(
            N_("The disk is full. Nothing was changed."),
            hint=N_("Make room on the disk, then try again."),
        )
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Locked(
            N_("Another program is using the file. Nothing was changed."),
            hint=N_("Close the other program or wait a moment, then try again."),
        )
    if code == "SQLITE_READONLY_DBMOVED":
        return ReadOnly(
            N_("The file was moved, deleted or replaced while it was open. Nothing was changed."),
            hint=N_("Save the data to a new file: nothing that was saved before is lost yet."),
        )
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return ReadOnly(
            N_("The file cannot be written. Nothing was changed."),
            hint=N_("Check the permissions of the file and of its folder."),
        )
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Damaged(
            N_("The file is damaged: {reason}."),
            hint=N_("Keep the file as it is and restore the newest good backup."),
            reason=text,
        )
    if code.startswith("SQLITE_IOERR"):
        return Damaged(
            N_("The disk reports an error ({reason}). Nothing was changed."),
            hint=N_("Check the disk; make a backup on another disk now."),
            reason=code or text,
        )
    return Damaged(N_("The file could not be used: {reason}."), reason=text)


def translate_os(error: OSError) -> KontorError:
    """The error of Kontor for an error of the operating system."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(
            N_("The disk is full. Nothing was changed."),
            hint=N_("Make room on the disk, then try again."),
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return ReadOnly(
            N_("“{path}” cannot be written: {reason}."),
            hint=N_("Check the permissions of the file and of its folder."),
            path=error.filename or "",
            reason=reason_of(error),
        )
    if error.errno == errno.EISDIR:
        return NotOurs(
            N_("“{path}” is a folder, not a file."),
            hint=N_("Name a file in it."),
            path=error.filename or "",
        )
    return Damaged(
        N_("“{path}” could not be used: {reason}."),
        hint=N_("Check the disk; make a backup on another disk now."),
        path=error.filename or "",
        reason=reason_of(error),
    )


@contextmanager
def told_sqlite() -> Iterator[None]:
    """Let only errors of Kontor out for what SQLite reports inside."""
    try:
        yield
    except sqlite3.Error as error:
        if is_mistake(error):
            raise
        raise translate(error) from error


@contextmanager
def told() -> Iterator[None]:
    """Let only errors of Kontor out for what SQLite or the system report inside."""
    try:
        with told_sqlite():
            yield
    except OSError as error:
        raise translate_os(error) from error
    except UnicodeDecodeError as error:  # a damaged file damages the messages of SQLite as well
        raise Damaged(
            N_("The file is damaged: {reason}."),
            hint=N_("Keep the file as it is and restore the newest good backup."),
            reason=str(error),
        ) from error


def _constraint(text: str) -> KontorError:
    guard = re.match(_GUARD, text)
    if guard:
        return Refused(guard[2], code=guard[1])
    return Refused(
        N_("This contradicts a rule of the file: {reason}. Nothing was changed."), reason=text
    )
