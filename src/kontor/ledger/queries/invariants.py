"""Invariants of the books as findings: entries, seals, items, shares, not-due tax, codes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.money import tax_on_net
from kontor.base.numbers import format_money
from kontor.ledger.kinds import Weight
from kontor.ledger.queries.lookup import find_code
from kontor.ledger.queries.seals import check_seals
from kontor.ledger.rules.spread import new_shares

_REMEDY = N_("Take back the step that did this, or restore a backup whose check is clean.")
_BALANCE = """
SELECT e.id, e.document, count(l.id), ifnull(sum(l.cents),0) FROM entry e
  LEFT JOIN line l ON l.entry=e.id GROUP BY e.id HAVING count(l.id)<2 OR sum(l.cents)<>0
"""
_ITEMS = """
SELECT i.id, i.document, i.side, i.kind, i.lapsed_into,
       (SELECT ifnull(sum(cents),0) FROM weight WHERE item=i.id) born,
       (SELECT ifnull(sum(r.cents),0) FROM reduction r JOIN weight w ON w.id=r.weight
         WHERE w.item=i.id) reduced,
       (SELECT ifnull(sum(collected),0) FROM weight WHERE item=i.id) before,
       (SELECT ifnull(sum(money),0) FROM settlement WHERE item=i.id) money,
       (SELECT ifnull(sum(reduction),0) FROM settlement WHERE item=i.id) settled,
       (SELECT ifnull(sum(cents),0) FROM due_part WHERE item=i.id) due,
       (SELECT ifnull(sum(w.cents),0) FROM weight w JOIN line l ON l.id=w.line
         WHERE w.item=i.id AND l.entry IS NOT i.opened_by) late,
       (SELECT ifnull(sum(l.cents),0) FROM line l WHERE l.item=i.id AND l.account=i.account) books
  FROM item i
"""
_EVENTS = """
SELECT s.item, s.id, s.entry, s.money, s.day FROM settlement s ORDER BY s.item, s.id
"""
_WEIGHTS = """
SELECT w.id, w.code, w.part, w.cents, w.collected,
       l.entry IS NOT i.opened_by AND w.line IS NOT NULL, l.entry
  FROM weight w JOIN item i ON i.id=w.item LEFT JOIN line l ON l.id=w.line
 WHERE w.item=? ORDER BY w.pos
"""
_NOT_DUE = """
SELECT a.id, a.number, a.name,
       (SELECT ifnull(sum(cents),0) FROM line WHERE account=a.id),
       (SELECT ifnull(sum(i.side*(w.cents-w.collected
          -(SELECT ifnull(sum(cents),0) FROM reduction WHERE weight=w.id)
          -(SELECT ifnull(sum(cents),0) FROM share WHERE weight=w.id))),0)
          FROM weight w JOIN item i ON i.id=w.item WHERE w.account=a.id AND i.due_rule='receipt')
  FROM account a WHERE a.concept IN (SELECT not_due_account FROM tax_code)
"""
_TAXES = """
SELECT l.entry, e.document, l.code, coalesce(e.service_day,e.document_day),
       sum(CASE WHEN l.part='base' THEN ifnull(l.base,l.cents) ELSE 0 END),
       sum(CASE WHEN l.part='output' THEN l.cents ELSE 0 END)
  FROM line l JOIN entry e ON e.id=l.entry
 WHERE l.code IS NOT NULL AND l.effect<>'transfer' GROUP BY l.entry, l.code
"""
_AUTOMATIC = """
SELECT l.entry, e.document, a.number, a.name FROM line l JOIN account a ON a.id=l.account
  JOIN entry e ON e.id=l.entry
 WHERE (a.function LIKE '%AM' OR a.function LIKE '%AV') AND l.effect<>'accrual'
   AND l.code IS NOT a.tax_code
