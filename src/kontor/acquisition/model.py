"""Tables and input models of winning customers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import model_validator
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.contacts.model  # noqa: F401
import kontor.sales.model.tables  # noqa: F401
from kontor.acquisition.kinds import (
    Basis,
    CampaignChannel,
    CampaignKind,
    CampaignState,
    FollowHow,
    LeadChannel,
    MemberState,
    Rhythm,
    Stage,
    StepHow,
    Unit,
    Urgency,
)
from kontor.base.i18n import _
from kontor.contacts.kinds import CustomerKind, Role
from kontor.sales.model.inputs import Percent
from kontor.store.fields import Choice, Day, Instant, Row
from kontor.store.inputs import Cents, Input, LongText, Moment, Text

Short = Annotated[Text, Limits(max_length=60)]
Name = Annotated[Text, Limits(max_length=200)]
Amount = Annotated[Cents, Limits(ge=0)]
Chance = Annotated[Percent, Limits(ge=0, le=10_000)]


class SourceRow(Row, table=True):
    """A source of the firm's own, or the end of one that comes along."""

    __tablename__ = "lead_source"
    source: str
    name: str | None = None
    ended: date | None = Field(default=None, sa_type=Day)


class SourceCostRow(Row, table=True):
    """What a source costs from a day on."""

    __tablename__ = "source_cost"
    source: str
    valid_from: date = Field(sa_type=Day)
    fixed_per_month: int = 0
    per_lead: int = 0
    pct_of_order: int = 0
    per_campaign: int = 0
    note: str = ""


class TargetListRow(Row, table=True):
    """A saved query of whom a campaign is for."""

    __tablename__ = "target_list"
    name: str
    query: str


class CampaignRow(Row, table=True):
    """A campaign."""

    __tablename__ = "campaign"
    name: str
    code: str
    kind: CampaignKind = Field(sa_type=Choice(CampaignKind))
    channel: CampaignChannel = Field(sa_type=Choice(CampaignChannel))
    source: str | None = None
    starts: date = Field(sa_type=Day)
    ends: date | None = Field(default=None, sa_type=Day)
    budget: int | None = None
    cost: int = 0
    area: str = ""
    subject: str = ""
    text: str = ""
    state: CampaignState = Field(default=CampaignState.PLANNED, sa_type=Choice(CampaignState))
    note: str = ""


class MemberRow(Row, table=True):
    """A contact in a campaign."""

    __tablename__ = "campaign_member"
    campaign: int = Field(foreign_key="campaign.id")
    contact: int = Field(foreign_key="contact.id")
    added: str
    state: MemberState = Field(default=MemberState.PLANNED, sa_type=Choice(MemberState))
    reason: str = ""
    consent: int | None = None
    sent: date | None = Field(default=None, sa_type=Day)
    answered: date | None = Field(default=None, sa_type=Day)
    document: int | None = None


class LeadRow(Row, table=True):
    """A lead."""

    __tablename__ = "lead"
    received: datetime = Field(sa_type=Instant)
    channel: LeadChannel = Field(sa_type=Choice(LeadChannel))
    source: str
    campaign: int | None = Field(default=None, foreign_key="campaign.id")
    contact: int | None = Field(default=None, foreign_key="contact.id")
    site: int | None = Field(default=None, foreign_key="site.id")
    referrer: int | None = Field(default=None, foreign_key="contact.id")
    name: str = ""
    firm: str = ""
    phone: str = ""
    phone_normal: str = ""
    mail: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    city: str = ""
    name_key: str = ""
    place_key: str = ""
    trade: str = ""
    subject: str = ""
    text: str = ""
    wish: date | None = Field(default=None, sa_type=Day)
    budget: int | None = None
    urgency: Urgency = Field(default=Urgency.NORMAL, sa_type=Choice(Urgency))
    kilometres: int | None = None
    owner: str = ""
    stage: Stage = Field(default=Stage.NEW, sa_type=Choice(Stage))
    entered: date = Field(sa_type=Day)
    chance: int | None = None
    value: int | None = None
    answered: datetime | None = Field(default=None, sa_type=Instant)
    next_action: str = ""
    next_day: date | None = Field(default=None, sa_type=Day)
    visit: str | None = None
    until: date | None = Field(default=None, sa_type=Day)
    decided: date | None = Field(default=None, sa_type=Day)
    reason: str = ""
    reason_note: str = ""
    lost_to: str = ""
    lost_price: int | None = None
    duplicate_of: int | None = Field(default=None, foreign_key="lead.id")
    inquiry: int | None = Field(default=None, foreign_key="sales_document.id")
    origin: str = ""
    data_source: str = ""
    delete_on: date | None = Field(default=None, sa_type=Day)


