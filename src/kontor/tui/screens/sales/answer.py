"""The customer's answer to a quote in parts: which positions, which alternatives and options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.sales.kinds import PositionKind
from kontor.sales.queries import documents
from kontor.tui.action import FORM, LIST
from kontor.tui.protocols import Row
from kontor.tui.screens.base import BaseScreen, give_title
from kontor.tui.screens.sales.sheets import figures, said
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.plain import Words
from kontor.tui.widgets.table import RecordTable

_SILENT = frozenset({PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL})


class AnswerScreen(BaseScreen):
    """Space takes a position in or out; of a group of alternatives one is taken."""

    NAME, TITLE, HANDBOOK = "sales.answer", N_("Accepted in part"), "quotes"
    KINDS: ClassVar[tuple[str, ...]] = (FORM, LIST)
    HINTS: ClassVar[tuple[str, ...]] = ("mark.toggle", "form.save", "screen.back")
    AUTO_FOCUS = "RecordTable"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(N_("Taken"), Kind.TEXT, 8, keep=True),
        Column(N_("No."), Kind.NUMBER, 10, least=6),
        Column(N_("Text"), Kind.NAME, 30, grow=1, least=16),
        Column(N_("Quantity"), Kind.QUANTITY, 10, priority=3),
        Column(N_("Unit"), Kind.TEXT, 5, priority=4, least=4),
        Column(N_("Price"), Kind.QUANTITY, 10, priority=2),
        Column(N_("Total"), Kind.MONEY, 12, least=10),
    )

    def __init__(self, quote: int) -> None:
        super().__init__()
        self.quote = quote
        self.document: documents.Document | None = None
        self.taken: set[int] = set()

    def body(self) -> ComposeResult:
        """Positions and the sum of those that are taken."""
        with Vertical(id="lines-pane", classes="pane"):
            yield RecordTable(self.COLUMNS, id="table")
            yield Words(id="lines-sums")

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one("#table", RecordTable)

    def crumb(self) -> str:
        """Of which quote."""
        name = self.document.head.name if self.document else ""
        return _("{name}: accepted in part").format(name=name)

    def on_mount(self) -> None:
        """All that counts is taken at first."""
        with self.kontor.store.read() as con:
            self.document = documents.document(con, self.quote)
        self.taken = {
            one.id for one in self.document.positions if one.chosen and one.kind not in _SILENT
        }
        give_title(self.query_one("#lines-pane"), top=self.crumb())
        self._show()

    def _show(self) -> None:
        one = self.document
        if one is None:
            return
        rows = []
        total = 0
        for position in one.positions:
            cents = one.totals.lines.get(position.id)
            silent = position.kind in _SILENT
            mark = (
                "" if silent else "✓ " + _("yes") if position.id in self.taken else "· " + _("no")
            )
            if position.id in self.taken:
                total += cents or 0
            cells = (mark, position.number, said(position), *figures(position), cents)
            rows.append(Row(position.id, (0,), cells))
        self.table.show(MemorySource(rows))
        self.query_one("#lines-sums", Words).say(
            (_("taken {amount} net of {whole}").format(
                amount=format_money(total), whole=format_money(one.totals.net)), "bold")
        )  # fmt: skip
        self.repaint_frame()

    def status(self) -> Sequence[tuple[str, str]]:
        """What the keys do here."""
        return [(_("What is left out stays in the quote only."), "$ink-soft")]

    def do_mark_toggle(self) -> None:
        """Take a position in or out; a title with all below it."""
        row, one = self.table.row, self.document
        if row is None or one is None:
            return
        below = {row.id}
        for position in one.positions:
            if position.parent in below:
                below.add(position.id)
        there = [p for p in one.positions if p.id in below and p.kind not in _SILENT]
        on = not all(p.id in self.taken for p in there)
        for position in there:
            self._set(position, on=on)
        self._show()
        self.table.cursor = min(self.table.cursor + 1, self.table.count - 1)

    def _set(self, position: documents.Position, *, on: bool) -> None:
        assert self.document is not None
        if not on:
            self.taken.discard(position.id)
            return
        if position.choice is not None:
            self.taken -= {p.id for p in self.document.positions if p.choice == position.choice}
        self.taken.add(position.id)

    def do_form_save(self) -> None:
        """Make the order of what is taken."""
        from kontor.sales.model.inputs import AcceptQuote
        from kontor.sales.service.quotes import accept_quote

        one = self.document
        if one is None:
            return
        there = {position.id: position for position in one.positions}
        choices = [there[key].ref for key in sorted(self.taken) if not there[key].chosen]
        positions = [there[key].ref for key in sorted(self.taken)]
        counting = {key for key, p in there.items() if p.chosen and p.kind not in _SILENT}
        groups = {there[key].choice for key in self.taken if there[key].choice is not None}
        whole = all(key in self.taken or there[key].choice in groups for key in counting)
        data = AcceptQuote(
            day=self.kontor.today(), choices=choices, positions=None if whole else positions
        )
        self.kontor.run_case(accept_quote, self.quote, data, then=self._done)

    def _done(self, result: Any) -> None:
        from kontor.tui.screens.sales.document import screen_of

        if self.is_attached and self.app.screen is self:
            self.app.pop_screen()
        self.kontor.push_screen(screen_of(self.kontor.store.read, int(result)))
