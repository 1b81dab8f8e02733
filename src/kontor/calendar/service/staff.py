"""Absences asked for and decided; tasks added and done."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import AbsenceKind, AbsenceState, TaskState
from kontor.calendar.model.appointments import (
    AbsenceChange,
    AbsenceInput,
    AbsenceRow,
    TaskChange,
    TaskInput,
    TaskRow,
)
from kontor.calendar.queries.staff import COUNTED
from kontor.company import queries as company
from kontor.store.unit import Unit, use_case

# -- absences ------------------------------------------------------------------------------------


@use_case(N_("Absence entered"))
def add_absence(unit: Unit, data: AbsenceInput) -> int:
    """Enter an absence: asked for, or approved at once.

    Raises:
        Refused: the person is absent on one of these days already, or not in the firm.
    """
    if data.state not in COUNTED:
        raise InputError(N_("A new absence is requested or approved."), field="state")
    person = company.find_employee(unit.con, data.employee) if data.employee else None
    values = data.model_dump(exclude={"employee", "ends"})
    row = AbsenceRow(
        employee=person.id if person else None, ends=data.ends or data.starts, **values
    )
    if person and not (person.works_on(row.starts) and person.works_on(row.ends)):
        raise Refused(N_("{name} is not in the firm on that day."), name=person.short)
    _refuse_double(unit, row)
    return unit.put(row).key


@use_case(N_("Absence changed"))
def change_absence(unit: Unit, absence: int, data: AbsenceChange) -> None:
    """Change days, kind or note of an absence; what is not given stays."""
    row = _absence(unit, absence)
    for name, value in data.model_dump(exclude_unset=True).items():
        if value is not None:
            setattr(row, name, value)
    if "ends" not in data.model_fields_set and row.ends < row.starts:
        row.ends = row.starts
    if row.ends < row.starts:
        raise InputError(N_("The last day lies before the first."), field="ends")
    if row.half and row.ends != row.starts:
        raise InputError(N_("Half a day is of one day."), field="half")
    if (row.kind is AbsenceKind.CLOSED) != (row.employee is None):
        raise InputError(N_("Only the whole firm can be closed."), field="kind")
    _refuse_double(unit, row)
    unit.flush()


@use_case(N_("Absence approved"))
def approve_absence(unit: Unit, absence: int) -> None:
    """Grant what was asked for."""
    row = _absence(unit, absence)
    if row.state is not AbsenceState.APPROVED:
        row.state = AbsenceState.APPROVED
        _refuse_double(unit, row)
    unit.flush()


@use_case(N_("Absence declined"))
def decline_absence(unit: Unit, absence: int, note: str = "") -> None:
    """Decline what was asked for, with a word about it."""
    row = _absence(unit, absence)
    if row.state is not AbsenceState.REQUESTED:
        raise Refused(
            N_("Nobody asks for this absence any more."),
            hint=N_("Withdraw it when it does not come about."),
        )
    row.state = AbsenceState.DECLINED
    row.note = ": ".join(filter(None, (row.note, note)))
    unit.flush()


@use_case(N_("Absence withdrawn"))
def withdraw_absence(unit: Unit, absence: int) -> None:
    """Take an absence back: it does not come about."""
    row = _absence(unit, absence)
    row.state = AbsenceState.WITHDRAWN
    unit.flush()


def _absence(unit: Unit, key: int) -> AbsenceRow:
    row = unit.get(AbsenceRow, key)
    if row is None:
        raise NotFound(N_("There is no absence {number}."), number=key)
    return row


def _refuse_double(unit: Unit, row: AbsenceRow) -> None:
    """Somebody is absent once; two halves of a day are two."""
    if row.state not in COUNTED:
        return
    found = unit.con.execute(
        "SELECT id,starts,ends,half FROM absence WHERE employee IS ? AND starts<=? AND ends>=?"
        " AND state IN ('requested','approved') AND id IS NOT ?",
        (row.employee, row.ends.isoformat(), row.starts.isoformat(), row.id),
    ).fetchall()
    for key, starts, ends, half in found:
        if row.half and half and row.half != half:
            continue
        raise Refused(
            N_("That overlaps absence {number} from {first} to {last}."), number=key,
            first=date.fromisoformat(starts), last=date.fromisoformat(ends),
            hint=N_("Change that one, or withdraw it."), field="starts",
        )  # fmt: skip


# -- tasks ---------------------------------------------------------------------------------------


@use_case(N_("Task added"))
def add_task(unit: Unit, data: TaskInput) -> int:
    """Add something to be done."""
    values = data.model_dump(exclude={"owner"})
    return unit.put(TaskRow(owner=_owner(unit, data.owner), **values)).key


@use_case(N_("Task changed"))
def change_task(unit: Unit, task: int, data: TaskChange) -> None:
    """Change what is known of a task; what is not given stays."""
    row = _task(unit, task)
    values: dict[str, Any] = data.model_dump(exclude_unset=True)
    if "owner" in values:
        values["owner"] = _owner(unit, values["owner"])
    for name, value in values.items():
        if value is not None or name in {"due", "owner", "minutes"}:
            setattr(row, name, value)
    unit.flush()


@use_case(N_("Task done"))
def finish_task(unit: Unit, task: int, day: date) -> None:
    """Say that a task is done."""
    _end(unit, task, TaskState.DONE, day)


@use_case(N_("Task dropped"))
def drop_task(unit: Unit, task: int, day: date) -> None:
    """Say that a task need not be done any more."""
    _end(unit, task, TaskState.DROPPED, day)


@use_case(N_("Task open again"))
def reopen_task(unit: Unit, task: int) -> None:
    """Take a task up again."""
    row = _task(unit, task)
    row.state, row.done = TaskState.OPEN, None
    unit.flush()


def _end(unit: Unit, task: int, state: TaskState, day: date) -> None:
    row = _task(unit, task)
    if row.state is not state:
        row.state, row.done = state, day
    unit.flush()


def _task(unit: Unit, key: int) -> TaskRow:
    row = unit.get(TaskRow, key)
    if row is None:
        raise NotFound(N_("There is no task {number}."), number=key)
    return row


def _owner(unit: Unit, name: str | None) -> int | None:
    return company.find_employee(unit.con, name).id if name else None
