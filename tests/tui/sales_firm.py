"""A small firm with quotes, orders and invoices for the tests and pictures of the area."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kontor.bootstrap import create_store
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.desk.start import CompanyInput, create_books
from kontor.sales.kinds import InvoiceKind
from kontor.sales.model.billing import BillInput
from kontor.sales.model.inputs import (
    AcceptQuote,
    DocumentInput,
    PlanInput,
    ProgressInput,
    WageRateInput,
)
from kontor.sales.service import billing, drafts, inquiries, orders, quotes, wages
from kontor.sales.service.issuing import issue
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.sales.kit import FIRM

TODAY = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
CUSTOMER: dict[str, Any] = {
    "salutation": "Frau", "first_name": "Erika", "last_name": "Krüger",
    "roles": [{"role": "customer"}],
    "addresses": [
        {"street": "Fensterweg", "house_number": "3", "postcode": "50668", "city": "Köln"}
    ],
}  # fmt: skip
FACADE: list[dict[str, Any]] = [
    {"kind": "title", "short": "Gerüst", "positions": [
        {"short": "Fassadengerüst auf- und abbauen", "quantity": "150", "unit": "m²",
         "price": "9.84", "long": "Gerüst nach DIN EN 12811, Standzeit bis vier Wochen."},
    ]},
    {"kind": "title", "short": "Anstrich", "positions": [
        {"short": "Fassade streichen, zweimal", "formula": "2*(4,20+3,60)*7,5+3", "unit": "m²",
         "price": "18.57"},
        {"kind": "alternative", "short": "Silikatfarbe statt Dispersion", "quantity": "120",
         "unit": "m²", "price": "24.10", "choice": 1},
        {"kind": "lump", "short": "Sockel ausbessern", "quantity": "1", "unit": "psch",
         "price": "480"},
    ]},
]  # fmt: skip
FACADE[1]["positions"][0]["choice"] = 1


@contextmanager
def office(folder: Path) -> Iterator[Store]:
    """A new file with a firm that has everything an invoice needs."""
    data = CompanyInput.model_validate(FIRM, context=JSON)
    with create_store(folder / "office.kontor") as store:
        create_books(store, data, date(2026, 1, 1))
        yield store


def customer(store: Store, **more: Any) -> int:
    """A customer with an address."""
    data = ContactInput.model_validate({**CUSTOMER, **more})
    return int(store.run(create_contact, data).value)


def document(contact: int, positions: Any = None, **more: Any) -> DocumentInput:
    """The input of a document."""
    data = {
        "contact": f"contacts:{contact}", "subject": "Fassade streichen",
        "positions": FACADE if positions is None else positions, **more,
    }  # fmt: skip
    return DocumentInput.model_validate(data, context=JSON)


def invoice(store: Store, contact: int, positions: Any = None, **more: Any) -> int:
    """The draft of an invoice."""
    more = {"service_to": "2026-03-13", **more}
    given = [{"short": "Malerarbeiten", "quantity": "10", "unit": "h", "price": "58.50"}]
    data = document(contact, given if positions is None else positions, **more)
    return int(store.run(drafts.new_invoice, data, TODAY).value)


def order(store: Store, contact: int, **more: Any) -> int:
    """A confirmed order that came of a quote."""
    key = store.run(quotes.new_quote, document(contact, **more), TODAY).value
    issue(store, key, TODAY, AT)
    found = store.run(quotes.accept_quote, key, AcceptQuote(day=TODAY)).value
    issue(store, found, TODAY, AT)
    return int(found)


def full(store: Store) -> dict[str, int]:
    """A firm at work: something in every state."""
    kruger = customer(store)
    ohm = customer(store, last_name="Ohm", first_name="Jan", salutation="Herr")
    nord = int(store.run(create_contact, ContactInput.model_validate({
        "kind": "firm", "name": "Hausverwaltung Nord GmbH", "roles": [{"role": "customer"}],
        "addresses": [{"street": "Nordring", "house_number": "12", "postcode": "50733",
                       "city": "Köln"}],
    })).value)  # fmt: skip
    wage = {"name": "Geselle", "valid_from": "2026-01-01", "price": "58.50", "cost": "36.77"}
    store.run(wages.set_wage_rate, WageRateInput.model_validate(wage, context=JSON))
    found = {"customer": kruger}
    enquiry = document(ohm, [], subject="Treppenhaus streichen")
    found["inquiry"] = store.run(inquiries.new_inquiry, enquiry, TODAY).value
    found["quote"] = store.run(quotes.new_quote, document(kruger), TODAY).value
    late = store.run(quotes.new_quote, document(ohm, subject="Küche tapezieren"), TODAY).value
    issue(store, late, date(2026, 3, 2), AT)
    found["sent"] = late
    job = order(store, nord, subject="12 Wohnungen streichen")
    found["order"] = job
    store.run(orders.set_plan, job, [
        PlanInput(text="bei Beginn", rate=3000), PlanInput(text="nach dem Gerüst", rate=3000),
    ])  # fmt: skip
    store.run(orders.begin_order, job, TODAY, "Notfall")
    half = [ProgressInput(position="01.0010", percent=5000)]
    store.run(orders.set_progress, job, half, TODAY)
    first = store.run(billing.bill_order, BillInput(
        order=str(job), kind=InvoiceKind.INSTALMENT, day=TODAY, service_to=TODAY,
    )).value  # fmt: skip
    issue(store, first, TODAY, AT)
    found["instalment"] = first
    done = invoice(store, kruger, subject="Fenster EG, 4 St")
    issue(store, done, date(2026, 2, 10), AT)
    found["overdue"] = done
    found["draft"] = invoice(store, ohm, subject="Haustür")
    return found
