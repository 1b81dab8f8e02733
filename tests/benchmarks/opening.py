"""Time of the processor from a key to a screen that can be typed into and has been drawn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

SIZE = (120, 40)
_PATIENCE = 10  # seconds until a screen that does not come is given up


class Empty(ModalScreen[None]):
    """The least that somebody can type into."""

    def compose(self) -> Any:
        """One line."""
        yield Input()


class Bare(App[None]):
    """An app that opens the least at F2."""

    BINDINGS = [("f2", "open_it")]  # noqa: RUF012  as Textual has it

    def action_open_it(self) -> None:
        """Open it."""
        self.push_screen(Empty())


async def openings(
    app: App[Any], key: str, kind: type, rounds: int, settle: Callable[[Pilot[Any]], Any]
) -> list[float]:
    """Seconds of the processor for each of some openings by the key, after one that warms up."""
    found = []
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for _ in range(rounds + 1):
            start = time.process_time()
            await pilot.press(key)
            await _ready(app, kind)
            found.append(time.process_time() - start)
            app.pop_screen()
            await settle(pilot)
    return found[1:]


async def _ready(app: App[Any], kind: type) -> None:
    end = time.monotonic() + _PATIENCE
    while not (isinstance(app.screen, kind) and app.screen.focused is not None):
        if time.monotonic() > end:
            raise RuntimeError(f"{kind.__name__} did not open")
        await asyncio.sleep(0)
    drawn = asyncio.Event()
    app.screen.call_after_refresh(drawn.set)
    await drawn.wait()
