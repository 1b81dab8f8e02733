"""Closing of months: what is closed, and what stands in the way of closing the next one."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.base.dates import add_months, end_of_month, month_of
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.ledger.queries.lookup import unresolved


class Month(NamedTuple):
    """A month of the books: how many entries it has, how many wait for their seal."""

    month: str
    entries: int
    open: int
    closed: str | None
    head: str | None


_MONTHS = """
SELECT m.month, m.entries, m.open, p.closed, p.head FROM
  (SELECT substr(e.booked, 1, 7) AS month, count(*) AS entries, sum(s.id IS NULL) AS open
     FROM entry e LEFT JOIN seal s ON s.entry = e.id GROUP BY 1) m
  LEFT JOIN period p ON p.month = m.month ORDER BY m.month DESC
"""
_OPEN = """
SELECT e.id FROM entry e LEFT JOIN seal s ON s.entry = e.id
 WHERE e.booked <= ? AND s.id IS NULL ORDER BY e.booked, e.id
"""
_UNBALANCED = """
SELECT e.id, e.document FROM entry e LEFT JOIN seal s ON s.entry = e.id
 WHERE e.booked <= ? AND s.id IS NULL
   AND ((SELECT count(*) FROM line l WHERE l.entry = e.id) < 2
        OR (SELECT sum(l.cents) FROM line l WHERE l.entry = e.id) <> 0)
"""


def months(con: sqlite3.Connection) -> list[Month]:
    """All months with entries, newest first."""
    return [Month(*row) for row in con.execute(_MONTHS)]


def unsealed(con: sqlite3.Connection, until: date) -> list[int]:
    """Entries up to a booking date that are not sealed, in the order of sealing."""
    return [row[0] for row in con.execute(_OPEN, (until.isoformat(),))]


def months_to_close(con: sqlite3.Connection, month: str) -> list[str]:
    """The months that closing `month` closes: it and all before it that are still open."""
    (first,) = con.execute("SELECT min(booked) FROM entry").fetchone()
    day = date.fromisoformat(min(first or f"{month}-01", f"{month}-01")).replace(day=1)
    closed = {row[0] for row in con.execute("SELECT month FROM period")}
    out = []
    while month_of(day) <= month:
        if month_of(day) not in closed:
            out.append(month_of(day))
        day = add_months(day, 1)
    return out


def findings(con: sqlite3.Connection, month: str, today: date) -> list[Finding]:
    """What stands in the way of closing a month; errors stop it, warnings do not."""
    last = end_of_month(date.fromisoformat(f"{month}-01"))
    out = []
    if con.execute("SELECT 1 FROM period WHERE month = ?", (month,)).fetchone():
        out.append(_finding("L61", N_("The month {month} is closed already."), "", month=month))
    elif last >= today:
        out.append(
            _finding(
                "L62", N_("The month {month} is not over yet."),
                N_("Close it after its last day."), month=month,
            )
        )  # fmt: skip
    for entry, document in con.execute(_UNBALANCED, (last.isoformat(),)).fetchall():
        out.append(
            _finding(
                "L63", N_("Entry {entry} {document} is not balanced and cannot be sealed."),
                N_("Change or discard it first."), entry=entry, document=document,
            )
        )  # fmt: skip
    waiting = unresolved(con, last)
    if waiting:
        out.append(
            _finding(
                "L64", N_("{amount} € stand on unresolved payments at the end of {month}."),
                N_("Assign the payments to items or accounts first."),
                amount=format_money(waiting), month=month,
            )
        )  # fmt: skip
    return out


def _finding(code: str, message: str, remedy: str, **values: object) -> Finding:
    return Finding(
        code, "ledger:closing", message, remedy, Severity.ERROR, tuple(values.items()),
        law="GoBD Rz. 107-112",
    )  # fmt: skip
