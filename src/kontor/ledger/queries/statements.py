"""GuV, Bilanz and BWA: lines by account and booking date, no closing entries."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.base.dates import Period, year_period
from kontor.ledger.queries.accounts import carried_result
from kontor.ledger.rules import statements as rules
from kontor.ledger.rules.forms import bwa_lines, positions
from kontor.ledger.rules.statements import AccountSum, Placed, Row


class ProfitAndLoss(NamedTuple):
    """Profit and loss of a period (GuV, total cost method); expenses negative."""

    period: Period
    rows: tuple[Row, ...]
    accounts: tuple[Placed, ...]
    result: int


class BalanceSheet(NamedTuple):
    """Balance sheet on a day (Bilanz). Both sides agree when the books balance.

    Attributes:
        result: result of the year of the day so far.
        carried: results of all years before, less what was booked away.
    """

    day: date
    assets: tuple[Row, ...]
    liabilities: tuple[Row, ...]
    accounts: tuple[Placed, ...]
    total_assets: int
    total_liabilities: int
    result: int
    carried: int


class BwaRow(NamedTuple):
    """One line of the short-term result: the period, the one compared with, and the year so far."""

    line: str
    label: str
    kind: str
    cents: int
    compared: int
    year: int
    share: int


class Bwa(NamedTuple):
    """Short-term result (Betriebswirtschaftliche Auswertung); `share` in 1/10,000 of output."""

    period: Period
    compared_with: Period
    rows: tuple[BwaRow, ...]
    result: int
    unassigned: tuple[AccountSum, ...]


_PERIOD = """
SELECT a.number, a.name, a.kind, a.cash_role, ifnull(a.hgb, ''), ifnull(a.bwa, ''), s.cents, 0
  FROM account a
  JOIN (SELECT l.account, sum(l.cents) AS cents FROM account r JOIN line l ON l.account = r.id
         WHERE r.kind IN ('income', 'expense') AND l.day BETWEEN ? AND ?
         GROUP BY l.account) s ON s.account = a.id
 ORDER BY length(a.number), a.number
"""
_ON_DAY = """
SELECT a.number, a.name, a.kind, a.cash_role, coalesce(a.hgb, p.hgb, ''), '', s.cents,
       a.parent IS NOT NULL
  FROM (SELECT account, sum(cents) AS cents FROM line WHERE day <= ? GROUP BY account) s
  JOIN account a ON a.id = s.account LEFT JOIN account p ON p.id = a.parent
 WHERE a.kind NOT IN ('income', 'expense')
 ORDER BY length(a.number), a.number
"""
_OUTPUT = "1051"


def profit_and_loss(con: sqlite3.Connection, period: Period | int) -> ProfitAndLoss:
    """Profit and loss of a year or any period."""
    chosen = year_period(period) if isinstance(period, int) else period
    accounts = _of_period(con, chosen.first, chosen.last)
    placed = rules.place_result(accounts, positions())
    return ProfitAndLoss(
        chosen,
        tuple(rules.rows(placed, positions(), "result")),
        tuple(placed),
        rules.result_of(accounts),
    )


def balance_sheet(con: sqlite3.Connection, day: date) -> BalanceSheet:
    """The balance sheet at the end of a day."""
    known = positions()
    accounts = [
        AccountSum._make((*row[:7], bool(row[7])))
        for row in con.execute(_ON_DAY, (day.isoformat(),))
    ]
    placed = rules.place_balance(accounts, known)
    result = rules.result_of(_of_period(con, day.replace(month=1, day=1), day))
    carried = -carried_result(con, day)
    for position, cents in ((rules.RESULT, result), (rules.CARRIED, carried)):
        if cents:
            placed.append(Placed(position, "", "", cents))
    assets = [one for one in placed if known[one.position].side == "assets"]
    debts = [one for one in placed if known[one.position].side == "liabilities"]
    return BalanceSheet(
        day,
        tuple(rules.rows(assets, known, "assets")),
        tuple(rules.rows(debts, known, "liabilities")),
        tuple(placed),
        sum(one.cents for one in assets),
        sum(one.cents for one in debts),
        result,
        carried,
    )


def bwa(con: sqlite3.Connection, period: Period, compare: Period | None = None) -> Bwa:
    """The short-term result of a period beside another one, by default the same of last year."""
    lines = bwa_lines()
    other = compare or _year_before(period)
    now = _of_period(con, period.first, period.last)
    sums = rules.bwa(now, lines)
    before = rules.bwa(_of_period(con, other.first, other.last), lines)
    year = rules.bwa(_of_period(con, period.first.replace(month=1, day=1), period.last), lines)
    output = sums[_OUTPUT]
    return Bwa(
        period,
        other,
        tuple(
            BwaRow(
                key,
                line.label,
                line.kind,
                sums[key],
                before[key],
                year[key],
                sums[key] * 10_000 // output if output > 0 else 0,
            )
            for key, line in lines.items()
        ),
        sums[list(lines)[-1]],
        tuple(one for one in now if one.bwa not in lines and one.cents),
    )


def _year_before(period: Period) -> Period:
    steps = {"month": 12, "quarter": 4, "year": 1}[period.kind]
    for _ in range(steps):
        period = period.previous
    return period


def _of_period(con: sqlite3.Connection, first: date, last: date) -> list[AccountSum]:
    return [
        AccountSum._make((*row[:7], bool(row[7])))
        for row in con.execute(_PERIOD, (first.isoformat(), last.isoformat()))
    ]
