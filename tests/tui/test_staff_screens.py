"""People, teams and vehicles on the screen: sheets, new ones, teams, last days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.calendar.kinds.appointments import CrewKind
from kontor.calendar.queries import staff
from kontor.company import queries
from kontor.company.kinds import StaffRole
from kontor.company.model import VehicleInput
from kontor.company.service import add_vehicle
from kontor.store.store import Store
from kontor.tui.screens.calendar.staff import row_id
from kontor.tui.screens.calendar.staff_sheet import OneScreen, find, read_sheet
from tests.tui.calendar_firm import full
from tests.tui.own import TODAY, session, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office

LIST = "calendar.staff"


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Five people, two teams, two vehicles; each test leaves its own traces only."""
    with office(tmp_path_factory.mktemp("staff")) as store:
        full(store)
        yield store


def person(store: Store, short: str) -> int:
    with store.read() as con:
        return queries.find_employee(con, short).id


def fill(app: Any, **raws: Any) -> None:
    """Raw values into the form in front."""
    for name, raw in raws.items():
        app.screen.form.rows[name].editor.raw = raw


async def save(app: Any, pilot: Any) -> None:
    """The form in front is saved and closes."""
    form = app.screen
    await press(pilot, "form.save")
    await until(pilot, lambda: app.screen is not form)


def on_row(app: Any, store: Store, name: str) -> None:
    """The cursor goes to somebody."""
    with store.read() as con:
        wanted = row_id(queries.find_crew(con, name, TODAY))
    table = app.screen.table
    for place in range(table.count):
        table.cursor = place
        if table.row.id == wanted:
            return
    raise AssertionError(name)


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_and_every_sheet_in_every_size(firm: Store, size: tuple[int, int]) -> None:
    async with shown(firm, size=size) as (app, pilot):
        await view(app, pilot, LIST)
        assert app.screen.table.count >= 9
        assert "Petra Lindner" in text(app)
        assert_clean(app)
        for name, said in (("Kim", "27.03.2026"), ("Kolonne 1", "Fassade Nord"),
                           ("Sprinter", "K-ML 12")):  # fmt: skip
            on_row(app, firm, name)
            await press(pilot, "record.open")
            await settle(pilot)
            assert said in text(app)
            assert_clean(app)
            await pilot.press("escape")
            await settle(pilot)


