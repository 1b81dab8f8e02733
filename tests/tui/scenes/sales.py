"""Quotes, orders and invoices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import full, office

SCENES: Scenes = {
    "quotes": ("sales.quotes", []),
    "orders": ("sales.orders", []),
    "invoices": ("sales.invoices", []),
    "paper": ("sales.invoices", ["down", "a"]),
    "new": ("sales.invoices", ["n"]),
    "lines": ("lines of quote", []),
    "line-edit": ("lines of quote", ["down", "enter"]),
    "line-new": ("lines of quote", ["down", "n", *"Fass"]),
    "line-formula": ("lines of quote", ["down", "n", *"Decke", "tab", *"2*(4,2+3,6)*2,55", "tab",
                                     *"m²", "tab", *"12,5"]),
    "order": ("order", []),
    "document": ("overdue", []),
    "document-paper": ("overdue", ["a"]),
    "issue": ("lines of draft", ["w"]),
    "missing": ("lines of inquiry", []),
    "answer": ("sent", ["w"]),
    "part": ("sent", ["w", "t"]),
    "work": ("order", ["w"]),
    "cost": ("lines of quote", ["down", "f9"]),
    "long": ("lines of quote", ["down", "f7"]),
    "more": ("lines of quote", ["down", "f4"]),
    "measure": ("order", ["M"]),
    "progress": ("order", ["L"]),
    "plan": ("order", ["Z"]),
    "terms": ("order", ["T"]),
    "bill": ("order", ["B"]),
    "addition": ("order", ["N"]),
    "credit": ("overdue", ["Q"]),
    "cancel": ("overdue", ["x"]),
    "files": ("overdue", ["E"]),
    "accept": ("order", ["w", "f"]),
    "notes": ("sales.notes", []),
    "warranties": ("sales.warranties", []),
    "rates": ("sales.rates", []),
    "rate": ("sales.rates", ["n"]),
    "send": ("overdue", ["m"]),
    "sending": ("overdue", ["m", "t"]),
    "end-sum": ("lines of quote", ["E"]),
    "order-end": ("order", ["x"]),
    "inquiry": ("inquiry", []),
    "inquiry-end": ("inquiry", ["x"]),
    "help": ("lines of quote", ["question_mark"]),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """An office with papers in every state; each can be a start, and the lines of each."""
    from kontor.tui.screens.sales.lines import LinesScreen

    with office(place) as store:
        ids = {} if empty else full(store)
        app = session(store)

        def lines(paper: int) -> None:
            app.open_view("view:sales.quotes")
            app.push_screen(LinesScreen(paper))

        papers = {name: partial(app.open_record, f"sales:{one}") for name, one in ids.items()}
        tables = {f"lines of {name}": partial(lines, one) for name, one in ids.items()}
        yield Shown(app, {**papers, **tables})
