"""Receipts over the small real firm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kontor.receipts.model import BookInput
from kontor.receipts.service.booking import book
from kontor.receipts.service.importing import import_files
from kontor.store.store import Store
from tests.documents.einvoice.samples import REFERENCE, SAMPLES
from tests.receipts.photo import photo
from tests.tui.firm import empty_store, firm_app, firm_store
from tests.tui.look import Scenes, Shown

AT = datetime(2025, 3, 14, 8, 30, tzinfo=UTC)
SCENES: Scenes = {
    "receipts": ("books.receipts", []),
    "down": ("books.receipts", ["down", "down"]),
    "book": ("books.receipts", ["b"]),
    "ask": ("books.receipts", ["w"]),
    "enter": ("books.receipts", ["e"]),
    "photo": ("books.receipts", ["down", "e"]),
    "photo-turned": ("books.receipts", ["down", "e", "f7"]),
    "photo-larger": ("books.receipts", ["down", "e", "f3", "f3"]),
    "paper": ("books.receipts", ["down", "down", "e"]),
    "paper-turned": ("books.receipts", ["down", "down", "e", "f7", "f7"]),
    "whole": ("books.receipts", ["enter", "a"]),
    "sheet": ("books.receipts", ["enter"]),
    "own": ("books.receipts", ["E"]),
    "gaps": ("books.receipts", ["W"]),
    "unbooked": ("books.unbooked", []),
    "compare": ("books.unbooked", ["down", "C"]),
    "waive": ("books.receipts", ["W", "W"]),
}


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """The firm with bills, a double, a picture and one that is booked."""
    with (empty_store if empty else firm_store)(place) as store:
        if not empty:
            add_receipts(store, place)
        yield Shown(firm_app(store))


def add_receipts(store: Store, folder: Path) -> None:
    """Files as suppliers send them; the first is booked."""
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
