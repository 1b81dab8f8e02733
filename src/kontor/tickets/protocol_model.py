"""Tables and input models of checklists and service protocols."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.documents.model  # noqa: F401
import kontor.tickets.model  # noqa: F401
from kontor.store.fields import Choice, Day, Flag, Row, Scaled
from kontor.store.inputs import Input, LongText, Text
from kontor.tickets.kinds import TicketKind
from kontor.tickets.protocol_kinds import ItemType

Short = Annotated[Text, Limits(max_length=60)]
Name = Annotated[Text, Limits(max_length=200)]
Key = Annotated[Text, Limits(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="short, as in windows")]


class ChecklistRow(Row, table=True):
    """A checklist of the firm's own from a day on."""

    __tablename__ = "checklist"
    checklist: str
    valid_from: date = Field(sa_type=Day)
    name: str
    kinds: str = ""
    months: int | None = None
    law: str = ""
    used: bool = Field(default=True, sa_type=Flag)


class ChecklistItemRow(Row, table=True):
    """An item of a checklist of the firm's own."""

    __tablename__ = "checklist_item"
    checklist: int = Field(foreign_key="checklist.id")
    place: int
    text: str
    type: ItemType = Field(sa_type=Choice(ItemType))
    unit: str = ""
    low: int | None = Field(default=None, sa_type=Scaled(3))
    high: int | None = Field(default=None, sa_type=Scaled(3))
    choices: str = ""
    required: bool = Field(default=False, sa_type=Flag)


class ProtocolRow(Row, table=True):
    """A service protocol of a case."""

    __tablename__ = "protocol"
    ticket: int = Field(foreign_key="ticket.id")
    number: int
    checklist: str
    title: str
    law: str = ""
    language: str
    day: date = Field(sa_type=Day)
    worker: str = ""
    device: int | None = Field(default=None, foreign_key="device.id")
    note: str = ""
    next_due: date | None = Field(default=None, sa_type=Day)
    replaces: int | None = Field(default=None, foreign_key="protocol.id")
    signed: date | None = Field(default=None, sa_type=Day)
    sign_place: str = ""
    signer: str = ""
    unsigned: str = ""
    picture: str | None = None
    document: int | None = Field(default=None, foreign_key="document.id")


class ProtocolItemRow(Row, table=True):
    """An item of a protocol with its answer."""

    __tablename__ = "protocol_item"
    protocol: int = Field(foreign_key="protocol.id")
    place: int
    text: str
    type: ItemType = Field(sa_type=Choice(ItemType))
    unit: str = ""
    low: int | None = Field(default=None, sa_type=Scaled(3))
    high: int | None = Field(default=None, sa_type=Scaled(3))
    choices: str = ""
    required: bool = Field(default=False, sa_type=Flag)
    value: str = ""
    number: int | None = Field(default=None, sa_type=Scaled(3))
    sha256: str | None = None


class ProtocolAddendumRow(Row, table=True):
    """What was added to a signed protocol."""

    __tablename__ = "protocol_addendum"
    protocol: int = Field(foreign_key="protocol.id")
    day: date = Field(sa_type=Day)
    author: str = ""
    text: str


class ChecklistInput(Input):
    """A checklist of the firm's own from a day on; the lines of its items as people write them."""

    checklist: Key
    name: Annotated[Name, Limits(min_length=1)]
    items: Annotated[LongText, Limits(
        min_length=1, description="a line each: what | tick, number mm 2–4 *, choice a, b!, text",
    )]  # fmt: skip
    valid_from: date | None = Limits(default=None, description="empty: today")
    kinds: list[TicketKind] = Limits(default=[], description="kinds of case it is offered for")
    months: Annotated[int, Limits(ge=1, le=240)] | None = Limits(
        default=None, description="months until it is due again"
    )
    law: Name = ""


class ProtocolChange(Input):
    """What is changed in a protocol; what is not given stays.

    `answers` by the number of the item: yes, no, skip; a number; the choice; the text.
    """

    day: date | None = None
    worker: Short | None = None
    device: int | None = Limits(default=None, description="id of the device; else that of the case")
    note: LongText | None = None
    next_due: date | None = Limits(default=None, description="null: never; default by checklist")
    answers: dict[Annotated[str, Limits(pattern=r"^[1-9]\d?\d?$")], LongText] = Limits(default={})


class ProtocolInput(ProtocolChange):
    """A new protocol of a case."""

    checklist: Key


class SignInput(Input):
    """Who signs for the customer; or why nobody does."""

    signer: Name = Limits(default="", description="name of who signs")
    place: Short = Limits(default="", description="where it was signed")
    day: date | None = Limits(default=None, description="empty: today")
    unsigned: Name = Limits(default="", description="why nobody signs, such as: not there")


class ProtocolAddendum(Input):
    """What is added to a signed protocol."""

    text: Annotated[LongText, Limits(min_length=1)]
    author: Short = ""
    day: date | None = Limits(default=None, description="empty: today")
