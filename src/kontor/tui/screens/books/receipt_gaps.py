"""Bookings without receipt (fehlende Belege), each with the keys that mend it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.dates import now_utc
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.ledger.words import ENTRY_KINDS
from kontor.receipts.queries import missing
from kontor.receipts.queries.missing import Unproven
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.entry import EntryScreen
from kontor.tui.screens.books.receipts import ENDINGS, reason_of
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Running, Tell
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_FITTING = (
    Column(N_("Receipt"), Kind.NAME, grow=2),
    Column(N_("Date"), Kind.DATE),
    Column(N_("Gross"), Kind.MONEY),
)
_MOST = 5_000


class UnprovenScreen(ListScreen):
    """Bookings of this year and the one before that no receipt proves."""

    NAME, TITLE, LETTER, HANDBOOK = "books.unproven", N_("No receipt"), "o", "receipts#gaps"
    HINTS = ("gap.find", "record.new", "receipt.own", "gap.waive", "record.open")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE),
        Column(N_("Document"), Kind.NUMBER, width=13, priority=2),
        Column(N_("Who"), Kind.NAME, width=20, grow=1),
        Column(N_("Text"), width=24, grow=2, priority=4),
        Column(N_("Amount"), Kind.MONEY),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Date"), "2": N_("Name"), "4": N_("Amount"),
    }  # fmt: skip
    EMPTY = N_("Every booking has its receipt.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, Unproven] = {}

    def source(self) -> Source:
        """What lacks a receipt, the newest first."""
        since = date(self.kontor.today().year - 1, 1, 1)
        with self.kontor.store.read() as con:
            rows = missing.unproven(con, since, limit=_MOST)
        self.found = {one.entry: one for one in rows}
        return MemorySource([
            Row(one.entry, (place,), (one.day.isoformat(), one.document, one.partner, one.text,
                                      one.cents), "", one.cents)
            for place, one in enumerate(rows)
        ])  # fmt: skip

    @property
    def chosen(self) -> Unproven | None:
        """The booking under the cursor."""
        return self.found.get(self.row.id) if self.row else None

    def why_not(self, name: str) -> str:
        """Nothing is mended where nothing is missing; only `n` needs a booking here."""
        if name in {"gap.find", "gap.waive", "receipt.own", "record.new"} and self.chosen is None:
            return _("Every booking has its receipt.")
        return super().why_not(name)

    def preview(self, row: Row) -> Sequence[Block]:
        """The booking, and the receipts that may belong to it."""
        one = self.found[row.id]
        with self.kontor.store.read() as con:
            fitting = missing.receipts_for(con, one.entry, limit=5)
        blocks: list[Block] = [
            Head(one.document or _("Booking"), one.partner),
            Facts((N_("Date"), one.day), (N_("Kind"), _(ENTRY_KINDS.get(one.kind, one.kind))),
                  (N_("Text"), one.text), (N_("Amount"), f"{format_money(one.cents)} €")),
        ]  # fmt: skip
        if fitting:
            rows = [(f"{each.supplier or each.name}", each.day, each.gross) for each in fitting]
            blocks.append(Grid(_FITTING, rows, _("May belong to it")))
        else:
            blocks.append(Note("", _("No receipt that waits fits to it.")))
        return blocks

    def detail(self, row: Row) -> BaseScreen | None:
        """The booking."""
        return EntryScreen(row.id)

    # what mends it

    def do_step_next(self) -> None:
        """The usual way: its receipt is there already."""
        self.do_gap_find()

    def do_gap_find(self) -> None:
        """Choose among the receipts that are not booked, the best fitting first."""
        one = self.chosen
        if one is None:
            return
        with self.kontor.store.read() as con:
            fitting = missing.receipts_for(con, one.entry)
        if not fitting:
            self.kontor.toast(_("No receipt that waits fits to it."))
            return
        entries = [
            Entry(str(each.receipt), f"{each.supplier or each.name}  {each.name}".strip(),
                  "" if each.gross is None else format_money(each.gross))
            for each in fitting
        ]  # fmt: skip

        def take(value: str | None) -> None:
            from kontor.receipts.service.keeping import link

            if value:
                self.kontor.run_case(link, int(value), f"entry:{one.entry}")

        self.app.push_screen(Chooser(_("Which receipt proves it?"), entries), take)

    def do_record_new(self) -> None:
        """Take its file in, and say that it proves the booking."""
        one = self.chosen
        if one is None:
            return
        chooser = choose_file(_("Take in its receipt"), ENDINGS, self.kontor.folder)
        self.app.push_screen(chooser, lambda path: self._take_in(path, one) if path else None)

    def _take_in(self, path: str, one: Unproven) -> None:
        from kontor.receipts.service.importing import import_files
        from kontor.receipts.service.keeping import link

        store: Any = self.kontor.store
        found: list[Any] = []

        def job(ticket: Any) -> None:
            ticket.tell(0, 1, Path(path).name)
            found.extend(import_files(store, [Path(path)], now_utc()))

        def told(_end: Any) -> None:
            first = found[0] if found else None
            if first is None or first.receipt is None:
                why = f"{first.refusal} {first.refusal.advice}" if first else ""
                self.app.push_screen(Tell(_("The file was not taken in."), [why]))
                return
            self.kontor.run_case(link, first.receipt, f"entry:{one.entry}")

        self.app.push_screen(Running(_("Take in its receipt"), job), told)

    def do_receipt_own(self) -> None:
        """Write an own receipt for the booking."""
        from kontor.tui.screens.books.receipt_forms import OwnForm

        if self.chosen is not None:
            self.app.push_screen(OwnForm(self.chosen))

    def do_gap_waive(self) -> None:
        """Say why the marked bookings, or this one, need none."""
        chosen = [key for key in self.chosen_ids() if key in self.found]
        if not chosen:
            return
        text = ngettext(
            "Why does this booking need no receipt?",
            "Why do these {count} bookings need no receipt?", len(chosen),
        ).format(count=len(chosen))  # fmt: skip

        def take(reason: str | None) -> None:
            if reason:
                self.table.clear_marks()
                self._waive(chosen, reason)

        self.app.push_screen(AskText(_("No receipt needed"), hint=text, read=reason_of), take)

    def _waive(self, entries: list[int], reason: str) -> None:
        from kontor.receipts.service.keeping import waive_all

        self.kontor.run_case(waive_all, [f"entry:{key}" for key in entries], reason)
