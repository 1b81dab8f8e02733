"""What is asked about invitations: who comes, who is silent, what went out."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.invitations import (
    InviteChannel,
    Invited,
    InviteRole,
    InviteState,
    Message,
    MessageKind,
    MessageState,
    MessageWay,
    Proposal,
    ProposalState,
)

_NAME = "coalesce(c.name, e.name, i.name)"
_INVITED = f"""
SELECT i.id, i.appointment, i.contact, i.employee, {_NAME}, i.mail, i.role, i.channel, i.state,
       i.comment, i.sequence, i.times, i.words, i.cancelled, i.answered, i.answer_sequence,
       i.remind
  FROM invitation i LEFT JOIN contact c ON c.id = i.contact
  LEFT JOIN employee e ON e.id = i.employee
"""  # noqa: S608  own names
_MESSAGES = f"""
SELECT m.id, m.invitation, {_NAME}, m.kind, m.way, m.sequence, m.at, m.address, m.message, m.name,
       m.place, m.sha256, m.state
  FROM invitation_message m JOIN invitation i ON i.id = m.invitation
  LEFT JOIN contact c ON c.id = i.contact LEFT JOIN employee e ON e.id = i.employee
"""  # noqa: S608  own names
_PROPOSALS = f"""
SELECT p.id, p.invitation, {_NAME}, p.starts, p.ends, p.zone, p.comment, p.at, p.state
  FROM invitation_proposal p JOIN invitation i ON i.id = p.invitation
  LEFT JOIN contact c ON c.id = i.contact LEFT JOIN employee e ON e.id = i.employee
"""  # noqa: S608  own names
_SILENT = """
SELECT a.id, a.title, a.starts, min(i.remind), count(*),
       (SELECT count(*) FROM invitation o WHERE o.appointment = a.id AND o.role <> 'guest'
           AND o.state <> 'withdrawn')
  FROM invitation i JOIN appointment a ON a.id = i.appointment
 WHERE i.state = 'sent' AND i.remind <= ? AND a.state <> 'cancelled'
 GROUP BY a.id ORDER BY min(i.remind), a.starts, a.id
"""
_STATUS = f"""
SELECT a.id, a.title, a.starts, a.state,
       sum(i.state='open'), sum(i.state='sent' AND i.role<>'guest'), sum(i.state='accepted'),
       sum(i.state='tentative'), sum(i.state='declined'), count(*),
       (SELECT count(*) FROM invitation_proposal p JOIN invitation o ON o.id = p.invitation
         WHERE o.appointment = a.id AND p.state = 'open')
  FROM invitation i JOIN appointment a ON a.id = i.appointment
 WHERE i.state <> '{InviteState.WITHDRAWN}' AND (a.rule <> '' OR a.ends >= ?)
   AND (a.state <> 'cancelled' OR i.sequence IS NOT NULL)
 GROUP BY a.id ORDER BY a.starts, a.id
