"""Tables and inputs of consent (Einwilligung) and objection (Widerspruch)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of this room: SQLAlchemy has to know them.
import kontor.contacts.model  # noqa: F401
from kontor.contacts.consent_kinds import Basis, Ground, How, Purpose, Way
from kontor.store.fields import Choice, Day, Row
from kontor.store.inputs import Input, LongText, Text

Advertised = Literal["advertising", "newsletter", "review", "referral"]
Said = Literal["form", "oral", "mail", "web", "letter"]


class ConsentTextRow(Row, table=True):
    """The firm's own text of the consent from a day on."""

    __tablename__ = "consent_text"
    language: str
    valid_from: date = Field(sa_type=Day)
    text: str


class ConsentRow(Row, table=True):
    """A consent with its whole wording and what proves it; only its withdrawal is added."""

    __tablename__ = "consent"
    contact: int = Field(foreign_key="contact.id")
    channel: Way = Field(sa_type=Choice(Way))
    purpose: Purpose = Field(sa_type=Choice(Purpose))
    basis: Basis = Field(sa_type=Choice(Basis))
    given: date = Field(sa_type=Day)
    how: How = Field(sa_type=Choice(How))
    wording: str
    version: str
    recorded_by: str = ""
    file: str | None = None
    note: str = ""
    ends: date | None = Field(default=None, sa_type=Day)
    keep_until: date = Field(sa_type=Day)
    withdrawn: date | None = Field(default=None, sa_type=Day)
    withdrawn_how: How | None = Field(default=None, sa_type=Choice(How))


class ObjectionRow(Row, table=True):
    """An objection to advertising; without channel against all; only its lifting is added."""

    __tablename__ = "objection"
    contact: int = Field(foreign_key="contact.id")
    channel: Way | None = Field(default=None, sa_type=Choice(Way))
    day: date = Field(sa_type=Day)
    how: How = Field(sa_type=Choice(How))
    note: str = ""
    lifted: date | None = Field(default=None, sa_type=Day)
    lifted_how: How | None = Field(default=None, sa_type=Choice(How))


class ConsentUseRow(Row, table=True):
    """One contact for advertising and what allowed it."""

    __tablename__ = "consent_use"
    contact: int = Field(foreign_key="contact.id")
    consent: int | None = Field(default=None, foreign_key="consent.id")
    channel: Way = Field(sa_type=Choice(Way))
    purpose: Purpose = Field(sa_type=Choice(Purpose))
    day: date = Field(sa_type=Day)
    ground: Ground = Field(sa_type=Choice(Ground))
    law: str
    ref: str = ""
    note: str = ""
    keep_until: date = Field(sa_type=Day)


class ConsentInput(Input):
    """A consent as it was given: one record for each way of contact."""

    channels: Annotated[list[Way], Limits(min_length=1)]
    purpose: Advertised = "advertising"
    basis: Literal["consent", "sale"] = Limits(
        default="consent", description="sale: address from a sale, right to object was named"
    )
    day: date
    how: Said = "form"
    wording: LongText | None = Limits(
        default=None, description="text that was agreed to; without it the one in force"
    )
    recorded_by: Text = ""
    stored: Annotated[str, Limits(pattern=r"^[0-9a-f]{64}$")] | None = Limits(
        default=None, description="SHA-256 of the stored proof"
    )
    ends: date | None = Limits(default=None, description="last day on which it holds")
    note: LongText = ""


class EndInput(Input):
    """The end of a consent, or of an objection."""

    day: date
    how: Said = "oral"


class ObjectionInput(Input):
    """An objection to advertising; without channel against all of them."""

    channel: Way | None = None
    day: date
    how: Said = "oral"
    note: LongText = ""


class UseInput(Input):
    """A contact for advertising."""

    channel: Way
    purpose: Purpose = Purpose.ADVERTISING
    day: date
    ref: Text = Limits(default="", description="what it was, such as acquisition:campaign/3")
    note: Text = ""


class ConsentTextInput(Input):
    """The firm's own text of the consent from a day on."""

    language: Literal["de", "en"] = "de"
    valid_from: date
    text: Annotated[LongText, Limits(min_length=20)] = Limits(
        description="with {firm}, {channels}, {purpose}, {mail}"
    )
