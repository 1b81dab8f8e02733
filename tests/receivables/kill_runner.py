"""Issues a reminder run once per write call, killed at that call; see tests.store.killing.

python -m tests.receivables.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import date
from itertools import count
from pathlib import Path

from kontor.bootstrap import open_store
from kontor.receivables.kinds import Decision
from kontor.receivables.service.issuing import Rendered, issue_rendered, issue_run, prepare
from kontor.receivables.service.runs import propose_run, review
from kontor.store.check import check
from tests.receivables.kit import AT, firm, owes
from tests.receivables.test_run import D1, sent
from tests.store.killing import every

DAY = date(2026, 8, 20)
RUN = 2  # the first run brought the default; the second one asks for interest and the lump sum
# letters with number, archived letters, reminded levels, entries, seals, open charges, issued runs
ALL, NOTHING = (2, 2, 3, 2, 2, 2, 1), (0, 0, 0, 0, 0, 0, 0)


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    with firm(base) as store:
        owes(store, 1, "RE-1", 119_000)
        owes(store, 2, "RE-2", 357_000)
        owes(store, 2, "RE-3", 59_500)
        sent(store, D1)
        run = store.run(propose_run, DAY).value.run
        assert run == RUN
        store.run(review, run, all_claims=Decision.KEEP)
        letters = prepare(store, run, DAY)
    tries = count()
    every(
        work, stride, lambda folder: write(folder, letters),
        lambda folder: judge(folder, again=next(tries) < 2),
    )  # fmt: skip


def write(folder: Path, letters: list[Rendered]) -> None:
    with open_store(folder / "receivables.kontor") as store:
        store.run(issue_rendered, RUN, DAY, letters, AT)


def judge(folder: Path, *, again: bool) -> str:
    """`all` or `nothing`; after nothing the run goes out once, after all it never goes again."""
    with open_store(folder / "receivables.kontor") as store:
        problems = [each.text for each in check(store)]
        with store.read() as con:
            found = state(con)
        if problems:
            return f"BAD {problems[0]}"
        if found not in {ALL, NOTHING}:
            return f"BAD {found}"
        if again and found == NOTHING:
            issue_run(store, RUN, DAY, AT)
            with store.read() as con:
                if state(con) != ALL:
                    return f"BAD after the second try {state(con)}"
        if found == ALL and store.run(propose_run, DAY).value.letters:
            return "BAD reminded twice"
    return "all" if found == ALL else "nothing"


def state(con: sqlite3.Connection) -> tuple[int, ...]:
    """Counts of what issuing the run writes."""
    letters = f"SELECT id FROM reminder_letter WHERE run={RUN}"
    refs = f"SELECT 'receivables:'||id FROM reminder_letter WHERE run={RUN}"
    questions = (
        f"SELECT count(number) FROM reminder_letter WHERE run={RUN} AND issued NOT NULL"
        " AND document IN (SELECT id FROM document)",
        f"SELECT count(*) FROM document WHERE ref IN ({refs})",
        f"SELECT count(*) FROM reminded WHERE letter IN ({letters})",
        f"SELECT count(*) FROM entry WHERE source IN ({refs})",
        f"SELECT count(*) FROM seal WHERE entry IN (SELECT id FROM entry WHERE source IN ({refs}))",
        f"SELECT count(DISTINCT charge) FROM claim WHERE letter IN ({letters})",
        f"SELECT count(*) FROM reminder_run WHERE id={RUN} AND state='issued'",
    )
    return tuple(int(con.execute(sql).fetchone()[0]) for sql in questions)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
