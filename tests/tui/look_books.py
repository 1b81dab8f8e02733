"""Pictures of the books and figures over the small real firm.

python -m tests.tui.look_books FOLDER [scene,scene] [themes] [sizes] [language]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from kontor.base.i18n import use_language
from tests.tui.firm import empty_store, firm_app, firm_store
from tests.tui.look import shoot

VIEWS = (
    "books.journal",
    "books.accounts",
    "books.bank",
    "books.statement",
    "books.items",
    "books.vat",
    "books.euer",
    "books.recap",
    "books.filings",
    "figures.bwa",
    "figures.profit",
    "figures.balance",
    "figures.trial",
    "figures.money",
    "figures.months",
)
SCENES: dict[str, tuple[str, list[str]]] = {
    view.replace(".", "-"): (view, []) for view in VIEWS
} | {
    "entry": ("books.journal", ["enter"]),
    "history": ("books.journal", ["i"]),
    "new-menu": ("books.journal", ["n"]),
    "fast": (
        "books.journal",
        [
            "b",
            *"68,50",
            "tab",
            *"4530",
            "tab",
            *"1000",
            "tab",
            "tab",
            *"TK-1",
            "tab",
            "tab",
            *"Tanken",
        ],
    ),
    "fast-proposal": ("books.journal", ["b", *"119", "tab", *"miet"]),
    "fast-fault": ("books.journal", ["b", *"119", "tab", *"xyzzy", "tab"]),
    "bill-form": ("books.journal", ["n", *"bill", "enter"]),
    "edit-form": ("books.journal", ["e"]),
    "sheet": ("books.accounts", ["down", "enter"]),
    "item": ("books.items", ["enter"]),
    "payment": ("books.items", ["w"]),
    "ageing": ("books.items", ["a"]),
    "ageing-picture": ("books.items", ["a", "a"]),
    "items-suppliers": ("books.items", ["comma"]),
    "vat-drill": ("books.vat", ["down", "enter"]),
    "vat-explain": ("books.vat", ["down", "i"]),
    "vat-copy": ("books.vat", ["Y", "enter"]),
    "vat-file": ("books.vat", ["w"]),
    "vat-picture": ("books.vat", ["a"]),
    "euer-picture": ("books.euer", ["a"]),
    "euer-explain": ("books.euer", ["down", "i"]),
    "bwa-picture": ("figures.bwa", ["a"]),
    "money-picture": ("figures.money", ["a"]),
    "months-picture": ("figures.months", ["a"]),
    "balance-picture": ("figures.balance", ["a"]),
    "bank-form": ("books.bank", ["e"]),
    "bank-list": ("books.bank", ["l"]),
    "account-form": ("books.accounts", ["down", "n"]),
    "help": ("books.journal", ["question_mark"]),
}


async def take(folder: Path, names: list[str], size: tuple[int, int], theme: str) -> None:
    """One picture for each scene."""
    for name in names:
        view, keys = SCENES[name]
        with tempfile.TemporaryDirectory() as home:
            store = (empty_store if folder.name == "empty" else firm_store)(Path(home))
            app: Any = firm_app(store, theme=theme)
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause(0.3)
                app.open_view(f"view:{view}")
                await pilot.pause(0.7)
                for key in keys:
                    await pilot.press(key)
                    if key in {"enter", "a", "i", "w", "e", "n", "comma", "Y", "l"}:
                        await pilot.pause(0.35)
                await pilot.pause(0.5)
                print(shoot(app, folder / f"{name}-{size[0]}x{size[1]}"), flush=True)
            store.close()


def main() -> None:
    """Command line."""
    args = [*sys.argv[1:], *[""] * 5]
    folder = Path(args[0])
    names = args[1].split(",") if args[1] else list(SCENES)
    themes = args[2].split(",") if args[2] else ["kontor-dark"]
    sizes = [tuple(map(int, one.split("x"))) for one in (args[3] or "80x24,120x40").split(",")]
    use_language(args[4] or "de")
    for theme in themes:
        target = folder / ("empty" if folder.name == "empty" else theme)
        theme = "kontor-dark" if folder.name == "empty" else theme
        target.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            asyncio.run(take(target, names, (size[0], size[1]), theme))


if __name__ == "__main__":
    main()