async def test_plus_goes_on_from_a_team_to_a_vehicle_with_another_number(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        on_row(app, firm, "Kolonne 2")
        await press(pilot, "record.open")
        await settle(pilot)
        assert (app.screen.kind, app.screen.record) == (CrewKind.TEAM, 2)
        await press(pilot, "record.next")
        await settle(pilot)
        assert (app.screen.kind, app.screen.record) == (CrewKind.VEHICLE, 2)


async def test_a_new_person_and_a_change_that_empties_a_field(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.new")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        fill(app, name="Ole Neumann", hours="Mo bis Fr", vacation="27,5",
                   phone="0221 5551", role="helper")  # fmt: skip
        await press(pilot, "form.save")
        await settle(pilot)
        assert app.screen.form.values()[1].keys() == {"hours"}
        fill(app, hours="Mo-Fr 8-16", break_from="9:30")
        await save(app, pilot)
        with firm.read() as con:
            one = queries.find_employee(con, "Neumann")
        assert (one.short, one.vacation, one.hours) == ("Neumann", 55, "Mo-Fr 8-16")
        assert (one.role, one.break_from, one.break_minutes) == (StaffRole.HELPER, "09:30", 30)
        on_row(app, firm, "Neumann")
        await press(pilot, "record.edit")
        await settle(pilot)
        fill(app, phone="", hours="", break_minutes="")
        await save(app, pilot)
        with firm.read() as con:
            one = queries.find_employee(con, "Neumann")
        assert (one.phone, one.hours, one.break_minutes, one.vacation) == ("", "", 0, 55)


async def test_other_hours_from_a_day_on_stand_on_the_sheet(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        on_row(app, firm, "Murat")
        await press(pilot, "record.edit")
        await settle(pilot)
        fill(app, hours="Mo-Do 8-13", hours_from="01.09.2026")
        await save(app, pilot)
        on_row(app, firm, "Murat")
        await press(pilot, "record.open")
        await settle(pilot)
        assert "01.09.2026" in text(app) and "Mo-Do 8-13" in text(app)
        await press(pilot, "record.edit")
        await settle(pilot)
        assert app.screen.form.rows["hours"].editor.raw == "Mo-Do 8-13"
        fill(app, phone="0221 5558")
        await save(app, pilot)
    with firm.read() as con:
        one = queries.find_employee(con, "Murat")
    assert one.phone == "+492215558"
    assert [(each.valid_from, each.hours) for each in one.later] == [
        (date(2026, 9, 1), "Mo-Do 8-13")
    ]


async def test_a_new_team_takes_in_whom_it_ticks_and_lets_go(firm: Store) -> None:
    lindner, kim = person(firm, "Lindner"), person(firm, "Kim")

    def members() -> set[int]:
        with firm.read() as con:
            return set(queries.find_team(con, "Trupp Nord").on(TODAY))

    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.new")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        fill(app, name="Trupp Nord", **{f"company:employee/{lindner}": "1"})
        await save(app, pilot)
        assert members() == {lindner}
        on_row(app, firm, "Trupp Nord")
        await press(pilot, "staff.join")
        await settle(pilot)
        fill(app, partner=[str(kim), "Kim"])
        await save(app, pilot)
        assert members() == {lindner, kim}
        on_row(app, firm, "Lindner")
        await press(pilot, "staff.part")
        await settle(pilot)
        await save(app, pilot)
        assert members() == {kim}
        await press(pilot, "step.undo")
        await until(pilot, lambda: members() == {lindner, kim})
        assert members() == {lindner, kim}


async def test_the_last_day_is_noted_and_taken_back(firm: Store) -> None:
    key = int(firm.run(add_vehicle, VehicleInput(name="Anhänger", started=TODAY), TODAY).value)

    def ended() -> date | None:
        with firm.read() as con:
            one = find(con, CrewKind.VEHICLE, key)
        assert one is not None
        return one.ended

    async with shown(firm) as (app, pilot):
        app.open_record(f"company:vehicle/{key}")
        await settle(pilot, 0.2)
        assert app.screen.why_not("staff.join")
        assert app.screen.why_not("staff.away")
        await press(pilot, "staff.end")
        await settle(pilot)
        fill(app, day="1.3.2026")  # before its first day
        await press(pilot, "form.save")
        await until(pilot, lambda: bool(app.screen.status()[0][1].endswith("$bad")))
        assert ended() is None
        fill(app, day="31.3.2026")
        await save(app, pilot)
        assert ended() == date(2026, 3, 31)
        await press(pilot, "staff.end")
        await settle(pilot)
        fill(app, day="")
        await save(app, pilot)
        assert ended() is None


async def test_from_crew_and_absence_to_the_person_and_her_next_absence(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "calendar.crew")
        await settle(pilot, 0.2)
        ref = app.screen.plan.ref
        await press(pilot, "staff.open")
        await settle(pilot)
        assert ref == f"company:{app.screen.kind}/{app.screen.record}"
        await view(app, pilot, "calendar.absences")
        with firm.read() as con:
            wanted = staff.absence(con, app.screen.row.id)
        await press(pilot, "staff.open")
        await settle(pilot)
        assert (app.screen.kind, app.screen.record) == (CrewKind.EMPLOYEE, wanted.employee)
        await press(pilot, "staff.away")
        await settle(pilot)
        fill(app, starts="4.5.2026")
        await save(app, pilot)
        with firm.read() as con:
            sheet = read_sheet(con, CrewKind.EMPLOYEE, wanted.employee or 0, TODAY)
        assert sheet is not None
        assert date(2026, 5, 4) in {one.starts for one in sheet.absences}


def test_a_search_hit_opens_the_sheet(firm: Store) -> None:
    app = session(firm)
    for kind in CrewKind:
        found = app.areas.record(f"company:{kind}/2")
        assert found is not None
        assert isinstance(found[1], OneScreen)
        assert (found[1].kind, found[1].record) == (kind, 2)


async def test_an_empty_firm_says_what_belongs_here(tmp_path: Path) -> None:
    with office(tmp_path) as store:
        async with shown(store, size=SIZES[0]) as (app, pilot):
            await view(app, pilot, LIST)
            assert app.screen.table.count == 0
            assert app.screen.why_not("staff.end")
            assert_clean(app)
