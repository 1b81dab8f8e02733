"""Values of meetings, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class MeetingKind(StrEnum):
    """What a meeting is (Art der Versammlung); its rules are rows in `data/`."""

    SHAREHOLDERS = "shareholders"
    ASSOCIATION = "association"
    GUILD = "guild"
    WORKS = "works"
    SITE = "site"
    TEAM = "team"
    TALK = "talk"
    INSTRUCTION = "instruction"


class MeetingState(StrEnum):
    """Where a meeting stands."""

    DRAFT = "draft"
    INVITED = "invited"
    OPENED = "opened"
    CLOSED = "closed"
    APPROVED = "approved"


class NoticeUnit(StrEnum):
    """How a notice period counts (Ladungsfrist)."""

    DAYS = "days"
    WEEKS = "weeks"


class Form(StrEnum):
    """In which form a meeting is convened (Form der Einberufung)."""

    REGISTERED = "registered"
    LETTER = "letter"
    TEXT = "text"
    ANY = "any"


class Sent(StrEnum):
    """On which way something reached a person (Versandart)."""

    REGISTERED = "registered"
    LETTER = "letter"
    MAIL = "mail"
    HAND = "hand"
    NOTICE = "notice"


BY_POST = frozenset({Sent.REGISTERED, Sent.LETTER})
FITS = {
    Form.REGISTERED: frozenset({Sent.REGISTERED}),
    Form.LETTER: frozenset({Sent.REGISTERED, Sent.LETTER, Sent.HAND}),
    Form.TEXT: frozenset({Sent.REGISTERED, Sent.LETTER, Sent.HAND, Sent.MAIL}),
    Form.ANY: frozenset(Sent),
}


class Paper(StrEnum):
    """What was sent to a person."""

    INVITATION = "invitation"
    AGENDA = "agenda"
    MINUTES = "minutes"


class Late(StrEnum):
    """Whether an item that was not announced in time may be decided."""

    NONE = "none"
    ALL = "all"
    QUARTERS = "quarters"
    FREE = "free"


class By(StrEnum):
    """How votes are weighed: each head one, or by votes (shares)."""

    HEADS = "heads"
    VOTES = "votes"


class QuorumBase(StrEnum):
    """What a quorum counts (Beschlussfähigkeit)."""

    NONE = "none"
    HEADS = "heads"
    VOTES = "votes"


class Majority(StrEnum):
    """Which majority a decision needs (Mehrheit)."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    FOUR_FIFTHS = "four_fifths"
    UNANIMOUS = "unanimous"


class Base(StrEnum):
    """What a majority is counted of: votes cast, votes present, all votes."""

    CAST = "cast"
    PRESENT = "present"
    ALL = "all"


class Choice(StrEnum):
    """How somebody voted."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    INVALID = "invalid"


class Way(StrEnum):
    """How is voted: openly, in secret."""

    OPEN = "open"
    SECRET = "secret"


class ItemKind(StrEnum):
    """What an item of the agenda is for (Art des Tagesordnungspunkts)."""

    INFO = "info"
    DECISION = "decision"
    ELECTION = "election"


class ItemState(StrEnum):
    """Where an item of the agenda stands."""

    OPEN = "open"
    DONE = "done"
    POSTPONED = "postponed"


class Role(StrEnum):
    """What a person is in a meeting: member with a vote, or guest."""

    MEMBER = "member"
    GUEST = "guest"


class Contest(StrEnum):
    """How an election is won: most votes, or more than half of the votes cast."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"


class Tie(StrEnum):
    """What decides between candidates with the same votes."""

    LOT = "lot"
    RUNOFF = "runoff"


class Acceptance(StrEnum):
    """Whether who was elected accepts (Annahme der Wahl)."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Quorum(NamedTuple):
    """What must be there: `num/den` of heads or votes; `more`: more than that, not only as much."""

    base: QuorumBase = QuorumBase.NONE
    num: int = 0
    den: int = 1
    more: bool = False


class Need(NamedTuple):
    """Which majority of what; `chair_casts`: in a tie the chair's vote decides."""

    majority: Majority = Majority.SIMPLE
    base: Base = Base.CAST
    chair_casts: bool = False


class Notice(NamedTuple):
    """How long before a meeting its invitation must be there (Ladungsfrist).

    Attributes:
        amount: days or weeks between arrival and meeting, neither day counted; 0: none.
        post_days: working days that the post takes.
        shift: a period that ends on a day off ends on the next working day (§ 193 BGB).
        agenda_days: days before the meeting at which an item must be announced; 0: none.
    """

    amount: int
    unit: NoticeUnit = NoticeUnit.DAYS
    post_days: int = 0
    shift: bool = False
    agenda_days: int = 0

    @property
    def days(self) -> int:
        """The period in days."""
        return self.amount * (7 if self.unit is NoticeUnit.WEEKS else 1)


class Terms(NamedTuple):
    """The rules of a kind of meeting on a day; `own`: the articles or statutes say so."""

    kind: MeetingKind
    valid_from: date
    book: str
    notice: Notice
    form: Form
    quorum: Quorum
    by: By
    proxies: bool
    heals: bool
    late: Late
    objection_days: int
    chair_casts: bool
    law: str
    source: str
    status: str
    own: bool = False


class MotionKind(NamedTuple):
    """A kind of motion of a kind of meeting with the majority that it needs."""

    kind: MeetingKind
    motion: str
    valid_from: date
    majority: Majority
    base: Base
    de: str
    en: str
    law: str
    source: str
    status: str
    own: bool = False


class Seat(NamedTuple):
    """Who has votes in a meeting; `holder` votes for him while he is away (Vollmacht)."""

    person: int
    votes: int = 1
    holder: int | None = None


class Stay(NamedTuple):
    """When a person was there: minutes as text, `left` empty while he still is."""

    person: int
    came: str
    left: str = ""


class Count(NamedTuple):
    """Votes of a ballot."""

    yes: int
    no: int
    abstain: int = 0
    invalid: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)


class Body(NamedTuple):
    """Votes that may be cast: those present or represented, and all that there are."""

    present: int
    whole: int


class Topic(NamedTuple):
    """A topic of instruction (Unterweisung) with its interval from a day on."""

    topic: str
    valid_from: date
    months: int
    minor_months: int
    roles: tuple[str, ...]
    name: str
    law: str
    source: str
    status: str
    own: bool = False
