"""Instalments, limitation, risk and mandates over a small firm with debtors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.receivables import kit
from tests.tui.debtors import TODAY, debtors
from tests.tui.look import Scenes, Shown
from tests.tui.own import session

SCENES: Scenes = {
    "plans": ("sales.instalments", []),
    "plan": ("sales.instalments", ["enter"]),
    "agree": ("sales.instalments", ["n"]),
    "plans-empty": ("sales.instalments", []),
    "limitation": ("sales.limitation", []),
    "expiry": ("sales.limitation", ["enter"]),
    "note": ("sales.limitation", ["n"]),
    "court": ("sales.limitation", ["C"]),
    "interest": ("sales.limitation", ["down", "Z"]),
    "limitation-empty": ("sales.limitation", []),
    "risk": ("sales.risk", []),
    "debtor": ("sales.risk", ["enter"]),
    "debtor-end": ("sales.risk", ["enter", "end"]),
    "limit": ("sales.risk", ["e"]),
    "info": ("sales.risk", ["A"]),
    "lists": ("sales.risk", ["L"]),
    "expected": ("sales.risk", ["L", "e"]),
    "spread": ("sales.risk", ["V"]),
    "spread-shown": ("sales.risk", ["V", *"1900 RE", "enter"]),
    "pay-terms": ("contacts.list", ["enter", "Z"]),
    "risk-empty": ("sales.risk", []),
    "mandates": ("books.mandates", []),
    "mandate": ("books.mandates", ["enter"]),
    "new-mandate": ("books.mandates", ["n"]),
    "debit": ("books.mandates", ["w"]),
    "periods": ("books.mandates", ["F"]),
    "mandates-empty": ("books.mandates", []),
    "rules": ("sales.reminders", ["T"]),
    "levels": ("sales.reminders", ["T", "s"]),
}


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """Debtors of every kind, or nobody."""
    with (kit.firm if empty else debtors)(place) as store:
        yield Shown(session(store, today=TODAY))
