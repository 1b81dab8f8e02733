"""Forms of the calendar: an appointment in full, an absence, a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted
from kontor.calendar.kinds.appointments import (
    AbsenceKind,
    AbsenceState,
    Scope,
)
from kontor.calendar.kinds.entry import Known
from kontor.calendar.queries.appointments import Entry
from kontor.calendar.queries.staff import Absence, Task
from kontor.calendar.rules.said import rule_text
from kontor.calendar.words import ABSENCE_STATES, ABSENCES, HALVES, KINDS
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.tui.protocols import Hit
from kontor.tui.screens.calendar.entry_line import moment_of
from kontor.tui.screens.calendar.names import clock
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.widgets.fields import Choice, Field


def choices(words: dict[str, str]) -> tuple[Choice, ...]:
    """Codes with their words."""
    return tuple(Choice(code, word) for code, word in words.items())


def read_clock(text: str) -> time:
    """A time of day: `8`, `8:30`, `14.30`, `halb 9`.

    Raises:
        InputError: no time.
    """
    from kontor.calendar.rules.oneline import read_line

    typed = text.strip()
    line = read_line(f"um {typed}", datetime.combine(date(2026, 1, 1), time()), Known())
    if line.start is None or line.start >= 1440 or line.title or line.rule:
        raise InputError(N_("“{text}” is no time of day."), text=quoted(text),
                         hint=N_("Write it like 8:30."))  # fmt: skip
    return time(line.start // 60, line.start % 60)


def read_rule(text: str, today: date) -> str:
    """How often, in words or as a rule: `jeden Mo bis Ostern`, `FREQ=WEEKLY`; empty is once.

    Raises:
        InputError: not understood.
    """
    from kontor.calendar.rules.oneline import read_line
    from kontor.calendar.rules.recurrence import format_rule, parse_rule

    if not text.strip():
        return ""
    if "FREQ=" in text.upper():
        return format_rule(parse_rule(text))
    line = read_line(text, moment_of(today), Known())
    if not line.rule or line.title:
        raise InputError(
            N_("“{text}” does not say how often."), text=quoted(text),
            hint=N_("Write it like: every Mon, every 2 weeks until Easter, every 1st Mon of the "
                    "month."),
        )  # fmt: skip
    return line.rule


def read_minutes(text: str) -> int:
    """How long: `20`, `90 min`, `1,5 h`; empty is nothing.

    Raises:
        InputError: no length, or more than a day.
    """
    from kontor.calendar.rules.entry.clock import take_length
    from kontor.calendar.rules.entry.scan import Scan

    typed = text.strip()
    if not typed:
        return 0
    midnight = datetime.combine(date(2026, 1, 1), time())
    scan = Scan(f"{typed} min" if typed.isdigit() else typed, midnight, Known())
    found = take_length(scan)
    if found is None or scan.words():
        raise InputError(N_("“{text}” is no length."), text=quoted(typed),
                         hint=N_("Write it like 90, 1,5 h or 2 h."))  # fmt: skip
    return found


class AppointmentForm(InputForm):
    """Everything about an appointment."""

    NAME, HANDBOOK = "calendar.form", "calendar#appointment"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "screen.back", "form.fault")

    def __init__(self, entry: Entry, scope: Scope | None) -> None:
        super().__init__()
        self.entry, self.scope = entry, scope

    def crumb(self) -> str:
        """Which one."""
        return _("Change: {title}").format(title=self.entry.title)

    def fields(self) -> Sequence[Field]:
        """Time first, then who and what."""
        one, today = self.entry, self.kontor.today()
        timed = () if one.all_day else (
            Field("start", N_("Begins"), required=True, read=read_clock, show=_clock_text),
            Field("end", N_("Ends"), required=True, read=read_clock, show=_clock_text),
        )  # fmt: skip
        rule = () if self.scope is Scope.THIS else (
            Field("rule", N_("Repeats"), read=lambda text: read_rule(text, today), show=_said_rule,
                  help=N_("such as: every Mon until Easter; empty: once")),
        )  # fmt: skip
        return (
            Field("title", N_("What"), required=True),
            Field("kind", N_("Kind"), "choice", choices=choices({k: KINDS[k] for k in KINDS})),
            Field("day", N_("Day"), "date", required=True),
            *timed,
            Field("last", N_("Last day"), "date", help=N_("when it takes several days")),
            Field("crew", N_("Who"), help=N_("short names, crews, vehicles; with commas")),
            Field("contact", N_("Customer"), "picker", search=self._contacts),
            Field("place", N_("Place")),
            Field("reference", N_("Belongs to"), help=N_("such as sales:12"), limit=100),
            *rule,
            Field("travel_before", N_("Way before"), read=read_minutes, help=N_("in minutes")),
            Field("travel_after", N_("Way after"), read=read_minutes, help=N_("in minutes")),
            Field("weather", N_("Dry weather"), "flag", help=N_("cannot be done in the rain")),
            Field("fallback", N_("If it rains"), "date", help=N_("the day to go to instead")),
            Field("busy", N_("Keeps time"), "flag", help=N_("nothing else fits in beside it")),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def _contacts(self, typed: str) -> Sequence[Hit]:
        with self.kontor.store.read() as con:
            return [
                Hit(f"contacts:{one.id}", one.name, one.city or "")
                for one in contacts.search(con, typed)
            ]

    def start(self) -> dict[str, Any]:
        """As it is."""
        one = self.entry
        values = {name: getattr(one, name) for name in (
            "title", "place", "reference", "weather", "fallback", "busy", "note",
        )}  # fmt: skip
        values |= {
            "kind": one.kind.value, "day": one.first_day, "start": clock(one.starts),
            "end": clock(one.ends), "crew": ", ".join(member.name for member in one.crew),
            "rule": rule_text(one.rule) if one.rule else "",
            "travel_before": str(one.travel_before or ""),
            "travel_after": str(one.travel_after or ""),
            "last": one.last_day if one.last_day != one.first_day else None,
        }  # fmt: skip
        if one.contact is not None:
            values["contact"] = (f"contacts:{one.contact}", one.contact_name)
        return values

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """The end comes after the begin."""
        starts, ends = self._times(values)
        if ends < starts or (ends == starts and not self.entry.all_day):
            text = _("The end lies before the begin.")
            field = "last" if self.entry.all_day or values["last"] else "end"
            return [Finding("calendar.form", "", text, field=field)]
        return ()

    def _times(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        day, last = values["day"], values["last"] or values["day"]
        if self.entry.all_day:
            return datetime.combine(day, time()), datetime.combine(last, time())
        return datetime.combine(day, values["start"]), datetime.combine(last, values["end"])

    def save(self, values: dict[str, Any]) -> None:
        """Move it when its time is another one, then change the rest; one step each."""
        from kontor.calendar.model.appointments import AppointmentChange
        from kontor.calendar.service.appointments import change_appointment

        one = self.entry
        given: dict[str, Any] = {
            "title": values["title"], "kind": values["kind"], "place": values["place"] or "",
            "reference": values["reference"] or "", "note": values["note"] or "",
            "travel_before": values["travel_before"] or 0, "free": not values["busy"],
            "travel_after": values["travel_after"] or 0, "weather": bool(values["weather"]),
            "fallback": values["fallback"], "contact": values["contact"] or None,
            "crew": [name.strip() for name in (values["crew"] or "").split(",") if name.strip()],
        }  # fmt: skip
        if "rule" in values and self._rule_changed(values["rule"]):
            given["rule"] = values["rule"] or ""
        try:
            data = AppointmentChange.model_validate(given)
        except ValueError as error:
            self._complain(error)
            return

        def change(_row: object = None) -> None:
            self.kontor.run_case(
                change_appointment, one.target, data, self.scope, one.occurrence, then=self.saved,
                otherwise=self.refused,
            )  # fmt: skip

        starts, ends = self._times(values)
        last = one.ends - timedelta(days=1) if one.all_day else one.ends
        if (starts, ends) == (one.starts, last):
            change()
            return
        self._move(starts, ends, data)

    def _move(self, starts: datetime, ends: datetime, data: Any) -> None:
        from kontor.calendar.model.appointments import MoveInput
        from kontor.calendar.service.editing import edit_appointment

        one = self.entry
        try:
            move = made(MoveInput, {"starts": starts, "ends": ends})
        except InputError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            edit_appointment, one.target, (data, move), self.scope, one.occurrence,
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip

    def _rule_changed(self, rule: str | None) -> bool:
        from kontor.calendar.rules.recurrence import parse_rule

        old = self.entry.rule
        if not rule or not old:
            return bool(rule) != bool(old)
        return parse_rule(rule) != parse_rule(old)

    def _complain(self, error: ValueError) -> None:
        from pydantic import ValidationError

        from kontor.tui.screens.input_form import complaint

        if not isinstance(error, ValidationError):
            raise error
        self.refused(complaint(error))


def _clock_text(value: Any) -> str:
    return f"{value.hour}:{value.minute:02d}" if isinstance(value, time) else ""


def _said_rule(value: Any) -> str:
    return rule_text(value) if value else ""


class AbsenceForm(InputForm):
    """Days on which somebody is not there."""

    NAME, HANDBOOK = "calendar.absence_form", "calendar#absences"

    def __init__(self, absence: Absence | None = None, *, who: str = "") -> None:
        super().__init__()
        self.absence, self.who = absence, who

    def crumb(self) -> str:
        """New, or whose."""
        return _("Absence of {name}").format(name=self.absence.name or _("all")) \
            if self.absence else _("New absence")  # fmt: skip

    def fields(self) -> Sequence[Field]:
        """Who, what, from when to when."""
        with self.kontor.store.read() as con:
            people = [one.short for one in company.employees(con, self.kontor.today())]
        who = () if self.absence else (
            Field("employee", N_("Who"), "choice",
                  choices=(Choice("", _("the whole firm")), *(Choice(n, n) for n in people)),
                  default=self.who or (people[0] if people else "")),
        )  # fmt: skip
        state = () if self.absence else (
            Field("state", N_("State"), "choice", default=AbsenceState.APPROVED.value,
                  choices=choices(
                      {one: ABSENCE_STATES[one] for one in ("approved", "requested")})),
        )  # fmt: skip
        return (
            *who,
            Field("kind", N_("Kind"), "choice", choices=choices(ABSENCES),
                  default=AbsenceKind.VACATION.value),
            Field("starts", N_("First day"), "date", required=True),
            Field("ends", N_("Last day"), "date", help=N_("empty: one day")),
            Field("half", N_("Half a day"), "choice",
                  choices=(Choice("", "–"), *choices({k: v for k, v in HALVES.items() if k}))),
            *state,
            Field("note", N_("Note")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """As it is."""
        if self.absence is None:
            return {}
        one = self.absence
        return {
            "kind": one.kind.value, "starts": one.starts, "ends": one.ends,
            "half": one.half.value, "note": one.note,
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.calendar.model.appointments import AbsenceChange, AbsenceInput
        from kontor.calendar.service.staff import add_absence, change_absence

        if self.absence is not None:
            values["half"] = values["half"] or ""
            values["ends"] = values["ends"] or values["starts"]
            self.send(change_absence, self.absence.id, model=AbsenceChange, values=values)
        else:
            if not values.get("employee"):
                values["kind"] = AbsenceKind.CLOSED.value
            self.send(add_absence, model=AbsenceInput, values=values)


class TaskForm(InputForm):
    """Something to be done."""

    NAME, HANDBOOK = "calendar.task_form", "calendar#tasks"

    def __init__(self, task: Task | None = None, start: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.task_row, self._begun = task, start or {}

    def crumb(self) -> str:
        """New, or which."""
        return _("Change the task") if self.task_row else _("New task")

    def fields(self) -> Sequence[Field]:
        """What, until when, who."""
        with self.kontor.store.read() as con:
            people = [one.short for one in company.employees(con, self.kontor.today())]
        return (
            Field("title", N_("What"), required=True),
            Field("due", N_("Until"), "date"),
            Field("owner", N_("Who"), "choice",
                  choices=(Choice("", "–"), *(Choice(name, name) for name in people))),
            Field("minutes", N_("Effort"), read=read_minutes, help=N_("in minutes")),
            Field("reference", N_("Belongs to"), help=N_("such as sales:12"), limit=100),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """As it is."""
        if self.task_row is None:
            return self._begun
        one = self.task_row
        return {
            "title": one.title, "due": one.due, "owner": one.owner_name,
            "minutes": str(one.minutes or ""), "reference": one.reference, "note": one.note,
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.calendar.model.appointments import TaskChange, TaskInput
        from kontor.calendar.service.staff import add_task, change_task

        values = {name: value or None for name, value in values.items()}
        if self.task_row is None:
            self.send(add_task, model=TaskInput, values=values)
        else:
            self.send(change_task, self.task_row.id, model=TaskChange, values=values)
