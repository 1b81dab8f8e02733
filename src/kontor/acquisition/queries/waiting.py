"""Quotes that wait for an answer, one by one: how old they are and whom they went to."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.acquisition.rules.law import class_of

_WAITING = """
SELECT d.id, d.number, c.name, d.subject, ifnull(d.sent, d.day), d.valid_until,
       (SELECT ifnull(sum(net), 0) FROM sum_line WHERE document = d.id)
  FROM sales_document d JOIN contact c ON c.id = d.contact
 WHERE d.kind = 'quote' AND d.state IN ('sent', 'expired') ORDER BY ifnull(d.sent, d.day), d.id
"""


class Waiting(NamedTuple):
    """A quote without an answer; `age` is the name of its class."""

    quote: int
    number: str
    name: str
    subject: str
    sent: date
    valid: date | None
    net: int
    days: int
    age: str


def waiting_quotes(con: sqlite3.Connection, today: date) -> list[Waiting]:
    """Quotes without an answer, the oldest first."""
    found = []
    for key, number, name, subject, sent_text, valid, net in con.execute(_WAITING).fetchall():
        sent = date.fromisoformat(sent_text)
        until = date.fromisoformat(valid) if valid else None
        days = max(0, (today - sent).days)
        age = class_of("age", days).name
        found.append(Waiting(key, number or "", name, subject, sent, until, net, days, age))
    return found
