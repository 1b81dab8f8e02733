"""What is written around an order: additions, measurements, notes, acceptances."""

from __future__ import annotations

from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.queries import documents
from kontor.tui.protocols import Source
from kontor.tui.screens.dialogs import Letters
from kontor.tui.screens.sales import sources
from kontor.tui.screens.sales.lists import DocumentList
from kontor.tui.screens.sales.names import NOTE_STATES
from kontor.tui.screens.sales.order_forms import NoteForm
from kontor.tui.widgets.columns import Column, Kind

_KINDS = (
    DocumentKind.ADDITION, DocumentKind.MEASUREMENT, DocumentKind.DELIVERY,
    DocumentKind.TIME_NOTE, DocumentKind.ACCEPTANCE,
)  # fmt: skip
_NOTES = frozenset({DocumentKind.DELIVERY, DocumentKind.TIME_NOTE})


class NotesScreen(DocumentList):
    """Notes and sheets of the site; marked notes that are signed make one invoice."""

    NAME, TITLE, LETTER, HANDBOOK = "sales.notes", N_("Site papers"), "s", "orders#site-papers"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "step.next", "sales.bill", "filter.open", "actions.menu",
    )  # fmt: skip
    KIND = DocumentKind.TIME_NOTE
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 14, least=10),
        Column(N_("Kind"), width=16, priority=3, least=12),
        Column(N_("Date"), Kind.DATE, priority=2),
        Column(N_("Customer"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Subject"), width=18, grow=3, priority=6),
        Column(N_("Order"), Kind.NUMBER, 13, priority=5),
        Column(N_("Net"), Kind.MONEY, 11, priority=4, least=10),
        Column(N_("State"), Kind.STATE, 14, states=NOTE_STATES, least=13),
    )
    EMPTY = N_("No notes yet. Additions, measurements and notes of an order stand here too.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters in the words of the reader."""
        return tuple(
            (NOTE_STATES[code].word, _(NOTE_STATES[code].word))
            for code in ("draft", "issued", "signed", "disputed", "requested", "billed")
        )

    def source(self) -> Source:
        """Newest first."""
        places = sources.Places(1, 6, False, _KINDS)
        return sources.DocumentSource(self.kontor.store.read, sources.papers(), places)

    def do_record_new(self) -> None:
        """A note without an order; notes of an order are made from it."""
        items = [("s", _("Time note"), "time"), ("l", _("Delivery note"), "delivery")]

        def take(kind: str | None) -> None:
            if kind:
                self.app.push_screen(NoteForm(None, time=kind == "time"))

        self.app.push_screen(Letters(_("What is new?"), items), take)

    def do_sales_bill(self) -> None:
        """One invoice over the marked notes; of anything else its order is billed."""
        keys = self.chosen_ids()
        with self.kontor.store.read() as con:
            heads = documents.heads(con, keys)
        notes = [one.id for one in heads if one.kind in _NOTES and one.state is State.SIGNED]
        if notes or len(keys) > 1:
            self.bill_notes(notes or keys)
        else:
            super().do_sales_bill()

    def why_not_order(self, name: str, head: documents.Head) -> str:
        """Signed notes are billed without an order, too."""
        signed = head.kind in _NOTES and head.state is State.SIGNED
        if name == "sales.bill" and (signed or self.table.marks):
            return ""
        return super().why_not_order(name, head)
