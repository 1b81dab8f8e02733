"""Meetings with their agenda, people, presence, proxies and proofs of sending."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import NamedTuple

from kontor.base.dates.days import format_day
from kontor.base.errors import Finding, NotFound, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.invitations import InviteState
from kontor.calendar.kinds.meetings import (
    BY_POST,
    ItemKind,
    ItemState,
    Late,
    MeetingKind,
    MeetingState,
    Paper,
    Role,
    Seat,
    Sent,
    Stay,
    Terms,
)
from kontor.calendar.queries.meeting_terms import terms_on
from kontor.calendar.rules.meeting_notice import in_form, latest_announcing, latest_sending
from kontor.calendar.rules.quorum import Presence, Standing, counted, inside, standing
from kontor.company import queries as company
from kontor.store.doors import values_of

NOW = "9999"
_MEETING = """
SELECT m.id, m.kind, a.title, m.appointment, a.starts, a.ends, a.place, m.online, m.chair, m.keeper,
       m.state, m.follows, m.reference, m.opened, m.closed, m.approved, m.waived, m.despite,
       m.objections, m.document, m.note,
       ifnull((SELECT name FROM meeting_person p WHERE p.id = m.chair), ''),
       ifnull((SELECT name FROM meeting_person p WHERE p.id = m.keeper), ''),
       (SELECT count(*) FROM agenda_item i WHERE i.meeting = m.id),
       (SELECT count(*) FROM meeting_person p WHERE p.meeting = m.id),
       (SELECT count(*) FROM resolution r WHERE r.meeting = m.id),
       a.state = 'cancelled', a.reason
  FROM meeting m JOIN appointment a ON a.id = m.appointment
"""
_PERSONS = """
SELECT p.id, p.meeting, p.contact, p.employee, p.name, p.role, p.votes, x.holder,
       ifnull((SELECT name FROM meeting_person h WHERE h.id = x.holder), ''), ifnull(x.name, ''),
       x.sha256,
       EXISTS(SELECT 1 FROM meeting_stay s WHERE s.person = p.id AND s.left IS NULL),
       EXISTS(SELECT 1 FROM meeting_stay s WHERE s.person = p.id),
       (SELECT min(s.day) FROM meeting_sending s
         WHERE s.person = p.id AND s.paper = 'invitation' AND s.held = substr(a.starts, 1, 10)),
       p.mail, i.id, i.state, ifnull(i.comment, '')
  FROM meeting_person p JOIN meeting m ON m.id = p.meeting
  JOIN appointment a ON a.id = m.appointment
  LEFT JOIN meeting_proxy x ON x.person = p.id
  LEFT JOIN invitation i ON i.appointment = ifnull(a.series, a.id)
   AND (i.contact = p.contact OR i.employee = p.employee
        OR (p.contact IS NULL AND p.employee IS NULL AND i.name = p.name))
 WHERE p.meeting = ? ORDER BY p.role DESC, p.votes DESC, p.name
"""
_ITEMS = """
SELECT id, meeting, pos, title, kind, minutes, began, ended, proposer, announced, source, state,
       note
  FROM agenda_item WHERE meeting = ? ORDER BY pos, id
