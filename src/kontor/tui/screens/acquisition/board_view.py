"""The board itself: columns of cards, drawn for the width there is; the cursor moves by arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kontor.acquisition.kinds import Urgency
from kontor.acquisition.queries.follow import Follow
from kontor.acquisition.queries.leads import Column, Lead
from kontor.base.i18n import _
from kontor.tui.action import TABLE
from kontor.tui.keys import bindings
from kontor.tui.screens.acquisition.names import SHORT, STATES, age_text, euros, step_text
from kontor.tui.text import Part, line, stacked
from kontor.tui.widgets.columns import padded

_LEAST = 19  # cells of a column; narrower, names say nothing
_HEAD = 4  # lines above the cards
_CARD = 4  # lines of a card with the gap below it


class BoardView(Widget, can_focus=True):
    """Cards of open leads by stage; the chosen one has a bar, a late one a sign."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings((TABLE,))

    @dataclass
    class Moved(Message):
        """Another card is chosen."""

        lead: int | None

    def __init__(self) -> None:
        super().__init__(id="board")
        self.columns: Sequence[Column] = ()
        self.steps: dict[int, Follow] = {}
        self.today = date.min
        self.at, self.down = 0, 0

    def show(self, columns: Sequence[Column], steps: dict[int, Follow], today: date) -> None:
        """Draw other leads; the chosen one stays chosen, wherever it went."""
        before = self.lead
        self.columns, self.steps, self.today = columns, steps, today
        places = [
            (at, down)
            for at, column in enumerate(columns)
            for down, one in enumerate(column.leads)
            if before is not None and one.id == before.id
        ]
        if places:
            self.at, self.down = places[0]
        elif columns and not any(column.leads[self.down :] for column in columns[self.at :][:1]):
            full = [at for at, column in enumerate(columns) if column.leads]
            if not columns[self.at].leads and full:
                self.at = min(full, key=lambda at: abs(at - self.at))
            self.down = max(0, min(self.down, len(columns[self.at].leads) - 1))
        self.refresh()
        self.post_message(self.Moved(self.lead.id if self.lead else None))

    @property
    def lead(self) -> Lead | None:
        """The chosen lead."""
        if not self.columns:
            return None
        leads = self.columns[self.at].leads
        return leads[self.down] if self.down < len(leads) else None

    def choose(self, lead: int) -> None:
        """Put the cursor on a lead."""
        for at, column in enumerate(self.columns):
            for down, one in enumerate(column.leads):
                if one.id == lead:
                    self._go(at, down)

    def action_act(self, name: str) -> None:
        """Up and down in a column."""
        if not self.columns:
            return
        last = len(self.columns[self.at].leads) - 1
        page = max(1, (self.size.height - _HEAD) // _CARD)
        steps = {
            "move.up": -1, "move.down": 1, "move.page_up": -page, "move.page_down": page,
            "move.first": -self.down, "move.last": last,
        }  # fmt: skip
        self._go(self.at, max(0, min(last, self.down + steps[name])))

    def on_key(self, event: events.Key) -> None:
        """Left and right go to the next column."""
        step = {"left": -1, "right": 1, "h": -1, "l": 1}.get(event.key)
        if step is None or not self.columns:
            return
        event.stop()
        at = max(0, min(len(self.columns) - 1, self.at + step))
        self._go(at, max(0, min(self.down, len(self.columns[at].leads) - 1)))

    def on_click(self, event: events.Click) -> None:
        """A click chooses a card."""
        shown, width, first = self._frame()
        at = first + min(shown - 1, event.x // max(1, width))
        if at < len(self.columns) and event.y >= _HEAD:
            down = self._top(at) + (event.y - _HEAD) // _CARD
            if down < len(self.columns[at].leads):
                self._go(at, down)

    def _go(self, at: int, down: int) -> None:
        if (at, down) != (self.at, self.down):
            self.at, self.down = at, down
            self.refresh()
            self.post_message(self.Moved(self.lead.id if self.lead else None))

    # drawing

    def _frame(self) -> tuple[int, int, int]:
        """How many columns fit, how wide each is, which is the first."""
        shown = max(1, min(len(self.columns) or 1, self.size.width // _LEAST))
        first = max(0, min(self.at - shown // 2, len(self.columns) - shown))
        return shown, self.size.width // shown, first

    def _top(self, at: int) -> int:
        """First card that is shown in a column."""
        fits = max(1, (self.size.height - _HEAD) // _CARD)
        return max(0, self.down - fits + 1) if at == self.at else 0

    def render(self) -> Content:
        """All columns beside one another."""
        if not self.columns or self.size.width < 1:
            return Content("")
        shown, width, first = self._frame()
        drawn = [self._column(at, width) for at in range(first, first + shown)]
        rows: list[list[Part]] = []
        for y in range(self.size.height):
            row: list[Part] = []
            for column in drawn:
                row += column[y] if y < len(column) else [" " * width]
            rows.append(row)
        return stacked(*rows)

    def _column(self, at: int, width: int) -> list[list[Part]]:
        column = self.columns[at]
        state, inner = STATES[column.stage], width - 1
        here = at == self.at
        shown, _width, first = self._frame()
        left = "‹ " if at == first and at > 0 else ""
        right = " ›" if at == first + shown - 1 < len(self.columns) - 1 else ""
        head = f"{left}{state.sign} {_(SHORT[column.stage])} · {column.pieces}{right}"
        sums = [f"{euros(column.net)} €", f"{_('weighted')} {euros(column.weighted)} €"]
        rows: list[list[Part]] = [[(padded(head, inner), "bold $signal" if here else "bold"), " "]]
        for text in sums:
            rows.append([(padded(text if column.pieces else "", inner), "$ink-soft"), " "])
        rows.append([("─" * inner, "$signal" if here else "$ink-faint"), " "])
        top = self._top(at)
        fits = max(1, (self.size.height - _HEAD) // _CARD)
        for down, one in enumerate(column.leads[top : top + fits], top):
            rows += self._card(one, inner, chosen=here and down == self.down)
        hidden = len(column.leads) - top - fits
        if hidden > 0 and len(rows) >= self.size.height:
            rows[-1] = [(padded(f"  ↓ {hidden}", inner), "$ink-soft"), " "]
        return rows

    def _card(self, one: Lead, width: int, *, chosen: bool) -> list[list[Part]]:
        bar = "▌" if chosen else " "
        bar_style = "bold $signal" if chosen else ""
        urgent = "!! " if one.urgency is Urgency.EMERGENCY else ""
        urgent = "! " if one.urgency is Urgency.HIGH else urgent
        step, style = step_text(self.steps.get(one.id), self.today)
        worth = f"{euros(one.worth)} €" if one.worth else line(one.trade)
        facts = " · ".join(filter(None, (age_text(one, self.today), worth)))
        room = width - 2

        def row(text: str, kind: str) -> list[Part]:
            return [(bar, bar_style), " ", (padded(text, room), kind), " "]

        title = "bold $signal" if chosen else "bold"
        return [
            row(urgent + line(one.title), title),
            row(facts, "$ink-soft"),
            row(step, style),
            [" " * (width + 1)],
        ]
