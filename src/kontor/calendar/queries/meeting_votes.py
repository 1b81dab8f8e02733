"""Motions, elections and the resolution book."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.calendar.kinds.meetings import (
    Acceptance,
    Base,
    Body,
    By,
    Choice,
    Contest,
    Count,
    Majority,
    MeetingKind,
    Need,
    Tie,
    Way,
)
from kontor.calendar.queries.meetings import Hall
from kontor.calendar.rules.elections import Ballot, Outcome, elect
from kontor.calendar.rules.elections import explain as explain_election
from kontor.calendar.rules.majority import Decision, decide, explain
from kontor.calendar.rules.quorum import body

_MOTIONS = """
SELECT id, meeting, item, motion, wording, majority, base, weighed, way, chair_casts, proposer,
       state, at, yes, no, abstain, invalid, present, whole, chair, adopted
  FROM motion WHERE meeting = ? ORDER BY id
"""
_ELECTIONS = """
SELECT id, meeting, item, post, seats, contest, tie, ballots, at, before FROM election
 WHERE meeting = ? ORDER BY id
"""
_RESOLUTIONS = """
SELECT r.id, r.meeting, r.motion, r.election, r.book, r.number, r.day, r.wording, r.adopted,
       r.effective, r.state, r.done, r.note, a.title, m.kind
  FROM resolution r JOIN meeting m ON m.id = r.meeting
  JOIN appointment a ON a.id = m.appointment
