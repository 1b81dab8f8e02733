"""What was written before: positions that are proposed while a short text is typed."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kontor.base.text import fold, fold_forms
from kontor.sales.kinds import PositionKind

_READ = 2000  # newest positions that are looked through


class EarlierPosition(NamedTuple):
    """A position as it was last written, and how often."""

    id: int
    kind: PositionKind
    short: str
    unit: str
    price: int
    price_basis: int
    times: int


_SQL = """
SELECT p.id, p.kind, p.short, p.unit, p.price, p.price_basis
  FROM position p WHERE p.short <> '' AND p.kind NOT IN ('text', 'subtotal', 'discount')
 ORDER BY p.id DESC LIMIT ?
"""


def earlier_positions(
    con: sqlite3.Connection, typed: str, kind: PositionKind | None = None, limit: int = 6
) -> list[EarlierPosition]:
    """Positions whose short text holds every word typed, the most used first.

    Texts that begin with what was typed come before others; each text and unit once, as it was
    written last.
    """
    words = [fold_forms(word) for word in typed.split()]
    if not words:
        return []
    found: dict[tuple[str, str], EarlierPosition] = {}
    for row in con.execute(_SQL, (_READ,)).fetchall():
        text = fold(row[2])
        if kind is not None and (row[1] == PositionKind.TITLE) is not (kind is PositionKind.TITLE):
            continue
        if not all(any(form in text for form in forms) for forms in words):
            continue
        key = (text, row[3])
        old = found.get(key)
        if old is not None:
            found[key] = old._replace(times=old.times + 1)
        else:
            found[key] = EarlierPosition._make((row[0], PositionKind(row[1]), *row[2:], 1))
    start = fold(typed.strip())
    order = sorted(
        found.values(), key=lambda one: (not fold(one.short).startswith(start), -one.times, -one.id)
    )
    return order[:limit]
