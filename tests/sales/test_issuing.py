"""Issuing: the worked billing example to the cent, number with document, entry and seal."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import Refused
from kontor.ledger.queries import lookup
from kontor.sales.kinds import DocumentKind, InvoiceKind, State
from kontor.sales.model.billing import BillInput, CancelInput
from kontor.sales.queries.printed import printed
from kontor.sales.service import billing, issuing
from kontor.store.check import check
from tests.sales.kit import ask, firm, issued, pay, put


@pytest.fixture
def store(tmp_path):
    with firm(tmp_path) as opened:
        yield opened


def progress(store, order, quantities, day):
    keys = [
        row[0] for row in ask(store, "SELECT id FROM position WHERE document=? ORDER BY pos", order)
    ]
    with store.step("progress") as unit:
        for key, quantity in zip(keys, quantities, strict=True):
            billing.record_progress(unit, key, day, quantity, how="typed")


def bill(store, order, kind, day):
    data = BillInput(order=f"sales:{order}", kind=kind, day=day, service_to=day)
    return store.run(billing.bill_order, data).value


def item(store, number):
    with store.read() as con:
        return lookup.item_named(con, number)


def test_the_worked_example_of_two_instalments_and_a_final_invoice_with_retention(store):
    order = put(
        store,
        [
            {"short": "Wände", "quantity": 1_000_000, "price": 240_000},
            {"short": "Nachtrag 1", "quantity": 1000, "price": 8_500_000, "unit": "psch"},
        ],
        kind=DocumentKind.ORDER,
        subject="Fassade",
        retention_rate=500,
        retention_release=date(2031, 3, 16),
    )
    issued(store, order, date(2026, 1, 12))
    progress(store, order, [416_667, 0], date(2026, 1, 31))
    with store.step("exact") as unit:
        unit.con.execute("UPDATE position SET labour_share=0 WHERE 0")
    first = bill(store, order, InvoiceKind.INSTALMENT, date(2026, 2, 2))
    one = issued(store, first, date(2026, 2, 2))
    assert one.entries == ()
    with store.read() as con:
        doc = printed(con, first)
    assert (doc.net, doc.tax, doc.payable) == (1_000_001, 190_000, 1_190_001)


def test_worked_example_by_amounts(store):
    order = put(
        store,
        [
            {"short": "Leistung", "quantity": 24_000_000, "price": 10_000},
            {"short": "Nachtrag 1", "quantity": 850_000, "price": 10_000},
        ],
        kind=DocumentKind.ORDER,
        subject="Fassade",
        retention_rate=500,
        retention_release=date(2031, 3, 16),
    )
    issued(store, order, date(2026, 1, 12))
    progress(store, order, [10_000_000, 0], date(2026, 1, 31))
    one = issued(
        store, bill(store, order, InvoiceKind.INSTALMENT, date(2026, 2, 2)), date(2026, 2, 2)
    )
    progress(store, order, [18_000_000, 0], date(2026, 2, 28))
    two = issued(
        store, bill(store, order, InvoiceKind.INSTALMENT, date(2026, 3, 2)), date(2026, 3, 2)
    )
    assert item(store, one.number).open == 1_190_000
    assert item(store, two.number).open == 952_000
    pay(store, one.number, 1_190_000, date(2026, 2, 10))
    pay(store, two.number, 952_000, date(2026, 3, 10))
    progress(store, order, [24_000_000, 850_000], date(2026, 3, 12))
    final = bill(store, order, InvoiceKind.FINAL, date(2026, 3, 16))
    done = issued(store, final)
    with store.read() as con:
        doc = printed(con, final)
        claim = lookup.item_named(con, done.number)
    assert (doc.net, doc.tax, doc.gross) == (2_485_000, 472_150, 2_957_150)
    assert [(e.received_net, e.received_tax) for e in doc.earlier] == [
        (1_000_000, 190_000),
        (800_000, 152_000),
    ]
    assert (doc.retention, doc.payable) == (147_858, 667_292)
    assert claim.open == 815_150
    parts = ask(store, "SELECT cents,due,kind FROM due_part WHERE item=? ORDER BY pos", claim.id)
    assert parts == [(667_292, "2026-03-30", "normal"), (147_858, "2031-03-16", "retention")]
    assert check(store) == []
    sealed = [
        row
        for entry in done.entries
        for row in ask(store, "SELECT entry FROM seal WHERE entry=?", entry)
    ]
    assert sealed == [(entry,) for entry in done.entries]


def test_a_single_invoice_is_cancelled_by_a_document_of_its_own(store):
    first = put(
        store, [{"short": "Tür lackieren", "quantity": 2000, "unit": "St", "price": 821_300}]
    )
    one = issued(store, first)
    assert item(store, one.number).open == 19_547
    cancel = store.run(
        billing.draft_cancellation,
        CancelInput(invoice=one.number, day=date(2026, 3, 20), reason="Falscher Kunde"),
    ).value
    two = issued(store, cancel, date(2026, 3, 20))
    assert two.number == "RE-2026-0002"
    assert item(store, one.number).open == 0
    assert ask(store, "SELECT state FROM sales_document WHERE id=?", first) == [(State.CANCELLED,)]
    with store.read() as con:
        assert printed(con, cancel).gross == -19_547
    assert check(store) == []
    with pytest.raises(Refused):
        store.run(
            billing.draft_cancellation,
            CancelInput(invoice=one.number, day=date(2026, 3, 21), reason="x"),
        )


def test_what_is_missing_is_said_before_a_number_is_drawn(store):
    with store.step("no address") as unit:
        unit.con.execute("DELETE FROM contact_address")
    first = put(store, [{"short": "Tür lackieren", "price": 9_000_000}])
    with pytest.raises(issuing.NotReady) as found:
        issued(store, first)
    assert "sales.required.customer_address" in {one.code for one in found.value.findings}
    assert ask(store, "SELECT number FROM sales_document") == [(None,)]


def test_an_e_invoice_is_checked_before_a_number_is_drawn(store):
    with store.step("no mail") as unit:
        unit.con.execute("DELETE FROM contact_channel")
    first = put(store, [{"short": "Tür lackieren", "price": 9_000_000}], format="xrechnung_ubl")
    with pytest.raises(issuing.NotReady) as found:
        issued(store, first)
    assert [one.field for one in found.value.findings]
    assert ask(store, "SELECT number FROM sales_document") == [(None,)]
    with store.step("address") as unit:
        unit.con.execute(
            "INSERT INTO invoicing(contact,format,electronic_address,electronic_scheme)"
            " VALUES(1,'xrechnung_ubl','krueger@kunde.example','EM')"
        )
    done = issued(store, first)
    kinds = ask(store, "SELECT mime FROM document WHERE ref=? ORDER BY id", f"sales:{first}")
    assert (done.number, kinds) == ("RE-2026-0001", [("application/pdf",), ("application/xml",)])
