"""Invitations when a series is divided: the people go along, and are asked anew.

What goes on from a day has an identity of its own in every calendar: who was invited to the series
gets the news that it ends, and an invitation to what follows.
"""

from __future__ import annotations

from sqlmodel import select

from kontor.calendar.kinds.invitations import InviteState
from kontor.calendar.model.invitations import InvitationRow
from kontor.store.unit import Unit

_PERSON = ("contact", "employee", "name", "mail", "role", "channel")


def carry_invitations(unit: Unit, source: int, target: int) -> list[int]:
    """Ask everybody of a series to what goes on from it; returns the new invitations.

    Who was asked no longer is left out. Answers were for the series as it was: they stay with it.
    """
    asked = (
        select(InvitationRow)
        .where(InvitationRow.appointment == source, InvitationRow.state != InviteState.WITHDRAWN)
        .order_by("id")
    )
    made = [
        InvitationRow(appointment=target, **{name: getattr(one, name) for name in _PERSON})
        for one in unit.exec(asked).all()
    ]
    return [unit.put(one).key for one in made]
