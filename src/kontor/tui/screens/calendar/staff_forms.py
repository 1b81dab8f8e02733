"""Forms of the staff: a person, a team, a vehicle, their last day, into and out of a team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.dates.hours import parse_hours
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import fold, quoted
from kontor.company import queries as company
from kontor.company.kinds import Employee, StaffRole, Team, Vehicle, days_text, half_days
from kontor.company.words import STAFF_ROLES
from kontor.tui.protocols import Hit
from kontor.tui.screens.calendar.forms import choices, read_clock, read_minutes
from kontor.tui.screens.calendar.meeting_forms import checked
from kontor.tui.screens.input_form import InputForm
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

_TEXTS = ("phone", "mail", "hours", "skills", "note")


def read_hours(text: str) -> str:
    """Working hours as `Mo-Do 7:00-16:30, Fr 7-13`; empty are those of the office.

    Raises:
        InputError: not understood.
    """
    typed = text.strip()
    if typed:
        parse_hours(typed)
    return typed


def read_days(text: str) -> str:
    """Whole or half days, as programs write them.

    Raises:
        InputError: no days.
    """
    if not text.strip():
        return ""
    found = half_days(text)
    if found is None:
        raise InputError(N_("“{text}” are no days."), text=quoted(text.strip()),
                         hint=N_("Write whole or half days: 28 or 27,5."))  # fmt: skip
    return days_text(found)


def read_break(text: str) -> str:
    """The begin of the break, `12` or `12:30`, as `12:30`.

    Raises:
        InputError: no time.
    """
    return read_clock(text).strftime("%H:%M")


class StaffForm(InputForm):
    """A form of the staff."""

    HANDBOOK = "calendar#staff"

    def add(self, case: Callable[..., Any], model: Any, values: dict[str, Any]) -> None:
        """Check the values with the model and add it with today's date."""
        data = checked(self, model, values)
        if data is not None:
            self.kontor.run_case(
                case, data, self.kontor.today(), then=self.saved, otherwise=self.refused
            )


