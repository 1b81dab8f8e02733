"""Cases: the list, one with everything, what was joined to it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.contacts import queries as contacts
from kontor.store.blobs import get_blob
from kontor.tickets.kinds import (
    Cause,
    Direction,
    LineKind,
    LineState,
    LinkKind,
    NoteKind,
    Priority,
    Result,
    Stand,
    TicketKind,
    TicketState,
    WaitsFor,
)

_FAMILY = """
WITH RECURSIVE down(id) AS (
  SELECT ? UNION SELECT t.id FROM ticket t JOIN down ON t.merged_into = down.id)
SELECT id FROM down ORDER BY id <> ?, id
"""
_OF_FAMILY = "{sql} WHERE x.ticket IN (SELECT value FROM json_each(?)) ORDER BY {order}"
_COLUMNS = """
SELECT t.id, t.number, t.kind, t.priority, t.subject, t.text, t.contact,
       coalesce(c.name, nullif(t.caller, ''), nullif(t.phone, ''), nullif(t.mail, ''), ''),
       t.caller, t.phone, t.mail, t.site, ifnull(s.name, ''), t.device, ifnull(d.name, ''),
       t.sales_order, ifnull(o.number, ''), t.invoice, ifnull(i.number, ''), t.reference,
       t.received, t.answered, t.noticed, t.promised, t.owner, t.state, t.entered, t.waits_for,
       t.until, t.appointment, t.reason, t.solution, t.cause, t.part, t.payer, t.payer_reason,
       t.cost_notice, t.cost_ok, t.cost_ok_how, t.estimate, t.block, t.claim_partner,
       ifnull(p.name, ''), t.claim_until, t.claimed, t.satisfaction, t.satisfaction_note,
       t.merged_into, t.origin
  FROM ticket t LEFT JOIN contact c ON c.id = t.contact LEFT JOIN site s ON s.id = t.site
  LEFT JOIN device d ON d.id = t.device LEFT JOIN sales_document o ON o.id = t.sales_order
  LEFT JOIN sales_document i ON i.id = t.invoice LEFT JOIN contact p ON p.id = t.claim_partner
