"""The books for other programs: csv, json, hledger and beancount, entry by entry.

Accounts are declared first; personal accounts lie below their control account. A general reversal
is an entry with negative amounts, as it stands in the journal. Names are made harmless.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.numbers import plain_money
from kontor.base.text import csv_cell

FORMATS = ("csv", "json", "hledger", "beancount")
COLUMNS = (
    "number", "entry", "booked", "document_day", "document", "kind", "text", "account",
    "account_name", "debit", "credit", "amount", "code", "part", "base", "period", "item",
    "project", "cost_centre", "general_reversal", "reverses",
)  # fmt: skip
_ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
    "statistical": "Equity",
}
_SPACES = re.compile(r"\s+")
_UNFIT_PLAIN = ':;|"()[]*!=@'
_UNFIT_BEAN = re.compile(r"[^A-Za-z0-9ÄÖÜäöüß-]+")


class Line(NamedTuple):
    """One line of the journal as it is exported."""

    number: int | None
    entry: int
    uuid: str
    booked: str
    document_day: str
    document: str
    kind: str
    text: str
    account: str
    account_name: str
    cents: int
    code: str | None
    part: str
    base: int | None
    period: str | None
    item: str | None
    project: str | None
    cost_centre: str | None
    general_reversal: int
    reverses: int | None
    line_text: str | None


class Named(NamedTuple):
    """An account with its path in a tree of accounts."""

    number: str
    name: str
    path: str


_LINES = """
SELECT s.number, e.id, e.uuid, e.booked, e.document_day, e.document, e.kind, e.text, a.number,
       a.name, l.cents, l.code, l.part, l.base, l.period, i.document, l.project, l.cost_centre,
       e.general_reversal, e.reverses, l.text
  FROM entry e JOIN line l ON l.entry = e.id JOIN account a ON a.id = l.account
  LEFT JOIN seal s ON s.entry = e.id LEFT JOIN item i ON i.id = l.item
 WHERE e.booked BETWEEN ? AND ? ORDER BY e.booked, e.id, l.pos
"""
_ACCOUNTS = """
SELECT a.number, a.name, coalesce(p.kind, a.kind), p.number, p.name
  FROM account a LEFT JOIN account p ON p.id = a.parent ORDER BY length(a.number), a.number
