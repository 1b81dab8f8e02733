"""Values of the customer file, without any library."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class FactKind(StrEnum):
    """Something to know at once, or when somebody is best reached."""

    FACT = "fact"
    TIME = "time"


class DayKind(StrEnum):
    """What an important day is."""

    BIRTHDAY = "birthday"
    ANNIVERSARY = "anniversary"
    CONTRACT = "contract"
    WARRANTY = "warranty"
    OTHER = "other"


class RelationKind(StrEnum):
    """What one contact is to another."""

    PARTNER = "partner"
    FAMILY = "family"
    TENANT = "tenant"
    MANAGER = "manager"
    CONTACT_PERSON = "contact_person"
    NEIGHBOUR = "neighbour"
    ARCHITECT = "architect"
    OTHER = "other"


class RequestKind(StrEnum):
    """What a person asks for about own data (Art. 15, 16, 17 DSGVO)."""

    DISCLOSURE = "disclosure"
    CORRECTION = "correction"
    ERASURE = "erasure"


class ReviewResult(StrEnum):
    """What became of a request for a review."""

    ASKED = "asked"
    SKIPPED = "skipped"
    WRITTEN = "written"


class Fact(NamedTuple):
    """A quick fact or a preferred time."""

    id: int
    contact: int
    kind: FactKind
    text: str


class SpecialDay(NamedTuple):
    """An important day and when it comes next."""

    id: int
    contact: int
    name: str
    kind: DayKind
    label: str
    day: date
    yearly: bool
    next: date


class Relation(NamedTuple):
    """A relation as seen from one contact; `turned` when it was written at the other one."""

    id: int
    contact: int
    other: int
    name: str
    kind: RelationKind
    note: str
    turned: bool


class Referral(NamedTuple):
    """Who brought whom; reward in cents."""

    id: int
    contact: int
    name: str
    referrer: int
    referrer_name: str
    day: date
    note: str
    reward: int | None
    thanked: date | None


class PrivacyRequest(NamedTuple):
    """A request of a person about own data."""

    id: int
    contact: int
    name: str
    kind: RequestKind
    day: date
    due: date
    done: date | None
    note: str


class ReviewRequest(NamedTuple):
    """A request for a review, asked or left out."""

    id: int
    contact: int
    ref: str
    day: date
    result: ReviewResult
    note: str


class Pair(NamedTuple):
    """Two contacts that may be the same, why, and how likely."""

    first: int
    first_name: str
    second: int
    second_name: str
    score: int
    sure: bool
    reasons: tuple[str, ...]
