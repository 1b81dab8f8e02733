"""Values of devices and call notes, without any library."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class CallDirection(StrEnum):
    """Who called whom; a missed call was answered by nobody."""

    IN = "in"
    OUT = "out"
    MISSED = "missed"


class Device(NamedTuple):
    """A device (Anlage, Gerät) that stands at a customer."""

    id: int
    contact: int
    contact_name: str
    site: int | None
    site_name: str
    kind: str
    name: str
    maker: str
    model: str
    serial: str
    place: str
    part: str
    installed: date | None
    installed_by: str
    warranty_ends: date | None
    note: str
    removed: date | None

    @property
    def ref(self) -> str:
        """How other areas name the device."""
        return f"contacts:device/{self.id}"


class CallNote(NamedTuple):
    """A call note (Anrufnotiz). `who` is the contact or what the caller said."""

    id: int
    at: datetime
    direction: CallDirection
    number: str
    contact: int | None
    who: str
    site: int | None
    device: int | None
    caller: str
    reason: str
    subject: str
    note: str
    minutes: int | None
    taken_by: str
    callback_by: datetime | None
    called_back: datetime | None
    became: str
    origin: str
    site_name: str
    device_name: str

    @property
    def ref(self) -> str:
        """How other areas name the call."""
        return f"contacts:call/{self.id}"

    @property
    def open(self) -> bool:
        """Missed or promised, and nobody called back yet."""
        owed = self.callback_by is not None or self.direction is CallDirection.MISSED
        return owed and self.called_back is None
