"""Pictures of the receipts over the small real firm.

python -m tests.tui.look_receipts FOLDER [scene,scene] [themes] [sizes] [language]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from kontor.base.i18n import use_language
from kontor.receipts.model import BookInput
from kontor.receipts.service.booking import book
from kontor.receipts.service.importing import import_files
from kontor.store.store import Store
from tests.documents.einvoice.samples import REFERENCE, SAMPLES
from tests.receipts.photo import photo
from tests.tui.firm import firm_app, firm_store
from tests.tui.look import shoot

AT = datetime(2025, 3, 14, 8, 30, tzinfo=UTC)
SCENES: dict[str, list[str]] = {
    "receipts": [],
    "down": ["down", "down"],
    "book": ["b"],
    "ask": ["w"],
    "enter": ["e"],
    "photo": ["down", "e"],
    "photo-turned": ["down", "e", "f7"],
    "photo-larger": ["down", "e", "f3", "f3"],
    "paper": ["down", "down", "e"],
    "paper-turned": ["down", "down", "e", "f7", "f7"],
    "whole": ["enter", "a"],
    "sheet": ["enter"],
    "own": ["E"],
    "gaps": ["W"],
    "unbooked": ["g", "2", "c"],
    "compare": ["g", "2", "c", "down", "C"],
    "waive": ["W", "W"],
}


def with_receipts(folder: Path) -> Store:
    """The firm with bills, a double, a picture and one that is booked."""
    store = firm_store(folder)
    picture = folder / "IMG_20250312.png"
    picture.write_bytes(photo())
    names = ("std19.pdf", "mix_19_7-cii-en.xml", "mix_19_7-ubl-xr.xml", "p13b-cii-xr.xml",
             "gutschrift381.pdf")  # fmt: skip
    files = [REFERENCE / name for name in names]
    files += [SAMPLES / "valid" / "pdf" / "EN16931_Einfach.pdf", picture]
    files += [SAMPLES / "invalid" / "cii" / "invalidXRV30.xml"]
    taken = import_files(store, files, AT, official=False)
    data = BookInput(receipt=taken[0].receipt or 0, confirm=True, new_supplier=True)
    store.run(book, data)
    return store


async def take(folder: Path, names: list[str], theme: str, size: tuple[int, int]) -> None:
    """Pictures of these scenes in one size; each begins with the receipts."""
    for name in names:
        with tempfile.TemporaryDirectory() as place, with_receipts(Path(place)) as store:
            app = firm_app(store)
            async with app.run_test(size=size, notifications=True) as pilot:
                app.theme = theme
                app.open_view("view:books.receipts")
                await pilot.pause(0.4)
                await pilot.press(*SCENES[name])
                await pilot.pause(0.6)
                await app.workers.wait_for_complete()
                await pilot.pause(0.3)
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
