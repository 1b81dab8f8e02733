"""Below and beside the editor of positions: sums with margin, one position in detail."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from kontor.base.i18n import N_, _
from kontor.base.money import half_up
from kontor.base.numbers import format_money, format_price, format_quantity, format_rate
from kontor.sales.kinds import PositionKind
from kontor.sales.queries import documents
from kontor.sales.queries.documents import Cost, Document, Head, Position
from kontor.sales.rules.calculation import margin
from kontor.sales.rules.positions import line_total
from kontor.tui.screens.sales.names import COSTS, POSITIONS
from kontor.tui.screens.sales.sheets import costs_of, figures, margin_words, paper, title_of
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Note
from kontor.tui.sheet import Head as SheetHead
from kontor.tui.text import Part, Rows
from kontor.tui.widgets.columns import Column, Kind

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp

NEED_POSITION = frozenset({
    "lines.up", "lines.down", "lines.in", "lines.out", "lines.long", "lines.cost", "lines.kind",
    "lines.more", "lines.choose",
})  # fmt: skip
COST_COLUMNS = (
    Column(N_("Kind"), Kind.NAME, 12, least=8),
    Column(N_("Text"), grow=1, least=8, priority=4),
    Column(N_("Quantity"), Kind.QUANTITY, 8, priority=3),
    Column(N_("Cost"), Kind.QUANTITY, 9, keep=True),
    Column(N_("On it"), Kind.RATE, 7, priority=5),
)


def sums(document: Document) -> Rows:
    """Net, tax, gross in one line, cost and margin in another."""
    totals = document.totals
    parts = [_("net {amount}").format(amount=format_money(totals.net))]
    parts += [
        _("VAT {amount}").format(amount=format_money(one.tax)) for one in totals.sums if one.tax
    ]
    first: list[Part] = [
        (" · ".join(parts) + " · ", "$ink-soft"),
        (_("gross {amount} €").format(amount=format_money(totals.gross)), "bold"),
    ]
    if totals.rebate:
        rebate = _("rebate {amount}").format(amount=format_money(-totals.rebate))
        first.insert(0, (f"{rebate} · ", "$ink-soft"))
    cost, seconds = costs_of(document)
    if not cost:
        return [first, (_("No cost is calculated yet; F9 does it for a position."), "$ink-faint")]
    left = margin(totals.net, cost, seconds)
    tone = "$good" if left.cents > 0 else "$bad"
    hours = ""
    if seconds:
        hours = " · " + _("{hours} h").format(hours=format_quantity(half_up(seconds * 1000, 3600)))
    return [first, [(_("cost {amount}").format(amount=format_money(cost)) + hours + " · ",
                     "$ink-soft"),
                    (_("margin {words}").format(words=margin_words(*left)), tone)]]  # fmt: skip


def position_blocks(
    con: sqlite3.Connection, document: Document, one: Position | None
) -> list[Block]:
    """Everything about one position."""
    if one is None:
        return []
    quantity, unit, price = figures(one)
    total = document.totals.lines.get(one.id)
    base = document.totals.bases.get(one.id)
    share = line_total(one.quantity, one.labour_share, one.price_basis, one.rebate)
    blocks: list[Block] = [
        SheetHead(f"{one.number} {_(POSITIONS[one.kind])}".strip(), one.short),
        Facts(
            (N_("Quantity"), f"{quantity} {unit}".strip()),
            (N_("Formula line"), one.formula or ""),
            (N_("Price"), f"{price} €" if price else ""),
            (N_("Rebate"), format_rate(one.rebate) if one.rebate else ""),
            (N_("Taken of"), format_money(base) if base is not None else ""),
            (N_("Total"), format_money(total) if total is not None else ""),
            (N_("In the sum"), "" if one.chosen else _("no, the price only")),
            (N_("Group"), str(one.choice) if one.choice is not None else ""),
            (N_("Tax code"), one.code or ""),
            (N_("Account"), one.account or ""),
            (N_("Work in it, net"), format_money(share) if share else ""),
            (N_("Day"), one.worked_on or ""),
            (N_("Worker"), one.worker or ""),
            (N_("Article"), one.article or ""),
        ),
    ]  # fmt: skip
    if one.long:
        blocks.append(Note(_("Long text"), one.long))
    if one.note:
        blocks.append(Note(_("Internal note"), one.note))
    lines = documents.costs(con, one.id)
    if lines or one.cost:
        blocks += cost_blocks(one, lines)
    return blocks


def cost_blocks(one: Position, lines: tuple[Cost, ...]) -> list[Block]:
    """How a price is made, and what it leaves."""
    rows = [
        (_(COSTS[line.kind]), line.text, _minutes(line) if line.seconds else line.quantity,
         format_price(line.cost) if line.cost else "", line.surcharge or None)
        for line in lines
    ]  # fmt: skip
    left = margin(half_up(one.price, 100), half_up(one.cost, 100), one.seconds)
    return [
        Grid(COST_COLUMNS, rows, title=_("Calculation of one unit")),
        Facts(
            (N_("Cost"), f"{format_price(one.cost)} €"),
            (N_("Working time"), _("{count} min").format(
                count=format_quantity(half_up(one.seconds * 1000, 60))) if one.seconds else ""),
            (N_("Margin"), margin_words(*left)),
        ),
    ]  # fmt: skip


def _minutes(line: Cost) -> str:
    return _("{count} min").format(count=format_quantity(half_up(line.seconds * 1000, 60)))


def paper_blocks(app: KontorApp, head: Head, width: int) -> list[Block]:
    """The whole document as it will be printed."""
    with app.store.read() as con:
        text = paper(con, head, app.today(), width)
    return [Drawing(text.splitlines() or [""], title=title_of(head))]


def counts(kind: PositionKind) -> bool:
    """Whether a position of this kind has a price of its own."""
    return kind not in {PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL}
