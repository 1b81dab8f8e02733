"""Values of maintenance contracts, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Basis(StrEnum):
    """What the price is for: the whole, each device, or nothing agreed (nach Aufwand)."""

    FLAT = "flat"
    DEVICE = "device"
    EFFORT = "effort"


class Rhythm(StrEnum):
    """When it is billed: after each visit, or the contract year in advance."""

    VISIT = "visit"
    YEAR = "year"


class Renewal(StrEnum):
    """What comes after the first term: the end, no end until notice, or further months."""

    ENDS = "ends"
    OPEN = "open"
    MONTHS = "months"


class IndexKind(StrEnum):
    """How the price follows (Preisanpassung): not, by a step in percent, by an index series."""

    NONE = "none"
    PERCENT = "percent"
    SERIES = "series"


class VisitState(StrEnum):
    """Where a planned visit stands."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"


class ContractState(StrEnum):
    """How a contract stands on a day."""

    COMING = "coming"
    RUNNING = "running"
    NOTICE = "notice"  # notice was given, it still runs
    ENDED = "ended"


class Cycle(NamedTuple):
    """How often, and in which months; a window may lead over the turn of the year."""

    every: int
    from_month: int | None = None
    to_month: int | None = None


class Turn(NamedTuple):
    """The days in which the next visit belongs."""

    first: date
    last: date


class Duration(NamedTuple):
    """How long a contract lasts: its first term, what comes after it, months of notice."""

    starts: date
    term: int
    renewal: Renewal
    renewal_months: int
    notice: int
    ends: date | None = None  # last day, once notice was given


class Price(NamedTuple):
    """A price from a day on, net cents; `material` is the part of it that is no work."""

    valid_from: date
    price: int
    material: int = 0
    reason: str = ""


class IndexValue(NamedTuple):
    """A value of a series (1/1,000) from a day on, with its source."""

    series: str
    valid_from: date
    value: int
    source: str
    own: bool = False


class Visit(NamedTuple):
    """A visit that was planned; `appointment_state` is empty where there is no appointment."""

    id: int
    contract: int
    due: date
    state: VisitState
    done: date | None
    appointment: int | None
    appointment_state: str
    starts: str  # wall time of the appointment, ISO
    ticket: int | None
    ticket_number: str
    letter: int | None
    letter_gone: bool
    by_mail: bool
    note: str


class Billed(NamedTuple):
    """A contract year that was billed in advance."""

    starts: date
    ends: date
    invoice: int
    number: str  # empty: still a draft


class ContractDevice(NamedTuple):
    """A device of a contract."""

    id: int
    name: str
    kind: str
    place: str
    serial: str
    removed: date | None


class Contract(NamedTuple):
    """A maintenance contract (Wartungsvertrag)."""

    id: int
    number: str
    contact: int
    contact_name: str
    consumer: bool
    site: int | None
    site_name: str
    street: str
    postcode: str
    city: str
    subject: str
    scope: str
    every: int
    from_month: int | None
    to_month: int | None
    minutes: int
    skill: str
    serviced: date | None
    billed: date | None
    basis: Basis
    rhythm: Rhythm
    starts: date
    term: int
    renewal: Renewal
    renewal_months: int
    notice: int
    index_kind: IndexKind
    index_rate: int
    index_series: str
    next_adjust: date | None
    adjust_every: int
    cancelled: date | None
    ends: date | None
    reason: str
    note: str
    devices: int  # that are still there
    last: date | None  # last visit that was done, here or before

    @property
    def ref(self) -> str:
        """How other areas name the contract."""
        return f"tickets:contract/{self.id}"

    @property
    def place(self) -> str:
        """Where: street and town."""
        town = " ".join(filter(None, (self.postcode, self.city)))
        return ", ".join(filter(None, (self.street, town)))

    @property
    def cycle(self) -> Cycle:
        """How often and when."""
        return Cycle(self.every, self.from_month, self.to_month)

    @property
    def duration(self) -> Duration:
        """How long it lasts."""
        return Duration(
            self.starts, self.term, self.renewal, self.renewal_months, self.notice, self.ends
        )
