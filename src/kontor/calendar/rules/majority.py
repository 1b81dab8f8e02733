"""Majorities (Mehrheiten): the result of a vote, and the sentence that explains it.

Of votes cast only yes and no count, abstentions and invalid votes do not (§ 32 (1) S. 3 BGB, § 47
(1) GmbHG). Of votes present, and of all votes, everything that is no yes works like a no.
"""

from __future__ import annotations

from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import Base, Body, Choice, Count, Majority, Need
from kontor.calendar.rules.quorum import least

_SHARE = {
    Majority.TWO_THIRDS: (2, 3),
    Majority.THREE_QUARTERS: (3, 4),
    Majority.FOUR_FIFTHS: (4, 5),
    Majority.UNANIMOUS: (1, 1),
}
_HALF = frozenset({Majority.SIMPLE, Majority.ABSOLUTE})
_MAJORITIES = {
    Majority.SIMPLE: N_("more than half"),
    Majority.ABSOLUTE: N_("more than half (absolute)"),
    Majority.TWO_THIRDS: N_("two thirds"),
    Majority.THREE_QUARTERS: N_("three quarters"),
    Majority.FOUR_FIFTHS: N_("four fifths"),
    Majority.UNANIMOUS: N_("all"),
}
_BASES = {
    Base.CAST: N_("of the votes cast"),
    Base.PRESENT: N_("of the votes present"),
    Base.ALL: N_("of all votes"),
}
_SILENT = {
    Base.CAST: N_("abstentions do not count"),
    Base.PRESENT: N_("who abstains counts as no"),
    Base.ALL: N_("who is away or abstains counts as no"),
}


class Decision(NamedTuple):
    """The result of a vote: `needed` of `of`; `tie`: yes equals no; `cast`: the chair decided."""

    adopted: bool
    needed: int
    of: int
    tie: bool
    cast: bool
    need: Need
    votes: Count


def decide(count: Count, need: Need, body: Body, chair: Choice | None = None) -> Decision:
    """The result of a vote.

    Args:
        count: the votes.
        need: the majority asked for.
        body: the votes that may be cast.
        chair: how the chair voted, if a tie is his to decide.

    Raises:
        InputError: more votes than there are, or fewer than none.
    """
    check_count(count, body)
    of = {Base.CAST: count.yes + count.no, Base.PRESENT: body.present, Base.ALL: body.whole}
    whole = of[need.base]
    if need.majority in _HALF:
        needed = least(whole, 1, 2, more=True)
    else:
        needed = max(least(whole, *_SHARE[need.majority]), 1)
    tie = count.yes == count.no and count.yes > 0
    cast = need.chair_casts and tie and need.majority in _HALF and need.base is Base.CAST
    adopted = count.yes >= needed or (cast and chair is Choice.YES)
    return Decision(adopted, needed, whole, tie, cast and chair is not None, need, count)


def check_count(count: Count, body: Body) -> None:
    """Refuse votes that cannot be.

    Raises:
        InputError: more votes than there are, or fewer than none.
    """
    if min(count) < 0:
        raise InputError(N_("A number of votes cannot be negative."), field="yes")
    if count.total > body.present:
        raise InputError(
            N_("{given} votes were counted, but only {present} are there."),
            hint=N_("Count again, or put the list of those present right."),
            given=count.total, present=body.present, field="yes",
        )  # fmt: skip


def explain(decision: Decision) -> str:
    """The result in a sentence or two, in the reader's language."""
    count, need = decision.votes, decision.need
    votes = _("Yes {yes}, no {no}, abstained {abstain}, invalid {invalid}.").format(
        **count._asdict()
    )
    rule = _("Needed: {majority} {base} ({of}), that is {needed}; {silent}.").format(
        majority=_(_MAJORITIES[need.majority]), base=_(_BASES[need.base]), of=decision.of,
        needed=decision.needed, silent=_(_SILENT[need.base]),
    )  # fmt: skip
    return f"{votes} {rule} {_verdict(decision)}"


def _verdict(decision: Decision) -> str:
    if decision.cast:
        return (
            _("Tie: the chair's vote decides. Adopted.")
            if decision.adopted
            else _("Tie: the chair's vote decides. Rejected.")
        )
    if decision.adopted:
        return _("Adopted.")
    return _("Tie: rejected.") if decision.tie else _("Rejected.")
