"""Money and months as pictures: the cash curve, revenue and costs by month."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta

from kontor.base.dates import format_day, month_name, month_period
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.company.queries import money_accounts
from kontor.ledger.queries.accounts import balances
from kontor.tui.screens.books.account_sheet import AccountSheet
from kontor.tui.screens.figures.bwa import BwaScreen
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Part
from kontor.tui.widgets.charts import bars, braille, columns_chart
from kontor.tui.widgets.report import Figures, Line

_DAYS = """
SELECT l.day, sum(l.cents) FROM line l JOIN account a ON a.id = l.account
 WHERE a.number IN (SELECT account FROM money_account) AND l.day BETWEEN ? AND ?
 GROUP BY l.day ORDER BY l.day
"""
_MONTHS = """
SELECT substr(l.day, 1, 7), a.kind, sum(l.cents) FROM account a JOIN line l ON l.account = a.id
 WHERE a.kind IN ('income', 'expense') AND l.day BETWEEN ? AND ? GROUP BY 1, 2
"""


def day_balances(con: sqlite3.Connection, first: date, last: date) -> list[int]:
    """What lay on the money accounts together at the end of each day."""
    start = balances(con, first - timedelta(days=1))
    own = {one.account for one in money_accounts(con, closed=True)}
    cents = sum(amount for number, amount in start.items() if number in own)
    moves = dict(con.execute(_DAYS, (first.isoformat(), last.isoformat())).fetchall())
    out = []
    for place in range((last - first).days + 1):
        cents += moves.get((first + timedelta(days=place)).isoformat(), 0)
        out.append(cents)
    return out


class MoneyScreen(ReportScreen):
    """Money accounts at the end of each month, and the curve of all together."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "figures.money",
        N_("Money"),
        "e",
        "reports",
        "year",
    )
    HINTS = ("line.open", "view.toggle", "period.previous", "period.next", "record.explain")

    def __init__(self) -> None:
        super().__init__()
        self._curve: list[int] = []
        self._last = date.min

    def report(self) -> Figures:
        """A line per month, the accounts below it."""
        today = self.kontor.today()
        last = min(self.period.last, today)
        lines = []
        with self.kontor.store.read() as con:
            own = money_accounts(con, closed=True)
            self._curve = (
                day_balances(con, self.period.first, last) if last >= self.period.first else []
            )
            before = balances(con, self.period.first - timedelta(days=1))
            for month in self.period.months():
                if month.first > last:
                    break
                now = balances(con, min(month.last, last))
                kids = tuple(
                    Line(
                        f"{month.label}:{one.account}",
                        one.name,
                        (
                            now.get(one.account, 0),
                            now.get(one.account, 0) - before.get(one.account, 0),
                        ),
                        note=one.account,
                        target=one.account,
                    )
                    for one in own
                    if now.get(one.account) or before.get(one.account)
                )
                total = sum(now.get(one.account, 0) for one in own)
                change = total - sum(before.get(one.account, 0) for one in own)
                lines.append(
                    Line(month.label, month.title, (total, change), children=kids, folded=True)
                )
                before = now
        self._last = last
        lowest = self._lowest()
        header = ((N_("Lowest"), lowest),) if lowest else ()
        return Figures(
            (N_("At the end"), N_("Change")), tuple(lines), header, _("No money account yet.")
        )

    def _lowest(self) -> str:
        if not self._curve:
            return ""
        cents = min(self._curve)
        day = self.period.first + timedelta(days=self._curve.index(cents))
        return f"{format_money(cents)} € · {format_day(day)}"

    def drill(self, line: Line) -> None:
        """The account sheet."""
        if line.target:
            self.app.push_screen(AccountSheet(str(line.target), self.period.first.year))

    def explanation(self, line: Line) -> Sequence[Block]:
        """What counts as money."""
        text = _(
            "The balances of all money accounts in the books by booking date: bank, cash, card,"
            " PayPal."
        )
        facts = Facts(
            *(
                (_(head), format_money(value))
                for head, value in zip((N_("At the end"), N_("Change")), line.figures, strict=False)
                if isinstance(value, int)
            )
        )
        return [Head(line.label), facts, Note("", text)]

    def picture(self) -> Sequence[Part | list[Part]]:
        """The curve of the year so far."""
        if not self._curve:
            return ()
        width, high, low = self.picture_width - 14, max(self._curve), min(self._curve)
        height = 12
        drawn = braille(self._curve, width, height)
        rows: list[Part | list[Part]] = []
        for place, text in enumerate(drawn):
            mark = (
                format_money(high)[:-3]
                if not place
                else format_money(low)[:-3]
                if place == height - 1
                else ""
            )
            rows.append([(f"{mark:>11} ", "$ink-faint"), (text, "$signal")])
        first, last = format_day(self.period.first), format_day(self._last)
        gap = max(3, width - len(first) - len(last))
        rows += [
            [(" " * 12 + first + " " * gap + last, "$ink-soft")],
            "",
            [(_("Lowest") + "  ", "$ink-soft"), (self._lowest(), "bold")],
        ]
        return rows


