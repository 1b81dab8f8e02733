"""A sheet that scrolls, with a cursor on the lines that open a record.

The arrows scroll; where such a line is in sight they go to it first, so that nothing is jumped
over and no other key is needed.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kontor.tui.sheet import Block, Spot, lay_out_lines, under_cursor
from kontor.tui.widgets.plain import Words

WIDEST = 110  # longer lines are hard to read


class SheetPane(VerticalScroll):
    """Blocks of a sheet; `ref` is what the line under the cursor opens."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.spots: list[Spot] = []
        self._place = -1
        self._width = 0
        self._lines: list[Content] = []

    def compose(self) -> ComposeResult:
        """The text."""
        yield Words(id="detail")

    @property
    def ref(self) -> str:
        """What the line under the cursor opens; nothing when it is out of sight."""
        return self.spots[self._place].ref if self._seen(self._place) else ""

    @property
    def room(self) -> int:
        """Cells of a line."""
        return max(20, min(WIDEST, self.scrollable_content_region.width - 2))

    def show(self, blocks: Sequence[Block]) -> None:
        """Lay the sheet out; the cursor stays on its record."""
        keep = self.spots[self._place].ref if self._place >= 0 else ""
        self._width = self.room  # a scroll bar that comes with it does not lay it out anew
        self._lines, self.spots = lay_out_lines(blocks, self._width)
        there = [place for place, spot in enumerate(self.spots) if spot.ref == keep]
        if self._place not in there:
            self._place = there[0] if there else -1
        self._paint()

    def first(self) -> None:
        """The cursor on the first line that opens something, those in sight before others."""
        if self.spots:
            self._go(next((n for n in range(len(self.spots)) if self._seen(n)), 0))

    def top(self) -> None:
        """The beginning of another record."""
        self._place = -1
        self.scroll_home(animate=False)
        self._paint()

    def action_scroll_down(self) -> None:
        """To the next line that opens something and is near; else one line down."""
        self._step(1)

    def action_scroll_up(self) -> None:
        """To the one before; else one line up."""
        self._step(-1)

    def _step(self, step: int) -> None:
        place = self._next(step)
        if place is not None:
            self._go(place)
        elif step > 0:
            super().action_scroll_down()
        else:
            super().action_scroll_up()

    def _next(self, step: int) -> int | None:
        """The next line in this direction that is in sight, or one line further on."""
        first, last = self._window()
        if self._seen(self._place):
            wanted = self._place + step
            near = range(first - 1, last + 2)
            inside = 0 <= wanted < len(self.spots)
            return wanted if inside and self.spots[wanted].line in near else None
        seen = [place for place in range(len(self.spots)) if self._seen(place)]
        return (seen[0] if step > 0 else seen[-1]) if seen else None

    def _window(self) -> tuple[int, int]:
        """First and last line in sight."""
        first = self.scroll_offset.y
        return first, first + max(1, self.scrollable_content_region.height) - 1

    def _seen(self, place: int) -> bool:
        first, last = self._window()
        return 0 <= place < len(self.spots) and first <= self.spots[place].line <= last

    def _go(self, place: int) -> None:
        self._place = place
        self._paint()
        line, (first, last) = self.spots[place].line, self._window()
        if line < first:
            self.scroll_to(y=line, animate=False)
        elif line > last:
            self.scroll_to(y=line - (last - first), animate=False)

    def _paint(self) -> None:
        rows = list(self._lines)
        if self._place >= 0:
            line = self.spots[self._place].line
            plain = self.app.no_color or self.app.native_ansi_color
            rows[line] = under_cursor(rows[line], self._width, plain=plain)
        self.query_one("#detail", Words).say(Content("\n").join(rows))
