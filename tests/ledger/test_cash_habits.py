"""The cash curve goes by habits: wages of the last months, customers as late as usual."""

from __future__ import annotations

from datetime import date

from kontor.ledger.model.inputs import (
    Amount,
    EntryLine,
    FreeEntry,
    Invoice,
    Payment,
    Payroll,
    PayrollLine,
    Settles,
)
from kontor.ledger.queries import cash
from tests.ledger.kit import CUSTOMER, OTHER, Case, book


def payroll(case: Case, day: str, net: int) -> None:
    """Net wages, 378 € wage tax, 1,250 € social security."""
    amounts = {"4110": net + 99_800, "4130": 63_000, "verb_lohn": -net, "verb_lst": -37_800,
               "verb_sv": -125_000}  # fmt: skip
    case.post(
        Payroll(
            day=date.fromisoformat(day),
            lines=[PayrollLine(account=name, amount=cents) for name, cents in amounts.items()],
        )
    )


def paid(case: Case, day: str, account: str, cents: int) -> None:
    """A liability paid from the bank."""
    lines = [EntryLine(account=account, amount=cents), EntryLine(account="bank", amount=-cents)]
    case.post(FreeEntry(day=date.fromisoformat(day), lines=lines))


def wages(case: Case, today: date) -> list[tuple[str, int, str]]:
    end = date(2026, 8, 1)
    found = [one for one in cash.moves(case.con, today, end) if one.kind == "wage"]
    return sorted((f"{one.day:%m-%d}", one.cents, one.title.split(" {")[0]) for one in found)


def test_wages_are_expected_as_in_the_last_months() -> None:
    """March to May 2,002 €, 2,002 € and 2,302 €: 2,102 € a month. Of May the wage tax is open.

    26 June and 29 July are the third last banking days; 10 June and 10 July are working days.
    """
    with book() as case:
        for month, net in (("03", 200_200), ("04", 200_200), ("05", 230_200)):
            payroll(case, f"2026-{month}-28", net)
            paid(case, f"2026-{month}-28", "verb_lohn", net)
            paid(case, f"2026-{month}-28", "verb_sv", 125_000)
            if month != "05":
                paid(case, f"2026-{month}-28", "verb_lst", 37_800)
        assert wages(case, date(2026, 5, 31)) == [
            ("06-10", -37_800, "Wage tax"),
            ("06-26", -125_000, "Social security"),
            ("06-30", -210_200, "Wages"),
            ("07-10", -37_800, "Wage tax"),
            ("07-29", -125_000, "Social security"),
            ("07-31", -210_200, "Wages"),
        ]
        found = cash.curve(case.con, date(2026, 5, 31), 9)
        assert sum(one.spending for one in found.weeks) == -2 * 37_800 - 2 * 335_200


def test_without_a_payroll_nothing_is_made_up_and_an_old_one_is_no_habit() -> None:
    with book() as case:
        assert wages(case, date(2026, 5, 31)) == []
        payroll(case, "2026-01-28", 200_200)
        assert wages(case, date(2026, 5, 31)) == []


def sold(case: Case, partner: str, number: int, due: date, received: date | None) -> None:
    document = f"RE-{number}"
    case.post(
        Invoice(
            day=date(2026, 1, 2), partner=partner, document=document, due=due,
            lines=[Amount(account="erl19", net=10_000)],
        )
    )  # fmt: skip
    if received:
        case.post(Payment(day=received, amount=11_900, settles=[Settles(item=document)]))


def expected(case: Case, document: str) -> date:
    end = date(2026, 12, 1)
    (one,) = (m for m in cash.moves(case.con, date(2026, 5, 1), end)
              if dict(m.values).get("document") == document)  # fmt: skip
    return one.day


def test_customers_are_expected_as_late_as_they_usually_pay() -> None:
    """Krüger paid 2, 9 and 30 days late: 9 days. Of four payments of all the lower middle is 2."""
    with book() as case:
        for number, day in ((1, 12), (2, 19)):
            sold(case, CUSTOMER, number, date(2026, 2, 10), date(2026, 2, day))
        sold(case, CUSTOMER, 4, date(2026, 5, 4), None)
        sold(case, CUSTOMER, 5, date(2026, 4, 1), None)
        assert expected(case, "RE-4") == date(2026, 5, 4), "two payments are no habit"
        sold(case, CUSTOMER, 3, date(2026, 2, 10), date(2026, 3, 12))
        sold(case, OTHER, 6, date(2026, 2, 10), date(2026, 2, 10))
        sold(case, OTHER, 7, date(2026, 5, 20), None)
        assert expected(case, "RE-4") == date(2026, 5, 13)
        assert expected(case, "RE-7") == date(2026, 5, 22)
        assert expected(case, "RE-5") == date(2026, 5, 8), "overdue: a week from today"
