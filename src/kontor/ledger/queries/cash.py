"""Cash curve (Liquidität): money now, and what will come and go in the next weeks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.dates import Period, add_months, parse_period
from kontor.base.i18n import N_
from kontor.base.numbers import read_plain_money
from kontor.ledger.queries.deadlines import deadline_of, tax_deadlines
from kontor.ledger.queries.habits import delays, wages
from kontor.ledger.queries.items import open_items
from kontor.ledger.queries.standing import Template, source_of, templates
from kontor.ledger.queries.vat import last_filed, special_prepayment, vat_return, vat_year

WEEKS = 13
OVERDUE_DAYS = 7  # overdue claims are expected a week from today, never at once
_INWARD, _OUTWARD = frozenset({"sale"}), frozenset({"purchase"})


class Balance(NamedTuple):
    """A money account and what is on it."""

    number: str
    name: str
    cents: int


class Move(NamedTuple):
    """Money that is expected: positive comes in. `title` is a message id filled from `values`."""

    day: date
    cents: int
    kind: str
    title: str
    values: tuple[tuple[str, object], ...]
    ref: str


class Week(NamedTuple):
    """One week of the curve; `balance` is what is left at its end, `lowest` its lowest day."""

    first: date
    income: int
    spending: int
    balance: int
    lowest: int
    moves: tuple[Move, ...]


class Curve(NamedTuple):
    """The curve from today: balances, weeks, the lowest point."""

    today: date
    accounts: tuple[Balance, ...]
    start: int
    weeks: tuple[Week, ...]
    lowest: int
    lowest_day: date


_ACCOUNTS = """
SELECT a.number, a.name,
       (SELECT ifnull(sum(l.cents), 0) FROM line l WHERE l.account = a.id AND l.day <= ?1)
  FROM account a
 WHERE a.number IN (SELECT account FROM money_account WHERE closed IS NULL)
    OR a.concept = 'geldtransit' ORDER BY length(a.number), a.number
"""
_TAX_PAID = """
SELECT 1 FROM entry e
 WHERE e.kind = 'tax_payment' AND e.reverses IS NULL
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id)
   AND (e.document LIKE '%' || ?1 || '%' OR e.text LIKE '%' || ?1 || '%')
"""
_NEGATIVE = """
SELECT a.number, a.name, d.day, d.balance FROM account a JOIN
  (SELECT account, day, sum(sum(cents)) OVER (PARTITION BY account ORDER BY day) AS balance
     FROM line WHERE account IN
       (SELECT a.id FROM account a LEFT JOIN money_account m ON m.account = a.number
         WHERE m.kind = 'cash' OR a.concept IN ('kasse', 'nebenkasse'))
    GROUP BY account, day) d ON d.account = a.id
 WHERE d.balance < 0 ORDER BY d.day, a.number
