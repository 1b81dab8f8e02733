"""A picture made of block characters: four points in each cell, in two colours.

It shows as much as a terminal can; made larger, a printed text becomes readable. Scrolling moves
inside it.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, Protocol

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

ZOOMS = (1, 2, 3)
_SAMPLES = 4  # rows of the picture that are looked at for a point
_FLAT = 28  # points of a cell that differ by less are one colour
# dark points: 1 upper left, 2 upper right, 4 lower left, 8 lower right
_BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
Point = tuple[int, int, int]


class Pixels(Protocol):
    """Rows of red, green and blue, a byte each."""

    @property
    def width(self) -> int:
        """Points of a row."""
        ...

    @property
    def height(self) -> int:
        """Number of rows."""
        ...

    @property
    def rows(self) -> bytes:
        """All rows after one another."""
        ...


class _Nothing(NamedTuple):
    width: int = 0
    height: int = 0
    rows: bytes = b""


class PictureView(ScrollView, can_focus=True):
    """The picture in the width of the pane, or larger."""

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pixels: Pixels = _Nothing()
        self._strips: dict[int, Strip] = {}
        self.zoom = ZOOMS[0]

    def show(self, pixels: Pixels) -> None:
        """Show this picture from its upper left corner."""
        self._pixels = pixels
        self._measure()
        self.scroll_home(animate=False)

    def larger(self) -> None:
        """The next size; after the largest the smallest."""
        before, (left, top) = self.zoom, self.scroll_offset
        middle = self.size.width // 2
        self.zoom = ZOOMS[(ZOOMS.index(before) + 1) % len(ZOOMS)]
        self._measure()
        # what stood in the middle of the upper edge stays there
        place = (left + middle) * self.zoom // before - middle, top * self.zoom // before
        self.call_after_refresh(self.scroll_to, *place, animate=False)

    def on_resize(self) -> None:
        """The picture follows the width of the pane."""
        self._measure()

    def _measure(self) -> None:
        self._strips.clear()
        if self._pixels.width and self.size.width:
            columns = max(1, self.scrollable_content_region.width * self.zoom)
            wide, high = self._pixels.width, self._pixels.height
            rows = max(1, (columns * high + wide) // (2 * wide))  # a cell is twice as high
            self.virtual_size = Size(columns, rows)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of cells."""
        left, top = self.scroll_offset
        row, width = top + y, self.scrollable_content_region.width
        if not self._pixels.width or row >= self.virtual_size.height:
            return Strip.blank(width, self.rich_style)
        found = self._strips.get(row)
        if found is None:
            found = self._strips[row] = self._line(row)
        return found.crop(left, left + width)

    def _line(self, row: int) -> Strip:
        upper, lower = self._points(2 * row), self._points(2 * row + 1)
        cells = [
            _cell(upper[at], upper[at + 1], lower[at], lower[at + 1])
            for at in range(0, len(upper), 2)
        ]
        return Strip(cells, len(cells))

    def _points(self, row: int) -> list[Point]:
        """The points of half a line of cells, each the mean of what lies under it."""
        picture, (columns, high) = self._pixels, self.virtual_size
        across, down = 2 * columns, 2 * high
        first = row * picture.height // down
        last = max(first + 1, (row + 1) * picture.height // down)
        step = max(1, (last - first) // _SAMPLES)
        stride = 3 * picture.width
        lines = [
            picture.rows[at * stride : (at + 1) * stride]
            for at in range(first, min(last, picture.height), step)
        ]
        found = []
        for place in range(across):
            begin = place * picture.width // across
            end = max(begin + 1, (place + 1) * picture.width // across)
            count = (end - begin) * len(lines)
            red, green, blue = (
                sum(sum(line[3 * begin + channel : 3 * end : 3]) for line in lines) // count
                for channel in range(3)
            )
            found.append((red, green, blue))
        return found


def _light(point: Point) -> int:
    red, green, blue = point
    return (3 * red + 6 * green + blue) // 10


def _mean(points: list[Point]) -> Point:
    count = len(points)
    red, green, blue = (sum(channel) // count for channel in zip(*points, strict=True))
    # fewer colours make fewer styles; nobody sees the difference
    return red & 0xF8, green & 0xF8, blue & 0xF8


def _cell(*points: Point) -> Segment:
    lights = [_light(point) for point in points]
    middle = (max(lights) + min(lights)) // 2
    if max(lights) - min(lights) < _FLAT:
        mean = _mean(list(points))
        return Segment(" ", _style(mean, mean))
    dark = [point for point, light in zip(points, lights, strict=True) if light <= middle]
    bright = [point for point, light in zip(points, lights, strict=True) if light > middle]
    mask = sum(1 << at for at, light in enumerate(lights) if light <= middle)
    return Segment(_BLOCKS[mask], _style(_mean(dark), _mean(bright)))


@cache
def _style(ink: Point, paper: Point) -> Style:
    return Style(color=Color.from_rgb(*ink), bgcolor=Color.from_rgb(*paper))
