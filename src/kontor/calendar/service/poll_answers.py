"""Answers to polls: typed, told on the telephone, read out of mails."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.calendar.formats.poll_mail import MailAnswer
from kontor.calendar.kinds.polls import Answer, PollState, Vote, VoteSource
from kontor.calendar.model.polls import AnswerInput, PollMailRow, PollVoteRow
from kontor.calendar.queries import polls as queries
from kontor.calendar.rules.answers import read_answer
from kontor.store.unit import Unit, use_case


class Taken(StrEnum):
    """What became of a mail."""

    TAKEN = "taken"
    AGAIN = "again"  # read before
    OLDER = "older"  # a newer answer of the same person is there
    OVER = "over"  # the poll takes no answers
    NO_POLL = "no_poll"
    STRANGER = "stranger"
    UNCLEAR = "unclear"


class Read(NamedTuple):
    """What a mail said and what became of it."""

    mail: MailAnswer
    result: Taken
    poll: int | None = None
    person: str = ""
    answer: Answer | None = None
    who: int = 0
    slot: int | None = None


class _From(NamedTuple):
    """Whose votes they are, how and when they came."""

    person: int
    source: VoteSource
    day: date


@use_case(N_("Answer to the date poll entered"))
def answer_poll(unit: Unit, poll: int, data: AnswerInput, today: date) -> Answer:
    """Enter what somebody said; what is not mentioned stays as it was.

    Raises:
        InputError: nothing of it was understood, or it contradicts itself.
        Refused: the poll takes no answers any more.
    """
    sheet = queries.sheet(unit.con, poll)
    if sheet.poll.state is not PollState.OPEN:
        raise Refused(N_("This poll takes no answers any more."))
    person = queries.find_person(sheet.people, data.person)
    found = read_answer(data.text, sheet.proposals)
    _check(found, data.text)
    _cast(unit, sheet, found.votes, _From(person.id, data.source, data.day or today))
    return found


@use_case(N_("Answer to the date poll entered"))
def set_votes(
    unit: Unit, poll: int, person: int, votes: Mapping[int, Vote | None], today: date
) -> None:
    """Enter votes one by one, by number of the proposal; None takes one back."""
    sheet = queries.sheet(unit.con, poll)
    if sheet.poll.state is not PollState.OPEN:
        raise Refused(N_("This poll takes no answers any more."))
    if person not in {one.id for one in sheet.people}:
        raise NotFound(N_("“{name}” is not asked in this poll."), name=person)
    given = {number: vote for number, vote in votes.items() if vote is not None}
    _cast(unit, sheet, given, _From(person, VoteSource.HAND, today))
    for slot in sheet.slots:
        if slot.number in votes and votes[slot.number] is None:
            unit.con.execute("DELETE FROM poll_vote WHERE slot=? AND person=?", (slot.id, person))
    unit.expire_all()


@use_case(N_("Answers to date polls read"))
def read_mails(
    unit: Unit, mails: Sequence[MailAnswer], today: date, *, poll: int | None = None,
    person: str = "", named: Mapping[str, str] | None = None,
) -> list[Read]:  # fmt: skip
    """Take answers out of mails, the oldest first; each mail counts once.

    Args:
        unit: of work.
        mails: as they were read.
        today: day of those that say none.
        poll: which one they answer, where the subject does not say it.
        person: whose answers they are, in place of who sent them.
        named: the same for single mails, by their place.
    """
    plan = plan_mails(unit.con, mails, today, poll=poll, person=person, named=named)
    for one in plan:
        if one.result is Taken.TAKEN:
            _take(unit, one, today)
    return plan


def plan_mails(
    con: sqlite3.Connection, mails: Sequence[MailAnswer], today: date, *, poll: int | None = None,
    person: str = "", named: Mapping[str, str] | None = None,
) -> list[Read]:  # fmt: skip
    """What `read_mails` would do with each mail; reads only."""
    plan = _Plan(con, today, poll)
    ordered = sorted(mails, key=lambda one: (one.sent or _moment(today), one.place))
    return [plan.read(mail, (named or {}).get(mail.place) or person) for mail in ordered]


class _Plan:
    """Judges mails one behind the other: each sees what those before it did."""

    def __init__(self, con: sqlite3.Connection, today: date, poll: int | None) -> None:
        self.con, self.today, self.poll = con, today, poll
        self.seen: dict[int, set[str]] = {}
        self.newest: dict[tuple[int, int | None], datetime] = {}  # by person and time; None: all

    def read(self, mail: MailAnswer, person: str) -> Read:
        """What one mail does."""
        key = queries.by_uid(self.con, mail.uid) if mail.uid else self.poll or mail.poll
        try:
            sheet = queries.sheet(self.con, key or 0)
        except NotFound:
            return Read(mail, Taken.NO_POLL)
        who = queries.find_person(sheet.people, person) if person else _who(sheet, mail)
        if who is None:
            return Read(mail, Taken.STRANGER, key, mail.name or mail.who or mail.sender)
        self._know(sheet.poll.id)
        mail = mail._replace(sent=mail.sent or _moment(self.today), origin=mail.origin[:300])
        slot = next((one for one in sheet.slots if one.uid == mail.uid), None)
        found = Read(mail, Taken.TAKEN, key, who.name, self._answer(sheet, mail, who.id), who.id,
                     slot.id if slot else None)  # fmt: skip
        found = found._replace(result=self._result(sheet, found))
        if found.result is Taken.TAKEN and mail.sent:
            self.seen[sheet.poll.id].add(mail.origin)
            self.newest[who.id, found.slot] = mail.sent
        return found

    def _answer(self, sheet: queries.Sheet, mail: MailAnswer, person: int) -> Answer:
        """What is said; words do not replace what a calendar answered later."""
        if mail.uid:
            number = next(one.number for one in sheet.slots if one.uid == mail.uid)
            return Answer({number: mail.vote} if mail.vote else {})
        found = read_answer(mail.text, sheet.proposals)
        later = {one.number for one in sheet.slots if self._older(mail, (person, one.id))}
        votes = {number: vote for number, vote in found.votes.items() if number not in later}
        return found._replace(votes=votes)

    def _result(self, sheet: queries.Sheet, found: Read) -> Taken:
        if found.mail.origin in self.seen[sheet.poll.id]:
            return Taken.AGAIN
        if sheet.poll.state is not PollState.OPEN:
            return Taken.OVER
        if self._older(found.mail, (found.who, None)):
            return Taken.OLDER
        if found.slot is not None and self._older(found.mail, (found.who, found.slot)):
            return Taken.OLDER
        if found.answer and found.answer.votes:
            return Taken.TAKEN
        said = not found.slot and read_answer(found.mail.text, sheet.proposals).votes
        return Taken.OLDER if said else Taken.UNCLEAR  # calendars answered to all of it later

    def _older(self, mail: MailAnswer, of: tuple[int, int | None]) -> bool:
        newest = self.newest.get(of)
        return newest is not None and mail.sent is not None and mail.sent < newest

    def _know(self, poll: int) -> None:
        """What was read before."""
        if poll in self.seen:
            return
        self.seen[poll] = set()
        for person, slot, origin, sent in self.con.execute(
            "SELECT person, slot, origin, sent FROM poll_mail WHERE poll=? ORDER BY sent", (poll,)
        ).fetchall():
            self.seen[poll].add(origin)
            self.newest[person, slot] = datetime.fromisoformat(sent)


def _who(sheet: queries.Sheet, mail: MailAnswer) -> queries.Person | None:
    """Who sent it; of a calendar's answer whose it is, unless somebody else sent it."""
    if not mail.uid:
        return queries.by_mail(sheet.people, mail.sender)
    if mail.sender and mail.sender != mail.who:
        return None
    return queries.by_mail(sheet.people, mail.who)


