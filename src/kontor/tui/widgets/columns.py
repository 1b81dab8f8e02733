"""Columns of a table: how wide, what may drop, how a value is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from kontor.base.dates import format_day
from kontor.base.i18n import _
from kontor.base.numbers import format_money, format_quantity, format_rate
from kontor.base.text import fit
from kontor.tui.text import line


class Kind(StrEnum):
    """What a column holds; decides alignment, format and whether it may drop."""

    NUMBER = "number"  # number of the record (RE-2026-0147); never drops
    NAME = "name"  # who; never drops, may shrink
    TEXT = "text"
    DATE = "date"
    MONEY = "money"  # cents; never drops
    QUANTITY = "quantity"
    RATE = "rate"
    COUNT = "count"
    STATE = "state"  # sign and word; never drops, the word may shrink


_KEPT = frozenset({Kind.NUMBER, Kind.NAME, Kind.MONEY, Kind.STATE})
_RIGHT = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.RATE, Kind.COUNT})
_WIDTHS = {
    Kind.NUMBER: 12, Kind.NAME: 24, Kind.TEXT: 24, Kind.DATE: 11, Kind.MONEY: 12,
    Kind.QUANTITY: 9, Kind.RATE: 7, Kind.COUNT: 6, Kind.STATE: 14,
}  # fmt: skip
GOOD, WARN, BAD, MUTED, PLAIN = "good", "warn", "bad", "muted", "plain"


class State(NamedTuple):
    """A state as people see it: sign, word, tone; never the tone alone."""

    sign: str
    word: str
    tone: str = PLAIN


@dataclass(frozen=True)
class Column:
    """One column.

    Args:
        label: message id of the heading.
        kind: what it holds.
        width: cells wanted; a usual width of the kind when 0.
        priority: 0 stays longest; larger drops earlier, from the right among equals.
        grow: share of the room that is left over.
        least: cells a column that stays may shrink to.
        keep: never drop although the kind may.
        gives_way: drop although the kind stays, before names are cut.
        states: code → state, for a state column.
    """

    label: str
    kind: Kind = Kind.TEXT
    width: int = 0
    priority: int = 5
    grow: int = 0
    least: int = 0
    keep: bool = False
    gives_way: bool = False
    states: Mapping[str, State] = field(default_factory=dict)

    @property
    def stays(self) -> bool:
        """Whether the column never drops."""
        return self.keep or (self.kind in _KEPT and not self.gives_way)

    @property
    def wanted(self) -> int:
        """Cells wanted; a state as wide as its longest word."""
        if self.states and not self.width:
            return max(cell_len(_(state.word)) for state in self.states.values()) + 2
        return self.width or _WIDTHS[self.kind]

    @property
    def smallest(self) -> int:
        """Cells it can live with before others must drop."""
        return self.least or {Kind.NAME: 14, Kind.TEXT: 14}.get(self.kind, self.wanted)

    @property
    def right(self) -> bool:
        """Whether values stand at the right edge."""
        return self.kind in _RIGHT


class Placed(NamedTuple):
    """A column that is shown: its number and its width."""

    place: int
    width: int


GAP = 2


def lay_out(columns: Sequence[Column], width: int) -> list[Placed]:
    """Which columns are shown in `width` cells, and how wide.

    Columns drop from the right by priority until the rest fits at its smallest; then what is left
    of the room goes back to the wanted widths and after that to the columns that grow.
    """
    shown = list(range(len(columns)))
    while _needs(columns, shown) > width:
        loose = [place for place in shown if not columns[place].stays]
        if not loose:
            break
        shown.remove(max(loose, key=lambda place: (columns[place].priority, place)))
    widths = {place: columns[place].smallest for place in shown}
    spare = width - sum(widths.values()) - GAP * (len(shown) - 1)
    if spare < 0:
        _squeeze(columns, widths, -spare)
    for place in shown:
        extra = max(0, min(spare, columns[place].wanted - widths[place]))
        widths[place] += extra
        spare -= extra
    _grow(columns, widths, spare)
    return [Placed(place, widths[place]) for place in shown if widths[place] > 0]


def _needs(columns: Sequence[Column], shown: Sequence[int]) -> int:
    return sum(columns[place].smallest for place in shown) + GAP * (len(shown) - 1)


def _squeeze(columns: Sequence[Column], widths: dict[int, int], missing: int) -> None:
    """Too narrow even so: names give way first, then states, then numbers; amounts last."""
    order = ((Kind.TEXT, 8), (Kind.NAME, 8), (Kind.STATE, 4), (Kind.NAME, 2), (Kind.NUMBER, 2),
             (Kind.DATE, 2), (Kind.STATE, 1), (Kind.MONEY, 2))  # fmt: skip
    for kind, floor in order:
        for place in [place for place in widths if columns[place].kind is kind]:
            taken = min(missing, max(0, widths[place] - floor))
            widths[place] -= taken
            missing -= taken


def _grow(columns: Sequence[Column], widths: dict[int, int], spare: int) -> None:
    growing = [place for place in widths if columns[place].grow]
    shares = sum(columns[place].grow for place in growing)
    rest = max(0, spare)
    for place in growing:
        extra = min(rest, max(0, spare) * columns[place].grow // shares)
        widths[place] += extra
        rest -= extra
    if growing:
        widths[growing[0]] += rest


def written(column: Column, value: object) -> str:
    """A value as it stands in the column, before it is cut to the width."""
    if value is None or value == "":
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        if column.kind is Kind.MONEY:
            return format_money(value)
        if column.kind is Kind.QUANTITY:
            return format_quantity(value)
        if column.kind is Kind.RATE:
            return format_rate(value)
    if column.kind is Kind.DATE:
        return _day(value)
    if column.kind is Kind.STATE:
        state = column.states.get(str(value))
        return f"{state.sign} {_(state.word)}" if state else line(value)
    return line(value)


def _day(value: object) -> str:
    if isinstance(value, date):
        return format_day(value)
    try:
        return format_day(date.fromisoformat(str(value)))
    except ValueError:
        return line(value)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text in exactly `width` cells, counted as the screen counts them."""
    cut = text if text.isascii() and len(text) <= width else fit(text, width)
    if right:
        return " " * (width - cell_len(cut)) + cut
    return set_cell_size(cut, width)


def too_wide(text: str, width: int) -> str:
    """An amount that does not fit is not cut to a smaller one: it becomes `#####`."""
    return "#" * width if cell_len(text) > width else text
