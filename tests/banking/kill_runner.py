"""Writes a payment file once per write call, killed at that call; see tests.store.killing.

python -m tests.banking.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.desk.payfiles import export_payments
from kontor.store.check import check
from tests.banking import test_paying as paying
from tests.store.killing import every


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    with create_store(base / "pay.kontor") as store:
        paying.make(store)
        paying.bill(store, "EINMAL", 10_000, due=paying.TODAY)
        run = paying.run_of(store, "EINMAL")
        store.run(paying.release_run, run, paying.TODAY)
    every(work, stride, lambda folder: export(folder, run), lambda folder: judge(folder, run))


def export(folder: Path, run: int) -> None:
    with open_store(folder / "pay.kontor") as store:
        export_payments(store, run, folder, paying.TODAY, paying.AT)


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
