"""The way of a piece of business: which documents there are, what comes next, what it brings."""

from __future__ import annotations

import sqlite3
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kontor.base.money import half_up
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind, State
from kontor.sales.queries import documents
from kontor.sales.queries.documents import Head
from kontor.sales.rules.positions import line_total

_S, _K = State, DocumentKind
_COSTS = ("labour", "material", "equipment", "subcontract", "other")


class Step(StrEnum):
    """The next step of the business case."""

    QUOTE = "quote"
    SEND = "send"
    DELIVER = "deliver"
    ANSWER = "answer"
    CONFIRM = "confirm"
    BEGIN = "begin"
    WORK = "work"
    ACCEPT = "accept"
    FINAL = "final"
    ISSUE = "issue"
    PAY = "pay"
    CLOSE = "close"
    APPROVE = "approve"
    CHECK = "check"
    SIGN = "sign"
    ORDER = "order"
    BILL = "bill"
    NONE = "none"


_STEPS: dict[DocumentKind, dict[State, Step]] = {
    _K.INQUIRY: {_S.NEW: Step.QUOTE, _S.DORMANT: Step.QUOTE, _S.LOST: Step.NONE},
    _K.QUOTE: {
        _S.DRAFT: Step.SEND, _S.SENT: Step.ANSWER, _S.EXPIRED: Step.ANSWER,
        _S.REJECTED: Step.ANSWER,
    },
    _K.ORDER: {
        _S.DRAFT: Step.CONFIRM, _S.CONFIRMED: Step.BEGIN, _S.BEGUN: Step.WORK,
        _S.FINISHED: Step.ACCEPT, _S.ACCEPTED: Step.FINAL, _S.BILLED: Step.CLOSE,
    },
    _K.ADDITION: {
        _S.DRAFT: Step.SEND, _S.SENT: Step.APPROVE, _S.DISPUTED: Step.APPROVE,
    },
    _K.MEASUREMENT: {_S.DRAFT: Step.CHECK, _S.CHECKED: Step.SIGN},
    _K.DELIVERY: {_S.DRAFT: Step.SEND, _S.ISSUED: Step.SIGN, _S.SIGNED: Step.BILL},
    _K.TIME_NOTE: {
        _S.DRAFT: Step.SEND, _S.ISSUED: Step.SIGN, _S.DISPUTED: Step.SIGN, _S.SIGNED: Step.BILL,
    },
    _K.ACCEPTANCE: {_S.REQUESTED: Step.ACCEPT, _S.REFUSED: Step.ACCEPT},
    _K.INVOICE: {_S.DRAFT: Step.ISSUE, _S.ISSUED: Step.DELIVER, _S.SENT: Step.PAY},
}  # fmt: skip


def next_step(con: sqlite3.Connection, key: int, *, delivered: bool = False) -> Step:
    """The step that comes next with a document.

    Args:
        con: connection.
        key: id of the document.
        delivered: the customer has it, though nobody noted how it went.
    """
    row = con.execute(
        "SELECT kind,state,sent_how FROM sales_document WHERE id=?", (key,)
    ).fetchone()
    if row is None:
        return Step.NONE
    kind, state = DocumentKind(row[0]), State(row[1])
    found = _STEPS[kind].get(state, Step.NONE)
    if kind is _K.QUOTE:
        return _of_quote(found, state, known=delivered or row[2] is not None)
    if kind is _K.INVOICE and found in {Step.DELIVER, Step.PAY}:
        open_ = open_item(con, key) is not None
        unsent = found is Step.DELIVER and not delivered and (open_ or _is_correction(con, key))
        return Step.DELIVER if unsent else Step.PAY if open_ else Step.NONE
    if kind is _K.ORDER and found is Step.CLOSE and unpaid(con, key):
        return Step.PAY
    return found


def _of_quote(found: Step, state: State, *, known: bool) -> Step:
    """A quote without a note of sending is brought to the customer first."""
    if state in {State.ACCEPTED, State.PARTLY}:
        return Step.ORDER
    return Step.DELIVER if state is State.SENT and not known else found


def _is_correction(con: sqlite3.Connection, key: int) -> bool:
    """Whether an invoice takes another one back: nothing is open of it, but it has to go out."""
    row = con.execute("SELECT invoice_kind FROM sales_document WHERE id=?", (key,)).fetchone()
    return row[0] in {InvoiceKind.CREDIT, InvoiceKind.CANCEL}


class Kept(NamedTuple):
    """A security that the customer keeps of an invoice (Sicherheitseinbehalt)."""

    invoice: int
    number: str
    cents: int
    until: date | None


def kept_of(con: sqlite3.Connection, invoice: int) -> list[Kept]:
    """What is kept of an issued invoice and not released."""
    rows = con.execute(
        "SELECT d.id,d.number,sum(r.cents),max(r.release_on) FROM retention r"
        " JOIN sales_document d ON d.id=r.document WHERE d.id=? AND r.released IS NULL"
        " AND d.issued IS NOT NULL AND d.state<>'cancelled' GROUP BY d.id",
        (invoice,),
    ).fetchall()
    return [
        Kept(key, number, cents, date.fromisoformat(until) if until else None)
        for key, number, cents, until in rows
    ]


def kept_of_order(con: sqlite3.Connection, order: int) -> list[Kept]:
    """What is kept of the invoices of an order."""
    return [kept for one in documents.bills(con, order) for kept in kept_of(con, one.id)]


