"""A quote becomes an order, the order instalment, acceptance and final invoice: by `w` alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.sales.queries import documents, pipeline
from kontor.sales.service import quotes
from kontor.store.store import Store
from kontor.tui.screens.sales.lines import LinesScreen
from tests.tui.own import fill, shown, view
from tests.tui.pilot import press, settle, text
from tests.tui.sales_firm import TODAY, customer, document, office, order


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm that can issue."""
    with office(tmp_path) as store:
        yield store


def state(store: Store, key: int) -> str:
    with store.read() as con:
        return str(documents.head(con, key).state)


async def yes(pilot: Any) -> None:
    """The next step, and `j` to the question."""
    await press(pilot, "step.next")
    await settle(pilot, 0.6)
    await pilot.press("j")
    await settle(pilot, 1.2)


async def test_a_quote_is_accepted_in_part_and_becomes_an_order(firm: Store) -> None:
    key = firm.run(quotes.new_quote, document(customer(firm)), TODAY).value
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.quotes")
        await yes(pilot)
        assert state(firm, key) == "sent"
        await press(pilot, "step.next")
        await pilot.press("w")  # the customer has it already: on to the answer
        await settle(pilot, 0.2)
        await pilot.press("t")
        await settle(pilot, 0.3)
        # the alternative instead of its basic position: 1.476,00 + 2.892,00 + 480,00
        await pilot.press("down", "down", "down", "down", "space")
        assert "4.848,00" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        assert state(firm, key) == "accepted"
        with firm.read() as con:
            made = pipeline.order_of(con, key)
            assert made is not None
            assert documents.computed(con, made).net == 484800
        assert isinstance(app.screen, LinesScreen) and app.screen.key == made


async def test_an_order_is_worked_billed_and_accepted(firm: Store) -> None:
    key = order(firm, customer(firm))
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.orders")
        await press(pilot, "step.next")
        await settle(pilot, 0.5)
        assert state(firm, key) == "begun"
        await pilot.press("L")
        await settle(pilot, 0.3)
        await pilot.press("e", *"50 %", "enter")
        await pilot.press("escape")
        await settle(pilot, 0.1)
        assert "738,00" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        await pilot.press("B")
        await settle(pilot, 0.2)
        await pilot.press("enter")
        await settle(pilot, 0.6)
        assert isinstance(app.screen, LinesScreen)
        await yes(pilot)
        with firm.read() as con:
            (first,) = documents.bills(con, key)
            assert first.invoice_kind == "instalment"
            figures = pipeline.job(con, key)
        assert (figures.billed, figures.left) == (73800, 344640)
        await pilot.press("escape")
        await settle(pilot, 0.2)
        await press(pilot, "step.next")
        await pilot.press("f")
        await settle(pilot, 0.4)
        assert state(firm, key) == "finished"
        await press(pilot, "step.next")
        await pilot.press("a")
        await settle(pilot, 0.4)
        await fill(app, pilot, defects="Kratzer an der Tür .. 30.4.")
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        assert state(firm, key) == "accepted"
        await press(pilot, "step.next")
        await settle(pilot, 0.8)
        assert isinstance(app.screen, LinesScreen)
        await yes(pilot)
        with firm.read() as con:
            last = documents.bills(con, key)[-1]
            assert last.invoice_kind == "final"
            # half of the scaffold, the rest whole: 738,00 + 2.228,40 + 480,00, instalment included
            assert sum(line.net for line in documents.frozen_sums(con, last.id)) == 344640
            assert pipeline.job(con, key).billed == 344640
        assert state(firm, key) == "billed"


async def test_the_withdrawal_wants_a_reason(firm: Store) -> None:
    key = order(firm, customer(firm), terms={"place": "customer", "consumer": True})
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.orders")
        await press(pilot, "step.next")
        await settle(pilot, 0.5)
        assert state(firm, key) == "confirmed"
        await pilot.press(*"Wasserschaden", "enter")
        await settle(pilot, 0.5)
        assert state(firm, key) == "begun"
        with firm.read() as con:
            (kept,) = con.execute("SELECT override FROM order_terms WHERE document=?", (key,))
        assert kept[0] == "Wasserschaden"


async def test_a_limit_wants_a_reason_that_stays_on_the_sheet(firm: Store) -> None:
    who = customer(firm)
    key = order(firm, who)
    limit(firm, who)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.orders")
        await press(pilot, "step.next")
        await settle(pilot, 0.5)
        assert state(firm, key) == "confirmed" and "das Limit ist 1.000,00" in text(app)
        await pilot.press(*"Vorkasse", "enter")
        await settle(pilot, 0.5)
        assert state(firm, key) == "begun"
        await pilot.press("enter")
        await settle(pilot, 0.5)
        await pilot.press("end")
        await settle(pilot, 0.3)
        assert "Limit überstimmt" in text(app) and "Grund: Vorkasse" in text(app)


async def test_the_firm_takes_no_reason(firm: Store) -> None:
    from kontor.company.model import SettingInput
    from kontor.company.service import change_setting

    who = customer(firm)
    key = order(firm, who)
    offer = firm.run(quotes.new_quote, document(who), TODAY).value
    limit(firm, who)
    firm.run(change_setting, SettingInput(key="credit_check", value="block", valid_from=TODAY))
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.orders")
        await press(pilot, "step.next")
        await settle(pilot, 0.5)
        assert "Erst das Limit anheben" in text(app)
        await pilot.press("enter")
        await settle(pilot, 0.3)
        assert state(firm, key) == "confirmed"
        await view(app, pilot, "sales.quotes")
        await press(pilot, "filter.open")
        await pilot.press(*"entwurf", "enter")
        await press(pilot, "step.next")
        await settle(pilot, 0.6)
        assert "das Limit ist 1.000,00" in text(app)
        await pilot.press(*"nur so", "enter")
        await settle(pilot, 0.6)
        await pilot.press("j")
        await settle(pilot, 1.2)
        assert state(firm, offer) == "sent"


def limit(store: Store, contact: int) -> None:
    """A limit of 1,000.00 €."""
    from kontor.contacts.service.terms import set_standing
    from kontor.contacts.terms import StandingInput

    store.run(set_standing, contact, StandingInput(credit_limit=100_000), TODAY)


async def test_a_measurement_counts_by_its_rule(firm: Store) -> None:
    key = order(firm, customer(firm))
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.orders")
        await pilot.press("M")
        await settle(pilot, 0.3)
        app.screen.preset = "painter"
        rows = (("02.0010", "Nord", "Wand", "", "2*(4,20+3,60)*7,5", ""),
                ("02.0010", "Nord", "Fenster", "2", "1,2*1,5", "a"),
                ("02.0010", "Nord", "Tor", "", "3*2,5", "a"))  # fmt: skip
        await pilot.press("n")
        for number, cells in enumerate(rows):
            app.screen.edit.fields["position"].put(cells[0])
            for name, cell in zip(app.screen.PARTS[1:], cells[1:], strict=True):
                app.screen.edit.fields[name].put(cell)
            app.screen.edit.go("less")
            await pilot.press("enter")
            await settle(pilot, 0.1)
            assert len(app.screen.raws) == number + 2
        await pilot.press("escape")
        # 117 m² of wall; two windows of 1.8 m² each are measured over; the gate of 7.5 m² is not
        assert "109,5" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        await press(pilot, "step.next")
        await settle(pilot, 0.4)
        with firm.read() as con:
            done = documents.performed(con, key)
            numbers = {one.id: one.number for one in documents.positions(con, key)}
        assert {numbers[one]: quantity for one, quantity in done.items()} == {"02.0010": 109500}
