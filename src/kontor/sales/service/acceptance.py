"""Acceptance (Abnahme, § 640 BGB, § 12 VOB/B): asked for, given, refused, deemed; warranties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.sales.kinds import DocumentKind, OrderChanged, State
from kontor.sales.model.inputs import AcceptanceInput, AcceptanceRequest, WarrantyInput
from kontor.sales.model.tables import Acceptance, Defect, SalesDocument, Warranty
from kontor.sales.queries import terms as terms_of
from kontor.sales.rules.warranty import acceptance_deadline, deemed_accepted, warranty_end
from kontor.sales.service.documents import freeze, row_of, set_state
from kontor.sales.service.orders import finish_order, order_row
from kontor.store.unit import Unit, use_case

_KIND = DocumentKind.ACCEPTANCE


@use_case(N_("Acceptance asked for"))
def request_acceptance(unit: Unit, order: int, data: AcceptanceRequest) -> int:
    """Ask the customer to accept the work until a day; work in progress counts as finished."""
    there = order_row(unit, order)
    if there.state is State.BEGUN:
        finish_order(unit, order, data.day)
    row = _open(unit, there, data.day)
    land = company.setting(unit.con, "land", data.day)
    end = data.deadline or acceptance_deadline(there.contract_law, data.day, land)
    unit.put(
        Acceptance(document=row.key, how="formal", requested=data.day, deadline=end,
                   told=data.told)
    )  # fmt: skip
    return row.key


@use_case(N_("Work accepted"))
def accept_work(
    unit: Unit, order: int, data: AcceptanceInput, acceptance: int | None = None
) -> int:
    """Write down the acceptance; warranties begin with it. Returns the id of the document.

    With `part` only a part of the work is accepted: the order stays as it is.
    """
    there = order_row(unit, order)
    if there.state is State.BEGUN and not data.part:
        finish_order(unit, order, data.day)
    row = _given(unit, there, data.day, acceptance)
    one = _row(unit, row.key)
    one.how, one.accepted = data.how, data.day
    one.participants, one.reservations = data.participants, data.reservations
    one.penalty_reserved = data.penalty_reserved
    if data.part:
        row.subject = data.part
    unit.put(one)
    for pos, defect in enumerate(data.defects, 1):
        unit.insert(
            Defect, document=row.key, pos=pos, text=defect.text, place=defect.place,
            deadline=defect.deadline,
        )  # fmt: skip
    _accepted(unit, there, row, data.day, _warranties(unit, order, data))
    return row.key


@use_case(N_("Work deemed accepted"))
def deem_accepted(unit: Unit, acceptance: int, today: date) -> date:
    """The deadline passed without a word: the work counts as accepted. Returns the day.

    Raises:
        Refused: the deadline is not over, or a consumer was not told what silence means.
    """
    row = row_of(unit, acceptance, _KIND)
    one = _row(unit, acceptance)
    order = _order_of(unit, row)
    terms = terms_of.terms(unit.con, order.key)
    day = deemed_accepted(order.contract_law, one.deadline, told=one.told, consumer=terms.consumer)
    if day is None:
        raise Refused(
            N_("A consumer who was not told what silence means has not accepted."),
            hint=N_("Ask again in text form and say so (§ 640 (2) BGB)."),
        )
    if today < day:
        raise Refused(N_("The deadline is not over yet: {day}."), day=one.deadline)
    one.how, one.accepted = "deemed", day
    unit.put(one)
    usual = [WarrantyInput(rule=terms.warranty_rule)]
    _accepted(unit, order, row, day, usual)
    return day


@use_case(N_("Acceptance refused"))
def refuse_acceptance(unit: Unit, acceptance: int, reason: str, day: date) -> None:
    """The customer refuses the acceptance, with the defects he names."""
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row = row_of(unit, acceptance, _KIND)
    one = _row(unit, acceptance)
    set_state(unit, row, State.REFUSED)
    one.how, one.refused_reason = "refused", reason
    row.decided = day
    unit.put(one)


@use_case(N_("Defect removed"))
def remove_defect(unit: Unit, defect: int, day: date) -> None:
    """A defect named at the acceptance is removed."""
    row = unit.get(Defect, defect)
    if row is None:
        raise NotFound(N_("There is no defect {number}."), number=defect)
    row.removed = day
    unit.flush()


@use_case(N_("Warranty changed"))
def change_warranty(unit: Unit, warranty: int, data: WarrantyInput) -> None:
    """Change rule, part or subcontractor of a warranty; its end is worked out again."""
    row = unit.get(Warranty, warranty)
    if row is None:
        raise NotFound(N_("There is no warranty {number}."), number=warranty)
    row.part, row.rule = data.part, data.rule
    row.ends = warranty_end(data.rule, row.starts)
    row.subcontractor = _subcontractor(unit, data)
    row.sub_ends = data.sub_ends
    unit.flush()


# -- inside --------------------------------------------------------------------------------------


def _open(unit: Unit, order: SalesDocument, day: date) -> SalesDocument:
    return unit.put(
        SalesDocument(
            kind=_KIND, state=State.REQUESTED, day=day, contact=order.contact, site=order.site,
            sales_order=order.key, origin=order.key, subject=order.subject,
            language=order.language, tax_case=order.tax_case, contract_law=order.contract_law,
        )
    )  # fmt: skip


def _given(unit: Unit, order: SalesDocument, day: date, acceptance: int | None) -> SalesDocument:
    if acceptance is None:
        row = _open(unit, order, day)
        unit.put(Acceptance(document=row.key, how="formal"))
        return row
    row = row_of(unit, acceptance, _KIND)
    if row.sales_order != order.key:
        raise Refused(N_("This acceptance belongs to another order."))
    return row


def _order_of(unit: Unit, row: SalesDocument) -> SalesDocument:
    if row.sales_order is None:
        raise Refused(N_("This acceptance belongs to another order."))
    return row_of(unit, row.sales_order)


def _row(unit: Unit, document: int) -> Acceptance:
    row = unit.exec(select(Acceptance).where(Acceptance.document == document)).first()
    if row is None:
        raise NotFound(N_("There is no acceptance {number}."), number=document)
    return row


def _accepted(
    unit: Unit,
    order: SalesDocument,
    row: SalesDocument,
    day: date,
    warranties: Sequence[WarrantyInput],
) -> None:
    """Number and freeze the document, begin the warranties, move the order on."""
    part = row.subject if row.subject != order.subject else ""
    set_state(unit, row, State.ACCEPTED)
    row.decided = day
    if row.issued is None:
        freeze(unit, row)
    for one in warranties:
        unit.insert(
            Warranty, sales_order=order.key, acceptance=row.key, part=one.part or part,
            rule=one.rule, starts=day, ends=warranty_end(one.rule, day),
            subcontractor=_subcontractor(unit, one), sub_ends=one.sub_ends,
        )  # fmt: skip
    if not part and order.state is State.FINISHED:
        set_state(unit, order, State.ACCEPTED)
        unit.emit(OrderChanged(order.key, State.ACCEPTED, day))


def _warranties(unit: Unit, order: int, data: AcceptanceInput) -> list[WarrantyInput]:
    if data.warranties:
        return data.warranties
    rule = terms_of.terms(unit.con, order).warranty_rule
    return [WarrantyInput(rule=rule, part=data.part)]


def _subcontractor(unit: Unit, data: WarrantyInput) -> int | None:
    return contacts.resolve(unit.con, data.subcontractor).id if data.subcontractor else None
