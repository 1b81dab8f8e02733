"""A firm with a customer for tests of sales, and short ways to put documents into its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kontor.bootstrap import create_store
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.desk.start import CompanyInput, create_books
from kontor.ledger.model import inputs
from kontor.ledger.service.events import post_event
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind, State
from kontor.sales.model.tables import Position, SalesDocument
from kontor.sales.service.issuing import Issued, issue
from kontor.store.inputs import JSON
from kontor.store.store import Store

AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
FIRM: Mapping[str, Any] = {
    "name": "Malerbetrieb Lindner e.K.",
    "owner": "Jana Lindner",
    "street": "Farbweg",
    "house_number": "7",
    "postcode": "50667",
    "city": "Köln",
    "phone": "0221 5550100",
    "mail": "buero@maler-lindner.example",
    "started": "2026-01-01",
    "land": "NW",
    "tax_number": "215/5081/2389",
    "money_accounts": [
        {"name": "Sparkasse", "iban": "DE89 3704 0044 0532 0130 00"},
        {"name": "Kasse", "kind": "cash"},
    ],
}
CUSTOMER: Mapping[str, Any] = {
    "salutation": "Frau",
    "first_name": "Erika",
    "last_name": "Krüger",
    "roles": [{"role": "customer"}],
    "addresses": [
        {"street": "Fensterweg", "house_number": "3", "postcode": "50668", "city": "Köln"}
    ],
    "channels": [{"kind": "mail", "value": "krueger@kunde.example"}],
}


@contextmanager
def firm(path: Path, **changes: Any) -> Iterator[Store]:
    """A new file with the firm and its first customer (contact 1)."""
    data = CompanyInput.model_validate({**FIRM, **changes}, context=JSON)
    with create_store(path / "sales.kontor") as store:
        create_books(store, data, date(2026, 1, 1))
        store.run(create_contact, ContactInput.model_validate(CUSTOMER))
        yield store


def put(
    store: Store,
    positions: Sequence[Mapping[str, Any]],
    *,
    kind: DocumentKind = DocumentKind.INVOICE,
    invoice_kind: InvoiceKind | None = InvoiceKind.SINGLE,
    **values: Any,
) -> int:
    """A draft with these positions; returns its id."""
    values = {"day": date(2026, 3, 16), "contact": 1, "state": State.DRAFT, **values}
    if kind is not DocumentKind.INVOICE:
        invoice_kind = None
    else:
        values.setdefault("service_to", values["day"])
    with store.step("draft") as unit:
        document = unit.put(SalesDocument(kind=kind, invoice_kind=invoice_kind, **values)).key
        for pos, one in enumerate(positions, 1):
            unit.put(
                Position(
                    **{
                        "document": document,
                        "pos": pos,
                        "kind": PositionKind.NORMAL,
                        "quantity": 1000,
                        "unit": "m²",
                        **one,
                    }
                )
            )
    return document


def issued(store: Store, document: int, day: date = date(2026, 3, 16)) -> Issued:
    """Issue a draft."""
    return issue(store, document, day, AT)


def pay(store: Store, number: str, cents: int, day: date, **more: Any) -> None:
    """Money of the customer on an invoice."""
    settles = [inputs.Settles(item=number, amount=cents, **more)]
    store.run(post_event, inputs.Payment(day=day, amount=cents, settles=settles))


def ask(store: Store, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a plain question."""
    with store.read() as con:
        return [tuple(row) for row in con.execute(sql, values).fetchall()]
