"""Figures of winning customers (Kennzahlen): each with its formula, its counts and its leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from kontor.acquisition.kinds import Decided, Stage
from kontor.acquisition.queries import figures as queries
from kontor.acquisition.rules import figures as rules
from kontor.acquisition.words import FIGURES, FigureWord
from kontor.base.dates import Period, berlin_today, month_name, now_utc
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.tui.screens.acquisition.figures_chance import NOTHING, percent
from kontor.tui.screens.acquisition.figures_shared import open_leads
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Rows
from kontor.tui.widgets.charts import bars, columns_chart, sparkline
from kontor.tui.widgets.report import Figures, Line

_SHORT = {"response": N_("first answer after"), "review_rate": N_("reviews per order")}
_SHOWN_BY_MONTH = frozenset({
    "leads", "quotes", "quote_rate", "response", "late", "to_quote", "won", "lost", "rate_count",
    "won_net", "lost_net", "rate_value", "to_decision", "referral_share",
})  # fmt: skip
_FACTS: dict[str, tuple[tuple[str, str, str], ...]] = {  # label, field, kind
    "quote_rate": ((N_("with a quote"), "quotes", "int"), (N_("Leads"), "leads", "int")),
    "rate_count": ((N_("won"), "won", "int"), (N_("lost"), "lost", "int")),
    "rate_value": ((N_("won, net"), "won_net", "money"), (N_("lost, net"), "lost_net", "money")),
    "cost_per_lead": ((N_("Cost"), "cost", "money"), (N_("Leads"), "leads", "int")),
    "cost_per_order": ((N_("Cost"), "cost", "money"), (N_("won"), "won", "int")),
}


class _Read(NamedTuple):
    """What the screen shows."""

    there: Sequence[Decided]
    now: rules.Figures
    before: rules.Figures
    office: rules.Office
    months: Sequence[rules.Figures]


def written(value: int | None, kind: str) -> str:
    """A figure as people read it."""
    if value is None:
        return NOTHING
    if kind == "money":
        return format_money(value)
    if kind == "rate":
        return percent(value)
    if kind == "minutes":
        hours, minutes = divmod(value, 60)
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return format_money(value) if kind == "weeks" else str(value)


class NumbersScreen(ReportScreen):
    """The figures of a period beside the one before."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "acquisition.figures", N_("Key figures"), "z", "leads-figures", "year",
    )  # fmt: skip
    HINTS = ("line.open", "record.explain", "view.toggle", "period.previous", "period.choose")

    def __init__(self) -> None:
        super().__init__()
        self._read: _Read | None = None

    def report(self) -> Figures:
        """Groups of figures; what holds as of today stands in the first column only."""
        read = self._ask(now_utc())
        self._read = read
        groups: dict[str, list[Line]] = {}
        for one in FIGURES:
            before = "" if one.now or one.key == "backlog_weeks" else self._said(read.before, one)
            cells = (self._said(read.now, one), before, _course(read.months, one.key))
            groups.setdefault(one.group, []).append(
                Line(one.key, _SHORT.get(one.key, one.name), cells, target=one.key)
            )
        lines = [
            Line(f"group:{name}", name, (), "head", children=tuple(there))
            for name, there in groups.items()
        ]
        shown = tuple(lines) if read.there else ()
        columns = (self.period.short, self.period.previous.short,
                   N_("by month") if read.months else "")  # fmt: skip
        return Figures(columns, shown, (), _("No lead yet: the figures begin with the first one."))

    def _ask(self, now: datetime) -> _Read:
        period, before = self.period, self.period.previous
        with self.kontor.store.read() as con:
            there, office = queries.facts(con, berlin_today(now)), queries.office(con, now)
            return _Read(
                there,
                queries.figures(con, period.first, period.last, now, there),
                queries.figures(con, before.first, before.last, now, there),
                office,
                _months(there, period, office),
            )  # fmt: skip

    def _said(self, found: rules.Figures, one: FigureWord) -> str:
        return written(getattr(found, one.key), one.kind)

    def _behind(self, key: str) -> list[int]:
        read, period = self._read, self.period
        if read is None:
            return []
        found = rules.behind(key, read.there, period.first, period.last, read.office)
        return [one.lead for one in found]

    def drill(self, line: Line) -> None:
        """The leads that a figure counts."""
        if line.target in {"repeat_rate", "customer_value", "review_rate"}:
            self.kontor.toast(_("This figure counts customers, not leads."))
        elif line.target == "backlog_weeks":
            self.kontor.open_view("view:sales.orders")
        elif line.target:
            open_leads(self, _(line.label), self._behind(str(line.target)))

    def explanation(self, line: Line) -> Sequence[Block]:
        """The formula, the counts put into it, and what comes of them."""
        word = next((one for one in FIGURES if one.key == line.target), None)
        if word is None or self._read is None:
            return ()
        pairs: list[tuple[str, object]] = [
            (self.period.title, self._said(self._read.now, word)),
            (self.period.previous.title, "" if word.now else self._said(self._read.before, word)),
        ]
        blocks: list[Block] = [
            Head(_(word.name)), Facts(*pairs), Note(N_("How it is reckoned"), _(word.formula)),
        ]  # fmt: skip
        if counts := self._counts(word.key, self._read.now):
            blocks.append(Facts(*counts, title=N_("Put into it")))
        if behind := len(self._behind(word.key)):
            blocks.append(Facts((N_("Leads behind it"), str(behind))))
        if word.now:
            blocks.append(Note("", _("As of today, whatever the period.")))
        return blocks

    def _counts(self, key: str, found: rules.Figures) -> list[tuple[str, object]]:
        money = found.money
        if key == "repeat_rate":
            return [(N_("with two orders or more"), str(money.repeating)),
                    (N_("with an order"), str(money.customers))]  # fmt: skip
        if key == "review_rate":
            return [(N_("answered"), str(money.reviews)),
                    (N_("closed orders"), str(money.closed))]  # fmt: skip
        if key == "customer_value":
            return [(N_("contribution margin"), format_money(sum(money.margins))),
                    (N_("customers"), str(len(money.margins)))]  # fmt: skip
        if key == "backlog_weeks":
            return [(N_("not billed yet"), format_money(money.backlog)),
                    (N_("revenue of a week"), format_money(money.weekly))]  # fmt: skip
        return [
            (label, written(getattr(found, field), kind))
            for label, field, kind in _FACTS.get(key, ())
        ]

    def picture(self) -> Rows:
        """Leads and what was won by month, and the shares."""
        read = self._read
        if read is None or not read.there:
            return ()
        months, width = self.period.months(), self.picture_width
        names = [month_name(month.first.month, short=True) for month in months]
        rows: list[Any] = []
        if len(months) > 1:
            arrived, won = _by_month(read.there, months)
            rows += [
                (_("Leads that arrived"), "bold $ink-soft"),
                *columns_chart(arrived, names, width, 6),
                "",
                (_("Won, net"), "bold $ink-soft"),
                *columns_chart(won, names, width, 6),
                "",
            ]
        shares = [one for one in FIGURES if one.kind == "rate"]
        values = [getattr(read.now, one.key) for one in shares]
        whole = [
            (_(_SHORT.get(one.key, one.name)), value or 0)
            for one, value in zip(shares, values, strict=True)
        ]
        texts = [written(value, "rate") for value in values]
        rows.append((f"{_('Shares')} {self.period.title}", "bold $ink-soft"))
        return [*rows, *_of_whole(whole, texts, width)]


