"""Maintenance contracts: the list, one of them, who is due, the preview of the run, forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui.contracts_firm import contracts
from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "contracts": ("tickets.contracts", []),
    "contract": ("tickets.contracts", ["enter"]),
    "contract-new": ("tickets.contracts", ["n"]),
    "contract-price": ("tickets.contracts", ["P"]),
    "due": ("tickets.due", []),
    "run": ("tickets.due", ["w"]),
    "run-ask": ("tickets.due", ["w", "w"]),
    "run-how": ("tickets.due", ["w", "H"]),
    "contract-device": ("tickets.devices", ["enter"]),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with contracts in every state."""
    with office(place) as store:
        if not empty:
            contracts(store)
        yield Shown(session(store))
