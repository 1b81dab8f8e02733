"""No handler on the event loop reads or computes much: finds slow keys by counting, not by time.

The file holds enough entries that reading all of them is many times the budget, while the blocks
that a screen really needs stay far below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.bootstrap import open_store
from kontor.tui.keys import key
from kontor.tui.screens.listing import ListScreen
from tests.benchmarks.generate import entries, write_kontor
from tests.tui.cost import Costs, counted
from tests.tui.own import session
from tests.tui.pilot import settle

LINES = 20_000
STEPS, CALLS = 100_000, 100_000
KEYS = ("down", "pagedown", "end", "home", "space", "plus", "a")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of a firm, twenty thousand lines."""
    path = tmp_path_factory.mktemp("books") / "books.kontor"
    write_kontor(path, list(entries(LINES)), single=3)
    return path


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Costs]:
    with counted(monkeypatch) as found:
        yield found


async def walk(path: Path, costs: Costs, only: str = "") -> list[str]:
    """Open every view (or one), press its keys; gives the handlers beyond the budget."""
    with open_store(path) as store:
        app: Any = session(store, today=date(2026, 11, 20))
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot, 0.1)
            for name in [view.NAME for _spec, view in app.areas.views()]:
                if only and name != only:
                    continue
                costs.view = name
                app.open_view(f"view:{name}")
                await settle(pilot)
                for one in KEYS:
                    await pilot.press(one)
                await settle(pilot)
                await pilot.press("enter")
                await settle(pilot)
                for _ in range(2):
                    await pilot.press("escape")
            assert app._exception is None
    return costs.over(STEPS, CALLS)


async def test_no_key_of_any_view_is_dear(books: Path, costs: Costs) -> None:
    assert await walk(books, costs) == []
    seen = [one for one in costs.worst.values() if one.steps]
    assert len({one.name.partition(":")[0] for one in seen}) > 5  # reads were really counted


async def test_reading_everything_on_a_key_is_found(
    books: Path, costs: Costs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def heavy(self: ListScreen) -> None:
        with self.kontor.store.read() as con:
            con.execute("SELECT * FROM line l JOIN entry e ON e.id = l.entry").fetchall()

    monkeypatch.setattr(ListScreen, "do_mark_toggle", heavy)
    found = await walk(books, costs, "books.journal")
    assert len(found) == 1, found
    assert found[0].startswith("books.journal: ") and f"key {key('mark.toggle')}:" in found[0]


async def test_computing_much_on_a_key_is_found(
    books: Path, costs: Costs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def heavy(_self: ListScreen) -> None:
        assert sum(one.bit_length() for one in (abs(n) for n in range(2 * CALLS))) > 0

    monkeypatch.setattr(ListScreen, "do_mark_toggle", heavy)
    found = await walk(books, costs, "books.journal")
    assert len(found) == 1 and f"key {key('mark.toggle')}:" in found[0], found
