"""Fixed assets (Anlagen): the register, one asset with its plan, disposal, the year's AfA."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.dates import format_day
from kontor.base.errors import Finding
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money, format_rate
from kontor.ledger.queries.assets import (
    AssetView,
    Proposal,
    form,
    form_lines,
    proposals,
    register,
)
from kontor.ledger.rules.assets import PlanYear
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.copying import CopyList, Figure
from kontor.tui.screens.books.investment import InvestmentSteps
from kontor.tui.screens.books.plain_fields import GROUPS, METHODS
from kontor.tui.screens.books.sheets import history_blocks
from kontor.tui.screens.books.vat import TYPED
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Field

STATES = {
    "used": State("●", N_("in use"), GOOD),
    "due": State("!", N_("AfA is missing"), WARN),
    "done": State("✓", N_("written off"), MUTED),
    "gone": State("·", N_("disposed of"), MUTED),
}
_FORM_YEARS = 5  # the form may be asked for as long as a return is open
_GROUP_NAMES = {one.value: one.label for one in GROUPS if one.value}
_METHOD_NAMES = {one.value: one.label for one in METHODS}
_PLAN = (
    Column(N_("Year"), Kind.NUMBER, 5, least=4),
    Column(N_("At the start"), width=11, priority=6),
    Column(N_("AfA"), Kind.MONEY, 10, least=9),
    Column(N_("At the end"), Kind.MONEY, 10, least=9),
    Column(N_("posted"), width=8, priority=3, least=7),
)


def asset_state(one: AssetView, today: date) -> str:
    """How an asset stands; the AfA of a year that is over must be posted."""
    if one.facts.disposed:
        return "gone"
    past = any(
        row.depreciation > one.depreciated.get(row.year, 0)
        for row in one.plan()
        if row.year < today.year
    )
    if past and one.book_value:
        return "due"
    return "used" if one.book_value or one.facts.method == "none" else "done"


def _posted(one: AssetView, row: PlanYear) -> str:
    """Whether the year is in the books, and with how much where that differs from the plan."""
    done = one.depreciated.get(row.year, 0)
    if not done:
        return ""
    return "✓" if done == row.depreciation else format_money(done)


def book_value(one: AssetView) -> int:
    """What it is worth in the books; nothing once it is gone."""
    return 0 if one.facts.disposed and one.facts.method != "pool" else one.book_value


def asset_blocks(one: AssetView, today: date) -> list[Block]:
    """An asset as a sheet: facts and plan."""
    facts = one.facts
    months = ngettext("{count} month", "{count} months", facts.months).format(count=facts.months)
    taken = None
    if facts.book_value is not None and facts.book_value_day is not None:
        taken = _("{amount} on {day}").format(
            amount=f"{format_money(facts.book_value)} €", day=format_day(facts.book_value_day)
        )
    rows = [
        (
            str(row.year),
            format_money(row.start).rjust(11),
            row.depreciation,
            row.end,
            _posted(one, row),
        )
        for row in one.plan()
    ]
    blocks: list[Block] = [
        Head(one.number, one.name, STATES[asset_state(one, today)]),
        Facts(
            (N_("Account"), one.account),
            (N_("Group"), _(_GROUP_NAMES.get(one.group, one.group))),
            (N_("Bought"), facts.bought),
            (N_("Acquisition cost"), f"{format_money(facts.cost)} €"),
            (N_("Lowered, § 7g"), f"{format_money(facts.reduced)} €" if facts.reduced else None),
            (N_("Method"), _(_METHOD_NAMES.get(facts.method, facts.method))),
            (N_("Rate"), format_rate(facts.rate) if facts.rate else None),
            (N_("Useful life"), months if facts.months else None),
            (N_("Taken over with"), taken),
            (N_("Disposed of"), facts.disposed),
            (N_("Book value"), f"{format_money(book_value(one))} €"),
        ),
        Grid(_PLAN, rows, N_("Depreciation plan")),
    ]
    return [*blocks, Note(N_("Text"), one.note)] if one.note else blocks


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class AssetSteps(_Base):
    """Mixin: what can be done with an asset."""

    CANCEL = N_("Disposal")

    def chosen_asset(self) -> AssetView | None:
        """The asset that is meant."""
        return None

    def why_not(self, name: str) -> str:
        """What is gone stays gone; what is written off has no depreciation left."""
        if name in {"record.cancel", "step.next"}:
            one = self.chosen_asset()
            if one is not None and one.facts.disposed:
                return _("This asset is disposed of.")
            if one is not None and name == "step.next" and not one.book_value:
                return _("This asset is written off.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """A new asset; its purchase is posted as a bill or purchase."""
        from kontor.tui.screens.books.event_form import EventForm

        self.app.push_screen(EventForm("asset"))

    def do_step_next(self) -> None:
        """Depreciation of this asset alone."""
        from kontor.tui.screens.books.event_form import EventForm

        one = self.chosen_asset()
        if one is not None:
            label = f"{one.number} {one.name}"
            self.app.push_screen(EventForm("depreciation", {"asset": (one.number, label)}))

    def do_record_cancel(self) -> None:
        """Sale, scrapping, withdrawal."""
        one = self.chosen_asset()
        if one is not None:
            self.app.push_screen(DisposalForm(one))

    def do_record_explain(self) -> None:
        """What happened to the asset in the file."""
        one = self.chosen_asset()
        if one is None:
            return
        with self.kontor.store.read() as con:
            blocks = history_blocks(con, (("asset", one.id),))
        self.app.push_screen(Paper(_("History of {record}").format(record=one.number), blocks))


class AssetsScreen(InvestmentSteps, AssetSteps, ListScreen):
    """The register of fixed assets."""

    NAME, TITLE, LETTER, HANDBOOK = "books.assets", N_("Fixed assets"), "a", "books#fixed-assets"
    HINTS = ("record.new", "record.open", "asset.run", "asset.deduct", "record.cancel")
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 9, least=7),
        Column(N_("Name"), Kind.NAME, 20, grow=2, least=14),
        Column(N_("Bought"), Kind.DATE, priority=3),
        Column(N_("Acquisition cost"), Kind.TEXT, 18, priority=4),
        Column(N_("Book value"), Kind.MONEY, 11, least=10),
        Column(N_("State"), Kind.STATE, 15, states=STATES, least=12),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Number"), "1": N_("Name"), "2": N_("Bought")}
    EMPTY = N_("No fixed asset yet: vehicles, machines, tools, computers belong here.")

    def __init__(self) -> None:
        super().__init__()
        self._assets: dict[int, AssetView] = {}

    def source(self) -> Source:
        """All assets with what is left of them."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self._assets = {one.id: one for one in register(con)}
        rows = []
        for one in self._assets.values():
            state, left = asset_state(one, today), book_value(one)
            cost = format_money(one.facts.cost).rjust(18)
            cells = (one.number, one.name, one.facts.bought, cost, left, state)
            rows.append(Row(one.id, (one.id,), cells, state, left))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """Facts and plan."""
        one = self._assets.get(row.id)
        return asset_blocks(one, self.kontor.today()) if one else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The asset."""
        return AssetScreen(row.id)

    def chosen_asset(self) -> AssetView | None:
        """The asset under the cursor."""
        return self._assets.get(self.row.id) if self.row else None

    def _waiting(self) -> dict[int, list[Proposal]]:
        """What each year up to this one still lacks."""
        today = self.kontor.today()
        first = min((one.facts.bought.year for one in self._assets.values()), default=today.year)
        with self.kontor.store.read() as con:
            found = {year: proposals(con, year) for year in range(first, today.year + 1)}
        return {year: each for year, each in found.items() if each}

    def do_asset_run(self) -> None:
        """Choose the year; what it lacks is posted in one step."""
        waiting = self._waiting()
        if not waiting:
            self.kontor.toast(_("No depreciation is missing."))
            return
        entries = []
        for year, found in waiting.items():
            count = ngettext("{count} asset", "{count} assets", len(found)).format(count=len(found))
            total = format_money(sum(one.amount for one in found))
            entries.append(Entry(str(year), str(year), f"{count} · {total} €"))
        self.app.push_screen(Chooser(_("Post the depreciation of a year"), entries), self._run)

    def do_tax_copy_list(self) -> None:
        """The form AVEÜR of a year, figure by figure."""
        today = self.kontor.today()
        years = range(today.year, today.year - _FORM_YEARS, -1)
        entries = [Entry(str(year), str(year)) for year in years]
        self.app.push_screen(Chooser(_("AVEÜR of which year?"), entries), self._copy_form)

    def _copy_form(self, year: str | None) -> None:
        if not year:
            return
        with self.kontor.store.read() as con:
            found = form(con, int(year))
        if not found:
            self.kontor.toast(_("No fixed asset in this year."))
            return
        lines = form_lines()
        figures = [
            Figure(str(line), lines[line].label, format_money(cents, grouping=False))
            for line, cents in found.items()
        ]
        self.app.push_screen(CopyList(f"AVEÜR {year}", figures, _(TYPED)))

    def _run(self, year: str | None) -> None:
        from kontor.ledger.service.assets import depreciate_year

        if year:
            self.kontor.run_case(depreciate_year, int(year))


class AssetScreen(InvestmentSteps, AssetSteps, DetailScreen):
    """One asset with its plan."""

    NAME, HANDBOOK = "books.asset", "books#fixed-assets"
    HINTS = ("step.next", "record.cancel", "record.explain", "record.next", "copy.menu")
    data: AssetView | None

    def crumb(self) -> str:
        """Its number."""
        return self.data.number if self.data else _("Asset")

    def load(self) -> AssetView | None:
        """The asset by its id."""
        with self.kontor.store.read() as con:
            return next((one for one in register(con) if one.id == self.record), None)

    def blocks(self) -> Sequence[Block]:
        """Facts and plan."""
        return asset_blocks(self.data, self.kontor.today()) if self.data else ()

    def chosen_asset(self) -> AssetView | None:
        """This one."""
        return self.data


class DisposalForm(FormScreen):
    """An asset leaves: day, and what it brought."""

    NAME, HANDBOOK, SAVE = "books.disposal", "books#fixed-assets", N_("Take out")
    FIELDS = (
        Field("day", N_("Day it went"), "date", required=True, past=True,
              help=N_("sold, scrapped or taken home")),
        Field("proceeds", N_("Net price"), "money",
              help=N_("what it brought; decides between gain and loss")),
        Field("keep", N_("§ 7g stays"),
              help=N_("only when it went early without your doing: fire, theft")),
    )  # fmt: skip

    def __init__(self, asset: AssetView) -> None:
        super().__init__()
        self._asset = asset

    def crumb(self) -> str:
        """Which asset."""
        return _("Disposal of {name}").format(name=self._asset.name)

    def start(self) -> dict[str, Any]:
        """Today."""
        return {"day": self.kontor.today()}

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """A price is not negative."""
        if (values.get("proceeds") or 0) < 0:
            return [Finding("F4", "", N_("The price is not below zero."), field="proceeds")]
        return ()

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What the books do with it."""
        left = format_money(self._asset.book_value)
        text = _("book value now {left} · depreciation up to the day, the rest is expense")
        return [(text.format(left=left), "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Depreciation up to the day, then the rest."""
        from kontor.ledger.service.assets import dispose

        self.kontor.run_case(
            dispose, self._asset.number, values["day"], proceeds=values.get("proceeds") or 0,
            keep=values.get("keep") or "", then=self.saved, otherwise=self.refused,
        )  # fmt: skip

    def after(self, result: Any) -> None:
        """The sale itself is another event."""
        self.kontor.toast(_("Post the sale itself as sale or invoice."))
