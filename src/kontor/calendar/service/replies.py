"""Answers out of mails and calendar files: first a plan that says what each does, then one step.

An answer sets the state of a person once. What is older than what is known is said and left; who
sends for somebody else, or was never asked, waits for the user.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, language
from kontor.base.text import clean_text
from kontor.calendar.formats.event import Answer, Attendee, Event, Method
from kontor.calendar.formats.imip import Received
from kontor.calendar.kinds.invitations import (
    InviteChannel,
    Invited,
    InviteRole,
    InviteState,
    MessageKind,
    MessageState,
    MessageWay,
)
from kontor.calendar.model.invitations import InvitationRow, MessageRow, ProposalRow
from kontor.calendar.queries.invitations import by_uid, people
from kontor.calendar.queries.polls import runs_by as by_poll
from kontor.calendar.rules.invitations import STATES, Verdict, judge, who_answers
from kontor.calendar.rules.wording import when
from kontor.store.blobs import put_blob
from kontor.store.doors import values_of
from kontor.store.unit import Unit, use_case

_CODE = "calendar.reply"
_ANSWERS = {Method.REPLY: MessageKind.REPLY, Method.COUNTER: MessageKind.COUNTER}
_SAID = """
SELECT 1 FROM invitation_message WHERE invitation=?1 AND state='taken'
   AND (sha256=?2 OR (kind=?3 AND at=?4))
"""


class PlannedReply(NamedTuple):
    """One answer and what it would do."""

    place: str
    name: str
    verdict: Verdict
    appointment: int | None
    invitation: int | None
    answer: Answer | None
    findings: tuple[Finding, ...]
    event: Event | None = None
    who: Attendee | None = None
    received: Received | None = None


class ReplyPlan(NamedTuple):
    """What all answers would do: the dry run."""

    rows: tuple[PlannedReply, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Answers by what they do; every one is there."""
        there = Counter(row.verdict for row in self.rows)
        return {verdict.value: there[verdict] for verdict in Verdict}

    @property
    def asking(self) -> list[PlannedReply]:
        """What the user has to decide."""
        return [row for row in self.rows if row.verdict.asks]


def plan_replies(
    con: sqlite3.Connection, received: Sequence[Received], take: Collection[str] = ()
) -> ReplyPlan:
    """What these answers would do here; reads only.

    Args:
        con: a connection.
        received: the answers as they were read.
        take: places of answers that count although somebody else sent them, or nobody was asked.
    """
    plan = _Plan(con, take)
    return ReplyPlan(tuple(plan.row(one) for one in received))


class _Plan:
    """Judges answers one behind the other: each sees what those before it did."""

    def __init__(self, con: sqlite3.Connection, take: Collection[str]) -> None:
        self.con, self.take = con, take
        self.there: dict[int, dict[str, Invited]] = {}
        self.seen: set[tuple[int, str, datetime | None]] = set()

    def row(self, one: Received) -> PlannedReply:
        """What one answer does."""
        found = one.found
        if found is None or found.event is None:
            return PlannedReply(one.place, one.sender, Verdict.BAD, None, None, None, one.findings)
        if found.method not in _ANSWERS:
            return self._bad(one, N_("This is no answer to an invitation."))
        who = who_answers(found.event, one.sender)
        if who is None:
            return self._bad(one, N_("It does not say whose answer it is."))
        counter = found.method is Method.COUNTER
        if not counter and who.answer not in STATES:
            return self._bad(one, N_("It says neither yes nor no."))
        if by_poll(self.con, found.event.uid):
            return self._bad(one, N_("It answers a date poll: read it there."))
        appointment = by_uid(self.con, found.event.uid)
        if appointment is None:
            return self._told(one, who, Verdict.NOWHERE, None, None)
        invited = self._people(appointment).get(who.mail)
        verdict = judge(
            invited, found.event, one.sender, counter=counter, take=one.place in self.take
        )
        if invited is not None and self._known(invited, one, found.event, counter=counter):
            verdict = Verdict.SAME
        if verdict is Verdict.TAKEN and invited is not None:
            self._people(appointment)[who.mail] = invited._replace(
                answered=found.event.stamp or invited.answered, state=STATES[who.answer]
            )
        return self._told(one, who, verdict, appointment, invited)

    def _people(self, appointment: int) -> dict[str, Invited]:
        if appointment not in self.there:
            there = people(self.con, appointment)
            self.there[appointment] = {one.mail: one for one in there if one.mail}
        return self.there[appointment]

    def _known(self, one: Invited, said: Received, event: Event, *, counter: bool) -> bool:
        kind = MessageKind.COUNTER if counter else MessageKind.REPLY
        digest = hashlib.sha256(said.content).hexdigest()
        mark = (one.id, f"{kind}{event.occurrence}" if event.stamp else digest, event.stamp)
        if mark in self.seen:
            return True
        self.seen.add(mark)
        stamp = _stored(event.stamp) if event.stamp else ""
        return self.con.execute(_SAID, (one.id, digest, kind, stamp)).fetchone() is not None

    def _bad(self, one: Received, message: str) -> PlannedReply:
        note = Finding(_CODE, one.place, message)
        return PlannedReply(
            one.place, one.sender, Verdict.BAD, None, None, None, (*one.findings, note)
        )

    def _told(
        self, one: Received, who: Attendee, verdict: Verdict, appointment: int | None,
        invited: Invited | None,
    ) -> PlannedReply:  # fmt: skip
        name = invited.name if invited else who.name or who.mail
        event = one.found.event if one.found else None
        note = _note(one, name, verdict, event)
        answer = None if verdict is Verdict.PROPOSAL else who.answer
        return PlannedReply(
            one.place, name, verdict, appointment, invited.id if invited else None, answer,
            (*one.findings, *note), event, who, one,
        )  # fmt: skip


