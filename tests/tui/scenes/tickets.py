"""Cases, calls and devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import full, office
from tests.tui.tickets_firm import NUMBER, cases, own_it, protocol

_CALL = ["f2", *NUMBER.replace(" ", ""), "enter", *"Fenster klemmt", "enter", "m"]
_NASTY = [
    "f2", *"+49 (0) 221 555-0171", "enter", *"[red]Tür[/] 🔧 \u05e9\u05dc\u05d5\u05dd",
    "tab", "tab", "tab", "tab", *("sehr langer Text ohne Ende " * 12),
]  # fmt: skip
SCENES: Scenes = {
    "call": ("sales.invoices", _CALL),
    "call-name": ("sales.invoices", ["f2", *"ohm"]),
    "cases": ("tickets.cases", []),
    "case": ("tickets.cases", ["enter"]),
    "case-new": ("tickets.cases", ["n"]),
    "figures": ("tickets.figures", []),
    "figures-picture": ("tickets.figures", ["a"]),
    "protocol-choose": ("tickets.cases", ["Q"]),
    "protocol-new": ("tickets.cases", [
        "Q", *"heizung", "enter", "i", "enter", *"1,5", "enter", *"3", "enter",
    ]),
    "protocol-sign": ("tickets.protocols", ["w"]),
    "protocols": ("tickets.protocols", []),
    "protocol": ("tickets.protocols", ["enter"]),
    "checklists": ("tickets.checklists", []),
    "checklist-edit": ("tickets.checklists", ["e"]),
    "levels": ("tickets.levels", []),
    "level-edit": ("tickets.levels", ["down", "e"]),
    "it": ("tickets.own_it", []),
    "it-sheet": ("tickets.own_it", ["enter"]),
    "it-new": ("tickets.own_it", ["n"]),
    "it-done": ("tickets.own_it", ["w"]),
    "it-plan": ("tickets.own_it", ["P"]),
    "call-new": ("sales.invoices", ["f2"]),
    "call-begun": ("sales.invoices", [
        "f2", *"Frau Ohm", "enter", *"Backstube", "escape", "k", "f2",
    ]),
    "call-visit": ("sales.invoices", [*_CALL, "f3"]),
    "call-nasty": ("sales.invoices", _NASTY),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with cases in every state."""
    with office(place) as store:
        if not empty:
            full(store)
            found = cases(store)
            protocol(store, found["solved"], sign=True)
            protocol(store, found["new"])
            own_it(store)
        yield Shown(session(store))
