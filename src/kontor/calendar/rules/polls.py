"""Which of the proposed times is the best, and why (Rangfolge einer Terminumfrage)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kontor.base.errors import Refused
from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.kinds.polls import Proposal, Standing, Vote, Voter


def rank(proposals: Iterable[Proposal], voters: Sequence[Voter]) -> list[Standing]:
    """The proposals, the best first.

    First those that suit all required people, then those that suit them if need be, then those
    where a required answer is missing, then those that a required person refuses, last those that
    nobody can. Among equal ones the number of yes decides, if need be counts half; then more yes;
    then the earlier one.
    """
    found = sorted((_standing(one, voters) for one in proposals), key=_order)
    return [one._replace(place=place) for place, one in enumerate(found, 1)]


def _standing(one: Proposal, voters: Sequence[Voter]) -> Standing:
    said = {vote: [who for who in voters if who.votes.get(one.number) is vote] for vote in Vote}
    silent = [who for who in voters if one.number not in who.votes]
    return Standing(
        one, 0, _names(said[Vote.YES]), _names(said[Vote.MAYBE]), _names(said[Vote.NO]),
        _names(who for who in said[Vote.NO] if who.required),
        _names(who for who in said[Vote.MAYBE] if who.required),
        _names(who for who in silent if who.required),
    )  # fmt: skip


def _names(people: Iterable[Voter]) -> tuple[str, ...]:
    return tuple(who.name for who in people)


def _order(one: Standing) -> tuple[object, ...]:
    standing = (one.nobody, bool(one.refused_by), bool(one.missing), bool(one.unsure))
    return (*standing, -one.points, -len(one.yes), one.proposal.starts, one.proposal.number)


def reasons(one: Standing, required: int) -> list[str]:
    """Why a proposal stands where it does, in the reader's language."""
    if one.nobody:
        return [_("nobody can")]
    return [*_of_required(one, required), *_of_all(one)]


def _of_required(one: Standing, required: int) -> list[str]:
    if one.refused_by:
        return [_("needed, but cannot: {names}").format(names=_list(one.refused_by))]
    if one.missing:
        return [_("needed, no answer yet: {names}").format(names=_list(one.missing))]
    if one.unsure:
        return [_("needed, only if need be: {names}").format(names=_list(one.unsure))]
    return [_("suits everybody who is needed")] if required else []


def _of_all(one: Standing) -> list[str]:
    told = []
    if one.yes:
        told.append(_("{count} yes").format(count=len(one.yes)))
    if one.maybe:
        told.append(_("{count} if need be").format(count=len(one.maybe)))
    if one.no:
        told.append(_("{count} no").format(count=len(one.no)))
    return told or [_("no answers yet")]


def check_choice(one: Standing, *, anyway: bool = False) -> None:
    """Refuse a time that nobody can, and, unless it is wanted anyway, one that a needed one cannot.

    Raises:
        Refused: says who cannot.
    """
    if one.nobody:
        raise Refused(
            N_("Nobody can at proposal {number}."), number=one.proposal.number,
            hint=N_("Choose another proposal, or make new ones."),
        )  # fmt: skip
    if one.refused_by and not anyway:
        raise Refused(
            N_("Needed at proposal {number}, but cannot: {names}."), number=one.proposal.number,
            names=_list(one.refused_by),
            hint=N_("Choose another proposal, or say that it shall be this one anyway."),
        )  # fmt: skip


def complete(voters: Sequence[Voter], proposals: Sequence[Proposal]) -> bool:
    """Whether everybody answered to everything: the poll may close by itself."""
    return bool(voters) and all(
        one.number in who.votes for who in voters for one in proposals
    )  # fmt: skip


def waiting_text(voters: Sequence[Voter]) -> str:
    """Who has not answered at all, as one line; empty when everybody has."""
    names = [who.name for who in voters if not who.answered]
    if not names:
        return ""
    return ngettext("no answer from {names}", "no answers from {names}", len(names)).format(
        names=_list(names)
    )


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
