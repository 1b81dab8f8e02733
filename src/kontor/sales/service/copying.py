"""Copies of documents: the same positions for a new piece of business."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.company import queries as company
from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.sales.model.tables import SalesDocument
from kontor.sales.rules import states
from kontor.sales.rules.dated import periods
from kontor.sales.service import positions
from kontor.sales.service.documents import copy_terms, number_for, row_of
from kontor.store.unit import Unit, use_case

_HEAD = (
    "contact", "site", "subject", "intro", "closing", "note", "language", "their_reference",
    "tax_case", "tax_reason", "contract_law", "terms_days", "discount_rate", "discount_days",
    "rebate_rate", "rebate_cents", "retention_rate", "retention_basis", "format",
)  # fmt: skip
_KINDS = frozenset({
    DocumentKind.INQUIRY, DocumentKind.QUOTE, DocumentKind.ORDER, DocumentKind.INVOICE,
})  # fmt: skip


@use_case(N_("Document copied"))
def copy_document(unit: Unit, document: int, today: date) -> int:
    """Copy a document into a new draft of its kind that belongs to no order. Returns its id.

    Positions keep calculation and texts; they are the beginning of something new and name no
    source, so that nothing is counted as billed.

    Raises:
        Refused: documents of this kind belong to an order.
    """
    old = row_of(unit, document)
    if old.kind not in _KINDS:
        raise Refused(N_("Only enquiries, quotes, orders and invoices are copied."))
    values: dict[str, Any] = {field: getattr(old, field) for field in _HEAD}
    row = unit.put(
        SalesDocument(
            kind=old.kind, state=states.FIRST[old.kind], day=today,
            invoice_kind=InvoiceKind.SINGLE if old.kind is DocumentKind.INVOICE else None,
            **values,
        )
    )  # fmt: skip
    keys = positions.copy(unit, document, row, lambda _one: {})
    for key in keys.values():
        unit.con.execute("UPDATE position SET source=NULL WHERE id=?", (key,))
    if old.kind in {DocumentKind.QUOTE, DocumentKind.ORDER}:
        copy_terms(unit, document, row.key)
    if old.kind is DocumentKind.QUOTE:
        row.valid_until = periods()["quote_valid"].end(
            today, company.setting(unit.con, "land", today)
        )
    if old.kind is DocumentKind.INVOICE:
        row.service_to = today
    if old.kind is DocumentKind.INQUIRY:
        row.number = number_for(unit.con, row.key)
    if old.kind is DocumentKind.ORDER:
        row.decided = today
    unit.flush()
    return row.key
