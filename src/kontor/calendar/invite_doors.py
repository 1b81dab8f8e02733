"""The answers of invitations to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, _
from kontor.calendar.invitation_words import INVITE_STATES
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.queries.invitations import silent
from kontor.calendar.request_words import REQUEST_STATES
from kontor.store.doors import Due, Happening, Held, Kept, values_of
from kontor.store.erasing import erase_row
from kontor.store.faults import Words

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "calendar"
TABLES = ("invitation", "invitation_message", "invitation_proposal", "invitation_request")
_LAW = "DSGVO Art. 6 (1) b, f"
_WAITING = """
SELECT i.appointment, a.title, m.state, count(*), min(substr(m.at,1,10)) FROM invitation_message m
  JOIN invitation i ON i.id=m.invitation JOIN appointment a ON a.id=i.appointment
 WHERE m.state IN ('prepared','leaving') GROUP BY i.appointment, m.state
 ORDER BY i.appointment, m.state
"""
_LEFT = {
    MessageState.PREPARED: N_("{count} invitations are prepared and not written: {title}"),
    MessageState.LEAVING: N_("{count} invitations went out, or did not: say which. {title}"),
}
_PROPOSED = """
SELECT i.appointment, coalesce(c.name,e.name,i.name), a.title, min(substr(p.at,1,10))
  FROM invitation_proposal p JOIN invitation i ON i.id=p.invitation
  JOIN appointment a ON a.id=i.appointment LEFT JOIN contact c ON c.id=i.contact
  LEFT JOIN employee e ON e.id=i.employee
 WHERE p.state='open' AND a.state<>'cancelled' GROUP BY p.id ORDER BY p.id
"""
_ASKED = """
SELECT r.id, a.title, a.starts, r.state, r.answer_state, substr(r.came,1,10),
       coalesce(nullif(r.name,''), c.name, r.organizer)
  FROM invitation_request r JOIN appointment a ON a.id=r.appointment
  LEFT JOIN contact c ON c.id=r.contact
 WHERE (r.state='open' AND (a.rule<>'' OR a.ends>=?)) OR r.answer_state IN ('prepared','leaving')
 ORDER BY a.starts, r.id
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Missing answers, other times that were proposed, what a breakdown left behind."""
    for one in silent(con, today):
        yield Due(
            f"{AREA}:{one.appointment}", one.remind, "invitation",
            N_("{missing} of {asked} have not answered: {title}"), None, 0,
            values_of(missing=one.missing, asked=one.asked, title=one.title),
            "calendar.invitations", ends=one.starts.date() if one.starts.date() > today else None,
        )  # fmt: skip
    for key, name, title, day in con.execute(_PROPOSED).fetchall():
        yield Due(
            f"{AREA}:{key}", date.fromisoformat(day), "invitation",
            N_("{name} proposes another time: {title}"), None, 1,
            values_of(name=name, title=title), "calendar.invitations",
        )  # fmt: skip
    for key, title, state, count, day in con.execute(_WAITING).fetchall():
        yield Due(
            f"{AREA}:{key}", date.fromisoformat(day), "invitation", _LEFT[MessageState(state)],
            None, 1,
            values_of(count=count, title=title), "calendar.invitations",
        )  # fmt: skip
    yield from _asked(con, today)


def _asked(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Invitations of others that wait for our answer, and answers that were left behind."""
    for key, title, starts, state, answer, came, name in con.execute(
        _ASKED, (today.isoformat(),)
    ).fetchall():
        message = N_("{name} invites us: {title}")
        if answer == "leaving":
            message = N_("Our answer to {name} went out, or did not: say which. {title}")
        elif state != "open":
            message = N_("Our answer to {name} is prepared and not written: {title}")
        first = date.fromisoformat(starts[:10])
        yield Due(
            f"{AREA}:request/{key}", date.fromisoformat(came), "invitation", message, None,
            1 if answer else 0, values_of(name=name, title=title), "calendar.requests",
            ends=first if first > today else None,
        )  # fmt: skip


