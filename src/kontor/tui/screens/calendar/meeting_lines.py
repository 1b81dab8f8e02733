"""The minutes line by line: written, corrected; addenda, objections and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.calendar.queries import meetings, minutes
from kontor.calendar.queries.minutes import Addendum, Line, Objection
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.meeting_after import (
    AnswerForm,
    LineForm,
    ObjectionForm,
    TaskForm,
    write_lines,
)
from kontor.tui.screens.calendar.meeting_list import MeetingList
from kontor.tui.screens.calendar.meeting_sheet import WRITTEN
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, Column, Kind, State

_SORTS: dict[str, State] = {
    "typed": State("✎", N_("written"), PLAIN), "auto": State("·", N_("by itself"), MUTED),
    "task": State("→", N_("task"), PLAIN), "addendum": State("+", N_("addendum"), PLAIN),
    "open": State("!", N_("objection"), WARN), "late": State("!", N_("late objection"), BAD),
    "answered": State("✓", N_("answered"), GOOD),
}  # fmt: skip


class MeetingLines(MeetingList):
    """Everything that the minutes say, in the order of time."""

    CANCEL = N_("Leave out")
    NAME, TITLE, HANDBOOK = "calendar.meeting_lines", N_("The minutes"), "meetings#minutes"
    HINTS = ("meeting.write", "record.new", "record.edit", "meeting.task", "actions.menu")
    COLUMNS = (
        Column(N_("Time"), width=6, keep=True, least=6),
        Column(N_("Agenda no."), Kind.COUNT, 5, priority=3),
        Column(N_("Text"), Kind.NAME, 40, grow=4, least=24),
        Column(N_("What"), Kind.STATE, 17, states=_SORTS),
    )
    SORTS: ClassVar[dict[str, str]] = {"1": N_("Agenda no."), "3": N_("What")}
    EMPTY = N_("The minutes begin when the meeting is opened.")
    EMPTY_HINTS = ()
    WHEN: ClassVar = {
        "record.new": WRITTEN, "record.cancel": WRITTEN,
    }  # fmt: skip

    def source(self) -> Source:
        """Lines, then what came after the approval."""
        key = self.meeting
        with self.kontor.store.read() as con:
            self.read_head(con)
            numbers = {item.id: item.number for item in meetings.items(con, key)}
            there: list[Line | Addendum | Objection] = [
                *minutes.lines(con, key), *minutes.addenda(con, key),
                *minutes.objections(con, key),
            ]  # fmt: skip
        self._found = dict(enumerate(there, start=1))
        return MemorySource([self._row(place, one, numbers) for place, one in self._found.items()])

    def _row(self, place: int, one: Line | Addendum | Objection, numbers: dict[int, int]) -> Row:
        code = _code(one)
        time = f"{one.at:%H:%M}" if isinstance(one, Line) else f"{one.day:%d.%m.}"
        item = numbers.get(one.item or 0) if isinstance(one, Line) else None
        text = f"{one.who}: {one.text}" if isinstance(one, Objection) else one.text
        return Row(place, (place,), (time, item, text, code), code)

    @property
    def found(self) -> Line | Addendum | Objection | None:
        """What stands under the cursor."""
        return self._found.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The whole text."""
        one = self._found.get(row.id)
        if one is None:
            return ()
        blocks: list[Block] = [Head("", "", _SORTS[_code(one)]), Note("", one.text)]
        if isinstance(one, Objection):
            facts = Facts((N_("Who"), one.who), (N_("Day"), one.day), (N_("Answered"), one.settled))
            blocks.insert(1, facts)
            blocks += [Note(N_("Answer"), one.answer)] if one.answer else []
        elif isinstance(one, Addendum):
            blocks.insert(1, Facts((N_("Day"), one.day), (N_("By"), one.author)))
        return blocks

    def why_not(self, name: str) -> str:
        """What was written by itself says what happened; an objection is answered."""
        said = super().why_not(name)
        if said or name not in {"record.edit", "record.cancel"}:
            return said
        one = self.found
        if isinstance(one, Objection):
            return "" if name == "record.edit" else _("An objection stays; answer it.")
        if not isinstance(one, Line) or one.code:
            return _("This was written by itself and says what happened.")
        return super().why_not("record.new")

    # keys

    def do_record_new(self) -> None:
        """Several sentences, to any item."""
        self.app.push_screen(LineForm(self.meeting))

    def do_meeting_write(self) -> None:
        """Line after line, to the item that is called."""
        if self.one is not None:
            write_lines(self, self.one)

    def do_record_edit(self) -> None:
        """Correct a line, or answer an objection."""
        one = self.found
        if isinstance(one, Objection):
            self.app.push_screen(AnswerForm(one))
        elif isinstance(one, Line):
            self.app.push_screen(LineForm(self.meeting, one))

    def do_record_cancel(self) -> None:
        """Take a line out."""
        from kontor.calendar.service.meeting_run import change_line

        if isinstance(self.found, Line):
            self.kontor.run_case(change_line, self.meeting, self.found.id, "")

    def do_meeting_task(self) -> None:
        """A task out of it."""
        self.app.push_screen(TaskForm(self.meeting))

    def do_meeting_object(self) -> None:
        """An objection."""
        self.app.push_screen(ObjectionForm(self.meeting))


def _code(one: Line | Addendum | Objection) -> str:
    if isinstance(one, Addendum):
        return "addendum"
    if isinstance(one, Objection):
        return "answered" if one.settled else ("late" if one.late else "open")
    if one.task is not None:
        return "task"
    return "auto" if one.code else "typed"
