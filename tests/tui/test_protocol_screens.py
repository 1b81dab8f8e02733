"""Protocols on the screen: filled in one pass, signed, defects to a case; checklists by lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.store.store import Store
from kontor.tickets.protocol_kinds import Verdict
from kontor.tickets.queries import protocols as queries
from kontor.tickets.queries import tickets
from kontor.tickets.queries.checklists import checklist
from kontor.tickets.rules.protocols import said
from kontor.tui.screens.tickets.checklists import ChecklistForm
from kontor.tui.screens.tickets.protocol_forms import ProtocolForm, SignForm
from kontor.tui.screens.tickets.protocols import ProtocolScreen
from tests.tui.own import TODAY, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import customer, office
from tests.tui.tickets_firm import case, protocol

LIST = "tickets.protocols"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm with a customer."""
    with office(tmp_path) as store:
        customer(store)
        yield store


def found(store: Store, key: int = 1) -> tuple[queries.Protocol, list[Any]]:
    with store.read() as con:
        return queries.protocol(con, key), queries.answers(con, key)


@pytest.mark.parametrize("size", SIZES)
async def test_a_protocol_is_filled_in_one_pass_and_signed(
    firm: Store, size: tuple[int, int]
) -> None:
    ticket = case(firm)
    async with shown(firm, size) as (app, pilot):
        await view(app, pilot, "tickets.cases")
        await press(pilot, "ticket.protocol")
        await pilot.press(*"fenster", "enter")
        await until(pilot, lambda: isinstance(app.screen, ProtocolForm))
        assert_clean(app)
        await pilot.press("i", "enter", "m", "enter", *"5,5", "enter", *"11")
        await until(pilot, lambda: "✗ 11 mm" in text(app) and "4–8 mm" in text(app))
        await pilot.press("enter", *"7,2", "enter", "s", "enter")
        await press(pilot, "protocol.rest")
        await press(pilot, "form.save")
        await until(pilot, lambda: isinstance(app.screen, ProtocolScreen))
        one, items = found(firm)
        assert (one.ticket, one.signed) == (ticket, None)
        assert [said(item).value for item in items] == [
            "fine", "defect", "fine", "defect", "fine", "defect", "fine", "fine", "open", "open",
        ]  # fmt: skip
        await press(pilot, "step.next")
        await until(pilot, lambda: isinstance(app.screen, SignForm))
        await fill(app, pilot, place="Köln")
        await press(pilot, "form.save")
        await until(pilot, lambda: found(firm)[0].signed is not None)
        await settle(pilot, 0.3)
        one = found(firm)[0]
        assert (one.signed, one.sign_place, one.signer) == (TODAY, "Köln", one.who)
        await press(pilot, "record.edit")
        assert isinstance(app.screen, ProtocolScreen)  # frozen
        await press(pilot, "step.next")
        await settle(pilot, 0.4)
        with firm.read() as con:
            new = queries.case_of_defects(con, one)
        assert new is not None and app.screen.record == new[0]
        assert_clean(app)


async def test_what_is_open_keeps_it_from_being_signed(firm: Store) -> None:
    protocol(firm, case(firm), {"1": "yes"})
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "step.next")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert isinstance(app.screen, SignForm) or "Spaltmaß" in text(app)
        assert found(firm)[0].signed is None


async def test_a_reason_typed_over_the_name_counts(firm: Store) -> None:
    protocol(firm, case(firm))
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "step.next")
        await fill(app, pilot, unsigned="nicht da")
        await press(pilot, "form.save")
        await until(pilot, lambda: found(firm)[0].signed is not None)
        assert (found(firm)[0].signer, found(firm)[0].unsigned) == ("", "nicht da")


async def test_a_picture_is_chosen_and_kept(firm: Store, tmp_path: Path) -> None:
    picture = tmp_path / "Bad.jpg"
    picture.write_bytes(b"bild")
    protocol(firm, case(firm))
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.edit")
        await fill(app, pilot, item10=str(tmp_path / "fehlt.jpg"))
        await press(pilot, "form.save")
        await settle(pilot, 0.1)
        assert isinstance(app.screen, ProtocolForm)
        await fill(app, pilot, item10=str(picture))
        await press(pilot, "form.save")
        await until(pilot, lambda: found(firm)[1][9].value == "Bad.jpg")
        await settle(pilot, 0.2)
        await press(pilot, "record.edit")
        await fill(app, pilot, item9="Dichtung tauschen")
        await press(pilot, "form.save")
        await until(pilot, lambda: found(firm)[1][8].value != "")
        assert found(firm)[1][9].sha256 is not None


async def test_addendum_new_version_and_discarding(firm: Store) -> None:
    key = protocol(firm, case(firm), sign=True)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "protocol.addendum")
        await fill(app, pilot, text="Dichtung getauscht")
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert "Dichtung getauscht" in text(app)
        await press(pilot, "record.copy")
        await until(
            pilot, lambda: isinstance(app.screen, ProtocolScreen) and app.screen.record != key
        )
        assert found(firm, app.screen.record)[0].replaces == key
        await press(pilot, "record.cancel")
        await settle(pilot, 0.3)
        with firm.read() as con:
            assert [one.id for one in queries.protocols(con)] == [key]


async def test_the_case_shows_its_protocols(firm: Store) -> None:
    ticket = case(firm)
    protocol(firm, ticket, sign=True)
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:{ticket}")
        await settle(pilot, 0.2)
        label = found(firm)[0].label
        assert label in text(app)
        await press(pilot, "ticket.protocol")
        await pilot.press(*label, "enter")
        await until(pilot, lambda: isinstance(app.screen, ProtocolScreen))
        await press(pilot, "protocol.ticket")
        await settle(pilot, 0.2)
        assert app.screen.record == ticket


async def test_a_checklist_is_written_by_lines(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "tickets.checklists")
        await press(pilot, "record.new")
        await until(pilot, lambda: isinstance(app.screen, ChecklistForm))
        await fill(app, pilot, name="Gerüst Aufbau", items="Anker fest | Hake", months="6")
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        assert isinstance(app.screen, ChecklistForm)  # the line is named, nothing is lost
        await fill(app, pilot, items="Anker fest | Haken *\nAbstand | Zahl cm 0–30")
        await press(pilot, "form.save")
        await until(pilot, lambda: not isinstance(app.screen, ChecklistForm))
        with firm.read() as con:
            one = checklist(con, "gerüst aufbau", TODAY, "de")
        assert (one.own, one.months, one.items[1].high) == (True, 6, 30_000)
        assert one.items[0].required
        await settle(pilot, 0.2)
        assert_clean(app)


async def test_a_checklist_that_comes_along_becomes_an_own_one(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "tickets.checklists")
        await press(pilot, "record.edit")
        await until(pilot, lambda: isinstance(app.screen, ChecklistForm))
        name = app.screen.one.checklist
        await fill(app, pilot, months="3")
        await press(pilot, "form.save")
        await until(pilot, lambda: not isinstance(app.screen, ChecklistForm))
        with firm.read() as con:
            one = checklist(con, name, TODAY, "de")
        assert (one.own, one.months) == (True, 3)


def test_the_firm_of_the_tests_has_defects(firm: Store) -> None:
    protocol(firm, case(firm))
    assert [said(item) for item in found(firm)[1]].count(Verdict.DEFECT) == 3
    with firm.read() as con:
        assert tickets.ticket(con, 1).subject == "Fenster klemmt"
