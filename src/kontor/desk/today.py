"""Today (Heute): what must be done, from all areas, and what happened with a partner."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta

from kontor.banking.queries.payables import standing
from kontor.calendar.queries.deadlines import quiet
from kontor.desk.customer.reviews import due as reviews_due
from kontor.desk.deadlines import key_of
from kontor.receivables.kinds import LeftOut
from kontor.receivables.queries import debtors, settings
from kontor.receivables.rules.proposal import propose
from kontor.store.doors import Door, Due, Happening

AHEAD = 60  # days that Today looks ahead
_STILL_OPEN = frozenset({LeftOut.NOT_DUE, LeftOut.LAST_LEVEL})  # nobody acts on them but the owner


def due_items(
    con: sqlite3.Connection, doors: Iterable[Door], today: date, *, ahead: int = AHEAD
) -> list[Due]:
    """Everything due until `ahead` days from today; urgent first, then by day.

    What has a weight and is due keeps its places in the list, and shares them by weight. What was
    marked as done or put off is left out.
    """
    last = today + timedelta(days=ahead)
    handled, silent = in_hand(con, today), quiet(con, today)
    asked = [item for door in doors if door.due for item in door.due(con, today)]
    found = [
        item for item in [*asked, *reviews_due(con, today)]
        if item.day <= last and (item.action, item.ref) not in handled
        and key_of(item) not in silent
    ]  # fmt: skip
    found.sort(key=lambda item: (-item.urgency, item.day, item.ref))
    places = [
        place for place, item in enumerate(found) if item.weight is not None and item.day <= today
    ]
    heavy = sorted((found[place] for place in places), key=lambda item: -(item.weight or 0))
    for place, item in zip(places, heavy, strict=True):
        found[place] = item
    return found


def in_hand(con: sqlite3.Connection, today: date) -> frozenset[tuple[str, str]]:
    """Action and reference of open items that need no line of their own.

    Of what is to be reminded one line speaks for all; what is disputed, blocked, paid in
    instalments, reminded these days or in court waits for others; bills in a payment run are paid.
    """
    letters, left_out = propose(debtors.debtors(con, today), settings.plans(con, today), today)
    owed = {line.item.id for letter in letters for line in letter.lines}
    owed |= {one.item.id for one in left_out if one.reason not in _STILL_OPEN}
    known = standing(con)
    paid = known.under_way | known.blocks.keys()
    return frozenset(
        [("item.remind", f"item:{key}") for key in owed]
        + [("item.pay", f"item:{key}") for key in paid]
    )


def timeline(
    con: sqlite3.Connection, doors: Iterable[Door], partner: str, *, limit: int = 200
) -> list[Happening]:
    """What happened with a partner in all areas, newest first."""
    found = [event for door in doors if door.timeline for event in door.timeline(con, partner)]
    return sorted(found, key=lambda event: (event.day, event.ref), reverse=True)[:limit]
