"""The minutes of a meeting: lines in order, addenda, objections, the tasks that came out of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.base.dates.days import format_day
from kontor.base.i18n import N_, _
from kontor.calendar.queries.meeting_votes import Election, Motion, elections, motions

OPENED, QUORUM, NO_QUORUM, CAME, LEFT, CLOSED = (
    "opened", "quorum", "no_quorum", "came", "left", "closed",
)  # fmt: skip
WAIVED, DESPITE, ITEM, VOTE, ELECTION, TASK, POSTPONED, ACCEPTANCE = (
    "waived", "despite", "item", "vote", "election", "task", "postponed", "acceptance",
)  # fmt: skip
_SAID = {
    OPENED: N_("{chair} opens the meeting. The minutes are kept by {keeper}."),
    QUORUM: N_("Quorum is there: {have} of {whole}, needed {needed}."),
    NO_QUORUM: N_("No quorum: {have} of {whole}, needed {needed}. Nothing can be decided."),
    CAME: N_("{name} comes."),
    LEFT: N_("{name} leaves."),
    CLOSED: N_("{chair} closes the meeting."),
    WAIVED: N_("All are present or represented and nobody objects to form and notice: what was"
               " wrong with the convening is healed."),
    DESPITE: N_("The convening had faults; the meeting is opened nevertheless: {reason}"),
    TASK: N_("Task: {title}"),
    POSTPONED: N_("The item is postponed."),
    ACCEPTANCE: N_("{name}: {acceptance}."),
}  # fmt: skip
_ACCEPTS = {"accepted": N_("accepts the election"), "declined": N_("declines the election"),
            "pending": N_("has not said yet")}  # fmt: skip


class Line(NamedTuple):
    """A line of the minutes with what is read; `code` of those written by themselves."""

    id: int
    item: int | None
    at: datetime
    code: str
    text: str
    task: int | None


class Addendum(NamedTuple):
    """An addendum to approved minutes."""

    id: int
    day: date
    author: str
    text: str


class Objection(NamedTuple):
    """An objection to minutes."""

    id: int
    meeting: int
    who: str
    day: date
    text: str
    late: bool
    answer: str
    settled: date | None


class MeetingTask(NamedTuple):
    """A task that came out of a meeting."""

    id: int
    title: str
    owner: str
    due: date | None
    state: str


def lines(con: sqlite3.Connection, key: int) -> list[Line]:
    """The minutes so far, each line in words."""
    rows = con.execute(
        "SELECT id,item,at,code,facts,text,task FROM minutes_line WHERE meeting=? ORDER BY at,id",
        (key,),
    ).fetchall()
    moved = {one.id: one for one in motions(con, key)}
    held = {one.id: one for one in elections(con, key)}
    numbers = dict(
        con.execute(
            "SELECT coalesce(motion,-election),number FROM resolution WHERE meeting=?", (key,)
        ).fetchall()
    )
    found = []
    for one, item, at, code, facts, text, task in rows:
        known = json.loads(facts) if facts else {}
        if code == VOTE:
            text = _vote(moved[known["motion"]], numbers)
        elif code == ELECTION:
            text = _election(held[known["election"]], numbers)
        elif code:
            text = said(code, known)
        found.append(Line(one, item, datetime.fromisoformat(at), code, text, task))
    return found


def said(code: str, facts: Mapping[str, Any]) -> str:
    """A line that was written by itself, in words."""
    values = dict(facts)
    if "acceptance" in values:
        word = _ACCEPTS[values["acceptance"]]
        values["acceptance"] = _(word)
    text = _(_SAID[code]).format(**values)
    if code == TASK:
        if values.get("owner"):
            text = f"{text} – {values['owner']}"
        if values.get("due"):
            due = format_day(date.fromisoformat(values["due"]))
            text = f"{text}, {_('until {day}').format(day=due)}"
    return text


def _vote(one: Motion, numbers: Mapping[int, str]) -> str:
    number = numbers.get(one.id, "")
    return "\n".join(filter(None, (f"{number}: {one.wording}" if number else one.wording,
                                   one.result)))  # fmt: skip


def _election(one: Election, numbers: Mapping[int, str]) -> str:
    number = numbers.get(-one.id, "")
    head = _("Election: {post}").format(post=one.post)
    votes = ", ".join(f"{who.name} {who.votes}" for who in one.candidates)
    return "\n".join((f"{number}: {head}" if number else head, f"{votes}.", one.result))


def addenda(con: sqlite3.Connection, key: int) -> list[Addendum]:
    """What was added after the approval."""
    rows = con.execute(
        "SELECT id,day,author,text FROM meeting_addendum WHERE meeting=? ORDER BY id", (key,)
    ).fetchall()
    return [Addendum(one, date.fromisoformat(day), author, text) for one, day, author, text in rows]


def objections(con: sqlite3.Connection, key: int) -> list[Objection]:
    """Objections to the minutes of a meeting."""
    rows = con.execute(
        "SELECT id,meeting,who,day,text,late,answer,settled FROM meeting_objection WHERE meeting=?"
        " ORDER BY id",
        (key,),
    ).fetchall()
    return [
        Objection(
            one, meeting, who, date.fromisoformat(day), text, bool(late), answer,
            date.fromisoformat(settled) if settled else None,
        )
        for one, meeting, who, day, text, late, answer, settled in rows
    ]  # fmt: skip


def tasks(con: sqlite3.Connection, key: int) -> list[MeetingTask]:
    """The tasks that came out of a meeting."""
    rows = con.execute(
        "SELECT t.id,t.title,ifnull(e.name,''),t.due,t.state FROM task t"
        " LEFT JOIN employee e ON e.id=t.owner WHERE t.reference=? ORDER BY t.id",
        (f"calendar:meeting/{key}",),
    ).fetchall()
    return [
        MeetingTask(one, title, owner, date.fromisoformat(due) if due else None, state)
        for one, title, owner, due, state in rows
    ]
