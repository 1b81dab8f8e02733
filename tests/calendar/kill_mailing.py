"""Mails invitations once per write call, killed at that call; see tests.store.killing.

python -m tests.calendar.kill_mailing WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.queries.invitations import log, waiting
from kontor.calendar.queries.outgoing import preview
from kontor.calendar.service.invitations import settle
from kontor.desk.invitations import finish_sending, send_invitations
from kontor.documents.mail_send import Line, Security, Server
from kontor.store.check import check
from kontor.store.store import Store
from tests.calendar import inviting
from tests.calendar.post_office import Office, open_office
from tests.store.killing import every

LATER = inviting.AT + timedelta(hours=1)


def main(work: Path, stride: int) -> None:
    base = work / "base"
    (base / "out").mkdir(parents=True)
    with create_store(base / "t.kontor") as store:
        key = inviting.make(store)
        inviting.ask(store, key, "Eva Krüger", "Büro Ohm <bau@ohm.example>")
    with open_office() as office:
        every(
            work, stride, lambda folder: act(folder, office), lambda folder: judge(folder, office)
        )


def line(office: Office) -> Line:
    return Line(Server("127.0.0.1", office.port, Security.NONE, "", ""), "")


def act(folder: Path, office: Office) -> None:
    with open_store(folder / "t.kontor") as store, line(office) as there:
        with store.read() as con:
            mark = preview(con, 1).mark
        send_invitations(store, 1, mark, folder / "out", inviting.AT, line=there)
    office.taken.clear()  # of the first run; what a child sends stays with its parent


def judge(folder: Path, office: Office) -> str:
    """What the log calls gone was taken; what is in doubt is asked; in the end one mail each."""
    taken = arrived(office)
    with open_store(folder / "t.kontor") as store:
        problems = [each.text for each in check(store)]
        if problems:
            return f"BAD {problems[0]}"
        with store.read() as con:
            kept, wait = log(con, 1), waiting(con, 1)
        gone = {one.message for one in kept if one.state is MessageState.WRITTEN}
        if not gone <= set(taken) or max(taken.values(), default=1) > 1:
            return f"BAD {len(gone)} gone, {dict(taken)}"
        doubt = [one for one in wait if one.state is MessageState.LEAVING]
        if doubt:
            store.run(settle, 1, doubt[0].message in taken, inviting.TODAY)
        ended = end(store, folder, office)
    office.taken.clear()
    if ended:
        return ended
    if doubt:
        return "doubt"
    return {0: "nothing", 2: "all"}.get(len(taken), "some")


def end(store: Store, folder: Path, office: Office) -> str:
    """Send the rest; what is bad about the outcome."""
    with line(office) as there:
        finish_sending(store, 1, folder / "out", LATER, line=there)
        with store.read() as con:
            shown = preview(con, 1)
        if shown.rows:
            later = LATER + timedelta(hours=1)
            send_invitations(store, 1, shown.mark, folder / "out", later, line=there)
    taken = arrived(office)
    if sorted(taken.values()) != [1, 1]:
        return f"BAD {dict(taken)} in the end"
    with store.read() as con:
        if {one.state for one in log(con, 1)} != {MessageState.WRITTEN}:
            return "BAD log"
    return ""


def arrived(office: Office) -> Counter[str]:
    return Counter(str(mail["Message-ID"]).strip("<>") for mail in office.mails())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
