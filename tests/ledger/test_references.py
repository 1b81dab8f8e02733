"""Accounts, codes, partners and items are named as people name them; errors say what to do."""

# ruff: noqa: E501  one case, one line
from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import InputError, KontorError, NotFound, Refused
from kontor.contacts.model import ContactTable, RoleTable
from kontor.ledger.model.chart import AccountChange, NewAccount, NewPersonalAccount
from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    EntryLine,
    FreeEntry,
    Invoice,
    Payment,
    Private,
    Purchase,
    Reverse,
    Sale,
    Settles,
    TaxPayment,
    Transfer,
)
from kontor.ledger.queries.lookup import (
    account_named,
    entry_named,
    first_open_day,
    item_named,
    money_account,
)
from kontor.ledger.service.chart import (
    change_account,
    close_account,
    create_account,
    create_personal_account,
    reopen_account,
    seed_chart,
)
from kontor.ledger.service.events import read_events
from kontor.ledger.service.sealing import seal_entries
from tests.ledger.golden_events import day, free, invoice, pay
from tests.ledger.kit import CUSTOMER, OTHER, SUPPLIER, book


def bought(**more: object) -> Purchase:
    """A direct purchase."""
    values: dict[str, object] = {
        "day": day("03-01"),
        "lines": [Amount(account="telefon", gross=11900)],
    }
    return Purchase(**(values | more))  # type: ignore[arg-type]


def test_accounts_by_number_concept_and_name() -> None:
    with book() as case:
        for name in ("4920", "telefon", "Telefon"):
            assert account_named(case.con, name).number == "4920"
        with pytest.raises(NotFound) as error:
            account_named(case.con, "4711")
        assert "4711" in str(error.value)
        assert error.value.advice


@pytest.mark.parametrize(
    "name", ["bank", "Sparkasse", "DE02120300000000202051", "de02 1203 0000 0000 2020 51", "1200"]
)
def test_money_accounts_by_what_people_call_them(name: str) -> None:
    with book() as case:
        assert money_account(case.con, name).number == "1200"
        assert money_account(case.con, "cash").number == "1000"


def test_a_purchase_needs_a_money_account() -> None:
    with book() as case, pytest.raises(Refused, match="4920"):
        case.post(bought(money="telefon"))


def test_items_by_document_and_what_to_do_when_two_share_it() -> None:
    with book() as case:
        invoice(case, "01-01", ("erl19", 100))
        other = Invoice(
            day=day("01-02"),
            partner=OTHER,
            document="RE-1",
            lines=[Amount(account="erl19", net=200)],
        )
        case.post(other)
        with pytest.raises(Refused) as error:
            item_named(case.con, "RE-1")
        assert "RE-1@10001" in error.value.advice
        assert "RE-1@10002" in error.value.advice
        assert item_named(case.con, "RE-1@10002").total == 238
        pay(case, "01-05", "RE-1@10002", 238)
        assert item_named(case.con, "RE-1").total == 119
        assert item_named(case.con, "item:2").total == 238
        with pytest.raises(NotFound, match="RE-9"):
            item_named(case.con, "RE-9")


def test_the_same_document_twice_for_one_partner_is_refused() -> None:
    with book() as case:
        invoice(case, "01-01", ("erl19", 100))
        with pytest.raises(Refused, match="RE-1"):
            invoice(case, "01-01", ("erl19", 100))


def test_entries_by_id_journal_number_and_document() -> None:
    with book() as case:
        entry = case.post(bought(document="B-7")).entries[0]
        assert entry_named(case.con, "B-7") == entry_named(case.con, str(entry)) == entry
        seal_entries(case.unit, [entry])
        assert entry_named(case.con, "#1") == entry
        case.post(bought(document="B-7"))
        with pytest.raises(Refused):
            entry_named(case.con, "B-7")
        case.post(bought(document=str(entry)))
        with pytest.raises(Refused) as error:
            entry_named(case.con, str(entry))
        assert f"entry:{entry}" in error.value.advice
        assert entry_named(case.con, f"entry:{entry}") == entry
        with pytest.raises(NotFound):
            entry_named(case.con, "#8")


