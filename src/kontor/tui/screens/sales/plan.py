"""The payment plan of an order (Zahlungsplan): parts as a rate of the net or as an amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.dates import format_day, parse_day
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.money import half_up
from kontor.base.numbers import format_money, format_rate, parse_money, parse_rate
from kontor.sales.queries import documents, terms
from kontor.tui.screens.sales.line_values import Line
from kontor.tui.screens.sales.table_form import Raws, TableForm
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import Column, Kind


class PlanScreen(TableForm):
    """Parts that are still to bill; those that were billed stay as they are."""

    NAME, TITLE, HANDBOOK = "sales.plan", N_("Payment plan"), "orders#payment-plan"
    PARTS: ClassVar[tuple[str, ...]] = ("text", "amount", "day")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(N_("When or for what"), Kind.NAME, 30, grow=1, least=16),
        Column(N_("Rate or net"), Kind.QUANTITY, 14, least=11, keep=True),
        Column(N_("Day"), Kind.DATE, 12, keep=True),
        Column(N_("Net"), Kind.MONEY, 12),
    )
    FIRST = "text"
    EMPTY = N_("No plan yet: parts such as 30 % at the beginning, or 2.000,00 on a day.")

    def __init__(self, order: int) -> None:
        super().__init__()
        self.order = order
        self._net = self._billed = 0
        self._called = ""

    def crumb(self) -> str:
        """Of which order."""
        return _("Payment plan: {name}").format(name=self._called)

    def draft_key(self) -> str:
        """One per order."""
        return f"sales.plan:{self.order}"

    def start_rows(self) -> list[Raws]:
        """The parts that are not billed."""
        with self.kontor.store.read() as con:
            self._net = documents.computed(con, self.order).net
            self._called = documents.head(con, self.order).name
            parts = terms.plan(con, self.order)
        self._billed = sum(
            self._cents(one.rate, one.cents) for one in parts if one.invoice is not None
        )
        return [
            {
                "text": one.text,
                "amount": format_rate(one.rate) if one.cents is None else format_money(one.cents),
                "day": format_day(one.day) if one.day else "",
            }
            for one in parts
            if one.invoice is None
        ]

    def _cents(self, rate: int, cents: int | None) -> int:
        return cents if cents is not None else half_up(self._net * rate, 10_000)

    def read(self, raws: Raws, above: Sequence[Line]) -> Line:
        """Text, a rate with `%` or an amount, a day."""
        values: dict[str, Any] = {"text": raws.get("text", "")}
        part = "amount"
        try:
            typed = raws.get("amount", "").strip()
            if not typed:
                raise InputError(N_("A rate such as 30 % or an amount is needed."))
            if typed.endswith("%"):
                values["rate"] = parse_rate(typed)
            else:
                values["net"] = parse_money(typed)
            part = "day"
            typed = raws.get("day", "").strip()
            if typed:
                values["day"] = parse_day(typed, self.kontor.today())
        except KontorError as error:
            return Line(values, {}, f"{error} {error.advice}".strip(), part)
        net = self._cents(values.get("rate", 0), values.get("net"))
        said = {"net": f"{format_money(net)} €"}
        if "day" in values:
            said["day"] = format_day(values["day"], weekday=True)
        return Line(values, said, total=net)

    def worked(self, line: Line) -> tuple[object, ...]:
        """The net of the part."""
        return (line.total,)

    def below(self, lines: Sequence[Line]) -> Rows:
        """What the plan comes to, and what is left for the final invoice."""
        planned = self._billed + sum(line.total or 0 for line in lines)
        left = self._net - planned
        texts = [_("order {amount} net").format(amount=format_money(self._net))]
        if self._billed:
            texts.append(_("billed of the plan {amount}").format(amount=format_money(self._billed)))
        texts.append(_("planned {amount}").format(amount=format_money(planned)))
        return [
            (" · ".join(texts), "$ink-soft"),
            (_("left for the final invoice {amount}").format(amount=format_money(left)),
             "bold" if left >= 0 else "bold $bad"),
        ]  # fmt: skip

    def save(self, lines: Sequence[Line]) -> None:
        """Set the plan."""
        from kontor.sales.model.inputs import PlanInput
        from kontor.sales.service.orders import set_plan

        parts = [PlanInput.model_validate(line.values) for line in lines]
        self.kontor.run_case(set_plan, self.order, parts, then=self.saved, otherwise=self.refused)
