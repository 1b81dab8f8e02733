"""How much of an order is done (Leistungsstand): percent or quantity in all, per position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.base.money import half_up
from kontor.base.numbers import (
    format_money,
    format_quantity,
    format_rate,
    parse_quantity,
    parse_rate,
)
from kontor.sales.kinds import PositionKind
from kontor.sales.queries import documents
from kontor.sales.rules.formula import evaluate
from kontor.sales.rules.positions import line_total
from kontor.tui.screens.sales.line_values import Line
from kontor.tui.screens.sales.table_form import Raws, TableForm
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import Column, Kind

_STILL = frozenset({
    PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL, PositionKind.SURCHARGE,
    PositionKind.DISCOUNT,
})  # fmt: skip


class ProgressScreen(TableForm):
    """One line for each position that counts."""

    NAME, TITLE, HANDBOOK = "sales.progress", N_("Progress"), "orders#progress"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "record.edit", "form.discard")
    PARTS: ClassVar[tuple[str, ...]] = ("number", "short", "ordered", "done")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(N_("No."), Kind.NUMBER, 8, least=7),
        Column(N_("Text"), Kind.NAME, 24, grow=1, least=16),
        Column(N_("Ordered"), Kind.TEXT, 14, least=10, keep=True),
        Column(N_("Done in all"), Kind.QUANTITY, 14, least=10, keep=True),
        Column(N_("Share"), Kind.RATE, 7, keep=True),
        Column(N_("Net"), Kind.MONEY, 12, least=10),
    )
    FIXED = True
    FIRST = "done"

    def __init__(self, order: int) -> None:
        super().__init__()
        self.order = order
        self._there: dict[str, documents.Position] = {}
        self._called = ""

    def crumb(self) -> str:
        """Of which order."""
        return _("Progress: {name}").format(name=self._called)

    def draft_key(self) -> str:
        """One per order."""
        return f"sales.progress:{self.order}"

    def used_parts(self, raws: Raws) -> frozenset[str]:
        """Only what is done is typed."""
        return frozenset({"done"})

    def start_rows(self) -> list[Raws]:
        """What is done so far."""
        with self.kontor.store.read() as con:
            self._called = documents.head(con, self.order).name
            done = documents.performed(con, self.order)
            there = [
                one for one in documents.positions(con, self.order)
                if one.chosen and one.kind not in _STILL
            ]  # fmt: skip
        self._there = {str(one.id): one for one in there}
        return [
            {
                "key": str(one.id), "number": one.number, "short": one.short,
                "ordered": f"{format_quantity(one.quantity)} {one.unit}".strip(),
                "done": format_quantity(done[one.id]) if one.id in done else "",
            }
            for one in there
        ]  # fmt: skip

    def read(self, raws: Raws, above: Sequence[Line]) -> Line:
        """A quantity, a formula, or a share with `%`."""
        one = self._there.get(raws.get("key", ""))
        typed = raws.get("done", "").strip()
        values: dict[str, Any] = {}
        if one is None or not typed:
            return Line(values, {"hint": _("Quantity in all, a formula, or percent such as 60 %")})
        try:
            if typed.endswith("%"):
                values["quantity"] = half_up(one.quantity * parse_rate(typed), 10_000)
            elif any(sign in typed for sign in "*/+()^"):
                values["quantity"] = evaluate(typed).value
            else:
                values["quantity"] = parse_quantity(typed)
        except KontorError as error:
            return Line(values, {}, f"{error} {error.advice}".strip(), "done")
        values["position"] = one.ref
        share = half_up(values["quantity"] * 10_000, one.quantity) if one.quantity else 0
        values["share"] = share
        net = line_total(values["quantity"], one.price, one.price_basis, one.rebate)
        said = {
            "quantity": f"{format_quantity(values['quantity'])} {one.unit}".strip(),
            "share": format_rate(share), "net": f"{format_money(net)} €",
        }  # fmt: skip
        if share > 10_000:
            said["more"] = _("more than ordered")
        return Line(values, said, total=net)

    def worked(self, line: Line) -> tuple[object, ...]:
        """Share and net."""
        return line.values.get("share"), line.total

    def below(self, lines: Sequence[Line]) -> Rows:
        """What it comes to."""
        done = sum(line.total or 0 for line in lines)
        whole = sum(
            line_total(one.quantity, one.price, one.price_basis, one.rebate)
            for one in self._there.values()
        )
        share = format_rate(half_up(done * 10_000, whole)) if whole else ""
        return [
            (_("performed {done} of {whole} net").format(
                done=format_money(done), whole=format_money(whole)) + f" · {share}", "bold"),
            (_("An instalment bills this less what was billed before."), "$ink-faint"),
        ]  # fmt: skip

    def save(self, lines: Sequence[Line]) -> None:
        """Write down what changed."""
        from kontor.sales.model.inputs import ProgressInput
        from kontor.sales.service.orders import set_progress

        given = [
            ProgressInput(position=line.values["position"], quantity=line.values["quantity"])
            for line, raws, old in zip(lines, self.raws, self._start, strict=True)
            if "quantity" in line.values and raws != old
        ]
        if not given:
            self.saved()
            return
        self.kontor.run_case(
            set_progress, self.order, given, self.kontor.today(), then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip
