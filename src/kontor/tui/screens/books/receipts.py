"""Receipts: what came in, what it says beside it, one key to book it as proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.dates import now_utc
from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.receipts.kinds import State
from kontor.receipts.queries import missing, records
from kontor.receipts.queries.proposals import proposal
from kontor.receipts.rules.proposing import Proposal
from kontor.receipts.words import STATES as STATE_WORDS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.receipt_sheet import (
    compared,
    entry_label,
    receipt_blocks,
    text_blocks,
)
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Paper, Running, Window
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Note
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind
from kontor.tui.widgets.columns import State as Mark

ENDINGS = (".xml", ".pdf", ".eml", ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic")
MARKS: dict[str, Mark] = {
    State.NEW: Mark("○", STATE_WORDS[State.NEW], WARN),
    State.BOOKED: Mark("●", STATE_WORDS[State.BOOKED], GOOD),
    State.ASIDE: Mark("·", STATE_WORDS[State.ASIDE], MUTED),
    State.DUPLICATE: Mark("!", STATE_WORDS[State.DUPLICATE], BAD),
}
_NAMED = "CASE WHEN r.supplier<>'' THEN r.supplier ELSE r.file_name END"
LISTING = Listing(
    columns=f"r.arrival, {_NAMED}, r.number, r.day, r.due, r.gross, {records.STATE}",
    tables="receipt r",
    sorts={
        "arrival": Sort(N_("Newest first"), ("r.arrival", "r.id"), descending=True),
        "supplier": Sort(N_("Supplier"), ("r.supplier_key", "r.id")),
    },
    id="r.id", state=records.STATE, amount="r.gross", day="r.arrival",
    search="fold(r.supplier || ' ' || r.number || ' ' || r.text || ' ' || r.file_name)",
    fields={"supplier": "fold(r.supplier)", "number": "fold(r.number)"},
)  # fmt: skip
UNBOOKED = replace(
    LISTING, where=f"r.form<>'mail' AND {records.STATE} IN ('new','duplicate')",
    sorts={
        "oldest": Sort(N_("Oldest first"), ("r.arrival", "r.id")),
        "supplier": LISTING.sorts["supplier"],
    },
)  # fmt: skip


class ReceiptSteps(BaseScreen):
    """What can be done with a receipt, from the list and from the sheet."""

    CANCEL = N_("Set aside")

    def chosen(self) -> int | None:
        """The receipt that is meant."""
        raise NotImplementedError

    def standing(self) -> str:
        """Where it stands; empty without one."""
        key = self.chosen()
        if key is None:
            return ""
        with self.kontor.store.read() as con:
            return str(records.receipt(con, key).state)

    def why_not(self, name: str) -> str:
        """Only what waits is booked; only what was taken off goes back."""
        if name in {"step.next", "receipt.book", "record.cancel", "record.edit", "receipt.back"}:
            state = self.standing()
            back = name == "receipt.back"
            if state == State.BOOKED:
                return _("The receipt is booked.")
            if state == State.NEW and back:
                return _("The receipt is on the list.")
            if state in {State.ASIDE, State.DUPLICATE} and not back:
                key = self.kontor.key_of("receipt.back")
                return _("It is not on the list; {key} takes it back.").format(key=key)
        return super().why_not(name)

    def do_step_next(self) -> None:
        """Book as proposed; what must be confirmed is asked."""
        key = self.chosen()
        if key is None:
            return
        with self.kontor.store.read() as con:
            found = proposal(con, key)
        errors = [one for one in found.asks if one.code in _MISSING]
        if errors or not found.parts:
            self.do_record_edit()
            return
        questions = [one.text for one in found.asks]
        if not found.partner and found.event != "purchase":
            text = _("“{name}” is new and becomes a contact.")
            questions.append(text.format(name=found.supplier))
        if questions:
            self._ask(key, found, questions)
        else:
            self._book(key, confirm=False, new=False)

    def _ask(self, key: int, found: Proposal, questions: list[str]) -> None:
        rows: list[Any] = [
            *(
                f"{part.account} {part.code}  {format_money(part.amount)}"
                for part in found.parts[:8]
            ),
            "",
            *questions,
        ]
        title = _("Book {name} over {amount}?").format(
            name=found.document, amount=format_money(found.total)
        )
        choices = (("yes", _("Book"), "b"), ("form", _("Change"), "c"), ("no", _("No"), "n"))

        def take(value: str | None) -> None:
            if value == "yes":
                self._book(key, confirm=True, new=True)
            elif value == "form":
                self.do_receipt_book()

        self.app.push_screen(Window(title, rows, choices, first="yes"), take)

    def _book(self, key: int, *, confirm: bool, new: bool) -> None:
        from kontor.receipts.model import BookInput
        from kontor.receipts.service.booking import book

        data = BookInput(receipt=key, confirm=confirm, new_supplier=new)
        self.kontor.run_case(book, data)

    def do_receipt_book(self) -> None:
        """The booking as a form."""
        from kontor.tui.screens.books.receipt_forms import BookForm

        key = self.chosen()
        if key is not None:
            self.app.push_screen(BookForm(key))

    def do_record_edit(self) -> None:
        """Enter or correct what the receipt says."""
        from kontor.tui.screens.books.receipt_forms import ReceiptForm

        key = self.chosen()
        if key is not None:
            self.app.push_screen(ReceiptForm(key))

    def do_record_cancel(self) -> None:
        """Take the receipt off the list, with a reason."""
        key = self.chosen()
        if key is None:
            return

        def take(reason: str | None) -> None:
            from kontor.receipts.service.keeping import set_aside

            if reason:
                self.kontor.run_case(set_aside, key, reason)

        hint = _("Why does this receipt need no booking?")
        self.app.push_screen(AskText(_("Set aside"), hint=hint, read=reason_of), take)

    def do_receipt_back(self) -> None:
        """Put it back on the list."""
        from kontor.receipts.service.keeping import take_up

        key = self.chosen()
        if key is not None:
            self.kontor.run_case(take_up, key)

    def do_receipt_link(self) -> None:
        """Choose the entry that the receipt proves."""
        key = self.chosen()
        if key is None:
            return
        with self.kontor.store.read() as con:
            found = missing.candidates(con, key)
        entries = [
            Entry(str(one.entry), entry_label(one), format_money(one.cents)) for one in found
        ]

        def take(value: str | None) -> None:
            from kontor.receipts.service.keeping import link

            if value:
                self.kontor.run_case(link, key, f"entry:{value}")

        self.app.push_screen(Chooser(_("Which entry does it prove?"), entries), take)

    def do_receipt_compare(self) -> None:
        """Two receipts that may be one, beside one another; the answer settles it."""
        key = self.chosen()
        if key is None:
            return
        with self.kontor.store.read() as con:
            other = records.double_of(con, key)
            if other is None:
                self.kontor.toast(_("No receipt resembles this one."))
                return
            rows = compared(records.receipt(con, key), records.receipt(con, other))
        choices = (
            ("same", _("The same"), "s"), ("two", _("Two receipts"), "2"), ("no", _("Leave"), "l"),
        )  # fmt: skip

        def take(value: str | None) -> None:
            from kontor.receipts.service import keeping

            if value == "same":
                self.kontor.run_case(keeping.mark_duplicate, key, other)
            elif value == "two":
                self.kontor.run_case(keeping.take_up, key)

        self.app.push_screen(Window(_("Is it the same receipt?"), rows, choices), take)

    def do_record_print(self) -> None:
        """Show the file with the system's own program."""
        from kontor.tui.screens.books.receipt_paper import open_receipt

        key = self.chosen()
        if key is not None:
            open_receipt(self, key)


