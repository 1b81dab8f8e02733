"""The answers of cases to the questions that are put to every area."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from kontor.base.dates import berlin_today, format_day, format_instant, now_utc
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, _
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.store.doors import Door, Due, Happening, Held, Kept, SearchRow, listed, values_of
from kontor.store.erasing import erase_row
from kontor.store.faults import Words
from kontor.tickets import contract_doors, it_doors, protocol_doors
from kontor.tickets.kinds import Escalation, TicketState
from kontor.tickets.queries import tickets as queries
from kontor.tickets.queries.clocks import Clocks, running
from kontor.tickets.words import KINDS, STATES, WAITS

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "tickets"
_LAW = "DSGVO Art. 6 (1) b"
_TABLES = ("ticket", "ticket_move", "ticket_note", "ticket_file", "ticket_line", "ticket_link",
           "canned_answer", "service_level", *contract_doors.TABLES)  # fmt: skip
_URGENCY = {Escalation.NONE: 0, Escalation.OWNER: 1, Escalation.BOSS: 2}
_WORDS = ("caller", "phone", "mail", "text", "satisfaction_note", "cost_ok_how", "origin")
_CLAIM_DAYS = 30
_FOUND = """
SELECT t.id, t.number, t.subject, coalesce(c.name, t.caller), t.text, t.part, t.solution, t.phone,
       t.mail, (SELECT group_concat(n.subject || ' ' || n.text, ' ') FROM ticket_note n
                 WHERE n.ticket = t.id)
  FROM ticket t LEFT JOIN contact c ON c.id = t.contact
 WHERE ?1 IS NULL OR t.id IN (SELECT value FROM json_each(?1))
"""
_WRONG = """
SELECT t.id, t.number FROM ticket t
 WHERE t.state <> coalesce((SELECT m.new FROM ticket_move m WHERE m.ticket = t.id
                             ORDER BY m.at DESC, m.id DESC LIMIT 1), 'new')
