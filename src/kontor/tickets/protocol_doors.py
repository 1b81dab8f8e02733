"""The answers of service protocols to the questions that are put to every area."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kontor.base.dates import format_day
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.store.doors import Due, Happening, Held, Kept, SearchRow, listed, values_of
from kontor.store.erasing import erase_row
from kontor.tickets.queries import protocols as queries

if TYPE_CHECKING:
    from kontor.store.unit import Unit

SEARCHED = frozenset({"protocol"})
PARTS = (("protocol_item", "protocol", "protocol"), ("protocol_addendum", "protocol", "protocol"))
TABLES = ("checklist", "checklist_item", "protocol", "protocol_item", "protocol_addendum")
_LAW = "DSGVO Art. 6 (1) b, f"
_KEPT = "DSGVO Art. 17 (3) e"
_SOON = 30  # days before the next check that Heute says so
_FOUND = """
SELECT p.id, t.number || '/' || p.number || ' ' || p.title, ifnull(c.name, t.caller), p.worker,
       p.signer, p.note,
       (SELECT group_concat(i.value, ' ') FROM protocol_item i
         WHERE i.protocol = p.id AND i.type IN ('text', 'choice', 'photo')),
       (SELECT group_concat(a.text, ' ') FROM protocol_addendum a WHERE a.protocol = p.id)
  FROM protocol p JOIN ticket t ON t.id = p.ticket LEFT JOIN contact c ON c.id = t.contact
 WHERE ?1 IS NULL OR p.id IN (SELECT value FROM json_each(?1))
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """What is to be signed, and what is to be checked again."""
    yield from _unsigned(con)
    yield from coming(con, today, today + timedelta(days=_SOON))


def coming(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Checks that are due again until a day."""
    for one in queries.due_again(con, last):
        assert one.next_due is not None  # the question asked for it
        yield Due(
            one.ref, one.next_due, "check", N_("{title} due again: {what}, {day}"), None,
            1 if one.next_due < today else 0,
            values_of(title=one.title, what=one.device_name or one.who,
                      day=format_day(one.next_due)), "tickets.protocol", law=one.law,
        )  # fmt: skip


def _unsigned(con: sqlite3.Connection) -> Iterator[Due]:
    rows = con.execute(
        "SELECT p.id, t.number || '/' || p.number, p.title, p.day FROM protocol p"
        " JOIN ticket t ON t.id = p.ticket WHERE p.signed IS NULL ORDER BY p.day, p.id"
    ).fetchall()
    for key, number, title, day in rows:
        yield Due(
            f"tickets:protocol/{key}", date.fromisoformat(day), "protocol",
            N_("{number} {title}: to be signed"), None, 0, values_of(number=number, title=title),
            "tickets.protocol",
        )  # fmt: skip


def timeline(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    """Protocols of a contact."""
    found = queries.protocols(con, contact=contact)
    counts = queries.defect_counts(con, [one.id for one in found])
    for one in found:
        yield Happening(
            one.ref, one.day, "protocol", N_("{number} {title}, defects: {count}"), None,
            values_of(number=one.label, title=one.title, count=counts[one.id]),
        )  # fmt: skip


def search_rows(con: sqlite3.Connection, ids: Collection[int] | None) -> Iterable[SearchRow]:
    """Protocols by number, who, answers, addenda."""
    return [
        SearchRow(f"tickets:protocol/{key}", "tickets", title,
                  " ".join(word for word in rest if word)[:20_000], key)
        for key, title, *rest in con.execute(_FOUND, (listed(ids),)).fetchall()
    ]  # fmt: skip


def personal(con: sqlite3.Connection, contact: int) -> Iterator[Held]:
    """What protocols say of a person."""
    for one in queries.protocols(con, contact=contact):
        words = (one.label, one.title, one.signer, one.note)
        yield Held(one.ref, N_("service protocol"), " · ".join(filter(None, words)), _LAW)


def erase(unit: Unit, contact: int) -> Iterator[Kept]:
    """Begun ones go; signed ones stay as the proof that something was checked."""
    con = unit.con
    names = json.dumps(sorted(contacts.aliases(con, contact)))
    rows = con.execute(
        "SELECT p.id, p.signed, d.keep_until FROM protocol p JOIN ticket t ON t.id = p.ticket"
        " LEFT JOIN document d ON d.id = p.document"
        " WHERE t.contact IN (SELECT value FROM json_each(?)) ORDER BY p.id DESC", (names,),
    ).fetchall()  # fmt: skip
    for key, signed, until in rows:
        if signed is not None:
            yield Kept(f"tickets:protocol/{key}", N_("service protocol"),
                       date.fromisoformat(until), _KEPT)  # fmt: skip
            continue
        items = con.execute("SELECT id FROM protocol_item WHERE protocol=?", (key,)).fetchall()
        for (item,) in items:
            con.execute("DELETE FROM protocol_item WHERE id=?", (item,))
            erase_row(con, "protocol_item", item)
        con.execute("DELETE FROM protocol WHERE id=?", (key,))
        erase_row(con, "protocol", key)
