"""Deadlines in the plans, how full a week is, sheets of tasks and absences, numbers in a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.calendar.queries import deadlines
from kontor.calendar.queries.appointments import window
from kontor.calendar.queries.capacity import loads
from kontor.calendar.queries.staff import absences, tasks
from kontor.desk.numbers import meant, references
from kontor.store.store import Store
from kontor.tui.screens.calendar.filters import read_filter
from kontor.tui.screens.calendar.loads import load_bar
from kontor.tui.screens.calendar.plan_view import broken
from tests.tui.calendar_firm import MONDAY, full
from tests.tui.own import shown
from tests.tui.pilot import press, settle, text, until
from tests.tui.sales_firm import office
from tests.tui.tickets_firm import case

LADDERS, CAR = 1, 2  # deadlines of Monday and of Wednesday


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """The week of everything."""
    with office(tmp_path) as store:
        full(store)
        yield store


async def opened(app: Any, pilot: Any, view: str) -> Any:
    app.open_view(f"view:calendar.{view}")
    await until(pilot, lambda: f"calendar.{view}" == app.screen.NAME and app.screen.is_mounted)
    await settle(pilot, 0.1)
    return app.screen


def day_of(store: Store, key: int) -> date:
    with store.read() as con:
        return deadlines.deadline(con, key).day


async def test_the_week_shows_them_first_and_w_does_them(firm: Store) -> None:
    async with shown(firm, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await until(pilot, lambda: bool(screen._shown.duties))
        assert screen.plan.told.duty.due.ref == f"calendar:deadline/{LADDERS}"
        assert "◆" in text(app)
        assert screen.why_not("record.open") == screen.why_not("step.next") == ""
        assert "g 1 f" in screen.why_not("record.edit")
        await press(pilot, "step.next")
        await until(pilot, lambda: day_of(firm, LADDERS) > MONDAY)
        await until(pilot, lambda: screen.plan.told is None)
        assert screen.the_entry() is not None


async def test_enter_opens_what_it_is_about(firm: Store) -> None:
    async with shown(firm, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "month")
        await until(pilot, lambda: bool(screen._shown.duties))
        assert screen.plan.told.duty.due.ref == f"calendar:deadline/{LADDERS}"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.NAME == "today.deadline")


async def test_a_filter_hides_them_and_who_narrows_them(firm: Store) -> None:
    async with shown(firm, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await until(pilot, lambda: bool(screen._shown.duties))
        screen.typed = "ohne:fristen"
        screen.requery()
        await until(pilot, lambda: not screen._shown.duties)
        assert screen._shown.entries
        screen.typed = "wer:Sprinter"
        screen.requery()
        await until(pilot, lambda: bool(screen._shown.duties))
        (told,) = [one for day in screen._shown.duties.values() for one in day]
        assert told.duty.due.ref == f"calendar:deadline/{CAR}"


def test_only_deadlines_can_be_left_out(firm: Store) -> None:
    with firm.read() as con:
        assert not read_filter(con, "ohne:fristen").duties
        with pytest.raises(Exception, match="urlaub"):
            read_filter(con, "ohne:urlaub")


async def test_the_agenda_holds_both_by_day(firm: Store) -> None:
    async with shown(firm, (120, 40)) as (app, pilot):
        screen = await opened(app, pilot, "agenda")
        await until(pilot, lambda: screen.row is not None)
        assert screen.duty is not None
        assert screen.the_entry() is None
        assert screen.duty.day == MONDAY
        await press(pilot, "move.down")
        await settle(pilot)
        assert screen.the_entry() is not None


def test_how_full_a_week_is(firm: Store) -> None:
    with firm.read() as con:
        found = loads(con, MONDAY)
        team = found["company:team/1"]
        members = [one for ref, one in found.items() if one.name in {"Jo", "Kim"}]
        assert team.hours == sum(one.hours for one in members) > 0
        assert team.planned == sum(one.planned for one in members)
        empty = loads(con, date(2026, 6, 15))[""]
    assert load_bar(team)[0].startswith("█")
    assert load_bar(empty._replace(planned=0, beyond=0))[0] == "░░░░"
    assert load_bar(empty._replace(absent=empty.hours))[0].strip() == "–"
    assert load_bar(empty._replace(planned=empty.hours, beyond=0))[0] == "████"


async def test_a_window_tells_the_capacity_of_weeks(firm: Store) -> None:
    async with shown(firm, (80, 24)) as (app, pilot):
        await opened(app, pilot, "crew")
        await settle(pilot, 0.2)
        await press(pilot, "view.toggle")
        await until(pilot, lambda: "16" in text(app) and "░" in text(app))
        assert "Murat" in text(app)


async def test_a_task_has_a_sheet(firm: Store) -> None:
    async with shown(firm, (80, 24)) as (app, pilot):
        app.open_record("calendar:task/1")
        await until(pilot, lambda: app.screen.NAME == "calendar.task")
        await until(pilot, lambda: "Farbmuster" in text(app))
        assert app.screen.why_not("task.about")
        await press(pilot, "step.next")
        await until(pilot, lambda: app.screen.the_task().done is not None)
        with firm.read() as con:
            assert all(one.id != 1 for one in tasks(con))


async def test_an_absence_has_a_sheet_and_is_granted_there(firm: Store) -> None:
    with firm.read() as con:
        found = absences(con, MONDAY, date(2026, 4, 30))
        asked = next(one.id for one in found if one.state == "requested")
    async with shown(firm, (80, 24)) as (app, pilot):
        app.open_record(f"calendar:absence/{asked}")
        await until(pilot, lambda: app.screen.NAME == "calendar.absence")
        await press(pilot, "absence.approve")
        await until(pilot, lambda: app.screen.the_absence().state == "approved")
        assert app.screen.why_not("absence.approve")


async def test_the_number_of_a_case_links_it_and_its_customer(firm: Store) -> None:
    key = case(firm)
    with firm.read() as con:
        number, contact = con.execute(
            "SELECT number, contact FROM ticket WHERE id=?", (key,)
        ).fetchone()
        assert references(con, f"Do 14-16 {number} Montage") == {number: f"tickets:{key}"}
        assert meant(con, f"tickets:{key}").contact == contact
        assert meant(con, "sales:99999").name == "sales:99999"
    async with shown(firm, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await press(pilot, "record.new")
        screen.line.input.put(f"Do 10-12 {number} Montage")
        await until(pilot, lambda: number in text(app).splitlines()[3])
        await pilot.press("enter")
        await until(pilot, lambda: bool(linked(firm, f"tickets:{key}")))
        (made,) = linked(firm, f"tickets:{key}")
        assert (made.contact, made.title) == (contact, "Montage")


def linked(store: Store, ref: str) -> list[Any]:
    with store.read() as con:
        return [one for one in window(con, MONDAY, date(2026, 3, 23)) if one.reference == ref]


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("● 8:30 Frauenlob", 10, ("● 8:30", "Frauenlob")),
        ("● Fassade streichen, Bauteil C", 10, ("● Fassade", "streichen, Bauteil C")),
        ("● Fassade streichen", 19, ("● Fassade streichen", "")),
        ("● Wohnungsbaugesellschaft", 10, ("● Wohnungsbaugesellschaft", "")),
        ("○ 日本 設計", 7, ("○ 日本", "設計")),
        ("", 10, ("", "")),
    ],
)
def test_a_narrow_day_breaks_between_words(text: str, room: int, shown: tuple[str, str]) -> None:
    assert broken(text, room) == shown
