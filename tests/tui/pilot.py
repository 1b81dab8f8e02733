"""What the tests of the screen share: named keys, the text of the screen, a running app."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual.pilot import Pilot

from kontor.tui.app import KontorApp
from kontor.tui.keys import key
from tests.tui.demo import make_app

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PATIENCE = 240  # seconds that jobs may take on a machine that is busy with other tests
SIZES = ((80, 24), (120, 40))


@asynccontextmanager
async def running(
    folder: Path, size: tuple[int, int] = (80, 24), **more: Any
) -> AsyncIterator[tuple[KontorApp, Pilot[int]]]:
    """The pretended firm on the screen, toasts on."""
    app = make_app(folder, **more)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        yield app, pilot


async def settle(pilot: Pilot[Any], seconds: float = 0.0) -> None:
    """Until keys, threads, timers and messages are through."""
    await pilot.pause(seconds or None)
    for _ in range(400):  # keys typed ahead take effect one after the other
        if not any(getattr(pilot.app, name, False) for name in ("_under_way", "_held")):
            break
        await pilot.pause(0.01)
    jobs = pilot.app.workers
    try:
        await asyncio.wait_for(jobs.wait_for_complete(), _PATIENCE)
    except TimeoutError:
        raise AssertionError(f"still at work after {_PATIENCE} s: {list(jobs)}") from None
    await pilot.pause()


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Until a job behind a window is through, however busy the machine is; ten seconds at most."""
    for _ in range(200):
        if condition():
            break
        await settle(pilot, 0.05)


async def press(pilot: Pilot[Any], *names: str) -> None:
    """Press the keys of actions by their ids."""
    for name in names:
        await pilot.press(key(name))
    await settle(pilot)


async def down_to(pilot: Pilot[Any], there: Callable[[], object], presses: int = 100) -> None:
    """Go down, row by row, until the cursor stands where it is wanted."""
    for _ in range(presses):
        if there():
            return
        await press(pilot, "move.down")
    raise AssertionError("no such row:\n" + text(pilot.app))


def rows(app: Any) -> list[str]:
    """The lines of the screen as text."""
    return [
        "".join(segment.text for segment in strip if not segment.control)
        for strip in app.screen._compositor.render_strips()
    ]


def text(app: Any) -> str:
    """The whole screen as text."""
    return "\n".join(rows(app))


def assert_clean(app: Any) -> None:
    """No control character on the screen, every line as wide as the screen."""
    shown = rows(app)
    for line in shown:
        assert not CONTROL.search(line), repr(line)
        assert cell_len(line) == app.size.width or app.size.width < 2, repr(line)
    assert len(shown) == app.size.height
