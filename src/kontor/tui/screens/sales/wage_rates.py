"""Rates per hour (Stundensätze): what an hour costs and what it is charged at, from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_price, format_rate
from kontor.sales.queries import terms
from kontor.sales.queries.terms import WageRate
from kontor.sales.rules.calculation import hourly_rate
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Field

_STATES = {
    "now": State("●", N_("in force"), GOOD),
    "past": State("◌", N_("earlier"), MUTED),
    "soon": State("…", N_("to come"), WARN),
}


class RatesScreen(ListScreen):
    """Rates per hour with their history."""

    CANCEL = N_("Remove")
    NAME, TITLE, LETTER, HANDBOOK = (
        "sales.rates",
        N_("Rates per hour"),
        "h",
        "quotes#rates-per-hour",
    )
    HINTS: ClassVar[tuple[str, ...]] = ("record.new", "record.edit", "record.cancel")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 22, grow=1),
        Column(N_("From"), Kind.DATE, keep=True),
        Column(N_("Cost"), Kind.QUANTITY, 10, priority=3),
        Column(N_("Price"), Kind.QUANTITY, 10, keep=True),
        Column(N_("State"), Kind.STATE, 13, states=_STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "1": N_("From")}
    EMPTY = N_("No rate per hour yet. Hours and calculations take theirs from here.")

    def source(self) -> Source:
        """All of them; the one in force of each name is marked."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self.found = {one.id: one for one in terms.wage_rates(con)}
            now = {one.id for one in terms.wage_rates(con, today)}
        rows = []
        for one in self.found.values():
            state = "now" if one.id in now else "soon" if one.valid_from > today else "past"
            cells = (one.name, one.valid_from.isoformat(), format_price(one.cost),
                     format_price(one.price), state)  # fmt: skip
            rows.append(Row(one.id, (0,), cells, state))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """What it is built of."""
        one = self.found[row.id]
        parts = one.parts
        facts = Facts(
            (N_("Wage"), _euros(parts.get("wage"))),
            (N_("Labour overheads"), _euros(parts.get("on_costs"))),
            (N_("Overheads of the firm"), _euros(parts.get("overheads"))),
            (N_("Risk and profit"), _euros(parts.get("profit"))),
            (N_("Cost"), f"{format_price(one.cost)} €"),
            (N_("Price"), f"{format_price(one.price)} €"),
        )
        return [Head("", one.name), facts]

    def do_record_open(self) -> None:
        """Change it."""
        self.do_record_edit()

    def do_record_new(self) -> None:
        """Another rate."""
        self.app.push_screen(RateForm())

    def do_record_edit(self) -> None:
        """The same rate from today on; one of today is written over."""
        if self.row is not None:
            self.app.push_screen(RateForm(self.found[self.row.id]))

    def do_record_cancel(self) -> None:
        """Remove it; prices already made stay."""
        from kontor.sales.service.wages import drop_wage_rate

        if self.row is not None:
            self.kontor.run_case(drop_wage_rate, self.row.id)


def _euros(value: int | None) -> str:
    return f"{format_price(value)} €" if value else ""


class RateForm(InputForm):
    """A rate per hour: typed, or built from wage, overheads and profit."""

    NAME, TITLE, HANDBOOK = "sales.rate", N_("Rate per hour"), "quotes#rates-per-hour"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("name", N_("Name"), required=True, limit=60, help=N_("Such as journeyman.")),
        Field("valid_from", N_("From"), "date", required=True),
        Field("wage", N_("Wage an hour"), "price", help=N_("What the worker gets, gross.")),
        Field("on_costs", N_("Labour overheads"), "rate",
              help=N_("In percent of the wage: social insurance, holidays, sick days.")),
        Field("overheads", N_("Firm, an hour"), "price",
              help=N_("Overheads of the firm by productive hours.")),
        Field("profit", N_("Risk and profit"), "rate"),
        Field("cost", N_("Cost an hour"), "price",
              help=N_("Empty: wage with labour overheads.")),
        Field("price", N_("Price an hour"), "price",
              help=N_("Empty: as it is worked out; typed it holds.")),
    )  # fmt: skip

    def __init__(self, rate: WageRate | None = None) -> None:
        super().__init__()
        self.rate = rate

    def draft_key(self) -> str:
        """One per rate."""
        return f"sales.rate:{self.rate.id if self.rate else 'new'}"

    def start(self) -> dict[str, Any]:
        """From today; a rate that is there with what it was built of."""
        today, one = self.kontor.today(), self.rate
        if one is None:
            return {"valid_from": today}
        parts = one.parts
        built = bool(parts)
        return {
            "name": one.name, "valid_from": max(today, one.valid_from),
            "wage": parts.get("wage"), "on_costs": parts.get("on_costs_rate"),
            "overheads": parts.get("overheads"), "profit": parts.get("profit_rate"),
            "cost": None if built else one.cost, "price": None if built else one.price,
        }  # fmt: skip

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is worked out of it."""
        if None in {values.get("wage"), values.get("on_costs"), values.get("overheads")}:
            return ()
        profit = values.get("profit") or 0
        one = hourly_rate(values["wage"], values["on_costs"], values["overheads"], profit)
        text = _("worked out: cost {cost} €, price {price} € an hour").format(
            cost=format_price(one.cost), price=format_price(one.price)
        )
        if profit:
            text += " · " + _("with {rate} for risk and profit").format(rate=format_rate(profit))
        return (text,)

    def save(self, values: dict[str, Any]) -> None:
        """Set it."""
        from kontor.sales.model.inputs import WageRateInput
        from kontor.sales.service.wages import set_wage_rate

        self.send(set_wage_rate, model=WageRateInput, values=values)
