"""The plan itself: a grid of rows and days with appointments, drawn for the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kontor.calendar.queries.appointments import Entry
from kontor.desk.deadlines import Duty
from kontor.tui.action import TABLE
from kontor.tui.keys import bindings
from kontor.tui.text import Part, line, stacked
from kontor.tui.widgets.columns import padded

_LEAST = 9  # cells of a column; narrower, names say nothing
_MOST = 6  # lines of a row that grows with what is in it
Key = tuple[str, str]


class Told(NamedTuple):
    """A deadline with its name in the reader's language."""

    duty: Duty
    title: str


class Item(NamedTuple):
    """What stands in a cell: an appointment, a deadline, or a word about the day (an absence).

    `goes_on`: it lasts beyond this cell, so that a line leads to the next one. `more` is a second
    line where there is room.
    """

    text: str
    style: str = ""
    entry: Entry | None = None
    goes_on: bool = False
    ghost: bool = False
    more: str = ""
    duty: Told | None = None

    @property
    def key(self) -> Key | None:
        """What it is known by when the plan is read again."""
        if self.duty is not None:
            return (self.duty.duty.text, "")
        if self.entry is None:
            return None
        return (str(self.entry.target), str(self.entry.occurrence or ""))


class Cell(NamedTuple):
    """A day of a row; `note` stands above what is in it, `free` days are shaded by a sign."""

    items: tuple[Item, ...] = ()
    note: str = ""
    note_style: str = ""


class PlanRow(NamedTuple):
    """A row: who (reference) or when (minute of the day), its cells, a bar beside its label."""

    label: str
    cells: tuple[Cell, ...]
    ref: str = ""
    minute: int | None = None
    bar: tuple[str, str] = ("", "")


class Head(NamedTuple):
    """The heading of a column: a day, or somebody on one day."""

    text: str
    day: date
    today: bool = False
    ref: str = ""


class Plan(NamedTuple):
    """Everything that is drawn; `days` of a month stand in its cells, not above them."""

    heads: tuple[Head, ...]
    rows: tuple[PlanRow, ...]
    label: int = 0
    stretch: bool = False
    days: tuple[tuple[date, ...], ...] = ()


