"""Plans of reminding and base rates: what came along and what the firm set itself."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.contacts.kinds import CustomerKind
from kontor.receivables.kinds import Channel, DefaultFrom, Level, Plan
from kontor.receivables.rules.law import BaseRate, base_rates, consumer_kinds, default_plans


def plans(con: sqlite3.Connection, day: date) -> dict[CustomerKind, Plan]:
    """The plan of each kind of customer that holds on a day; an own one stands before the rest."""
    found: dict[CustomerKind, Plan] = {}
    for plan in default_plans():
        if plan.valid_from <= day or plan.customer_kind not in found:
            found[plan.customer_kind] = plan
    for plan in own_plans(con):
        if plan.valid_from <= day:
            found[plan.customer_kind] = plan
    return found


def own_plans(con: sqlite3.Connection) -> list[Plan]:
    """The firm's own plans, oldest first."""
    levels: dict[int, list[Level]] = {}
    for terms, *row in con.execute(
        "SELECT terms,level,days,term_days,fee,interest,lump,text FROM reminder_level"
        " ORDER BY terms,level"
    ):
        levels.setdefault(terms, []).append(
            Level._make((*row[:4], bool(row[4]), bool(row[5]), row[6]))
        )  # fmt: skip
    rows = con.execute(
        "SELECT id,customer_kind,valid_from,least,tolerance,default_from,channel"
        " FROM reminder_terms ORDER BY valid_from,id"
    ).fetchall()
    return [
        Plan(
            CustomerKind(kind), date.fromisoformat(start), least, tolerance,
            DefaultFrom(begin), Channel(channel), kind in consumer_kinds(),
            tuple(levels.get(key, ())), own=True,
        )
        for key, kind, start, least, tolerance, begin, channel in rows
    ]  # fmt: skip


def rates(con: sqlite3.Connection) -> list[BaseRate]:
    """Base rates, oldest first; an entered one replaces the row of the same day."""
    found = {one.valid_from: one for one in base_rates()}
    for start, rate, source in con.execute("SELECT valid_from,rate,source FROM base_rate"):
        day = date.fromisoformat(start)
        found[day] = BaseRate(day, rate, source)
    return sorted(found.values())
