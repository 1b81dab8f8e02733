"""Accounts (Konten): the chart as trial balance of a year; personal accounts fold below."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.ledger.queries.accounts import Account, BalanceRow, account, chart, trial_balance
from kontor.ledger.words import ACCOUNT_KINDS
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.report import Figures, Line

_COLUMNS = (N_("Opening"), N_("Debit"), N_("Credit"), N_("Balance"))


def balance_lines(
    rows: Sequence[BalanceRow], general: Sequence[Account], *, every: bool = False
) -> tuple[Line, ...]:
    """Lines by kind of account, each kind with its sum.

    Args:
        rows: accounts that moved.
        general: the chart without personal accounts; names the control accounts.
        every: also accounts that did not move.
    """
    below: dict[str, list[BalanceRow]] = {}
    own = {row.number: row for row in rows if not row.parent}
    for row in rows:
        if row.parent:
            below.setdefault(row.parent, []).append(row)
    tops: dict[str, list[Line]] = {kind: [] for kind in ACCOUNT_KINDS}
    sums: dict[str, list[int]] = {kind: [0, 0, 0, 0] for kind in ACCOUNT_KINDS}
    for one in general:
        mine, kids = own.get(one.number), below.get(one.number, [])
        if mine or kids or every:
            members = [*([mine] if mine else []), *kids]
            _add(sums[one.kind], members)
            tops[one.kind].append(_line(one.number, one.name, members, kids))
    return tuple(
        Line(f"kind:{kind}", ACCOUNT_KINDS[kind], _shown(sums[kind]), "head", children=tuple(lines))
        for kind, lines in tops.items()
        if lines
    )


def _add(sums: list[int], rows: Sequence[BalanceRow]) -> None:
    for row in rows:
        for place, cents in enumerate((row.opening, row.debit, row.credit, row.balance)):
            sums[place] += cents


def _shown(figures: Sequence[int]) -> tuple[int | None, ...]:
    """Zeros only where they say something: in the balance."""
    return (*(cents or None for cents in figures[:3]), figures[3])


def _line(
    number: str, name: str, members: Sequence[BalanceRow], kids: Sequence[BalanceRow]
) -> Line:
    figures = [0, 0, 0, 0]
    _add(figures, members)
    children = tuple(
        Line(
            kid.number,
            kid.name,
            _shown((kid.opening, kid.debit, kid.credit, kid.balance)),
            note=kid.number,
        )
        for kid in sorted(kids, key=lambda kid: (kid.name.casefold(), kid.number))
    )
    return Line(number, name, _shown(figures), note=number, children=children, folded=True)


class AccountsScreen(ReportScreen):
    """The chart with opening, debit, credit and balance."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "books.accounts",
        N_("Accounts"),
        "k",
        "books#accounts",
        "year",
    )
    HINTS = ("line.open", "account.new", "account.edit", "view.toggle", "filter.open")

    def __init__(self) -> None:
        super().__init__()
        self._all = False

    def report(self) -> Figures:
        """The trial balance of the year, with or without accounts that did not move."""
        year = self.period.first.year
        with self.kontor.store.read() as con:
            rows = trial_balance(con, year)
            general = chart(con, personal=False)
        count = len({row.parent or row.number for row in rows})
        moved = ngettext("{count} moved", "{count} moved", count).format(count=count)
        total = sum(row.debit for row in rows)
        header = (
            (N_("Accounts"), _("all of the chart") if self._all else moved),
            (N_("Turnover"), format_money(total) + " €"),
        )
        return Figures(
            _COLUMNS,
            balance_lines(rows, general, every=self._all),
            header,
            _("Nothing was posted in this year."),
            last=(3, 1, 2),
        )

    def do_view_toggle(self) -> None:
        """All accounts of the chart, or those that moved."""
        self._all = not self._all
        self.requery()

    def do_line_open(self) -> None:
        """Open an account; a control account opens its own sheet, Right unfolds it."""
        one = self.table.line
        if one is not None and one.children and not one.id.startswith("kind:"):
            self.table.toggle()
        else:
            super().do_line_open()

    def drill(self, line: Line) -> None:
        """The account sheet."""
        from kontor.tui.screens.books.account_sheet import AccountSheet

        if not line.id.startswith("kind:"):
            self.app.push_screen(AccountSheet(line.id, self.period.first.year))

    def explanation(self, line: Line) -> Sequence[Block]:
        """What the account is: kind, code, lines of the forms."""
        if line.id.startswith("kind:"):
            return [Head(_(line.label)), Note("", _("The sum of the accounts below."))]
        with self.kontor.store.read() as con:
            return account_blocks(con, line.id)

    def _chosen(self) -> str:
        one = self.table.line if self.is_mounted else None
        return one.id if one is not None and not one.id.startswith("kind:") else ""

    def why_not(self, name: str) -> str:
        """Changing needs an account."""
        if name in {"account.edit", "account.close"} and not self._chosen():
            return _("Choose an account first.")
        return super().why_not(name)

    def do_account_new(self) -> None:
        """An own account, like the one under the cursor."""
        from kontor.tui.screens.books.account_form import AccountForm

        self.app.push_screen(AccountForm(like=self._chosen()))

    def do_account_edit(self) -> None:
        """Name, tax code, lines of the EÜR."""
        from kontor.tui.screens.books.account_form import AccountForm

        self.app.push_screen(AccountForm(number=self._chosen()))

    def do_account_close(self) -> None:
        """Close an account without balance, or open it again."""
        from kontor.ledger.service.chart import close_account, reopen_account

        with self.kontor.store.read() as con:
            closed = account(con, self._chosen()).closed
        if closed:
            self.kontor.run_case(reopen_account, self._chosen())
        else:
            self.kontor.run_case(close_account, self._chosen(), self.kontor.today())


def account_blocks(con: sqlite3.Connection, number: str) -> list[Block]:
    """An account as a sheet."""
    one = account(con, number)
    forms: list[Any] = con.execute(
        "SELECT form, line FROM account_form WHERE account = ? ORDER BY form", (one.id,)
    ).fetchall()
    return [
        Head(one.number, one.name),
        Facts(
            (N_("Kind"), _(ACCOUNT_KINDS.get(one.kind, one.kind))),
            (N_("Tax code"), one.tax_code),
            (N_("Below account"), one.parent),
            (N_("BWA line"), one.bwa),
            (N_("Position"), one.hgb),
            *((_("EÜR {form}, line").format(form=form), line) for form, line in forms),
            (N_("Own account"), _("yes") if one.own else None),
            (N_("Closed"), format_day(one.closed) if one.closed else None),
        ),
    ]
