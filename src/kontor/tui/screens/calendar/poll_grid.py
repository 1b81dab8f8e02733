"""The grid of a date poll: who says what to which time, with a cursor on one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kontor.base.dates import format_day, weekday_name
from kontor.base.i18n import _
from kontor.base.text import fit
from kontor.calendar.kinds.polls import Standing, Vote
from kontor.calendar.queries.polls import Person, Sheet, Slot
from kontor.tui.action import TABLE
from kontor.tui.keys import bindings
from kontor.tui.screens.calendar.names import VOTED, clock
from kontor.tui.sheet import tone_style
from kontor.tui.text import Part, line, stacked
from kontor.tui.widgets.columns import padded

NEEDED, BEST = "◆", "★"
_LEAST, _MOST = 8, 16  # cells of a time
_ROOMY = 14  # from here on day and number share a line, and answers have their word
_NAMES = (12, 24)  # cells of the names
_NONE = "·"


class Place(NamedTuple):
    """Where the cursor stands: row of a person, column of a time."""

    row: int
    column: int


class PollGrid(Widget, can_focus=True):
    """People below one another, times side by side; more than fit scroll with the cursor."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings((TABLE,))

    @dataclass
    class Moved(Message):
        """The cursor stands elsewhere."""

    def __init__(self) -> None:
        super().__init__(id="poll-grid")
        self.sheet: Sheet | None = None
        self.standing: dict[int, Standing] = {}
        self.first = 0  # number of the time that stands first; 0 while nothing is answered
        self.at = Place(0, 0)

    # what is chosen

    def show(self, sheet: Sheet) -> None:
        """Draw a sheet; the cursor stays on its person and time."""
        person, slot = self.person, self.slot
        self.sheet = sheet
        ranking = sheet.ranking()
        self.standing = {one.proposal.number: one for one in ranking}
        answered = any(who.votes for who in sheet.people)
        self.first = ranking[0].proposal.number if ranking and answered else 0
        if sheet.poll.chosen is not None:
            self.first = sheet.poll.chosen
        rows = [who.id for who in sheet.people]
        columns = [one.id for one in sheet.slots]
        row = rows.index(person.id) if person and person.id in rows else self.at.row
        column = columns.index(slot.id) if slot and slot.id in columns else self.at.column
        self._go(row, column)

    def choose(self, number: int) -> None:
        """The cursor to a time."""
        for column, one in enumerate(self.sheet.slots if self.sheet else ()):
            if one.number == number:
                self._go(self.at.row, column)

    @property
    def person(self) -> Person | None:
        """Who is chosen."""
        people = self.sheet.people if self.sheet else ()
        return people[self.at.row] if self.at.row < len(people) else None

    @property
    def slot(self) -> Slot | None:
        """Which time is chosen."""
        slots = self.sheet.slots if self.sheet else ()
        return slots[self.at.column] if self.at.column < len(slots) else None

    def _go(self, row: int, column: int) -> None:
        people = len(self.sheet.people) if self.sheet else 0
        slots = len(self.sheet.slots) if self.sheet else 0
        self.at = Place(max(0, min(row, people - 1)), max(0, min(column, slots - 1)))
        self.refresh(layout=True)
        self.post_message(self.Moved())

    # keys

    def action_act(self, name: str) -> None:
        """Up and down through the people."""
        page = max(1, self._rows_shown()[1] - 1)
        last = len(self.sheet.people) - 1 if self.sheet else 0
        self._go({
            "move.up": self.at.row - 1, "move.down": self.at.row + 1,
            "move.page_up": self.at.row - page, "move.page_down": self.at.row + page,
            "move.first": 0, "move.last": last,
        }[name], self.at.column)  # fmt: skip

    def on_key(self, event: events.Key) -> None:
        """Left and right through the times."""
        step = {"left": -1, "right": 1, "h": -1, "l": 1}.get(event.key)
        if step is not None:
            event.stop()
            self.step(step)

    def step(self, across: int) -> None:
        """To the next or the last time; at the edge the cursor stays."""
        self._go(self.at.row, self.at.column + across)

    def on_click(self, event: events.Click) -> None:
        """A click chooses an answer."""
        first, shown, width = self._columns()
        top, rows = self._rows_shown()
        row, across = event.y - self._head_height(), (event.x - self._label()) // max(1, width)
        if 0 <= row < rows and 0 <= across < shown:
            self._go(top + row, first + across)

    # drawing

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Head, everybody, the sums."""
        people = len(self.sheet.people) if self.sheet else 0
        return self._head_height(width) + max(1, people) + 1

    def _label(self, room: int = 0) -> int:
        people = self.sheet.people if self.sheet else ()
        longest = max((cell_len(line(who.name)) for who in people), default=0) + 3
        most = max(_NAMES[0], min(_NAMES[1], (room or self.size.width) // 4))
        return max(_NAMES[0], min(most, longest))

    def _columns(self, room: int = 0) -> tuple[int, int, int]:
        """First time that is shown, how many, how wide each."""
        room = (room or self.size.width) - self._label(room)
        count = len(self.sheet.slots) if self.sheet else 0
        shown = max(1, min(count, room // _LEAST))
        column = self.at.column
        first = max(0, min(column - shown + 1, count - shown)) if column >= shown else 0
        return first, shown, max(_LEAST, min(_MOST, room // shown))

    def _head_height(self, room: int = 0) -> int:
        return 2 if self._columns(room)[2] >= _ROOMY else 3

    def _rows_shown(self) -> tuple[int, int]:
        """First person that is shown, and how many."""
        count = len(self.sheet.people) if self.sheet else 0
        shown = max(1, min(count, self.size.height - self._head_height() - 1))
        row = self.at.row
        return (max(0, min(row - shown + 1, count - shown)) if row >= shown else 0), shown

    def render(self) -> Content:
        """Head, answers, sums."""
        if self.sheet is None or self.size.width < 1:
            return Content("")
        first, shown, width = self._columns()
        slots = self.sheet.slots[first : first + shown]
        lines = self._heads(slots, width, before=first > 0)
        top, rows = self._rows_shown()
        for row in range(top, min(top + rows, len(self.sheet.people))):
            lines.append(self._row(row, slots, first, width))
        lines.append(self._sums(slots, width))
        return stacked(*lines[: self.size.height])

    def _heads(self, slots: tuple[Slot, ...], width: int, *, before: bool) -> list[list[Part]]:
        last = self.sheet.slots[-1:] if self.sheet else ()
        lines: list[list[Part]] = [[] for _line in range(self._head_height())]
        lead = ("‹" if before else "").rjust(self._label() - 1) + " "
        for place, one in enumerate(lines):
            one.append((lead if not place else " " * self._label(), "$ink-soft"))
        for slot in slots:
            more = " ›" if slots and slot is slots[-1] and last and slot is not last[0] else ""
            mark = BEST if slot.number == self.first else " "
            style = "bold $signal" if slot is self.slot else ""
            if mark == BEST:
                style = style or "bold $good"
            day = format_day(slot.starts.date(), year=False)
            weekday = weekday_name(slot.starts.date(), short=True)
            if width >= _ROOMY:
                texts = [f"{mark}{slot.number} {weekday} {day}{more}", f"   {clock(slot.starts)}"]
            else:
                texts = [
                    f"{mark}{slot.number} {weekday}{more}",
                    f" {day}",
                    f" {clock(slot.starts)}",
                ]
            for row, text in zip(lines, texts, strict=True):
                row.append((padded(text, width), style or "$ink-soft"))
        return lines

    def _row(self, row: int, slots: tuple[Slot, ...], first: int, width: int) -> list[Part]:
        assert self.sheet is not None
        who = self.sheet.people[row]
        here = row == self.at.row
        style = "bold $signal" if here else ("bold" if who.required else "")
        mark = NEEDED if who.required else " "
        label = self._label()
        name = padded(fit(line(who.name), label - 3), label - 2)
        parts: list[Part] = [(f"{mark} ", "$signal"), (name, style)]
        for across, slot in enumerate(slots, first):
            cast = who.votes.get(slot.number)
            parts += self._answer(cast.vote if cast else None, width,
                                  here=here and across == self.at.column)  # fmt: skip
        return parts

    def _answer(self, vote: Vote | None, width: int, *, here: bool) -> list[Part]:
        bar = ("▌" if here else " ", "bold $signal")
        if vote is None:
            return [bar, (padded(_NONE, width - 1), "bold $signal" if here else "$ink-faint")]
        state = VOTED[vote]
        text = f"{state.sign} {_(state.word)}" if width >= _ROOMY else state.sign
        style = tone_style(state.tone)
        return [bar, (padded(text, width - 1), f"bold {style}" if here else style)]

    def _sums(self, slots: tuple[Slot, ...], width: int) -> list[Part]:
        """How many say what to each time."""
        parts: list[Part] = [(padded(_("Together"), self._label()), "$ink-soft")]
        for slot in slots:
            one = self.standing[slot.number]
            counts = [
                (f"{len(names)}{VOTED[vote].sign}", tone_style(VOTED[vote].tone))
                for vote, names in ((Vote.YES, one.yes), (Vote.MAYBE, one.maybe), (Vote.NO, one.no))
                if names
            ]
            cells = sum(cell_len(text) for text, _tone in counts)
            gap = " " if 1 + cells + len(counts) <= width else ""
            for text, tone in counts:
                parts += [(gap or " ") if text is counts[0][0] else gap, (text, tone)]
            used = cells + len(gap) * len(counts) + (not gap)
            parts.append(" " * max(0, width - used))
        return parts
