"""Copying figures one after the other, for typing them into the form of the tax office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from kontor.base.i18n import _
from kontor.base.text import fit
from kontor.tui.text import Part, stacked
from kontor.tui.widgets.frame import TooSmall
from kontor.tui.widgets.plain import Words

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp


class Figure(NamedTuple):
    """A figure of a form: its number, its name, the text that is typed."""

    number: str
    label: str
    value: str


class CopyList(ModalScreen[None]):
    """Enter copies the marked figure and goes to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("enter,space,y", "copy", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
    ]

    def __init__(self, title: str, figures: Sequence[Figure], note: str = "") -> None:
        super().__init__()
        self._title, self.figures, self._note = title, list(figures), note
        self.place = 0
        self.copied: set[int] = set()

    def compose(self) -> ComposeResult:
        """Title, figures, how it works."""
        with Vertical(id="copy-list", classes="window"):
            yield Words((self._title, "bold"), id="question-title")
            with VerticalScroll(id="copy-rows", can_focus=False):
                yield Words(id="copy-words")
            yield Words((self._note, "$ink-soft"), id="copy-note")
            keys = _("⏎ copies and goes on   ↑↓ choose   Esc back")
            yield Words((keys, "$ink-soft"), id="chooser-bottom")
        yield TooSmall()

    def on_mount(self) -> None:
        """Show the figures."""
        self._draw()

    def on_resize(self) -> None:
        """Cut the names for the new width."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        width = max(30, self.query_one("#copy-rows").content_size.width)
        rows: list[Part | list[Part]] = []
        value_room = max((len(one.value) for one in self.figures), default=0)
        for place, one in enumerate(self.figures):
            here = place == self.place
            sign = "▸ " if here else "✓ " if place in self.copied else "  "
            label = fit(one.label, max(8, width - value_room - 12))
            pad = " " * max(1, width - value_room - 9 - _cells(label))
            tone = "bold $signal" if here else "$good" if place in self.copied else ""
            rows.append(
                [
                    (sign, tone),
                    (f"{one.number:>4}  ", "$ink-soft"),
                    (label, tone or "$ink"),
                    pad,
                    (f"{one.value:>{value_room}}", "bold" if here else ""),
                ]
            )
        self.query_one("#copy-words", Words).say(stacked(*rows))
        self.query_one("#copy-rows", VerticalScroll).scroll_to(
            y=max(0, self.place - 4), animate=False
        )

    def action_copy(self) -> None:
        """Copy this one, go to the next."""
        if not self.figures:
            return
        self.copied.add(self.place)
        cast("KontorApp", self.app).copy_out(self.figures[self.place].value)
        self.action_move(1)

    def action_move(self, step: int) -> None:
        """Another figure."""
        self.place = max(0, min(len(self.figures) - 1, self.place + step))
        self._draw()

    def action_leave(self) -> None:
        """Done."""
        self.dismiss(None)


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
