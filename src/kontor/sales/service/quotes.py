"""Quotes (Angebote): made, sent, replaced by a new version, accepted whole or in part, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.company import queries as company
from kontor.sales.kinds import DealMoved, DocumentKind, OrderChanged, PositionKind, State
from kontor.sales.model.inputs import AcceptQuote, DocumentInput
from kontor.sales.model.tables import OrderTerms, SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.rules.dated import periods
from kontor.sales.service import positions
from kontor.sales.service.documents import (
    Links,
    check,
    copy_terms,
    freeze,
    open_document,
    open_row,
    refuse_errors,
    row_of,
    set_state,
)
from kontor.sales.service.going_out import refuse, went_out
from kontor.store.unit import Unit, use_case

_HEAD = (
    "contact", "site", "subject", "intro", "closing", "note", "language", "their_reference",
    "tax_case", "tax_reason", "contract_law", "terms_days", "discount_rate", "discount_days",
    "rebate_rate", "rebate_cents", "service_from", "service_to", "retention_rate",
    "retention_basis", "retention_release", "format",
)  # fmt: skip
_FREE = frozenset({PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL})


@use_case(N_("Quote made"))
def new_quote(unit: Unit, data: DocumentInput, today: date, inquiry: int | None = None) -> int:
    """Make the draft of a quote, from an enquiry if there was one."""
    origin = row_of(unit, inquiry, DocumentKind.INQUIRY) if inquiry is not None else None
    key = open_document(unit, DocumentKind.QUOTE, data, today, Links(origin=inquiry))
    row = row_of(unit, key)
    if row.valid_until is None:
        land = company.setting(unit.con, "land", row.day)
        row.valid_until = periods()["quote_valid"].end(row.day, land)
    if origin is not None and origin.state in {State.NEW, State.DORMANT}:
        set_state(unit, origin, State.QUOTED)
    unit.flush()
    unit.emit(DealMoved(key, row.kind, State.DRAFT, row.day))
    return key


@use_case(N_("Quote sent"))
def send_quote(
    unit: Unit, quote: int, today: date, how: str = "", override: str | None = None
) -> str:
    """Number and freeze a quote that goes out without a file of ours. Returns the number.

    With its PDF `issuing.issue` does the same. From now on a change is a new version.

    Raises:
        InputError: a position is wrong.
        Refused: there is nothing to offer, or the limit of the customer stands against it and no
            reason was given.
    """
    row = open_row(unit, quote, DocumentKind.QUOTE)
    refuse(unit, row, today, override)
    given = freeze(unit, row)
    went_out(unit, row, today, how)
    return given


@use_case(N_("New version of the quote"))
def new_version(unit: Unit, quote: int, today: date) -> int:
    """Copy a sent quote into the draft of its next version; the old one holds until it is sent."""
    old = row_of(unit, quote, DocumentKind.QUOTE)
    if old.issued is None:
        raise Refused(N_("This quote is a draft: change it as it is."))
    newer = unit.con.execute(
        "SELECT id FROM sales_document WHERE kind='quote' AND number=? AND version>?",
        (old.number, old.version),
    ).fetchone()
    if newer:
        raise Refused(N_("There is a newer version of {name} already."), name=old.number)
    if old.state in {State.ACCEPTED, State.PARTLY}:
        raise Refused(
            N_("The quote {name} is accepted."), name=old.number,
            hint=N_("Write an addition to the order."),
        )  # fmt: skip
    copied = {field: getattr(old, field) for field in _HEAD}
    row = unit.put(
        SalesDocument(
            kind=old.kind, state=State.DRAFT, number=old.number, version=old.version + 1,
            day=today, origin=old.key, sales_order=old.sales_order, **copied,
        )
    )  # fmt: skip
    land = company.setting(unit.con, "land", today)
    row.valid_until = periods()["quote_valid"].end(today, land)
    positions.copy(unit, old.key, row, lambda _one: {})
    copy_terms(unit, old.key, row.key)
    unit.flush()
    unit.emit(DealMoved(row.key, row.kind, State.DRAFT, today))
    return row.key


@use_case(N_("Quote refused by the customer"))
def reject_quote(unit: Unit, quote: int, reason: str, day: date) -> None:
    """Write down the customer's no with its reason; the enquiry behind it is lost as well."""
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row = row_of(unit, quote, DocumentKind.QUOTE)
    set_state(unit, row, State.REJECTED)
    row.decided, row.decided_how = day, reason
    inquiry = _inquiry(unit, row)
    if inquiry is not None and inquiry.state is State.QUOTED:
        set_state(unit, inquiry, State.LOST)
        inquiry.decided, inquiry.decided_how = day, reason
    unit.flush()
    unit.emit(DealMoved(quote, row.kind, State.REJECTED, day, reason))


@use_case(N_("Quotes expired"))
def expire_quotes(unit: Unit, today: date) -> list[int]:
    """Mark sent quotes whose binding period is over; they can still be accepted."""
    rows = unit.con.execute(
        "SELECT id FROM sales_document WHERE kind='quote' AND state='sent' AND valid_until<?"
        " ORDER BY id",
        (today.isoformat(),),
    ).fetchall()
    for (key,) in rows:
        set_state(unit, row_of(unit, key), State.EXPIRED)
    return [row[0] for row in rows]


