"""The answers of meetings and instructions to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.calendar.kinds.meetings import MeetingState
from kontor.calendar.queries.instructions import matrix
from kontor.calendar.queries.meeting_votes import motions
from kontor.calendar.queries.meetings import Meeting, latest_day, meetings
from kontor.company import queries as company
from kontor.company.numbering import gaps
from kontor.store.doors import Due, Happening, Held, Kept, SearchRow, listed, values_of
from kontor.store.erasing import erase_row

if TYPE_CHECKING:
    from kontor.store.unit import Unit

_LAW = "DSGVO Art. 6 (1) b, c, f"
_KEPT = "DSGVO Art. 17 (3) b, e"
_SOON = 14  # days before the last sending day on which Heute begins to ask
_FOUND = {
    "meeting": """
SELECT m.id, 'calendar:meeting/' || m.id, a.title, substr(a.starts, 1, 10) || ' ' || a.place || ' '
       || ifnull((SELECT group_concat(title, ' ') FROM agenda_item i WHERE i.meeting = m.id), '')
  FROM meeting m JOIN appointment a ON a.id = m.appointment
 WHERE ?1 IS NULL OR m.id IN (SELECT value FROM json_each(?1))
""",
    "resolution": """
SELECT r.id, 'calendar:resolution/' || r.id, r.number || ' ' || r.wording,
       r.day || ' ' || a.title || ' ' || r.note
  FROM resolution r JOIN meeting m ON m.id = r.meeting JOIN appointment a ON a.id = m.appointment
 WHERE ?1 IS NULL OR r.id IN (SELECT value FROM json_each(?1))
""",
}
SEARCHED = frozenset(_FOUND)
PARTS = (
    ("agenda_item", "meeting", "meeting"), ("meeting", "appointment", "appointment"),
    ("appointment", "meeting.appointment", "meeting"),
)  # fmt: skip
AUDIT = (
    "meeting", "meeting_person", "agenda_item", "agenda_file", "meeting_proxy", "meeting_stay",
    "meeting_sending", "motion", "motion_ban", "motion_vote", "election", "candidate",
    "resolution", "minutes_line", "meeting_addendum", "meeting_objection", "meeting_terms",
    "meeting_majority", "instruction_topic", "instruction", "instruction_person",
)  # fmt: skip


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Invitations to send, minutes to approve, objections to answer, instructions to hold."""
    for one in meetings(con):
        if one.state in {MeetingState.DRAFT, MeetingState.CLOSED} and not one.cancelled:
            yield from _waiting(con, one, today)
    rows = con.execute(
        "SELECT m.id,a.title,o.who,o.day FROM meeting_objection o JOIN meeting m ON m.id=o.meeting"
        " JOIN appointment a ON a.id=m.appointment WHERE o.settled IS NULL"
    ).fetchall()
    for key, title, who, day in rows:
        yield Due(
            f"calendar:meeting/{key}", date.fromisoformat(day), "meeting",
            N_("{who} objects to the minutes: {title}"), None, 1, values_of(who=who, title=title),
            "calendar.meeting",
        )  # fmt: skip
    yield from _instructions(con, today)


def _waiting(con: sqlite3.Connection, one: Meeting, today: date) -> Iterator[Due]:
    values = values_of(title=one.title)
    if one.state is MeetingState.CLOSED and one.closed is not None:
        yield Due(
            one.ref, one.closed.date(), "meeting", N_("Approve the minutes: {title}"), None, 0,
            values, "calendar.meeting",
        )  # fmt: skip
        return
    last = latest_day(con, one)
    if last is not None and one.day >= today and (last - today).days <= _SOON:
        urgent = 1 if last <= today else 0
        yield Due(
            one.ref, last, "meeting", N_("Send the invitation: {title}"), None, urgent, values,
            "calendar.meeting",
        )  # fmt: skip


