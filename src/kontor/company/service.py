"""Use cases of the own firm; the only place that writes its tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.ids import bic, iban
from kontor.base.text import fold
from kontor.company import queries
from kontor.company.kinds import MoneyKind, SettingChanged
from kontor.company.law import default_ranges, setting_kinds
from kontor.company.model import (
    EmployeeChange,
    EmployeeHoursRow,
    EmployeeInput,
    EmployeeRow,
    FirmChange,
    FirmInput,
    FirmRow,
    MemberRow,
    MoneyAccountChange,
    MoneyAccountInput,
    MoneyAccountRow,
    NumberRangeInput,
    NumberRangeRow,
    SettingInput,
    SettingRow,
    TeamInput,
    TeamRow,
    VehicleChange,
    VehicleInput,
    VehicleRow,
)
from kontor.company.numbering import check_pattern, number_frame
from kontor.company.rules import check_start, check_value
from kontor.store.unit import Unit, use_case

_FIXED = {"settings"}
_Row = TypeVar("_Row", EmployeeRow, VehicleRow, TeamRow)
_HOURS = ("hours", "break_from", "break_minutes")


@use_case(N_("Firm created"))
def create_firm(unit: Unit, data: FirmInput) -> int:
    """Create the own firm with its first settings and the usual number ranges.

    Raises:
        Refused: the file already holds a firm.
        InputError: a setting does not fit; its `field` is the key.
    """
    if queries.firm_or_none(unit.con):
        raise Refused(
            N_("This file already holds a firm."), hint=N_("Each firm has a file of its own.")
        )
    firm = unit.put(FirmRow(**_texts(data.model_dump(exclude=_FIXED))))
    values = {key: kind.default for key, kind in setting_kinds().items() if kind.default}
    values |= {key: check_value(key, value) for key, value in data.settings.items()}
    unit.add_all(
        SettingRow(name=key, valid_from=data.started, value=value)
        for key, value in values.items()
        if value
    )
    unit.add_all(
        NumberRangeRow(series=series, pattern=pattern, first=first, valid_from=data.started)
        for series, pattern, first in default_ranges()
    )
    unit.flush()
    return firm.key


@use_case(N_("Firm changed"))
def change_firm(unit: Unit, data: FirmChange) -> None:
    """Change master data; only the fields that were given."""
    firm = unit.exec(select(FirmRow)).first()
    if firm is None:
        raise NotFound(
            N_("No firm is set up in this file yet."), hint=N_("Set it up with “kontor new”.")
        )
    given = _texts(data.model_dump(exclude_unset=True))
    if "name" in given and not given["name"]:
        raise InputError(N_("The firm needs a name."), field="name")
    for field, value in given.items():
        setattr(firm, field, value)
    unit.flush()


@use_case(N_("Setting changed"))
def change_setting(unit: Unit, data: SettingInput) -> bool:
    """Give a setting a new value from a day on; False if it has that value already.

    Raises:
        Refused: the day is before the books, inside a closed or filed time, or not one on which
            this setting may begin.
    """
    started = queries.firm(unit.con).started
    value = check_value(data.key, data.value)
    if value and setting_kinds()[data.key].kind == "staff":
        value = _somebody(unit, data.key, value)
    check_start(data.key, data.valid_from, started)
    old = queries.setting(unit.con, data.key, data.valid_from)
    if old == value:
        return False
    unit.emit(SettingChanged(data.key, data.valid_from, old, value))
    row = _setting_row(unit, data.key, data.valid_from)
    if row is None:
        row = SettingRow(name=data.key, valid_from=data.valid_from, value=value)
    row.value, row.reason = value, data.reason or None
    unit.put(row)
    return True


def _somebody(unit: Unit, key: str, text: str) -> str:
    """The short name of the person who is meant."""
    try:
        return queries.find_employee(unit.con, text).short
    except (InputError, NotFound) as error:
        error.field = key
        raise


@use_case(N_("Setting taken back"))
def drop_setting(unit: Unit, key: str, valid_from: date) -> None:
    """Remove a dated value, so that the one before holds on; the first one stays."""
    row = _setting_row(unit, key, valid_from)
    if row is None:
        raise NotFound(N_("This setting has no value from {day}."), day=valid_from.isoformat())
    history = queries.settings_history(unit.con, key)
    before = [one for one in history if one.valid_from < valid_from]
    if not before:
        raise Refused(N_("The first value of a setting stays; give it another value instead."))
    unit.emit(SettingChanged(key, valid_from, row.value, before[0].value))
    unit.delete(row)
    unit.flush()


@use_case(N_("Money account added"))
def add_money_account(unit: Unit, data: MoneyAccountInput) -> int:
    """Add a bank, cash, card or PayPal account; its number must exist in the chart."""
    values = _money_values(data.model_dump())
    _refuse_twice(unit, None, values)
    return unit.put(MoneyAccountRow(**values)).key


@use_case(N_("Money account changed"))
def change_money_account(unit: Unit, account: int, data: MoneyAccountChange) -> None:
    """Change the fields that were given."""
    row = _money_row(unit, account)
    given = data.model_dump(exclude_unset=True)
    if "name" in given and not given["name"]:
        raise InputError(N_("The account needs a name."), field="name")
    values = _money_values({"kind": row.kind, **given})
    _refuse_twice(unit, account, values)
    for field, value in values.items():
        setattr(row, field, value)
    unit.flush()


@use_case(N_("Money account closed"))
def close_money_account(unit: Unit, account: int, day: date) -> None:
    """Close an account from a day on: it is no longer offered; its bookings stay."""
    row = _money_row(unit, account)
    if row.closed:
        raise Refused(N_("This account was closed on {day}."), day=row.closed.isoformat())
    row.closed = day
    unit.flush()


@use_case(N_("Money account reopened"))
def reopen_money_account(unit: Unit, account: int) -> None:
    """Offer a closed account again."""
    _money_row(unit, account).closed = None
    unit.flush()


@use_case(N_("Number range set"))
def set_number_range(unit: Unit, data: NumberRangeInput) -> None:
    """Set the pattern of a series from a day on; numbers already given stay.

    Raises:
        InputError: no number can be made of the pattern, or another series would give the same.
    """
    pattern = check_pattern(data.pattern)
    frame = number_frame(pattern, data.valid_from)
    for other in queries.number_ranges(unit.con, data.valid_from):
        if other.series != data.series and number_frame(other.pattern, data.valid_from) == frame:
            raise InputError(
                N_("The series “{series}” already gives such numbers."),
                series=other.series,
                field="pattern",
            )
    row = unit.exec(
        select(NumberRangeRow).where(
            NumberRangeRow.series == data.series, NumberRangeRow.valid_from == data.valid_from
        )
    ).first() or NumberRangeRow(series=data.series, pattern="", valid_from=data.valid_from)
    row.pattern, row.first = pattern, data.first
    unit.put(row)


# -- people, vehicles, teams ---------------------------------------------------------------------


@use_case(N_("Employee added"))
def add_employee(unit: Unit, data: EmployeeInput, today: date) -> int:
    """Add somebody who works in the firm; the short name is the last name, unless it is taken.

    Raises:
        InputError: the short name is taken, or nothing would tell it from a vehicle or a team.
    """
    values = data.model_dump(exclude={"started", "short"})
    short = data.short or _free_short(unit, data.name)
    _refuse_name(unit, short, "short")
    row = EmployeeRow(short=short, started=data.started or today, **values)
    return unit.put(row).key


@use_case(N_("Employee changed"))
def change_employee(unit: Unit, employee: int, data: EmployeeChange) -> None:
    """Change what is known of somebody; what is not given stays.

    Hours that hold from a day on leave those before as they were.

    Raises:
        InputError: the short name is empty or taken; the last day lies before the first; the hours
            changed already, and nobody says from which day these hold.
    """
    row = _staff_row(unit, EmployeeRow, employee)
    given = data.model_dump(exclude_unset=True)
    since = given.pop("hours_from", None)
    _change_hours(unit, row, {one: given.pop(one) for one in _HOURS if one in given}, since)
    if "short" in given and not given["short"]:
        raise InputError(N_("The person needs a short name."), field="short")
    if given.get("short") and given["short"] != row.short:
        _refuse_name(unit, given["short"], "short", employee=employee)
    for field, value in given.items():
        if value is not None or field == "born":
            setattr(row, field, value)
    if row.ended is not None and row.ended < row.started:
        raise InputError(N_("The last day lies before the first."), field="started")
    unit.flush()


def _change_hours(unit: Unit, row: EmployeeRow, given: dict[str, Any], since: date | None) -> None:
    """Write the hours that hold from a day on; the same as before are no change of hours."""
    asked = select(EmployeeHoursRow).where(EmployeeHoursRow.employee == row.key)
    later = sorted(unit.exec(asked).all(), key=lambda one: one.valid_from)
    day = since or row.started
    earlier = [one for one in later if one.valid_from < day]
    before: EmployeeRow | EmployeeHoursRow = earlier[-1] if earlier else row
    there: EmployeeRow | EmployeeHoursRow | None = next(
        (one for one in later if one.valid_from == day), None
    )
    if day <= row.started:
        before, there = row, row
    old = {name: getattr(there or before, name) for name in _HOURS}
    new = old | {name: value for name, value in given.items() if value is not None}
    if since is None and later and new != old:
        raise InputError(
            N_("The hours of {name} changed already: from which day do these hold?"),
            name=row.short,
            field="hours_from",
            hint=N_("The first day in the firm changes the hours of the beginning."),
        )
    if before is not there and new == {name: getattr(before, name) for name in _HOURS}:
        if there is not None:
            unit.delete(there)
    elif there is None:
        unit.put(EmployeeHoursRow(employee=row.key, valid_from=day, **new))
    else:
        for name, value in new.items():
            setattr(there, name, value)
    unit.flush()


@use_case(N_("Employee leaves"))
def leave_employee(unit: Unit, employee: int, day: date | None) -> None:
    """Note the last day of somebody, who leaves the teams with it; None: the person stays on."""
    row = _staff_row(unit, EmployeeRow, employee)
    _check_end(row.started, day)
    row.ended = day
    for member in unit.exec(select(MemberRow).where(MemberRow.employee == employee)).all():
        if day is None or (member.until is not None and member.until <= day):
            continue
        if member.since > day:
            unit.delete(member)
        else:
            member.until = day
    unit.flush()


@use_case(N_("Vehicle added"))
def add_vehicle(unit: Unit, data: VehicleInput, today: date) -> int:
    """Add a vehicle of the firm."""
    _refuse_name(unit, data.name)
    values = data.model_dump(exclude={"started"})
    return unit.put(VehicleRow(started=data.started or today, **values)).key


@use_case(N_("Vehicle changed"))
def change_vehicle(unit: Unit, vehicle: int, data: VehicleChange) -> None:
    """Change name, plate or note of a vehicle; what is not given stays."""
    row = _staff_row(unit, VehicleRow, vehicle)
    if data.name is not None and data.name != row.name:
        _refuse_name(unit, data.name, vehicle=vehicle)
    for field, value in data.model_dump(exclude_unset=True).items():
        if value is not None:
            setattr(row, field, value)
    unit.flush()


@use_case(N_("Vehicle goes"))
def retire_vehicle(unit: Unit, vehicle: int, day: date | None) -> None:
    """Note the last day of a vehicle; None: it stays."""
    row = _staff_row(unit, VehicleRow, vehicle)
    _check_end(row.started, day)
    row.ended = day
    unit.flush()


@use_case(N_("Team added"))
def add_team(unit: Unit, data: TeamInput, today: date) -> int:
    """Add a team with the people in it."""
    _refuse_name(unit, data.name)
    team = unit.put(TeamRow(name=data.name)).key
    for name in data.members:
        join_team(unit, team, queries.find_employee(unit.con, name).id, data.since or today)
    return team


@use_case(N_("Team changed"))
def rename_team(unit: Unit, team: int, name: str) -> None:
    """Give a team another name."""
    row = _staff_row(unit, TeamRow, team)
    if name != row.name:
        _refuse_name(unit, name, team=team)
    row.name = name
    unit.flush()


@use_case(N_("Team ends"))
def close_team(unit: Unit, team: int, day: date | None) -> None:
    """Note the last day of a team; None: it goes on."""
    _staff_row(unit, TeamRow, team).ended = day
    unit.flush()


@use_case(N_("Joins a team"))
def join_team(unit: Unit, team: int, employee: int, since: date) -> int:
    """Put somebody into a team from a day on.

    Raises:
        Refused: the person is in it on that day, or not in the firm.
    """
    _staff_row(unit, TeamRow, team)
    person = _staff_row(unit, EmployeeRow, employee)
    if since < person.started or (person.ended is not None and person.ended < since):
        raise Refused(N_("{name} is not in the firm on that day."), name=person.short)
    for member in _members(unit, team, employee):
        if member.until is None or member.until >= since:
            raise Refused(N_("{name} is in the team already."), name=person.short)
    return unit.put(MemberRow(team=team, employee=employee, since=since)).key


@use_case(N_("Leaves a team"))
def part_team(unit: Unit, team: int, employee: int, day: date) -> None:
    """Take somebody out of a team; `day` is the first one without.

    Raises:
        NotFound: the person is not in it.
    """
    for member in _members(unit, team, employee):
        if member.until is None or member.until >= day:
            if member.since >= day:
                unit.delete(member)
            else:
                member.until = day - timedelta(days=1)
            unit.flush()
            return
    raise NotFound(
        N_("{name} is not in the team."), name=_staff_row(unit, EmployeeRow, employee).short
    )


# -- inside --------------------------------------------------------------------------------------


def _staff_row(unit: Unit, table: type[_Row], key: int) -> _Row:
    row = unit.get(table, key)
    if row is None:
        raise NotFound(N_("There is no entry {number} in the staff."), number=key)
    return row


def _members(unit: Unit, team: int, employee: int) -> list[MemberRow]:
    asked = select(MemberRow).where(MemberRow.team == team, MemberRow.employee == employee)
    return sorted(unit.exec(asked).all(), key=lambda one: one.since)


def _check_end(started: date, day: date | None) -> None:
    if day is not None and day < started:
        raise InputError(N_("The last day lies before the first."), field="day")


def _free_short(unit: Unit, name: str) -> str:
    """The last name, with as many letters of the first as nobody else has."""
    *first, last = name.split()
    taken = {fold(one.short) for one in queries.employees(unit.con)}
    given = first[0] if first else ""
    tries = [last, *(f"{last} {given[:count]}." for count in range(1, len(given))), name]
    return next((one for one in tries if fold(one) not in taken), name)[:60]


def _refuse_name(unit: Unit, name: str, field: str = "name", **own: int) -> None:
    """One name means one person, vehicle or team: the one-line entry could not tell them apart."""
    there = [("employee", one.id, one.short) for one in queries.employees(unit.con)]
    there += [("vehicle", one.id, one.name) for one in queries.vehicles(unit.con)]
    there += [("team", one.id, one.name) for one in queries.teams(unit.con)]
    for kind, key, known in there:
        if fold(known) == fold(name) and own.get(kind) != key:
            raise InputError(
                N_("“{name}” is taken already: each person, vehicle and team has its own name."),
                name=name, field=field,
            )  # fmt: skip


def _texts(values: dict[str, Any]) -> dict[str, Any]:
    return {key: None if value == "" and key != "name" else value for key, value in values.items()}


def _setting_row(unit: Unit, key: str, valid_from: date) -> SettingRow | None:
    return unit.exec(
        select(SettingRow).where(SettingRow.name == key, SettingRow.valid_from == valid_from)
    ).first()


def _money_row(unit: Unit, account: int) -> MoneyAccountRow:
    row = unit.get(MoneyAccountRow, account)
    if row is None:
        raise NotFound(N_("There is no money account {number}."), number=account)
    return row


def _money_values(values: dict[str, Any]) -> dict[str, Any]:
    values = _texts(values)
    if values.get("iban"):
        values["iban"] = iban.validate(values["iban"])
        bank = iban.bank(values["iban"])
        values["bic"] = values.get("bic") or bank.bic or None
        values["bank"] = values.get("bank") or bank.name or None
    if values.get("iban") and values["kind"] is MoneyKind.CASH:
        raise InputError(N_("A cash box has no IBAN."), field="iban")
    if values.get("bic"):
        values["bic"] = bic.validate(values["bic"])
    return values


def _refuse_twice(unit: Unit, account: int | None, values: dict[str, Any]) -> None:
    for one in queries.money_accounts(unit.con, closed=True):
        if one.id == account:
            continue
        if values.get("iban") and one.iban == values["iban"]:
            raise InputError(N_("“{name}” already has this IBAN."), name=one.name, field="iban")
        if values.get("account") == one.account:
            raise InputError(
                N_("“{name}” already uses account {number}."),
                name=one.name,
                number=one.account,
                field="account",
            )
