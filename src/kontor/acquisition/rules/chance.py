"""How likely a quote is accepted (Zuschlagswahrscheinlichkeit), from the firm's own history; pure.

The firm's rate is the beginning. Each factor - trade, size, channel, speed of the answer, how often
somebody followed up - moves the odds by the rate of the quotes that were alike, drawn towards the
firm's rate by a weight, so that three lucky quotes prove nothing. Every factor is shown with the
number of quotes behind it. With too few decided quotes the chance of the stage stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kontor.base.money import half_up

_WHOLE = 10_000
_LEAST, _MOST = 200, 9800  # nothing is certain before it is decided


class Case(NamedTuple):
    """A decided quote, or the one that is asked about: the class in each factor."""

    won: bool
    factors: tuple[tuple[str, str], ...]


class Factor(NamedTuple):
    """What one factor says: the class, its rate among alike quotes, and how many there are.

    `moves`: by how much the chance grows or falls through it, in 1/10,000.
    """

    factor: str
    value: str
    rate: int
    sample: int
    moves: int


class Forecast(NamedTuple):
    """A chance with its grounds; `own` False: too little history, the stage's chance stands."""

    chance: int
    sample: int
    base: int
    own: bool
    factors: tuple[Factor, ...]


class History(NamedTuple):
    """Decided quotes, counted once: all, won, and both by class of each factor."""

    sample: int
    won: int
    alike: Mapping[tuple[str, str], tuple[int, int]]


def count_cases(cases: Sequence[Case]) -> History:
    """The history of decided quotes."""
    alike: dict[tuple[str, str], tuple[int, int]] = {}
    for one in cases:
        for factor in one.factors:
            sample, won = alike.get(factor, (0, 0))
            alike[factor] = sample + 1, won + one.won
    return History(len(cases), sum(one.won for one in cases), alike)


def forecast(
    asked: Case, history: History, stage_chance: int, *, least: int, weight: int
) -> Forecast:
    """The chance of a quote.

    Args:
        asked: its factors.
        history: decided quotes of the firm.
        stage_chance: what stands when the history is too short.
        least: decided quotes that are needed.
        weight: how many quotes of the firm's rate each class is mixed with.
    """
    from fractions import Fraction  # exact odds; brings decimal along, so only when asked

    sample, won = history.sample, history.won
    if sample < least or won in {0, sample}:
        seen = half_up(won * _WHOLE, sample) if sample else 0
        return Forecast(stage_chance, sample, seen, False, ())
    rate_of_all = Fraction(won, sample)
    odds = start = rate_of_all / (1 - rate_of_all)
    factors = []
    for name, value in asked.factors:
        alike, alike_won = history.alike.get((name, value), (0, 0))
        rate = Fraction(alike_won + weight * rate_of_all) / (alike + weight)
        before = odds / (1 + odds)
        odds *= (rate / (1 - rate)) / start
        after = odds / (1 + odds)
        moved = after - before
        factors.append(
            Factor(
                name, value,
                half_up(alike_won * _WHOLE, alike) if alike else 0, alike,
                half_up(moved.numerator * _WHOLE, moved.denominator),
            )
        )  # fmt: skip
    chance = odds / (1 + odds)
    found = half_up(chance.numerator * _WHOLE, chance.denominator)
    return Forecast(
        min(_MOST, max(_LEAST, found)), sample, half_up(won * _WHOLE, sample), True,
        tuple(factors),
    )  # fmt: skip
