"""Start of the books at any day: the rest of the year as if they had been kept all along."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import Refused
from kontor.ledger.model.inputs import (
    Amount,
    Depreciation,
    FiledReturn,
    Invoice,
    NewAsset,
    OpeningBalances,
    OpeningItem,
    OpeningWeight,
    PayrollLine,
    Request,
)
from kontor.ledger.queries.invariants import check
from kontor.ledger.service.changing import discard_entry
from tests.ledger import oracle
from tests.ledger.golden_events import bill, day, invoice, pay
from tests.ledger.kit import CUSTOMER, SUPPLIER, Case, book

START = date(2026, 7, 1)


def codes(case: Case) -> list[str]:
    """Findings by code."""
    return [finding.code for finding in check(case.con)]


@pytest.mark.parametrize("regime", ["soll", "ist"])
def test_half_a_year_taken_over_equals_the_full_year(regime: str) -> None:
    with book(regime) as full:
        invoice(full, "05-10", ("erl19", 100000), ("erl7", 50000))
        bill(full, "05-20", ("wareneingang19", 30000, None))
        pay(full, "06-01", "RE-1", 50000)
        paid = full.rows("SELECT cents FROM share ORDER BY id")
        pay(full, "07-20", "RE-1", discount=2000)
        pay(full, "08-01", "ER-1")
        want_vat = {k: v for k, v in oracle.vat(full.con).items() if k >= "2026-07"}
        june = oracle.euer(full.con, False)["2026"]
    base19, base7, tax19, tax7 = (int(str(row[0])) for row in paid)
    with book(regime) as case:
        case.post(
            OpeningItem(
                day=START,
                partner=CUSTOMER,
                side="customer",
                document="RE-1",
                service=day("05-10"),
                weights=[
                    OpeningWeight(
                        account="erl19",
                        code="UST19",
                        net=100000,
                        tax=19000,
                        paid_net=base19,
                        paid_tax=tax19,
                    ),
                    OpeningWeight(
                        account="erl7",
                        code="UST7",
                        net=50000,
                        tax=3500,
                        paid_net=base7,
                        paid_tax=tax7,
                    ),
                ],
            )
        )
        case.post(
            OpeningItem(
                day=START,
                partner=SUPPLIER,
                side="supplier",
                document="ER-1",
                weights=[
                    OpeningWeight(account="wareneingang19", code="VST19", net=30000, tax=5700)
                ],
            )
        )
        not_due = (22500 - tax19 - tax7) if regime == "ist" else 0
        lines = [
            PayrollLine(account="bank", amount=50000),
            PayrollLine(account="forderungen", amount=172500 - 50000),
            PayrollLine(account="verbindlichkeiten", amount=-35700),
        ]
        if not_due:
            lines += [
                PayrollLine(account="ust_nf19", amount=-(19000 - tax19)),
                PayrollLine(account="ust_nf7", amount=-(3500 - tax7)),
            ]
        case.post(OpeningBalances(day=START, lines=lines))
        assert codes(case) == []
        pay(case, "07-20", "RE-1", discount=2000)
        pay(case, "08-01", "ER-1")
        assert case.open("RE-1") == case.open("ER-1") == 0
        assert {k: v for k, v in oracle.vat(case.con).items() if k >= "2026-07"} == want_vat
        second = oracle.euer(case.con, False)["2026"]
        first = {"15": base19 + base7, "17": tax19 + tax7}
        assert {k: second.get(k, 0) + first.get(k, 0) for k in june} == june
        assert codes(case) == []


def test_carry_forward_shows_what_was_not_taken_over() -> None:
    with book("soll") as case:
        lines = [
            PayrollLine(account="forderungen", amount=11900),
            PayrollLine(account="kasse", amount=100),
        ]
        case.post(OpeningBalances(day=START, lines=lines))
        assert codes(case) == ["L90"]
        assert oracle.euer(case.con, False) == {}


def test_taken_over_request_is_deducted_from_the_final_invoice() -> None:
    with book("soll") as case:
        weight = OpeningWeight(
            account="erl19", code="UST19", net=400000, tax=76000, paid_net=300000, paid_tax=57000
        )
        case.post(
            OpeningItem(
                day=START,
                partner=CUSTOMER,
                side="customer",
                document="AR-1",
                is_request=True,
                weights=[weight],
            )
        )
        case.post(
            OpeningBalances(
                day=START,
                lines=[
                    PayrollLine(account="bank", amount=357000),
                    PayrollLine(account="erh_anz19", amount=-300000),
                ],
            )
        )
        invoice(case, "08-01", ("erl19", 1000000), advances=["AR-1"])
        assert case.open("RE-1") == 1190000 - 357000
        assert case.open("AR-1") == 0
        assert (
            case.one(
                "SELECT sum(cents) FROM line l JOIN account a ON a.id=l.account"
                " WHERE a.concept='erh_anz19'"
            )
            == 0
        )
        pay(case, "09-01", "RE-1")
        assert oracle.vat(case.con) == {"2026-08": {"81": 700000, "T81": 133000}}
        assert codes(case) == []


def test_assets_and_filed_returns_come_along() -> None:
    with book("soll") as case:
        case.post(
            NewAsset(
                day=date(2024, 1, 10),
                number="A-1",
                name="Transporter",
                account="lkw",
                cost=4500000,
                months=108,
                book_value=3000000,
                book_value_day=date(2026, 6, 30),
            )
        )
        case.post(
            FiledReturn(day=START, period="2026-05", figures={"81": "1000.00"}, payable=19000)
        )
        assert case.rows("SELECT number,book_value FROM asset") == [("A-1", 3000000)]
        assert case.rows("SELECT kind,period,payable FROM filing") == [("vat", "2026-05", 19000)]
        posted = case.post(Depreciation(day=date(2026, 12, 31), asset="A-1", amount=250000))
        assert case.rows("SELECT sum(abs(cents)) FROM line WHERE entry=?", posted.entry) == [
            (500000,)
        ]
        discard_entry(case.unit, posted.entries[0])
        assert case.rows("SELECT * FROM depreciation") == []


def test_item_that_is_not_open_is_refused() -> None:
    with book("soll") as case:
        weight = OpeningWeight(
            account="erl19", code="UST19", net=100, tax=19, paid_net=100, paid_tax=19
        )
        with pytest.raises(Refused, match="RE-7"):
            case.post(
                OpeningItem(
                    day=START, partner=CUSTOMER, side="customer", document="RE-7", weights=[weight]
                )
            )


def test_the_code_follows_the_service_date_over_a_change_of_regime() -> None:
    with book("small") as case:
        case.set_regime(date(2026, 7, 1), "soll")
        for service, code in (("06-30", "KU19"), ("07-01", "UST19")):
            case.post(
                Invoice(
                    day=day("07-05"),
                    service=day(service),
                    partner=CUSTOMER,
                    document=f"RE-{service}",
                    lines=[Amount(account="erl19", net=10000)],
                )
            )
            assert case.rows(
                "SELECT code FROM line WHERE part='base' ORDER BY id DESC LIMIT 1"
            ) == [(code,)]
        line = Amount(account="erl19", net=100)
        case.post(Request(day=day("06-01"), partner=CUSTOMER, document="AR-1", lines=[line]))
        assert case.rows("SELECT code FROM weight ORDER BY id DESC LIMIT 1") == [("KU19",)]
