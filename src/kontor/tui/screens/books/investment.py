"""Investment deduction (Investitionsabzug, § 7g EStG): what waits, its uses, its way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.dates import format_day
from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries import deductions as queries
from kontor.ledger.queries.assets import AssetView
from kontor.ledger.rules import deductions as rules
from kontor.ledger.rules.forms import depreciation_rules
from kontor.ledger.words import DEDUCTION_MOVES
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.sheets import history_blocks
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Paper
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Field

STATES = {
    "late": State("!", N_("lapsed"), WARN),
    "last": State("!", N_("last year"), WARN),
    "waits": State("●", N_("waits"), GOOD),
    "done": State("✓", N_("settled"), MUTED),
}
_FILED_BY = 7  # until July most firms still claim for the year before
_MOVES = (
    Column(N_("Date"), Kind.DATE, keep=True),
    Column(N_("What"), Kind.NAME, 20, grow=1, least=14, keep=True),
    Column(N_("Amount"), Kind.MONEY, 11, least=9),
)


def until_of(one: rules.Claim) -> date:
    """The last day on which a purchase can use it."""
    return date(rules.last_year(one.year, depreciation_rules()), 12, 31)


def claim_state(one: rules.Claim, today: date) -> str:
    """How a claim stands; what lapses this year warns."""
    if not one.left:
        return "done"
    until = until_of(one)
    if until < today:
        return "late"
    return "last" if until.year == today.year else "waits"


def moves_grid(moves: Sequence[queries.Move], title: str) -> Grid:
    """What happened, oldest first; what was taken back says so."""
    rows = [(one.day, _move_text(one), one.cents) for one in moves]
    return Grid(_MOVES, rows, title)


def _move_text(one: queries.Move) -> str:
    if one.undone:
        return _("taken back on {day}").format(day=format_day(one.undone))
    return " ".join(filter(None, (_(DEDUCTION_MOVES[one.kind]), str(one.year), one.asset)))


def claim_blocks(one: rules.Claim, moves: Sequence[queries.Move], today: date) -> list[Block]:
    """A claim as a sheet: what stands, until when, and the rule."""
    note = next((move.reason for move in moves if move.kind == "claimed"), "")
    blocks: list[Block] = [
        Head(str(one.year), _("Investment deduction"), STATES[claim_state(one, today)]),
        Facts(
            (N_("Claimed"), f"{format_money(one.cents)} €"),
            (N_("Used"), f"{format_money(one.added)} €"),
            (N_("Given back"), f"{format_money(one.reversed)} €"),
            (N_("Waits"), f"{format_money(one.left)} €"),
            (N_("Buy until"), until_of(one)),
            (N_("Note"), note),
        ),
        moves_grid(moves, N_("What became of it")),
    ]
    if one.left:
        blocks.append(Note(N_("Rule"), _rule_text(one, today)))
    return blocks


def _rule_text(one: rules.Claim, today: date) -> str:
    if until_of(one) < today:
        text = _(
            "The time to buy is over: give it back. The profit of {year} rises again; its tax"
            " return is to be corrected, with interest."
        )
    else:
        text = _(
            "In the year of a purchase half of its cost is added to the profit and the cost falls"
            " by as much, from the asset itself. What no purchase uses goes back to {year}: that"
            " year's tax return changes, with interest."
        )
    return text.format(year=one.year)


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class ClaimSteps(_Base):
    """Mixin: what can be done with a claim."""

    CANCEL = N_("Give back")

    def chosen_claim(self) -> rules.Claim | None:
        """The claim that is meant."""
        return None

    def why_not(self, name: str) -> str:
        """What is used up has nothing to give back."""
        one = self.chosen_claim()
        if name == "record.cancel" and one is not None and not one.left:
            return _("Nothing of it waits any more.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """Claim for a year."""
        self.app.push_screen(ClaimForm())

    def do_record_cancel(self) -> None:
        """Give back what waits."""
        one = self.chosen_claim()
        if one is not None:
            self.app.push_screen(ReturnForm(one))

    def do_record_explain(self) -> None:
        """What happened to the claim in the file."""
        one = self.chosen_claim()
        if one is None:
            return
        with self.kontor.store.read() as con:
            blocks = history_blocks(con, (("investment_deduction", one.id),))
        self.app.push_screen(Paper(_("History of {record}").format(record=one.year), blocks))


class ClaimsScreen(ClaimSteps, ListScreen):
    """All claims, those that lapse first at the top."""

    NAME, TITLE, LETTER = "books.investment", N_("Investment deduction"), "i"
    HANDBOOK = "books#investment-deduction"
    HINTS = ("record.new", "record.open", "record.cancel", "export.menu")
    COLUMNS = (
        Column(N_("Year"), Kind.NUMBER, 6, least=5),
        Column(N_("Claimed"), Kind.MONEY, 12),
        Column(N_("Used"), Kind.MONEY, 12, priority=3),
        Column(N_("Waits"), Kind.MONEY, 12),
        Column(N_("Buy until"), Kind.DATE, 11, priority=2),
        Column(N_("State"), Kind.STATE, 15, states=STATES, least=12),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Year"), "3": N_("Waits")}
    EMPTY = N_("Nothing claimed. Up to half of a planned purchase lowers this year's profit now.")

    def __init__(self) -> None:
        super().__init__()
        self._claims: dict[int, rules.Claim] = {}

    def source(self) -> Source:
        """All claims; a firm has a handful."""
        with self.kontor.store.read() as con:
            self._claims = {one.id: one for one in queries.claims(con)}
        today = self.kontor.today()
        rows = []
        for one in self._claims.values():
            state = claim_state(one, today)
            cells = (
                str(one.year), one.cents, one.added, one.left, until_of(one), state,
            )  # fmt: skip
            rows.append(Row(one.id, (one.id,), cells, state, one.left))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """What became of it."""
        one = self._claims.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            return claim_blocks(one, queries.moves(con, one.id), self.kontor.today())

    def detail(self, row: Row) -> BaseScreen | None:
        """The claim."""
        return ClaimScreen(row.id)

    def chosen_claim(self) -> rules.Claim | None:
        """The claim under the cursor."""
        return self._claims.get(self.row.id) if self.row else None


class ClaimScreen(ClaimSteps, DetailScreen):
    """One claim."""

    NAME, HANDBOOK = "books.claim", "books#investment-deduction"
    HINTS = ("record.cancel", "record.explain", "record.next", "copy.menu")
    data: tuple[rules.Claim, list[queries.Move]] | None

    def crumb(self) -> str:
        """Its year."""
        return str(self.data[0].year) if self.data else _("Investment deduction")

    def load(self) -> tuple[rules.Claim, list[queries.Move]] | None:
        """The claim with what became of it."""
        with self.kontor.store.read() as con:
            found = next((one for one in queries.claims(con) if one.id == self.record), None)
            return (found, queries.moves(con, found.id)) if found else None

    def blocks(self) -> Sequence[Block]:
        """What stands, until when, and the rule."""
        return claim_blocks(*self.data, self.kontor.today()) if self.data else ()

    def chosen_claim(self) -> rules.Claim | None:
        """This one."""
        return self.data[0] if self.data else None


def _year(typed: str) -> str:
    """A year as people write it, `25` or `2025`."""
    if typed.strip().isdigit() and len(typed.strip()) in {2, 4}:
        return f"{int(typed) % 100 + 2000}" if int(typed) < 2100 else typed
    raise InputError(N_("“{text}” is not a year."), text=typed)


class ClaimForm(FormScreen):
    """A claim for a year."""

    NAME, HANDBOOK, SAVE = "books.claim_form", "books#investment-deduction", N_("Claim")
    FIELDS = (
        Field("year", N_("Year"), required=True, read=_year,
              help=N_("the year whose profit it lowers; its tax return is not final yet")),
        Field("amount", N_("Amount"), "money", required=True,
              help=N_("up to half of what is to be bought, net")),
        Field("note", N_("What for"), help=N_("for yourself; the tax office does not ask")),
    )  # fmt: skip

    def crumb(self) -> str:
        """What it is."""
        return _("Claim an investment deduction")

    def start(self) -> dict[str, Any]:
        """The year before until its return is due, later this year."""
        today = self.kontor.today()
        return {"year": str(today.year - (today.month <= _FILED_BY))}

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """A claim is above zero."""
        if (values.get("amount") or 0) < 0:
            return [Finding("F4", "", N_("The amount is above zero."), field="amount")]
        return ()

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What may be claimed, and until when it must be used."""
        year, known = int(values.get("year") or 0), depreciation_rules()
        if not rules.values_of(known, year):
            return [(_("For this year the law is not known here."), "$warn")]
        with self.kontor.store.read() as con:
            room = rules.room(queries.claims(con), year, known)
        text = _("up to {room} € possible · buy until {day} · nothing is posted")
        day = format_day(date(rules.last_year(year, known), 12, 31))
        return [(text.format(room=format_money(max(room, 0)), day=day), "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Write the claim."""
        from kontor.ledger.model.deductions import NewDeduction
        from kontor.ledger.service.deductions import claim_deduction

        data = NewDeduction(
            year=int(values["year"]), amount=values["amount"], day=self.kontor.today(),
            note=values.get("note") or "",
        )  # fmt: skip
        self.kontor.run_case(claim_deduction, data, then=self.saved, otherwise=self.refused)


class ReturnForm(FormScreen):
    """What waits goes back to the year of its claim."""

    NAME, HANDBOOK, SAVE = "books.claim_return", "books#investment-deduction", N_("Give back")
    FIELDS = (
        Field("amount", N_("Amount"), "money", required=True, help=N_("what no purchase uses")),
        Field("reason", N_("Reason"), help=N_("such as: not bought")),
    )

    def __init__(self, claim: rules.Claim) -> None:
        super().__init__()
        self._claim = claim

    def crumb(self) -> str:
        """Of which year."""
        return _("Give back the deduction of {year}").format(year=self._claim.year)

    def start(self) -> dict[str, Any]:
        """All that waits."""
        return {"amount": self._claim.left}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Which year changes."""
        text = _("the profit of {year} rises by {amount} € · correct its tax return")
        amount = format_money(values.get("amount") or 0)
        return [(text.format(year=self._claim.year, amount=amount), "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Write it."""
        from kontor.ledger.service.deductions import reverse_deduction

        self.kontor.run_case(
            reverse_deduction, self._claim.year, self.kontor.today(), amount=values["amount"],
            reason=values.get("reason") or "", then=self.saved, otherwise=self.refused,
        )  # fmt: skip


class UseForm(FormScreen):
    """Claims that wait are used for a purchase."""

    NAME, HANDBOOK, SAVE = "books.claim_use", "books#investment-deduction", N_("Use § 7g")
    FIELDS = (
        Field("amount", N_("Added"), "money", required=True,
              help=N_("to the profit of the year of purchase, outside the books")),
        Field("reduction", N_("Cost falls by"), "money",
              help=N_("an expense now; depreciation starts from the rest")),
    )  # fmt: skip

    def __init__(self, asset: AssetView, most: int) -> None:
        super().__init__()
        self._asset, self._most = asset, most

    def crumb(self) -> str:
        """For which asset."""
        return _("§ 7g for {name}").format(name=self._asset.name)

    def start(self) -> dict[str, Any]:
        """As much as possible, neutral in the year of purchase."""
        return {"amount": self._most, "reduction": self._most}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What the year and the depreciation become."""
        facts = self._asset.facts
        left = facts.basis - (values.get("reduction") or 0)
        more = (values.get("amount") or 0) - (values.get("reduction") or 0)
        text = _("cost {cost} € → {left} € · profit {year} {more} € from it, before depreciation")
        if not more:
            text = _("cost {cost} € → {left} € · profit {year} as before, apart from depreciation")
        shown = text.format(
            cost=format_money(facts.cost), left=format_money(left), year=facts.bought.year,
            more=("+" if more >= 0 else "") + format_money(more),
        )  # fmt: skip
        return [(shown, "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Add, and lower the cost."""
        from kontor.ledger.service.deductions import use_deduction

        self.kontor.run_case(
            use_deduction, self._asset.number, self.kontor.today(), amount=values["amount"],
            reduction=values.get("reduction") or 0, then=self.saved, otherwise=self.refused,
        )  # fmt: skip


class InvestmentSteps(_Base):
    """Mixin: the investment deduction of an asset."""

    def chosen_asset(self) -> AssetView | None:
        """The asset that is meant."""
        return None

    def why_not(self, name: str) -> str:
        """Only new movable assets take it; only what has it can lose it."""
        one = self.chosen_asset()
        if one is not None and name == "asset.deduct" and not self._possible(one):
            return _("No deduction of the three years before waits for this asset (§ 7g EStG).")
        if one is not None and name == "asset.lose" and not self._used(one):
            return _("No investment deduction was used for this asset.")
        return super().why_not(name)

    def _used(self, one: AssetView) -> int:
        with self.kontor.store.read() as con:
            return sum(move.cents for move in queries.of_asset(con, one.number))

    def _possible(self, one: AssetView) -> int:
        with self.kontor.store.read() as con:
            return queries.possible(con, one)

    def do_asset_deduct(self) -> None:
        """Use claims that wait."""
        one = self.chosen_asset()
        if one is not None:
            self.app.push_screen(UseForm(one, self._possible(one)))

    def do_asset_lose(self) -> None:
        """Private use or the like: addition and lowered cost go back."""
        from kontor.ledger.service.deductions import lose_deduction

        one = self.chosen_asset()
        if one is None:
            return

        def take(reason: str | None) -> None:
            if reason:
                self.kontor.run_case(lose_deduction, one.number, self.kontor.today(), reason)

        title = _("Take back § 7g of {name}").format(name=one.name)
        hint = _("Why, such as: more than a tenth private")
        self.app.push_screen(AskText(title, hint=hint), take)
