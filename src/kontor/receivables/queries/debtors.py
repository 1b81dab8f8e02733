"""Debtors with all that a run must know of their items."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kontor.contacts.kinds import DEBTORS, ContactKind, CustomerKind
from kontor.ledger.queries.items import OpenItem, open_items
from kontor.receivables.kinds import (
    Block,
    BlockKind,
    Debtor,
    ItemFacts,
    LimitationKind,
    Reminded,
)
from kontor.receivables.queries.plans import plan_of_items

_BLOCKS = (
    "SELECT id,partner,item,kind,reason,cents,starts,until,lifted,lifted_reason FROM reminder_block"
)
_STOPS = (LimitationKind.COURT_ORDER, LimitationKind.LAWSUIT, LimitationKind.TITLE)
ACCOUNT = "account:"


class Who(NamedTuple):
    """Who a debtor is: name as on letters and kind of customer."""

    partner: str
    name: str
    customer_kind: CustomerKind


def who(con: sqlite3.Connection, partner: str) -> Who:
    """Name and kind of a debtor; an account without contact counts as consumer."""
    area, _, key = partner.partition(":")
    if area == "contacts":
        row = con.execute(
            "SELECT c.name,c.kind,i.customer_kind FROM contact c LEFT JOIN invoicing i"
            " ON i.contact=c.id WHERE c.id=?",
            (key,),
        ).fetchone()
        if row is not None:
            usual = CustomerKind.BUSINESS if row[1] == ContactKind.FIRM else CustomerKind.PRIVATE
            return Who(partner, row[0], CustomerKind(row[2]) if row[2] else usual)
    row = con.execute("SELECT name FROM account WHERE number=?", (key,)).fetchone()
    return Who(partner, row[0] if row else key, CustomerKind.PRIVATE)


def debtor_of(con: sqlite3.Connection, item: OpenItem) -> str:
    """Reference of the debtor of an item; a contact that was merged stands for its goal."""
    partner = item.partner or ""
    for _ in range(20):
        area, _colon, key = partner.partition(":")
        if area != "contacts":
            break
        row = con.execute("SELECT merged_into FROM contact WHERE id=?", (key,)).fetchone()
        if row is None or row[0] is None:
            break
        partner = f"contacts:{row[0]}"
    return partner or f"{ACCOUNT}{item.account}"


def customer_items(con: sqlite3.Connection, day: date) -> list[OpenItem]:
    """What stands open with customers: claims, and credits that we owe them."""
    return [
        one
        for one in open_items(con, day)
        if one.side > 0 or (one.kind == "credit" and _is_customer(one.account))
    ]


def _is_customer(account: str) -> bool:
    return account.isdigit() and DEBTORS.first <= int(account) <= DEBTORS.last


def credit_of(items: Iterable[OpenItem]) -> int:
    """What the customer has as credit: overpayments, and claims that went below zero."""
    return sum(
        abs(one.open) for one in items if one.open < 0 or (one.kind == "credit" and one.side < 0)
    )


def debtors(
    con: sqlite3.Connection, day: date, *, partner: str | None = None, run: int | None = None
) -> list[Debtor]:
    """All customers who owe something on a day, by name.

    Args:
        con: a reading connection.
        day: the day asked for.
        partner: only this debtor.
        run: the run that asks; its own letters do not count as another run.
    """
    owed = customer_items(con, day)
    grouped: dict[str, list[OpenItem]] = {}
    for one in owed:
        grouped.setdefault(debtor_of(con, one), []).append(one)
    chosen = {key: items for key, items in grouped.items() if partner in {None, key}}
    facts = Facts(con, day, [one.id for items in chosen.values() for one in items], run)
    found = []
    for key, items in chosen.items():
        claims = [one for one in items if one.open > 0 and one.kind != "credit"]
        credit = credit_of(items)
        known = who(con, key)
        found.append(
            Debtor(
                key, known.name, known.customer_kind,
                tuple(facts.of(key, one) for one in claims), credit,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.name.casefold(), one.partner))


class Facts:
    """What is known of many items, read at once."""

    def __init__(
        self, con: sqlite3.Connection, day: date, items: Iterable[int], run: int | None = None
    ) -> None:
        self.day = day
        marks = json.dumps(list(items))
        self.reminded = last_reminders(con, marks)
        self.blocks = [one for one in blocks(con) if one.holds_on(day)]
        self.kept = plan_of_items(con, day)
        stops = ",".join(f"'{kind}'" for kind in _STOPS)
        self.court = {
            row[0]
            for row in con.execute(
                f"SELECT item FROM limitation_event WHERE kind IN ({stops}) AND day<=?"  # noqa: S608
                " AND (until IS NULL OR until>=? OR kind='title')",
                (day.isoformat(), day.isoformat()),
            )
        }
        self.held = {
            row[0]
            for row in con.execute(
                "SELECT n.item FROM reminder_line n JOIN reminder_letter l ON l.id=n.letter"
                " JOIN reminder_run r ON r.id=l.run"
                " WHERE r.state<>'issued' AND l.chosen=1 AND r.id IS NOT ?",
                (run,),
            )
        }

    def of(self, partner: str, item: OpenItem) -> ItemFacts:
        """The facts of one item."""
        return ItemFacts(
            item,
            self.reminded.get(item.id),
            tuple(one for one in self.blocks if one.item == item.id or one.partner == partner),
            bool(self.kept.get(item.id)),
            item.id in self.court,
            item.id in self.held,
        )


def last_reminders(con: sqlite3.Connection, marks: str) -> dict[int, Reminded]:
    """The last reminder of items; `marks` is a JSON list of their ids."""
    rows = con.execute(
        "SELECT r.item,r.level,r.day,r.deadline FROM json_each(?) k JOIN reminded r"
        " ON r.item=k.value ORDER BY r.item,r.level",
        (marks,),
    )
    return {
        item: Reminded(level, date.fromisoformat(day), date.fromisoformat(deadline))
        for item, level, day, deadline in rows
    }


def first_reminder(con: sqlite3.Connection, item: int) -> date | None:
    """Day of the first reminder of an item."""
    (day,) = con.execute("SELECT min(r.day) FROM reminded r WHERE r.item=?", (item,)).fetchone()
    return date.fromisoformat(day) if day else None


def reminder_before(con: sqlite3.Connection, item: int, level: int) -> Reminded | None:
    """The reminder of an item before a level."""
    row = con.execute(
        "SELECT level,day,deadline FROM reminded WHERE item=? AND level<? ORDER BY level DESC"
        " LIMIT 1",
        (item, level),
    ).fetchone()
    if row is None:
        return None
    return Reminded(row[0], date.fromisoformat(row[1]), date.fromisoformat(row[2]))


def blocks(
    con: sqlite3.Connection, *, partner: str | None = None, item: int | None = None
) -> list[Block]:
    """Blocks and disputes, newest first; of all, of a debtor or of an item."""
    rows = con.execute(
        f"{_BLOCKS} WHERE (?1 IS NULL OR partner=?1) AND (?2 IS NULL OR item=?2) ORDER BY id DESC",
        (partner, item),
    ).fetchall()
    return [
        Block(
            row[0], row[1], row[2], BlockKind(row[3]), row[4], row[5],
            date.fromisoformat(row[6]), _day(row[7]), _day(row[8]), row[9],
        )
        for row in rows
    ]  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
