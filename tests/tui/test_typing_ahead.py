"""Who types faster than a screen opens loses nothing and hits nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.message_pump import MessagePump

from kontor.tui import in_order
from kontor.tui.in_order import InOrder
from kontor.tui.keys import key
from tests.tui.own import shown, view
from tests.tui.pilot import running, settle, until
from tests.tui.sales_firm import office


def at_once(app: Any, *names: str) -> None:
    """Keys as a terminal sends them, without waiting for one to take effect."""
    for name in names:
        event = events.Key(name, name if len(name) == 1 else None)
        event.set_sender(app)
        app.post_message(event)


async def test_words_go_into_the_form_that_the_key_before_opens(tmp_path: Path) -> None:
    with office(tmp_path) as store:
        async with shown(store) as (app, pilot):
            await view(app, pilot, "sales.quotes")
            at_once(app, key("record.new"), "a", *"Bernd", key("field.new"), *["tab"] * 3, *"Erika")
            await settle(pilot, 0.2)
            form = app.screen.form
            assert form.raws["name"] == "Bernd"
            assert form.raws["first_name"] == "Erika"
            quote = app.screen_stack[-2]
            assert quote.form.raws["contact"] == "Bernd"
            assert not quote.form.raws["subject"]


async def test_a_whole_form_is_typed_in_one_go(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        at_once(app, key("record.new"), *"moell", "enter")
        await settle(pilot, 0.2)
        form = app.front.form
        assert form.values()[0]["customer"] == "5"
        assert not form.rows["customer"].editor.has_focus


async def test_a_window_takes_the_letter_typed_ahead(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        front = app.front
        at_once(app, key("record.new"), *"xyz", "escape", "v")
        await settle(pilot, 0.2)
        assert app.screen is front
        at_once(app, *["down"] * 3)
        await settle(pilot)
        assert app.front is front


@pytest.mark.parametrize("gone", [True, False])
async def test_a_key_that_is_lost_on_its_way_does_not_take_the_keyboard_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    """The widget that was to say that a key is through goes before it can; or it never answers."""
    monkeypatch.setattr(in_order, "_PATIENCE", 1_000 if gone else 2)
    answers = InOrder._queue_behind
    lost: list[object] = []

    def lose_the_first(app: InOrder, pumps: Any, then: Any) -> None:
        if lost:
            return answers(app, pumps, then)
        lost.append(then)
        app._waits_at = MessagePump() if gone else app
        return None

    monkeypatch.setattr(InOrder, "_queue_behind", lose_the_first)
    async with running(tmp_path) as (app, pilot):
        at_once(app, "f12", key("record.new"))
        await pilot.pause(0.1)
        assert len(app.screen_stack) == 1 and app._under_way
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert len(app.screen_stack) == 2
        assert not app._typed
