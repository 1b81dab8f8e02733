"""What an appointment does to the case that it is for."""

from __future__ import annotations

from datetime import datetime

from kontor.calendar.kinds.appointments import OPEN, AppointmentState
from kontor.store.unit import Unit
from kontor.tickets.kinds import TicketState
from kontor.tickets.model import TicketRow
from kontor.tickets.rules.states import ENDED
from kontor.tickets.service.cases import enter

_BEFORE = frozenset({TicketState.NEW, TicketState.ACCEPTED, TicketState.WAITING})
_THERE = frozenset({AppointmentState.UNDER_WAY, AppointmentState.DONE})
_OTHER = """
SELECT id FROM appointment WHERE reference = ? AND id <> ?
   AND state IN ('held','planned','confirmed','under_way') ORDER BY starts LIMIT 1
"""


def visit_changed(
    unit: Unit, ticket: int, appointment: int, state: AppointmentState, now: datetime
) -> None:
    """A case follows its visit: planned with it, in work when somebody is there.

    A cancelled visit leaves the case without one; it is to be planned again.
    """
    row = _standing(unit, ticket)
    if row is None or row.state in ENDED:
        return
    name = f"calendar:{appointment}"
    if state in OPEN and row.appointment != name:
        row.appointment = name
        unit.put(row)
    if state in OPEN and row.state in _BEFORE:
        enter(unit, row, TicketState.PLANNED, now)
    elif state in _THERE and row.state in {*_BEFORE, TicketState.PLANNED}:
        enter(unit, row, TicketState.WORKING, now)
    elif state is AppointmentState.CANCELLED and row.appointment == name:
        other = unit.con.execute(_OTHER, (f"tickets:{ticket}", appointment)).fetchone()
        row.appointment = f"calendar:{other[0]}" if other else ""
        if not other and row.state is TicketState.PLANNED:
            enter(unit, row, TicketState.ACCEPTED, now)
    unit.put(row)


def _standing(unit: Unit, ticket: int) -> TicketRow | None:
    """The case, or the one that it was joined to."""
    row = unit.get(TicketRow, ticket)
    while row is not None and row.merged_into is not None:
        row = unit.get(TicketRow, row.merged_into)
    return row