"""


def export(
    con: sqlite3.Connection,
    form: str,
    *,
    first: date | None = None,
    last: date | None = None,
) -> Iterator[str]:
    """The journal as text, piece by piece.

    Raises:
        InputError: the format is not known.
    """
    if form not in _WRITERS:
        raise InputError(
            N_("“{format}” is not a form of export."),
            hint=N_("Choose csv, json, hledger or beancount."), field="format", format=form,
        )  # fmt: skip
    values = (first.isoformat() if first else "0000", last.isoformat() if last else "9999")
    lines = (Line(*row) for row in con.execute(_LINES, values))
    return _WRITERS[form](con, lines)


def account_names(con: sqlite3.Connection, form: str) -> dict[str, str]:
    """Number of each account to its full name in hledger or beancount."""
    build = _bean_path if form == "beancount" else _plain_path
    return {row[0]: build(row) for row in con.execute(_ACCOUNTS)}


def _csv(con: sqlite3.Connection, lines: Iterator[Line]) -> Iterator[str]:
    yield ";".join(COLUMNS) + "\r\n"
    for one in lines:
        on_debit = (one.cents > 0) != bool(one.general_reversal)
        row = (
            one.number, one.entry, one.booked, one.document_day, one.document, one.kind,
            one.line_text or one.text, one.account, one.account_name,
            plain_money(one.cents) if on_debit else "",
            "" if on_debit else plain_money(-one.cents),
            plain_money(one.cents), one.code, one.part,
            "" if one.base is None else plain_money(one.base), one.period, one.item, one.project,
            one.cost_centre, one.general_reversal, one.reverses,
        )  # fmt: skip
        yield ";".join(_cell(value) for value in row) + "\r\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if text.isalnum():
        return text
    if not re.fullmatch(r"-?[0-9]+\.[0-9]{2}", text):
        text = csv_cell(_SPACES.sub(" ", text))
    return '"' + text.replace('"', '""') + '"' if re.search(r'[;"]', text) else text


def _json(con: sqlite3.Connection, lines: Iterator[Line]) -> Iterator[str]:
    yield "["
    mark = "\n"
    for _, group in groupby(lines, key=lambda one: one.entry):
        rows = list(group)
        head = rows[0]
        record = {
            "number": head.number,
            "id": head.entry,
            "uuid": head.uuid,
            "booked": head.booked,
            "document_day": head.document_day,
            "document": head.document,
            "kind": head.kind,
            "text": head.text,
            "general_reversal": bool(head.general_reversal),
            "reverses": head.reverses,
            "lines": [_json_line(one) for one in rows],
        }
        yield mark + json.dumps(record, ensure_ascii=False)
        mark = ",\n"
    yield "\n]\n"


def _json_line(one: Line) -> dict[str, Any]:
    return {
        "account": one.account,
        "name": one.account_name,
        "amount": plain_money(one.cents),
        "code": one.code,
        "part": one.part,
        "base": None if one.base is None else plain_money(one.base),
        "period": one.period,
        "item": one.item,
        "project": one.project,
        "cost_centre": one.cost_centre,
        "text": one.line_text,
    }


def _hledger(con: sqlite3.Connection, lines: Iterator[Line]) -> Iterator[str]:
    names = account_names(con, "hledger")
    yield "; Kontor\ncommodity 1000.00 EUR\n\n"
    for path in names.values():
        yield f"account {path}\n"
    for _, group in groupby(lines, key=lambda one: one.entry):
        rows = list(group)
        head = rows[0]
        mark = "*" if head.number else "!"
        code = _flat(head.document, "()")
        code = f" ({code})" if code else ""
        text = _flat(head.text or head.kind, ";|")
        note = f"  ; entry:{head.entry}" + (", reversal" if head.general_reversal else "")
        yield f"\n{head.booked} {mark}{code} {text}{note}\n"
        for one in rows:
            yield f"    {names[one.account]}  {plain_money(one.cents)} EUR\n"


def _beancount(con: sqlite3.Connection, lines: Iterator[Line]) -> Iterator[str]:
    names = account_names(con, "beancount")
    yield 'option "title" "Kontor"\noption "operating_currency" "EUR"\n\n'
    for path in names.values():
        yield f"1990-01-01 open {path} EUR\n"
    for _, group in groupby(lines, key=lambda one: one.entry):
        rows = list(group)
        head = rows[0]
        mark = "*" if head.number else "!"
        text, document = _quoted(head.text or head.kind), _quoted(head.document)
        yield f"\n{head.booked} {mark} {document} {text}\n  entry: {head.entry}\n"
        for one in rows:
            yield f"  {names[one.account]}  {plain_money(one.cents)} EUR\n"


def _plain_path(row: tuple[Any, ...]) -> str:
    number, name, kind, parent, parent_name = row
    parts = [_ROOTS[kind].lower()]
    if parent:
        parts.append(_plain_name(parent, parent_name))
    return ":".join([*parts, _plain_name(number, name)])


def _plain_name(number: str, name: str) -> str:
    """Hledger ends an account at two blanks, splits it at `:` and begins a comment at `;`."""
    return f"{number} {_flat(name, _UNFIT_PLAIN)}".strip()


def _bean_path(row: tuple[Any, ...]) -> str:
    number, name, kind, parent, parent_name = row
    parts = [_ROOTS[kind]]
    if parent:
        parts.append(_bean_name(parent, parent_name))
    return ":".join([*parts, _bean_name(number, name)])


def _bean_name(number: str, name: str) -> str:
    """Beancount takes letters, digits and hyphens; the number in front makes it unique."""
    return f"{number}-{_UNFIT_BEAN.sub('-', name)}".strip("-")[:80].strip("-")


def _flat(text: str, unfit: str) -> str:
    clean = "".join(" " if char in unfit or not char.isprintable() else char for char in text)
    return _SPACES.sub(" ", clean).strip()


def _quoted(text: str) -> str:
    return '"' + _flat(text, "").replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITERS: dict[str, Callable[[sqlite3.Connection, Iterator[Line]], Iterator[str]]] = {
    "csv": _csv,
    "json": _json,
    "hledger": _hledger,
    "beancount": _beancount,
}