def order_of(con: sqlite3.Connection, key: int) -> int | None:
    """The order that a document belongs to, or that came of it."""
    top = documents.head(con, key)
    if top.kind is _K.ORDER:
        return key
    if top.sales_order is not None:
        return top.sales_order
    row = con.execute(
        "WITH RECURSIVE c(id) AS (SELECT ?1 UNION SELECT d.id FROM sales_document d"
        " JOIN c ON d.origin=c.id AND d.kind IN ('quote','order'))"
        " SELECT d.id FROM c JOIN sales_document d ON d.id=c.id WHERE d.kind='order'"
        " ORDER BY d.id DESC LIMIT 1",
        (key,),
    ).fetchone()
    return int(row[0]) if row else None


def chain(con: sqlite3.Connection, key: int) -> list[Head]:
    """All documents of the same business, from the enquiry to the last invoice."""
    start = order_of(con, key) or key
    rows = con.execute(
        "WITH RECURSIVE up(id) AS (SELECT ?1 UNION SELECT d.origin FROM sales_document d"
        " JOIN up ON d.id=up.id WHERE d.origin IS NOT NULL),"
        " down(id) AS (SELECT id FROM up UNION SELECT d.id FROM sales_document d"
        " JOIN down ON d.origin=down.id OR d.sales_order=down.id)"
        " SELECT d.id FROM down JOIN sales_document d ON d.id=down.id ORDER BY d.day,d.id",
        (start,),
    ).fetchall()
    return documents.heads(con, [row[0] for row in rows])


def open_item(con: sqlite3.Connection, key: int) -> int | None:
    """The open item of an issued invoice; nothing when it is settled."""
    row = con.execute(
        "SELECT i.id FROM sales_document d JOIN item i ON i.document=d.number AND i.side=1"
        " WHERE d.id=? AND d.issued IS NOT NULL AND i.lapsed_into IS NULL AND"
        " (SELECT ifnull(sum(w.cents-w.collected),0) FROM weight w WHERE w.item=i.id)"
        " -(SELECT ifnull(sum(r.cents),0) FROM weight w JOIN reduction r ON r.weight=w.id"
        "   WHERE w.item=i.id)"
        " -(SELECT ifnull(sum(s.money),0) FROM settlement s WHERE s.item=i.id)<>0"
        " ORDER BY i.id DESC LIMIT 1",
        (key,),
    ).fetchone()
    return int(row[0]) if row else None


def unpaid(con: sqlite3.Connection, order: int) -> list[int]:
    """Open items of the invoices of an order."""
    found = (open_item(con, one.id) for one in documents.bills(con, order))
    return [item for item in found if item is not None]


class Job(NamedTuple):
    """An order in figures: cents, seconds for the hours.

    Attributes:
        agreed: net of the order with its approved additions.
        performed: net of what is performed to date, before a rebate on the whole.
        billed: net that was billed so far.
        planned: planned cost by kind; `planned_seconds` the hours in the prices.
        actual: cost that the books hold for the order; `actual_seconds` hours on its time notes.
        retained: kept by the customer as security and not released.
    """

    agreed: int
    performed: int
    billed: int
    planned: dict[str, int]
    planned_seconds: int
    actual: int
    actual_seconds: int
    retained: int

    @property
    def left(self) -> int:
        """Net that is still to bill of what was agreed."""
        return self.agreed - self.billed

    @property
    def cost(self) -> int:
        """Planned cost."""
        return sum(self.planned.values())


def job(con: sqlite3.Connection, order: int) -> Job:
    """What an order was to bring, what it brought and cost so far."""
    top = documents.head(con, order)
    there = documents.positions(con, order)
    done = documents.performed(con, order)
    planned = dict.fromkeys(_COSTS, 0)
    seconds = performed = 0
    for one in there:
        if not one.chosen or one.kind in {PositionKind.TITLE, PositionKind.TEXT}:
            continue
        for name in _COSTS:
            planned[name] += half_up(one.quantity * getattr(one, name), 100_000)
        seconds += half_up(one.quantity * one.seconds, 1000)
        performed += line_total(done.get(one.id, 0), one.price, one.price_basis, one.rebate)
    actual, hours, retained = _so_far(con, order, top.number)
    return Job(
        documents.computed(con, order).net, performed,
        documents.billed_net(con, order),
        planned, seconds, actual, hours, retained,
    )  # fmt: skip


def _so_far(con: sqlite3.Connection, order: int, number: str | None) -> tuple[int, int, int]:
    (actual,) = con.execute(
        "SELECT ifnull(sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account"
        " WHERE l.project=? AND a.kind='expense'",
        (number,),
    ).fetchone()
    (hours,) = con.execute(
        "SELECT ifnull(sum(p.quantity),0) FROM position p JOIN sales_document d ON d.id=p.document"
        " WHERE d.sales_order=? AND d.kind='time_note' AND p.kind='hour'",
        (order,),
    ).fetchone()
    (retained,) = con.execute(
        "SELECT ifnull(sum(r.cents),0) FROM retention r JOIN sales_document d ON d.id=r.document"
        " WHERE d.sales_order=? AND d.state<>'cancelled' AND r.released IS NULL",
        (order,),
    ).fetchone()
    return int(actual), half_up(int(hours) * 3600, 1000), int(retained)


def draft_bill(con: sqlite3.Connection, order: int) -> int | None:
    """A draft of an invoice of this order that waits to be issued."""
    row = con.execute(
        "SELECT id FROM sales_document WHERE sales_order=? AND kind='invoice' AND issued IS NULL"
        " AND invoice_kind NOT IN (?,?) ORDER BY id DESC LIMIT 1",
        (order, InvoiceKind.CREDIT, InvoiceKind.CANCEL),
    ).fetchone()
    return int(row[0]) if row else None
