"""Values of dated duties (Fristen), without any library."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class About(StrEnum):
    """What a kind of duty is about."""

    FIRM = "firm"
    EMPLOYEE = "employee"
    VEHICLE = "vehicle"


class Counts(StrEnum):
    """From what the next day counts: the day itself, or the one on which it was done."""

    DAY = "day"
    DONE = "done"


class DeadlineKind(NamedTuple):
    """A kind of duty as it holds here.

    Attributes:
        months: after which it comes back, 0 never.
        leads: days before on which it is told, the longest first.
        own: whether the firm added it or changed what came along.
        source: where the period is from; `recalled`: not read in the law itself.
    """

    key: str
    name: str
    about: About
    months: int
    counts: Counts
    leads: tuple[int, ...]
    law: str
    source: str
    valid_from: date | None = None
    own: bool = False


class Mark(NamedTuple):
    """What somebody noted on a duty: who takes care, put off until, done on."""

    owner: int | None
    owner_name: str
    until: date | None
    done: date | None
    note: str


Key = tuple[str, str, date]  # reference, kind and day: a duty among those of all areas
