"""What is asked about invitations of others: who waits for an answer, what was said."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import Any

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.kinds.requests import Request, RequestState

_REQUESTS = """
SELECT r.id, r.appointment, a.title, a.starts, a.ends, a.all_day, a.place, r.contact,
       coalesce(nullif(r.name, ''), c.name, ''), r.organizer, r.mail, r.state, r.sequence, r.came,
       r.comment, r.answered, r.answer_state, r.answer_name, r.answer_message, r.answer_place,
       r.answer
  FROM invitation_request r JOIN appointment a ON a.id = r.appointment
  LEFT JOIN contact c ON c.id = r.contact
"""


def requests(con: sqlite3.Connection, today: date) -> list[Request]:
    """Invitations of others that lie ahead, what waits for an answer first; by day."""
    rows = con.execute(
        f"{_REQUESTS} WHERE a.rule <> '' OR a.ends >= ?"
        " ORDER BY r.state <> 'open', a.starts, r.id", (today.isoformat(),),
    ).fetchall()  # fmt: skip
    return [_request(row) for row in rows]


def request(con: sqlite3.Connection, key: int) -> Request:
    """One invitation; `NotFound` without it."""
    row = con.execute(f"{_REQUESTS} WHERE r.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no invitation {number}."), number=key)
    return _request(row)


def of_appointment(con: sqlite3.Connection, appointment: int) -> Request | None:
    """Somebody's invitation that an appointment comes from."""
    row = con.execute(f"{_REQUESTS} WHERE r.appointment=?", (appointment,)).fetchone()
    return _request(row) if row else None


def by_uid(con: sqlite3.Connection, uid: str) -> Request | None:
    """The invitation that goes by this name in every calendar."""
    row = con.execute(f"{_REQUESTS} WHERE a.uid=? AND a.series IS NULL", (uid,)).fetchone()
    return _request(row) if row else None


def _request(row: tuple[Any, ...]) -> Request:
    one = Request._make(row)
    return one._replace(
        starts=datetime.fromisoformat(str(one.starts)), ends=datetime.fromisoformat(str(one.ends)),
        all_day=bool(one.all_day), state=RequestState(one.state),
        came=datetime.fromisoformat(str(one.came)),
        answered=datetime.fromisoformat(str(one.answered)) if one.answered else None,
        answer_state=MessageState(one.answer_state) if one.answer_state else None,
    )  # fmt: skip
