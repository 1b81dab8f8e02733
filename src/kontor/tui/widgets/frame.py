"""The frame around every screen: title line, areas, views, status, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kontor.base.i18n import _
from kontor.base.text import fit
from kontor.tui.text import Part, joined, line
from kontor.tui.widgets.plain import Words

FOOTER_CELLS = 80
FOOTER_HINTS = 5


_NEAR = 5  # pieces: the program, an area and a screen of it


class Hint(NamedTuple):
    """One key of the footer."""

    action: str
    key: str
    label: str
    possible: bool = True


class Ends(Words):
    """A line with a left and a right end; the left one gives way when it gets narrow.

    One that shows the way to a screen gives way in its middle.
    """

    def __init__(self, *, id: str, way: bool = False) -> None:
        super().__init__(id=id)
        self._way = way
        self._left: tuple[tuple[str, str], ...] = ()
        self._right: tuple[tuple[str, str], ...] = ()

    def tell(self, left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]] = ()) -> None:
        """Show pieces `(text, style)` at both ends."""
        self._left = tuple((line(text), style) for text, style in left)
        self._right = tuple((line(text), style) for text, style in right)
        self.refresh()

    def render(self) -> Content:
        """Both ends in the width there is; the right end goes first when both cannot stay."""
        width = self.content_size.width
        right = self._right
        room = width - sum(cell_len(text) for text, _style in right) - 2
        if right and room < min(24, _cells(self._left)):
            right, room = (), width
        room = room if right else width
        left = _cut(_shortened(self._left, room) if self._way else self._left, room)
        gap = width - _cells(left) - _cells(right)
        return joined(*left, " " * max(0, gap), *right)


def _cells(pieces: Sequence[tuple[str, str]]) -> int:
    return sum(cell_len(text) for text, _style in pieces)


def _shortened(pieces: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """A way in the room there is: what lies between the area and where one is goes first."""
    if len(pieces) <= _NEAR:
        return list(pieces)
    head, between, tail = list(pieces[:3]), list(pieces[3:-2]), list(pieces[-2:])
    gap: list[tuple[str, str]] = []
    while between and _cells([*head, *gap, *between, *tail]) > room:
        gap = [(" › ", "$ink-faint"), ("…", "$ink-soft")]
        del between[:2]
    return [*head, *gap, *between, *tail]


def _cut(pieces: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    for text, style in pieces:
        if room <= 0:
            break
        short = fit(text, room)
        kept.append((short, style))
        room -= cell_len(short)
    return kept


class Choices(Widget):
    """A line of things to choose by key or click, one of them being current."""

    ALLOW_SELECT = False

    @dataclass
    class Picked(Message):
        """One was clicked."""

        value: str

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._items: tuple[tuple[str, str, str, bool], ...] = ()
        self._ends: list[tuple[int, str]] = []

    def offer(self, items: Sequence[tuple[str, str, str, bool]]) -> None:
        """Show `(value, key, label, current)`."""
        self._items = tuple(items)
        self.set_class(len(self._items) > 1, "-offered")
        self.refresh()

    def render(self) -> Content:
        """Key and label of each; where they do not fit, those around the current one."""
        texts = [
            (f" {key} " if key else " ", f"{line(label)} ") for _v, key, label, _c in self._items
        ]
        sizes = [cell_len(lead + text) for lead, text in texts]
        first, last = self._window(sizes, self.content_size.width)
        pieces: list[Part] = [("‹", "$ink-faint")] if first else []
        used = len(pieces)
        self._ends = [(used, self._items[first - 1][0])] if first else []
        for place in range(first, last):
            style = "$current" if self._items[place][3] else "$resting"
            lead, text = texts[place]
            pieces += [(lead, self._look(style, key=True)), (text, self._look(style, key=False))]
            used += sizes[place]
            self._ends.append((used, self._items[place][0]))
        if last < len(self._items):
            pieces.append(("›", "$ink-faint"))
            self._ends.append((used + 1, self._items[last][0]))
        return joined(*pieces)

    def _window(self, sizes: Sequence[int], width: int) -> tuple[int, int]:
        """The first item shown and the one behind the last; the current one is among them."""
        if sum(sizes) <= width:
            return 0, len(sizes)
        current = next((n for n, item in enumerate(self._items) if item[3]), 0)
        room, first = width - 2, 0  # a sign at each end
        while first < current and sum(sizes[first : current + 1]) > room:
            first += 1
        last = first
        while last < len(sizes) and sum(sizes[first : last + 1]) <= room:
            last += 1
        return first, max(last, first + 1) if sizes else last

    @staticmethod
    def _look(style: str, *, key: bool) -> str:
        if style == "$current":
            return "bold $signal" if not key else "$signal"
        return "$ink-soft" if not key else "$ink-faint"

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        for end, value in self._ends:
            if event.x < end:
                self.post_message(self.Picked(value))
                return


class FooterLine(Widget):
    """`? Hilfe` and at most five more keys; what is not possible now is grey."""

    ALLOW_SELECT = False

    @dataclass
    class Pressed(Message):
        """A hint was clicked."""

        action: str

    def __init__(self) -> None:
        super().__init__(id="footer")
        self.hints: tuple[Hint, ...] = ()
        self._ends: list[tuple[int, str]] = []

    def offer(self, hints: Sequence[Hint]) -> None:
        """Show these."""
        if tuple(hints) != self.hints:
            self.hints = tuple(hints)
            self.refresh()

    def render(self) -> Content:
        """Key bold, label calm; hints that do not fit in 80 cells are left out."""
        pieces: list[Part] = []
        used = 0
        room = min(self.content_size.width, FOOTER_CELLS)
        self._ends = []
        for hint in self.hints[: FOOTER_HINTS + 1]:
            key, label = f" {hint.key} ", f"{_(hint.label)}  "
            size = cell_len(key + label)
            if used + size > room:
                break
            soft = "$ink-soft" if hint.possible else "$ink-faint"
            pieces += [(key, "bold $signal" if hint.possible else soft), (label, soft)]
            used += size
            self._ends.append((used, hint.action))
        return joined(*pieces)

    def on_click(self, event: events.Click) -> None:
        """A click does what the key does."""
        for end, action in self._ends:
            if event.x < end:
                self.post_message(self.Pressed(action))
                return


class TooSmall(Words):
    """Covers everything while the window is too small to work in."""

    def __init__(self) -> None:
        super().__init__(id="too-small")

    def render(self) -> Content:
        """One line, as much of it as fits."""
        return joined(fit(_("Window too small: at least 60 × 16"), max(1, self.size.width)))
