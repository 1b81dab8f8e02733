"""The note that stands ready before somebody calls: it looks and behaves like one made now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kontor.base.i18n import use_language
from kontor.contacts.queries import devices
from kontor.store.store import Store
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.tickets.call_form import CallForm
from tests.tui.own import shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.tickets_firm import telephone_firm


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    with telephone_firm(tmp_path) as store:
        yield store


async def stands(app: Any, pilot: Pilot[Any], wanted: bool = True) -> None:
    """Until the note stands ready, or does no longer."""
    for _ in range(200):
        if app._call_note is not None and app._call_note.stands is wanted:
            return
        await pilot.pause(0.1)
    raise AssertionError("no note stands ready")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["kontor-dark", "kontor-light"])
async def test_it_looks_like_one_that_is_made_now(
    firm: Store, size: tuple[int, int], theme: str
) -> None:
    seen = []
    for ahead in (True, False):
        async with shown(firm, size, ahead=ahead, theme=theme) as (app, pilot):
            if ahead:
                await stands(app, pilot)
            await view(app, pilot, "sales.invoices")
            made = app._call_note._screen if ahead else None
            await press(pilot, "call.note")
            assert isinstance(app.screen, CallForm)
            assert made is None or app.screen is made
            assert app.screen.focused is app.screen.form.rows["who"].editor
            assert_clean(app)
            shown_here = text(app)
            looks = [
                (type(one).__name__, one.region, one.styles.border, one.rich_style)
                for one in app.screen.walk_children()
                if one.display
            ]
            seen.append((shown_here, looks))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] == seen[1][1]


async def test_typing_goes_into_it_at_once_and_it_is_saved(firm: Store) -> None:
    async with shown(firm, ahead=True) as (app, pilot):
        for subject in ("Fenster klemmt", "Tür quietscht"):
            await stands(app, pilot)
            await pilot.press("f2", *"02215550171", "enter", *subject, "ctrl+s")
            await settle(pilot, 0.4)
            assert len(app.screen_stack) == 1
        with firm.read() as con:
            noted = devices.calls(con, devices.CallFilter())
        assert {one.subject for one in noted} == {"Fenster klemmt", "Tür quietscht"}
        assert {one.contact for one in noted} == {1}


async def test_one_that_was_left_is_gone_on_with_in_the_next(firm: Store) -> None:
    async with shown(firm, ahead=True) as (app, pilot):
        await stands(app, pilot)
        await pilot.press("f2", *"Frau Ohm", "f2")
        await settle(pilot, 0.3)
        await stands(app, pilot)
        await press(pilot, "call.note")
        assert app.screen.form.raws["who"] == "Frau Ohm"


@pytest.mark.parametrize("what", ["theme", "size", "language", "keys"])
async def test_another_look_makes_another_one(firm: Store, what: str) -> None:
    async with shown(firm, ahead=True) as (app, pilot):
        await stands(app, pilot)
        old = app._call_note._screen
        if what == "theme":
            app.theme = "kontor-light"
        elif what == "size":
            await pilot.resize_terminal(80, 24)
        elif what == "language":
            use_language("en")
        else:
            app.use_keys({"form.save": "f12"})
        assert not app._call_note.stands
        await press(pilot, "call.note")  # before there was time for another one
        assert isinstance(app.screen, CallForm) and app.screen is not old
        await pilot.press("escape")
        await stands(app, pilot)
        assert not old.is_running
        await press(pilot, "call.note")
        assert app.screen.size == app.size
        assert ("F12" in text(app)) is (what == "keys")
        assert ("Just a note" in text(app)) is (what == "language")
        assert_clean(app)


async def test_nothing_is_made_while_somebody_types(
    firm: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look that finds new keys leaves it; the looks are taken by hand, not by the clock."""
    monkeypatch.setattr("kontor.tui.ahead._REST_PAUSE", 3600)
    async with shown(firm, ahead=True) as (app, pilot):
        await until(pilot, lambda: app._call_note is not None)
        note = app._call_note
        for _ in range(4):
            await pilot.press("down")
            await settle(pilot)
            await note._look()
            assert not note.stands
        await note._look()
        assert note.stands


async def test_one_that_nobody_needed_leaves_nothing_behind(firm: Store) -> None:
    async with shown(firm, ahead=True) as (app, pilot):
        await stands(app, pilot)
        made = app._call_note._screen
        assert made not in list(app.all_screens())
    assert isinstance(made, FormScreen) and not made.is_running
    async with shown(firm) as (app, _pilot):
        assert app.wiring.drafts.keys("tickets.call:") == []
