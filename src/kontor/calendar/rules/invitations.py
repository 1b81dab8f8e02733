"""What is to go out to whom, and what an answer means; values in, values out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from kontor.calendar.formats.event import Answer, Attendee, Event, Part, Status
from kontor.calendar.kinds.invitations import Invited, InviteRole, InviteState, MessageKind

PARTS = {
    InviteRole.REQUIRED: Part.REQUIRED, InviteRole.OPTIONAL: Part.OPTIONAL,
    InviteRole.GUEST: Part.GUEST,
}  # fmt: skip
STATES = {
    Answer.ACCEPTED: InviteState.ACCEPTED, Answer.TENTATIVE: InviteState.TENTATIVE,
    Answer.DECLINED: InviteState.DECLINED, Answer.DELEGATED: InviteState.DELEGATED,
}  # fmt: skip
_SAID = {state: answer for answer, state in STATES.items()}


class Version(NamedTuple):
    """An appointment as it would go out now.

    Attributes:
        number: its SEQUENCE.
        times: digest of when it is.
        words: digest of title and place, and of the agenda of a meeting.
        cancelled: it does not take place.
    """

    number: int
    times: str
    words: str
    cancelled: bool


class Step(NamedTuple):
    """What somebody is to get; `changed`: an invitation that the person has is not right any more.

    `again`: the answer that was given was for another time.
    """

    kind: MessageKind
    changed: bool = False
    again: bool = False


def version(
    entries: Sequence[Event], counted: int, there: Sequence[Invited], agenda: str = ""
) -> Version:
    """The version that goes out: its number grows when what people have is not right any more.

    Args:
        entries: the appointment; a series with its changed days.
        counted: a number that grows with every change of the appointment.
        there: everybody who was ever asked.
        agenda: of a meeting.
    """
    times = _digest(
        (one.starts, one.ends, one.all_day, one.zone, one.rule, one.gaps, one.occurrence)
        for one in entries
    )
    words = _digest((one.title, one.place, *filter(None, (agenda,))) for one in entries)
    cancelled = entries[0].status is Status.CANCELLED
    last = max(
        (one for one in there if one.sequence is not None),
        key=lambda one: (one.sequence or 0, not one.cancelled), default=None,
    )  # fmt: skip
    if last is None or last.sequence is None:
        return Version(counted, times, words, cancelled)
    same = last.cancelled if cancelled else (
        not last.cancelled and (last.times, last.words) == (times, words)
    )  # fmt: skip
    number = last.sequence if same else max(counted, last.sequence + 1)
    return Version(number, times, words, cancelled)


def _digest(parts: Iterable[object]) -> str:
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:16]


def next_step(one: Invited, now: Version) -> Step | None:
    """What somebody is to get now; nothing when what the person has is right."""
    if now.cancelled or one.state is InviteState.WITHDRAWN:
        return Step(MessageKind.CANCEL) if one.has_it else None
    if not one.has_it:
        return Step(MessageKind.REQUEST)
    if (one.times, one.words) == (now.times, now.words):
        return None
    return Step(MessageKind.REQUEST, changed=True, again=one.times != now.times)


def attendee(one: Invited, *, asked: bool) -> Attendee:
    """Somebody as a calendar file names the person; `asked` again: no answer stands."""
    answer = Answer.NONE if asked else _SAID.get(one.state, Answer.NONE)
    return Attendee(one.mail, one.name, PARTS[one.role], answer, one.role is not InviteRole.GUEST)


# -- answers -------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What an answer that came in does."""

    TAKEN = "taken"  # it says what the person says now
    PROPOSAL = "proposal"  # another time, for the user to decide
    SAME = "same"  # there already
    OLD = "old"  # a newer answer, or a newer invitation is there
    SINGLE = "single"  # it is about one day of a series: kept, the state of the series stays
    FOREIGN = "foreign"  # sent by somebody else: the user decides
    UNKNOWN = "unknown"  # by somebody who was not asked: the user decides
    NOWHERE = "nowhere"  # about no appointment that is known
    BAD = "bad"  # not readable, or no answer

    @property
    def asks(self) -> bool:
        """Whether the user has to decide."""
        return self in {Verdict.FOREIGN, Verdict.UNKNOWN}


def who_answers(event: Event, sender: str) -> Attendee | None:
    """Whose answer it is: the only one who is named, or the one who sent it."""
    named = [one for one in event.attendees if one.mail]
    if len(named) == 1:
        return named[0]
    return next((one for one in named if sender and one.mail == sender), None)


def judge(one: Invited | None, event: Event, sender: str, *, counter: bool, take: bool) -> Verdict:
    """What an answer does to an invitation.

    Args:
        one: whose invitation it is; None when nobody of this address was asked.
        event: the answer.
        sender: who sent the mail; empty for a bare file.
        counter: it proposes another time.
        take: the user decided that it counts.
    """
    if one is None:
        return Verdict.TAKEN if take else Verdict.UNKNOWN
    if sender and sender != one.mail and not take:
        return Verdict.FOREIGN
    if event.sequence < (one.sequence or 0) or one.state is InviteState.WITHDRAWN:
        return Verdict.OLD
    if counter:
        return Verdict.PROPOSAL
    if event.occurrence is not None:
        return Verdict.SINGLE
    if one.answered is None or event.stamp is None or event.stamp > one.answered:
        return Verdict.TAKEN
    return Verdict.SAME if event.stamp == one.answered else Verdict.OLD
