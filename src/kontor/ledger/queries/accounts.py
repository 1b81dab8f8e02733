"""Chart, trial balance (SuSa) and account sheets (Kontenblatt), from one covering index."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_

RESULT_KINDS = frozenset({"income", "expense"})
PAGE = 256


class Account(NamedTuple):
    """An account of the chart (Konto), general or personal."""

    id: int
    number: str
    name: str
    kind: str
    function: str
    cash_role: str
    tax_code: str | None
    concept: str | None
    bwa: str | None
    hgb: str | None
    parent: str | None
    partner: str | None
    own: bool
    closed: date | None


class BalanceRow(NamedTuple):
    """One account in the trial balance (Summen- und Saldenliste); debit positive.

    Turnovers keep their side: a general reversal (Generalumkehr) lowers the side it was booked on.
    """

    number: str
    name: str
    opening: int
    debit: int
    credit: int
    balance: int
    parent: str | None
    kind: str
    id: int
    partner: str | None


class SheetRow(NamedTuple):
    """One line of an account sheet with the running balance after it."""

    key: tuple[str, int, int]
    day: date
    entry: int
    number: int | None
    document_day: date
    document: str
    text: str
    contra: str
    contra_name: str
    debit: int
    credit: int
    running: int
    code: str | None
    period: str | None
    item: int | None
    general_reversal: bool
    line: int


_CHART = """
SELECT a.id, a.number, a.name, a.kind, a.function, a.cash_role, a.tax_code, a.concept, a.bwa, a.hgb,
       p.number, a.partner, a.own, a.closed
  FROM account a LEFT JOIN account p ON p.id = a.parent
 WHERE (:personal OR a.partner IS NULL) ORDER BY length(a.number), a.number
"""
_ACCOUNT = """
SELECT a.id, a.number, a.name, a.kind, a.function, a.cash_role, a.tax_code, a.concept, a.bwa, a.hgb,
       p.number, a.partner, a.own, a.closed
  FROM account a LEFT JOIN account p ON p.id = a.parent
 WHERE a.number = :wanted OR a.concept = :wanted ORDER BY a.number = :wanted DESC LIMIT 1
"""
# One pass over the covering index; what lies before the year serves only accounts that carry on.
_TURNOVERS = """
SELECT a.number, a.name, a.kind, p.number, a.id, a.partner,
       ifnull(s.before_year, 0), ifnull(s.before, 0), ifnull(s.debit, 0), -ifnull(s.credit, 0)
  FROM (SELECT account,
               sum(cents) FILTER (WHERE day < ?1) AS before_year,
               {before} AS before,
               sum(cents) FILTER (WHERE day >= ?2 AND cents > 0) AS debit,
               sum(cents) FILTER (WHERE day >= ?2 AND cents < 0) AS credit
          FROM line WHERE day <= ?3 GROUP BY account) s
  JOIN account a ON a.id = s.account LEFT JOIN account p ON p.id = a.parent
 ORDER BY length(a.number), a.number
"""
_OF_YEAR = _TURNOVERS.format(before="0")
_OF_MONTHS = _TURNOVERS.format(before="sum(cents) FILTER (WHERE day >= ?1 AND day < ?2)")
# What the statement above put on the wrong side: a reversal's credit is a negative debit.
_REVERSED = """
SELECT l.account, -sum(abs(l.cents))
  FROM entry e JOIN line l ON l.entry = e.id
 WHERE e.general_reversal = 1 AND e.booked BETWEEN ?1 AND ?2 GROUP BY l.account
"""
_BALANCES = """
SELECT a.number, s.cents FROM
  (SELECT account, sum(cents) AS cents FROM line WHERE day <= ? GROUP BY account) s
  JOIN account a ON a.id = s.account
 ORDER BY length(a.number), a.number
"""
_BALANCE_OF = """
SELECT ifnull(sum(l.cents), 0) FROM account a JOIN line l ON l.account = a.id
 WHERE a.number = ? AND l.day <= ?
"""
_BEFORE = "SELECT ifnull(sum(cents), 0) FROM line WHERE account = ? AND day >= ? AND day < ?"
_BEFORE_KEY = """
SELECT ifnull(sum(cents), 0) FROM line
 WHERE account = ? AND day >= ? AND (day, entry, pos) <= (?, ?, ?)
"""
_KEYS = """
SELECT day, entry, pos, cents FROM line
 WHERE account = ? AND day BETWEEN ? AND ? AND (day, entry, pos) > (?, ?, ?)
 ORDER BY day, entry, pos LIMIT ?
"""
_SHEET = """
SELECT l.id, s.number, e.document_day, e.document, coalesce(nullif(l.text, ''), e.text), l.code,
       l.period, l.item, e.general_reversal,
       (SELECT a.number || char(9) || a.name FROM line o JOIN account a ON a.id = o.account
         WHERE o.entry = l.entry AND (o.cents < 0) <> (l.cents < 0)
         ORDER BY abs(o.cents) DESC, o.pos LIMIT 1),
       (SELECT count(DISTINCT o.account) FROM line o
         WHERE o.entry = l.entry AND (o.cents < 0) <> (l.cents < 0))
  FROM json_each(?) k
  JOIN line l ON l.entry = k.value ->> 0 AND l.pos = k.value ->> 1
  JOIN entry e ON e.id = l.entry
  LEFT JOIN seal s ON s.entry = e.id
 ORDER BY k.key
"""
_FAMILY = """
SELECT id FROM account WHERE id = (SELECT id FROM account WHERE number = ?1)
    OR parent = (SELECT id FROM account WHERE number = ?1)