"""


def curve(con: sqlite3.Connection, today: date, weeks: int = WEEKS) -> Curve:
    """Open items, VAT, wages and standing entries of the next weeks.

    Customers are expected as late as they usually pay, wages as in the last months.
    """
    accounts = tuple(Balance(*row) for row in con.execute(_ACCOUNTS, (today.isoformat(),)))
    start = balance = lowest = sum(one.cents for one in accounts)
    lowest_day = today
    end = today + timedelta(weeks=weeks)
    expected = sorted(moves(con, today, end), key=lambda move: move.day)
    out = []
    for number in range(weeks):
        first = today + timedelta(weeks=number)
        mine = [one for one in expected if first <= one.day < first + timedelta(weeks=1)]
        deepest = balance
        for day in sorted({one.day for one in mine}):
            balance += sum(one.cents for one in mine if one.day == day)
            deepest = min(deepest, balance)
            if balance < lowest:
                lowest, lowest_day = balance, day
        income = sum(one.cents for one in mine if one.cents > 0)
        spending = sum(one.cents for one in mine if one.cents < 0)
        out.append(Week(first, income, spending, balance, deepest, tuple(mine)))
    return Curve(today, accounts, start, tuple(out), lowest, lowest_day)


def moves(con: sqlite3.Connection, today: date, end: date) -> Iterator[Move]:
    """Everything that is expected from today up to a day, in no order."""
    yield from _item_moves(con, today)
    yield from _tax_moves(con, today, end)
    standing = templates(con)
    for one in wages(con, today, end, standing):
        yield Move(one.day, -one.cents, "wage", one.title, (("month", one.month),), "")
    for template in standing:
        yield from _standing_moves(con, template, today, end)


def below_zero(con: sqlite3.Connection) -> list[tuple[str, str, date, int]]:
    """Days at whose end a cash box is below zero: number, name, day, balance."""
    return [
        (number, name, date.fromisoformat(day), cents)
        for number, name, day, cents in con.execute(_NEGATIVE)
    ]


def _item_moves(con: sqlite3.Connection, today: date) -> Iterator[Move]:
    habits = delays(con, today)
    for one in open_items(con, today):
        if one.disputed and one.signed > 0:
            continue
        values = (("document", one.document), ("name", one.name))
        title = N_("{document} {name}")
        rest = one.open
        for part in one.parts:
            if part.open:
                rest -= part.open
                late = today + timedelta(days=OVERDUE_DAYS if one.side > 0 else 0)
                usual = timedelta(days=habits.of(one.account) if one.side > 0 else 0)
                day = part.due + usual if part.due >= today else max(part.due + usual, late)
                yield Move(day, one.side * part.open, "item", title, values, f"item:{one.id}")
        if rest:
            yield Move(today, one.side * rest, "item", title, values, f"item:{one.id}")


def _tax_moves(con: sqlite3.Connection, today: date, end: date) -> Iterator[Move]:
    wanted = {
        (one.deadline.kind, one.deadline.period)
        for one in tax_deadlines(con, today, ahead=(end - today).days)
    }
    for kind, label in con.execute(
        "SELECT DISTINCT kind, period FROM filing WHERE filed >= ?",
        ((today - timedelta(days=120)).isoformat(),),
    ).fetchall():
        wanted.add((kind, label))
    for kind, label in sorted(wanted):
        if kind not in {"vat", "special_prepayment", "vat_year"}:
            continue
        period = parse_period(label, today)
        due = deadline_of(con, kind, period)
        if due.day < end and not _settled(con, kind, label, due.day, today):
            cents = _payable(con, kind, period)
            if cents:
                values = (("period", period.title),)
                yield Move(
                    max(due.day, today), -cents, "tax", N_("VAT {period}"), values,
                    f"ledger:{kind}/{label}",
                )  # fmt: skip


def _settled(con: sqlite3.Connection, kind: str, label: str, due: date, today: date) -> bool:
    """Paid already: a tax payment names the period, or it was filed and its day is long over."""
    if con.execute(_TAX_PAID, (label,)).fetchone():
        return True
    filed = last_filed(con, kind, label)
    return filed is not None and due < today - timedelta(days=30)


def _payable(con: sqlite3.Connection, kind: str, period: Period) -> int:
    filed = last_filed(con, kind, period.label)
    if filed:
        return filed.payable
    if kind == "vat":
        return vat_return(con, period).payable
    if kind == "vat_year":
        return vat_year(con, period.first.year).remaining
    return special_prepayment(con, period.first.year).amount


def _standing_moves(
    con: sqlite3.Connection, template: Template, today: date, end: date
) -> Iterator[Move]:
    if not template.every_months or not template.starts:
        return
    cents = _amount(json.loads(template.content))
    last = min(end, template.ends or end)
    step = 0
    while (day := add_months(template.starts, step)) <= last and cents:
        step += template.every_months
        done = con.execute(
            "SELECT 1 FROM entry WHERE source = ?", (source_of(template.id, day),)
        ).fetchone()
        if day >= today - timedelta(days=31) and not done:
            values = (("name", template.name),)
            ref = f"ledger:template/{template.id}"
            yield Move(
                max(day, today), cents, "standing", N_("{name} (standing entry)"), values, ref
            )


def _amount(event: dict[str, Any]) -> int:
    """What the event of a template does to the money; what only moves it inside does nothing."""
    kind = event.get("kind")
    if kind in {"payment", "private", "tax_payment"}:
        return read_plain_money(event.get("amount", "0"))
    if kind in _INWARD | _OUTWARD and event.get("money") not in {"privateinlage", "privatentnahme"}:
        lines = event.get("lines", [])
        total = sum(read_plain_money(one.get("gross") or one.get("net") or "0") for one in lines)
        return total if kind in _INWARD else -total
    return 0
