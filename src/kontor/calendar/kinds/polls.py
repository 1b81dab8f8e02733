"""Values of finding a date (Terminumfrage), without any library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Vote(StrEnum):
    """What a person says about a proposed time."""

    YES = "yes"
    MAYBE = "maybe"  # if need be (notfalls)
    NO = "no"


class VoteSource(StrEnum):
    """How an answer came in."""

    MAIL = "mail"
    PHONE = "phone"
    ICS = "ics"
    HAND = "hand"


class PollState(StrEnum):
    """Where a poll stands: asking, no more answers, decided, given up."""

    OPEN = "open"
    CLOSED = "closed"
    FINAL = "final"
    ABANDONED = "abandoned"


RUNNING = (PollState.OPEN, PollState.CLOSED)


class Proposal(NamedTuple):
    """A proposed time: its number in the mail, wall time of begin and end."""

    number: int
    starts: datetime
    ends: datetime


class Voter(NamedTuple):
    """Somebody who is asked, with the answers by number of the proposal."""

    name: str
    required: bool
    votes: Mapping[int, Vote] = {}

    @property
    def answered(self) -> bool:
        """Whether there is any answer."""
        return bool(self.votes)


class Standing(NamedTuple):
    """How a proposal stands: who says what, by name; `place` 1 is the best.

    Attributes:
        refused_by: required people who cannot.
        missing: required people who have not answered to this proposal.
        nobody: everybody who answered said no.
    """

    proposal: Proposal
    place: int
    yes: tuple[str, ...]
    maybe: tuple[str, ...]
    no: tuple[str, ...]
    refused_by: tuple[str, ...]
    unsure: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def points(self) -> int:
        """Yes counts two, if need be one."""
        return 2 * len(self.yes) + len(self.maybe)

    @property
    def nobody(self) -> bool:
        """Nobody can: there are answers, and all of them say no."""
        return bool(self.no) and not self.yes and not self.maybe


class Answer(NamedTuple):
    """What was read out of an answer.

    Attributes:
        votes: by number of the proposal.
        unknown: numbers that were named, but are no proposals.
        contradictory: proposals to which two different things were said; they have no vote.
    """

    votes: Mapping[int, Vote]
    unknown: tuple[int, ...] = ()
    contradictory: tuple[int, ...] = ()
