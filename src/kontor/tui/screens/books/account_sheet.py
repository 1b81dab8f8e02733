"""Account sheet (Kontenblatt): every line of an account with the running balance, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.accounts import SheetRow, account, account_sheet, opening_balance
from kontor.tui.protocols import Key, Row, Source
from kontor.tui.screens.books.drill import EntryList
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.widgets.columns import Column, Kind

_RUNNING = (
    "(SELECT sum(b.cents) FROM line b WHERE b.account = l.account AND b.day >= '{carried}'"
    " AND (b.day, b.entry, b.pos) <= (l.day, l.entry, l.pos))"
)
_CONTRA = (
    "(SELECT a.number || ' ' || a.name FROM line o JOIN account a ON a.id = o.account"
    " WHERE o.entry = l.entry AND (o.cents < 0) <> (l.cents < 0)"
    " ORDER BY abs(o.cents) DESC, o.pos LIMIT 1)"
)


def listing(key: int, first: str, last: str, carried: str) -> Listing:
    """The lines of an account in a span of days."""
    debit = "iif((l.cents > 0) <> e.general_reversal, l.cents, NULL)"
    credit = "iif((l.cents > 0) <> e.general_reversal, NULL, -l.cents)"
    return Listing(
        columns=(
            "l.day, e.document, coalesce(nullif(l.text, ''), e.text), "
            + _CONTRA
            + f", {debit}, {credit}, "
            + _RUNNING.format(carried=carried)
        ),
        tables="line l JOIN entry e ON e.id = l.entry",
        sorts={"day": Sort(N_("Date"), ("l.day", "l.entry", "l.pos"))},
        where="l.account = ? AND l.day BETWEEN ? AND ?",
        args=(key, first, last),
        id="l.id",
        amount="l.cents",
        day="l.day",
        search=(
            "fold(e.text || ' ' || ifnull(l.text, '') || ' ' || e.document || ' '"
            f" || ifnull({_CONTRA}, ''))"
        ),
        narrow="line l",
    )


class SheetSource(SqlSource):
    """Pages come with their running balance in one pass; filtered rows look it up each."""

    def __init__(self, read: Any, lines: Listing, number: str, span: tuple[date, date]) -> None:
        super().__init__(read, lines)
        self.number, self.span = number, span

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The rows after this key."""
        with self._read() as con:
            key = (str(after[0]), int(after[1]), int(after[2])) if after else None
            found = account_sheet(
                con, self.number, first=self.span[0], last=self.span[1], after=key, limit=size
            )
        return [_row(one) for one in found]

    def sorted_by(self, name: str, descending: bool) -> SheetSource:
        """Only the order of days carries a balance."""
        del name, descending
        return self


def _row(one: SheetRow) -> Row:
    cells = (one.day.isoformat(), one.document, one.text, f"{one.contra} {one.contra_name}".strip(),
             one.debit or None, one.credit or None, one.running)  # fmt: skip
    return Row(one.line, one.key, cells, "", one.debit - one.credit)


class AccountSheet(EntryList):
    """The lines of one account in a year."""

    NAME, TITLE, HANDBOOK = "books.sheet", N_("Account sheet"), "books#accounts"
    HINTS = ("record.open", "filter.open", "sheet.previous", "sheet.next", "record.edit")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE, keep=True),
        Column(N_("Document"), width=11, priority=3, least=9),
        Column(N_("Text"), Kind.NAME, 18, grow=3),
        Column(N_("Contra account"), width=18, priority=5, grow=2),
        Column(N_("Debit"), Kind.MONEY, 11),
        Column(N_("Credit"), Kind.MONEY, 11),
        Column(N_("Balance"), Kind.MONEY, 12),
    )
    SORTS: ClassVar[dict[str, str]] = {"day": N_("Date")}
    EMPTY = N_("Nothing was posted on this account in the year.")
    EMPTY_HINTS = ("sheet.previous",)

    def __init__(self, number: str, year: int) -> None:
        super().__init__()
        self.number, self.year = number, year
        self._label = ""
        self._entries: dict[int, int] = {}
        self._opening = 0

    def crumb(self) -> str:
        """Number and name."""
        return f"{self.number} {self._label}".strip()

    def period_text(self) -> str:
        """The year."""
        return str(self.year)

    def source(self) -> Source:
        """The lines of the year."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        with self.kontor.store.read() as con:
            found = account(con, self.number)
            self._opening = opening_balance(con, found, first)
        self._label = found.name
        carried = first.isoformat() if found.kind in {"income", "expense"} else "0000"
        lines = listing(found.id, first.isoformat(), last.isoformat(), carried)
        return SheetSource(self.kontor.store.read, lines, self.number, (first, last))

    def list_title(self) -> str:
        """Number, name, year, and what was carried forward."""
        if self.filter:
            return super().list_title()
        title = f"{self.crumb()} · {self.year}"
        if self._opening:
            title += " · " + _("carried forward {amount}").format(
                amount=format_money(self._opening)
            )
        return title

    def first_row(self) -> int:
        """Begin at the newest line."""
        return max(0, self.table.count - 1)

    def chosen_entry(self) -> int | None:
        """The entry of the line under the cursor."""
        if self.row is None:
            return None
        with self.kontor.store.read() as con:
            found = con.execute("SELECT entry FROM line WHERE id = ?", (self.row.id,)).fetchone()
        return int(found[0]) if found else None

    def do_sheet_next(self) -> None:
        """The next year."""
        self._turn(1)

    def do_sheet_previous(self) -> None:
        """The year before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self.year += step
        self.requery()
        self.table.cursor = max(0, self.table.count - 1)
