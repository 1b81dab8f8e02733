"""A record on paper: facts, text and small tables as data, laid out for a width.

The preview beside a list and the detail screen show the same sheet:

    [Head("RE-2026-0147", "Familie Krüger", State("●", N_("open"), WARN)),
     Facts((N_("Due"), "26.11.2026"), (N_("Amount"), "3.808,00 €")),
     Grid((Column(…), …), rows), Note(N_("Text"), "…")]

A value `Link("Dachfenster Bad", "contacts:device/4")` and a row of a `Grid` with `refs` open a
record; on the detail screen the arrows find them and Enter opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from kontor.base.dates import format_day
from kontor.base.i18n import _
from kontor.base.text import fit
from kontor.tui.text import Part, T, joined, line
from kontor.tui.widgets.columns import GAP, PLAIN, Column, Kind, State, lay_out, padded, written


@dataclass(frozen=True)
class Head:
    """Number, name and state of the record."""

    number: str
    name: str = ""
    state: State | None = None


@dataclass(frozen=True)
class Link:
    """A value that opens a record; without a text it counts as empty."""

    text: str
    ref: str

    def __str__(self) -> str:
        return self.text


def link(text: str, ref: str | None) -> Link | str:
    """A value that opens what it names; plain without something to open."""
    return Link(text, ref) if text and ref else text


@dataclass(frozen=True, init=False)
class Facts:
    """Label and value below one another; empty values are left out."""

    pairs: tuple[tuple[str, object], ...]
    title: str

    def __init__(self, *pairs: tuple[str, object], title: str = "") -> None:
        object.__setattr__(self, "pairs", pairs)
        object.__setattr__(self, "title", title)


@dataclass(frozen=True)
class Grid:
    """A small table: positions, lines of an entry; `refs` say what each row opens."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    title: str = ""
    total: Sequence[object] = ()
    refs: Sequence[str] = ()


@dataclass(frozen=True)
class Note:
    """Running text."""

    title: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """Lines that are drawn already, such as a chart."""

    lines: Sequence[Part]
    title: str = ""


Block = Head | Facts | Grid | Note | Drawing


def tone_style(tone: str) -> str:
    """Theme style of a tone."""
    return {"good": "$good", "warn": "$warn", "bad": "$bad", "muted": "$ink-faint"}.get(tone, "")


class Spot(NamedTuple):
    """A line of a sheet that opens a record."""

    line: int
    ref: str


class Laid(NamedTuple):
    """A sheet as lines, and which of them open a record."""

    lines: list[Content]
    spots: list[Spot]


_Rows = list[tuple[Content, str]]  # a line and what it opens


def lay_out_sheet(blocks: Sequence[Block], width: int) -> Content:
    """The whole sheet as content of this width."""
    return Content("\n").join(lay_out_lines(blocks, width).lines)


def lay_out_lines(blocks: Sequence[Block], width: int) -> Laid:
    """The sheet line by line, with what opens a record."""
    rows: _Rows = []
    room = _label_room(blocks, max(8, width))
    for block in blocks:
        if rows:
            rows.append((Content(""), ""))
        rows += _lines(block, max(8, width), room)
    spots = [Spot(place, ref) for place, (_content, ref) in enumerate(rows) if ref]
    return Laid([content for content, _ref in rows], spots)


def under_cursor(content: Content, width: int, *, plain: bool) -> Content:
    """A line as it looks under the cursor; `plain` where there are no colours."""
    style = "reverse" if plain else "$cursor-ink on $cursor-ground"
    return T(padded(content.plain, width), style)


