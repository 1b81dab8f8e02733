"""What can be done with an appointment, from every plan, the agenda and its sheet alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from kontor.base.dates import format_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import AppointmentState, Scope
from kontor.calendar.kinds.entry import Known
from kontor.calendar.queries.appointments import Entry
from kontor.calendar.words import SCOPES
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.entry_line import moment_of
from kontor.tui.screens.calendar.names import NEXT, times_text
from kontor.tui.screens.dialogs import AskText, Window

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp

ASKED = frozenset({
    "record.open", "record.edit", "record.copy", "record.cancel", "record.task", "step.next",
    "plan.move", "plan.day_back", "plan.day_on", "invite.open",
})  # fmt: skip
_DUTY_KEYS = frozenset({"record.open", "step.next"})
_OVER = frozenset({AppointmentState.DONE, AppointmentState.CANCELLED})
_MOVES = frozenset({"plan.move", "plan.day_back", "plan.day_on"})


def read_time(text: str, today: date) -> tuple[date | None, int | None]:
    """A day and a minute of it as a line says them: `Do 14:00`, `24.12.`, `8 Uhr`.

    Raises:
        InputError: neither.
    """
    from kontor.calendar.rules.oneline import read_line

    line = read_line(text, moment_of(today), Known())
    if line.first is None or line.title:
        raise InputError(
            N_("This is no day and no time."), hint=N_("Write it like Thu 14:00, 24.12. or 8:30.")
        )
    named = not any(one.code == "no-day" for one in line.findings)
    return (line.first if named else None), line.start


class AppointmentSteps:
    """A mixin of screens; `the_entry` is the appointment that the keys mean."""

    CANCEL = N_("Call off")

    def the_entry(self) -> Entry | None:
        """The appointment under the cursor, or the one shown."""
        raise NotImplementedError

    def _kontor_app(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    def why_not_shown(self, name: str, duty: bool) -> str:
        """What the state of an appointment forbids, and what cannot be done with a deadline."""
        if not duty:
            return self.why_not_entry(name)
        if name in ASKED - _DUTY_KEYS:
            return _("A deadline is changed in the list of deadlines: g 1 f.")
        return ""

    def why_not_entry(self, name: str) -> str:
        """What the state forbids."""
        if name not in ASKED:
            return ""
        one = self.the_entry()
        if one is None:
            return _("No appointment is chosen.")
        if name == "step.next" and one.state not in NEXT:
            return _("It is done.")
        if name in _MOVES and one.state in _OVER:
            return _("It is over: copy it instead.")
        if name == "record.cancel" and one.state in _OVER:
            return _("It is over already.")
        return ""

    def ask_scope(self, one: Entry, then: Callable[[Scope | None], object]) -> None:
        """For an occurrence of a series: only this one, this and following, or all."""
        if one.occurrence is None:
            then(None)
            return

        def take(choice: str | None) -> None:
            if choice:
                then(Scope(choice))

        choices = [
            (scope, _(SCOPES[scope]), str(number)) for number, scope in enumerate(Scope, start=1)
        ]
        title = _("“{title}” repeats. What is meant?").format(title=one.title)
        when = times_text(one)
        self._kontor_app().push_screen(Window(title, [(when, "$ink-soft")], choices), take)

    # steps

    def do_record_open(self) -> None:
        """Everything about it."""
        from kontor.tui.screens.calendar.appointment import AppointmentScreen

        one = self.the_entry()
        if one is not None:
            self._kontor_app().push_screen(AppointmentScreen(one.target, one.occurrence))

    def do_record_edit(self) -> None:
        """All fields."""
        from kontor.tui.screens.calendar.forms import AppointmentForm

        one = self.the_entry()
        if one is not None:
            self.ask_scope(
                one, lambda scope: self._kontor_app().push_screen(AppointmentForm(one, scope))
            )

    def do_invite_open(self) -> None:
        """Who is asked to it, and what they said."""
        from kontor.tui.screens.calendar.invited import InvitedScreen

        one = self.the_entry()
        if one is not None:
            self._kontor_app().push_screen(InvitedScreen(one.target))

    def do_step_next(self) -> None:
        """Planned, confirmed, under way, done."""
        from kontor.calendar.service.appointments import set_state

        one = self.the_entry()
        if one is not None and one.state in NEXT:
            self._kontor_app().run_case(set_state, one.target, NEXT[one.state], one.occurrence)

    def do_record_cancel(self) -> None:
        """It does not take place; why."""
        from kontor.calendar.service.appointments import cancel_appointment

        one, app = self.the_entry(), self._kontor_app()
        if one is None:
            return

        def ask(scope: Scope | None) -> None:
            def take(reason: str | None) -> None:
                if reason:
                    app.run_case(cancel_appointment, one.target, reason, scope, one.occurrence)

            title = _("“{title}” does not take place. Why?").format(title=one.title)
            app.push_screen(
                AskText(title, hint=_("such as: rain, customer ill"), read=_needed), take
            )

        self.ask_scope(one, ask)

    def do_record_copy(self) -> None:
        """The same at another time."""
        from kontor.calendar.service.appointments import copy_appointment

        one, app = self.the_entry(), self._kontor_app()
        if one is None:
            return
        today = app.today()

        def take(typed: str | None) -> None:
            if typed:
                day, minute = read_time(typed, today)
                starts = datetime.combine(day or one.first_day, one.starts.time())
                if minute is not None:
                    midnight = datetime.combine(starts.date(), datetime.min.time())
                    starts = midnight + timedelta(minutes=minute)
                app.run_case(copy_appointment, one.target, starts, one.occurrence)

        proposed = format_day(one.first_day + timedelta(days=7))
        app.push_screen(
            AskText(
                _("Copy to"), hint=_("a day, or day and time: 24.12. or Thu 14:00"),
                typed=proposed, read=lambda typed: read_time(typed, today),
            ),
            take,
        )  # fmt: skip

    def do_record_task(self) -> None:
        """Something to be done about it."""
        from kontor.tui.screens.calendar.forms import TaskForm

        one = self.the_entry()
        if one is not None:
            self._kontor_app().push_screen(TaskForm(start={"reference": one.ref}))

    def do_plan_day_back(self) -> None:
        """A day earlier."""
        self._by_days(-1)

    def do_plan_day_on(self) -> None:
        """A day later."""
        self._by_days(1)

    def _by_days(self, days: int) -> None:
        one = self.the_entry()
        if one is not None:
            step = timedelta(days=days)
            self.move_to(one, one.starts + step, one.ends + step)

    def move_to(
        self, one: Entry, starts: datetime, ends: datetime, crew: Sequence[str] | None = None
    ) -> None:
        """Move an appointment, or what is meant of its series."""
        from kontor.calendar.model.appointments import MoveInput
        from kontor.calendar.service.appointments import move_appointment

        last = ends - timedelta(days=1) if one.all_day else ends
        values: dict[str, Any] = {"starts": starts, "ends": last}
        if crew is not None:
            values["crew"] = list(crew)
        data = MoveInput.model_validate(values)
        self.ask_scope(
            one,
            lambda scope: self._kontor_app().run_case(
                move_appointment, one.target, data, scope, one.occurrence
            ),
        )


def _needed(typed: str) -> object:
    if not typed.strip():
        raise InputError(N_("Say why it does not take place."))
    return typed
