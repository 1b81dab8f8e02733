"""One appointment as calendar files carry it, free of any library."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

ZONE = "Europe/Berlin"


class Method(StrEnum):
    """What a calendar file wants (iTIP, RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    COUNTER = "COUNTER"


class Part(StrEnum):
    """How somebody takes part (ROLE)."""

    CHAIR = "CHAIR"
    REQUIRED = "REQ-PARTICIPANT"
    OPTIONAL = "OPT-PARTICIPANT"
    GUEST = "NON-PARTICIPANT"


class Answer(StrEnum):
    """What somebody says to an invitation (PARTSTAT)."""

    NONE = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"


class Status(StrEnum):
    """How sure an appointment is (STATUS)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Attendee(NamedTuple):
    """Somebody who is invited, or who invites."""

    mail: str
    name: str = ""
    part: Part = Part.REQUIRED
    answer: Answer = Answer.NONE
    wanted: bool = True


class Event(NamedTuple):
    """An appointment, a series, or one changed day of a series.

    Attributes:
        starts: wall time in the zone; midnight when it takes whole days.
        ends: wall time in the zone, exclusive.
        rule: how it repeats (RRULE); UNTIL as wall time.
        gaps: days of the series that are left out (EXDATE), as wall time.
        occurrence: the wall time that the rule gave to a changed day (RECURRENCE-ID).
        stamp: the instant at which this was written; None when a file does not say.
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime
    all_day: bool = False
    zone: str = ZONE
    sequence: int = 0
    stamp: datetime | None = None
    rule: str = ""
    gaps: tuple[datetime, ...] = ()
    occurrence: datetime | None = None
    place: str = ""
    note: str = ""
    comment: str = ""
    status: Status = Status.CONFIRMED
    busy: bool = True
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()

    @property
    def last_day(self) -> datetime:
        """The last day of one that takes whole days."""
        return self.ends - timedelta(days=1)
