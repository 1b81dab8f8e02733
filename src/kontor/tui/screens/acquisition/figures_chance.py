"""The chance of a lead from the firm's own history, with every factor and its sample."""

from __future__ import annotations

from kontor.acquisition.rules.chance import Forecast
from kontor.acquisition.words import FACTORS, factor_text
from kontor.base.i18n import N_, _
from kontor.base.money import half_up
from kontor.base.numbers import format_rate
from kontor.tui.sheet import Block, Facts, Grid, Note
from kontor.tui.widgets.columns import Column, Kind

NOTHING = "–"


def percent(rate: int | None) -> str:
    """A share in whole per cent: counts of a firm of this size prove no decimals."""
    return NOTHING if rate is None else format_rate(half_up(rate, 100) * 100)


RULE = N_(
    "The firm's own rate of the decided quotes of three years is the beginning. Trade, size,"
    " channel, speed of the answer and following up move it by the rate of the quotes that were"
    " alike; few alike quotes move it little."
)
_FACTORS = (
    Column(N_("Factor"), width=18, grow=1),
    Column(N_("Here"), width=18, grow=1),
    Column(N_("alike: won"), Kind.COUNT, 11),
    Column(N_("alike"), Kind.COUNT, 8),
    Column(N_("moves it by"), Kind.COUNT, 11),
)


def chance_blocks(found: Forecast) -> list[Block]:
    """A chance with its grounds: sample, factors, the number of quotes behind each."""
    facts = Facts(
        (N_("Chance"), percent(found.chance)),
        (N_("Decided quotes"), str(found.sample)),
        (N_("of them won"), percent(found.base) if found.sample else ""),
        title=N_("Chance from the own history"),
    )
    if not found.own:
        few = _("Decided quotes are too few to judge: the chance of the stage stands.")
        return [facts, Note("", few)]
    rows = [
        (_(FACTORS[one.factor]), factor_text(one.factor, one.value),
         percent(one.rate) if one.sample else NOTHING, one.sample, moved(one.moves))
        for one in found.factors
    ]  # fmt: skip
    return [facts, Grid(_FACTORS, rows, N_("What moves it")), Note("", _(RULE))]


def moved(rate: int) -> str:
    """By how much the chance grows or falls, with its sign."""
    points = percent(abs(rate))
    return f"+{points}" if rate > 0 else f"−{points}" if rate < 0 else points
