"""The lists of the area: quotes with enquiries, orders, invoices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.containers import VerticalScroll

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.sales.kinds import DocumentKind
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import Letters
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.sales import sheets, sources
from kontor.tui.screens.sales.document import screen_of
from kontor.tui.screens.sales.head_form import HeadForm
from kontor.tui.screens.sales.names import INVOICE_STATES, ORDER_STATES, QUOTE_STATES
from kontor.tui.screens.sales.steps import DocumentSteps
from kontor.tui.sheet import Block, Drawing
from kontor.tui.widgets.columns import Column, Kind

_FACTS, _PAPER, _NOTHING = range(3)


class DocumentList(DocumentSteps, ListScreen):
    """What the three lists have in common."""

    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "step.next", "record.print", "filter.open", "actions.menu",
    )  # fmt: skip
    SORTS: ClassVar[dict[str, str]] = sources.SORTS
    FIELDS: ClassVar[dict[str, str]] = {
        "kunde": "name", "customer": "name", "betreff": "subject", "subject": "subject",
        "nummer": "number", "number": "number", "art": "kind", "kind": "kind",
    }  # fmt: skip
    KIND: ClassVar[DocumentKind]

    def __init__(self) -> None:
        super().__init__()
        self._shown = _FACTS

    @property
    def document_id(self) -> int | None:
        """The document under the cursor."""
        return self.row.id if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet, or the paper."""
        pane = self.query_one("#preview-pane", VerticalScroll)
        try:
            with self.kontor.store.read() as con:
                file = sheets.read_document(con, row.id)
                if self._shown == _PAPER and sheets.has_paper(file.head):
                    width = max(40, pane.scrollable_content_region.width - 1)
                    text = sheets.paper(con, file.head, self.kontor.today(), width)
                    return [Drawing(text.splitlines() or [""])]
        except NotFound:
            return ()
        return sheets.file_blocks(file, full=False)

    def detail(self, row: Row) -> BaseScreen:
        """The editor of a draft, else the sheet."""
        return screen_of(self.kontor.store.read, row.id)

    def status(self) -> Sequence[tuple[str, str]]:
        """Count and sum, and which part of it are drafts; of invoices what is open."""
        count, *rest = super().status()
        table = self.table
        source = table.pages.source if table.pages else None
        if not isinstance(source, sources.DocumentSource) or not rest or not rest[0][0]:
            return [count, *rest]
        marked = sorted(table.marks)
        drafts = source.drafts(marked or table.pages.ids if table.pages else None)
        claims = source.claims
        amount = rest[0][0].removeprefix(" · ").removesuffix(" €")
        said = _("open {amount} €") if claims else _("net {amount} €")
        words = [said.format(amount=amount)]
        if drafts:
            part = _("drafts {amount} €") if claims else _("of it drafts {amount} €")
            words.append(part.format(amount=format_money(drafts)))
        return [count, (" · " + " · ".join(words), rest[0][1])]

    def why_not(self, name: str) -> str:
        """What the state of the document forbids."""
        general = super().why_not(name)
        if general:
            return general
        head = self.the_head() if name in sheets.ASKED else None
        if name in sheets.ASKED and head is None:
            return _("The list is empty.")
        return self.why_not_document(name, head)

    def do_view_toggle(self) -> None:
        """Beside the list: facts, the paper, nothing."""
        self._shown = (self._shown + 1) % 3
        self._preview_on = self._shown != _NOTHING
        self.query_one("#preview-pane").set_class(self._shown == _PAPER, "-paper")
        self.call_after_refresh(self._show_preview)

    def do_record_new(self) -> None:
        """A new document."""
        self.app.push_screen(HeadForm(self.KIND))