def _take(unit: Unit, one: Read, today: date) -> None:
    """The votes of a mail, and that it was read."""
    if one.poll is None or one.mail.sent is None or one.answer is None:
        return
    sheet = queries.sheet(unit.con, one.poll)
    day = min(one.mail.sent.date(), today)
    source = VoteSource.ICS if one.mail.uid else VoteSource.MAIL
    _cast(unit, sheet, one.answer.votes, _From(one.who, source, day))
    unit.insert(
        PollMailRow, poll=one.poll, person=one.who, origin=one.mail.origin, sent=one.mail.sent,
        slot=one.slot,
    )  # fmt: skip


def _cast(unit: Unit, sheet: queries.Sheet, votes: Mapping[int, Vote], whence: _From) -> None:
    slots = {slot.number: slot.id for slot in sheet.slots}
    there = unit.exec(select(PollVoteRow).where(PollVoteRow.person == whence.person)).all()
    rows = {row.slot: row for row in there}
    for number, vote in votes.items():
        if number not in slots:
            raise NotFound(N_("There is no proposal {number}."), number=number)
        row = rows.get(slots[number]) or PollVoteRow(
            slot=slots[number], person=whence.person, vote=vote, source=whence.source,
            day=whence.day,
        )  # fmt: skip
        row.vote, row.source, row.day = vote, whence.source, whence.day
        unit.put(row)


def _check(found: Answer, text: str) -> None:
    if found.contradictory:
        raise InputError(
            N_("“{text}” says two things about {numbers}."), text=quoted(text), field="text",
            numbers=", ".join(map(str, found.contradictory)),
            hint=N_("Write it like 1 yes, 2 no, 3 if need be."),
        )  # fmt: skip
    if found.unknown:
        raise InputError(
            N_("There is no proposal {number}."), number=found.unknown[0], field="text"
        )
    if not found.votes:
        raise InputError(
            N_("“{text}” was not understood."), text=quoted(text), field="text",
            hint=N_("Write it like 1 yes, 2 no, 3 if need be."),
        )  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
