"""Open items (offene Posten): what is owed on a day, how old it is, one item in full."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.money import half_up

CUSTOMER, SUPPLIER = 1, -1
BUCKETS = (0, 30, 60, 90)
AT_ONCE = 10_000


class DuePart(NamedTuple):
    """One part of what is due; money goes to the earliest part first."""

    pos: int
    amount: int
    paid: int
    due: date
    payee: str
    kind: str

    @property
    def open(self) -> int:
        """What is still open of this part."""
        return self.amount - self.paid


class OpenItem(NamedTuple):
    """One open item; amounts are positive in its own direction, `signed` is as the books see it.

    Attributes:
        side: +1 a customer owes us, -1 we owe.
        due: first day on which something of it is due; None when only later parts are left.
        overdue: amount that is overdue on the day asked for.
        retained: amount of retentions and parts for the tax office among `open`.
        discount: Skonto that may still be taken, until `discount_until`.
    """

    id: int
    account: str
    name: str
    partner: str | None
    side: int
    kind: str
    document: str
    day: date
    text: str | None
    disputed: bool
    total: int
    reduced: int
    paid: int
    open: int
    due: date | None
    days_overdue: int
    overdue: int
    retained: int
    discount: int
    discount_until: date | None
    parts: tuple[DuePart, ...]

    @property
    def signed(self) -> int:
        """What it does to the balance: debit positive."""
        return self.side * self.open

    @property
    def posted(self) -> bool:
        """Whether it stands on the personal account; an advance request does not."""
        return self.kind != "request"


class Aged(NamedTuple):
    """What a partner owes by age: not due, 1-30, 31-60, 61-90 and more days overdue."""

    account: str
    name: str
    partner: str | None
    side: int
    not_due: int
    days_30: int
    days_60: int
    days_90: int
    older: int
    credits: int

    @property
    def total(self) -> int:
        """What is owed in all, less credits."""
        return self.not_due + self.days_30 + self.days_60 + self.days_90 + self.older - self.credits


class Weight(NamedTuple):
    """What of an item may be collected on one account and code, and what was (Gewicht)."""

    pos: int
    account: str
    name: str
    code: str | None
    part: str
    cents: int
    reduced: int
    collected: int

    @property
    def open(self) -> int:
        """What may still be collected on it."""
        return self.cents - self.reduced - self.collected


class Settlement(NamedTuple):
    """One event on an item: money and reduction (Skonto, credit note, write-off)."""

    id: int
    entry: int
    number: int | None
    day: date
    booked: date
    text: str
    money: int
    reduction: int


class Discount(NamedTuple):
    """Skonto granted until a day."""

    until: date
    rate: int


class ItemView(NamedTuple):
    """One item with due parts, weights, events and discounts."""

    head: OpenItem
    opened_by: int | None
    due_rule: str
    service_day: date | None
    lapsed_into: int | None
    weights: tuple[Weight, ...]
    settlements: tuple[Settlement, ...]
    discounts: tuple[Discount, ...]


# Counted by booking date, so that the list agrees with the personal accounts on every day.
_HEADS = """
WITH chosen(id) AS (
  SELECT i.id FROM item i LEFT JOIN entry e ON e.id = i.opened_by
   WHERE coalesce(e.booked, i.day) <= :day AND (:all OR i.lapsed_into IS NULL)
     AND (:side IS NULL OR i.side = :side) AND (:partner IS NULL OR i.partner = :partner)
     AND (:account IS NULL OR i.account = (SELECT id FROM account WHERE number = :account))
     AND (:id IS NULL OR i.id = :id)),
w AS (SELECT item, sum(cents) AS total, sum(collected) AS before FROM weight
       WHERE item IN chosen GROUP BY item),
r AS (SELECT w.item, sum(r.cents) AS cents FROM weight w JOIN reduction r ON r.weight = w.id
        JOIN entry e ON e.id = r.entry
       WHERE w.item IN chosen AND e.booked <= :day GROUP BY w.item),
