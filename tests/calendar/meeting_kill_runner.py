"""Invites a meeting once per write call, killed at that call; see tests.store.killing.

python -m tests.calendar.meeting_kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.kinds.meetings import MeetingKind
from kontor.calendar.model.meeting_inputs import MeetingInput
from kontor.calendar.queries import meetings
from kontor.calendar.queries.invitations import log, waiting
from kontor.calendar.queries.outgoing import preview
from kontor.calendar.service.meeting_invites import ask_people
from kontor.calendar.service.meetings import new_meeting
from kontor.desk.invitations import finish_sending, send_invitations
from kontor.store.check import check
from tests.calendar import inviting
from tests.store.killing import every

PEOPLE = ["Eva Krüger", "Büro Ohm <bau@ohm.example>", "Jo"]  # by mail, by mail, by word


def main(work: Path, stride: int) -> None:
    base = work / "base"
    (base / "out").mkdir(parents=True)
    with create_store(base / "t.kontor") as store:
        inviting.make(store)
        data = MeetingInput(
            kind=MeetingKind.SITE, starts=inviting.STARTS, members=PEOPLE, agenda=["Lage"]
        )
        store.run(new_meeting, data)
    every(work, stride, send, judge)


def send(folder: Path) -> None:
    with open_store(folder / "t.kontor") as store:
        key = store.run(ask_people, 1).value
        with store.read() as con:
            mark = preview(con, key).mark
        send_invitations(store, key, mark, folder / "out", inviting.AT)


def judge(folder: Path) -> str:
    """Proved is what the log calls gone; in the end everybody has one proof and one file."""
    out = folder / "out"
    with open_store(folder / "t.kontor") as store:
        problems = [each.text for each in check(store)]
        if problems:
            return f"BAD {problems[0]}"
        with store.read() as con:
            one = meetings.meeting(con, 1)
            proved = {row.name for row in meetings.sendings(con, 1)}
            kept, wait = log(con, one.appointment), waiting(con, one.appointment)
        gone = {row.name for row in kept if row.state is MessageState.WRITTEN}
        if proved != gone or (one.state == "invited") != bool(gone):
            return f"BAD {one.state}: {len(proved)} proved, {len(gone)} gone"
        if wait:
            finish_sending(store, one.appointment, out, inviting.AT + timedelta(hours=1))
        key = store.run(ask_people, 1).value
        with store.read() as con:
            shown = preview(con, key)
        if shown.rows:
            later = inviting.AT + timedelta(hours=2)
            send_invitations(store, key, shown.mark, out, later)
        with store.read() as con:
            proofs = meetings.sendings(con, 1)
        if len(proofs) != 3 or sorted(path.suffix for path in out.iterdir()) != [".eml"] * 2:
            return f"BAD {len(proofs)} proofs, {len(list(out.iterdir()))} files"
        return "rest" if wait else ("all" if gone else "nothing")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
