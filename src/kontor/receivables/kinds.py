"""Values of reminders and risk, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kontor.contacts.kinds import CustomerKind
from kontor.ledger.queries.items import OpenItem


class RunState(StrEnum):
    """State of a run (Mahnlauf)."""

    PROPOSAL = "proposal"
    REVIEWED = "reviewed"
    ISSUED = "issued"


class Channel(StrEnum):
    """How a reminder goes out; the letter is made and kept in either case."""

    LETTER = "letter"
    MAIL = "mail"


class DefaultFrom(StrEnum):
    """What brings a debtor into default (Verzug): § 286 BGB."""

    DUE = "due"
    REMINDER = "reminder"
    THIRTY_DAYS = "thirty_days"
    NAMED = "named"


class LeftOut(StrEnum):
    """Why an item gets no reminder in a run."""

    NOT_DUE = "not_due"
    RETENTION = "retention"
    DISPUTED = "disputed"
    BLOCKED = "blocked"
    PLAN_KEPT = "plan_kept"
    TOO_EARLY = "too_early"
    LAST_LEVEL = "last_level"
    IN_COURT = "in_court"
    IN_RUN = "in_run"
    CREDIT = "credit"
    BELOW_LEAST = "below_least"


class ClaimKind(StrEnum):
    """A claim beside the price: interest, lump sum of § 288 (5) BGB, reminder costs."""

    INTEREST = "interest"
    LUMP = "lump"
    FEE = "fee"


class Decision(StrEnum):
    """Whether a claim is asked for."""

    OPEN = "open"
    KEEP = "keep"
    WAIVE = "waive"


class BlockKind(StrEnum):
    """A block (Mahnsperre) or a dispute (Einwand) about an amount."""

    BLOCK = "block"
    DISPUTE = "dispute"


class LimitationKind(StrEnum):
    """What stops the limitation or lets it begin again."""

    ACKNOWLEDGEMENT = "acknowledgement"
    NEGOTIATION = "negotiation"
    COURT_ORDER = "court_order"
    LAWSUIT = "lawsuit"
    TITLE = "title"


class Level(NamedTuple):
    """One level (Mahnstufe) of a plan.

    Attributes:
        days: after the due day; from the second level on after the letter before.
        term_days: the new deadline, from the day of the letter.
        fee: reminder costs in cents.
        interest: interest is proposed with this level.
        lump: the lump sum of § 288 (5) BGB is proposed with this level.
        text: the kind of letter.
    """

    level: int
    days: int
    term_days: int
    fee: int
    interest: bool
    lump: bool
    text: str


class Plan(NamedTuple):
    """Plan of reminding (Mahnplan) for a kind of customer.

    Attributes:
        least: below this amount no letter goes out.
        tolerance: days that money may take on its way.
        default_from: whether the agreed due day or the first reminder brings default.
        own: the firm set it; else it came along.
    """

    customer_kind: CustomerKind
    valid_from: date
    least: int
    tolerance: int
    default_from: DefaultFrom
    channel: Channel
    consumer: bool
    levels: tuple[Level, ...]
    own: bool = False

    def level(self, number: int) -> Level | None:
        """The level with this number, if there is one."""
        return next((one for one in self.levels if one.level == number), None)


class Reminded(NamedTuple):
    """The last reminder of an item that went out."""

    level: int
    day: date
    deadline: date


class Block(NamedTuple):
    """A block or dispute as it stands."""

    id: int
    partner: str | None
    item: int | None
    kind: BlockKind
    reason: str
    cents: int | None
    starts: date
    until: date | None
    lifted: date | None
    lifted_reason: str | None

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day; it ends by itself after its last day."""
        return self.starts <= day <= (self.until or date.max) and (
            self.lifted is None or day < self.lifted
        )


class ItemFacts(NamedTuple):
    """What the proposal knows of one item.

    Attributes:
        item: the open item on the day of the run.
        reminded: its last reminder.
        blocks: blocks and disputes of the item or its debtor that hold on the day.
        plan_kept: an instalment plan stands over it and is kept.
        in_court: a court order, a lawsuit or a title exists.
        in_run: another run that is not issued holds it.
    """

    item: OpenItem
    reminded: Reminded | None = None
    blocks: tuple[Block, ...] = ()
    plan_kept: bool = False
    in_court: bool = False
    in_run: bool = False


class Debtor(NamedTuple):
    """A customer with all that is open, in the order of the items."""

    partner: str
    name: str
    customer_kind: CustomerKind
    items: tuple[ItemFacts, ...]
    credit: int = 0


class ProposedLine(NamedTuple):
    """One item of a proposed letter."""

    item: OpenItem
    level: int
    cents: int
    due: date


class Omitted(NamedTuple):
    """One item that gets no reminder, and why."""

    partner: str
    item: OpenItem
    reason: LeftOut
    detail: str = ""


class ProposedLetter(NamedTuple):
    """A letter to one debtor that collects all his items; its level is the highest of them."""

    partner: str
    name: str
    customer_kind: CustomerKind
    level: int
    deadline: date
    channel: Channel
    credit: int
    lines: tuple[ProposedLine, ...]

    @property
    def cents(self) -> int:
        """What is asked for, less the debtor's credit."""
        return sum(line.cents for line in self.lines) - self.credit
