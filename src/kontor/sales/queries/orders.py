"""One order as a whole: sums, bills, what is left to bill, planned against actual cost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kontor.base.money import half_up
from kontor.contacts.queries import same_person
from kontor.sales.kinds import CostKind, DocumentKind, InvoiceKind, PositionKind, State
from kontor.sales.queries import documents
from kontor.sales.queries.documents import Document, Head, Position
from kontor.sales.queries.terms import ContractTerms, PlanPart, plan, terms
from kontor.sales.rules.billing import bill, performance, sum_codes
from kontor.sales.rules.calculation import Margin, margin
from kontor.sales.rules.positions import CodeSum, Totals

_HUNDRED = 100_000  # quantity 1/1000 times cost 1/10,000 € makes 1/100,000 of a cent
_COST = {kind: kind.value for kind in CostKind}


class PositionState(NamedTuple):
    """A position of an order: ordered, performed to date, both in cents."""

    position: Position
    ordered: int
    performed_quantity: int
    performed: int


class Costs(NamedTuple):
    """Planned and actual cost of an order in cents, by kind as far as it is known."""

    planned: dict[CostKind, int]
    planned_seconds: int
    booked: int
    hours: int
    hours_seconds: int

    @property
    def planned_all(self) -> int:
        """Planned cost of what was ordered."""
        return sum(self.planned.values())

    @property
    def actual(self) -> int:
        """What the books say on the order, and the hours of its time notes at cost."""
        return self.booked + self.hours


class OrderView(NamedTuple):
    """Everything that is asked about an order at a glance.

    Attributes:
        document: head, positions and sums with approved additions.
        terms: contract terms and days of the work.
        plan: payment plan.
        related: all documents of the order, oldest first.
        positions: each position with its performance.
        performed: sums of the performance to date.
        billed: net and tax of the bills so far per code.
        to_bill: what of the performance is not billed yet per code, below zero when ahead.
        left: what of the whole order is not billed yet, net.
        costs: planned and actual cost.
        in_progress: work in progress at cost: actual cost of what is not billed, in cents.
        planned_margin: contribution margin as calculated.
        actual_margin: contribution margin of what is performed.
    """

    document: Document
    terms: ContractTerms
    plan: tuple[PlanPart, ...]
    related: tuple[Head, ...]
    positions: tuple[PositionState, ...]
    performed: Totals
    billed: tuple[CodeSum, ...]
    to_bill: tuple[CodeSum, ...]
    left: int
    costs: Costs
    in_progress: int
    planned_margin: Margin
    actual_margin: Margin

    @property
    def overrun(self) -> int:
        """By how much actual cost is above the plan, in cents; below zero when less."""
        return self.costs.actual - self.costs.planned_all


class _Billing(NamedTuple):
    """How far an order is performed and billed."""

    document: Document
    performed: Totals
    billed: tuple[CodeSum, ...]

    @property
    def net_billed(self) -> int:
        return sum(one.net for one in self.billed)

    @property
    def left(self) -> int:
        return self.document.net - self.net_billed

    @property
    def to_bill(self) -> tuple[CodeSum, ...]:
        return bill(self.performed.sums, self.billed)


def _billing(con: sqlite3.Connection, order: int) -> _Billing:
    there = documents.document(con, order)
    whole = documents.computed(con, order)
    taken = documents.values(there.positions, there.head.tax_case)
    codes = [one.code for one in taken] + [one.code for one in whole.sums]
    rates = documents.rates(con, codes, there.head.tax_day)
    now = performance(taken, documents.performed(con, order), rates, there.head.rebate)
    billed = sum_codes(documents.billed(con, order)).values()
    return _Billing(there._replace(totals=whole), now, tuple(billed))


def order_view(con: sqlite3.Connection, order: int) -> OrderView:
    """An order as a whole; `NotFound` when there is none with this id."""
    state = _billing(con, order)
    there, now = state.document, state.performed
    done = documents.performed(con, order)
    costs = _costs(con, there)
    return OrderView(
        there, terms(con, order), tuple(plan(con, order)),
        tuple(documents.of_order(con, order)),
        tuple(
            PositionState(one, there.totals.lines.get(one.id, 0), done.get(one.id, 0),
                          now.lines.get(one.id, 0))
            for one in there.positions
        ),
        now, state.billed, state.to_bill, state.left, costs,
        _in_progress(costs.actual, now.net, state.net_billed),
        margin(there.net, costs.planned_all, costs.planned_seconds),
        margin(now.net, costs.actual, costs.hours_seconds),
    )  # fmt: skip


def _in_progress(actual: int, performed: int, billed: int) -> int:
    """The part of the actual cost that stands behind performance not billed yet."""
    if performed <= 0 or billed >= performed:
        return 0
    return half_up(actual * (performed - max(billed, 0)), performed)


def _costs(con: sqlite3.Connection, order: Document) -> Costs:
    planned = dict.fromkeys(CostKind, 0)
    seconds = 0
    for one in order.positions:
        if not one.chosen or one.kind in {PositionKind.TITLE, PositionKind.TEXT}:
            continue
        for kind, field in _COST.items():
            planned[kind] += half_up(one.quantity * getattr(one, field), _HUNDRED)
        seconds += half_up(one.quantity * one.seconds, 1000)
    hours, worked = _hours(con, order.head.id)
    booked = _booked(con, [order.head.number]).get(order.head.number or "", 0)
    return Costs(planned, seconds, booked, hours, worked)


def _booked(con: sqlite3.Connection, numbers: Iterable[str | None]) -> dict[str, int]:
    """Cost lines of the books by project, for these orders, in cents; revenue is left out."""
    wanted = json.dumps([number for number in numbers if number])
    rows = con.execute(
        "SELECT l.project,sum(l.cents) FROM line l JOIN account a ON a.id=l.account"
        " WHERE l.project IN (SELECT value FROM json_each(?)) AND a.kind='expense'"
        " AND (l.code IS NULL OR l.code NOT IN (SELECT code FROM tax_code WHERE side='output'))"
        " GROUP BY l.project",
        (wanted,),
    ).fetchall()
    return dict(rows)


def _hours(con: sqlite3.Connection, order: int) -> tuple[int, int]:
    """Cost and time of the hours on signed or handed-over time notes of an order."""
    rows = con.execute(
        "SELECT p.quantity,p.labour,p.seconds FROM position p"
        " JOIN sales_document d ON d.id=p.document WHERE d.sales_order=? AND d.kind='time_note'"
        " AND p.kind='hour' AND d.state IN ('issued','signed','billed')",
        (order,),
    ).fetchall()
    cost = sum(half_up(quantity * labour, _HUNDRED) for quantity, labour, _ in rows)
    return cost, sum(half_up(quantity * (seconds or 3600), 1000) for quantity, _, seconds in rows)


class Unbilled(NamedTuple):
    """An order with performance that is not billed: how much, and since when it is finished."""

    order: int
    number: str | None
    contact: int
    contact_name: str
    subject: str
    state: State
    finished: date | None
    to_bill: int
    in_progress: int


def unbilled(con: sqlite3.Connection, *, finished_only: bool = False) -> list[Unbilled]:
    """Orders at work or finished with what is left to bill (noch abzurechnen), largest first."""
    rows = con.execute(
        "SELECT id FROM sales_document WHERE kind='order' AND state IN ('begun','finished',"
        "'accepted') ORDER BY id"
    ).fetchall()
    states = [_billing(con, key) for (key,) in rows]
    booked = _booked(con, [one.document.head.number for one in states])
    found = []
    for one in states:
        head = one.document.head
        done = head.state is not State.BEGUN
        if finished_only and not done:
            continue
        # a finished order is billed whole, also what nobody wrote down as performed
        net = max(one.left, 0) if done else sum(code.net for code in one.to_bill)
        if net > 0:
            cost = booked.get(head.number or "", 0) + _hours(con, head.id)[0]
            found.append(
                Unbilled(head.id, head.number, head.contact, head.contact_name, head.subject,
                         head.state, terms(con, head.id).finished, net,
                         _in_progress(cost, one.performed.net, one.net_billed))
            )  # fmt: skip
    return sorted(found, key=lambda one: (-one.to_bill, one.order))


def instalments(con: sqlite3.Connection, order: int) -> list[Head]:
    """The issued instalments of an order that hold."""
    return [
        one for one in documents.bills(con, order) if one.invoice_kind is InvoiceKind.INSTALMENT
    ]


def notes_to_bill(con: sqlite3.Connection, contact: int | None = None) -> list[Head]:
    """Signed delivery and time notes that are not billed and hold something of their own."""
    rows = con.execute(
        "SELECT d.id FROM sales_document d WHERE d.kind IN ('delivery','time_note')"
        " AND d.state='signed' AND (?1 IS NULL OR d.contact IN (SELECT value FROM json_each(?1)))"
        " AND EXISTS(SELECT 1 FROM position WHERE document=d.id AND source IS NULL AND price<>0)"
        " ORDER BY d.day,d.id",
        (same_person(con, contact),),
    ).fetchall()
    return documents.heads(con, [row[0] for row in rows])


def of_contact(con: sqlite3.Connection, contact: int) -> dict[DocumentKind, int]:
    """How many documents of each kind a contact has."""
    rows = con.execute(
        "SELECT kind,count(*) FROM sales_document"
        " WHERE contact IN (SELECT value FROM json_each(?)) GROUP BY kind",
        (same_person(con, contact),),
    ).fetchall()
    return {DocumentKind(kind): number for kind, number in rows}
