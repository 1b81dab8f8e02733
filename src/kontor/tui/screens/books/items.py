"""Open items (offene Posten): who owes what since when; ageing; one item with its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.items import CUSTOMER, ItemView, OpenItem, item, open_items
from kontor.ledger.words import ITEM_KINDS
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.names import ITEM_STATES
from kontor.tui.screens.books.sheets import history_blocks, item_blocks, item_state
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_STEPS = (
    ("payment", N_("Payment"), N_("money came or went")),
    ("credit_note", N_("Credit note"), N_("lowers the item")),
    ("set_off", N_("Set-off"), N_("against another item")),
    ("write_off", N_("Write-off"), N_("will not be paid any more")),
    ("return_debit", N_("Returned debit"), N_("the bank took money back")),
    ("charge", N_("Interest and charges"), N_("an item of its own")),
)


class ItemSteps:
    """Mixin: what can be done with an item."""

    app: Any
    kontor: Any

    def chosen_item(self) -> OpenItem | None:
        """The item that is meant."""
        return None

    def do_step_next(self) -> None:
        """The usual next step: it is paid."""
        one = self.chosen_item()
        if one is not None:
            self._start("payment", one)

    def do_record_new(self) -> None:
        """Payment, credit note, set-off, write-off, returned debit, charge."""
        one = self.chosen_item()
        entries = [Entry(kind, _(label), _(text)) for kind, label, text in _STEPS]

        def take(value: str | None) -> None:
            if value:
                self._start(value, one)

        title = (
            _("What happened with {item}?").format(item=one.document)
            if one
            else _("What happened?")
        )
        self.app.push_screen(Chooser(title, entries), take)

    def _start(self, kind: str, one: OpenItem | None) -> None:
        from kontor.tui.screens.books.event_form import EventForm

        values: dict[str, Any] = {}
        if one is not None:
            target = (f"item:{one.id}", f"{one.document} {one.name}")
            values = {"item": target}
            if kind == "payment":
                wanted = one.open - one.discount
                values = {
                    "item1": target, "paid1": wanted, "discount1": one.discount or None,
                    "amount": abs(wanted), "direction": "in" if one.side * wanted > 0 else "out",
                    "text": one.name,
                }  # fmt: skip
            elif kind == "charge":
                values = {"partner": (one.partner or one.account, one.name)}
            elif kind in {"set_off", "return_debit"}:
                values["amount"] = one.open if kind == "set_off" else one.paid
        self.app.push_screen(EventForm(kind, values))


class ItemsScreen(ItemSteps, ListScreen):
    """What customers owe us, and what we owe suppliers."""

    NAME, TITLE, LETTER, HANDBOOK = "books.items", N_("Open items"), "p", "items"
    HINTS = ("step.next", "record.new", "items.side", "view.toggle", "filter.open")
    COLUMNS = (
        Column(N_("Document"), Kind.NUMBER, 13, least=12),
        Column(N_("Name"), Kind.NAME, 24, grow=3, least=20),
        Column(N_("Date"), Kind.DATE, priority=4),
        Column(N_("Due"), Kind.DATE, priority=1, keep=True),
        Column(N_("Days"), Kind.COUNT, 4, priority=2),
        Column(N_("Discount until"), Kind.DATE, 13, priority=6),
        Column(N_("Still open"), Kind.MONEY, 11),
        Column(N_("State"), Kind.STATE, states=ITEM_STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Document"), "1": N_("Name"), "2": N_("Date"), "3": N_("Due"), "6": N_("Amount"),
    }  # fmt: skip
    EMPTY = N_("Nothing is open here.")
    EMPTY_HINTS = ("items.side",)

    def __init__(self, account: str = "") -> None:
        super().__init__()
        self.side, self.account = CUSTOMER, account
        self._items: dict[int, OpenItem] = {}
        self._loaded = False

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters in the words of the reader."""
        return tuple(
            (ITEM_STATES[code].word, _(ITEM_STATES[code].word))
            for code in ("overdue", "soon", "later")
        )

    def source(self) -> Source:
        """Rows as far as they are read; a thread reads them again."""
        self._load()
        return self._source()

    def _source(self) -> MemorySource:
        today = self.kontor.today()
        rows = []
        for one in sorted(
            self._items.values(), key=lambda one: (one.due is None, one.due or one.day)
        ):
            state = item_state(one, today)
            until = one.discount_until.isoformat() if one.discount_until and one.discount else ""
            cells = (
                one.document, one.name, one.day.isoformat(), one.due.isoformat() if one.due else "",
                one.days_overdue or None, until, one.open, state,
            )  # fmt: skip
            rows.append(Row(one.id, (one.id,), cells, state, one.open))
        return MemorySource(rows, {"name": 1})

    def _load(self) -> None:
        store, today, side, account = (
            self.kontor.store,
            self.kontor.today(),
            self.side,
            self.account,
        )

        def job(_ticket: work.Ticket) -> list[OpenItem]:
            with store.read() as con:
                found = open_items(con, today, side=side, account=account or None)
            return sorted(found, key=lambda one: (one.due or one.day, one.id))

        def take(found: list[OpenItem]) -> None:
            if side == self.side:
                self._items = {one.id: one for one in found}
                self._loaded = True
                self.refill(self._source())

        work.start(self, job, name="items", then=take, group="items")

    def list_title(self) -> str:
        """Whose items."""
        if self.filter:
            return super().list_title()
        overdue = sum(one.overdue for one in self._items.values())
        title = _("Customers owe us") if self.side == CUSTOMER else _("We owe suppliers")
        if overdue:
            title += " · " + _("overdue {amount}").format(amount=format_money(overdue))
        return title

    def chosen_item(self) -> OpenItem | None:
        """The item under the cursor."""
        return self._items.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The item with parts and events."""
        try:
            with self.kontor.store.read() as con:
                return item_blocks(
                    item(con, row.id, day=self.kontor.today()), self.kontor.today(), full=False
                )
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The item."""
        return ItemScreen(row.id)

    def do_items_side(self) -> None:
        """Customers or suppliers."""
        self.side = -self.side
        self._items = {}
        self.requery()

    def do_view_toggle(self) -> None:
        """The ageing of what is open, as table and picture."""
        from kontor.tui.screens.books.ageing import AgeingScreen

        self.app.push_screen(AgeingScreen(self.side))


