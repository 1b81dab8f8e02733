"""Values of appointments, absences and tasks."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

ZONE = "Europe/Berlin"


class AppointmentKind(StrEnum):
    """What an appointment is for (Terminart)."""

    VISIT = "visit"
    ASSEMBLY = "assembly"
    MAINTENANCE = "maintenance"
    ACCEPTANCE = "acceptance"
    MEETING = "meeting"
    DEADLINE = "deadline"
    PRIVATE = "private"
    OTHER = "other"


class AppointmentState(StrEnum):
    """Where an appointment stands; `held` keeps the time free while a date is being found."""

    HELD = "held"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    UNDER_WAY = "under_way"
    DONE = "done"
    CANCELLED = "cancelled"


OPEN = (
    AppointmentState.HELD, AppointmentState.PLANNED, AppointmentState.CONFIRMED,
    AppointmentState.UNDER_WAY,
)  # fmt: skip


class Scope(StrEnum):
    """Which occurrences of a series a change is for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


class CrewKind(StrEnum):
    """Who or what an appointment takes."""

    EMPLOYEE = "employee"
    VEHICLE = "vehicle"
    TEAM = "team"


class AbsenceKind(StrEnum):
    """Why somebody is not there; `closed`: the whole firm (Betriebsferien)."""

    VACATION = "vacation"
    SICK = "sick"
    SCHOOL = "school"
    TRAINING = "training"
    PARENTAL = "parental"
    CLOSED = "closed"
    OTHER = "other"


class AbsenceState(StrEnum):
    """Where an absence stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Half(StrEnum):
    """The half of a day that an absence is for; nothing: whole days."""

    WHOLE = ""
    MORNING = "morning"
    AFTERNOON = "afternoon"


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Change(StrEnum):
    """What happened to an appointment; `split`: a series ended early and another one goes on."""

    CREATED = "created"
    MOVED = "moved"
    CHANGED = "changed"
    STATE = "state"
    CANCELLED = "cancelled"
    SPLIT = "split"


class AppointmentChanged(NamedTuple):
    """Event: an appointment came, changed or ended.

    Attributes:
        appointment: id of the row: single, series or changed occurrence.
        series: id of the series that the row is an occurrence of.
        occurrence: start that the rule of the series gave.
        sequence: number of the version; higher than before when those who come must know.
        origin: of `split`, the series that it was taken from.
    """

    appointment: int
    change: Change
    sequence: int
    series: int | None = None
    occurrence: datetime | None = None
    origin: int | None = None


class CrewMember(NamedTuple):
    """A person, vehicle or team of an appointment; `name` is the short one."""

    kind: CrewKind
    id: int
    name: str

    @property
    def ref(self) -> str:
        """How other areas name it: `company:employee/3`."""
        return f"company:{self.kind}/{self.id}"