def _note(one: Received, name: str, verdict: Verdict, event: Event | None) -> tuple[Finding, ...]:
    """The sentence that says why an answer does nothing, or asks the user."""
    if verdict is Verdict.TAKEN or event is None:
        return ()
    warn = Severity.WARNING if verdict.asks or verdict is Verdict.NOWHERE else Severity.NOTE
    values = values_of(
        name=name, sender=one.sender, time=when(event, language()), place=one.place,
        title=event.title,
    )  # fmt: skip
    remedy = N_("Decide whether it counts.") if verdict.asks else ""
    return (Finding(_CODE, one.place, _NOTES[verdict], remedy, warn, values),)


_NOTES = {
    Verdict.PROPOSAL: N_("{name} proposes another time: {time}"),
    Verdict.SAME: N_("The answer of {name} is there already."),
    Verdict.OLD: N_("The answer of {name} is older than what is known; it changes nothing."),
    Verdict.SINGLE: N_("The answer of {name} is for one day only: {time}"),
    Verdict.FOREIGN: N_("{sender} answers for {name}."),
    Verdict.UNKNOWN: N_("{name} was not asked to “{title}”."),
    Verdict.NOWHERE: N_("No appointment is known to which “{title}” is an answer."),
}


@use_case(N_("Answers to invitations read"))
def take_replies(
    unit: Unit, received: Sequence[Received], at: datetime, take: Collection[str] = ()
) -> ReplyPlan:
    """Take over answers in one step; returns what was done with each.

    Args:
        unit: the step.
        received: the answers as they were read.
        at: now, for answers that do not say when they were given.
        take: places of answers that the user lets count.
    """
    plan = plan_replies(unit.con, received, take)
    for row in plan.rows:
        if row.verdict in {Verdict.TAKEN, Verdict.SINGLE, Verdict.PROPOSAL}:
            _take(unit, row, at)
    return plan


def _take(unit: Unit, row: PlannedReply, at: datetime) -> None:
    event, who, said = row.event, row.who, row.received
    if event is None or who is None or said is None or row.appointment is None:
        return
    stamp = event.stamp or at
    invitation = _invitation(unit, row, who, event)
    kind = MessageKind.COUNTER if row.verdict is Verdict.PROPOSAL else MessageKind.REPLY
    unit.put(MessageRow(
        invitation=invitation.key, kind=kind, way=MessageWay.MAIL, sequence=event.sequence,
        at=stamp, address=said.sender or who.mail, message=said.message_id[:400],
        name=said.place[:200], sha256=put_blob(unit, said.content), state=MessageState.TAKEN,
    ))  # fmt: skip
    comment = clean_text(event.comment[:2_000], limit=2_000, multiline=True)
    if row.verdict is Verdict.PROPOSAL:
        unit.put(ProposalRow(
            invitation=invitation.key, starts=event.starts, ends=event.ends, zone=event.zone,
            comment=comment, at=stamp,
        ))  # fmt: skip
    elif row.verdict is Verdict.TAKEN:
        invitation.state, invitation.comment = STATES[who.answer], comment
        invitation.answered, invitation.answer_sequence = stamp, event.sequence
        invitation.remind = None
    unit.flush()


def _invitation(unit: Unit, row: PlannedReply, who: Attendee, event: Event) -> InvitationRow:
    """The invitation that is answered; somebody who answers without one gets it as a guest."""
    there = unit.get(InvitationRow, row.invitation) if row.invitation is not None else None
    if there is not None:
        return there
    now = {one.mail: one for one in people(unit.con, row.appointment or 0)}
    if who.mail in now:  # added by an answer before this one
        found = unit.get(InvitationRow, now[who.mail].id)
        if found is not None:
            return found
    like = next((one for one in now.values() if one.has_it), None)
    return unit.put(InvitationRow(
        appointment=row.appointment or 0, name=who.name or who.mail, mail=who.mail,
        role=InviteRole.GUEST, channel=InviteChannel.MAIL, state=InviteState.SENT,
        sequence=event.sequence, times=like.times if like else "", words=like.words if like else "",
    ))  # fmt: skip


def _stored(moment: datetime) -> str:
    """An instant as the file keeps it."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
