"""Blocks, disputes, instalment plans, limitation, interest by hand, risk: over a small firm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kontor.base.errors import InputError, Refused
from kontor.ledger.model.inputs import Due, Payment, Settles
from kontor.ledger.service.events import post_event
from kontor.receivables import doors
from kontor.receivables.model import (
    BaseRateInput,
    BlockInput,
    LimitationInput,
    LimitInput,
    PaymentPlanInput,
    PlanInput,
)
from kontor.receivables.queries import expiry, paying, risk, runs
from kontor.receivables.rules.risk import Gate, Stage
from kontor.receivables.service import keeping
from kontor.receivables.service.risk import rate_customers, set_limit
from kontor.receivables.service.runs import propose_run
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.receivables.kit import ask, firm, owes, pays
from tests.receivables.test_run import D1, D2, sent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with firm(tmp_path) as opened:
        yield opened


def left_out(store: Store, day: date) -> dict[str, str]:
    run = store.run(propose_run, day).value.run
    with store.read() as con:
        return {one.document: one.reason.value for one in runs.omitted(con, run)}


def reminded(store: Store) -> dict[str, int]:
    sql = "SELECT i.document, n.cents FROM reminder_line n JOIN item i ON i.id=n.item"
    return dict(ask(store, sql))  # type: ignore[arg-type]


def test_blocks_and_disputes_keep_reminders_back(store: Store) -> None:
    for number in (1, 2, 3):
        owes(store, 1, f"RE-{number}", 100_000)
    block = BlockInput(item="RE-1", reason="Kulanz", until=date(2026, 7, 31))
    store.run(keeping.block, block, D1)
    whole = BlockInput.model_validate({"item": "RE-2", "kind": "dispute", "reason": "Mangel"})
    key = store.run(keeping.block, whole, D1).value
    part = BlockInput.model_validate(
        {"item": "RE-3", "kind": "dispute", "reason": "Maß", "amount": "400.00"}, context=JSON
    )
    store.run(keeping.block, part, D1)
    assert left_out(store, D1) == {"RE-1": "blocked", "RE-2": "disputed"}
    assert reminded(store) == {"RE-3": 60_000}
    store.run(keeping.unblock, key, "erledigt", D1)
    assert left_out(store, D2) == {}  # the block ended by itself, the dispute was lifted
    assert reminded(store) == {"RE-1": 100_000, "RE-2": 100_000, "RE-3": 60_000}
    with pytest.raises(Refused):
        store.run(keeping.unblock, key, "", D2)


def test_an_instalment_plan_that_is_kept_stops_reminders(store: Store) -> None:
    owes(store, 1, "RE-1", 100_000)
    plan = PaymentPlanInput(
        items=["RE-1"], count=4, first=date(2026, 8, 1), acknowledged=date(2026, 7, 18)
    )
    key = store.run(keeping.agree_plan, plan, date(2026, 7, 18)).value
    with pytest.raises(Refused, match="RE-1"):
        store.run(keeping.agree_plan, plan, D1)
    assert left_out(store, D1) == {"RE-1": "plan_kept"}
    pays(store, "RE-1", 25_000, date(2026, 8, 3))
    assert left_out(store, D2) == {"RE-1": "plan_kept"}
    day = date(2026, 9, 7)  # the rate of 1 September and its five days of grace are over
    assert left_out(store, day) == {} and reminded(store) == {"RE-1": 75_000}
    with store.read() as con:
        found = [one for one in doors.due(con, day) if one.kind == "plan"]
    assert [(one.amount, one.day) for one in found] == [(25_000, date(2026, 9, 1))]
    store.run(keeping.end_plan, key, "geplatzt", day)
    wrong = PaymentPlanInput.model_validate(
        {"items": ["RE-1"], "rates": [{"due": "2026-10-01", "amount": "100.00"}]}, context=JSON
    )
    with pytest.raises(InputError):
        store.run(keeping.agree_plan, wrong, day)


def test_retention_and_credit_and_small_amounts_are_left_out(store: Store) -> None:
    parts = [{"amount": "900.00", "due": "2026-06-15"},
             {"amount": "100.00", "due": "2026-06-15", "part": "retention"}]  # fmt: skip
    owes(store, 1, "RE-1", 100_000,
         due_parts=[Due.model_validate(one, context=JSON) for one in parts])  # fmt: skip
    pays(store, "RE-1", 90_000, date(2026, 7, 1))
    owes(store, 2, "RE-2", 400)
    assert left_out(store, D1) == {"RE-1": "retention", "RE-2": "below_least"}
    settles = [Settles(item="RE-2", amount=400)]  # 100.00 too much: a credit
    store.run(post_event, Payment(day=D1, amount=10_400, settles=settles))
    owes(store, 2, "RE-3", 9_000)
    assert left_out(store, D1)["RE-3"] == "credit"


def test_interest_by_hand_is_an_item_of_its_own_and_never_twice(store: Store) -> None:
    owes(store, 2, "RE-2", 357_000, due=date(2026, 6, 30))
    last = date(2026, 8, 31)
    item = store.run(keeping.claim_interest, "RE-2", last).value
    sql = "SELECT i.kind, i.document, sum(w.cents) FROM item i JOIN weight w ON w.item=i.id"
    assert ask(store, f"{sql} WHERE i.id=?", item) == [("charge", "RE-2/Z1", 6_379)]
    with pytest.raises(Refused):
        store.run(keeping.claim_interest, "RE-2", last)
    with pytest.raises(Refused):  # the table of base rates ends with 2026
        store.run(keeping.claim_interest, "RE-2", date(2027, 1, 10))
    rate = BaseRateInput(valid_from=date(2027, 1, 1), rate=152, source="Bundesbank")
    store.run(keeping.set_base_rate, rate)
    store.run(keeping.claim_interest, "RE-2", date(2027, 1, 10), keep=False, reason="Kulanz")
    with store.read() as con:
        shares, left = paying.proposal(con, "contacts:2", 10_000, last)
    assert [(one.document, int(one.part), one.cents) for one in shares] == [
        ("RE-2/Z1", 2, 6_379), ("RE-2", 3, 3_621),
    ]  # fmt: skip
    assert left == 0


def test_limitation_watch_and_court_sheet(store: Store) -> None:
    item = owes(store, 2, "RE-2", 357_000, due=date(2026, 6, 30))
    sent(store, D1)
    with store.read() as con:
        (one,) = expiry.expiring(con, date(2029, 10, 1), within=180)
        assert one.limitation.expires == date(2029, 12, 31) and one.warns == 180
        due = [found for found in doors.due(con, date(2029, 12, 20)) if found.kind == "limitation"]
        assert [(found.day, found.urgency) for found in due] == [(date(2029, 12, 31), 2)]
        sheet = expiry.court_sheet(con, item, date(2026, 8, 31))
    assert (sheet.principal, sheet.interest, sheet.interest_from) == (
        357_000, 6_379, date(2026, 7, 1),
    )  # fmt: skip
    assert sheet.debtor[0] == "Hausbau Nordstern GmbH" and sheet.reminders == (D1,)
    stop = LimitationInput.model_validate(
        {"item": "RE-2", "kind": "court_order", "day": "2026-09-01"}
    )
    store.run(keeping.note_limitation, stop)
    assert left_out(store, date(2026, 9, 10)) == {"RE-2": "in_court"}


def test_own_plan_of_reminding(store: Store) -> None:
    owes(store, 1, "RE-1", 100_000, due=date(2026, 7, 15))
    assert left_out(store, D1) == {"RE-1": "too_early"}
    plan = PlanInput.model_validate(
        {"customer_kind": "private", "tolerance": 0, "levels": [{"days": 3, "text": "reminder"}]},
        context=JSON,
    )
    store.run(keeping.set_reminder_plan, plan, date(2026, 7, 1))
    assert left_out(store, D1) == {} and reminded(store) == {"RE-1": 100_000}
    costly = {"customer_kind": "private", "levels": [{"days": 3, "fee": "5.00"}]}
    with pytest.raises(InputError):
        store.run(keeping.set_reminder_plan, PlanInput.model_validate(costly, context=JSON), D1)


def test_risk_is_written_down_and_checked(store: Store) -> None:
    for number in (1, 2, 3):
        owes(store, 2, f"RE-{number}", 100_000)
        pays(store, f"RE-{number}", 100_000, date(2026, 7, 3))  # 18 days late
    owes(store, 2, "RE-4", 480_000, due=date(2026, 9, 30))
    owes(store, 2, "RE-5", 420_000)
    sent(store, D1)
    with store.read() as con:
        found = risk.risk(con, "contacts:2", D2)
    # 18 days: 13.5, level 1: 5, 4200/9000 overdue: 7; no limit yet
    assert (found.score.points, found.score.risk_class) == (26, "B")
    assert found.exposure.total == 900_000 and found.ages.not_due == 480_000
    # 1,200,000 in 12 months: 100,000 a month, twice, to 500 EUR
    assert found.proposed == 200_000
    store.run(rate_customers, D2)
    limit = LimitInput.model_validate({"customer": "contacts:2", "limit": "8000.00"}, context=JSON)
    store.run(set_limit, limit, D2)
    assert ask(store, "SELECT credit_limit, risk_class, score FROM standing WHERE contact=2") == [
        (800_000, "B", 26)
    ]
    with store.read() as con:
        check = risk.gate(con, 2, Stage.ORDER, D2, 100_000)
        assert check.gate is Gate.REASON
        assert dict(check.reasons[0][1]) == {"exposure": 1_000_000, "limit": 800_000}
        assert [one.days_late for one in risk.payers(con, D2)] == [18]
        (late, later) = risk.expected(con, D2)
        assert (later.item.document, later.p50) == ("RE-4", date(2026, 10, 18))
        assert late.p50 == D2
        assert risk.days_outstanding(con, D2) == Fraction(135, 2)


def test_doors_answer(store: Store) -> None:
    owes(store, 1, "RE-1", 119_000)
    with store.read() as con:
        assert [one.kind for one in doors.due(con, D1)] == ["reminder"]
    sent(store, D1)
    sent(store, D2)
    with store.read() as con:
        assert list(doors.check(con)) == []
        assert [one.amount for one in doors.timeline(con, "contacts:1")] == [119_000, 119_000]
        assert len(list(doors.personal(con, "contacts:1"))) == 2
        assert next(row.title for row in doors.search_rows(con, "reminder_letter", None)) == (
            "MA-2026-0001 Erika Krüger"
        )
    with store.step("erase") as unit:
        kept = list(doors.erase(unit, "contacts:1", D2))
    assert len(kept) == 2
    assert ask(store, "SELECT count(*) FROM reminder_letter WHERE mail IS NOT NULL") == [(0,)]
