"""A receipt on paper: facts with their confidence, lines, findings, the proposal."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

from kontor.base.dates import format_day, format_instant
from kontor.base.errors import Finding
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, format_rate
from kontor.base.text import cell_width, pad
from kontor.receipts.kinds import Form, Receipt, State
from kontor.receipts.queries import records
from kontor.receipts.queries.missing import Unproven
from kontor.receipts.queries.proposals import proposal
from kontor.receipts.rules.proposing import Part as Booking
from kontor.receipts.rules.proposing import Proposal
from kontor.receipts.words import FORMS, HOW, SOURCES, STATES, kind_name, sureness
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Head, Note, wrapped
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind

_SHOWN = 40
_LINES = (
    Column(N_("Text"), Kind.NAME, grow=2),
    Column(N_("Quantity"), width=8, priority=3),
    Column(N_("Net"), Kind.MONEY),
)
_GROUPS = (
    Column(N_("VAT"), Kind.NAME, width=8, keep=True),
    Column(N_("Net"), Kind.MONEY),
    Column(N_("Tax"), Kind.MONEY),
)
_PARTS = (
    Column(N_("Account"), Kind.NAME, width=6, keep=True),
    Column(N_("Code"), width=9, keep=True),
    Column(N_("Amount"), Kind.MONEY),
)


def receipt_blocks(con: sqlite3.Connection, one: Receipt) -> list[Block]:
    """What a receipt says, where it stands, how it would be booked, what was found."""
    extra = records.extra(con, one.id)

    def sure(name: str, value: str) -> str:
        known = extra.confidence.get(name)
        return f"{value} ({sureness(known)})" if value and known is not None else value

    def day(name: str) -> str:
        value = getattr(one, name)
        return sure(name, format_day(value) if value else "")

    def money(name: str) -> str:
        cents = getattr(one, name)
        return sure(name, "" if cents is None else f"{format_money(cents)} {one.currency}")

    paid = "" if one.payable == one.gross else money("payable")
    debited = _("by direct debit") if one.debited else ""
    size = f"{extra.width} × {extra.height}" if extra.width else ""
    blocks: list[Block] = [
        Head(one.name, sure("supplier", one.supplier)),
        Facts(
            (N_("State"), _(STATES[one.state]) + (f": {one.set_aside}" if one.set_aside else "")),
            (N_("Same as"), _same(con, one)),
            (N_("Kind"), f"{kind_name(one.kind)}, {_(FORMS[one.form])}"),
            (N_("Picture"), size),
            (N_("Number"), sure("number", one.number)),
            (N_("Date"), day("day")),
            (N_("Service"), day("service")),
            (N_("Due"), " ".join(filter(None, (day("due"), debited)))),
            (N_("Gross"), money("gross")),
            (N_("To pay"), paid),
            (N_("IBAN"), sure("iban", one.iban)),
            (N_("Checked"), _("also by the published rules") if extra.official else ""),
        ),
    ]
    if one.form is Form.PICTURE and one.state is State.NEW and one.gross is None:
        blocks.append(Note("", _("Open the picture beside Kontor and enter what it says.")))
    groups = records.groups(con, one.id)
    if groups:
        rows = [(f"{group.category} {format_rate(group.rate or 0)}", group.basis, group.tax)
                for group in groups]  # fmt: skip
        blocks.append(Grid(_GROUPS, rows))
    found = proposal(con, one.id) if one.state is State.NEW and one.form is not Form.MAIL else None
    told = {each.code for each in found.findings} if found and found.parts else set()
    blocks += [_note(each) for each in records.findings(con, one.id) if each.code not in told]
    blocks += proposal_blocks(found) if found else []
    lines = records.lines(con, one.id)
    if lines:
        shown = [(x.name, f"{x.quantity} {x.unit}".strip(), x.net) for x in lines[:_SHOWN]]
        blocks.append(Grid(_LINES, shown, _("Lines")))
    return blocks + _kept(con, one)


def _same(con: sqlite3.Connection, one: Receipt) -> str:
    if one.duplicate_of is None:
        return ""
    other = records.receipt(con, one.duplicate_of)
    amount = "" if other.gross is None else format_money(other.gross)
    return " · ".join(filter(None, (other.name, other.supplier, amount, other.file_name)))


def _kept(con: sqlite3.Connection, one: Receipt) -> list[Block]:
    entries = [
        (
            _(HOW[each.how]),
            f"{format_day(each.day)} {each.document} {each.text}"
            + (f" · {_('reversed')}" if each.reversed else ""),
        )
        for each in records.references(con, one.id)
    ]
    facts: list[Block] = [Facts(*entries, title=N_("Entries"))] if entries else []
    file = Facts(
        (N_("File"), one.file_name),
        (N_("Size"), f"{one.size // 1024 + 1} KiB"),
        (N_("Arrived"), f"{format_instant(one.arrived)}, {_(SOURCES[one.source])}"),
        (N_("Keep until"), f"{format_day(one.keep_until)} ({one.law})"),
    )
    return [*facts, file]


def proposal_blocks(found: Proposal) -> list[Block]:
    """How a receipt would be booked, and why."""
    if not found.parts:
        return []
    names = {"bill": N_("As a bill"), "purchase": N_("As paid at once"),
             "credit_note": N_("As a credit note")}  # fmt: skip
    who = found.partner_name or _("{name} (new)").format(name=found.supplier or "?")
    discounts = ", ".join(f"{format_rate(rate)} {_('until')} {format_day(until)}"
                          for until, rate in found.discounts)  # fmt: skip
    return [
        Grid(_PARTS, [(part.account, part.code, part.amount) for part in found.parts],
             _("Proposal"), ("", "", found.total)),
        Facts((N_("Booked"), _(names[found.event])), (N_("Supplier"), who),
              (N_("Discount"), discounts)),
        Note("", "; ".join(dict.fromkeys(why(part) for part in found.parts))),
        *(_note(one) for one in found.findings),
    ]  # fmt: skip


def _note(one: Finding) -> Note:
    return Note("", f"{one.text} {one.advice}".strip())


def why(part: Booking) -> str:
    """Why an account is proposed."""
    values = {name: format_day_of(value) if name == "day" else value
              for name, value in part.values}  # fmt: skip
    return _(part.reason).format(**values) if part.reason else ""


def format_day_of(value: object) -> str:
    """An ISO day as the reader writes it."""
    from datetime import date

    return format_day(date.fromisoformat(str(value)))


def text_blocks(con: sqlite3.Connection, one: Receipt, width: int = 110) -> list[Block]:
    """The readable view of an e-invoice, the text of anything else in lines of this width."""
    from kontor.receipts.reading.view import view_of

    blocks: list[Block] = [Head(one.name, one.supplier)]
    for section in view_of(con, one):
        if section.rows:
            blocks.append(Facts(*section.rows, title=section.title))
        if section.table:
            columns = [
                Column(head, Kind.TEXT, width=10 if place else 14, grow=int(not place))
                for place, head in enumerate(section.table.heads)
            ]
            blocks.append(Grid(columns, section.table.rows, section.title))
    if len(blocks) == 1:
        content = records.content(con, one.id)
        lines = squeezed(content, width) or [_("There is no text.")]
        blocks.append(Drawing(lines, _("Text")))
    return blocks


def squeezed(content: str, width: int) -> list[str]:
    """The text of a document with its columns, as far as they fit into the width.

    Where a line is too long its gaps shrink together, the widest first; then it is broken.
    """
    lines: list[str] = []
    for line in content.splitlines():
        text = line.rstrip()
        gap = max((len(one) for one in re.findall(r" {3,}", text)), default=2)
        while cell_width(text) > width and gap > 2:
            gap = max(2, gap * 3 // 4)
            text = re.sub(rf" {{{gap + 1},}}", " " * gap, text)
        if text or (lines and lines[-1]):  # never two empty lines
            lines += wrapped(text, width) if cell_width(text) > width else [text]
    return lines


def compared(one: Receipt, other: Receipt) -> list[Part]:
    """Two receipts beside one another; a sign stands where they differ."""
    rows: list[Part] = []
    room = 22  # as much as an IBAN; both fit into a window of 80 columns
    for label, get in _COMPARED:
        left, right = get(one), get(other)
        if not left and not right:
            continue
        same = left == right
        text = f"{pad(_(label), 10)} {pad(left, room)} {pad(right, room)}"
        rows.append((f"{'  ' if same else '≠ '}{text}".rstrip(), "" if same else "$warn"))
    if one.sha256 != other.sha256:
        rows += ["", _("The files are not the same.")]
    return rows


_COMPARED: tuple[tuple[str, Callable[[Receipt], str]], ...] = (
    (N_("File"), lambda one: one.file_name),
    (N_("Kind of file"), lambda one: _(FORMS[one.form])),
    (N_("Arrived"), lambda one: format_instant(one.arrived)),
    (N_("Supplier"), lambda one: one.supplier),
    (N_("Number"), lambda one: one.number),
    (N_("Date"), lambda one: format_day(one.day) if one.day else ""),
    (N_("Gross"), lambda one: "" if one.gross is None else format_money(one.gross)),
    (N_("Due"), lambda one: format_day(one.due) if one.due else ""),
    (N_("IBAN"), lambda one: one.iban),
    (N_("State"), lambda one: _(STATES[one.state])),
)  # fmt: skip


def entry_label(one: Unproven) -> str:
    """An entry in a list to choose from."""
    return " ".join(filter(None, (format_day(one.day), one.document, one.partner, one.text)))[:90]