def _instructions(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    late: dict[str, list[date]] = {}
    names: dict[str, str] = {}
    for cell in matrix(con, today).cells.values():
        if cell.mark != "good":
            late.setdefault(cell.topic, []).append(cell.due)
            names[cell.topic] = cell.name
    for topic, days in late.items():
        yield Due(
            "calendar:instructions", min(days), "instruction",
            N_("Instruction “{topic}”: {count} people"), None, 1 if min(days) < today else 0,
            values_of(topic=names[topic], count=len(days)), "calendar.instruction",
        )  # fmt: skip


def timeline(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    """Meetings that a contact took part in or was invited to, and the minutes he got."""
    rows = con.execute(
        "SELECT m.id,substr(a.starts,1,10),a.title,"
        " EXISTS(SELECT 1 FROM meeting_stay s WHERE s.person=p.id)"
        " FROM meeting_person p JOIN meeting m ON m.id=p.meeting"
        " JOIN appointment a ON a.id=m.appointment WHERE p.contact=?",
        (contact,),
    ).fetchall()
    for key, day, title, there in rows:
        yield Happening(
            f"calendar:meeting/{key}", date.fromisoformat(day), "meeting",
            N_("Took part: {title}") if there else N_("Invited: {title}"), None,
            values_of(title=title),
        )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """What the search finds: meetings with their agenda, resolutions by number and words."""
    return [
        SearchRow(ref, "calendar", title, text, key)
        for key, ref, title, text in con.execute(_FOUND[table], (listed(ids),)).fetchall()
    ]


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """Numbers of the resolution books have no gaps; results are what the votes say."""
    rows = con.execute("SELECT book,day,number FROM resolution ORDER BY id").fetchall()
    books: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for book, day, number in rows:
        books.setdefault((book, int(day[:4])), []).append((day, number))
    for (book, _year), there in books.items():
        day = date.fromisoformat(there[-1][0])
        found = company.number_range(con, f"resolution_{book}", day)
        numbers = [number for _day, number in there]
        for missing in gaps(found.pattern, day, numbers, found.first):
            yield Finding(
                "MT02", "calendar:resolutions", N_("Resolution {number} is missing in its book."),
                "", Severity.ERROR, values_of(number=missing),
            )  # fmt: skip
    for (key,) in con.execute("SELECT id FROM meeting ORDER BY id").fetchall():
        for motion in motions(con, key):
            if motion.decision and motion.decision.adopted != motion.adopted:
                yield Finding(
                    "MT03", f"calendar:meeting/{key}",
                    N_("The result of a vote is not what its votes say: {wording}"), "",
                    Severity.ERROR, values_of(wording=motion.wording),
                )  # fmt: skip


def personal(con: sqlite3.Connection, contact: int) -> Iterator[Held]:
    """What is held on a person: the meetings with role and votes."""
    rows = con.execute(
        "SELECT m.id,a.starts,a.title,p.name,p.votes FROM meeting_person p"
        " JOIN meeting m ON m.id=p.meeting JOIN appointment a ON a.id=m.appointment"
        " WHERE p.contact=? ORDER BY m.id",
        (contact,),
    ).fetchall()
    for key, starts, title, name, votes in rows:
        content = f"{starts.replace('T', ' ')} · {title} · {name} · {votes}"
        yield Held(f"calendar:meeting/{key}", N_("meeting"), content, _LAW)


def erase(unit: Unit, contact: int) -> Iterator[Kept]:
    """Who was only planned goes; what minutes say of a person is proof and stays."""
    rows = unit.con.execute(
        "SELECT p.id,m.id,m.opened IS NOT NULL OR EXISTS(SELECT 1 FROM meeting_sending s"
        " WHERE s.person=p.id) OR m.chair=p.id OR m.keeper=p.id"
        " FROM meeting_person p JOIN meeting m ON m.id=p.meeting WHERE p.contact=?",
        (contact,),
    ).fetchall()
    for person, key, stays in rows:
        if stays:
            yield Kept(f"calendar:meeting/{key}", N_("minutes of a meeting"), None, _KEPT)
            continue
        unit.con.execute("DELETE FROM meeting_proxy WHERE person=?1 OR holder=?1", (person,))
        unit.con.execute("DELETE FROM motion_ban WHERE person=?", (person,))
        unit.con.execute("DELETE FROM meeting_person WHERE id=?", (person,))
        erase_row(unit.con, "meeting_person", person)
