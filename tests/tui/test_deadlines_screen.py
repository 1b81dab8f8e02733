"""Deadlines of all areas on the screen: added, done, put off, given to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kontor.calendar.model.deadlines import DeadlineInput
from kontor.calendar.queries import deadlines
from kontor.calendar.service.deadlines import add_deadline
from kontor.company.model import EmployeeInput, VehicleInput
from kontor.company.service import add_employee, add_vehicle
from kontor.store.store import Store
from tests.tui.own import TODAY, shown, view
from tests.tui.pilot import SIZES, assert_clean, down_to, press, settle, text
from tests.tui.sales_firm import office

LIST = "today.deadlines"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm with a person, a vehicle and two deadlines."""
    with office(tmp_path) as store:
        store.run(add_employee, EmployeeInput(name="Malte Lindner"), TODAY)
        store.run(add_vehicle, VehicleInput(name="Sprinter", plate="K-LM 12"), TODAY)
        for data in (
            {"kind": "vehicle_inspection", "day": "2026-03-20", "vehicle": "Sprinter"},
            {"kind": "ladders", "day": "2026-05-31"},
        ):
            store.run(add_deadline, DeadlineInput.model_validate(data))
        yield store


def day_of(store: Store, key: int) -> date:
    with store.read() as con:
        return deadlines.deadline(con, key).day


@pytest.mark.parametrize("size", SIZES)
async def test_list_in_every_size(firm: Store, size: tuple[int, int]) -> None:
    async with shown(firm, size=size) as (app, pilot):
        await view(app, pilot, LIST)
        assert "Hauptuntersuchung" in text(app)
        assert_clean(app)


async def test_done_it_comes_back_and_undo(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        assert app.screen.own == 1
        await press(pilot, "step.next")
        await settle(pilot, 0.4)
        assert day_of(firm, 1) == date(2028, 3, 20)
        await press(pilot, "step.undo")
        await settle(pilot, 0.4)
        assert day_of(firm, 1) == date(2026, 3, 20)


async def test_put_off_and_given_to_somebody(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "duty.later")
        await settle(pilot)
        await pilot.press(*"+3", "enter")
        await settle(pilot, 0.4)
        await press(pilot, "duty.owner")
        await settle(pilot)
        await pilot.press(*"Lindner", "enter")
        await settle(pilot, 0.4)
        with firm.read() as con:
            (mark,) = deadlines.marks(con).values()
        assert (mark.until, mark.owner_name) == (date(2026, 3, 19), "Lindner")
        assert "Lindner" in text(app)


async def test_a_new_one_by_keys(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await pilot.press("enter", *"1.12.2026", "enter", *"Airless warten", "enter")
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            found = [one for one in deadlines.deadlines(con) if one.title == "Airless warten"]
        assert [one.day for one in found] == [date(2026, 12, 1)]
        assert "Airless" in text(app)


async def test_what_is_worked_out_is_not_changed_here(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await down_to(pilot, lambda: app.screen.own is None)
        assert app.screen.duty.due.kind == "tax"
        assert "rechnet Kontor aus" in app.screen.why_not("record.edit")
        await press(pilot, "record.cancel")
        await settle(pilot)
        assert len(app.screen.found) > 2
