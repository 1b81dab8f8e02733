"""Campaigns and sources."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui import campaigns_firm
from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "campaigns": ("acquisition.campaigns", []),
    "new": ("acquisition.campaigns", ["n"]),
    "change": ("acquisition.campaigns", ["e"]),
    "members": ("acquisition.campaigns", ["enter"]),
    "whom": ("acquisition.campaigns", ["Z"]),
    "targets": ("acquisition.campaigns", ["Z", "enter"]),
    "preview": ("acquisition.campaigns", ["w"]),
    "letter": ("acquisition.campaigns", ["w", "enter"]),
    "send": ("acquisition.campaigns", ["w", "w"]),
    "sources": ("acquisition.sources", []),
    "source": ("acquisition.sources", ["n"]),
    "referrals": ("contacts.referrals", []),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with a letter to last year's customers."""
    with office(place) as store:
        if not empty:
            campaigns_firm.people(store)
            campaigns_firm.full(store)
        yield Shown(session(store))
