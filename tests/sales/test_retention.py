"""A retention is released by its day or by a bond: then the customer owes it."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import InputError, Refused
from kontor.ledger.queries import items
from kontor.sales import doors
from kontor.sales.model.billing import CancelInput, ReleaseInput
from kontor.sales.service import billing
from kontor.sales.service.retentions import release_retention
from kontor.store.check import check
from tests.sales.kit import ask, firm, issued, pay, put

DAY = date(2026, 3, 16)
AGREED = date(2031, 3, 16)
FREE = date(2030, 5, 2)


@pytest.fixture
def store(tmp_path):
    """An invoice of 1,190.00 with 5 % retained, 59.50; what was due is paid."""
    with firm(tmp_path) as opened:
        draft = put(
            opened,
            [{"short": "Fassade", "price": 10_000_000}],
            retention_rate=500,
            retention_release=AGREED,
        )
        issued(opened, draft)
        pay(opened, "RE-2026-0001", 113_050, date(2026, 3, 30))
        yield opened


def release(store, day=FREE, **more):
    return store.run(release_retention, ReleaseInput(invoice="RE-2026-0001", day=day, **more))


def dues(store, day):
    with store.read() as con:
        return [one for one in doors.due(con, day) if one.kind == "retention"]


def claim(store, day):
    with store.read() as con:
        (one,) = items.open_items(con, day)
    return one.open, one.retained, one.due, one.overdue


def test_on_the_day_of_the_release_the_customer_owes_it(store):
    late = date(2030, 5, 3)
    assert claim(store, late) == (5_950, 5_950, None, 0)
    assert release(store).value == 5_950
    assert claim(store, FREE) == (5_950, 0, FREE, 0)
    assert claim(store, late) == (5_950, 0, FREE, 5_950)
    assert dues(store, AGREED) == []
    with store.read() as con:
        first = next(iter(doors.timeline(con, "contacts:1")))
    assert (first.day, first.amount, first.kind) == (FREE, 5_950, "retention")
    assert first.title.format(**dict(first.values)) == "Retention of RE-2026-0001 released"
    pay(store, "RE-2026-0001", 5_950, date(2030, 5, 20))
    with store.read() as con:
        assert items.open_items(con, date(2030, 6, 1)) == []
    assert check(store) == []


def test_a_bond_takes_its_place_and_is_asked_back(store):
    release(store, bond="BÜ-4711")
    assert ask(store, "SELECT released,bond FROM retention") == [("2030-05-02", "BÜ-4711")]
    (one,) = dues(store, date(2031, 3, 1))
    assert one.day == date(2031, 3, 2)
    assert "BÜ-4711" in one.title.format(**dict(one.values))
    assert dues(store, date(2031, 4, 15)) and not dues(store, date(2031, 4, 16))


def test_it_is_taken_back_as_one_step(store):
    before = claim(store, AGREED)
    release(store)
    store.undo()
    assert claim(store, AGREED) == before
    assert ask(store, "SELECT released FROM retention") == [(None,)]
    (one,) = dues(store, AGREED)
    assert (one.day, one.amount) == (AGREED, 5_950)
    store.redo()
    assert claim(store, AGREED) == (5_950, 0, FREE, 5_950)


def test_what_cannot_be_released_is_refused(store):
    with pytest.raises(InputError, match="vor der Rechnung"):
        release(store, date(2026, 3, 15))
    release(store)
    with pytest.raises(Refused, match="schon freigegeben"):
        release(store)
    plain = put(store, [{"short": "Tür", "price": 1_000_000}])
    number = issued(store, plain).number
    with pytest.raises(Refused, match="nichts einbehalten"):
        store.run(release_retention, ReleaseInput(invoice=number, day=FREE))


def test_a_cancelled_invoice_retains_nothing(tmp_path):
    with firm(tmp_path) as store:
        one = [{"short": "Fassade", "price": 10_000_000}]
        issued(store, put(store, one, retention_rate=500, retention_release=AGREED))
        data = CancelInput(invoice="RE-2026-0001", day=DAY, reason="falsch")
        issued(store, store.run(billing.draft_cancellation, data).value)
        with pytest.raises(Refused, match="nichts einbehalten"):
            release(store)
        assert dues(store, AGREED) == []
