"""`g` leads to any screen: a letter in the area, digit and letter anywhere; unseen when fast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.tui.commands import screen_entries
from kontor.tui.keys import key
from kontor.tui.screens.go import GoMenu
from tests.tui.pilot import SIZES, assert_clean, press, running, settle, text, until
from tests.tui.test_typing_ahead import at_once

GO = key("go.menu")


async def go(app: Any, pilot: Any, *typed: str) -> str:
    """Type a way as fast as a terminal sends it; gives the view that is open then."""
    at_once(app, GO, *typed)
    await settle(pilot, 0.05)
    return str(app.front.NAME)


async def seen(app: Any, pilot: Any) -> str:
    """The screen once the list is there."""
    await until(pilot, lambda: "Gehe zu ›" in text(app))
    return text(app)


async def test_two_strokes_in_the_area_three_to_any_screen(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        assert await go(app, pilot, "2", "e") == "demo.result"
        assert await go(app, pilot, "k") == "demo.accounts"
        assert await go(app, pilot, "2", "e") == "demo.result"  # the whole way holds here too
        assert await go(app, pilot, "1", "R") == "demo.invoices"  # whatever Caps Lock says
        assert await go(app, pilot, "2", "enter") == "demo.result"  # as it was left
        assert await go(app, pilot, "2", "1", "r") == "demo.invoices"  # the last digit counts
        assert await go(app, pilot, "2", "backspace", "r") == "demo.invoices"


async def test_what_is_typed_behind_the_way_goes_to_the_screen(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        assert await go(app, pilot, "2", "k", "down", "down") == "demo.accounts"
        assert app.screen is app.front and app.front.table.cursor == 2
        await go(app, pilot, "g")
        assert app.front.table.cursor == 0


async def test_the_list_is_seen_after_a_pause_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.tui.screens.go._PAUSE", 3600)
    async with running(tmp_path) as (app, pilot):
        await pilot.press(GO, "2")
        await settle(pilot)
        assert isinstance(app.screen, GoMenu)
        assert "Gehe zu" not in text(app) and "60 Einträge" in text(app)
        await pilot.press("escape")
        monkeypatch.setattr("kontor.tui.screens.go._PAUSE", 0.05)
        await pilot.press(GO)
        assert "Gehe zu › Aufträge" in await seen(app, pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_follows_the_digit(tmp_path: Path, size: tuple[int, int]) -> None:
    async with running(tmp_path, size) as (app, pilot):
        await pilot.press(GO)
        shown = await seen(app, pilot)
        assert " r  Rechnungen" in shown and " 2  Bücher" in shown
        await pilot.press("2")
        await settle(pilot)
        shown = text(app)
        assert "Gehe zu › Bücher" in shown
        assert " k  Konten" in shown and " e  Ergebnis" in shown and " r  " not in shown
        assert_clean(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is app.front and app.front.NAME == "demo.invoices"


@pytest.mark.parametrize("pause", [0.05, 3600])
async def test_a_key_that_leads_nowhere_says_so_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    monkeypatch.setattr("kontor.tui.screens.go._PAUSE", pause)
    async with running(tmp_path) as (app, pilot):
        await pilot.press(GO, "x")
        await settle(pilot, 0.1)
        assert "„x“ führt in Aufträge zu keinem Bildschirm." in text(app)
        await pilot.press("7")
        await settle(pilot)
        assert "Einen Bereich 7 gibt es nicht." in text(app)
        await pilot.press("down")
        await settle(pilot)
        assert "gibt es nicht" not in text(app)
        await pilot.press("2", "e")
        await settle(pilot)
        assert app.front.NAME == "demo.result"


async def test_a_view_is_reached_from_a_record_above_it(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.open")
        assert len(app.screen_stack) == 2
        assert await go(app, pilot, "r") == "demo.invoices"
        assert len(app.screen_stack) == 1


async def test_commands_show_the_way(tmp_path: Path) -> None:
    async with running(tmp_path, keymap={"go.menu": "f3"}) as (app, _pilot):
        keys = {one.value: one.key for one in screen_entries(app)}
        assert keys["view:demo.result"] == "F3 2 e"
