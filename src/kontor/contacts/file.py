"""Tables and inputs of the customer file: facts, days, relations, referrals, requests."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of this room: SQLAlchemy has to know them.
import kontor.contacts.model  # noqa: F401
from kontor.contacts.file_kinds import (
    DayKind,
    FactKind,
    RelationKind,
    RequestKind,
    ReviewResult,
)
from kontor.store.fields import Choice, Day, Flag, Row
from kontor.store.inputs import Cents, Input, LongText, Text

Who = Annotated[Text, Limits(min_length=1, description="name, number or reference")]
Given = Annotated[Text, Limits(min_length=1)]


class FactRow(Row, table=True):
    """A quick fact or a preferred time."""

    __tablename__ = "fact"
    contact: int = Field(foreign_key="contact.id")
    kind: FactKind = Field(sa_type=Choice(FactKind))
    text: str


class SpecialDayRow(Row, table=True):
    """An important day."""

    __tablename__ = "special_day"
    contact: int = Field(foreign_key="contact.id")
    kind: DayKind = Field(sa_type=Choice(DayKind))
    label: str = ""
    day: date = Field(sa_type=Day)
    yearly: bool = Field(default=True, sa_type=Flag)


class RelationRow(Row, table=True):
    """A relation between two contacts."""

    __tablename__ = "relation"
    contact: int = Field(foreign_key="contact.id")
    other: int = Field(foreign_key="contact.id")
    kind: RelationKind = Field(sa_type=Choice(RelationKind))
    note: str = ""


class ReferralRow(Row, table=True):
    """A referral; the reward in cents."""

    __tablename__ = "referral"
    contact: int = Field(foreign_key="contact.id")
    referrer: int = Field(foreign_key="contact.id")
    day: date = Field(sa_type=Day)
    note: str = ""
    reward: int | None = None
    thanked: date | None = Field(default=None, sa_type=Day)


class ReviewRequestRow(Row, table=True):
    """A request for a review after an acceptance."""

    __tablename__ = "review_request"
    contact: int = Field(foreign_key="contact.id")
    ref: str
    day: date = Field(sa_type=Day)
    result: ReviewResult = Field(sa_type=Choice(ReviewResult))
    note: str = ""


class PrivacyRequestRow(Row, table=True):
    """A request of a person about own data."""

    __tablename__ = "privacy_request"
    contact: int = Field(foreign_key="contact.id")
    kind: RequestKind = Field(sa_type=Choice(RequestKind))
    day: date = Field(sa_type=Day)
    due: date = Field(sa_type=Day)
    done: date | None = Field(default=None, sa_type=Day)
    note: str = ""


class NotDoubleRow(Row, table=True):
    """Two contacts that look alike and are not the same."""

    __tablename__ = "not_double"
    first: int = Field(foreign_key="contact.id")
    second: int = Field(foreign_key="contact.id")


class FactInput(Input):
    """Something to know at once, or when somebody is best reached."""

    kind: FactKind = FactKind.FACT
    text: Given


class SpecialDayInput(Input):
    """An important day."""

    kind: DayKind = DayKind.BIRTHDAY
    day: date
    label: Text = ""
    once: bool = Limits(default=False, description="does not come back every year")


class RelationInput(Input):
    """What the contact is to another one."""

    other: Who
    kind: RelationKind = RelationKind.OTHER
    note: Text = ""


class ReferralInput(Input):
    """Who recommended us to the contact."""

    referrer: Who
    day: date
    note: Text = ""
    reward: Annotated[Cents, Limits(gt=0)] | None = None


class PrivacyRequestInput(Input):
    """What the person asks for, and when it came in."""

    kind: RequestKind = RequestKind.DISCLOSURE
    day: date
    note: LongText = ""


class ReviewInput(Input):
    """What became of asking for a review after an acceptance."""

    ref: Given = Limits(description="the acceptance, such as sales:12")
    day: date
    result: ReviewResult = ReviewResult.ASKED
    channel: Annotated[str, Limits(pattern="^(mail|phone|letter|sms|messenger)$")] = "mail"
    note: Text = ""
