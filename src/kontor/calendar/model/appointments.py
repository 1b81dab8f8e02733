"""Tables and input models of appointments, absences and tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema, model_validator
from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.company.model  # noqa: F401
import kontor.contacts.model  # noqa: F401
from kontor.base.i18n import _
from kontor.calendar.kinds.appointments import (
    ZONE,
    AbsenceKind,
    AbsenceState,
    AppointmentKind,
    AppointmentState,
    Half,
    TaskState,
)
from kontor.store.fields import Choice, Day, Flag, Row, Wall
from kontor.store.inputs import Input, LongText, Text


def _wall(value: Any) -> Any:
    """A time on the wall: `2026-03-16 08:30`, or a day alone."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise ValueError(_("write day and time like 2026-03-16 08:30")) from error
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if isinstance(value, datetime) and value.tzinfo is not None:
        raise ValueError(_("write the time as the clock on the wall shows it, the zone beside it"))
    if isinstance(value, datetime) and (value.second or value.microsecond):
        raise ValueError(_("whole minutes are enough"))
    return value


WallTime = Annotated[
    datetime,
    BeforeValidator(_wall),
    Limits(ge=datetime(1990, 1, 1), lt=datetime(2100, 1, 1)),
    PlainSerializer(
        lambda value: value.isoformat(timespec="minutes"), return_type=str, when_used="json"
    ),
    WithJsonSchema({"type": "string", "examples": ["2026-03-16 08:30"]}),
]
Minutes = Annotated[int, Limits(ge=0, le=1440)]
Title = Annotated[Text, Limits(min_length=1, max_length=200)]


class AppointmentRow(Row, table=True):
    """An appointment, a series of them, or an occurrence that differs from its series."""

    __tablename__ = "appointment"
    uid: str
    sequence: int = 0
    kind: AppointmentKind = Field(sa_type=Choice(AppointmentKind))
    title: str
    all_day: bool = Field(default=False, sa_type=Flag)
    starts: datetime = Field(sa_type=Wall)
    ends: datetime = Field(sa_type=Wall)
    zone: str = ZONE
    rule: str = ""
    series: int | None = Field(default=None, foreign_key="appointment.id")
    occurrence: datetime | None = Field(default=None, sa_type=Wall)
    place: str = ""
    contact: int | None = Field(default=None, foreign_key="contact.id")
    site: int | None = Field(default=None, foreign_key="site.id")
    reference: str = ""
    travel_before: int = 0
    travel_after: int = 0
    state: AppointmentState = Field(
        default=AppointmentState.PLANNED, sa_type=Choice(AppointmentState)
    )
    reason: str = ""
    busy: bool = Field(default=True, sa_type=Flag)
    weather: bool = Field(default=False, sa_type=Flag)
    fallback: date | None = Field(default=None, sa_type=Day)
    note: str = ""
    origin: str = ""


class GapRow(Row, table=True):
    """An occurrence of a series that does not take place and never did."""

    __tablename__ = "appointment_gap"
    appointment: int = Field(foreign_key="appointment.id")
    occurrence: datetime = Field(sa_type=Wall)


class CrewRow(Row, table=True):
    """A person, vehicle or team of an appointment."""

    __tablename__ = "appointment_crew"
    appointment: int = Field(foreign_key="appointment.id")
    employee: int | None = Field(default=None, foreign_key="employee.id")
    vehicle: int | None = Field(default=None, foreign_key="vehicle.id")
    team: int | None = Field(default=None, foreign_key="team.id")


class AbsenceRow(Row, table=True):
    """Days on which somebody, or the whole firm, is not there."""

    __tablename__ = "absence"
    employee: int | None = Field(default=None, foreign_key="employee.id")
    kind: AbsenceKind = Field(sa_type=Choice(AbsenceKind))
    starts: date = Field(sa_type=Day)
    ends: date = Field(sa_type=Day)
    half: Half = Field(default=Half.WHOLE, sa_type=Choice(Half))
    state: AbsenceState = Field(default=AbsenceState.APPROVED, sa_type=Choice(AbsenceState))
    note: str = ""


class TaskRow(Row, table=True):
    """Something to be done."""

    __tablename__ = "task"
    title: str
    due: date | None = Field(default=None, sa_type=Day)
    owner: int | None = Field(default=None, foreign_key="employee.id")
    minutes: int | None = None
    state: TaskState = Field(default=TaskState.OPEN, sa_type=Choice(TaskState))
    done: date | None = Field(default=None, sa_type=Day)
    reference: str = ""
    note: str = ""


class AppointmentFields(Input):
    """What is known of an appointment beside its time."""

    kind: AppointmentKind = AppointmentKind.OTHER
    place: Annotated[Text, Limits(max_length=200)] = ""
    contact: Text | None = Limits(default=None, description="name, account number or contacts:id")
    site: Text | None = Limits(default=None, description="name or reference of the site")
    reference: Annotated[Text, Limits(max_length=100)] = Limits(
        default="", description="what it is for: sales:12"
    )
    crew: list[Text] = Limits(default=[], description="short names of people, vehicles, teams")
    travel_before: Minutes = Limits(default=0, description="minutes of travel before")
    travel_after: Minutes = Limits(default=0, description="minutes of travel after")
    free: bool = Limits(default=False, description="does not take the time of the crew")
    weather: bool = Limits(default=False, description="needs dry weather")
    fallback: date | None = Limits(default=None, description="day to go to when it rains")
    note: LongText = ""


