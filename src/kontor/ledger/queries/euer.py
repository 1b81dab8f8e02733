"""EÜR view: what money did, by form line.

Own lines count on their document day, shares on the day of the money; shifts (ten-day rule,
§ 11 EStG) move a figure to another year.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.ledger.queries.deductions import off_books
from kontor.ledger.queries.settings import Regimes, regimes
from kontor.ledger.rules import euer as rules
from kontor.ledger.rules.forms import EuerLine, euer_forms, euer_lines


class EuerPart(NamedTuple):
    """What one account (and code) adds to a line of the form."""

    line: str
    account: str
    name: str
    code: str | None
    part: str
    cents: int


class EuerShift(NamedTuple):
    """A figure moved to another year, with its reason and law."""

    line: str
    entry: int | None
    day: date
    text: str
    cents: int
    origin: str
    target: str
    reason: str
    law: str


class Unassigned(NamedTuple):
    """A result account whose money counts nowhere because it has no line of the form."""

    account: str
    name: str
    cents: int


class EuerDrill(NamedTuple):
    """One line or share behind a figure; `cents` is what it adds to the form line."""

    line: str
    cents: int
    entry: int | None
    number: int | None
    day: date
    document: str
    text: str
    account: str
    code: str | None
    shared: bool
    shifted: bool


class Euer(NamedTuple):
    """The statement of a year; `lines` in form order without empty ones, columns as `63a`.

    Attributes:
        outside: lines beside income and expenses, as the form wants them typed (§ 7g EStG).
        taxable: the profit with them.
    """

    year: int
    form: int
    checked: bool
    lines: dict[str, int]
    income: int
    expenses: int
    not_deductible: int
    profit: int
    parts: tuple[EuerPart, ...]
    shifts: tuple[EuerShift, ...]
    unassigned: tuple[Unassigned, ...]
    outside: dict[str, int]
    taxable: int

    def label(self, number: str) -> str:
        """Name of a line in the reader's language."""
        return euer_lines(self.form)[rules.plain_number(number)[0]].label_in(self.year)


class _Account(NamedTuple):
    number: str
    name: str
    kind: str
    role: str
    line: str
    customer: bool