def _months(there: Sequence[Decided], period: Period, office: rules.Office) -> list[rules.Figures]:
    """The figures of each month that has begun, as far as the leads alone tell them."""
    begun = [one for one in period.months() if one.first <= berlin_today(office.now)]
    if len(period.months()) < 2:
        return []
    return [rules.figures(there, one.first, one.last, office, rules.Money()) for one in begun]


def _course(months: Sequence[rules.Figures], key: str) -> str:
    """The months of a figure as small columns."""
    if key not in _SHOWN_BY_MONTH or len(months) < 2:
        return ""
    values = [getattr(one, key) or 0 for one in months]
    return sparkline(values, len(values)) if any(values) else ""


def _of_whole(items: Sequence[tuple[str, int]], texts: Sequence[str], width: int) -> list[Any]:
    """Bars of shares: the full width is 100 %."""
    drawn = bars([*items, ("", 10_000)], width, texts=[*texts, ""])
    return drawn[:-1]


def _by_month(there: Sequence[Decided], months: Sequence[Period]) -> tuple[list[int], list[int]]:
    """Leads of each month, in hundreds as the scale is in cents, and the net that was won."""
    arrived, won = [0] * len(months), [0] * len(months)
    place = {(month.first.year, month.first.month): at for at, month in enumerate(months)}
    for one in there:
        day = berlin_today(one.received)
        at = place.get((day.year, day.month))
        if at is not None:
            arrived[at] += 100
        if one.stage is Stage.WON and one.decided:
            at = place.get((one.decided.year, one.decided.month))
            if at is not None:
                won[at] += rules.lead_net(one)
    return arrived, won