def test_partners_get_their_account_on_demand() -> None:
    with book() as case:
        contact = case.unit.put(
            ContactTable(kind="firm", name="Malerbetrieb Lindner", sort_name="m", name_key="m")
        )
        case.unit.put(RoleTable(contact=contact.key, role="customer", number="10077"))
        line = [Amount(account="erl19", net=100)]
        for name, document in (
            ("10077", "A"),
            (f"contacts:{contact.key}", "B"),
            ("malerbetrieb lindner", "C"),
        ):
            case.post(Invoice(day=day("01-01"), partner=name, document=document, lines=line))
        assert case.rows("SELECT DISTINCT a.number,a.partner,p.concept FROM item i JOIN account a ON a.id=i.account"
                         " JOIN account p ON p.id=a.parent") == [("10077", f"contacts:{contact.key}", "forderungen")]  # fmt: skip
        case.post(Bill(day=day("01-01"), partner=f"contacts:{contact.key}", document="D", lines=[Amount(account="miete", net=100)]))  # fmt: skip
        assert (
            case.one("SELECT max(number) FROM account WHERE partner=?", f"contacts:{contact.key}")
            == "70002"
        )


@pytest.mark.parametrize("partner", ["10999", "contacts:999", "Niemand", "8400", SUPPLIER])
def test_unknown_partners_are_refused_with_a_hint(partner: str) -> None:
    with book() as case, pytest.raises(KontorError) as error:
        case.post(
            Invoice(
                day=day("01-01"),
                partner=partner,
                document="A",
                lines=[Amount(account="erl19", net=1)],
            )
        )
    assert error.value.field == "partner"


def test_two_partners_of_one_name_are_told_apart() -> None:
    with book() as case:
        for _ in range(2):
            case.unit.put(
                ContactTable(kind="person", name="Familie Müller", sort_name="m", name_key="m")
            )
        with pytest.raises(Refused) as error:
            case.post(
                Invoice(
                    day=day("01-01"),
                    partner="Familie Müller",
                    document="A",
                    lines=[Amount(account="erl19", net=1)],
                )
            )
        assert "contacts:" in error.value.advice


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        (Amount(account="erl19", net=1, code="UST7"), "code"),
        (Amount(account="telefon", net=1, code="NEU"), "code"),
        (Amount(account="telefon", net=1, code="UST19"), "code"),
        (Amount(account="telefon", net=1, code="KU19"), "code"),
        (Amount(account="forderungen", net=1), "account"),
        (Amount(account="vst19", net=1), "account"),
        (Amount(account="nichts", net=1), "account"),
    ],
)
def test_amounts_that_cannot_be_posted(amount: Amount, field: str) -> None:
    with book() as case, pytest.raises(KontorError) as error:
        case.post(bought(lines=[amount]))
    assert error.value.field == field


def test_gross_takes_the_tax_out_once_for_all_lines_of_a_code() -> None:
    with book() as case:
        lines = [Amount(account="telefon", gross=333, code="VST19")] * 3
        case.post(bought(lines=lines))
        assert case.rows("SELECT cents FROM line WHERE part<>'' ORDER BY pos") == [
            (280,),
            (280,),
            (279,),
            (160,),
        ]


def test_booking_date_moves_to_the_first_open_day() -> None:
    with book() as case:
        case.con.execute("INSERT INTO period(month,closed) VALUES('2026-03','x'),('2026-04','x')")
        entry = case.post(bought()).entries[0]
        assert case.rows("SELECT booked,document_day FROM entry WHERE id=?", entry) == [
            ("2026-05-01", "2026-03-01")
        ]
        assert case.one("SELECT DISTINCT day FROM line WHERE entry=?", entry) == "2026-05-01"
        assert first_open_day(case.con, date(2026, 12, 5)) == date(2026, 12, 5)
        with pytest.raises(Refused) as error:
            case.post(bought(booked=day("04-05")))
        assert error.value.field == "booked"


