"""Edge scenarios: parts, mixed rates, credits, advances, losses, change of regime."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import Refused
from kontor.ledger.model.inputs import (
    Amount,
    CreditNote,
    Due,
    Invoice,
    Payment,
    Request,
    ReturnDebit,
    Reverse,
    SetOff,
    Settles,
    WriteOff,
)
from kontor.ledger.queries.invariants import check
from kontor.ledger.service.changing import discard_entry
from tests.ledger import oracle
from tests.ledger.golden_events import bill, day, free, invoice, pay
from tests.ledger.golden_text import agree, render
from tests.ledger.kit import CUSTOMER, SUPPLIER, Case, book


def tax_shares(case: Case) -> list[int]:
    """Shares of output tax in the order of events."""
    rows = case.rows(
        "SELECT h.cents FROM share h JOIN weight w ON w.id=h.weight JOIN item i ON i.id=w.item"
        " WHERE w.part='output' AND i.kind<>'request' ORDER BY h.id"
    )
    return [int(str(row[0])) for row in rows]


NOW: list[str] = []


@pytest.fixture(autouse=True)
def _named(request: pytest.FixtureRequest) -> None:
    """The name of the test: the text of its case is stored under it."""
    NOW[:] = [request.node.name.removeprefix("test_").replace("[", " ").rstrip("]")]


def sound(case: Case, small: bool = False) -> None:
    """Every invariant holds, the EÜR moves as money does, the journal reads as before."""
    assert [f"{f.code} {f.where} {f.text}" for f in check(case.con)] == []
    assert oracle.profit(oracle.euer(case.con, small)) == oracle.money_moved(case.con)
    text = render(case, "small" if small else "soll", NOW[0].replace("_", " "))
    agree(Path(__file__).parents[1] / "golden" / "edges" / f"{NOW[0].replace(' ', '-')}.txt", text)


def total(case: Case, *keys: str) -> tuple[int, ...]:
    """Figures of all periods together."""
    found = oracle.vat(case.con)
    return tuple(sum(row.get(key, 0) for row in found.values()) for key in keys)


def ask(case: Case, when: str, *lines: tuple[str, int], document: str = "AR-1") -> None:
    """Advance request with codes and nets."""
    amounts = [
        Amount(account="erl19", code=None, net=n) if c == "UST19" else Amount(account="erl7", net=n)
        for c, n in lines
    ]
    case.post(Request(day=day(when), partner=CUSTOMER, document=document, lines=amounts))


@pytest.mark.parametrize("regime", ["soll", "ist"])
def test_part_payment_then_rest_with_skonto(regime: str) -> None:
    with book(regime) as case:
        invoice(case, "07-15", ("erl19", 600000))
        pay(case, "08-03", "RE-1", 300000)
        pay(case, "09-01", "RE-1", 399720, discount=14280)
        assert tax_shares(case) == [47899, 63821]
        assert case.open("RE-1") == 0
        assert oracle.euer(case.con, False) == {"2026": {"15": 588000, "17": 111720}}
        want = {
            "soll": {
                "2026-07": {"81": 600000, "T81": 114000},
                "2026-09": {"81": -12000, "T81": -2280},
            },
            "ist": {
                "2026-08": {"81": 252101, "T81": 47899},
                "2026-09": {"81": 335899, "T81": 63821},
            },
        }
        assert oracle.vat(case.con) == want[regime]
        sound(case)


@pytest.mark.parametrize("regime", ["soll", "ist"])
def test_the_same_after_an_advance(regime: str) -> None:
    with book(regime) as case:
        ask(case, "05-01", ("UST19", 400000))
        pay(case, "05-12", "AR-1", 476000)
        invoice(case, "07-15", ("erl19", 1000000), advances=["AR-1"])
        pay(case, "08-03", "RE-1", 300000)
        pay(case, "09-01", "RE-1", 399720, discount=14280)
        assert tax_shares(case) == [47899, 63821]
        assert oracle.euer(case.con, False) == {"2026": {"15": 988000, "17": 187720}}
        sound(case)


def test_request_paid_in_three_parts() -> None:
    with book("soll") as case:
        ask(case, "05-01", ("UST19", 400000))
        for when, amount in (("05-12", 100000), ("05-20", 100001), ("06-02", 275999)):
            pay(case, when, "AR-1", amount)
        assert case.one("SELECT sum(cents) FROM line WHERE part='output'") == -76000
        sound(case)


@pytest.mark.parametrize("regime", ["soll", "ist"])
def test_credit_note_on_one_of_two_rates(regime: str) -> None:
    with book(regime) as case:
        invoice(case, "01-10", ("erl19", 100000), ("erl7", 100000))
        pay(case, "02-01", "RE-1", 113000)
        line = Amount(account="erl_schmael7", net=10000)
        case.post(CreditNote(day=day("03-01"), item="RE-1", lines=[line]))
        pay(case, "04-01", "RE-1")
        assert total(case, "81", "T81", "86", "T86") == (100000, 19000, 90000, 6300)
        sound(case)


def test_credit_note_after_full_payment_moves_with_the_refund() -> None:
    with book("ist") as case:
        invoice(case, "08-03", ("erl19", 100000))
        pay(case, "08-20", "RE-1")
        line = Amount(account="erl_schmael19", net=20000)
        case.post(CreditNote(day=day("12-20"), item="RE-1", lines=[line]))
        assert case.open("RE-1") == -23800
        back = Payment(day=day("2027-01-15"), amount=-23800, settles=[Settles(item="RE-1")])
        case.post(back)
        assert oracle.vat(case.con) == {
            "2026-08": {"81": 100000, "T81": 19000},
            "2027-01": {"81": -20000, "T81": -3800},
        }
        assert oracle.euer(case.con, False) == {
            "2026": {"15": 100000, "17": 19000},
            "2027": {"15": -20000, "17": -3800},
        }
        sound(case)


def test_construction_tax_withheld_by_the_customer_counts_as_money() -> None:
    with book("ist") as case:
        invoice(case, "05-01", ("erl19", 1000000))
        settles = Settles(item="RE-1", amount=1011500, withheld=178500)
        case.post(Payment(day=day("05-20"), amount=1011500, settles=[settles]))
        assert oracle.vat(case.con) == {"2026-05": {"81": 1000000, "T81": 190000}}
        assert oracle.euer(case.con, False) == {"2026": {"15": 1000000, "17": 190000}}
        assert (
            case.one(
                "SELECT sum(cents) FROM line l JOIN account a ON a.id=l.account"
                " WHERE a.concept='bauabzug_ford'"
            )
            == 178500
        )
        sound(case)


def test_construction_tax_withheld_by_us_is_a_later_part() -> None:
    with book("soll") as case:
        bill(case, "05-04", ("rc_bau19", 1000000, None), withhold=True, due=date(2026, 5, 18))
        assert case.rows("SELECT cents,due,payee,kind FROM due_part ORDER BY pos") == [
            (850000, "2026-05-18", "partner", "normal"),
            (150000, "2026-06-10", "tax_office", "withheld"),
        ]
        pay(case, "05-18", "ER-1", 850000)
        assert case.open("ER-1") == 150000
        pay(case, "06-10", "ER-1", 150000)
        assert oracle.euer(case.con, False) == {"2026": {"29": 1000000}}
        sound(case)


def test_retention_is_a_later_part_of_the_same_item() -> None:
    with book("ist") as case:
        keep = Due(amount=40758, due=date(2030, 5, 20), part="retention")
        invoice(case, "05-01", ("erl19", 685000), due_parts=[keep])
        pay(case, "05-20", "RE-1", 815150 - 40758)
        assert case.open("RE-1") == 40758
        pay(case, "2030-05-20", "RE-1")
        assert total(case, "T81") == (130150,)
        sound(case)


def test_overpayment_over_new_year_is_income_until_given_back() -> None:
    with book("soll") as case:
        invoice(case, "11-28", ("erl19", 50000))
        pay(case, "12-02", "RE-1", 59500)
        pay(case, "12-30", "RE-1", 59500)
        case.post(Payment(day=day("2027-01-04"), amount=-59500, settles=[Settles(item="G-RE-1")]))
        assert oracle.euer(case.con, False) == {
            "2026": {"15": 50000, "17": 9500, "16": 59500},
            "2027": {"16": -59500},
        }
        sound(case)


@pytest.mark.parametrize("regime", ["soll", "ist", "small"])
def test_write_off_after_a_part_payment(regime: str) -> None:
    with book(regime) as case:
        invoice(case, "01-01", ("erl19", 600000))
        pay(case, "02-01", "RE-1", 300000)
        case.post(WriteOff(day=day("12-01"), item="RE-1", reason="Insolvenz"))
        assert case.open("RE-1") == 0
        if regime == "small":
            assert oracle.euer(case.con, True) == {"2026": {"12": 300000}}
        else:
            assert total(case, "T81") == (47899,)
            assert oracle.euer(case.con, False) == {"2026": {"15": 252101, "17": 47899}}
        sound(case, regime == "small")


@pytest.mark.parametrize("regime", ["soll", "ist"])
def test_money_on_a_written_off_item_takes_the_loss_back_first(regime: str) -> None:
    with book(regime) as case:
        invoice(case, "01-01", ("erl19", 100000))
        case.post(WriteOff(day=day("06-01"), item="RE-1", reason="Insolvenz"))
        pay(case, "10-05", "RE-1", 23800)
        assert case.open("RE-1") == 0
        found = oracle.vat(case.con)
        assert found["2026-10"]["T81"] == 3800
        assert total(case, "81", "T81") == (20000, 3800)
        assert oracle.euer(case.con, False) == {"2026": {"15": 20000, "17": 3800}}
        sound(case)


def test_loss_of_a_supplier_claim_lowers_input_tax() -> None:
    with book("soll") as case:
        bill(case, "01-05", ("wareneingang19", 100000, None))
        case.post(WriteOff(day=day("12-01"), item="ER-1", reason="Verzicht"))
        assert total(case, "66") == (0,)
        assert case.one("SELECT sum(loss) FROM line WHERE part='input'") == 1
        sound(case)


def test_currency_difference_and_fee_are_own_lines_of_the_payment() -> None:
    with book("soll") as case:
        bill(case, "03-01", ("edv_wartung", 5100, None))
        extra = [Amount(account="kursverlust", net=110), Amount(account="bankgebuehren", net=150)]
        case.post(
            Payment(day=day("03-20"), amount=-5360, settles=[Settles(item="ER-1")], extra=extra)
        )
        assert oracle.euer(case.con, False) == {"2026": {"50": 5100, "60": 260}}
        sound(case)


def test_return_debit_opens_the_item_again() -> None:
    with book("ist") as case:
        invoice(case, "01-05", ("erl19", 100000))
        pay(case, "01-20", "RE-1")
        case.post(ReturnDebit(day=day("01-28"), item="RE-1", amount=119000, fee=450))
        assert case.open("RE-1") == 119000
        pay(case, "03-01", "RE-1")
        assert oracle.vat(case.con) == {"2026-03": {"81": 100000, "T81": 19000}}
        assert oracle.euer(case.con, False)["2026"]["60"] == 450
        sound(case)


def test_skonto_on_mixed_rates_closes_the_item() -> None:
    with book("soll") as case:
        invoice(case, "01-10", ("erl19", 33333), ("erl7", 77777))
        pay(case, "01-15", "RE-1", discount=2458)
        assert case.open("RE-1") == 0
        sound(case)


def test_skonto_on_reverse_charge_out_lowers_the_base_only() -> None:
    with book("soll") as case:
        invoice(case, "01-10", ("erl_13b", 800000))
        pay(case, "02-15", "RE-1", discount=16000)
        assert oracle.vat(case.con) == {"2026-01": {"60": 800000}, "2026-02": {"60": -16000}}
        assert oracle.euer(case.con, False) == {"2026": {"16": 784000}}


def test_skonto_on_reverse_charge_in_lowers_both_taxes() -> None:
    with book("soll") as case:
        bill(case, "01-10", ("rc_bau19", 100000, None))
        pay(case, "02-15", "ER-1", discount=2000)
        assert oracle.vat(case.con)["2026-02"] == {"84": -2000, "85": -380, "67": -380}
        assert oracle.euer(case.con, False) == {"2026": {"29": 98000}}
        sound(case)


def test_change_from_ist_to_soll_keeps_the_due_rule_of_old_items() -> None:
    with book("ist") as case:
        invoice(case, "12-10", ("erl19", 100000))
        case.set_regime(date(2027, 1, 1), "soll")
        invoice(case, "2027-01-10", ("erl19", 50000), document="RE-2")
        pay(case, "2027-02-01", "RE-1")
        pay(case, "2027-03-01", "RE-2")
        assert oracle.vat(case.con) == {
            "2027-01": {"81": 50000, "T81": 9500},
            "2027-02": {"81": 100000, "T81": 19000},
        }
        sound(case)


def test_payment_on_the_wrong_item_is_reversed_with_its_own_date() -> None:
    with book("ist") as case:
        invoice(case, "01-10", ("erl19", 100000))
        invoice(case, "01-11", ("erl7", 111215), document="RE-2")
        settles = Settles(item="RE-1", amount=119000)
        wrong = case.post(Payment(day=day("02-01"), amount=119000, settles=[settles])).entry
        case.post(Reverse(day=day("03-09"), entry=f"entry:{wrong}", reason="falsche Rechnung"))
        pay(case, "02-01", "RE-2", 119000)
        assert oracle.vat(case.con) == {"2026-02": {"86": 111215, "T86": 7785}}
        assert case.open("RE-1") == 119000
        sound(case)


def test_credit_of_a_partner_is_applied_to_the_next_invoice() -> None:
    with book("ist") as case:
        invoice(case, "11-01", ("erl19", 50000))
        pay(case, "11-20", "RE-1", 60000)
        invoice(case, "2027-01-05", ("erl19", 10000), document="RE-2")
        case.post(SetOff(day=day("2027-01-05"), item="RE-2", against="G-RE-1", amount=500))
        pay(case, "2027-01-20", "RE-2")
        assert oracle.euer(case.con, False) == {
            "2026": {"15": 50000, "17": 9500, "16": 500},
            "2027": {"16": -500, "15": 10000, "17": 1900},
        }
        assert oracle.vat(case.con)["2027-01"] == {"81": 10000, "T81": 1900}
        sound(case)


def test_final_invoice_deducts_what_was_received_and_lapses_the_rest() -> None:
    with book("soll") as case:
        ask(case, "02-01", ("UST19", 100000), ("UST7", 50000))
        ask(case, "02-15", ("UST19", 200000), document="AR-2")
        pay(case, "03-01", "AR-1")
        invoice(case, "05-01", ("erl19", 400000), ("erl7", 80000), advances=["AR-1", "AR-2"])
        assert case.open("AR-2") == 0
        pay(case, "06-01", "AR-2", case.open("RE-1"))  # the customer names the old request
        assert case.open("RE-1") == 0
        assert total(case, "81", "T81", "86", "T86") == (400000, 76000, 80000, 5600)
        sound(case)


def test_asset_on_a_bill_paid_in_part_at_the_end_of_the_year() -> None:
    with book("soll") as case:
        bill(case, "12-01", ("maschinen", 600000, "VST19"), ("rhb19", 10000, None))
        pay(case, "12-20", "ER-1", 100000)
        free(case, "12-31", ("afa_sach", 6250), ("maschinen", -6250))
        assert oracle.euer(case.con, False) == {"2026": {"33": 6250, "57": 15966, "27": 1378}}
        sound(case)


def test_half_a_cent_decides() -> None:
    with book("ist") as case:
        invoice(case, "01-10", ("erl19", 10000))
        pay(case, "02-01", "RE-1", 10000)
        pay(case, "03-01", "RE-1", 1900)
        assert tax_shares(case) == [1597, 303]


def test_one_rate_credited_after_payment_moves_only_that_rate() -> None:
    with book("ist") as case:
        invoice(case, "08-03", ("erl19", 100000), ("erl7", 100000))
        pay(case, "08-20", "RE-1")
        line = Amount(account="erl_schmael7", net=10000)
        case.post(CreditNote(day=day("12-20"), item="RE-1", lines=[line]))
        case.post(Payment(day=day("2027-01-15"), amount=-10700, settles=[Settles(item="RE-1")]))
        found = oracle.vat(case.con)
        assert "2026-12" not in found
        assert found["2027-01"] == {"86": -10000, "T86": -700}
        sound(case)


def test_half_of_a_mixed_invoice() -> None:
    with book("ist") as case:
        invoice(case, "01-10", ("erl19", 100000), ("erl7", 100000))
        pay(case, "02-01", "RE-1", 113000)
        assert oracle.vat(case.con) == {
            "2026-02": {"81": 50000, "T81": 9500, "86": 50000, "T86": 3500}
        }


def test_invoice_credited_before_payment_leaves_nothing() -> None:
    with book("ist") as case:
        invoice(case, "01-10", ("erl19", 100000))
        line = Amount(account="erl_schmael19", net=100000)
        case.post(CreditNote(day=day("01-12"), item="RE-1", lines=[line]))
        assert (case.open("RE-1"), oracle.vat(case.con), oracle.euer(case.con, False)) == (
            0,
            {},
            {},
        )
        sound(case)


def test_payment_without_partner_waits_on_the_clearing_account() -> None:
    with book("soll") as case:
        case.post(Payment(day=day("02-03"), amount=7777))
        invoice(case, "01-10", ("erl19", 10000))
        assert (
            case.one(
                "SELECT sum(cents) FROM line l JOIN account a ON a.id=l.account"
                " WHERE a.concept='ungeklaert'"
            )
            == -7777
        )
        case.post(
            Payment(
                day=day("02-03"), money="ungeklaert", amount=7777, settles=[Settles(item="RE-1")]
            )
        )
        assert case.open("RE-1") == 11900 - 7777
        sound(case)


def test_payment_of_a_known_partner_without_item_is_his_credit() -> None:
    with book("soll") as case:
        case.post(Payment(day=day("02-03"), amount=7777, partner=CUSTOMER, document="KTO-7"))
        assert case.open("G-KTO-7") == 7777
        case.post(Payment(day=day("02-05"), amount=-500, partner=SUPPLIER, document="KTO-8"))
        assert case.open("G-KTO-8") == 500
        assert oracle.euer(case.con, False) == {"2026": {"16": 7777, "60": 500}}
        sound(case)


def test_amounts_that_do_not_add_up_are_refused() -> None:
    with book("soll") as case:
        invoice(case, "01-10", ("erl19", 10000))
        with pytest.raises(Refused, match="19,00"):
            case.post(
                Payment(
                    day=day("02-03"), amount=10000, settles=[Settles(item="RE-1", amount=11900)]
                )
            )


def test_return_of_more_than_was_paid_is_refused() -> None:
    with book("soll") as case:
        invoice(case, "01-10", ("erl19", 10000))
        with pytest.raises(Refused):
            case.post(ReturnDebit(day=day("01-28"), item="RE-1", amount=100))


def test_receipt_deducted_in_a_final_invoice_stays() -> None:
    with book("soll") as case:
        ask(case, "02-01", ("UST19", 100000))
        line = Settles(item="AR-1")
        paid = case.post(Payment(day=day("03-01"), amount=119000, settles=[line])).entries[0]
        final = case.post(
            Invoice(
                day=day("05-01"),
                partner=CUSTOMER,
                document="RE-1",
                lines=[Amount(account="erl19", net=400000)],
                advances=["AR-1"],
            )
        ).entries[0]
        back = Reverse(day=day("06-01"), entry=f"entry:{paid}", reason="falscher Kunde")
        for action in (lambda: case.post(back), lambda: discard_entry(case.unit, paid)):
            with pytest.raises(Refused) as error:
                action()
            assert error.value.values["document"] == "RE-1"
        case.post(Reverse(day=day("06-01"), entry=f"entry:{final}", reason="zuerst"))
        case.post(back)
        assert case.open("AR-1") == 119000
        assert (oracle.vat(case.con), oracle.euer(case.con, False)) == ({}, {})
        sound(case)
