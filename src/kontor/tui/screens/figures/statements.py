"""Profit and loss (GuV) and balance sheet (Bilanz), positions with the accounts below them."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.dates import Period, format_day
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.deductions import of_period
from kontor.ledger.queries.statements import (
    BalanceSheet,
    ProfitAndLoss,
    balance_sheet,
    profit_and_loss,
)
from kontor.ledger.rules.forms import positions
from kontor.ledger.rules.statements import Placed, Row
from kontor.tui.screens.figures.shared import choose
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.text import Part
from kontor.tui.widgets.charts import bars
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.report import Figures, Line


def tree(
    rows: Sequence[Row], accounts: Sequence[Placed], before: dict[str, int]
) -> tuple[Line, ...]:
    """Positions as branches with their accounts as leaves."""
    known = positions()
    below: dict[str, list[Row]] = {}
    for row in rows:
        below.setdefault(known[row.position].parent, []).append(row)

    def line(row: Row) -> Line:
        kids = [line(one) for one in below.get(row.position, [])]
        kids += [
            Line(
                f"account:{row.position}:{one.number}",
                one.name,
                (one.cents,),
                note=one.number,
                target=one.number,
            )
            for one in accounts
            if one.position == row.position and one.number
        ]
        kind = "head" if row.level == 0 else "line"
        leaf = not below.get(row.position)
        return Line(row.position, row.label, (row.cents, before.get(row.position)), kind,
                    children=tuple(kids), folded=leaf, target=row.position)  # fmt: skip

    return tuple(line(row) for row in below.get("", []))


class _Statement(ReportScreen):
    """What both have in common: accounts behind a position."""

    HINTS = ("line.open", "record.explain", "view.toggle", "period.previous", "period.next")

    def placed(self) -> Sequence[Placed]:
        """The accounts in their positions."""
        return ()

    def _accounts(self, position: str) -> list[Placed]:
        known = positions()

        def under(one: str) -> bool:
            while one:
                if one == position:
                    return True
                one = known[one].parent
            return False

        return [one for one in self.placed() if one.number and under(one.position)]

    def drill(self, line: Line) -> None:
        """The account sheet, or the accounts of the position."""
        if line.id.startswith("account:"):
            number = str(line.target)
            choose(self, _(line.label), [(number, line.label, 0)])
        elif line.target:
            found = [(one.number, one.name, one.cents) for one in self._accounts(str(line.target))]
            if found:
                choose(self, _(line.label), found)

    def explanation(self, line: Line) -> Sequence[Block]:
        """Law and accounts of a position."""
        if line.id.startswith("account:") or line.target not in positions():
            return [Head(_(line.label)), Note("", _("Enter opens the account sheet."))]
        one = positions()[str(line.target)]
        rows = [
            (placed.number, placed.name, placed.cents) for placed in self._accounts(one.position)
        ]
        columns = (Column(N_("Account"), Kind.NUMBER, 6), Column(N_("Name"), Kind.NAME, grow=1),
                   Column(N_("Amount"), Kind.MONEY))  # fmt: skip
        blocks: list[Block] = [Head(one.position, one.label), Facts((N_("Law"), one.law))]
        return [*blocks, Grid(columns, rows, N_("Accounts"), ("", "", sum(row[2] for row in rows)))]


class ProfitScreen(_Statement):
    """Profit and loss of a period beside the one before."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "figures.profit",
        N_("Profit and loss"),
        "v",
        "reports#profit-and-loss",
        "year",
    )

    def __init__(self) -> None:
        super().__init__()
        self.data: ProfitAndLoss | None = None

    def placed(self) -> Sequence[Placed]:
        """The accounts in their positions."""
        return self.data.accounts if self.data else ()

    def report(self) -> Figures:
        """Positions in legal order, then the result."""
        period: Period = self.period
        with self.kontor.store.read() as con:
            done, before = profit_and_loss(con, period), profit_and_loss(con, period.previous)
            beside = of_period(con, period)
        self.data = done
        old = {row.position: row.cents for row in before.rows}
        lines = list(tree(done.rows, done.accounts, old))
        label = N_("Profit") if done.result >= 0 else N_("Loss")
        if lines:
            lines.append(Line("result", label, (done.result, before.result or None), "sum"))
        if beside:
            lines += [
                Line("outside", N_("Outside the books, § 7g EStG"), (beside,)),
                Line("taxable", N_("Taxable profit"), (done.result + beside,), "sum"),
            ]
        header = ((N_("Basis"), _("booking dates, total cost method, § 275 (2) HGB")),)
        return Figures((period.short, period.previous.short), tuple(lines), header,
                       _("Nothing was posted in this period."))  # fmt: skip

    def picture(self) -> Sequence[Part | list[Part]]:
        """Positions as bars."""
        done = self.data
        if done is None or not done.rows:
            return ()
        top = [(row.label, row.cents) for row in done.rows if row.level == 0 and row.cents]
        return bars([*top, (_("Result"), done.result)], self.picture_width)


class BalanceScreen(_Statement):
    """Balance sheet at the end of a period, beside the year before."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "figures.balance",
        N_("Balance sheet"),
        "l",
        "reports#balance-sheet",
        "year",
    )

    def __init__(self) -> None:
        super().__init__()
        self.data: BalanceSheet | None = None

    def placed(self) -> Sequence[Placed]:
        """The accounts in their positions."""
        return self.data.accounts if self.data else ()

    def report(self) -> Figures:
        """Both sides with their sums."""
        day = (
            min(self.period.last, self.kontor.today())
            if self.period.holds(self.kontor.today())
            else self.period.last
        )
        with self.kontor.store.read() as con:
            done, before = balance_sheet(con, day), balance_sheet(con, self.period.previous.last)
        self.data = done
        old = {row.position: row.cents for row in (*before.assets, *before.liabilities)}
        lines: list[Line] = []
        sides = (
            ("assets", N_("Assets"), done.assets, done.total_assets, before.total_assets),
            ("liabilities", N_("Equity and liabilities"), done.liabilities, done.total_liabilities,
             before.total_liabilities),
        )  # fmt: skip
        for key, label, rows, total, old_total in sides:
            if rows:
                lines += tree(rows, done.accounts, old)
                lines += [
                    Line(f"sum:{key}", label, (total, old_total or None), "sum"),
                    Line(f"gap:{key}", kind="gap"),
                ]
        header = (
            (N_("Day"), format_day(day)),
            (N_("Result so far"), format_money(done.result) + " €"),
        )
        columns = (format_day(day), format_day(self.period.previous.last))
        return Figures(columns, tuple(lines), header, _("Nothing was posted until this day."))

    def picture(self) -> Sequence[Part | list[Part]]:
        """Both sides as bars."""
        done = self.data
        if done is None or not (done.assets or done.liabilities):
            return ()
        width = self.picture_width
        one = [(row.label, row.cents) for row in done.assets if row.level == 1 and row.cents]
        two = [(row.label, row.cents) for row in done.liabilities if row.level <= 1 and row.cents]
        return [(_("Assets"), "bold $ink-soft"), *bars(one, width), "",
                (_("Equity and liabilities"), "bold $ink-soft"), *bars(two, width)]  # fmt: skip
