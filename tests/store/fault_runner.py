"""Runs a scenario once per write call, with that call failing; started with faultio.so preloaded.

python -m tests.store.fault_runner WORKFOLDER SCENARIO MODE STRIDE    prints one JSON object
python -m tests.store.fault_runner WORKFOLDER record POSTINGS SYNC    records a run for powerloss.py

Each point runs in a fork of this process, so that the models are loaded only once.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kontor.base.errors import KontorError
from kontor.store import connection, opening, writer
from kontor.store.backup import backup, list_backups, verify_backup
from kontor.store.check import check
from kontor.store.migrate import migrate_file
from kontor.store.restore import restore
from kontor.store.store import Store
from kontor.store.version import Schema
from tests.store.sample_area import (
    DOOR,
    add_partner,
    file_receipt,
    sample_schema,
    seal_paper,
    template,
    write_paper,
)  # fmt: skip

SHIM = ctypes.CDLL(None)
START = datetime(2026, 1, 1, tzinfo=UTC)
THIRD = "ALTER TABLE partner ADD COLUMN stars INTEGER NOT NULL DEFAULT 3;\n-- data\n" + (
    "UPDATE partner SET stars=5 WHERE id=1;\n"
)
Say = Callable[[int], None]


def faults(pattern: str, mode: str, at: int, *, sticky: bool = False, log: str = "") -> None:
    SHIM.fio_set(pattern.encode(), mode.encode(), ctypes.c_long(at), int(sticky), log.encode())


def post(folder: Path, say: Say) -> None:
    """Work of every kind; after an error the store must still be usable or refuse in words."""
    with Store.open(folder / "a.kontor", schema=sample_schema(), doors=(DOOR,)) as store:
        store.subscribe(lambda done: say(done.step or 0))
        cases: list[Callable[[], object]] = [
            lambda: store.run(add_partner, "Lindner"),
            lambda: store.run(write_paper, "B-1", 1, 2),
            store.undo,
            store.redo,
            lambda: store.run(file_receipt, 1, b"x" * 9000),
            lambda: store.run(seal_paper, 1),
        ]
        for case in cases:
            with contextlib.suppress(KontorError):
                case()


def back_up(folder: Path, say: Say) -> None:
    with Store.open(folder / "a.kontor", schema=sample_schema(), doors=(DOOR,)) as store:
        backup(store, folder=folder / "b", second=folder / "c", now=START + timedelta(days=1))


def go_back(folder: Path, say: Say) -> None:
    found = list_backups(folder / "b")
    day = date(2026, 3, 1)
    restore(folder / "a.kontor", found[0], today=day, schema=sample_schema(), doors=(DOOR,))


def update(folder: Path, say: Say) -> None:
    migrate_file(folder / "a.kontor", newer(folder))


def newer(folder: Path) -> Schema:
    target = folder.parent / "newer"
    if not target.exists():
        shutil.copytree(sample_schema().migrations[0], target)
        (target / "0003_more.sql").write_text(THIRD, "utf-8")
    return Schema((target,), (target / "guards",))


SCENARIOS = {"post": post, "backup": back_up, "restore": go_back, "migrate": update}


def base(folder: Path) -> Path:
    """What every point starts from: a file with work and one backup."""
    folder.mkdir()
    path = folder / "a.kontor"
    shutil.copy(template(), path)
    with Store.open(path, schema=sample_schema(), doors=(DOOR,)) as store:
        store.run(add_partner, "Müller")
        store.run(write_paper, "A-1", 1)
        backup(store, folder=folder / "b", now=START)
        store.run(add_partner, "Krüger")
    return folder


def main(work: Path, scenario: str, mode: str, stride: int) -> None:
    origin = base(work / "base")
    newer(origin)
    (work / "run").mkdir()
    said: Counter[str] = Counter()
    at, points = 1, 0
    while True:
        folder = work / "run" / f"p{at}"
        shutil.copytree(origin, folder)
        acked, how = one(folder, SCENARIOS[scenario], mode, at)
        said[how] += 1
        points += 1
        for problem in judge(folder, scenario, acked):
            said[f"BAD at {at}: {problem}"] += 1
        shutil.rmtree(folder)
        if how == "untouched":
            break
        at += stride
    sys.stdout.write(json.dumps({"points": points, "said": said}) + "\n")


def one(
    folder: Path, scenario: Callable[[Path, Say], None], mode: str, at: int
) -> tuple[list[int], str]:
    """Acknowledged steps, and `untouched`, `done`, an error, `killed`, or `TRACE ...`."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        faulthandler.dump_traceback_later(240, exit=True)  # a child that hangs says where
        how = "done"
        faults(str(folder), mode.removesuffix("+"), at, sticky=mode.endswith("+"))
        try:
            scenario(folder, lambda step: void(os.write(write, f"{step}\n".encode())))
        except KontorError as error:
            how = type(error).__name__
        except BaseException as error:  # noqa: BLE001
            how = f"TRACE {type(error).__name__}: {error}"
        if SHIM.fio_count() < at:
            how = "untouched"
        os.write(write, f"={how}\n".encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        lines = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    acked = [int(line) for line in lines if not line.startswith("=")]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    how = "killed" if killed else next((x[1:] for x in lines if x.startswith("=")), "TRACE none")
    return acked, how


def void(_: object) -> None:
    """Nothing comes back."""


def judge(folder: Path, scenario: str, acked: list[int]) -> list[str]:
    """What is wrong after the fault is over."""
    path, wrong = folder / "a.kontor", []
    schema = newer(folder.parent.parent / "base") if scenario == "migrate" else sample_schema()
    if not path.exists():
        asides = sorted(folder.glob("a.kontor.before-restore-*"))
        if scenario != "restore" or not asides:
            return ["the file is gone"]
        go_back(folder, lambda _: None)
    with Store.open(path, schema=schema, doors=(DOOR,)) as store:
        wrong += [f"{f.code} {f.where}" for f in check(store)]
        wrong += [f"{f.code} {f.where}" for f in store.findings if f.code[0] in "SVR"]
        with store.read() as con:
            (last,) = con.execute("SELECT max(id) FROM step").fetchone()
            names = [n for (n,) in con.execute("SELECT name FROM partner ORDER BY id").fetchall()]
        if acked and max(acked) > last:
            wrong.append(f"step {max(acked)} was acknowledged and is lost")
        if names[:1] != ["Müller"] or (scenario != "restore" and names[:2] != ["Müller", "Krüger"]):
            wrong.append(f"partners {names}")
        if not store.run(add_partner, "danach").step:
            wrong.append("not usable")
    for place in ("b", "c"):
        wrong += [f.text for b in list_backups(folder / place) for f in verify_backup(b)]
    if not list_backups(folder / "b"):
        wrong.append("the old backup is gone")
    return wrong


def record(work: Path, postings: int, sync: str) -> None:
    """One run whose every call is written down; the acknowledgements stand in the log as well."""
    path = work / "pl.db"
    shutil.copy(template(), path)
    shutil.copy(path, work / "base")
    pragmas = tuple(f"synchronous={sync}" if "synchronous" in p else p for p in connection.WRITER)
    for module in (connection, opening, writer):
        module.WRITER = pragmas  # type: ignore[attr-defined]
    opening._SAFE = (*pragmas, "trusted_schema=OFF")
    faults("pl.db", "log", 0, log=str(work / "io.log"))
    ack = os.open(work / "pl.db.ack", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    store = Store.open(path, schema=sample_schema(), doors=(DOOR,))
    store.subscribe(lambda done: void(os.write(ack, b"%d\n" % (done.step or 0))))
    for n in range(postings):
        store.run(write_paper, f"P-{n}", n, n + 1, n + 2)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[2] == "record":
        record(Path(sys.argv[1]), int(sys.argv[3]), sys.argv[4])
    else:
        main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
