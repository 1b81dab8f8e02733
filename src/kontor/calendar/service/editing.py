"""An appointment changed in full: time, crew and everything else in one step."""

from __future__ import annotations

from datetime import datetime

from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import Scope
from kontor.calendar.model.appointments import AppointmentChange, MoveInput
from kontor.calendar.service.appointments import change_appointment, move_appointment
from kontor.store.unit import Unit, use_case


@use_case(N_("Appointment changed"))
def edit_appointment(
    unit: Unit,
    appointment: int,
    data: tuple[AppointmentChange, MoveInput],
    scope: Scope | None = None,
    occurrence: datetime | None = None,
) -> int:
    """Change an appointment and move it; returns the row it is in.

    What is known of it is changed first: moving may leave the day that names an occurrence.
    """
    change, move = data
    row = change_appointment(unit, appointment, change, scope, occurrence)
    if row != appointment:  # the change made a row of its own, or split the series there
        scope = Scope.ALL if scope is Scope.FOLLOWING else None
        occurrence = occurrence if scope is Scope.ALL else None
    return move_appointment(unit, row, move, scope, occurrence)
