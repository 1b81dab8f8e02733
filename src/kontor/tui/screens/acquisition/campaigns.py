"""Campaigns (Aktionen) as a list, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.acquisition.queries import campaigns as queries
from kontor.acquisition.queries.campaigns import Campaign
from kontor.acquisition.queries.figures import Earned, by_campaign
from kontor.acquisition.queries.settings import sources
from kontor.acquisition.words import CAMPAIGN_CHANNELS, CAMPAIGN_KINDS
from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.acquisition.campaign import CampaignScreen
from kontor.tui.screens.acquisition.campaign_forms import CampaignForm
from kontor.tui.screens.acquisition.campaign_names import CAMPAIGNS, next_step
from kontor.tui.screens.acquisition.campaign_steps import CampaignSteps
from kontor.tui.screens.acquisition.sources import earned_facts
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind


class CampaignsScreen(CampaignSteps, ListScreen):
    """All campaigns with what they brought."""

    NAME, TITLE, LETTER, HANDBOOK = "acquisition.campaigns", N_("Campaigns"), "k", "campaigns"
    HINTS = ("record.new", "step.next", "record.open", "campaign.look", "filter.open")
    COLUMNS = (
        Column(N_("Keyword"), Kind.NUMBER, 12, least=10),
        Column(N_("Name"), Kind.NAME, 24, grow=2, least=22),
        Column(N_("Channel"), width=11, priority=5),
        Column(N_("From"), Kind.DATE, priority=6),
        Column(N_("Members"), Kind.COUNT, 10, priority=4),
        Column(N_("Sent"), Kind.COUNT, 8, priority=2),
        Column(N_("Leads"), Kind.COUNT, 8, priority=1),
        Column(N_("Orders"), Kind.COUNT, 8, priority=7),
        Column(N_("Result"), Kind.MONEY, 12, least=9),
        Column(N_("State"), Kind.STATE, 14, states=CAMPAIGNS, least=12),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "3": N_("From"), "1": N_("Name"), "6": N_("Leads"), "8": N_("Result"),
    }  # fmt: skip
    EMPTY = N_("No campaign yet. A letter to last year's customers is a good beginning.")

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, Campaign] = {}
        self.earned: dict[str, Earned] = {}

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """One filter for each state."""
        return tuple((state.word, _(state.word)) for state in CAMPAIGNS.values())

    @property
    def campaign(self) -> Campaign | None:
        """The row under the cursor."""
        return self.found.get(self.row.id) if self.row else None

    def source(self) -> Source:
        """The campaigns at once; their money follows from a thread."""
        store, today = self.kontor.store, self.kontor.today()
        with store.read() as con:
            self.found = {one.id: one for one in queries.campaigns(con)}

        def job(_ticket: work.Ticket) -> list[Earned]:
            with store.read() as con:
                return by_campaign(con, today)

        def take(found: list[Earned]) -> None:
            self.earned = {one.key: one for one in found}
            self.refill(self._source())

        if self.found:
            work.start(self, job, name="campaigns", then=take, group="campaigns")
        return self._source()

    def _source(self) -> MemorySource:
        rows = []
        for place, one in enumerate(self.found.values()):
            won = self.earned.get(one.code)
            cells = (
                one.code, one.name, _(CAMPAIGN_CHANNELS[one.channel]), one.starts.isoformat(),
                one.members or None, one.sent or None, one.leads or None,
                (won.orders or None) if won else None, (won.result or None) if won else None,
                str(one.state),
            )  # fmt: skip
            rows.append(Row(one.id, (place,), cells, str(one.state), won.result if won else None))
        return MemorySource(rows, {"name": 1})

    def preview(self, row: Row) -> Sequence[Block]:
        """Facts, the next step, what it brought."""
        one = self.found.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            names = {source.key: source.name for source in sources(con)}
        step = next_step(one, self.waiting(one))
        blocks = campaign_blocks(one, names.get(one.source or "", ""), step)
        won = self.earned.get(one.code)
        if won is not None and (won.sent or won.leads or won.cost):
            blocks.insert(2, earned_facts(won, N_("What it brought")))
        return blocks

    def detail(self, row: Row) -> BaseScreen:
        """The campaign with its members."""
        return CampaignScreen(row.id)

    def why_not(self, name: str) -> str:
        """What channel and state forbid."""
        if name == "record.new":
            return super().why_not(name)
        return super().why_not(name) or self.why_not_campaign(name)

    def do_record_new(self) -> None:
        """Plan a campaign; then its people are found."""
        self.app.push_screen(CampaignForm())


def campaign_blocks(one: Campaign, source: str, step: str) -> list[Block]:
    """A campaign as a sheet."""
    from kontor.base.numbers import format_money

    def money(cents: int | None) -> str:
        return f"{format_money(cents)} €" if cents else ""

    facts: list[tuple[str, Any]] = [
        (N_("Next step"), f"w  {step}" if step else ""),
        (N_("Occasion"), _(CAMPAIGN_KINDS[one.kind])),
        (N_("Channel"), _(CAMPAIGN_CHANNELS[one.channel])),
        (N_("Time"), _span(one.starts, one.ends)), (N_("Source"), source),
        (N_("Members"), one.members or None), (N_("Left out"), one.excluded or None),
        (N_("Cost"), money(one.cost)), (N_("Budget"), money(one.budget)), (N_("Area"), one.area),
    ]  # fmt: skip
    blocks: list[Block] = [Head(one.code, one.name, CAMPAIGNS[one.state]), Facts(*facts)]
    if one.subject or one.text:
        blocks.append(Note(one.subject or N_("Text"), one.text))
    if one.note:
        blocks.append(Note(N_("Note"), one.note))
    return blocks


def _span(first: date, last: date | None) -> str:
    if last is None:
        return _("from {day}").format(day=format_day(first))
    return f"{format_day(first)} – {format_day(last)}"
