"""Delivery notes and time notes (Lieferscheine, Regieberichte): signed they count as performed.

A position that names one of the order in `source` raises its performance; what names none is
billed from the note itself.
"""

from __future__ import annotations

from datetime import date

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.model.inputs import DocumentChange, DocumentInput, NoteInput
from kontor.sales.model.tables import SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.service import positions
from kontor.sales.service.documents import (
    Links,
    change,
    freeze,
    open_document,
    open_row,
    row_of,
    set_state,
)
from kontor.sales.service.going_out import went_out
from kontor.sales.service.orders import order_row
from kontor.sales.service.positions import Done
from kontor.store.unit import Unit, use_case

_NOTES = (DocumentKind.DELIVERY, DocumentKind.TIME_NOTE)
_HOW = {DocumentKind.DELIVERY: "delivered", DocumentKind.TIME_NOTE: "hours"}


@use_case(N_("Delivery note made"))
def new_delivery(unit: Unit, data: NoteInput, today: date) -> int:
    """Make a delivery note, for an order or without one."""
    return _open(unit, DocumentKind.DELIVERY, data, today)


@use_case(N_("Time note made"))
def new_time_note(unit: Unit, data: NoteInput, today: date) -> int:
    """Make a time note (Regiebericht): hours with day and worker, and material."""
    return _open(unit, DocumentKind.TIME_NOTE, data, today)


@use_case(N_("Note changed"))
def change_note(unit: Unit, note: int, data: DocumentChange) -> None:
    """Change a delivery or time note that was not handed over."""
    open_row(unit, note, *_NOTES)
    change(unit, note, data)


@use_case(N_("Note handed over"))
def issue_note(unit: Unit, note: int, today: date, how: str = "") -> str:
    """Hand over a note: it is numbered and frozen; the time to return it begins."""
    row = open_row(unit, note, *_NOTES)
    number = freeze(unit, row)
    went_out(unit, row, today, how)
    return number


@use_case(N_("Note signed by the customer"))
def sign_note(unit: Unit, note: int, day: date, who: str) -> str:
    """The customer signed: hours and goods count as performed or can be billed.

    Returns the number of the note.
    """
    if not who.strip():
        raise InputError(N_("Write down who signed."), field="who")
    row = row_of(unit, note, *_NOTES)
    number = freeze(unit, row) if row.issued is None else row.number or ""
    set_state(unit, row, State.SIGNED)
    row.decided, row.decided_how = day, who
    unit.flush()
    _book(unit, row, day)
    return number


@use_case(N_("Note disputed by the customer"))
def dispute_note(unit: Unit, note: int, reason: str, day: date) -> None:
    """The customer objects to a time note that was handed over."""
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row = row_of(unit, note, DocumentKind.TIME_NOTE)
    set_state(unit, row, State.DISPUTED)
    row.decided, row.decided_how = day, reason
    unit.flush()


def _open(unit: Unit, kind: DocumentKind, data: NoteInput, today: date) -> int:
    order: SalesDocument | None = None
    if data.order is not None:
        order = order_row(unit, queries.find(unit.con, data.order, DocumentKind.ORDER))
    contact = data.contact or (f"contacts:{order.contact}" if order else None)
    if contact is None:
        raise InputError(N_("Name the customer or the order."), field="contact")
    head = DocumentInput(
        contact=contact, day=data.day, site=data.site, subject=data.subject,
        their_reference=data.their_reference, positions=data.positions,
        service_from=data.day, service_to=data.day,
    )  # fmt: skip
    links = Links(order=order.key if order else None, origin=order.key if order else None)
    key = open_document(unit, kind, head, today, links)
    row = row_of(unit, key)
    if order is not None:
        row.site = row.site or order.site
        row.tax_case, row.tax_reason = order.tax_case, order.tax_reason
        _refuse_foreign(unit, key, order.key)
    _service_days(unit, row)
    return key


def _service_days(unit: Unit, row: SalesDocument) -> None:
    """The time of the work is that of its hours."""
    days = [one.worked_on for one in queries.positions(unit.con, row.key) if one.worked_on]
    if days:
        row.service_from, row.service_to = min(days), max(days)
    unit.flush()


def _refuse_foreign(unit: Unit, note: int, order: int) -> None:
    for one in queries.positions(unit.con, note):
        if one.source is None:
            continue
        if queries.position(unit.con, one.source).document != order:
            raise Refused(N_("Position {number} does not belong to this order."), number=one.short)


def _book(unit: Unit, row: SalesDocument, day: date) -> None:
    for one in queries.positions(unit.con, row.key):
        if one.source is None or row.sales_order is None:
            continue
        total = unit.con.execute(
            "SELECT sum(p.quantity) FROM position p JOIN sales_document d ON d.id=p.document"
            " WHERE p.source=? AND d.kind IN ('delivery','time_note')"
            " AND d.state IN ('signed','billed')",
            (one.source,),
        ).fetchone()[0]
        positions.put_progress(unit, Done(one.source, day, total or 0, _HOW[row.kind], row.key))