"""  # noqa: S608  own names


class Silent(NamedTuple):
    """An appointment for which answers are missing and the day to ask again has come."""

    appointment: int
    title: str
    starts: datetime
    remind: date
    missing: int
    asked: int


class Standing(NamedTuple):
    """How far the answers of an appointment are."""

    appointment: int
    title: str
    starts: datetime
    state: str
    unsent: int
    silent: int
    accepted: int
    tentative: int
    declined: int
    asked: int
    proposals: int


def people(con: sqlite3.Connection, appointment: int) -> list[Invited]:
    """Everybody who is or was asked to an appointment, in the order of asking."""
    rows = con.execute(f"{_INVITED} WHERE i.appointment=? ORDER BY i.id", (appointment,))
    return [_invited(row) for row in rows.fetchall()]


def invited(con: sqlite3.Connection, key: int) -> Invited:
    """One invitation; `NotFound` without it."""
    row = con.execute(f"{_INVITED} WHERE i.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no invitation {number}."), number=key)
    return _invited(row)


def find_invited(con: sqlite3.Connection, appointment: int, text: str) -> Invited:
    """Somebody of an appointment by number, name or mail; a begin is enough for one.

    Raises:
        NotFound: nobody is called so.
        InputError: several are.
    """
    there = people(con, appointment)
    wanted = fold(text).strip()
    exact = [one for one in there if wanted in {str(one.id), fold(one.name), one.mail}]
    begun = [
        one for one in there
        if any(word.startswith(wanted) for word in (fold(one.name), *fold(one.name).split()))
    ]  # fmt: skip
    found = exact or (begun if wanted else [])
    if not found:
        raise NotFound(N_("{name} was not asked to this appointment."), name=quoted(text))
    if len(found) > 1:
        raise InputError(
            N_("“{name}” is more than one: {names}."), name=quoted(text), field="person",
            names=", ".join(one.name for one in found),
        )  # fmt: skip
    return found[0]


def by_uid(con: sqlite3.Connection, uid: str) -> int | None:
    """The appointment or series that an answer is about."""
    row = con.execute(
        "SELECT id FROM appointment WHERE uid=? AND series IS NULL", (uid,)
    ).fetchone()
    return int(row[0]) if row else None


def log(con: sqlite3.Connection, appointment: int | None = None) -> list[Message]:
    """What went out and came back, newest first; of an appointment or of all."""
    where = "WHERE i.appointment=?" if appointment is not None else "WHERE ? IS NULL"
    rows = con.execute(f"{_MESSAGES} {where} ORDER BY m.id DESC LIMIT 1000", (appointment,))
    return [_message(row) for row in rows.fetchall()]


def waiting(con: sqlite3.Connection, appointment: int) -> list[Message]:
    """What is prepared and has not left yet, or nobody knows: a breakdown came between."""
    rows = con.execute(
        f"{_MESSAGES} WHERE i.appointment=? AND m.state IN ('prepared','leaving') ORDER BY m.id",
        (appointment,),
    ).fetchall()
    return [_message(row) for row in rows]


def proposals(con: sqlite3.Connection, appointment: int) -> list[Proposal]:
    """Other times that were proposed for an appointment, newest first."""
    rows = con.execute(f"{_PROPOSALS} WHERE i.appointment=? ORDER BY p.id DESC", (appointment,))
    return [_proposal(row) for row in rows.fetchall()]


def proposal(con: sqlite3.Connection, key: int) -> Proposal:
    """One proposal; `NotFound` without it."""
    row = con.execute(f"{_PROPOSALS} WHERE p.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no proposal {number}."), number=key)
    return _proposal(row)


def silent(con: sqlite3.Connection, today: date) -> list[Silent]:
    """Appointments whose missing answers come up today or came up before."""
    return [
        Silent(key, title, datetime.fromisoformat(starts), date.fromisoformat(day), missing, asked)
        for key, title, starts, day, missing, asked in con.execute(
            _SILENT, (today.isoformat(),)
        ).fetchall()
    ]


def standings(con: sqlite3.Connection, today: date) -> list[Standing]:
    """How far the answers are, of everything that lies ahead."""
    return [
        Standing(key, title, datetime.fromisoformat(starts), *rest)
        for key, title, starts, *rest in con.execute(_STATUS, (today.isoformat(),)).fetchall()
    ]


def _invited(row: tuple[Any, ...]) -> Invited:
    one = Invited._make(row)
    return one._replace(
        role=InviteRole(one.role), channel=InviteChannel(one.channel),
        state=InviteState(one.state), cancelled=bool(one.cancelled),
        answered=datetime.fromisoformat(str(one.answered)) if one.answered else None,
        remind=date.fromisoformat(str(one.remind)) if one.remind else None,
    )  # fmt: skip


def _message(row: tuple[Any, ...]) -> Message:
    one = Message._make(row)
    return one._replace(
        kind=MessageKind(one.kind), way=MessageWay(one.way), state=MessageState(one.state),
        at=datetime.fromisoformat(str(one.at)),
    )  # fmt: skip


def _proposal(row: tuple[Any, ...]) -> Proposal:
    one = Proposal._make(row)
    return one._replace(
        starts=datetime.fromisoformat(str(one.starts)), ends=datetime.fromisoformat(str(one.ends)),
        at=datetime.fromisoformat(str(one.at)), state=ProposalState(one.state),
    )  # fmt: skip