"""


class Meeting(NamedTuple):
    """A meeting with its counts."""

    id: int
    kind: MeetingKind
    title: str
    appointment: int
    starts: datetime
    ends: datetime
    place: str
    online: str
    chair: int | None
    keeper: int | None
    state: MeetingState
    follows: int | None
    reference: str
    opened: datetime | None
    closed: datetime | None
    approved: date | None
    waived: bool
    despite: str
    objections: date | None
    document: int | None
    note: str
    chair_name: str
    keeper_name: str
    items: int
    persons: int
    resolutions: int
    cancelled: bool
    reason: str

    @property
    def standing(self) -> str:
        """Where it stands; what was cancelled with its appointment says so."""
        return "cancelled" if self.cancelled else self.state.value

    @property
    def ref(self) -> str:
        """How other areas name the meeting."""
        return f"calendar:meeting/{self.id}"

    @property
    def day(self) -> date:
        """The day on which it is held."""
        return self.starts.date()

    @property
    def running(self) -> bool:
        """Opened and not closed."""
        return self.state is MeetingState.OPENED


class Attendee(NamedTuple):
    """A person of a meeting: votes, proxy, whether in the room, when invited, what was answered."""

    id: int
    meeting: int
    contact: int | None
    employee: int | None
    name: str
    role: Role
    votes: int
    holder: int | None
    holder_name: str
    proof: str
    sha256: str | None
    here: bool
    stayed: bool  # was in the room at some time
    invited: date | None
    mail: str
    invitation: int | None
    answer: InviteState | None
    comment: str


class Item(NamedTuple):
    """An item of the agenda; `number` as it stands on paper."""

    id: int
    meeting: int
    number: int
    title: str
    kind: ItemKind
    minutes: int | None
    began: datetime | None
    ended: datetime | None
    proposer: str
    announced: date | None
    source: int | None
    state: ItemState
    note: str

    @property
    def lasted(self) -> int | None:
        """Minutes that it took."""
        if self.began is None or self.ended is None:
            return None
        return int((self.ended - self.began).total_seconds()) // 60


class ItemFile(NamedTuple):
    """An attachment of an item."""

    id: int
    item: int
    name: str
    sha256: str


class Sending(NamedTuple):
    """What went to whom."""

    id: int
    person: int
    name: str
    paper: Paper
    day: date
    how: Sent
    note: str
    held: date


class Hall(NamedTuple):
    """The room at a moment: who has votes, who is there, whether that is enough."""

    terms: Terms
    seats: tuple[Seat, ...]
    there: frozenset[int]
    presence: Presence
    standing: Standing


def meetings(con: sqlite3.Connection, kind: MeetingKind | None = None) -> list[Meeting]:
    """Meetings, newest first."""
    rows = con.execute(
        f"{_MEETING} WHERE ?1 IS NULL OR m.kind=?1 ORDER BY a.starts DESC,m.id DESC", (kind,)
    ).fetchall()
    return [_meeting(row) for row in rows]


def meeting(con: sqlite3.Connection, key: int) -> Meeting:
    """One meeting; `NotFound` without it."""
    row = con.execute(f"{_MEETING} WHERE m.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no meeting {number}."), number=key)
    return _meeting(row)


def resolve(con: sqlite3.Connection, text: str) -> Meeting:
    """The meeting that is meant by number, `calendar:meeting/4`, or a title that only one has.

    Raises:
        NotFound: none.
        Refused: several have this title.
    """
    wanted = text.removeprefix("calendar:meeting/").strip()
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 16:
        return meeting(con, int(wanted))
    named = [one for one in meetings(con) if fold(wanted) == fold(one.title)]
    named = named or [one for one in meetings(con) if fold(wanted) in fold(one.title)]
    if not named or not wanted:
        raise NotFound(
            N_("There is no meeting “{name}”."), name=quoted(text), field="meeting",
            hint=N_("“kontor meeting list” shows their numbers."),
        )  # fmt: skip
    if len(named) > 1:
        raise Refused(
            N_("Several meetings are called “{name}”: use the number."), name=quoted(text),
            field="meeting", hint=N_("“kontor meeting list” shows their numbers."),
        )  # fmt: skip
    return named[0]


def _meeting(row: tuple[object, ...]) -> Meeting:
    one = Meeting._make(row)
    return one._replace(
        kind=MeetingKind(one.kind), starts=_wall(one.starts), ends=_wall(one.ends),
        state=MeetingState(one.state), opened=_wall_or_none(one.opened),
        closed=_wall_or_none(one.closed), approved=_day(one.approved), waived=bool(one.waived),
        objections=_day(one.objections), cancelled=bool(one.cancelled),
    )  # fmt: skip


def _wall(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


def _wall_or_none(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def persons(con: sqlite3.Connection, key: int) -> list[Attendee]:
    """Everybody of a meeting, members first, the most votes first."""
    return [
        one._replace(
            role=Role(one.role), here=bool(one.here), stayed=bool(one.stayed),
            invited=_day(one.invited),
            answer=InviteState(one.answer) if one.answer else None,
        )
        for one in map(Attendee._make, con.execute(_PERSONS, (key,)).fetchall())
    ]  # fmt: skip


def person(con: sqlite3.Connection, key: int, text: str) -> Attendee:
    """Somebody of a meeting by name or the begin of one; also by the short name of staff.

    Raises:
        NotFound: nobody in this meeting is called so.
        Refused: several are.
    """
    there = persons(con, key)
    wanted = fold(text).strip()
    short = con.execute(
        "SELECT p.id FROM meeting_person p JOIN employee e ON e.id=p.employee"
        " WHERE p.meeting=? AND lower(e.short)=lower(?)",
        (key, text.strip()),
    ).fetchone()
    found = [one for one in there if fold(one.name) == wanted or (short and one.id == short[0])]
    found = found or [one for one in there if wanted and wanted in fold(one.name)]
    if not found:
        raise NotFound(
            N_("“{name}” does not belong to this meeting."), name=quoted(text), field="person",
            hint=N_("There are: {names}"), names=", ".join(one.name for one in there) or "–",
        )  # fmt: skip
    if len(found) > 1:
        raise Refused(
            N_("Several people of this meeting are called “{name}”."), name=quoted(text),
            field="person", hint=N_("There are: {names}"),
            names=", ".join(one.name for one in found),
        )  # fmt: skip
    return found[0]


def items(con: sqlite3.Connection, key: int) -> list[Item]:
    """The agenda of a meeting, numbered as on paper."""
    rows = con.execute(_ITEMS, (key,)).fetchall()
    return [
        one._replace(
            number=number, kind=ItemKind(one.kind), began=_wall_or_none(one.began),
            ended=_wall_or_none(one.ended), announced=_day(one.announced),
            state=ItemState(one.state),
        )
        for number, one in enumerate(map(Item._make, rows), start=1)
    ]  # fmt: skip


def item(con: sqlite3.Connection, key: int, number: int) -> Item:
    """An item by its number on the agenda; `NotFound` without it."""
    there = items(con, key)
    if not 1 <= number <= len(there):
        raise NotFound(
            N_("The agenda has no item {number}."), number=number, field="item",
            hint=N_("It has {count} items."), count=len(there),
        )  # fmt: skip
    return there[number - 1]


def item_files(con: sqlite3.Connection, key: int) -> list[ItemFile]:
    """The attachments of a meeting's agenda."""
    rows = con.execute(
        "SELECT f.id,f.item,f.name,f.sha256 FROM agenda_file f JOIN agenda_item i ON i.id=f.item"
        " WHERE i.meeting=? ORDER BY i.pos,f.id",
        (key,),
    ).fetchall()
    return [ItemFile._make(row) for row in rows]