_OWN = """
SELECT l.account, l.code, l.part, (l.cents < 0) <> e.general_reversal, {bucket}, 0, sum(l.cents)
  FROM entry e JOIN line l ON l.entry = e.id
 WHERE e.document_day BETWEEN :first AND :last AND l.effect = 'own'
 GROUP BY 1, 2, 3, 4, 5
"""
_SHARES = """
SELECT w.account, w.code, w.part, 0, {bucket}, w.part = 'credit', sum(-i.side * h.cents)
  FROM settlement s JOIN item i ON i.id = s.item JOIN share h ON h.settlement = s.id
  JOIN weight w ON w.id = h.weight
 WHERE s.day BETWEEN :first AND :last AND i.kind <> 'request'
 GROUP BY 1, 2, 3, 5, 6
"""
_BUCKET = "(SELECT count(*) FROM json_each(:changes) c WHERE c.value <= {day})"
_PLAIN = (_OWN.format(bucket="0"), _SHARES.format(bucket="0"))
_CHANGING = (
    _OWN.format(bucket=_BUCKET.format(day="e.document_day")),
    _SHARES.format(bucket=_BUCKET.format(day="coalesce(i.service_day, i.day)")),
)
_SHIFTS = """
SELECT coalesce(l.account, w.account), coalesce(l.code, w.code), coalesce(l.part, w.part),
       ifnull((l.cents < 0) <> e.general_reversal, 0), ifnull(w.part = 'credit', 0),
       coalesce(l.cents, -i.side * h.cents), coalesce(e.id, s.entry),
       coalesce(e.document_day, s.day), coalesce(nullif(l.text, ''), e.text, i.document),
       substr(f.period_from, 1, 4), substr(f.period_to, 1, 4), f.reason, f.law
  FROM shift f LEFT JOIN line l ON l.id = f.line LEFT JOIN entry e ON e.id = l.entry
  LEFT JOIN share h ON h.id = f.share LEFT JOIN settlement s ON s.id = h.settlement
  LEFT JOIN weight w ON w.id = h.weight LEFT JOIN item i ON i.id = w.item
 WHERE f.view = 'euer' AND ? IN (substr(f.period_from, 1, 4), substr(f.period_to, 1, 4))
 ORDER BY 8, f.id
"""
_DRILL_OWN = """
SELECT l.account, l.code, l.part, (l.cents < 0) <> e.general_reversal,
       coalesce(e.service_day, e.document_day), 0, l.cents, e.id, s.number, e.document_day,
       e.document, coalesce(nullif(l.text, ''), e.text)
  FROM entry e JOIN line l ON l.entry = e.id LEFT JOIN seal s ON s.entry = e.id
 WHERE e.document_day BETWEEN :first AND :last AND l.effect = 'own'
   AND l.id NOT IN (SELECT line FROM shift WHERE view = 'euer' AND line IS NOT NULL)
 ORDER BY e.document_day, e.id, l.pos
"""
_DRILL_SHARES = """
SELECT w.account, w.code, w.part, 0, coalesce(i.service_day, i.day), w.part = 'credit',
       -i.side * h.cents, s.entry, z.number, s.day, i.document, coalesce(i.text, e.text)
  FROM settlement s JOIN item i ON i.id = s.item JOIN share h ON h.settlement = s.id
  JOIN weight w ON w.id = h.weight JOIN entry e ON e.id = s.entry
  LEFT JOIN seal z ON z.entry = s.entry
 WHERE s.day BETWEEN :first AND :last AND i.kind <> 'request'
   AND h.id NOT IN (SELECT share FROM shift WHERE view = 'euer' AND share IS NOT NULL)
 ORDER BY s.day, s.entry, w.pos
"""
# The newest line of an account not after the form; a form without own rows takes those before it.
_ACCOUNTS = """
SELECT a.id, a.number, a.name, a.kind, a.cash_role,
       (SELECT f.form || ' ' || f.line FROM account_form f WHERE f.account = a.id
         ORDER BY f.form > :form, abs(f.form - :form) LIMIT 1),
       coalesce(p.kind, a.kind) = 'asset'
  FROM account a LEFT JOIN account p ON p.id = a.parent
"""
_CODE_LINES = """
SELECT code, euer_tax_line, euer_base_line FROM tax_code t
 WHERE valid_from = (SELECT max(valid_from) FROM tax_code WHERE code = t.code)
"""


class _Context(NamedTuple):
    accounts: dict[int, _Account]
    codes: dict[str, tuple[str | None, str | None]]
    lines: dict[str, EuerLine]
    regimes: Regimes

    def place(self, row: tuple[Any, ...], *, small: bool) -> tuple[str, EuerLine | None, int]:
        """Line in the form asked for, its description, and the amount as the form shows it."""
        account, code, part, refund, _, credit, cents = row[:7]
        known = self.accounts[account]
        tax_line, base_line = self.codes.get(code or "", (None, None))
        on_item = bool(credit) or known.role == "item"
        number = rules.line_of(
            rules.CashSum(
                known.line,
                known.role,
                part,
                tax_line,
                base_line,
                small,
                on_item,
                known.customer,
                bool(refund),
                cents,
            )
        )
        if not number:
            return "", None, cents
        number = rules.renumber(number, self.lines)
        line = self.lines.get(rules.plain_number(number)[0])
        return (number, line, rules.value_in(line, cents)) if line else ("", None, cents)


def euer(con: sqlite3.Connection, year: int, form: int | None = None) -> Euer:
    """The statement of a year in the lines of a form; without one the newest checked form."""
    chosen = rules.form_for(year, euer_forms(), form)
    context = _context(con, chosen.form)
    sums: dict[str, int] = {}
    parts: dict[tuple[str, int, str | None, str], int] = {}
    lost: dict[int, int] = {}
    for row in _rows(con, year, context.regimes):
        number, line, cents = context.place(row, small=context.regimes.small[row[4]])
        if line is not None:
            sums[number] = sums.get(number, 0) + cents
            key = (number, row[0], row[1], row[2])
            parts[key] = parts.get(key, 0) + cents
        elif context.accounts[row[0]].role == "result":
            lost[row[0]] = lost.get(row[0], 0) + cents
    order = {number: place for place, number in enumerate(context.lines)}
    ordered = sorted(
        (number for number, cents in sums.items() if cents),
        key=lambda number: (order[rules.plain_number(number)[0]], number),
    )
    lines = {number: sums[number] for number in ordered}
    result = rules.totals(lines, context.lines)
    beside = off_books(con, year)
    return Euer(
        year,
        chosen.form,
        chosen.checked,
        lines,
        result.income,
        result.expenses,
        result.not_deductible,
        result.profit,
        tuple(
            EuerPart(key[0], *context.accounts[key[1]][:2], *key[2:], cents)
            for key, cents in sorted(parts.items(), key=lambda pair: str(pair[0]))
            if cents
        ),
        tuple(_shifts(con, year, context)),
        tuple(
            Unassigned(*context.accounts[account][:2], cents)
            for account, cents in lost.items()
            if cents
        ),
        rules.outside_lines(beside.claimed, beside.added, year, context.lines),
        result.profit + beside.cents,
    )


