"""Writes a payment file once per write call, killed at that call; see tests.sales.kill_runner.

python -m tests.banking.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.desk.payfiles import export_payments
from kontor.store.check import check
from tests.banking import test_paying as paying
from tests.store.fault_runner import faults


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    with create_store(base / "pay.kontor") as store:
        paying.make(store)
        paying.bill(store, "EINMAL", 10_000, due=paying.TODAY)
        run = paying.run_of(store, "EINMAL")
        store.run(paying.release_run, run, paying.TODAY)
    warm = work / "warm"
    shutil.copytree(base, warm)
    export(warm, run)
    said: Counter[str] = Counter()
    at = 1
    while True:
        folder = work / f"p{at}"
        shutil.copytree(base, folder)
        ended = one(folder, run, at)
        said["killed" if ended else "untouched"] += 1
        said[judge(folder, run)] += 1
        shutil.rmtree(folder)
        if not ended:
            break
        at += stride
    sys.stdout.write(json.dumps(said) + "\n")


def export(folder: Path, run: int) -> None:
    with open_store(folder / "pay.kontor") as store:
        export_payments(store, run, folder, paying.TODAY, paying.AT)


def one(folder: Path, run: int, at: int) -> bool:
    """Whether the child died of the kill at that write call."""
    child = os.fork()
    if child == 0:
        faults(str(folder), "kill", at)
        export(folder, run)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise AssertionError(f"the child failed at write {at}")
    return os.WIFSIGNALED(status)


def judge(folder: Path, run: int) -> str:
    """A file on the disk is whole and in the register; what is in the register goes out once."""
    files = sorted(folder.glob("*.xml"))
    on_disk = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    with open_store(folder / "pay.kontor") as store:
        problems = [each.text for each in check(store)]
        with store.read() as con:
            kept = [row[0] for row in con.execute("SELECT sha256 FROM pay_file").fetchall()]
        if problems:
            return f"BAD {problems[0]}"
        if len(kept) > 1 or not set(on_disk) <= set(kept):
            return f"BAD {len(files)} files, {len(kept)} in the register"
        if not kept:
            export_payments(store, run, folder, paying.TODAY, paying.AT)
            return "nothing"
        again = export_payments(store, run, folder, paying.TODAY, paying.AT, again="Absturz")
        if hashlib.sha256(again.read_bytes()).hexdigest() != kept[0]:
            return "BAD other bytes"
        return "all" if files else "register"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
