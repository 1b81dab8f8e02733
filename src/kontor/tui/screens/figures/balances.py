"""Trial balance (Summen- und Saldenliste) of a month, quarter or year."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.accounts import carried_result, chart, trial_balance
from kontor.tui.screens.books.account_sheet import AccountSheet
from kontor.tui.screens.books.accounts import account_blocks, balance_lines
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Head, Note
from kontor.tui.widgets.report import Figures, Line

_COLUMNS = (N_("Opening"), N_("Debit"), N_("Credit"), N_("Balance"))


class TrialScreen(ReportScreen):
    """All accounts with their turnovers of a period."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "figures.trial",
        N_("Trial balance"),
        "s",
        "reports#trial-balance",
        "month",
    )
    HINTS = ("line.open", "record.explain", "period.previous", "period.next", "filter.open")

    def report(self) -> Figures:
        """Opening, debit, credit, balance by kind of account."""
        first, last = self.period.first, self.period.last
        with self.kontor.store.read() as con:
            rows = trial_balance(con, first.year, month_from=first.month, month_to=last.month)
            carried = carried_result(con, first)
            general = chart(con, personal=False)
        lines = list(balance_lines(rows, general))
        debit, credit = sum(row.debit for row in rows), sum(row.credit for row in rows)
        opening, closing = sum(row.opening for row in rows), sum(row.balance for row in rows)
        if carried and lines:
            lines.append(Line("carried", N_("Results of earlier years"), (carried, 0, 0, carried)))
        if lines:
            sums = (opening + carried, debit, credit, closing + carried)
            lines.append(Line("sum", N_("Total"), sums, "sum"))
        balanced = (
            _("in balance")
            if debit == credit
            else _("not in balance: {rest}").format(rest=format_money(debit - credit))
        )
        header = ((N_("Books"), balanced),)
        return Figures(
            _COLUMNS, tuple(lines), header, _("Nothing was posted in this period."), last=(3, 1, 2)
        )

    def drill(self, line: Line) -> None:
        """The account sheet."""
        if line.id.isdigit():
            self.app.push_screen(AccountSheet(line.id, self.period.first.year))

    def explanation(self, line: Line) -> Sequence[Block]:
        """The account, or how the sum comes about."""
        if line.id.isdigit():
            with self.kontor.store.read() as con:
                return account_blocks(con, line.id)
        text = _(
            "Debit is plus, credit minus; a general reversal lowers the side it was posted on."
        )
        return [Head(_(line.label)), Note("", text)]
