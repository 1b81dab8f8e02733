"""A list from which several are chosen: Space marks, Enter takes what is marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from kontor.base.i18n import _
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.widgets.plain import KInput


class _Line(KInput):
    """What narrows the list; the space bar is left to the marks."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is typed here."""
        return key != "space" and super().check_consume_key(key, character)


class Several(Chooser):
    """Choose some entries; gives their values with commas between, nothing after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False, priority=True),
    ]

    LINE = _Line

    def __init__(self, title: str, entries: Sequence[Entry], chosen: Collection[str]) -> None:
        self._all, self._marks = tuple(entries), set(chosen)
        super().__init__(title, self._drawn())

    def _drawn(self) -> tuple[Entry, ...]:
        return tuple(
            replace(one, label=f"{'[x]' if one.value in self._marks else '[ ]'} {one.label}")
            for one in self._all
        )

    def keys(self) -> str:
        """The line below the list."""
        return _("↑↓ go   Space marks   ⏎ takes the marked   Esc back")

    def action_mark(self) -> None:
        """Mark the entry under the cursor, or take its mark away; the cursor goes on."""
        entry = self.chosen
        if entry is None:
            return
        self._marks ^= {entry.value}
        self._entries = self._drawn()
        options = self.query_one("#chooser-list", OptionList)
        place = options.highlighted
        self._fill()
        options.highlighted = place
        self.action_move(1)

    def _take(self) -> None:
        self.dismiss(",".join(one.value for one in self._all if one.value in self._marks))
