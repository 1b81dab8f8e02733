"""What goes with a document that goes out: may it, and what changes when it did.

`issuing` asks `refuse` before it draws a number and calls `went_out` in the step that issues, so
that a quote, an order or a note has the same consequences with and without a file.
"""

from __future__ import annotations

from datetime import date

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import (
    DealMoved,
    DocumentKind,
    InvoiceKind,
    LimitAsked,
    OrderChanged,
    State,
)
from kontor.sales.model.tables import SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.queries.terms import terms
from kontor.sales.rules.billing import check_instalment
from kontor.sales.rules.positions import counts
from kontor.sales.service.documents import check, refuse_errors, row_of, set_state
from kontor.store.unit import Unit

_AFTER = {
    DocumentKind.QUOTE: State.SENT,
    DocumentKind.ORDER: State.CONFIRMED,
    DocumentKind.ADDITION: State.SENT,
    DocumentKind.DELIVERY: State.ISSUED,
    DocumentKind.TIME_NOTE: State.ISSUED,
    DocumentKind.INVOICE: State.ISSUED,
}


def refuse(unit: Unit, row: SalesDocument, day: date, override: str | None = None) -> None:
    """Refuse what must not go out on a day.

    Raises:
        InputError: a position is wrong.
        Refused: nothing is offered, or a limit or block of the customer stands against it and no
            reason passes over it.
    """
    refuse_errors(check(unit.con, row.key))
    if row.kind is DocumentKind.QUOTE:
        there = queries.positions(unit.con, row.key)
        if not any(counts(one) for one in queries.values(there, row.tax_case)):
            raise Refused(N_("The quote holds no position that counts."))
    if row.kind in {DocumentKind.QUOTE, DocumentKind.ORDER}:
        gross = queries.computed(unit.con, row.key).gross
        unit.emit(LimitAsked(row.key, row.contact, row.kind.value, gross, override, day))
    if row.invoice_kind is InvoiceKind.INSTALMENT and row.sales_order is not None:
        _refuse_beyond(unit, row, row.sales_order)


def passed(override: str | None, limit: str) -> str | None:
    """The reason with which a limit (`block`, `instalments`) of a document was passed over."""
    for line in (override or "").splitlines():
        name, mark, reason = line.partition(": ")
        if mark and name == limit:
            return reason
    return None


def _refuse_beyond(unit: Unit, row: SalesDocument, order: int) -> None:
    """Instalments of a consumer building contract stay below their limit (§ 650m (1) BGB).

    A reason that is kept with the order passes over it.
    """
    con = unit.con
    agreed = terms(con, order)
    if not agreed.consumer_building or passed(agreed.override, "instalments"):
        return
    now = sum(one.gross for one in queries.frozen_sums(con, row.key))
    before = sum(
        one.gross
        for earlier in queries.bills(con, order)
        if earlier.id != row.key
        for one in queries.frozen_sums(con, earlier.id)
    )
    whole = queries.computed(con, order).gross
    for found in check_instalment(now, before, whole, row.day):
        raise Refused(found.message, hint=found.remedy, field="", **dict(found.values))


def went_out(unit: Unit, row: SalesDocument, day: date, how: str = "") -> None:
    """Move a document on that was issued: its state, the day, older versions of a quote."""
    if row.kind in _AFTER:
        set_state(unit, row, _AFTER[row.kind])
    if row.kind is not DocumentKind.INVOICE:
        row.sent, row.sent_how = day, how or None
    if row.kind is DocumentKind.QUOTE and row.version > 1:
        _replace_older(unit, row)
    unit.flush()
    if row.kind is DocumentKind.QUOTE:
        unit.emit(DealMoved(row.key, row.kind, State.SENT, day))
    if row.kind is DocumentKind.ORDER:
        unit.emit(OrderChanged(row.key, State.CONFIRMED, day))
    if row.kind is DocumentKind.INVOICE:
        billed(unit, row, day)


def _replace_older(unit: Unit, row: SalesDocument) -> None:
    rows = unit.con.execute(
        "SELECT id FROM sales_document WHERE kind='quote' AND number=? AND version<?",
        (row.number, row.version),
    ).fetchall()
    for (key,) in rows:
        old = row_of(unit, key)
        if old.state in {State.SENT, State.EXPIRED, State.REJECTED}:
            set_state(unit, old, State.REPLACED)


def billed(unit: Unit, invoice: SalesDocument, day: date) -> None:
    """What an issued invoice means for its order, additions, notes and payment plan.

    A cancellation takes the same back for the invoice that it cancels.
    """
    back = invoice.invoice_kind is InvoiceKind.CANCEL
    source = invoice.origin if back else invoice.key
    for note in _notes(unit, source):
        state = State.SIGNED if back else State.BILLED
        if note.state is not state:
            set_state(unit, note, state)
    if back:
        unit.con.execute("UPDATE plan_part SET invoice=NULL WHERE invoice=?", (source,))
    if invoice.sales_order is not None:
        _order_after(unit, row_of(unit, invoice.sales_order), day)


def _notes(unit: Unit, invoice: int | None) -> list[SalesDocument]:
    rows = unit.con.execute(
        "SELECT DISTINCT d.id FROM position p JOIN position s ON s.id=p.source"
        " JOIN sales_document d ON d.id=s.document"
        " WHERE p.document=? AND d.kind IN ('delivery','time_note')",
        (invoice,),
    ).fetchall()
    return [row_of(unit, row[0]) for row in rows]


def _order_after(unit: Unit, order: SalesDocument, day: date) -> None:
    """An order is billed when its final or single invoice holds; else it is as it was before."""
    last = any(
        one.invoice_kind in {InvoiceKind.FINAL, InvoiceKind.SINGLE}
        for one in queries.bills(unit.con, order.key)
    )
    if last and order.state in {State.FINISHED, State.ACCEPTED}:
        set_state(unit, order, State.BILLED)
    elif not last and order.state in {State.BILLED, State.CLOSED}:
        if order.state is State.CLOSED:
            set_state(unit, order, State.BILLED)
        given = queries.of_order(unit.con, order.key, DocumentKind.ACCEPTANCE)
        accepted = any(one.state is State.ACCEPTED for one in given)
        set_state(unit, order, State.ACCEPTED if accepted else State.FINISHED)
    else:
        return
    wanted, new = (State.APPROVED, State.BILLED) if last else (State.BILLED, State.APPROVED)
    for addition in queries.of_order(unit.con, order.key, DocumentKind.ADDITION):
        if addition.state is wanted:
            set_state(unit, row_of(unit, addition.id), new)
    unit.emit(OrderChanged(order.key, order.state, day))
