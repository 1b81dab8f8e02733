"""A correction (Rechnungskorrektur): amounts that lower an issued invoice, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, format_price, format_quantity
from kontor.sales.kinds import PositionKind
from kontor.sales.queries import documents
from kontor.sales.queries.documents import Head
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.sales.line_values import PRICE, QUANTITY, SHORT, UNIT, Line, understand
from kontor.tui.screens.sales.table_form import Raws, TableForm
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import Column, Kind


class CreditForm(TableForm):
    """What is credited; `n` proposes the positions of the invoice one after another."""

    NAME, TITLE, HANDBOOK = "sales.credit", N_("Correction"), "invoices#corrections"
    PARTS: ClassVar[tuple[str, ...]] = (SHORT, QUANTITY, UNIT, PRICE)
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(N_("Text"), Kind.NAME, 30, grow=1, least=16),
        Column(N_("Quantity"), Kind.QUANTITY, 10, keep=True),
        Column(N_("Unit"), Kind.TEXT, 7, keep=True),
        Column(N_("Price"), Kind.QUANTITY, 11, keep=True),
        Column(N_("Credit"), Kind.MONEY, 12),
    )
    FIRST = SHORT
    EMPTY = N_("Nothing is credited yet; amounts are positive, they lower the invoice.")

    def __init__(self, head: Head) -> None:
        super().__init__()
        self.head = head

    def crumb(self) -> str:
        """Of which invoice."""
        return _("Correction of {number}").format(number=self.head.number)

    def draft_key(self) -> str:
        """One per invoice."""
        return f"sales.credit:{self.head.id}"

    def new_raws(self) -> Raws:
        """The next position of the invoice that is not there yet."""
        with self.kontor.store.read() as con:
            there = documents.positions(con, self.head.id)
        used = {raws[SHORT] for raws in self.raws if raws.get(SHORT)}
        for one in there:
            if one.price and one.short not in used:
                return {SHORT: one.short, QUANTITY: format_quantity(one.quantity), UNIT: one.unit,
                        PRICE: format_price(one.price)}  # fmt: skip
        return {}

    def read(self, raws: Raws, above: Sequence[Line]) -> Line:
        """As a position is read; amounts are positive."""
        line = understand(PositionKind.NORMAL, {**raws, "number": ""})
        if not line.fault and (line.total is None or line.total <= 0):
            return line._replace(fault=_("A positive amount is needed; it lowers the invoice."),
                                 field=PRICE)  # fmt: skip
        return line

    def worked(self, line: Line) -> tuple[object, ...]:
        """What the line lowers."""
        return (line.total,)

    def below(self, lines: Sequence[Line]) -> Rows:
        """The sum."""
        total = sum(line.total or 0 for line in lines)
        return [(_("credit {amount} net").format(amount=format_money(total)), "bold"),
                (_("The VAT follows; both are taken out of the books when it is issued."),
                 "$ink-faint")]  # fmt: skip

    def save(self, lines: Sequence[Line]) -> None:
        """Ask for the reason, then draft the correction."""
        if not lines:
            self._saving = False
            self.kontor.toast(_(self.EMPTY), tone="warning")
            return

        def take(reason: str | None) -> None:
            if not reason:
                self._saving = False
                return
            from kontor.sales.model.billing import CreditInput, CreditLine
            from kontor.sales.service.billing import draft_credit

            names = ("short", "quantity", "unit", "price")
            given = [
                CreditLine.model_validate({name: line.values[name] for name in names})
                for line in lines
            ]
            data = CreditInput(
                invoice=str(self.head.id), day=self.kontor.today(), reason=reason, positions=given
            )
            self.kontor.run_case(draft_credit, data, then=self._done, otherwise=self.refused)

        self.app.push_screen(AskText(self.crumb(), hint=_("Why? It is printed.")), take)

    def _done(self, result: Any) -> None:
        from kontor.tui.screens.sales.document import screen_of

        self.saved()
        self.kontor.push_screen(screen_of(self.kontor.store.read, int(result)))
