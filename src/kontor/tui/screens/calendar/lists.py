"""Agenda, absences and tasks as lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import AbsenceState, TaskState
from kontor.calendar.queries import staff
from kontor.calendar.queries.appointments import Entry, Filter, window
from kontor.calendar.queries.staff import Absence, Leave, Task
from kontor.calendar.words import ABSENCES, HALVES
from kontor.company.kinds import days_text
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.appointment import AppointmentScreen, read_sheet, sheet_blocks
from kontor.tui.screens.calendar.forms import AbsenceForm, TaskForm
from kontor.tui.screens.calendar.names import (
    AWAY,
    KIND_NAMES,
    SIGNS,
    TASKS,
    clock,
)
from kontor.tui.screens.calendar.steps import AppointmentSteps
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_BACK, _AHEAD = 7, 120  # days that the agenda shows
_YEAR = 400


class AgendaScreen(AppointmentSteps, ListScreen):
    """What comes, day after day; the last week as well."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.agenda", N_("Diary"), "a", "calendar#diary"
    HINTS = ("step.next", "record.new", "record.cancel", "filter.open", "actions.menu")
    COLUMNS = (
        Column(N_("Day"), Kind.DATE),
        Column(N_("Begins"), width=6, least=5),
        Column(N_("What"), Kind.NAME, 26, grow=3, least=16),
        Column(N_("Customer"), width=18, grow=2, priority=3),
        Column(N_("Crew"), width=16, grow=1, priority=4),
        Column(N_("Place"), width=16, grow=1, priority=6),
        Column(N_("Kind"), width=12, priority=5),
        Column(N_("State"), Kind.STATE, 13, states=SIGNS, least=12),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Day"), "2": N_("What"), "7": N_("State")}
    FIELDS: ClassVar[dict[str, str]] = {
        "wer": "crew", "who": "crew", "art": "kind", "kind": "kind", "kunde": "customer",
        "customer": "customer", "ort": "place", "place": "place",
    }  # fmt: skip
    EMPTY = N_("Nothing is planned. n and one line: Thu 14-16 Huber measurements.")

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[int, Entry] = {}

    def source(self) -> Source:
        """From last week on, by day and time."""
        today = self.kontor.today()
        start, end = today - timedelta(days=_BACK), today + timedelta(days=_AHEAD)
        with self.kontor.store.read() as con:
            found = window(con, start, end, Filter(cancelled=True))
        self._entries = dict(enumerate(found, start=1))
        rows = [
            Row(place, (place,), self._cells(one), str(one.state))
            for place, one in self._entries.items()
        ]
        return MemorySource(rows, {"crew": 4, "kind": 6, "customer": 3, "place": 5})

    def _cells(self, one: Entry) -> tuple[object, ...]:
        crew = ", ".join(member.name for member in one.crew)
        begin = "" if one.all_day else clock(one.starts)
        return (
            one.first_day.isoformat(), begin, one.title, one.contact_name, crew,
            one.site_name or one.place, _(KIND_NAMES[one.kind]), str(one.state),
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        one = self._entries.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            return sheet_blocks(read_sheet(con, one.target, one.occurrence))

    def detail(self, row: Row) -> BaseScreen:
        """The appointment."""
        one = self._entries[row.id]
        return AppointmentScreen(one.target, one.occurrence)

    def the_entry(self) -> Entry | None:
        """The row under the cursor."""
        return self._entries.get(self.row.id) if self.row else None

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_entry(name)

    def do_record_new(self) -> None:
        """The line for entry stands above the week."""
        self.kontor.open_view("view:calendar.week")
        front = self.kontor.screen
        if isinstance(front, BaseScreen):
            front.call_after_refresh(front.act, "record.new")


class AbsencesScreen(ListScreen):
    """Vacation, sickness, school, training; what is asked for stands out."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "calendar.absences", N_("Absences"), "b", "calendar#absences",
    )  # fmt: skip
    HINTS = ("record.new", "absence.approve", "absence.decline", "record.edit", "actions.menu")
    COLUMNS = (
        Column(N_("First day"), Kind.DATE, priority=0),
        Column(N_("Last day"), Kind.DATE, priority=0),
        Column(N_("Who"), Kind.NAME, 12, grow=1, least=8),
        Column(N_("Kind"), width=14, grow=2, priority=2),
        Column(N_("Note"), width=18, grow=2, priority=4),
        Column(N_("State"), Kind.STATE, 16, states=AWAY, least=13),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("First day"), "2": N_("Who"), "5": N_("State")}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "name", "who": "name", "art": "kind", "kind": "kind"}
    EMPTY = N_(
        "Nobody is away. Vacation, sickness and school stand here; the plans keep them free."
    )

    def source(self) -> Source:
        """Of last year and what comes, the newest first."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            found = staff.absences(
                con, today - timedelta(days=_YEAR), today + timedelta(days=2 * _YEAR)
            )
        found.sort(key=lambda one: (one.state is not AbsenceState.REQUESTED, one.ends < today,
                                    one.starts))  # fmt: skip
        rows = [
            Row(one.id, (place,), self._cells(one), str(one.state))
            for place, one in enumerate(found)
        ]
        return MemorySource(rows, {"name": 2, "kind": 3})

    def _cells(self, one: Absence) -> tuple[object, ...]:
        half = f" ({_(HALVES[one.half])})" if one.half else ""
        return (
            one.starts.isoformat(), one.ends.isoformat(), one.name or _("the whole firm"),
            _(ABSENCES[one.kind]) + half, one.note, str(one.state),
        )  # fmt: skip

    def the_absence(self) -> Absence | None:
        """The row under the cursor."""
        if self.row is None:
            return None
        with self.kontor.store.read() as con:
            return staff.absence(con, self.row.id)

    def preview(self, row: Row) -> Sequence[Block]:
        """The absence, and the leave of everybody this year."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            one = staff.absence(con, row.id)
            found = staff.leave_days(con, one.starts.year, today)
        return (
            Head("", one.name or _("the whole firm"), AWAY[one.state]),
            Facts((N_("Kind"), _(ABSENCES[one.kind])), (N_("First day"), one.starts),
                  (N_("Last day"), one.ends), (N_("Note"), one.note)),
            *leave_blocks(found, one.starts.year),
        )  # fmt: skip

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        if name.startswith("absence."):
            one = self.the_absence()
            if one is None or one.state is not AbsenceState.REQUESTED:
                return _("Nobody asks for this absence any more.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """Somebody will not be there."""
        self.app.push_screen(AbsenceForm())

    def do_record_open(self) -> None:
        """All fields."""
        self.do_record_edit()

    def do_record_edit(self) -> None:
        """All fields."""
        one = self.the_absence()
        if one is not None:
            self.app.push_screen(AbsenceForm(one))

    def do_record_cancel(self) -> None:
        """It does not come about."""
        from kontor.calendar.service.staff import withdraw_absence

        if self.row is not None:
            self.kontor.run_case(withdraw_absence, self.row.id)

    def do_absence_approve(self) -> None:
        """Grant it."""
        from kontor.calendar.service.staff import approve_absence

        if self.row is not None:
            self.kontor.run_case(approve_absence, self.row.id)

    def do_absence_decline(self) -> None:
        """Decline it."""
        from kontor.calendar.service.staff import decline_absence

        row = self.row
        if row is None:
            return

        def take(note: str | None) -> None:
            if note is not None:
                self.kontor.run_case(decline_absence, row.id, note)

        self.app.push_screen(AskText(_("Turn down"), hint=_("a word about it; may be empty")), take)


def leave_blocks(found: Sequence[Leave], year: int) -> list[Block]:
    """The leave of everybody: what is left of what is due, and what is asked for."""
    facts: list[tuple[str, str]] = []
    for one in found:
        if one.due or one.taken:
            text = _("{left} of {due} left").format(
                left=days_text(one.left), due=days_text(one.due)
            )
            if one.asked:
                text += ", " + _("{asked} wished").format(asked=days_text(one.asked))
            facts.append((one.name, text))
    return [Facts(*facts, title=_("Leave {year} in days").format(year=year))] if facts else []


class TasksScreen(ListScreen):
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

    def source(self) -> Source:
        """Open ones first, by day."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            found = staff.tasks(con, all=True)
        rows = [
            Row(one.id, (place,), self._cells(one, today), self._state(one, today))
            for place, one in enumerate(found)
        ]
        return MemorySource(rows, {"name": 2})

    def _cells(self, one: Task, today: date) -> tuple[object, ...]:
        effort = _("{minutes} min").format(minutes=one.minutes) if one.minutes else ""
        return (
            one.due.isoformat() if one.due else None, one.title, one.owner_name, effort,
            one.reference, self._state(one, today),
        )  # fmt: skip

    def _state(self, one: Task, today: date) -> str:
        late = one.state is TaskState.OPEN and one.due is not None and one.due < today
        return "late" if late else str(one.state)

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
        blocks: list[Block] = [
            Head("", one.title, TASKS[self._state(one, self.kontor.today())]),
            Facts((N_("Until"), one.due), (N_("Who"), one.owner_name),
                  (N_("Belongs to"), one.reference), (N_("Done"), one.done)),
        ]  # fmt: skip
        return [*blocks, Note(N_("Note"), one.note)] if one.note else blocks

    def why_not(self, name: str) -> str:
        """What is done needs no step."""
        if name == "record.cancel":
            one = self.the_task()
            if one is None or one.state is not TaskState.OPEN:
                return _("It is over already.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """Something to be done."""
        self.app.push_screen(TaskForm())

    def do_record_open(self) -> None:
        """What it belongs to, else all fields."""
        one = self.the_task()
        if one is not None and self.kontor.areas.record(one.reference):
            self.kontor.open_record(one.reference)
        else:
            self.do_record_edit()

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
