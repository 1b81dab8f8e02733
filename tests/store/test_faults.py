"""Power cuts, kill -9, and every single write call failing: nothing acknowledged is ever lost."""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import DiskFull, KontorError
from kontor.store import proof
from kontor.store.backup import backup, list_backups
from kontor.store.check import check
from kontor.store.store import Store
from tests.store import powerloss
from tests.store.sample_area import (
    DOOR,
    add_partner,
    content,
    findings,
    fresh,
    sample_schema,
    seal_paper,
    write_paper,
)  # fmt: skip
from tests.store.shim import shim_path

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork, kill and LD_PRELOAD are POSIX")


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The fault library, if there is a C compiler."""
    return str(shim_path(tmp_path_factory.mktemp("shim")))


def run(shim: str, *words: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.fault_runner", *map(str, words)],
        env={**os.environ, "LD_PRELOAD": shim, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


CASES = [
    ("post", "eio", 17),
    ("post", "enospc+", 29),
    ("post", "kill", 17),
    ("backup", "eio", 11),
    ("backup", "enospc+", 17),
    ("backup", "kill", 11),
    ("restore", "kill", 17),
    ("restore", "enospc+", 29),
    ("migrate", "kill", 17),
    ("migrate", "eio", 29),
]


@pytest.mark.parametrize(("scenario", "mode", "stride"), CASES)
def test_every_write_call_may_fail(
    shim: str, tmp_path: Path, scenario: str, mode: str, stride: int
) -> None:
    told = json.loads(run(shim, tmp_path, scenario, mode, 1 if HEAVY else stride))
    said = {what: n for what, n in told["said"].items() if what.startswith(("BAD", "TRACE"))}
    assert said == {}
    assert told["points"] > 3
    if mode == "kill":
        assert told["said"]["killed"] == told["points"] - 1


@pytest.mark.parametrize("sync", ["EXTRA", "OFF"])
def test_power_cuts(shim: str, tmp_path: Path, sync: str) -> None:
    run(shim, tmp_path, "record", 300 if HEAVY else 25, sync)
    calls = powerloss.read_log(tmp_path / "io.log")
    assert sum(call.op == "s" for call in calls) > 50 or sync == "OFF"
    base, rnd, work = (tmp_path / "base").read_bytes(), random.Random(7), tmp_path / "disk"
    lost = damaged = 0
    disks = (10_000 if HEAVY else 100) if sync == "EXTRA" else 60
    for _ in range(disks):
        cut = calls[: rnd.randrange(1, len(calls) + 1)]
        files, acked = powerloss.rebuild(cut, base, "pl.db", rnd)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        for name, data in files.items():
            (work / name).write_bytes(data)
        con = sqlite3.connect(work / "pl.db")
        try:
            whole = con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if not whole or next(proof.verify(con), None):
                damaged += 1
            elif con.execute("SELECT max(id) FROM step").fetchone()[0] < acked:
                lost += 1
        except sqlite3.DatabaseError:
            damaged += 1
        con.close()
    if sync == "EXTRA":
        assert (lost, damaged) == (0, 0)
    else:  # the control: a simulator that sees no damage proves nothing
        assert lost + damaged > 0


def work_for_ever(path: Path, out: int, seed: int) -> None:
    rnd = random.Random(seed)
    store = Store.open(path, schema=sample_schema(), doors=(DOOR,))
    store.subscribe(lambda done: void(os.write(out, f"{done.step}\n".encode())))
    os.write(out, b"0\n")
    while True:
        try:
            choice = rnd.randrange(6)
            if choice < 3:
                store.run(write_paper, f"P-{seed}-{rnd.random()}", 1, 2, 3)
            elif choice == 3:
                store.undo()
            elif choice == 4:
                store.redo()
            else:
                store.run(seal_paper, 1 + rnd.randrange(30))
        except KontorError:
            continue


def void(_: object) -> None:
    """Nothing comes back."""


def test_killed_at_random_moments_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    path = tmp_path / "firma.kontor"
    store = Store.open(path, schema=sample_schema())
    store.warm()
    store.close()
    kills, acked, hot = (5000 if HEAVY else 30), 0, 0
    for n in range(kills):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            work_for_ever(path, write, n)
        os.close(write)
        begun = select.select([read], [], [], 120)[0]  # a fork beside threads may hang for ever
        first = os.read(read, 2) if begun else b""
        time.sleep(random.uniform(0.004, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert begun, f"child {n} never began"
        with os.fdopen(read, "rb") as pipe:
            steps = [int(x) for x in (first + pipe.read()).decode().split("\n")[:-1]]
        journal = path.with_name(path.name + "-journal")
        hot += journal.exists() and journal.stat().st_size > 0
        acked += len(steps) - 1
        con = sqlite3.connect(path)
        (last,) = con.execute("SELECT max(id) FROM step").fetchone()
        assert max(steps) <= last, f"kill {n}"
        if n % 10 == 9 or n == kills - 1:
            assert list(proof.verify(con)) == []
            assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        con.close()
    assert acked > 5
    with Store.open(path, schema=sample_schema(), doors=(DOOR,)) as store:
        assert findings(store) == []


# disk full and large contents


def small_disk(folder: Path, kilobytes: int) -> bool:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "small"
    if not small_disk(disk, 1200):
        pytest.skip("a small disk cannot be mounted here")
    try:
        store = fresh(disk)
        written = 0
        with pytest.raises(DiskFull) as caught:
            for n in range(5000):
                store.run(add_partner, "x" * 400, city=str(n))
                written += 1
        assert caught.value.advice
        assert written > 20
        assert len(content(store)["partner"]) == written
        with pytest.raises(KontorError):
            backup(store, folder=disk / "b")
        assert list_backups(disk / "b") == []
        assert not any(".part" in p.name for p in (disk / "b").iterdir())
        elsewhere = tmp_path / "other.kontor"
        store.save_as(elsewhere)
        store.close()
        with Store.open(store.path, schema=sample_schema(), doors=(DOOR,)) as again:
            assert len(content(again)["partner"]) == written
            assert check(again) == []
        with Store.open(elsewhere, schema=sample_schema(), doors=(DOOR,)) as moved:
            assert moved.run(add_partner, "room again").step
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_large_contents_keep_opening_and_closing_bearable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not seconds, but what is read: a large file is neither hashed nor walked through."""
    from kontor.store import opening, sealfile
    from tests.store.sample_area import file_receipt

    count, size = (64, 32 << 20) if HEAVY else (6, 1 << 20)
    monkeypatch.setattr(sealfile, "HASH_UP_TO", 2 << 20)
    monkeypatch.setattr(opening, "QUICK_CHECK_UP_TO", 2 << 20)
    store = fresh(tmp_path)
    partner = store.run(add_partner, "Müller").value
    for n in range(count):
        store.run(file_receipt, partner, os.urandom(16) * (size // 16) + bytes([n]))
    store.close()
    hashed: list[Any] = []
    monkeypatch.setattr(sealfile, "file_hash", lambda p: hashed.append(p) or "x")
    checks: list[str] = []
    with Store.open(store.path, schema=sample_schema(), doors=(DOOR,)) as again:
        again._writer.con.set_trace_callback(checks.append)  # type: ignore[union-attr]
        again.run(add_partner, "Lindner")
        again._writer.con.set_trace_callback(None)  # type: ignore[union-attr]
    assert hashed == []
    assert not [c for c in checks if "quick_check" in c or "FROM blob" in c]
    monkeypatch.undo()
    with Store.open(store.path, schema=sample_schema(), doors=(DOOR,)) as last:
        made = backup(last, budget=2 * store.path.stat().st_size)
        assert made.size > count * size
        assert check(last) == []
