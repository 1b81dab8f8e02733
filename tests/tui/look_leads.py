"""Pictures of winning customers.

python -m tests.tui.look_leads FOLDER [scene,scene] [themes] [sizes] [language]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from kontor.base.i18n import use_language
from tests.tui.leads_firm import full
from tests.tui.look import shoot
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: dict[str, tuple[str, list[str]]] = {
    "board": ("view:acquisition.board", []),
    "board-right": ("view:acquisition.board", ["right", "right", "right", "right"]),
    "leads": ("view:acquisition.leads", []),
    "follow": ("view:acquisition.follow", []),
    "lead": ("view:acquisition.board", ["right", "enter"]),
    "new": ("view:acquisition.board", ["n"]),
    "visit": ("view:acquisition.board", ["O"]),
    "lost": ("view:acquisition.board", ["X"]),
    "call": ("view:acquisition.follow", ["T"]),
    "menu": ("view:acquisition.board", ["full_stop"]),
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
                await pilot.pause(0.3)
                app.open_view(target)
                await pilot.pause(0.8)
                for key in keys:
                    await pilot.press(key)
                    if len(key) > 1 or key.isupper() or len(keys) < 3:
                        await pilot.pause(0.35)
                await pilot.pause(0.5)
                print(shoot(app, folder / f"{name}-{size[0]}x{size[1]}"), flush=True)


def main() -> None:
    """Command line."""
    args = [*sys.argv[1:], *[""] * 5]
    names = args[1].split(",") if args[1] else list(SCENES)
    themes = args[2].split(",") if args[2] else ["kontor-dark"]
    sizes = [tuple(map(int, one.split("x"))) for one in (args[3] or "80x24,120x40").split(",")]
    use_language(args[4] or "de")
    for theme in themes:
        empty = Path(args[0]).name == "empty"
        target = Path(args[0]) if empty else Path(args[0]) / theme
        target.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            asyncio.run(take(target, names, (size[0], size[1]), theme))


if __name__ == "__main__":
    main()
