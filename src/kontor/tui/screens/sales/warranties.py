"""Warranties (Gewährleistung) that still run, those that end first in front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.dates import format_day
from kontor.base.i18n import N_
from kontor.sales.queries import lists
from kontor.sales.rules.dated import warranty_rules
from kontor.tui.protocols import Hit, Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.sales.document import DocumentScreen
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field

_STATES = {
    "runs": State("●", N_("runs"), GOOD),
    "soon": State("!", N_("ends soon"), WARN),
    "gap": State("!", N_("gap"), WARN),
}
_SOON = 90  # days before the end that a last look at the work is worth it


def rule_name(key: str) -> str:
    """A warranty rule in the reader's language."""
    found = warranty_rules().get(key)
    return found.name if found else key


class WarrantiesScreen(ListScreen):
    """Running warranties; `e` changes rule, part or subcontractor, Enter opens the order."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "sales.warranties", N_("Warranties"), "w", "orders#warranties",
    )  # fmt: skip
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.open", "record.edit", "filter.open", "actions.menu",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Order"), Kind.NUMBER, 13, least=12),
        Column(N_("Customer"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Subject"), width=20, grow=3, priority=4),
        Column(N_("Part"), width=14, grow=1, priority=5),
        Column(N_("From"), Kind.DATE, priority=3),
        Column(N_("Until"), Kind.DATE, keep=True),
        Column(N_("State"), Kind.STATE, 13, states=_STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "5": N_("Until"), "1": N_("Customer"), "0": N_("Order"),
    }  # fmt: skip
    EMPTY = N_("No warranty is running. One begins when a customer accepts the work.")
    EMPTY_HINTS: ClassVar[tuple[str, ...]] = ()

    def source(self) -> Source:
        """Those that run today."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self.found = {one.id: one for one in lists.warranties(con, today)}
        rows = []
        for one in self.found.values():
            soon = (one.ends - today).days <= _SOON
            state = "gap" if one.gap else "soon" if soon else "runs"
            cells = (
                one.number, one.contact_name, one.subject, one.part, one.starts.isoformat(),
                one.ends.isoformat(), state,
            )  # fmt: skip
            rows.append(Row(one.id, (0,), cells, state))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """Rule and subcontractor."""
        one = self.found[row.id]
        blocks: list[Block] = [
            Head(one.number or "", one.contact_name),
            Facts(
                (N_("Subject"), one.subject),
                (N_("Part"), one.part),
                (N_("Rule"), rule_name(one.rule)),
                (N_("From"), one.starts),
                (N_("Until"), one.ends),
                (N_("Subcontractor"), one.subcontractor or ""),
                (N_("His warranty until"), one.sub_ends or ""),
            ),
        ]  # fmt: skip
        return blocks

    def detail(self, row: Row) -> BaseScreen:
        """The order."""
        return DocumentScreen(self.found[row.id].order)

    def do_record_edit(self) -> None:
        """Change rule, part, subcontractor."""
        if self.row is not None:
            self.app.push_screen(WarrantyForm(self.found[self.row.id]))


class WarrantyForm(InputForm):
    """A warranty; its end is worked out again."""

    NAME, TITLE, HANDBOOK = "sales.warranty", N_("Warranty"), "orders#warranties"

    def __init__(self, warranty: lists.WarrantyRow) -> None:
        super().__init__()
        self.warranty = warranty

    def crumb(self) -> str:
        """Of which order."""
        one = self.warranty
        return f"{super().crumb()}: {one.number} · {format_day(one.ends)}"

    def fields(self) -> Sequence[Field]:
        """Rule, part, who answers for it with us."""
        return (
            Field("rule", N_("Rule"), "choice", required=True,
                  choices=[Choice(key, rule_name(key)) for key in warranty_rules()]),
            Field("part", N_("Part"), help=N_("Empty: the whole work.")),
            Field("subcontractor", N_("Subcontractor"), "picker", search=self._people,
                  help=N_("Who did this part for us.")),
            Field("sub_ends", N_("His warranty until"), "date",
                  help=N_("If it ends before ours, the list says so.")),
        )  # fmt: skip

    def _people(self, typed: str) -> list[Hit]:
        return customer_hits(self.kontor.store.read, typed)

    def start(self) -> dict[str, Any]:
        """As it is."""
        one = self.warranty
        there = None
        if one.subcontractor_id is not None:
            there = (f"contacts:{one.subcontractor_id}", one.subcontractor or "")
        return {"rule": one.rule, "part": one.part, "subcontractor": there,
                "sub_ends": one.sub_ends}  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Write it."""
        from kontor.sales.model.inputs import WarrantyInput
        from kontor.sales.service.acceptance import change_warranty

        self.send(change_warranty, self.warranty.id, model=WarrantyInput, values=values)