def _label_room(blocks: Sequence[Block], width: int) -> int:
    """Cells of the longest label; all facts of a sheet stand below one another."""
    labels = [
        cell_len(_(label))
        for block in blocks
        if isinstance(block, Facts)
        for label, value in block.pairs
        if value not in {None, ""}
    ]
    return min(max(labels, default=0), width // 2)


def _lines(block: Block, width: int, room: int) -> _Rows:
    if isinstance(block, Head):
        return _bare(_head(block, width))
    title = [T(fit(_(block.title), width), "bold $ink-soft")] if block.title else []
    if isinstance(block, Facts):
        return _bare(title) + _facts(block, width, room)
    if isinstance(block, Grid):
        return _bare(title) + _grid(block, width)
    if isinstance(block, Note):
        return _bare(title + [T(text) for text in wrapped(block.text, width)])
    return _bare(title + [T(one) if not isinstance(one, tuple) else T(*one)
                          for one in block.lines])  # fmt: skip


def _bare(rows: Sequence[Content]) -> _Rows:
    return [(row, "") for row in rows]


def _head(head: Head, width: int) -> list[Content]:
    rows = []
    state = f"{head.state.sign} {_(head.state.word)}" if head.state else ""
    number = fit(line(head.number), max(4, width - cell_len(state) - (2 if state else 0)))
    gap = " " * max(0, width - cell_len(number) - cell_len(state))
    style = tone_style(head.state.tone) if head.state else ""
    rows.append(joined((number, "bold $signal"), gap, (state, style)))
    if head.name:
        rows.append(T(fit(line(head.name), width), "bold"))
    return rows


def _facts(facts: Facts, width: int, room: int) -> _Rows:
    there = [(_(label), value) for label, value in facts.pairs if value not in {None, ""}]
    rows: _Rows = []
    for label, value in there:
        lead = padded(label, room) + "  "
        texts = wrapped(_said(value), max(4, width - room - 2))
        ref = value.ref if isinstance(value, Link) else ""
        for number, text in enumerate(texts):
            head = lead if not number else " " * cell_len(lead)
            rows.append((joined((head, "$ink-soft"), text), "" if number else ref))
    return rows


def _said(value: object) -> str:
    return format_day(value) if isinstance(value, date) else str(value)


def _grid(grid: Grid, width: int) -> _Rows:
    columns = [
        replace(column, width=max(column.wanted, cell_len(_(column.label))))
        for column in grid.columns
    ]
    placed = lay_out(columns, width)
    head = (" " * GAP).join(
        padded(_(grid.columns[place].label), cells, right=grid.columns[place].right)
        for place, cells in placed
    )
    rows: _Rows = [(T(head, "$ink-faint"), "")]
    for place, values in enumerate(grid.rows):
        ref = grid.refs[place] if place < len(grid.refs) else ""
        rows.append((_grid_row(grid.columns, placed, values, ""), ref))
    if grid.total:
        rows.append((_grid_row(grid.columns, placed, grid.total, "bold"), ""))
    return rows


def _grid_row(
    columns: Sequence[Column],
    placed: Sequence[tuple[int, int]],
    values: Sequence[object],
    style: str,
) -> Content:
    pieces: list[Part] = []
    for number, (place, cells) in enumerate(placed):
        column = columns[place]
        value = values[place] if place < len(values) else ""
        state = column.states.get(str(value)) if column.kind is Kind.STATE else None
        tone = tone_style(state.tone) if state and state.tone != PLAIN else style
        text = padded(written(column, value), cells, right=column.right)
        pieces += [" " * GAP if number else "", (text, tone)]
    return joined(*pieces)


def wrapped(text: str, width: int) -> list[str]:
    """A text broken at blanks into lines of `width` cells; never an empty list."""
    rows: list[str] = []
    for paragraph in text[:20_000].splitlines() or [""]:
        row = ""
        for word in line(paragraph).split(" "):
            tried = f"{row} {word}" if row else word
            if cell_len(tried) <= width:
                row = tried
                continue
            if row:
                rows.append(row)
            row = word
            while cell_len(row) > width:
                part = _front(row, width)
                rows.append(part)
                row = row[len(part) :]
        rows.append(row)
    return rows


def _front(word: str, width: int) -> str:
    end, used = 0, 0
    for char in word:
        used += cell_len(char)
        if used > width:
            break
        end += 1
    return word[: max(1, end)]
