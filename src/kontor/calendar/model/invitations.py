"""Tables and input models of invitations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import field_validator
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.calendar.model.appointments  # noqa: F401
import kontor.company.model  # noqa: F401
import kontor.contacts.model  # noqa: F401
from kontor.base.i18n import _
from kontor.base.ids import email
from kontor.calendar.kinds.invitations import (
    InviteChannel,
    InviteRole,
    InviteState,
    MessageKind,
    MessageState,
    MessageWay,
    ProposalState,
)
from kontor.store.fields import Choice, Day, Flag, Instant, Row, Wall
from kontor.store.inputs import Input, LongText, Text


class InvitationRow(Row, table=True):
    """Somebody who is asked to an appointment."""

    __tablename__ = "invitation"
    appointment: int = Field(foreign_key="appointment.id")
    contact: int | None = Field(default=None, foreign_key="contact.id")
    employee: int | None = Field(default=None, foreign_key="employee.id")
    name: str = ""
    mail: str = ""
    role: InviteRole = Field(default=InviteRole.REQUIRED, sa_type=Choice(InviteRole))
    channel: InviteChannel = Field(default=InviteChannel.MAIL, sa_type=Choice(InviteChannel))
    state: InviteState = Field(default=InviteState.OPEN, sa_type=Choice(InviteState))
    comment: str = ""
    sequence: int | None = None
    times: str = ""
    words: str = ""
    cancelled: bool = Field(default=False, sa_type=Flag)
    answered: datetime | None = Field(default=None, sa_type=Instant)
    answer_sequence: int | None = None
    remind: date | None = Field(default=None, sa_type=Day)


class MessageRow(Row, table=True):
    """What went out or came back."""

    __tablename__ = "invitation_message"
    invitation: int = Field(foreign_key="invitation.id")
    kind: MessageKind = Field(sa_type=Choice(MessageKind))
    way: MessageWay = Field(sa_type=Choice(MessageWay))
    sequence: int
    times: str = ""
    words: str = ""
    at: datetime = Field(sa_type=Instant)
    address: str = ""
    message: str = ""
    name: str = ""
    place: str = ""
    sha256: str | None = None
    state: MessageState = Field(sa_type=Choice(MessageState))


class ProposalRow(Row, table=True):
    """Another time that somebody proposes."""

    __tablename__ = "invitation_proposal"
    invitation: int = Field(foreign_key="invitation.id")
    starts: datetime = Field(sa_type=Wall)
    ends: datetime = Field(sa_type=Wall)
    zone: str
    comment: str = ""
    at: datetime = Field(sa_type=Instant)
    state: ProposalState = Field(default=ProposalState.OPEN, sa_type=Choice(ProposalState))


def _address(value: str | None) -> str | None:
    if value and not email.is_valid(value):
        raise ValueError(_("write a mail address such as name@firm.example"))
    return value.lower() if value else value


class InviteInput(Input):
    """Somebody to be asked to an appointment."""

    person: Annotated[Text, Limits(min_length=1)] = Limits(
        description="contact, short name of staff, or “Name <mail>”"
    )
    mail: Text = Limits(default="", description="default: the first mail address of the person")
    role: InviteRole = Limits(default=InviteRole.REQUIRED, description="how much needed")
    channel: InviteChannel | None = Limits(
        default=None, description="default: mail, else letter, else by word"
    )

    _mail = field_validator("mail")(_address)


class InviteChange(Input):
    """Changed fields of an invitation; what is not given stays."""

    mail: Text | None = None
    role: InviteRole | None = None
    channel: InviteChannel | None = None
    remind: date | None = Limits(default=None, description="day on which it comes up again")

    _mail = field_validator("mail")(_address)


class AnswerInput(Input):
    """An answer that came by word, telephone or post."""

    answer: Literal["accepted", "tentative", "declined", "delegated", "sent"] = "accepted"
    comment: LongText = ""
