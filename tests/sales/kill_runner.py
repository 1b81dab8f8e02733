"""Issues an invoice once per write call, killed at that call; see tests.store.killing.

python -m tests.sales.kill_runner WORKFOLDER STRIDE single|final    prints one JSON object
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import date
from pathlib import Path

from kontor.bootstrap import open_store
from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.sales.model.billing import BillInput
from kontor.sales.service.billing import bill_order, record_progress
from kontor.sales.service.issuing import Issue, issue_rendered, prepare
from kontor.store.check import check
from kontor.store.store import Store
from tests.sales.kit import AT, ask, firm, issued, pay, put
from tests.store.killing import every

DAY = date(2026, 3, 16)
# number, file, entries, seals, item, deductions, sums, retention, instalments taken in
ALL = {"single": (1, 1, 1, 1, 1, 0, 1, 0, 0), "final": (1, 1, 1, 1, 1, 2, 1, 1, 2)}
NOTHING = (0, 0, 0, 0, 0, 0, 0, 0, 0)


def main(work: Path, stride: int, case: str) -> None:
    base = work / "base"
    base.mkdir()
    with firm(base) as store:
        draft = single(store) if case == "single" else final(store)
        rendered = prepare(store, draft, DAY)
    every(
        work, stride, lambda folder: write(folder, rendered),
        lambda folder: judge(folder, rendered, ALL[case]),
    )  # fmt: skip


def single(store: Store) -> int:
    """The draft of a plain invoice."""
    return put(store, [{"short": "Tür lackieren", "quantity": 2000, "price": 821_300}])


def final(store: Store) -> int:
    """The draft of a final invoice: one instalment is paid, one is open, 5 % are retained."""
    order = put(
        store,
        [{"short": "Fassade", "quantity": 100_000, "price": 1_000_000}],
        kind=DocumentKind.ORDER,
        retention_rate=500,
        retention_release=date(2031, 3, 16),
    )
    issued(store, order, date(2026, 1, 12))
    ((position,),) = ask(store, "SELECT id FROM position WHERE document=?", order)
    for month, done in ((1, 40_000), (2, 70_000)):
        day = date(2026, month, 28)
        with store.step("progress") as unit:
            record_progress(unit, position, day, done, how="typed")
        data = BillInput(order=f"sales:{order}", day=day)
        number = issued(store, store.run(bill_order, data).value, day).number
        if month == 1:
            pay(store, number, 476_000, date(2026, 2, 5))  # 40 × 100.00 and 19 %
    data = BillInput(order=f"sales:{order}", kind=InvoiceKind.FINAL, day=DAY)
    draft: int = store.run(bill_order, data).value
    return draft


def write(folder: Path, rendered: Issue) -> None:
    """Issue what is rendered already; the typesetter has threads and is not forked."""
    with open_store(folder / "sales.kontor") as store:
        store.run(issue_rendered, rendered, AT)


def judge(folder: Path, rendered: Issue, whole: tuple[int, ...]) -> str:
    """`all` or `nothing`: number, document, entry and seal come together."""
    with open_store(folder / "sales.kontor") as store:
        problems = [one.text for one in check(store)]
        with store.read() as con:
            found = state(con, rendered)
    if problems:
        return f"BAD {problems[0]}"
    return {whole: "all", NOTHING: "nothing"}.get(found, f"BAD {found}")


def state(con: sqlite3.Connection, rendered: Issue) -> tuple[int, ...]:
    """Counts of what issuing writes."""
    questions = (
        "SELECT count(number) FROM sales_document WHERE id=?1 AND issued NOT NULL AND ?2<>''",
        "SELECT count(*) FROM document WHERE ref='sales:'||?1 AND ?2<>''",
        "SELECT count(*) FROM entry WHERE source='sales:'||?1 AND ?2<>''",
        "SELECT count(*) FROM seal s JOIN entry e ON e.id=s.entry"
        " WHERE e.source='sales:'||?1 AND ?2<>''",
        "SELECT count(*) FROM item WHERE document=?2 AND ?1",
        "SELECT count(*) FROM deduction WHERE document=?1 AND ?2<>''",
        "SELECT count(*) FROM sum_line WHERE document=?1 AND ?2<>''",
        "SELECT count(*) FROM retention WHERE document=?1 AND ?2<>''",
        "SELECT count(*) FROM item WHERE ?1 AND lapsed_into IN"
        " (SELECT id FROM item WHERE document=?2)",
    )
    values = (rendered.document, rendered.number)
    return tuple(int(con.execute(sql, values).fetchone()[0]) for sql in questions)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
