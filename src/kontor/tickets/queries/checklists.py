"""Checklists: what comes along, and above it what the firm wrote, each from its day on."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache
from typing import Any

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.tables import data_rows
from kontor.base.text import fold, quoted
from kontor.tickets.kinds import TicketKind
from kontor.tickets.protocol_kinds import Checklist, Item, ItemType
from kontor.tickets.rules.protocols import read_measure

_ITEM = "place, text, type, unit, low, high, choices, required"


@cache
def brought(language: str) -> tuple[Checklist, ...]:
    """The checklists that come along, in German or English."""
    code = "de" if language == "de" else "en"
    items: dict[tuple[str, str], list[Item]] = {}
    for row in data_rows("checklist-items"):
        choices = tuple(one for one in row[f"choices_{code}"].split("|") if one)
        items.setdefault((row["checklist"], row["valid_from"]), []).append(Item(
            int(row["place"]), row[code], ItemType(row["type"]), row["unit"], _limit(row["low"]),
            _limit(row["high"]), choices, row["required"] == "1",
        ))  # fmt: skip
    return tuple(
        Checklist(
            row["checklist"], date.fromisoformat(row["valid_from"]), row[code],
            _kinds(row["kinds"]), int(row["months"]) if row["months"] else None, row["law"],
            row["source"], False, tuple(items[row["checklist"], row["valid_from"]]),
        )
        for row in data_rows("checklists")
    )  # fmt: skip


def _limit(text: str) -> int | None:
    return read_measure(text) if text else None


def _kinds(text: str) -> tuple[TicketKind, ...]:
    return tuple(TicketKind(one) for one in text.split())


def checklists(
    con: sqlite3.Connection, day: date, language: str, kind: TicketKind | None = None
) -> list[Checklist]:
    """The checklists in force on a day; those for a kind of case first."""
    found = {one.checklist: one for one in brought(language) if one.valid_from <= day}
    rows = con.execute(
        "SELECT id, checklist, valid_from, name, kinds, months, law, used FROM checklist"
        " WHERE valid_from <= ? ORDER BY valid_from, id", (day.isoformat(),),
    ).fetchall()  # fmt: skip
    for key, code, since, name, kinds, months, law, used in rows:
        found.pop(code, None)
        if used:
            found[code] = Checklist(
                code, date.fromisoformat(since), name, _kinds(kinds), months, law, "", True,
                _own_items(con, key),
            )  # fmt: skip
    return sorted(found.values(), key=lambda one: (kind not in one.kinds, fold(one.name)))


def checklist(con: sqlite3.Connection, code: str, day: date, language: str) -> Checklist:
    """One checklist by its key or name; `NotFound` without it."""
    typed = fold(code)
    for one in checklists(con, day, language):
        if typed in {one.checklist, fold(one.name)}:
            return one
    raise NotFound(
        N_("There is no checklist {name}."), name=quoted(code), field="checklist",
        hint=N_("“kontor tickets protocol checklists” lists them."),
    )  # fmt: skip


def _own_items(con: sqlite3.Connection, key: int) -> tuple[Item, ...]:
    rows = con.execute(
        f"SELECT {_ITEM} FROM checklist_item WHERE checklist = ? ORDER BY place",  # noqa: S608  own column list
        (key,),
    ).fetchall()
    return tuple(item_of(row) for row in rows)


def item_of(row: tuple[Any, ...]) -> Item:
    """An item from its columns `place, text, type, unit, low, high, choices, required`."""
    place, text, kind, unit, low, high, choices, required = row
    return Item(
        place, text, ItemType(kind), unit, low, high,
        tuple(choices.split("|")) if choices else (), bool(required),
    )  # fmt: skip
