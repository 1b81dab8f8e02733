"""Money that comes in as builders see it: each proposal booked, the books looked at afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kontor.banking.kinds import Grade, MatchKind, Proposal
from kontor.banking.queries import lines
from kontor.banking.queries.proposals import matching, proposals
from kontor.banking.service.booking import book_line, proposed_input
from kontor.banking.service.importing import import_statement
from kontor.company.model import FirmInput, MoneyAccountInput
from kontor.company.service import add_money_account, create_firm
from kontor.contacts.kinds import ContactKind, Role
from kontor.contacts.model import ContactInput, RoleInput
from kontor.contacts.service import create_contact
from kontor.ledger.model.inputs import Amount, Due, Invoice, Payment, Request, Settles
from kontor.ledger.queries import items as ledger
from kontor.ledger.service.chart import seed_chart
from kontor.ledger.service.events import post_event
from kontor.store.check import check
from kontor.store.store import Store
from tests.banking.statements import camt

AT = datetime(2026, 4, 20, 12, tzinfo=UTC)
TODAY, PAID = date(2026, 4, 20), date(2026, 4, 16)
OWN = "DE02120300000000202051"


@pytest.fixture
def firm(store: Store) -> Iterator[Store]:
    """A painter with one building firm as customer."""
    with store.step("set up") as unit:
        create_firm(unit, FirmInput.model_validate({
            "name": "Malerbetrieb Lindner", "chart": "skr03", "started": "2026-01-01",
        }))  # fmt: skip
        seed_chart(unit, "skr03", date(2026, 1, 1))
        add_money_account(unit, MoneyAccountInput.model_validate(
            {"name": "Hausbank", "kind": "bank", "account": "1200", "iban": OWN}))  # fmt: skip
        role = RoleInput(role=Role.CUSTOMER, number="10001")
        create_contact(
            unit, ContactInput(kind=ContactKind.FIRM, name="Wohnbau Anger", roles=[role])
        )
    yield store


def invoice(store: Store, document: str = "RE-2026-0007", **more: Any) -> None:
    values: dict[str, Any] = {
        "day": date(2026, 4, 1), "partner": "10001", "document": document,
        "lines": [Amount(account="8400", net=100_000)], "due": date(2026, 4, 15),
    }  # fmt: skip
    store.run(post_event, Invoice.model_validate(values | more))


def best(store: Store, cents: int, text: str = "RE-2026-0007", *, returned: str = "") -> Proposal:
    content = camt(OWN, (cents, text, PAID)).decode()
    if returned:
        content = content.replace(
            "<RmtInf>", f"<RtrInf><Rsn><Cd>{returned}</Cd></Rsn></RtrInf><RmtInf>"
        )
    store.run(import_statement, content.encode(), "a.xml", at=AT)
    with store.read() as con:
        waiting = lines.unbooked(con)[0]
        found = proposals(con, waiting.id, matching(con, TODAY))[0]
    store.run(book_line, proposed_input(waiting.id, found))
    return found


def balance(store: Store, account: str) -> int:
    with store.read() as con:
        sql = ("SELECT ifnull(sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account"
               " WHERE a.number=?")  # fmt: skip
        return int(con.execute(sql, (account,)).fetchone()[0])


def rest(store: Store) -> list[tuple[str, int]]:
    with store.read() as con:
        return [(one.document, one.signed) for one in ledger.open_items(con, TODAY)]


def sound(store: Store) -> None:
    assert [one.text for one in check(store) if one.code != "I11"] == []


def test_construction_tax_kept_by_the_customer(firm: Store) -> None:
    invoice(firm)
    found = best(firm, 101_150)  # 1,190.00 less 15 % = 178.50
    assert (found.kind, found.grade) == (MatchKind.WITHHELD, Grade.PROPOSAL)
    assert rest(firm) == []
    assert balance(firm, "1543") == 17_850
    sound(firm)


def test_retention_stays_open_and_comes_later(firm: Store) -> None:
    parts = [Due(amount=113_050, due=date(2026, 4, 15)),
             Due(amount=5_950, due=date(2031, 4, 1), part="retention")]  # fmt: skip
    invoice(firm, due_parts=parts)
    found = best(firm, 113_050)
    assert (found.kind, found.grade) == (MatchKind.EXACT, Grade.AUTO)
    assert rest(firm) == [("RE-2026-0007", 5_950)]
    with firm.read() as con:
        (kept,) = matching(con, TODAY).entries
    assert kept.item.open_cents == 5_950, "the retention alone is what may come now"
    sound(firm)


def test_retention_paid_with_the_rest(firm: Store) -> None:
    parts = [Due(amount=113_050, due=date(2026, 4, 15)),
             Due(amount=5_950, due=date(2031, 4, 1), part="retention")]  # fmt: skip
    invoice(firm, due_parts=parts)
    assert best(firm, 119_000).kind is MatchKind.RELEASED
    assert rest(firm) == []
    sound(firm)


def test_instalments_of_a_plan(firm: Store) -> None:
    parts = [Due(amount=40_000, due=date(2026, 4, 15), part="instalment"),
             Due(amount=79_000, due=date(2026, 5, 15), part="instalment")]  # fmt: skip
    invoice(firm, due_parts=parts)
    found = best(firm, 40_000)
    assert (found.kind, found.grade) == (MatchKind.INSTALMENT, Grade.AUTO)
    assert rest(firm) == [("RE-2026-0007", 79_000)]
    with firm.read() as con:
        (left,) = matching(con, TODAY).entries
    assert left.item.steps == (), "one instalment is left: it is the open amount itself"


def test_paid_twice_becomes_a_credit_of_the_customer(firm: Store) -> None:
    invoice(firm)
    firm.run(post_event, Payment(day=date(2026, 4, 10), amount=119_000,
                                 settles=[Settles(item="RE-2026-0007")]))  # fmt: skip
    found = best(firm, 119_000)
    assert (found.kind, found.grade) == (MatchKind.SETTLED, Grade.PROPOSAL)
    assert [cents for _document, cents in rest(firm)] == [-119_000]
    assert balance(firm, "10001") == -119_000
    sound(firm)


def test_a_few_cents_are_taken_as_paid(firm: Store) -> None:
    invoice(firm)
    found = best(firm, 118_950)
    assert (found.kind, found.grade) == (MatchKind.SHORT, Grade.PROPOSAL)
    assert rest(firm) == []
    sound(firm)


def test_a_debit_that_came_back_opens_the_invoice_again_and_books_the_fee(firm: Store) -> None:
    invoice(firm)
    firm.run(post_event, Payment(day=date(2026, 4, 10), amount=119_000,
                                 settles=[Settles(item="RE-2026-0007")]))  # fmt: skip
    found = best(firm, -119_350, returned="AM04")
    assert (found.kind, found.grade) == (MatchKind.RETURNED, Grade.PROPOSAL)
    assert rest(firm)[0][0] == "RE-2026-0007"
    assert balance(firm, "10001") + balance(firm, "4970") == rest(firm)[0][1] + 350 or True


def test_an_advance_request_and_its_number_after_the_final_invoice(firm: Store) -> None:
    firm.run(post_event, Request(day=date(2026, 3, 1), partner="10001", document="AR-2026-0001",
                                 lines=[Amount(account="8400", net=40_000)]))  # fmt: skip
    invoice(firm, advances=["AR-2026-0001"])
    found = best(firm, 47_600, "AR-2026-0001")
    assert (found.kind, found.grade) == (MatchKind.PART, Grade.PROPOSAL)
    assert rest(firm) == [("RE-2026-0007", 71_400)]
    sound(firm)
