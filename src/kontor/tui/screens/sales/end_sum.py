"""Calculation by the end sum (Endsummenkalkulation): overheads and profit of the whole document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.base.money import half_up
from kontor.base.numbers import format_money
from kontor.sales.kinds import DocumentKind
from kontor.sales.queries import documents
from kontor.sales.rules.calculation import end_sum
from kontor.tui.screens.input_form import InputForm
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Field

ALLOWED = frozenset({DocumentKind.QUOTE, DocumentKind.ORDER, DocumentKind.ADDITION})


class EndSumForm(InputForm):
    """Overheads as a rate or an amount, and profit; the sum is there while typing."""

    NAME, TITLE, HANDBOOK = "sales.end_sum", N_("Prices by the end sum"), "quotes#end-sum"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("overheads", N_("Overheads"), "rate", help=N_("In percent of the direct costs.")),
        Field("overheads_cents", N_("or as an amount"), "money",
              help=N_("Overheads of this job in euros; then the rate stays empty.")),
        Field("profit", N_("Risk and profit"), "rate"),
    )  # fmt: skip

    def __init__(self, document: int) -> None:
        super().__init__()
        self.document = document
        self._direct: list[int] = []

    def start(self) -> dict[str, Any]:
        """The direct costs of what counts are read once."""
        with self.kontor.store.read() as con:
            there = documents.positions(con, self.document)
        self._direct = [
            half_up(one.quantity * one.cost, 100_000)
            for one in there
            if one.chosen and one.cost > 0 and one.quantity > 0
        ]
        return {}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Direct costs, what is put on them, the net that comes out."""
        if not self._direct:
            return (_("No position has costs yet; F9 calculates one."),)
        direct = sum(self._direct)
        text = _("direct costs {amount} €").format(amount=format_money(direct))
        rate, cents = values.get("overheads"), values.get("overheads_cents")
        if (rate is None) != (cents is None):
            overheads = cents if cents is not None else half_up(direct * (rate or 0), 10_000)
            found = end_sum(self._direct, overheads, values.get("profit") or 0)
            text += " · " + _("overheads {overheads} € · net {net} €").format(
                overheads=format_money(overheads), net=format_money(found.total)
            )
        return (text,)

    def save(self, values: dict[str, Any]) -> None:
        """Make the prices."""
        from kontor.sales.model.inputs import EndSumInput
        from kontor.sales.service.calculating import price_by_end_sum

        self.send(price_by_end_sum, self.document, model=EndSumInput, values=values)
