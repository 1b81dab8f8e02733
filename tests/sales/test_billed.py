"""What was billed on an order: one figure wherever it stands, also with corrections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.sales.model.billing import BillInput, CreditInput
from kontor.sales.model.inputs import ProgressInput
from kontor.sales.queries import documents, pipeline
from kontor.sales.queries.orders import order_view
from kontor.sales.service import billing, orders
from kontor.store.inputs import JSON
from kontor.store.store import Store
from kontor.tui.screens.sales.sources import DocumentSource, Places
from kontor.tui.screens.sales.sources import orders as order_list
from tests.sales.kit import firm, issued
from tests.sales.office import Office

DAY = date(2026, 3, 16)
PLACES = Places(None, 4, False, (DocumentKind.ORDER,))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A firm with one customer."""
    with firm(tmp_path) as made:
        yield made


def bill(store: Store, order: int, kind: InvoiceKind) -> int:
    data = BillInput(order=f"sales:{order}", kind=kind, day=DAY, service_to=DAY)
    key = int(store.run(billing.bill_order, data).value)
    issued(store, key, DAY)
    return key


def everywhere(store: Store, order: int) -> int:
    """The figure of list, sheet, order view and chain; they must be the same."""
    with store.read() as con:
        found = {
            documents.billed_net(con, order), pipeline.job(con, order).billed,
            sum(one.net for one in documents.billed(con, order)),
            sum(one.net for one in order_view(con, order).billed),
        }  # fmt: skip
    (row,) = DocumentSource(store.read, order_list(), PLACES).block(None, 5)
    (one,) = found | {row.cells[5] or 0}
    return one


def test_billed_is_one_figure_along_a_chain(store: Store) -> None:
    """3,704.40 in all: half of the facade 1,114.20, corrected by 100.00, then the final invoice."""
    office = Office(store)
    key = office.begun(contact="contacts:1")
    assert everywhere(store, key) == 0
    store.run(orders.set_progress, key, [ProgressInput(position="1", percent=5000)], DAY)
    bill(store, key, InvoiceKind.INSTALMENT)
    assert everywhere(store, key) == 111_420
    store.run(orders.perform_all, key, DAY)
    store.run(orders.finish_order, key, DAY)
    last = bill(store, key, InvoiceKind.FINAL)
    assert everywhere(store, key) == 370_440
    data = CreditInput.model_validate({
        "invoice": f"sales:{last}", "day": DAY.isoformat(), "reason": "Kratzer",
        "positions": [{"short": "Kratzer", "price": "100"}],
    }, context=JSON)  # fmt: skip
    credit = int(store.run(billing.draft_credit, data).value)
    issued(store, credit, DAY)
    assert everywhere(store, key) == 360_440
