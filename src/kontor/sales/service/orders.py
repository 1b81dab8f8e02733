"""Orders (Aufträge): confirmed, begun, finished, cancelled; payment plan and performance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from sqlmodel import select

from kontor.base.errors import Finding, InputError, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.company import queries as company
from kontor.sales.kinds import DocumentKind, LimitAsked, OrderChanged, PositionKind, State
from kontor.sales.model.inputs import PlanInput, ProgressInput, TermsInput
from kontor.sales.model.tables import OrderTerms, PlanPart, SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.queries import terms as terms_of
from kontor.sales.rules.billing import PlanRow, check_plan
from kontor.sales.rules.positions import RELATIVE
from kontor.sales.rules.withdrawal import check_begin
from kontor.sales.service import positions
from kontor.sales.service.documents import (
    freeze,
    refuse_errors,
    row_of,
    set_state,
)
from kontor.sales.service.going_out import refuse, went_out
from kontor.sales.service.positions import Done
from kontor.sales.service.quotes import pass_over
from kontor.store.unit import Unit, use_case

_ORDER = DocumentKind.ORDER
_STILL = frozenset({PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL}) | RELATIVE


@use_case(N_("Order confirmed"))
def confirm_order(
    unit: Unit, order: int, today: date, how: str = "", override: str | None = None
) -> str:
    """Number and freeze an order without a file of ours. Returns the number.

    With the confirmation as PDF `issuing.issue` does the same.

    Raises:
        Refused: a limit or block of the customer stands against it and no reason was given.
    """
    row = row_of(unit, order, _ORDER)
    refuse(unit, row, today, override)
    pass_over(unit, order_terms(unit, order), override)
    number = freeze(unit, row)
    went_out(unit, row, today, how)
    return number


@use_case(N_("Work begun"))
def begin_order(unit: Unit, order: int, day: date, override: str | None = None) -> list[Finding]:
    """Begin the work; a draft is confirmed by it. Returns what is worth knowing.

    Raises:
        Refused: the customer may still withdraw, or his limit or a block stands against it; a
            reason passes over it.
    """
    row = row_of(unit, order, _ORDER)
    draft = row.state is State.DRAFT
    if draft:
        confirm_order(unit, order, day, override=override)
    found = begin_findings(unit, order, day)
    errors = [one for one in found if one.severity is Severity.ERROR]
    if errors and not override:
        first = errors[0]
        raise Refused(first.message, hint=first.remedy, field=first.field, **dict(first.values))
    if not draft:
        unit.emit(LimitAsked(order, row.contact, "start", 0, override, day))
    terms = order_terms(unit, order)
    if errors:
        pass_over(unit, terms, override)
    set_state(unit, row, State.BEGUN)
    terms.begun = terms.begun or day
    terms.finished = None
    unit.flush()
    unit.emit(OrderChanged(order, State.BEGUN, day))
    return found


def begin_findings(unit: Unit, order: int, day: date) -> list[Finding]:
    """What stands against beginning an order on a day (§§ 312g, 355 BGB)."""
    row = row_of(unit, order, _ORDER)
    contract = terms_of.terms(unit.con, order).contract(row.decided or row.day)
    return check_begin(contract, day, company.setting(unit.con, "land", day))


@use_case(N_("Work finished"))
def finish_order(unit: Unit, order: int, day: date) -> None:
    """Report the work as finished (Fertigmeldung)."""
    row = row_of(unit, order, _ORDER)
    set_state(unit, row, State.FINISHED)
    order_terms(unit, order).finished = day
    unit.flush()
    unit.emit(OrderChanged(order, State.FINISHED, day))


@use_case(N_("Order cancelled"))
def cancel_order(unit: Unit, order: int, reason: str, day: date) -> None:
    """Cancel an order with the reason; its invoices have to be cancelled before."""
    _cancel(unit, order, reason, day)


@use_case(N_("Contract withdrawn by the customer"))
def withdraw_order(unit: Unit, order: int, day: date, how: str = "") -> None:
    """The consumer withdrew (§ 355 BGB): the order is cancelled with the day of it."""
    order_terms(unit, order).withdrawn = day
    _cancel(unit, order, how or "§ 355 BGB", day)


def _cancel(unit: Unit, order: int, reason: str, day: date) -> None:
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row = row_of(unit, order, _ORDER)
    if there := queries.bills(unit.con, order):
        raise Refused(
            N_("Invoice {number} of this order holds."), number=there[0].name,
            hint=N_("Cancel the invoice first."),
        )  # fmt: skip
    set_state(unit, row, State.CANCELLED)
    row.decided_how = reason
    unit.flush()
    unit.emit(OrderChanged(order, State.CANCELLED, day))


@use_case(N_("Order closed"))
def close_order(unit: Unit, order: int, day: date) -> None:
    """Close an order that is billed: nothing is to be done any more."""
    set_state(unit, row_of(unit, order, _ORDER), State.CLOSED)
    unit.emit(OrderChanged(order, State.CLOSED, day))


@use_case(N_("Terms of the order changed"))
def set_terms(unit: Unit, order: int, data: TermsInput) -> None:
    """Change terms of a quote or order: place, instruction, early start, planned days."""
    row = row_of(unit, order, _ORDER, DocumentKind.QUOTE)
    terms = order_terms(unit, row.key)
    for field, value in data.model_dump(exclude_unset=True).items():
        if value is not None or field in {"instructed", "early_start", "starts", "ends"}:
            setattr(terms, field, value)
    unit.flush()


@use_case(N_("Limit passed over with a reason"))
def pass_limit(unit: Unit, order: int, limit: Literal["block", "instalments"], reason: str) -> None:
    """Keep the reason why limit and block of the customer, or the one of instalments, do not hold.

    It is kept before a quote or order goes out with its PDF.
    """
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    kinds = (_ORDER, DocumentKind.QUOTE) if limit == "block" else (_ORDER,)
    row_of(unit, order, *kinds)
    pass_over(unit, order_terms(unit, order), f"{limit}: {' '.join(reason.split())}")


@use_case(N_("Payment plan set"))
def set_plan(unit: Unit, order: int, parts: Sequence[PlanInput]) -> None:
    """Set the payment plan of an order; parts that were billed stay and cannot be left out.

    Raises:
        InputError: the plan comes to more than the order.
    """
    row_of(unit, order, _ORDER)
    billed = [one for one in terms_of.plan(unit.con, order) if one.invoice is not None]
    rows = [PlanRow(one.rate, one.cents) for one in billed]
    rows += [PlanRow(one.rate, one.net) for one in parts]
    nets = {one.code: one.net for one in queries.computed(unit.con, order).sums}
    refuse_errors(check_plan(nets, rows))
    unit.con.execute("DELETE FROM plan_part WHERE document=? AND invoice IS NULL", (order,))
    first = max((one.pos for one in billed), default=0) + 1
    for pos, one in enumerate(parts, first):
        unit.insert(
            PlanPart, document=order, pos=pos, text=one.text, rate=one.rate, cents=one.net,
            day=one.day,
        )  # fmt: skip


# -- performance to date (Leistungsstand) ----------------------------------------------------------


@use_case(N_("Performance written down"))
def set_progress(unit: Unit, order: int, data: Sequence[ProgressInput], day: date) -> None:
    """Write down how much of positions is done: a quantity in all, or a percentage."""
    row_of(unit, order, _ORDER)
    for one in data:
        there = queries.find_position(unit.con, order, one.position)
        _refuse_silent(there)
        if one.quantity is not None:
            done = Done(there.id, day, one.quantity, "typed")
        else:
            share = half_up(there.quantity * (one.percent or 0), 10_000)
            done = Done(there.id, day, share, "percent")
        positions.put_progress(unit, done)


@use_case(N_("Everything performed as ordered"))
def perform_all(unit: Unit, order: int, day: date) -> None:
    """Every position that counts is done as ordered (small jobs, lump sums)."""
    row_of(unit, order, _ORDER)
    for one in queries.positions(unit.con, order):
        if one.kind not in _STILL and one.chosen:
            positions.put_progress(unit, Done(one.id, day, one.quantity, "order"))


def _refuse_silent(there: queries.Position) -> None:
    if there.kind in _STILL:
        raise InputError(
            N_("Position {number} has no performance of its own."), number=there.number,
            field="position",
        )  # fmt: skip


# -- inside --------------------------------------------------------------------------------------


def order_terms(unit: Unit, document: int) -> OrderTerms:
    """The row of terms of a quote or order, made when it is missing."""
    there = unit.exec(select(OrderTerms).where(OrderTerms.document == document)).first()
    return there or unit.put(OrderTerms(document=document))


def order_row(unit: Unit, order: int) -> SalesDocument:
    """The row of an order that work can be written on.

    Raises:
        Refused: it is a draft, or cancelled.
    """
    row = row_of(unit, order, _ORDER)
    if row.state in {State.DRAFT, State.CANCELLED}:
        raise Refused(
            N_("The order is not confirmed, or cancelled."), hint=N_("Confirm the order first.")
        )
    return row