@pytest.mark.parametrize(
    ("lines", "effects"),
    [
        ((("miete", 100), ("bank", -100)), {"own"}),
        ((("afa_sach", 100), ("maschinen", -100)), {"own"}),
        ((("aktive_rap", 100), ("versicherungen", -100)), {"accrual"}),
        ((("ust19", 100), ("ust_vz", -100)), {"transfer"}),
        (((CUSTOMER, 119), ("erl19", -100), ("ust19", -19)), {"item", "claim"}),
        (((SUPPLIER, -119), ("telefon", 100), ("vst19", 19)), {"item", "claim"}),
    ],
)
def test_effect_of_free_entries(lines: tuple[tuple[str, int], ...], effects: set[str]) -> None:
    with book() as case:
        entry = free(case, "03-01", *lines)
        assert {
            row[0] for row in case.rows("SELECT effect FROM line WHERE entry=?", entry)
        } == effects


@pytest.mark.parametrize(
    "lines",
    [
        (("miete", 100), ("bank", -99)),
        (("miete", 100), ("bank", -150), ("aktive_rap", 50)),
        (("bank", 119), (CUSTOMER, -119)),
        (("bank", 119), ("forderungen", -119)),
        ((CUSTOMER, 100), (OTHER, -100)),
        (("bank", 100), ("erl19", -100)),
        (("bank", 119), ("erl19", -100), ("ust19", -17), ("miete", -2)),
    ],
)
def test_free_entries_that_are_refused(lines: tuple[tuple[str, int], ...]) -> None:
    with book() as case, pytest.raises(Refused) as error:
        free(case, "03-01", *lines)
    assert error.value.field == "lines"


def test_ten_day_rule_moves_only_what_lies_around_new_year() -> None:
    with book() as case:
        for when, period in (
            ("2026-01-09", "2025-12"),
            ("2026-01-12", "2025-12"),
            ("2026-04-10", "2026-Q1"),
        ):
            case.post(TaxPayment(day=day(when), amount=-100, period=period))
        rent = FreeEntry(
            day=day("2026-12-30"),
            lines=[EntryLine(account="miete", amount=500), EntryLine(account="bank", amount=-500)],
            euer_year=2027,
        )
        case.post(rent)
        assert case.rows("SELECT period_from,period_to FROM shift ORDER BY id") == [
            ("2026", "2025"),
            ("2026", "2027"),
        ]
        with pytest.raises(InputError):
            case.post(TaxPayment(day=day("01-09"), amount=-100, period="Dezember"))


def test_extension_moves_the_due_day_out_of_the_ten_days() -> None:
    with book() as case:
        from kontor.company.model import SettingRow

        case.unit.put(SettingRow(name="vat_extension", valid_from=date(2000, 1, 1), value="1"))
        case.post(TaxPayment(day=day("01-09"), amount=-100, period="2025-12"))
        assert case.rows("SELECT * FROM shift") == []


def test_private_money_and_own_transfers() -> None:
    with book() as case:
        case.post(Private(day=day("01-01"), amount=50000))
        case.post(Private(day=day("01-02"), amount=-20000, money="cash"))
        case.post(Transfer(day=day("01-03"), origin="bank", target="cash", amount=1000))
        assert case.rows(
            "SELECT a.concept,sum(l.cents) FROM line l JOIN account a ON a.id=l.account GROUP BY 1 ORDER BY 1"
        ) == [
            ("bank", 49000),
            ("kasse", -19000),
            ("privateinlage", -50000),
            ("privatentnahme", 20000),
        ]
        with pytest.raises(Refused):
            case.post(Private(day=day("01-01"), amount=1, account="telefon"))
        with pytest.raises(Refused):
            case.post(Transfer(day=day("01-03"), origin="bank", target="1200", amount=1000))


