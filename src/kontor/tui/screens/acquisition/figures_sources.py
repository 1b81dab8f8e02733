"""What each source and campaign brought: the way from the lead to the margin, and the earnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kontor.acquisition.queries import figures as queries
from kontor.acquisition.queries import leads
from kontor.acquisition.queries.campaigns import campaigns
from kontor.acquisition.queries.figures import Earned
from kontor.acquisition.rules.figures import share
from kontor.base.dates import berlin_today
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.tui.screens.acquisition.figures_chance import NOTHING, percent
from kontor.tui.screens.acquisition.figures_shared import leads_text, money, open_leads, piece
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Rows
from kontor.tui.widgets.charts import bar, bars, key_of_pieces, split_bars
from kontor.tui.widgets.columns import padded
from kontor.tui.widgets.report import Figures, Line

_ENDS = ("$good", "$signal", "$ink-faint")  # won, open, lost
_STEPS = ((N_("Leads"), "leads"), (N_("Site visits"), "visits"), (N_("Quotes"), "quotes"),
          (N_("Orders"), "orders"))  # fmt: skip
_SUMS = ("sent", "answers", "leads", "visits", "quotes", "orders", "lost", "order_net", "billed",
         "paid", "margin", "cost")  # fmt: skip


class Ways(NamedTuple):
    """Sources with the leads of the period, campaigns begun in it, and all together."""

    sources: Sequence[Earned]
    campaigns: Sequence[Earned]

    @property
    def all(self) -> Earned:
        """All sources together; a campaign is part of its source."""
        return Earned("", "", *(sum(getattr(one, key) for one in self.sources) for key in _SUMS))


class SourceReport(ReportScreen):
    """A report with a line per source and campaign."""

    PERIOD = "year"
    HINTS = ("line.open", "view.toggle", "record.explain", "period.previous", "period.choose")
    HEADS: tuple[str, ...] = ()
    LAST: tuple[int, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.ways = Ways((), ())

    def cells(self, one: Earned) -> tuple[int | str, ...]:
        """The figures of a line."""
        raise NotImplementedError

    def report(self) -> Figures:
        """All, the sources, the campaigns."""
        today, period = self.kontor.today(), self.period
        with self.kontor.store.read() as con:
            self.ways = Ways(
                queries.by_source(con, period.first, period.last, today),
                queries.by_campaign(con, today, period.first, period.last),
            )
        lines = []
        for name, there in ((N_("Sources"), self.ways.sources),
                            (N_("Campaigns"), self.ways.campaigns)):  # fmt: skip
            kids = tuple(
                Line(f"{name}:{one.key}", one.name, self.cells(one), target=one) for one in there
            )
            if kids:
                lines.append(Line(f"head:{name}", name, (), "head", children=kids))
        if self.ways.sources:
            every = self.ways.all
            lines.append(Line("all", N_("All sources"), self.cells(every), "sum", target=every))
        return Figures(self.HEADS, tuple(lines), (), _("No lead arrived in this time."), self.LAST)

    def chosen(self) -> Earned | None:
        """What the cursor stands on, else everything."""
        line = self.table.line
        if line is not None and isinstance(line.target, Earned):
            return line.target
        return self.ways.all if self.ways.sources else None

    def drill(self, line: Line) -> None:
        """The leads of a source or campaign."""
        one = line.target
        if isinstance(one, Earned):
            open_leads(self, _(line.label), self._leads(line, one))

    def _leads(self, line: Line, one: Earned) -> list[int]:
        today, period = self.kontor.today(), self.period
        campaign = line.id.startswith("Campaigns:")
        with self.kontor.store.read() as con:
            there = [
                lead
                for lead in leads.leads(con, today, size=1_000_000)
                if lead.duplicate_of is None
            ]
            codes = {plan.id: plan.code for plan in campaigns(con)}
        if campaign:
            return [lead.id for lead in there if codes.get(lead.campaign or 0) == one.key]
        return [
            lead.id
            for lead in there
            if period.first <= berlin_today(lead.received) <= period.last
            and (line.id == "all" or lead.source == one.key)
        ]

    def explanation(self, line: Line) -> Sequence[Block]:
        """Every figure of a line with what it counts."""
        one = line.target
        if not isinstance(one, Earned):
            return ()
        campaign = line.id.startswith("Campaigns:")
        said = (
            _("All leads of the campaign, with everything that came of them until today.")
            if campaign
            else _("The leads that arrived in the period, with everything that came of them until"
                   " today.")
        )  # fmt: skip
        counts = Facts(
            (N_("Sent"), piece(one.sent) if campaign else ""),
            (N_("Answers"), piece(one.answers) if campaign else ""),
            (N_("Leads"), str(one.leads)), (N_("Site visits"), str(one.visits)),
            (N_("Quotes"), str(one.quotes)), (N_("Orders"), str(one.orders)),
            (N_("Lost"), str(one.lost)),
        )  # fmt: skip
        amounts = Facts(
            (N_("Ordered net"), _euro(one.order_net)), (N_("Billed net"), _euro(one.billed)),
            (N_("Paid"), _euro(one.paid)), (N_("Contribution margin"), _euro(one.margin)),
            (N_("Cost"), _euro(one.cost)), (N_("Result"), _euro(one.result)),
            (N_("Cost per lead"), _euro(one.per_lead)),
            (N_("Cost per order"), _euro(one.per_order)),
        )  # fmt: skip
        rule = _(
            "Margin: what was billed less the direct cost of the order. Paid is what came in with"
            " tax. Result: margin less the cost of the source."
        )
        return [Head(_(line.label)), Note("", said), counts, amounts, Note("", rule)]


def _euro(cents: int | None) -> str:
    return "" if cents is None else f"{format_money(cents)} €"


class FunnelScreen(SourceReport):
    """From the lead to the margin, per source and campaign."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "acquisition.funnel", N_("Funnel"), "r", "leads-figures#funnel",
    )  # fmt: skip
    HEADS = (N_("Leads"), N_("Site visits"), N_("Quotes"), N_("Orders"), N_("Paid"), N_("Margin"))
    LAST = (0, 3, 5)

    def cells(self, one: Earned) -> tuple[int | str, ...]:
        """Counts, then money."""
        return (piece(one.leads), piece(one.visits), piece(one.quotes), piece(one.orders),
                money(one.paid), money(one.margin))  # fmt: skip

    def picture(self) -> Rows:
        """The way of the chosen line, then all sources beside one another."""
        one, width = self.chosen(), self.picture_width
        if one is None:
            return ()
        rows: list[Any] = [(one.name or _("All sources"), "bold"), ""]
        rows += _steps(one, width)
        rows += ["", [(_("Paid") + "  ", "$ink-soft"), (_euro(one.paid), "bold"),
                      ("    " + _("Margin") + "  ", "$ink-soft"), (_euro(one.margin), "bold"),
                      ("    " + _("Cost") + "  ", "$ink-soft"), _euro(one.cost)], ""]  # fmt: skip
        for title, there in ((_("Sources"), self.ways.sources),
                             (_("Campaigns"), self.ways.campaigns)):  # fmt: skip
            known = sorted((it for it in there if it.leads), key=lambda it: -it.leads)
            if known:
                names = (_("won"), _("open"), _("lost"))
                head = [(f"{title}   ", "bold $ink-soft"), *key_of_pieces(names, _ENDS)]
                rows += [head, *split_bars([_ends(it) for it in known], _ENDS, width), ""]
        return rows


