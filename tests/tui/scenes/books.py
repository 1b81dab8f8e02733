"""Books and figures over the small real firm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from kontor.ledger.model.deductions import NewDeduction
from kontor.ledger.model.inputs import AnyEvent, NewAsset
from kontor.ledger.model.templates import NewTemplate
from kontor.ledger.service.assets import new_asset
from kontor.ledger.service.deductions import claim_deduction, use_deduction
from kontor.ledger.service.templates import save_template
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.tui.firm import empty_store, firm_app, firm_store
from tests.tui.look import Scenes, Shown

VIEWS = (
    "books.templates", "books.assets", "books.investment", "books.closing", "books.journal",
    "books.accounts", "books.bank", "books.statement", "books.items", "books.vat", "books.euer",
    "books.recap", "books.filings", "figures.bwa", "figures.profit", "figures.balance",
    "figures.trial", "figures.money", "figures.months",
)  # fmt: skip
SCENES: Scenes = {
    view.replace(".", "-"): (view, []) for view in VIEWS
} | {
    "entry": ("books.journal", ["enter"]),
    "history": ("books.journal", ["i"]),
    "new-menu": ("books.journal", ["n"]),
    "fast": ("books.journal", ["b", *"68,50", "tab", *"4530", "tab", *"1000", "tab", "tab",
                               *"TK-1", "tab", "tab", *"Tanken"]),
    "fast-proposal": ("books.journal", ["b", *"119", "tab", *"miet"]),
    "fast-fault": ("books.journal", ["b", *"119", "tab", *"xyzzy", "tab"]),
    "bill-form": ("books.journal", ["n", *"bill", "enter"]),
    "edit-form": ("books.journal", ["e"]),
    "sheet": ("books.accounts", ["down", "enter"]),
    "item": ("books.items", ["enter"]),
    "payment": ("books.items", ["w"]),
    "ageing": ("books.items", ["a"]),
    "ageing-picture": ("books.items", ["a", "a"]),
    "items-suppliers": ("books.items", ["comma"]),
    "vat-drill": ("books.vat", ["down", "enter"]),
    "vat-explain": ("books.vat", ["down", "i"]),
    "vat-copy": ("books.vat", ["Y", "enter"]),
    "vat-file": ("books.vat", ["w"]),
    "vat-picture": ("books.vat", ["a"]),
    "euer-picture": ("books.euer", ["a"]),
    "euer-explain": ("books.euer", ["down", "i"]),
    "bwa-picture": ("figures.bwa", ["a"]),
    "money-picture": ("figures.money", ["a"]),
    "months-picture": ("figures.months", ["a"]),
    "balance-picture": ("figures.balance", ["a"]),
    "bank-form": ("books.bank", ["e"]),
    "bank-list": ("books.bank", ["l"]),
    "account-form": ("books.accounts", ["down", "n"]),
    "asset": ("books.assets", ["enter"]),
    "asset-form": ("books.assets", ["n"]),
    "asset-full": ("books.assets", ["n", "f9"]),
    "asset-run": ("books.assets", ["b"]),
    "investment-claim": ("books.investment", ["n", "tab", *"12000"]),
    "investment-return": ("books.investment", ["x"]),
    "investment-one": ("books.investment", ["enter"]),
    "investment-use": ("books.assets", ["end", "D"]),
    "investment-asset": ("books.assets", ["end", "enter"]),
    "disposal": ("books.assets", ["x"]),
    "template": ("books.templates", ["enter"]),
    "template-form": ("books.templates", ["n", "enter"]),
    "template-edit": ("books.templates", ["e"]),
    "template-end": ("books.templates", ["x"]),
    "checklist": ("books.closing", ["down", "enter"]),
    "paperless": ("books.closing", ["down", "enter", "down", "enter"]),
    "close": ("books.closing", ["down", "down", "down", "L"]),
    "entry-form": ("books.journal", ["n", *"frei", "enter"]),
    "bill-full": ("books.journal", ["n", *"eingangsre", "enter", "f9"]),
    "opening-item": ("books.journal", ["n", *"übernommen", "enter"]),
    "filed-return": ("books.journal", ["n", *"frühere", "enter"]),
    "help": ("books.journal", ["question_mark"]),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A year of a firm with templates and deductions, or empty books."""
    with (empty_store if empty else firm_store)(place) as store:
        if not empty:
            add_templates(store)
            add_deductions(store)
        yield Shown(firm_app(store))


def add_templates(store: Store) -> None:
    """Rent that waits, leasing that ended, a template by hand."""
    rent = {"kind": "purchase", "day": "2025-01-03", "money": "bank", "text": "Miete {month}",
            "document": "MV-{month}",
            "lines": [{"account": "4210", "gross": "1190.00"}]}  # fmt: skip
    old = {**rent, "text": "Leasing", "lines": [{"account": "4570", "gross": "357.00"}]}
    for name, event, more in (
        ("Miete Werkstatt", rent, {"every_months": 1, "starts": date(2025, 1, 3)}),
        ("Leasing Sprinter", old,
         {"every_months": 3, "starts": date(2024, 1, 3), "ends": date(2024, 12, 31)}),
        ("Kopierpapier", {**rent, "text": "Papier"}, {}),
    ):  # fmt: skip
        event_model = TypeAdapter(AnyEvent).validate_json(json.dumps(event), context=JSON)
        store.run(save_template, NewTemplate(name=name, event=event_model, **more))  # type: ignore[arg-type]


def add_deductions(store: Store) -> None:
    """Claims of three years, one used for a compressor."""
    for year, cents, note in ((2021, 400_000, ""), (2023, 800_000, "Gerüst"), (2024, 900_000, "")):
        day = date(year, 12, 31)
        store.run(claim_deduction, NewDeduction(year=year, amount=cents, day=day, note=note))
    for number, name, cost in (("AN-007", "Gerüst", 600_000), ("AN-008", "Kompressor", 480_000)):
        store.run(new_asset, NewAsset(day=date(2025, 2, 3), number=number, name=name,
                                      account="0400", cost=cost, months=96))  # fmt: skip
    store.run(use_deduction, "AN-007", date(2025, 3, 16), amount=300_000)
