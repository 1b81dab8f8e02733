"""Tables and input models of devices (Anlagen, Geräte) and call notes (Anrufnotizen)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field as Limits
from sqlmodel import Field

import kontor.contacts.model  # noqa: F401  foreign keys lead there
from kontor.contacts.device_kinds import CallDirection
from kontor.store.fields import Choice, Day, Instant, Row
from kontor.store.inputs import Input, LongText, Moment, Text

Short = Annotated[Text, Limits(max_length=60)]
Name = Annotated[Text, Limits(max_length=200)]
Filled = Annotated[Name, Limits(min_length=1)]


class DeviceRow(Row, table=True):
    """A device."""

    __tablename__ = "device"
    contact: int = Field(foreign_key="contact.id")
    site: int | None = Field(default=None, foreign_key="site.id")
    kind: str
    name: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    place: str = ""
    part: str = ""
    installed: date | None = Field(default=None, sa_type=Day)
    installed_by: str = ""
    warranty_ends: date | None = Field(default=None, sa_type=Day)
    note: str = ""
    removed: date | None = Field(default=None, sa_type=Day)


class CallRow(Row, table=True):
    """A call note."""

    __tablename__ = "call_note"
    at: datetime = Field(sa_type=Instant)
    direction: CallDirection = Field(sa_type=Choice(CallDirection))
    number: str = ""
    number_normal: str = ""
    contact: int | None = Field(default=None, foreign_key="contact.id")
    site: int | None = Field(default=None, foreign_key="site.id")
    device: int | None = Field(default=None, foreign_key="device.id")
    caller: str = ""
    reason: str = ""
    subject: str = ""
    note: str = ""
    minutes: int | None = None
    taken_by: str = ""
    callback_by: datetime | None = Field(default=None, sa_type=Instant)
    called_back: datetime | None = Field(default=None, sa_type=Instant)
    became: str = ""
    origin: str = ""


class DeviceFields(Input):
    """What is known of a device."""

    site: Text | None = Limits(default=None, description="name of the site or site:id")
    maker: Name | None = None
    model: Name | None = None
    serial: Short | None = None
    place: Name | None = Limits(default=None, description="where at the site")
    part: Name | None = Limits(default=None, description="part of the order, as in its warranty")
    installed: date | None = None
    installed_by: Short | None = Limits(default=None, description="sales:id of the order")
    warranty_ends: date | None = Limits(default=None, description="of the maker")
    note: LongText | None = None


class DeviceInput(DeviceFields):
    """A new device of a contact."""

    contact: Filled = Limits(description="name, number or contacts:id")
    kind: Filled
    name: Filled


class DeviceChange(DeviceFields):
    """Changed fields of a device; what is not given stays, null empties."""

    kind: Filled | None = None
    name: Filled | None = None


class CallFields(Input):
    """What is known of a call."""

    number: Short | None = None
    contact: Text | None = Limits(default=None, description="name, number or contacts:id")
    site: Text | None = Limits(default=None, description="name of the site or site:id")
    device: int | None = Limits(default=None, description="id of the device it is about")
    caller: Name | None = Limits(default=None, description="as said, where no contact is known")
    reason: Short | None = Limits(default=None, description="what it was about, by its code")
    subject: Name | None = None
    note: LongText | None = None
    minutes: Annotated[int, Limits(ge=0, le=1440)] | None = None
    taken_by: Short | None = None
    callback_by: Moment | None = Limits(default=None, description="until when to call back")


class CallInput(CallFields):
    """A call that was taken, made or missed."""

    direction: CallDirection = CallDirection.IN
    at: Moment | None = Limits(default=None, description="empty: now")
    origin: Text = ""


class CallChange(CallFields):
    """Changed fields of a call note; what is not given stays, null empties."""
