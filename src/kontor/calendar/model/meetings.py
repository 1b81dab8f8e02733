"""Tables of meetings, their votes and minutes, and of the register of instructions."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.calendar.model.appointments  # noqa: F401
import kontor.company.model  # noqa: F401
import kontor.contacts.model  # noqa: F401
from kontor.calendar.kinds.meetings import (
    Acceptance,
    Base,
    By,
    Choice,
    Contest,
    Form,
    ItemKind,
    ItemState,
    Majority,
    MeetingKind,
    MeetingState,
    NoticeUnit,
    Paper,
    QuorumBase,
    Role,
    Sent,
    Tie,
    Way,
)
from kontor.store.fields import Choice as OneOf
from kontor.store.fields import Day, Flag, Row, Wall


class MeetingRow(Row, table=True):
    """A meeting; title, time and place are those of its appointment."""

    __tablename__ = "meeting"
    kind: MeetingKind = Field(sa_type=OneOf(MeetingKind))
    appointment: int = Field(foreign_key="appointment.id")
    online: str = ""
    chair: int | None = None  # of the people below: one way of the two is told to SQLAlchemy
    keeper: int | None = None
    state: MeetingState = Field(default=MeetingState.DRAFT, sa_type=OneOf(MeetingState))
    follows: int | None = Field(default=None, foreign_key="meeting.id")
    reference: str = ""
    opened: datetime | None = Field(default=None, sa_type=Wall)
    closed: datetime | None = Field(default=None, sa_type=Wall)
    approved: date | None = Field(default=None, sa_type=Day)
    waived: bool = Field(default=False, sa_type=Flag)
    despite: str = ""
    objections: date | None = Field(default=None, sa_type=Day)
    document: int | None = None
    note: str = ""


class PersonRow(Row, table=True):
    """A person of a meeting."""

    __tablename__ = "meeting_person"
    meeting: int = Field(foreign_key="meeting.id")
    contact: int | None = Field(default=None, foreign_key="contact.id")
    employee: int | None = Field(default=None, foreign_key="employee.id")
    name: str
    mail: str = ""
    role: Role = Field(default=Role.MEMBER, sa_type=OneOf(Role))
    votes: int = 1


class ItemRow(Row, table=True):
    """An item of the agenda."""

    __tablename__ = "agenda_item"
    meeting: int = Field(foreign_key="meeting.id")
    pos: int
    title: str
    kind: ItemKind = Field(default=ItemKind.INFO, sa_type=OneOf(ItemKind))
    minutes: int | None = None
    began: datetime | None = Field(default=None, sa_type=Wall)
    ended: datetime | None = Field(default=None, sa_type=Wall)
    proposer: str = ""
    announced: date | None = Field(default=None, sa_type=Day)
    source: int | None = Field(default=None, foreign_key="agenda_item.id")
    state: ItemState = Field(default=ItemState.OPEN, sa_type=OneOf(ItemState))
    note: str = ""


class ItemFileRow(Row, table=True):
    """An attachment of an item."""

    __tablename__ = "agenda_file"
    item: int = Field(foreign_key="agenda_item.id")
    name: str
    sha256: str


class ProxyRow(Row, table=True):
    """A proxy: `holder` votes for `person`."""

    __tablename__ = "meeting_proxy"
    meeting: int = Field(foreign_key="meeting.id")
    person: int = Field(foreign_key="meeting_person.id")
    holder: int = Field(foreign_key="meeting_person.id")
    day: date = Field(sa_type=Day)
    name: str = ""
    sha256: str | None = None


class StayRow(Row, table=True):
    """A time at which a person was there."""

    __tablename__ = "meeting_stay"
    person: int = Field(foreign_key="meeting_person.id")
    came: datetime = Field(sa_type=Wall)
    left: datetime | None = Field(default=None, sa_type=Wall)


class SendingRow(Row, table=True):
    """What went to a person."""

    __tablename__ = "meeting_sending"
    meeting: int = Field(foreign_key="meeting.id")
    person: int = Field(foreign_key="meeting_person.id")
    paper: Paper = Field(sa_type=OneOf(Paper))
    day: date = Field(sa_type=Day)
    how: Sent = Field(sa_type=OneOf(Sent))
    held: date = Field(sa_type=Day)
    note: str = ""


class MotionRow(Row, table=True):
    """A motion with its vote."""

    __tablename__ = "motion"
    meeting: int = Field(foreign_key="meeting.id")
    item: int = Field(foreign_key="agenda_item.id")
    motion: str
    wording: str
    majority: Majority = Field(sa_type=OneOf(Majority))
    base: Base = Field(sa_type=OneOf(Base))
    weighed: By = Field(sa_type=OneOf(By))
    way: Way = Field(default=Way.OPEN, sa_type=OneOf(Way))
    chair_casts: bool = Field(default=False, sa_type=Flag)
    proposer: str = ""
    state: str = "open"
    at: datetime | None = Field(default=None, sa_type=Wall)
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    invalid: int | None = None
    present: int | None = None
    whole: int | None = None
    chair: Choice | None = Field(default=None, sa_type=OneOf(Choice))
    adopted: bool | None = Field(default=None, sa_type=Flag)


class BanRow(Row, table=True):
    """Who must not vote on a motion."""

    __tablename__ = "motion_ban"
    motion: int = Field(foreign_key="motion.id")
    person: int = Field(foreign_key="meeting_person.id")


class VoteRow(Row, table=True):
    """How somebody voted."""

    __tablename__ = "motion_vote"
    motion: int = Field(foreign_key="motion.id")
    person: int = Field(foreign_key="meeting_person.id")
    choice: Choice = Field(sa_type=OneOf(Choice))


class ElectionRow(Row, table=True):
    """A ballot of an election."""

    __tablename__ = "election"
    meeting: int = Field(foreign_key="meeting.id")
    item: int = Field(foreign_key="agenda_item.id")
    post: str
    seats: int = 1
    contest: Contest = Field(default=Contest.RELATIVE, sa_type=OneOf(Contest))
    tie: Tie = Field(default=Tie.RUNOFF, sa_type=OneOf(Tie))
    ballots: int
    at: datetime = Field(sa_type=Wall)
    before: int | None = Field(default=None, foreign_key="election.id")


class CandidateRow(Row, table=True):
    """A candidate with the votes."""

    __tablename__ = "candidate"
    election: int = Field(foreign_key="election.id")
    name: str
    votes: int
    lot: bool = Field(default=False, sa_type=Flag)
    elected: bool = Field(default=False, sa_type=Flag)
    acceptance: Acceptance = Field(default=Acceptance.PENDING, sa_type=OneOf(Acceptance))


class ResolutionRow(Row, table=True):
    """A resolution in its book."""

    __tablename__ = "resolution"
    meeting: int = Field(foreign_key="meeting.id")
    motion: int | None = Field(default=None, foreign_key="motion.id")
    election: int | None = Field(default=None, foreign_key="election.id")
    book: str
    number: str
    day: date = Field(sa_type=Day)
    wording: str
    adopted: bool = Field(sa_type=Flag)
    effective: date | None = Field(default=None, sa_type=Day)
    state: str = "open"
    done: date | None = Field(default=None, sa_type=Day)
    note: str = ""


class LineRow(Row, table=True):
    """A line of the minutes."""

    __tablename__ = "minutes_line"
    meeting: int = Field(foreign_key="meeting.id")
    item: int | None = Field(default=None, foreign_key="agenda_item.id")
    at: datetime = Field(sa_type=Wall)
    code: str = ""
    facts: str = ""
    text: str = ""
    task: int | None = Field(default=None, foreign_key="task.id")


class AddendumRow(Row, table=True):
    """An addendum to approved minutes."""

    __tablename__ = "meeting_addendum"
    meeting: int = Field(foreign_key="meeting.id")
    day: date = Field(sa_type=Day)
    author: str = ""
    text: str


class ObjectionRow(Row, table=True):
    """An objection to minutes."""

    __tablename__ = "meeting_objection"
    meeting: int = Field(foreign_key="meeting.id")
    who: str
    day: date = Field(sa_type=Day)
    text: str
    late: bool = Field(sa_type=Flag)
    answer: str = ""
    settled: date | None = Field(default=None, sa_type=Day)


class MeetingTermsRow(Row, table=True):
    """Own rules of a kind of meeting from a day on."""

    __tablename__ = "meeting_terms"
    kind: MeetingKind = Field(sa_type=OneOf(MeetingKind))
    valid_from: date = Field(sa_type=Day)
    notice: int | None = None
    unit: NoticeUnit | None = Field(default=None, sa_type=OneOf(NoticeUnit))
    post_days: int | None = None
    agenda_days: int | None = None
    form: Form | None = Field(default=None, sa_type=OneOf(Form))
    quorum_base: QuorumBase | None = Field(default=None, sa_type=OneOf(QuorumBase))
    quorum_num: int | None = None
    quorum_den: int | None = None
    quorum_more: bool | None = Field(default=None, sa_type=Flag)
    weighed: By | None = Field(default=None, sa_type=OneOf(By))
    proxies: bool | None = Field(default=None, sa_type=Flag)
    objection_days: int | None = None
    chair_casts: bool | None = Field(default=None, sa_type=Flag)
    source: str = ""


class MajorityRow(Row, table=True):
    """The own majority of a kind of motion from a day on."""

    __tablename__ = "meeting_majority"
    kind: MeetingKind = Field(sa_type=OneOf(MeetingKind))
    motion: str
    valid_from: date = Field(sa_type=Day)
    name: str = ""
    majority: Majority = Field(sa_type=OneOf(Majority))
    base: Base = Field(sa_type=OneOf(Base))
    source: str = ""


class TopicRow(Row, table=True):
    """An own topic of instruction, or another interval of one that comes along."""

    __tablename__ = "instruction_topic"
    topic: str
    valid_from: date = Field(sa_type=Day)
    name: str = ""
    months: int
    minor_months: int
    roles: str
    law: str = ""
    ended: date | None = Field(default=None, sa_type=Day)


class InstructionRow(Row, table=True):
    """An instruction that was held."""

    __tablename__ = "instruction"
    topic: str
    day: date = Field(sa_type=Day)
    teacher: str
    meeting: int | None = Field(default=None, foreign_key="meeting.id")
    content: str = ""
    language: str = ""


class InstructedRow(Row, table=True):
    """Who took part in an instruction."""

    __tablename__ = "instruction_person"
    instruction: int = Field(foreign_key="instruction.id")
    employee: int = Field(foreign_key="employee.id")
    signed: date | None = Field(default=None, sa_type=Day)
    sha256: str | None = None
