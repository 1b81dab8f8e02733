"""Issues an invoice once per write call, killed at that call; started with faultio.so preloaded.

python -m tests.sales.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from kontor.bootstrap import open_store
from kontor.sales.service.issuing import Issue, issue_rendered, prepare
from kontor.store.check import check
from tests.sales.kit import AT, firm, put
from tests.store.fault_runner import faults

DAY = date(2026, 3, 16)
ALL = (1, 1, 1, 1, 2)


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    with firm(base) as store:
        draft = put(store, [{"short": "Tür lackieren", "quantity": 2000, "price": 821_300}])
        rendered = prepare(store, draft, DAY)
    warm(work, base, rendered)
    said: Counter[str] = Counter()
    at = 1
    while True:
        folder = work / f"p{at}"
        shutil.copytree(base, folder)
        ended = one(folder, rendered, at)
        said["killed" if ended else "untouched"] += 1
        said[judge(folder, draft)] += 1
        shutil.rmtree(folder)
        if not ended:
            break
        at += stride
    sys.stdout.write(json.dumps(said) + "\n")


def warm(work: Path, base: Path, rendered: Issue) -> None:
    """Models are loaded once, before the forks; the typesetter has threads and is not forked."""
    folder = work / "warm"
    shutil.copytree(base, folder)
    with open_store(folder / "sales.kontor") as store:
        store.run(issue_rendered, rendered, AT)
    shutil.rmtree(folder)


def one(folder: Path, rendered: Issue, at: int) -> bool:
    """Whether the child died of the kill at that write call."""
    child = os.fork()
    if child == 0:
        faults(str(folder), "kill", at)
        with open_store(folder / "sales.kontor") as store:
            store.run(issue_rendered, rendered, AT)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise AssertionError(f"the child failed at write {at}")
    return os.WIFSIGNALED(status)


def judge(folder: Path, draft: int) -> str:
    """`all` or `nothing`: number, document, entry and seal come together."""
    with open_store(folder / "sales.kontor") as store:
        problems = [one.text for one in check(store)]
        with store.read() as con:
            found = state(con, draft)
    if problems:
        return f"BAD {problems[0]}"
    return {ALL: "all", (0, 0, 0, 0, 0): "nothing"}.get(found, f"BAD {found}")


def state(con: sqlite3.Connection, draft: int) -> tuple[int, ...]:
    """Counts: number, archived document, entry, seal; sum of what the journal moved, in kinds."""
    questions = (
        "SELECT count(number) FROM sales_document WHERE id=?1 AND issued NOT NULL",
        "SELECT count(*) FROM document WHERE ref='sales:'||?1",
        "SELECT count(*) FROM entry WHERE source='sales:'||?1",
        "SELECT count(*) FROM seal s JOIN entry e ON e.id=s.entry WHERE e.source='sales:'||?1",
        "SELECT 2*count(*) FROM item WHERE document='RE-2026-0001' AND ?1",
    )
    return tuple(int(con.execute(sql, (draft,)).fetchone()[0]) for sql in questions)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