class PersonForm(StaffForm):
    """Somebody who works in the firm."""

    NAME = "calendar.person_form"

    def __init__(self, person: Employee | None = None) -> None:
        super().__init__()
        self.person = person

    def crumb(self) -> str:
        """New, or whom."""
        return _("Change: {title}").format(title=self.person.short) \
            if self.person else _("New person")  # fmt: skip

    def draft_key(self) -> str:
        """One draft for each person."""
        return f"calendar.person:{self.person.id if self.person else 'new'}"

    def fields(self) -> Sequence[Field]:
        """Who, then when, then the rest."""
        known = self.person is not None
        since = Field(
            "hours_from",
            N_("Hours hold from"),
            "date",
            help=N_("empty: from the first day on; before it all stays as it was"),
        )
        return (
            Field("name", N_("Name"), required=True, limit=120, help=N_("first and last name")),
            Field("short", N_("Short name"), limit=60, required=known,
                  help="" if known else N_("as the plans say it; empty: the last name")),
            Field("role", N_("Role"), "choice", choices=choices(STAFF_ROLES),
                  default=StaffRole.JOURNEYMAN.value),
            Field("started", N_("First day"), "date", required=known, help=N_("empty: today")),
            Field("hours", N_("Working hours"), read=read_hours,
                  help=N_("such as Mo-Do 7:00-16:30, Fr 7-13; empty: office hours")),
            Field("break_from", N_("Break at"), read=read_break, help=N_("such as 12:00")),
            Field("break_minutes", N_("Break lasts"), read=read_minutes, help=N_("in minutes")),
            *((since,) if known else ()),
            Field("vacation", N_("Days of leave"), read=read_days, help=N_("in a year")),
            Field("phone", N_("Telephone"), "phone", limit=60),
            Field("mail", N_("E-mail"), "email", limit=254),
            Field("skills", N_("Skills"), help=N_("such as: scaffolding, licence CE")),
            Field("born", N_("Date of birth"), "date", past=True),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """As it is."""
        one = self.person
        if one is None:
            return {"break_from": "12:00", "break_minutes": "30"}
        values = {name: getattr(one, name) for name in (
            "name", "short", "started", "born", *_TEXTS,
        )}  # fmt: skip
        now = one.hours_on(date.max)
        return values | {
            "role": one.role.value, "hours": now.hours, "break_from": now.break_from,
            "break_minutes": str(now.break_minutes),
            "hours_from": now.valid_from if one.later else None,
            "vacation": days_text(one.vacation),
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Write it down; an emptied field is empty afterwards."""
        from kontor.company.model import EmployeeChange, EmployeeInput
        from kontor.company.service import add_employee, change_employee

        given = values | {name: values[name] or "" for name in _TEXTS} | {
            "break_minutes": values["break_minutes"] or 0,
            "break_from": values["break_from"] or "12:00", "vacation": values["vacation"] or "0",
        }  # fmt: skip
        if self.person is None:
            self.add(add_employee, EmployeeInput, given)
        else:
            self.send(change_employee, self.person.id, model=EmployeeChange, values=given,
                      empty=True)  # fmt: skip


class VehicleForm(StaffForm):
    """A vehicle."""

    NAME = "calendar.vehicle_form"

    def __init__(self, vehicle: Vehicle | None = None) -> None:
        super().__init__()
        self.vehicle = vehicle

    def crumb(self) -> str:
        """New, or which."""
        return _("Change: {title}").format(title=self.vehicle.name) \
            if self.vehicle else _("New vehicle")  # fmt: skip

    def fields(self) -> Sequence[Field]:
        """Name and plate; the first day is fixed afterwards."""
        first = Field("started", N_("First day"), "date", help=N_("empty: today"))
        return (
            Field("name", N_("Name"), required=True, limit=60, help=N_("such as Sprinter")),
            Field("plate", N_("Plate"), limit=60),
            *(() if self.vehicle else (first,)),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )

    def start(self) -> dict[str, Any]:
        """As it is."""
        one = self.vehicle
        return {"name": one.name, "plate": one.plate, "note": one.note} if one else {}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.company.model import VehicleChange, VehicleInput
        from kontor.company.service import add_vehicle, change_vehicle

        if self.vehicle is None:
            self.add(add_vehicle, VehicleInput, values)
        else:
            given = {name: value or "" for name, value in values.items()}
            self.send(change_vehicle, self.vehicle.id, model=VehicleChange, values=given,
                      empty=True)  # fmt: skip


class TeamForm(StaffForm):
    """A team: its name, and for a new one the people in it."""

    NAME = "calendar.team_form"

    def __init__(self, team: Team | None = None) -> None:
        super().__init__()
        self.team = team

    def crumb(self) -> str:
        """New, or which."""
        return _("Change: {title}").format(title=self.team.name) if self.team else _("New team")

    def fields(self) -> Sequence[Field]:
        """Name, from when on, and a tick for everybody."""
        name = Field("name", N_("Name"), required=True, limit=60, help=N_("such as Team 1"))
        if self.team:
            return (name,)
        with self.kontor.store.read() as con:
            people = company.employees(con, self.kontor.today())
        return (
            name,
            Field("since", N_("From"), "date", help=N_("empty: today")),
            *(Field(one.ref, one.short, "flag", help=STAFF_ROLES[one.role]) for one in people),
        )

    def start(self) -> dict[str, Any]:
        """As it is."""
        return {"name": self.team.name} if self.team else {}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.company.model import TeamInput
        from kontor.company.service import add_team, rename_team

        if self.team is not None:
            self.kontor.run_case(
                rename_team, self.team.id, values["name"], then=self.saved, otherwise=self.refused
            )
            return
        given = {"name": values["name"], "since": values["since"],
                 "members": [ref for ref, there in values.items() if there is True]}  # fmt: skip
        self.add(add_team, TeamInput, given)


class EndForm(StaffForm):
    """The last day; an empty one takes it back."""

    NAME = "calendar.end_form"
    FIELDS: ClassVar = (
        Field("day", N_("Last day"), "date", help=N_("empty: stays in the firm")),
    )  # fmt: skip

    def __init__(self, one: Employee | Team | Vehicle) -> None:
        super().__init__()
        self.one = one

    def crumb(self) -> str:
        """Whose."""
        name = self.one.short if isinstance(self.one, Employee) else self.one.name
        return _("Last day of {name}").format(name=name)

    def start(self) -> dict[str, Any]:
        """The one noted, or today."""
        return {"day": self.one.ended or self.kontor.today()}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What comes with it."""
        if not isinstance(self.one, Employee):
            return ()
        return [(_("The teams end with it too; absences and appointments stay."), "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.company.service import close_team, leave_employee, retire_vehicle

        one = self.one
        case = leave_employee if isinstance(one, Employee) else (
            close_team if isinstance(one, Team) else retire_vehicle
        )  # fmt: skip
        self.kontor.run_case(case, one.id, values["day"], then=self.saved, otherwise=self.refused)


class JoinForm(StaffForm):
    """Somebody into a team: chosen from the team, or from the person."""

    NAME = "calendar.join_form"

    def __init__(self, one: Employee | Team, partners: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.one, self.partners = one, partners

    def crumb(self) -> str:
        """Who or where."""
        if isinstance(self.one, Team):
            return _("Into {team}").format(team=self.one.name)
        return _("{name} into a team").format(name=self.one.short)

    @property
    def partner_label(self) -> str:
        """What is chosen."""
        return N_("Who") if isinstance(self.one, Team) else N_("Team")

    def fields(self) -> Sequence[Field]:
        """Who or which team, and from when on."""
        only = self.partners[0] if len(self.partners) == 1 else None
        return (
            Field(
                "partner",
                self.partner_label,
                "picker",
                required=True,
                search=self._search,
                default=(str(only[0]), only[1]) if only else None,
            ),
            Field("day", N_("From"), "date", required=True, default=self.kontor.today()),
        )

    def _search(self, typed: str) -> Sequence[Hit]:
        return [Hit(str(key), name) for key, name in self.partners if fold(typed) in fold(name)]

    def pair(self, values: dict[str, Any]) -> tuple[int, int]:
        """The team and the person."""
        other = int(values["partner"])
        return (self.one.id, other) if isinstance(self.one, Team) else (other, self.one.id)

    def save(self, values: dict[str, Any]) -> None:
        """Put the person in."""
        from kontor.company.service import join_team

        self.kontor.run_case(
            join_team, *self.pair(values), values["day"], then=self.saved, otherwise=self.refused
        )


class PartForm(JoinForm):
    """Somebody out of a team."""

    NAME = "calendar.part_form"

    def crumb(self) -> str:
        """Who or where."""
        if isinstance(self.one, Team):
            return _("Out of {team}").format(team=self.one.name)
        return _("{name} out of a team").format(name=self.one.short)

    def fields(self) -> Sequence[Field]:
        """Who or which team, and the first day without."""
        there = tuple(Choice(str(key), name) for key, name in self.partners)
        return (
            Field("partner", self.partner_label, "choice", choices=there,
                  default=there[0].value if there else ""),
            Field("day", N_("First day without"), "date", required=True,
                  default=self.kontor.today()),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Take the person out."""
        from kontor.company.service import part_team

        self.kontor.run_case(
            part_team, *self.pair(values), values["day"], then=self.saved, otherwise=self.refused
        )
