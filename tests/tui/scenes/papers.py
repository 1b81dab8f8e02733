"""Archive, letterhead, texts and letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kontor.company.model import FirmChange
from kontor.company.service import change_firm
from tests.tui.firm import empty_store
from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.papers import some_papers

SCENES: Scenes = {
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


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with an address and some papers."""
    with empty_store(place) as store:
        if not empty:
            store.run(change_firm, FirmChange(
                street="Handwerkerweg", house_number="12", postcode="48143", city="Münster",
                owner="Petra Lindner", trade="Malerarbeiten", phone="0251 4711-0",
                mail="buero@maler-lindner.example",
            ))  # fmt: skip
            some_papers(store)
        yield Shown(session(store))
