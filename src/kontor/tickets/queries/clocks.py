"""The clocks of running cases: when to answer, when to have solved, who must hear of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.dates.hours import parse_hours
from kontor.company import queries as company
from kontor.tickets.kinds import Escalation, ServiceLevel, Stand, TicketKind, TicketState
from kontor.tickets.queries.tickets import (
    RUNNING,
    Ticket,
    TicketFilter,
    page,
    stands,
    ticket,
    ways_of,
)
from kontor.tickets.rules.levels import (
    Clock,
    Office,
    escalation,
    level_of,
    respond_clock,
    solve_clock,
)


class Clocks(NamedTuple):
    """Both clocks of a case; `worst` is the sharper escalation of the two."""

    respond: Clock
    solve: Clock
    worst: Escalation

    @property
    def due(self) -> datetime | None:
        """The next instant at which a time is over; nothing while the case rests."""
        return min((one.due for one in (self.respond, self.solve) if one.due), default=None)


def office(con: sqlite3.Connection, day: date) -> Office:
    """Office hours and Land of the firm on a day."""
    return Office(
        parse_hours(company.setting(con, "office_hours", day)), company.setting(con, "land", day)
    )


def own_levels(con: sqlite3.Connection) -> list[ServiceLevel]:
    """Times that the firm set itself, by kind and day."""
    rows = con.execute(
        "SELECT kind, valid_from, respond, solve FROM service_level ORDER BY kind, valid_from"
    ).fetchall()
    return [
        ServiceLevel(TicketKind(kind), date.fromisoformat(day), respond, solve, "own")
        for kind, day, respond, solve in rows
    ]


def clocks(con: sqlite3.Connection, key: int, now: datetime) -> Clocks:
    """The clocks of one case."""
    open_ = office(con, berlin_today(now))
    return _clocks(ticket(con, key), stands(con, key), now, open_, own_levels(con))


def running(con: sqlite3.Connection, now: datetime) -> list[tuple[Ticket, Clocks]]:
    """All cases that are not ended, with their clocks."""
    open_, levels = office(con, berlin_today(now)), own_levels(con)
    wanted = TicketFilter(states=tuple(TicketState(state) for state in RUNNING), size=100_000)
    there = page(con, wanted)
    ways = ways_of(con, there)
    return [(one, _clocks(one, ways[one.id], now, open_, levels)) for one in there]


def _clocks(
    one: Ticket,
    way: Sequence[Stand],
    now: datetime,
    open_: Office,
    own: list[ServiceLevel],
) -> Clocks:
    level = level_of(one.kind, berlin_today(one.received), own)
    respond = respond_clock(one.received, one.answered, now, level.respond, open_)
    solve = solve_clock(way, now, level.solve, open_)
    today = berlin_today(now)
    over = one.state in {TicketState.SOLVED, TicketState.BILLED, TicketState.CLOSED}
    sharpest = [escalation(solve, None if over else one.promised, today)]
    if one.answered is None and not over:
        sharpest.append(escalation(respond, None, today))
    order = list(Escalation)
    return Clocks(respond, solve, max(sharpest, key=order.index))