class QuotesScreen(DocumentList):
    """Enquiries and quotes."""

    NAME, TITLE, LETTER, HANDBOOK = "sales.quotes", N_("Quotes"), "a", "quotes"
    KIND = DocumentKind.QUOTE
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 14, least=12),
        Column(N_("Kind"), width=8, priority=6),
        Column(N_("Date"), Kind.DATE, priority=2),
        Column(N_("Customer"), Kind.NAME, 22, grow=2, least=16),
        Column(N_("Subject"), width=20, grow=3, priority=4),
        Column(N_("Net"), Kind.MONEY, 11, least=10),
        Column(N_("Valid until"), Kind.DATE, priority=5),
        Column(N_("State"), Kind.STATE, 14, states=QUOTE_STATES, least=14),
    )
    EMPTY = N_("No quotes yet. A quote turns into an order, an order into invoices.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters in the words of the reader."""
        return tuple(
            (QUOTE_STATES[code].word, _(QUOTE_STATES[code].word))
            for code in ("draft", "sent", "late", "expired", "accepted", "rejected", "new")
        )

    def source(self) -> Source:
        """Enquiries and quotes, newest first."""
        listing = sources.quotes(self.kontor.today())
        places = sources.Places(1, 5, False, (DocumentKind.INQUIRY, DocumentKind.QUOTE))
        return sources.DocumentSource(self.kontor.store.read, listing, places)

    def do_record_new(self) -> None:
        """A quote or an enquiry."""
        items = [("a", _("Quote"), "quote"), ("f", _("Enquiry"), "inquiry")]

        def take(kind: str | None) -> None:
            if kind:
                self.app.push_screen(HeadForm(DocumentKind(kind)))

        self.app.push_screen(Letters(_("What is new?"), items), take)


class OrdersScreen(DocumentList):
    """Orders with what is billed of them."""

    NAME, TITLE, LETTER, HANDBOOK = "sales.orders", N_("Orders"), "u", "orders"
    KIND = DocumentKind.ORDER
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 14, least=12),
        Column(N_("Date"), Kind.DATE, priority=2),
        Column(N_("Customer"), Kind.NAME, 22, grow=2, least=16),
        Column(N_("Subject"), width=20, grow=3, priority=4),
        Column(N_("Net"), Kind.MONEY, 11, least=10),
        Column(N_("Invoiced"), Kind.MONEY, 11, least=10, priority=1, gives_way=True),
        Column(N_("State"), Kind.STATE, 14, states=ORDER_STATES, least=13),
    )
    EMPTY = N_("No orders yet. They come of accepted quotes, or are entered here.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters in the words of the reader."""
        return tuple(
            (ORDER_STATES[code].word, _(ORDER_STATES[code].word))
            for code in ("draft", "confirmed", "begun", "finished", "accepted", "billed")
        )

    def source(self) -> Source:
        """Orders, newest first."""
        places = sources.Places(None, 4, False, (DocumentKind.ORDER,))
        return sources.DocumentSource(self.kontor.store.read, sources.orders(), places)


class InvoicesScreen(DocumentList):
    """Invoices with what is open of them."""

    NAME, TITLE, LETTER, HANDBOOK = "sales.invoices", N_("Invoices"), "r", "invoices"
    KIND = DocumentKind.INVOICE
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 14, least=12),
        Column(N_("Kind"), width=14, priority=6),
        Column(N_("Date"), Kind.DATE, priority=3),
        Column(N_("Customer"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Subject"), width=18, grow=3, priority=5),
        Column(N_("Gross"), Kind.MONEY, 11, least=10),
        Column(N_("Due"), Kind.DATE, priority=4),
        Column(N_("Still open"), Kind.MONEY, 11, least=10),
        Column(N_("State"), Kind.STATE, 14, states=INVOICE_STATES, least=13),
    )
    EMPTY = N_("No invoices yet.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters in the words of the reader."""
        return tuple(
            (INVOICE_STATES[code].word, _(INVOICE_STATES[code].word))
            for code in ("draft", "open", "overdue", "part", "paid")
        )

    def source(self) -> Source:
        """Invoices, newest first."""
        listing = sources.invoices(self.kontor.today())
        places = sources.Places(1, 5, True, (DocumentKind.INVOICE,), claims=True)
        return sources.DocumentSource(self.kontor.store.read, listing, places)
