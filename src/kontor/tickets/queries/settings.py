"""What the firm set for its cases: texts that are often needed, times."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.tickets.kinds import ServiceLevel, TicketKind
from kontor.tickets.queries.clocks import own_levels
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.rules.levels import level_of


class Answer(NamedTuple):
    """A text that is often needed (Textbaustein); without a kind for every case."""

    id: int
    name: str
    kind: str
    text: str

    def filled(self, one: Ticket) -> str:
        """The text for a case."""
        values = {"{name}": one.who, "{number}": one.number, "{subject}": one.subject}
        text = self.text
        for mark, value in values.items():
            text = text.replace(mark, value)
        return text


def answers(con: sqlite3.Connection, kind: TicketKind | None = None) -> list[Answer]:
    """All texts, or those for a kind of case, by name."""
    rows = con.execute(
        "SELECT id, name, kind, text FROM canned_answer"
        " WHERE ?1 IS NULL OR kind IN ('', ?1) ORDER BY name",
        (kind,),
    ).fetchall()
    return [Answer._make(row) for row in rows]


def levels(con: sqlite3.Connection, day: date) -> list[ServiceLevel]:
    """The times in force on a day, of every kind."""
    own = own_levels(con)
    return [level_of(kind, day, own) for kind in TicketKind]
