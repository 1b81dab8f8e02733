"""Service protocols: of a case, a device, a contact; one with its answers; what is due again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.contacts import queries as contacts
from kontor.store.blobs import get_blob
from kontor.tickets.protocol_kinds import Answered
from kontor.tickets.queries.checklists import item_of
from kontor.tickets.queries.tickets import family
from kontor.tickets.rules.protocols import defects

_COLUMNS = """
SELECT p.id, p.ticket, t.number, p.number, p.checklist, p.title, p.law, p.language, p.day,
       p.worker, p.device, ifnull(d.name, ''), t.contact,
       coalesce(c.name, nullif(t.caller, ''), t.phone), p.note, p.next_due, p.replaces,
       (SELECT n.id FROM protocol n WHERE n.replaces = p.id AND n.signed IS NOT NULL),
       p.signed, p.sign_place, p.signer, p.unsigned, p.picture, p.document
  FROM protocol p JOIN ticket t ON t.id = p.ticket LEFT JOIN device d ON d.id = p.device
  LEFT JOIN contact c ON c.id = t.contact
"""
# the newest signed one of each checklist and thing: the device, else the site, else the customer
_NEWEST = """
 WHERE p.signed IS NOT NULL AND p.next_due <= ? AND NOT EXISTS (
   SELECT 1 FROM protocol o JOIN ticket u ON u.id = o.ticket
    WHERE o.checklist = p.checklist AND o.signed IS NOT NULL AND (o.day, o.id) > (p.day, p.id)
      AND o.device IS p.device AND (p.device IS NOT NULL
           OR (u.contact IS t.contact AND u.site IS t.site)))
 ORDER BY p.next_due, p.id
"""


class Protocol(NamedTuple):
    """A service protocol; `who` is the customer of its case."""

    id: int
    ticket: int
    ticket_number: str
    number: int
    checklist: str
    title: str
    law: str
    language: str
    day: date
    worker: str
    device: int | None
    device_name: str
    contact: int | None
    who: str
    note: str
    next_due: date | None
    replaces: int | None
    replaced_by: int | None
    signed: date | None
    sign_place: str
    signer: str
    unsigned: str
    picture: str | None
    document: int | None

    @property
    def label(self) -> str:
        """The number that stands on it: that of the case and its own."""
        return f"{self.ticket_number}/{self.number}"

    @property
    def ref(self) -> str:
        """How others name it."""
        return f"tickets:protocol/{self.id}"


class ProtocolAddendum(NamedTuple):
    """What was added to a signed protocol."""

    id: int
    day: date
    author: str
    text: str


def protocols(
    con: sqlite3.Connection,
    *,
    ticket: int | None = None,
    device: int | None = None,
    contact: int | None = None,
) -> list[Protocol]:
    """Protocols of a case and those joined to it, of a device, of a contact, or all; newest first.

    The names of a contact that were joined count as one.
    """
    cases = None if ticket is None else json.dumps(family(con, ticket))
    names = None if contact is None else json.dumps(sorted(contacts.aliases(con, contact)))
    rows = con.execute(
        f"{_COLUMNS} WHERE (?1 IS NULL OR p.ticket IN (SELECT value FROM json_each(?1)))"  # noqa: S608
        " AND (?2 IS NULL OR p.device = ?2)"
        " AND (?3 IS NULL OR t.contact IN (SELECT value FROM json_each(?3)))"
        " ORDER BY p.day DESC, p.id DESC",
        (cases, device, names),
    ).fetchall()
    return [_protocol(row) for row in rows]


def due_again(con: sqlite3.Connection, until: date) -> list[Protocol]:
    """The newest signed protocol of each thing whose next one is due until a day."""
    rows = con.execute(_COLUMNS + _NEWEST, (until.isoformat(),)).fetchall()
    return [_protocol(row) for row in rows]


def protocol(con: sqlite3.Connection, key: int) -> Protocol:
    """One protocol; `NotFound` without it."""
    row = con.execute(f"{_COLUMNS} WHERE p.id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no protocol {number}."), number=key, field="protocol")
    return _protocol(row)


def find(con: sqlite3.Connection, text: str) -> Protocol:
    """A protocol by its number (`TI-2026-0031/1`), reference or id; `NotFound` without it."""
    name = text.strip().removeprefix("tickets:protocol/")
    if name.isascii() and name.isdigit() and len(name) < 16:
        return protocol(con, int(name))
    case, _slash, number = name.upper().rpartition("/")
    if number.isascii() and number.isdigit() and len(number) < 16:
        row = con.execute(
            f"{_COLUMNS} WHERE t.number = ? AND p.number = ?", (case, int(number))
        ).fetchone()
        if row is not None:
            return _protocol(row)
    raise NotFound(N_("There is no protocol {number}."), number=quoted(text), field="protocol")


def answers(con: sqlite3.Connection, key: int) -> list[Answered]:
    """The items of a protocol with their answers."""
    return _answers(con, [key]).get(key, [])


def defect_counts(con: sqlite3.Connection, keys: Sequence[int]) -> dict[int, int]:
    """How many defects each of these protocols names."""
    found = _answers(con, keys)
    return {key: len(defects(found.get(key, ()))) for key in keys}


def _answers(con: sqlite3.Connection, keys: Sequence[int]) -> dict[int, list[Answered]]:
    rows = con.execute(
        "SELECT protocol, id, place, text, type, unit, low, high, choices, required, value, number,"
        " sha256 FROM protocol_item WHERE protocol IN (SELECT value FROM json_each(?))"
        " ORDER BY protocol, place", (json.dumps(list(keys)),),
    ).fetchall()  # fmt: skip
    found: dict[int, list[Answered]] = {}
    for protocol_, key, *item, value, number, sha in rows:
        found.setdefault(protocol_, []).append(
            Answered(key, item_of(tuple(item)), value, number, sha)
        )
    return found


def addenda(con: sqlite3.Connection, key: int) -> list[ProtocolAddendum]:
    """What was added after the signature."""
    rows = con.execute(
        "SELECT id, day, author, text FROM protocol_addendum WHERE protocol = ? ORDER BY id", (key,)
    ).fetchall()
    return [
        ProtocolAddendum(one, date.fromisoformat(day), author, text)
        for one, day, author, text in rows
    ]


def case_of_defects(con: sqlite3.Connection, one: Protocol) -> tuple[int, str] | None:
    """Id and number of the case that was opened for its defects."""
    found: tuple[int, str] | None = con.execute(
        "SELECT id, number FROM ticket WHERE reference = ? ORDER BY id LIMIT 1", (one.ref,)
    ).fetchone()
    return found


def photo(con: sqlite3.Connection, key: int, place: int) -> tuple[str, bytes]:
    """Name and content of the picture at an item."""
    row = con.execute(
        "SELECT value, sha256 FROM protocol_item WHERE protocol = ? AND place = ?"
        " AND sha256 IS NOT NULL",
        (key, place),
    ).fetchone()
    if row is None:
        raise NotFound(N_("There is no file {number}."), number=place)
    return row[0], get_blob(con, row[1])


def _protocol(row: tuple[Any, ...]) -> Protocol:
    found = Protocol._make(row)
    return found._replace(
        day=date.fromisoformat(row[8]), next_due=_day(found.next_due), signed=_day(found.signed)
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
