"""Own IT on the screen: noted, planned, done, a case about it, retired; no password gets in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.store.store import Store
from kontor.tickets.it_kinds import Outcome, PlanKind
from kontor.tickets.queries import it as queries
from kontor.tickets.rules.it import plan_due
from kontor.tui.screens.tickets.cases import CaseScreen
from kontor.tui.screens.tickets.own_it import ItScreen, OwnItScreen
from kontor.tui.screens.tickets.own_it_forms import DoneForm, ItForm, PlanForm
from tests.tui.own import TODAY, put, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office
from tests.tui.tickets_firm import own_it

LIST = "tickets.own_it"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    with office(tmp_path) as store:
        yield store


def ask(store: Store, question: Any, *args: Any) -> Any:
    with store.read() as con:
        return question(con, *args)


async def clean_in_every_size(app: Any, pilot: Any) -> None:
    """What is in front fits narrow and wide."""
    for size in SIZES[::-1]:
        await pilot.resize_terminal(*size)
        await settle(pilot)
        assert_clean(app)


async def test_from_noting_to_a_done_task(firm: Store) -> None:
    async with shown(firm, SIZES[0]) as (app, pilot):
        await view(app, pilot, LIST)
        await clean_in_every_size(app, pilot)
        await press(pilot, "record.new")
        assert isinstance(app.screen, ItForm)
        await put(app, pilot, name="Router", kind="router", note="Passwort: sommer")
        await press(pilot, "form.save")
        assert isinstance(app.screen, ItForm) and ask(firm, queries.items) == []
        await put(app, pilot, note="Passwort liegt im Tresor", ends="31.12.2026", notice_days="30")
        await press(pilot, "form.save")
        await until(pilot, lambda: isinstance(app.screen, OwnItScreen))
        (one,) = ask(firm, queries.items)
        assert (one.name, one.notice_days) == ("Router", 30)
        await settle(pilot)
        await press(pilot, "it.plan")
        assert isinstance(app.screen, PlanForm)
        await put(app, pilot, text="Firmware", months="12", first="16.3.2026")
        await press(pilot, "form.save")
        await until(pilot, lambda: isinstance(app.screen, OwnItScreen))
        await settle(pilot)
        await press(pilot, "step.next")
        assert isinstance(app.screen, DoneForm)
        await clean_in_every_size(app, pilot)
        await press(pilot, "form.save")
        await until(pilot, lambda: isinstance(app.screen, OwnItScreen))
        (task,) = ask(firm, queries.plans, one.id)
        assert (task.kind, task.last, task.outcome) == (PlanKind.CHECK, TODAY, Outcome.OK)
        assert plan_due(task).year == TODAY.year + 1


async def test_what_is_due_first_stands_on_top_and_gets_a_case(firm: Store) -> None:
    late, _licence, gone = own_it(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await until(pilot, lambda: "SP2-3021" in text(app))
        await press(pilot, "record.open")
        assert isinstance(app.screen, ItScreen) and app.screen.record == late
        assert_clean(app)
        await press(pilot, "it.case")
        await pilot.press(*"zu laut", "enter")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen))
        (case,) = ask(firm, queries.cases, ask(firm, queries.item, late))
        assert app.screen.record == case.id
        app.open_record(f"tickets:it/{gone}")
        await until(pilot, lambda: isinstance(app.screen, ItScreen))
        await settle(pilot)
        await press(pilot, "it.plan")  # it is retired: nothing opens
        assert isinstance(app.screen, ItScreen)
        await press(pilot, "it.restore")
        await until(pilot, lambda: ask(firm, queries.item, gone).retired is None)
        await settle(pilot)
        await press(pilot, "record.cancel")
        await pilot.press(*"Passwort: sommer", "enter")
        await settle(pilot)
        assert ask(firm, queries.item, gone).retired is None
        await pilot.press("escape")
        app.open_record("tickets:plan/1")
        await until(pilot, lambda: isinstance(app.screen, ItScreen) and app.screen.record == late)


async def test_a_change_empties_and_a_task_ends(firm: Store) -> None:
    late, licence, _gone = own_it(firm)
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:it/{licence}")
        await settle(pilot)
        await press(pilot, "record.edit")
        await put(app, pilot, notice_days="", contract="", price="450")
        await press(pilot, "form.save")
        await until(pilot, lambda: isinstance(app.screen, ItScreen))
        one = ask(firm, queries.item, licence)
        assert (one.notice_days, one.contract, one.price) == (None, "", 45_000)
        assert one.ends is not None
        app.open_record(f"tickets:it/{late}")
        await settle(pilot)
        await press(pilot, "it.unplan")
        await pilot.press("enter")
        await until(pilot, lambda: ask(firm, queries.plans, late) == [])
        assert len(ask(firm, queries.log, late)) == 1
