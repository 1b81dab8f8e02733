"""Journal (Grundbuch): the line for fast entry, and every entry below it, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult

from kontor.base.dates import month_of
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.ledger.queries.items import open_items
from kontor.ledger.queries.journal import entry
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.entry import EntryScreen
from kontor.tui.screens.books.entry_steps import EntrySteps
from kontor.tui.screens.books.fastline import FastInput, FastLine
from kontor.tui.screens.books.known import load
from kontor.tui.screens.books.names import ENTRY_STATES, kind_name
from kontor.tui.screens.books.sheets import entry_blocks
from kontor.tui.screens.books.vat_filing import MonthClosing
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.widgets.columns import Column, Kind

_PARTNER = (
    "(SELECT a.name FROM line l JOIN account a ON a.id = l.account"
    " WHERE l.entry = e.id AND a.parent IS NOT NULL LIMIT 1)"
)
_AMOUNT = (
    "(SELECT ifnull(sum(l.cents), 0) FROM line l WHERE l.entry = e.id AND l.cents > 0)"
    " * iif(e.general_reversal, -1, 1)"
)
_STATE = (
    "CASE WHEN e.reverses IS NOT NULL THEN 'reversal'"
    " WHEN EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id) THEN 'reversed'"
    " WHEN s.number IS NULL THEN 'open' ELSE 'sealed' END"
)
_SIDE = (
    "(SELECT a.number FROM line l JOIN account a ON a.id = l.account"
    " WHERE l.entry = e.id AND (l.cents {sign} 0) <> e.general_reversal"
    " ORDER BY abs(l.cents) DESC, l.pos LIMIT 1)"
)
_ACCOUNTS = (
    "(SELECT group_concat(a.number || ' ' || a.name, ' ') FROM line l JOIN account a"
    " ON a.id = l.account WHERE l.entry = e.id)"
)
_KIND_SIGN = "\x01"
LISTING = Listing(
    columns=(
        f"e.document, e.booked, iif(e.text <> '', e.text, ifnull({_PARTNER}, char(1) || e.kind)),"
        f" {_PARTNER},"
        f" ifnull({_SIDE.format(sign='>')}, '') || ' / ' || ifnull({_SIDE.format(sign='<')}, ''),"
        f" ifnull('#' || s.number, ''), {_AMOUNT}, {_STATE}"
    ),
    tables="entry e LEFT JOIN seal s ON s.entry = e.id",
    sorts={"day": Sort(N_("Date"), ("e.booked", "e.id"), descending=True),
           "made": Sort(N_("Order of posting"), ("e.id",), descending=True)},
    id="e.id", state=_STATE, amount=_AMOUNT, day="e.booked",
    search=f"fold(e.text || ' ' || e.document || ' ' || ifnull({_PARTNER}, ''))",
    fields={"account": f"fold({_ACCOUNTS})", "document": "fold(e.document)",
            "code": "fold((SELECT group_concat(l.code) FROM line l WHERE l.entry = e.id))"},
    narrow="entry e",
)  # fmt: skip


class JournalSource(SqlSource):
    """Entries; only marked ones are added up, all together would mean nothing."""

    def sum(self, ids: Sequence[int] | None) -> int | None:
        """Sum of the chosen entries."""
        return super().sum(ids) if ids is not None else None

    def _rows(self, tail: str, args: Sequence[Any]) -> list[Row]:
        return [_named(row) for row in super()._rows(tail, args)]

    def sorted_by(self, name: str, descending: bool) -> JournalSource:
        """The same rows in another order."""
        return JournalSource(self._read, self._listing, name, descending)


def _named(row: Row) -> Row:
    """An entry without text and partner is called by its kind."""
    text = str(row.cells[2] or "")
    if not text.startswith(_KIND_SIGN):
        return row
    return row._replace(cells=(*row.cells[:2], kind_name(text[1:]), *row.cells[3:]))


class JournalScreen(MonthClosing, EntrySteps, ListScreen):
    """Journal with the line for fast entry."""

    NAME, TITLE, LETTER, HANDBOOK = "books.journal", N_("Journal"), "j", "books#journal"
    HINTS = ("journal.fast", "record.new", "record.edit", "record.cancel", "filter.open")
    COLUMNS = (
        Column(N_("Document"), Kind.NUMBER, 13, least=12),
        Column(N_("Date"), Kind.DATE, keep=True),
        Column(N_("Text"), Kind.NAME, 22, grow=3, least=16),
        Column(N_("Partner"), width=18, priority=7, grow=2),
        Column(N_("Debit / credit"), width=13, priority=5, least=13),
        Column(N_("No."), width=6, priority=6, least=6),
        Column(N_("Amount"), Kind.MONEY, 11),
        Column(N_("State"), Kind.STATE, states=ENTRY_STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"day": N_("Date"), "made": N_("Order of posting")}
    FIELDS: ClassVar[dict[str, str]] = {
        "konto": "account", "account": "account", "beleg": "document", "document": "document",
        "st": "code", "code": "code",
    }  # fmt: skip
    EMPTY = N_("No entries yet.")
    EMPTY_HINTS = ("journal.fast", "record.new")

    def __init__(self) -> None:
        super().__init__()
        self._posting = False

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters, in the words of the reader."""
        month = month_of(self.kontor.today())
        return (
            (N_("Open entries"), _(ENTRY_STATES["open"].word)),
            (N_("This month"), month),
            (N_("Reversed entries"), _(ENTRY_STATES["reversed"].word)),
        )

    def source(self) -> Source:
        """All entries."""
        return JournalSource(self.kontor.store.read, LISTING)

    def above(self) -> ComposeResult:
        """The line for fast entry."""
        yield FastLine()

    @property
    def fast(self) -> FastLine:
        """The line for fast entry."""
        return self.query_one(FastLine)

    def on_mount(self) -> None:
        """What the fast line must know; the rows come by themselves."""
        self._count = (0, 0)
        self._learn()

    def requery(self) -> None:
        """Rows and knowledge again."""
        super().requery()
        self._learn()

    def _learn(self) -> None:
        store, today = self.kontor.store, self.kontor.today()

        def job(_ticket: work.Ticket) -> Any:
            with store.read() as con:
                known = load(con, today)
                entries, sealed = con.execute(
                    "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM seal)"
                ).fetchone()
            return known, (entries - sealed, sealed)

        def take(answer: Any) -> None:
            known, self._count = answer
            self.fast.learn(known, today)
            self._after_rows()

        work.start(self, job, name="known", then=take, group="known")

    def list_title(self) -> str:
        """Name and how many are open and sealed."""
        if self.filter:
            return super().list_title()
        return _("Journal · open {open} · sealed {sealed}").format(
            open=self._count[0], sealed=self._count[1]
        )

    def preview(self, row: Row) -> Sequence[Block]:
        """The lines of the entry."""
        try:
            with self.kontor.store.read() as con:
                return entry_blocks(entry(con, row.id), full=False)
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The entry."""
        return EntryScreen(row.id)

    def chosen_entry(self) -> int | None:
        """The entry under the cursor."""
        return self.row.id if self.row else None

    @property
    def dirty(self) -> bool:
        """What is typed in the line counts as not saved."""
        return False

    # keys

    def why_not(self, name: str) -> str:
        """What can be done with this entry in its state."""
        if name == "journal.post" and not self.fast.dirty:
            return _("Type an entry into the line first.")
        return super().why_not(name)

    def step_back(self) -> bool:
        """Esc in the line goes to the rows."""
        if self.fast.has_cursor:
            self.table.focus()
            return True
        return super().step_back()

    def do_journal_fast(self) -> None:
        """Into the line for fast entry."""
        self.fast.input("amount").focus()

    def do_journal_post(self) -> None:
        """Post what stands in the line."""
        line = self.fast
        line.understand()
        found = line.reading
        if found.fault or not found.kind:
            self.kontor.toast(found.fault or _("This is not complete yet."), tone="warning")
            line.input(found.where or "amount").focus()
            return
        if found.kind == "payment":
            self._pay(found.data)
            return
        self._post(found.kind, found.data)

    def _pay(self, data: dict[str, Any]) -> None:
        """A payment needs its item: by document, or the only one with this amount."""
        with self.kontor.store.read() as con:
            items = open_items(con, self.kontor.today(), account=data["partner"])
        wanted = abs(data["amount"])
        fitting = [one for one in items if one.document == data.get("document")] or [
            one for one in items if one.open in {wanted, wanted + one.discount}
        ]
        if len(fitting) != 1:
            self.open_form("payment", data)
            self.kontor.toast(_("Choose the item that is paid."))
            return
        one = fitting[0]
        taken = one.discount if one.open == wanted + one.discount and one.discount else 0
        settle = {"item": f"item:{one.id}", "amount": wanted, "discount": taken}
        self._post("payment", {**data, "settles": [settle]})

    def _post(self, kind: str, data: dict[str, Any]) -> None:
        if self._posting:
            return
        from kontor.tui.screens.books.events import event_of

        self._posting = True
        amount = self.fast.reading.amount or 0
        case, event = event_of(kind, data)

        def done(_result: Any) -> None:
            self._posting = False
            self.fast.posted(amount)

        def refused(error: BaseException) -> None:
            self._posting = False
            self.app.post_message(work.Failed("post", error))

        self.kontor.run_case(case, event, then=done, otherwise=refused)

    def on_fast_line_pick_wanted(self, message: FastLine.PickWanted) -> None:
        """F4: accounts or codes."""
        message.stop()
        editor, known = message.editor, self.fast.known
        if editor.part == "code":
            entries = [
                Entry(name, name, versions[-1].name) for name, versions in known.codes.items()
            ]
            title = _("Tax code")
        elif editor.part in {"account", "contra"}:
            accounts = sorted(
                known.accounts.values(),
                key=lambda one: (-known.uses[one.number], len(one.number), one.number),
            )
            entries = [Entry(one.number, one.label, one.code) for one in accounts if not one.closed]
            title = _("Account")
        else:
            return
        self.app.push_screen(
            Chooser(title, entries, typed="" if editor.value[:1].isdigit() else editor.value),
            lambda value: self._picked(editor, value),
        )

    def _picked(self, editor: FastInput, value: str | None) -> None:
        if value:
            account = self.fast.known.accounts.get(value)
            editor.put(account.label if account and editor.part != "code" else value)
            self.fast.onward(editor)
