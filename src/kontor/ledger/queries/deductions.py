"""Investment deductions (§ 7g Abs. 1 bis 4 EStG): claims, what became of them, their years."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kontor.base.dates import Period
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.ledger.queries.assets import AssetView
from kontor.ledger.rules import deductions as rules
from kontor.ledger.rules.forms import depreciation_rules


class Move(NamedTuple):
    """A part of a claim, in the order it happened.

    Attributes:
        kind: claimed, added for an asset, or reversed in the year of the claim.
        year: the year whose profit it changes.
        undone: day on which an addition was taken back (§ 7g Abs. 4 EStG).
    """

    claim: int
    claimed: int
    kind: str
    year: int
    day: date
    cents: int
    asset: str | None
    name: str | None
    undone: date | None
    reason: str

    @property
    def stands(self) -> bool:
        """Whether it still counts."""
        return self.undone is None


class OffBooks(NamedTuple):
    """What § 7g EStG changes beside the books in the profit of a year.

    Attributes:
        claimed: what stands of the claims of the year.
        added: additions by the year of their claim.
        moves: everything that concerns the year, what was taken back included.
    """

    year: int
    claimed: int
    added: tuple[tuple[int, int], ...]
    moves: tuple[Move, ...]

    @property
    def cents(self) -> int:
        """What is added to the profit of the books; negative where more is deducted."""
        return sum(cents for _, cents in self.added) - self.claimed


class Waiting(NamedTuple):
    """A claim that still waits for a purchase, and the last day for it."""

    claim: rules.Claim
    until: date


class Kept(NamedTuple):
    """An asset for which a deduction was added, and until when it must stay."""

    number: str
    name: str
    until: date
    disposed: date | None
    cents: int


_CLAIMS = """
SELECT d.id, d.year, d.cents,
       ifnull(sum(iif(m.asset IS NOT NULL AND m.undone IS NULL, m.cents, 0)), 0),
       ifnull(sum(iif(m.asset IS NULL, m.cents, 0)), 0)
  FROM investment_deduction d LEFT JOIN investment_move m ON m.deduction = d.id
 GROUP BY d.id ORDER BY d.year, d.id
"""
_MOVES = """
SELECT d.id, d.year, 'claimed', d.year, d.day, d.cents, NULL, NULL, NULL, d.note, d.day, 0
  FROM investment_deduction d
 UNION ALL
SELECT d.id, d.year, iif(s.id IS NULL, 'reversed', 'added'),
       iif(s.id IS NULL, d.year, CAST(substr(s.bought, 1, 4) AS INTEGER)),
       m.day, m.cents, s.number, s.name, m.undone, m.reason, m.day, m.id
  FROM investment_move m JOIN investment_deduction d ON d.id = m.deduction
  LEFT JOIN asset s ON s.id = m.asset
 ORDER BY 2, 1, 11, 12
"""
_KEPT = """
SELECT s.number, s.name, s.bought, s.disposed, sum(m.cents)
  FROM investment_move m JOIN asset s ON s.id = m.asset
 WHERE m.undone IS NULL AND m.reason = '' GROUP BY s.id ORDER BY s.number
"""


def claims(con: sqlite3.Connection) -> list[rules.Claim]:
    """All claims, oldest first."""
    return [rules.Claim(*row) for row in con.execute(_CLAIMS).fetchall()]


def moves(con: sqlite3.Connection, claim: int | None = None) -> list[Move]:
    """What happened to one claim or to all."""
    return [one for one in _moves(con) if claim in {None, one.claim}]


def of_asset(con: sqlite3.Connection, number: str) -> list[Move]:
    """Additions for an asset that stand."""
    return [one for one in _moves(con) if one.asset == number and one.stands]


def possible(con: sqlite3.Connection, one: AssetView) -> int:
    """What may still be added for an asset: half of its cost, as far as claims wait."""
    known = depreciation_rules()
    if one.facts.disposed:
        return 0
    most = rules.most_added(one.facts, one.group, known)
    most -= sum(move.cents for move in of_asset(con, one.number))
    usable = rules.fitting(claims(con), one.facts.bought.year, known)
    return max(min(most, sum(claim.left for claim in usable)), 0)


def off_books(con: sqlite3.Connection, year: int) -> OffBooks:
    """What § 7g EStG changes in the profit of a year, as it stands today."""
    found = tuple(one for one in _moves(con) if one.year == year)
    claimed = 0
    added: dict[int, int] = {}
    for one in found:
        if one.kind == "added":
            added[one.claimed] = added.get(one.claimed, 0) + (one.cents if one.stands else 0)
        else:
            claimed += one.cents if one.kind == "claimed" else -one.cents
    standing = tuple((one, cents) for one, cents in sorted(added.items()) if cents)
    return OffBooks(year, claimed, standing, found)


def of_period(con: sqlite3.Connection, period: Period) -> int:
    """What § 7g EStG adds to the profit of a period: of a whole year only."""
    return off_books(con, period.first.year).cents if period.kind == "year" else 0


def waiting(con: sqlite3.Connection) -> list[Waiting]:
    """Claims that still wait for a purchase, those that lapse first at the front."""
    known = depreciation_rules()
    found = [
        Waiting(one, date(rules.last_year(one.year, known), 12, 31))
        for one in claims(con) if one.left
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.until)


def kept(con: sqlite3.Connection) -> list[Kept]:
    """Assets whose addition stands, with the day until which they must stay."""
    known = depreciation_rules()
    return [
        Kept(number, name, rules.kept_until(date.fromisoformat(bought), known),
             date.fromisoformat(disposed) if disposed else None, cents)
        for number, name, bought, disposed, cents in con.execute(_KEPT).fetchall()
    ]  # fmt: skip


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """Claims above the limit of their years, and assets that went too early."""
    found, known = claims(con), depreciation_rules()
    for year in sorted({one.year for one in found}):
        over = -rules.room([one for one in found if one.year <= year], year, known)
        if over > 0:
            yield _finding(
                "L71", f"ledger:deduction/{year}",
                N_("The investment deductions up to {year} are {over} above the limit."),
                N_("Give back what is too much."), "§ 7g Abs. 1 S. 4 EStG",
                year=year, over=format_money(over),
            )  # fmt: skip
    for one in kept(con):
        if one.disposed and one.disposed <= one.until:
            yield _finding(
                "L72", f"ledger:asset/{one.number}",
                N_("{name} left before {until}: the investment deduction of {cents} falls away."),
                N_("Take the disposal back and dispose of it anew."), "§ 7g Abs. 4 EStG",
                name=one.name, until=one.until, cents=format_money(one.cents),
            )  # fmt: skip


def _finding(
    code: str, where: str, message: str, remedy: str, law: str, **values: object
) -> Finding:
    return Finding(
        code, where, message, remedy, Severity.WARNING, tuple(values.items()), law=law
    )  # fmt: skip


def _moves(con: sqlite3.Connection) -> list[Move]:
    return [
        Move(claim, claimed, kind, year, date.fromisoformat(day), cents, asset, name,
             date.fromisoformat(undone) if undone else None, reason)
        for claim, claimed, kind, year, day, cents, asset, name, undone, reason, *_ in con.execute(
            _MOVES
        ).fetchall()
    ]  # fmt: skip
