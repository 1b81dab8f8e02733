"""Where a figure comes from (the `i` key): rule, formula, law, and the lines that add up to it.

A figure is named by a reference: `vat:2026-03:81`, `euer:2026:15`, `euer:2026:profit`,
`pnl:2026:G1`, `balance:2026-12-31:A.B.IV`, `bwa:2026-03:1051`, `account:1200:2026-12-31`. Titles,
rules and formulas are message ids, filled from `values`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from kontor.base.dates import Period, parse_period
from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.numbers import format_money, format_rate
from kontor.ledger.queries import euer as euer_view
from kontor.ledger.queries import statements, vat
from kontor.ledger.queries.accounts import RESULT_KINDS, account
from kontor.ledger.rules import euer as euer_rules
from kontor.ledger.rules.forms import (
    bwa_lines,
    euer_forms,
    euer_lines,
    kennzahlen,
    positions,
)
from kontor.ledger.rules.vat import PAYABLE, SPECIAL


class Reason(NamedTuple):
    """One line behind a figure; `cents` is what it adds to it. `entry` opens it."""

    entry: int | None
    number: int | None
    day: date
    document: str
    text: str
    account: str
    cents: int


class Term(NamedTuple):
    """One part of a sum that is made of other figures; `ref` opens it."""

    label: str
    cents: int
    ref: str


class Explanation(NamedTuple):
    """Everything about one figure. Lines or terms add up to `exact`; `cents` is what is shown."""

    ref: str
    title: str
    rule: str
    formula: str
    law: str
    source: str
    cents: int
    exact: int
    values: tuple[tuple[str, object], ...]
    lines: tuple[Reason, ...]
    terms: tuple[Term, ...]


_LINES = """
SELECT e.id, s.number, l.day, e.document, coalesce(nullif(l.text, ''), e.text), a.number, l.cents
  FROM json_each(?) k JOIN account a ON a.number = k.value JOIN line l ON l.account = a.id
  JOIN entry e ON e.id = l.entry LEFT JOIN seal s ON s.entry = e.id
 WHERE l.day BETWEEN ? AND ? ORDER BY l.day, e.id, l.pos
