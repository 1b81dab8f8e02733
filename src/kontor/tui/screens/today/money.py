"""The money of the next 13 weeks (Geldkurve) as a picture and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.tui.sheet import Block, Facts, Grid, Note
from kontor.tui.text import Part
from kontor.tui.widgets.charts import columns_chart, sparkline
from kontor.tui.widgets.columns import Column, Kind

if TYPE_CHECKING:
    from kontor.ledger.queries.cash import Curve, Move, Week

_SHOWN_MOVES = 40
_TABLE = (
    Column(N_("Week"), Kind.NUMBER, 7, least=5),
    Column(N_("In"), Kind.MONEY, 11),
    Column(N_("Out"), Kind.MONEY, 11),
    Column(N_("Lowest"), Kind.MONEY, 12),
    Column(N_("Balance"), Kind.MONEY, 12),
)
_MOVES = (
    Column(N_("Date"), Kind.DATE, keep=True),
    Column(N_("What"), Kind.NAME, 30, grow=1),
    Column(N_("Amount"), Kind.MONEY, 11),
)


def week_label(week: Week) -> str:
    """Number of the week."""
    return f"{week.first.isocalendar().week:02}"


def money_lines(money: Curve, width: int, height: int) -> list[list[Part]]:
    """Balances, curve and lowest point in `height` lines."""
    rows: list[list[Part]] = [_balances(money, width)]
    values = [week.balance for week in money.weeks]
    if not values or not any((*values, money.start)):
        return [*rows, [(_("The curve begins with the first statement."), "$ink-soft")]]
    if height >= 8:
        labels = [week_label(week) for week in money.weeks]
        rows += columns_chart(values, labels, width, height - 4)
    else:
        cells = max(1, min(3, width // len(values)))
        rows.append([("".join(char * cells for char in sparkline(values, len(values))), "$signal")])
    tone = "bold $bad" if money.lowest < 0 else "bold"
    rows.append([
        (_("lowest on {day}: ").format(day=format_day(money.lowest_day)), "$ink-soft"),
        (format_money(money.lowest), tone),
    ])  # fmt: skip
    return rows


def _balances(money: Curve, width: int) -> list[Part]:
    parts: list[Part] = []
    used = 0
    for one in money.accounts:
        text = format_money(one.cents)
        cells = len(one.name[:20]) + len(text) + 3
        if used and (used + cells > width or not one.cents):
            continue
        used += cells
        tone = "bold $bad" if one.cents < 0 else "bold"
        parts += [(f"{one.name[:20]} ", "$ink-soft"), (text, tone), "  "]
    return parts or [(_("No money account is entered yet."), "$ink-soft")]


def money_blocks(money: Curve) -> Sequence[Block]:
    """The same figures as a table, and what they are made of."""
    rows = [
        (week_label(week), week.income or None, week.spending or None, week.lowest, week.balance)
        for week in money.weeks
    ]
    moves = [move for week in money.weeks for move in week.moves]
    shown = [(move.day, move_text(move), move.cents) for move in moves[:_SHOWN_MOVES]]
    blocks: list[Block] = [
        Facts(
            *((one.name, format_money(one.cents)) for one in money.accounts),
            (N_("Sum"), format_money(money.start)),
            title=_("Today"),
        ),
        Grid(_TABLE, rows, _("The next {weeks} weeks").format(weeks=len(money.weeks))),
    ]
    if shown:
        title = _("What is expected")
        if len(moves) > len(shown):
            title = _("What is expected, the first {count}").format(count=len(shown))
        blocks.append(Grid(_MOVES, shown, title))
    blocks.append(Note("", _(
        "From what is booked: customers and suppliers on their due days, overdue claims in a week,"
        " taxes and standing entries. New work is not guessed."
    )))  # fmt: skip
    return blocks


def move_text(move: Move) -> str:
    """An expected payment in words."""
    from kontor.tui.screens.past import value_text  # not for the first frame: knows every area

    values = {
        name: value_text(value) if isinstance(value, (str, date)) else value
        for name, value in move.values
    }
    return _(move.title).format(**values)
