"""Figures of cases: how fast they are answered and solved, what they cost and who bore it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kontor.base.dates import month_name, now_utc
from kontor.base.i18n import N_, _, ngettext
from kontor.base.money import half_up
from kontor.base.numbers import format_money, format_quantity, format_rate
from kontor.tickets.queries import figures as queries
from kontor.tickets.queries.figures import Figures as Sums
from kontor.tickets.words import CAUSES, KINDS
from kontor.tui.protocols import Source
from kontor.tui.screens.report import ReportScreen
from kontor.tui.screens.tickets.case_rows import chosen_rows
from kontor.tui.screens.tickets.case_sheet import minutes_text
from kontor.tui.screens.tickets.cases import CasesScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Rows
from kontor.tui.widgets.charts import bars, columns_chart
from kontor.tui.widgets.report import Figures, Line

NOTHING = "–"
_MONTHS = 2  # fewer are no course
_LARGEST = 8  # bars of a picture
_TITLES = {"kind": N_("By kind"), "cause": N_("By cause"), "product": N_("By product"),
           "owner": N_("By who takes care")}  # fmt: skip
_NAMELESS = {"product": N_("no device named"), "owner": N_("nobody yet")}


def _percent(rate: int | None) -> str:
    return NOTHING if rate is None else format_rate(half_up(rate, 100) * 100)


def _points(mean: int | None) -> str:
    return NOTHING if mean is None else format_quantity(mean * 10)


def _named(what: str, name: str) -> str:
    words = {"kind": KINDS, "cause": CAUSES}.get(what, {})
    return _(words[name]) if name in words else name or _(_NAMELESS.get(what, N_("unknown")))


class BehindScreen(CasesScreen):
    """The cases behind a figure."""

    LETTER = ""

    def __init__(self, title: str, ids: Sequence[int]) -> None:
        super().__init__()
        self._named, self._only = title, tuple(ids)

    def crumb(self) -> str:
        """The figure."""
        return self._named

    def source(self) -> Source:
        """Only those."""
        return chosen_rows(self.kontor.store.read, self._only, now_utc())


class CaseFiguresScreen(ReportScreen):
    """The cases that came in a period, with everything that became of them."""

    NAME, TITLE, LETTER, HANDBOOK = "tickets.figures", N_("Figures"), "z", "tickets#figures"
    PERIOD = "year"
    HINTS = ("line.open", "view.toggle", "record.explain", "period.previous", "period.choose")
    _HEADS = (N_("Cases"), N_("First answer"), N_("Solution"), N_("Kept"), N_("Again"),
              N_("Cost"), N_("Warranty"), N_("Points"))  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._read: queries.Report | None = None

    def report(self) -> Figures:
        """All of them, then each way of sorting them."""
        with self.kontor.store.read() as con:
            self._read = found = queries.report(con, self.period.first, self.period.last)
        if not found.whole.pieces:
            return Figures(self._HEADS, (), (), _("No case came in in this time."))
        lines = [self._branch(what, found.groups[what]) for what in _TITLES]
        every = Line("all", N_("All cases"), self._cells(found.whole), "sum", target=found.whole)
        return Figures(self._HEADS, (*lines, every), (), "", (0, 2, 5))

    def _branch(self, what: str, there: Sequence[Sums]) -> Line:
        kids = tuple(
            Line(f"{what}:{one.name}", _named(what, one.name), self._cells(one), target=one)
            for one in there
        )
        return Line(
            f"head:{what}", _TITLES[what], (), "head", children=kids, folded=what == "product"
        )

    def _cells(self, one: Sums) -> tuple[int | str, ...]:
        return (
            str(one.pieces),
            NOTHING if one.first_answer is None else minutes_text(one.first_answer),
            NOTHING if one.solution is None else minutes_text(one.solution),
            _percent(one.kept), str(one.reopened) if one.reopened else NOTHING,
            one.cost or NOTHING, _percent(one.warranty_share), _points(one.satisfaction),
        )  # fmt: skip

    def drill(self, line: Line) -> None:
        """The cases behind a line."""
        if self._read is None or not isinstance(line.target, Sums):
            return
        what, _colon, name = line.id.partition(":")
        every = [key for (way, _n), keys in self._read.behind.items() if way == "kind"
                 for key in keys]  # fmt: skip
        ids = every if line.id == "all" else self._read.behind[what, name]
        self.app.push_screen(BehindScreen(_(line.label), ids))

    def explanation(self, line: Line) -> Sequence[Block]:
        """Every figure of a line with what it counts."""
        one = line.target
        if not isinstance(one, Sums):
            return ()
        return [
            Head(_(line.label)),
            Facts(
                (N_("Cases"), str(one.pieces)), (N_("Solved by now"), str(one.solved)),
                (N_("Taken up again"), str(one.reopened)),
                (N_("First answer"), _minutes(one.first_answer)),
                (N_("Solution"), _minutes(one.solution)), (N_("Kept"), _percent(one.kept)),
            ),
            Facts(
                (N_("Own cost"), _euro(one.cost)), (N_("Borne by warranty"), _euro(one.warranty)),
                (N_("Borne as goodwill"), _euro(one.goodwill)),
                (N_("Warranty"), _percent(one.warranty_share)),
                (N_("Satisfaction"), _points(one.satisfaction)),
            ),
            Note("", _(
                "Times are medians in office hours; the solution leaves out waiting. Kept: answered"
                " and solved within the times of the kind. Cost: own cost of the work; warranty is"
                " its part. Points: mean of 1 to 5 given by customers."
            )),
        ]  # fmt: skip

    def picture(self) -> Rows:
        """Cases by month, then by kind, the time to the solution, the cost by cause."""
        found, width = self._read, self.picture_width
        if found is None or not found.whole.pieces:
            return ()
        rows: list[Any] = []
        if len(found.months) >= _MONTHS:
            names = [month_name(int(one.name[5:]), short=True) for one in found.months]
            pieces = [one.pieces * 100 for one in found.months]
            rows += [(_("Cases by month"), "bold $ink-soft"),
                     *columns_chart(pieces, names, width, 6), ""]  # fmt: skip
        for title, what, of, said in _PICTURES:
            there = sorted(
                ((_named(what, one.name), of(one)) for one in found.groups[what] if of(one)),
                key=lambda pair: -pair[1],
            )[:_LARGEST]
            if there:
                texts = [said(value) for _name, value in there]
                rows += [(_(title), "bold $ink-soft"), *bars(there, width, texts=texts), ""]
        return rows


def _count(pieces: int) -> str:
    return ngettext("{count} case", "{count} cases", pieces).format(count=pieces)


def _minutes(value: int | None) -> str:
    return NOTHING if value is None else minutes_text(value)


def _euro(cents: int) -> str:
    return f"{format_money(cents)} €"


_PICTURES: tuple[tuple[str, str, Callable[[Sums], int], Callable[[int], str]], ...] = (
    (N_("Cases by kind"), "kind", lambda one: one.pieces, _count),
    (N_("Time to the solution"), "kind", lambda one: one.solution or 0, minutes_text),
    (N_("Own cost by cause"), "cause", lambda one: one.cost, _euro),
    (N_("Own cost by product"), "product", lambda one: one.cost, _euro),
)
