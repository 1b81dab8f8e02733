"""Files for the bank: letters, lengths, references, the official schema; over random bills too."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kontor.banking.formats.pain import (
    DEBIT,
    TRANSFER,
    debit_file,
    schema_errors,
    transfer_file,
)
from kontor.banking.kinds import Payable, Payee
from kontor.banking.rules.debiting import (
    Use,
    collection_day,
    fault,
    keep_until,
    periods_on,
    sequence,
    submission,
)
from kontor.banking.rules.paying import Plan, suggest
from kontor.banking.rules.sepa import Order, Sender, order_findings, reference, sepa_text
from kontor.base.dates import bank_days_before, is_bank_day, next_bank_day
from tests.banking.labelled import iban
from tests.conftest import NAMES

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = NOW.date()
OWN = Sender("Malerbetrieb Jürgen Groß & Söhne", "DE02120300000000202051")
ALLOWED = re.compile(r"[A-Za-z0-9'():?,\-+./ ]*")
IBAN = iban(random.Random(3))


def order(key: int = 1, **more: object) -> Order:
    values: dict[str, object] = {
        "key": key, "name": "Farben Möller", "iban": IBAN, "bic": "", "cents": 11_900,
        "day": TODAY, "purpose": "4711 vom 01.02.2026", "end_to_end": f"ER-{key}",
    }  # fmt: skip
    return Order(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("typed", "written"), [
    ("Größe & Söhne GmbH", "Groesse + Soehne GmbH"), ("Ærø Øl – „Łódź“", "Aeroe Oel - 'Lodz'"),
    ("50 % § 13b*", "50 v.H. Par. 13b."), ("a//b/", "a/b"), ("/x", "x"), ("日本", ""),
    ("Zürich–Süd_Ost#4", "Zuerich-Sued-OstNr.4"), ("\u202eGmbH\x00", "GmbH"),
    ("Ｆｕｌｌ ｗｉｄｔｈ", "Full width"), ("e\u0301te\u0301", "ete"), ("10 €", "10 EUR"),
])  # fmt: skip
def test_letters_that_every_bank_takes(typed: str, written: str) -> None:
    assert sepa_text(typed) == written


@given(st.text(max_size=200))
def test_any_text_is_spelt_in_allowed_letters(text: str) -> None:
    spelt = sepa_text(text)
    assert ALLOWED.fullmatch(spelt)
    assert not spelt.startswith("/") and not spelt.endswith("/") and "//" not in spelt
    assert sepa_text(spelt) == spelt


def test_the_worst_names_give_a_valid_file_or_a_finding() -> None:
    orders = [order(key, name=name, purpose=name) for key, name in enumerate(NAMES, 1)]
    refused = {one.where for one in order_findings(orders, TODAY)}
    good = [one for one in orders if f"payment:{one.key}" not in refused]
    assert good
    content = transfer_file(OWN, good, "KONTOR-1", NOW)
    assert schema_errors(content, TRANSFER) == []
    names = [node.text or "" for node in etree.fromstring(content).iter("{*}Nm")]
    assert all(0 < len(name) <= 70 and ALLOWED.fullmatch(name) for name in names)


@pytest.mark.parametrize(("wrong", "code"), [
    ({"name": "Ö" * 36}, "pay.name"), ({"name": "日本"}, "pay.name"),
    ({"purpose": "x" * 141}, "pay.purpose"), ({"purpose": "…"[:0]}, "pay.purpose"),
    ({"iban": "DE02120300000000202052"}, "pay.iban"), ({"iban": ""}, "pay.iban"),
    ({"cents": 0}, "pay.amount"), ({"cents": -5}, "pay.amount"),
    ({"cents": 100_000_000_000}, "pay.amount"), ({"end_to_end": "x" * 36}, "pay.reference"),
    ({"day": date(2026, 3, 1)}, "pay.day"), ({"day": date(2026, 4, 3)}, "pay.day"),
])  # fmt: skip
def test_what_must_not_leave_is_found_before(wrong: dict[str, object], code: str) -> None:
    found = order_findings([order(**wrong)], TODAY)
    assert [one.code for one in found] == [code]
    assert found[0].text and found[0].advice


def test_a_reference_twice_is_found() -> None:
    found = order_findings([order(1), order(2, end_to_end="er-1")], TODAY)
    assert [one.code for one in found] == ["pay.twice"]


def test_the_same_run_gives_the_same_bytes_and_sums() -> None:
    orders = [order(key, cents=key * 7, day=TODAY + timedelta(key % 2)) for key in range(1, 40)]
    content = transfer_file(OWN, orders, "KONTOR-7", NOW)
    assert content == transfer_file(OWN, orders, "KONTOR-7", NOW)
    root = etree.fromstring(content)
    amounts = [node.text for node in root.iter("{*}InstdAmt")]
    assert sum(int((text or "").replace(".", "")) for text in amounts) == sum(
        o.cents for o in orders
    )
    assert root.findtext("{*}CstmrCdtTrfInitn/{*}GrpHdr/{*}NbOfTxs") == "39"
    assert root.findtext("{*}CstmrCdtTrfInitn/{*}GrpHdr/{*}CtrlSum") == "54.60"
    ids = [node.text for node in root.iter("{*}PmtInfId")]
    assert len(ids) == len(set(ids)) == 2, "one group for each day"
    assert b"PstlAdr" not in content, "inside the EEA no address is given"


def test_direct_debits_pass_the_schema_with_their_mandates() -> None:
    own = OWN._replace(creditor_id="DE98ZZZ09999999999", scheme="B2B", together=True)
    orders = [
        order(1, mandate="M-1", signed=date(2025, 1, 2), sequence="FRST"),
        order(2, mandate="M-2", signed=date(2024, 5, 6), sequence="RCUR"),
    ]
    content = debit_file(own, orders, "KONTOR-8", NOW)
    assert schema_errors(content, DEBIT) == []
    root = etree.fromstring(content)
    said = [[node.text for node in root.iter(f"{{*}}{tag}")] for tag in (
        "MndtId", "DtOfSgntr", "SeqTp", "BtchBookg")]  # fmt: skip
    assert said == [["M-1", "M-2"], ["2025-01-02", "2024-05-06"], ["FRST", "RCUR"],
                    ["true", "true"]]  # fmt: skip
    assert b"B2B" in content and b"DE98ZZZ09999999999" in content


@given(st.lists(st.text(max_size=60), max_size=12))
def test_references_are_never_equal(documents: list[str]) -> None:
    taken: set[str] = set()
    for document in documents:
        name = reference(document, taken)
        assert 0 < len(name) <= 35 and name.upper() not in taken
        assert re.fullmatch(r"[A-Za-z0-9\-./]+", name)
        taken.add(name.upper())


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def bills(draw: st.DrawFn) -> Payable:
    day = draw(DAYS)
    after = st.integers(0, 60).map(lambda count: day + timedelta(count))
    discounts = draw(st.lists(st.tuples(after, st.integers(1, 500)), max_size=3))
    return Payable(
        draw(st.integers(1, 10**6)), draw(st.text(min_size=1, max_size=30)), day,
        Payee("contacts:1", "Farben Möller", IBAN, builder=draw(st.booleans()),
              tax_office="Finanzamt", tax_office_iban=IBAN),
        draw(st.integers(100, 10**9)), draw(st.none() | after), tuple(discounts),
    )  # fmt: skip


@given(bills(), DAYS, st.integers(0, 20))
@settings(max_examples=200)
def test_every_proposal_adds_up_and_keeps_its_discount(
    bill: Payable, today: date, horizon: int
) -> None:
    plan = Plan(today, today + timedelta(horizon))
    for one in suggest(bill, plan):
        assert one.cents + one.discount + one.kept == bill.open
        assert one.cents > 0 and one.discount >= 0 and one.kept >= 0
        assert one.day >= today and is_bank_day(one.day)
        assert one.later is (one.day > plan.until)
        if one.discount:
            limits = [until for until, _rate in bill.discounts]
            assert one.day <= max(limits), "the money leaves while the Skonto lasts"
        best = [rate for until, rate in bill.discounts if until >= next_bank_day(today)]
        assert bool(best) is (one.discount > 0) or bill.open * max(best) < 5_000
        if bill.payee.builder:
            assert abs(one.kept * 100 - (bill.open - one.discount) * 15) <= 50


@given(st.lists(bills(), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_whatever_is_proposed_makes_a_valid_file(found: list[Payable]) -> None:
    plan = Plan(TODAY, TODAY + timedelta(800))
    orders, taken = [], set[str]()
    for key, one in enumerate(each for bill in found for each in suggest(bill, plan)):
        name = reference(one.payable.document, taken)
        taken.add(name.upper())
        orders.append(order(key, cents=one.cents, day=one.day, end_to_end=name,
                            name=one.payable.payee.name))  # fmt: skip
    if order_findings(orders, TODAY):
        assert any(one.cents > 99_999_999_999 for one in orders)
        return
    assert schema_errors(transfer_file(OWN, orders, "KONTOR-9", NOW), TRANSFER) == []


def offs(days: Iterable[date]) -> list[bool]:
    return [is_bank_day(one) for one in days]


def test_days_of_the_banks() -> None:
    closed = [date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1),
              date(2026, 12, 25), date(2027, 3, 26), date(2027, 3, 29),
              date(2026, 3, 1)]  # fmt: skip
    open_ = [date(2026, 10, 3) + timedelta(2), date(2026, 5, 14), date(2026, 12, 24),
             date(2026, 6, 4), date(2026, 11, 2)]  # fmt: skip
    assert offs(closed) == [False] * 8
    assert offs(open_) == [True] * 5, "German holidays are bank days"
    assert bank_days_before(date(2026, 4, 7), 1) == date(2026, 4, 2), "over Easter"


def test_mandates_lapse_after_36_months_without_use() -> None:
    use = Use(date(2023, 3, 2), False, None, None)
    assert fault(use, date(2026, 3, 1)) is None
    assert fault(use, date(2026, 3, 2)) is not None
    used = use._replace(last_used=date(2026, 2, 1))
    assert fault(used, date(2029, 1, 31)) is None
    assert (sequence(use), sequence(used), sequence(used, last=True)) == ("FRST", "RCUR", "FNAL")
    assert sequence(use._replace(once=True)) == "OOFF"
    assert fault(used._replace(once=True), date(2026, 3, 2)) is not None
    assert fault(use._replace(ended=date(2025, 1, 1)), date(2025, 1, 1)) is not None


def test_collection_waits_for_notice_due_day_and_bank_day() -> None:
    assert collection_day(date(2026, 3, 4), date(2026, 3, 2), 0) == date(2026, 3, 4)
    assert collection_day(None, date(2026, 3, 2), 0) == date(2026, 3, 3)
    assert collection_day(date(2026, 3, 4), date(2026, 3, 2), 14) == date(2026, 3, 16)
    assert collection_day(date(2026, 4, 3), date(2026, 3, 2), 14) == date(2026, 4, 7)


def test_periods_are_dated_rows_with_their_law() -> None:
    old, new = date(2016, 11, 18), date(2016, 11, 21)
    assert [submission("CORE", kind, old).value for kind in ("FRST", "OOFF", "RCUR")] == [5, 5, 2]
    assert [submission("CORE", kind, new).value for kind in ("FRST", "OOFF", "RCUR")] == [1, 1, 1]
    assert submission("B2B", "FRST", old).value == 1
    # Friday 18 November 2016: five bank days on is Friday 25, two are Tuesday 22
    assert collection_day(None, old, 0) == date(2016, 11, 25)
    assert collection_day(None, old, 0, kind="RCUR") == date(2016, 11, 22)
    assert keep_until(Use(date(2024, 1, 1), False, date(2026, 2, 1), None)) == date(2027, 4, 1)
    assert keep_until(Use(date(2024, 1, 1), False, None, None)) is None
    assert len(periods_on(new)) == 7 and all(one.law and one.source for one in periods_on(new))
