"""Times of cases by key: usual ones, own ones from a day on, later ones, taken away, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import InputError, NotFound
from kontor.store.store import Store
from kontor.tickets.kinds import TicketKind
from kontor.tickets.queries.settings import levels
from kontor.tickets.rules.levels import read_office_time
from kontor.tickets.service.talking import drop_level
from kontor.tui.screens.tickets.own_levels import LevelForm, LevelsScreen, office_time
from tests.tui.own import TODAY, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, down_to, press, settle, text
from tests.tui.sales_firm import office


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm without times of its own."""
    with office(tmp_path) as store:
        yield store


def times(store: Store, day: date = TODAY) -> tuple[int, int]:
    """Of a defect."""
    with store.read() as con:
        (one,) = [one for one in levels(con, day) if one.kind is TicketKind.DEFECT]
    return one.respond, one.solve


async def of_defects(app: Any, pilot: Any) -> LevelsScreen:
    """The list, the cursor on defects."""
    screen: LevelsScreen = await view(app, pilot, "tickets.levels")
    await down_to(pilot, lambda: (one := screen.chosen()) and one.kind is TicketKind.DEFECT)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_own_times_hold_from_their_day_and_go_again(
    firm: Store, size: tuple[int, int]
) -> None:
    usual = times(firm)
    async with shown(firm, size) as (app, pilot):
        screen = await of_defects(app, pilot)
        assert "Erste Antwort" in text(app) and "10 Arbeitstage" in text(app)
        assert_clean(app)
        await press(pilot, "record.cancel")
        assert times(firm) == usual and "eigene" in text(app)  # there is nothing to remove
        await press(pilot, "record.edit")
        assert isinstance(app.screen, LevelForm)
        await fill(app, pilot, respond="4 h", solve="2 Tage")
        assert "= 2 Arbeitstage" in text(app) or "2 Tage" in text(app)
        assert_clean(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert times(firm) == (240, 1200)
        await down_to(pilot, lambda: screen.chosen().kind is TicketKind.DEFECT)
        assert "● eigen" in text(app)
        await press(pilot, "record.cancel")
        await settle(pilot, 0.2)
        assert times(firm) == usual
        await press(pilot, "step.undo")
        await settle(pilot, 0.2)
        assert times(firm) == (240, 1200)


async def test_times_of_a_later_day_stand_below_and_do_not_hold_yet(firm: Store) -> None:
    usual = times(firm)
    async with shown(firm) as (app, pilot):
        await of_defects(app, pilot)
        await press(pilot, "record.edit")
        await fill(app, pilot, respond="30", solve="4 h", valid_from="01.04.2026")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert "◔ später" in text(app)
        assert times(firm) == usual and times(firm, date(2026, 4, 1)) == (30, 240)


async def test_a_solution_before_the_answer_is_refused_at_its_field(firm: Store) -> None:
    usual = times(firm)
    async with shown(firm) as (app, pilot):
        await of_defects(app, pilot)
        await press(pilot, "record.edit")
        await fill(app, pilot, respond="2 Tage", solve="3 h")
        await press(pilot, "form.save")
        assert isinstance(app.screen, LevelForm)
        assert "nach seiner ersten Antwort" in text(app)
        assert app.screen.form.raws["respond"] == "2 Tage"
        assert times(firm) == usual


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30", 30), ("30 min", 30), ("4h", 240), ("1,5 h", 90), ("3 h 20 min", 200),
        ("2 Tage", 1200), ("1 Arbeitstag", 600), ("10 working days", 6000), (" 2  Std. ", 120),
        ("0,5 d", 300),
    ],
)  # fmt: skip
def test_lengths_as_people_write_them(typed: str, minutes: int) -> None:
    assert read_office_time(typed) == minutes
    assert read_office_time(office_time(minutes)) == minutes


@pytest.mark.parametrize(
    "typed", ["", "0", "-3", "bald", "3 Wochen", "1,333 min", "h", "2 h oder so", "½ h", "[b]2"]
)
def test_what_is_no_length_is_said(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        read_office_time(typed)
    assert caught.value.advice


def test_times_that_were_never_set_cannot_be_removed(firm: Store) -> None:
    with pytest.raises(NotFound) as caught:
        firm.run(drop_level, TicketKind.DEFECT, TODAY)
    assert "16.03.2026" in str(caught.value) and caught.value.advice
