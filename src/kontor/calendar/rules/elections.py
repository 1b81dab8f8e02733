"""Elections (Wahlen): who is elected, where a lot or a second ballot decides, in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import Contest, Tie
from kontor.calendar.rules.quorum import least


class Outcome(NamedTuple):
    """The result of a ballot.

    Attributes:
        elected: who is elected, most votes first.
        drawn: between whom the lot decides about `seats_left` seats.
        again: who stands in the second ballot about `seats_left` seats.
        seats_left: seats that are not given yet.
        needed: votes that were needed at least.
    """

    elected: tuple[str, ...]
    drawn: tuple[str, ...]
    again: tuple[str, ...]
    seats_left: int
    needed: int


class Ballot(NamedTuple):
    """A ballot of an election.

    Attributes:
        votes: of each candidate.
        seats: how many are to be elected.
        contest: most votes are enough, or more than half of the ballots cast is needed.
        tie: what decides between the same votes about the last seat.
        cast: valid ballots, where each names several; 0: as many as votes.
    """

    votes: Mapping[str, int]
    seats: int = 1
    contest: Contest = Contest.RELATIVE
    tie: Tie = Tie.RUNOFF
    cast: int = 0

    @property
    def ballots(self) -> int:
        """Valid ballots."""
        return self.cast or sum(self.votes.values())


def elect(ballot: Ballot, lots: Collection[str] = ()) -> Outcome:
    """Who is elected; `lots` says on whom the lot fell.

    Raises:
        InputError: no candidate, no seat, negative votes, a lot that nobody had to draw.
    """
    votes, seats = ballot.votes, ballot.seats
    _check(votes, seats, ballot.ballots)
    half = ballot.contest is Contest.ABSOLUTE
    needed = least(ballot.ballots, 1, 2, more=True) if half else 1
    order = sorted(votes, key=lambda name: (-votes[name], name))
    able = [name for name in order if votes[name] >= needed]
    sure, tied = _cut(able, votes, seats)
    left = seats - len(sure)
    if tied and lots:
        return Outcome((*sure, *_drawn(tied, lots, left)), (), (), 0, needed)
    if lots:
        raise InputError(N_("There is nothing to draw lots about."), field="lots")
    if tied:
        drawn, again = (tied, ()) if ballot.tie is Tie.LOT else ((), tied)
        return Outcome(sure, drawn, again, left, needed)
    return Outcome(sure, (), _second(order, votes, sure, left), left, needed)


def _check(votes: Mapping[str, int], seats: int, ballots: int) -> None:
    if not votes:
        raise InputError(N_("Nobody stands for election."), field="votes")
    if seats < 1:
        raise InputError(N_("At least one seat is to be elected."), field="seats")
    if min(votes.values()) < 0:
        raise InputError(N_("A number of votes cannot be negative."), field="votes")
    if max(votes.values()) > ballots:
        raise InputError(
            N_("A candidate has {votes} votes, but only {ballots} ballots were cast."),
            votes=max(votes.values()), ballots=ballots, field="votes",
        )  # fmt: skip


def _cut(
    able: list[str], votes: Mapping[str, int], seats: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has a seat for certain, and who is level about the last ones."""
    if len(able) <= seats or votes[able[seats - 1]] > votes[able[seats]]:
        return tuple(able[:seats]), ()
    level = votes[able[seats]]
    sure = tuple(name for name in able if votes[name] > level)
    return sure, tuple(name for name in able if votes[name] == level)


def _second(
    order: list[str], votes: Mapping[str, int], sure: tuple[str, ...], left: int
) -> tuple[str, ...]:
    """Who stands again: one more than seats are left, and all who are level with the last one."""
    rest = [name for name in order if name not in sure and votes[name] > 0]
    if not left or not rest:
        return ()
    last = votes[rest[min(left, len(rest) - 1)]]
    return tuple(name for name in rest if votes[name] >= last)


def _drawn(tied: tuple[str, ...], lots: Collection[str], left: int) -> tuple[str, ...]:
    if len(set(lots)) != left or not set(lots) <= set(tied):
        raise InputError(
            N_("The lot decides between {names}: name {count} of them."),
            names=", ".join(tied), count=left, field="lots",
        )  # fmt: skip
    return tuple(name for name in tied if name in lots)


def explain(outcome: Outcome, votes: Mapping[str, int]) -> str:
    """The result in sentences, in the reader's language."""
    parts = []
    if outcome.elected:
        names = ", ".join(f"{name} ({votes[name]})" for name in outcome.elected)
        parts.append(_("Elected: {names}.").format(names=names))
    if outcome.drawn:
        names = ", ".join(outcome.drawn)
        parts.append(_("Same votes: the lot decides between {names}.").format(names=names))
    if outcome.again:
        names = ", ".join(outcome.again)
        parts.append(_("A second ballot is needed between {names}.").format(names=names))
    if outcome.seats_left and not (outcome.drawn or outcome.again):
        parts.append(_("Seats that stay open: {count}.").format(count=outcome.seats_left))
    if outcome.needed > 1:
        parts.append(_("Needed were {needed} votes.").format(needed=outcome.needed))
    return " ".join(parts)
