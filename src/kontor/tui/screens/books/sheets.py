"""Sheets of the books: an entry, its change history, an open item; for preview and detail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from kontor.base.dates import format_day, format_instant
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money, format_rate
from kontor.ledger.queries.items import ItemView, OpenItem
from kontor.ledger.queries.journal import EntryView
from kontor.store.history import Past, history
from kontor.tui.screens.books.names import ENTRY_STATES, ITEM_STATES, item_kind_name, kind_name
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.widgets.columns import Column, Kind

SOON = 7
_LINES = (
    Column(N_("Account"), Kind.NUMBER, 6),
    Column(N_("Name"), Kind.NAME, 16, grow=1, least=8),
    Column(N_("Code"), width=9, priority=3, least=9),
    Column(N_("Debit"), Kind.MONEY, 10),
    Column(N_("Credit"), Kind.MONEY, 10),
)


def entry_state(view: EntryView) -> str:
    """State code of an entry."""
    if view.reverses:
        return "reversal"
    if view.reversed_by:
        return "reversed"
    return "sealed" if view.seal else "open"


def entry_blocks(view: EntryView, *, full: bool = True) -> list[Block]:
    """An entry as a sheet; the preview leaves out what only the detail needs."""
    number = f"#{view.seal.number}" if view.seal else view.document or f"· {view.id}"
    blocks: list[Block] = [
        Head(number, view.text or kind_name(view.kind), ENTRY_STATES[entry_state(view)]),
        Facts(
            (N_("Kind"), kind_name(view.kind)),
            (N_("Document"), view.document),
            (N_("Document date"), view.document_day),
            (N_("Booked"), view.booked if view.booked != view.document_day else None),
            (N_("Service"), view.service_day if view.service_day != view.document_day else None),
            (N_("Arrived"), view.arrival_day if view.arrival_day != view.document_day else None),
            (N_("Reason"), view.reason),
        ),
        _lines(view) if full else _short_lines(view),
    ]
    blocks += _tax(view)
    blocks += _items(view)
    if full:
        blocks += _links(view)
    return blocks


def _lines(view: EntryView) -> Grid:
    rows: list[tuple[object, ...]] = []
    debit = credit = 0
    for line in view.lines:
        on_debit = (line.cents > 0) != view.general_reversal
        shown = (line.cents, None) if on_debit else (None, -line.cents)
        debit += shown[0] or 0
        credit += shown[1] or 0
        rows.append((line.account, line.name, line.code or "", *shown))
    return Grid(_LINES, rows, N_("Lines"), ("", "", "", debit, credit))


def _short_lines(view: EntryView) -> Grid:
    """Lines for a narrow pane: one amount with its side."""
    columns = (
        Column(N_("Account"), Kind.NUMBER, 6, least=5),
        Column(N_("Name"), Kind.NAME, 12, grow=1, least=8),
        Column(N_("Amount"), Kind.MONEY, 10, least=9),
        Column("", width=1, keep=True, least=1),
    )
    rows = []
    for line in view.lines:
        on_debit = (line.cents > 0) != view.general_reversal
        cents = line.cents if on_debit else -line.cents
        rows.append((line.account, line.name, cents, _("D") if on_debit else _("C")))
    return Grid(columns, rows, N_("Lines"))


def _tax(view: EntryView) -> list[Block]:
    parts: list[tuple[str, str]] = []
    for line in view.lines:
        if line.code and line.part == "base":
            base = abs(line.base if line.base is not None else line.cents)
            tax = sum(
                abs(one.cents)
                for one in view.lines
                if one.code == line.code and one.part in {"output", "input"}
            )
            pair = (
                line.code,
                _("{base} net, {tax} tax, period {period}").format(
                    base=format_money(base), tax=format_money(tax), period=line.period or "–"
                ),
            )
            if pair[0] not in {one[0] for one in parts}:
                parts.append(pair)
    return [Facts(*parts, title=N_("Tax"))] if parts else []


def _settled(money: int, reduction: int) -> str:
    """What happened to an item; nothing is said of what did not happen."""
    if not reduction:
        return format_money(money)
    return _("{money} money, {reduction} reduction").format(
        money=format_money(money), reduction=format_money(reduction)
    )


def _items(view: EntryView) -> list[Block]:
    opened = {line.document for line in view.lines if line.item and line.document}
    facts = [
        (one.document, _settled(one.money, one.reduction))
        for one in view.settlements
    ]  # fmt: skip
    known = {one[0] for one in facts}
    facts += [(document or "", _("opened")) for document in sorted(opened) if document not in known]
    return [Facts(*facts, title=N_("Open items"))] if facts else []


def _links(view: EntryView) -> list[Block]:
    blocks: list[Block] = []
    projects = sorted({line.project for line in view.lines if line.project})
    centres = sorted({line.cost_centre for line in view.lines if line.cost_centre})
    notes = [f"{line.account}  {line.text}" for line in view.lines if line.text]
    facts = Facts(
        (N_("Reverses entry"), str(view.reverses) if view.reverses else None),
        (N_("Reversed by entry"), str(view.reversed_by) if view.reversed_by else None),
        (N_("Project"), ", ".join(projects)),
        (N_("Cost centre"), ", ".join(centres)),
        (N_("Made"), instant(view.created)),
        (N_("Comes from"), view.source),
        (N_("Entry id"), str(view.id)),
        title=N_("More"),
    )
    blocks.append(facts)
    if notes:
        blocks.append(Note(N_("Texts of the lines"), "\n".join(notes)))
    if view.seal:
        blocks.append(Facts(
            (N_("Journal number"), str(view.seal.number)),
            (N_("Sealed"), instant(view.seal.at)),
            (N_("Check sum"), f"{view.seal.hash[:12]}…"),
            title=N_("Seal"),
        ))  # fmt: skip
    return blocks


def instant(text: str) -> str:
    """A stored moment as people read it."""
    try:
        return format_instant(datetime.fromisoformat(text))
    except ValueError:
        return text


_COLUMN_NAMES = {
    "booked": N_("Booked"), "document_day": N_("Document date"), "document": N_("Document"),
    "text": N_("Text"), "cents": N_("Amount"), "account": N_("Account"), "code": N_("Tax code"),
    "number": N_("Number"), "name": N_("Name"), "closed": N_("Closed"), "tax_code": N_("Tax code"),
    "checked": N_("Checked"), "service_day": N_("Service"), "disputed": N_("Disputed"),
}  # fmt: skip
_TABLES = {"entry": N_("Entry"), "item": N_("Open item"), "account": N_("Account")}
_SHOWN_STEPS = 40
_OPS = {"I": N_("made"), "U": N_("changed"), "D": N_("deleted"), "X": N_("erased")}


def history_blocks(con: Any, tables: Sequence[tuple[str, int]]) -> list[Block]:
    """What became of a record, newest first; one paragraph per step and row."""
    steps: dict[int, list[tuple[str, Past]]] = {}
    for table, row in tables:
        for past in history(con, table, row):
            steps.setdefault(past.step, []).append((table, past))
    blocks: list[Block] = []
    for _step, found in sorted(steps.items(), reverse=True)[:_SHOWN_STEPS]:
        first = found[0][1]
        changes = [pair for _table, past in found if past.op == "U" for pair in _changes(past)]
        whole = [(table, past.op) for table, past in found if past.op != "U"]
        what = [
            (_(_OPS.get(op, op)), _pieces([table for table, one in whole if one == op]))
            for op in dict.fromkeys(op for _table, op in whole)
        ]
        blocks.append(Facts(*what, *changes, title=f"{instant(first.at)}  {_(first.label)}"))
    if not blocks:
        blocks.append(Note("", _("Nothing has happened to it yet.")))
    return blocks


def _changes(past: Past) -> list[tuple[str, object]]:
    out: list[tuple[str, object]] = []
    for name, value in past.after.items():
        label = _(_COLUMN_NAMES[name]) if name in _COLUMN_NAMES else name
        out.append((label, f"{_said(name, past.before.get(name))} → {_said(name, value)}"))
    return out


def _pieces(tables: Sequence[str]) -> str:
    """`Buchung, 3 Zeilen` for the tables of a step."""
    rows = sum(1 for table in tables if table == "line")
    words = [_(_TABLES[table]) for table in tables if table in _TABLES]
    if rows:
        words.append(ngettext("{count} line", "{count} lines", rows).format(count=rows))
    return ", ".join(words)


def _said(name: str, value: object) -> str:
    if isinstance(value, int) and name == "cents":
        return format_money(value)
    return "–" if value is None else str(value)


def item_state(one: OpenItem, today: date) -> str:
    """State code of an item on a day."""
    if not one.open:
        return "settled"
    if one.open < 0 or one.kind == "credit":
        return "credit"
    if one.overdue:
        return "overdue"
    if one.retained and one.retained >= one.open:
        return "later"
    return "soon" if one.due and (one.due - today).days <= SOON else "open"


def item_blocks(view: ItemView, today: date, *, full: bool = True) -> list[Block]:
    """An open item as a sheet."""
    one = view.head
    blocks: list[Block] = [
        Head(one.document, one.name, ITEM_STATES[item_state(one, today)]),
        Facts(
            (N_("Kind"), item_kind_name(one.kind)),
            (N_("Account"), one.account),
            (N_("Date"), one.day),
            (N_("Service"), view.service_day if view.service_day != one.day else None),
            (N_("Amount"), format_money(one.total) + " €"),
            (N_("Reduced"), format_money(-one.reduced) + " €" if one.reduced else None),
            (N_("Paid"), format_money(-one.paid) + " €" if one.paid else None),
            (N_("Still open"), format_money(one.open) + " €"),
            (N_("Overdue"), _overdue(one)),
            (N_("Discount"), _discount(one)),
            (N_("Text"), one.text),
        ),
    ]
    if len(one.parts) > 1 or one.retained:
        blocks.append(_parts(one))
    if view.settlements:
        blocks.append(_events(view))
    if full:
        blocks += _weights(view)
    return blocks


def _overdue(one: OpenItem) -> str:
    if not one.overdue:
        return ""
    return _("{amount} € for {days} days").format(
        amount=format_money(one.overdue), days=one.days_overdue
    )


def _discount(one: OpenItem) -> str:
    if not one.discount or not one.discount_until:
        return ""
    return _("{amount} € until {day}").format(
        amount=format_money(one.discount), day=format_day(one.discount_until)
    )


_PART_KINDS = {
    "normal": "", "instalment": N_("instalment"), "retention": N_("retention"),
    "withheld": N_("for the tax office"),
}  # fmt: skip


def _parts(one: OpenItem) -> Grid:
    columns = (
        Column(N_("Due"), Kind.DATE, keep=True), Column(N_("Part"), width=12, grow=1),
        Column(N_("Amount"), Kind.MONEY, 10), Column(N_("Still open"), Kind.MONEY, 10),
    )  # fmt: skip
    rows = [
        (
            part.due,
            _(_PART_KINDS.get(part.kind, part.kind))
            if _PART_KINDS.get(part.kind, part.kind)
            else "",
            part.amount,
            part.open,
        )
        for part in one.parts
    ]
    return Grid(columns, rows, N_("Due parts"))


def _events(view: ItemView) -> Grid:
    columns = (
        Column(N_("Date"), Kind.DATE, keep=True),
        Column(N_("Text"), width=14, grow=1, least=12),
        Column(N_("Money"), Kind.MONEY, 10),
        Column(N_("Reduction"), Kind.MONEY, 10),
    )
    rows = [
        (one.day, one.text, one.money or None, one.reduction or None) for one in view.settlements
    ]
    return Grid(columns, rows, N_("What happened"))


def _weights(view: ItemView) -> list[Block]:
    columns = (
        Column(N_("Account"), Kind.NUMBER, 6),
        Column(N_("Name"), Kind.NAME, grow=1),
        Column(N_("Code"), width=9),
        Column(N_("Amount"), Kind.MONEY),
        Column(N_("Still open"), Kind.MONEY),
    )
    rows = [
        (one.account, one.name, one.code or "", one.cents - one.reduced, one.open)
        for one in view.weights
    ]
    blocks: list[Block] = [Grid(columns, rows, N_("Made of"))]
    if view.discounts:
        pairs = [(format_day(one.until), format_rate(one.rate)) for one in view.discounts]
        blocks.append(Facts(*pairs, title=N_("Cash discount")))
    rule = (
        N_("Tax is owed when the money comes.")
        if view.due_rule == "receipt"
        else N_("Tax is owed for the month of the service.")
    )
    if view.head.side > 0 and view.head.posted:
        blocks.append(Note("", _(rule)))
    return blocks
