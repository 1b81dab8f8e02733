"""Commands for absences, leave, capacity and tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.calendar.words import ABSENCE_STATES, ABSENCES, HALVES, TASK_STATES
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.company.kinds import StaffRole, days_text

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_ABSENCES = (
    Column("id", N_("No."), "int"),
    Column("name", N_("Who")),
    Column("kind", N_("Kind"), "code", ABSENCES),
    Column("starts", N_("From"), "day"),
    Column("ends", N_("Until"), "day"),
    Column("half", N_("Half"), "code", HALVES),
    Column("state", N_("State"), "code", ABSENCE_STATES),
    Column("note", N_("Note")),
)
_LEAVE = (
    Column("name", N_("Who")),
    Column("due", N_("Days of leave"), "code"),
    Column("taken", N_("Granted"), "code"),
    Column("asked", N_("Asked for"), "code"),
    Column("left", N_("Left"), "code"),
)
_CAPACITY = (
    Column("monday", N_("Week from"), "day"),
    Column("name", N_("Who")),
    Column("hours", N_("Hours"), "code"),
    Column("absent", N_("Absent"), "code"),
    Column("planned", N_("Planned"), "code"),
    Column("free", N_("Free"), "code"),
    Column("rate", N_("Used"), "rate"),
    Column("beyond", N_("Beyond hours"), "code"),
)
_TASKS = (
    Column("id", N_("No."), "int"),
    Column("due", N_("Due"), "day"),
    Column("title", N_("Task")),
    Column("owner_name", N_("Who")),
    Column("minutes", N_("Minutes"), "int"),
    Column("state", N_("State"), "code", TASK_STATES),
    Column("done", N_("Done on"), "day"),
    Column("reference", N_("For"), "code"),
    Column("note", N_("Note")),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.calendar.model import appointments

        found: type[BaseModel] = getattr(appointments, name)
        return found

    return chosen


def _number(text: str, part: str) -> int:
    from kontor.calendar.queries.staff import part_of

    return part_of(text, part)


# -- absences ------------------------------------------------------------------------------------


def absences(call: Call, *, first: date | None, days: int, who: str, all: bool) -> None:  # noqa: A002  the option's name
    """Absences of some days."""
    from kontor.calendar.queries import staff
    from kontor.company.queries import find_employee

    start = first or call.today
    with call.read() as con:
        person = find_employee(con, who).id if who else None
        found = staff.absences(con, start, start + timedelta(days=days), person)
    rows = [
        (one.id, one.name or _("the whole firm"), *one[3:])
        for one in found
        if all or one.state in staff.COUNTED
    ]
    call.show(Table(_ABSENCES, rows, empty=N_("Everybody is there in these days.")))


def absence(call: Call, *, data: Any) -> None:
    """A new absence."""
    from kontor.calendar.service import staff

    with call.store() as store:
        changed = call.run(store, staff.add_absence, data)
    call.done(changed, absence=changed.value)


def change_absence(call: Call, *, absence: str, data: Any) -> None:
    """Change an absence."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.change_absence, _number(absence, "absence"), data))


def approve(call: Call, *, absence: str) -> None:
    """Grant it."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.approve_absence, _number(absence, "absence")))


def decline(call: Call, *, absence: str, note: str) -> None:
    """Decline it."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.decline_absence, _number(absence, "absence"), note))


