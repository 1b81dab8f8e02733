"""What is written while a meeting runs and after it: lines, tasks, objections and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kontor.base.i18n import N_, _
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meetings import Meeting
from kontor.calendar.queries.minutes import Line, Objection
from kontor.tui.screens.calendar.meeting_forms import MeetingPart, checked, in_meeting
from kontor.tui.screens.dialogs import AskText
from kontor.tui.widgets.fields import Choice, Field


def write_lines(screen: Any, one: Meeting) -> None:
    """Lines of the minutes, one after the other, for the item that is called."""

    def take(text: str | None) -> None:
        if text and text.strip():
            from kontor.calendar.service.meeting_run import write_line

            screen.kontor.run_case(
                write_line, one.id, text, None, in_meeting(one),
                then=lambda _key: write_lines(screen, one),
            )  # fmt: skip

    hint = _("Enter writes the line and waits for the next; Esc ends.")
    screen.app.push_screen(AskText(_("The minutes"), hint=hint), take)


def item_field(form: MeetingPart, label: str = N_("Agenda item")) -> Field:
    """To which item it belongs; without a choice to the one that is called."""
    with form.kontor.store.read() as con:
        there = meetings.items(con, form.meeting)
    choices = (Choice("", "–"), *(Choice(str(i.number), f"{i.number}. {i.title}") for i in there))
    return Field("item", label, "choice", choices=choices, help=N_("empty: the one that is called"))


class LineForm(MeetingPart):
    """A line of the minutes: several sentences, or one that is corrected."""

    NAME, HANDBOOK = "calendar.minutes_line", "meetings#minutes"

    def __init__(self, meeting: int, line: Line | None = None) -> None:
        super().__init__(meeting)
        self.line = line

    def crumb(self) -> str:
        """New, or corrected."""
        return _("Correct the minutes") if self.line else _("The minutes")

    def fields(self) -> Sequence[Field]:
        """The words; of a new line also the item."""
        text = Field("text", N_("What is written"), "multiline", required=True, limit=4000)
        return (text,) if self.line else (text, item_field(self))

    def start(self) -> dict[str, Any]:
        """What stands there."""
        return {"text": self.line.text} if self.line else {}

    def save(self, values: dict[str, Any]) -> None:
        """Write or correct it."""
        from kontor.calendar.service.meeting_run import change_line, write_line

        if self.line is not None:
            self.hand(change_line, self.meeting, self.line.id, values["text"])
            return
        number = int(values["item"]) if values.get("item") else None
        self.kontor.run_case(
            write_line, self.meeting, values["text"], number, in_meeting(self.read_meeting()),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip


class TaskForm(MeetingPart):
    """A task that came out of a meeting."""

    NAME, HANDBOOK = "calendar.meeting_task", "meetings#minutes"

    def crumb(self) -> str:
        """What it is."""
        return _("Task")

    def fields(self) -> Sequence[Field]:
        """What, who, until when."""
        from kontor.company.queries import employees

        with self.kontor.store.read() as con:
            staff = employees(con, self.today)
        return (
            Field("title", N_("What to do"), required=True),
            Field("owner", N_("Who"), "choice",
                  choices=(Choice("", "–"), *(Choice(one.short, one.name) for one in staff))),
            Field("due", N_("Until"), "date", help=N_("such as +7 or fr")),
            item_field(self),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.calendar.model.meeting_inputs import MeetingTaskInput
        from kontor.calendar.service.meeting_run import add_task

        values["item"] = int(values["item"]) if values.get("item") else None
        data = checked(self, MeetingTaskInput, values)
        self.hand(add_task, self.meeting, data, in_meeting(self.read_meeting()))


class ObjectionForm(MeetingPart):
    """Somebody objects to the minutes."""

    NAME, HANDBOOK = "calendar.objection", "meetings#objections"

    def crumb(self) -> str:
        """What it is."""
        return _("Objection")

    def fields(self) -> Sequence[Field]:
        """Who, when and what."""
        with self.kontor.store.read() as con:
            people = meetings.persons(con, self.meeting)
        return (
            Field("who", N_("Who"), required=True, help=", ".join(one.name for one in people)),
            Field("day", N_("Day"), "date", default=self.today, past=True),
            Field("text", N_("What is wrong"), "multiline", required=True, limit=4000),
        )

    def save(self, values: dict[str, Any]) -> None:
        """Note it; one after the date is kept as late."""
        from kontor.calendar.model.meeting_inputs import ObjectionInput
        from kontor.calendar.service.minutes import note_objection

        self.hand(note_objection, self.meeting, checked(self, ObjectionInput, values), self.today)


class AnswerForm(MeetingPart):
    """The answer to an objection."""

    NAME, HANDBOOK = "calendar.objection_answer", "meetings#objections"

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.meeting)
        self.objection = objection

    def crumb(self) -> str:
        """To whom."""
        return _("Answer to {name}").format(name=self.objection.who)

    def fields(self) -> Sequence[Field]:
        """The words."""
        text = Field("text", N_("Answer"), "multiline", required=True, limit=4000,
                     default=self.objection.answer)  # fmt: skip
        return (text,)

    def save(self, values: dict[str, Any]) -> None:
        """Note it; what has to be put right becomes an addendum."""
        from kontor.calendar.service.minutes import settle_objection

        self.hand(settle_objection, self.objection.id, values["text"], self.today)
