"""Risk of customers from what the books and the orders know."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from kontor.company.queries import setting
from kontor.contacts import terms_queries
from kontor.contacts.terms_queries import Standing
from kontor.ledger.queries.items import OpenItem, open_items
from kontor.receivables.kinds import LimitationKind
from kontor.receivables.queries import debtors, expiry
from kontor.receivables.queries.plans import payment_plans
from kontor.receivables.rules.instalments import PlanState
from kontor.receivables.rules.risk import (
    Ages,
    Check,
    Exposure,
    Figures,
    Gate,
    Known,
    Late,
    Policy,
    Score,
    Stage,
    adjustment,
    ages,
    check_limit,
    dso,
    expected_delays,
    proposed_limit,
    score,
    weighted_late,
    whole,
)
from kontor.sales.queries.orders import order_view

TWO_YEARS, YEAR, QUARTER = 730, 365, 90
_LATER = frozenset({"retention", "withheld"})
_PAID = """
SELECT i.id, coalesce(i.partner, a.partner), a.number,
 CAST(julianday(max(s.day)) - julianday((SELECT min(d.due) FROM due_part d WHERE d.item=i.id
  AND d.kind IN ('normal','instalment'))) AS INTEGER), sum(s.money)
 FROM settlement s JOIN item i ON i.id=s.item JOIN account a ON a.id=i.account
 WHERE i.side=1 AND i.kind IN ('invoice','opening','request') AND s.money>0
  AND s.day BETWEEN ? AND ? GROUP BY i.id
"""
_REVENUE = """
SELECT coalesce(i.partner, a.partner), a.number, ifnull(sum(w.cents),0)
 FROM item i JOIN account a ON a.id=i.account JOIN weight w ON w.item=i.id
 WHERE i.side=1 AND i.kind IN ('invoice','opening') AND i.day BETWEEN ? AND ?
 GROUP BY 1, 2
"""
_RETURNED = """
SELECT 1 FROM settlement s JOIN item i ON i.id=s.item JOIN account a ON a.id=i.account
 JOIN entry e ON e.id=s.entry WHERE coalesce(i.partner, a.partner)=? AND e.kind='return_debit'
 AND s.day BETWEEN ? AND ? LIMIT 1
"""
_ORDERS = """
SELECT id FROM sales_document WHERE contact=? AND kind='order'
 AND state IN ('confirmed','begun','finished','accepted') ORDER BY id
