"""Draws the pictures of the README from the demo firm: `python -m tests.tools.pictures [FOLDER]`.

With a folder every scene goes there in both languages, themes and sizes, to be looked at.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from kontor.base.i18n import use_language
from kontor.bootstrap import create_store, open_store
from kontor.desk.demo.write import write_demo
from kontor.store.store import Store
from kontor.tui.app import KontorApp
from kontor.tui.areas import areas
from kontor.tui.drafts import StoreDrafts
from kontor.tui.wiring import Wiring
from tests.tui.look import Shown, film

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / ".pictures"
END = date(2026, 11, 22)
SIZE = (110, 32)
SCENES: dict[str, tuple[str, tuple[str, ...]]] = {
    "heute": ("today.today", ()),
    "auftrag": ("sales.orders", ("down", "down", "down")),
    "beleg": ("books.receipts", ()),
    "mahnung": ("sales.reminders", ()),
    "ustva": ("books.vat", ("down", "i")),
    "bwa": ("figures.bwa", ("minus", "a")),
}


def make_app(store: Store, theme: str) -> Any:
    """The program on the demo firm, on its last day."""
    wiring = Wiring(
        store=store, areas=areas(), drafts=StoreDrafts(store), today=lambda: END,
        firm=lambda: "Malerbetrieb Lindner e.K.", folder=store.path.parent, theme=theme,
    )  # fmt: skip
    return KontorApp(wiring)


def draw(path: Path, folder: Path, scene: str, size: tuple[int, int], theme: str) -> Path:
    """One picture."""
    view, keys = SCENES[scene]
    with open_store(path) as store:
        return asyncio.run(film(Shown(make_app(store, theme)), view, keys, size, folder / scene))


def main(words: list[str]) -> None:
    """Write the demo firm and draw it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "demo-maler.kontor"
        with create_store(path) as store:
            write_demo(store, profile="maler", until=END, seed=1)
        if not words:
            for scene in SCENES:
                made = draw(path, PICTURES, scene, SIZE, "kontor-dark")
                sys.stdout.write(f"{made.relative_to(ROOT)}\n")
            return
        for language in ("de", "en"):
            use_language(language)
            for wide, high in ((80, 24), (120, 40)):
                for theme in ("kontor-dark", "kontor-light"):
                    folder = Path(words[0]) / f"{language}-{wide}x{high}-{theme[7:]}"
                    folder.mkdir(parents=True, exist_ok=True)
                    for scene in words[1:] or SCENES:
                        draw(path, folder, scene, (wide, high), theme)


if __name__ == "__main__":
    main(sys.argv[1:])
