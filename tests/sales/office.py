"""Short words for the tests of sales: a firm with customers, documents from JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from sqlite3 import Connection
from typing import Any

from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.sales.model.inputs import (
    AcceptQuote,
    DocumentInput,
    MeasurementInput,
    NoteInput,
    WageRateInput,
)
from kontor.sales.queries import documents as queries
from kontor.sales.service import orders, quotes, wages
from kontor.store.inputs import JSON
from kontor.store.store import Store

DAY = date(2026, 3, 16)
POSITIONS: list[dict[str, Any]] = [
    {"short": "Fassade streichen", "quantity": "120", "unit": "m²", "price": "18.57"},
    {"short": "Gerüst", "quantity": "150", "unit": "m²", "price": "9.84"},
]  # 2,228.40 + 1,476.00 = 3,704.40


class Office:
    """A firm at work: use cases run in steps, questions are asked in short transactions."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def do(self, case: Any, *args: Any, **more: Any) -> Any:
        """Run a use case; its value."""
        return self.store.run(case, *args, **more).value

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A short read transaction."""
        with self.store.read() as con:
            yield con

    def ask(self, question: Any, *args: Any, **more: Any) -> Any:
        """The answer of one query."""
        with self.store.read() as con:
            return question(con, *args, **more)

    def document(self, key: int) -> queries.Document:
        """A document with its sums."""
        found: queries.Document = self.ask(queries.document, key)
        return found

    def state(self, key: int) -> str:
        """Where a document stands."""
        return str(self.ask(queries.head, key).state)

    def sql(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of plain SQL."""
        with self.store.read() as con:
            return [tuple(row) for row in con.execute(text, values).fetchall()]

    # -- shortcuts -------------------------------------------------------------------------------

    def customer(self, name: str, kind: str = "person", **more: Any) -> int:
        """A new customer."""
        data = {"name": name, "kind": kind, "roles": [{"role": "customer"}], **more}
        key: int = self.do(create_contact, ContactInput.model_validate(data))
        return key

    def quote(self, positions: Any = None, *, day: date = DAY, **more: Any) -> int:
        """A draft of a quote for Krüger."""
        key: int = self.do(quotes.new_quote, document(positions, **more), day)
        return key

    def sent(self, positions: Any = None, *, day: date = DAY, **more: Any) -> int:
        """A sent quote."""
        key = self.quote(positions, day=day, **more)
        self.do(quotes.send_quote, key, day)
        return key

    def order(self, positions: Any = None, *, day: date = DAY, **more: Any) -> int:
        """A confirmed order."""
        key = self.do(
            quotes.accept_quote, self.sent(positions, day=day, **more), AcceptQuote(day=day)
        )
        self.do(orders.confirm_order, key, day)
        return int(key)

    def begun(self, positions: Any = None, **more: Any) -> int:
        """An order on which work has begun."""
        key = self.order(positions, **more)
        self.do(orders.begin_order, key, DAY)
        return key

    def wage(self, price: str = "58.50", cost: str = "36.77") -> None:
        """The rate of a journeyman."""
        data = {"name": "Geselle", "valid_from": "2026-01-01", "price": price, "cost": cost}
        self.do(wages.set_wage_rate, WageRateInput.model_validate(data, context=JSON))


def document(positions: Any = None, **more: Any) -> DocumentInput:
    """The input of a document as somebody writes it by hand."""
    data = {"contact": "Krüger", "positions": POSITIONS if positions is None else positions, **more}
    return DocumentInput.model_validate(data, context=JSON)


def note(positions: Any, **more: Any) -> NoteInput:
    """The input of a delivery or time note."""
    return NoteInput.model_validate(
        {"day": DAY.isoformat(), "positions": positions, **more}, context=JSON
    )


def sheet(lines: Any, **more: Any) -> MeasurementInput:
    """The input of a measurement."""
    return MeasurementInput.model_validate(
        {"day": DAY.isoformat(), "lines": lines, **more}, context=JSON
    )
