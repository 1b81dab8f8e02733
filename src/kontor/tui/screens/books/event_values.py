"""From a saved event back to the values of its form, so that a template can be changed."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any

from kontor.base.dates import parse_period
from kontor.base.numbers import read_plain_money
from kontor.tui.screens.books.event_fields import Spec

_DAYS = ("day", "booked", "service", "arrival", "due", "arrives", "book_value_day")
_MONEY = ("fee", "cost", "book_value", "payable")
_ACCOUNTS = ("money", "origin", "target", "account")
_SAME = ("document", "text", "project", "cost_centre", "reason", "number", "name", "method", "what",
         "group", "euer_year", "side", "due_rule", "ticket", "is_request",
         "withhold", "debited", "entry")  # fmt: skip
_LINE = {"text": "text", "project": "project", "cost_centre": "centre", "code": "code",
         "part": "part"}  # fmt: skip
_ACCOUNT = "SELECT number, name FROM account WHERE number = ?1 OR concept = ?1"
_PARTNER = "SELECT name FROM contact WHERE 'contacts:' || id = ?1"
_ITEM = "SELECT id, document FROM item WHERE 'item:' || id = ?1 OR document = ?1 LIMIT 1"

Values = dict[str, Any]


def values_of(con: sqlite3.Connection, spec: Spec, content: str) -> Values:
    """What the form of this event shows for its saved JSON."""
    data = json.loads(content)
    values: Values = {name: data[name] for name in _SAME if data.get(name) not in (None, "")}
    values |= {name: date.fromisoformat(data[name]) for name in _DAYS if data.get(name)}
    values |= {name: read_plain_money(data[name]) for name in _MONEY if data.get(name)}
    values |= {name: _account(con, data[name]) for name in _ACCOUNTS if data.get(name)}
    if data.get("partner"):
        values["partner"] = _partner(con, data["partner"])
    values |= {name: _item(con, data[name]) for name in ("item", "against") if data.get(name)}
    if data.get("asset"):
        values["asset"] = (data["asset"], data["asset"])
    if data.get("period"):
        values["period"] = parse_period(data["period"], values["day"])
    if data.get("amount"):
        values |= _amount(spec, read_plain_money(data["amount"]))
    if data.get("advances"):
        values["advances"] = ", ".join(data["advances"])
    for part in (_lines, _terms, _settles, _extra):
        values |= part(con, data)
    return values


def _amount(spec: Spec, cents: int) -> Values:
    way = "in" if cents > 0 else "out"
    name = "direction" if spec.kind == "payment" else "way"
    signed = spec.kind in {"payment", "private", "tax_payment"}
    return {"amount": abs(cents), name: way} if signed else {"amount": cents}


def _account(con: sqlite3.Connection, name: str) -> tuple[str, str]:
    row = con.execute(_ACCOUNT, (name,)).fetchone()
    return (row[0], f"{row[0]} {row[1]}") if row else (name, name)


def _partner(con: sqlite3.Connection, ref: str) -> tuple[str, str]:
    row = con.execute(_PARTNER, (ref,)).fetchone()
    return (ref, row[0]) if row else _account(con, ref)


def _item(con: sqlite3.Connection, ref: str) -> tuple[str, str]:
    row = con.execute(_ITEM, (ref,)).fetchone()
    return (ref, row[1]) if row else (ref, ref)


def _lines(con: sqlite3.Connection, data: Values) -> Values:
    """Amounts, or the parts of an item that is taken over."""
    values: Values = {}
    lines = data.get("lines") or data.get("weights") or []
    if any("net" in line and "gross" not in line for line in lines) and "weights" not in data:
        values["basis"] = "net"
    for place, line in enumerate(lines, 1):
        values[f"account{place}"] = _account(con, line["account"])
        cents = line.get("amount") or line.get("gross") or line.get("net") or "0"
        values[f"cents{place}"] = read_plain_money(cents)
        values |= {f"{to}{place}": line[name] for name, to in _LINE.items() if line.get(name)}
        for name in ("tax", "paid_net", "paid_tax"):
            if line.get(name):
                values[f"{name}{place}"] = read_plain_money(line[name])
        base = line.get("tax_base") or line.get("base")
        if base:
            values[f"base{place}"] = read_plain_money(base)
        if line.get("period"):
            values[f"taxed{place}"] = parse_period(line["period"], date.fromisoformat(data["day"]))
    return values


def _terms(_con: sqlite3.Connection, data: Values) -> Values:
    """Discounts, instalments, retention."""
    values: Values = {}
    for tail, one in zip(("", "2"), data.get("discounts") or (), strict=False):
        values[f"discount_until{tail}"] = date.fromisoformat(one["until"])
        values[f"discount_rate{tail}"] = one["rate"]
    place = 0
    for one in data.get("due_parts") or ():
        due, cents = date.fromisoformat(one["due"]), read_plain_money(one["amount"])
        if one.get("part") == "retention":
            values |= {"retention": cents, "retention_due": due}
        else:
            place += 1
            values |= {f"part_cents{place}": cents, f"part_due{place}": due}
    if data.get("rate"):
        values["rate"] = data["rate"]
    return values


def _settles(con: sqlite3.Connection, data: Values) -> Values:
    """Items of a payment."""
    values: Values = {}
    for place, one in enumerate(data.get("settles") or (), 1):
        values[f"item{place}"] = _item(con, one["item"])
        for name, to in (("amount", f"paid{place}"), ("discount", f"discount{place}")):
            if one.get(name):
                values[to] = read_plain_money(one[name])
        if one.get("withheld") and read_plain_money(one["withheld"]):
            values["withheld"] = read_plain_money(one["withheld"])
    return values


def _extra(con: sqlite3.Connection, data: Values) -> Values:
    """Own lines of a payment."""
    values: Values = {}
    for place, one in enumerate(data.get("extra") or (), 1):
        values[f"extra_account{place}"] = _account(con, one["account"])
        values[f"extra_cents{place}"] = read_plain_money(one.get("gross") or one.get("net") or "0")
    return values