def _ends(one: Earned) -> tuple[str, tuple[int, int, int], str]:
    rate = share(one.orders, one.orders + one.lost)
    text = _("{won} of {count} · {rate}").format(
        won=one.orders, count=one.leads, rate=percent(rate)
    )
    return one.name, (one.orders, one.open, one.lost), text


def _steps(one: Earned, width: int) -> list[Any]:
    """Bars of the steps, each with its share of the leads."""
    names = [_(label) for label, _field in _STEPS]
    room = max(map(len, names))
    space = max(4, width - room - 16)
    rows: list[Any] = []
    for name, (_label, field) in zip(names, _STEPS, strict=True):
        count = getattr(one, field)
        said = percent(share(count, one.leads)) if field != "leads" and one.leads else ""
        drawn = bar(count, max(1, one.leads), space)
        rows.append([
            padded(name, room) + "  ", (padded(drawn, space), "$signal"),
            (f"  {count:>4}", "bold"), (f"  {said:>5}", "$ink-soft"),
        ])  # fmt: skip
    return rows


class EarnedScreen(SourceReport):
    """What each source and campaign earned after its cost."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "acquisition.earned", N_("Earnings"), "e", "leads-figures#earnings",
    )  # fmt: skip
    HEADS = (N_("Ordered"), N_("Paid"), N_("Margin"), N_("Cost"), N_("Result"), N_("per lead"))
    LAST = (2, 3, 4)

    def cells(self, one: Earned) -> tuple[int | str, ...]:
        """Money only."""
        per = NOTHING if one.per_lead is None else money(one.per_lead)
        return (money(one.order_net), money(one.paid), money(one.margin), money(one.cost),
                money(one.result), per)  # fmt: skip

    def picture(self) -> Rows:
        """Results, best first; then what each lead cost."""
        if not self.ways.sources:
            return ()
        width, rows = self.picture_width, list[Any]()
        for title, there in ((_("Result by source"), self.ways.sources),
                             (_("Result by campaign"), self.ways.campaigns)):  # fmt: skip
            known = [one for one in there if one.result]
            if known:
                rows += [(title, "bold $ink-soft"),
                         *bars([(one.name, one.result) for one in known], width, style="$good"),
                         ""]  # fmt: skip
        dear = sorted((one for one in self.ways.sources if one.per_lead),
                      key=lambda one: -(one.per_lead or 0))  # fmt: skip
        if dear:
            rows += [(_("Cost per lead"), "bold $ink-soft"),
                     *bars([(one.name, one.per_lead or 0) for one in dear], width)]  # fmt: skip
        every = self.ways.all
        rows += [
            "",
            [
                (leads_text(every.leads) + "   ", "$ink-soft"),
                (_("Result {amount} €").format(amount=format_money(every.result)), "bold"),
            ],
        ]
        return rows
