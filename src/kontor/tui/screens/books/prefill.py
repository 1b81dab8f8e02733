"""From an entry back to the form it came from; what is special becomes a free entry."""

from __future__ import annotations

import sqlite3
from typing import Any

from kontor.ledger.queries.items import item as item_view
from kontor.ledger.queries.journal import EntryView, LineView
from kontor.tui.screens.books.event_fields import BY_KIND, MOST_LINES

_DIRECT = ("purchase", "sale")
_NAME = "SELECT partner, name FROM account WHERE number = ?"


def form_of(con: sqlite3.Connection, view: EntryView) -> tuple[str, dict[str, Any]]:
    """Kind of the event and values of its form for an entry."""
    makers = {
        "purchase": _direct, "sale": _direct, "invoice": _document, "bill": _document,
        "transfer": _transfer, "private": _private, "payroll": _payroll, "payment": _payment,
        "charge": _document,
    }  # fmt: skip
    values = {
        "day": view.document_day, "document": view.document, "text": view.text,
        "service": view.service_day if view.service_day != view.document_day else None,
        "project": next((line.project for line in view.lines if line.project), ""),
    }  # fmt: skip
    made = makers[view.kind](con, view) if view.kind in makers else None
    if made is None:
        return "entry", {**values, **_free(view), "euer_year": _counts_in(con, view)}
    if view.arrival_day and view.arrival_day != view.document_day and view.kind == "bill":
        made["arrival"] = view.arrival_day
    fields = {name: value for name, value in values.items() if value not in {None, ""}}
    return view.kind, {**fields, **made}


def _amounts(
    lines: list[LineView], all_lines: tuple[LineView, ...], sign: int
) -> dict[str, Any] | None:
    """Net amounts with their codes; gross where one line carries the whole tax of its code."""
    if not 0 < len(lines) <= MOST_LINES:
        return None
    taxes: dict[str, int] = {}
    for line in all_lines:
        if line.part in {"output", "input"} and line.code:
            taxes[line.code] = taxes.get(line.code, 0) + sign * line.cents
    reverse = {line.code for line in all_lines if line.part == "output"} & {
        line.code for line in all_lines if line.part == "input"
    }
    alone = all(sum(1 for one in lines if one.code == line.code) == 1 for line in lines)
    values: dict[str, Any] = {"basis": "gross" if alone else "net"}
    for number, line in enumerate(lines, 1):
        cents = sign * line.cents
        if alone and line.code not in reverse:
            cents += taxes.get(line.code or "", 0)
        values[f"account{number}"] = (line.account, f"{line.account} {line.name}")
        values[f"cents{number}"] = cents
        values[f"code{number}"] = line.code or ""
    return values


def _direct(con: sqlite3.Connection, view: EntryView) -> dict[str, Any] | None:
    sign = 1 if view.kind == "purchase" else -1
    money = [line for line in view.lines if not line.part]
    if len(money) != 1:
        return None
    bases = [line for line in view.lines if line.part == "base"]
    made = _amounts(bases, view.lines, sign)
    if made is None:
        return None
    return {**made, "money": (money[0].account, _purse_name(con, money[0]))}


def _document(con: sqlite3.Connection, view: EntryView) -> dict[str, Any] | None:
    customer = view.kind in {"invoice", "charge"}
    partner = next((line for line in view.lines if line.item and line.effect == "item"), None)
    bases = [line for line in view.lines if line.part == "base"]
    made = _amounts(bases, view.lines, -1 if customer else 1)
    if partner is None or made is None or view.kind not in BY_KIND:
        return None
    ref, name = con.execute(_NAME, (partner.account,)).fetchone()
    made["partner"] = (ref or partner.account, name)
    if partner.item:
        found = item_view(con, partner.item)
        if len(found.head.parts) == 1:
            made["due"] = found.head.parts[0].due
        if found.discounts:
            made["discount_rate"] = found.discounts[0].rate
            made["discount_until"] = found.discounts[0].until
    return made


def _transfer(con: sqlite3.Connection, view: EntryView) -> dict[str, Any] | None:
    plus = [line for line in view.lines if line.cents > 0]
    minus = [line for line in view.lines if line.cents < 0]
    if len(plus) != 1 or len(minus) != 1:
        return None
    return {
        "origin": (minus[0].account, _purse_name(con, minus[0])),
        "target": (plus[0].account, _purse_name(con, plus[0])), "amount": plus[0].cents,
    }  # fmt: skip


def _private(con: sqlite3.Connection, view: EntryView) -> dict[str, Any] | None:
    if len(view.lines) != 2:
        return None
    money, private = view.lines
    return {
        "way": "in" if money.cents > 0 else "out", "amount": abs(money.cents),
        "money": (money.account, _purse_name(con, money)),
        "account": (private.account, f"{private.account} {private.name}"),
    }  # fmt: skip


def _payroll(_con: sqlite3.Connection, view: EntryView) -> dict[str, Any] | None:
    return _free(view) if len(view.lines) <= MOST_LINES else None


def _payment(con: sqlite3.Connection, view: EntryView) -> dict[str, Any] | None:
    """Payments with up to three items."""
    settled = [one for one in view.settlements if one.money]
    purse = con.execute(
        "SELECT l.cents, a.number, a.name FROM line l JOIN account a ON a.id = l.account"
        " WHERE l.entry = ? AND a.cash_role = 'money' ORDER BY abs(l.cents) DESC LIMIT 1",
        (view.id,),
    ).fetchone()
    if purse is None or not 0 < len(settled) <= 3:
        return None
    made: dict[str, Any] = {
        "money": (purse[1], purse[2]), "amount": abs(purse[0]),
        "direction": "in" if purse[0] > 0 else "out",
    }  # fmt: skip
    for number, one in enumerate(settled, 1):
        name = item_view(con, one.item).head.name
        made[f"item{number}"] = (f"item:{one.item}", f"{one.document} {name}")
        made[f"paid{number}"] = abs(one.money)
        made[f"discount{number}"] = one.reduction or None
    return made


def _free(view: EntryView) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, line in enumerate(view.lines[:MOST_LINES], 1):
        values[f"account{number}"] = (line.account, f"{line.account} {line.name}")
        values[f"cents{number}"] = line.cents
        values[f"code{number}"] = line.code or ""
    return values


def _counts_in(con: sqlite3.Connection, view: EntryView) -> int | None:
    """The year of the EÜR where that is another one (ten-day rule)."""
    row = con.execute(
        "SELECT max(s.period_to) FROM shift s JOIN line l ON l.id = s.line"
        " WHERE l.entry = ? AND s.view = 'euer'", (view.id,),
    ).fetchone()  # fmt: skip
    return int(row[0]) if row and row[0] else None


def _purse_name(con: sqlite3.Connection, line: LineView) -> str:
    row = con.execute(
        "SELECT name FROM money_account WHERE account = ?", (line.account,)
    ).fetchone()
    return str(row[0]) if row else f"{line.account} {line.name}"
