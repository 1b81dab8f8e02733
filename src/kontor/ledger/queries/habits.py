"""Habits that the cash curve goes by: how late customers pay, what wages cost each month."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median_low
from typing import NamedTuple

from kontor.base.dates import (
    add_months,
    end_of_month,
    month_of,
)
from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.company.queries import regime_on
from kontor.ledger.queries.standing import Template
from kontor.ledger.rules.deadlines import working_day
from kontor.ledger.rules.forms import deadlines

PAID = 3  # so many payments make a habit
LOOK_BACK = 730
WAGE_MONTHS = 3
_NET, _TAX, _SOCIAL, _KEPT = "verb_lohn", "verb_lst", "verb_sv", "verb_einbehalt"
_TITLES = {
    _NET: N_("Wages {month}"),
    _TAX: N_("Wage tax {month}"),
    _SOCIAL: N_("Social security {month}"),
    _KEPT: N_("Withheld from wages {month}"),
}
_DELAYS = """
SELECT a.number, CAST(julianday(s.day) - julianday(
         (SELECT min(d.due) FROM due_part d WHERE d.item = i.id AND d.kind = 'normal')) AS INTEGER)
  FROM settlement s JOIN item i ON i.id = s.item JOIN account a ON a.id = i.account
  JOIN entry e ON e.id = s.entry
 WHERE i.side = 1 AND i.kind IN ('invoice', 'opening', 'request') AND s.money > 0
   AND e.kind = 'payment' AND s.day BETWEEN ? AND ?
"""
_WAGES = """
SELECT a.concept, substr(e.booked, 1, 7), -sum(l.cents)
  FROM entry e JOIN line l ON l.entry = e.id JOIN account a ON a.id = l.account
 WHERE e.kind = 'payroll' AND e.booked BETWEEN ? AND ? AND l.cents < 0
   AND a.concept IN ('verb_lohn', 'verb_lst', 'verb_sv', 'verb_einbehalt')
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id)
 GROUP BY 1, 2
"""
_OWED = """
SELECT a.concept, a.number, -ifnull(sum(l.cents), 0)
  FROM account a LEFT JOIN line l ON l.account = a.id AND l.day <= ?
 WHERE a.concept IN ('verb_lohn', 'verb_lst', 'verb_sv', 'verb_einbehalt') GROUP BY a.id
"""


class WageMove(NamedTuple):
    """Money that wages will cost: a positive amount, its title a message id for `month`."""

    day: date
    cents: int
    title: str
    month: str


class Delays(NamedTuple):
    """Days after the due day on which customers usually pay; never before it."""

    by_account: dict[str, int]
    usual: int

    def of(self, account: str) -> int:
        """The habit of a customer, else that of all."""
        return self.by_account.get(account, self.usual)


def delays(con: sqlite3.Connection, today: date) -> Delays:
    """How late customers paid in the last two years: the middle of at least three payments."""
    first = today - timedelta(days=LOOK_BACK)
    found: dict[str, list[int]] = {}
    for account, days in con.execute(_DELAYS, (first.isoformat(), today.isoformat())):
        if days is not None:
            found.setdefault(account, []).append(days)
    every = [days for known in found.values() for days in known]
    return Delays({account: _habit(known) for account, known in found.items()
                   if len(known) >= PAID}, _habit(every))  # fmt: skip


def _habit(days: Sequence[int]) -> int:
    return max(median_low(days), 0) if len(days) >= PAID else 0


def wages(
    con: sqlite3.Connection, today: date, end: date, standing: Sequence[Template]
) -> Iterator[WageMove]:
    """What is still owed of booked payrolls, and the coming months like the last ones.

    A standing entry that pays wages takes the place of both for its account.
    """
    begin = add_months(today.replace(day=1), -WAGE_MONTHS)
    booked: dict[str, dict[str, int]] = {}
    for concept, month, cents in con.execute(
        _WAGES, (begin.isoformat(), end_of_month(today).isoformat())
    ):
        booked.setdefault(month, {})[concept] = cents
    if not booked:
        return
    land = regime_on(con, today).land
    months = sorted(booked)[-WAGE_MONTHS:]
    last = date.fromisoformat(f"{months[-1]}-01")
    named = _named(standing)
    for concept, number, owed in con.execute(_OWED, (today.isoformat(),)).fetchall():
        if concept in named or number in named:
            continue
        if owed > 0:
            day = max(_due(concept, last, land), today)
            yield WageMove(day, owed, _TITLES[concept], months[-1])
        usual = half_up(sum(booked[one].get(concept, 0) for one in months), len(months))
        month = max(add_months(last, 1), today.replace(day=1))
        while usual and month < end:
            day = max(_due(concept, month, land), today)
            if day < end:
                yield WageMove(day, usual, _TITLES[concept], month_of(month))
            month = add_months(month, 1)


def _due(concept: str, month: date, land: str) -> date:
    """When a part of the wages of a month is paid."""
    last = end_of_month(month)
    if concept == _TAX:
        day = add_months(month, 1).replace(day=deadlines()["wage_tax"].day)
        return working_day(day, land)
    if concept != _SOCIAL:
        return last
    left = -deadlines()["social_security"].day
    while True:
        left -= working_day(last, land) == last
        if not left:
            return last
        last -= timedelta(days=1)


def _named(standing: Sequence[Template]) -> set[str]:
    """Accounts that standing entries book on."""
    return {
        str(line.get("account", ""))
        for template in standing
        if template.every_months
        for line in json.loads(template.content).get("lines", [])
    }
