"""Cases on the screen: the list by what is next, the way of a case by keys, who bears and pays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.contacts.devices import DeviceInput
from kontor.contacts.queries import devices as known
from kontor.contacts.service.devices import add_device
from kontor.sales.queries import documents
from kontor.store.store import Store
from kontor.tickets.kinds import LineState, Result, TicketState
from kontor.tickets.queries import tickets
from kontor.tui.screens.tickets.case_sheet import minutes_text
from tests.tui.own import add, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text
from tests.tui.sales_firm import customer, office
from tests.tui.tickets_firm import call, case, cases, move, work

LIST = "tickets.cases"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm with two customers."""
    with office(tmp_path) as store:
        customer(store)
        add(store, last_name="Ohm", roles=[{"role": "customer"}])
        yield store


def read(store: Store, key: int) -> tickets.Ticket:
    with store.read() as con:
        return tickets.ticket(con, key)


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_says_what_is_next(firm: Store, size: tuple[int, int]) -> None:
    cases(firm)
    async with shown(firm, size) as (app, pilot):
        await view(app, pilot, LIST)
        assert "● abzurechnen" in text(app) and "◌ ein Teil" in text(app)
        app.screen.set_filter("abzurechnen")
        await settle(pilot, 0.2)
        assert "Farbe blättert ab" in text(app) and "Griff lose" not in text(app)
        await pilot.press("enter")
        await settle(pilot, 0.1)
        assert "geschliffen und gestrichen" in text(app) or size[1] < 30
        assert "Beschlag eingestellt" in text(app) or size[1] < 30
        assert "TI-2026-0003" in text(app) and "✓ gelöst" in text(app)
        assert_clean(app)


async def test_w_leads_a_case_to_its_end(firm: Store) -> None:
    key = case(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        for state in (TicketState.ACCEPTED, TicketState.PLANNED, TicketState.WORKING):
            await press(pilot, "step.next")
            await settle(pilot, 0.2)
            assert read(firm, key).state is state
        await press(pilot, "step.next")
        await pilot.press(*"Band nachgestellt", "enter")
        await settle(pilot, 0.3)
        assert read(firm, key).solution == "Band nachgestellt"
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        assert read(firm, key).state is TicketState.CLOSED
        await press(pilot, "step.next")
        assert "W nimmt ihn wieder auf" in text(app)
        await press(pilot, "ticket.reopen")
        await settle(pilot, 0.3)
        assert read(firm, key).state is TicketState.WORKING


async def test_work_is_billed_in_a_draft_that_opens(firm: Store) -> None:
    key = case(firm)
    work(firm, key)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "ticket.bill")
        await settle(pilot, 0.6)
        with firm.read() as con:
            (line,) = tickets.lines(con, key)
            assert line.state is LineState.BILLED and line.invoice is not None
            assert documents.head(con, line.invoice).contact == 1
        assert app.current_mode.startswith("sales.") and "Fenster klemmt" in text(app)


async def test_work_is_borne_by_the_warranty(firm: Store) -> None:
    key = case(firm)
    work(firm, key)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "ticket.bear")
        await pilot.press("g")
        await settle(pilot, 0.3)
        with firm.read() as con:
            assert [line.state for line in tickets.lines(con, key)] == [LineState.WARRANTY]


async def test_who_pays_is_decided_and_told(firm: Store) -> None:
    key = case(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await pilot.press("enter")
        await settle(pilot, 0.1)
        assert "kostenpflichtig (nach den Regeln)" in text(app)
        await press(pilot, "ticket.payer")
        await fill(app, pilot, payer="free", reason="Kulanz, guter Kunde")
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        assert read(firm, key).payer is Result.FREE
        assert "kostenfrei (entschieden)" in text(app)


async def test_a_new_case_waits_and_is_closed_with_a_reason(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        assert "Noch keine Vorgänge" in text(app)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await fill(app, pilot, subject="Tür schleift", caller="Herr Weiß")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert read(firm, 1).who == "Herr Weiß"
        await press(pilot, "ticket.wait")
        await settle(pilot, 0.2)
        await fill(app, pilot, waits_for="part", until="+3650")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert read(firm, 1).state is TicketState.WAITING
        await press(pilot, "ticket.close")
        await pilot.press(*"doppelt", "enter")
        await settle(pilot, 0.4)
        assert (read(firm, 1).state, read(firm, 1).reason) == (TicketState.CLOSED, "doppelt")


async def test_a_changed_case_keeps_the_rest_and_marked_ones_are_given(firm: Store) -> None:
    key, other = case(firm, phone="0221 1"), case(firm, subject="Griff lose")
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:{key}")
        await settle(pilot, 0.1)
        await press(pilot, "record.edit")
        await settle(pilot, 0.2)
        await fill(app, pilot, subject="Fenster klemmt sehr", phone="")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        one = read(firm, key)
        assert (one.subject, one.phone, one.contact) == ("Fenster klemmt sehr", "", 1)
        await pilot.press("escape")
        await settle(pilot, 0.1)
        await pilot.press("space", "down", "space")
        await press(pilot, "ticket.assign")
        await pilot.press(*"Emil", "enter")
        await settle(pilot, 0.3)
        assert {read(firm, key).owner, read(firm, other).owner} == {"Emil"}


async def test_two_cases_become_one(firm: Store) -> None:
    case(firm)
    case(firm, subject="Griff lose")
    move(firm, 1, "accepted")
    async with shown(firm) as (app, pilot):
        app.open_record("tickets:2")
        await settle(pilot, 0.1)
        await press(pilot, "ticket.join")
        await settle(pilot, 0.1)
        await pilot.press("enter")
        await settle(pilot, 0.3)
        assert read(firm, 2).merged_into == 1


def test_minutes_read_as_hours() -> None:
    assert [minutes_text(count) for count in (45, 200, -120)] == ["45 min", "3 h 20 min", "2 h"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_promised_call_is_kept_and_what_stands_there_is_known(
    firm: Store, size: tuple[int, int]
) -> None:
    call(firm, caller="Frau Tal", subject="Preis Haustür", callback_by="2026-03-16 10:00")
    device = DeviceInput(contact="contacts:1", kind="Fenster", name="Bad links", serial="F-77")
    key = firm.run(add_device, device).value
    case(firm, device=key)
    async with shown(firm, size) as (app, pilot):
        await view(app, pilot, "tickets.calls")
        assert "Frau Tal" in text(app) and "! jetzt anrufen" in text(app)
        await press(pilot, "call.became")
        assert "wurde nichts gemacht" in text(app)
        await press(pilot, "call.back")
        await settle(pilot, 0.3)
        with firm.read() as con:
            assert known.call(con, 1).called_back is not None
        app.open_record("contacts:call/1")
        await settle(pilot, 0.3)
        assert "Preis Haustür" in text(app) and "✓ zurückgerufen" in text(app)
        app.open_record(f"contacts:device/{key}")
        await settle(pilot, 0.3)
        assert "F-77" in text(app) and "Fenster klemmt" in text(app)
        assert_clean(app)