s AS (SELECT s.item, sum(s.money) AS cents FROM settlement s JOIN entry e ON e.id = s.entry
       WHERE s.item IN chosen AND e.booked <= :day GROUP BY s.item)
SELECT i.id, a.number, a.name, coalesce(i.partner, a.partner), i.side, i.kind, i.document, i.day,
       i.text, i.disputed, ifnull(w.total, 0), ifnull(r.cents, 0),
       ifnull(w.before, 0) + ifnull(s.cents, 0)
  FROM item i JOIN account a ON a.id = i.account
  LEFT JOIN w ON w.item = i.id LEFT JOIN r ON r.item = i.id LEFT JOIN s ON s.item = i.id
 WHERE i.id IN chosen
   AND (:all OR ifnull(w.total, 0) - ifnull(r.cents, 0) - ifnull(w.before, 0) - ifnull(s.cents, 0)
        <> 0)
 ORDER BY i.day, i.id
"""
_PARTS = """
SELECT d.item, d.pos, d.cents, d.due, d.payee, d.kind
  FROM json_each(?) k JOIN due_part d ON d.item = k.value ORDER BY d.item, d.due, d.pos
"""
_DISCOUNTS = """
SELECT d.item, d.until, d.rate FROM json_each(?) k JOIN discount d ON d.item = k.value
 WHERE d.until >= ? ORDER BY d.item, d.until
"""
_WEIGHTS = """
SELECT w.pos, a.number, a.name, w.code, w.part, w.cents,
       ifnull((SELECT sum(r.cents) FROM reduction r WHERE r.weight = w.id), 0),
       w.collected + ifnull((SELECT sum(s.cents) FROM share s WHERE s.weight = w.id), 0)
  FROM weight w JOIN account a ON a.id = w.account WHERE w.item = ? ORDER BY w.pos
"""
_EVENTS = """
SELECT s.id, s.entry, (SELECT number FROM seal WHERE entry = s.entry), s.day, e.booked, e.text,
       s.money, s.reduction
  FROM settlement s JOIN entry e ON e.id = s.entry WHERE s.item = ? ORDER BY s.id
