"""Sources (Herkunft): what each costs and what it brought in the last twelve months."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from kontor.acquisition.kinds import SourceCost, SourceName
from kontor.acquisition.queries import leads as lead_queries
from kontor.acquisition.queries.figures import Earned, by_source
from kontor.acquisition.queries.leads import Lead, LeadFilter
from kontor.acquisition.queries.settings import source_costs, sources
from kontor.acquisition.rules.costs import cost_on
from kontor.base.dates import add_months, berlin_today
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.acquisition.campaign_names import cost_text
from kontor.tui.screens.acquisition.names import STATES as STAGES
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, Column, Kind, State
from kontor.tui.widgets.fields import Field

OFFERED, ENDED = "offered", "ended"
STATES = {
    OFFERED: State("●", N_("active"), GOOD),
    ENDED: State("○", N_("ended"), MUTED),
}
_MONTHS, _SHOWN = 12, 12
_COSTS = (
    Column(N_("Costs from"), Kind.DATE, keep=True),
    Column(N_("Month"), Kind.MONEY, 10), Column(N_("Lead"), Kind.MONEY, 9),
    Column(N_("Order"), Kind.RATE, 8, keep=True), Column(N_("Campaign"), Kind.MONEY, 9),
    Column(N_("Note"), grow=1),
)  # fmt: skip
_LEADS = (
    Column(N_("Received"), Kind.DATE), Column(N_("Who"), Kind.NAME, 20, grow=1),
    Column(N_("About"), grow=1), Column(N_("Net"), Kind.MONEY, 11),
    Column(N_("Stage"), Kind.STATE, 16, states=STAGES),
)  # fmt: skip


class SourceFile(NamedTuple):
    """A source with its terms and what it brought."""

    source: SourceName
    costs: tuple[SourceCost, ...]
    earned: Earned | None
    leads: tuple[Lead, ...] = ()

    def cost(self, today: date) -> SourceCost | None:
        """The terms of the day."""
        return cost_on(self.costs, today)


def read_sources(con: sqlite3.Connection, today: date) -> list[SourceFile]:
    """All sources with what they brought in twelve months; the best result first."""
    earned = {one.key: one for one in by_source(con, _since(today), today, today)}
    costs = source_costs(con)
    there = [
        SourceFile(one, tuple(cost for cost in costs if cost.source == one.key),
                   earned.get(one.key))
        for one in sources(con)
    ]  # fmt: skip
    return sorted(
        there,
        key=lambda one: (
            is_over(one.source, today), one.earned is None,
            -(one.earned.result if one.earned else 0),
            -(one.earned.leads if one.earned else 0), one.source.name,
        ),
    )  # fmt: skip


def _since(today: date) -> date:
    return add_months(today, -_MONTHS)


def is_over(one: SourceName, today: date) -> bool:
    """Whether a source is no longer offered."""
    return one.ended is not None and one.ended <= today


class SourcesScreen(ListScreen):
    """What each source costs, and what it earned down to paid cash and margin."""

    CANCEL = N_("End or resume")
    NAME, TITLE, LETTER = "acquisition.sources", N_("Sources"), "q"
    HANDBOOK = "leads#sources-and-costs"
    HINTS = ("record.new", "record.edit", "record.open", "record.cancel", "filter.open")
    COLUMNS = (
        Column(N_("Source"), Kind.NAME, 22, grow=1, least=14),
        Column(N_("Costs"), width=26, grow=1, priority=6, least=14),
        Column(N_("Leads"), Kind.COUNT, 8, priority=1),
        Column(N_("Orders"), Kind.COUNT, 8, priority=2),
        Column(N_("Paid"), Kind.MONEY, 12, least=10),
        Column(N_("Margin"), Kind.MONEY, 12, least=10),
        Column(N_("Result"), Kind.MONEY, 12, least=10),
        Column(N_("State"), Kind.STATE, 9, states=STATES, least=9),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Source"), "2": N_("Leads"), "4": N_("Paid"), "5": N_("Margin"),
        "6": N_("Result"),
    }  # fmt: skip
    SAVED = ((N_("active"), N_("active")), (N_("ended"), N_("ended")))

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, SourceFile] = {}

    def list_title(self) -> str:
        """Over which time."""
        return f"{super().list_title()} · {_('the last twelve months')}"

    def source(self) -> Source:
        """What was read; a thread reads it again."""
        store, today = self.kontor.store, self.kontor.today()

        def job(_ticket: work.Ticket) -> dict[int, SourceFile]:
            with store.read() as con:
                ids = {one.key: place for place, one in enumerate(sources(con), 1)}
                return {ids[one.source.key]: one for one in read_sources(con, today)}

        def take(found: dict[int, SourceFile]) -> None:
            self.found = found
            self.refill(self._source())

        work.start(self, job, name="sources", then=take, group="sources")
        return self._source()

    def _source(self) -> MemorySource:
        today = self.kontor.today()
        rows = []
        for place, (key, one) in enumerate(self.found.items()):
            won = one.earned
            money = (won.leads, won.orders, won.paid, won.margin, won.result) if won else ()
            shown = [figure or None for figure in money] or [None] * 5  # noughts say nothing
            state = ENDED if is_over(one.source, today) else OFFERED
            cells = (one.source.name, cost_text(one.cost(today)), *shown, state)
            rows.append(Row(key, (place,), cells, state, won.paid if won else None))
        return MemorySource(rows, {"name": 0})

    @property
    def chosen(self) -> SourceFile | None:
        """The source under the cursor."""
        return self.found.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """Terms and result."""
        one = self.found.get(row.id)
        return source_blocks(one, self.kontor.today()) if one else ()

    def detail(self, row: Row) -> BaseScreen:
        """The source with its leads."""
        return SourceScreen(row.id)

    def do_record_new(self) -> None:
        """A source of the firm's own."""
        self.app.push_screen(SourceForm())

    def do_record_edit(self) -> None:
        """What it costs from a day on."""
        if self.chosen is not None:
            self.app.push_screen(SourceForm(self.chosen))

    def do_record_cancel(self) -> None:
        """End it, or take it into use again."""
        if self.chosen is not None:
            end_source(self, self.chosen.source)


