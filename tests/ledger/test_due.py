"""What the books report as due: claims that are overdue, bills of the week."""

from __future__ import annotations

from datetime import date

from kontor.ledger.doors import due
from kontor.ledger.model.inputs import Amount, Bill, Invoice
from tests.ledger.golden_events import day, pay
from tests.ledger.kit import CUSTOMER, SUPPLIER, book


def test_overdue_claims_and_bills_of_the_week() -> None:
    lines = [Amount(account="erl19", net=10_000)]
    costs = [Amount(account="miete", net=5_000)]
    with book("soll") as case:
        for document, last in (("RE-1", "03-02"), ("RE-2", "03-16"), ("RE-3", "03-10")):
            case.post(Invoice(day=day("03-01"), partner=CUSTOMER, document=document, lines=lines,
                              due=day(last)))  # fmt: skip
        pay(case, "03-05", "RE-3", 11_900)
        for document, last in (("L-1", "03-10"), ("L-2", "03-23"), ("L-3", "03-24")):
            case.post(Bill(day=day("03-01"), partner=SUPPLIER, document=document, lines=costs,
                           due=day(last)))  # fmt: skip
        found = [one for one in due(case.con, date(2026, 3, 16)) if one.kind in {"item", "bill"}]
    told = [(one.kind, dict(one.values)["document"], one.amount, one.urgency) for one in found]
    assert told == [
        ("item", "RE-1", 11_900, 2),  # fourteen days late: urgent
        ("bill", "L-1", 5_000, 2),  # over its day
        ("bill", "L-2", 5_000, 1),  # within seven days
    ]
    assert all(one.ref.startswith("item:") for one in found)
