"""The credit limit is asked at quote, order and start of work; a reason passes over it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kontor.base.errors import Refused
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.contacts.service.terms import set_standing
from kontor.contacts.terms import StandingInput
from kontor.receivables import doors
from kontor.receivables.queries.passing import check_document, passes
from kontor.sales.model.inputs import AcceptQuote
from kontor.sales.service import orders, quotes
from tests.sales.office import DAY, Office, document

# the order comes to 3,704.40 net, 4,408.24 gross
LIMIT, GROSS = 400_000, 440_824


@pytest.fixture
def limited(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A customer with a limit of 4,000.00 €."""
    monkeypatch.setenv("LOGNAME", "jana")
    stand(office, credit_limit=LIMIT)
    return office


def stand(office: Office, **standing: Any) -> None:
    (contact,) = office.sql("SELECT id FROM contact")[0]
    office.do(set_standing, contact, StandingInput(**standing), DAY)


def policy(office: Office, value: str) -> None:
    office.do(change_setting, SettingInput(key="credit_check", value=value, valid_from=DAY))


def draft(office: Office) -> int:
    return int(office.do(quotes.new_order, document(), DAY))


def test_a_quote_gets_a_hint(limited: Office) -> None:
    key = limited.quote()
    found = limited.ask(check_document, key, DAY)
    assert (found.gate, found.exposure, found.limit) == ("hint", GROSS, LIMIT)
    limited.do(quotes.send_quote, key, DAY)
    assert limited.state(key) == "sent" and limited.ask(passes) == []


def test_an_order_over_the_limit_needs_a_reason_that_stays_readable(limited: Office) -> None:
    key = draft(limited)
    with pytest.raises(Refused, match=r"Damit stehen 4\.408,24 auf dem Spiel, das Limit ist"):
        limited.do(orders.confirm_order, key, DAY)
    assert limited.state(key) == "draft"
    limited.do(orders.confirm_order, key, DAY, override="Vorkasse vereinbart")
    (one,) = limited.ask(passes, document=key)
    assert (one.reason, one.who, one.day, one.stage, one.exposure, one.limit) == (
        "Vorkasse vereinbart", "jana", DAY, "order", GROSS, LIMIT,
    )  # fmt: skip
    assert one.findings == ("Damit stehen 4.408,24 auf dem Spiel, das Limit ist 4.000,00.",)
    partner = f"contacts:{one.contact}"
    (told,) = limited.ask(lambda con: list(doors.timeline(con, partner)))
    assert (told.kind, told.amount, dict(told.values)) == (
        "limit", GROSS, {"number": "AU-2026-0001", "reason": "Vorkasse vereinbart"},
    )  # fmt: skip
    held = limited.ask(lambda con: [entry.content for entry in doors.personal(con, partner)])
    assert held == ["Vorkasse vereinbart"]


def test_the_start_asks_again_only_when_more_is_at_stake(limited: Office) -> None:
    key = draft(limited)
    limited.do(orders.confirm_order, key, DAY, override="Vorkasse vereinbart")
    assert limited.ask(check_document, key, DAY).gate == "free"
    other = draft(limited)
    limited.do(orders.confirm_order, other, DAY, override="noch einer")
    with pytest.raises(Refused, match=r"8\.816,48"):
        limited.do(orders.begin_order, key, DAY)
    limited.do(orders.begin_order, other, DAY)
    limited.do(orders.begin_order, key, DAY, "Geld ist unterwegs")
    assert [(one.document, one.stage) for one in limited.ask(passes)] == [
        (key, "start"), (other, "order"), (key, "order"),
    ]  # fmt: skip
    assert limited.ask(passes)[0].exposure == 2 * GROSS


def test_a_new_block_is_asked_at_the_start(limited: Office) -> None:
    key = draft(limited)
    limited.do(orders.confirm_order, key, DAY, override="Vorkasse vereinbart")
    stand(limited, credit_limit=LIMIT, blocked="Insolvenz gemeldet")
    with pytest.raises(Refused, match="Insolvenz gemeldet"):
        limited.do(orders.begin_order, key, DAY)
    assert limited.state(key) == "confirmed"


def test_beginning_a_draft_asks_once(limited: Office) -> None:
    key = draft(limited)
    limited.do(orders.begin_order, key, DAY, "Vorkasse")
    assert [one.stage for one in limited.ask(passes)] == ["order"]
    assert limited.state(key) == "begun"


def test_below_the_limit_nothing_is_asked(limited: Office) -> None:
    stand(limited, credit_limit=GROSS)
    key = draft(limited)
    limited.do(orders.begin_order, key, DAY)
    assert limited.ask(passes) == []


def test_the_firm_may_take_no_reason(limited: Office) -> None:
    policy(limited, "block")
    key = draft(limited)
    with pytest.raises(Refused) as refused:
        limited.do(orders.confirm_order, key, DAY, override="Stammkunde")
    assert "Limit anheben" in refused.value.advice
    offer = limited.quote()
    with pytest.raises(Refused, match="das Limit ist"):
        limited.do(quotes.send_quote, offer, DAY)
    limited.do(quotes.send_quote, offer, DAY, override="nur ein Angebot")
    assert [one.stage for one in limited.ask(passes)] == ["quote"]
    # the class alone never stops
    stand(limited, risk_class="E")
    limited.do(orders.confirm_order, key, DAY, override="Vorkasse")
    assert limited.state(key) == "confirmed"


def test_the_firm_may_only_want_a_hint(limited: Office) -> None:
    policy(limited, "hint")
    stand(limited, credit_limit=LIMIT, blocked="Mahnung offen")
    key = draft(limited)
    limited.do(orders.begin_order, key, DAY)
    assert limited.state(key) == "begun" and limited.ask(passes) == []


def test_the_reason_of_a_quote_is_not_that_of_its_order(limited: Office) -> None:
    policy(limited, "block")
    offer = limited.quote()
    limited.do(orders.pass_limit, offer, "block", "nur ein Angebot")
    limited.do(quotes.send_quote, offer, DAY, override="nur ein Angebot")
    key = limited.do(quotes.accept_quote, offer, AcceptQuote(day=DAY))
    policy(limited, "reason")
    with pytest.raises(Refused):
        limited.do(orders.confirm_order, key, DAY)


def test_undo_takes_the_reason_back_with_the_step(limited: Office) -> None:
    stand(limited)
    key = draft(limited)
    limited.do(orders.confirm_order, key, DAY)
    stand(limited, credit_limit=LIMIT)
    limited.do(orders.begin_order, key, DAY, "Geld ist unterwegs")
    assert [one.reason for one in limited.ask(passes)] == ["Geld ist unterwegs"]
    limited.store.undo()
    assert limited.ask(passes) == [] and limited.state(key) == "confirmed"


def test_erasing_a_customer_takes_the_reason(limited: Office) -> None:
    limited.do(orders.confirm_order, draft(limited), DAY, override="Vorkasse")
    (contact,) = limited.sql("SELECT contact FROM limit_pass")[0]
    with limited.store.step("erase") as unit:
        list(doors.erase(unit, f"contacts:{contact}", date(2026, 3, 17)))
    assert limited.ask(passes) == []
