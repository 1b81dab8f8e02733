"""Short-term result (BWA): the month beside another one and the year so far."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.dates import Period
from kontor.base.i18n import N_, _, language
from kontor.base.numbers import format_money
from kontor.ledger.queries.statements import Bwa, bwa
from kontor.ledger.rules.forms import bwa_lines
from kontor.tui.screens.figures.shared import accounts_of_period, open_accounts
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.text import Part
from kontor.tui.widgets.charts import bars
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.report import Figures, Line


def _percent(share: int) -> str:
    """A share of output, always with two decimals so that a column of them stands straight."""
    return format_money(share) + (" %" if language() == "de" else "%")


class BwaScreen(ReportScreen):
    """The short-term result of a month, quarter or year."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = "figures.bwa", N_("BWA"), "b", "reports", "month"
    HINTS = ("line.open", "record.explain", "view.toggle", "period.previous", "figures.compare")

    def __init__(self) -> None:
        super().__init__()
        self.data: Bwa | None = None
        self.before = False

    def _other(self) -> Period | None:
        return self.period.previous if self.before else None

    def report(self) -> Figures:
        """The lines with the compared period, the year so far and the share of output."""
        with self.kontor.store.read() as con:
            done = bwa(con, self.period, self._other())
        self.data = done
        lines = []
        for row in done.rows:
            if not (row.cents or row.compared or row.year):
                continue
            share = _percent(row.share) if row.share else ""
            total = row.kind == "total"
            figures = (
                row.cents if total else row.cents or None,
                share,
                row.compared or None,
                row.year,
            )
            if total:
                lines.append(Line(row.line, row.label, figures, "sum"))
            else:
                lines.append(Line(row.line, row.label, figures, target=row.line))
        if done.unassigned:
            kids = tuple(
                Line(f"a:{one.number}", one.name, (-one.cents,), note=one.number)
                for one in done.unassigned
            )
            lines.append(Line("lost", N_("Accounts without a line"), (), "head", children=kids))
        year = _("{year} so far").format(year=done.period.first.year)
        columns = (N_("Amount"), N_("% output"), short(done.compared_with), year)
        header = ((N_("Compared with"), done.compared_with.title),)
        return Figures(columns, tuple(lines), header, _("Nothing was posted in this period."))

    def drill(self, line: Line) -> None:
        """The accounts of the line."""
        if line.target:
            open_accounts(self, line, lambda one: one.bwa == line.target)

    def explanation(self, line: Line) -> Sequence[Block]:
        """Formula or accounts."""
        known = bwa_lines().get(line.id)
        if known is None:
            return [Head(_(line.label)), Note("", _("These accounts stand in no line of the BWA."))]
        facts = Facts(
            (N_("Line"), known.line), (N_("Formula"), known.formula), (N_("Source"), known.source)
        )
        blocks: list[Block] = [Head(known.line, known.label), facts]
        if not known.formula:
            rows = [
                (one.number, one.name, one.cents if known.kind == "expense" else -one.cents)
                for one in accounts_of_period(self.kontor.store, self.period)
                if one.bwa == known.line
            ]
            columns = (Column(N_("Account"), Kind.NUMBER, 6), Column(N_("Name"), Kind.NAME, grow=1),
                       Column(N_("Amount"), Kind.MONEY))  # fmt: skip
            blocks.append(
                Grid(columns, rows, N_("Accounts"), ("", "", sum(row[2] for row in rows)))
            )
        return blocks

    def picture(self) -> Sequence[Part | list[Part]]:
        """Output, costs by kind, result."""
        done = self.data
        if done is None or not any(row.cents for row in done.rows):
            return ()
        rows = {row.line: row for row in done.rows}
        width = self.picture_width
        tops = [
            (rows[key].label, rows[key].cents)
            for key in ("1051", "1080", "1280", "1300")
            if key in rows
        ]
        costs = sorted(
            ((row.label, row.cents) for row in done.rows if row.kind == "expense" and row.cents),
            key=lambda pair: -pair[1],
        )
        result = _("Result {amount} €").format(amount=format_money(done.result))
        return [
            (result, "bold"),
            "",
            *bars(tops, width),
            "",
            (_("Costs"), "bold $ink-soft"),
            *bars(costs, width),
        ]

    def do_figures_compare(self) -> None:
        """The year before, or the period before."""
        self.before = not self.before
        self.requery()


def short(period: Period) -> str:
    """A period in few cells."""
    if period.kind == "month":
        return f"{period.first:%m/%Y}"
    return period.short
