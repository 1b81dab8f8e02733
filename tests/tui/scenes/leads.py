"""Winning customers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui.leads_firm import full
from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "board": ("acquisition.board", []),
    "board-right": ("acquisition.board", ["right", "right", "right", "right"]),
    "leads": ("acquisition.leads", []),
    "follow": ("acquisition.follow", []),
    "lead": ("acquisition.board", ["right", "enter"]),
    "new": ("acquisition.board", ["n"]),
    "visit": ("acquisition.board", ["O"]),
    "lost": ("acquisition.board", ["X"]),
    "call": ("acquisition.follow", ["T"]),
    "menu": ("acquisition.board", ["full_stop"]),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with leads in every stage."""
    with office(place) as store:
        if not empty:
            full(store)
        yield Shown(session(store))
