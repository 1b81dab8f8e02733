"""Cases joined, split and linked. Joining is an alias: nothing moves, so undoing it is one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.base.dates import berlin_today
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import LineState, LinkKind
from kontor.tickets.model import LinkRow, TicketRow
from kontor.tickets.rules import states
from kontor.tickets.service.cases import next_number, open_row, ticket_row

_PARTS = {"notes": "ticket_note", "files": "ticket_file", "lines": "ticket_line"}
_SAME = ("kind", "priority", "contact", "caller", "phone", "mail", "site", "device",
         "sales_order", "received", "noticed", "owner", "part")  # fmt: skip


@use_case(N_("Cases joined"))
def merge_tickets(unit: Unit, ticket: int, into: int) -> None:
    """Join a case to another one, which from then on shows the notes, files and work of both.

    Raises:
        Refused: of two different contacts, or ended.
    """
    row, other = open_row(unit, ticket), open_row(unit, into)
    if row.key == other.key:
        raise InputError(N_("A case cannot be joined to itself."), field="into")
    if row.contact and other.contact:
        same = contacts.partner(unit.con, row.contact).id
        if same != contacts.partner(unit.con, other.contact).id:
            raise Refused(N_("These cases are of two different contacts."))
    for one in (row, other):
        if one.state in states.ENDED:
            raise Refused(N_("{number} is closed: take it up again first."), number=one.number)
    row.merged_into = other.key
    unit.put(row)


@use_case(N_("Cases separated"))
def unmerge_ticket(unit: Unit, ticket: int) -> None:
    """Separate a case that was joined; all that came later stays where it was written."""
    row = ticket_row(unit, ticket)
    if row.merged_into is None:
        raise Refused(N_("{number} was not joined to another case."), number=row.number)
    row.merged_into = None
    unit.put(row)


@use_case(N_("Case split"))
def split_ticket(
    unit: Unit,
    ticket: int,
    subject: str,
    now: datetime,
    *,
    notes: Sequence[int] = (),
    files: Sequence[int] = (),
    lines: Sequence[int] = (),
) -> int:
    """Make a case of its own out of a part of one; the named notes, files and lines go along.

    Raises:
        Refused: a line is billed already.
    """
    row = open_row(unit, ticket)
    if not subject.strip():
        raise InputError(N_("Say what the new case is about."), field="subject")
    if row.state in states.ENDED:
        raise Refused(N_("{number} is closed: take it up again first."), number=row.number)
    new = unit.put(
        TicketRow(
            number=next_number(unit, berlin_today(now)), subject=subject.strip(), entered=now,
            **{field: getattr(row, field) for field in _SAME},
        )
    )  # fmt: skip
    for name, keys in (("notes", notes), ("files", files), ("lines", lines)):
        _move(unit, name, keys, row.key, new.key)
    unit.insert(LinkRow, ticket=new.key, other=row.key, kind=LinkKind.SPLIT)
    return new.key


def _move(unit: Unit, name: str, keys: Sequence[int], old: int, new: int) -> None:
    table = _PARTS[name]
    for key in keys:
        there = unit.con.execute(
            f"SELECT ticket FROM {table} WHERE id=?",  # noqa: S608  own names
            (key,),
        ).fetchone()
        if there is None or there[0] != old:
            raise NotFound(N_("The case has no such entry {number}."), number=key, field=name)
        if name == "lines":
            _refuse_billed(unit, key)
        unit.con.execute(f"UPDATE {table} SET ticket=? WHERE id=?", (new, key))  # noqa: S608
    if name == "notes":  # a file goes with the note that brought it
        unit.con.execute(
            "UPDATE ticket_file SET ticket=?1 WHERE ticket=?2 AND note IN"
            " (SELECT id FROM ticket_note WHERE ticket=?1)", (new, old),
        )  # fmt: skip


def _refuse_billed(unit: Unit, line: int) -> None:
    (state,) = unit.con.execute("SELECT state FROM ticket_line WHERE id=?", (line,)).fetchone()
    if state == LineState.BILLED:
        raise Refused(N_("Work that is billed stays in its case."))


@use_case(N_("Cases linked"))
def link_tickets(unit: Unit, ticket: int, other: int, kind: LinkKind = LinkKind.RELATED) -> None:
    """Say that two cases belong together."""
    if ticket == other:
        raise InputError(N_("A case cannot be linked with itself."), field="other")
    ticket_row(unit, ticket)
    ticket_row(unit, other)
    there = unit.con.execute(
        "SELECT 1 FROM ticket_link WHERE (ticket=?1 AND other=?2) OR (ticket=?2 AND other=?1)",
        (ticket, other),
    ).fetchone()
    if there:
        raise Refused(N_("These cases are linked already."))
    unit.insert(LinkRow, ticket=ticket, other=other, kind=kind)


@use_case(N_("Link removed"))
def unlink_tickets(unit: Unit, ticket: int, other: int) -> None:
    """Take a link back."""
    gone = unit.con.execute(
        "DELETE FROM ticket_link WHERE (ticket=?1 AND other=?2) OR (ticket=?2 AND other=?1)",
        (ticket, other),
    )  # fmt: skip
    if not gone.rowcount:
        raise NotFound(N_("These cases are not linked."))
