"""Values of invitations."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class InviteRole(StrEnum):
    """How much somebody is needed (Rolle)."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    GUEST = "guest"


class InviteChannel(StrEnum):
    """How somebody is asked (Weg)."""

    MAIL = "mail"
    LETTER = "letter"
    HAND = "hand"


class InviteState(StrEnum):
    """Where an invitation stands: offen, gesendet, zugesagt, vorbehaltlich, abgesagt."""

    OPEN = "open"
    SENT = "sent"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"
    WITHDRAWN = "withdrawn"


ANSWERS = (
    InviteState.ACCEPTED, InviteState.TENTATIVE, InviteState.DECLINED, InviteState.DELEGATED,
)  # fmt: skip


class MessageKind(StrEnum):
    """What went out or came back."""

    REQUEST = "request"
    CANCEL = "cancel"
    REMINDER = "reminder"
    REPLY = "reply"
    COUNTER = "counter"


class MessageState(StrEnum):
    """How far a message is; `prepared` has not left, of `leaving` nobody knows until it is said."""

    PREPARED = "prepared"
    LEAVING = "leaving"
    WRITTEN = "written"
    DROPPED = "dropped"
    TAKEN = "taken"


class MessageWay(StrEnum):
    """How a message goes: a mail file for the mail program, on paper, by word."""

    MAIL = "mail"
    LETTER = "letter"
    HAND = "hand"


class ProposalState(StrEnum):
    """What became of another time that somebody proposed."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


class Invited(NamedTuple):
    """Somebody who is asked to an appointment.

    Attributes:
        sequence: version of the appointment that the person has; None: none yet.
        times: digest of when it is in that version.
        words: digest of title and place in that version.
        answered: instant of the last answer.
        remind: day on which the missing answer comes up.
    """

    id: int
    appointment: int
    contact: int | None
    employee: int | None
    name: str
    mail: str
    role: InviteRole
    channel: InviteChannel
    state: InviteState
    comment: str
    sequence: int | None
    times: str
    words: str
    cancelled: bool
    answered: datetime | None
    answer_sequence: int | None
    remind: date | None

    @property
    def ref(self) -> str:
        """How it is named everywhere."""
        return f"calendar:invitation/{self.id}"

    @property
    def has_it(self) -> bool:
        """Whether the person holds an invitation that was not taken back."""
        return self.sequence is not None and not self.cancelled

    @property
    def silent(self) -> bool:
        """Whether an answer is missing."""
        return self.state is InviteState.SENT and self.role is not InviteRole.GUEST


class Message(NamedTuple):
    """A line of the log."""

    id: int
    invitation: int
    name: str
    kind: MessageKind
    way: MessageWay
    sequence: int
    at: datetime
    address: str
    message: str
    file: str
    place: str
    sha256: str | None
    state: MessageState


class Proposal(NamedTuple):
    """Another time that somebody proposes; wall time in its zone."""

    id: int
    invitation: int
    name: str
    starts: datetime
    ends: datetime
    zone: str
    comment: str
    at: datetime
    state: ProposalState
