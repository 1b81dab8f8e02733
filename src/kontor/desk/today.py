"""Today (Heute): what must be done, from all areas, and what happened with a partner."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta

from kontor.store.doors import Door, Due, Happening

AHEAD = 60  # days that Today looks ahead


def due_items(
    con: sqlite3.Connection, doors: Iterable[Door], today: date, *, ahead: int = AHEAD
) -> list[Due]:
    """Everything due until `ahead` days from today; urgent first, then by day."""
    last = today + timedelta(days=ahead)
    found = [
        item for door in doors if door.due for item in door.due(con, today) if item.day <= last
    ]
    return sorted(found, key=lambda item: (-item.urgency, item.day, item.ref))


def timeline(
    con: sqlite3.Connection, doors: Iterable[Door], partner: str, *, limit: int = 200
) -> list[Happening]:
    """What happened with a partner in all areas, newest first."""
    found = [event for door in doors if door.timeline for event in door.timeline(con, partner)]
    return sorted(found, key=lambda event: (event.day, event.ref), reverse=True)[:limit]
