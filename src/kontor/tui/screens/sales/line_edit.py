"""The line in which a position is typed, laid over its row in the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from kontor.tui.widgets.columns import GAP, Placed
from kontor.tui.widgets.plain import KInput


class LineField(KInput):
    """One cell of the line; the arrows leave it upwards and downwards."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "line_key('tab')", show=False),
        Binding("shift+tab", "line_key('shift+tab')", show=False),
        Binding("up", "line_key('up')", show=False),
        Binding("down", "line_key('down')", show=False),
        Binding("escape", "line_key('escape')", show=False),
    ]

    def __init__(self, name: str) -> None:
        super().__init__(classes="line-field")
        self.part = name
        self.select_on_focus = True

    def action_line_key(self, key: str) -> None:
        """A key that belongs to the whole line."""
        self.post_message(LineEdit.KeyPressed(key, self.part))

    async def action_submit(self) -> None:
        """Enter takes the line; told at once, so that the next key finds it taken."""
        self.post_message(LineEdit.Taken(self.part))


class LineEdit(Horizontal):
    """Fields in the columns of the table.

    Messages: `KeyPressed` for keys of the line, `Taken` for Enter, `Typed` after each edit.
    """

    @dataclass
    class KeyPressed(Message):
        """A key that the screen answers."""

        key: str
        part: str

    @dataclass
    class Taken(Message):
        """Enter."""

        part: str

    @dataclass
    class Typed(Message):
        """Something was typed."""

        part: str

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(id="line-edit")
        self.used = frozenset(names)
        self.fields = {name: LineField(name) for name in names}

    def compose(self) -> ComposeResult:
        """All fields; those that the kind does not have are hidden."""
        yield from self.fields.values()

    @property
    def raws(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: field.value for name, field in self.fields.items()}

    def begin(self, used: frozenset[str], raws: Mapping[str, str], part: str) -> None:
        """Show a line with these texts and put the cursor into a field."""
        self.used = used
        for name, field in self.fields.items():
            field.put(raws.get(name, ""))
            field.can_focus = name in used
        wanted = part if part in used else next(name for name in self.fields if name in used)
        self.fields[wanted].focus()

    def place(self, row: int, placed: Sequence[Placed], columns: Sequence[str]) -> None:
        """Stand on a row of the table, each field on its column."""
        self.styles.offset = (0, row)
        left = 1
        where = {columns[place]: width for place, width in placed}
        for name, field in self.fields.items():
            width = where.get(name, 0)
            field.display = width > 0
            field.styles.width = width + GAP if width else 0
            field.set_class(name not in self.used, "-unused")
        self.styles.padding = (0, 0, 0, left)

    def beside(self, part: str, step: int) -> str | None:
        """The next field that can be typed in; nothing behind the last."""
        names = [name for name, field in self.fields.items() if name in self.used and field.display]
        place = names.index(part) + step if part in names else 0
        return names[place] if 0 <= place < len(names) else None

    def go(self, part: str) -> None:
        """Put the cursor into a field."""
        self.fields[part].focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell that something was typed."""
        event.stop()
        if isinstance(event.input, LineField):
            self.post_message(self.Typed(event.input.part))
