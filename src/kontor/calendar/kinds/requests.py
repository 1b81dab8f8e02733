"""Values of invitations of others."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from kontor.calendar.kinds.invitations import MessageState


class RequestState(StrEnum):
    """What we said to somebody's invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    COUNTERED = "countered"
    CANCELLED = "cancelled"  # by the one who invited


class Incoming(StrEnum):
    """What an invitation that came in does."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SAME = "same"
    OLD = "old"
    OWN = "own"  # an invitation of this firm that came back
    FOREIGN = "foreign"  # a change sent by somebody else: the user decides
    NOWHERE = "nowhere"  # takes back what is not known
    BAD = "bad"

    @property
    def asks(self) -> bool:
        """Whether the user has to decide."""
        return self is Incoming.FOREIGN

    @property
    def does(self) -> bool:
        """Whether something is written."""
        return self in {Incoming.NEW, Incoming.CHANGED, Incoming.CANCELLED}


class Request(NamedTuple):
    """Somebody's invitation; times as the calendar shows them.

    Attributes:
        organizer: mail address to which the answer goes.
        mail: address of ours that was asked.
        sequence: version of the one who invites.
        answer_state: how far our answer is; None before the first.
    """

    id: int
    appointment: int
    title: str
    starts: datetime
    ends: datetime
    all_day: bool
    place: str
    contact: int | None
    name: str
    organizer: str
    mail: str
    state: RequestState
    sequence: int
    came: datetime
    comment: str
    answered: datetime | None
    answer_state: MessageState | None
    answer_name: str
    answer_message: str
    answer_place: str
    answer: str | None

    @property
    def ref(self) -> str:
        """How it is named everywhere."""
        return f"calendar:request/{self.id}"

    @property
    def who(self) -> str:
        """Who invites."""
        return self.name or self.organizer
