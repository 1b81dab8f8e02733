"""Pictures of quotes, orders and invoices.

python -m tests.tui.look_sales FOLDER [scene,scene] [themes] [sizes] [language]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from kontor.base.i18n import use_language
from tests.tui.look import shoot
from tests.tui.own import session
from tests.tui.sales_firm import full, office

SCENES: dict[str, tuple[str, list[str]]] = {
    "quotes": ("view:sales.quotes", []),
    "orders": ("view:sales.orders", []),
    "invoices": ("view:sales.invoices", []),
    "paper": ("view:sales.invoices", ["down", "a"]),
    "new": ("view:sales.invoices", ["n"]),
    "lines": ("lines:quote", []),
    "line-edit": ("lines:quote", ["down", "enter"]),
    "line-new": ("lines:quote", ["down", "n", *"Fass"]),
    "line-formula": ("lines:quote", ["down", "n", *"Decke", "tab", *"2*(4,2+3,6)*2,55", "tab",
                                     *"m²", "tab", *"12,5"]),
    "order": ("sales:order", []),
    "document": ("sales:overdue", []),
    "document-paper": ("sales:overdue", ["a"]),
    "issue": ("lines:draft", ["w"]),
    "missing": ("lines:inquiry", []),
    "answer": ("sales:sent", ["w"]),
    "part": ("sales:sent", ["w", "t"]),
    "work": ("sales:order", ["w"]),
    "cost": ("lines:quote", ["down", "f9"]),
    "long": ("lines:quote", ["down", "f7"]),
    "more": ("lines:quote", ["down", "f4"]),
    "measure": ("sales:order", ["M"]),
    "progress": ("sales:order", ["L"]),
    "plan": ("sales:order", ["Z"]),
    "terms": ("sales:order", ["T"]),
    "bill": ("sales:order", ["B"]),
    "addition": ("sales:order", ["N"]),
    "credit": ("sales:overdue", ["Q"]),
    "cancel": ("sales:overdue", ["x"]),
    "files": ("sales:overdue", ["E"]),
    "accept": ("sales:order", ["w", "f"]),
    "notes": ("view:sales.notes", []),
    "warranties": ("view:sales.warranties", []),
    "rates": ("view:sales.rates", []),
    "rate": ("view:sales.rates", ["n"]),
    "send": ("sales:overdue", ["m"]),
    "sending": ("sales:overdue", ["m", "t"]),
    "end-sum": ("lines:quote", ["E"]),
    "order-end": ("sales:order", ["x"]),
    "inquiry": ("sales:inquiry", []),
    "inquiry-end": ("sales:inquiry", ["x"]),
    "help": ("lines:quote", ["question_mark"]),
}  # fmt: skip


async def take(folder: Path, names: list[str], size: tuple[int, int], theme: str) -> None:
    """One picture for each scene."""
    for name in names:
        target, keys = SCENES[name]
        with tempfile.TemporaryDirectory() as home, office(Path(home)) as store:
            ids = {} if folder.name == "empty" else full(store)
            app: Any = session(store, theme=theme)
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause(0.3)
                kind, _colon, rest = target.partition(":")
                app.open_view(target if kind == "view" else "view:sales.quotes")
                await pilot.pause(0.4)
                if kind == "lines" and rest in ids:
                    from kontor.tui.screens.sales.lines import LinesScreen

                    app.push_screen(LinesScreen(ids[rest]))
                elif kind == "sales" and rest in ids:
                    app.open_record(f"sales:{ids[rest]}")
                await pilot.pause(0.5)
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
