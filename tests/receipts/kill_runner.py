"""Takes two files in once per write call, killed at that call; started with faultio.so preloaded.

python -m tests.receipts.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from kontor.bootstrap import open_store
from kontor.store.check import check
from tests.receipts.kit import ask, firm, take
from tests.receipts.test_booking import PICTURE, bill
from tests.store.fault_runner import faults


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    files = work / "files"
    files.mkdir()
    (files / "b.png").write_bytes(PICTURE)
    bill(files)
    with firm(base):
        pass
    warm(work, base, files)
    said: Counter[str] = Counter()
    at = 1
    while True:
        folder = work / f"p{at}"
        shutil.copytree(base, folder)
        ended = one(folder, files, at)
        said["killed" if ended else "untouched"] += 1
        said[judge(folder, files)] += 1
        shutil.rmtree(folder)
        if not ended:
            break
        at += stride
    sys.stdout.write(json.dumps(said) + "\n")


def warm(work: Path, base: Path, files: Path) -> None:
    """Models are loaded once, before the forks."""
    folder = work / "warm"
    shutil.copytree(base, folder)
    with open_store(folder / "receipts.kontor") as store:
        take(store, files)
    shutil.rmtree(folder)


def one(folder: Path, files: Path, at: int) -> bool:
    """Whether the child died of the kill at that write call."""
    child = os.fork()
    if child == 0:
        faults(str(folder), "kill", at)
        with open_store(folder / "receipts.kontor") as store:
            take(store, files)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise AssertionError(f"the child failed at write {at}")
    return os.WIFSIGNALED(status)


def judge(folder: Path, files: Path) -> str:
    """After the kill whole receipts or none; taking in again completes them without doubles."""
    with open_store(folder / "receipts.kontor") as store:
        for again in (False, True):
            if again:
                take(store, files)
            problems = [one.text for one in check(store)]
            if problems:
                return f"BAD {problems[0]}"
            rows = ask(store, "SELECT r.gross,length(b.content)=r.size,(SELECT count(*) FROM"
                       " receipt_vat v WHERE v.receipt=r.id) FROM receipt r LEFT JOIN blob b"
                       " ON b.sha256=r.sha256 ORDER BY r.gross")  # fmt: skip
            if not set(rows) <= {(None, 1, 0), (11_900, 1, 1)} or len(set(rows)) != len(rows):
                return f"BAD {rows}"
        return "again whole" if len(rows) == 2 else f"BAD {rows}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
