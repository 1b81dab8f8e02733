"""Tasks (Aufgaben): what is to be done, by day; their list and sheet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import TaskState
from kontor.calendar.queries import staff
from kontor.calendar.queries.staff import Task
from kontor.desk.numbers import meant
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.forms import TaskForm
from kontor.tui.screens.calendar.names import TASKS
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind


def state_of(one: Task, today: date) -> str:
    """How it stands, as a code: late ones stand out."""
    late = one.state is TaskState.OPEN and one.due is not None and one.due < today
    return "late" if late else str(one.state)


def about(con: sqlite3.Connection, one: Task) -> str:
    """What it belongs to, as people call it."""
    return meant(con, one.reference).name if one.reference else ""


def task_blocks(one: Task, belongs: str, today: date) -> list[Block]:
    """A task with everything about it."""
    effort = _("{minutes} min").format(minutes=one.minutes) if one.minutes else None
    blocks: list[Block] = [
        Head("", one.title, TASKS[state_of(one, today)]),
        Facts((N_("Until"), one.due), (N_("Who"), one.owner_name), (N_("Effort"), effort),
              (N_("Belongs to"), belongs), (N_("Done"), one.done)),
    ]  # fmt: skip
    return [*blocks, Note(N_("Note"), one.note)] if one.note else blocks


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class TaskSteps(_Base):
    """A mixin of screens; `the_task` is the one that the keys mean."""

    CANCEL = N_("Not needed")

    def the_task(self) -> Task | None:
        """The one under the cursor, or the one shown."""
        raise NotImplementedError

    def why_not_task(self, name: str) -> str:
        """What the state forbids."""
        one = self.the_task()
        if name == "record.cancel" and (one is None or one.state is not TaskState.OPEN):
            return _("It is over already.")
        if name == "task.about" and (one is None or not self.kontor.areas.record(one.reference)):
            return _("The task belongs to nothing.")
        return ""

    def do_record_new(self) -> None:
        """Something to be done."""
        self.app.push_screen(TaskForm())

    def do_record_edit(self) -> None:
        """All fields."""
        one = self.the_task()
        if one is not None:
            self.app.push_screen(TaskForm(one))

    def do_step_next(self) -> None:
        """Done; what is done is taken up again."""
        from kontor.calendar.service.staff import finish_task, reopen_task

        one = self.the_task()
        if one is None:
            return
        if one.state is TaskState.OPEN:
            self.kontor.run_case(finish_task, one.id, self.kontor.today())
        else:
            self.kontor.run_case(reopen_task, one.id)

    def do_record_cancel(self) -> None:
        """It is not needed any more."""
        from kontor.calendar.service.staff import drop_task

        one = self.the_task()
        if one is not None:
            self.kontor.run_case(drop_task, one.id, self.kontor.today())

    def do_task_about(self) -> None:
        """What it belongs to."""
        one = self.the_task()
        if one is not None:
            self.kontor.open_record(one.reference)


class TaskScreen(TaskSteps, DetailScreen):
    """One task."""

    NAME, HANDBOOK = "calendar.task", "calendar#tasks"
    HINTS = ("step.next", "record.edit", "task.about", "record.cancel", "actions.menu")

    def crumb(self) -> str:
        """What it is."""
        return self.data[0].title if self.data else _("Task")

    def load(self) -> Any:
        """Read it, and what it belongs to."""
        try:
            with self.kontor.store.read() as con:
                one = staff.task(con, self.record)
                return one, about(con, one)
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """Everything."""
        one, belongs = self.data
        return task_blocks(one, belongs, self.kontor.today())

    def the_task(self) -> Task | None:
        """This one."""
        return self.data[0] if self.data else None

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_task(name)


class TasksScreen(TaskSteps, ListScreen):
    """What is to be done, by day."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.tasks", N_("Tasks"), "f", "calendar#tasks"
    HINTS = ("record.new", "step.next", "record.edit", "record.cancel", "filter.open")
    COLUMNS = (
        Column(N_("Until"), Kind.DATE),
        Column(N_("What"), Kind.NAME, 30, grow=3, least=18),
        Column(N_("Who"), width=12, priority=2),
        Column(N_("Effort"), width=8, priority=5),
        Column(N_("Belongs to"), width=14, priority=4),
        Column(N_("State"), Kind.STATE, 13, states=TASKS, least=11),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Until"), "1": N_("What"), "2": N_("Who")}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "name", "who": "name"}
    EMPTY = N_("Nothing is to be done. n writes a task down; t does it from an appointment.")

    def __init__(self) -> None:
        super().__init__()
        self._about: dict[int, str] = {}

    def source(self) -> Source:
        """Open ones first, by day."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            found = staff.tasks(con, all=True)
            self._about = {one.id: about(con, one) for one in found}
        rows = [
            Row(one.id, (place,), self._cells(one, today), state_of(one, today))
            for place, one in enumerate(found)
        ]
        return MemorySource(rows, {"name": 2})

    def _cells(self, one: Task, today: date) -> tuple[object, ...]:
        effort = _("{minutes} min").format(minutes=one.minutes) if one.minutes else ""
        return (
            one.due.isoformat() if one.due else None, one.title, one.owner_name, effort,
            self._about[one.id], state_of(one, today),
        )  # fmt: skip

    def the_task(self) -> Task | None:
        """The row under the cursor."""
        if self.row is None:
            return None
        with self.kontor.store.read() as con:
            return staff.task(con, self.row.id)

    def preview(self, row: Row) -> Sequence[Block]:
        """The task."""
        with self.kontor.store.read() as con:
            one = staff.task(con, row.id)
            return task_blocks(one, about(con, one), self.kontor.today())

    def detail(self, row: Row) -> BaseScreen:
        """The task."""
        return TaskScreen(row.id)

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_task(name)