class ItemScreen(ItemSteps, DetailScreen):
    """One item with parts, events, weights."""

    NAME, TITLE, HANDBOOK = "books.item", N_("Open item"), "items"
    HINTS = ("step.next", "record.new", "row.open", "record.explain", "record.next")

    def load(self) -> ItemView | None:
        """The item."""
        try:
            with self.kontor.store.read() as con:
                return item(con, self.record, day=self.kontor.today())
        except NotFound:
            return None

    def crumb(self) -> str:
        """Its document."""
        return self.data.head.document if self.data else _("Open item")

    def blocks(self) -> Sequence[Block]:
        """Everything about it."""
        return item_blocks(self.data, self.kontor.today()) if self.data else ()

    def chosen_item(self) -> OpenItem | None:
        """This one."""
        return self.data.head if self.data else None

    def why_not(self, name: str) -> str:
        """A settled item is not paid again."""
        if name == "step.next" and self.data is not None and not self.data.head.open:
            return _("Nothing is open on this item.")
        return super().why_not(name)

    def why_no_row(self) -> str:
        """An item always has its entries."""
        return ""

    def do_row_open(self) -> None:
        """The entries of its events."""
        from kontor.tui.screens.books.entry import EntryScreen

        view: ItemView | None = self.data
        if view is None:
            return
        entries = []
        if view.opened_by:
            text = _(ITEM_KINDS.get(view.head.kind, view.head.kind))
            entries.append(Entry(str(view.opened_by), text, format_money(view.head.total)))
        entries += [
            Entry(
                str(one.entry),
                one.text or one.day.isoformat(),
                format_money(one.money or -one.reduction),
            )
            for one in view.settlements
        ]

        def take(value: str | None) -> None:
            if value:
                self.app.push_screen(EntryScreen(int(value)))

        self.app.push_screen(Chooser(_("Entries of the item"), entries), take)

    def do_record_explain(self) -> None:
        """What happened to the record."""
        with self.kontor.store.read() as con:
            blocks = history_blocks(con, [("item", self.record)])
        self.app.push_screen(Paper(_("History of {record}").format(record=self.crumb()), blocks))
