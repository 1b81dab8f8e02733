"""What a quote's fate does to its lead; `bootstrap` registers it, so it loads little."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from kontor.acquisition.kinds import OPEN, MemberState, Stage
from kontor.acquisition.queries.leads import lead_of, quotes_of
from kontor.base.dates import berlin_today
from kontor.sales.kinds import DocumentKind, State

if TYPE_CHECKING:
    from kontor.acquisition.model import LeadRow
    from kontor.sales.kinds import DealMoved
    from kontor.store.unit import Unit

_YES = frozenset({State.ACCEPTED, State.PARTLY})


def follow_deal(unit: Unit, event: DealMoved) -> None:
    """Listener of `DealMoved`: drafted, sent, accepted, refused, lost, resting, taken up again."""
    row = _lead(unit, event.document)
    if row is None:
        return
    day = event.day or berlin_today()
    if event.kind is DocumentKind.QUOTE:
        _quote(unit, row, event, day)
    else:
        _inquiry(unit, row, event, day)
    unit.flush()


def _lead(unit: Unit, document: int) -> LeadRow | None:
    key = lead_of(unit.con, document)
    if key is None:
        return None
    from kontor.acquisition.model import LeadRow

    return unit.get(LeadRow, key)


def _quote(unit: Unit, row: LeadRow, event: DealMoved, day: date) -> None:
    from kontor.acquisition.service.members import advance
    from kontor.acquisition.service.moving import enter

    if event.state in _YES:
        if enter(unit, row, Stage.WON, day):
            row.decided, row.delete_on = day, None
            if row.campaign is not None:
                advance(unit, row.campaign, row.contact, MemberState.ORDERED, day)
    elif event.state is State.REJECTED:
        if row.stage in OPEN and not quotes_of(unit.con, row.key, "sent", "draft"):
            _lose(unit, row, event.reason, day)
    elif event.state is State.SENT and row.stage is not Stage.WON:
        if row.answered is None:
            row.answered = max(row.received, datetime.combine(day, time(11), UTC))
        if row.stage is not Stage.NEGOTIATION:
            enter(unit, row, Stage.QUOTED, day)
    elif event.state is State.DRAFT and row.stage in {
        Stage.NEW, Stage.CONTACT, Stage.VISIT, Stage.LOST, Stage.DORMANT,
    }:  # fmt: skip
        enter(unit, row, Stage.QUOTING, day)


def _inquiry(unit: Unit, row: LeadRow, event: DealMoved, day: date) -> None:
    from kontor.acquisition.service.moving import enter

    if event.state is State.LOST and row.stage in {*OPEN, Stage.DORMANT}:
        _lose(unit, row, event.reason, day)
    elif event.state is State.DORMANT and row.stage in OPEN:
        enter(unit, row, Stage.DORMANT, day)
        until = unit.con.execute(
            "SELECT valid_until FROM sales_document WHERE id=?", (event.document,)
        ).fetchone()[0]
        row.until = date.fromisoformat(until) if until else None
    elif event.state is State.NEW and row.stage in {Stage.LOST, Stage.DORMANT}:
        enter(unit, row, Stage.CONTACT, day)


def _lose(unit: Unit, row: LeadRow, said: str, day: date) -> None:
    """The reason as sales wrote it down: one of ours where the words agree, else in the note."""
    from kontor.acquisition.queries.settings import reason_or_none
    from kontor.acquisition.rules.law import term
    from kontor.acquisition.service.moving import enter
    from kontor.base.dates import add_months

    enter(unit, row, Stage.LOST, day)
    known = reason_or_none(said, won=False)
    row.decided, row.reason = day, known.key if known else "other"
    row.reason_note = "" if known else said
    row.delete_on = add_months(day, term("delete_lost", day))
