"""Drafts of invoices that no order stands behind: written by hand, or made of signed notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind, State
from kontor.sales.model.inputs import DocumentInput
from kontor.sales.model.tables import Position, SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.service import positions
from kontor.sales.service.documents import Links, open_document, row_of
from kontor.store.unit import Unit, use_case

_BY_HAND = frozenset({InvoiceKind.SINGLE, InvoiceKind.HOURLY, InvoiceKind.MAINTENANCE})
_SAME = (
    "contact", "site", "language", "tax_case", "tax_reason", "contract_law", "terms_days",
    "discount_rate", "discount_days", "format",
)  # fmt: skip


@use_case(N_("Invoice drafted"))
def new_invoice(
    unit: Unit, data: DocumentInput, today: date, kind: InvoiceKind = InvoiceKind.SINGLE
) -> int:
    """Draft an invoice by hand; one of an order is made from the order (`bill_order`)."""
    if kind not in _BY_HAND:
        raise InputError(
            N_("Invoices of this kind are made from their order or invoice."), field="kind"
        )
    key = open_document(unit, DocumentKind.INVOICE, data, today, Links(invoice_kind=kind))
    row = row_of(unit, key)
    if row.service_from is None and row.service_to is None:
        row.service_to = row.day
    unit.flush()
    return key


@use_case(N_("Invoice drafted"))
def bill_notes(unit: Unit, notes: Sequence[int], day: date) -> int:
    """Draft one invoice over signed delivery and time notes of one customer.

    Only what names no position of an order is taken: the rest is billed with the order.

    Raises:
        Refused: a note is not signed, billed already, or of another customer.
    """
    rows = [row_of(unit, key, DocumentKind.DELIVERY, DocumentKind.TIME_NOTE) for key in notes]
    if not rows:
        raise InputError(N_("Name at least one note."), field="notes")
    first = rows[0]
    for row in rows:
        if row.state is not State.SIGNED:
            raise Refused(N_("{number} is not signed, or billed already."), number=row.number)
        if (row.contact, row.tax_case) != (first.contact, first.tax_case):
            raise Refused(
                N_("{number} belongs to another customer or tax case."), number=row.number
            )
        _refuse_drafted(unit, row)
    hours = any(row.kind is DocumentKind.TIME_NOTE for row in rows)
    same = {field: getattr(first, field) for field in _SAME}
    draft = unit.put(
        SalesDocument(
            kind=DocumentKind.INVOICE, state=State.DRAFT, day=day,
            invoice_kind=InvoiceKind.HOURLY if hours else InvoiceKind.SINGLE,
            sales_order=first.sales_order, origin=first.key, subject=first.subject,
            service_from=min(row.service_from or row.day for row in rows),
            service_to=max(row.service_to or row.day for row in rows), **same,
        )
    )  # fmt: skip
    for row in rows:
        _take(unit, row, draft)
    positions.renumber(unit, draft.key)
    if not any(one.price for one in queries.positions(unit.con, draft.key)):
        raise Refused(N_("These notes hold nothing to bill: their order bills it."))
    return draft.key


def _take(unit: Unit, note: SalesDocument, draft: SalesDocument) -> None:
    (last,) = unit.con.execute(
        "SELECT ifnull(max(pos),0) FROM position WHERE document=?", (draft.key,)
    ).fetchone()
    title = unit.insert(
        Position, document=draft.key, pos=last + 1, kind=PositionKind.TITLE,
        short=f"{note.number} {note.subject}".strip(),
    )  # fmt: skip
    positions.copy(
        unit, note.key, draft,
        lambda one: {"number": ""} if one.source is None else None,
        parent=title,
    )  # fmt: skip


def _refuse_drafted(unit: Unit, note: SalesDocument) -> None:
    there = unit.con.execute(
        "SELECT d.id FROM position p JOIN position s ON s.id=p.source"
        " JOIN sales_document d ON d.id=p.document"
        " WHERE s.document=? AND d.kind='invoice' AND d.state<>'cancelled'"
        " AND ifnull(d.invoice_kind,'')<>'cancel'",
        (note.key,),
    ).fetchone()
    if there:
        raise Refused(
            N_("{number} stands in the draft {draft} already."), number=note.number,
            draft=f"sales:{there[0]}",
        )  # fmt: skip
