"""Sends invitations once per write call, killed at that call; see tests.store.killing.

python -m tests.calendar.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import hashlib
import sys
from datetime import timedelta
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.queries.invitations import log, people, waiting
from kontor.calendar.queries.outgoing import preview
from kontor.desk.invitations import finish_sending, send_invitations
from kontor.store.check import check
from tests.calendar import inviting
from tests.store.killing import every


def main(work: Path, stride: int) -> None:
    base = work / "base"
    (base / "out").mkdir(parents=True)
    with create_store(base / "t.kontor") as store:
        key = inviting.make(store)
        inviting.ask(store, key, "Eva Krüger", "Büro Ohm <bau@ohm.example>", "Jo")
    every(work, stride, send, judge)


def send(folder: Path) -> None:
    with open_store(folder / "t.kontor") as store:
        with store.read() as con:
            mark = preview(con, 1).mark
        send_invitations(store, 1, mark, folder / "out", inviting.AT)


def judge(folder: Path) -> str:
    """What the log calls gone is on the disk; what is on the disk is kept; in the end one each."""
    out = folder / "out"
    with open_store(folder / "t.kontor") as store:
        problems = [each.text for each in check(store)]
        if problems:
            return f"BAD {problems[0]}"
        with store.read() as con:
            kept, wait = log(con, 1), waiting(con, 1)
        gone = {one.sha256 for one in kept if one.state is MessageState.WRITTEN and one.sha256}
        known = {one.sha256 for one in kept}
        disk = digests(out)
        if not gone <= disk or not disk <= known:
            return f"BAD {len(disk)} files, {len(gone)} gone, {len(known)} kept"
        if wait:
            finish_sending(store, 1, out, inviting.AT + timedelta(hours=1))
        with store.read() as con:
            shown = preview(con, 1)
        if shown.rows:
            later = inviting.AT + timedelta(hours=2)
            send_invitations(store, 1, shown.mark, out, later)
        with store.read() as con:
            kept, there = log(con, 1), people(con, 1)
        if len(kept) != 3 or len(digests(out)) != 2 or len(list(out.glob("*.eml"))) != 2:
            return f"BAD {len(kept)} in the log, {len(list(out.iterdir()))} files"
        if {one.state.value for one in there} != {"sent"}:
            return "BAD states"
        return "rest" if wait else ("all" if disk else "nothing")


def digests(out: Path) -> set[str | None]:
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("*.eml")}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
