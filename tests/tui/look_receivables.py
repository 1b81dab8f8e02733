"""Pictures of instalments, limitation, risk and mandates over a small firm with debtors.

python -m tests.tui.look_receivables FOLDER [scene,scene] [themes] [sizes] [language]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from kontor.base.i18n import use_language
from tests.receivables.kit import firm
from tests.tui.debtors import TODAY, debtors
from tests.tui.look import shoot
from tests.tui.own import session

# view, keys; a name that ends with "empty" shows a firm without anything
SCENES: dict[str, tuple[str, list[str]]] = {
    "plans": ("sales.instalments", []),
    "plan": ("sales.instalments", ["enter"]),
    "agree": ("sales.instalments", ["n"]),
    "plans-empty": ("sales.instalments", []),
    "limitation": ("sales.limitation", []),
    "expiry": ("sales.limitation", ["enter"]),
    "note": ("sales.limitation", ["n"]),
    "court": ("sales.limitation", ["C"]),
    "interest": ("sales.limitation", ["down", "Z"]),
    "limitation-empty": ("sales.limitation", []),
    "risk": ("sales.risk", []),
    "debtor": ("sales.risk", ["enter"]),
    "debtor-end": ("sales.risk", ["enter", "end"]),
    "limit": ("sales.risk", ["e"]),
    "info": ("sales.risk", ["A"]),
    "lists": ("sales.risk", ["L"]),
    "expected": ("sales.risk", ["L", "e"]),
    "risk-empty": ("sales.risk", []),
    "mandates": ("books.mandates", []),
    "mandate": ("books.mandates", ["enter"]),
    "new-mandate": ("books.mandates", ["n"]),
    "debit": ("books.mandates", ["w"]),
    "periods": ("books.mandates", ["F"]),
    "mandates-empty": ("books.mandates", []),
    "rules": ("sales.reminders", ["T"]),
    "levels": ("sales.reminders", ["T", "s"]),
}


async def take(folder: Path, names: list[str], theme: str, size: tuple[int, int]) -> None:
    """Pictures of these scenes in one size."""
    for name in names:
        view, keys = SCENES[name]
        make = firm if name.endswith("empty") else debtors
        with tempfile.TemporaryDirectory() as place, make(Path(place)) as store:
            app = session(store, today=TODAY)
            async with app.run_test(size=size, notifications=True) as pilot:
                app.theme = theme
                app.open_view(f"view:{view}")
                await pilot.pause(0.6)
                for key in keys:
                    await pilot.press(key)
                    await pilot.pause(0.4)
                shoot(app, folder / f"{name}-{size[0]}x{size[1]}")


def main() -> None:
    """Command line."""
    args = [*sys.argv[1:], *[""] * 5]
    folder = Path(args[0])
    names = args[1].split(",") if args[1] else list(SCENES)
    sizes = [tuple(map(int, one.split("x"))) for one in (args[3] or "80x24,120x40").split(",")]
    use_language(args[4] or "de")
    for theme in args[2].split(",") if args[2] else ["kontor-dark"]:
        target = folder / theme
        target.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            asyncio.run(take(target, names, theme, (size[0], size[1])))


if __name__ == "__main__":
    main()
