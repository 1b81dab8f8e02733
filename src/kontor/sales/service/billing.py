"""Drafts of invoices (Rechnungsentwürfe): of an order, of a plan, corrections, cancellations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind, State
from kontor.sales.model.billing import BillInput, CancelInput, CreditInput
from kontor.sales.model.tables import PlanPart, Position, Progress, SalesDocument
from kontor.sales.queries import bills, documents
from kontor.sales.queries.documents import Head
from kontor.sales.rules.billing import PlanRow, plan_nets
from kontor.sales.rules.dated import case_codes
from kontor.store.unit import Unit, use_case

_BILLABLE = frozenset({State.CONFIRMED, State.BEGUN, State.FINISHED, State.ACCEPTED, State.BILLED})
_COPIED = (
    "contact", "site", "subject", "language", "their_reference", "tax_case", "tax_reason",
    "contract_law", "terms_days", "discount_rate", "discount_days", "rebate_rate",
    "rebate_cents", "retention_rate", "retention_basis", "retention_release", "format",
)  # fmt: skip
_COUNTED = frozenset(
    {
        PositionKind.NORMAL,
        PositionKind.ALTERNATIVE,
        PositionKind.OPTIONAL,
        PositionKind.LUMP,
        PositionKind.HOUR,
    }
)
_WHOLE = 1000
_RATE = 10_000
_DISCOUNT = {  # in the customer's language
    "de": "Skonto auf {number}", "en": "Discount for early payment of {number}",
}  # fmt: skip


@use_case(N_("Invoice drafted"))
def bill_order(unit: Unit, data: BillInput) -> int:
    """Draft a bill of an order: what is performed to date, or a part of the payment plan.

    Raises:
        Refused: the order is not confirmed, cancelled, or its final invoice is written already.
        InputError: nothing is performed yet, or the plan has no such part.
    """
    order = _named(unit, data.order, DocumentKind.ORDER)
    _refuse_unbillable(unit, order)
    draft = _draft(unit, order, data)
    if data.plan is not None:
        _bill_part(unit, order, draft, data.plan)
    else:
        final = data.kind is InvoiceKind.FINAL
        _copy_performed(unit, order, draft, performed(unit, order, data.day, final=final))
        if final:
            unit.flush()
            take_discounts(unit, draft.key)
    unit.flush()
    return draft.key


@use_case(N_("Skonto taken into the final invoice"))
def take_discounts(unit: Unit, document: int) -> None:
    """Price lines for Skonto on instalments: without them the final bill asks for it again.

    A rebate on the whole lowers these lines too; they are raised so that the Skonto stays whole.
    """
    draft = unit.get_one(SalesDocument, document)
    pos = len(documents.positions(unit.con, document))
    left = _RATE - draft.rebate_rate
    said = _DISCOUNT["en" if draft.language == "en" else "de"]
    for number, code, net in bills.untaken(unit.con, documents.head(unit.con, document)):
        pos += 1
        unit.put(
            Position(
                document=document, pos=pos, kind=PositionKind.DISCOUNT,
                short=said.format(number=number), quantity=_WHOLE, unit="",
                price=half_up(net * _RATE, left) * 100 if left else 0, code=code or None,
            )
        )  # fmt: skip


@use_case(N_("Correction drafted"))
def draft_credit(unit: Unit, data: CreditInput) -> int:
    """Draft a correction (Rechnungskorrektur): positive amounts that lower an issued invoice."""
    first = _issued_invoice(unit, data.invoice)
    if first.invoice_kind is InvoiceKind.INSTALMENT:
        raise Refused(
            N_("{number} is an instalment: it is cancelled and written anew, not credited."),
            number=first.number,
        )
    draft = _follow_up(unit, first, InvoiceKind.CREDIT, data.day, data.reason)
    for pos, one in enumerate(data.positions, 1):
        unit.put(
            Position(
                document=draft.key,
                pos=pos,
                kind=PositionKind.NORMAL,
                short=one.short,
                long=one.long,
                quantity=one.quantity,
                unit=one.unit,
                price=one.price,
                code=one.code,
            )
        )
    return draft.key


@use_case(N_("Cancellation drafted"))
def draft_cancellation(unit: Unit, data: CancelInput) -> int:
    """Draft the cancellation (Storno) of an issued invoice: every quantity with the other sign.

    Raises:
        Refused: it was cancelled already, is deducted by a final invoice, or is a correction.
    """
    first = _issued_invoice(unit, data.invoice)
    if first.invoice_kind in {InvoiceKind.CREDIT, InvoiceKind.CANCEL}:
        raise Refused(
            N_("{number} is a correction itself."),
            hint=N_("Write a new invoice instead."),
            number=first.number,
        )
    _refuse_deducted(unit, first)
    draft = _follow_up(unit, first, InvoiceKind.CANCEL, data.day, data.reason)
    _mirror(unit, first, draft)
    return draft.key


def performed(unit: Unit, order: Head, day: date, *, final: bool = False) -> dict[int, int]:
    """Quantity performed to date by order position; a final bill takes unmeasured ones whole."""
    rows = unit.con.execute(
        "SELECT p.id, p.quantity, (SELECT g.quantity FROM progress g WHERE g.position=p.id"
        " AND g.day<=?2 ORDER BY g.day DESC, g.id DESC LIMIT 1)"
        " FROM position p WHERE p.document=?1",
        (order.id, day.isoformat()),
    ).fetchall()
    return {key: done if done is not None else (whole if final else 0) for key, whole, done in rows}


def _refuse_unbillable(unit: Unit, order: Head) -> None:
    if order.state not in _BILLABLE:
        raise Refused(
            N_("Order {number} is not confirmed or was cancelled."),
            hint=N_("Confirm the order first."),
            number=order.number or order.subject,
        )
    row = unit.con.execute(
        "SELECT number FROM sales_document WHERE sales_order=? AND kind='invoice'"
        " AND invoice_kind='final' AND state<>'cancelled'",
        (order.id,),
    ).fetchone()
    if row:
        raise Refused(
            N_("The final invoice {number} of this order exists already."),
            hint=N_("Cancel it first, or delete its draft."),
            number=row[0] or N_("(draft)"),
        )


def _draft(unit: Unit, order: Head, data: BillInput) -> SalesDocument:
    source = unit.get_one(SalesDocument, order.id)
    values: dict[str, Any] = {name: getattr(source, name) for name in _COPIED}
    if data.kind is InvoiceKind.INSTALMENT:
        values["retention_rate"] = 0
    if data.plan is not None:
        values["rebate_rate"] = values["rebate_cents"] = 0
    return unit.put(
        SalesDocument(
            kind=DocumentKind.INVOICE,
            invoice_kind=data.kind,
            state=State.DRAFT,
            day=data.day,
            sales_order=order.id,
            origin=order.id,
            service_from=data.service_from,
            service_to=data.service_to
            or (None if data.kind is InvoiceKind.INSTALMENT else data.day),
            intro=data.intro,
            closing=data.closing,
            **values,
        )
    )


def _copy_performed(
    unit: Unit, order: Head, draft: SalesDocument, quantities: Mapping[int, int]
) -> None:
    """Positions of the order with their quantity to date; those without performance stay out."""
    rows = [unit.get_one(Position, one.id) for one in documents.positions(unit.con, order.id)]
    kept = [row for row in rows if _stays(row, quantities)]
    parents = _with_parents(rows, kept)
    new: dict[int, int] = {}
    for pos, row in enumerate(parents, 1):
        copied = _copy(row, draft.key, pos, parent=new.get(row.parent or 0))
        if row.kind in _COUNTED:
            copied.quantity, copied.formula = quantities[row.key], None
        new[row.key] = unit.put(copied).key
    if not any(row.kind in _COUNTED for row in parents):
        raise InputError(
            N_("Nothing of order {number} is performed yet."),
            hint=N_("Enter a measurement or the progress in percent, or bill a part of the plan."),
            field="order",
            number=order.number,
        )


def _stays(row: Position, quantities: Mapping[int, int]) -> bool:
    if row.kind in _COUNTED:
        return row.chosen and bool(quantities.get(row.key))
    return row.kind is not PositionKind.TITLE


def _with_parents(rows: Sequence[Position], kept: Sequence[Position]) -> list[Position]:
    """What is kept with the titles above it, in order; titles without anything below are left."""
    by_key = {row.key: row for row in rows}
    wanted: set[int] = set()
    for row in kept:
        if row.kind not in _COUNTED and row.parent is not None:
            continue
        above: int | None = row.key
        while above is not None and above not in wanted:
            wanted.add(above)
            above = by_key[above].parent
    for row in kept:  # texts, subtotals and discounts of a title that stays
        if row.parent in wanted:
            wanted.add(row.key)
    return [row for row in rows if row.key in wanted]


def _copy(row: Position, document: int, pos: int, *, parent: int | None) -> Position:
    values = row.model_dump(exclude={"id", "document", "pos", "parent", "source", "addition"})
    return Position(document=document, pos=pos, parent=parent, source=row.key, **values)


def _bill_part(unit: Unit, order: Head, draft: SalesDocument, at: int) -> None:
    """One lump position per tax code for a part of the payment plan."""
    parts = unit.con.execute(
        "SELECT id,text,rate,cents,invoice FROM plan_part WHERE document=? ORDER BY pos",
        (order.id,),
    ).fetchall()
    if not 1 <= at <= len(parts):
        raise InputError(
            N_("The payment plan of order {number} has no part {part}."),
            field="plan",
            number=order.number,
            part=at,
        )
    key, text, _rate, _cents, used = parts[at - 1]
    if used:
        raise Refused(N_("Part {part} of the payment plan is billed already."), part=at)
    totals = documents.computed(unit.con, order.id)
    nets = {one.code: one.net for one in totals.sums}
    shares = plan_nets(nets, [PlanRow(rate, cents) for _, _, rate, cents, _ in parts])[at - 1]
    usual = case_codes()[order.tax_case].code
    for pos, (code, net) in enumerate((c, n) for c, n in shares.items() if n):
        unit.put(
            Position(
                document=draft.key,
                pos=pos + 1,
                kind=PositionKind.LUMP,
                short=text or order.subject,
                quantity=_WHOLE,
                unit="psch",
                price=net * 100,
                code=None if code == usual else code,
            )
        )
    row = unit.get_one(PlanPart, key)
    row.invoice = draft.key
    unit.put(row)


def _named(unit: Unit, name: str, kind: DocumentKind) -> Head:
    return documents.head(unit.con, documents.find(unit.con, name, kind))


def _issued_invoice(unit: Unit, name: str) -> Head:
    found = _named(unit, name, DocumentKind.INVOICE)
    if not found.issued:
        raise Refused(N_("This invoice is a draft: change or delete it."), field="invoice")
    if found.state is State.CANCELLED:
        raise Refused(N_("{number} was cancelled already."), field="invoice", number=found.number)
    return found


def _refuse_deducted(unit: Unit, first: Head) -> None:
    row = unit.con.execute(
        "SELECT f.number FROM deduction d JOIN sales_document f ON f.id=d.document"
        " WHERE d.earlier=? AND f.invoice_kind='final' AND f.state<>'cancelled' LIMIT 1",
        (first.id,),
    ).fetchone()
    if row:
        raise Refused(
            N_("{number} is deducted in the final invoice {final}."),
            hint=N_("Cancel the final invoice first."),
            number=first.number,
            final=row[0],
        )


def _follow_up(unit: Unit, first: Head, kind: InvoiceKind, day: date, reason: str) -> SalesDocument:
    source = unit.get_one(SalesDocument, first.id)
    values = {name: getattr(source, name) for name in _COPIED}
    values |= {"retention_rate": 0, "discount_rate": 0, "discount_days": 0, "terms_days": 0}
    if kind is InvoiceKind.CREDIT:
        values |= {"rebate_rate": 0, "rebate_cents": 0}
    else:
        values["rebate_cents"] = -values["rebate_cents"]
    return unit.put(
        SalesDocument(
            kind=DocumentKind.INVOICE,
            invoice_kind=kind,
            state=State.DRAFT,
            day=day,
            origin=first.id,
            sales_order=first.sales_order,
            intro=reason or None,
            service_from=first.service_from,
            service_to=first.service_to or first.day,
            **values,
        )
    )


def _mirror(unit: Unit, first: Head, draft: SalesDocument) -> None:
    """The positions of the cancelled invoice; of an instalment what it billed, per tax code."""
    frozen = documents.frozen_sums(unit.con, first.id)
    rows = [unit.get_one(Position, one.id) for one in documents.positions(unit.con, first.id)]
    if first.invoice_kind is InvoiceKind.INSTALMENT:
        for pos, one in enumerate(frozen, 1):
            unit.put(
                Position(
                    document=draft.key,
                    pos=pos,
                    kind=PositionKind.LUMP,
                    short=first.number or "",
                    quantity=-_WHOLE,
                    unit="psch",
                    price=one.net * 100,
                    code=one.code,
                )
            )
        return
    new: dict[int, int] = {}
    for pos, row in enumerate(rows, 1):
        copied = _copy(row, draft.key, pos, parent=new.get(row.parent or 0))
        if row.kind in _COUNTED:
            copied.quantity = -row.quantity
        elif row.price:  # an amount of a surcharge or discount line turns with the rest
            copied.price = -row.price
        copied.formula = None
        new[row.key] = unit.put(copied).key


def record_progress(
    unit: Unit, position: int, day: date, quantity: int, *, how: str, document: int | None = None
) -> None:
    """Note how much of an order position is performed until a day, in 1/1000."""
    unit.put(Progress(position=position, day=day, quantity=quantity, how=how, document=document))