class MoveRow(Row, table=True):
    """A change of stage."""

    __tablename__ = "lead_move"
    lead: int = Field(foreign_key="lead.id")
    day: date = Field(sa_type=Day)
    old: Stage = Field(sa_type=Choice(Stage))
    new: Stage = Field(sa_type=Choice(Stage))


class FollowUpRow(Row, table=True):
    """What was done to follow up."""

    __tablename__ = "follow_up"
    lead: int | None = Field(default=None, foreign_key="lead.id")
    quote: int | None = Field(default=None, foreign_key="sales_document.id")
    step: int
    day: date = Field(sa_type=Day)
    how: FollowHow = Field(sa_type=Choice(FollowHow))
    note: str = ""
    until: date | None = Field(default=None, sa_type=Day)


class ChanceRow(Row, table=True):
    """An own chance of a stage."""

    __tablename__ = "stage_chance"
    stage: Stage = Field(sa_type=Choice(Stage))
    valid_from: date = Field(sa_type=Day)
    chance: int


class RhythmRow(Row, table=True):
    """A step of an own rhythm."""

    __tablename__ = "rhythm_step"
    rhythm: Rhythm = Field(sa_type=Choice(Rhythm))
    valid_from: date = Field(sa_type=Day)
    step: int
    basis: Basis = Field(sa_type=Choice(Basis))
    amount: int
    unit: Unit = Field(sa_type=Choice(Unit))
    how: StepHow = Field(sa_type=Choice(StepHow))
    text: str


class LeadFields(Input):
    """What is known of a lead; nothing of it is needed at once."""

    name: Name = Limits(default="", description="as said; a contact is named with --contact")
    firm: Name = ""
    phone: Short = ""
    mail: Annotated[Text, Limits(max_length=254)] = ""
    street: Text = ""
    house_number: Short = ""
    postcode: Short = ""
    city: Text = ""
    contact: Text | None = Limits(default=None, description="name, account number or contacts:id")
    site: Text | None = Limits(default=None, description="name or reference of the site")
    referrer: Text | None = Limits(default=None, description="contact that recommended us")
    campaign: Text | None = Limits(default=None, description="code or name of a campaign")
    source: Text | None = Limits(default=None, description="key or name of the source")
    trade: Short = Limits(default="", description="what work it is about")
    subject: Text = ""
    text: LongText = Limits(default="", description="what was said or written")
    wish: date | None = Limits(default=None, description="wanted date")
    budget: Amount | None = None
    value: Amount | None = Limits(default=None, description="estimated net value")
    urgency: Urgency = Urgency.NORMAL
    kilometres: Annotated[int, Limits(ge=0, le=2000)] | None = Limits(
        default=None, description="way to the site"
    )
    owner: Short = Limits(default="", description="who takes care")
    chance: Chance | None = Limits(default=None, description="in percent; default by the stage")
    next_action: Text = ""
    next_day: date | None = None
    data_source: Text = Limits(default="", description="where the address comes from")


class LeadInput(LeadFields):
    """A new lead. One word about who or what is enough."""

    channel: LeadChannel = LeadChannel.PHONE
    received: Moment | None = Limits(default=None, description="day and time; default now")
    answered: Moment | None = Limits(default=None, description="first answer, if there was one")
    origin: Text = Limits(default="", description="what it was read from: nothing comes twice")

    @model_validator(mode="after")
    def _something(self) -> LeadInput:
        named = (self.name, self.firm, self.phone, self.mail, self.contact, self.subject, self.text)
        if not any(named):
            raise ValueError(_("say who it was or what it is about"))
        if self.answered and self.received and self.answered < self.received:
            raise ValueError(_("the answer lies before the arrival"))
        return self


class LeadChange(LeadFields):
    """Changed fields of a lead; what is not given stays."""

    channel: LeadChannel | None = None
    received: Moment | None = None
    answered: Moment | None = None


class AnsweredInput(Input):
    """Somebody was answered for the first time."""

    at: Moment | None = Limits(default=None, description="day and time; default now")
    note: Text = ""


