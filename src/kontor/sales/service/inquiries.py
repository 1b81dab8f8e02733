"""Enquiries (Anfragen): what a customer asks for before there is a quote."""

from __future__ import annotations

from datetime import date

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.sales.kinds import DealMoved, DocumentKind, State
from kontor.sales.model.inputs import DocumentInput
from kontor.sales.service.documents import number_for, open_document, row_of, set_state
from kontor.store.unit import Unit, use_case


@use_case(N_("Enquiry added"))
def new_inquiry(unit: Unit, data: DocumentInput, today: date) -> int:
    """Add an enquiry; it has its number at once, since nobody outside relies on it."""
    key = open_document(unit, DocumentKind.INQUIRY, data, today)
    row = row_of(unit, key)
    row.number = number_for(unit.con, key)
    unit.flush()
    return key


@use_case(N_("Enquiry lost"))
def lose_inquiry(unit: Unit, inquiry: int, reason: str, today: date) -> None:
    """Close an enquiry that comes to nothing, with the reason."""
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row = row_of(unit, inquiry, DocumentKind.INQUIRY)
    set_state(unit, row, State.LOST)
    row.decided, row.decided_how = today, reason
    unit.flush()
    unit.emit(DealMoved(inquiry, row.kind, State.LOST, today, reason))


@use_case(N_("Enquiry rests"))
def rest_inquiry(unit: Unit, inquiry: int, until: date | None = None) -> None:
    """Let an enquiry rest, until a day on which it comes back."""
    row = row_of(unit, inquiry, DocumentKind.INQUIRY)
    set_state(unit, row, State.DORMANT)
    row.valid_until = until
    unit.flush()
    unit.emit(DealMoved(inquiry, row.kind, State.DORMANT, None))


@use_case(N_("Enquiry taken up again"))
def wake_inquiry(unit: Unit, inquiry: int) -> None:
    """Take up an enquiry again that rested or seemed lost."""
    row = row_of(unit, inquiry, DocumentKind.INQUIRY)
    set_state(unit, row, State.NEW)
    row.decided = row.decided_how = row.valid_until = None
    unit.flush()
    unit.emit(DealMoved(inquiry, row.kind, State.NEW, None))
