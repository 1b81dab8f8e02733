"""Polls as they stand: who is asked, what was answered, which time is the best."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.appointments import AppointmentKind
from kontor.calendar.kinds.polls import PollState, Proposal, Standing, Vote, Voter, VoteSource
from kontor.calendar.rules.poll_text import PollMail, code_of
from kontor.calendar.rules.polls import rank

AREA = "calendar"
_POLLS = """
SELECT p.id, p.subject, p.kind, p.minutes, p.place, p.zone, p.contact, ifnull(c.name, ''),
       p.reference, p.language, p.made, p.answer_by, p.state,
       p.chosen, p.appointment, p.note
  FROM poll p LEFT JOIN contact c ON c.id = p.contact
"""
_PEOPLE = """
SELECT p.id, p.employee, p.contact, coalesce(e.short, c.name, p.name),
       coalesce(nullif(p.mail, ''), nullif(e.mail, ''),
         (SELECT value FROM contact_channel WHERE contact = p.contact AND kind = 'mail'
           ORDER BY id LIMIT 1), ''),
       p.required, p.asked
  FROM poll_person p LEFT JOIN employee e ON e.id = p.employee
  LEFT JOIN contact c ON c.id = p.contact WHERE p.poll = ? ORDER BY p.id
"""
_VOTES = """
SELECT v.person, s.number, v.vote, v.source, v.day
  FROM poll_vote v JOIN poll_slot s ON s.id = v.slot
 WHERE s.poll = ? ORDER BY s.number
"""


class Poll(NamedTuple):
    """A poll; `chosen` is the number of the proposal that it ended with."""

    id: int
    subject: str
    kind: AppointmentKind
    minutes: int
    place: str
    zone: str
    contact: int | None
    contact_name: str
    reference: str
    language: str
    made: date
    answer_by: date | None
    state: PollState
    chosen: int | None
    appointment: int | None
    note: str

    @property
    def ref(self) -> str:
        """`calendar:poll/2`."""
        return f"{AREA}:poll/{self.id}"


class Cast(NamedTuple):
    """A vote with how and when it came."""

    vote: Vote
    source: VoteSource
    day: date


class Person(NamedTuple):
    """Somebody who is asked; `number` is the place in this poll."""

    id: int
    number: int
    employee: int | None
    contact: int | None
    name: str
    mail: str
    required: bool
    asked: date | None
    votes: dict[int, Cast]

    @property
    def voter(self) -> Voter:
        """As the ranking wants it."""
        return Voter(
            self.name, self.required, {number: one.vote for number, one in self.votes.items()}
        )


class Slot(NamedTuple):
    """A proposed time; `held` keeps it free, `uid` is its name in calendars.

    `turn` counts how often it was taken back and proposed again after it was mailed: what calendars
    take as the newer word about it.
    """

    id: int
    number: int
    starts: datetime
    ends: datetime
    held: int | None
    uid: str
    turn: int = 0

    @property
    def over(self) -> int:
        """Of the word that it is not needed any more."""
        return self.turn + 1 - self.turn % 2

    @property
    def proposal(self) -> Proposal:
        """As rules want it."""
        return Proposal(self.number, self.starts, self.ends)


class Sheet(NamedTuple):
    """A poll with all that belongs to it; `dropped` times were mailed and taken back since."""

    poll: Poll
    slots: tuple[Slot, ...]
    people: tuple[Person, ...]
    dropped: tuple[Slot, ...] = ()

    @property
    def proposals(self) -> list[Proposal]:
        """The proposed times by number."""
        return [one.proposal for one in self.slots]

    @property
    def voters(self) -> list[Voter]:
        """The people as the ranking wants them."""
        return [one.voter for one in self.people]

    def ranking(self) -> list[Standing]:
        """The proposals, the best first."""
        return rank(self.proposals, self.voters)

    def required(self) -> int:
        """How many must be there."""
        return sum(1 for one in self.people if one.required)

    def mail(self, sender: str, *, salutation: str = "", reminder: bool = False) -> PollMail:
        """What the mail of the poll says."""
        poll = self.poll
        return PollMail(
            code_of(poll.id), poll.subject, poll.place, poll.minutes, poll.answer_by,
            self.proposals, sender, salutation, poll.note, reminder,
            off=poll.state is PollState.ABANDONED,
        )  # fmt: skip


class PollLine(NamedTuple):
    """A poll in the list; `best` is the proposal that stands first."""

    poll: Poll
    people: int
    answered: int
    proposals: int
    best: Proposal | None


def polls(con: sqlite3.Connection, *, running: bool = False) -> list[PollLine]:
    """Polls, running ones first, then the newest."""
    where = "WHERE p.state IN ('open','closed')" if running else ""
    rows = con.execute(
        f"{_POLLS} {where} ORDER BY p.state NOT IN ('open','closed'), p.id DESC"
    ).fetchall()
    return [_line(sheet(con, row[0])) for row in rows]


def _line(one: Sheet) -> PollLine:
    answered = sum(1 for who in one.people if who.votes)
    standing = one.ranking()
    best = standing[0].proposal if standing and answered else None
    if one.poll.chosen is not None:
        best = next(slot.proposal for slot in one.slots if slot.number == one.poll.chosen)
    return PollLine(one.poll, len(one.people), answered, len(one.slots), best)


def poll(con: sqlite3.Connection, key: int) -> Poll:
    """One poll.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(f"{_POLLS} WHERE p.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no poll {number}."), number=key)
    made, by = date.fromisoformat(row[10]), date.fromisoformat(row[11]) if row[11] else None
    return Poll._make(
        (*row[:2], AppointmentKind(row[2]), *row[3:10], made, by, PollState(row[12]), *row[13:])
    )


