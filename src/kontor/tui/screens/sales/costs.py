"""How the price of a position is made (Kalkulation), with the margin while typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.money import half_up
from kontor.base.numbers import (
    format_price,
    format_quantity,
    format_rate,
    parse_price,
    parse_quantity,
    parse_rate,
)
from kontor.base.text import fold
from kontor.sales.kinds import CostKind
from kontor.sales.queries import documents, terms
from kontor.sales.rules.calculation import CostLine, margin, unit_price
from kontor.sales.rules.dated import surcharges
from kontor.tui.screens.sales.line_values import Line
from kontor.tui.screens.sales.names import COSTS
from kontor.tui.screens.sales.sheets import margin_words
from kontor.tui.screens.sales.table_form import Raws, TableForm
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import Column, Kind


class CostsScreen(TableForm):
    """Cost lines of one unit of a position."""

    NAME, TITLE, HANDBOOK = "sales.costs", N_("Calculation"), "quotes#calculation"
    PARTS: ClassVar[tuple[str, ...]] = (
        "kind", "text", "quantity", "unit", "cost", "waste", "surcharge", "minutes",
    )  # fmt: skip
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(N_("Kind"), Kind.TEXT, 10, least=8, keep=True),
        Column(N_("Text"), Kind.NAME, 16, grow=1, least=10),
        Column(N_("Quantity"), Kind.QUANTITY, 8, least=6, keep=True),
        Column(N_("Unit"), Kind.TEXT, 7, least=4, keep=True),
        Column(N_("Cost"), Kind.QUANTITY, 9, least=7, keep=True),
        Column(N_("Waste"), Kind.QUANTITY, 10, least=6, keep=True),
        Column(N_("On it"), Kind.QUANTITY, 8, least=6, keep=True),
        Column(N_("Min."), Kind.QUANTITY, 6, least=4, keep=True),
    )
    FIRST = "kind"
    EMPTY = N_("No cost lines yet: work by minutes, material, equipment, subcontract.")

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position
        self._one: documents.Position | None = None
        self._wage: terms.WageRate | None = None

    def crumb(self) -> str:
        """Of which position."""
        one = self._one
        return _("Calculation: {name}").format(name=one.short if one else "")

    def draft_key(self) -> str:
        """One per position."""
        return f"sales.costs:{self.position}"

    def start_rows(self) -> list[Raws]:
        """The stored lines."""
        with self.kontor.store.read() as con:
            self._one = documents.position(con, self.position)
            day = documents.head(con, self._one.document).day
            self._wage = terms.wage_rate(con, None, day)
            found = documents.costs(con, self.position)
        return [
            {
                "kind": _(COSTS[one.kind]), "text": one.text,
                "quantity": format_quantity(one.quantity), "unit": one.unit,
                "cost": format_price(one.cost) if one.cost else "",
                "waste": format_rate(one.waste) if one.waste else "",
                "surcharge": format_rate(one.surcharge),
                "minutes": format_quantity(half_up(one.seconds * 1000, 60)) if one.seconds else "",
            }
            for one in found
        ]  # fmt: skip

    def read(self, raws: Raws, above: Sequence[Line]) -> Line:
        """Kind by its first letters; numbers; the surcharge that is usual for the kind."""
        values: dict[str, Any] = {"text": raws.get("text", ""), "unit": raws.get("unit", "")}
        said: dict[str, str] = {}
        part = "kind"
        try:
            kind = values["kind"] = _kind(raws.get("kind", ""))
            for part, reader, default in (
                ("quantity", parse_quantity, 1000), ("cost", parse_price, 0),
                ("waste", parse_rate, 0), ("surcharge", parse_rate, surcharges()[kind]),
                ("minutes", parse_quantity, 0),
            ):  # fmt: skip
                text = raws.get(part, "").strip()
                values[part] = reader(text) if text else default
            part = "minutes"
            if values["minutes"] and self._wage is None:
                raise InputError(
                    N_("There is no rate per hour yet."),
                    hint=N_("Set it first: wage, overheads and profit."),
                )
        except KontorError as error:
            return Line(values, said, f"{error} {error.advice}".strip(), part)
        said["kind"] = _(COSTS[kind])
        if values["minutes"] and self._wage is not None:
            said["minutes"] = _("{name}: {price} € an hour").format(
                name=self._wage.name, price=format_price(self._wage.price)
            )
        if not raws.get("surcharge", "").strip() and values["surcharge"]:
            said["surcharge"] = _("{rate} on it").format(rate=format_rate(values["surcharge"]))
        return Line(values, said)

    def below(self, lines: Sequence[Line]) -> Rows:
        """Price and margin of one unit as the lines stand."""
        good = [line.values for line in lines if not line.fault]
        if not good or self._one is None:
            return [(_("Everything is per unit of the position."), "$ink-faint")]
        price, cost = (self._wage.price, self._wage.cost) if self._wage else (0, 0)
        found = unit_price([_line(one) for one in good], price, cost)
        left = margin(half_up(found.price, 100), half_up(found.cost, 100), found.seconds)
        unit = self._one.unit or _("unit")
        return [
            [(_("price {price} € / {unit}").format(price=format_price(found.price), unit=unit),
              "bold"),
             (" · " + _("work in it {price} €").format(price=format_price(found.labour_share)),
              "$ink-soft")],
            [(_("cost {amount}").format(amount=format_price(found.cost)) + " · ", "$ink-soft"),
             (_("margin {words}").format(words=margin_words(*left)),
              "$good" if left.cents > 0 else "$bad")],
        ]  # fmt: skip

    def save(self, lines: Sequence[Line]) -> None:
        """The lines become the calculation, their price the price."""
        from kontor.sales.model.inputs import CostInput, PositionChange
        from kontor.sales.service.positions import change_position

        costs = [CostInput.model_validate(line.values) for line in lines]
        self.kontor.run_case(
            change_position, self.position, PositionChange(costs=costs), then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip


def _kind(typed: str) -> CostKind:
    """A kind of cost by its first letters; work when nothing is typed."""
    text = fold(typed.strip())
    if not text:
        return CostKind.LABOUR
    for kind, label in COSTS.items():
        if fold(_(label)).startswith(text) or kind.value.startswith(text):
            return kind
    raise InputError(
        N_("This kind of cost is not known."), hint=N_("Possible: {choices}."),
        choices=", ".join(_(label) for label in COSTS.values()),
    )  # fmt: skip


def _line(values: dict[str, Any]) -> CostLine:
    return CostLine(
        values["kind"], values["quantity"], values["cost"], values["waste"], values["surcharge"],
        half_up(values["minutes"] * 60, 1000),
    )  # fmt: skip
