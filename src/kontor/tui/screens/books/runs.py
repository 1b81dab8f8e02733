"""Payment runs and direct debits: look through, release, write the file for the bank, book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from kontor.banking.kinds import RunKind, RunState
from kontor.banking.queries import runs
from kontor.banking.queries.notices import notices
from kontor.banking.words import PAY_STATES, RUN_KINDS, RUN_STATES
from kontor.base.dates import format_day, now_utc
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.ids import iban
from kontor.base.numbers import format_money
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Confirm, Paper, Running
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import GOOD, MUTED, PLAIN, WARN, Column, Kind, State

STATES = {
    "proposed": State("○", RUN_STATES[RunState.PROPOSED], WARN),
    "released": State("●", RUN_STATES[RunState.RELEASED], PLAIN),
    "exported": State("→", RUN_STATES[RunState.EXPORTED], PLAIN),
    "booked": State("✓", RUN_STATES[RunState.BOOKED], GOOD),
}
PARTS = {
    "in": State("●", PAY_STATES["in"], PLAIN),
    "booked": State("✓", PAY_STATES["booked"], GOOD),
    "out": State("–", PAY_STATES["out"], MUTED),
}


class RunsScreen(ListScreen):
    """All runs, newest first."""

    NAME, TITLE, LETTER, HANDBOOK = "books.runs", N_("Payment runs"), "l", "payments"
    HINTS = ("record.open", "step.next", "filter.open", "export.menu")
    COLUMNS = (
        Column(N_("Run"), Kind.COUNT, 6, keep=True),
        Column(N_("Date"), Kind.DATE, priority=1),
        Column(N_("Kind"), width=14, priority=3),
        Column(N_("Payments"), Kind.COUNT, 9, priority=4),
        Column(N_("Amount"), Kind.MONEY),
        Column(N_("File"), Kind.NAME, width=18, grow=1, priority=2),
        Column(N_("State"), Kind.STATE, width=15, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"1": N_("Date"), "4": N_("Amount")}
    EMPTY = N_("There is no payment run yet.")
    EMPTY_HINTS = ()

    def source(self) -> Source:
        """All runs."""
        with self.kontor.store.read() as con:
            found = runs.runs(con)
        return MemorySource([
            Row(one.id, (-one.id,), (
                one.id, one.made.isoformat(), _(RUN_KINDS[one.kind]), one.pieces, one.cents,
                one.file or "", one.state.value,
            ), one.state.value, one.cents)
            for one in found
        ], {"name": 5})  # fmt: skip

    def detail(self, row: Row) -> BaseScreen | None:
        """Its payments."""
        return RunScreen(row.id)

    def do_step_next(self) -> None:
        """Go on with the run: its screen knows how."""
        self.do_record_open()


class RunScreen(ListScreen):
    """One run with its payments."""

    CANCEL = N_("Leave out")
    NAME, TITLE, HANDBOOK = "books.run", N_("Payment run"), "payments#runs"
    HINTS = ("step.next", "record.mail", "pay.drop", "pay.again")
    COLUMNS = (
        Column(N_("Leaves"), Kind.DATE, priority=1),
        Column(N_("To"), Kind.NAME, width=20, grow=1),
        Column(N_("Reference"), Kind.NUMBER, priority=2),
        Column(N_("Skonto"), Kind.MONEY, 9, priority=4),
        Column(N_("Amount"), Kind.MONEY),
        Column(N_("Purpose"), width=22, priority=5, grow=2),
        Column(N_("State"), Kind.STATE, width=11, states=PARTS),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Leaves"), "1": N_("To"), "4": N_("Amount")}
    EMPTY = N_("The run is empty.")
    EMPTY_HINTS = ()

    def __init__(self, record: int) -> None:
        super().__init__()
        self.record = record
        self.head: runs.Run | None = None
        self._found: dict[int, runs.Payment] = {}

    def crumb(self) -> str:
        """Which run."""
        return _("Payment run {number}").format(number=self.record)

    def list_title(self) -> str:
        """State, sum and file."""
        one = self.head
        if one is None:
            return self.crumb()
        parts = [self.crumb(), _(RUN_STATES[one.state]), f"{format_money(one.cents)} €"]
        return " · ".join([*parts, *filter(None, [one.file])])

    def source(self) -> Source:
        """Its payments; a run that was dropped or undone is empty."""
        from kontor.base.errors import NotFound

        with self.kontor.store.read() as con:
            try:
                self.head = runs.run(con, self.record)
            except NotFound:
                self.head = None
            found = runs.payments(con, self.record)
        self._found = {one.id: one for one in found}
        return MemorySource([
            Row(one.id, (place,), (
                one.day.isoformat(), one.name, one.end_to_end, one.discount or None, one.cents,
                one.purpose, one.state,
            ), one.state, one.cents)
            for place, one in enumerate(found)
        ], {"name": 1})  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """One payment as the bank gets it."""
        one = self._found.get(row.id)
        if one is None:
            return ()
        return [
            Head(f"{format_money(one.cents)} €", one.name, PARTS[one.state]),
            Facts(
                (N_("IBAN"), iban.format(one.iban)), (N_("Leaves"), format_day(one.day)),
                (N_("Reference"), one.end_to_end), (N_("Document"), one.document),
                (N_("Skonto"), format_money(one.discount) if one.discount else None),
                (N_("Kept back"), format_money(one.kept) if one.kept else None),
                (N_("Mandate"), f"{one.mandate} {one.sequence}".strip()),
            ),
            Note(N_("Purpose"), one.purpose),
            *([Note(N_("Left out"), one.withdrawn)] if one.withdrawn else []),
        ]  # fmt: skip

    def detail(self, row: Row) -> BaseScreen | None:
        """The open item of the payment."""
        from kontor.tui.screens.books.items import ItemScreen

        one = self._found.get(row.id)
        return ItemScreen(one.item) if one else None

    def why_not(self, name: str) -> str:
        """What fits the state of the run."""
        state = self.head.state if self.head else None
        if name == "step.next" and state in {None, RunState.BOOKED}:
            return _("This run is finished.")
        if name == "pay.drop" and state not in {RunState.PROPOSED, RunState.RELEASED}:
            return _("Its file was written already.")
        if name == "record.mail" and (self.head is None or self.head.kind is not RunKind.DEBIT):
            return _("Only direct debits are announced.")
        if name == "pay.again" and state not in {RunState.EXPORTED, RunState.BOOKED}:
            return _("Its file is not written yet.")
        return super().why_not(name)

    def do_step_next(self) -> None:
        """Release, write the file, book: one after the other."""
        steps = {
            RunState.PROPOSED: self._release, RunState.RELEASED: self._to_bank,
            RunState.EXPORTED: self._book,
        }  # fmt: skip
        if self.head and self.head.state in steps:
            steps[self.head.state]()

    def _release(self) -> None:
        from kontor.banking.service.paying import release_run

        head = self.head
        if head is None:
            return
        if head.kind is RunKind.DEBIT and head.noticed is None:
            self.do_record_mail()
            return
        text: Rows = [
            _("{count} payments, {sum} €").format(count=head.pieces, sum=format_money(head.cents)),
            _("from {account}").format(account=head.account_name),
            (_("Released, it can be written for the bank."), "$ink-soft"),
        ]

        def take(answer: str | None) -> None:
            if answer:
                self.kontor.run_case(release_run, self.record, self.kontor.today())

        self.app.push_screen(Confirm(_("Release the run?"), text), take)

    def do_record_mail(self) -> None:
        """The announcements: read, copy, note that the customers were told."""
        with self.kontor.store.read() as con:
            found = notices(con, self.record, self.kontor.today())
        noticed = self.head.noticed if self.head else None
        texts = [text for _document, _name, text in found]
        told = _("told on {day}").format(day=format_day(noticed)) if noticed else ""
        entries = [
            Entry("show", _("Read the announcements"), _("in the customer's language")),
            Entry("copy", _("Copy all of them"), _("for mail or letter")),
            Entry("told", _("The customers were told"), _("then the run can be released"),
                  why_not=told),
        ]  # fmt: skip

        def take(value: str | None) -> None:
            from kontor.banking.service.debiting import announce

            if value == "show":
                blocks = [Note(f"{document} {name}", text) for document, name, text in found]
                self.app.push_screen(Paper(_("Announcements"), blocks))
            elif value == "copy":
                self.kontor.copy_out("\n\n---\n\n".join(texts))
            elif value == "told":
                self.kontor.run_case(announce, self.record, self.kontor.today())

        self.app.push_screen(Chooser(_("Announce the debits"), entries), take)

    def _to_bank(self) -> None:
        self._ask_folder("")

    def _ask_folder(self, again: str) -> None:
        ask = AskText(
            _("File for the bank"), hint=_("Folder for the file"),
            typed=str(self.kontor.folder), read=_folder,
        )  # fmt: skip

        def take(path: str | None) -> None:
            if path is not None:
                self._write(Path(path).expanduser(), again)

        self.app.push_screen(ask, take)

    def _write(self, folder: Path, again: str) -> None:
        from kontor.desk.payfiles import export_payments

        store, run, today = store_of(self), self.record, self.kontor.today()

        def done(path: object) -> None:
            self.requery()
            self.kontor.toast(_("Written: {path}").format(path=path))

        self.app.push_screen(Running(
            _("Writing"),
            lambda _ticket: export_payments(store, run, folder, today, now_utc(), again=again),
            done,
        ))  # fmt: skip

    def _book(self) -> None:
        from kontor.banking.service.settling import book_run

        self.kontor.run_case(book_run, self.record)

    def do_record_cancel(self) -> None:
        """Leave a payment out, with the reason."""
        row = self.row
        if row is None:
            return

        def take(reason: str | None) -> None:
            from kontor.banking.service.paying import withdraw

            if reason:
                self.kontor.run_case(withdraw, row.id, reason)

        hint = _("Why does this payment not take place?")
        self.app.push_screen(AskText(_("Leave out"), hint=hint, read=_reason), take)

    def do_pay_drop(self) -> None:
        """Take the run back."""
        from kontor.banking.service.paying import drop_run

        self.kontor.run_case(drop_run, self.record, then=lambda _none: self.app.pop_screen())

    def do_pay_again(self) -> None:
        """The same file once more."""
        hint = _("Why is the file written again? The bank sees the same message number.")

        def take(reason: str | None) -> None:
            if reason:
                self._ask_folder(reason)

        self.app.push_screen(AskText(_("File once more"), hint=hint, read=_reason), take)


def _folder(typed: str) -> None:
    if not Path(typed).expanduser().is_dir():
        raise InputError(N_("This folder does not exist."))


def _reason(typed: str) -> None:
    if not typed.strip():
        raise InputError(N_("A reason is needed."))
