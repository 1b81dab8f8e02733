"""Fixes a date once per write call, killed at that call; see tests.store.killing.

python -m tests.calendar.poll_kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import date
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.calendar.model.polls import AnswerInput, PollInput
from kontor.calendar.service.poll_answers import answer_poll
from kontor.calendar.service.polls import final, new_poll
from kontor.company import service as company
from kontor.company.model import EmployeeInput
from kontor.store.check import check
from tests.store.killing import every

DAY = date(2026, 3, 16)
TIMES = ["2026-03-23 14:00", "2026-03-24 08:30", "2026-03-26 16:00"]
ASKED = {
    "subject": "Baubesprechung", "times": TIMES, "required": ["Lindner"],
    "optional": ["Eva Weiß <eva@weiss.example>", "Ole Ulm <ole@ulm.example>"],
}  # fmt: skip


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir(parents=True)
    with create_store(base / "t.kontor") as store:
        store.run(company.add_employee, EmployeeInput(name="Malte Lindner"), DAY)
        key = store.run(new_poll, PollInput.model_validate(ASKED), DAY).value
        store.run(answer_poll, key, AnswerInput(person="Lindner", text="2 ja, 1 nein"), DAY)
    every(work, stride, fix, judge)


def fix(folder: Path) -> None:
    with open_store(folder / "t.kontor") as store:
        store.run(final, 1, 2)


def judge(folder: Path) -> str:
    """All of it, or nothing: appointment, invitations, freed times, the end of the poll."""
    with open_store(folder / "t.kontor") as store:
        problems = [each.text for each in check(store)]
        if problems:
            return f"BAD {problems[0]}"
        with store.read() as con:
            there = state(con)
        if there == ("open", 3, 0, 0):
            store.run(final, 1, 2)
            with store.read() as con:
                return "nothing" if state(con) == ("final", 0, 1, 3) else "BAD done again"
    return "all" if there == ("final", 0, 1, 3) else f"BAD {there}"


def state(con: sqlite3.Connection) -> tuple[str, int, int, int]:
    """State of the poll, times kept free, appointments, invitations."""
    row = con.execute(
        "SELECT (SELECT state FROM poll), (SELECT count(*) FROM appointment WHERE state='held'),"
        " (SELECT count(*) FROM appointment WHERE state='planned'),"
        " (SELECT count(*) FROM invitation)"
    ).fetchone()
    return str(row[0]), int(row[1]), int(row[2]), int(row[3])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
