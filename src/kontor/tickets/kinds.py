"""Values of cases, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class TicketKind(StrEnum):
    """What a case is about (Art)."""

    COMPLAINT = "complaint"
    DEFECT = "defect"
    EMERGENCY = "emergency"
    MAINTENANCE = "maintenance"
    FAULT = "fault"
    QUESTION = "question"
    CALLBACK = "callback"
    PRIVACY = "privacy"
    SUPPLIER = "supplier"
    IT = "it"
    ACCIDENT = "accident"


class TicketState(StrEnum):
    """Where a case stands (Stand)."""

    NEW = "new"
    ACCEPTED = "accepted"
    PLANNED = "planned"
    WORKING = "working"
    WAITING = "waiting"
    SOLVED = "solved"
    BILLED = "billed"
    CLOSED = "closed"


class WaitsFor(StrEnum):
    """Whom or what a waiting case waits for."""

    CUSTOMER = "customer"
    PART = "part"
    SUBCONTRACTOR = "subcontractor"
    MAKER = "maker"


class Priority(StrEnum):
    """Urgency (Dringlichkeit)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class NoteKind(StrEnum):
    """What was said or written."""

    NOTE = "note"
    CALL = "call"
    MAIL = "mail"
    LETTER = "letter"
    FILE = "file"


class Direction(StrEnum):
    """From the customer, to the customer, or between ourselves."""

    NONE = ""
    IN = "in"
    OUT = "out"


class LinkKind(StrEnum):
    """How two cases belong together."""

    RELATED = "related"
    FOLLOWS = "follows"
    SPLIT = "split"


class LineKind(StrEnum):
    """Kind of a line of work done."""

    TIME = "time"
    TRAVEL = "travel"
    MATERIAL = "material"
    LUMP = "lump"


class LineState(StrEnum):
    """Who bears a line of work: nobody yet, the customer, the warranty, goodwill (Kulanz)."""

    OPEN = "open"
    BILLED = "billed"
    WARRANTY = "warranty"
    GOODWILL = "goodwill"


class Result(StrEnum):
    """Who pays (Kostenpflicht)."""

    FREE = "free"
    CHARGEABLE = "chargeable"
    UNCLEAR = "unclear"


class Cause(StrEnum):
    """What a defect comes from (Ursache)."""

    UNKNOWN = "unknown"
    WORK = "work"
    MATERIAL = "material"
    WEAR = "wear"
    MISUSE = "misuse"
    OTHERS = "others"


class Escalation(StrEnum):
    """Who has to hear of a case that is getting late."""

    NONE = "none"
    OWNER = "owner"
    BOSS = "boss"


class TicketMoved(NamedTuple):
    """Event: a case stands elsewhere; listeners work in the same step."""

    ticket: int
    old: TicketState
    new: TicketState
    at: datetime


class Stand(NamedTuple):
    """The state of a case from an instant on."""

    at: datetime
    state: TicketState
    waits_for: WaitsFor | None = None


class ServiceLevel(NamedTuple):
    """Minutes of office hours to the first answer and to the solution, from a day on."""

    kind: TicketKind
    valid_from: date
    respond: int
    solve: int
    source: str


class Cover(NamedTuple):
    """A warranty that runs or ran on what an order built (Gewährleistung)."""

    warranty: int
    order: int
    number: str
    part: str  # empty: the whole order
    rule: str
    starts: date
    ends: date
    partner: str = ""  # subcontractor or supplier who did it
    partner_ends: date | None = None


class Claim(NamedTuple):
    """What the own firm can ask of the subcontractor or supplier (Rückgriff)."""

    partner: str
    until: date
    days_left: int  # negative: too late


class Verdict(NamedTuple):
    """Who pays, why, and how long yet; `reason` is a message id for `values`."""

    result: Result
    reason: str
    values: tuple[tuple[str, str], ...]
    days_left: int | None
    cover: Cover | None
    claim: Claim | None
