"""All bank lines (Umsätze) with what they were booked as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.banking.queries.lines import LineRow, entries_of, line
from kontor.banking.words import LINE_STATES
from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_, _
from kontor.ledger.queries.journal import entry
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.bank import line_blocks
from kontor.tui.screens.books.entry import EntryScreen
from kontor.tui.screens.books.sheets import entry_blocks
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

STATES = {
    "booked": State("✓", LINE_STATES["booked"], GOOD),
    "open": State("●", LINE_STATES["open"], WARN),
    "aside": State("–", LINE_STATES["aside"], MUTED),
    "doubtful": State("!", LINE_STATES["doubtful"], BAD),
}
_STATE = (
    "CASE WHEN EXISTS (SELECT 1 FROM bank_booking b WHERE b.bank_line = l.id) THEN 'booked'"
    " WHEN l.set_aside IS NOT NULL THEN 'aside' WHEN l.doubtful IS NOT NULL THEN 'doubtful'"
    " ELSE 'open' END"
)
_AS = (
    "(SELECT group_concat(DISTINCT a.number || ' ' || a.name) FROM bank_booking b"
    " JOIN line x ON x.entry = b.entry JOIN account a ON a.id = x.account"
    " WHERE b.bank_line = l.id AND a.number <> m.account AND x.part IN ('', 'base'))"
)
LISTING = Listing(
    columns=f"l.day, l.name, l.purpose, {_AS}, m.name, l.cents, {_STATE}",
    tables="bank_line l JOIN money_account m ON m.id = l.money_account",
    sorts={"day": Sort(N_("Date"), ("l.day", "l.id"), descending=True)},
    id="l.id", state=_STATE, amount="l.cents", day="l.day",
    search=f"fold(l.name || ' ' || l.purpose || ' ' || ifnull({_AS}, ''))",
    fields={"name": "fold(l.name)", "account": "fold(m.name)"},
    narrow="bank_line l",
)  # fmt: skip
_SEALED = (
    "SELECT s.number FROM bank_booking b JOIN seal s ON s.entry = b.entry"
    " WHERE b.bank_line = ? AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = b.entry)"
)


class BankLinesScreen(ListScreen):
    """Every line of every statement."""

    CANCEL = N_("Take back")
    NAME, TITLE, LETTER, HANDBOOK = "books.statement", N_("Bank lines"), "u", "bank#statement-lines"
    HINTS = ("record.open", "filter.open", "record.cancel", "bank.news")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE, keep=True),
        Column(N_("Name"), Kind.NAME, 20, grow=2),
        Column(N_("Purpose"), width=22, priority=4, grow=2),
        Column(N_("Booked as"), width=20, priority=3, grow=2),
        Column(N_("Money account"), width=13, priority=6),
        Column(N_("Amount"), Kind.MONEY, 12),
        Column(N_("State"), Kind.STATE, width=12, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"day": N_("Date")}
    FIELDS: ClassVar[dict[str, str]] = {"name": "name", "konto": "account"}
    EMPTY = N_("No statement was imported yet.")
    EMPTY_HINTS = ("bank.open",)

    def source(self) -> Source:
        """All lines, newest first."""
        return SqlSource(self.kontor.store.read, LISTING)

    def _line(self, row: Row) -> LineRow | None:
        try:
            with self.kontor.store.read() as con:
                return line(con, row.id)
        except NotFound:
            return None

    def preview(self, row: Row) -> Sequence[Block]:
        """The line and its entries."""
        one = self._line(row)
        if one is None:
            return ()
        blocks = line_blocks(one)
        with self.kontor.store.read() as con:
            for number in entries_of(con, row.id)[:3]:
                blocks += entry_blocks(entry(con, number), full=False)
        return blocks

    def detail(self, row: Row) -> BaseScreen | None:
        """The entry it was booked as; otherwise the form to book it."""
        from kontor.tui.screens.books.bank_form import BookForm

        with self.kontor.store.read() as con:
            found = entries_of(con, row.id)
        if found:
            return EntryScreen(found[0])
        one = self._line(row)
        return BookForm(one, None, {}) if one else None

    def why_not(self, name: str) -> str:
        """Only what was booked or set aside can be taken back."""
        if name == "record.cancel" and self.row is not None and self.row.state == "open":
            return _("This line is not booked yet.")
        return super().why_not(name)

    def do_record_cancel(self) -> None:
        """Take back what the line was booked as, or that it was set aside: it waits again."""
        from kontor.banking.service.booking import take_up, unbook_line

        row = self.row
        if row is None:
            return
        if row.state != "booked":
            self.kontor.run_case(take_up, row.id)
            return
        with self.kontor.store.read() as con:
            sealed = con.execute(_SEALED, (row.id,)).fetchone()
        if sealed is None:
            self.kontor.run_case(unbook_line, row.id, self.kontor.today())
            return
        self._ask_reversal(row.id, int(sealed[0]))

    def _ask_reversal(self, line_id: int, number: int) -> None:
        """A sealed booking is reversed, with a reason."""
        from kontor.banking.service.booking import unbook_line

        def given(reason: str | None) -> None:
            if reason:
                self.kontor.run_case(unbook_line, line_id, self.kontor.today(), reason)

        hint = _("#{number} is sealed and will be reversed. Why was it wrong?")
        ask = AskText(_("Take a booking back"), hint=hint.format(number=number), read=_reason)
        self.app.push_screen(ask, given)

    def do_bank_open(self) -> None:
        """To the lines that wait, where statements are imported."""
        self.kontor.open_view("view:books.bank")

    def do_bank_news(self) -> None:
        """Statements, pending lines, unreadable rows."""
        from kontor.tui.screens.books.bank import report_blocks
        from kontor.tui.screens.dialogs import Paper

        self.app.push_screen(Paper(_("Imported statements"), report_blocks(self.kontor.store)))


def _reason(typed: str) -> None:
    if not typed.strip():
        raise InputError(N_("The reason stays with the reversal; write a few words."))