class MonthsScreen(ReportScreen):
    """Revenue, costs and result by month."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "figures.months",
        N_("Months"),
        "m",
        "reports",
        "year",
    )
    HINTS = ("line.open", "view.toggle", "period.previous", "period.next", "record.explain")

    def __init__(self) -> None:
        super().__init__()
        self._months: list[tuple[str, int, int]] = []

    def report(self) -> Figures:
        """A line per month."""
        year = self.period.first.year
        with self.kontor.store.read() as con:
            rows = con.execute(
                _MONTHS, (self.period.first.isoformat(), self.period.last.isoformat())
            ).fetchall()
        sums = {(month, kind): cents for month, kind, cents in rows}
        self._months = [
            (f"{year:04d}-{month:02d}", -sums.get((f"{year:04d}-{month:02d}", "income"), 0),
             sums.get((f"{year:04d}-{month:02d}", "expense"), 0))
            for month in range(1, 13)
        ]  # fmt: skip
        lines = [
            Line(label, month_name(int(label[5:])), (income, costs, income - costs), target=label)
            for label, income, costs in self._months if income or costs
        ]  # fmt: skip
        if lines:
            income, costs = sum(one[1] for one in self._months), sum(one[2] for one in self._months)
            lines.append(Line("sum", N_("Total"), (income, costs, income - costs), "sum"))
        columns = (N_("Revenue"), N_("Costs"), N_("Result"))
        return Figures(columns, tuple(lines), (), _("Nothing was posted in this year."))

    def drill(self, line: Line) -> None:
        """The BWA of the month."""
        if line.target:
            screen = BwaScreen()
            screen._period = month_period(int(str(line.target)[:4]), int(str(line.target)[5:]))
            self.app.push_screen(screen)

    def explanation(self, line: Line) -> Sequence[Block]:
        """What counts."""
        text = _("Accounts of income and expenses by booking date, net; not the days of the money.")
        return [Head(_(line.label)), Note("", text)]

    def picture(self) -> Sequence[Part | list[Part]]:
        """Columns of revenue, then of the result."""
        if not any(one[1] or one[2] for one in self._months):
            return ()
        names = [month_name(month, short=True) for month in range(1, 13)]
        width = self.picture_width
        return [
            (_("Revenue"), "bold $ink-soft"),
            *columns_chart([one[1] for one in self._months], names, width, 7), "",
            (_("Result"), "bold $ink-soft"),
            *columns_chart([one[1] - one[2] for one in self._months], names, width, 7), "",
            *bars([(_("Revenue"), sum(one[1] for one in self._months)),
                   (_("Costs"), sum(one[2] for one in self._months))], width),
        ]  # fmt: skip