"""
_RESULT_ACCOUNTS = "SELECT number FROM account WHERE kind IN ('income', 'expense')"
_BWA_ACCOUNTS = "SELECT number, bwa FROM account WHERE kind IN ('income', 'expense')"
_TERM = re.compile(r"([+-]?)([0-9]+)")


def explain(con: sqlite3.Connection, ref: str) -> Explanation:
    """Explain one figure of a report.

    Raises:
        NotFound: the reference names no figure.
    """
    parts = ref.split(":")
    if len(parts) != 3 or parts[0] not in _VIEWS:
        raise NotFound(N_("“{ref}” names no figure."), ref=ref)
    try:
        return _VIEWS[parts[0]](con, parts[1], parts[2])
    except (ValueError, KeyError, StopIteration) as error:
        raise NotFound(N_("“{ref}” names no figure."), ref=ref) from error


def _vat(con: sqlite3.Connection, span: str, kz: str) -> Explanation:
    period = parse_period(span, date.max)
    done = vat.vat_return(con, period)
    ref = f"vat:{period.label}:{kz}"
    if kz == PAYABLE:
        return _payable(done, ref)
    one = kennzahlen()[kz.removeprefix("T")]
    is_tax = kz.startswith("T") or one.kind == "tax"
    lines = tuple(
        Reason(x.entry, x.number, x.day, x.document, x.text, x.account, x.cents)
        for x in vat.drill(con, period, one.kz)
        if x.is_tax == is_tax
    )
    values = (("kz", one.kz), ("period", period.title), ("rate", format_rate(one.rate or 0)))
    rule = N_(
        "Lines of the tax codes of this Kennzahl by tax period; items due on receipt (Ist) count"
        " with what was collected, on the day of the money."
    )
    if kz.startswith("T"):
        formula = N_("tax = whole euros of the base × {rate}; the books may differ by cents")
        shown, exact = done.tax.get(one.kz, 0), done.ledger_tax.get(one.kz, 0)
    else:
        shown, exact = done.kennzahlen.get(one.kz, 0), done.exact.get(one.kz, 0)
        formula = (
            N_("sum of the lines, cents cut toward zero")
            if one.kind == "base"
            else N_("sum of the lines, to the cent")
        )
    terms: tuple[Term, ...] = ()
    if one.kz == SPECIAL:
        formula = N_("special prepayment of the year, deducted in its last period")
        terms = (Term(one.label, exact, ""),)
    title = N_("Kennzahl {kz}, {period}")
    return Explanation(
        ref, title, rule, formula, one.law, one.source, shown, exact, values, lines, terms
    )


def _payable(done: vat.VatReturn, ref: str) -> Explanation:
    form = kennzahlen()
    terms = []
    for kz, one in form.items():
        if one.total == "computed" and done.tax.get(kz):
            terms.append(Term(f"{kz} {one.label}", done.tax[kz], f"vat:{done.period.label}:T{kz}"))
        elif one.total in {"plus", "minus"} and done.kennzahlen.get(kz):
            cents = done.kennzahlen[kz] * (1 if one.total == "plus" else -1)
            terms.append(Term(f"{kz} {one.label}", cents, f"vat:{done.period.label}:{kz}"))
    last = form[PAYABLE]
    return Explanation(
        ref,
        N_("Kennzahl {kz}, {period}"),
        N_("What is left of the tax after input tax and special prepayment."),
        N_("tax of 81, 86, 89, 93 + 36 + 80 + 98 + 96 + 47 + 74 + 85 + 65 + 69"
           " − 66 − 61 − 62 − 67 − 63 − 59 − 64 − 39"),
        last.law,
        last.source,
        done.payable,
        done.payable,
        (("kz", PAYABLE), ("period", done.period.title)),
        (),
        tuple(terms),
    )  # fmt: skip


def _euer(con: sqlite3.Connection, span: str, line: str) -> Explanation:
    year = int(span)
    done = euer_view.euer(con, year)
    form = euer_lines(done.form)
    source = next(one.source for one in euer_forms() if one.form == done.form)
    if line == "profit":
        terms = []
        for number, cents in done.lines.items():
            base, column = euer_rules.plain_number(number)
            if column == "n" or not (
                euer_rules.is_income(form[base]) or euer_rules.is_expense(form[base])
            ):
                continue
            sign = 1 if euer_rules.is_income(form[base]) else -1
            terms.append(
                Term(f"{number} {form[base].label}", sign * cents, f"euer:{year}:{number}")
            )
        return Explanation(
            f"euer:{year}:profit", N_("Profit {year}"),
            N_("What came in less what went out; amounts that are not deductible do not count."),
            N_("income − deductible expenses"), "§ 4 Abs. 3 EStG", source, done.profit, done.profit,
            (("year", year),), (), tuple(terms),
        )  # fmt: skip
    one = form[euer_rules.plain_number(line)[0]]
    lines = tuple(
        Reason(x.entry, x.number, x.day, x.document, x.text, x.account, x.cents)
        for x in euer_view.drill(con, year, line)
    )
    cents = done.lines.get(line, 0)
    return Explanation(
        f"euer:{year}:{line}", N_("Line {line} of the form {form}, {year}"),
        N_("Money counts on the day it moved; items count with what was collected of each line."),
        N_("own lines of the year + shares of payments ± ten-day rule"), one.law, one.source,
        cents, cents, (("line", line), ("form", done.form), ("year", year)), lines, (),
    )  # fmt: skip


def _pnl(con: sqlite3.Connection, span: str, position: str) -> Explanation:
    period = parse_period(span, date.max)
    done = statements.profit_and_loss(con, period)
    if position == "result":
        wanted = {one.number: -1 for one in done.accounts}
        law, cents = "§ 275 Abs. 2 Nr. 17 HGB", done.result
    else:
        known = positions()[position]
        wanted = {one.number: -1 for one in done.accounts if one.position == position}
        law = known.law
        cents = sum(one.cents for one in done.accounts if one.position == position)
    return Explanation(
        f"pnl:{period.label}:{position}", N_("Profit and loss {period}: {position}"),
        N_("All lines on the accounts of this position by booking date."),
        N_("credits − debits of the accounts"), law, N_("position of the account in the chart"),
        cents, cents, (("period", period.title), ("position", position)),
        _lines(con, wanted, period.first, period.last), (),
    )  # fmt: skip


def _balance(con: sqlite3.Connection, span: str, position: str) -> Explanation:
    day = date.fromisoformat(span)
    known = positions()[position]
    done = statements.balance_sheet(con, day)
    sign = 1 if known.side == "assets" else -1
    inside = {key for key in positions() if _within(key, position)}
    mine = [one for one in done.accounts if one.position in inside]
    lines = list(_lines(con, {one.number: sign for one in mine if one.number}, date.min, day))
    terms = tuple(
        Term(positions()[one.position].label, one.cents, f"pnl:{day.year}:result")
        for one in mine
        if not one.number
    )
    cents = sum(one.cents for one in mine)
    return Explanation(
        f"balance:{span}:{position}", N_("Balance sheet {day}: {position}"),
        N_("Balances of the accounts of this position; results of the years run on, nothing is"
           " closed."),
        N_("debits − credits of the accounts, on the other side credits − debits"), known.law,
        N_("position of the account in the chart"), cents, cents,
        (("day", day), ("position", position)), tuple(lines), terms,
    )  # fmt: skip


def _bwa(con: sqlite3.Connection, span: str, line: str) -> Explanation:
    period = parse_period(span, date.max)
    done = statements.bwa(con, period)
    known = bwa_lines()
    (row,) = [one for one in done.rows if one.line == line]
    weights = _weights(line)
    wanted = {
        number: weights[group] * (1 if known[group].kind == "expense" else -1)
        for number, group in con.execute(_BWA_ACCOUNTS)
        if group in weights
    }
    formula = known[line].formula or N_("sum of the lines of the accounts of this line")
    return Explanation(
        f"bwa:{period.label}:{line}", N_("Short-term result {period}: line {line}"),
        N_("All lines on the accounts of this line by booking date."), formula, "",
        known[line].source, row.cents, row.cents, (("period", period.title), ("line", line)),
        _lines(con, wanted, period.first, period.last), (),
    )  # fmt: skip


def _account(con: sqlite3.Connection, number: str, span: str) -> Explanation:
    wanted = account(con, number)
    day = date.fromisoformat(span)
    first = date(day.year, 1, 1) if wanted.kind in RESULT_KINDS else date.min
    lines = _lines(con, {wanted.number: 1}, first, day)
    cents = sum(line.cents for line in lines)
    return Explanation(
        f"account:{wanted.number}:{span}", N_("Balance of {number} {name} on {day}"),
        N_("All lines on the account up to this day; accounts of the result begin with the year."),
        N_("debits − credits"), "§ 238 HGB, § 145 AO", "", cents, cents,
        (("number", wanted.number), ("name", wanted.name), ("day", day),
         ("amount", format_money(cents))),
        lines, (),
    )  # fmt: skip


def _lines(
    con: sqlite3.Connection, wanted: Mapping[str, int], first: date, last: date
) -> tuple[Reason, ...]:
    span = (json.dumps(list(wanted)), first.isoformat(), last.isoformat())
    return tuple(
        Reason(entry, number, date.fromisoformat(day), document, text, name, wanted[name] * cents)
        for entry, number, day, document, text, name, cents in con.execute(_LINES, span).fetchall()
        if wanted[name]
    )


def _within(position: str, wanted: str) -> bool:
    while position and position != wanted:
        position = positions()[position].parent
    return bool(position)


def _weights(line: str, factor: int = 1) -> dict[str, int]:
    """With which sign each plain line enters a total of the short-term result."""
    formula = bwa_lines()[line].formula
    if not formula:
        return {line: factor}
    out: dict[str, int] = {}
    for sign, term in _TERM.findall(formula):
        for key, weight in _weights(term, -factor if sign == "-" else factor).items():
            out[key] = out.get(key, 0) + weight
    return out


def figures(con: sqlite3.Connection, period: Period) -> list[str]:
    """References of all figures that are not zero: of the period, for the EÜR of its year."""
    year, last = period.first.year, period.last
    done = vat.vat_return(con, period)
    out = [f"vat:{period.label}:{kz}" for kz in (*done.kennzahlen, PAYABLE)]
    out += [f"vat:{period.label}:T{kz}" for kz in done.tax]
    out += [f"euer:{year}:{line}" for line in (*euer_view.euer(con, year).lines, "profit")]
    pnl = statements.profit_and_loss(con, period)
    out += [f"pnl:{period.label}:{row.position}" for row in pnl.rows]
    sheet = statements.balance_sheet(con, last)
    out += [f"balance:{last}:{row.position}" for row in (*sheet.assets, *sheet.liabilities)]
    rows = statements.bwa(con, period).rows
    return out + [f"bwa:{period.label}:{row.line}" for row in rows if row.cents]


_VIEWS: dict[str, Callable[[sqlite3.Connection, str, str], Explanation]] = {
    "vat": _vat,
    "euer": _euer,
    "pnl": _pnl,
    "balance": _balance,
    "bwa": _bwa,
    "account": _account,
}
