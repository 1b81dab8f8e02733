"""Figures of cases (Kennzahlen): how fast, how often again, what they cost and who bore it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.dates.hours import business_minutes
from kontor.base.money import half_up, median
from kontor.tickets.kinds import LineState, ServiceLevel, Stand, TicketState
from kontor.tickets.queries.clocks import office, own_levels
from kontor.tickets.queries.tickets import Ticket, TicketFilter, page, ways_of
from kontor.tickets.rules.levels import Office, level_of, used_minutes

_WHOLE = 10_000
_PER_CENT = 100_000  # quantity in 1/1,000 times cost in 1/10,000 € to cents
_OVER = frozenset({TicketState.SOLVED, TicketState.BILLED, TicketState.CLOSED})
_COSTS = """
SELECT l.ticket, l.state, sum(l.quantity * l.cost) FROM ticket_line l GROUP BY l.ticket, l.state
"""


class Figures(NamedTuple):
    """Figures of the cases that came in a period; minutes are of office hours, rates 1/10,000.

    Attributes:
        pieces: cases; `solved` of them are solved by now.
        first_answer: median minutes to the first answer.
        solution: median minutes to the solution, without waiting.
        reopened: how many were taken up again.
        kept: share of the answered and solved ones that kept both times; None without any.
        cost: own cost of the work in cents; `warranty` and `goodwill` the parts not billed.
        satisfaction: mean of the points in 1/100; None when nobody was asked.
    """

    name: str
    pieces: int
    solved: int
    first_answer: int | None
    solution: int | None
    reopened: int
    kept: int | None
    cost: int
    warranty: int
    goodwill: int
    satisfaction: int | None

    @property
    def warranty_share(self) -> int | None:
        """Part of the cost that warranty bore (Gewährleistungsanteil)."""
        return half_up(self.warranty * _WHOLE, self.cost) if self.cost else None


class _Case(NamedTuple):
    ticket: Ticket
    answer: int | None
    solution: int | None
    reopened: bool
    kept: bool | None
    cost: dict[LineState, int]


class Report(NamedTuple):
    """The figures of a period: of all cases, by each way of sorting them, and by month.

    Attributes:
        whole: all of them.
        groups: by `kind`, `cause`, `product` and `owner`, the most cases first.
        months: `2026-03` and what came in then, oldest first.
        behind: ids of the cases behind a group, by way and name.
    """

    whole: Figures
    groups: dict[str, list[Figures]]
    months: list[Figures]
    behind: dict[tuple[str, str], list[int]]


_GROUPS: dict[str, Callable[[Ticket], str]] = {
    "kind": lambda one: one.kind, "cause": lambda one: one.cause,
    "product": lambda one: one.device_name, "owner": lambda one: one.owner,
}  # fmt: skip


def figures(con: sqlite3.Connection, first: date, last: date) -> Figures:
    """All cases that came in a period."""
    return _sum("", _cases(con, first, last))


def by(con: sqlite3.Connection, what: str, first: date, last: date) -> list[Figures]:
    """The same by `kind`, `cause`, `owner` or `product`, the most cases first."""
    return _sums(_grouped(_cases(con, first, last), _GROUPS[what]))


def report(con: sqlite3.Connection, first: date, last: date) -> Report:
    """Everything about the cases of a period, read once."""
    there = _cases(con, first, last)
    groups = {what: _grouped(there, of) for what, of in _GROUPS.items()}
    months = _grouped(there, lambda one: berlin_today(one.received).isoformat()[:7])
    behind = {
        (what, name): [case.ticket.id for case in cases]
        for what, named in groups.items() for name, cases in named.items()
    }  # fmt: skip
    return Report(
        _sum("", there), {what: _sums(named) for what, named in groups.items()},
        [_sum(name, months[name]) for name in sorted(months)], behind,
    )  # fmt: skip


def _grouped(cases: Sequence[_Case], of: Callable[[Ticket], str]) -> dict[str, list[_Case]]:
    groups: dict[str, list[_Case]] = {}
    for case in cases:
        groups.setdefault(of(case.ticket), []).append(case)
    return groups


def _sums(groups: dict[str, list[_Case]]) -> list[Figures]:
    found = [_sum(name, cases) for name, cases in groups.items()]
    return sorted(found, key=lambda one: (-one.pieces, one.name))


def _cases(con: sqlite3.Connection, first: date, last: date) -> list[_Case]:
    open_, own = office(con, last), own_levels(con)
    costs: dict[int, dict[LineState, int]] = {}
    for ticket, state, amount in con.execute(_COSTS).fetchall():
        costs.setdefault(ticket, {})[LineState(state)] = half_up(amount, _PER_CENT)
    before = (last + timedelta(days=2)).isoformat()
    there = [
        one
        for one in page(con, TicketFilter(before=before, size=1_000_000))
        if first <= berlin_today(one.received) <= last
    ]
    ways = ways_of(con, there)
    return [
        _case(one, ways[one.id], open_, level_of(one.kind, berlin_today(one.received), own),
              costs.get(one.id, {}))
        for one in there
    ]  # fmt: skip


def _case(
    one: Ticket,
    way: Sequence[Stand],
    open_: Office,
    level: ServiceLevel,
    cost: dict[LineState, int],
) -> _Case:
    again = any(old.state in _OVER and new.state not in _OVER for old, new in pairwise(way))
    answer = solution = None
    if one.answered is not None:
        answer = business_minutes(one.received, one.answered, *open_)
    if one.state in _OVER:
        solution = used_minutes(way, _end(way), open_)
    kept = None
    if answer is not None and solution is not None:
        kept = answer <= level.respond and solution <= level.solve
    return _Case(one, answer, solution, again, kept, cost)


def _end(way: Sequence[Stand]) -> datetime:
    """When a case that is over was solved for the last time."""
    solved = way[-1].at
    for stand in reversed(way):
        if stand.state not in _OVER:
            break
        solved = stand.at
    return solved


def _sum(name: str, cases: Sequence[_Case]) -> Figures:
    kept = [case.kept for case in cases if case.kept is not None]
    points = [case.ticket.satisfaction for case in cases if case.ticket.satisfaction]
    borne = {state: sum(case.cost.get(state, 0) for case in cases) for state in LineState}
    return Figures(
        name, len(cases), sum(case.solution is not None for case in cases),
        median([case.answer for case in cases if case.answer is not None]),
        median([case.solution for case in cases if case.solution is not None]),
        sum(case.reopened for case in cases),
        half_up(sum(kept) * _WHOLE, len(kept)) if kept else None,
        sum(borne.values()), borne[LineState.WARRANTY], borne[LineState.GOODWILL],
        half_up(sum(points) * 100, len(points)) if points else None,
    )  # fmt: skip
