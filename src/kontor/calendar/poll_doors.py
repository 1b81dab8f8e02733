"""What polls and own deadlines add to the answers of the calendar."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.calendar.kinds.polls import PollState
from kontor.calendar.queries import deadlines, polls
from kontor.calendar.rules.polls import complete
from kontor.store.doors import Due, Happening, Held, SearchRow, listed, values_of
from kontor.store.erasing import erase_row

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "calendar"
TABLES = (
    "poll", "poll_slot", "poll_person", "poll_vote", "poll_mail", "deadline", "deadline_mark",
    "deadline_kind",
)  # fmt: skip
SEARCHED = frozenset({"poll", "deadline"})
_LAW = "DSGVO Art. 6 (1) b, f"
_POLLS = """
SELECT p.id, p.subject, p.place, p.note,
       ifnull((SELECT group_concat(coalesce(e.name, c.name, w.name), ' ') FROM poll_person w
         LEFT JOIN employee e ON e.id = w.employee LEFT JOIN contact c ON c.id = w.contact
         WHERE w.poll = p.id), '')
  FROM poll p WHERE ?1 IS NULL OR p.id IN (SELECT value FROM json_each(?1))
"""
_DEADLINES = """
SELECT d.id, d.title, d.note, d.law, ifnull(e.name, ''), ifnull(v.name || ' ' || v.plate, ''),
       ifnull(c.name, '')
  FROM deadline d LEFT JOIN employee e ON e.id = d.employee LEFT JOIN vehicle v ON v.id = d.vehicle
  LEFT JOIN contact c ON c.id = d.contact
 WHERE ?1 IS NULL OR d.id IN (SELECT value FROM json_each(?1))
"""
_HELD_FREE = """
SELECT a.id, a.title FROM appointment a WHERE a.state = 'held' AND NOT EXISTS(
  SELECT 1 FROM poll_slot s JOIN poll p ON p.id = s.poll
   WHERE s.held = a.id AND p.state IN ('open', 'closed'))
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Own deadlines by their lead times; polls that can be decided, or wait too long."""
    yield from deadlines.due(con, today)
    rows = con.execute("SELECT id FROM poll WHERE state IN ('open','closed')").fetchall()
    for (key,) in rows:
        if found := _poll_due(polls.sheet(con, key), today):
            yield found


def _poll_due(one: polls.Sheet, today: date) -> Due | None:
    head = one.poll
    first = min((slot.starts.date() for slot in one.slots), default=None)
    if one.slots and (complete(one.voters, one.proposals) or head.state is PollState.CLOSED):
        title, day, urgency = N_("{subject}: fix the date"), today, 1
    elif head.answer_by is not None and head.answer_by <= today:
        title, day, urgency = N_("{subject}: {count} have not answered"), head.answer_by, 1
    elif first is not None and first <= today:
        title, day, urgency = N_("{subject}: the first proposal is here"), first, 2
    else:
        return None
    silent = sum(1 for who in one.people if not who.votes)
    return Due(
        head.ref, day, "poll", title, None, urgency,
        values_of(subject=head.subject, count=silent), "calendar.poll",
    )  # fmt: skip


def timeline(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    """Polls in which a contact was asked."""
    rows = con.execute(
        "SELECT DISTINCT p.id,p.made,p.subject FROM poll p JOIN poll_person w ON w.poll=p.id"
        " WHERE w.contact=? ORDER BY p.made DESC",
        (contact,),
    ).fetchall()
    for key, made, subject in rows:
        yield Happening(
            f"{AREA}:poll/{key}", date.fromisoformat(made), "poll", N_("Date poll: {subject}"),
            None, values_of(subject=subject),
        )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterator[SearchRow]:
    """Polls by subject and people; deadlines by title and whom they are about."""
    sql = _POLLS if table == "poll" else _DEADLINES
    for key, title, *rest in con.execute(sql, (listed(ids),)).fetchall():
        yield SearchRow(f"{AREA}:{table}/{key}", AREA, title, " ".join(filter(None, rest)), key)


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """Whatever is kept free belongs to a poll that runs."""
    for key, title in con.execute(_HELD_FREE).fetchall():
        yield Finding(
            "TE10", f"{AREA}:{key}", N_("“{title}” keeps a time free for no running poll."),
            N_("Cancel the appointment."), Severity.WARNING, values_of(title=title),
        )  # fmt: skip


def personal(con: sqlite3.Connection, contact: int) -> Iterator[Held]:
    """Polls with what was answered, deadlines about a contact."""
    rows = con.execute(
        "SELECT w.poll,p.subject,w.mail,ifnull((SELECT group_concat(s.number||' '||v.vote, ', ')"
        " FROM poll_vote v JOIN poll_slot s ON s.id=v.slot WHERE v.person=w.id),'')"
        " FROM poll_person w JOIN poll p ON p.id=w.poll WHERE w.contact=? ORDER BY w.id",
        (contact,),
    ).fetchall()
    for key, *said in rows:
        yield Held(f"{AREA}:poll/{key}", N_("date poll"), " · ".join(filter(None, said)), _LAW)
    rows = con.execute(
        "SELECT id,title,day,note FROM deadline WHERE contact=? ORDER BY id", (contact,)
    ).fetchall()
    for key, *said in rows:
        yield Held(f"{AREA}:deadline/{key}", N_("deadline"), " · ".join(filter(None, said)), _LAW)


def erase(unit: Unit, contact: int) -> None:
    """Answers and addresses of a person go; the poll itself stays."""
    con = unit.con
    people = [
        row[0] for row in con.execute("SELECT id FROM poll_person WHERE contact=?", (contact,))
    ]
    wanted = json.dumps(people)
    for table in ("poll_vote", "poll_mail"):
        rows = con.execute(
            f"SELECT id FROM {table} WHERE person IN (SELECT value FROM json_each(?))",  # noqa: S608
            (wanted,),
        ).fetchall()
        for (row,) in rows:
            con.execute(f"DELETE FROM {table} WHERE id=?", (row,))  # noqa: S608  own names
            erase_row(con, table, row)
    for person in people:
        con.execute("DELETE FROM poll_person WHERE id=?", (person,))
        erase_row(con, "poll_person", person)
    for (row,) in con.execute("SELECT id FROM deadline WHERE contact=?", (contact,)).fetchall():
        con.execute("UPDATE deadline SET note='' WHERE id=?", (row,))
        erase_row(con, "deadline", row)