"""
_ENDED_OPEN = """
SELECT DISTINCT t.id, t.number FROM ticket t JOIN ticket_line l ON l.ticket = t.id
 WHERE t.state IN ('billed', 'closed') AND l.state = 'open' AND t.merged_into IS NULL
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Cases by their next instant; those that come back from waiting; claims that run out."""
    if company.firm_or_none(con) is None:
        return
    yield from contract_doors.due(con, today)
    for one, clocks in running(con, _now(today)):
        if one.state is TicketState.WAITING:
            yield from _waiting(one, today)
        else:
            yield _running(one, clocks, today)
        if one.claim_until and not one.claimed and (one.claim_until - today).days <= _CLAIM_DAYS:
            yield Due(
                one.ref, one.claim_until, "claim",
                N_("{number}: claim against {name} until {day}"), None, 1,
                values_of(number=one.number, name=one.claim_name or "–",
                          day=format_day(one.claim_until)), "tickets.claim",
            )  # fmt: skip
    yield from protocol_doors.due(con, today)
    yield from it_doors.due(con, today)


def deadlines(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """What protocols, maintenance contracts and the own IT ask for until a day."""
    yield from protocol_doors.coming(con, today, last)
    yield from it_doors.coming(con, today, last)
    if company.firm_or_none(con) is not None:
        yield from contract_doors.deadlines(con, today, last)


def _now(today: date) -> datetime:
    """The instant itself where today is asked for, else the evening of the day."""
    now = now_utc()
    return now if berlin_today(now) == today else datetime.combine(today, time(20), UTC)


def _waiting(one: queries.Ticket, today: date) -> Iterator[Due]:
    if one.until is not None and one.until <= today and one.waits_for is not None:
        yield Due(
            one.ref, one.until, "ticket", N_("{number} {subject}: waited for {whom}"), None, 1,
            values_of(number=one.number, subject=one.subject, whom=Words(WAITS[one.waits_for])),
            "tickets.next",
        )  # fmt: skip


def _running(one: queries.Ticket, clocks: Clocks, today: date) -> Due:
    if one.state is TicketState.SOLVED:
        return Due(
            one.ref, berlin_today(one.entered), "ticket", N_("{number} {who}: bill or close"),
            None, 0, values_of(number=one.number, who=one.who or one.subject), "tickets.next",
        )  # fmt: skip
    end, urgency = clocks.due, _URGENCY[clocks.worst]
    day = berlin_today(end) if end else today
    if one.promised is not None and one.promised <= day:
        return Due(
            one.ref, one.promised, "ticket", N_("{number} {who}: promised until {day}"), None,
            urgency,
            values_of(number=one.number, who=one.who or one.subject, day=format_day(one.promised)),
            "tickets.next",
        )  # fmt: skip
    title = N_("{number} {who}: solve by {time}")
    if one.answered is None:
        title = N_("{number} {who}: answer by {time}")
    return Due(
        one.ref, day, "ticket", title, None, urgency,
        values_of(number=one.number, who=one.who or one.subject,
                  time=format_instant(end) if end else "–"),
        "tickets.next",
    )  # fmt: skip


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Cases and maintenance contracts of a partner, and how they ended."""
    key = _key(partner)
    if key is None:
        return
    yield from contract_doors.timeline(con, key)
    wanted = queries.TicketFilter(contact=key, merged=True, size=100_000)
    for one in queries.page(con, wanted):
        yield Happening(
            one.ref, berlin_today(one.received), "ticket", N_("{number} {kind}: {subject}"), None,
            values_of(number=one.number, kind=Words(KINDS[one.kind]), subject=one.subject),
        )  # fmt: skip
        if one.state in {TicketState.SOLVED, TicketState.BILLED, TicketState.CLOSED}:
            yield Happening(
                one.ref, berlin_today(one.entered), "ticket", N_("{number} {state}"), None,
                values_of(number=one.number, state=Words(STATES[one.state])),
            )  # fmt: skip
    yield from protocol_doors.timeline(con, key)


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """Cases by number, who, what was said and written; protocols; contracts; own IT."""
    if table in protocol_doors.SEARCHED:
        return protocol_doors.search_rows(con, ids)
    if table == "maintenance_contract":
        return contract_doors.search_rows(con, ids)
    if table in it_doors.SEARCHED:
        return it_doors.search_rows(con, ids)
    return [
        SearchRow(f"{AREA}:{key}", AREA, f"{number} {subject}",
                  " ".join(word for word in rest if word)[:20_000], key)
        for key, number, subject, *rest in con.execute(_FOUND, (listed(ids),)).fetchall()
    ]  # fmt: skip


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """A case stands where its last move brought it; no ended one has work that is nobody's."""
    for sql, text in (
        (_WRONG, N_("{number} does not stand where its last step brought it.")),
        (_ENDED_OPEN, N_("{number} is ended although work is still open.")),
    ):
        for key, number in con.execute(sql).fetchall():
            yield Finding(
                "TI01", f"{AREA}:{key}", text, "", Severity.ERROR, values_of(number=number)
            )
    yield from contract_doors.check(con)


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """Cases of a person with what was said in them, and maintenance contracts."""
    key = _key(partner)
    if key is None:
        return
    yield from contract_doors.held(con, key)
    wanted = queries.TicketFilter(contact=key, merged=True, size=100_000)
    for one in queries.page(con, wanted):
        said = (note.text for note in queries.notes(con, one.id))
        words = (_(KINDS[one.kind]), one.number, one.subject, one.text, one.phone, one.mail, *said)
        yield Held(one.ref, N_("case"), " · ".join(filter(None, words)), _LAW)
    yield from protocol_doors.personal(con, key)


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """What was said goes; that there was a case, what it cost and who bore it stays."""
    key = _key(partner)
    if key is None:
        return []
    con = unit.con
    kept = list(protocol_doors.erase(unit, key))
    names = json.dumps(contacts.aliases(con, key))
    found = con.execute(
        "SELECT id FROM ticket WHERE contact IN (SELECT value FROM json_each(?))", (names,)
    ).fetchall()
    for (ticket,) in found:
        _blank(unit, ticket)
    return [*kept, *contract_doors.erase(unit, contacts.aliases(con, key))]


def _blank(unit: Unit, ticket: int) -> None:
    con = unit.con
    sets = ",".join(f"{column}=''" for column in _WORDS)
    con.execute(
        f"UPDATE ticket SET {sets},subject='–',contact=NULL,site=NULL,device=NULL WHERE id=?",  # noqa: S608
        (ticket,),
    )
    erase_row(con, "ticket", ticket)
    for table in ("ticket_file", "ticket_note"):
        rows = con.execute(f"SELECT id FROM {table} WHERE ticket=?", (ticket,)).fetchall()  # noqa: S608
        for (row,) in rows:
            con.execute(f"DELETE FROM {table} WHERE id=?", (row,))  # noqa: S608
            erase_row(con, table, row)


def _key(partner: str) -> int | None:
    area, _colon, key = partner.partition(":")
    return int(key) if area == "contacts" and key.isdigit() else None


DOOR = Door(
    area=AREA,
    due=due,
    deadlines=deadlines,
    timeline=timeline,
    search_tables=frozenset({"ticket", "maintenance_contract"})
    | protocol_doors.SEARCHED
    | it_doors.SEARCHED,
    search_parts=(
        ("ticket_note", "ticket", "ticket"),
        ("contract_device", "contract", "maintenance_contract"),
        *protocol_doors.PARTS,
    ),
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=(*_TABLES, *protocol_doors.TABLES, *it_doors.TABLES),
)