"""


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """All findings about entries, seals, items, shares, not-due tax and tax codes."""
    yield from check_entries(con)
    yield from check_seals(con)
    yield from check_items(con)
    yield from check_shares(con)
    yield from check_not_due(con)
    yield from check_codes(con)
    yield from check_clearing(con)


def check_entries(con: sqlite3.Connection) -> Iterator[Finding]:
    """1: each entry sums to zero and has at least two lines."""
    for entry, document, lines, balance in con.execute(_BALANCE).fetchall():
        yield _finding(
            "L11",
            f"ledger:{entry}",
            N_("Entry {entry} {document} is not balanced: {lines} lines, difference {difference}."),
            entry=entry,
            document=document,
            lines=lines,
            difference=format_money(balance),
        )


def check_items(con: sqlite3.Connection) -> Iterator[Finding]:
    """4: original - reductions - money = open = balance of its lines; due parts add up to it."""
    for row in con.execute(_ITEMS).fetchall():
        (
            item,
            document,
            side,
            kind,
            lapsed,
            born,
            reduced,
            before,
            money,
            settled,
            due,
            late,
            books,
        ) = row
        values = {"document": document, "item": item}
        total, paid = born - reduced, before + money
        if settled != reduced - late:
            yield _finding(
                "L41",
                f"ledger:item/{item}",
                N_("The reductions of {document} do not fit its events."),
                **values,
            )
        if kind != "request" and side * books != total - paid:
            yield _finding(
                "L42",
                f"ledger:item/{item}",
                N_("The lines of {document} leave {books} open, its events {open}."),
                books=format_money(side * books),
                open=format_money(total - paid),
                **values,
            )
        if not lapsed and due != total - before:
            yield _finding(
                "L43",
                f"ledger:item/{item}",
                N_("The due parts of {document} add up to {due} instead of {total}."),
                due=format_money(due),
                total=format_money(total - before),
                **values,
            )


def check_shares(con: sqlite3.Connection) -> Iterator[Finding]:
    """5: the spread over all events gives the stored shares again."""
    rows = con.execute(_EVENTS).fetchall()
    for item, events in groupby(rows, key=lambda row: row[0]):
        for settlement, weight, want, have in _recomputed(con, item, list(events)):
            if want != have:
                yield _finding(
                    "L51",
                    f"ledger:item/{item}",
                    N_("A share of settlement {settlement} is {have} instead of {want}."),
                    settlement=settlement,
                    weight=weight,
                    have=format_money(have),
                    want=format_money(want),
                )


def check_not_due(con: sqlite3.Connection) -> Iterator[Finding]:
    """7: tax not due = what items due on receipt have not collected of it."""
    for account, number, name, books, waiting in con.execute(_NOT_DUE).fetchall():
        if -books != waiting:
            yield _finding(
                "L71",
                f"ledger:account/{account}",
                N_("{number} {name} holds {books}, the open items {waiting}."),
                number=number,
                name=name,
                books=format_money(-books),
                waiting=format_money(waiting),
            )


def check_codes(con: sqlite3.Connection) -> Iterator[Finding]:
    """13: per entry and output or reverse code the tax fits; automatic accounts keep their code."""
    for entry, document, name, day, base, tax in con.execute(_TAXES).fetchall():
        code = find_code(con, name, date.fromisoformat(day))
        if code is None or code.side not in {"output", "reverse"}:
            continue
        sign = -1 if code.side == "reverse" else 1
        want = sign * tax_on_net(base, code.rate)
        if abs(tax - want) > 1:
            yield _finding(
                "L131",
                f"ledger:{entry}",
                N_("Entry {entry} {document}: tax of {tax_code} is {tax}, its base gives {want}."),
                entry=entry,
                document=document,
                tax_code=name,
                tax=format_money(tax),
                want=format_money(want),
            )
    for entry, document, number, account in con.execute(_AUTOMATIC).fetchall():
        yield _finding(
            "L132",
            f"ledger:{entry}",
            N_("Entry {entry} {document}: account {number} {account} without its tax code."),
            entry=entry,
            document=document,
            number=number,
            account=account,
        )


def check_clearing(con: sqlite3.Connection) -> Iterator[Finding]:
    """Clearing accounts run to zero: unresolved payments, carry-forward of open items."""
    rows = con.execute(
        "SELECT a.id,a.number,a.name,sum(l.cents) FROM account a JOIN line l ON l.account=a.id"
        " WHERE a.concept IN ('ungeklaert','saldo_deb','saldo_kred') GROUP BY a.id"
        " HAVING sum(l.cents)<>0 ORDER BY a.number"
    ).fetchall()
    for account, number, name, balance in rows:
        yield Finding(
            "L90",
            f"ledger:account/{account}",
            N_("{number} {name} has a balance of {balance}; it must run to zero."),
            N_("Assign the payments to items, or take over the open items that are missing."),
            Severity.WARNING,
            (("number", number), ("name", name), ("balance", format_money(balance))),
        )


def _recomputed(
    con: sqlite3.Connection, item: int, events: list[tuple[int, int, int, int, str]]
) -> Iterator[tuple[int, int, int, int]]:
    """Settlement, weight, share as the rule gives it, share as stored."""
    weights = con.execute(_WEIGHTS, (item,)).fetchall()
    now = {w[0]: (0 if w[5] else w[3]) for w in weights}
    given = {w[0]: w[4] for w in weights}
    paid = sum(given.values())
    cuts = _cuts(con, item)
    seen: set[int] = set()
    for _, settlement, entry, money, _day in events:
        if entry not in seen:
            for w in weights:
                now[w[0]] += (w[3] if w[5] and w[6] == entry else 0) - cuts.get((entry, w[0]), 0)
            seen.add(entry)
        paid += money
        bare = [Weight(w[1], w[2], now[w[0]]) for w in weights]
        shares = new_shares(bare, paid, [given[w[0]] for w in weights])
        stored = dict(
            con.execute(
                "SELECT weight,sum(cents) FROM share WHERE settlement=? GROUP BY weight",
                (settlement,),
            ).fetchall()
        )
        for w, share in zip(weights, shares, strict=True):
            given[w[0]] += share
            yield settlement, w[0], share, stored.get(w[0], 0)


def _cuts(con: sqlite3.Connection, item: int) -> dict[tuple[int, int], int]:
    rows = con.execute(
        "SELECT r.entry,r.weight,sum(r.cents) FROM reduction r JOIN weight w ON w.id=r.weight"
        " WHERE w.item=? GROUP BY r.entry,r.weight",
        (item,),
    ).fetchall()
    return {(entry, weight): cents for entry, weight, cents in rows}


def _finding(code: str, where: str, message: str, **values: object) -> Finding:
    return Finding(code, where, message, _REMEDY, values=tuple(values.items()))
