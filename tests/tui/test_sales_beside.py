"""Beside the straight way: sending, securities, end sum, notes, corrections, versions, refusals."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.sales.model.billing import BillInput
from kontor.sales.queries import documents, lists, pipeline, sending, terms
from kontor.sales.service import billing, inquiries, orders, quotes
from kontor.sales.service.issuing import issue
from kontor.store.store import Store
from kontor.tui import viewer
from kontor.tui.screens.sales.document import DocumentScreen
from kontor.tui.screens.sales.lines import LinesScreen
from tests.tui.own import fill, shown, view
from tests.tui.pilot import press, settle, text
from tests.tui.sales_firm import AT, TODAY, customer, document, invoice, office, order


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm that can issue."""
    with office(tmp_path) as store:
        yield store


def head(store: Store, key: int) -> documents.Head:
    with store.read() as con:
        return documents.head(con, key)


def final(store: Store, **more: Any) -> tuple[int, int]:
    """An order with its final invoice issued: ids of both."""
    key = order(store, customer(store), **more)
    store.run(orders.begin_order, key, TODAY, "Notfall")
    store.run(orders.perform_all, key, TODAY)
    store.run(orders.finish_order, key, TODAY)
    data = BillInput(order=str(key), kind=InvoiceKind.FINAL, day=TODAY, service_to=TODAY)
    bill = store.run(billing.bill_order, data).value
    issue(store, bill, TODAY, AT)
    return key, int(bill)


async def test_the_mail_is_a_draft_and_leaves_its_note(
    firm: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(viewer, "show", lambda path: bool(opened.append(path)) or True)
    channels = [{"kind": "mail", "value": "krueger@kunde.example"}]
    key = invoice(firm, customer(firm, channels=channels))
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        await press(pilot, "record.mail")  # a draft is not sent
        assert "ausstellen" in text(app).lower()
        issue(firm, key, TODAY, AT)
        app.screen.requery()
        await settle(pilot, 0.3)
        await press(pilot, "step.next")
        await pilot.press("m")
        await settle(pilot, 0.2)
        await pilot.press("enter")
        await settle(pilot, 0.8)
        found = email.message_from_bytes(opened[0].read_bytes(), policy=default)
        assert found["To"] == "krueger@kunde.example"
        with firm.read() as con:
            (one,) = sending.sendings(con, key)
            assert pipeline.next_step(con, key) is pipeline.Step.PAY
        assert (one.way, one.recipient, one.day) == ("mail", "krueger@kunde.example", TODAY)
        await press(pilot, "step.undo")
        await settle(pilot, 0.4)
        assert head(firm, key).state == "issued"


async def test_a_security_is_released(firm: Store) -> None:
    key, bill = final(firm, retention_rate="5", retention_release="2031-03-16")
    async with shown(firm) as (app, pilot):
        app.open_record(f"sales:{key}")
        await settle(pilot, 0.3)
        await press(pilot, "sales.release")
        await settle(pilot, 0.2)
        await fill(app, pilot, bond="B-77")
        assert "16.03.2031" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        with firm.read() as con:
            assert pipeline.kept_of(con, bill) == []
            kept = con.execute("SELECT bond, released FROM retention").fetchall()
        assert [tuple(row) for row in kept] == [("B-77", TODAY.isoformat())]
        assert app.screen.why_not("sales.release")


async def test_prices_by_the_end_sum(firm: Store) -> None:
    """100.00 and 300.00 of costs, 50 % overheads, 10 % profit: 660.00 net."""
    rows = [
        {"short": "Eins", "costs": [{"kind": "material", "cost": "100", "surcharge": "0"}]},
        {"short": "Zwei", "costs": [{"kind": "material", "cost": "300", "surcharge": "0"}]},
    ]
    key = int(firm.run(quotes.new_quote, document(customer(firm), rows), TODAY).value)
    async with shown(firm) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.3)
        await press(pilot, "lines.end_sum")
        await fill(app, pilot, overheads="50", profit="10")
        assert "400,00" in text(app) and "660,00" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        with firm.read() as con:
            assert [one.price for one in documents.positions(con, key)] == [1_650_000, 4_950_000]


