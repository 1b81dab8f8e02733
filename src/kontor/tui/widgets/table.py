"""The one table for every list: draws only what is seen, whatever stands behind it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kontor.base.i18n import _
from kontor.base.text import fit
from kontor.tui import work
from kontor.tui.action import TABLE
from kontor.tui.keys import bindings
from kontor.tui.protocols import Key, Row, Source
from kontor.tui.sheet import wrapped
from kontor.tui.widgets.columns import (
    GAP,
    PLAIN,
    Column,
    Kind,
    Placed,
    lay_out,
    padded,
    too_wide,
    written,
)
from kontor.tui.widgets.pages import STEP, Pages, find_anchors

_PARTS = (
    "base", "head", "cursor", "rest", "marked", "empty", "empty-title",
    "good", "warn", "bad", "muted",
)  # fmt: skip
_EDGE = 1


class RecordTable(ScrollView, can_focus=True):
    """Rows of a `Source` under a heading; cursor and marks hold on to records, not to places.

    Messages: `Moved` when the cursor stands on another row, `Chosen` for a second click,
    `Marked` when marks change. Enter and letters belong to the screen.
    """

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table--{part}" for part in _PARTS}
    BINDINGS: ClassVar[list[BindingType]] = bindings((TABLE,))
    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        table: RecordTable
        row: Row | None

    @dataclass
    class Chosen(Message):
        """A row was clicked again."""

        table: RecordTable
        row: Row

    @dataclass
    class Marked(Message):
        """The marks are others now."""

        table: RecordTable

    def __init__(
        self, columns: Sequence[Column], *, name: str | None = None, id: str | None = None
    ) -> None:
        super().__init__(name=name, id=id)
        self.columns = tuple(columns)
        self.pages: Pages | None = None
        self.marks: set[int] = set()
        self._last_mark = -1
        self.sort_place: tuple[int, bool] | None = None
        self.empty_text: Sequence[str] = ()
        self._layout_of: list[Placed] = []
        self._laid_out_for = -1
        self._colours: dict[str, Style] = {}
        self._told: int | None = None

    # rows

    def show(self, source: Source, ids: array[int] | None = None) -> None:
        """Show this source, from here on; the cursor stays on its record when it is still there."""
        keep = self.row
        self.pages = Pages(source)
        self.pages.narrow(ids)
        self._place_cursor(keep)
        self._start_anchors()

    def reload(self, ids: array[int] | None = None) -> None:
        """Read the rows again; `ids` when a filter holds."""
        if self.pages is not None:
            self.show(self.pages.source, ids)

    @property
    def count(self) -> int:
        """How many rows are listed."""
        return self.pages.count if self.pages else 0

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.pages.row(self.cursor) if self.pages else None

    def go_to(self, row: Row) -> bool:
        """Put the cursor on a record; tells whether it is listed."""
        number = self.pages.number_of(row) if self.pages else -1
        if number >= 0:
            self.cursor = number
        return number >= 0

    def _place_cursor(self, keep: Row | None) -> None:
        pages = self.pages
        if pages is None:
            return
        number = pages.number_of(keep) if keep and pages.count else -1
        self.virtual_size = Size(0, pages.count + 1)
        wanted = number if number >= 0 else max(0, min(self.cursor, pages.count - 1))
        self._told = None
        if wanted == self.cursor:
            self._tell()
        self.cursor = wanted
        self.refresh()

    def _start_anchors(self) -> None:
        pages = self.pages
        if pages is None or pages.ids is not None or pages.count <= 4 * STEP:
            return
        source, count = pages.source, pages.count

        def take(anchors: dict[int, Key]) -> None:
            if self.pages is pages and pages.count == count and anchors:
                pages.anchors = anchors

        self.call_after_refresh(
            lambda: work.start(
                self,
                lambda ticket: find_anchors(source, count, lambda: ticket.cancelled),
                name="anchors",
                then=take,
                otherwise=lambda _error: None,
                group="anchors",
            )
        )

    def on_done(self, message: work.Done) -> None:
        """Put the anchors in place."""
        message.stop()
        if message.then:
            message.then(message.value)

    def on_failed(self, message: work.Failed) -> None:
        """Without anchors the table jumps; nothing to say."""
        message.stop()

    # marks

    def toggle_mark(self) -> None:
        """Mark the row or take the mark away, and go one down."""
        row = self.row
        if row is None:
            return
        self.marks.symmetric_difference_update({row.id})
        self._last_mark = self.cursor
        self.refresh()
        self.cursor = min(self.cursor + 1, self.count - 1)
        self.post_message(self.Marked(self))

    def mark_range(self) -> None:
        """Mark everything from the last marked row to the cursor."""
        if self.pages is None or not self.count:
            return
        start = self._last_mark if self._last_mark >= 0 else self.cursor
        first, last = sorted((start, self.cursor))
        for number in range(first, min(last, first + 10_000) + 1):
            row = self.pages.row(number)
            if row:
                self.marks.add(row.id)
        self._last_mark = self.cursor
        self.refresh()
        self.post_message(self.Marked(self))

    def clear_marks(self) -> None:
        """No row is marked."""
        self.marks.clear()
        self._last_mark = -1
        self.refresh()
        self.post_message(self.Marked(self))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns for the same cells."""
        if tuple(columns) != tuple(self.columns):
            self.columns = tuple(columns)
            self._laid_out_for = -1
            self.refresh()

    # moving

    def action_act(self, name: str) -> None:
        """A move key."""
        page = max(1, self.size.height - 2)
        steps = {
            "move.up": -1, "move.down": 1, "move.page_up": -page, "move.page_down": page,
            "move.first": -self.count, "move.last": self.count,
        }  # fmt: skip
        self.cursor = max(0, min(self.count - 1, self.cursor + steps[name]))

    def watch_cursor(self, old: int, new: int) -> None:
        """Scroll when needed, otherwise draw two lines anew."""
        top, height = self.scroll_offset.y, self.size.height - 1
        if not self.is_attached or height < 1:
            return
        if new < top:
            self.scroll_to(y=new, animate=False, immediate=True)
            self.refresh()
        elif new >= top + height:
            self.scroll_to(y=new - height + 1, animate=False, immediate=True)
            self.refresh()
        else:
            width = self.size.width
            self.refresh(
                *(Region(0, one - top + 1, width, 1) for one in (old, new)
                  if top <= one < top + height)
            )  # fmt: skip
        self._tell()

    def _tell(self) -> None:
        row = self.row
        told = row.id if row else -1
        if told != self._told:
            self._told = told
            self.post_message(self.Moved(self, row))

    def on_click(self, event: events.Click) -> None:
        """A click selects, a second one opens."""
        number = self.scroll_offset.y + event.y - 1
        if event.y < 1 or not 0 <= number < self.count:
            return
        event.stop()
        row = self.row
        if number == self.cursor and row and event.chain > 1:
            self.post_message(self.Chosen(self, row))
        self.cursor = number

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        top, height = self.scroll_offset.y, event.size.height - 1
        if height > 0 and not top <= self.cursor < top + height:
            self.scroll_to(y=max(0, self.cursor - height + 1), animate=False, immediate=True)

    # drawing

    def notify_style_update(self) -> None:
        """Colours are read once per theme."""
        super().notify_style_update()
        self._colours = {}

    def on_focus(self) -> None:
        """The cursor row is brighter with focus."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor row is calmer without focus."""
        self.refresh()

    def _style(self, part: str) -> Style:
        found = self._colours.get(part)
        if found is None:
            found = self._colours[part] = self.get_component_rich_style(f"table--{part}")
        return found

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines without the detour through the styles cache, which costs half of a scroll."""
        if self.app.no_color or self.app.native_ansi_color:
            return super().render_lines(crop)
        lines = [self.render_line(y) for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.width >= self.size.width:
            return lines
        return [strip.crop(crop.x, crop.right) for strip in lines]

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        width = self.size.width
        free = self.scrollable_content_region.width
        if free != self._laid_out_for:
            self._laid_out_for = free
            self._layout_of = lay_out(self.columns, free - 2 * _EDGE)
        if y == 0:
            return self._heading(width)
        if not self.count:
            return self._empty_line(y, width)
        number = self.scroll_offset.y + y - 1
        row = self.pages.row(number) if self.pages else None
        if row is None:
            return Strip.blank(width, self._style("base"))
        return self._row_line(row, number, width)

    def _heading(self, width: int) -> Strip:
        pieces = []
        for place, cells in self._layout_of:
            column = self.columns[place]
            label = _(column.label)
            if self.sort_place and self.sort_place[0] == place:
                label += " ↓" if self.sort_place[1] else " ↑"
            pieces.append(padded(label, cells, right=column.right))
        text = " " * _EDGE + (" " * GAP).join(pieces)
        return Strip([Segment(padded(text, width), self._style("head"))], width)

    def _empty_line(self, y: int, width: int) -> Strip:
        title = wrapped(self.empty_text[0], max(8, width - 4)) if self.empty_text else []
        rows = [*title, *self.empty_text[1:]]
        top = max(2, (self.size.height - len(rows)) // 3)
        number = y - top
        if not 0 <= number < len(rows):
            return Strip.blank(width, self._style("base"))
        text = fit(rows[number], width - 2)
        left = max(1, (width - cell_len(text)) // 2)
        style = self._style("empty" if number >= len(title) else "empty-title")
        return Strip([Segment(padded(" " * left + text, width), style)], width)

    def _row_line(self, row: Row, number: int, width: int) -> Strip:
        marked = row.id in self.marks
        base = self._row_style(number, marked)
        plain = number != self.cursor or not self.has_focus
        segments = [Segment("▌" if marked else " ", base)]
        used = _EDGE
        for index, (place, cells) in enumerate(self._layout_of):
            if index:
                segments.append(Segment(" " * GAP, base))
                used += GAP
            segments.append(
                Segment(self._cell(row, place, cells), self._tone(row, place, base, plain))
            )
            used += cells
        if used < width:
            segments.append(Segment(" " * (width - used), base))
        strip = Strip(segments, max(used, width))
        return strip if used <= width else strip.crop(0, width)

    def _row_style(self, number: int, marked: bool) -> Style:
        if number == self.cursor:
            return self._style("cursor" if self.has_focus else "rest")
        return self._style("marked" if marked else "base")

    def _cell(self, row: Row, place: int, cells: int) -> str:
        column = self.columns[place]
        value = row.cells[place] if place < len(row.cells) else ""
        text = written(column, value)
        if column.right:
            return padded(too_wide(text, cells), cells, right=True)
        return padded(text, cells)

    def _tone(self, row: Row, place: int, base: Style, plain: bool) -> Style:
        """Colour of a state on a row that is not highlighted."""
        column = self.columns[place]
        if not plain or column.kind is not Kind.STATE or place >= len(row.cells):
            return base
        state = column.states.get(str(row.cells[place]))
        if state is None or state.tone == PLAIN:
            return base
        return base + Style(color=self._style(state.tone).color)