def timeline(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    """Invitations of a contact: asked on which day, what came back."""
    rows = con.execute(
        "SELECT i.appointment,a.title,i.state,coalesce(i.answered,(SELECT max(m.at) FROM"
        " invitation_message m WHERE m.invitation=i.id AND m.state='written'))"
        " FROM invitation i JOIN appointment a ON a.id=i.appointment WHERE i.contact=?",
        (contact,),
    ).fetchall()
    for key, title, state, at in rows:
        if at:
            yield Happening(
                f"{AREA}:{key}", date.fromisoformat(at[:10]), "invitation",
                N_("Asked to “{title}”: {state}"), None,
                values_of(title=title, state=Words(INVITE_STATES[state])),
            )  # fmt: skip


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """What the log calls gone is kept, and who was asked has the version that went out."""
    rows = con.execute(
        "SELECT m.id,m.name FROM invitation_message m LEFT JOIN blob b ON b.sha256=m.sha256"
        " WHERE m.sha256 IS NOT NULL AND b.sha256 IS NULL"
    ).fetchall()
    for key, name in rows:
        yield Finding(
            "TE11", f"{AREA}:message/{key}", N_("The content of “{name}” is not in the file."),
            "", Severity.ERROR, values_of(name=name),
        )  # fmt: skip
    rows = con.execute(
        "SELECT r.id,r.answer_name FROM invitation_request r WHERE EXISTS(SELECT 1 FROM json_each("
        "json_array(r.sha256,r.answer)) j WHERE j.value IS NOT NULL"
        " AND NOT EXISTS(SELECT 1 FROM blob b WHERE b.sha256=j.value))"
    ).fetchall()
    for key, name in rows:
        yield Finding(
            "TE11", f"{AREA}:request/{key}", N_("The content of “{name}” is not in the file."),
            "", Severity.ERROR, values_of(name=name),
        )  # fmt: skip
    rows = con.execute(
        "SELECT i.id FROM invitation i WHERE i.sequence IS NOT NULL AND NOT EXISTS(SELECT 1 FROM"
        " invitation_message m WHERE m.invitation=i.id AND m.state IN ('written','taken'))"
    ).fetchall()
    for (key,) in rows:
        yield Finding(
            "TE12", f"{AREA}:invitation/{key}",
            N_("The invitation is called sent, and nothing of it is in the log."), "",
            Severity.ERROR,
        )  # fmt: skip


def personal(con: sqlite3.Connection, contact: int) -> Iterator[Held]:
    """Invitations of a person with what was said."""
    rows = con.execute(
        "SELECT i.id,a.starts,a.title,i.mail,i.state,i.comment FROM invitation i"
        " JOIN appointment a ON a.id=i.appointment WHERE i.contact=? ORDER BY i.id",
        (contact,),
    ).fetchall()
    for key, starts, title, mail, state, comment in rows:
        words = (starts.replace("T", " "), title, mail, _(INVITE_STATES[state]), comment)
        yield Held(
            f"{AREA}:invitation/{key}", N_("invitation"), " · ".join(filter(None, words)), _LAW
        )
    rows = con.execute(
        "SELECT r.id,a.starts,a.title,r.organizer,r.state,r.comment FROM invitation_request r"
        " JOIN appointment a ON a.id=r.appointment WHERE r.contact=? ORDER BY r.id",
        (contact,),
    ).fetchall()
    for key, starts, title, mail, state, comment in rows:
        words = (starts.replace("T", " "), title, mail, _(REQUEST_STATES[state]), comment)
        yield Held(f"{AREA}:request/{key}", N_("invitation"), " · ".join(filter(None, words)), _LAW)


def erase(unit: Unit, contact: int) -> list[Kept]:
    """What was written and said goes; that somebody was asked stays, without address and words."""
    con = unit.con
    keys = [row[0] for row in con.execute("SELECT id FROM invitation WHERE contact=?", (contact,))]
    for key in keys:
        messages = con.execute(
            "SELECT id,sha256 FROM invitation_message WHERE invitation=?", (key,)
        ).fetchall()
        for message, sha256 in messages:
            con.execute(
                "UPDATE invitation_message SET address='',message='',name='',place='',sha256=NULL,"
                "state=CASE WHEN state IN ('prepared','leaving') THEN 'dropped' ELSE state END"
                " WHERE id=?",
                (message,),
            )
            erase_row(con, "invitation_message", message)
            _drop(con, sha256)
        rows = con.execute("SELECT id FROM invitation_proposal WHERE invitation=?", (key,))
        for (proposal,) in rows.fetchall():
            con.execute("UPDATE invitation_proposal SET comment='' WHERE id=?", (proposal,))
            erase_row(con, "invitation_proposal", proposal)
        con.execute(
            "UPDATE invitation SET mail='',comment='',channel='hand',remind=NULL WHERE id=?", (key,)
        )
        erase_row(con, "invitation", key)
    _erase_requests(con, contact)
    return []


def _erase_requests(con: sqlite3.Connection, contact: int) -> None:
    """Of an invitation by somebody only what we answered stays."""
    rows = con.execute(
        "SELECT id,sha256,answer FROM invitation_request WHERE contact=?", (contact,)
    ).fetchall()
    for key, came, answer in rows:
        con.execute(
            "UPDATE invitation_request SET name='',organizer='',mail='',comment='',sha256=NULL,"
            "answer=NULL,answer_name='',answer_message='',answer_place='' WHERE id=?",
            (key,),
        )
        erase_row(con, "invitation_request", key)
        for sha256 in filter(None, (came, answer)):
            _drop(con, sha256)


def _drop(con: sqlite3.Connection, sha256: str | None) -> None:
    """A content goes unless another message holds it as well."""
    con.execute(
        "DELETE FROM blob WHERE sha256=?1"
        " AND NOT EXISTS(SELECT 1 FROM invitation_message WHERE sha256=?1)"
        " AND NOT EXISTS(SELECT 1 FROM invitation_request WHERE ?1 IN (sha256,answer))",
        (sha256,),
    )
