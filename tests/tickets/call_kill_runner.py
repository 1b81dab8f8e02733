"""Saves a call note once per write call, killed at that call; see tests.store.killing.

python -m tests.tickets.call_kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from kontor.bootstrap import create_store, open_store
from kontor.contacts.devices import CallInput
from kontor.contacts.queries import devices
from kontor.desk.calls import Become, take_call
from kontor.desk.start import CompanyInput, create_books
from kontor.store.check import check
from kontor.store.inputs import JSON
from kontor.store.store import Store
from kontor.tickets.kinds import TicketKind
from kontor.tickets.queries import tickets
from kontor.tui.drafts import StoreDrafts
from kontor.tui.screens.form import Drafter
from tests.sales.kit import FIRM
from tests.store import killing
from tests.tui.tickets_firm import NOW

KEY = "tickets.call:1"
BEGUN = {"who": "Frau Ohm", "subject": "Fenster"}
WHOLE = {"who": "Frau Ohm", "subject": "Fenster klemmt"}


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    with create_store(base / "calls.kontor") as store:
        create_books(store, CompanyInput.model_validate(FIRM, context=JSON), date(2026, 1, 1))
        Drafter(StoreDrafts(store), KEY).keep(1, dict(BEGUN))
    killing.every(work, stride, write, judge)


def write(folder: Path) -> None:
    """What the form does at Ctrl+S: the newest words first, then the step, then tidy up."""
    with open_store(folder / "calls.kontor") as store:
        drafter = Drafter(StoreDrafts(store), KEY)
        drafter.handing(dict(WHOLE))()
        data = CallInput.model_validate({"caller": WHOLE["who"], "subject": WHOLE["subject"]})
        kind = TicketKind.DEFECT
        store.run(drafter.ending(take_call), data, Become.TICKET, NOW, kind=kind)
        drafter.drop()


def judge(folder: Path) -> str:
    """`saved` once with its case, or `draft`: never both, never none."""
    with open_store(folder / "calls.kontor") as store:
        problems = [one.text for one in check(store)]
        with store.read() as con:
            calls = [one.subject for one in devices.calls(con, devices.CallFilter())]
            cases = [one.subject for one in tickets.page(con, tickets.TicketFilter())]
        drafts = kept(store)
    if problems:
        return f"BAD {problems[0]}"
    if (calls, cases, drafts) == ([WHOLE["subject"]], [WHOLE["subject"]], []):
        return "saved"
    if (calls, cases) == ([], []) and drafts in ([BEGUN], [WHOLE]):
        return "draft" if drafts == [WHOLE] else "draft before"
    return f"BAD {calls} {cases} {drafts}"


def kept(store: Store) -> list[object]:
    """What the next F2 offers."""
    keeper = StoreDrafts(store)
    found = [keeper.load(key) for key in keeper.keys("tickets.call:")]
    return [one["raws"] for one in found if one]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
