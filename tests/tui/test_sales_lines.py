"""The editor of positions: typing, proposals, undo, a kill while typing, costs, the worst names."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.sales.queries import documents
from kontor.sales.service import quotes
from kontor.store.store import Store
from kontor.tui.screens.sales.lines import LinesScreen
from tests.conftest import NAMES
from tests.tui.own import shown, shown_file
from tests.tui.pilot import SIZES, assert_clean, press, settle, text
from tests.tui.sales_firm import TODAY, customer, document, full, office


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm that can issue."""
    with office(tmp_path) as store:
        yield store


def quote(store: Store, positions: object = None) -> int:
    return int(store.run(quotes.new_quote, document(customer(store), positions), TODAY).value)


def shorts(store: Store, key: int) -> list[str]:
    with store.read() as con:
        return [one.short for one in documents.positions(con, key)]


async def test_lines_are_kept_undone_and_proposed(firm: Store) -> None:
    quote(firm)
    key = quote(firm, [])
    async with shown(firm) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        await pilot.press(*"Fassadenger")
        await settle(pilot, 0.6)
        assert "9,84 € / m²" in text(app)
        await pilot.press("down", "tab")
        await settle(pilot, 0.2)
        await pilot.press(*"20", "enter")
        await settle(pilot, 0.5)
        await pilot.press("escape")
        await settle(pilot, 0.2)
        assert shorts(firm, key) == ["Fassadengerüst auf- und abbauen"]
        assert "196,80" in text(app)  # 20 × 9,84
        with firm.read() as con:
            (one,) = documents.positions(con, key)
        assert one.long and "DIN EN 12811" in one.long
        await press(pilot, "record.cancel")
        await settle(pilot, 0.4)
        assert shorts(firm, key) == []
        await press(pilot, "step.undo")
        await settle(pilot, 0.4)
        assert shorts(firm, key) == ["Fassadengerüst auf- und abbauen"]


async def test_a_wrong_price_stays_in_the_line(firm: Store) -> None:
    key = quote(firm, [])
    async with shown(firm, SIZES[0]) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        await pilot.press(*"Tür", "tab", *"1", "tab", *"St", "tab", *"12x", "enter")
        await settle(pilot, 0.3)
        assert shorts(firm, key) == [] and app.screen.editing is not None
        assert app.screen.edit.fields["price"].has_focus


async def test_the_open_line_is_there_again(firm: Store) -> None:
    key = quote(firm, [])
    async with shown(firm) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        await pilot.press(*"Halb getippt")
        await settle(pilot, 0.7)
    async with shown(firm) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.5)
        assert app.screen.edit.raws["short"] == "Halb getippt"


_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from kontor.tui.screens.sales.lines import LinesScreen
from tests.tui.own import shown_file
from tests.tui.pilot import press, settle

async def main(path, key):
    async with shown_file(Path(path)) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        await pilot.press(*"Wand", "tab", *"3", "tab", *"h", "tab", *"58,50", "enter")
        await settle(pilot, 0.5)
        await pilot.press(*"Halb getippt", "tab", *"2*3")
        for _ in range(100):
            await settle(pilot, 0.1)
            kept = app.wiring.drafts.load(f"sales.line:{key}")
            if kept and kept["raws"].get("quantity") == "2*3":
                os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


async def test_a_kill_while_typing_loses_nothing(tmp_path: Path) -> None:
    """SIGKILL: the line that was taken is in the file, the open one comes back as it was typed."""
    with office(tmp_path) as store:
        key, path = quote(store, []), store.path
    command = [sys.executable, "-c", _KILLED, str(path), str(key)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr[-800:]
    async with shown_file(path) as (app, pilot):
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.5)
        assert shorts(app.store, key) == ["Wand"]
        assert (app.screen.edit.raws["short"], app.screen.edit.raws["quantity"]) == (
            "Halb getippt", "2*3",
        )  # fmt: skip


async def test_costs_make_the_price(firm: Store) -> None:
    ids = full(firm)
    async with shown(firm) as (app, pilot):
        app.push_screen(LinesScreen(ids["quote"]))
        await settle(pilot, 0.3)
        await pilot.press("down", "f9")
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        app.screen.edit.fields["minutes"].put("10")
        await pilot.press("enter")
        await settle(pilot, 0.2)
        app.screen.edit.fields["kind"].put("Mat")
        app.screen.edit.fields["cost"].put("2,50")
        await pilot.press("enter")
        await pilot.press("escape")
        await settle(pilot, 0.2)
        # 10 min at 58,50 = 9,75; material 2,50 with the usual 20 % = 3,00
        assert "12,75" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            one = documents.positions(con, ids["quote"])[1]
        assert one.price == 127500 and one.seconds == 600


@pytest.mark.parametrize("size", SIZES)
async def test_the_worst_names_do_no_harm(firm: Store, size: tuple[int, int]) -> None:
    wrong = [{"short": name, "long": name, "unit": "m²", "price": "1"} for name in NAMES]
    key = int(firm.run(
        quotes.new_quote, document(customer(firm, last_name=NAMES[0]), wrong, subject=NAMES[1]),
        TODAY).value)  # fmt: skip
    async with shown(firm, size) as (app, pilot):
        for name in ("quotes", "orders", "invoices"):
            app.open_view(f"view:sales.{name}")
            await settle(pilot, 0.1)
            assert_clean(app)
        app.push_screen(LinesScreen(key))
        await settle(pilot, 0.3)
        assert_clean(app)
        for keys in (("end", "a"), ("a", "enter"), ("escape", "f9"), ("escape", "f7")):
            await pilot.press(*keys)
            await settle(pilot, 0.2)
            assert_clean(app)
        assert app.is_running