def test_own_accounts_are_made_like_others() -> None:
    with book() as case:
        create_account(case.unit, NewAccount(number="4531", name="Fuhrpark", like="kfz_betrieb"))
        case.post(bought(lines=[Amount(account="4531", net=100, code="VST19")]))
        assert case.rows(
            "SELECT form,line FROM account_form f JOIN account a ON a.id=f.account WHERE number='4531' ORDER BY form"
        ) == [(2025, "70"), (2026, "71")]
        with pytest.raises(Refused):
            close_account(case.unit, "4531", day("04-01"))
        change_account(
            case.unit, "4531", AccountChange(name="Transporter", lines={2025: "69", 2026: ""})
        )
        assert case.one("SELECT name FROM account WHERE number='4531'") == "Transporter"
        assert case.rows(
            "SELECT form,line FROM account_form f JOIN account a ON a.id=f.account WHERE number='4531'"
        ) == [(2025, "69")]
        close_account(case.unit, "geschenke", day("04-01"))
        with pytest.raises(Refused):
            case.post(bought(lines=[Amount(account="geschenke", net=1)]))
        reopen_account(case.unit, "geschenke")
        case.post(bought(lines=[Amount(account="geschenke", net=1)], document="2"))
        with pytest.raises(Refused):
            change_account(case.unit, "erl19", AccountChange(tax_code="UST7"))
        with pytest.raises(Refused):
            seed_chart(case.unit, "skr04", date(2026, 1, 1))


def test_personal_accounts_get_the_next_number() -> None:
    with book() as case:
        for side, number in (("customer", "10003"), ("supplier", "70002")):
            key = create_personal_account(case.unit, NewPersonalAccount(name="Neu", side=side))  # type: ignore[arg-type]
            assert case.one("SELECT number FROM account WHERE id=?", key) == number
        with pytest.raises(Refused):
            create_personal_account(
                case.unit, NewPersonalAccount(name="x", side="customer", number="70009")
            )


def test_a_second_reversal_is_refused() -> None:
    with book() as case:
        entry = case.post(bought()).entries[0]
        back = Reverse(day=day("03-02"), entry=f"entry:{entry}", reason="doppelt")
        case.post(back)
        with pytest.raises(Refused):
            case.post(back)


def test_input_tax_waits_for_bill_and_service() -> None:
    with book() as case:
        line = [Amount(account="telefon", net=100, code="VST19")]
        case.post(Bill(day=day("03-28"), arrival=day("04-02"), service=day("03-15"), partner=SUPPLIER, document="1", lines=line))  # fmt: skip
        case.post(Bill(day=day("03-28"), arrival=day("03-30"), service=day("05-15"), partner=SUPPLIER, document="2", lines=line))  # fmt: skip
        assert case.rows("SELECT DISTINCT period FROM line WHERE part='input' ORDER BY id") == [
            ("2026-04",),
            ("2026-05",),
        ]


def test_reverse_charge_falls_due_with_the_bill_or_a_month_after_the_service() -> None:
    with book() as case:
        for number, (written, service, code, period) in enumerate(
            (
                ("03-28", "03-15", "RC_BAU_IN", "2026-03"),
                ("06-28", "03-15", "RC_BAU_IN", "2026-04"),
                ("06-28", "03-15", "RC_EU_DL", "2026-03"),
                ("04-28", "03-15", "IGE19", "2026-04"),
            )
        ):
            line = [Amount(account="telefon", net=100, code=code)]
            case.post(
                Bill(
                    day=day(written),
                    service=day(service),
                    partner=SUPPLIER,
                    document=str(number),
                    lines=line,
                )
            )
            assert case.rows(
                "SELECT DISTINCT period FROM line WHERE part='output' AND entry=(SELECT max(id) FROM entry)"
            ) == [(period,)]