"""


class Motion(NamedTuple):
    """A motion, and its votes once it was voted on."""

    id: int
    meeting: int
    item: int
    motion: str
    wording: str
    majority: Majority
    base: Base
    weighed: By
    way: Way
    chair_casts: bool
    proposer: str
    state: str
    at: datetime | None
    yes: int | None
    no: int | None
    abstain: int | None
    invalid: int | None
    present: int | None
    whole: int | None
    chair: Choice | None
    adopted: bool | None

    @property
    def need(self) -> Need:
        """The majority that it needs."""
        return Need(self.majority, self.base, self.chair_casts)

    @property
    def decision(self) -> Decision | None:
        """The result; None before the vote."""
        counts = (self.yes, self.no, self.abstain, self.invalid)
        if self.present is None or self.whole is None or None in counts:
            return None
        count = Count(*(one or 0 for one in counts))
        return decide(count, self.need, Body(self.present, self.whole), self.chair)

    @property
    def result(self) -> str:
        """The result explained; empty before the vote."""
        return explain(self.decision) if self.decision else ""


class Candidate(NamedTuple):
    """A candidate of a ballot."""

    id: int
    election: int
    name: str
    votes: int
    lot: bool
    elected: bool
    acceptance: Acceptance


class Election(NamedTuple):
    """A ballot with its candidates."""

    id: int
    meeting: int
    item: int
    post: str
    seats: int
    contest: Contest
    tie: Tie
    ballots: int
    at: datetime
    before: int | None
    candidates: tuple[Candidate, ...] = ()

    @property
    def votes(self) -> dict[str, int]:
        """The votes of each candidate."""
        return {one.name: one.votes for one in self.candidates}

    @property
    def outcome(self) -> Outcome:
        """Who is elected, and what is left to a lot or a second ballot."""
        ballot = Ballot(self.votes, self.seats, self.contest, self.tie, self.ballots)
        return elect(ballot, [one.name for one in self.candidates if one.lot])

    @property
    def result(self) -> str:
        """The result explained."""
        return explain_election(self.outcome, self.votes)


class Resolution(NamedTuple):
    """A resolution of the book."""

    id: int
    meeting: int
    motion: int | None
    election: int | None
    book: str
    number: str
    day: date
    wording: str
    adopted: bool
    effective: date | None
    state: str
    done: date | None
    note: str
    title: str
    kind: MeetingKind


def motions(con: sqlite3.Connection, key: int) -> list[Motion]:
    """The motions of a meeting, in order."""
    return [_motion(row) for row in con.execute(_MOTIONS, (key,)).fetchall()]


def motion(con: sqlite3.Connection, key: int) -> Motion:
    """One motion; `NotFound` without it."""
    row = con.execute(_MOTIONS.replace("meeting = ?", "id = ?"), (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no motion {number}."), number=key)
    return _motion(row)


def _motion(row: tuple[object, ...]) -> Motion:
    one = Motion._make(row)
    return one._replace(
        majority=Majority(one.majority), base=Base(one.base), weighed=By(one.weighed),
        way=Way(one.way), chair_casts=bool(one.chair_casts),
        at=datetime.fromisoformat(str(one.at)) if one.at else None,
        chair=Choice(one.chair) if one.chair else None,
        adopted=None if one.adopted is None else bool(one.adopted),
    )  # fmt: skip


def banned(con: sqlite3.Connection, key: int) -> list[int]:
    """Who must not vote on a motion."""
    rows = con.execute("SELECT person FROM motion_ban WHERE motion=? ORDER BY id", (key,))
    return [row[0] for row in rows.fetchall()]


def votes_by_name(con: sqlite3.Connection, key: int) -> list[tuple[str, Choice]]:
    """How everybody voted on a motion, where it was voted by name."""
    rows = con.execute(
        "SELECT p.name,v.choice FROM motion_vote v JOIN meeting_person p ON p.id=v.person"
        " WHERE v.motion=? ORDER BY v.id",
        (key,),
    ).fetchall()
    return [(name, Choice(choice)) for name, choice in rows]


def voting_body(con: sqlite3.Connection, one: Motion, hall: Hall) -> Body:
    """The votes that may be cast on a motion now."""
    return body(hall.seats, hall.there, one.weighed, banned(con, one.id))


def elections(con: sqlite3.Connection, key: int) -> list[Election]:
    """The ballots of a meeting, in order."""
    rows = con.execute(_ELECTIONS, (key,)).fetchall()
    return [_election(con, row) for row in rows]


def election(con: sqlite3.Connection, key: int) -> Election:
    """One ballot; `NotFound` without it."""
    row = con.execute(_ELECTIONS.replace("meeting = ?", "id = ?"), (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no election {number}."), number=key)
    return _election(con, row)


def _election(con: sqlite3.Connection, row: tuple[object, ...]) -> Election:
    one = Election._make((*row, ()))
    there = con.execute(
        "SELECT id,election,name,votes,lot,elected,acceptance FROM candidate WHERE election=?"
        " ORDER BY votes DESC,name",
        (one.id,),
    ).fetchall()
    return one._replace(
        contest=Contest(one.contest), tie=Tie(one.tie), at=datetime.fromisoformat(str(one.at)),
        candidates=tuple(
            who._replace(
                lot=bool(who.lot), elected=bool(who.elected), acceptance=Acceptance(who.acceptance)
            )
            for who in map(Candidate._make, there)
        ),
    )  # fmt: skip


def resolutions(con: sqlite3.Connection, key: int | None = None) -> list[Resolution]:
    """The resolution book, newest first; with a meeting only its own."""
    rows = con.execute(
        f"{_RESOLUTIONS} WHERE ?1 IS NULL OR r.meeting=?1 ORDER BY r.day DESC,r.id DESC", (key,)
    ).fetchall()
    return [_resolution(row) for row in rows]


def resolution(con: sqlite3.Connection, text: str) -> Resolution:
    """A resolution by its number, or by id as `calendar:resolution/3`.

    Raises:
        NotFound: none has it.
    """
    wanted = text.strip()
    key = wanted.removeprefix("calendar:resolution/")
    by_id = key != wanted and key.isascii() and key.isdigit()
    where, value = ("r.id=?", key) if by_id else ("upper(r.number)=upper(?)", wanted)
    row = con.execute(f"{_RESOLUTIONS} WHERE {where}", (value,)).fetchone()
    if row is None:
        raise NotFound(
            N_("There is no resolution “{number}”."), number=quoted(text), field="resolution",
            hint=N_("“kontor meeting resolutions” shows the book."),
        )  # fmt: skip
    return _resolution(row)


def _resolution(row: tuple[object, ...]) -> Resolution:
    one = Resolution._make(row)
    return one._replace(
        day=date.fromisoformat(str(one.day)), adopted=bool(one.adopted),
        effective=date.fromisoformat(str(one.effective)) if one.effective else None,
        done=date.fromisoformat(str(one.done)) if one.done else None, kind=MeetingKind(one.kind),
    )  # fmt: skip
