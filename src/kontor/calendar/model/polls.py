"""Tables and input models of finding a date (Terminumfrage)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import model_validator
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.company.model  # noqa: F401
import kontor.contacts.model  # noqa: F401
from kontor.base.i18n import _
from kontor.calendar.kinds.appointments import ZONE, AppointmentKind
from kontor.calendar.kinds.polls import PollState, Vote, VoteSource
from kontor.calendar.model.appointments import Title, WallTime
from kontor.store.fields import Choice, Day, Flag, Instant, Row, Wall
from kontor.store.inputs import Input, LongText, Text

Duration = Annotated[int, Limits(ge=5, le=14_400)]


class PollRow(Row, table=True):
    """A poll."""

    __tablename__ = "poll"
    subject: str
    kind: AppointmentKind = Field(sa_type=Choice(AppointmentKind))
    minutes: int
    place: str = ""
    zone: str = ZONE
    contact: int | None = Field(default=None, foreign_key="contact.id")
    reference: str = ""
    language: str = "de"
    made: date = Field(sa_type=Day)
    answer_by: date | None = Field(default=None, sa_type=Day)
    state: PollState = Field(default=PollState.OPEN, sa_type=Choice(PollState))
    chosen: int | None = None
    appointment: int | None = Field(default=None, foreign_key="appointment.id")
    note: str = ""


class PollSlotRow(Row, table=True):
    """A proposed time."""

    __tablename__ = "poll_slot"
    poll: int = Field(foreign_key="poll.id")
    number: int
    starts: datetime = Field(sa_type=Wall)
    ends: datetime = Field(sa_type=Wall)
    held: int | None = Field(default=None, foreign_key="appointment.id")
    uid: str
    turn: int = 0


class PollPersonRow(Row, table=True):
    """Somebody who is asked."""

    __tablename__ = "poll_person"
    poll: int = Field(foreign_key="poll.id")
    employee: int | None = Field(default=None, foreign_key="employee.id")
    contact: int | None = Field(default=None, foreign_key="contact.id")
    name: str = ""
    mail: str = ""
    required: bool = Field(default=False, sa_type=Flag)
    asked: date | None = Field(default=None, sa_type=Day)


class PollVoteRow(Row, table=True):
    """What somebody said about a proposed time."""

    __tablename__ = "poll_vote"
    slot: int = Field(foreign_key="poll_slot.id")
    person: int = Field(foreign_key="poll_person.id")
    vote: Vote = Field(sa_type=Choice(Vote))
    source: VoteSource = Field(sa_type=Choice(VoteSource))
    day: date = Field(sa_type=Day)


class PollMailRow(Row, table=True):
    """An answer by mail that was read."""

    __tablename__ = "poll_mail"
    poll: int = Field(foreign_key="poll.id")
    person: int = Field(foreign_key="poll_person.id")
    origin: str
    sent: datetime = Field(sa_type=Instant)
    slot: int | None = Field(default=None, foreign_key="poll_slot.id")


class PollFields(Input):
    """What is known of a poll."""

    kind: AppointmentKind = AppointmentKind.MEETING
    minutes: Duration = Limits(default=60, description="how long it takes")
    place: Annotated[Text, Limits(max_length=200)] = ""
    contact: Text | None = Limits(default=None, description="whom the appointment is with")
    reference: Annotated[Text, Limits(max_length=100)] = Limits(
        default="", description="what it is for: sales:12"
    )
    language: Literal["de", "en"] = Limits(default="de", description="of the mail")
    answer_by: date | None = Limits(default=None, description="answers are asked for until then")
    note: LongText = Limits(default="", description="goes into the mail")


class PollInput(PollFields):
    """A new poll: what it is about, who is asked, which times."""

    subject: Title
    required: list[Text] = Limits(default=[], description="who must be there: short name, contact")
    optional: list[Text] = Limits(
        default=[], description="who may be there; Name <address> as well"
    )
    times: list[WallTime] = Limits(default=[], max_length=20, description="begins of the proposals")
    hold: bool = Limits(default=True, description="keep the times free in the calendar meanwhile")


class PollChange(PollFields):
    """Changed fields of a poll; what is not given stays."""

    subject: Title | None = None


class PeopleInput(Input):
    """More people for a poll."""

    required: list[Text] = Limits(default=[], description="who must be there: short name, contact")
    optional: list[Text] = Limits(
        default=[], description="who may be there; Name <address> as well"
    )

    @model_validator(mode="after")
    def _somebody(self) -> PeopleInput:
        if not self.required and not self.optional:
            raise ValueError(_("name somebody"))
        return self


class TimesInput(Input):
    """Times to propose."""

    times: Annotated[list[WallTime], Limits(max_length=20)] = Limits(
        default=[], description="begins; none: looked for in the calendar"
    )
    first: date | None = Limits(default=None, description="look from this day on; default tomorrow")
    last: date | None = Limits(default=None, description="look until this day; default four weeks")
    count: Annotated[int, Limits(ge=1, le=10)] = Limits(default=3, description="how many to find")
    hold: bool = Limits(default=True, description="keep the times free in the calendar meanwhile")


class AnswerInput(Input):
    """What somebody answered, in the words of the answer or as votes."""

    person: Annotated[Text, Limits(min_length=1)] = Limits(description="who: name or number in it")
    text: LongText = Limits(description="1 ja, 2 nein, 3 notfalls")
    source: VoteSource = VoteSource.HAND
    day: date | None = Limits(default=None, description="default today")