def test_import_tax_is_input_tax_on_its_own_account() -> None:
    with book() as case:
        case.post(bought(lines=[Amount(account="eust", net=1900)]))
        assert case.rows("SELECT part,code,effect FROM line WHERE cents=1900") == [
            ("input", "EUST", "own")
        ]


def test_electric_car_has_another_base_than_amount() -> None:
    with book() as case:
        line = Amount(account="kfz_priv19", net=9000, tax_base=36000)
        case.post(Sale(day=day("01-31"), money="wertabgaben_privat", lines=[line]))
        assert case.rows("SELECT cents,base FROM line WHERE part='base'") == [(-9000, -36000)]
        assert case.one("SELECT cents FROM line WHERE part='output'") == -6840


def test_one_payment_settles_many_items_in_order() -> None:
    with book() as case:
        for document, net in (("RE-1", 10000), ("RE-2", 20000)):
            invoice(case, "01-01", ("erl19", net), document=document)
        case.post(
            Payment(
                day=day("02-01"), amount=20000, settles=[Settles(item="RE-1"), Settles(item="RE-2")]
            )
        )
        assert (case.open("RE-1"), case.open("RE-2")) == (0, 35700 - 20000)
        with pytest.raises(Refused, match="RE-2"):
            case.post(
                Payment(
                    day=day("02-01"),
                    amount=200,
                    settles=[Settles(item="RE-2"), Settles(item="RE-2")],
                )
            )


def test_money_the_eur_could_not_show_is_refused() -> None:
    with book() as case:
        for event in (
            bought(lines=[Amount(account="kfz_allg", net=100)]),
            FreeEntry(
                day=day("03-01"),
                lines=[
                    EntryLine(account="kfz_allg", amount=1),
                    EntryLine(account="bank", amount=-1),
                ],
            ),
        ):
            with pytest.raises(Refused, match="4500"):
                case.post(event)
        free(case, "12-31", ("einst_pwb", 100), ("pwb", -100))


def test_the_document_of_an_invoice_names_its_entry_not_the_payment() -> None:
    with book() as case:
        invoice(case, "01-01", ("erl19", 100))
        pay(case, "01-02", "RE-1")
        assert case.rows("SELECT id,document FROM entry") == [(1, "RE-1"), (2, "RE-1")]
        assert entry_named(case.con, "RE-1") == 1


def test_small_trader_never_deducts_input_tax() -> None:
    with book("small") as case:
        for number, code in enumerate(("IGE7", "IGE19", "RC_BAU_IN", "RC_EU_DL", "VST19")):
            line = [Amount(account="telefon", net=10000, code=code)]
            case.post(Bill(day=day("03-28"), partner=SUPPLIER, document=str(number), lines=line))
        assert case.rows("SELECT * FROM line WHERE part='input'") == []
        assert case.one("SELECT sum(cents) FROM line WHERE part='output'") == -700 - 3 * 1900
        assert case.one("SELECT sum(cents) FROM line WHERE effect='accrual'") == 700 + 3 * 1900


def test_events_come_as_json_with_amounts_as_text() -> None:
    document = """[
      {"kind": "invoice", "day": "2026-03-16", "partner": "10001", "document": "RE-1",
       "lines": [{"account": "erl19", "net": "2000.00"}]},
      {"kind": "payment", "day": "2026-04-02", "amount": "2380.00", "settles": [{"item": "RE-1"}]}
    ]"""
    with book() as case:
        for event in read_events(document):
            case.post(event)
        assert case.open("RE-1") == 0
        (single,) = read_events('{"kind": "private", "day": "2026-04-02", "amount": "-5.00"}')
        assert single.amount == -500
        with pytest.raises(ValueError, match="text with two decimals"):
            read_events('{"kind": "private", "day": "2026-04-02", "amount": 5}')
        with pytest.raises(ValueError, match="extra"):
            read_events('{"kind": "private", "day": "2026-04-02", "amount": "5.00", "betrag": 1}')
