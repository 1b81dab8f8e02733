"""Takes two files in once per write call, killed at that call; see tests.store.killing.

python -m tests.receipts.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sys
from pathlib import Path

from kontor.bootstrap import open_store
from kontor.store.check import check
from tests.receipts.kit import ask, firm, take
from tests.receipts.test_booking import PICTURE, bill
from tests.store.killing import every


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    files = work / "files"
    files.mkdir()
    (files / "b.png").write_bytes(PICTURE)
    bill(files)
    with firm(base):
        pass
    every(work, stride, lambda folder: take_in(folder, files), lambda folder: judge(folder, files))


def take_in(folder: Path, files: Path) -> None:
    with open_store(folder / "receipts.kontor") as store:
        take(store, files)


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