"""
# each condition only where it is asked for: then the index of its column can be used
_WANTED = {
    "kind": "t.kind = :kind",
    "states": "t.state IN (SELECT value FROM json_each(:states))",
    "owner": "t.owner = :owner",
    "contacts": "t.contact IN (SELECT value FROM json_each(:contacts))",
    "site": "t.site = :site",
    "device": "t.device = :device",
    "sales_order": "t.sales_order = :sales_order",
    "text": """instr(fold(t.number || ' ' || t.subject || ' ' || t.caller || ' '
        || ifnull(c.name, '') || ' ' || t.part), :text)""",
}
_ORDER = "(t.received, t.id) < (:before, :id) ORDER BY t.received DESC, t.id DESC LIMIT :size"
RUNNING = ("new", "accepted", "planned", "working", "waiting", "solved")


class Ticket(NamedTuple):
    """A case. `who` is its contact or what the caller said."""

    id: int
    number: str
    kind: TicketKind
    priority: Priority
    subject: str
    text: str
    contact: int | None
    who: str
    caller: str
    phone: str
    mail: str
    site: int | None
    site_name: str
    device: int | None
    device_name: str
    sales_order: int | None
    order_number: str
    invoice: int | None
    invoice_number: str
    reference: str
    received: datetime
    answered: datetime | None
    noticed: date | None
    promised: date | None
    owner: str
    state: TicketState
    entered: datetime
    waits_for: WaitsFor | None
    until: date | None
    appointment: str
    reason: str
    solution: str
    cause: Cause
    part: str
    payer: Result | None
    payer_reason: str
    cost_notice: date | None
    cost_ok: date | None
    cost_ok_how: str
    estimate: int | None
    block: int | None
    claim_partner: int | None
    claim_name: str
    claim_until: date | None
    claimed: date | None
    satisfaction: int | None
    satisfaction_note: str
    merged_into: int | None
    origin: str

    @property
    def ref(self) -> str:
        """How other areas name the case."""
        return f"tickets:{self.id}"


class TicketFilter(NamedTuple):
    """Which cases a list shows; `before` and `id` are the last row of the page before."""

    kind: TicketKind | None = None
    states: tuple[TicketState, ...] | None = None
    owner: str = ""
    contact: int | None = None
    site: int | None = None
    device: int | None = None
    sales_order: int | None = None
    text: str = ""
    merged: bool = False
    before: str = "9"
    id: int = 0
    size: int = 200


class TicketNote(NamedTuple):
    """Something said or written."""

    id: int
    ticket: int
    at: datetime
    kind: NoteKind
    direction: Direction
    author: str
    subject: str
    text: str
    message_id: str
    reference: str


class TicketFile(NamedTuple):
    """A file of a case; `size` in bytes."""

    id: int
    ticket: int
    note: int | None
    name: str
    mime: str
    sha256: str
    size: int


class TicketLine(NamedTuple):
    """A line of work: quantity in 1/1,000, price and cost of one unit in 1/10,000 €."""

    id: int
    ticket: int
    day: date
    kind: LineKind
    text: str
    quantity: int
    unit: str
    price: int
    cost: int
    worker: str
    state: LineState
    invoice: int | None
    invoice_number: str


class Linked(NamedTuple):
    """A case that belongs to another one; `outward` when the link was made from here."""

    ticket: int
    number: str
    subject: str
    state: TicketState
    kind: LinkKind
    outward: bool


def page(con: sqlite3.Connection, wanted: TicketFilter) -> list[Ticket]:
    """Cases, the newest first."""
    values = _bound(con, wanted)
    conditions = [sql for name, sql in _WANTED.items() if values[name] not in (None, "")]
    if not wanted.merged:
        conditions.append("t.merged_into IS NULL")
    where = " AND ".join([*conditions, _ORDER])
    rows = con.execute(f"{_COLUMNS} WHERE {where}", values).fetchall()
    return [_ticket(row) for row in rows]


def ticket(con: sqlite3.Connection, key: int) -> Ticket:
    """One case; `NotFound` without it."""
    row = con.execute(f"{_COLUMNS} WHERE t.id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no case {number}."), number=key)
    return _ticket(row)


def find(con: sqlite3.Connection, text: str) -> Ticket:
    """A case by number, reference `tickets:3` or id; `NotFound` without it."""
    name = text.strip().removeprefix("tickets:")
    if name.isascii() and name.isdigit() and len(name) < 16:
        return ticket(con, int(name))
    row = con.execute(f"{_COLUMNS} WHERE t.number = ?", (name.upper(),)).fetchone()
    if row is None:
        raise NotFound(N_("There is no case {number}."), number=quoted(text), field="ticket")
    return _ticket(row)


def family(con: sqlite3.Connection, key: int) -> list[int]:
    """A case and those that were joined to it."""
    rows = con.execute(_FAMILY, (key, key))
    return [one for (one,) in rows.fetchall()]


def _of(con: sqlite3.Connection, sql: str, key: int, order: str) -> list[Any]:
    found: list[Any] = con.execute(
        _OF_FAMILY.format(sql=sql, order=order),
        (json.dumps(family(con, key)),),
    ).fetchall()
    return found


def notes(con: sqlite3.Connection, key: int) -> list[TicketNote]:
    """What was said and written in a case and those joined to it, oldest first."""
    rows = _of(
        con, "SELECT x.id, x.ticket, x.at, x.kind, x.direction, x.author, x.subject, x.text,"
        " x.message_id, x.reference FROM ticket_note x", key, "x.at, x.id",
    )  # fmt: skip
    return [
        TicketNote._make((
            *row[:2], datetime.fromisoformat(row[2]), NoteKind(row[3]), Direction(row[4]), *row[5:]
        ))
        for row in rows
    ]  # fmt: skip


def files(con: sqlite3.Connection, key: int) -> list[TicketFile]:
    """Files of a case and those joined to it."""
    rows = _of(
        con, "SELECT x.id, x.ticket, x.note, x.name, x.mime, x.sha256, x.size FROM ticket_file x",
        key, "x.id",
    )  # fmt: skip
    return [TicketFile._make(row) for row in rows]


def lines(con: sqlite3.Connection, key: int) -> list[TicketLine]:
    """Work of a case and those joined to it, by day."""
    rows = _of(
        con, "SELECT x.id, x.ticket, x.day, x.kind, x.text, x.quantity, x.unit, x.price, x.cost,"
        " x.worker, x.state, x.invoice, ifnull(d.number, '') FROM ticket_line x"
        " LEFT JOIN sales_document d ON d.id = x.invoice", key, "x.day, x.id",
    )  # fmt: skip
    return [
        TicketLine._make((
            *row[:2], date.fromisoformat(row[2]), LineKind(row[3]), *row[4:10], LineState(row[10]),
            *row[11:],
        ))
        for row in rows
    ]  # fmt: skip


def stands(con: sqlite3.Connection, key: int) -> list[Stand]:
    """The states of a case in the order of time; the first is its arrival."""
    return ways_of(con, [ticket(con, key)])[key]


def ways_of(con: sqlite3.Connection, cases: Iterable[Ticket]) -> dict[int, list[Stand]]:
    """The same of many cases, by id."""
    found = {one.id: [Stand(one.received, TicketState.NEW)] for one in cases}
    rows = con.execute(
        "SELECT ticket, at, new, waits_for FROM ticket_move"
        " WHERE ticket IN (SELECT value FROM json_each(?)) ORDER BY ticket, at, id",
        (json.dumps(list(found)),),
    ).fetchall()
    for key, at, new, who in rows:
        waits = WaitsFor(who) if who else None
        found[key].append(Stand(datetime.fromisoformat(at), TicketState(new), waits))
    return found


def links(con: sqlite3.Connection, key: int) -> list[Linked]:
    """Cases that belong to this one."""
    rows = con.execute(
        "SELECT t.id, t.number, t.subject, t.state, l.kind, l.ticket = ?1 FROM ticket_link l"
        " JOIN ticket t ON t.id = iif(l.ticket = ?1, l.other, l.ticket)"
        " WHERE ?1 IN (l.ticket, l.other) ORDER BY t.number", (key,),
    ).fetchall()  # fmt: skip
    return [
        Linked(one, number, subject, TicketState(state), LinkKind(kind), bool(outward))
        for one, number, subject, state, kind, outward in rows
    ]


def owners(con: sqlite3.Connection) -> list[str]:
    """Who has cases."""
    rows = con.execute("SELECT DISTINCT owner FROM ticket WHERE owner <> '' ORDER BY owner")
    return [name for (name,) in rows.fetchall()]


def numbers(con: sqlite3.Connection, keys: Iterable[int]) -> dict[int, str]:
    """Numbers of cases by id."""
    rows = con.execute(
        "SELECT id, number FROM ticket WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(keys)),),
    ).fetchall()
    return dict(rows)


def _bound(con: sqlite3.Connection, wanted: TicketFilter) -> dict[str, Any]:
    values = wanted._asdict()
    contact = values.pop("contact")
    values["contacts"] = None if contact is None else json.dumps(contacts.aliases(con, contact))
    values["states"] = None if wanted.states is None else json.dumps(wanted.states)
    values["text"] = fold(wanted.text)
    return values


_CODES = {"kind": TicketKind, "priority": Priority, "state": TicketState, "cause": Cause}
_DAYS = ("noticed", "promised", "until", "cost_notice", "cost_ok", "claim_until", "claimed")


def _ticket(row: tuple[Any, ...]) -> Ticket:
    found = Ticket._make(row)
    values: dict[str, Any] = {name: _day(getattr(found, name)) for name in _DAYS}
    values |= {name: kind(getattr(found, name)) for name, kind in _CODES.items()}
    values |= {name: _instant(getattr(found, name)) for name in ("received", "entered")}
    return found._replace(
        waits_for=WaitsFor(found.waits_for) if found.waits_for else None,
        payer=Result(found.payer) if found.payer else None,
        answered=_instant(found.answered) if found.answered else None, **values,
    )  # fmt: skip


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: Any) -> datetime:
    return datetime.fromisoformat(text)


def file_name(con: sqlite3.Connection, key: int) -> str:
    """Name of a file of a case."""
    row = con.execute("SELECT name FROM ticket_file WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no file {number}."), number=key)
    return str(row[0])


def file_content(con: sqlite3.Connection, key: int) -> tuple[str, bytes]:
    """Name and content of a file of a case."""
    row = con.execute("SELECT name, sha256 FROM ticket_file WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no file {number}."), number=key)
    return row[0], get_blob(con, row[1])