async def test_marked_notes_make_one_invoice(firm: Store) -> None:
    customer(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.notes")
        for number, hours in enumerate(("3", "4,5")):
            await press(pilot, "record.new")
            await pilot.press("s")
            await settle(pilot, 0.3)
            app.screen.put("contact", ("contacts:1", "Erika Krüger"))
            await fill(app, pilot, subject=f"Tag {number}", short="Ausbessern", quantity=hours,
                       price="58,50")  # fmt: skip
            await press(pilot, "form.save")
            await settle(pilot, 0.5)
            await pilot.press("escape")
            await settle(pilot, 0.2)
        with firm.read() as con:
            keys = [row[0] for row in con.execute("SELECT id FROM sales_document ORDER BY id")]
        from kontor.sales.service.notes import issue_note, sign_note

        for key in keys:
            firm.run(issue_note, key, TODAY)
            firm.run(sign_note, key, TODAY, "Erika Krüger")
        app.screen.requery()
        await settle(pilot, 0.3)
        await pilot.press("home", "space", "space")
        await press(pilot, "sales.bill")
        await settle(pilot, 0.6)
        assert isinstance(app.screen, LinesScreen)
        made = app.screen.document
        # 7.5 h at 58.50 = 438.75
        assert made is not None and made.totals.net == 43_875
        assert [head(firm, key).state for key in keys] == ["signed", "signed"]


async def test_a_correction_lowers_an_invoice(firm: Store) -> None:
    key = invoice(firm, customer(firm))
    issue(firm, key, TODAY, AT)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        await press(pilot, "sales.correct")
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        app.screen.edit.fields["quantity"].put("1")
        await pilot.press("enter")
        await settle(pilot, 0.1)
        await pilot.press("escape")
        assert "58,50" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        await pilot.press(*"Nachbesserung", "enter")
        await settle(pilot, 0.8)
        with firm.read() as con:
            (made,) = con.execute(
                "SELECT id FROM sales_document WHERE invoice_kind='credit'"
            ).fetchone()
            assert documents.computed(con, made).net == 5850


async def test_a_quote_gets_a_new_version_or_is_refused(firm: Store) -> None:
    key = int(firm.run(quotes.new_quote, document(customer(firm)), TODAY).value)
    issue(firm, key, TODAY, AT)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.quotes")
        await press(pilot, "sales.version")
        await settle(pilot, 0.5)
        assert isinstance(app.screen, LinesScreen) and app.screen.document is not None
        assert app.screen.document.head.version == 2
        await pilot.press("escape")
        await settle(pilot, 0.2)
        app.open_record(f"sales:{key}")
        await settle(pilot, 0.3)
        await press(pilot, "step.next")
        await pilot.press("w", "x")
        await settle(pilot, 0.2)
        await pilot.press(*"zu teuer", "enter")
        await settle(pilot, 0.5)
        one = head(firm, key)
        assert (one.state, one.decided_how) == ("rejected", "zu teuer")


async def test_an_enquiry_rests_and_is_taken_up_again(firm: Store) -> None:
    data = document(customer(firm), [], subject="Treppenhaus")
    key = int(firm.run(inquiries.new_inquiry, data, TODAY).value)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.quotes")
        await press(pilot, "record.cancel")
        await pilot.press("r")
        await settle(pilot, 0.2)
        await pilot.press(*"1.5.2026", "enter")
        await settle(pilot, 0.4)
        assert (head(firm, key).state, str(head(firm, key).valid_until)) == (
            "dormant", "2026-05-01"
        )  # fmt: skip
        await press(pilot, "record.cancel")
        await pilot.press("a")
        await settle(pilot, 0.4)
        assert head(firm, key).state == "new"
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        assert isinstance(app.screen, DocumentScreen)


async def test_an_addition_a_plan_and_a_withdrawal(firm: Store) -> None:
    key = order(firm, customer(firm), terms={"place": "customer", "consumer": True})
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.orders")
        await press(pilot, "sales.plan")
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        app.screen.edit.fields["text"].put("bei Beginn")
        app.screen.edit.fields["amount"].put("30 %")
        await pilot.press("enter")
        await settle(pilot, 0.1)
        await pilot.press("escape")
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            assert [(one.text, one.rate) for one in terms.plan(con, key)] == [("bei Beginn", 3000)]
        await press(pilot, "sales.addition")
        await settle(pilot, 0.2)
        await fill(app, pilot, subject="Fäulnis", short="Holz ersetzen", price="850")
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            (made,) = documents.of_order(con, key, DocumentKind.ADDITION)
            assert documents.computed(con, made.id).net == 85_000
        await pilot.press("escape")
        await settle(pilot, 0.2)
        await press(pilot, "record.cancel")
        await pilot.press("w")
        await settle(pilot, 0.2)
        await pilot.press(*"per Mail", "enter")
        await settle(pilot, 0.5)
        assert head(firm, key).state == "cancelled"
        with firm.read() as con:
            assert terms.terms(con, key).withdrawn == TODAY


async def test_defects_and_warranties(firm: Store) -> None:
    from kontor.sales.model.inputs import AcceptanceInput, DefectInput
    from kontor.sales.service.acceptance import accept_work

    key = order(firm, customer(firm))
    firm.run(orders.begin_order, key, TODAY, "Notfall")
    data = AcceptanceInput(day=TODAY, defects=[DefectInput(text="Kratzer an der Tür")])
    firm.run(accept_work, key, data)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.orders")
        await press(pilot, "sales.defects")
        await pilot.press("enter")
        await settle(pilot, 0.2)
        await pilot.press("enter")
        await settle(pilot, 0.5)
        with firm.read() as con:
            (row,) = con.execute("SELECT removed FROM defect").fetchall()
        assert row[0] == TODAY.isoformat()
        await view(app, pilot, "sales.warranties")
        assert "Erika Krüger" in text(app)
        await press(pilot, "record.edit")
        await settle(pilot, 0.2)
        await fill(app, pilot, part="Fassade")
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            (one,) = lists.warranties(con, TODAY)
        assert one.part == "Fassade"


async def test_a_rate_per_hour_is_worked_out(firm: Store) -> None:
    """20.00 wage + 83.85 % + 24.52 overheads + 5.273 % profit: the reference of the chamber."""
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.rates")
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await fill(app, pilot, name="Geselle", wage="20", on_costs="83,85", overheads="24,52",
                   profit="5,27")  # fmt: skip
        # 20.00 + 16.77 + 24.52 = 61.29; 5.27 % of it are 3.23
        assert "36,77" in text(app) and "64,52" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            (one,) = terms.wage_rates(con)
        assert (one.cost, one.price) == (367_700, 645_200)


async def test_sums_say_what_drafts_are(firm: Store) -> None:
    """A quote of 4,184.40 as a draft; of invoices what is owed and, beside it, drafts."""
    kruger = customer(firm)
    firm.run(quotes.new_quote, document(kruger), TODAY)
    issue(firm, invoice(firm, kruger), TODAY, AT)
    invoice(firm, kruger)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.quotes")
        assert "netto 4.184,40 € · davon Entwürfe 4.184,40 €" in text(app)
        await view(app, pilot, "sales.invoices")
        # 10 h at 58.50 and 19 %: 696.15
        assert "offen 696,15 € · Entwürfe 696,15 €" in text(app)


async def test_lines_typed_in_one_go_are_all_there(firm: Store) -> None:
    key = int(firm.run(quotes.new_quote, document(customer(firm), []), TODAY).value)
    async with shown(firm) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        for number in range(1, 5):
            words = (f"Raum {number}", f"{number}*2,5", "m2", "10")
            for place, word in enumerate(words):
                await pilot.press(*(["tab"] if place else []), *word)
            await pilot.press("enter")
        await settle(pilot, 0.5)
        with firm.read() as con:
            found = [
                (one.short, one.quantity, one.unit, one.price)
                for one in documents.positions(con, key)
            ]
        assert found == [(f"Raum {n}", n * 2500, "m²", 100_000) for n in range(1, 5)]
