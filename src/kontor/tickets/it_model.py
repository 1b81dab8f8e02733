"""Tables and input models of the firm's own IT."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of this room: SQLAlchemy has to know them.
import kontor.company.model  # noqa: F401
from kontor.store.fields import Choice, Day, Row
from kontor.store.inputs import Cents, Input, LongText, Text
from kontor.tickets.it_kinds import ItKind, Outcome, PlanKind

Short = Annotated[Text, Limits(max_length=60)]
Name = Annotated[Text, Limits(max_length=200)]
Needed = Annotated[Name, Limits(min_length=1)]


class ItItemRow(Row, table=True):
    """An item of the firm's own IT."""

    __tablename__ = "it_item"
    kind: ItKind = Field(sa_type=Choice(ItKind))
    name: str
    model: str = ""
    serial: str = ""
    employee: int | None = Field(default=None, foreign_key="employee.id")
    place: str = ""
    bought: date | None = Field(default=None, sa_type=Day)
    price: int | None = None
    receipt: str = ""
    warranty_ends: date | None = Field(default=None, sa_type=Day)
    contract: str = ""
    ends: date | None = Field(default=None, sa_type=Day)
    notice_days: int | None = None
    backup_what: str = ""
    backup_to: str = ""
    note: str = ""
    retired: date | None = Field(default=None, sa_type=Day)
    disposal: str = ""


class ItPlanRow(Row, table=True):
    """Something to be done every so many months."""

    __tablename__ = "it_plan"
    item: int = Field(foreign_key="it_item.id")
    kind: PlanKind = Field(sa_type=Choice(PlanKind))
    text: str
    months: int
    first: date = Field(sa_type=Day)
    ended: date | None = Field(default=None, sa_type=Day)


class ItLogRow(Row, table=True):
    """That it was done."""

    __tablename__ = "it_log"
    plan: int = Field(foreign_key="it_plan.id")
    day: date = Field(sa_type=Day)
    who: str = ""
    outcome: Outcome = Field(sa_type=Choice(Outcome))
    note: str = ""


class ItFields(Input):
    """What is known of an item. Passwords are never written down here."""

    model: Name | None = Limits(default=None, description="maker and model")
    serial: Name | None = None
    user: Name | None = Limits(default=None, description="who uses it: name or short name")
    place: Name | None = None
    bought: date | None = None
    price: Annotated[Cents, Limits(ge=0)] | None = Limits(default=None, description="net")
    receipt: Annotated[Text, Limits(pattern=r"^(receipts:\d+)?$")] | None = Limits(
        default=None, description="receipt of the purchase, receipts:4"
    )
    warranty_ends: date | None = None
    contract: Name | None = Limits(default=None, description="with whom, contract number")
    ends: date | None = Limits(default=None, description="end of licence or contract")
    notice_days: Annotated[int, Limits(ge=0, le=3660)] | None = Limits(
        default=None, description="days before the end that notice must be given"
    )
    backup_what: Name | None = Limits(default=None, description="what is backed up")
    backup_to: Name | None = Limits(default=None, description="where to")
    note: LongText | None = None


class ItInput(ItFields):
    """A new item."""

    kind: ItKind
    name: Needed


class ItChange(ItFields):
    """Changed fields of an item; what is not given stays, null empties."""

    kind: ItKind | None = None
    name: Needed | None = None


class PlanInput(Input):
    """Something to be done with an item every so many months."""

    kind: PlanKind = PlanKind.CHECK
    text: Name = Limits(default="", description="empty: the word for the kind")
    months: Annotated[int, Limits(ge=1, le=240)]
    first: date | None = Limits(default=None, description="first day; empty: in so many months")


class DoneInput(Input):
    """That it was done, and how it went."""

    outcome: Outcome = Outcome.OK
    day: date | None = Limits(default=None, description="empty: today")
    who: Short = ""
    note: LongText = ""
