"""Times kept free while a date is being found: appointments in the state `held`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kontor.calendar.kinds.appointments import AppointmentChanged, AppointmentState, Change
from kontor.calendar.model.appointments import AppointmentRow, CrewRow
from kontor.calendar.model.polls import PollRow, PollSlotRow
from kontor.calendar.service.series import drop_row
from kontor.store.unit import Unit


def reference_of(poll: int) -> str:
    """How an appointment names the poll that it comes from."""
    return f"calendar:poll/{poll}"


def hold(unit: Unit, poll: PollRow, slots: Iterable[PollSlotRow], employees: Sequence[int]) -> None:
    """Keep the times free for the own people who are asked; without any there is nobody to keep."""
    for slot in slots if employees else ():
        slot.held = _appointment(unit, poll, slot, AppointmentState.HELD)
        _crew(unit, slot.held, employees)
        unit.put(slot)


def release(unit: Unit, slots: Iterable[PollSlotRow]) -> None:
    """What kept the times free vanishes."""
    for slot in slots:
        if slot.held is None:
            continue
        held, slot.held = slot.held, None
        unit.put(slot)
        row = unit.get(AppointmentRow, held)
        if row is not None and row.state is AppointmentState.HELD:
            drop_row(unit, row)


def fix(unit: Unit, poll: PollRow, slot: PollSlotRow, employees: Sequence[int]) -> int:
    """The chosen time becomes an appointment; what kept it free is that appointment from now on.

    Its version is newer than that of the proposed time which others may have in their calendars.
    """
    held = unit.get(AppointmentRow, slot.held) if slot.held is not None else None
    if held is not None and held.state is AppointmentState.HELD:
        held.state, held.sequence = AppointmentState.PLANNED, slot.turn + 1
        key = held.key
        held.reference = poll.reference or reference_of(poll.key)
        slot.held = None
        unit.put(held)
        unit.put(slot)
    else:
        key = _appointment(unit, poll, slot, AppointmentState.PLANNED, slot.turn + 1)
        _crew(unit, key, employees)
    unit.emit(AppointmentChanged(key, Change.CREATED, slot.turn + 1))
    return key


def _appointment(
    unit: Unit, poll: PollRow, slot: PollSlotRow, state: AppointmentState, sequence: int = 0
) -> int:
    """Named in calendars as the proposed time is: what people have there becomes the date."""
    ref = reference_of(poll.key)
    return unit.put(
        AppointmentRow(
            uid=slot.uid, sequence=sequence, kind=poll.kind, title=poll.subject, starts=slot.starts,
            ends=slot.ends, zone=poll.zone, place=poll.place, contact=poll.contact, state=state,
            reference=ref if state is AppointmentState.HELD else poll.reference or ref,
        )
    ).key  # fmt: skip


def _crew(unit: Unit, appointment: int, employees: Sequence[int]) -> None:
    for employee in employees:
        unit.put(CrewRow(appointment=appointment, employee=employee))
