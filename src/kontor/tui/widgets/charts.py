"""Pictures of figures as text: sparkline, bars, columns around zero, a braille line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from kontor.base.numbers import format_money
from kontor.tui.text import Part, line
from kontor.tui.widgets.columns import padded

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_PARTS = " ▏▎▍▌▋▊▉█"
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


def thinned(values: Sequence[int], count: int) -> list[int]:
    """At most `count` values; each stands for a run, with the last value of the run."""
    if len(values) <= count:
        return list(values)
    return [values[(place + 1) * len(values) // count - 1] for place in range(count)]


def sparkline(values: Sequence[int], width: int) -> str:
    """One line of small columns; the lowest value is the lowest column."""
    shown = thinned(values, max(1, width))
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    span = high - low
    if not span:
        return "▄" * len(shown)
    return "".join(_EIGHTHS[1 + (value - low) * 7 // span] for value in shown)


def bar(value: int, highest: int, width: int) -> str:
    """A horizontal bar with eighths at its end."""
    if highest <= 0 or value <= 0 or width <= 0:
        return ""
    eighths = min(width * 8, max(1, value * width * 8 // highest))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_PARTS[rest] if rest else "")


def bars(
    items: Sequence[tuple[str, int]],
    width: int,
    *,
    style: str = "$signal",
    texts: Sequence[str] | None = None,
) -> list[list[Part]]:
    """A line per item: name, bar, amount; what is below zero gets a bar in the warning colour.

    `texts` stand in place of the amounts.
    """
    if not items:
        return []
    texts = texts or [format_money(cents) for _name, cents in items]
    amount_room = max(len(text) for text in texts)
    name_room = min(max(cell_len(line(name)) for name, _cents in items), max(6, width // 3))
    room = max(1, width - name_room - amount_room - 4)
    highest = max(abs(cents) for _name, cents in items)
    rows: list[list[Part]] = []
    for (name, cents), text in zip(items, texts, strict=True):
        tone = "$warn" if cents < 0 else style
        rows.append(
            [
                padded(line(name), name_room) + "  ",
                (padded(bar(abs(cents), highest, room), room), tone),
                "  " + padded(text, amount_room, right=True),
            ]
        )
    return rows


_PIECES = ("█", "▒", "░")  # told apart without colours


def split_bars(
    items: Sequence[tuple[str, Sequence[int], str]], styles: Sequence[str], width: int
) -> list[list[Part]]:
    """A line per item: name, a bar of up to three pieces as long as their sum, a text.

    Args:
        items: name, pieces, text at the right.
        styles: one per piece.
        width: cells for everything.
    """
    if not items:
        return []
    name_room = min(max(cell_len(line(name)) for name, _pieces, _text in items), max(6, width // 3))
    text_room = max(cell_len(text) for _name, _pieces, text in items)
    room = max(1, width - name_room - text_room - 4)
    highest = max(1, *(sum(pieces) for _name, pieces, _text in items))
    rows: list[list[Part]] = []
    for name, pieces, text in items:
        parts: list[Part] = [padded(line(name), name_room) + "  "]
        done = drawn = 0
        for sign, piece, style in zip(_PIECES, pieces, styles, strict=False):
            done += piece
            end = max(done * room // highest, drawn + 1 if piece else drawn)
            end = min(end, room)
            parts.append((sign * (end - drawn), style))
            drawn = end
        rows.append([*parts, " " * (room - drawn) + "  " + padded(text, text_room)])
    return rows


def key_of_pieces(names: Sequence[str], styles: Sequence[str]) -> list[Part]:
    """What the pieces of the bars mean."""
    parts: list[Part] = []
    for sign, name, style in zip(_PIECES, names, styles, strict=False):
        parts += [(f"{sign} ", style), (f"{name}   ", "$ink-soft")]
    return parts


def columns_chart(
    values: Sequence[int], labels: Sequence[str], width: int, height: int
) -> list[list[Part]]:
    """Columns above and below a zero line, such as cash by week; with the scale at the left.

    Args:
        values: cents, one per column.
        labels: one per column; shown where they fit.
        width: cells for everything.
        height: lines for columns without the labels.
    """
    if not values or height < 2:
        return []
    high, low = max(0, *values), min(0, *values)
    span = max(1, high - low)
    scale = max(len(_euros(high)), len(_euros(low)))
    cells = max(1, min(8, (width - scale - 2) // len(values)))
    shown = thinned(values, max(1, (width - scale - 2) // cells))
    above = (
        0 if high == 0 else height if low == 0 else max(1, min(height - 1, high * height // span))
    )
    rows: list[list[Part]] = []
    for place in range(height):
        mark = _scale_mark(place, above, height, (high, low))
        parts: list[Part] = [(padded(mark, scale, right=True) + " ", "$ink-faint"), ("│", "$line")]
        for value in shown:
            parts.append(_block(value, place, above, (height, high, low), cells))
        rows.append(parts)
    rows.append([(" " * (scale + 1) + "└" + "─" * (cells * len(shown)), "$line")])
    rows.append(
        [(" " * (scale + 2) + _label_line(labels, len(values), len(shown), cells), "$ink-soft")]
    )
    return rows


def _scale_mark(place: int, above: int, height: int, ends: tuple[int, int]) -> str:
    high, low = ends
    if place == 0 and high:
        return _euros(high)
    if place == height - 1 and low:
        return _euros(low)
    return "0" if place == above - 1 and low else ""


def _block(
    value: int, place: int, above: int, frame: tuple[int, int, int], cells: int
) -> tuple[str, str]:
    """One column's piece of one line."""
    height, high, low = frame
    gap = 1 if cells > 2 else 0
    if value >= 0:
        if place >= above or not high:
            return " " * cells, ""
        eighths = value * above * 8 // high - (above - 1 - place) * 8
        return _EIGHTHS[max(0, min(8, eighths))] * (cells - gap) + " " * gap, "$signal"
    below = height - above
    filled = -value * below * 8 // -low - (place - above) * 8 if place >= above and below else 0
    sign = "█" if filled >= 6 else "▀" if filled >= 1 else " "
    return sign * (cells - gap) + " " * gap, "$warn"


