"""The file as a whole: opening, closing, backup and check over what they cannot do without."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path

from kontor.bootstrap import open_store
from kontor.store.backup import backup
from kontor.store.check import check, part_names
from kontor.store.store import Store
from tests.benchmarks.generate import make
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Each at each size; a file is hashed when it is opened, so the floor hashes it too.

    The check is that of the file: its pages, steps, rows, links and index, not of the books.
    """
    for size in setting.sizes:
        books = make(size, setting.folder)
        path, folder = books.kontor, setting.folder / f"copies-{size}"
        turn = in_turn(
            {
                "open": partial(_opened, path),
                "open.floor": partial(_bare, path, "SELECT count(*) FROM sqlite_schema"),
            },
            setting.rounds,
        )
        compares = "hash of the file, bare connection"
        yield turn.measure(f"store.open.{size}", "open", "open.floor", compares)
        with open_store(path) as store:
            if found := check(store, part_names()):
                raise AssertionError(f"the generated file has findings: {found[:3]}")
            turn = in_turn(
                {
                    "backup": partial(_backed_up, store, folder),
                    "backup.floor": partial(_copied, path, folder),
                    "check": partial(check, store, part_names()),
                    "check.floor": partial(_bare, path, "PRAGMA integrity_check"),
                },
                setting.rounds,
            )
        compares = "copy by sqlite3, its hash and integrity_check"
        yield turn.measure(f"store.backup.{size}", "backup", "backup.floor", compares)
        compares = "hash and integrity_check"
        yield turn.measure(f"store.check.{size}", "check", "check.floor", compares)


def _opened(path: Path) -> None:
    with open_store(path):
        pass


def _bare(path: Path, question: str) -> list[object]:
    sha256(path.read_bytes()).hexdigest()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as con:
        return con.execute(question).fetchall()


def _backed_up(store: Store, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # each time the first one: everything is proven
    backup(store, folder=folder)


def _copied(path: Path, folder: Path) -> None:
    target = folder.with_suffix(".bare")
    target.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as con,
        closing(sqlite3.connect(target)) as copy,
    ):
        con.backup(copy)
    _bare(target, "PRAGMA integrity_check")