class LineInput(AppointmentFields):
    """What is said beside a line of words: it adds to what the line says, or corrects it."""

    kind: AppointmentKind | None = None  # type: ignore[assignment]  # as the line says
    title: Title | None = None
    rule: Text | None = Limits(default=None, description="RRULE: FREQ=WEEKLY;BYDAY=MO")


class AppointmentInput(AppointmentFields):
    """A new appointment: its time, who comes, what it is for."""

    title: Title
    starts: WallTime = Limits(description="day and time; a day alone is the whole day")
    ends: WallTime | None = Limits(default=None, description="of whole days the last one")
    minutes: Annotated[int, Limits(ge=5, le=100_000)] | None = Limits(
        default=None, description="how long, instead of an end; default 60"
    )
    all_day: bool = False
    zone: Text = ZONE
    rule: Text = Limits(default="", description="RRULE: FREQ=WEEKLY;BYDAY=MO")
    state: AppointmentState = AppointmentState.PLANNED
    origin: Text = Limits(default="", description="file or feed it was read from")
    uid: Annotated[Text, Limits(max_length=255)] = Limits(
        default="", description="of a calendar it comes from; else a new one"
    )

    @model_validator(mode="before")
    @classmethod
    def _whole_day(cls, data: Any) -> Any:
        """A start without a time is a whole day."""
        if isinstance(data, dict) and "all_day" not in data:
            first = data.get("starts")
            plain = isinstance(first, date) and not isinstance(first, datetime)
            if plain or (isinstance(first, str) and len(first.strip()) == len("2026-03-16")):
                return {**data, "all_day": "minutes" not in data}
        return data

    @model_validator(mode="after")
    def _times(self) -> AppointmentInput:
        if self.ends is not None and self.minutes is not None:
            raise ValueError(_("give an end or how long it takes, not both"))
        if self.all_day and self.minutes is not None:
            raise ValueError(_("whole days have no minutes"))
        if self.ends is not None and (
            self.ends < self.starts or (self.ends == self.starts and not self.all_day)
        ):
            raise ValueError(_("the end lies before the begin"))
        return self


class AppointmentChange(AppointmentFields):
    """Changed fields of an appointment; what is not given stays. Its time is moved."""

    title: Title | None = None
    rule: Text | None = Limits(default=None, description="RRULE of a series; empty: no longer one")


class MoveInput(Input):
    """Another time for an appointment."""

    starts: WallTime | None = Limits(default=None, description="new begin")
    day: date | None = Limits(default=None, description="another day at the same time")
    ends: WallTime | None = Limits(default=None, description="new end; of whole days the last one")
    minutes: Annotated[int, Limits(ge=5, le=100_000)] | None = Limits(
        default=None, description="how long from now on, instead of an end"
    )
    crew: list[Text] | None = Limits(default=None, description="and another crew")

    @model_validator(mode="after")
    def _something(self) -> MoveInput:
        if not self.model_fields_set:
            raise ValueError(_("say where to: a begin, an end or how long"))
        if self.ends is not None and self.minutes is not None:
            raise ValueError(_("give an end or how long it takes, not both"))
        return self


class AbsenceInput(Input):
    """Days on which somebody is not there."""

    employee: Text | None = Limits(default=None, description="short name; none: the whole firm")
    kind: AbsenceKind = AbsenceKind.VACATION
    starts: date = Limits(description="first day")
    ends: date | None = Limits(default=None, description="last day; default the first")
    half: Half = Limits(default=Half.WHOLE, description="morning or afternoon, of one day")
    state: AbsenceState = Limits(
        default=AbsenceState.APPROVED, description="requested, or approved at once"
    )
    note: Text = ""

    @model_validator(mode="after")
    def _days(self) -> AbsenceInput:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError(_("the last day lies before the first"))
        if self.half and self.ends not in {None, self.starts}:
            raise ValueError(_("half a day is of one day"))
        if (self.employee is None) != (self.kind is AbsenceKind.CLOSED):
            raise ValueError(_("only the closed firm has no name, everybody else needs one"))
        return self


class AbsenceChange(Input):
    """Changed fields of an absence; what is not given stays."""

    kind: AbsenceKind | None = None
    starts: date | None = None
    ends: date | None = None
    half: Half | None = None
    note: Text | None = None


class TaskFields(Input):
    """What is known of a task."""

    due: date | None = Limits(default=None, description="until when")
    owner: Text | None = Limits(default=None, description="short name of who does it")
    minutes: Annotated[int, Limits(ge=1, le=100_000)] | None = Limits(
        default=None, description="expected effort"
    )
    reference: Annotated[Text, Limits(max_length=100)] = Limits(
        default="", description="what it is for: sales:12, calendar:3"
    )
    note: LongText = ""


class TaskInput(TaskFields):
    """Something to be done."""

    title: Title


class TaskChange(TaskFields):
    """Changed fields of a task; what is not given stays."""

    title: Title | None = None
