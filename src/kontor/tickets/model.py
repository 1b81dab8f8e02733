"""Tables and input models of cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.contacts.devices  # noqa: F401
import kontor.contacts.model  # noqa: F401
import kontor.receivables.model  # noqa: F401
import kontor.sales.model.tables  # noqa: F401
from kontor.sales.model.inputs import NetPrice, Quantity
from kontor.store.fields import Choice, Day, Instant, Row
from kontor.store.inputs import Cents, Input, LongText, Moment, Text
from kontor.tickets.kinds import (
    Cause,
    Direction,
    LineKind,
    LineState,
    LinkKind,
    NoteKind,
    Priority,
    Result,
    TicketKind,
    TicketState,
    WaitsFor,
)

ALWAYS = date(2000, 1, 1)  # a text without a day holds from here on
Short = Annotated[Text, Limits(max_length=60)]
Name = Annotated[Text, Limits(max_length=200)]
Subject = Annotated[Text, Limits(min_length=1, max_length=200)]


class TicketRow(Row, table=True):
    """A case."""

    __tablename__ = "ticket"
    number: str
    kind: TicketKind = Field(sa_type=Choice(TicketKind))
    priority: Priority = Field(default=Priority.NORMAL, sa_type=Choice(Priority))
    subject: str
    text: str = ""
    contact: int | None = Field(default=None, foreign_key="contact.id")
    caller: str = ""
    phone: str = ""
    mail: str = ""
    site: int | None = Field(default=None, foreign_key="site.id")
    device: int | None = Field(default=None, foreign_key="device.id")
    sales_order: int | None = Field(default=None, foreign_key="sales_document.id")
    invoice: int | None = Field(default=None, foreign_key="sales_document.id")
    reference: str = ""
    received: datetime = Field(sa_type=Instant)
    answered: datetime | None = Field(default=None, sa_type=Instant)
    noticed: date | None = Field(default=None, sa_type=Day)
    promised: date | None = Field(default=None, sa_type=Day)
    owner: str = ""
    state: TicketState = Field(default=TicketState.NEW, sa_type=Choice(TicketState))
    entered: datetime = Field(sa_type=Instant)
    waits_for: WaitsFor | None = Field(default=None, sa_type=Choice(WaitsFor))
    until: date | None = Field(default=None, sa_type=Day)
    appointment: str = ""
    reason: str = ""
    solution: str = ""
    cause: Cause = Field(default=Cause.UNKNOWN, sa_type=Choice(Cause))
    part: str = ""
    payer: Result | None = Field(default=None, sa_type=Choice(Result))
    payer_reason: str = ""
    cost_notice: date | None = Field(default=None, sa_type=Day)
    cost_ok: date | None = Field(default=None, sa_type=Day)
    cost_ok_how: str = ""
    estimate: int | None = None
    block: int | None = Field(default=None, foreign_key="reminder_block.id")
    claim_partner: int | None = Field(default=None, foreign_key="contact.id")
    claim_until: date | None = Field(default=None, sa_type=Day)
    claimed: date | None = Field(default=None, sa_type=Day)
    satisfaction: int | None = None
    satisfaction_note: str = ""
    merged_into: int | None = Field(default=None, foreign_key="ticket.id")
    origin: str = ""


class MoveRow(Row, table=True):
    """A change of state."""

    __tablename__ = "ticket_move"
    ticket: int = Field(foreign_key="ticket.id")
    at: datetime = Field(sa_type=Instant)
    old: TicketState = Field(sa_type=Choice(TicketState))
    new: TicketState = Field(sa_type=Choice(TicketState))
    waits_for: WaitsFor | None = Field(default=None, sa_type=Choice(WaitsFor))
    reason: str = ""


class NoteRow(Row, table=True):
    """Something said or written in a case."""

    __tablename__ = "ticket_note"
    ticket: int = Field(foreign_key="ticket.id")
    at: datetime = Field(sa_type=Instant)
    kind: NoteKind = Field(sa_type=Choice(NoteKind))
    direction: Direction = Field(default=Direction.NONE, sa_type=Choice(Direction))
    author: str = ""
    subject: str = ""
    text: str = ""
    message_id: str = ""
    reference: str = ""


class FileRow(Row, table=True):
    """A file of a case."""

    __tablename__ = "ticket_file"
    ticket: int = Field(foreign_key="ticket.id")
    note: int | None = Field(default=None, foreign_key="ticket_note.id")
    name: str
    mime: str
    sha256: str
    size: int


class LineRow(Row, table=True):
    """A line of work."""

    __tablename__ = "ticket_line"
    ticket: int = Field(foreign_key="ticket.id")
    day: date = Field(sa_type=Day)
    kind: LineKind = Field(sa_type=Choice(LineKind))
    text: str
    quantity: int
    unit: str
    price: int = 0
    cost: int = 0
    worker: str = ""
    state: LineState = Field(default=LineState.OPEN, sa_type=Choice(LineState))
    invoice: int | None = Field(default=None, foreign_key="sales_document.id")


class LinkRow(Row, table=True):
    """Two cases that belong together."""

    __tablename__ = "ticket_link"
    ticket: int = Field(foreign_key="ticket.id")
    other: int = Field(foreign_key="ticket.id")
    kind: LinkKind = Field(sa_type=Choice(LinkKind))


class AnswerRow(Row, table=True):
    """A text that is often needed."""

    __tablename__ = "canned_answer"
    name: str
    language: str = "de"
    kind: str = ""
    subject: str = ""
    text: str
    valid_from: date = Field(default=ALWAYS, sa_type=Day)


class LevelRow(Row, table=True):
    """Own times of a kind of case."""

    __tablename__ = "service_level"
    kind: TicketKind = Field(sa_type=Choice(TicketKind))
    valid_from: date = Field(sa_type=Day)
    respond: int
    solve: int


class TicketFields(Input):
    """What is known of a case."""

    priority: Priority | None = None
    text: LongText | None = None
    contact: Text | None = Limits(default=None, description="name, number or contacts:id")
    caller: Name | None = Limits(default=None, description="as said, where no contact is known")
    phone: Short | None = None
    mail: Annotated[Text, Limits(max_length=254)] | None = None
    site: Text | None = Limits(default=None, description="name of the site or site:id")
    device: int | None = Limits(default=None, description="id of the device")
    order: Short | None = Limits(default=None, description="number of the order")
    invoice: Short | None = Limits(default=None, description="number of the invoice complained of")
    reference: Short | None = Limits(default=None, description="receipts:4, calendar:9 …")
    noticed: date | None = Limits(default=None, description="day of the notice of a defect")
    promised: date | None = Limits(default=None, description="date told to or set by the customer")
    owner: Short | None = None
    part: Name | None = Limits(default=None, description="part of the order, as in its warranty")
    cause: Cause | None = None


class TicketInput(TicketFields):
    """A new case."""

    kind: TicketKind = TicketKind.QUESTION
    subject: Subject
    received: Moment | None = Limits(default=None, description="empty: now")
    origin: Text = ""


class TicketChange(TicketFields):
    """Changed fields of a case; what is not given stays, null empties."""

    kind: TicketKind | None = None
    subject: Subject | None = None


class MoveInput(Input):
    """Another state. Waiting names for whom; an end without solution its reason."""

    state: TicketState
    waits_for: WaitsFor | None = None
    until: date | None = Limits(default=None, description="day on which the case comes back")
    reason: LongText = ""
    solution: LongText = ""
    appointment: Short = Limits(default="", description="calendar:id of the appointment")


class NoteInput(Input):
    """Something said or written. One that goes out is the first answer, if there was none."""

    kind: NoteKind = NoteKind.NOTE
    direction: Direction = Direction.NONE
    subject: Name = ""
    text: Annotated[LongText, Limits(min_length=1)]
    author: Short = ""
    at: Moment | None = Limits(default=None, description="empty: now")
    reference: Short = ""


class LineInput(Input):
    """A line of work."""

    day: date | None = Limits(default=None, description="empty: today")
    kind: LineKind = LineKind.TIME
    text: Annotated[Name, Limits(min_length=1)]
    quantity: Annotated[Quantity, Limits(gt=0)] = 1000
    unit: Short = Limits(default="", description="default: h, km, St by kind")
    price: NetPrice | None = Limits(default=None, description="net per unit; time: rate per hour")
    cost: NetPrice = 0
    worker: Short = ""


class LineChange(Input):
    """Changed fields of a line of work; what is not given stays."""

    day: date | None = None
    kind: LineKind | None = None
    text: Annotated[Name, Limits(min_length=1)] | None = None
    quantity: Annotated[Quantity, Limits(gt=0)] | None = None
    unit: Short | None = None
    price: NetPrice | None = None
    cost: NetPrice | None = None
    worker: Short | None = None


class PayerInput(Input):
    """Who pays, as decided by a person; the reason is kept."""

    payer: Result
    reason: Annotated[Name, Limits(min_length=1)]
    cause: Cause | None = None


class CostInput(Input):
    """That the customer was told what it costs if it is no defect, and agreed."""

    told: date | None = None
    agreed: date | None = None
    how: Name = Limits(default="", description="by telephone, in writing, on the spot")
    estimate: Annotated[Cents, Limits(ge=0)] | None = None


class ClaimInput(Input):
    """What is asked of a supplier or subcontractor (Rückgriff)."""

    partner: Text
    until: date | None = None
    claimed: date | None = None


class RatingInput(Input):
    """How satisfied the customer was, 1 (not at all) to 5."""

    points: Annotated[int, Limits(ge=1, le=5)]
    note: LongText = ""


class AnswerInput(Input):
    """A text that is often needed; placeholders such as {Name}, {Nr}, {Betreff} are filled in."""

    name: Annotated[Short, Limits(min_length=1)]
    language: Literal["de", "en"] = "de"
    kind: TicketKind | Literal[""] = ""
    subject: Name = ""
    text: Annotated[LongText, Limits(min_length=1)]
    valid_from: date | None = Limits(default=None, description="empty: always")


class MailInput(Input):
    """A mail out of a case; the number of the case goes into its subject by itself."""

    to: Annotated[Text, Limits(min_length=3, max_length=254)]
    subject: Name = Limits(default="", description="empty: what the case is about")
    text: Annotated[LongText, Limits(min_length=1)]
    author: Short = ""
    files: list[int] = Limits(default=[], description="ids of files of the case that go along")


class CaseLetterInput(Input):
    """A letter out of a case, to the customer or to whom something is claimed from."""

    to: Literal["customer", "claim"] = "customer"
    subject: Annotated[Text, Limits(min_length=1, max_length=300)]
    text: Annotated[
        LongText, Limits(min_length=1, description="paragraphs, an empty line between them")
    ]
    day: date | None = Limits(default=None, description="date of the letter; empty: today")
    remark: Short = Limits(default="", description="such as Einschreiben")
    signer: Name = ""


class LevelInput(Input):
    """Own times of a kind from a day on, in minutes of office hours."""

    kind: TicketKind
    valid_from: date
    respond: Annotated[int, Limits(ge=1, le=100_000)]
    solve: Annotated[int, Limits(ge=1, le=1_000_000)]
