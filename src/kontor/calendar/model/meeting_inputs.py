"""Input models of meetings and instructions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limits
from pydantic import model_validator

from kontor.base.i18n import _
from kontor.calendar.kinds.meetings import (
    Acceptance,
    Base,
    By,
    Choice,
    Contest,
    Form,
    ItemKind,
    Majority,
    MeetingKind,
    NoticeUnit,
    Paper,
    QuorumBase,
    Role,
    Sent,
    Tie,
    Way,
)
from kontor.calendar.model.appointments import WallTime
from kontor.store.inputs import Input, LongText, Text

Title = Annotated[Text, Limits(min_length=1, max_length=200)]
Words = Annotated[LongText, Limits(min_length=1)]
Votes = Annotated[int, Limits(ge=0, le=1_000_000_000)]
Many = Annotated[int, Limits(ge=0, le=365)]
Person = Annotated[Text, Limits(min_length=1, max_length=200)]


class MeetingFields(Input):
    """What is known of a meeting."""

    place: Annotated[Text, Limits(max_length=200)] = ""
    online: Text = Limits(default="", description="how to take part from afar")
    reference: Text = Limits(default="", description="what it is about: sales:12")
    note: LongText = ""


class MeetingInput(MeetingFields):
    """A new meeting; without an appointment that is there already it gets one."""

    kind: MeetingKind
    title: Annotated[Text, Limits(max_length=200)] = Limits(
        default="", description="default: of its appointment, else what the kind is called"
    )
    starts: WallTime | None = Limits(
        default=None, description="day and time; of a series the day that is meant"
    )
    ends: WallTime | None = Limits(default=None, description="default: one hour later")
    appointment: int | None = Limits(
        default=None, description="number of an appointment that is there: time and place of it"
    )
    follows: int | None = Limits(
        default=None, description="the meeting before: its people and open items come along"
    )
    members: list[Person] = Limits(
        default=[], description="staff (all for everybody), contacts, names; shares as Name=15000"
    )
    agenda: list[Title] = Limits(default=[], description="items; a ! in front means decision")

    @model_validator(mode="after")
    def _order(self) -> MeetingInput:
        if self.starts is None and self.appointment is None:
            raise ValueError(_("say when it begins, or which appointment it is"))
        if self.ends is not None and self.starts is not None and self.ends <= self.starts:
            raise ValueError(_("the end lies before the beginning"))
        return self


class MeetingChange(MeetingFields):
    """Changed fields of a meeting; what is not given stays."""

    title: Title | None = None
    starts: WallTime | None = None
    ends: WallTime | None = None


class ItemInput(Input):
    """An item of the agenda."""

    title: Title
    kind: ItemKind = ItemKind.INFO
    minutes: Annotated[int, Limits(ge=0, le=1440)] | None = Limits(
        default=None, description="planned minutes"
    )
    proposer: Text = ""
    announced: date | None = Limits(
        default=None, description="announced later than the invitation, on this day"
    )
    note: LongText = ""


class ItemChange(Input):
    """Changed fields of an item; what is not given stays."""

    title: Title | None = None
    kind: ItemKind | None = None
    minutes: Annotated[int, Limits(ge=0, le=1440)] | None = None
    proposer: Text | None = None
    announced: date | None = None
    note: LongText | None = None


class PersonInput(Input):
    """A person of a meeting."""

    name: Person = Limits(description="short name of staff, contact, any name, or Name <mail>")
    role: Role = Role.MEMBER
    votes: Votes | None = Limits(default=None, description="shares in euros; default one vote")


class ProxyInput(Input):
    """A proxy: who votes for whom."""

    person: Person = Limits(description="who is away")
    holder: Person = Limits(description="who votes for him")
    day: date | None = Limits(default=None, description="of the paper; default today")


class SendingInput(Input):
    """An invitation, agenda or minutes went out."""

    how: Sent
    day: date | None = Limits(default=None, description="default today")
    persons: list[Person] = Limits(default=[], description="default everybody")
    paper: Paper = Paper.INVITATION
    note: Text = Limits(default="", description="number of the registered letter, and the like")


class OpenInput(Input):
    """A meeting is opened."""

    at: WallTime | None = Limits(default=None, description="default now")
    chair: Person | None = None
    keeper: Person | None = Limits(default=None, description="who keeps the minutes")
    present: list[Person] = Limits(default=[], description="who is there; all for everybody")
    waived: bool = Limits(
        default=False, description="all are there and nobody objects to form and notice"
    )
    despite: Text = Limits(default="", description="why it is opened although the notice is short")


class MotionInput(Input):
    """A motion."""

    item: int = Limits(ge=1, description="number of the item on the agenda")
    wording: Words
    motion: Text = Limits(default="", description="kind of motion; default the usual one")
    majority: Majority | None = Limits(default=None, description="default by the kind of motion")
    base: Base | None = Limits(default=None, description="default by the kind of motion")
    weighed: By | None = Limits(default=None, description="by heads or by votes")
    way: Way = Way.OPEN
    proposer: Text = ""
    banned: list[Person] = Limits(default=[], description="who must not vote on it")


class VoteInput(Input):
    """The votes on a motion: counted, or by name."""

    yes: Votes = 0
    no: Votes = 0
    abstain: Votes = 0
    invalid: Votes = 0
    names: dict[Person, Choice] = Limits(
        default={}, description="instead of counts: name and yes, no, abstain"
    )
    chair: Choice | None = Limits(default=None, description="the chair's own vote, for a tie")
    at: WallTime | None = Limits(default=None, description="default now")
    effective: date | None = Limits(default=None, description="effective from; default at once")

    @model_validator(mode="after")
    def _one_way(self) -> VoteInput:
        if self.names and (self.yes or self.no or self.abstain or self.invalid):
            raise ValueError(_("give counts or names, not both"))
        return self


class ElectionInput(Input):
    """A ballot of an election."""

    item: int = Limits(ge=1, description="number of the item on the agenda")
    post: Title = Limits(description="what is elected")
    votes: dict[Person, Votes] = Limits(default={}, description="candidates with their votes")
    seats: Annotated[int, Limits(ge=1, le=99)] = 1
    contest: Contest = Contest.RELATIVE
    tie: Tie = Tie.RUNOFF
    ballots: Votes = Limits(default=0, description="valid ballots, where each names several")
    lots: list[Person] = Limits(default=[], description="on whom the lot fell")
    before: int | None = Limits(default=None, description="the ballot that this one repeats")
    at: WallTime | None = Limits(default=None, description="default now")


class AcceptInput(Input):
    """Whether who was elected accepts."""

    name: Person
    acceptance: Acceptance = Acceptance.ACCEPTED


class MeetingTaskInput(Input):
    """A task that came out of a meeting."""

    title: Title
    owner: Text | None = Limits(default=None, description="short name of staff")
    due: date | None = None
    item: int | None = Limits(default=None, description="number of the item on the agenda")


class AddendumInput(Input):
    """An addendum to approved minutes."""

    text: Words
    author: Text = ""
    day: date | None = Limits(default=None, description="default today")


class ObjectionInput(Input):
    """An objection to minutes."""

    who: Person
    text: Words
    day: date | None = Limits(default=None, description="default today")


class ResolutionChange(Input):
    """What became of a resolution; what is not given stays."""

    done: bool | None = Limits(default=None, description="carried out, or open again")
    effective: date | None = None
    note: LongText | None = None


class MeetingTermsInput(Input):
    """Own rules of a kind of meeting from a day on; what is not given stays as the law has it."""

    kind: MeetingKind
    valid_from: date | None = Limits(default=None, description="first day; default today")
    notice: Many | None = Limits(default=None, description="notice in days or weeks")
    unit: NoticeUnit | None = None
    post_days: Annotated[int, Limits(ge=0, le=30)] | None = Limits(
        default=None, description="working days that the post takes"
    )
    agenda_days: Many | None = Limits(
        default=None, description="days before at which items must be announced"
    )
    form: Form | None = None
    quorum_base: QuorumBase | None = None
    quorum_num: Annotated[int, Limits(ge=0, le=1000)] | None = None
    quorum_den: Annotated[int, Limits(ge=1, le=1000)] | None = None
    quorum_more: bool | None = Limits(default=None, description="more than that, not just as much")
    weighed: By | None = None
    proxies: bool | None = None
    objection_days: Many | None = None
    chair_casts: bool | None = Limits(default=None, description="in a tie the chair decides")
    source: Text = Limits(default="", description="where it stands: § 8 of the articles")


class MajorityInput(Input):
    """The own majority of a kind of motion from a day on."""

    kind: MeetingKind
    motion: Annotated[Text, Limits(min_length=1, max_length=60)]
    majority: Majority
    base: Base = Base.CAST
    name: Text = Limits(default="", description="of a motion of the firm's own")
    valid_from: date | None = Limits(default=None, description="first day; default today")
    source: Text = ""


class TopicInput(Input):
    """A topic of instruction; a new key adds one."""

    topic: Annotated[Text, Limits(min_length=1, max_length=60)]
    name: Text = ""
    months: Annotated[int, Limits(ge=1, le=120)] = 12
    minor_months: Annotated[int, Limits(ge=1, le=120)] = 6
    roles: list[Text] = Limits(default=["all"], description="all, or roles of staff")
    law: Text = ""
    valid_from: date | None = Limits(default=None, description="first day; default today")
    ended: date | None = Limits(default=None, description="no longer needed from this day on")


class InstructionInput(Input):
    """An instruction that was held."""

    topics: Annotated[list[Text], Limits(min_length=1)]
    persons: Annotated[list[Person], Limits(min_length=1)] = Limits(
        description="short names of staff; all for everybody"
    )
    teacher: Person
    day: date | None = Limits(default=None, description="default today")
    meeting: int | None = Limits(default=None, description="number of the meeting")
    content: LongText = Limits(default="", description="hazards, measures, what was practised")
    language: Text = Limits(default="", description="spoken and understood")
    signed: bool = Limits(default=True, description="all of them signed")
