"""A report as a tree of lines with figures: branches fold, every figure can be opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kontor.base.i18n import _
from kontor.base.numbers import format_money
from kontor.base.text import fold_forms
from kontor.tui.action import TABLE
from kontor.tui.keys import bindings
from kontor.tui.text import line
from kontor.tui.widgets.columns import padded, too_wide

_PARTS = ("base", "head", "title", "sum", "note", "cursor", "rest", "empty-title", "empty")
_FIGURE = 14
_LEAST = 44  # cells between the labels and the first figure, so that both are seen together


@dataclass(frozen=True)
class Line:
    """One line of a report.

    Args:
        id: what the line is, for drilling and explaining.
        label: message id or plain text.
        figures: one per column: cents, a finished text, or nothing.
        kind: `line`, `head` (title of a branch), `sum`, or `gap` (an empty line).
        note: short text before the label, such as a Kennzahl or a line of the form.
        children: lines that fold under this one.
        target: what Enter opens, for the screen.
        folded: whether the branch starts folded.
    """

    id: str
    label: str = ""
    figures: tuple[int | str | None, ...] = ()
    kind: str = "line"
    note: str = ""
    children: tuple[Line, ...] = ()
    target: Any = None
    folded: bool = False


@dataclass(frozen=True)
class Figures:
    """A whole report: headings of the figures, lines, and what it is based on.

    `last` are the columns that go last when it gets narrow; otherwise the first ones stay.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    header: tuple[tuple[str, str], ...] = ()
    empty: str = ""
    last: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Seen:
    line: Line
    depth: int


