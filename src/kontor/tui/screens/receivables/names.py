"""Signs and short words of debtors on the screen, and what people choose from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.base.text import matches
from kontor.contacts import queries as contacts
from kontor.ledger.queries.items import OpenItem, open_items
from kontor.receivables.queries import debtors
from kontor.receivables.rules.instalments import PlanState
from kontor.receivables.words import PLANS
from kontor.tui.protocols import Hit
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, State

PLAN_STATES = {
    "kept": State("●", PLANS[PlanState.KEPT], GOOD),
    "broken": State("!", PLANS[PlanState.BROKEN], BAD),
    "done": State("✓", PLANS[PlanState.DONE], MUTED),
    "ended": State("–", PLANS[PlanState.ENDED], MUTED),
}
EXPIRY_STATES = {
    "gone": State("✗", N_("expired"), BAD),
    "soon": State("!", N_("soon"), BAD),
    "year": State("○", N_("this half-year"), WARN),
    "runs": State("·", N_("runs"), MUTED),
    "stopped": State("■", N_("suspended"), GOOD),
    "title": State("✓", N_("title"), GOOD),
}
RISK_STATES = {
    "A": State("A", N_("pays well"), GOOD),
    "B": State("B", N_("fine"), GOOD),
    "C": State("C", N_("watch"), WARN),
    "D": State("D", N_("ask a deposit"), BAD),
    "E": State("E", N_("prepayment"), BAD),
    "stop": State("✗", N_("blocked"), BAD),
}
SHOWN = 120


def claims_of(con: sqlite3.Connection, day: date) -> dict[str, list[OpenItem]]:
    """What is open of each debtor, oldest due first."""
    found: dict[str, list[OpenItem]] = {}
    for one in open_items(con, day, side=1):
        if one.open > 0 and one.kind != "credit":
            found.setdefault(debtors.debtor_of(con, one), []).append(one)
    for items in found.values():
        items.sort(key=lambda one: (one.due or one.day, one.id))
    return found


def debtor_search(store: Any, today: date) -> Callable[[str], Sequence[Hit]]:
    """Customers who owe something, with what is open."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            there = claims_of(con, today)
            names = {partner: debtors.who(con, partner).name for partner in there}
        hits = [
            Hit(partner, names[partner], f"{format_money(sum(one.open for one in items))} €")
            for partner, items in there.items()
        ]
        hits.sort(key=lambda hit: hit.label.casefold())
        return [hit for hit in hits if not typed or matches(typed, hit.label)][:SHOWN]

    return find


def item_search(store: Any, today: date) -> Callable[[str], Sequence[Hit]]:
    """Open claims on customers, oldest due first."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            there = [one for items in claims_of(con, today).values() for one in items]
        there.sort(key=lambda one: (one.due or one.day, one.id))
        hits = [
            Hit(f"item:{one.id}", f"{one.document} {one.name}", f"{format_money(one.open)} €")
            for one in there
        ]
        return [hit for hit in hits if not typed or matches(typed, hit.label)][:SHOWN]

    return find


def customer_search(store: Any) -> Callable[[str], Sequence[Hit]]:
    """Contacts by name or number."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            rows = contacts.search(con, typed) if typed else contacts.page(con, size=60)
        return [
            Hit(f"contacts:{row.id}", row.name, row.customer_number or row.city or "")
            for row in rows
        ]

    return find


def count(typed: str) -> int:
    """A whole number."""
    text = typed.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise InputError(N_("“{text}” is not a whole number."), text=text)
    return int(text)


def reason(typed: str) -> None:
    """A reason that has to be given."""
    if not typed.strip():
        raise InputError(N_("A reason is needed."))


def euro(cents: int) -> str:
    """An amount with its sign."""
    return f"{format_money(cents)} €"


def many(number: int) -> str:
    """How many rates."""
    return _("{count} rates").format(count=number)
