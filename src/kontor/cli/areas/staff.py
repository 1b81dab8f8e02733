"""Commands for people, vehicles and teams of the firm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.company.words import STAFF_ROLES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.store.store import Store

_STAFF = (
    Column("id", N_("No."), "int"),
    Column("short", N_("Short")),
    Column("name", N_("Name")),
    Column("role", N_("Role"), "code", STAFF_ROLES),
    Column("phone", N_("Telephone"), "code"),
    Column("mail", N_("E-mail"), "code"),
    Column("started", N_("Since"), "day"),
    Column("ended", N_("Until"), "day"),
    Column("hours", N_("Hours"), "code"),
    Column("break", N_("Break"), "code"),
    Column("vacation", N_("Days of leave"), "code"),
    Column("teams", N_("Teams")),
    Column("skills", N_("Skills")),
)
_VEHICLES = (
    Column("id", N_("No."), "int"),
    Column("name", N_("Name")),
    Column("plate", N_("Plate"), "code"),
    Column("started", N_("Since"), "day"),
    Column("ended", N_("Until"), "day"),
    Column("note", N_("Note")),
)
_TEAMS = (
    Column("id", N_("No."), "int"),
    Column("name", N_("Team")),
    Column("members", N_("Members")),
    Column("ended", N_("Until"), "day"),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.company import model

        found: type[BaseModel] = getattr(model, name)
        return found

    return chosen


def _employee(store: Store, text: str) -> int:
    from kontor.company.queries import find_employee

    with store.read() as con:
        return find_employee(con, text).id


def _vehicle(store: Store, text: str) -> int:
    from kontor.company.queries import find_vehicle

    with store.read() as con:
        return find_vehicle(con, text).id


def _team(store: Store, text: str) -> int:
    from kontor.company.queries import find_team

    with store.read() as con:
        return find_team(con, text).id


def list_(call: Call, *, all: bool) -> None:  # noqa: A002  the option's name
    """Everybody in the firm."""
    from kontor.company import queries
    from kontor.company.kinds import days_text

    with call.read() as con:
        there = queries.employees(con, None if all else call.today)
        teams = queries.teams(con, call.today)
    rows = [
        (one.id, one.short, one.name, one.role, one.phone, one.mail, one.started, one.ended,
         now.hours, f"{now.break_from}+{now.break_minutes}" if now.break_minutes else "",
         days_text(one.vacation),
         ", ".join(team.name for team in teams if one.id in team.on(call.today)), one.skills)
        for one in there for now in (one.hours_on(call.today),)
    ]  # fmt: skip
    call.show(Table(_STAFF, rows, empty=N_("Nobody is entered yet.")))


def add(call: Call, *, data: Any) -> None:
    """Somebody new."""
    from kontor.company import service

    with call.store() as store:
        changed = call.run(store, service.add_employee, data, call.today)
    call.done(changed, employee=changed.value)


def change(call: Call, *, person: str, data: Any) -> None:
    """Change somebody."""
    from kontor.company import service

    with call.store() as store:
        call.done(call.run(store, service.change_employee, _employee(store, person), data))


def leave(call: Call, *, person: str, day: date | None, stays: bool) -> None:
    """The last day of somebody."""
    from kontor.company import service

    last = None if stays else day or call.today
    with call.store() as store:
        call.done(call.run(store, service.leave_employee, _employee(store, person), last))


def vehicles(call: Call, *, all: bool) -> None:  # noqa: A002  the option's name
    """The vehicles."""
    from kontor.company import queries

    with call.read() as con:
        rows = [tuple(one) for one in queries.vehicles(con, None if all else call.today)]
    call.show(Table(_VEHICLES, rows, empty=N_("No vehicle is entered yet.")))


def add_vehicle(call: Call, *, data: Any) -> None:
    """A new vehicle."""
    from kontor.company import service

    with call.store() as store:
        changed = call.run(store, service.add_vehicle, data, call.today)
    call.done(changed, vehicle=changed.value)


def change_vehicle(call: Call, *, vehicle: str, data: Any) -> None:
    """Change a vehicle."""
    from kontor.company import service

    with call.store() as store:
        call.done(call.run(store, service.change_vehicle, _vehicle(store, vehicle), data))


def retire_vehicle(call: Call, *, vehicle: str, day: date | None, stays: bool) -> None:
    """The last day of a vehicle."""
    from kontor.company import service

    last = None if stays else day or call.today
    with call.store() as store:
        call.done(call.run(store, service.retire_vehicle, _vehicle(store, vehicle), last))


def teams(call: Call, *, all: bool) -> None:  # noqa: A002  the option's name
    """The teams with who is in them today."""
    from kontor.company import queries

    with call.read() as con:
        names = {one.id: one.short for one in queries.employees(con)}
        rows = [
            (one.id, one.name, ", ".join(names[key] for key in one.on(call.today)), one.ended)
            for one in queries.teams(con, None if all else call.today)
        ]
    call.show(Table(_TEAMS, rows, empty=N_("No team is entered yet.")))


def add_team(call: Call, *, data: Any) -> None:
    """A new team."""
    from kontor.company import service

    with call.store() as store:
        changed = call.run(store, service.add_team, data, call.today)
    call.done(changed, team=changed.value)


def rename_team(call: Call, *, team: str, name: str) -> None:
    """Another name for a team."""
    from kontor.company import service

    with call.store() as store:
        call.done(call.run(store, service.rename_team, _team(store, team), name))


def close_team(call: Call, *, team: str, day: date | None, stays: bool) -> None:
    """The last day of a team."""
    from kontor.company import service

    last = None if stays else day or call.today
    with call.store() as store:
        call.done(call.run(store, service.close_team, _team(store, team), last))


def join(call: Call, *, person: str, team: str, since: date | None) -> None:
    """Into a team."""
    from kontor.company import service

    with call.store() as store:
        who, where = _employee(store, person), _team(store, team)
        call.done(call.run(store, service.join_team, where, who, since or call.today))


def part(call: Call, *, person: str, team: str, day: date | None) -> None:
    """Out of a team."""
    from kontor.company import service

    with call.store() as store:
        who, where = _employee(store, person), _team(store, team)
        call.done(call.run(store, service.part_team, where, who, day or call.today))


_PERSON = arg("person", N_("short name, name or number of somebody"))
_VEHICLE = arg("vehicle", N_("name or plate of a vehicle"))
_TEAM = arg("team", N_("name of a team"))
_LAST = opt("day", N_("last day; today without it"), "day")
_STAYS = opt("stays", N_("take the last day back"), "flag")
COMMANDS: tuple[Command, ...] = (
    Command("list", list_, N_("people of the firm with hours and days of leave"), (
        opt("all", N_("also those who left"), "flag"),
    )),
    Command("add", add, N_("add somebody who works in the firm"), model=_model("EmployeeInput"),
            writes=True),
    Command("change", change, N_("change somebody; only what is given"), (_PERSON,),
            model=_model("EmployeeChange"), writes=True),
    Command("leave", leave, N_("note the last day of somebody"), (_PERSON, _LAST, _STAYS),
            writes=True),
    Command("vehicles", vehicles, N_("vehicles of the firm"), (
        opt("all", N_("also those that are gone"), "flag"),
    )),
    Command("add-vehicle", add_vehicle, N_("add a vehicle"), model=_model("VehicleInput"),
            writes=True),
    Command("change-vehicle", change_vehicle, N_("change name, plate or note of a vehicle"),
            (_VEHICLE,), model=_model("VehicleChange"), writes=True),
    Command("retire-vehicle", retire_vehicle, N_("note the last day of a vehicle"),
            (_VEHICLE, _LAST, _STAYS), writes=True),
    Command("teams", teams, N_("teams with who is in them today"), (
        opt("all", N_("also those that ended"), "flag"),
    )),
    Command("add-team", add_team, N_("add a team with its people"), model=_model("TeamInput"),
            writes=True),
    Command("rename-team", rename_team, N_("give a team another name"), (
        _TEAM, arg("name", N_("its new name")),
    ), writes=True),
    Command("close-team", close_team, N_("note the last day of a team"), (_TEAM, _LAST, _STAYS),
            writes=True),
    Command("join", join, N_("put somebody into a team"), (
        _PERSON, _TEAM, opt("since", N_("first day; today without it"), "day"),
    ), writes=True),
    Command("part", part, N_("take somebody out of a team"), (
        _PERSON, _TEAM, opt("day", N_("first day without; today without it"), "day"),
    ), writes=True),
)  # fmt: skip
