"""The clocks of running cases: when to answer, when to have solved, who must hear of it."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.dates.hours import parse_hours
from kontor.company import queries as company
from kontor.tickets.kinds import Escalation, ServiceLevel, TicketKind, TicketState
from kontor.tickets.queries.tickets import RUNNING, Ticket, TicketFilter, page, stands, ticket
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
    return _clocks(con, ticket(con, key), now, office(con, berlin_today(now)), own_levels(con))


def running(con: sqlite3.Connection, now: datetime) -> list[tuple[Ticket, Clocks]]:
    """All cases that are not ended, with their clocks."""
    open_, levels = office(con, berlin_today(now)), own_levels(con)
    wanted = TicketFilter(states=tuple(TicketState(state) for state in RUNNING), size=100_000)
    return [(one, _clocks(con, one, now, open_, levels)) for one in page(con, wanted)]


def _clocks(
    con: sqlite3.Connection,
    one: Ticket,
    now: datetime,
    open_: Office,
    own: list[ServiceLevel],
) -> Clocks:
    level = level_of(one.kind, berlin_today(one.received), own)
    respond = respond_clock(one.received, one.answered, now, level.respond, open_)
    solve = solve_clock(stands(con, one.id), now, level.solve, open_)
    today = berlin_today(now)
    over = one.state in {TicketState.SOLVED, TicketState.BILLED, TicketState.CLOSED}
    sharpest = [escalation(solve, None if over else one.promised, today)]
    if one.answered is None and not over:
        sharpest.append(escalation(respond, None, today))
    order = list(Escalation)
    return Clocks(respond, solve, max(sharpest, key=order.index))
