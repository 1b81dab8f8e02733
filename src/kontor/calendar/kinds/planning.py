"""Values of planning: who is taken when, what clashes, which times are free.

Times that are compared are whole minutes of UTC since 1970 (`rules/walltime.py`), so that no change
of the clocks makes an hour vanish. `who` is a reference: `company:employee/3`, `company:vehicle/1`,
`company:team/2`, of a site `contacts:site/4`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kontor.base.dates.hours import Span
from kontor.base.errors import Severity
from kontor.calendar.kinds.appointments import ZONE


class Minutes(NamedTuple):
    """A stretch of UTC minutes, the end not included."""

    start: int
    end: int


class Shift(NamedTuple):
    """Other hours and another break from a day on."""

    valid_from: date
    hours: tuple[Span, ...]
    break_from: int
    break_minutes: int


class Worker(NamedTuple):
    """When somebody works: hours of the week, the break, from and until when in the firm.

    `later` are other hours by the day from which they hold.
    """

    who: str
    name: str
    hours: tuple[Span, ...] = ()
    break_from: int = 0
    break_minutes: int = 0
    started: date | None = None
    ended: date | None = None
    later: tuple[Shift, ...] = ()


class Taken(NamedTuple):
    """Time that is taken: an appointment, or an absence.

    `before` and `after` are minutes on the road; `firm` is false for what is only held or wished.
    """

    who: str
    start: int
    end: int
    ref: str
    title: str
    absence: bool = False
    before: int = 0
    after: int = 0
    place: str = ""
    firm: bool = True


class Wanted(NamedTuple):
    """What is to be put into the calendar; `ref` is itself when it is there already."""

    start: int
    end: int
    who: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    place: str = ""
    site: str = ""
    all_day: bool = False
    ref: str = ""
    zone: str = ZONE


class Clash(StrEnum):
    """In what respect an appointment does not fit."""

    BUSY = "busy"
    ABSENT = "absent"
    LEFT = "left"
    SITE = "site"
    TRAVEL = "travel"
    HOLIDAY = "holiday"
    SUNDAY = "sunday"
    HOURS = "hours"
    BREAK = "break"
    LONG_DAY = "long-day"
    REST = "rest"


class Conflict(NamedTuple):
    """One clash: of whom, with what, in which minutes, and how bad it is.

    `ref` and `title` name the other appointment or absence, or the holiday; `minutes` says how many
    minutes are missing, too many or outside.
    """

    clash: Clash
    severity: Severity
    who: str
    start: int
    end: int
    ref: str = ""
    title: str = ""
    minutes: int = 0


class Search(NamedTuple):
    """What the slot finder looks for (Terminsuche).

    Args:
        minutes: how long.
        first: first day of the window.
        last: last day, included.
        required: everybody and everything that must be free.
        optional: who should be free.
        one_of: groups of which one must be free, such as all with a skill, or all vehicles.
        before: minutes on the road before.
        after: minutes on the road after.
        step: raster of the beginnings in minutes of the day.
        earliest: minute of the day before which nothing begins.
        latest: minute of the day after which nothing ends.
        not_before: minute of UTC before which nothing begins: now.
        zone: of the days.
    """

    minutes: int
    first: date
    last: date
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    before: int = 0
    after: int = 0
    step: int = 30
    earliest: int = 0
    latest: int = 1440
    not_before: int = 0
    zone: str = ZONE


class Why(StrEnum):
    """A reason for a free time, or against a window."""

    FIRST = "first"
    ALL_THERE = "all-there"
    MISSING = "missing"
    TAKES = "takes"
    ADJOINS = "adjoins"
    ROAD = "road"
    BUSY = "busy"
    HOURS = "hours"
    NOBODY = "nobody"


class Reason(NamedTuple):
    """Why a time was proposed, or why there is none; `who` and `ref` name what it is about."""

    why: Why
    who: str = ""
    ref: str = ""
    title: str = ""
    minutes: int = 0


class Slot(NamedTuple):
    """A free time in UTC minutes, with those chosen out of each group and the reasons for it."""

    start: int
    end: int
    chosen: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Found(NamedTuple):
    """The best times; when there is none, what stands against it."""

    slots: tuple[Slot, ...]
    against: tuple[Reason, ...] = ()
