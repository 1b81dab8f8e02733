"""A small firm with late payers for tests of reminders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.sales.kit import CUSTOMER, FIRM

AT = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)
BUILDER: Mapping[str, Any] = {
    "kind": "firm",
    "name": "Hausbau Nordstern GmbH",
    "roles": [{"role": "customer"}],
    "addresses": [{"street": "Kranweg", "house_number": "12", "postcode": "50670", "city": "Köln"}],
}


@contextmanager
def firm(path: Path, **changes: Any) -> Iterator[Store]:
    """A file with Frau Krüger (contact 1, a consumer) and Nordstern (contact 2, a business)."""
    data = CompanyInput.model_validate({**FIRM, **changes}, context=JSON)
    with create_store(path / "receivables.kontor") as store:
        create_books(store, data, date(2026, 1, 1))
        store.run(create_contact, ContactInput.model_validate(CUSTOMER))
        store.run(create_contact, ContactInput.model_validate(BUILDER))
        yield store


def owes(
    store: Store,
    partner: int,
    document: str,
    gross: int,
    *,
    day: date = date(2026, 6, 1),
    due: date = date(2026, 6, 15),
    **more: Any,
) -> int:
    """An invoice of 19 %; returns the item."""
    lines = [inputs.Amount(account="erl19", gross=gross)]
    event = inputs.Invoice(
        day=day, partner=f"contacts:{partner}", document=document, lines=lines, due=due, **more
    )
    posted = store.run(post_event, event).value
    return int(posted.items[0])


def pays(store: Store, document: str, cents: int, day: date) -> None:
    """Money of the customer."""
    settles = [inputs.Settles(item=document, amount=cents)]
    store.run(post_event, inputs.Payment(day=day, amount=cents, settles=settles))


def ask(store: Store, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a plain question."""
    with store.read() as con:
        return [tuple(row) for row in con.execute(sql, values).fetchall()]
