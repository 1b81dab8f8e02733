"""Quorum (Beschlussfähigkeit): who is there or represented, and whether that is enough.

A person who is away is represented by the holder of his proxy while the holder himself is there.
Who must not vote on a matter (§ 47 (4) GmbHG) votes neither for himself nor for others, and nobody
votes for him.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from kontor.calendar.kinds.meetings import Body, By, Quorum, QuorumBase, Seat, Stay


class Presence(NamedTuple):
    """Who is counted at a moment: heads and votes, of how many."""

    heads: int
    votes: int
    all_heads: int
    all_votes: int

    @property
    def complete(self) -> bool:
        """Everybody with a vote is there or represented (Vollversammlung)."""
        return 0 < self.all_heads == self.heads


class Standing(NamedTuple):
    """Whether a quorum is there: what is, what is needed, of how much."""

    ok: bool
    base: QuorumBase
    have: int
    needed: int
    whole: int

    @property
    def missing(self) -> int:
        """How much is missing."""
        return max(self.needed - self.have, 0)


def inside(stays: Iterable[Stay], moment: str) -> frozenset[int]:
    """Who is in the room at a moment; who leaves at it is gone."""
    return frozenset(
        one.person for one in stays if one.came <= moment and (not one.left or moment < one.left)
    )


def counted(seats: Sequence[Seat], there: Collection[int]) -> Presence:
    """Heads and votes that are there or represented."""
    found = [seat for seat in seats if _acts(seat, there) is not None]
    return Presence(
        len(found), sum(seat.votes for seat in found),
        len(seats), sum(seat.votes for seat in seats),
    )  # fmt: skip


def standing(quorum: Quorum, present: Presence) -> Standing:
    """Whether the quorum is there; without a rule one person is enough."""
    if quorum.base is QuorumBase.NONE:
        return Standing(present.heads >= 1, quorum.base, present.heads, 1, present.all_heads)
    heads = quorum.base is QuorumBase.HEADS
    have = present.heads if heads else present.votes
    whole = present.all_heads if heads else present.all_votes
    needed = max(least(whole, quorum.num, quorum.den, more=quorum.more), 1)
    return Standing(have >= needed, quorum.base, have, needed, whole)


def least(whole: int, num: int, den: int, *, more: bool = False) -> int:
    """The smallest number that is `num/den` of the whole, or more than that."""
    return whole * num // den + 1 if more else -(-whole * num // den)


def voters(
    seats: Sequence[Seat], there: Collection[int], banned: Collection[int] = ()
) -> dict[int, int]:
    """Who casts the votes of whom: the person with the vote, and who acts for him."""
    acting: dict[int, int] = {}
    for seat in seats:
        who = _acts(seat, there)
        if who is not None and seat.person not in banned and who not in banned:
            acting[seat.person] = who
    return acting


def body(seats: Sequence[Seat], there: Collection[int], by: By, banned: Collection[int]) -> Body:
    """The votes that may be cast on a matter, and all votes that there are on it."""
    acting = voters(seats, there, banned)
    entitled = [seat for seat in seats if seat.person not in banned]
    return Body(
        sum(weight(seat, by) for seat in entitled if seat.person in acting),
        sum(weight(seat, by) for seat in entitled),
    )


def weight(seat: Seat, by: By) -> int:
    """The votes of a seat."""
    return seat.votes if by is By.VOTES else 1


def _acts(seat: Seat, there: Collection[int]) -> int | None:
    if seat.person in there:
        return seat.person
    return seat.holder if seat.holder is not None and seat.holder in there else None
