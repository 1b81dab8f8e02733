"""What lies ahead: open quotes by age, and what of the open leads will become orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kontor.acquisition.kinds import OPEN, Decided, Stage
from kontor.acquisition.queries import figures as queries
from kontor.acquisition.queries import leads
from kontor.acquisition.queries.waiting import Waiting, waiting_quotes
from kontor.acquisition.rules import figures as rules
from kontor.acquisition.rules.chance import Forecast
from kontor.acquisition.rules.stages import weighted
from kontor.acquisition.words import STAGES
from kontor.base.dates import berlin_today, format_day, now_utc
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.tui.screens.acquisition.figures_chance import RULE, chance_blocks, percent
from kontor.tui.screens.acquisition.figures_shared import money
from kontor.tui.screens.acquisition.lead import LeadScreen
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Rows
from kontor.tui.widgets.charts import bars, key_of_pieces, split_bars
from kontor.tui.widgets.report import Figures, Line

_TONES = ("$good", "$signal", "$warn", "$bad")


class QuoteAgesScreen(ReportScreen):
    """Quotes without an answer by age; a class unfolds into its quotes."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "acquisition.quotes", N_("Quotes waiting"), "o", "leads-figures#quotes-waiting", "",
    )  # fmt: skip
    HINTS = ("line.open", "view.toggle", "record.explain", "filter.open")

    def __init__(self) -> None:
        super().__init__()
        self._ages: list[rules.Age] = []
        self._quotes: list[Waiting] = []

    def report(self) -> Figures:
        """The classes with their quotes, the oldest class first to be seen."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self._quotes = waiting_quotes(con, today)
        self._ages = rules.ageing([(one.sent, one.net) for one in self._quotes], today)
        lines = []
        for age in reversed(self._ages):
            kids = tuple(
                Line(f"q:{one.quote}", one.name,
                     (one.net, ngettext("{count} day", "{count} days", one.days).format(
                         count=one.days), one.number, format_day(one.sent)),
                     target=one)
                for one in self._quotes if one.age == age.name
            )  # fmt: skip
            lines.append(
                Line(age.name, age.name, (money(age.net), _pieces(age.pieces)), "head",
                     children=kids)
            )  # fmt: skip
        if self._quotes:
            net, pieces = sum(one.net for one in self._quotes), len(self._quotes)
            lines.append(Line("all", N_("Total"), (net, _pieces(pieces)), "sum"))
        columns = (N_("Net"), N_("Waiting for"), N_("Number"), N_("Sent"))
        shown = tuple(lines) if self._quotes else ()
        return Figures(columns, shown, (), _("No quote waits for an answer."))

    def drill(self, line: Line) -> None:
        """The quote."""
        if isinstance(line.target, Waiting):
            self.kontor.open_record(f"sales:{line.target.quote}")

    def explanation(self, line: Line) -> Sequence[Block]:
        """How the age is counted."""
        text = _("Days since the quote was sent; quotes with an answer and drafts do not count.")
        blocks: list[Block] = [Head(_(line.label)), Note("", text)]
        if isinstance(line.target, Waiting):
            one = line.target
            blocks.insert(1, Facts(
                (N_("Number"), one.number), (N_("Subject"), one.subject), (N_("Sent"), one.sent),
                (N_("Valid until"), one.valid), (N_("Net"), f"{format_money(one.net)} €"),
            ))  # fmt: skip
        return blocks

    def picture(self) -> Rows:
        """Bars by age, then the largest of them."""
        if not self._quotes:
            return ()
        width, rows = self.picture_width, list[Any]()
        rows.append((_("By age"), "bold $ink-soft"))
        room = max(len(one.name) for one in self._ages)
        highest = max(one.net for one in self._ages)
        for one, tone in zip(self._ages, _TONES, strict=True):
            pair = [(one.name.ljust(room), one.net), (" " * room, highest)]
            rows += bars(pair, width, style=tone)[:1]
        largest = sorted(self._quotes, key=lambda one: -one.net)[:12]
        rows += ["", (_("The largest"), "bold $ink-soft"),
                 *bars([(one.name, one.net) for one in largest], width)]  # fmt: skip
        return rows


def _pieces(count: int) -> str:
    return ngettext("{count} quote", "{count} quotes", count).format(count=count) if count else ""


class _Open(NamedTuple):
    """An open lead with what is expected of it."""

    lead: leads.Lead
    fact: Decided
    forecast: Forecast

    @property
    def net(self) -> int:
        """What it stands for."""
        return rules.lead_net(self.fact)

    @property
    def expected(self) -> int:
        """Net × chance of the own history."""
        return weighted(self.net, self.forecast.chance)


class OutlookScreen(ReportScreen):
    """Open leads by stage with the chance from the firm's own history, and what that adds up to."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "acquisition.outlook", N_("Outlook"), "u", "leads-figures#outlook", "",
    )  # fmt: skip
    HINTS = ("line.open", "view.toggle", "record.explain", "filter.open")

    def __init__(self) -> None:
        super().__init__()
        self._open: list[_Open] = []

    def report(self) -> Figures:
        """A branch per stage, the furthest first."""
        now = now_utc()
        with self.kontor.store.read() as con:
            found = queries.outlook(con, now)
            there = leads.rows(con, [fact.lead for fact, _chance in found], berlin_today(now))
        named = {one.id: one for one in there}
        self._open = [_Open(named[fact.lead], fact, chance) for fact, chance in found]
        lines = [line for stage in reversed(OPEN) if (line := self._branch(stage)) is not None]
        if lines:
            lines.append(Line("all", N_("Total"), _sums(self._open), "sum"))
        sample = self._open[0].forecast.sample if self._open else 0
        header = ((N_("Decided quotes"), str(sample)),) if self._open else ()
        columns = (N_("Expected"), N_("Net"), N_("Chance"), N_("of the stage"))
        return Figures(columns, tuple(lines), header, _("No lead is open."))

    def _branch(self, stage: Stage) -> Line | None:
        there = [one for one in self._open if one.fact.stage is stage]
        there.sort(key=lambda one: (-one.expected, one.lead.title))
        kids = tuple(
            Line(f"l:{one.fact.lead}", one.lead.title,
                 (money(one.expected), money(one.net), percent(one.forecast.chance),
                  percent(one.fact.chance)), target=one)
            for one in there
        )  # fmt: skip
        return Line(stage, STAGES[stage], _sums(there), "head", children=kids) if kids else None

    def drill(self, line: Line) -> None:
        """The lead."""
        if isinstance(line.target, _Open):
            self.app.push_screen(LeadScreen(line.target.fact.lead))

    def explanation(self, line: Line) -> Sequence[Block]:
        """The factors of a lead, or the rule."""
        if isinstance(line.target, _Open):
            return [Head(line.target.lead.title), *chance_blocks(line.target.forecast)]
        text = _("Expected: sum of net × chance of the open leads.")
        return [Head(_(line.label)), Note("", text), Note("", _(RULE))]

    def picture(self) -> Rows:
        """Per stage what is expected of the whole; then the largest hopes."""
        if not self._open:
            return ()
        width, styles = self.picture_width, ("$good", "$ink-faint")
        names = (_("expected"), _("the rest of what was asked for"))
        rows: list[Any] = [key_of_pieces(names, styles), ""]
        items = []
        for stage in OPEN:
            there = [one for one in self._open if one.fact.stage is stage]
            net, hope = sum(one.net for one in there), sum(one.expected for one in there)
            if there:
                items.append((_(STAGES[stage]), (hope, net - hope), f"{format_money(hope)} €"))
        rows += split_bars(items, styles, width)
        largest = sorted(self._open, key=lambda one: -one.expected)[:10]
        rows += ["", (_("The largest hopes"), "bold $ink-soft"),
                 *bars([(one.lead.title, one.expected) for one in largest], width)]  # fmt: skip
        return rows


def _sums(there: Sequence[_Open]) -> tuple[int | str, ...]:
    return money(sum(one.expected for one in there)), money(sum(one.net for one in there))
