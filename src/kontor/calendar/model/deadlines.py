"""Tables and input models of dated duties (Fristen)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.company.model  # noqa: F401
import kontor.contacts.model  # noqa: F401
from kontor.base.errors import InputError
from kontor.calendar.kinds.deadlines import Counts
from kontor.calendar.rules.deadlines import leads_text, parse_leads
from kontor.store.fields import Choice, Day, Row
from kontor.store.inputs import Input, LongText, Text


def _leads(value: Any) -> Any:
    if isinstance(value, list):
        value = ",".join(map(str, value))
    if isinstance(value, str) and value.strip():
        try:
            return leads_text(parse_leads(value))
        except InputError as error:
            raise ValueError(str(error)) from error
    return value


Leads = Annotated[Text, BeforeValidator(_leads), Limits(max_length=100)]
Months = Annotated[int, Limits(ge=0, le=600)]
Title = Annotated[Text, Limits(min_length=1, max_length=200)]


class DeadlineRow(Row, table=True):
    """A dated duty of the firm's own; `day` is its next one."""

    __tablename__ = "deadline"
    title: str
    kind: str
    day: date = Field(sa_type=Day)
    months: int = 0
    counts: Counts = Field(default=Counts.DAY, sa_type=Choice(Counts))
    leads: str = "14"
    employee: int | None = Field(default=None, foreign_key="employee.id")
    vehicle: int | None = Field(default=None, foreign_key="vehicle.id")
    contact: int | None = Field(default=None, foreign_key="contact.id")
    reference: str = ""
    law: str = ""
    source: str = ""
    note: str = ""
    ended: date | None = Field(default=None, sa_type=Day)


class DeadlineMarkRow(Row, table=True):
    """A mark on a dated duty of any area."""

    __tablename__ = "deadline_mark"
    ref: str
    kind: str
    day: date = Field(sa_type=Day)
    owner: int | None = Field(default=None, foreign_key="employee.id")
    until: date | None = Field(default=None, sa_type=Day)
    done: date | None = Field(default=None, sa_type=Day)
    note: str = ""


class DeadlineKindRow(Row, table=True):
    """An own kind of duty, or own periods of one that comes along."""

    __tablename__ = "deadline_kind"
    kind: str
    name: str = ""
    months: int | None = None
    leads: str = ""
    law: str = ""


class DeadlineFields(Input):
    """What is known of a dated duty."""

    kind: Text = Limits(default="", description="key or name of the kind; default other")
    months: Months | None = Limits(
        default=None, description="comes back after so many months, 0 once; default by the kind"
    )
    counts: Counts | None = Limits(
        default=None, description="next time counts from its day, or from when it was done"
    )
    leads: Leads = Limits(default="", description="days before on which it is told: 60, 14")
    employee: Text | None = Limits(default=None, description="short name of a person of the firm")
    vehicle: Text | None = Limits(default=None, description="name or plate of a vehicle")
    contact: Text | None = Limits(default=None, description="name, account number or contacts:id")
    reference: Annotated[Text, Limits(max_length=100)] = Limits(
        default="", description="document or business case: documents:4, sales:7"
    )
    law: Annotated[Text, Limits(max_length=120)] = ""
    note: LongText = ""


class DeadlineInput(DeadlineFields):
    """A new dated duty."""

    day: date = Limits(description="the day until which it must be done")
    title: Text = Limits(default="", description="default the name of the kind")


class DeadlineChange(DeadlineFields):
    """Changed fields of a dated duty; what is not given stays."""

    day: date | None = None
    title: Title | None = None


class DoneInput(Input):
    """A duty was done."""

    day: date | None = Limits(default=None, description="when; default today")
    following: date | None = Limits(
        default=None, description="when it must be done next; default by its months"
    )
    note: Text = ""


class SnoozeInput(Input):
    """A duty is put off, or somebody takes care of it."""

    until: date | None = Limits(default=None, description="not told before this day")
    owner: Text | None = Limits(default=None, description="short name of who takes care")
    note: Text = ""


class DeadlineKindInput(Input):
    """A kind of duty of the firm's own, or own periods for one that comes along."""

    kind: Annotated[Text, Limits(min_length=1, max_length=60)] = Limits(
        description="key or name; a new name adds a kind"
    )
    months: Months | None = Limits(default=None, description="comes back after so many months")
    leads: Leads = Limits(default="", description="days before on which it is told: 60, 14")
    law: Annotated[Text, Limits(max_length=120)] = ""
