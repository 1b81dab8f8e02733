"""Values of winning customers, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Stage(StrEnum):
    """Where a lead stands (Stufe)."""

    NEW = "new"
    CONTACT = "contact"
    VISIT = "visit"
    QUOTING = "quoting"
    QUOTED = "quoted"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"
    DORMANT = "dormant"


OPEN = (
    Stage.NEW, Stage.CONTACT, Stage.VISIT, Stage.QUOTING, Stage.QUOTED, Stage.NEGOTIATION,
)  # fmt: skip
DECIDED = (Stage.WON, Stage.LOST)


class LeadChannel(StrEnum):
    """On which way a lead came in (Kanal)."""

    PHONE = "phone"
    MAIL = "mail"
    WEB = "web"
    PORTAL = "portal"
    PERSONAL = "personal"
    FAIR = "fair"
    POST = "post"


class Urgency(StrEnum):
    """How much a lead presses (Dringlichkeit)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    EMERGENCY = "emergency"


class FollowHow(StrEnum):
    """What was done to follow up (Nachfassen)."""

    CALL = "call"
    LETTER = "letter"
    MAIL = "mail"
    APPOINTMENT = "appointment"
    SNOOZE = "snooze"
    DONE = "done"


class Rhythm(StrEnum):
    """Which plan of following up: after a quote went out, or while nobody answered a lead."""

    QUOTE = "quote"
    LEAD = "lead"


class Basis(StrEnum):
    """Where a step counts from: quote sent or lead received, or the end of the binding period."""

    START = "start"
    VALIDITY = "validity"


class Unit(StrEnum):
    """How a step counts: working days, or calendar days moved on to a working day."""

    WORKING = "working"
    DAYS = "days"


class StepHow(StrEnum):
    """What a step of the rhythm proposes; `close`: close it, extend it or let it rest."""

    CALL = "call"
    LETTER = "letter"
    MAIL = "mail"
    CLOSE = "close"


class CampaignChannel(StrEnum):
    """How a campaign reaches people; the first three name each one of them."""

    LETTER = "letter"
    MAIL = "mail"
    PHONE = "phone"
    FLYER = "flyer"
    AD = "ad"
    FAIR = "fair"
    WEB = "web"


ADDRESSED = frozenset({CampaignChannel.LETTER, CampaignChannel.MAIL, CampaignChannel.PHONE})


class CampaignKind(StrEnum):
    """What a campaign is about (Anlass)."""

    SPRING_PAINT = "spring_paint"
    HEATING_CHECK = "heating_check"
    WINDOW_CARE = "window_care"
    WINTER_OFFER = "winter_offer"
    NEWSLETTER = "newsletter"
    REFERRAL = "referral"
    REVIEW = "review"
    OTHER = "other"


class CampaignState(StrEnum):
    """Where a campaign stands."""

    PLANNED = "planned"
    SENT = "sent"
    CLOSED = "closed"


class MemberState(StrEnum):
    """Where a member of a campaign stands."""

    PLANNED = "planned"
    SENT = "sent"
    ANSWERED = "answered"
    LEAD = "lead"
    ORDERED = "ordered"
    DECLINED = "declined"
    UNDELIVERABLE = "undeliverable"
    EXCLUDED = "excluded"


class StageTerms(NamedTuple):
    """A stage with its default chance (1/10,000) from a day on."""

    stage: Stage
    valid_from: date
    chance: int


class Reason(NamedTuple):
    """Why a lead was won or lost; the word in both languages."""

    key: str
    won: bool
    de: str
    en: str


class SourceName(NamedTuple):
    """A source (Herkunft) by key; `own`: the firm named it itself."""

    key: str
    name: str
    own: bool = False
    ended: date | None = None


class SourceCost(NamedTuple):
    """What a source costs from a day on; cents, `pct_of_order` in 1/10,000."""

    source: str
    valid_from: date
    fixed_per_month: int = 0
    per_lead: int = 0
    pct_of_order: int = 0
    per_campaign: int = 0
    note: str = ""


class RhythmStep(NamedTuple):
    """One step of following up. `text` says what to ask; of own steps it is the firm's word."""

    step: int
    basis: Basis
    amount: int
    unit: Unit
    how: StepHow
    text: str


class RhythmPlan(NamedTuple):
    """A rhythm (Nachfassplan) from a day on."""

    rhythm: Rhythm
    valid_from: date
    steps: tuple[RhythmStep, ...]
    own: bool = False


class Done(NamedTuple):
    """What was done at a step; `until` is the day a snooze ends."""

    step: int
    day: date
    how: FollowHow
    until: date | None = None


class NextStep(NamedTuple):
    """The step that is next, and its day."""

    step: int
    day: date
    how: StepHow
    text: str


class LeadDraft(NamedTuple):
    """What is compared to find doubles of a lead; everything in normal form."""

    name: str
    phone: str = ""
    mail: str = ""
    name_key: str = ""
    place_key: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    origin: str = ""
    lead: int = 0


class Decided(NamedTuple):
    """A lead with its end, as the figures need it; cents net, instants and days.

    Attributes:
        stage: where it stands.
        received: instant of its arrival; `answered` of the first answer.
        quoted: day on which the first quote went out; `quote_net` the last one's net.
        decided: day of the end.
        won_net: net of the order.
        contact: id of the contact, where there is one.
        size: class of the value, `speed` class of the time to the quote.
        follow_ups: how often somebody followed up.
    """

    lead: int
    stage: Stage
    source: str
    channel: str
    trade: str
    postcode: str
    received: datetime
    answered: datetime | None
    quoted: date | None
    quote_net: int | None
    decided: date | None
    won_net: int | None
    value: int | None
    chance: int
    reason: str = ""
    lost_to: str = ""
    lost_price: int | None = None
    contact: int | None = None
    follow_ups: int = 0


class LeadMoved(NamedTuple):
    """Event: a lead came to another stage."""

    lead: int
    old: Stage
    new: Stage
    day: date


class VisitAgreed(NamedTuple):
    """Event: a day was agreed on with a lead or about a quote; the calendar takes it in.

    Attributes:
        ref: `acquisition:5`, or `sales:12` of a quote.
        at: `2026-03-20`, or with its time `2026-03-20 08:30`.
        visit: a site visit; else somebody will be followed up.
    """

    ref: str
    at: str
    title: str
    note: str = ""
    contact: int | None = None
    site: int | None = None
    place: str = ""
    owner: str = ""
    visit: bool = True
