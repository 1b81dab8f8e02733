"""Mails into cases: an answer goes to its case, everything else opens one; nothing comes twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_, _
from kontor.contacts import queries as contacts
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case
from kontor.tickets.formats.mails import FoundMail
from kontor.tickets.kinds import Direction, NoteKind, TicketKind, TicketState, WaitsFor
from kontor.tickets.model import FileRow, NoteRow, TicketInput
from kontor.tickets.service.cases import enter, open_row, open_ticket, ticket_row


class Status(StrEnum):
    """What becomes of a mail."""

    NEW = "new"
    ANSWER = "answer"
    KNOWN = "known"
    BAD = "bad"


class PlannedMail(NamedTuple):
    """A mail and what becomes of it; `ticket` is the case that it belongs to already."""

    mail: FoundMail
    status: Status
    ticket: int | None
    contact: int | None
    number: str = ""


def plan_mails(con: sqlite3.Connection, found: Sequence[FoundMail]) -> list[PlannedMail]:
    """What would become of mails; writes nothing."""
    return [_plan(con, one) for one in found]


@use_case(N_("Mails taken into cases"))
def take_mails(unit: Unit, found: Sequence[FoundMail], now: datetime) -> list[PlannedMail]:
    """Take mails, in the order of time, in one step. What cannot be read is left out."""
    done = []
    for one in sorted(found, key=lambda mail: mail.sent or now):
        plan = _plan(unit.con, one)
        if plan.status in {Status.NEW, Status.ANSWER}:
            plan = _take(unit, plan, now)
        done.append(plan)
    return done


def _plan(con: sqlite3.Connection, mail: FoundMail) -> PlannedMail:
    if not mail.readable:
        return PlannedMail(mail, Status.BAD, None, None)
    known = con.execute(
        "SELECT ticket FROM ticket_note WHERE message_id=?1 AND ?1<>''", (mail.message_id,)
    ).fetchone()
    if known:
        return PlannedMail(mail, Status.KNOWN, known[0], None)
    people = contacts.by_channel(con, mail.address) if mail.address else []
    contact = people[0].id if len(people) == 1 else None
    ticket = _answered(con, mail, contact)
    status = Status.NEW if ticket is None else Status.ANSWER
    return PlannedMail(mail, status, ticket, contact)


def _answered(con: sqlite3.Connection, mail: FoundMail, contact: int | None) -> int | None:
    """The case that a mail answers: by its thread, or by a number that its sender may name."""
    for answered in mail.answers:
        row = con.execute(
            "SELECT ticket FROM ticket_note WHERE message_id=?", (answered,)
        ).fetchone()
        if row:
            return _standing(con, row[0])
    row = con.execute(
        "SELECT id, contact, mail, claim_partner FROM ticket WHERE number=?", (mail.tag,)
    ).fetchone()
    if row is None:
        return None
    # A number is easily guessed: it counts from whom the case knows, or where it knows nobody yet.
    known = [*contacts.aliases(con, row[1]), *contacts.aliases(con, row[3] or 0)] if row[1] else []
    mine = row[1] is None or (contact is not None and contact in known)
    return _standing(con, row[0]) if mine or row[2].lower() == mail.address else None


def _standing(con: sqlite3.Connection, key: int) -> int:
    """The case that a joined one belongs to now."""
    while into := con.execute("SELECT merged_into FROM ticket WHERE id=?", (key,)).fetchone()[0]:
        key = into
    return key


def _take(unit: Unit, plan: PlannedMail, now: datetime) -> PlannedMail:
    mail, key = plan.mail, plan.ticket
    at = min(mail.sent or now, now)
    if key is None:
        data = TicketInput(
            kind=TicketKind.QUESTION, subject=mail.subject or _("Mail without subject"),
            received=at, mail=mail.address, caller=mail.name or mail.address, origin=mail.place,
            contact=f"contacts:{plan.contact}" if plan.contact else None,
        )  # fmt: skip
        key = open_ticket(unit, data, now)
    return plan._replace(ticket=key, number=_put(unit, mail, key, now))


@use_case(N_("Mail put into a case"))
def put_mail(unit: Unit, ticket: int, mail: FoundMail, now: datetime) -> int:
    """Put a mail into a case that it does not name itself, with its files; gives the case.

    Raises:
        Refused: it stands in a case already, or cannot be read.
    """
    row = open_row(unit, ticket)
    plan = _plan(unit.con, mail)
    if plan.status is Status.BAD:
        values: dict[str, Any] = dict(mail.findings[0].values)
        raise Refused(mail.findings[0].message, **values)
    if plan.ticket is not None and plan.status is Status.KNOWN:
        number = ticket_row(unit, plan.ticket).number
        raise Refused(N_("This mail stands in {number} already."), number=number)
    _put(unit, mail, row.key, now)
    return row.key


def _put(unit: Unit, mail: FoundMail, key: int, now: datetime) -> str:
    at = min(mail.sent or now, now)
    note = unit.insert(
        NoteRow, ticket=key, at=at, kind=NoteKind.MAIL, direction=Direction.IN,
        author=mail.name or mail.address, subject=mail.subject, text=mail.text,
        message_id=mail.message_id,
    )  # fmt: skip
    for file in mail.files:
        unit.insert(
            FileRow, ticket=key, note=note, name=file.name, mime=file.mime,
            sha256=put_blob(unit, file.content), size=len(file.content),
        )  # fmt: skip
    row = ticket_row(unit, key)
    if row.state is TicketState.WAITING and row.waits_for is WaitsFor.CUSTOMER:
        enter(unit, row, TicketState.ACCEPTED, now)
        unit.put(row)
    return row.number
