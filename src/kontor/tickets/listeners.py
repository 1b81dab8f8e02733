"""What invoices and appointments do to cases, and a case to the visit it is for.

`bootstrap` registers it, so it loads little.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from kontor.base.dates import berlin_today
from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.tickets.kinds import LineState, TicketState

if TYPE_CHECKING:
    from datetime import date

    from kontor.calendar.kinds.appointments import AppointmentChanged
    from kontor.sales.kinds import DocumentIssued, DraftDropped
    from kontor.store.unit import Unit
    from kontor.tickets.kinds import TicketMoved

_BILLS = "SELECT DISTINCT ticket FROM ticket_line WHERE invoice=?"
_VISITS = "SELECT 1 FROM contract_visit WHERE ticket=?"
_YEARS = "SELECT 1 FROM contract_bill WHERE invoice=?"


def follow_draft(unit: Unit, event: DraftDropped) -> None:
    """Listener of `DraftDropped`: work of a draft that goes is open again."""
    if unit.con.execute(_BILLS, (event.document,)).fetchone():
        from kontor.tickets.service.lines import free_lines

        free_lines(unit, event.document)
    _free_year(unit, event.document)


def follow_invoice(unit: Unit, event: DocumentIssued) -> None:
    """Listener of `DocumentIssued`: solved cases are billed; a cancelled invoice opens its work."""
    if event.kind is not DocumentKind.INVOICE:
        return
    kind, origin = unit.con.execute(
        "SELECT invoice_kind, origin FROM sales_document WHERE id=?", (event.document,)
    ).fetchone()
    if kind == InvoiceKind.CANCEL:
        if origin and unit.con.execute(_BILLS, (origin,)).fetchone():
            _open_again(unit, origin, event.day)
        _free_year(unit, origin or 0)
        return
    for (ticket,) in unit.con.execute(_BILLS, (event.document,)).fetchall():
        _billed(unit, ticket, event.day)


def follow_case(unit: Unit, event: TicketMoved) -> None:
    """Listener of `TicketMoved`: a visit of a maintenance contract stands as its case does."""
    if unit.con.execute(_VISITS, (event.ticket,)).fetchone():
        from kontor.tickets.service.contract_run import follow_case as follow

        follow(unit, event.ticket, event.new, berlin_today(event.at))


def _free_year(unit: Unit, invoice: int) -> None:
    if unit.con.execute(_YEARS, (invoice,)).fetchone():
        from kontor.tickets.service.contract_run import free_year

        free_year(unit, invoice)


def _billed(unit: Unit, ticket: int, day: date) -> None:
    from kontor.tickets.service.cases import enter, line_states, ticket_row

    row = ticket_row(unit, ticket)
    if row.state is TicketState.SOLVED and LineState.OPEN not in line_states(unit, ticket):
        enter(unit, row, TicketState.BILLED, _noon(day))
        unit.put(row)


def _open_again(unit: Unit, invoice: int, day: date) -> None:
    from kontor.tickets.service.cases import enter, ticket_row
    from kontor.tickets.service.lines import free_lines

    for ticket in free_lines(unit, invoice):
        row = ticket_row(unit, ticket)
        if row.state in {TicketState.BILLED, TicketState.CLOSED}:
            enter(unit, row, TicketState.WORKING, _noon(day))
            enter(unit, row, TicketState.SOLVED, _noon(day))
            unit.put(row)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def follow_appointment(unit: Unit, event: AppointmentChanged) -> None:
    """Listener of `AppointmentChanged`: a case knows its visit, and whether it takes place."""
    found = unit.con.execute(
        "SELECT reference, state FROM appointment WHERE id=?", (event.appointment,)
    ).fetchone()
    area, _colon, key = (found[0] if found else "").partition(":")
    if area == "tickets" and key.isdigit():
        from kontor.calendar.kinds.appointments import AppointmentState
        from kontor.tickets.service.visits import visit_changed

        state = AppointmentState(found[1])
        visit_changed(unit, int(key), event.appointment, state, unit.begun)
