"""A customer nobody knows yet, made while the quote is written."""

from __future__ import annotations

from pathlib import Path

from kontor.tui.keys import key
from tests.tui.own import shown, view
from tests.tui.pilot import press, settle
from tests.tui.sales_firm import office


async def test_a_new_customer_comes_back_into_the_quote(tmp_path: Path) -> None:
    with office(tmp_path) as store:
        async with shown(store) as (app, pilot):
            await view(app, pilot, "sales.quotes")
            await press(pilot, "record.new")
            await pilot.press("a")
            await settle(pilot, 0.5)
            head = app.screen
            await pilot.press(*"Bernd Neumann", key("field.new"))
            await settle(pilot, 0.5)
            assert app.screen is not head
            await press(pilot, "form.save")
            await settle(pilot, 0.8)
            assert app.screen is head
            chosen = head.form.values()[0]["contact"]
            assert str(chosen).startswith("contacts:")
            assert "Bernd Neumann" in head.form.rows["contact"].editor.value
