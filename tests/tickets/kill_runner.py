"""Runs maintenance once per write call, killed at that call; see tests.store.killing.

python -m tests.tickets.kill_runner WORKFOLDER STRIDE    prints one JSON object
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from kontor.bootstrap import open_store
from kontor.company import service as company
from kontor.company.kinds import StaffRole
from kontor.company.model import EmployeeInput
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.desk.announcing import hand_out
from kontor.store.check import check
from kontor.store.store import Store
from kontor.tickets.contract_model import ContractInput
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries.contract_run import Asked, preview
from kontor.tickets.service.announcing import announcements
from kontor.tickets.service.contract_run import run_contracts
from kontor.tickets.service.contracts import add_contract
from tests.sales.kit import firm
from tests.store.killing import every

DAY = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 8, tzinfo=UTC)
OUT = "Wartung"
# cases, appointments, visits, announcements, drafts of bills, billed years
PLANNED, NOTHING = (3, 3, 3, 3, 1, 1), (0, 0, 0, 0, 0, 0)
GONE = (3, 3, 3)  # announcements that are frozen, notes of them in the cases, files
_TERMS: dict[str, Any] = {
    "subject": "Fensterwartung", "starts": date(2025, 3, 1), "serviced": date(2025, 3, 15),
    "price": 12_000,
}  # fmt: skip
_CUSTOMER: dict[str, Any] = {
    "last_name": "Pfannkuch", "first_name": "Otto", "roles": [{"role": "customer"}],
    "addresses": [{"street": "Torweg", "house_number": "9", "postcode": "50667", "city": "Köln"}],
    # mails: pages are set by threads, which a fork does not take along
    "channels": [{"kind": "mail", "value": "pfannkuch@kunde.example"}],
}  # fmt: skip


def main(work: Path, stride: int) -> None:
    base = work / "base"
    base.mkdir()
    with firm(base) as store:
        store.run(company.add_employee, EmployeeInput(
            name="Rosa Farbenfroh", short="Rosa", role=StaffRole.JOURNEYMAN,
            started=date(2026, 1, 1), hours="Mo-Fr 7:00-16:00",
        ), DAY)  # fmt: skip
        store.run(create_contact, ContactInput.model_validate(_CUSTOMER))
        for contact, more in ((1, {}), (2, {}), (2, {"rhythm": "year"})):
            data = ContractInput.model_validate(
                {**_TERMS, "contact": f"contacts:{contact}", **more}
            )
            store.run(add_contract, data, DAY)
    (base / OUT).mkdir()
    tries = count()
    every(work, stride, work_off, lambda folder: judge(folder, again=next(tries) % 5 == 0))


def work_off(folder: Path) -> None:
    """The run, if something is due; then its announcements."""
    with open_store(next(folder.glob("*.kontor"))) as store:
        plan(store)
        hand_out(store, folder / OUT, AT)


def plan(store: Store) -> None:
    """Look, then plan what was looked at."""
    asked = Asked(DAY)
    with store.read() as con:
        shown = preview(con, asked)
        made = announcements(con, shown, DAY)
    if shown.rows:
        store.run(run_contracts, shown.mark, asked, made, AT)


def judge(folder: Path, *, again: bool) -> str:
    """`nothing`, `planned` or `all`; done once more it is whole, and nothing is there twice."""
    with open_store(next(folder.glob("*.kontor"))) as store:
        problems = [each.text for each in check(store)]
        with store.read() as con:
            planned, gone = made_by(con), (*gone_by(con), files(folder))
            due = queries.due(con, DAY)
    if problems:
        return f"BAD {problems[0]}"
    if planned not in {PLANNED, NOTHING} or bool(due) is (planned == PLANNED):
        return f"BAD {planned} {len(due)}"
    if gone[0] != gone[1] or gone[0] > gone[2]:
        return f"BAD {gone}"
    if again:
        work_off(folder)
        with open_store(next(folder.glob("*.kontor"))) as store, store.read() as con:
            after = (made_by(con), (*gone_by(con), files(folder)), len(queries.due(con, DAY)))
        if after != (PLANNED, GONE, 0):
            return f"BAD after the second try {after}"
    return "all" if gone == GONE else "nothing" if planned == NOTHING else "planned"


def made_by(con: sqlite3.Connection) -> tuple[int, ...]:
    """Counts of what the run writes."""
    questions = (
        "ticket", "appointment", "contract_visit WHERE state='planned'",
        "document WHERE ref LIKE 'tickets:%'", "sales_document", "contract_bill",
    )  # fmt: skip
    return tuple(int(con.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]) for sql in questions)


def gone_by(con: sqlite3.Connection) -> tuple[int, ...]:
    """Announcements that are frozen, and what the cases say of them."""
    questions = (
        "SELECT count(*) FROM document WHERE ref LIKE 'tickets:%' AND issued IS NOT NULL",
        "SELECT count(*) FROM ticket_note WHERE direction='out'",
    )
    return tuple(int(con.execute(sql).fetchone()[0]) for sql in questions)


def files(folder: Path) -> int:
    """Announcements in the folder, whole ones."""
    return sum(1 for one in (folder / OUT).iterdir() if one.suffix in {".pdf", ".eml"})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
