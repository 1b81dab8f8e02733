"""Figures of cases: goldens worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from kontor.store.inputs import JSON
from kontor.tickets.kinds import LineState, TicketKind, TicketState, WaitsFor
from kontor.tickets.model import LineInput, MoveInput, RatingInput, TicketInput
from kontor.tickets.queries import figures
from kontor.tickets.service import cases, lines, talking
from tests.sales.office import Office

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def at(day: int, hour: int) -> datetime:
    """An instant in March 2026 before summer time: the office opens at 7 UTC."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def opened(office: Office, when: datetime, kind: TicketKind = TicketKind.FAULT) -> int:
    """A case of the customer."""
    data = TicketInput(subject="klemmt", contact="contacts:1", kind=kind)
    key: int = office.do(cases.open_ticket, data, when)
    return key


def move(office: Office, key: int, state: TicketState, when: datetime, **more: Any) -> None:
    """One step further."""
    office.do(cases.move_ticket, key, MoveInput(state=state, **more), when)


def test_worked_out_by_hand(office: Office) -> None:
    # Monday 8:00 to 9:00 answered (60 min of office time); waits 10:00 to Wednesday; solved after
    # 60 + 60 before and 180 after waiting = 300 min; taken up again on Thursday for 60 more = 360
    one = opened(office, at(16, 7))
    move(office, one, TicketState.ACCEPTED, at(16, 8))
    move(office, one, TicketState.WAITING, at(16, 9), waits_for=WaitsFor.PART)
    move(office, one, TicketState.WORKING, at(18, 7))
    move(office, one, TicketState.SOLVED, at(18, 10))
    move(office, one, TicketState.WORKING, at(19, 7))
    move(office, one, TicketState.SOLVED, at(19, 8))
    # answered after 7 hours: the fault should have been answered within 4
    two = opened(office, at(17, 7))
    move(office, two, TicketState.WORKING, at(17, 14))
    move(office, two, TicketState.SOLVED, at(17, 15))
    opened(office, at(20, 7), TicketKind.DEFECT)  # open still
    opened(office, datetime(2026, 2, 27, 8, tzinfo=UTC))  # another month
    hour = {"text": "Arbeit", "quantity": "2", "price": "58.50", "cost": "30.00"}
    data = LineInput.model_validate(hour, context=JSON)
    paid, free = (office.do(lines.add_line, one, data, date(2026, 3, 18)) for _ in range(2))
    office.do(lines.bear_lines, [free], LineState.WARRANTY)
    office.do(talking.rate_ticket, one, RatingInput(points=4))
    office.do(talking.rate_ticket, two, RatingInput(points=5))
    assert paid != free
    whole = office.ask(figures.figures, FIRST, LAST)
    assert (whole.pieces, whole.solved, whole.reopened) == (3, 2, 1)
    assert whole.first_answer == 240  # between 60 and 420
    assert whole.solution == 420  # between 360 and 480
    assert whole.kept == 5000  # the first kept both times, the second answered late
    assert (whole.cost, whole.warranty, whole.warranty_share) == (12_000, 6_000, 5_000)
    assert whole.satisfaction == 450
    kinds = [(row.name, row.pieces) for row in office.ask(figures.by, "kind", FIRST, LAST)]
    assert kinds == [("fault", 2), ("defect", 1)]


def test_nothing_came_in(office: Office) -> None:
    none = office.ask(figures.figures, FIRST, LAST)
    assert (none.pieces, none.first_answer, none.kept, none.satisfaction) == (0, None, None, None)