class VisitInput(Input):
    """An agreed site visit (Ortstermin): a note with day and time."""

    at: Annotated[str, Limits(pattern=r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$")] = Limits(
        description="2026-03-20 or 2026-03-20 08:30"
    )
    note: Text = ""


class LostInput(Input):
    """A lead is lost: why, to whom, at which price."""

    reason: Text = Limits(min_length=1, description="key or name of the reason")
    note: Text = ""
    lost_to: Name = Limits(default="", description="competitor")
    lost_price: Amount | None = Limits(default=None, description="the competitor's net price")
    day: date | None = Limits(default=None, description="default today")


class WonInput(Input):
    """A lead is won without a quote of ours."""

    reason: Text = Limits(default="", description="key or name of the reason")
    note: Text = ""
    value: Amount | None = Limits(default=None, description="net value of the order")
    day: date | None = Limits(default=None, description="default today")


class ConvertInput(Input):
    """What becomes of a lead: its contact, its enquiry, the draft of a quote."""

    to: Literal["contact", "inquiry", "quote"] = "quote"
    contact: Text | None = Limits(default=None, description="an existing contact to take")
    new_contact: bool = Limits(default=False, description="add it although a similar one is there")
    role: Role = Role.PROSPECT
    kind: CustomerKind | None = Limits(default=None, description="kind of customer")
    site: bool = Limits(default=True, description="the address is a site of the contact as well")


class FollowInput(Input):
    """What was done to follow up."""

    how: FollowHow
    note: Text = ""
    day: date | None = Limits(default=None, description="default today")
    until: date | None = Limits(default=None, description="day on which it comes back")

    @model_validator(mode="after")
    def _until(self) -> FollowInput:
        if (self.how in {FollowHow.SNOOZE, FollowHow.APPOINTMENT}) != (self.until is not None):
            raise ValueError(_("a snooze and an appointment have a day, nothing else has one"))
        return self


class StepInput(Input):
    """A step of a rhythm."""

    basis: Basis = Limits(default=Basis.START, description="start or validity")
    amount: Annotated[int, Limits(ge=-90, le=365)]
    unit: Unit = Limits(default=Unit.WORKING, description="working days or days")
    how: StepHow = StepHow.CALL
    text: Annotated[Text, Limits(min_length=1)]


class RhythmInput(Input):
    """An own rhythm of following up from a day on; no steps mean: none at all."""

    rhythm: Rhythm
    valid_from: date | None = Limits(default=None, description="first day; empty: today")
    steps: Annotated[list[StepInput], Limits(min_length=1, max_length=20)]


class ChanceInput(Input):
    """An own chance of a stage from a day on."""

    stage: Stage
    chance: Chance = Limits(description="in percent")
    valid_from: date | None = Limits(default=None, description="first day; empty: today")


class SourceInput(Input):
    """A source: its name, its end, what it costs from a day on."""

    source: Text = Limits(min_length=1, description="key or name; a new name adds a source")
    ended: date | None = Limits(default=None, description="no longer offered from this day on")
    valid_from: date | None = Limits(default=None, description="the costs hold from this day on")
    fixed_per_month: Amount | None = None
    per_lead: Amount | None = None
    pct_of_order: Annotated[Percent, Limits(ge=0, le=10_000)] | None = None
    per_campaign: Amount | None = None
    note: Text = ""


class TargetInput(Input):
    """Whom a campaign is for: every condition that is given must hold."""

    roles: list[Role] = []
    kinds: list[CustomerKind] = Limits(default=[], description="kinds of customers")
    postcodes: list[Short] = Limits(default=[], description="begins of postcodes")
    trade: Short = Limits(default="", description="word in what was done or asked for")
    worked_from: date | None = Limits(default=None, description="work was billed from here on")
    worked_to: date | None = Limits(default=None, description="work was billed until here")
    quiet_since: date | None = Limits(default=None, description="nothing billed since this day")
    least: Amount | None = Limits(default=None, description="net billed in this time at least")
    lost: bool = Limits(default=False, description="a lead of theirs was lost or rests")
    reachable: bool = Limits(default=True, description="only who the channel can reach")


class TargetListInput(TargetInput):
    """A saved query."""

    name: Annotated[Name, Limits(min_length=1)]


class CampaignFields(Input):
    """What is known of a campaign."""

    source: Text | None = Limits(default=None, description="source that its leads get")
    ends: date | None = None
    budget: Amount | None = None
    cost: Amount = Limits(default=0, description="paid for printing, postage, the stand")
    area: Text = ""
    subject: Text = ""
    text: LongText = Limits(default="", description="letter or mail; names in braces are filled in")
    note: LongText = ""


class CampaignInput(CampaignFields):
    """A new campaign."""

    name: Annotated[Name, Limits(min_length=1)]
    channel: CampaignChannel = CampaignChannel.LETTER
    kind: CampaignKind = CampaignKind.OTHER
    code: Annotated[Text, Limits(max_length=20)] = Limits(
        default="", description="on the paper; default made of the name"
    )
    starts: date | None = Limits(default=None, description="default today")


class CampaignChange(CampaignFields):
    """Changed fields of a campaign; what is not given stays."""

    name: Annotated[Name, Limits(min_length=1)] | None = None
    channel: CampaignChannel | None = None
    kind: CampaignKind | None = None
    starts: date | None = None


class MemberInput(Input):
    """What became of a member of a campaign."""

    contact: Text = Limits(description="name, account number or contacts:id")
    state: Literal["answered", "declined", "undeliverable", "planned", "excluded"] = "answered"
    reason: Text = ""
    day: date | None = Limits(default=None, description="default today")
