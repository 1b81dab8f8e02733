"""The first bytes of a file, read before SQLite opens it: is it ours, whole, and not too new?"""

from __future__ import annotations

from _thread import allocate_lock  # a report needs no more of threads
from pathlib import Path
from typing import NamedTuple

from kontor.base.errors import Damaged, NotOurs, ReadOnly
from kontor.base.i18n import N_
from kontor.store.version import APPLICATION_ID

_MAGIC = b"SQLite format 3\0"
_LENGTH = 100


class Header(NamedTuple):
    """What the header says."""

    version: int
    application: int
    wal: bool
    size_said: int
    size: int


class Held:
    """The files that this process has open in SQLite.

    Closing any other descriptor of such a file drops the locks of the whole process (POSIX), so
    this is known per process and not per store.
    """

    def __init__(self) -> None:
        self._guard = allocate_lock()
        self._count: dict[tuple[int, int], int] = {}

    def add(self, path: Path) -> tuple[int, int]:
        """Note that SQLite has the file open; returns its identity."""
        found = path.stat()
        key = (found.st_dev, found.st_ino)
        with self._guard:
            self._count[key] = self._count.get(key, 0) + 1
        return key

    def remove(self, key: tuple[int, int]) -> None:
        """Note that it is closed."""
        with self._guard:
            self._count[key] = self._count.get(key, 1) - 1
            if self._count[key] <= 0:
                del self._count[key]

    def has(self, path: Path) -> bool:
        """Whether SQLite has the file open here."""
        found = path.stat()
        with self._guard:
            return (found.st_dev, found.st_ino) in self._count


HELD = Held()


def read_header(path: Path) -> Header:
    """The header of a file that SQLite does not have open; `NotOurs` if it is none of SQLite."""
    size = path.stat().st_size
    if size == 0:
        raise NotOurs(
            N_("“{path}” is empty; it was never a Kontor file."),
            hint=N_("Restore a backup, or delete the empty file and create a new one."),
            path=path,
        )
    with path.open("rb") as file:
        head = file.read(_LENGTH)
    if len(head) < _LENGTH or not head.startswith(_MAGIC):
        raise NotOurs(
            N_("“{path}” is not a Kontor file, or it is encrypted."),
            hint=N_("Choose the right file; if this was one, restore a backup."),
            path=path,
        )
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    said = int.from_bytes(head[28:32], "big") * page if head[24:28] == head[92:96] else 0
    return Header(
        version=int.from_bytes(head[60:64], "big"),
        application=int.from_bytes(head[68:72], "big"),
        wal=head[18:20] == b"\2\2",
        size_said=said,
        size=size,
    )


def check_ours(path: Path, header: Header) -> None:
    """Refuse the database of another program."""
    if header.application != APPLICATION_ID or header.version < 1:
        raise NotOurs(
            N_("“{path}” is a database of another program."),
            hint=N_("Choose the file that Kontor made."),
            path=path,
        )


def check_state(path: Path, header: Header, newest: int, *, write: bool) -> None:
    """Refuse what is too new, too old to be read, or cut short."""
    if header.version > newest:
        raise NotOurs(
            N_("“{path}” was written by a newer Kontor (version {version}, this one: {newest})."),
            hint=N_("Update Kontor. Until then “kontor rescue” can copy all tables as text."),
            path=path,
            version=header.version,
            newest=newest,
        )
    if header.version < newest and not write:
        raise ReadOnly(
            N_("“{path}” comes from an older Kontor (version {version}, this one: {newest})."),
            hint=N_("Open it once for writing; a backup is made, then it is updated."),
            path=path,
            version=header.version,
            newest=newest,
        )
    if header.size < header.size_said:
        raise Damaged(
            N_("“{path}” is cut short: {size} of {said} bytes are left."),
            hint=N_("Keep the file as it is and restore the newest good backup."),
            path=path,
            size=header.size,
            said=header.size_said,
        )