class ReportTable(ScrollView, can_focus=True):
    """Lines with figures; Left and Right fold, Enter belongs to the screen."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"report--{part}" for part in _PARTS}
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((TABLE,)),
        Binding("left", "fold(True)", show=False),
        Binding("right", "fold(False)", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Moved(Message):
        """The cursor stands on another line."""

        table: ReportTable
        line: Line | None

    @dataclass
    class Chosen(Message):
        """A line was clicked again."""

        table: ReportTable

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figures = Figures((), ())
        self._folded: set[str] = set()
        self._known: set[str] = set()
        self._seen: list[_Seen] = []
        self._wanted = ""
        self._label_room = _LEAST

    # lines

    def show(self, figures: Figures) -> None:
        """Show a report; folds and cursor stay where the lines are the same."""
        keep = self.line.id if self.line else ""
        self.figures = figures
        for one in _walk(figures.lines):
            if one.line.folded and one.line.id not in self._known:
                self._folded.add(one.line.id)
            self._known.add(one.line.id)
        self._label_room = max(_LEAST, *(cell_len(_label(one)) for one in _walk(figures.lines)), 0)
        self._list()
        places = [place for place, one in enumerate(self._seen) if one.line.id == keep]
        self.cursor = places[0] if places else self._next_line(0, 1)

    def narrow(self, typed: str) -> None:
        """Only lines that hold this text, with the branches above them."""
        self._wanted = typed.strip()
        self._list()
        self.cursor = self._next_line(0, 1)

    def _list(self) -> None:
        seen = list(_walk(self.figures.lines, self._folded if not self._wanted else set()))
        if self._wanted:
            seen = [one for one in seen if _holds(one.line, self._wanted)]
        self._seen = seen
        self.virtual_size = Size(0, len(seen) + 1)
        self.cursor = min(self.cursor, max(0, len(seen) - 1))
        self.refresh()

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self._seen[self.cursor].line if self.cursor < len(self._seen) else None

    @property
    def lines(self) -> list[Line]:
        """All lines that are listed."""
        return [one.line for one in self._seen]

    def toggle(self) -> bool:
        """Fold or unfold the branch under the cursor; tells whether it is one."""
        one = self.line
        if one is None or not one.children:
            return False
        self._folded.symmetric_difference_update({one.id})
        self._list()
        return True

    def action_fold(self, fold: bool) -> None:
        """Fold with Left, unfold with Right; Left on a leaf goes to its branch."""
        one = self.line
        if one is None:
            return
        if one.children and (one.id in self._folded) != fold:
            self.toggle()
        elif fold:
            depth = self._seen[self.cursor].depth
            above = [at for at in range(self.cursor) if self._seen[at].depth < depth]
            if above:
                self.cursor = above[-1]

    # moving

    def action_act(self, name: str) -> None:
        """A move key; empty lines are passed over."""
        page = max(1, self.size.height - 2)
        steps = {
            "move.up": -1, "move.down": 1, "move.page_up": -page, "move.page_down": page,
            "move.first": -len(self._seen), "move.last": len(self._seen),
        }  # fmt: skip
        step = steps[name]
        wanted = max(0, min(len(self._seen) - 1, self.cursor + step))
        self.cursor = self._next_line(wanted, 1 if step > 0 else -1)

    def _next_line(self, start: int, step: int) -> int:
        for way in (step, -step):
            place = start
            while 0 <= place < len(self._seen):
                if self._seen[place].line.kind != "gap":
                    return place
                place += way
        return 0

    def watch_cursor(self, _old: int, new: int) -> None:
        """Keep the cursor in sight."""
        top, height = self.scroll_offset.y, self.size.height - 1
        if height > 0 and not top <= new < top + height:
            self.scroll_to(y=new if new < top else new - height + 1, animate=False, immediate=True)
        self.post_message(self.Moved(self, self.line))

    def on_click(self, event: events.Click) -> None:
        """A click selects, a second one opens."""
        place = self.scroll_offset.y + event.y - 1
        if event.y < 1 or not 0 <= place < len(self._seen):
            return
        event.stop()
        if place == self.cursor and event.chain > 1:
            self.post_message(self.Chosen(self))
        self.cursor = place

    def on_focus(self) -> None:
        """Brighter with focus."""
        self.refresh()

    def on_blur(self) -> None:
        """Calmer without."""
        self.refresh()

    # drawing

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"report--{part}")

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        width = self.size.width
        if y == 0:
            text = self._laid("", self.figures.columns, width)
            return Strip([Segment(text, self._style("head"))], width)
        if not self._seen:
            return self._empty_line(y, width)
        place = self.scroll_offset.y + y - 1
        if place >= len(self._seen):
            return Strip([Segment(" " * width, self._style("base"))], width)
        return self._line_strip(self._seen[place], place, width)

    def _empty_line(self, y: int, width: int) -> Strip:
        text = self.figures.empty if y == 2 and not self._wanted else ""
        text = _("Nothing found.") if y == 2 and self._wanted else text
        left = max(1, (width - cell_len(line(text))) // 2)
        return Strip([Segment(padded(" " * left + line(text), width), self._style("empty"))], width)

    def _line_strip(self, seen: _Seen, place: int, width: int) -> Strip:
        one = seen.line
        part = {"head": "title", "sum": "sum"}.get(one.kind, "base")
        style = self._style(part)
        if place == self.cursor:
            over = self._style("cursor" if self.has_focus else "rest")
            style = style + over
        if one.kind == "gap":
            return Strip([Segment(" " * width, style)], width)
        figures = tuple(
            format_money(value) if isinstance(value, int) else line(value or "")
            for value in one.figures
        )
        label = _label(seen, folded=one.id in self._folded)
        return Strip([Segment(self._laid(label, figures, width), style)], width)

    def _laid(self, label: str, figures: Sequence[str], width: int) -> str:
        """Label left, as many figures right as fit; the first figure never drops."""
        count, whole = len(self.figures.columns), width
        width = self.scrollable_content_region.width
        while count > 1 and width - count * _FIGURE < 24:
            count -= 1
        order = dict.fromkeys((*self.figures.last, *range(len(self.figures.columns))))
        shown = sorted(list(order)[:count])
        cells = min(_FIGURE, max(6, width // 2))
        room = max(1, min(self._label_room, width - count * cells - 2))
        right = "".join(
            padded(
                too_wide(_(figures[at]) if figures[at] else "", cells) if at < len(figures) else "",
                cells, right=True,
            )
            for at in shown
        )  # fmt: skip
        return padded(f" {padded(label, room)}{right} ", whole)


def _label(seen: _Seen, *, folded: bool = False) -> str:
    """Indent, sign of the branch, note and label of a line."""
    one = seen.line
    sign = ("▸ " if folded else "▾ ") if one.children else "  "
    note = f"{line(one.note)}  " if one.note else ""
    return "  " * seen.depth + sign + note + line(_(one.label) if one.label else "")


def _walk(lines: Sequence[Line], folded: set[str] | None = None, depth: int = 0) -> Iterator[_Seen]:
    for one in lines:
        yield _Seen(one, depth)
        if folded is None or one.id not in folded:
            yield from _walk(one.children, folded, depth + 1)


def _holds(one: Line, typed: str) -> bool:
    text = " ".join(fold_forms(f"{one.note} {line(one.label)}"))
    if any(form in text for form in fold_forms(typed)):
        return True
    return any(_holds(child, typed) for child in one.children)
