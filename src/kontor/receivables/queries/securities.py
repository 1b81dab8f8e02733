"""Securities of customers and what others say about them, newest first."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple


class Security(NamedTuple):
    """A security that a customer gave."""

    id: int
    kind: str
    cents: int
    valid_from: date
    valid_to: date | None
    reference: str


class Info(NamedTuple):
    """What an agency or a court says, why it was asked, the day it goes."""

    id: int
    kind: str
    day: date
    value: int | None
    source: str
    reason: str
    cost: int
    delete_on: date


def securities(con: sqlite3.Connection, partner: str) -> list[Security]:
    """Securities of a customer."""
    rows = con.execute(
        "SELECT id,kind,cents,valid_from,valid_to,reference FROM security WHERE partner=?"
        " ORDER BY valid_from DESC,id DESC",
        (partner,),
    ).fetchall()
    return [
        Security(
            row[0], row[1], row[2], date.fromisoformat(row[3]),
            date.fromisoformat(row[4]) if row[4] else None, row[5],
        )
        for row in rows
    ]  # fmt: skip


def infos(con: sqlite3.Connection, partner: str) -> list[Info]:
    """Information on a customer."""
    rows = con.execute(
        "SELECT id,kind,day,value,source,reason,cost,delete_on FROM credit_info WHERE partner=?"
        " ORDER BY day DESC,id DESC",
        (partner,),
    ).fetchall()
    return [
        Info(
            row[0], row[1], date.fromisoformat(row[2]), row[3], row[4], row[5], row[6],
            date.fromisoformat(row[7]),
        )
        for row in rows
    ]  # fmt: skip
