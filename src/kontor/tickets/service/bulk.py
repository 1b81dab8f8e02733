"""What is done with several cases at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.base.errors import KontorError, Refused
from kontor.base.i18n import N_
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import Priority
from kontor.tickets.model import MoveInput
from kontor.tickets.service.cases import move_ticket, open_row, ticket_row


@use_case(N_("Cases given to somebody"))
def assign_tickets(unit: Unit, tickets: Sequence[int], owner: str) -> int:
    """Give several cases to somebody; returns how many changed."""
    changed = 0
    for key in tickets:
        row = open_row(unit, key)
        if row.owner != owner:
            row.owner = owner
            unit.put(row)
            changed += 1
    return changed


@use_case(N_("Urgency set"))
def rank_tickets(unit: Unit, tickets: Sequence[int], priority: Priority) -> int:
    """Say how urgent several cases are; returns how many changed."""
    changed = 0
    for key in tickets:
        row = open_row(unit, key)
        if row.priority is not priority:
            row.priority = priority
            unit.put(row)
            changed += 1
    return changed


@use_case(N_("Case moved on"))
def move_tickets(unit: Unit, tickets: Sequence[int], data: MoveInput, now: datetime) -> int:
    """Bring several cases to another state; those that stand there already stay.

    Raises:
        Refused: one of them cannot go there; none of them was moved then.
    """
    moved = 0
    for key in tickets:
        row = ticket_row(unit, key)
        if row.state is data.state and len(tickets) > 1:
            continue
        try:
            move_ticket(unit, key, data, now)
        except KontorError as error:
            if len(tickets) == 1:
                raise
            raise Refused(
                N_("{number}: {fault}"), number=row.number, fault=str(error), field=error.field,
                hint=N_("No case was moved. Leave this one out, or put it right first."),
            ) from error  # fmt: skip
        moved += 1
    return moved
