"""Proofs over the whole books: partners and items, EÜR and money, VAT return and accounts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from kontor.base.dates import Period
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.ledger.queries.cash import below_zero
from kontor.ledger.queries.euer import euer
from kontor.ledger.queries.vat import vat_return
from kontor.ledger.rules.forms import kennzahlen

_REMEDY = N_("Open the lines behind both sides; take back the step that made them differ.")
_PARTNERS = """
WITH posted AS (
  SELECT i.account, sum(i.side * (
      (SELECT ifnull(sum(w.cents - w.collected), 0) FROM weight w WHERE w.item = i.id)
    - (SELECT ifnull(sum(r.cents), 0) FROM weight w JOIN reduction r ON r.weight = w.id
        WHERE w.item = i.id)
    - (SELECT ifnull(sum(s.money), 0) FROM settlement s WHERE s.item = i.id))) AS cents
    FROM item i WHERE i.kind <> 'request' GROUP BY i.account),
books AS (
  SELECT l.account, sum(l.cents) AS cents FROM account a JOIN line l ON l.account = a.id
   WHERE a.cash_role = 'item' GROUP BY l.account)
SELECT a.id, a.number, a.name, ifnull(b.cents, 0), ifnull(p.cents, 0)
  FROM account a LEFT JOIN books b ON b.account = a.id LEFT JOIN posted p ON p.account = a.id
 WHERE a.cash_role = 'item' AND ifnull(b.cents, 0) <> ifnull(p.cents, 0)
"""
# A control account (Sammelkonto) is the sum of its personal accounts and has no lines of its own.
_CONTROL = """
SELECT a.id, a.number, a.name, sum(l.cents) FROM account a JOIN line l ON l.account = a.id
 WHERE a.id IN (SELECT parent FROM account WHERE parent IS NOT NULL)
 GROUP BY a.id HAVING sum(l.cents) <> 0
"""
_YEARS = """
SELECT DISTINCT substr(document_day, 1, 4) FROM entry UNION SELECT substr(day, 1, 4) FROM settlement
"""
_MONEY = """
SELECT ifnull((SELECT sum(l.cents) FROM entry e JOIN line l ON l.entry = e.id
               JOIN account a ON a.id = l.account
   WHERE a.cash_role = 'money' AND l.effect NOT IN ('claim', 'reduce', 'accrual')
     AND e.document_day BETWEEN :first AND :last), 0)
 + ifnull((SELECT sum(-i.side * h.cents) FROM settlement s JOIN item i ON i.id = s.item
           JOIN share h ON h.settlement = s.id JOIN weight w ON w.id = h.weight
           JOIN account a ON a.id = w.account
   WHERE a.cash_role = 'money' AND i.kind <> 'request' AND s.day BETWEEN :first AND :last), 0)
"""
_TAX_ACCOUNTS = """
WITH due(id) AS (SELECT id FROM account WHERE concept IN
       (SELECT output_account FROM tax_code UNION SELECT input_account FROM tax_code)),
waiting(id) AS (SELECT id FROM account WHERE concept IN (SELECT not_due_account FROM tax_code))
SELECT -ifnull(sum(l.cents), 0) FROM line l JOIN due ON due.id = l.account
 WHERE l.effect <> 'accrual' AND (l.code IS NOT NULL OR (l.effect = 'transfer' AND EXISTS
    (SELECT 1 FROM line o JOIN waiting ON waiting.id = o.account WHERE o.entry = l.entry)))
"""
_ALWAYS = Period(date(1990, 1, 1), date(2099, 11, 30), "always")


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """All findings of this page."""
    yield from check_partners(con)
    yield from check_cash_view(con)
    yield from check_vat(con)
    yield from check_cash(con)


def check_partners(con: sqlite3.Connection) -> Iterator[Finding]:
    """6: items and credits of a partner = personal account; control accounts only add up."""
    for key, number, name, books, items in con.execute(_PARTNERS).fetchall():
        yield _finding(
            "I06", f"ledger:account/{key}",
            N_("{number} {name} has a balance of {books}, its open items add up to {items}."),
            number=number, name=name, books=format_money(books), items=format_money(items),
        )  # fmt: skip
    for key, number, name, cents in con.execute(_CONTROL).fetchall():
        yield _finding(
            "I06", f"ledger:account/{key}",
            N_("{number} {name} adds up personal accounts, but {cents} was posted on it itself."),
            number=number, name=name, cents=format_money(cents),
        )  # fmt: skip


def check_cash_view(con: sqlite3.Connection) -> Iterator[Finding]:
    """8: income less expenses of the EÜR = movement of all money accounts, apart from shifts."""
    for (year,) in con.execute(_YEARS).fetchall():
        money, profit = money_movement(con, int(year)), cash_profit(con, int(year))
        if money != profit:
            yield _finding(
                "I08", f"ledger:euer/{year}",
                N_("EÜR {year}: income less expenses is {profit}, money moved by {money}."),
                year=year, profit=format_money(profit), money=format_money(money),
            )  # fmt: skip


def money_movement(con: sqlite3.Connection, year: int) -> int:
    """By how much all accounts of the role money moved in the cash view of a year."""
    span = {"first": f"{year:04d}-01-01", "last": f"{year:04d}-12-31"}
    return int(con.execute(_MONEY, span).fetchone()[0])


def cash_profit(con: sqlite3.Connection, year: int) -> int:
    """Income less expenses with the parts that are not deductible, before shifts."""
    done = euer(con, year)
    profit = done.income - done.expenses - done.not_deductible
    lines = {number for number, cents in done.lines.items() if cents}
    for shift in done.shifts:
        cents = -shift.cents if _is_cost(done.form, shift.line) else shift.cents
        profit += cents if shift.origin == f"{year:04d}" else -cents
    return profit if lines or done.shifts else 0


def check_vat(con: sqlite3.Connection) -> Iterator[Finding]:
    """9: tax of the returns of all periods = tax on the VAT accounts, before the cut to euros."""
    (books,) = con.execute(_TAX_ACCOUNTS).fetchone()
    returned = tax_of_returns(con)
    if books != returned:
        yield _finding(
            "I09", "ledger:vat",
            N_("The VAT accounts hold {books} of tax, the returns of all periods {returned}."),
            books=format_money(books), returned=format_money(returned),
        )  # fmt: skip


def tax_of_returns(con: sqlite3.Connection) -> int:
    """Output less input tax over all periods, exact."""
    done = vat_return(con, _ALWAYS)
    signs = {"plus": 1, "minus": -1}
    other = sum(signs.get(kennzahlen()[kz].total, 0) * cents for kz, cents in done.exact.items())
    return sum(done.ledger_tax.values()) + other


def check_cash(con: sqlite3.Connection) -> Iterator[Finding]:
    """12: a cash box is never below zero at the end of a day."""
    for number, name, day, cents in below_zero(con):
        yield Finding(
            "I12", f"ledger:account/{number}",
            N_("{number} {name} is {cents} below zero on {day}."),
            N_("A cash box cannot hold less than nothing: look for a missing receipt or deposit."),
            Severity.WARNING,
            (("number", number), ("name", name), ("cents", format_money(cents)), ("day", day)),
            law="GoBD Rz. 54",
        )  # fmt: skip


def _is_cost(form: int, number: str) -> bool:
    from kontor.ledger.rules.euer import is_expense, plain_number
    from kontor.ledger.rules.forms import euer_lines

    return is_expense(euer_lines(form)[plain_number(number)[0]])


def _finding(code: str, where: str, message: str, **values: object) -> Finding:
    return Finding(code, where, message, _REMEDY, values=tuple(values.items()))