def withdraw(call: Call, *, absence: str) -> None:
    """It does not come about."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.withdraw_absence, _number(absence, "absence")))


def leave(call: Call, *, year: int | None) -> None:
    """Days of leave of a year."""
    from kontor.calendar.queries import staff

    with call.read() as con:
        found = staff.leave_days(con, year or call.today.year, call.today)
    rows = [
        (one.name, *(_half(part) for part in (one.due, one.taken, one.asked, one.left)))
        for one in found
    ]
    call.show(Table(_LEAVE, rows, empty=N_("Nobody is entered yet.")))


def _half(half_days: int) -> str:
    return f"-{days_text(-half_days)}" if half_days < 0 else days_text(half_days)


def capacity(call: Call, *, first: date | None, weeks: int, role: list[str], total: bool) -> None:
    """Hours of the crew by week."""
    from kontor.calendar.queries.capacity import capacity as asked

    with call.read() as con:
        found = asked(con, first or call.today, weeks, role)
    rows = [
        (one.monday, one.name or _("all together"), _hours(one.hours), _hours(one.absent),
         _hours(one.planned), _hours(one.free), one.rate, _hours(one.beyond))
        for one in found
        if not (total and one.employee)
    ]  # fmt: skip
    call.show(Table(_CAPACITY, rows, empty=N_("Nobody is entered yet.")))


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


# -- tasks ---------------------------------------------------------------------------------------


def tasks(call: Call, *, all: bool, who: str, reference: str) -> None:  # noqa: A002  the option's name
    """What must be done."""
    from kontor.calendar.queries import staff
    from kontor.company.queries import find_employee

    with call.read() as con:
        person = find_employee(con, who).id if who else None
        found = staff.tasks(con, all=all, owner=person, reference=reference)
    rows = [tuple(getattr(one, column.name) for column in _TASKS) for one in found]
    call.show(Table(_TASKS, rows, empty=N_("Nothing is to be done.")))


def task(call: Call, *, data: Any) -> None:
    """A new task."""
    from kontor.calendar.service import staff

    with call.store() as store:
        changed = call.run(store, staff.add_task, data)
    call.done(changed, task=changed.value)


def change_task(call: Call, *, task: str, data: Any) -> None:
    """Change a task."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.change_task, _number(task, "task"), data))


def finish(call: Call, *, task: str) -> None:
    """It is done."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.finish_task, _number(task, "task"), call.today))


def drop(call: Call, *, task: str) -> None:
    """It need not be done."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.drop_task, _number(task, "task"), call.today))


def reopen(call: Call, *, task: str) -> None:
    """It is open again."""
    from kontor.calendar.service import staff

    with call.store() as store:
        call.done(call.run(store, staff.reopen_task, _number(task, "task")))


_ABSENCE = arg("absence", N_("number of an absence"))
_TASK = arg("task", N_("number of a task"))
COMMANDS: tuple[Command, ...] = (
    Command("absences", absences, N_("who is not there: leave, sickness, school"), (
        opt("first", N_("first day; today without it"), "day"),
        opt("days", N_("how many days"), "int", default=60),
        opt("who", N_("only of this person"), default=""),
        opt("all", N_("also declined and withdrawn ones"), "flag"),
    )),
    Command("absence", absence, N_("enter leave, sickness, school; asked for or granted"),
            model=_model("AbsenceInput"), writes=True),
    Command("change-absence", change_absence, N_("change an absence; only what is given"),
            (_ABSENCE,), model=_model("AbsenceChange"), writes=True),
    Command("approve", approve, N_("grant an absence that was asked for"), (_ABSENCE,),
            writes=True),
    Command("decline", decline, N_("decline an absence that was asked for"), (
        _ABSENCE, opt("note", N_("why"), default=""),
    ), writes=True),
    Command("withdraw", withdraw, N_("take an absence back"), (_ABSENCE,), writes=True),
    Command("leave", leave, N_("days of leave of a year: due, granted, left"), (
        opt("year", N_("the year; this one without it"), "int"),
    )),
    Command("capacity", capacity, N_("hours of the crew by week: there, absent, planned"), (
        opt("first", N_("a day of the first week; today without it"), "day"),
        opt("weeks", N_("how many weeks"), "int", default=4),
        opt("role", N_("only people of this role"), many=True, choices=tuple(StaffRole)),
        opt("total", N_("only all together"), "flag"),
    )),
    Command("tasks", tasks, N_("what must be done, and until when"), (
        opt("all", N_("also what is done or dropped"), "flag"),
        opt("who", N_("only of this person"), default=""),
        opt("reference", N_("only for this: sales:12"), default=""),
    )),
    Command("task", task, N_("add a task"), model=_model("TaskInput"), writes=True),
    Command("change-task", change_task, N_("change a task; only what is given"), (_TASK,),
            model=_model("TaskChange"), writes=True),
    Command("finish", finish, N_("a task is done"), (_TASK,), writes=True),
    Command("drop", drop, N_("a task need not be done any more"), (_TASK,), writes=True),
    Command("reopen", reopen, N_("take a task up again"), (_TASK,), writes=True),
)  # fmt: skip
