"""The way of a lead (Pipeline): which stage follows which, and how likely it is won; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kontor.acquisition.kinds import OPEN, Stage, StageTerms
from kontor.acquisition.rules.law import stage_terms
from kontor.acquisition.words import STAGES
from kontor.base.errors import Refused
from kontor.base.i18n import N_, _
from kontor.base.money import half_up

_CERTAIN = 10_000
_S = Stage
# An open lead may go forward and back, be decided, or rest. What is won stays won: the order says
# more from then on. What was lost or rests can be taken up again.
NEXT: dict[Stage, tuple[Stage, ...]] = {
    **{stage: (*(one for one in OPEN if one is not stage), _S.WON, _S.LOST, _S.DORMANT)
       for stage in OPEN},
    _S.LOST: (*OPEN, _S.WON, _S.DORMANT),
    _S.DORMANT: (*OPEN, _S.WON, _S.LOST),
    _S.WON: (),
}  # fmt: skip


def check_move(old: Stage, new: Stage) -> None:
    """Refuse a stage that does not follow.

    Raises:
        Refused: with both stages in words.
    """
    if new not in NEXT[old]:
        raise Refused(
            N_("What is “{old}” cannot become “{new}”."), old=_(STAGES[old]), new=_(STAGES[new]),
            field="stage",
        )  # fmt: skip


def neighbour(stage: Stage, step: int) -> Stage:
    """The stage beside an open one on the board; the first and the last have none further."""
    place = min(max(OPEN.index(stage) + step, 0), len(OPEN) - 1)
    return OPEN[place]


def chances(own: Iterable[StageTerms], day: date) -> dict[Stage, int]:
    """The chance (1/10,000) of every stage on a day; an own one stands before the rest."""
    found = {_S.WON: _CERTAIN, _S.LOST: 0, _S.DORMANT: 0}
    for terms in (stage_terms(), sorted(own, key=lambda one: one.valid_from)):
        for one in terms:
            if one.valid_from <= day or one.stage not in found:
                found[one.stage] = one.chance
    return found


def weighted(value: int | None, chance: int) -> int:
    """Value × chance in cents, half up."""
    return half_up((value or 0) * chance, _CERTAIN)
