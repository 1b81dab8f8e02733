"""Service levels (Reaktions- und Lösungszeit): a clock of office hours that stands while waiting.

A day of work counts as ten hours, as the office is open in the table that comes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from kontor.base.dates.hours import Span, business_minutes, business_moment
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.tables import typed_rows
from kontor.base.text import quoted
from kontor.tickets.kinds import Escalation, ServiceLevel, Stand, TicketKind, TicketState

STOPPED = frozenset(
    {TicketState.WAITING, TicketState.SOLVED, TicketState.BILLED, TicketState.CLOSED}
)
WORKING_DAY = 600  # minutes
_HOUR = 60
_SIZES = {
    "": 1, "m": 1, "min": 1, "minute": 1, "minuten": 1, "minutes": 1, "h": _HOUR, "std": _HOUR,
    "stunde": _HOUR, "stunden": _HOUR, "hour": _HOUR, "hours": _HOUR, "d": WORKING_DAY,
    "tag": WORKING_DAY, "tage": WORKING_DAY, "at": WORKING_DAY, "arbeitstag": WORKING_DAY,
    "arbeitstage": WORKING_DAY, "day": WORKING_DAY, "days": WORKING_DAY,
    "working day": WORKING_DAY, "working days": WORKING_DAY,
}  # fmt: skip
_PIECE = re.compile(r"(\d{1,6}(?:[.,]\d{1,4})?)\s*([a-z. ]*?)\.?\s*(?=\d|$)")
_WARN = 75  # percent of the time: who owns the case hears of it
_FULL = 100
_PROMISE = 3  # days before a promised date the boss hears of it


class Office(NamedTuple):
    """When the clock runs: office hours and the Land whose public holidays are free."""

    hours: tuple[Span, ...]
    land: str


class Clock(NamedTuple):
    """How much of a time is used; `due` is empty while the clock stands."""

    used: int
    allowed: int
    due: datetime | None

    @property
    def late(self) -> bool:
        """More used than allowed."""
        return self.used > self.allowed


def read_office_time(text: str) -> int:
    """Minutes of office hours from `30`, `1,5 h`, `3 h 20 min`, `2 days`; a day has ten hours.

    Raises:
        InputError: no length, none at all, or a part of a minute.
    """
    typed, at, sum_ = " ".join(text.casefold().split()), 0, Fraction(0)
    while at < len(typed) and (found := _PIECE.match(typed, at)) and found[2].strip() in _SIZES:
        sum_ += Fraction(found[1].replace(",", ".")) * _SIZES[found[2].strip()]
        at = found.end()
    if not typed or at < len(typed) or not sum_ or sum_.denominator != 1:
        raise InputError(
            N_("“{text}” is no length."), text=quoted(text),
            hint=N_("Write it like 30 min, 4 h or 2 days."),
        )  # fmt: skip
    return int(sum_)


@cache
def service_levels() -> tuple[ServiceLevel, ...]:
    """The times that come along."""
    return typed_rows(
        "service-levels", ServiceLevel, kind=TicketKind, valid_from=date.fromisoformat,
        respond=int, solve=int,
    )  # fmt: skip


def level_of(kind: TicketKind, day: date, own: Iterable[ServiceLevel] = ()) -> ServiceLevel:
    """The times of a kind on a day; own ones stand before those that come along."""
    fitting = sorted(
        (one for one in own if one.kind is kind and one.valid_from <= day),
        key=lambda one: one.valid_from,
    ) or [one for one in service_levels() if one.kind is kind]
    return fitting[-1]


def used_minutes(history: Sequence[Stand], until: datetime, office: Office) -> int:
    """Minutes of office hours in which a case could be worked on.

    Args:
        history: states in the order of time; the first is the arrival.
        until: the instant that is asked for; what comes after it does not count.
        office: when the clock runs.
    """
    stands = [*(one for one in history if one.at < until), Stand(until, TicketState.CLOSED)]
    return sum(
        business_minutes(one.at, after.at, office.hours, office.land)
        for one, after in pairwise(stands)
        if one.state not in STOPPED
    )


def solve_clock(history: Sequence[Stand], now: datetime, allowed: int, office: Office) -> Clock:
    """The clock to the solution; a case that is taken up again goes on where it stood."""
    used = used_minutes(history, now, office)
    stands = not history or history[-1].state in STOPPED
    due = None if stands else _due(now, allowed - used, history, allowed, office)
    return Clock(used, allowed, due)


def respond_clock(
    received: datetime, answered: datetime | None, now: datetime, allowed: int, office: Office
) -> Clock:
    """The clock to the first answer, which no waiting stops; it ends with the answer."""
    used = business_minutes(received, answered or now, office.hours, office.land)
    due = None if answered else business_moment(received, allowed, office.hours, office.land)
    return Clock(used, allowed, due)


def _due(
    now: datetime, left: int, history: Sequence[Stand], allowed: int, office: Office
) -> datetime | None:
    """When the time is, or was, used up; without any office hours never."""
    if left >= 0:
        return business_moment(now, left, office.hours, office.land)
    used = 0
    for one, after in pairwise([*history, Stand(now, TicketState.CLOSED)]):
        if one.state in STOPPED:
            continue
        minutes = business_minutes(one.at, after.at, office.hours, office.land)
        if used + minutes >= allowed:
            return business_moment(one.at, allowed - used, office.hours, office.land)
        used += minutes
    return now


def escalation(clock: Clock, promised: date | None, today: date) -> Escalation:
    """Who hears of a running case: at three quarters its owner, at the end or near a promise all.

    Args:
        clock: of the case; a standing one escalates only by the promise.
        promised: a date that the customer was told or has set.
        today: the day of asking.
    """
    if promised is not None and today >= promised - timedelta(days=_PROMISE):
        return Escalation.BOSS
    if clock.due is None:
        return Escalation.NONE
    share = clock.used * _FULL
    if share >= clock.allowed * _FULL:
        return Escalation.BOSS
    return Escalation.OWNER if share >= clock.allowed * _WARN else Escalation.NONE
