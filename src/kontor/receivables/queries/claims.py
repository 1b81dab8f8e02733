"""Interest and other claims of an item: what was decided, what may be asked for now."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kontor.ledger.queries.items import ItemView, item
from kontor.receivables.kinds import (
    Block,
    BlockKind,
    ClaimKind,
    Decision,
    DefaultFrom,
    ItemFacts,
    Level,
    Plan,
)
from kontor.receivables.queries import debtors, settings
from kontor.receivables.rules.interest import (
    Default,
    DuePart,
    Interest,
    Money,
    default_begin,
    interest,
    points,
    principals,
)
from kontor.receivables.rules.law import figure
from kontor.receivables.rules.proposal import disputed

_DAY = timedelta(days=1)
_CLAIMS = (
    "SELECT c.id,c.item,i.document,c.letter,c.kind,c.cents,c.first,c.last,c.decision,c.reason,"
    "c.decided,c.charge FROM claim c JOIN item i ON i.id=c.item"
)


class Claim(NamedTuple):
    """A claim beside the price."""

    id: int
    item: int
    document: str
    letter: int | None
    kind: ClaimKind
    cents: int
    first: date | None
    last: date | None
    decision: Decision
    reason: str
    decided: date | None
    charge: int | None


class ProposedClaim(NamedTuple):
    """A claim that may be asked for."""

    item: int
    kind: ClaimKind
    cents: int
    first: date | None = None
    last: date | None = None


class Account(NamedTuple):
    """Interest of an item until a day: default, points, the calculation.

    Attributes:
        first: first day that is asked for; later than the default when some was decided before.
    """

    view: ItemView
    default: Default
    first: date | None
    last: date
    points: int
    consumer: bool
    interest: Interest


def claims(
    con: sqlite3.Connection, *, letter: int | None = None, item: int | None = None
) -> list[Claim]:
    """Claims of a letter or an item, oldest first."""
    rows = con.execute(
        f"{_CLAIMS} WHERE (?1 IS NULL OR c.letter=?1) AND (?2 IS NULL OR c.item=?2) ORDER BY c.id",
        (letter, item),
    ).fetchall()
    return [
        Claim._make(
            (
                *row[:4], ClaimKind(row[4]), row[5], _day(row[6]), _day(row[7]), Decision(row[8]),
                row[9], _day(row[10]), row[11],
            )
        )
        for row in rows
    ]  # fmt: skip


def decided(con: sqlite3.Connection, item_id: int, kind: ClaimKind) -> tuple[int, date | None]:
    """How many claims of a kind were decided for an item, and the last day of interest in them.

    Those of a letter count once it went out.
    """
    number, last = con.execute(
        "SELECT count(*),max(c.last) FROM claim c LEFT JOIN reminder_letter l ON l.id=c.letter"
        " WHERE c.item=? AND c.kind=? AND c.decision<>'open'"
        " AND (c.letter IS NULL OR l.issued IS NOT NULL)",
        (item_id, kind),
    ).fetchone()
    return number, _day(last)


def interest_of(
    con: sqlite3.Connection, item_id: int, last: date, *, begin: date | None = None
) -> Account:
    """Interest on an item until a day, from where the last decision ended.

    Args:
        con: a reading connection.
        item_id: the item.
        last: the last day, counted.
        begin: first day, where the user knows better (another agreement, served earlier).
    """
    view = item(con, item_id, day=last)
    who = debtors.who(con, debtors.debtor_of(con, view.head))
    plan = settings.plans(con, last)[who.customer_kind]
    parts = [
        DuePart(part.due, part.amount)
        for part in view.head.parts
        if part.kind in {"normal", "instalment"}
    ]
    due = min((part.due for part in parts), default=view.head.day)
    told = not plan.consumer or _told(con, view.head.document)
    default = default_begin(
        due, plan.default_from, debtors.first_reminder(con, item_id),
        received=view.head.day if told else None,
    )  # fmt: skip
    if begin is not None:
        default = Default(begin, DefaultFrom.NAMED)
    until = decided(con, item_id, ClaimKind.INTEREST)[1]
    first = default.first
    if first is not None and until is not None:
        first = max(first, until + _DAY)
    added = points(plan.consumer, view.service_day or view.head.day)
    if view.head.kind == "charge" or first is None or first > last:
        return Account(view, default, None, last, added, plan.consumer, Interest(0, (), ()))
    money = [
        Money(one.day, one.money) for one in view.settlements if one.money and one.booked <= last
    ]
    before = view.head.paid - sum(one.cents for one in money)
    if before:
        money.append(Money(view.head.day, before))
    facts = ItemFacts(view.head, blocks=disputes(con, item_id, last))
    owed = principals(parts, money, (first, last), disputed(facts))
    calculated = interest(owed, settings.rates(con), added)
    return Account(view, default, first, last, added, plan.consumer, calculated)


def propose_claims(
    con: sqlite3.Connection, items: Sequence[tuple[int, Level]], plan: Plan, fee: int, day: date
) -> tuple[list[ProposedClaim], list[date]]:
    """Claims that a letter proposes, and half-years whose base rate is missing.

    Args:
        con: a reading connection.
        items: the items of the letter, each with its own level.
        plan: the plan of the debtor.
        fee: reminder costs of the letter.
        day: the last day of interest.
    """
    found: list[ProposedClaim] = []
    missing: list[date] = []
    for item_id, level in items:
        account = interest_of(con, item_id, day)
        if account.view.head.kind == "charge":
            continue
        if level.interest and account.interest.missing:
            missing += account.interest.missing
        elif level.interest and account.interest.cents:
            cents = account.interest.cents
            found.append(ProposedClaim(item_id, ClaimKind.INTEREST, cents, account.first, day))
        lump = figure("lump_business", account.view.head.day) if not plan.consumer else 0
        late = account.default.first is not None and account.default.first <= day
        if level.lump and late and lump and not decided(con, item_id, ClaimKind.LUMP)[0]:
            found.append(ProposedClaim(item_id, ClaimKind.LUMP, lump))
    if fee and items:
        found.append(ProposedClaim(items[0][0], ClaimKind.FEE, fee))
    return found, sorted(set(missing))


def _told(con: sqlite3.Connection, document: str) -> bool:
    """Whether our invoice names the 30 days, as it must towards consumers (§ 286 (3) BGB)."""
    row = con.execute(
        "SELECT 1 FROM sales_document WHERE kind='invoice' AND number=? AND issued IS NOT NULL",
        (document,),
    ).fetchone()
    return row is not None


def disputes(con: sqlite3.Connection, item_id: int, day: date) -> tuple[Block, ...]:
    """What the customer objects to about an item on a day."""
    return tuple(
        one
        for one in debtors.blocks(con, item=item_id)
        if one.kind is BlockKind.DISPUTE and one.holds_on(day)
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
