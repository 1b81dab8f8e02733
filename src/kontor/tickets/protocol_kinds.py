"""Values of checklists and service protocols, without any library."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kontor.tickets.kinds import TicketKind


class ItemType(StrEnum):
    """How an item of a checklist is answered (Prüfpunkt)."""

    TICK = "tick"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    PHOTO = "photo"


class Tick(StrEnum):
    """The answer to an item that is ticked off; empty: not looked at yet."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"


class Verdict(StrEnum):
    """What an answer means: still open, in order, a defect, or just noted."""

    OPEN = "open"
    FINE = "fine"
    DEFECT = "defect"
    NOTED = "noted"


class Item(NamedTuple):
    """An item of a checklist.

    Attributes:
        place: its number, from 1.
        text: what is looked at or measured.
        type: how it is answered.
        unit: of a number.
        low: smallest allowed number in 1/1,000.
        high: largest allowed number in 1/1,000.
        choices: what can be chosen; one that ends with `!` is a defect.
        required: the protocol is not signed without it.
    """

    place: int
    text: str
    type: ItemType
    unit: str = ""
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    required: bool = False


class Checklist(NamedTuple):
    """A checklist as it holds from a day on; `own` where the firm wrote it.

    `kinds` are the kinds of case it is offered for first, `months` the time until it is due again.
    """

    checklist: str
    valid_from: date
    name: str
    kinds: tuple[TicketKind, ...]
    months: int | None
    law: str
    source: str
    own: bool
    items: tuple[Item, ...]


class Answered(NamedTuple):
    """An item of a protocol with its answer: `value` as text, of a number `number` in 1/1,000."""

    id: int
    item: Item
    value: str
    number: int | None
    sha256: str | None


class Photo(NamedTuple):
    """A picture as an answer."""

    name: str
    content: bytes