class PlanView(Widget, can_focus=True):
    """Rows and columns with a cursor on an item or an empty cell."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings((TABLE,))

    @dataclass
    class Moved(Message):
        """The cursor stands elsewhere."""

    @dataclass
    class Beyond(Message):
        """Left of the first or right of the last column."""

        step: int

    @dataclass
    class Shifted(Message):
        """An arrow while something is being moved: so many columns and rows."""

        across: int
        down: int

    def __init__(self) -> None:
        super().__init__(id="plan")
        self.plan = Plan((), ())
        self.row, self.column, self.index = 0, 0, 0
        self.grabbed = False  # arrows move the appointment instead of the cursor

    # what is chosen

    def show(self, plan: Plan, wanted: Key | None = None, day: date | None = None) -> None:
        """Draw another plan; the chosen appointment stays chosen, else the day, else the place."""
        before = wanted or (self.item.key if self.item else None)
        day = day or (self.day if self.plan.heads else None)
        self.plan = plan
        found = list(self._places(before)) if before else []
        if found:
            near = [place for place in found if place[0] == self.row]
            self.row, self.column, self.index = (near or found)[0]
        elif day is not None:
            self._go_to_day(day)
        self._keep_inside()
        self.refresh()
        self.post_message(self.Moved())

    def _places(self, key: Key) -> Sequence[tuple[int, int, int]]:
        """Where it stands; a key without an occurrence means each day of a series."""
        return [
            (at, across, index)
            for at, row in enumerate(self.plan.rows)
            for across, cell in enumerate(row.cells)
            for index, item in enumerate(cell.items)
            if item.key is not None and key in (item.key, (item.key[0], ""))
        ]

    def _go_to_day(self, day: date) -> None:
        if self.plan.days:
            for at, week in enumerate(self.plan.days):
                if day in week:
                    self.row, self.column, self.index = at, week.index(day), 0
            return
        for across, head in enumerate(self.plan.heads):
            if head.day == day:
                if self.column >= len(self.plan.heads) or self.plan.heads[self.column].day != day:
                    self.column, self.index = across, 0
                return

    def _keep_inside(self) -> None:
        self.row = max(0, min(self.row, len(self.plan.rows) - 1))
        self.column = max(0, min(self.column, len(self.plan.heads) - 1))
        self.index = max(0, min(self.index, len(self.cell.items) - 1))

    @property
    def cell(self) -> Cell:
        """The chosen cell."""
        if self.row < len(self.plan.rows) and self.column < len(self.plan.rows[self.row].cells):
            return self.plan.rows[self.row].cells[self.column]
        return Cell()

    @property
    def item(self) -> Item | None:
        """The chosen item."""
        items = self.cell.items
        return items[self.index] if self.index < len(items) else None

    @property
    def entry(self) -> Entry | None:
        """The chosen appointment."""
        return self.item.entry if self.item else None

    @property
    def told(self) -> Told | None:
        """The chosen deadline."""
        return self.item.duty if self.item else None

    @property
    def day(self) -> date:
        """The day of the cursor."""
        if self.plan.days:
            return self.plan.days[self.row][self.column]
        return self.plan.heads[self.column].day if self.plan.heads else date.min

    @property
    def ref(self) -> str:
        """The person, crew or vehicle of the cursor; empty where a row is none."""
        head = self.plan.heads[self.column].ref if self.plan.heads else ""
        row = self.plan.rows[self.row].ref if self.plan.rows else ""
        return row or head

    @property
    def minute(self) -> int | None:
        """The time of day of the cursor, where rows are times."""
        return self.plan.rows[self.row].minute if self.plan.rows else None

    # keys

    def action_act(self, name: str) -> None:
        """Up and down: through the items of a cell, then to the next row."""
        if not self.plan.rows:
            return
        if self.grabbed:
            step = {"move.up": -1, "move.down": 1}.get(name)
            if step:
                self.post_message(self.Shifted(0, step))
            return
        page = max(1, len(self.plan.rows) // 3)
        if name == "move.up" and self.index > 0:
            self.index -= 1
        elif name == "move.down" and self.index < len(self.cell.items) - 1:
            self.index += 1
        else:
            self._to_row(
                {
                    "move.up": self.row - 1, "move.down": self.row + 1,
                    "move.page_up": self.row - page, "move.page_down": self.row + page,
                    "move.first": 0, "move.last": len(self.plan.rows) - 1,
                }[name],
                from_below=name == "move.up",
            )  # fmt: skip
        self._told()

    def _to_row(self, row: int, *, from_below: bool) -> None:
        row = max(0, min(row, len(self.plan.rows) - 1))
        if row != self.row:
            self.row = row
            self.index = len(self.cell.items) - 1 if from_below else 0
            self._keep_inside()

    def on_key(self, event: events.Key) -> None:
        """Left and right: the next column, beyond the edge the next window."""
        step = {"left": -1, "right": 1, "h": -1, "l": 1}.get(event.key)
        if step is None or not self.plan.heads:
            return
        event.stop()
        if self.grabbed:
            self.post_message(self.Shifted(step, 0))
            return
        column = self.column + step
        if not 0 <= column < len(self.plan.heads):
            self.post_message(self.Beyond(step))
            return
        self.column = column
        self._keep_inside()
        self._told()

    def edge(self, step: int) -> None:
        """Stand on the first column, or on the last one."""
        self.column = 0 if step > 0 else len(self.plan.heads) - 1
        self._keep_inside()
        self._told()

    def on_click(self, event: events.Click) -> None:
        """A click chooses a cell, and what stands in its line."""
        first, shown, width = self._columns()
        across = first + (event.x - self.plan.label) // max(1, width)
        if not (first <= across < first + shown) or not self.plan.rows:
            return
        y = 1
        for at, height in self._heights():
            if y <= event.y < y + height:
                note = bool(self.plan.rows[at].cells[across].note)
                self.row, self.column = at, across
                self.index = max(0, event.y - y - note) // (2 if self._two_lines() else 1)
                self._keep_inside()
                self._told()
                return
            y += height

    def _told(self) -> None:
        self.refresh()
        self.post_message(self.Moved())

    # drawing

    def _columns(self) -> tuple[int, int, int]:
        """First column that is shown, how many, how wide each."""
        room = self.size.width - self.plan.label
        count = len(self.plan.heads)
        shown = max(1, min(count, room // _LEAST))
        first = max(0, min(self.column - shown + 1, count - shown)) if self.column >= shown else 0
        return first, shown, room // shown

    def _heights(self) -> list[tuple[int, int]]:
        """The rows that are shown with their heights, the chosen one among them."""
        room = self.size.height - 1
        count = len(self.plan.rows)
        if self.plan.stretch:
            height = max(2, room // max(1, count))
            fits = min(count, max(1, room // height))
            first = max(0, min(self.row - fits + 1, count - fits)) if self.row >= fits else 0
            extra = room - fits * height if fits == count else 0
            return [(at, height + (at < extra)) for at in range(first, min(count, first + fits))]
        heights = [self._height(row) for row in self.plan.rows]
        first = 0
        while sum(heights[first : self.row + 1]) > room and first < self.row:
            first += 1
        return list(enumerate(heights))[first:]

    def _height(self, row: PlanRow) -> int:
        most = max((len(cell.items) + bool(cell.note) for cell in row.cells), default=1)
        return max(1, min(_MOST, most))

    def render(self) -> Content:
        """Heads, then the rows."""
        if not self.plan.heads or self.size.width < 1:
            return Content("")
        first, shown, width = self._columns()
        columns = range(first, first + shown)
        lines: list[list[Part]] = [self._head(columns, width)]
        for at, height in self._heights():
            lines += self._row(at, height, columns, width)
        return stacked(*lines[: self.size.height])

    def _head(self, columns: range, width: int) -> list[Part]:
        more = "‹" if columns.start else ""
        row: list[Part] = [(padded(more, self.plan.label), "$ink-soft")] if self.plan.label else []
        for across in columns:
            head = self.plan.heads[across]
            last = across == columns.stop - 1 < len(self.plan.heads) - 1
            text = ("▸" if head.today else " ") + head.text + (" ›" if last else "")
            style = "bold $signal" if across == self.column else "bold"
            row.append((padded(text, width), style))
        return row

    def _row(self, at: int, height: int, columns: range, width: int) -> list[list[Part]]:
        row = self.plan.rows[at]
        chosen = self.column if at == self.row else -1
        drawn = [
            self._cell(row.cells[across], height, width, here=across == chosen)
            for across in columns
        ]
        lines: list[list[Part]] = []
        for y in range(height):
            parts: list[Part] = []
            if self.plan.label:
                parts += self._label(row, first=y == 0, chosen=at == self.row)
            parts += [part for cell in drawn for part in cell[y]]
            lines.append(parts)
        return lines

    def _label(self, row: PlanRow, *, first: bool, chosen: bool) -> list[Part]:
        """The head of a row in its first line, its bar at the right."""
        room = self.plan.label
        if not first:
            return [" " * room]
        text, style = row.bar
        name = padded(line(row.label), room - cell_len(text) - 1 if text else room)
        parts: list[Part] = [(name, "bold $signal" if chosen else "bold")]
        return [*parts, (f"{text} ", style)] if text else parts

    def _cell(self, cell: Cell, height: int, width: int, *, here: bool) -> list[list[Part]]:
        """The lines of a cell; what does not fit is counted."""
        lines: list[list[Part]] = []
        if cell.note:
            mark = "▌" if here and not cell.items else " "
            style = "bold $signal" if here else cell.note_style
            lines.append([(mark, "bold $signal"), (padded(line(cell.note), width - 1), style)])
        two = self._two_lines()
        room = max(1, (height - len(lines)) // (2 if two else 1))
        top = max(0, self.index - room + 1) if here else 0
        items = cell.items[top : top + room]
        for place, item in enumerate(items, top):
            chosen = here and place == self.index
            if not two:
                lines.append(self._item(item, width, chosen=chosen))
                continue
            text, rest = broken(line(item.text), width - 2)
            lines.append(self._item(item._replace(text=text), width, chosen=chosen))
            bar = ("▌", "bold $signal") if chosen else (" ", "")
            style = item.style if rest else "$ink-soft"
            lines.append([bar, (padded(f"  {rest or line(item.more)}", width - 1), style)])
        hidden = len(cell.items) - top - len(items)
        if hidden > 0 and len(lines) > 1 + bool(cell.note):
            lines[-1] = [(padded(f"  +{hidden + 1}", width), "$ink-soft")]
        elif hidden > 0 and cell.note:
            more = f"+{hidden}"
            note = padded(line(cell.note), width - 2 - len(more))
            lines[0] = [lines[0][0], (note, cell.note_style), (f"{more} ", "$ink-soft")]
        if here and not lines:
            lines.append([("▌", "bold $signal"), (padded("·", width - 1), "$ink-soft")])
        blank: list[Part] = [" " * width]
        return lines + [blank] * (height - len(lines))

    def _two_lines(self) -> bool:
        """Whether a plan of one row has room for a second line of everything."""
        if len(self.plan.rows) != 1 or not self.plan.stretch:
            return False
        most = max((len(cell.items) for cell in self.plan.rows[0].cells), default=0)
        return 2 * most + 1 <= self.size.height - 1

    def _item(self, item: Item, width: int, *, chosen: bool) -> list[Part]:
        bar = "▌" if chosen else ("▐" if item.entry is not None and item.text else " ")
        text = line(item.text)
        room = width - 2
        drawn = padded(text, room)
        if item.goes_on:
            drawn = (drawn.rstrip() + " " + "─" * room)[:room] if text else "─" * room
        style = "bold $signal" if chosen or item.ghost else item.style
        tail = "─" if item.goes_on else " "
        if not text and not item.goes_on and item.entry is not None:
            drawn, tail = "─" * (room - 1), "▌ "  # the last day of what lasts for days
        return [(bar, "bold $signal" if chosen else "$ink-soft"), (drawn, style), (tail, style)]


def broken(text: str, room: int) -> tuple[str, str]:
    """What of a text fits, in whole words, and the rest; a sign alone does not stand for a text."""
    words = text.split()
    fits = next(
        (count for count in range(len(words), 1, -1) if cell_len(" ".join(words[:count])) <= room),
        len(words),
    )
    return " ".join(words[:fits]), " ".join(words[fits:])
