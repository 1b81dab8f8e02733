"""What the firm set for its cases: texts that are often needed, times."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.base.text import fold
from kontor.tickets.kinds import ServiceLevel, TicketKind
from kontor.tickets.queries.clocks import own_levels
from kontor.tickets.rules.levels import level_of


class Answer(NamedTuple):
    """A text that is often needed (Textbaustein); without a kind for every case.

    `id` is 0 for one that came along; its `source` says where it is from.
    """

    id: int
    name: str
    language: str
    kind: str
    subject: str
    text: str
    valid_from: date
    source: str = ""

    @property
    def own(self) -> bool:
        """Whether the firm wrote it."""
        return self.id > 0


@cache
def shipped_answers() -> tuple[Answer, ...]:
    """The texts that come along."""
    return tuple(
        Answer(0, row["name"], row["language"], row["kind"], row["subject"],
               row["text"].replace("\\n", "\n"), date.fromisoformat(row["valid_from"]),
               row["source"])
        for row in data_rows("ticket-texts")
    )  # fmt: skip


def answers(
    con: sqlite3.Connection, day: date, *, language: str = "", kind: TicketKind | None = None
) -> list[Answer]:
    """The texts that hold on a day, those of a language or a kind of case; by name.

    An own text takes the place of the one that came along under the same name.
    """
    found: dict[tuple[str, str], Answer] = {}
    for one in (*shipped_answers(), *own_answers(con)):
        if one.valid_from <= day:
            found[(one.language, fold(one.name))] = one
    fitting = _fitting(found.values(), language, kind)
    return sorted(fitting, key=lambda one: (one.language, fold(one.name)))


def own_answers(con: sqlite3.Connection) -> list[Answer]:
    """All texts of the firm with their days, the older first."""
    rows = con.execute(
        "SELECT id, name, language, kind, subject, text, valid_from FROM canned_answer"
        " ORDER BY valid_from, id"
    ).fetchall()
    return [Answer._make((*row[:6], date.fromisoformat(row[6]), "")) for row in rows]


def _fitting(
    found: Iterable[Answer], language: str, kind: TicketKind | None
) -> list[Answer]:  # fmt: skip
    return [
        one for one in found
        if (not language or one.language == language) and (kind is None or one.kind in {"", kind})
    ]  # fmt: skip


def levels(con: sqlite3.Connection, day: date) -> list[ServiceLevel]:
    """The times in force on a day, of every kind."""
    own = own_levels(con)
    return [level_of(kind, day, own) for kind in TicketKind]
