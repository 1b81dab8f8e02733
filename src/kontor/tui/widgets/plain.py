"""Inputs and lines that cannot be harmed by text."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from kontor.base.errors import InputError
from kontor.base.text import clean_text
from kontor.tui.text import Part, joined

_LONGEST = 2_000


def cleaned(text: str, *, multiline: bool) -> str:
    """What may stay of a pasted text; too long is cut instead of refused."""
    limit = 20_000 if multiline else _LONGEST
    try:
        return clean_text(text[:limit], limit=limit, multiline=multiline)
    except InputError:
        return ""


def clean_line(text: str) -> str:
    """A text as it may stand in an input of one line."""
    return cleaned(text, multiline=False)


class Words(Static):
    """A line or block of text; takes pieces as `tui.text.joined` does."""

    ALLOW_SELECT = False

    def __init__(self, *parts: Part, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(joined(*parts), markup=False, id=id, classes=classes)

    def say(self, *parts: Part) -> None:
        """Show these pieces."""
        self.update(joined(*parts))


class KInput(Input):
    """One line of input; what is typed or pasted is cleaned before it counts.

    Ctrl+Z and Ctrl+Y take typing back and never reach the file; Ctrl+F is left to the search.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo_text", show=False),
        Binding("ctrl+y", "redo_text", show=False),
    ]
    _STEPS = 100

    def __init__(
        self, value: str = "", *, placeholder: str = "", id: str | None = None,
        classes: str | None = None,
    ) -> None:  # fmt: skip
        self._past: list[str] = []
        self._future: list[str] = []
        self._turning = False
        super().__init__(
            value, placeholder=placeholder, id=id, classes=classes, compact=True,
            select_on_focus=False,
        )  # fmt: skip
        self._bindings.key_to_bindings.pop("ctrl+f", None)

    def validate_value(self, value: str) -> str:
        """Nothing invisible, one line."""
        if value.isascii() and value.isprintable():
            return value[:_LONGEST]
        clean = cleaned(value, multiline=False)
        blank = value[-1:].isspace() and clean != ""
        return clean + " " if blank else clean

    def watch_value(self, old: str, _new: str) -> None:
        """Remember what stood here."""
        if not self._turning:
            self._past = [*self._past, old][-self._STEPS :]
            self._future.clear()

    def action_undo_text(self) -> None:
        """Take typing back."""
        self._turn(self._past, self._future)

    def action_redo_text(self) -> None:
        """Type it again."""
        self._turn(self._future, self._past)

    def _turn(self, source: list[str], target: list[str]) -> None:
        if source:
            target.append(self.value)
            self._turning = True
            self.put(source.pop())
            self._turning = False

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = cleaned(event.text, multiline=False)
        start, end = self.selection
        self.replace(text, *sorted((start, end)))

    def put(self, text: str) -> None:
        """Show a value with the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)
