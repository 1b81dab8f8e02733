"""Additions (Nachträge): offered, approved or disputed; approved ones join the order."""

from __future__ import annotations

from datetime import date

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind, PositionKind, State
from kontor.sales.model.inputs import AdditionInput
from kontor.sales.model.tables import Position, SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.service import positions
from kontor.sales.service.documents import (
    check,
    freeze,
    open_row,
    refuse_errors,
    row_of,
    set_state,
)
from kontor.sales.service.going_out import went_out
from kontor.sales.service.orders import order_row
from kontor.store.unit import Unit, use_case

_ADDITION = DocumentKind.ADDITION
_SAME = (
    "contact", "site", "language", "their_reference", "rebate_rate", "tax_case", "tax_reason",
    "contract_law",
    "terms_days", "discount_rate", "discount_days", "format",
)  # fmt: skip


@use_case(N_("Addition made"))
def new_addition(unit: Unit, order: int, data: AdditionInput, today: date) -> int:
    """Make the draft of an addition to a confirmed order; terms and tax are those of the order.

    A rebate in percent on the order holds for its additions as well.
    """
    there = order_row(unit, order)
    copied = {field: getattr(there, field) for field in _SAME}
    row = unit.put(
        SalesDocument(
            kind=_ADDITION, state=State.DRAFT, day=data.day or today, sales_order=order,
            origin=order, subject=data.subject, intro=data.reason, **copied,
        )
    )  # fmt: skip
    positions.write(unit, row, data.positions)
    refuse_errors(check(unit.con, row.key))
    return row.key


@use_case(N_("Addition sent"))
def send_addition(unit: Unit, addition: int, today: date, how: str = "") -> str:
    """Number and freeze an addition: it is offered to the customer. Returns the number."""
    row = open_row(unit, addition, _ADDITION)
    number = freeze(unit, row)
    went_out(unit, row, today, how)
    return number


@use_case(N_("Addition approved"))
def approve_addition(unit: Unit, addition: int, day: date, how: str = "") -> str:
    """The customer approved: the positions join the order under a title of the addition."""
    row = row_of(unit, addition, _ADDITION)
    number = freeze(unit, row) if row.issued is None else row.number or ""
    set_state(unit, row, State.APPROVED)
    row.decided, row.decided_how = day, how or None
    unit.flush()
    _join(unit, row)
    return number


def _join(unit: Unit, row: SalesDocument) -> None:
    if row.sales_order is None:
        raise Refused(N_("This addition belongs to no order."))
    order = row_of(unit, row.sales_order)
    con = unit.con
    count = con.execute(
        "SELECT count(DISTINCT addition) FROM position WHERE document=? AND addition IS NOT NULL",
        (order.key,),
    ).fetchone()[0]
    (last,) = con.execute(
        "SELECT ifnull(max(pos),0) FROM position WHERE document=?", (order.key,)
    ).fetchone()
    mark = f"N{count + 1}"
    title = unit.insert(
        Position, document=order.key, pos=last + 1, addition=row.key, kind=PositionKind.TITLE,
        number=mark, short=f"{row.number} {row.subject}".strip(),
    )  # fmt: skip
    positions.copy(
        unit, row.key, order,
        lambda one: {"number": f"{mark}.{one.number}" if one.number else ""},
        parent=title, addition=row.key,
    )  # fmt: skip


@use_case(N_("Addition refused"))
def reject_addition(unit: Unit, addition: int, reason: str, day: date) -> None:
    """The customer refused the addition; it is not billed."""
    _decide(unit, addition, State.REJECTED, reason, day)


@use_case(N_("Addition disputed"))
def dispute_addition(unit: Unit, addition: int, reason: str, day: date) -> None:
    """The customer disputes the addition; it is not billed until he approves."""
    _decide(unit, addition, State.DISPUTED, reason, day)


def _decide(unit: Unit, addition: int, state: State, reason: str, day: date) -> None:
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row = row_of(unit, addition, _ADDITION)
    set_state(unit, row, state)
    row.decided, row.decided_how = day, reason
    unit.flush()


def addition_net(unit: Unit, addition: int) -> int:
    """Net of an addition in cents, for the question what it adds to the order."""
    return queries.computed(unit.con, addition).net
