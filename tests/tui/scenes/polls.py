"""Finding a date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.polls_firm import full
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "list": ("calendar.polls", []),
    "sheet": ("calendar.polls", ["enter"]),
    "wide": ("calendar.polls", ["down", "enter", *["right"] * 9]),
    "fixed": ("calendar.polls", ["down", "down", "down", "enter"]),
    "why": ("calendar.polls", ["enter", "right", "i"]),
    "drop": ("calendar.polls", ["enter", "x"]),
    "final": ("calendar.polls", ["enter", "F"]),
    "form": ("calendar.polls", ["n"]),
    "times": ("calendar.polls", ["enter", "T"]),
    "mails": ("calendar.polls", ["enter", "m"]),
    "again": ("calendar.polls", ["enter", "A"]),
    "said": ("calendar.polls", ["enter", "P", *"1 ja, 2 nein, 5 notfalls, 9 ja"]),
    "menu": ("calendar.polls", ["enter", "full_stop"]),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with polls in every state."""
    with office(place) as store:
        if not empty:
            full(store)
        yield Shown(session(store))
