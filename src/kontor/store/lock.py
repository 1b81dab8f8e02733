"""One writing instance (Sperre): a lock of the system on `<file>.lock`, freed when we die.

The text in the lock file only tells others who holds it. The file stays: deleting it would let two
programs hold "the" lock at once.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from kontor.base.errors import Locked, ReadOnly
from kontor.base.i18n import N_
from kontor.store.journal import now

_BUSY = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_FAR = 1 << 30  # Windows locks bytes: far behind the text, so that others can read it


def lock_path(path: Path) -> Path:
    """The lock file of a file."""
    return path.with_name(path.name + ".lock")


def holder(path: Path) -> dict[str, Any]:
    """Who has or had the file open: host, user, pid, since; empty if nobody says."""
    try:
        found = json.loads(lock_path(path).read_text("utf-8") or "{}")
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


class FileLock:
    """The lock, held from construction to `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        self._fd = os.open(lock_path(path), flags, 0o600)
        try:
            _take(self._fd)
        except OSError as error:
            os.close(self._fd)
            if error.errno in _BUSY:
                raise _locked(path) from error
            if error.errno in _NO_LOCKS:
                raise ReadOnly(
                    N_("The file system under the file knows no locks."),
                    hint=N_("Move the file to a local disk."),
                ) from error
            raise
        self._write(
            {"host": socket.gethostname(), "user": _user(), "pid": os.getpid(), "since": now()}
        )

    def release(self) -> None:
        """Give the file free."""
        if self._fd >= 0:
            self._write({})
            _free(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _write(self, what: dict[str, Any]) -> None:
        text = json.dumps(what).encode() if what else b""
        with suppress(OSError):  # the text is only information; the disk may be full
            os.lseek(self._fd, 0, os.SEEK_SET)
            os.ftruncate(self._fd, 0)
            os.write(self._fd, text)


def is_held(path: Path) -> bool:
    """Whether some program has the file open for writing now."""
    try:
        fd = os.open(lock_path(path), os.O_RDWR)
    except OSError:
        return False
    try:
        _take(fd)
    except OSError as error:
        return error.errno in _BUSY
    else:
        _free(fd)
        return False
    finally:
        os.close(fd)


if sys.platform == "win32":  # pragma: no cover

    def _take(fd: int) -> None:
        import msvcrt

        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _free(fd: int) -> None:
        import msvcrt

        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:

    def _take(fd: int) -> None:
        import fcntl

        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _free(fd: int) -> None:
        import fcntl

        fcntl.flock(fd, fcntl.LOCK_UN)


def _user() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or ""


def _locked(path: Path) -> Locked:
    who = holder(path)
    return Locked(
        N_("The file is open on {host} (user {user}, process {pid}, since {since})."),
        hint=N_("Close it there, or open it here for reading only."),
        host=who.get("host", "?"),
        user=who.get("user", "?"),
        pid=who.get("pid", "?"),
        since=str(who.get("since", "?"))[:16].replace("T", " "),
    )
