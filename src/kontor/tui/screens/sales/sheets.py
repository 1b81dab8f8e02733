"""A sales document as a sheet, and as it will look on paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money, format_price, format_quantity, format_rate
from kontor.desk.related import cases_of_document
from kontor.documents.queries import documents_of
from kontor.receivables.queries.passing import Pass, passes
from kontor.receivables.words import STAGES
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind
from kontor.sales.queries import documents, pipeline, terms
from kontor.sales.queries.documents import Document, Head, Position
from kontor.sales.queries.pipeline import Job, Step
from kontor.sales.queries.printed import printed
from kontor.sales.queries.sending import Sent, sendings
from kontor.sales.rules.calculation import margin
from kontor.sales.rules.page import page
from kontor.sales.words import WAYS
from kontor.tickets.queries.tickets import Ticket
from kontor.tui.screens.sales.names import (
    FORMATS,
    POSITIONS,
    TAX_CASES,
    kind_name,
    state_of,
)
from kontor.tui.screens.tickets.names import STATES as CASES
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Note, link, tone_style
from kontor.tui.sheet import Head as SheetHead
from kontor.tui.text import Part, joined
from kontor.tui.widgets.columns import Column, Kind

STEPS = {
    Step.QUOTE: N_("write the quote"),
    Step.SEND: N_("send it"),
    Step.DELIVER: N_("bring it to the customer"),
    Step.ANSWER: N_("note the customer's answer"),
    Step.CONFIRM: N_("confirm the order"),
    Step.BEGIN: N_("begin the work"),
    Step.WORK: N_("measure, bill or finish"),
    Step.ACCEPT: N_("have the work accepted"),
    Step.FINAL: N_("write the final invoice"),
    Step.ISSUE: N_("issue it"),
    Step.PAY: N_("enter the payment"),
    Step.CLOSE: N_("close the order"),
    Step.APPROVE: N_("note the customer's answer"),
    Step.CHECK: N_("check the measurement"),
    Step.SIGN: N_("have it signed"),
    Step.ORDER: N_("go on with the order"),
    Step.BILL: N_("bill it"),
    Step.NONE: N_("nothing more to do"),
}
POSITION_COLUMNS = (
    Column(N_("No."), Kind.NUMBER, 7, least=4),
    Column(N_("Text"), Kind.NAME, 20, grow=1, least=14),
    Column(N_("Quantity"), Kind.QUANTITY, 9, priority=2, least=7),
    Column(N_("Unit"), width=5, priority=3, least=4),
    Column(N_("Price"), Kind.QUANTITY, 9, priority=4, least=8),
    Column(N_("Total"), Kind.MONEY, 11, least=10),
)
_PLAN = (
    Column(N_("Part"), Kind.COUNT, 4),
    Column(N_("Text"), Kind.NAME, 20, grow=1),
    Column(N_("Day"), Kind.DATE, priority=4),
    Column(N_("Net"), Kind.MONEY, 11),
    Column(N_("Sales invoice"), Kind.NUMBER, 13),
)
_MEASURES = (
    Column(N_("No."), Kind.NUMBER, 8, least=4),
    Column(N_("Room"), width=10, priority=2, least=6),
    Column(N_("Text"), Kind.NAME, 12, grow=1, least=8),
    Column(N_("Formula line"), width=20, grow=2, least=12, keep=True),
    Column(N_("Counts"), Kind.QUANTITY, 9, keep=True),
)
_DEFECTS = (
    Column(N_("No."), Kind.NUMBER, 4, least=3),
    Column(N_("Defect"), Kind.NAME, 24, grow=1, least=12),
    Column(N_("Until"), Kind.DATE, keep=True),
    Column(N_("Removed"), Kind.DATE, keep=True),
)
_CHAIN = (
    Column(N_("Date"), Kind.DATE, keep=True),
    Column(N_("Document"), Kind.NAME, 20, grow=1, least=12),
    Column(N_("Number"), Kind.NUMBER, 14, least=9),
    Column(N_("State"), Kind.TEXT, 16, keep=True, least=12),
)

_CASES = (
    Column(N_("Number"), Kind.NUMBER, 13, least=12),
    Column(N_("About"), Kind.NAME, 20, grow=1, least=12),
    Column(N_("Device"), width=16, priority=3, least=10),
    Column(N_("State"), Kind.STATE, 14, states=CASES, least=13),
)


class File(NamedTuple):
    """A document with all that belongs to it."""

    document: Document
    chain: tuple[Head, ...]
    archived: int
    step: Step
    job: Job | None
    plan: tuple[terms.PlanPart, ...]
    site: str
    open_item: int | None
    measures: tuple[terms.MeasureLine, ...]
    acceptance: terms.Acceptance | None
    defects: tuple[terms.Defect, ...]
    passes: tuple[Pass, ...] = ()
    sendings: tuple[Sent, ...] = ()
    cases: tuple[Ticket, ...] = ()

    @property
    def head(self) -> Head:
        """The head of the document."""
        return self.document.head


def read_document(con: sqlite3.Connection, key: int) -> File:
    """A document with its chain, files and figures."""
    document = documents.document(con, key)
    head = document.head
    order = head.kind is DocumentKind.ORDER
    row = con.execute("SELECT name FROM site WHERE id=?", (head.site,)).fetchone()
    return File(
        document,
        tuple(pipeline.chain(con, key)),
        len(documents_of(con, head.ref)),
        pipeline.next_step(con, key),
        pipeline.job(con, key) if order else None,
        tuple(terms.plan(con, key)) if order else (),
        row[0] if row else "",
        pipeline.open_item(con, key) if head.kind is DocumentKind.INVOICE else None,
        tuple(terms.measures(con, key)) if head.kind is DocumentKind.MEASUREMENT else (),
        terms.acceptance(con, key) if head.kind is DocumentKind.ACCEPTANCE else None,
        tuple(terms.defects(con, key)) if head.kind is DocumentKind.ACCEPTANCE else (),
        tuple(passes(con, document=key)),
        tuple(sendings(con, key)) if head.issued else (),
        tuple(cases_of_document(con, key)),
    )


def title_of(head: Head) -> str:
    """What a document is called: its number, or what kind of draft it is."""
    kind = kind_name(head.kind, head.invoice_kind)
    if head.number:
        return head.name
    return _("Draft: {kind}").format(kind=kind)


def file_blocks(file: File, *, full: bool) -> list[Block]:
    """The sheet of a document; the preview beside the list is shorter."""
    head = file.head
    blocks: list[Block] = [
        SheetHead(title_of(head), head.contact_name, state_of(head.kind, head.state)),
        *stage_blocks(file),
        _facts(file, full=full),
    ]
    if file.document.positions:
        rows = position_rows(file.document)
        blocks.append(Grid(POSITION_COLUMNS, rows if full else rows[:12], title=_("Positions")))
        if not full and len(rows) > 12:
            more = len(rows) - 12
            text = ngettext("and {count} more", "and {count} more", more)
            blocks[-1] = Grid(POSITION_COLUMNS, [*rows[:12], ("", text.format(count=more))],
                              title=_("Positions"))  # fmt: skip
        blocks.append(sum_facts(file.document))
    if file.measures:
        blocks.append(_measure_grid(file))
    if file.acceptance is not None:
        blocks += _acceptance(file)
    if file.job is not None:
        blocks += job_blocks(file)
    blocks += [chain_grid(file)] if len(file.chain) > 1 else []
    blocks += [_cases_grid(file.cases)] if file.cases else []
    for one in file.passes:
        blocks.append(Note(_("Limit passed over"), pass_text(one)))
    notes = ((N_("Opening words"), head.intro), (N_("Closing words"), head.closing),
             (N_("Internal note"), head.note))  # fmt: skip
    for label, said_there in notes:
        if full and said_there:
            blocks.append(Note(_(label), said_there))
    return blocks


def pass_text(one: Pass) -> str:
    """Who passed over a limit when and why."""
    text = " · ".join(filter(None, (format_day(one.day), _(STAGES[one.stage]), one.who)))
    return "\n".join((text, *one.findings, _("Reason: {reason}").format(reason=one.reason)))


def _facts(file: File, *, full: bool) -> Facts:
    head = file.head
    service = " – ".join(format_day(day) for day in (head.service_from, head.service_to) if day)
    invoice = head.kind is DocumentKind.INVOICE
    skonto = ""
    if head.discount_rate:
        skonto = _("{rate} within {days} days").format(
            rate=format_rate(head.discount_rate), days=head.discount_days
        )
    kept = ""
    if head.retention_rate:
        kept = format_rate(head.retention_rate)
        if head.retention_release:
            kept += " " + _("until {day}").format(day=format_day(head.retention_release))
    return Facts(
        (N_("Kind"), kind_name(head.kind, head.invoice_kind)),
        (N_("Customer"), link(head.contact_name, f"contacts:{head.contact}") if full else ""),
        (N_("Subject"), head.subject),
        (N_("Date"), head.day),
        (N_("Work done"), service if invoice else ""),
        (N_("Valid until"), head.valid_until if head.kind is DocumentKind.QUOTE else ""),
        (N_("Due"), head.due if invoice else ""),
        (N_("Discount"), skonto),
        (N_("Security kept"), kept),
        (N_("Site"), link(file.site, f"contacts:site/{head.site}")),
        (N_("Their reference"), head.their_reference or ""),
        (N_("Tax"), _(TAX_CASES[head.tax_case]) if head.tax_case != "standard" else ""),
        (N_("Sent as"), FORMATS[head.format] if invoice else ""),
        (N_("Decided"), head.decided or ""),
        (N_("Reason"), head.decided_how or ""),
        (N_("Kept files"), str(file.archived) if file.archived else ""),
        *((N_("Went out"), sent_words(one)) for one in file.sendings),
    )


def sent_words(one: Sent) -> str:
    """A note of sending in one line."""
    parts = (f"{format_day(one.day)} {_(WAYS[one.way])}", one.recipient, one.note or "")
    return " · ".join(part for part in parts if part)


def position_rows(document: Document) -> list[tuple[object, ...]]:
    """Positions as rows of a small table."""
    depth: dict[int, int] = {}
    rows: list[tuple[object, ...]] = []
    for one in document.positions:
        depth[one.id] = depth.get(one.parent or 0, -1) + 1
        indent = "  " * depth[one.id]
        rows.append((one.number, indent + said(one), *figures(one), total_of(document, one)))
    return rows


def said(one: Position) -> str:
    """The short text with what kind of position it is, where that is not plain."""
    plain = {PositionKind.NORMAL, PositionKind.TITLE, PositionKind.TEXT, PositionKind.HOUR}
    name = _(POSITIONS[one.kind])
    if one.kind in plain:
        return one.short or name
    if one.kind in {PositionKind.SUBTOTAL, PositionKind.LUMP}:
        return one.short or name
    text = f"{name}: {one.short}" if one.short else name
    counted = one.kind is PositionKind.ALTERNATIVE and one.chosen
    return text + (" ✓" if counted else "")


def figures(one: Position) -> tuple[str, str, str]:
    """Quantity, unit and price as they are read."""
    if one.kind in {PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL}:
        return "", "", ""
    if one.kind in {PositionKind.SURCHARGE, PositionKind.DISCOUNT}:
        amount = format_price(one.price) if one.price else ""
        return (format_rate(one.rate) if one.rate else ""), "", amount
    per = f"/{one.price_basis}" if one.price_basis != 1 else ""
    return format_quantity(one.quantity), one.unit, format_price(one.price) + per


def total_of(document: Document, one: Position) -> object:
    """Total of a position; what does not count stands in brackets of its own column."""
    totals = document.totals
    if one.kind is PositionKind.TITLE:
        return totals.titles.get(one.id)
    if one.kind is PositionKind.SUBTOTAL:
        return totals.subtotals.get(one.id)
    if one.kind is PositionKind.TEXT:
        return None
    cents = totals.lines.get(one.id)
    if not one.chosen and cents is not None:
        return f"({format_money(cents)})"
    return cents


def sum_facts(document: Document) -> Facts:
    """Net, tax per code, gross, margin."""
    totals = document.totals
    pairs: list[tuple[str, object]] = []
    if totals.rebate:
        pairs.append((N_("Rebate"), format_money(-totals.rebate)))
    pairs.append((N_("Net"), format_money(totals.net)))
    pairs += [
        (_("VAT on {net}").format(net=format_money(one.net)), format_money(one.tax))
        for one in totals.sums
        if one.tax
    ]
    pairs.append((N_("Gross"), f"{format_money(totals.gross)} €"))
    work = sum(one.net for one in document.labour)
    pairs.append((N_("Work in it, net"), format_money(work) if work else ""))
    cost, seconds = costs_of(document)
    if cost:
        left = margin(totals.net, cost, seconds)
        pairs.append((N_("Planned cost"), format_money(cost)))
        pairs.append((N_("Margin"), margin_words(left.cents, left.rate, left.per_hour)))
    return Facts(*pairs, title=_("Sums"))


def costs_of(document: Document) -> tuple[int, int]:
    """Planned cost in cents and seconds of work of what counts."""
    from kontor.base.money import half_up

    cost = seconds = 0
    for one in document.positions:
        if one.chosen:
            cost += half_up(one.quantity * one.cost, 100_000)
            seconds += half_up(one.quantity * one.seconds, 1000)
    return cost, seconds


def margin_words(cents: int, rate: int, per_hour: int | None) -> str:
    """A margin in words: amount, share, per hour."""
    text = f"{format_money(cents)} € · {format_rate(rate)}"
    if per_hour is not None:
        text += " · " + _("{amount} an hour").format(amount=format_money(per_hour))
    return text


def job_blocks(file: File) -> list[Block]:
    """The order in figures: agreed, performed, billed, cost planned and actual, plan."""
    one = file.job
    assert one is not None
    hours = _("{hours} h").format(hours=format_quantity(one.planned_seconds * 10 // 36, 1))
    spent = _("{hours} h").format(hours=format_quantity(one.actual_seconds * 10 // 36, 1))
    left = margin(one.agreed, one.cost, one.planned_seconds)
    blocks: list[Block] = [
        Facts(
            (N_("Agreed, net"), format_money(one.agreed)),
            (N_("Performed to date"), format_money(one.performed)),
            (N_("Billed"), format_money(one.billed)),
            (N_("Still to bill"), format_money(one.left)),
            (N_("Security kept"), format_money(one.retained) if one.retained else ""),
            (N_("Cost planned"), format_money(one.cost) if one.cost else ""),
            (N_("Cost in the books"), format_money(one.actual) if one.actual else ""),
            (N_("Hours planned"), hours if one.planned_seconds else ""),
            (N_("Hours on notes"), spent if one.actual_seconds else ""),
            (N_("Margin planned"), margin_words(left.cents, left.rate, left.per_hour)
             if one.cost else ""),
            title=_("Job"),
        )
    ]  # fmt: skip
    if file.plan:
        names = {head.id: title_of(head) for head in file.chain}
        rows = [
            (at, part.text, part.day, part.cents if part.cents is not None
             else format_rate(part.rate), names.get(part.invoice or 0, ""))
            for at, part in enumerate(file.plan, 1)
        ]  # fmt: skip
        blocks.append(Grid(_PLAN, rows, title=_("Payment plan")))
    return blocks


def _measure_grid(file: File) -> Grid:
    rows = []
    for one in file.measures:
        times = f"{one.times} × " if one.times != 1 else ""
        counted = one.counted_value if one.position else None
        said = one.text if one.counted or not one.position else (
            f"{one.text} ({_('measured over')})".strip())  # fmt: skip
        rows.append((one.number, one.room, said, times + one.formula,
                     None if counted is None else format_quantity(counted)))  # fmt: skip
    sums: dict[str, int] = {}
    for one in file.measures:
        if one.position:
            sums[one.number] = sums.get(one.number, 0) + one.counted_value
    total = " · ".join(f"{number}: {format_quantity(value)}" for number, value in sums.items())
    return Grid(_MEASURES, [*rows, ("", "", total, "", "")], title=_("Measured"))


def _acceptance(file: File) -> list[Block]:
    one = file.acceptance
    assert one is not None
    blocks: list[Block] = [
        Facts(
            (N_("Asked for"), one.requested or ""),
            (N_("Deadline"), one.deadline or ""),
            (N_("Accepted"), one.accepted or ""),
            (N_("Who was there"), one.participants or ""),
            (N_("Reservations"), one.reservations or ""),
            (N_("Refused because"), one.refused_reason or ""),
            title=_("Acceptance of the work"),
        )
    ]
    if file.defects:
        rows = [(str(two.pos), two.text, two.deadline, two.removed) for two in file.defects]
        blocks.append(Grid(_DEFECTS, rows, title=_("Defects")))
    return blocks


def stage_blocks(file: File) -> list[Block]:
    """The business as a line of stages, with the next step in words."""
    stages: list[Part] = []
    for one in file.chain:
        state = state_of(one.kind, one.state)
        style = "bold $signal" if one.id == file.head.id else tone_style(state.tone)
        stages += [(" ─ ", "$ink-faint")] if stages else []
        stages.append((f"{kind_name(one.kind, one.invoice_kind)} {state.sign}", style))
    rows: list[Part] = [joined(*stages)] if len(file.chain) > 1 else []
    if file.step is not Step.NONE:
        rows.append(joined(("w  ", "bold $signal"), _(STEPS[file.step])))
    return [Drawing(rows)] if rows else []


def chain_grid(file: File) -> Grid:
    """The documents of the business as a list."""
    rows = []
    for one in file.chain:
        state = state_of(one.kind, one.state)
        mark = "▸ " if one.id == file.head.id else ""
        name = mark + kind_name(one.kind, one.invoice_kind)
        rows.append((one.day, name, one.name if one.number else "",
                     f"{state.sign} {_(state.word)}"))  # fmt: skip
    refs = [one.ref if one.id != file.head.id else "" for one in file.chain]
    return Grid(_CHAIN, rows, title=_("Documents of this business"), refs=refs)


def _cases_grid(found: Sequence[Ticket]) -> Grid:
    """Cases that it bills, that complain of it, or that are about it."""
    rows = [(one.number, one.subject, one.device_name, str(one.state)) for one in found]
    return Grid(_CASES, rows, title=_("Cases"), refs=[one.ref for one in found])


def paper(con: sqlite3.Connection, head: Head, today: date, width: int) -> str:
    """The document as it would be printed, as plain text."""
    from kontor.documents.layout.text import as_text
    from kontor.sales.queries import bills

    number = head.number or ""
    if not head.issued and head.kind is not DocumentKind.INQUIRY:
        number = bills.expected_number(con, head, today)
    day = None if head.issued else today
    content = printed(con, head.id, number=number, day=day)
    return as_text(page(content, draft=not head.issued), width)


def has_paper(head: Head) -> bool:
    """Whether a document of this kind is printed."""
    return head.kind in {
        DocumentKind.QUOTE, DocumentKind.ORDER, DocumentKind.ADDITION, DocumentKind.INVOICE,
        DocumentKind.DELIVERY, DocumentKind.TIME_NOTE,
    }  # fmt: skip


def is_correction(head: Head) -> bool:
    """Whether an invoice takes back another one."""
    return head.invoice_kind in {InvoiceKind.CREDIT, InvoiceKind.CANCEL}


WITH_POSITIONS = frozenset({
    DocumentKind.INQUIRY, DocumentKind.QUOTE, DocumentKind.ORDER, DocumentKind.ADDITION,
    DocumentKind.DELIVERY, DocumentKind.TIME_NOTE, DocumentKind.INVOICE,
})  # fmt: skip
# what depends on the document under the cursor
ASKED = frozenset({
    "step.next", "record.print", "record.edit", "record.cancel", "sales.head", "sales.correct",
    "sales.export", "sales.version", "sales.chain", "sales.customer", "sales.measure",
    "sales.progress", "sales.plan", "sales.addition", "sales.bill", "sales.terms", "sales.note",
    "sales.perform", "record.mail", "sales.release", "sales.defects",
})  # fmt: skip
