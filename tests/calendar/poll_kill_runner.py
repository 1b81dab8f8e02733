"""Fixes a date and invites to it once per write call, killed at that call; see tests.store.killing.

python -m tests.calendar.poll_kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.model.polls import AnswerInput, PollInput
from kontor.calendar.queries.invitations import log, waiting
from kontor.calendar.queries.outgoing import preview
from kontor.calendar.service.poll_answers import answer_poll
from kontor.calendar.service.polls import final, mark_asked, new_poll
from kontor.company import service as company
from kontor.company.model import EmployeeInput, FirmInput
from kontor.desk.invitations import finish_sending, send_invitations
from kontor.store.check import check
from kontor.store.store import Store
from tests.store.killing import every

DAY = date(2026, 3, 16)
AT = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
TIMES = ["2026-03-23 14:00", "2026-03-24 08:30", "2026-03-26 16:00"]
ASKED = {
    "subject": "Baubesprechung", "times": TIMES, "required": ["Lindner"],
    "optional": ["Eva Weiß <eva@weiss.example>", "Ole Ulm <ole@ulm.example>"],
}  # fmt: skip
OPEN, DONE = ("open", 3, 0, 0), ("final", 0, 1, 3)


def main(work: Path, stride: int) -> None:
    base = work / "base"
    (base / "out").mkdir(parents=True)
    with create_store(base / "t.kontor") as store:
        firm = {"name": "Malerbetrieb Lindner", "started": date(2026, 1, 1),
                "mail": "buero@lindner.example", "settings": {"land": "NW"}}  # fmt: skip
        store.run(company.create_firm, FirmInput.model_validate(firm))
        store.run(company.add_employee, EmployeeInput(name="Malte Lindner"), DAY)
        key = store.run(new_poll, PollInput.model_validate(ASKED), DAY).value
        store.run(mark_asked, key, [2, 3], DAY)
        store.run(answer_poll, key, AnswerInput(person="Lindner", text="2 ja, 1 nein"), DAY)
    every(work, stride, fix, judge)


def fix(folder: Path) -> None:
    with open_store(folder / "t.kontor") as store:
        appointment = store.run(final, 1, 2).value
        send(store, appointment, folder / "out", AT)


def send(store: Store, appointment: int, out: Path, at: datetime) -> None:
    """Whatever waits, then whatever is still to go out."""
    finish_sending(store, appointment, out, at)
    with store.read() as con:
        shown = preview(con, appointment)
    if shown.rows:
        send_invitations(store, appointment, shown.mark, out, at + timedelta(minutes=5))


def judge(folder: Path) -> str:
    """The date is fixed whole or not at all; in the end one mail each, with two cancellations."""
    out = folder / "out"
    with open_store(folder / "t.kontor") as store:
        problems = [each.text for each in check(store)]
        if problems:
            return f"BAD {problems[0]}"
        with store.read() as con:
            there = state(con)
        if there not in {OPEN, DONE}:
            return f"BAD {there}"
        if there == OPEN:
            store.run(final, 1, 2)
        with store.read() as con:
            appointment, fixed = (
                con.execute("SELECT appointment FROM poll").fetchone()[0],
                state(con),
            )
            kept, left = log(con, appointment), waiting(con, appointment)
        gone = sum(one.state is MessageState.WRITTEN and bool(one.file) for one in kept)
        if fixed != DONE or gone > len(list(out.glob("*.eml"))):
            return f"BAD {fixed}, {gone} called gone"
        send(store, appointment, out, AT + timedelta(hours=1))
        with store.read() as con:
            kept = log(con, appointment)
    mails = [path.read_bytes() for path in out.glob("*.eml")]
    taken_back = [mail.count(b"Content-Type: application/ics") - 1 for mail in mails]
    if taken_back != [2, 2] or len(kept) != 3:
        return f"BAD {taken_back} taken back, {len(kept)} in the log"
    if there == OPEN:
        return "nothing"
    return "rest" if left else "all"


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