def _label_line(labels: Sequence[str], count: int, shown: int, cells: int) -> str:
    out = ""
    for place in range(shown):
        source = (place + 1) * count // shown - 1
        text = line(labels[source]) if source < len(labels) else ""
        free = len(out) <= place * cells and place * cells + cell_len(text) <= cells * shown
        if free and text:
            out = out.ljust(place * cells) + text + " "
    return out.rstrip()


def _euros(cents: int) -> str:
    return format_money(cents // 100 * 100)[:-3]


def braille(values: Sequence[int], width: int, height: int) -> list[str]:
    """A line drawn with braille dots, two by four to a cell, `height` lines high."""
    if not values or width < 1 or height < 1:
        return []
    dots, rows = width * 2, height * 4
    low, high = min(values), max(values)
    span = max(1, high - low)
    grid = [[0] * width for _row in range(height)]
    before: int | None = None
    for x in range(dots):
        value = _between(values, x, dots)
        y = (high - value) * (rows - 1) // span
        for dot in range(min(y, before if before is not None else y),
                         max(y, before if before is not None else y) + 1):  # fmt: skip
            grid[dot // 4][x // 2] |= _DOTS[x % 2][dot % 4]
        before = y
    return ["".join(chr(0x2800 + cell) for cell in row) for row in grid]


def _between(values: Sequence[int], x: int, dots: int) -> int:
    """The value at dot `x`, on the straight line between neighbours."""
    if len(values) == 1 or dots == 1:
        return values[-1]
    place = x * (len(values) - 1)
    left, rest = divmod(place, dots - 1)
    if left + 1 >= len(values):
        return values[-1]
    return values[left] + (values[left + 1] - values[left]) * rest // (dots - 1)
