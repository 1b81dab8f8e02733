"""The lines behind a figure: date, document, text, account, amount; Enter opens the entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.ledger.queries.journal import entry
from kontor.ledger.queries.vat import VatLine
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.entry import EntryScreen
from kontor.tui.screens.books.entry_steps import EntrySteps
from kontor.tui.screens.books.sheets import entry_blocks
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind


class Behind(NamedTuple):
    """One line or share that counts in a figure."""

    entry: int | None
    number: int | None
    day: date
    document: str
    text: str
    account: str
    code: str
    cents: int


def behind(found: Iterable[VatLine]) -> list[Behind]:
    """Lines of the VAT return as the list shows them."""
    return [
        Behind(one.entry, one.number, one.day, one.document, one.text, one.account, one.code,
               one.cents)
        for one in found
    ]  # fmt: skip


class EntryList(EntrySteps, ListScreen):
    """A list whose rows belong to entries: beside it the entry, Enter opens it."""

    def preview(self, row: Row) -> Sequence[Block]:
        """The entry."""
        chosen = self.chosen_entry()
        if chosen is None:
            return ()
        try:
            with self.kontor.store.read() as con:
                return entry_blocks(entry(con, chosen), full=False)
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The entry."""
        chosen = self.chosen_entry()
        return EntryScreen(chosen) if chosen else None


class DrillScreen(EntryList):
    """What a figure is made of; the sum stands in the status line."""

    NAME, TITLE, HANDBOOK = "books.drill", N_("Made of"), "reports#where-from"
    HINTS = ("record.open", "filter.open", "record.explain", "record.edit", "export.menu")
    COLUMNS = (
        Column(N_("No."), Kind.NUMBER, 6, least=5),
        Column(N_("Date"), Kind.DATE, keep=True),
        Column(N_("Document"), width=13, priority=3),
        Column(N_("Text"), Kind.NAME, 22, grow=3),
        Column(N_("Account"), width=8, priority=2, least=6),
        Column(N_("Code"), width=10, priority=5, least=7),
        Column(N_("Amount"), Kind.MONEY, 12),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "1": N_("Date"), "2": N_("Document"), "3": N_("Text"), "6": N_("Amount"),
    }  # fmt: skip
    EMPTY = N_("No line stands behind this figure.")
    EMPTY_HINTS = ("screen.back",)

    def __init__(self, title: str, read: Callable[[], Sequence[Behind]]) -> None:
        super().__init__()
        self._title, self._reader = title, read
        self._rows: list[Behind] = []

    def crumb(self) -> str:
        """The figure."""
        return self._title

    def source(self) -> Source:
        """What was read; a thread reads it again."""

        def take(found: Sequence[Behind]) -> None:
            self._rows = list(found)
            self.refill(self._source())

        work.start(self, lambda _ticket: self._reader(), name="drill", then=take, group="drill")
        return self._source()

    def _source(self) -> MemorySource:
        return MemorySource(
            [
                Row(
                    place,
                    (place,),
                    (
                        f"#{one.number}" if one.number else "–",
                        one.day.isoformat(),
                        one.document,
                        one.text,
                        one.account,
                        one.code,
                        one.cents,
                    ),
                    "",
                    one.cents,
                )
                for place, one in enumerate(self._rows)
            ]
        )

    def chosen_entry(self) -> int | None:
        """The entry of the line under the cursor."""
        return self._rows[self.row.id].entry if self.row and self.row.id < len(self._rows) else None
