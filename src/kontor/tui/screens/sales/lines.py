"""The editor of positions: one line at a time, in place, with sums and margin below.

Each line that is left is written to the draft at once, so undo takes back line by line and a kill
loses at most what stands in the one open line; that one is kept as a draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money, format_price
from kontor.sales.queries import documents
from kontor.tui.action import LIST
from kontor.tui.protocols import Row
from kontor.tui.screens.base import empty_lines, give_title
from kontor.tui.screens.form import Drafter
from kontor.tui.screens.sales import line_sheet
from kontor.tui.screens.sales.line_keys import LineKeys
from kontor.tui.screens.sales.line_typing import NEW, LineTyping
from kontor.tui.screens.sales.line_values import (
    FIELDS,
    NUMBER,
)
from kontor.tui.screens.sales.names import POSITIONS
from kontor.tui.screens.sales.sheets import figures, said, title_of, total_of
from kontor.tui.screens.sales.steps import DocumentSteps
from kontor.tui.sheet import lay_out_sheet
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part, Rows, stacked
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.plain import Words
from kontor.tui.widgets.table import RecordTable

_ROOMY = 118  # cells from which details stand beside the texts without squeezing them


class LinesScreen(LineKeys, DocumentSteps, LineTyping):
    """Positions of a draft."""

    NAME, TITLE, HANDBOOK = "sales.lines", N_("Positions"), "quotes#positions"
    KINDS: ClassVar[tuple[str, ...]] = (LIST,)
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "step.next", "lines.cost", "actions.menu", "view.toggle",
    )  # fmt: skip
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(N_("No."), Kind.NUMBER, 8, least=7),
        Column(N_("Text"), Kind.NAME, 30, grow=1, least=20),
        Column(N_("Quantity"), Kind.QUANTITY, 12, least=10, keep=True),
        Column(N_("Unit"), Kind.TEXT, 7, least=7, keep=True),
        Column(N_("Price"), Kind.QUANTITY, 10, least=9, keep=True),
        Column(N_("Total"), Kind.MONEY, 11, least=10),
    )
    AUTO_FOCUS = "RecordTable"

    # frame

    def body(self) -> ComposeResult:
        """Positions with the line that is typed, what was understood, sums; details beside."""
        with Horizontal(id="panes"):
            with Vertical(id="lines-pane", classes="pane"):
                with Container(id="lines-box"):
                    yield RecordTable(self.COLUMNS, id="table")
                    yield self.edit
                yield Words(id="lines-said")
                yield Words(id="lines-sums")
            with VerticalScroll(id="preview-pane", classes="pane", can_focus=False):
                yield Words(id="preview")

    @property
    def document_id(self) -> int | None:
        """This document."""
        return self.key

    def crumb(self) -> str:
        """The document."""
        return title_of(self.document.head) if self.document else "?"

    def on_mount(self) -> None:
        """Read it; a line that was being typed comes back."""
        self._ready = True
        self.edit.display = False
        self.table.empty_text = empty_lines(
            _("No positions yet."),
            [self.hint_line(name) for name in ("record.new", "lines.title", "lines.hour")],
        )
        self._drafter = Drafter(self.kontor.wiring.drafts, f"sales.line:{self.key}")
        self.requery()
        self.call_after_refresh(self._restore)

    def requery(self) -> None:
        """Read the document again."""
        try:
            with self.kontor.store.read() as con:
                self.document = documents.document(con, self.key)
        except NotFound:
            self.document = None
        self.show_rows()
        self.repaint_frame()

    def show_rows(self) -> None:
        """Rows, sums, titles."""
        if not self._ready:
            return
        self.table.show(MemorySource(self._rows()))
        if self.editing is not None:
            self._place_edit()
        self.tell_below()
        self._show_side()
        one = self.document
        if one is not None:
            head = one.head
            title = " · ".join(part for part in (head.contact_name, head.subject) if part)
            give_title(self.query_one("#lines-pane"), top=title)

    def _rows(self) -> list[Row]:
        one = self.document
        if one is None:
            return []
        depth: dict[int, int] = {}
        rows = []
        for position in one.positions:
            depth[position.id] = depth.get(position.parent or 0, -1) + 1
            text = "  " * depth[position.id] + said(position)
            if position.long:
                text += " ¶"
            cells = (position.number, text, *figures(position), total_of(one, position))
            rows.append(Row(position.id, (0,), cells))
        editing = self.editing
        if editing is not None and editing.position is None:
            after = editing.after
            place = next((at + 1 for at, row in enumerate(rows) if row.id == after), len(rows))
            rows.insert(place, Row(NEW, (0,), ("", "", "", "", "", None)))
        return rows

    def on_resize(self) -> None:
        """The line follows the columns."""
        if self.editing is not None:
            self.call_after_refresh(self._place_edit)
        self.call_after_refresh(self._show_side)

    # below and beside

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Another position: its details."""
        message.stop()
        self._show_side()
        self.repaint_frame()

    async def on_record_table_chosen(self, message: RecordTable.Chosen) -> None:
        """A second click edits."""
        message.stop()
        self.edit_line()

    def tell_below(self) -> None:
        """What is understood, and the sums."""
        if not self._ready:
            return
        self.query_one("#lines-said", Words).say(stacked(*self._said()))
        if self.document is not None:
            self.query_one("#lines-sums", Words).say(stacked(*line_sheet.sums(self.document)))

    def _said(self) -> Rows:
        editing, line = self.editing, self.typed_line()
        if editing is None or line is None:
            return [(_("⏎ edits, Tab goes through the line; quantities take formulas."),
                     "$ink-faint")]  # fmt: skip
        rows: list[Part | list[Part]] = []
        for place, one in enumerate(self.proposals):
            here = place == self.proposed
            price = f"{format_price(one.price)} € / {one.unit}" if one.price else ""
            rows.append([("▸ " if here else "  ", "bold $signal"),
                         (one.short, "bold" if here else ""),
                         (f"  {price}  {one.used}×", "$ink-soft")])  # fmt: skip
        if self.proposals:
            rows.append((_("↓ chooses what was written before, Tab takes it."), "$ink-faint"))
            return rows
        kind = _(POSITIONS[editing.kind])
        if line.fault and not any(text.strip() for text in self.edit.raws.values()):
            said = _("type the text; Tab goes on, ⏎ takes the line, Esc ends")
            return [[(f"{kind} · ", "$ink-soft"), (said, "$ink-faint")]]
        if line.fault:
            return [[(f"{kind} · ", "$ink-soft"), (line.fault, "$bad")]]
        parts = [line.said.get(name, "") for name in (NUMBER, *FIELDS[2:])]
        if line.total is not None:
            parts.append(f"= {format_money(line.total)} €")
        text = " · ".join(part for part in parts if part)
        return [[(f"{kind} · ", "$ink-soft"), (text, "$good")]]

    def _show_side(self) -> None:
        if not self._ready:
            return
        pane = self.query_one("#preview-pane", VerticalScroll)
        roomy = self.size.width >= _ROOMY and self.position is not None
        pane.display = self.has_class("-wide") and (self._paper or roomy)
        if not pane.display or self.document is None:
            return
        width = max(20, pane.scrollable_content_region.width - 1)
        pane.set_class(self._paper, "-paper")
        if self._paper:
            blocks = line_sheet.paper_blocks(self.kontor, self.document.head, width)
        else:
            with self.kontor.store.read() as con:
                blocks = line_sheet.position_blocks(con, self.document, self.position)
        self.query_one("#preview", Words).say(lay_out_sheet(blocks, width))

    def status(self) -> Sequence[tuple[str, str]]:
        """How many positions, and that each line is kept at once."""
        count = len(self.document.positions) if self.document else 0
        text = ngettext("{count} position", "{count} positions", count).format(count=count)
        return [(text, ""),
                (" · " + _("every line is kept at once"), "$ink-soft")]  # fmt: skip

    def why_not(self, name: str) -> str:
        """An issued document stays; some steps need a position."""
        one = self.document
        if one is None:
            return _("This record is gone.")
        if one.head.issued and (name.startswith("lines.") or name in {
            "record.new", "record.edit", "record.copy", "record.cancel", "record.open"
        }):  # fmt: skip
            return _("It is issued and stays as it is.")
        if name in line_sheet.NEED_POSITION and self.position is None:
            return _("Type a position first.")
        return DocumentSteps.why_not_document(self, name, one.head) or super().why_not(name)

    def do_view_toggle(self) -> None:
        """Details of the position, or the whole document as it will be printed."""
        if not self.has_class("-wide"):
            from kontor.tui.screens.sales.document import DocumentScreen

            self.app.push_screen(DocumentScreen(self.key, paper=True))
            return
        self._paper = not self._paper
        self.query_one("#preview-pane").set_class(self._paper, "-paper")
        self.call_after_refresh(self._show_side)