def sheet(con: sqlite3.Connection, key: int) -> Sheet:
    """A poll with its times, people and answers.

    Raises:
        NotFound: there is none.
    """
    head = poll(con, key)
    slots, dropped = _slots(con, key, 0), _slots(con, key, 1)
    cast: dict[int, dict[int, Cast]] = {}
    for person, number, vote, source, day in con.execute(_VOTES, (key,)).fetchall():
        cast.setdefault(person, {})[number] = Cast(
            Vote(vote), VoteSource(source), date.fromisoformat(day)
        )
    people = tuple(
        Person(
            row, place, employee, contact, name, mail, bool(required),
            date.fromisoformat(asked) if asked else None, cast.get(row, {}),
        )
        for place, (row, employee, contact, name, mail, required, asked) in enumerate(
            con.execute(_PEOPLE, (key,)).fetchall(), 1
        )
    )  # fmt: skip
    return Sheet(head, slots, people, dropped)


def _slots(con: sqlite3.Connection, poll: int, dropped: int) -> tuple[Slot, ...]:
    rows = con.execute(
        "SELECT id,number,starts,ends,held,uid,turn FROM poll_slot WHERE poll=? AND turn%2=?"
        " ORDER BY number", (poll, dropped),
    ).fetchall()  # fmt: skip
    return tuple(
        Slot(row, number, datetime.fromisoformat(starts), datetime.fromisoformat(ends), *rest)
        for row, number, starts, ends, *rest in rows
    )


def by_uid(con: sqlite3.Connection, uid: str) -> int | None:
    """The poll of a proposed time, by the name of this time in calendars."""
    row = con.execute("SELECT poll FROM poll_slot WHERE uid=? AND turn%2=0", (uid,)).fetchone()
    return int(row[0]) if row else None


def runs_by(con: sqlite3.Connection, uid: str) -> bool:
    """Whether this is a proposed time of a poll that is not over."""
    row = con.execute(
        "SELECT 1 FROM poll_slot s JOIN poll p ON p.id=s.poll"
        " WHERE s.uid=? AND s.turn%2=0 AND p.state IN ('open','closed')", (uid,),
    ).fetchone()  # fmt: skip
    return row is not None


def find_person(people: Sequence[Person], text: str) -> Person:
    """Somebody of a poll by number, name or mail address.

    Raises:
        NotFound: nobody.
        InputError: several.
    """
    wanted = fold(text).strip()
    if wanted.isdigit():
        found = [one for one in people if one.number == int(wanted[:6])]
    else:
        found = [one for one in people if wanted in {fold(one.name), one.mail.lower()}]
        found = found or [one for one in people if wanted and fold(one.name).startswith(wanted)]
    if not found:
        raise NotFound(
            N_("“{name}” is not asked in this poll."), name=quoted(text), field="person",
            hint=N_("Add the person first, or use the number in the list."),
        )  # fmt: skip
    if len(found) > 1:
        raise InputError(
            N_("“{name}” fits several people."), name=quoted(text), field="person",
            hint=N_("Use the number in the list."),
        )  # fmt: skip
    return found[0]


def by_mail(people: Sequence[Person], address: str) -> Person | None:
    """Whose mail address it is; None when nobody's, or that of several."""
    found = [one for one in people if one.mail.lower() == address.strip().lower() != ""]
    return found[0] if len(found) == 1 else None