def end_source(screen: BaseScreen, one: SourceName) -> None:
    """No longer offered from today on; one that was ended comes back. Undo takes it back."""
    from kontor.acquisition.model import SourceInput
    from kontor.acquisition.service.sources import set_source

    today = screen.kontor.today()
    data = SourceInput(source=one.key, ended=None if is_over(one, today) else today)
    screen.kontor.run_case(set_source, data, today)


def source_blocks(file: SourceFile, today: date) -> list[Block]:
    """A source as a sheet."""
    one, won = file.source, file.earned
    over = is_over(one, today)
    until = one.ended if one.ended else None
    blocks: list[Block] = [
        Head("", one.name, STATES[ENDED if over else OFFERED]),
        Facts((N_("Costs"), cost_text(file.cost(today)) or _("nothing")), (N_("Until"), until)),
    ]
    if won is None:
        return [*blocks, Note("", _("Nothing came from here in the last twelve months."))]
    blocks.append(earned_facts(won, N_("The last twelve months")))
    return blocks


def earned_facts(won: Earned, title: str) -> Facts:
    """From the first paper to the margin, one below the other."""

    def money(cents: int | None) -> str:
        return "" if cents is None else f"{format_money(cents)} €"

    return Facts(
        (N_("Sent"), won.sent or None), (N_("Answers"), won.answers or None),
        (N_("Leads"), str(won.leads)), (N_("Quotes"), str(won.quotes)),
        (N_("Orders"), str(won.orders)), (N_("Ordered net"), money(won.order_net)),
        (N_("Billed net"), money(won.billed)), (N_("Paid"), money(won.paid)),
        (N_("Contribution margin"), money(won.margin)), (N_("Cost"), money(won.cost)),
        (N_("Result"), money(won.result)), (N_("Cost per lead"), money(won.per_lead)),
        (N_("Cost per order"), money(won.per_order)), title=title,
    )  # fmt: skip