def stays(con: sqlite3.Connection, key: int) -> list[Stay]:
    """When who was there, in order."""
    rows = con.execute(
        "SELECT s.person,s.came,ifnull(s.left,'') FROM meeting_stay s"
        " JOIN meeting_person p ON p.id=s.person WHERE p.meeting=? ORDER BY s.came,s.id",
        (key,),
    ).fetchall()
    return [Stay._make(row) for row in rows]


def sendings(con: sqlite3.Connection, key: int) -> list[Sending]:
    """What went to whom and when, in order."""
    rows = con.execute(
        "SELECT s.id,s.person,p.name,s.paper,s.day,s.how,s.note,s.held FROM meeting_sending s"
        " JOIN meeting_person p ON p.id=s.person WHERE s.meeting=? ORDER BY s.day,s.id",
        (key,),
    ).fetchall()
    return [
        Sending(
            one,
            who,
            name,
            Paper(paper),
            date.fromisoformat(day),
            Sent(how),
            note,
            date.fromisoformat(held),
        )
        for one, who, name, paper, day, how, note, held in rows
    ]


def hall(con: sqlite3.Connection, key: int, moment: str = NOW) -> Hall:
    """Who is there at a moment, and whether the meeting can decide; default: as it is now."""
    one = meeting(con, key)
    terms = terms_on(con, one.kind, one.day)
    seats = tuple(
        Seat(who.id, who.votes, who.holder if terms.proxies else None)
        for who in persons(con, key)
        if who.role is Role.MEMBER
    )
    there = inside(stays(con, key), moment)
    presence = counted(seats, there)
    return Hall(terms, seats, there, presence, standing(terms.quorum, presence))


# -- notice -------------------------------------------------------------------------------------


def latest_day(con: sqlite3.Connection, one: Meeting, how: Sent | None = None) -> date | None:
    """The last day on which the invitation may go out, on the way that its form asks for."""
    terms = terms_on(con, one.kind, one.day)
    way = how or (Sent.REGISTERED if terms.notice.post_days else Sent.MAIL)
    return latest_sending(one.day, way, terms.notice, company.setting(con, "land", one.day))


def notice_findings(con: sqlite3.Connection, key: int) -> list[Finding]:
    """What is wrong with the convening: who was not invited, too late, or in the wrong form."""
    one = meeting(con, key)
    terms = terms_on(con, one.kind, one.day)
    land = company.setting(con, "land", one.day)
    there = sendings(con, key)
    found = []
    for who in persons(con, key):
        if who.role is Role.GUEST or not (terms.notice.days or terms.form != "any"):
            continue
        sent = [s for s in there if s.person == who.id and s.paper is Paper.INVITATION]
        got = [s for s in sent if s.held == one.day]
        if not got:
            why = (
                N_("{name} was invited for another day.") if sent else N_("{name} was not invited.")
            )
            found.append(_wrong(one, why, name=who.name))
            continue
        fitting = [s for s in got if in_form(s.how, terms.form)]
        if not fitting:
            found.append(
                _wrong(one, N_("{name} was not invited in the form that is asked for."),
                       name=who.name)
            )  # fmt: skip
            continue
        if all(_too_late(s, one.day, terms, land) for s in fitting):
            last = latest_sending(one.day, fitting[0].how, terms.notice, land)
            found.append(
                _wrong(one, N_("{name} was invited too late: on {day}, at the latest {last}."),
                       name=who.name, day=format_day(fitting[0].day),
                       last=format_day(last or one.day))
            )  # fmt: skip
    return found


def _too_late(sent: Sending, day: date, terms: Terms, land: str) -> bool:
    last = latest_sending(day, sent.how, terms.notice, land)
    return last is not None and sent.day > last


def _wrong(one: Meeting, message: str, **values: object) -> Finding:
    return Finding("MT01", one.ref, message, "", Severity.WARNING, values_of(**values))


def late_items(con: sqlite3.Connection, key: int) -> list[int]:
    """Ids of the items that were announced too late for a decision."""
    one = meeting(con, key)
    terms = terms_on(con, one.kind, one.day)
    if terms.late is Late.FREE:
        return []
    land = company.setting(con, "land", one.day)
    post = any(s.how in BY_POST for s in sendings(con, key))
    how = Sent.REGISTERED if post or terms.notice.post_days else Sent.MAIL
    last = latest_announcing(one.day, how, terms.notice, land)
    return [
        there.id
        for there in items(con, key)
        if there.announced is not None and (last is None or there.announced > last)
    ]