"""
_HARD = ("insolvency", "statement_of_assets", "court_orders")


class Risk(NamedTuple):
    """All that is known of a customer's risk on a day.

    Attributes:
        revenue: gross revenue of 12 months.
        proposed: the limit that the score proposes.
        standing: what was written down last.
        late: days late, weighted by amount, and of how many paid bills.
        expected: days after the due day until half and four of five bills are paid.
    """

    partner: str
    name: str
    exposure: Exposure
    score: Score
    figures: Figures
    ages: Ages
    revenue: int
    proposed: int
    standing: Standing | None
    expected: tuple[int, int]


class Payer(NamedTuple):
    """How a customer pays."""

    partner: str
    name: str
    bills: int
    days_late: int
    cents: int


class Expected(NamedTuple):
    """When an item is expected to be paid."""

    item: OpenItem
    p50: date
    p80: date


class Proposal(NamedTuple):
    """Proposal of a value adjustment on an item."""

    item: OpenItem
    rate: int
    net: int
    reason: str


class History(NamedTuple):
    """Paid bills by partner and of all, read once."""

    by_partner: dict[str, list[Late]]
    every: list[int]


def history(con: sqlite3.Connection, day: date) -> History:
    """Paid bills of two years."""
    found: dict[str, list[Late]] = {}
    first = (day - timedelta(days=TWO_YEARS)).isoformat()
    for _item, partner, number, days, cents in con.execute(_PAID, (first, day.isoformat())):
        key = partner or f"account:{number}"
        found.setdefault(key, []).append(Late(days or 0, cents))
    return History(found, [one.days for known in found.values() for one in known])


def exposure(con: sqlite3.Connection, partner: str, day: date, asked: int = 0) -> Exposure:
    """What is at stake with a customer; `asked` is the quote or order in question, gross."""
    there = debtors.customer_items(con, day)
    owed = [one for one in there if debtors.debtor_of(con, one) == partner]
    credits = debtors.credit_of(owed)
    claims = [one for one in owed if one.open > 0 and one.kind != "credit"]
    kept = sum(one.retained for one in claims)
    performed = orders = 0
    if partner.startswith("contacts:"):
        for (key,) in con.execute(_ORDERS, (partner[9:],)).fetchall():
            view = order_view(con, key)
            whole = sum(one.net + one.tax for one in view.document.totals.sums)
            billed = sum(one.net + one.tax for one in view.billed)
            ready = max(sum(one.net + one.tax for one in view.to_bill), 0)
            performed += ready
            orders += max(whole - billed - ready, 0)
    today = day.isoformat()
    (secured,) = con.execute(
        "SELECT ifnull(sum(cents),0) FROM security WHERE partner=? AND valid_from<=?"
        " AND (valid_to IS NULL OR valid_to>=?)",
        (partner, today, today),
    ).fetchone()
    return Exposure(
        sum(one.open for one in claims) - kept, kept, performed, orders, asked, credits, secured
    )


def risk(con: sqlite3.Connection, partner: str, day: date, known: History | None = None) -> Risk:
    """The risk of a customer with the explained score."""
    known = known or history(con, day)
    paid = known.by_partner.get(partner, [])
    owed = [
        one for one in open_items(con, day, side=1)
        if one.open > 0 and one.kind != "credit" and debtors.debtor_of(con, one) == partner
    ]  # fmt: skip
    at_stake = exposure(con, partner, day)
    there = _standing(con, partner)
    limit = there.credit_limit if there else None
    infos = con.execute(
        "SELECT kind,value FROM credit_info WHERE partner=? AND day<=? AND delete_on>=?"
        " ORDER BY day,id",
        (partner, day.isoformat(), day.isoformat()),
    ).fetchall()
    index = next((value for kind, value in reversed(infos) if kind == "index"), None)
    figures = Figures(
        weighted_late(paid),
        _level(con, partner, day),
        sum(one.open for one in owed),
        sum(one.overdue for one in owed if not one.disputed),
        Fraction(at_stake.total, limit) if limit else None,
        _broken(con, partner, day),
        len(paid),
        index,
        any(kind in _HARD for kind, _value in infos),
    )
    found = score(figures)
    revenue = _revenue(con, partner, day)
    parts = [
        (part.due, part.open, part.kind in _LATER)
        for one in owed for part in one.parts if part.open > 0
    ]  # fmt: skip
    return Risk(
        partner, debtors.who(con, partner).name, at_stake, found, figures, ages(parts, day),
        revenue, proposed_limit(revenue, found.risk_class), there,
        expected_delays([one.days for one in paid], known.every),
    )  # fmt: skip


def customers(con: sqlite3.Connection, day: date) -> list[str]:
    """All who owe something or paid something within two years."""
    owed = {debtors.debtor_of(con, one) for one in open_items(con, day, side=1)}
    return sorted(owed | set(history(con, day).by_partner))


def risks(con: sqlite3.Connection, day: date) -> list[Risk]:
    """The risk of all customers, the highest score first."""
    known = history(con, day)
    found = [risk(con, partner, day, known) for partner in customers(con, day)]
    return sorted(found, key=lambda one: (-one.score.points, -one.exposure.total, one.name))


def gate(con: sqlite3.Connection, contact: int, stage: Stage, day: date, asked: int = 0) -> Check:
    """The limit check at a quote, an order, the start of work; amounts gross, in cents.

    What is at stake is added up only where there is a limit to compare it with.
    """
    there = terms_queries.standing(con, contact)
    if there is None:
        return Check(Gate.FREE, ())
    at_stake = 0
    if there.credit_limit is not None:
        at_stake = exposure(con, f"contacts:{contact}", day, asked).total
    known = Known(at_stake, there.credit_limit, there.risk_class, there.blocked)
    return check_limit(stage, known, Policy(setting(con, "credit_check", day)))


def payers(con: sqlite3.Connection, day: date) -> list[Payer]:
    """How customers pay, the best first; those with at least three paid bills."""
    found = [
        Payer(
            partner, debtors.who(con, partner).name, len(paid), whole(weighted_late(paid)),
            sum(one.cents for one in paid),
        )
        for partner, paid in history(con, day).by_partner.items()
        if len(paid) >= 3
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.days_late, -one.cents))


def expected(con: sqlite3.Connection, day: date) -> list[Expected]:
    """When open items are expected, by what their customer usually does; never in the past."""
    known = history(con, day)
    found = []
    for one in open_items(con, day, side=1):
        if one.open <= 0 or one.due is None or one.kind == "credit":
            continue
        paid = [late.days for late in known.by_partner.get(debtors.debtor_of(con, one), [])]
        half, most = expected_delays(paid, known.every)
        found.append(
            Expected(
                one,
                max(one.due + timedelta(days=half), day),
                max(one.due + timedelta(days=most), day),
            )
        )
    return sorted(found, key=lambda one: (one.p50, one.item.id))


def days_outstanding(con: sqlite3.Connection, day: date) -> Fraction | None:
    """DSO over 90 days, gross."""
    first = day - timedelta(days=QUARTER - 1)
    rows = con.execute(_REVENUE, (first.isoformat(), day.isoformat())).fetchall()
    owed = sum(one.signed for one in open_items(con, day, side=1) if one.posted)
    return dso(owed, sum(row[2] for row in rows), QUARTER)


def adjustments(con: sqlite3.Connection, day: date) -> list[Proposal]:
    """Value adjustments that a firm with balance sheet may think of, on the net amount."""
    found = []
    for one in open_items(con, day, side=1):
        if one.open <= 0 or not one.posted or one.kind == "credit":
            continue
        partner = debtors.debtor_of(con, one)
        hard = con.execute(
            "SELECT 1 FROM credit_info WHERE partner=? AND kind='insolvency'", (partner,)
        ).fetchone()
        court = any(
            note.kind in {LimitationKind.COURT_ORDER, LimitationKind.LAWSUIT, LimitationKind.TITLE}
            for note in expiry.notes(con, one.id)
        )
        disputes = [
            block for block in debtors.blocks(con, item=one.id)
            if block.kind == "dispute" and block.holds_on(day)
        ]  # fmt: skip
        (gross, tax) = con.execute(
            "SELECT ifnull(sum(cents),0), ifnull(sum(cents) FILTER (WHERE part='output'),0)"
            " FROM weight WHERE item=?",
            (one.id,),
        ).fetchone()
        net = one.open - (one.open * tax // gross if gross else 0)
        proposal = adjustment(
            net, one.days_overdue, insolvent=bool(hard), court=court,
            disputed=bool(disputes) or one.disputed,
        )  # fmt: skip
        if proposal is not None:
            found.append(Proposal(one, *proposal))
    return found


def _standing(con: sqlite3.Connection, partner: str) -> Standing | None:
    if not partner.startswith("contacts:"):
        return None
    return terms_queries.standing(con, int(partner[9:]))


def _level(con: sqlite3.Connection, partner: str, day: date) -> int:
    (level,) = con.execute(
        "SELECT ifnull(max(r.level),0) FROM reminded r JOIN reminder_letter l ON l.id=r.letter"
        " WHERE l.partner=? AND r.day BETWEEN ? AND ?",
        (partner, (day - timedelta(days=YEAR)).isoformat(), day.isoformat()),
    ).fetchone()
    return int(level)


def _broken(con: sqlite3.Connection, partner: str, day: date) -> bool:
    first = (day - timedelta(days=TWO_YEARS)).isoformat()
    if con.execute(_RETURNED, (partner, first, day.isoformat())).fetchone():
        return True
    return any(plan.state is PlanState.BROKEN for plan in payment_plans(con, day, partner=partner))


def _revenue(con: sqlite3.Connection, partner: str, day: date) -> int:
    first = day - timedelta(days=YEAR - 1)
    rows = con.execute(_REVENUE, (first.isoformat(), day.isoformat())).fetchall()
    return sum(cents for found, number, cents in rows if (found or f"account:{number}") == partner)
