"""Asset register (Anlageverzeichnis): assets, their plan, proposals of a year, the form AVEÜR."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.ledger.rules import assets as rules
from kontor.ledger.rules.forms import AssetLine, asset_lines, depreciation_rules


class AssetView(NamedTuple):
    """One asset with what was depreciated so far; `book_value` is after all posted depreciation.

    `depreciated` is the depreciation by plan, year by year; `facts.special` what came beside it.
    """

    id: int
    number: str
    name: str
    group: str
    account: str
    concept: str | None
    facts: rules.Asset
    note: str | None
    depreciated: dict[int, int]

    @property
    def start_value(self) -> int:
        """Value with which depreciation began: cost less § 7g Abs. 2, or book value taken over."""
        taken = self.facts.book_value
        return self.facts.basis if taken is None else taken

    @property
    def book_value(self) -> int:
        """What depreciation has left of it; a disposal takes the rest out of the books."""
        return self.start_value - sum(self.depreciated.values()) - sum(self.special.values())

    @property
    def special(self) -> dict[int, int]:
        """Special depreciation (§ 7g Abs. 5 EStG) by year."""
        return dict(self.facts.special)

    def plan(self) -> list[rules.PlanYear]:
        """Its depreciation by year."""
        return rules.plan(self.facts, depreciation_rules())


class Proposal(NamedTuple):
    """Depreciation that a year still lacks."""

    asset: AssetView
    year: int
    amount: int
    expense: str


class AssetYear(NamedTuple):
    """One asset in one year of the register: the columns of the form.

    Cost and additions are what § 7g Abs. 2 EStG left of them.
    """

    asset: AssetView
    cost: int
    start: int
    additions: int
    depreciation: int
    disposals: int
    end: int
    special: int = 0


_ASSETS = """
SELECT s.id, s.number, s.name, s.asset_group, a.number, a.concept, s.bought, s.cost, s.months,
       s.method, s.rate, s.book_value, s.book_value_day, s.disposed, s.note,
       (SELECT ifnull(sum(r.cents), 0) FROM cost_reduction r WHERE r.asset = s.id
           AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.reverses = r.entry))
  FROM asset s JOIN account a ON a.id = s.account
 WHERE ?1 IS NULL OR s.number = ?1 ORDER BY s.number
"""
_DONE = """
SELECT d.asset, d.kind, d.year, sum(d.cents) FROM depreciation d
 WHERE NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = d.entry) GROUP BY 1, 2, 3
"""


def register(con: sqlite3.Connection) -> list[AssetView]:
    """All assets by number."""
    return _read(con, None)


def asset(con: sqlite3.Connection, number: str) -> AssetView:
    """One asset by its inventory number.

    Raises:
        NotFound: there is none.
    """
    found = _read(con, number)
    if not found:
        raise NotFound(N_("Asset {number} is not in the register."), field="asset", number=number)
    return found[0]


def proposals(con: sqlite3.Connection, year: int) -> list[Proposal]:
    """What is still to be depreciated for a year, by plan."""
    out = []
    for one in register(con):
        planned = rules.amount_of(one.facts, depreciation_rules(), year)
        amount = min(planned - one.depreciated.get(year, 0), one.book_value)
        if amount > 0:
            out.append(Proposal(one, year, amount, rules.expense_concept(one.facts, one.group)))
    return out


def of_year(con: sqlite3.Connection, year: int) -> list[AssetYear]:
    """The register of a year from what was posted: start, additions, depreciation, end."""
    out = []
    for one in register(con):
        facts = one.facts
        if facts.bought.year > year or (facts.disposed and facts.disposed.year < year):
            continue
        done = (*one.depreciated.items(), *facts.special)
        before = sum(cents for known, cents in done if known < year)
        fresh = facts.bought.year == year and facts.book_value is None
        start = 0 if fresh else one.start_value - before
        additions = one.start_value if fresh else 0
        now = one.depreciated.get(year, 0)
        beside = one.special.get(year, 0)
        left = start + additions - now - beside
        gone = left if facts.disposed and facts.disposed.year == year else 0
        out.append(AssetYear(one, facts.basis, start, additions, now, gone, left - gone, beside))
    return out


def form(con: sqlite3.Connection, year: int) -> dict[int, int]:
    """The lines of the form AVEÜR with their amounts; empty ones are left out.

    Assets written off at once (§ 6 Abs. 2 EStG) are not entered in the form.
    """
    sums: dict[tuple[str, str], int] = {}
    for row in of_year(con, year):
        if row.asset.facts.method == "immediate":
            continue
        group = row.asset.group
        if row.asset.facts.method == "pool":
            group = f"pool_{year - row.asset.facts.bought.year}"
        columns = row._asdict()
        for column in _COLUMNS:
            cents = columns[column]
            for target in (group, _TOTAL.get(group.partition("_")[0], "")):
                key = (target, column)
                sums[key] = sums.get(key, 0) + cents
    return {
        line.line: sums[line.group, line.column]
        for line in asset_lines()
        if sums.get((line.group, line.column))
    }


def form_lines() -> dict[int, AssetLine]:
    """The lines of the form with their labels."""
    return {line.line: line for line in asset_lines()}


_COLUMNS = ("cost", "start", "additions", "special", "depreciation", "disposals", "end")
_TOTAL = {
    "building": "total_land",
    "land": "total_land",
    "car": "total_movable",
    "office": "total_movable",
    "movable": "total_movable",
    "pool": "total_pool",
}


def _read(con: sqlite3.Connection, number: str | None) -> list[AssetView]:
    done: dict[tuple[int, str], dict[int, int]] = {}
    for key, kind, year, cents in con.execute(_DONE):
        done.setdefault((key, kind), {})[year] = cents
    return [
        _view(row, done.get((row[0], "plan"), {}), done.get((row[0], "special"), {}))
        for row in con.execute(_ASSETS, (number,)).fetchall()
    ]


def _view(row: tuple[Any, ...], done: dict[int, int], special: dict[int, int]) -> AssetView:
    facts = rules.Asset(
        date.fromisoformat(row[6]),
        row[7],
        row[8],
        row[9],
        row[10],
        row[11],
        date.fromisoformat(row[12]) if row[12] else None,
        date.fromisoformat(row[13]) if row[13] else None,
        tuple(sorted(special.items())),
        row[15],
    )
    group = row[3] or rules.group_of(row[5] or "")
    return AssetView(row[0], row[1], row[2], group, row[4], row[5], facts, row[14], done)
