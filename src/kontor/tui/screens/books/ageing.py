"""Ageing (Altersstruktur): open amounts by partner and days overdue, as table and picture."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.base.text import cell_width, pad
from kontor.ledger.queries.items import CUSTOMER, Aged, ageing
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Part
from kontor.tui.widgets.charts import bars
from kontor.tui.widgets.report import Figures, Line

_COLUMNS = (
    N_("Total"),
    N_("overdue"),
    N_("not due"),
    N_("1–30 days"),
    N_("31–60 days"),
    N_("61–90 days"),
    N_("over 90 days"),
)
_AGES = _COLUMNS[2:]


def _ages(one: Aged) -> tuple[int, ...]:
    return one.not_due, one.days_30, one.days_60, one.days_90, one.older


def _figures(one: Aged) -> tuple[int | None, ...]:
    ages = _ages(one)
    return (one.total, *(cents or None for cents in (sum(ages[1:]), *ages)))


class AgeingScreen(ReportScreen):
    """What is open, by age."""

    NAME, TITLE, HANDBOOK, PERIOD = "books.ageing", N_("Ageing"), "items#ageing", ""
    HINTS = ("line.open", "view.toggle", "record.explain", "filter.open")

    def __init__(self, side: int = CUSTOMER) -> None:
        super().__init__()
        self.side = side
        self._rows: list[Aged] = []

    def report(self) -> Figures:
        """A line per partner, the largest overdue first."""
        with self.kontor.store.read() as con:
            self._rows = ageing(con, self.kontor.today(), side=self.side)
        lines = [Line(one.account, one.name, _figures(one)) for one in self._rows]
        if lines:
            sums = tuple(
                sum(cents or 0 for cents in column)
                for column in zip(*map(_figures, self._rows), strict=True)
            )
            lines.append(Line("total", N_("Total"), sums, "sum"))
        header = (
            (N_("Customers owe us") if self.side == CUSTOMER else N_("We owe suppliers"), ""),
        )
        return Figures(_COLUMNS, tuple(lines), header, _("Nothing is open here."))

    def drill(self, line: Line) -> None:
        """The items of the partner."""
        from kontor.tui.screens.books.items import ItemsScreen

        if line.id != "total":
            screen = ItemsScreen(line.id)
            screen.side = self.side
            self.app.push_screen(screen)

    def explanation(self, line: Line) -> Sequence[Block]:
        """How the age is counted."""
        rule = _(
            "Each part of an item counts with its own due day. Retentions and amounts for the tax"
            " office are never overdue. Credits are taken off the total."
        )
        facts = [
            (_(label), format_money(cents) + " €")
            for label, cents in zip(_COLUMNS, line.figures, strict=True)
            if isinstance(cents, int)
        ]
        return [Head(_(line.label)), Facts(*facts), Note("", rule)]

    def picture(self) -> Sequence[Part | list[Part]]:
        """Bars by age, then the largest partners."""
        if not self._rows:
            return ()
        sums = [sum(column) for column in zip(*map(_ages, self._rows), strict=True)]
        width = self.picture_width
        rows: list[Part | list[Part]] = [(_("By age"), "bold $ink-soft")]
        room = max(cell_width(_(label)) for label in _AGES)
        for place, (label, cents) in enumerate(zip(_AGES, sums, strict=True)):
            style = "$signal" if not place else "$warn" if place < 3 else "$bad"
            name = pad(_(label), room)
            rows += bars([(name, cents), (" " * room, max(sums))], width, style=style)[:1]
        rows += ["", (_("The largest"), "bold $ink-soft")]
        largest = sorted(self._rows, key=lambda one: -one.total)[:12]
        rows += bars([(one.name, one.total) for one in largest], width)
        return rows