def drill(
    con: sqlite3.Connection, year: int, line: str | None = None, form: int | None = None
) -> list[EuerDrill]:
    """The lines and shares behind a line of the form, oldest first; all without one."""
    context = _context(con, rules.form_for(year, euer_forms(), form).form)
    span = {"first": f"{year:04d}-01-01", "last": f"{year:04d}-12-31"}
    out = []
    for sql, shared in ((_DRILL_OWN, False), (_DRILL_SHARES, True)):
        for row in con.execute(sql, span).fetchall():
            small = context.regimes.on(date.fromisoformat(row[4]))
            number, found, cents = context.place(row, small=small)
            if found and line in {None, number}:
                entry, journal, day, document, text = row[7:12]
                out.append(
                    EuerDrill(
                        number,
                        cents,
                        entry,
                        journal,
                        date.fromisoformat(day),
                        document,
                        text,
                        context.accounts[row[0]].number,
                        row[1],
                        shared,
                        False,
                    )
                )
    for shift in _shifts(con, year, context):
        if shift.target == f"{year:04d}" and line in {None, shift.line}:
            out.append(
                EuerDrill(
                    shift.line,
                    shift.cents,
                    shift.entry,
                    None,
                    shift.day,
                    "",
                    shift.text,
                    "",
                    None,
                    False,
                    True,
                )
            )
    return sorted(out, key=lambda one: one.day)


def _context(con: sqlite3.Connection, form: int) -> _Context:
    lines = euer_lines(form)
    accounts = {}
    for key, number, name, kind, role, placed, customer in con.execute(_ACCOUNTS, {"form": form}):
        line = ""
        if placed:
            stored_form, _, text = placed.partition(" ")
            line = _as_2025(rules.bare_line(text), int(stored_form))
        accounts[key] = _Account(number, name, kind, role, line, bool(customer))
    codes = {code: (tax, base) for code, tax, base in con.execute(_CODE_LINES)}
    return _Context(accounts, codes, lines, regimes(con))


def _as_2025(number: str, form: int) -> str:
    """A chart's line of a later form in the numbering that the rules speak."""
    base, column = rules.plain_number(number)
    if not number or form not in {known.form for known in euer_forms()}:
        return number
    line = euer_lines(form).get(base)
    return line.line_2025 + column if line else number


def _rows(con: sqlite3.Connection, year: int, known: Regimes) -> list[tuple[Any, ...]]:
    values = {"first": f"{year:04d}-01-01", "last": f"{year:04d}-12-31"}
    statements = _PLAIN
    if known.changes:
        statements, values = _CHANGING, values | {"changes": json.dumps(known.changes)}
    rows = [row for sql in statements for row in con.execute(sql, values).fetchall()]
    for account, code, part, refund, credit, cents, _, day, _, origin, target, *_ in con.execute(
        _SHIFTS, (f"{year:04d}",)
    ).fetchall():
        if origin != target:
            sign = 1 if target == f"{year:04d}" else -1
            bucket = sum(change <= day for change in known.changes)
            rows.append((account, code, part, refund, bucket, credit, sign * cents))
    return rows


def _shifts(con: sqlite3.Connection, year: int, context: _Context) -> list[EuerShift]:
    out = []
    for row in con.execute(_SHIFTS, (f"{year:04d}",)).fetchall():
        account, code, part, refund, credit, cents, entry, day, text, *rest = row
        small = context.regimes.on(date.fromisoformat(day))
        number, line, value = context.place(
            (account, code, part, refund, 0, credit, cents), small=small
        )
        if line is not None:
            out.append(EuerShift(number, entry, date.fromisoformat(day), text, value, *rest))
    return out