"""


def chart(con: sqlite3.Connection, *, personal: bool = True) -> list[Account]:
    """The whole chart (Kontenplan), general accounts first; without personal accounts if asked."""
    return [_account(row) for row in con.execute(_CHART, {"personal": personal})]


def account(con: sqlite3.Connection, wanted: str) -> Account:
    """One account by number or concept.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(_ACCOUNT, {"wanted": wanted}).fetchone()
    if row is None:
        raise NotFound(N_("Account {number} is not known."), number=wanted)
    return _account(row)


def _account(row: tuple[Any, ...]) -> Account:
    found = Account(*row)
    closed: Any = found.closed
    return found._replace(
        own=bool(found.own), closed=date.fromisoformat(closed) if closed else None
    )


def trial_balance(
    con: sqlite3.Connection, year: int, *, month_from: int = 1, month_to: int = 12
) -> list[BalanceRow]:
    """The trial balance of months of a year.

    Accounts of the result start each year at zero; all others carry on. What earlier years earned
    is `carried_result`; with it the balances add up to zero.
    """
    begin = f"{year:04d}-01-01"
    first = f"{year:04d}-{month_from:02d}-01"
    last = (date(year + month_to // 12, month_to % 12 + 1, 1) - timedelta(1)).isoformat()
    wrong_side = dict(con.execute(_REVERSED, (first, last)).fetchall())
    rows = []
    statement = _OF_YEAR if month_from == 1 else _OF_MONTHS
    for number, name, kind, parent, key, partner, earlier, before, debit, credit in con.execute(
        statement, (begin, first, last)
    ):
        opening = before if kind in RESULT_KINDS else earlier + before
        if opening or debit or credit or before:
            debit += wrong_side.get(key, 0)
            credit += wrong_side.get(key, 0)
            balance = opening + debit - credit
            rows.append(
                BalanceRow(
                    number, name, opening, debit, credit, balance, parent, kind, key, partner
                )
            )
    return rows


def carried_result(con: sqlite3.Connection, day: date) -> int:
    """Result of all years before the year of `day`, debit positive (a profit is negative)."""
    (cents,) = con.execute(
        "SELECT ifnull(sum(l.cents), 0) FROM account a JOIN line l ON l.account = a.id"
        " WHERE a.kind IN ('income', 'expense') AND l.day < ?",
        (f"{day.year:04d}-01-01",),
    ).fetchone()
    return int(cents)


def balances(con: sqlite3.Connection, day: date) -> dict[str, int]:
    """The balance of every account that was ever moved, at the end of a day; debit positive."""
    return dict(con.execute(_BALANCES, (day.isoformat(),)).fetchall())


def balance_of(con: sqlite3.Connection, number: str, day: date) -> int:
    """The balance of one account at the end of a day, debit positive; reads its lines only."""
    (cents,) = con.execute(_BALANCE_OF, (number, day.isoformat())).fetchone()
    return int(cents)


def account_sheet(
    con: sqlite3.Connection,
    number: str,
    *,
    first: date | None = None,
    last: date | None = None,
    after: tuple[str, int, int] | None = None,
    limit: int = PAGE,
) -> list[SheetRow]:
    """One page of an account sheet, oldest first, with the running balance.

    Args:
        con: a reading connection.
        number: number or concept of the account.
        first: first day; accounts of the result then start at zero on 1 January of its year.
        last: last day.
        after: key of the row after which the page begins.
        limit: rows of the page.
    """
    wanted = account(con, number)
    begin = first.isoformat() if first else "0000"
    end = last.isoformat() if last else "9999"
    key = after or (begin, -1, -1)
    running = opening_balance(con, wanted, first) if after is None else 0
    if after is not None:
        (running,) = con.execute(
            _BEFORE_KEY, (wanted.id, _carries_from(wanted, first), *after)
        ).fetchone()
    keys = con.execute(_KEYS, (wanted.id, begin, end, *key, limit)).fetchall()
    marks = "[" + ",".join(f"[{entry},{pos}]" for _, entry, pos, _ in keys) + "]"
    rows = []
    for (day, entry, pos, cents), more in zip(
        keys, con.execute(_SHEET, (marks,)).fetchall(), strict=True
    ):
        running += cents
        rows.append(_sheet_row((day, entry, pos), cents, running, more))
    return rows


def opening_balance(con: sqlite3.Connection, wanted: Account, first: date | None) -> int:
    """The balance with which a sheet from `first` begins."""
    if first is None:
        return 0
    (cents,) = con.execute(
        _BEFORE, (wanted.id, _carries_from(wanted, first), first.isoformat())
    ).fetchone()
    return int(cents)


def family(con: sqlite3.Connection, number: str) -> tuple[int, ...]:
    """An account and the personal accounts below it (Sammelkonto), as ids."""
    return tuple(row[0] for row in con.execute(_FAMILY, (number,)))


def _carries_from(wanted: Account, first: date | None) -> str:
    if wanted.kind in RESULT_KINDS and first:
        return f"{first.year:04d}-01-01"
    return "0000"


def _sheet_row(
    key: tuple[str, int, int], cents: int, running: int, more: tuple[Any, ...]
) -> SheetRow:
    line, number, document_day, document, text, code, period, item, general, contra, others = more
    contra_number, _, contra_name = (contra or "").partition("\t")
    if others > 1:
        contra_number += " …"
    on_debit = (cents > 0) != bool(general)
    return SheetRow(
        key,
        date.fromisoformat(key[0]),
        key[1],
        number,
        date.fromisoformat(document_day),
        document,
        text,
        contra_number,
        contra_name,
        cents if on_debit else 0,
        0 if on_debit else -cents,
        running,
        code,
        period,
        item,
        bool(general),
        line,
    )