"""


def open_items(
    con: sqlite3.Connection,
    day: date,
    *,
    side: int | None = None,
    partner: str | None = None,
    account: str | None = None,
) -> list[OpenItem]:
    """What is open at the end of a day, oldest first.

    Args:
        con: a reading connection.
        day: the day asked for, by booking date.
        side: +1 customers, -1 suppliers, None both.
        partner: reference of one partner (`contacts:12`).
        account: number of one personal account.
    """
    values = {"side": side, "partner": partner, "account": account, "id": None, "all": False}
    return _read(con, day, values)


def item(con: sqlite3.Connection, item_id: int, *, day: date | None = None) -> ItemView:
    """One item, open or not, with everything that happened to it.

    Raises:
        NotFound: there is none.
    """
    values = {"side": None, "partner": None, "account": None, "id": item_id, "all": True}
    more = con.execute(
        "SELECT opened_by, due_rule, service_day, lapsed_into FROM item WHERE id = ?", (item_id,)
    ).fetchone()
    if more is None:
        raise NotFound(N_("Open item {number} does not exist."), number=item_id)
    (head,) = _read(con, day or date.max, values)
    return ItemView(
        head,
        more[0],
        more[1],
        _day(more[2]),
        more[3],
        tuple(Weight(*row) for row in con.execute(_WEIGHTS, (item_id,))),
        tuple(
            Settlement._make((*row[:3], _day(row[3]), _day(row[4]), *row[5:]))
            for row in con.execute(_EVENTS, (item_id,))
        ),
        tuple(
            Discount(date.fromisoformat(until), rate)
            for until, rate in con.execute(
                "SELECT until, rate FROM discount WHERE item = ? ORDER BY until", (item_id,)
            )
        ),
    )


def by_document(con: sqlite3.Connection, document: str) -> list[int]:
    """Ids of the items with a document number, newest first."""
    found = con.execute("SELECT id FROM item WHERE document = ? ORDER BY id DESC", (document,))
    return [row[0] for row in found]


def ageing(con: sqlite3.Connection, day: date, *, side: int = CUSTOMER) -> list[Aged]:
    """Open amounts by partner and age on a day (Altersstruktur), the largest overdue first.

    Advance requests are claims too and count here.
    """
    sums: dict[str, list[int]] = {}
    heads: dict[str, OpenItem] = {}
    for one in open_items(con, day, side=side):
        heads.setdefault(one.account, one)
        amounts = sums.setdefault(one.account, [0, 0, 0, 0, 0, 0])
        for column, amount in _aged_parts(one, day):
            amounts[column] += amount
    rows = [
        Aged(number, head.name, head.partner, side, *sums[number]) for number, head in heads.items()
    ]
    return sorted(rows, key=lambda row: (row.not_due - row.total, row.name))


def _aged_parts(one: OpenItem, day: date) -> Iterable[tuple[int, int]]:
    if one.open < 0 or one.kind == "credit":
        yield 5, abs(one.open) if one.open < 0 else one.open
        return
    rest = one.open
    for part in one.parts:
        if part.open:
            late = (day - part.due).days if part.kind not in {"retention", "withheld"} else 0
            yield sum(late > bound for bound in BUCKETS), part.open
            rest -= part.open
    if rest:
        yield 0, rest


def _read(con: sqlite3.Connection, day: date, values: dict[str, Any]) -> list[OpenItem]:
    heads = con.execute(_HEADS, values | {"day": day.isoformat()}).fetchall()
    parts: dict[int, list[tuple[Any, ...]]] = {}
    discounts: dict[int, tuple[str, int]] = {}
    for begin in range(0, len(heads), AT_ONCE):
        marks = json.dumps([head[0] for head in heads[begin : begin + AT_ONCE]])
        for item_id, *part in con.execute(_PARTS, (marks,)):
            parts.setdefault(item_id, []).append(tuple(part))
        for item_id, until, rate in con.execute(_DISCOUNTS, (marks, day.isoformat())):
            discounts.setdefault(item_id, (until, rate))
    return [_item(head, parts.get(head[0], []), discounts.get(head[0]), day) for head in heads]


def _item(
    head: tuple[Any, ...],
    rows: list[tuple[Any, ...]],
    discount: tuple[str, int] | None,
    day: date,
) -> OpenItem:
    total, reduced, paid = head[10:13]
    open_now = total - reduced - paid
    parts = _allocate(rows, paid)
    waiting = [part for part in parts if part.open > 0]
    later = [part for part in waiting if part.kind in {"retention", "withheld"}]
    normal = [part for part in waiting if part.kind not in {"retention", "withheld"}]
    due = min((part.due for part in normal), default=None)
    overdue = sum(part.open for part in normal if part.due < day)
    days = max((day - due).days, 0) if due and open_now > 0 and day != date.max else 0
    granted, until = 0, None
    if discount and not paid and open_now > 0:
        granted, until = half_up(open_now * discount[1], 10_000), date.fromisoformat(discount[0])
    return OpenItem._make(
        (
            *head[:7],
            date.fromisoformat(head[7]),
            head[8],
            bool(head[9]),
            total,
            reduced,
            paid,
            open_now,
            due,
            days,
            overdue if open_now > 0 else 0,
            sum(part.open for part in later),
            granted,
            until,
            parts,
        )
    )


def _allocate(rows: list[tuple[Any, ...]], paid: int) -> tuple[DuePart, ...]:
    parts = []
    for pos, cents, due, payee, kind in rows:
        taken = max(0, min(paid, cents)) if cents >= 0 else min(0, max(paid, cents))
        paid -= taken
        parts.append(DuePart(pos, cents, taken, date.fromisoformat(due), payee, kind))
    return tuple(parts)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
