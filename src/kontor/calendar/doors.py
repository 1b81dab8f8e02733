"""The answers of the calendar to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_, _
from kontor.calendar import invite_doors, plan_doors, poll_doors
from kontor.calendar import meeting_doors as meetings
from kontor.calendar.queries.deadlines import coming
from kontor.calendar.rules.recurrence import gives, parse_rule
from kontor.calendar.words import KINDS, STATES
from kontor.store.doors import Door, Due, Happening, Held, Kept, SearchRow, listed, values_of
from kontor.store.erasing import erase_row
from kontor.store.faults import Words

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "calendar"
_LAW = "DSGVO Art. 6 (1) b, f"
_BLANK = "–"  # title of an appointment whose words were erased
_APPOINTMENTS = """
SELECT a.id, a.title, a.starts, a.place, a.note, a.reference, ifnull(c.name, '')
  FROM appointment a LEFT JOIN contact c ON c.id = a.contact
 WHERE a.state <> 'held' AND a.id NOT IN (SELECT appointment FROM meeting)
   AND (?1 IS NULL OR a.id IN (SELECT value FROM json_each(?1)))
"""
_ERASED = """
SELECT id FROM appointment WHERE contact = ?
   AND id NOT IN (SELECT appointment FROM meeting WHERE opened IS NOT NULL)
"""
_TASKS = """
SELECT id, title, note, reference FROM task
 WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """The day, open tasks with a day, requests for leave, missing answers to invitations."""
    yield from plan_doors.due(con, today)
    rows = con.execute(
        "SELECT t.id,t.title,t.due,ifnull(e.short,'') FROM task t"
        " LEFT JOIN employee e ON e.id=t.owner WHERE t.state='open' AND t.due IS NOT NULL"
    ).fetchall()
    for key, title, day, owner in rows:
        yield Due(
            f"{AREA}:task/{key}", date.fromisoformat(day), "task",
            N_("{title} ({owner})") if owner else N_("{title}"), None,
            1 if day <= today.isoformat() else 0, values_of(title=title, owner=owner),
            "calendar.task",
        )  # fmt: skip
    rows = con.execute(
        "SELECT a.id,e.short,a.starts,a.ends FROM absence a JOIN employee e ON e.id=a.employee"
        " WHERE a.state='requested'"
    ).fetchall()
    for key, short, first, last in rows:
        yield Due(
            f"{AREA}:absence/{key}", min(date.fromisoformat(first), today), "absence",
            N_("{name} asks for leave from {first} to {last}"), None, 1,
            values_of(name=short, first=date.fromisoformat(first), last=date.fromisoformat(last)),
            "calendar.absence",
        )  # fmt: skip
    yield from invite_doors.due(con, today)
    yield from poll_doors.due(con, today)
    yield from meetings.due(con, today)


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Appointments with a partner, newest first; of a series its begin and what differs."""
    key = _key(partner)
    if key is None:
        return
    rows = con.execute(
        "SELECT id,kind,title,starts,state,reason FROM appointment"
        " WHERE contact=? AND state<>'held' ORDER BY starts DESC",
        (key,),
    ).fetchall()
    for row, kind, title, starts, state, reason in rows:
        yield Happening(
            f"{AREA}:{row}", date.fromisoformat(starts[:10]), "appointment",
            N_("{kind} {state}: {title} ({reason})") if reason else N_("{kind} {state}: {title}"),
            None,
            values_of(kind=Words(KINDS[kind]), state=Words(STATES[state]), title=title,
                      reason=reason),
        )  # fmt: skip
    yield from invite_doors.timeline(con, key)
    yield from poll_doors.timeline(con, key)
    yield from meetings.timeline(con, key)


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """What the search finds: appointments by title, place and contact; tasks by title."""
    if table in poll_doors.SEARCHED:
        return poll_doors.search_rows(con, table, ids)
    if table in meetings.SEARCHED:
        return meetings.search_rows(con, table, ids)
    if table == "task":
        return [
            SearchRow(f"{AREA}:task/{key}", AREA, title, " ".join(rest), key)
            for key, title, *rest in con.execute(_TASKS, (listed(ids),)).fetchall()
        ]
    return [
        SearchRow(f"{AREA}:{key}", AREA, title, f"{starts[:10]} {' '.join(rest)}", key)
        for key, title, starts, *rest in con.execute(_APPOINTMENTS, (listed(ids),)).fetchall()
    ]


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """Rules can be read, and what differs from a series is one of its occurrences."""
    series: dict[int, tuple[str, datetime]] = {}
    for key, title, rule, starts in con.execute(
        "SELECT id,title,rule,starts FROM appointment WHERE rule<>''"
    ).fetchall():
        try:
            parse_rule(rule)
        except InputError as error:
            yield Finding(
                "TE01", f"{AREA}:{key}", N_("The rule of the series “{title}” cannot be read."),
                error.hint, Severity.ERROR, values_of(title=title),
            )  # fmt: skip
        else:
            series[key] = (rule, datetime.fromisoformat(starts))
    for key, title, owner, occurrence in con.execute(
        "SELECT id,title,series,occurrence FROM appointment WHERE series IS NOT NULL"
    ).fetchall():
        known = series.get(owner)
        if known and not gives(*known, datetime.fromisoformat(occurrence)):
            yield Finding(
                "TE02", f"{AREA}:{key}", N_("“{title}” belongs to no occurrence of its series."),
                "", Severity.WARNING, values_of(title=title),
            )  # fmt: skip
    yield from invite_doors.check(con)
    yield from poll_doors.check(con)
    yield from meetings.check(con)


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """What is held on a person: appointments with what was noted."""
    key = _key(partner)
    if key is None:
        return
    rows = con.execute(
        "SELECT id,starts,kind,title,place,note FROM appointment WHERE contact=? ORDER BY id",
        (key,),
    ).fetchall()
    for row, starts, kind, *said in rows:
        content = " · ".join(filter(None, (starts.replace("T", " "), _(KINDS[kind]), *said)))
        yield Held(f"{AREA}:{row}", N_("appointment"), content, _LAW)
    yield from invite_doors.personal(con, key)
    yield from poll_doors.personal(con, key)
    yield from meetings.personal(con, key)


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """Words of the appointments go, the times stay: they say what the crew did.

    What minutes speak of stays as it was.
    """
    key = _key(partner)
    if key is None:
        return []
    rows = unit.con.execute(_ERASED, (key,)).fetchall()
    for (row,) in rows:
        unit.con.execute(
            "UPDATE appointment SET title=?,place='',note='',reason='' WHERE id=?", (_BLANK, row)
        )
        erase_row(unit.con, "appointment", row)
    poll_doors.erase(unit, key)
    return [*invite_doors.erase(unit, key), *meetings.erase(unit, key)]


def _key(partner: str) -> int | None:
    area, _colon, key = partner.partition(":")
    return int(key) if area == "contacts" and key.isdigit() else None


DOOR = Door(
    area=AREA,
    due=due,
    deadlines=coming,
    timeline=timeline,
    search_tables=frozenset({"appointment", "task"}) | poll_doors.SEARCHED | meetings.SEARCHED,
    search_parts=meetings.PARTS,
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=(
        "appointment", "appointment_gap", "appointment_crew", "absence", "task",
        *invite_doors.TABLES, *poll_doors.TABLES, *meetings.AUDIT,
    ),
)  # fmt: skip