class ReceiptsScreen(ReceiptSteps, ListScreen):
    """Receipts (Belege) with their state and what they say."""

    NAME, TITLE, LETTER, HANDBOOK = "books.receipts", N_("Receipts"), "e", "receipts"
    HINTS = ("step.next", "receipt.book", "record.edit", "record.new", "record.print")
    COLUMNS = (
        Column(N_("Arrived"), Kind.DATE, priority=3),
        Column(N_("Supplier"), Kind.NAME, width=24, grow=2),
        Column(N_("Number"), Kind.NUMBER, width=14, priority=2),
        Column(N_("Date"), Kind.DATE, priority=4),
        Column(N_("Due"), Kind.DATE, priority=5),
        Column(N_("Gross"), Kind.MONEY),
        Column(N_("State"), Kind.STATE, width=11, states=MARKS),
    )
    SORTS: ClassVar[dict[str, str]] = {"arrival": N_("Newest first"), "supplier": N_("Supplier")}
    FIELDS: ClassVar[dict[str, str]] = {"lieferant": "supplier", "nummer": "number"}
    SAVED: ClassVar[tuple[tuple[str, str], ...]] = (
        (N_("To book"), N_("new")), (N_("Possibly double"), N_("double?")),
        (N_("Set aside"), N_("set aside")),
    )  # fmt: skip
    EMPTY = N_("No receipt yet. New takes files in; the inbox folder stands in the settings.")
    EMPTY_HINTS: ClassVar[tuple[str, ...]] = ("record.new", "receipt.inbox", "receipt.own")

    def chosen(self) -> int | None:
        """The receipt under the cursor."""
        return self.row.id if self.row is not None else None

    def source(self) -> Source:
        """All receipts."""
        return SqlSource(self.kontor.store.read, LISTING)

    def preview(self, row: Row) -> Sequence[Block]:
        """What the receipt says, and how it would be booked."""
        with self.kontor.store.read() as con:
            one = records.receipt(con, row.id)
            return receipt_blocks(con, one)

    def detail(self, row: Row) -> BaseScreen | None:
        """The whole receipt."""
        return ReceiptScreen(row.id)

    # taking in

    def do_record_new(self) -> None:
        """Take files in."""
        chooser = choose_file(_("Take in a receipt"), ENDINGS, self.kontor.folder)
        self.app.push_screen(chooser, lambda path: self._import([Path(path)] if path else []))

    def do_receipt_inbox(self) -> None:
        """Take in what is new in the inbox folder."""
        from kontor.receipts.queries.inbox import inbox_folder
        from kontor.receipts.service.importing import import_inbox

        store: Any = self.kontor.store
        with store.read() as con:
            folder = inbox_folder(con, self.kontor.today())
        if folder is None:
            self.kontor.toast(_("Name the inbox folder in the settings first."), tone="warning")
            return
        found: list[Any] = []

        def job(ticket: Any) -> None:
            ticket.tell(0, 1, str(folder))
            found.extend(import_inbox(store, now_utc()))

        self.app.push_screen(Running(_("Inbox"), job), lambda _end: self._told(found))

    def _import(self, paths: list[Path]) -> None:
        from kontor.receipts.service.importing import import_files

        if not paths:
            return
        store: Any = self.kontor.store
        found: list[Any] = []

        def job(ticket: Any) -> None:
            ticket.tell(0, 1, paths[0].name)
            found.extend(import_files(store, paths, now_utc()))

        self.app.push_screen(Running(_("Take in a receipt"), job), lambda _end: self._told(found))

    def _told(self, found: list[Any]) -> None:
        """Say what came in; refusals and findings are shown, not hidden."""
        self.requery()
        notes = [
            Note(one.name, f"{one.refusal} {one.refusal.advice}".strip())
            for one in found if isinstance(one.refusal, KontorError)
        ]  # fmt: skip
        notes += [Note(one.name, each.text) for one in found for each in one.findings if one.new]
        known = sum(1 for one in found if one.receipt and not one.new)
        new = sum(1 for one in found if one.new)
        text = _("{new} new, {known} known, {refused} refused").format(
            new=new, known=known, refused=sum(1 for one in found if one.refusal)
        )
        if notes:
            self.app.push_screen(Paper(text, notes))
        else:
            self.kontor.toast(text)

    def do_receipt_own(self) -> None:
        """Write an own receipt."""
        from kontor.tui.screens.books.receipt_forms import OwnForm

        self.app.push_screen(OwnForm())

    def do_receipt_expired(self) -> None:
        """Delete what the law no longer asks for."""
        from kontor.tui.screens.books.expired import drop_expired_receipts

        drop_expired_receipts(self)

    def do_receipt_missing(self) -> None:
        """Bookings without receipt, each with the keys that mend it."""
        self.kontor.open_view("view:books.unproven")


