"""Advances under reverse charge (§ 13b UStG): tax in the period of payment, both directions."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.dates import month_period
from kontor.base.errors import Refused
from kontor.ledger.model.inputs import Amount, Bill, Invoice, Payment, Request, Reverse, Settles
from kontor.ledger.queries.euer import euer
from kontor.ledger.queries.invariants import check
from kontor.ledger.queries.vat import vat_return
from tests.ledger.kit import CUSTOMER, OTHER, REGIMES, SUPPLIER, Case, book


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def pay(case: Case, when: str, item: str, amount: int) -> int:
    event = Payment(day=day(when), amount=amount, settles=[Settles(item=item, amount=abs(amount))])
    return case.post(event).entries[0]


def vat(case: Case, month: int) -> dict[str, int]:
    """The Kennzahlen of a month from the ledger, without empty ones and the sum."""
    done = vat_return(case.con, month_period(2026, month))
    return {kz: cents for kz, cents in done.exact.items() if cents and kz != "83"}


def balance(case: Case, concept: str) -> int:
    return int(
        str(
            case.one(
                "SELECT ifnull(sum(l.cents), 0) FROM line l JOIN account a ON a.id = l.account"
                " WHERE a.concept = ?",
                concept,
            )
        )
    )


def subcontractor(case: Case) -> None:
    """10,000 € of construction work; 4,000 € asked for before, paid in May and June."""
    work = Amount(account="-", net=400_000, code="RC_BAU_IN")
    case.post(
        Request(day=day("05-04"), side="supplier", partner=SUPPLIER, document="AR-7", lines=[work])
    )
    pay(case, "05-12", "AR-7", -250_000)
    pay(case, "06-03", "AR-7", -150_000)
    case.post(
        Bill(
            day=day("07-15"), partner=SUPPLIER, document="SR-9", advances=["AR-7"],
            lines=[Amount(account="rc_bau19", net=1_000_000)],
        )
    )  # fmt: skip


@pytest.mark.parametrize("chart", ["skr03", "skr04"])
@pytest.mark.parametrize("regime", REGIMES)
def test_tax_of_a_paid_advance_belongs_to_the_month_of_payment(regime: str, chart: str) -> None:
    """19 % of 2,500 €, 1,500 € and of the 6,000 € that the final bill leaves."""
    with book(regime, chart) as case:
        subcontractor(case)
        assert case.open("AR-7") == 0 and case.open("SR-9") == 600_000
        pay(case, "08-03", "SR-9", -600_000)
        expected = {5: (250_000, 47_500), 6: (150_000, 28_500), 7: (600_000, 114_000), 8: (0, 0)}
        for month, (base, tax) in expected.items():
            figures = {"84": base, "85": tax, "67": 0 if regime == "small" else tax}
            assert vat(case, month) == {kz: cents for kz, cents in figures.items() if cents}
        assert balance(case, "ust_13b19") == -190_000
        assert balance(case, "gel_anz_vorraete") == 0
        input_tax = "vst_nabz19" if regime == "small" else "vst_13b19"
        assert balance(case, input_tax) == 190_000
        done = euer(case.con, 2026)
        assert sum(done.lines.values()) == done.expenses == 1_000_000
        assert list(check(case.con)) == []


def test_cents_of_several_payments_add_up_to_the_tax_of_their_sum() -> None:
    """0,13 € three times: 0,02 + 0,03 + 0,02, because 19 % of 0,39 € are 0,07 €."""
    with book() as case:
        work = Amount(account="-", net=39, code="RC_BAU_IN")
        case.post(
            Request(day=day("01-02"), side="supplier", partner=SUPPLIER, document="A", lines=[work])
        )
        for month in (2, 3, 4):
            pay(case, f"0{month}-01", "A", -13)
        assert [vat(case, month)["85"] for month in (2, 3, 4)] == [2, 3, 2]


def test_a_payment_taken_back_takes_its_tax_back() -> None:
    with book() as case:
        work = Amount(account="-", net=400_000, code="RC_BAU_IN")
        case.post(
            Request(day=day("05-04"), side="supplier", partner=SUPPLIER, document="A", lines=[work])
        )
        entry = pay(case, "05-12", "A", -400_000)
        assert vat(case, 5) == {"84": 400_000, "85": 76_000, "67": 76_000}
        case.post(Reverse(day=day("05-20"), entry=f"entry:{entry}", reason="falscher Posten"))
        assert vat(case, 5) == {} and case.open("A") == 400_000
        assert list(check(case.con)) == []


def test_an_advance_with_ordinary_input_tax() -> None:
    """1,190 € paid in May: 190 € input tax then; the bill of July leaves 190 € of 380 €."""
    with book() as case:
        goods = Amount(account="wareneingang19", net=100_000)
        case.post(
            Request(
                day=day("05-04"), side="supplier", partner=SUPPLIER, document="A", lines=[goods]
            )
        )
        assert case.open("A") == 119_000
        pay(case, "05-12", "A", -119_000)
        assert vat(case, 5) == {"66": 19_000}
        case.post(
            Bill(
                day=day("07-15"), partner=SUPPLIER, document="ER-1", advances=["A"],
                lines=[Amount(account="wareneingang19", net=200_000)],
            )
        )  # fmt: skip
        assert vat(case, 7) == {"66": 19_000} and case.open("ER-1") == 119_000
        pay(case, "08-01", "ER-1", -119_000)
        assert balance(case, "gel_anz_19") == 0
        assert euer(case.con, 2026).expenses == 238_000
        assert list(check(case.con)) == []


def test_an_advance_of_another_supplier_is_not_deducted() -> None:
    with book() as case:
        case.post(
            Request(
                day=day("05-04"), partner=OTHER, document="AR-1",
                lines=[Amount(account="-", net=100, code="UST19")],
            )
        )  # fmt: skip
        with pytest.raises(Refused):
            case.post(
                Bill(
                    day=day("07-15"), partner=SUPPLIER, document="SR", advances=["AR-1"],
                    lines=[Amount(account="rc_bau19", net=1000)],
                )
            )  # fmt: skip


@pytest.mark.parametrize("chart", ["skr03", "skr04"])
@pytest.mark.parametrize(
    ("regime", "months"), [("soll", {5: 400_000, 7: 600_000}), ("ist", {5: 400_000, 8: 600_000})]
)
def test_our_own_advance_to_a_contractor_has_no_tax(
    regime: str, chart: str, months: dict[int, int]
) -> None:
    """10,000 € to a contractor: 4,000 € received in May, 6,000 € by the final invoice of July."""
    with book(regime, chart) as case:
        case.post(
            Request(
                day=day("05-04"), partner=CUSTOMER, document="AR-1",
                lines=[Amount(account="-", net=400_000, code="RC_BAU_OUT")],
            )
        )  # fmt: skip
        pay(case, "05-12", "AR-1", 400_000)
        case.post(
            Invoice(
                day=day("07-15"), partner=CUSTOMER, document="RE-1", advances=["AR-1"],
                lines=[Amount(account="erl_13b", net=1_000_000)],
            )
        )  # fmt: skip
        assert case.open("RE-1") == 600_000
        pay(case, "08-03", "RE-1", 600_000)
        for month in (5, 6, 7, 8):
            figures = {"60": months[month]} if month in months else {}
            assert vat(case, month) == figures
        assert balance(case, "erh_anz_13b") == 0
        assert euer(case.con, 2026).lines == {"16": 1_000_000}
        assert list(check(case.con)) == []
