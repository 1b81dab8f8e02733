"""From the bill to the bank: proposal, release, file, statement; each amount is the open item."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from kontor.banking.doors import due
from kontor.banking.formats.pain import TRANSFER, schema_errors
from kontor.banking.kinds import Grade, RunState, Suggestion
from kontor.banking.model import PayTermsInput, RunInput
from kontor.banking.queries import lines, runs
from kontor.banking.queries.payables import suggestions
from kontor.banking.queries.proposals import matching, proposals
from kontor.banking.service.booking import unbook_line
from kontor.banking.service.debiting import set_pay_terms
from kontor.banking.service.importing import import_statement
from kontor.banking.service.paying import (
    block_item,
    drop_run,
    export_again,
    export_run,
    propose_run,
    release_run,
    unblock_item,
    withdraw,
)
from kontor.banking.service.settling import book_run
from kontor.base.errors import InputError, Refused
from kontor.company.model import FirmInput, MoneyAccountInput
from kontor.company.service import add_money_account, create_firm
from kontor.contacts.kinds import CertificateKind, ContactKind, Role
from kontor.contacts.model import BankInput, ContactInput, RoleInput
from kontor.contacts.service import create_contact
from kontor.contacts.service.terms import add_certificate
from kontor.contacts.terms import CertificateInput
from kontor.ledger.model.inputs import Amount, Bill, CreditNote, Discount, Due
from kontor.ledger.queries import items as ledger
from kontor.ledger.service.chart import seed_chart
from kontor.ledger.service.events import post_event
from kontor.store.check import check
from kontor.store.store import Store
from tests.banking.labelled import iban
from tests.banking.statements import camt

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)  # a Monday
OWN = "DE02120300000000202051"
NS = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


def make(store: Store) -> None:
    """A painter who buys from a wholesaler and has a subcontractor."""
    with store.step("set up") as unit:
        create_firm(unit, FirmInput.model_validate({
            "name": "Malerbetrieb Lindner", "chart": "skr03", "started": "2026-01-01",
        }))  # fmt: skip
        seed_chart(unit, "skr03", date(2026, 1, 1))
        add_money_account(unit, MoneyAccountInput.model_validate({
            "name": "Hausbank", "kind": "bank", "account": "1200", "iban": OWN,
            "holder": "Jürgen Lindner Malerbetrieb",
        }))  # fmt: skip
        partner(unit, "Farbengroßhandel Möller & Söhne", "70001", Role.SUPPLIER)
        partner(unit, "Trockenbau Ahrens", "70002", Role.SUBCONTRACTOR)


@pytest.fixture
def firm(store: Store) -> Iterator[Store]:
    """The painter."""
    make(store)
    yield store


def partner(unit: Any, name: str, number: str, role: Role, *, bank: bool = True) -> int:
    banks = [BankInput(iban=iban(random.Random(int(number))))] if bank else []
    data = ContactInput(
        kind=ContactKind.FIRM, name=name, roles=[RoleInput(role=role, number=number)], banks=banks
    )
    return int(create_contact(unit, data))


def bill(store: Store, document: str, net: int, **more: Any) -> int:
    values: dict[str, Any] = {
        "day": date(2026, 2, 23), "partner": "70001", "document": document,
        "lines": [Amount(account="3400", net=net)], "due": date(2026, 3, 25),
    }  # fmt: skip
    return int(store.run(post_event, Bill.model_validate(values | more)).value.items[0])


def ask(store: Store, today: date = TODAY, until: date | None = None) -> list[Suggestion]:
    with store.read() as con:
        return suggestions(con, today, until)


def run_of(store: Store, *items: str, today: date = TODAY, until: date | None = None) -> int:
    data = RunInput(items=list(items), until=until)
    return int(store.run(propose_run, data, today).value)


def sent(store: Store, *items: str) -> tuple[int, bytes]:
    run = run_of(store, *items)
    store.run(release_run, run, TODAY)
    return run, store.run(export_run, run, TODAY, AT).value.content


def state(store: Store, run: int) -> RunState:
    with store.read() as con:
        return runs.run(con, run).state


def test_a_bill_goes_from_proposal_to_booked(firm: Store) -> None:
    bill(firm, "ER-2026-0099", 100_000, discounts=[Discount(until=date(2026, 3, 5), rate=300)])
    (one,) = ask(firm)
    # 3 % of 1,190.00 = 35.70; money is one bank day on its way, so it leaves on 4 March
    assert (one.cents, one.discount, one.day, one.ready) == (115_430, 3_570, date(2026, 3, 4), True)
    run = run_of(firm)
    assert state(firm, run) is RunState.PROPOSED
    firm.run(release_run, run, TODAY)
    assert state(firm, run) is RunState.RELEASED
    done = firm.run(export_run, run, TODAY, AT).value
    assert (done.pieces, done.cents) == (1, 115_430)
    assert schema_errors(done.content, TRANSFER) == []
    root = etree.fromstring(done.content)
    said = {tag: root.findtext(f".//{NS}{tag}") for tag in (
        "MsgId", "EndToEndId", "InstdAmt", "Ustrd", "CtrlSum", "BtchBookg")}  # fmt: skip
    assert said == {
        "MsgId": f"KONTOR-20260302-{run}", "EndToEndId": "ER-2026-0099", "InstdAmt": "1154.30",
        "Ustrd": "ER-2026-0099 vom 23.02.2026", "CtrlSum": "1154.30", "BtchBookg": "false",
    }  # fmt: skip
    assert root.findtext(f".//{NS}Cdtr/{NS}Nm") == "Farbengrosshandel Moeller + Soehne"
    assert root.findtext(f".//{NS}Dbtr/{NS}Nm") == "Juergen Lindner Malerbetrieb"
    assert state(firm, run) is RunState.EXPORTED
    assert ask(firm)[0].block is not None, "what is under way is not proposed again"

    firm.run(
        import_statement, camt(OWN, (-115_430, "ER-2026-0099", date(2026, 3, 4))), "a.xml", at=AT
    )
    with firm.read() as con:
        (waiting,) = lines.unbooked(con)
        (best,) = proposals(con, waiting.id, matching(con, TODAY))
    assert best.grade is Grade.AUTO
    assert firm.run(book_run, run).value == [waiting.id]
    assert state(firm, run) is RunState.BOOKED
    with firm.read() as con:
        assert ledger.open_items(con, date(2026, 3, 31), side=-1) == []
    assert [one.text for one in check(firm)] == []
    firm.run(unbook_line, waiting.id, TODAY)
    assert state(firm, run) is RunState.EXPORTED


def test_without_discount_a_bill_is_paid_when_due_and_waits_until_then(firm: Store) -> None:
    bill(firm, "4711", 10_000, due=date(2026, 3, 25))
    (one,) = ask(firm)
    assert (one.later, one.day, one.cents) == (True, date(2026, 3, 24), 11_900)
    with pytest.raises(Refused):
        run_of(firm)
    (near,) = ask(firm, until=date(2026, 3, 24))
    assert near.ready
    run_of(firm, "4711")  # a named bill is taken before its day, and still leaves on its day
    with firm.read() as con:
        assert [one.day for one in runs.payments(con, 1)] == [date(2026, 3, 24)]


def test_an_overdue_bill_is_paid_at_once_without_its_discount(firm: Store) -> None:
    bill(firm, "ALT", 10_000, due=date(2026, 2, 25),
         discounts=[Discount(until=date(2026, 3, 1), rate=200)])  # fmt: skip
    (one,) = ask(firm)
    assert (one.cents, one.discount, one.day, one.ready) == (11_900, 0, TODAY, True)


def test_the_better_of_two_discounts_is_taken_while_it_lasts(firm: Store) -> None:
    bill(firm, "ZWEI", 100_000, discounts=[
        Discount(until=date(2026, 3, 4), rate=300), Discount(until=date(2026, 3, 9), rate=200),
    ])  # fmt: skip
    assert [(one.discount, one.day) for one in ask(firm)] == [(3_570, date(2026, 3, 3))]
    late = ask(firm, date(2026, 3, 5))
    assert [(one.discount, one.day) for one in late] == [(2_380, date(2026, 3, 6))]


@pytest.mark.parametrize(
    "why", ["disputed", "debited", "blocked", "collected", "no iban", "holder"]
)
def test_what_must_not_be_paid_is_held_back_with_the_reason(firm: Store, why: str) -> None:
    if why in {"no iban", "holder"}:
        with firm.step("partner") as unit:
            name = "Gerüstbau Ohne Konto" if why == "no iban" else "Ö" * 60
            partner(unit, name, "70009", Role.SUPPLIER, bank=why == "holder")
        bill(firm, "X1", 10_000, partner="70009", due=TODAY)
    else:
        item = bill(firm, "X1", 10_000, due=TODAY)
        if why in {"disputed", "debited"}:
            with firm.step("mark") as unit:
                unit.con.execute(f"UPDATE item SET {why}=1 WHERE id=?", (item,))
        elif why == "blocked":
            firm.run(block_item, "X1", "Ware fehlt", TODAY)
        else:
            firm.run(set_pay_terms, 1, PayTermsInput(method="collected"))
    (one,) = ask(firm)
    assert one.block is not None and one.block.text
    assert not one.ready
    with pytest.raises(Refused, match="X1"):
        run_of(firm, "X1")
    if why == "blocked":
        assert "Ware fehlt" in one.block.text
        firm.run(unblock_item, "X1")
        assert ask(firm)[0].ready


def test_a_builder_without_certificate_gets_85_percent_and_the_office_the_rest(firm: Store) -> None:
    bill(firm, "TB-1", 600_000, partner="70002", due=TODAY,
         lines=[Amount(account="3100", net=600_000, code="")])  # fmt: skip
    whole = 600_000
    with firm.read() as con:
        whole = ledger.open_items(con, TODAY, side=-1)[0].open
    (one,) = ask(firm)
    kept = (whole * 15 + 50) // 100
    assert (one.cents, one.kept) == (whole - kept, kept)
    firm.run(set_pay_terms, 2, PayTermsInput(
        tax_office="Finanzamt Musterstadt", tax_office_iban=iban(random.Random(5))))  # fmt: skip
    run, _file = sent(firm, "TB-1")
    content = camt(OWN, (-one.cents, "TB-1", TODAY))
    firm.run(import_statement, content, "a.xml", at=AT)
    firm.run(book_run, run)
    (office,) = ask(firm)
    assert (office.office, office.cents, office.later) == (True, kept, True)
    assert office.day == date(2026, 4, 9), "the 10th of April, one bank day before"
    (near,) = ask(firm, date(2026, 4, 7))
    assert near.ready
    second = run_of(firm, "TB-1", today=date(2026, 4, 7))
    with firm.read() as con:
        (payment,) = runs.payments(con, second)
    assert (payment.name, payment.end_to_end) == ("Finanzamt Musterstadt", "TB-1-ST")


def test_a_certificate_or_a_small_sum_keeps_nothing(firm: Store) -> None:
    bill(firm, "KLEIN", 100_000, partner="70002", due=TODAY)
    assert [one.kept for one in ask(firm)] == [0]
    bill(firm, "GROSS", 600_000, partner="70002", due=TODAY)
    assert all(one.kept for one in ask(firm))
    firm.run(add_certificate, CertificateInput(
        contact="70002", kind=CertificateKind.EXEMPTION_48B, valid_from=date(2025, 1, 1),
        valid_to=date(2027, 1, 1),
    ))  # fmt: skip
    assert [one.kept for one in ask(firm)] == [0, 0]


def test_retention_waits_and_is_paid_on_its_day(firm: Store) -> None:
    bill(firm, "EINB", 100_000, due=TODAY, due_parts=[
        Due(amount=113_050, due=TODAY), Due(amount=5_950, due=date(2026, 9, 1), part="retention"),
    ])  # fmt: skip
    assert [one.cents for one in ask(firm)] == [113_050]


def test_the_same_bill_never_leaves_twice(firm: Store) -> None:
    bill(firm, "EINMAL", 10_000, due=TODAY)
    run, content = sent(firm, "EINMAL")
    with pytest.raises(Refused):
        firm.run(export_run, run, TODAY, AT + timedelta(hours=1))
    with pytest.raises(Refused):
        run_of(firm, "EINMAL")
    with pytest.raises(Refused):
        firm.run(drop_run, run)
    with pytest.raises(InputError):
        firm.run(export_again, run, AT, " ")
    again = firm.run(export_again, run, AT + timedelta(days=1), "USB-Stick defekt").value
    assert again.content == content, "the bank sees the same message number"
    with firm.read() as con:
        copies = con.execute("SELECT reason FROM pay_copy").fetchall()
        (payment,) = runs.payments(con, run)
    assert copies == [("USB-Stick defekt",)]
    firm.run(withdraw, payment.id, "Konto erloschen")
    second, _file = sent(firm, "EINMAL")
    with firm.read() as con:
        (other,) = runs.payments(con, second)
    assert other.end_to_end == "EINMAL-2", "a reference is never used twice"


def test_a_run_without_file_can_be_dropped_and_undone(firm: Store) -> None:
    bill(firm, "FREI", 10_000, due=TODAY)
    run = run_of(firm)
    firm.run(drop_run, run)
    assert ask(firm)[0].ready
    step = firm.run(propose_run, RunInput(), TODAY).step
    firm.undo(step)
    assert ask(firm)[0].ready


def test_a_bill_that_changed_since_the_proposal_is_not_released(firm: Store) -> None:
    bill(firm, "WENIGER", 10_000, due=TODAY)
    run = run_of(firm)
    firm.run(post_event, CreditNote(
        day=TODAY, item="WENIGER", lines=[Amount(account="3400", net=1_000)]))  # fmt: skip
    with pytest.raises(Refused, match="WENIGER"):
        firm.run(release_run, run, TODAY)


def test_what_waits_is_due(firm: Store) -> None:
    bill(firm, "EILT", 100_000, discounts=[Discount(until=date(2026, 3, 3), rate=300)])
    with firm.read() as con:
        (one,) = [each for each in due(con, TODAY) if each.kind == "pay"]
    assert (one.day, one.amount) == (TODAY, 115_430), "tomorrow's Skonto leaves today"
    run = run_of(firm)
    with firm.read() as con:
        (waits,) = [each for each in due(con, TODAY) if each.kind == "pay"]
    assert waits.ref == f"payrun:{run}"
    firm.run(release_run, run, TODAY)
    firm.run(export_run, run, TODAY, AT)
    with firm.read() as con:
        assert [each for each in due(con, TODAY) if each.kind == "pay"] == []
