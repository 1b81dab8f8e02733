"""The appointment of a meeting: it holds title, time and place, and takes the time of the staff.

There is one truth: who moves or cancels the appointment moves or cancels the meeting.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import AppointmentKind, AppointmentState, Scope
from kontor.calendar.model.appointments import (
    AppointmentChange,
    AppointmentInput,
    AppointmentRow,
    CrewRow,
    MoveInput,
)
from kontor.calendar.model.invitations import InvitationRow, ProposalRow
from kontor.calendar.model.meeting_inputs import MeetingChange, MeetingInput
from kontor.calendar.model.meetings import MeetingRow
from kontor.calendar.queries.meeting_terms import kind_word
from kontor.calendar.service import series as parts
from kontor.calendar.service.appointments import (
    add_appointment,
    change_appointment,
    move_appointment,
)
from kontor.store.unit import Unit

_HOUR = timedelta(hours=1)


def ref_of(meeting: int) -> str:
    """How an appointment names its meeting."""
    return f"calendar:meeting/{meeting}"


def appointment_for(unit: Unit, data: MeetingInput) -> AppointmentRow:
    """The appointment of a new meeting: the one that is named, or a new one.

    Raises:
        NotFound: there is no such appointment, or its series has none on that day.
        InputError: nobody said when.
        Refused: another meeting is held in it, or it is cancelled.
    """
    if data.appointment is not None:
        return _taken(unit, data, data.appointment)
    if data.starts is None:
        raise InputError(N_("Say when the meeting begins."), field="starts")
    made = AppointmentInput(
        title=data.title or kind_word(data.kind), kind=AppointmentKind.MEETING,
        starts=data.starts, ends=data.ends or data.starts + _HOUR, all_day=False, place=data.place,
    )  # fmt: skip
    return parts.appointment_row(unit, add_appointment(unit, made))


def _taken(unit: Unit, data: MeetingInput, key: int) -> AppointmentRow:
    found = parts.appointment_row(unit, key)
    if found.rule:
        found = parts.pick(unit, key, Scope.THIS, _day_of_series(unit, found, data.starts))
    if parts.meeting_on(unit, found.key):
        raise Refused(
            N_("A meeting is held in this appointment already."), field="appointment",
            hint=N_("Leave the appointment out: the meeting gets its own."),
        )  # fmt: skip
    if found.state is AppointmentState.CANCELLED:
        raise Refused(N_("“{title}” is cancelled."), title=found.title, field="appointment")
    _change(unit, found, data.title or None, data.place or None)
    if data.starts is not None and found.series is None:
        _move(unit, found, data.starts, data.ends)
    return found


def _day_of_series(unit: Unit, row: AppointmentRow, starts: datetime | None) -> datetime:
    from kontor.calendar.queries.appointments import occurrence_on

    if starts is None:
        raise InputError(
            N_("“{title}” is a series: say on which day the meeting is held."), title=row.title,
            field="starts",
        )  # fmt: skip
    found = occurrence_on(unit.con, row.key, starts.date())
    if found is None:  # pragma: no cover  a series
        raise NotFound(N_("There is no appointment {number}."), number=row.key)
    return found


def name_it(unit: Unit, meeting: MeetingRow, row: AppointmentRow) -> None:
    """The appointment leads to its meeting, unless it leads elsewhere: the meeting takes that."""
    if not row.reference:
        row.reference = ref_of(meeting.key)
    elif not meeting.reference:
        meeting.reference = row.reference
    unit.flush()


def change_date(unit: Unit, meeting: MeetingRow, data: MeetingChange) -> None:
    """Give the appointment of a meeting another title, time or place.

    Raises:
        InputError: the end lies before the begin, or a time that no clock shows.
        Refused: it is cancelled.
    """
    row = parts.appointment_row(unit, meeting.appointment)
    given = data.model_fields_set
    if row.state is AppointmentState.CANCELLED:
        raise Refused(
            N_("“{title}” is cancelled."), title=row.title,
            hint=N_("Take the appointment up again first."),
        )  # fmt: skip
    _change(unit, row, data.title, data.place if "place" in given else None)
    if data.starts is not None or data.ends is not None:
        _move(unit, row, data.starts, data.ends)


def _change(unit: Unit, row: AppointmentRow, title: str | None, place: str | None) -> None:
    values = {"title": title, "place": place}
    given = {name: value for name, value in values.items() if value is not None}
    if given:
        change_appointment(unit, row.key, AppointmentChange.model_validate(given))


def _move(unit: Unit, row: AppointmentRow, starts: datetime | None, ends: datetime | None) -> None:
    values = {"starts": starts, "ends": ends}
    given = {name: value for name, value in values.items() if value is not None}
    move_appointment(unit, row.key, MoveInput.model_validate(given))


def take_staff(unit: Unit, appointment: int, employees: Iterable[int]) -> None:
    """The meeting takes the time of these people."""
    there = set(unit.exec(select(CrewRow.employee).where(CrewRow.appointment == appointment)).all())
    for employee in employees:
        if employee not in there:
            unit.insert(CrewRow, appointment=appointment, employee=employee)


def free_staff(unit: Unit, appointment: int, employee: int) -> None:
    """The meeting no longer takes the time of somebody."""
    unit.con.execute(
        "DELETE FROM appointment_crew WHERE appointment=? AND employee=?", (appointment, employee)
    )


def stand(unit: Unit, meeting: MeetingRow, state: AppointmentState) -> None:
    """Say in the calendar how far the meeting is.

    Raises:
        Refused: the appointment is cancelled.
    """
    row = parts.appointment_row(unit, meeting.appointment)
    if row.state is AppointmentState.CANCELLED:
        raise Refused(
            N_("The meeting was cancelled: {reason}"), reason=row.reason or row.title,
            hint=N_("Take the appointment up again first."),
        )  # fmt: skip
    row.state = state
    unit.flush()


def let_go(unit: Unit, key: int, meeting: int) -> None:
    """The appointment of a meeting that was deleted goes too, if it was made for it.

    Raises:
        Refused: people were invited to it.
    """
    row = parts.appointment_row(unit, key)
    if row.reference != ref_of(meeting):
        return
    gone = unit.con.execute(
        "SELECT 1 FROM invitation_message m JOIN invitation i ON i.id=m.invitation"
        " WHERE i.appointment=?",
        (key,),
    ).fetchone()
    if gone:
        raise Refused(
            N_("People were invited to “{title}”: it cannot be deleted."), title=row.title,
            hint=N_("Cancel it: they get a cancellation."),
        )  # fmt: skip
    if row.series is not None:
        row.reference = ""
        unit.flush()
        return
    for one in unit.exec(select(InvitationRow).where(InvitationRow.appointment == key)).all():
        for proposal in unit.exec(
            select(ProposalRow).where(ProposalRow.invitation == one.key)
        ).all():
            unit.delete(proposal)
        unit.delete(one)
    unit.flush()
    parts.drop_row(unit, row)