class SourceScreen(DetailScreen):
    """One source: terms since when, what it brought, its newest leads."""

    CANCEL = N_("End or resume")
    NAME, HANDBOOK = "acquisition.source", "leads#sources-and-costs"
    HINTS = ("record.edit", "record.cancel", "record.next", "record.previous", "actions.menu")

    def crumb(self) -> str:
        """Its name."""
        return self.data.source.name if self.data else _("Source")

    def load(self) -> SourceFile | None:
        """The source by its place."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            there = sources(con)
            if not 0 < self.record <= len(there):
                return None
            key = there[self.record - 1].key
            found = next(one for one in read_sources(con, today) if one.source.key == key)
            own = lead_queries.leads(con, today, LeadFilter(source=key), size=_SHOWN)
        return found._replace(leads=tuple(own))

    def blocks(self) -> Sequence[Block]:
        """Everything."""
        file: SourceFile = self.data
        blocks = source_blocks(file, self.kontor.today())
        if file.costs:
            rows: list[tuple[Any, ...]] = [
                (cost.valid_from, cost.fixed_per_month, cost.per_lead, cost.pct_of_order,
                 cost.per_campaign, cost.note)
                for cost in reversed(file.costs)
            ]  # fmt: skip
            blocks.append(Grid(_COSTS, rows, N_("What it costs")))
        if file.leads:
            rows = [
                (berlin_today(one.received), one.title, one.subject or one.trade, one.worth,
                 str(one.stage))
                for one in file.leads
            ]  # fmt: skip
            blocks.append(Grid(_LEADS, rows, N_("Newest leads")))
        return blocks

    def do_record_edit(self) -> None:
        """What it costs from a day on."""
        self.app.push_screen(SourceForm(self.data))

    def do_record_cancel(self) -> None:
        """End it, or take it into use again."""
        end_source(self, self.data.source)


class SourceForm(InputForm):
    """A source and what it costs from a day on; what it cost before stays as it was."""

    NAME, HANDBOOK = "acquisition.source_form", "leads#sources-and-costs"

    def __init__(self, file: SourceFile | None = None) -> None:
        super().__init__()
        self.file = file

    def crumb(self) -> str:
        """New, or whose costs."""
        if self.file is None:
            return _("New source")
        return _("Costs of {name}").format(name=self.file.source.name)

    def draft_key(self) -> str:
        """The source."""
        return f"acquisition.source:{self.file.source.key if self.file else 'new'}"

    def fields(self) -> Sequence[Field]:
        """Name first; a known source keeps its name."""
        name = Field("source", N_("Name"), required=True, limit=60,
                     help=N_("such as: local paper, portal X"))  # fmt: skip
        return (
            *((name,) if self.file is None else ()),
            Field("valid_from", N_("Costs from"), "date", required=True,
                  help=N_("bills of before stay as they were")),
            Field("fixed_per_month", N_("Per month"), "money", help=N_("package of a portal")),
            Field("per_lead", N_("Per lead"), "money", help=N_("fee for each contact")),
            Field("pct_of_order", N_("Of the order"), "rate", help=N_("share of the net order")),
            Field("per_campaign", N_("Per campaign"), "money", help=N_("such as a stand")),
            Field("note", N_("Note"), help=N_("number of the contract")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The terms of today."""
        today = self.kontor.today()
        cost = self.file.cost(today) if self.file else None
        known = cost._asdict() if cost else {}
        known.pop("source", None)
        shown = {name: value for name, value in known.items() if value not in {0, ""}}
        return {**shown, "valid_from": today.replace(day=1)}

    def save(self, values: dict[str, Any]) -> None:
        """Set it; an emptied field costs nothing any more."""
        from kontor.acquisition.model import SourceInput
        from kontor.acquisition.service.sources import set_source
        from kontor.base.errors import InputError
        from kontor.tui.screens.input_form import made

        cents = {name: values[name] or 0 for name in (
            "fixed_per_month", "per_lead", "pct_of_order", "per_campaign")}  # fmt: skip
        key = self.file.source.key if self.file else values["source"]
        given = {"source": key, "valid_from": values["valid_from"], "note": values["note"], **cents}
        try:
            data = made(SourceInput, given)
        except InputError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            set_source, data, self.kontor.today(), then=self.saved, otherwise=self.refused
        )
