"""What is looked after for a customer: file, case, device, invoice, contract, own IT."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.tui.care_firm import care
from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "customer": ("customer", []),
    "customer-row": ("customer", ["down"] * 14),
    "customer-list": ("contacts.list", []),
    "case": ("case", ["down", "down"]),
    "case-belongs": ("case", ["H"]),
    "device": ("device", []),
    "device-row": ("device", ["down"] * 5),
    "invoice": ("invoice", ["down"] * 3),
    "contract": ("contract", ["down"]),
    "item": ("item", ["down"]),
    "call": ("call", []),
    "devices": ("tickets.devices", []),
    "device-new": ("tickets.devices", ["n"]),
    "devices-empty": ("tickets.devices", []),
    "cases-empty": ("tickets.cases", []),
    "calls": ("tickets.calls", []),
    "calls-empty": ("tickets.calls", []),
    "texts": ("tickets.texts", ["down", "down"]),
    "text-edit": ("tickets.texts", ["down", "e"]),
    "text-new": ("tickets.texts", ["n"]),
    "text-placeholder": ("tickets.texts", ["n", "f7"]),
}  # fmt: skip
_REFS = {
    "customer": "contacts:{}", "case": "tickets:{}", "device": "contacts:device/{}",
    "invoice": "sales:{}", "contract": "tickets:contract/{}", "item": "tickets:it/{}",
    "call": "contacts:call/{}",
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A customer with everything that is looked after."""
    with office(place) as store:
        found = {} if empty else care(store)
        app = session(store)
        starts = {
            name: partial(app.open_record, ref.format(found[name]))
            for name, ref in _REFS.items() if name in found
        }  # fmt: skip
        yield Shown(app, starts)
