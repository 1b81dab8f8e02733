"""The detail screen: one record as a sheet, with its neighbours by `+` and `-`.

class EntryScreen(DetailScreen):
    def load(self) -> EntryView | None:        # from queries; nothing when it is gone
    def crumb(self) -> str: ...
    def blocks(self) -> Sequence[Block]: ...   # see `tui.sheet`

Values and rows that name another record open it with Enter, above this screen: Esc comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult

from kontor.base.i18n import _
from kontor.tui.action import DETAIL
from kontor.tui.screens.base import BaseScreen, give_title
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Paper
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.widgets.sheet_pane import SheetPane


class DetailScreen(BaseScreen):
    """One record; `data` holds what `load` gave."""

    KINDS: ClassVar[tuple[str, ...]] = (DETAIL,)
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.edit",
        "step.next",
        "actions.menu",
        "record.explain",
        "record.next",
    )
    AUTO_FOCUS = "#detail-pane"

    def __init__(self, record: int) -> None:
        super().__init__()
        self.record = record
        self.data: Any = None
        self.neighbour: Callable[[int], BaseScreen | None] = lambda _step: None

    def load(self) -> Any:
        """The record, read from the file; nothing when it is gone."""
        raise NotImplementedError

    def blocks(self) -> Sequence[Block]:
        """The sheet of `data`."""
        return ()

    def body(self) -> ComposeResult:
        """The sheet."""
        yield SheetPane(id="detail-pane", classes="pane")

    def on_mount(self) -> None:
        """Read it."""
        self.requery()

    def requery(self) -> None:
        """Read it again."""
        self.data = self.load()
        self._lay_out()
        self.repaint_frame()

    def on_resize(self) -> None:
        """Lay it out for the new width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        if not self.is_mounted:
            return
        pane = self.query_one("#detail-pane", SheetPane)
        pane.show(self.blocks() if self.data is not None else [Head(_("This record is gone."))])
        give_title(pane, top=self.crumb(), bottom=self._way_on(pane))

    def _way_on(self, pane: SheetPane) -> str:
        """What Enter does with the rows of the sheet."""
        if not pane.spots:
            return ""
        return _("↓ chooses a row · {key} opens it").format(key=self.kontor.key_of("row.open"))

    def do_row_open(self) -> None:
        """Open the record under the cursor; without a cursor put it on the first row."""
        pane = self.query_one("#detail-pane", SheetPane)
        if pane.ref:
            self.kontor.open_above(pane.ref)
        else:
            pane.first()

    def why_not(self, name: str) -> str:
        """A record that is gone can only be left; a sheet may have no rows that open."""
        if name == "row.open":
            return self.why_no_row()
        if self.data is None and name.startswith(("record.", "step.next", "copy.")):
            return _("This record is gone.")
        return super().why_not(name)

    def why_no_row(self) -> str:
        """Why Enter opens nothing here; empty when it does."""
        there = self.query_one("#detail-pane", SheetPane).spots
        return "" if there else _("No row of this sheet opens anything.")

    def _go(self, step: int) -> None:
        other = self.neighbour(step)
        if isinstance(other, DetailScreen) and other.record != self.record:
            self.record = other.record
            self.requery()
            self.query_one("#detail-pane", SheetPane).top()

    def do_record_next(self) -> None:
        """The next record of the list below."""
        self._go(1)

    def do_record_previous(self) -> None:
        """The previous record of the list below."""
        self._go(-1)

    def copies(self) -> Sequence[tuple[str, str]]:
        """What `y` offers: number and facts of the sheet."""
        offers: list[tuple[str, str]] = []
        for block in self.blocks() if self.data is not None else ():
            if isinstance(block, Head):
                offers.append((_("Number"), block.number))
                offers += [(_("Name"), block.name)] if block.name else []
            elif isinstance(block, Facts):
                offers += [(_(label), str(value)) for label, value in block.pairs if value]
        return offers

    def do_copy_menu(self) -> None:
        """Put a fact on the clipboard."""
        offers = self.copies()
        entries = [Entry(str(place), name, text) for place, (name, text) in enumerate(offers)]

        def take(value: str | None) -> None:
            if value:
                self.kontor.copy_out(offers[int(value)][1])

        self.app.push_screen(Chooser(_("Copy"), entries), take)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)

    def explain(self, title: str, blocks: Sequence[Block]) -> None:
        """Show where something comes from."""
        self.app.push_screen(Paper(title, blocks))
