"""Members of campaigns: who answered, who became a lead or an order."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from kontor.acquisition.kinds import MemberState
from kontor.acquisition.model import MemberRow
from kontor.store.unit import Unit

_ORDER = (
    MemberState.PLANNED, MemberState.SENT, MemberState.ANSWERED, MemberState.LEAD,
    MemberState.ORDERED,
)  # fmt: skip


def advance(unit: Unit, campaign: int, contact: int | None, state: MemberState, day: date) -> None:
    """Move a member forward, never back; who is no member stays none."""
    if contact is None:
        return
    row = unit.exec(
        select(MemberRow).where(MemberRow.campaign == campaign, MemberRow.contact == contact)
    ).first()
    if row is None or row.state not in _ORDER or _ORDER.index(row.state) >= _ORDER.index(state):
        return
    row.state = state
    row.answered = row.answered or day
    unit.flush()