class UnbookedScreen(ReceiptsScreen):
    """Receipts without booking: what waits, what may be double; the oldest first."""

    NAME, TITLE, LETTER, HANDBOOK = "books.unbooked", N_("To book"), "c", "receipts#gaps"
    HINTS = ("step.next", "receipt.book", "receipt.link", "record.cancel", "record.print")
    SORTS: ClassVar[dict[str, str]] = {"oldest": N_("Oldest first"), "supplier": N_("Supplier")}
    SAVED = ((N_("Possibly double"), N_("double?")),)
    EMPTY = N_("Every receipt is booked or set aside.")
    EMPTY_HINTS = ("record.new", "receipt.inbox")

    def source(self) -> Source:
        """What is not booked."""
        return SqlSource(self.kontor.store.read, UNBOOKED)


class ReceiptScreen(ReceiptSteps, DetailScreen):
    """One receipt: everything that was read, or its text; `a` changes between the two."""

    NAME, TITLE, HANDBOOK = "books.receipt", N_("Receipt"), "receipts"
    HINTS = ("step.next", "receipt.book", "record.edit", "record.print", "view.toggle")

    def __init__(self, record: int) -> None:
        super().__init__(record)
        self._whole = False

    def chosen(self) -> int | None:
        """This receipt."""
        return self.record if self.data is not None else None

    def load(self) -> Any:
        """The receipt."""
        with self.kontor.store.read() as con:
            row = con.execute("SELECT 1 FROM receipt WHERE id=?", (self.record,)).fetchone()
            return records.receipt(con, self.record) if row else None

    def crumb(self) -> str:
        """Supplier and number."""
        one = self.data
        return f"{one.supplier} {one.name}".strip() if one else _("Receipt")

    def blocks(self) -> Sequence[Block]:
        """The sheet, or the whole document."""
        with self.kontor.store.read() as con:
            if self._whole:
                return text_blocks(con, self.data)
            return receipt_blocks(con, self.data)

    def do_view_toggle(self) -> None:
        """Between the sheet and the readable view of the document."""
        self._whole = not self._whole
        self.requery()


_MISSING = frozenset(f"receipts.{name}" for name in ("sum", "day", "currency", "account"))


def reason_of(text: str) -> str:
    """A reason in some words."""
    from kontor.base.errors import InputError

    if len(text.strip()) < 3:
        raise InputError(N_("Say it in some words."))
    return text.strip()
