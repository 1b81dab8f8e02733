"""Tables and input models of maintenance contracts."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limits
from pydantic import model_validator
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.calendar.model.appointments  # noqa: F401
import kontor.documents.model  # noqa: F401
import kontor.tickets.model  # noqa: F401
from kontor.base.i18n import _
from kontor.sales.model.inputs import Percent, Quantity
from kontor.store.fields import Choice, Day, Row
from kontor.store.inputs import Cents, Input, LongText, Text
from kontor.tickets.contract_kinds import Basis, IndexKind, Renewal, Rhythm, VisitState

Short = Annotated[Text, Limits(max_length=60)]
Subject = Annotated[Text, Limits(min_length=1, max_length=150)]
Month = Annotated[int, Limits(ge=1, le=12)]
Months = Annotated[int, Limits(ge=1, le=120)]
Net = Annotated[Cents, Limits(ge=0)]
Step = Annotated[Percent, Limits(ge=0, le=10_000)]


class ContractRow(Row, table=True):
    """A maintenance contract."""

    __tablename__ = "maintenance_contract"
    number: str
    contact: int = Field(foreign_key="contact.id")
    site: int | None = Field(default=None, foreign_key="site.id")
    subject: str
    scope: str = ""
    every: int
    from_month: int | None = None
    to_month: int | None = None
    minutes: int = 60
    skill: str = ""
    serviced: date | None = Field(default=None, sa_type=Day)
    billed: date | None = Field(default=None, sa_type=Day)
    basis: Basis = Field(sa_type=Choice(Basis))
    rhythm: Rhythm = Field(sa_type=Choice(Rhythm))
    starts: date = Field(sa_type=Day)
    term: int
    renewal: Renewal = Field(sa_type=Choice(Renewal))
    renewal_months: int = 0
    notice: int
    index_kind: IndexKind = Field(default=IndexKind.NONE, sa_type=Choice(IndexKind))
    index_rate: int = 0
    index_series: str = ""
    next_adjust: date | None = Field(default=None, sa_type=Day)
    adjust_every: int = 12
    cancelled: date | None = Field(default=None, sa_type=Day)
    ends: date | None = Field(default=None, sa_type=Day)
    reason: str = ""
    note: str = ""


class ContractDeviceRow(Row, table=True):
    """A device that a contract looks after."""

    __tablename__ = "contract_device"
    contract: int = Field(foreign_key="maintenance_contract.id")
    device: int = Field(foreign_key="device.id")


class PriceRow(Row, table=True):
    """A price from a day on."""

    __tablename__ = "contract_price"
    contract: int = Field(foreign_key="maintenance_contract.id")
    valid_from: date = Field(sa_type=Day)
    price: int
    material: int = 0
    reason: str = ""


class VisitRow(Row, table=True):
    """A visit that was planned."""

    __tablename__ = "contract_visit"
    contract: int = Field(foreign_key="maintenance_contract.id")
    due: date = Field(sa_type=Day)
    state: VisitState = Field(default=VisitState.PLANNED, sa_type=Choice(VisitState))
    done: date | None = Field(default=None, sa_type=Day)
    appointment: int | None = Field(default=None, foreign_key="appointment.id")
    ticket: int | None = Field(default=None, foreign_key="ticket.id")
    letter: int | None = Field(default=None, foreign_key="document.id")
    note: str = ""


class BillRow(Row, table=True):
    """A year that was billed in advance."""

    __tablename__ = "contract_bill"
    contract: int = Field(foreign_key="maintenance_contract.id")
    starts: date = Field(sa_type=Day)
    ends: date = Field(sa_type=Day)
    invoice: int = Field(foreign_key="sales_document.id")


class IndexRow(Row, table=True):
    """An own value of a series."""

    __tablename__ = "price_index"
    series: str
    valid_from: date = Field(sa_type=Day)
    value: int
    source: str = ""


class ContractFields(Input):
    """What is agreed, beside the price."""

    site: Text | None = Limits(default=None, description="name of the site or site:id")
    devices: list[int] | None = Limits(default=None, description="ids of the devices")
    scope: LongText | None = Limits(default=None, description="what a visit contains")
    every: Months | None = Limits(default=None, description="months from visit to visit; 12")
    from_month: Month | None = Limits(default=None, description="first month for visits")
    to_month: Month | None = Limits(default=None, description="last month for visits")
    minutes: Annotated[int, Limits(ge=5, le=1440)] | None = Limits(
        default=None, description="length of a visit; 60"
    )
    skill: Short | None = Limits(default=None, description="what somebody must know for it")
    serviced: date | None = Limits(default=None, description="last visit before this contract")
    billed: date | None = Limits(default=None, description="last day billed before this contract")
    basis: Basis | None = Limits(default=None, description="flat, device or effort; flat")
    rhythm: Rhythm | None = Limits(default=None, description="visit or year; visit")
    term: Annotated[int, Limits(ge=0, le=240)] | None = Limits(
        default=None, description="months of the first term; 12"
    )
    renewal: Renewal | None = Limits(default=None, description="ends, open or months; open")
    renewal_months: Annotated[int, Limits(ge=0, le=120)] | None = None
    notice: Annotated[int, Limits(ge=0, le=24)] | None = Limits(
        default=None, description="months of notice; 1"
    )
    index_kind: IndexKind | None = Limits(default=None, description="none, percent or series")
    index_rate: Step | None = Limits(default=None, description="step in percent")
    index_series: Short | None = Limits(default=None, description="such as vpi")
    next_adjust: date | None = Limits(default=None, description="day of the next adjustment")
    adjust_every: Months | None = Limits(default=None, description="months between them; 12")
    note: LongText | None = None


class ContractInput(ContractFields):
    """A new contract."""

    contact: Annotated[Text, Limits(min_length=1)] = Limits(
        description="name, number or contacts:id"
    )
    subject: Subject
    starts: date
    price: Net = Limits(default=0, description="net of a visit, a year or a device")
    material: Net = Limits(default=0, description="part of the price that is material")

    @model_validator(mode="after")
    def _part(self) -> ContractInput:
        if self.material > self.price:
            raise ValueError(_("the material is a part of the price"))
        return self


class ContractChange(ContractFields):
    """Changed terms; what is not given stays, null empties."""

    subject: Subject | None = None
    starts: date | None = None


class NewPrice(Input):
    """Another price; without one the price becomes what was agreed."""

    price: Net | None = Limits(default=None, description="net; empty: as agreed")
    material: Net | None = Limits(default=None, description="part of it; empty: in proportion")
    valid_from: date | None = Limits(default=None, description="empty: the agreed day, or today")
    reason: Annotated[Text, Limits(max_length=200)] = ""


class NoticeInput(Input):
    """A notice that arrived (Kündigung); the end follows from the terms, or is agreed on."""

    arrived: date | None = Limits(default=None, description="empty: today")
    ends: date | None = Limits(default=None, description="another last day that was agreed on")
    reason: Annotated[Text, Limits(max_length=200)] = ""


class IndexInput(Input):
    """A value of a series from a day on: 119.3."""

    series: Annotated[Short, Limits(min_length=1)]
    valid_from: date
    value: Annotated[Quantity, Limits(gt=0)] = Limits(description="as published: 121.9")
    source: Annotated[Text, Limits(max_length=200)] = ""
