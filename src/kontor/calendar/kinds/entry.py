"""What one typed line of the calendar says: pieces with the place in the text they came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from kontor.base.errors import Finding, Severity


class Piece(StrEnum):
    """What a part of the line was understood as."""

    DAY = "day"
    TIME = "time"
    LENGTH = "length"
    REPEAT = "repeat"
    PERSON = "person"
    TEAM = "team"
    VEHICLE = "vehicle"
    CONTACT = "contact"
    PLACE = "place"
    REFERENCE = "reference"
    KIND = "kind"
    TITLE = "title"


class Named(NamedTuple):
    """Somebody or something that may be meant: its id, its name, and what else it is called.

    A customer is recognised by the first word of a name alone: for people `also` holds the last
    name.
    """

    id: int
    name: str
    also: tuple[str, ...] = ()


class Known(NamedTuple):
    """What the firm knows when a line is read.

    Args:
        people: of the firm; `also` holds the short name.
        teams: crews by name.
        vehicles: by name; `also` may hold the number plate.
        contacts: those whose name has a word of the line.
        numbers: document numbers and what they refer to (`AU-2026-0031` is `sales:12`).
        land: whose holidays count when days are counted.
    """

    people: tuple[Named, ...] = ()
    teams: tuple[Named, ...] = ()
    vehicles: tuple[Named, ...] = ()
    contacts: tuple[Named, ...] = ()
    numbers: Mapping[str, str] = {}
    land: str = ""


class Part(NamedTuple):
    """A stretch of the line, and what it was understood as."""

    piece: Piece
    start: int
    end: int


class Line(NamedTuple):
    """What was understood of a line; days and minutes are wall time.

    `last` is the last day, included; `start` and `end` are minutes of the first day, an end after
    midnight is beyond 1440. `absence` names the kind of absence when the line tells of one.
    """

    text: str
    kind: str
    title: str
    first: date | None = None
    last: date | None = None
    start: int | None = None
    end: int | None = None
    rule: str = ""
    people: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    vehicles: tuple[int, ...] = ()
    contact: int | None = None
    place: str = ""
    reference: str = ""
    absence: str = ""
    half: str = ""
    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def all_day(self) -> bool:
        """No times: the whole of the days."""
        return self.start is None

    @property
    def starts(self) -> datetime | None:
        """The begin in wall time; of a whole day its midnight."""
        return _at(self.first, self.start or 0)

    @property
    def ends(self) -> datetime | None:
        """The end in wall time, not included; of whole days the midnight after the last."""
        if self.end is None:
            return _at(self.last, 1440)
        return _at(self.first, self.end)

    @property
    def ready(self) -> bool:
        """Whether it can be written down as it is."""
        return self.first is not None and not any(
            one.severity is Severity.ERROR for one in self.findings
        )


def _at(day: date | None, minutes: int) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
