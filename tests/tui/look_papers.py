"""Pictures of archive, letterhead, texts and letters.

python -m tests.tui.look_papers FOLDER [scene,scene] [themes] [sizes] [language]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from kontor.base.i18n import use_language
from kontor.company.model import FirmChange
from kontor.company.service import change_firm
from tests.tui.firm import empty_store
from tests.tui.look import shoot
from tests.tui.own import session
from tests.tui.papers import some_papers

SCENES: dict[str, tuple[str, list[str]]] = {
    "archive": ("firm.documents", []),
    "archive-empty": ("firm.documents", ["slash", *"xyzzy"]),
    "document": ("firm.documents", ["enter"]),
    "document-old": ("firm.documents", ["end", "enter"]),
    "document-history": ("firm.documents", ["enter", "i"]),
    "papers": ("firm.papers", []),
    "papers-text": ("firm.papers", ["down", "down"]),
    "letterhead": ("firm.papers", ["e"]),
    "letterhead-logo": ("firm.papers", ["e", "f7"]),
    "wording": ("firm.papers", ["down", "down", "e"]),
    "letter": ("contacts.list", ["m"]),
    "letter-template": ("contacts.list", ["m", "f7"]),
    "letter-filled": ("contacts.list", ["m", "f7", "enter", "ctrl+s"]),
    "labels": ("contacts.list", ["E"]),
}


async def take(folder: Path, names: list[str], size: tuple[int, int], theme: str) -> None:
    """One picture for each scene."""
    for name in names:
        view, keys = SCENES[name]
        with tempfile.TemporaryDirectory() as home:
            store = empty_store(Path(home))
            firm = FirmChange(street="Handwerkerweg", house_number="12", postcode="48143",
                              city="Münster", owner="Petra Lindner", trade="Malerarbeiten",
                              phone="0251 4711-0", mail="buero@maler-lindner.example")  # fmt: skip
            store.run(change_firm, firm)
            some_papers(store)
            app: Any = session(store, theme=theme)
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause(0.3)
                app.open_view(f"view:{view}")
                await pilot.pause(0.6)
                for key in keys:
                    await pilot.press(key)
                    await pilot.pause(0.05 if len(key) == 1 and key not in "eim" else 0.4)
                await pilot.pause(1.0)
                print(shoot(app, folder / f"{name}-{size[0]}x{size[1]}"), flush=True)
            store.close()


def main() -> None:
    """Command line."""
    args = [*sys.argv[1:], *[""] * 5]
    names = args[1].split(",") if args[1] else list(SCENES)
    sizes = [tuple(map(int, one.split("x"))) for one in (args[3] or "80x24,120x40").split(",")]
    use_language(args[4] or "de")
    for theme in args[2].split(",") if args[2] else ["kontor-dark"]:
        target = Path(args[0]) / theme
        target.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            asyncio.run(take(target, names, (size[0], size[1]), theme))


if __name__ == "__main__":
    main()
