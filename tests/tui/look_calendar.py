"""Pictures of the calendar.

python -m tests.tui.look_calendar FOLDER [scene,scene] [themes] [sizes] [language]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from kontor.base.i18n import use_language
from tests.tui.calendar_firm import full
from tests.tui.look import shoot
from tests.tui.own import session
from tests.tui.pilot import settle
from tests.tui.sales_firm import office

SCENES: dict[str, tuple[str, list[str]]] = {
    "week": ("view:calendar.week", []),
    "crew": ("view:calendar.crew", ["down", "down", "down"]),
    "day": ("view:calendar.day", []),
    "month": ("view:calendar.month", []),
    "agenda": ("view:calendar.agenda", []),
    "absences": ("view:calendar.absences", []),
    "tasks": ("view:calendar.tasks", []),
    "line": ("view:calendar.week", ["n", *"Do 14-16 Huber Aufmass +Lindner"]),
    "move": ("view:calendar.crew", ["M", "right", "down"]),
    "sheet": ("view:calendar.week", ["down", "enter"]),
    "form": ("view:calendar.week", ["down", "down", "e"]),
    "finder": ("view:calendar.week", ["F"]),
    "menu": ("view:calendar.week", ["full_stop"]),
}  # fmt: skip


async def take(folder: Path, names: list[str], size: tuple[int, int], theme: str) -> None:
    """One picture for each scene."""
    for name in names:
        target, keys = SCENES[name]
        with tempfile.TemporaryDirectory() as home, office(Path(home)) as store:
            if folder.name != "empty":
                full(store)
            app: Any = session(store, theme=theme)
            async with app.run_test(size=size, notifications=True) as pilot:
                await settle(pilot, 0.2)
                app.open_view(target)
                await settle(pilot, 0.3)
                for key in keys:
                    await pilot.press("space" if key == " " else key)
                    if len(key) > 1 or key.isupper():
                        await settle(pilot, 0.1)
                await settle(pilot, 0.4)
                print(shoot(app, folder / f"{name}-{size[0]}x{size[1]}"), flush=True)


def main() -> None:
    """Command line."""
    args = [*sys.argv[1:], *[""] * 5]
    names = args[1].split(",") if args[1] else list(SCENES)
    themes = args[2].split(",") if args[2] else ["kontor-dark"]
    sizes = [tuple(map(int, one.split("x"))) for one in (args[3] or "80x24,120x40").split(",")]
    use_language(args[4] or "de")
    for theme in themes:
        folder = Path(args[0])
        folder.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            asyncio.run(take(folder, names, (size[0], size[1]), theme))


if __name__ == "__main__":
    main()