@use_case(N_("Quote accepted"))
def accept_quote(unit: Unit, quote: int, data: AcceptQuote) -> int:
    """Make an order of a quote: whole, in part, with chosen alternatives and options.

    A chosen alternative becomes a normal position and takes the place of its basic position. What
    was not chosen stays in the quote only; every position of the order names its source.

    Returns:
        The id of the order, a draft until it is confirmed.
    """
    row = row_of(unit, quote, DocumentKind.QUOTE)
    if row.issued is None:
        raise Refused(
            N_("The quote was not sent yet."), hint=N_("Send it, or make the order directly.")
        )
    wanted, whole = _wanted(unit, quote, data)
    copied = {field: getattr(row, field) for field in _HEAD}
    order = unit.put(
        SalesDocument(kind=DocumentKind.ORDER, state=State.DRAFT, day=data.day, origin=quote,
                      **copied)
    )  # fmt: skip
    order.decided, order.decided_how = data.day, data.how or None
    positions.copy(unit, quote, order, _chosen(wanted))
    if not whole:
        order.rebate_cents = _part_of_rebate(unit, row, order)
    copy_terms(unit, quote, order.key)
    set_state(unit, row, State.ACCEPTED if whole else State.PARTLY)
    row.decided, row.decided_how = data.day, data.how or None
    inquiry = _inquiry(unit, row)
    if inquiry is not None and inquiry.state in {State.NEW, State.QUOTED, State.DORMANT}:
        set_state(unit, inquiry, State.ACCEPTED)
        inquiry.decided = data.day
    unit.flush()
    refuse_errors(check(unit.con, order.key))
    unit.emit(OrderChanged(order.key, State.DRAFT, data.day))
    unit.emit(DealMoved(quote, row.kind, row.state, data.day))
    return order.key


def _wanted(unit: Unit, quote: int, data: AcceptQuote) -> tuple[set[int], bool]:
    """Which positions come into the order, and whether nothing that counted is left out."""
    there = queries.positions(unit.con, quote)
    chosen = {queries.find_position(unit.con, quote, text).id for text in data.choices}
    replaced = {one.choice for one in there if one.id in chosen and one.choice is not None}
    for group in replaced:
        if sum(one.id in chosen for one in there if one.choice == group) > 1:
            raise InputError(
                N_("Only one alternative of group {group} can be chosen."), group=group,
                field="choices",
            )  # fmt: skip
    counting = {one.id for one in there if one.kind not in _FREE and one.chosen}
    counting -= {one.id for one in there if one.choice in replaced and one.id not in chosen}
    counting |= chosen
    if data.positions is None:
        return counting, True
    named = {queries.find_position(unit.con, quote, text).id for text in data.positions}
    part = _below(there, named) & (counting | named) | chosen
    part -= {one.id for one in there if one.choice in replaced and one.id not in chosen}
    part = {key for key in part if key in counting}
    if not part:
        raise InputError(N_("Name at least one position that counts."), field="positions")
    return part, part >= counting


def _below(there: Iterable[queries.Position], named: set[int]) -> set[int]:
    found = set(named)
    for one in there:
        if one.parent in found:
            found.add(one.id)
    return found


def _chosen(wanted: set[int]) -> Callable[[queries.Position], dict[str, Any] | None]:
    def change(one: queries.Position) -> dict[str, Any] | None:
        if one.kind in _FREE:
            return {}
        if one.id not in wanted:
            return None
        changed: dict[str, Any] = {"chosen": True, "choice": None}
        if one.kind in {PositionKind.ALTERNATIVE, PositionKind.OPTIONAL}:
            changed["kind"] = PositionKind.NORMAL
        return changed

    return change


def _part_of_rebate(unit: Unit, quote: SalesDocument, order: SalesDocument) -> int:
    """A rebate in cents goes along in proportion when only a part was accepted."""
    whole = sum(queries.computed(unit.con, quote.key).before.values())
    part = sum(queries.computed(unit.con, order.key).before.values())
    return half_up(quote.rebate_cents * part, whole) if whole > 0 else 0


def _inquiry(unit: Unit, row: SalesDocument) -> SalesDocument | None:
    """The enquiry behind a quote, through all its versions."""
    seen = set()
    while row.origin is not None and row.origin not in seen:
        seen.add(row.origin)
        row = row_of(unit, row.origin)
        if row.kind is DocumentKind.INQUIRY:
            return row
    return None


# -- orders without a quote ----------------------------------------------------------------------


@use_case(N_("Order made"))
def new_order(unit: Unit, data: DocumentInput, today: date, how: str = "") -> int:
    """Make an order that had no quote; a draft until it is confirmed."""
    key = open_document(unit, DocumentKind.ORDER, data, today)
    row = row_of(unit, key)
    row.decided, row.decided_how = row.day, how or None
    unit.flush()
    unit.emit(OrderChanged(key, State.DRAFT, row.day))
    return key


def pass_over(unit: Unit, terms: OrderTerms, reason: str | None) -> None:
    """Keep the reason why a limit was passed over, behind those that were kept before."""
    if reason and reason not in (terms.override or ""):
        terms.override = "\n".join(filter(None, (terms.override, reason)))
        unit.flush()
