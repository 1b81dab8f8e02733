"""One document of sales: for people its head, positions and sums; for programs all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_price, plain_number
from kontor.cli.output import Column, Money, Table, shown
from kontor.receivables.words import STAGES
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind
from kontor.sales.rules.states import NAMES
from kontor.sales.words import DOCUMENTS, FORMATS, INVOICES, TAX_CASES, WAYS

if TYPE_CHECKING:
    import sqlite3

    from kontor.cli.call import Call
    from kontor.sales.queries.documents import Document, Head, Position

Data = dict[str, Any]
_FIELDS = {
    "id": N_("Id"), "number": N_("Number"), "version": N_("Version"), "state": N_("State"),
    "day": N_("Date"), "contact": N_("Customer"), "site": N_("Site"), "order": N_("Order"),
    "subject": N_("Subject"), "their_reference": N_("Their reference"),
    "service_from": N_("Service from"), "service_to": N_("Service until"),
    "valid_until": N_("Valid until"), "due": N_("Due"), "tax_case": N_("Tax"),
    "tax_reason": N_("Reason"), "format": N_("Form of invoice"), "discount": N_("Discount"),
    "rebate": N_("Rebate"), "retention": N_("Retention"), "sent": N_("Sent"),
    "decided": N_("Decided"), "note": N_("Note"),
}  # fmt: skip
_HEAD = (Column("field", N_("Field"), "code", _FIELDS), Column("value", N_("Value")))
_ROWS = (
    Column("id", N_("Id"), "int"),
    Column("number", N_("Pos."), "code"),
    Column("short", N_("Text")),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("unit", N_("Unit")),
    Column("price", N_("Price"), "figure"),
    Column("total", N_("Amount"), "money"),
)
_SUMS = (
    Column("code", N_("Tax code"), "code"),
    Column("rate", N_("Rate"), "rate"),
    Column("net", N_("Net"), "money"),
    Column("tax", N_("Tax"), "money"),
    Column("gross", N_("Gross"), "money"),
)
_EARLIER = (
    Column("number", N_("Deducted"), "code"),
    Column("day", N_("Date"), "day"),
    Column("gross", N_("Gross"), "money"),
    Column("received", N_("Received"), "money"),
)
_CHAIN = (
    Column("id", N_("Id"), "int"),
    Column("kind", N_("Kind")),
    Column("number", N_("Number"), "code"),
    Column("day", N_("Date"), "day"),
    Column("state", N_("State"), "code", {state.value: text for state, text in NAMES.items()}),
)
_PASSED = (
    Column("stage", N_("Limit passed over"), "code", STAGES),
    Column("day", N_("Date"), "day"),
    Column("findings", N_("Against it")),
    Column("reason", N_("Reason")),
    Column("who", N_("By"), "code"),
)
_PLAN = (
    Column("part", N_("Part"), "int"),
    Column("text", N_("Text")),
    Column("share", N_("Share")),
    Column("day", N_("Date"), "day"),
    Column("invoice", N_("Billed in"), "int"),
)
_MEASURES = (
    Column("position", N_("Position"), "code"),
    Column("room", N_("Room")),
    Column("formula", N_("Formula"), "code"),
    Column("times", N_("Times"), "int"),
    Column("value", N_("Value"), "quantity"),
    Column("counted", N_("Counts"), "quantity"),
)
_SENT = (
    Column("day", N_("Date"), "day"),
    Column("way", N_("How"), "code", WAYS),
    Column("recipient", N_("To whom")),
    Column("note", N_("Note")),
)
_DEFECTS = (
    Column("id", N_("Id"), "int"),
    Column("text", N_("Defect")),
    Column("place", N_("Place")),
    Column("deadline", N_("Until"), "day"),
    Column("removed", N_("Removed"), "day"),
)
_PRICED = frozenset(DocumentKind) - {DocumentKind.MEASUREMENT, DocumentKind.ACCEPTANCE}


def quantity(value: int) -> str:
    """A quantity for programs: `12.5`."""
    return plain_number(value, 3)


def price(value: int) -> str:
    """A price for programs: `18.57`."""
    return plain_number(value, 4, keep=2)


def percent(value: int) -> str:
    """A percentage for programs: `2.5`."""
    return plain_number(value, 2)


def show_document(call: Call, con: sqlite3.Connection, key: int) -> None:
    """Print one document."""
    from kontor.sales.queries import documents
    from kontor.sales.queries.files import archived

    whole = documents.document(con, key)
    top = whole.head
    data = _head_data(con, top)
    data["positions"] = [_position_data(one, whole) for one in whole.positions]
    tables = [Table(_HEAD, list(_head_rows(con, top)), title=_title(top))]
    if top.kind in _PRICED:
        tables.append(_rows_of(whole))
    for part in _PARTS.get(top.kind, ()):
        tables += part(con, whole, data)
    if top.issued:
        tables.append(_sent_of(con, key, data))
    data["files"] = [
        {"id": one.id, "name": one.name, "mime": one.mime, "sha256": one.sha256}
        for one in archived(con, key)
    ]
    call.show(*(table for table in tables if table.rows), data=data)


def _title(top: Head) -> str:
    word = INVOICES[top.invoice_kind] if top.invoice_kind else DOCUMENTS[top.kind]
    return f"{_(word)} {top.number or _('(draft)')}"


def _head_data(con: sqlite3.Connection, top: Head) -> Data:
    """The head; amounts, prices and percentages as the input takes them."""
    data = top._asdict()
    data["ref"] = top.ref
    data["contact"] = {"id": top.contact, "name": data.pop("contact_name")}
    data["rebate"] = Money(data.pop("rebate_cents"))
    for name in ("discount_rate", "rebate_rate", "retention_rate"):
        data[name] = percent(data[name])
    data["order"] = _number(con, data.pop("sales_order"))
    data.pop("recipient")
    return data


def _number(con: sqlite3.Connection, key: int | None) -> str | None:
    from kontor.sales.queries.documents import head

    return head(con, key).name if key else None


def _head_rows(con: sqlite3.Connection, top: Head) -> Iterable[tuple[str, str]]:
    values: Data = {
        **top._asdict(),
        "contact": top.contact_name,
        "version": top.version if top.version > 1 else None,
        "state": _(NAMES[top.state]),
        "order": _number(con, top.sales_order),
        "site": _site(con, top.site),
        "tax_case": _(TAX_CASES[top.tax_case]) if top.kind in _PRICED else None,
        "tax_reason": top.tax_reason if top.kind in _PRICED else None,
        "format": FORMATS[top.format] if top.kind is DocumentKind.INVOICE else None,
        "discount": _discount(top),
        "rebate": _rebate(top),
        "retention": shown(top.retention_rate, "rate") if top.retention_rate else None,
        "sent": _joined(top.sent, top.sent_how),
        "decided": _joined(top.decided, top.decided_how),
    }
    for name in _FIELDS:
        value = values[name]
        if value not in (None, ""):
            yield name, shown(value, "day") if isinstance(value, date) else str(value)


def _site(con: sqlite3.Connection, key: int | None) -> str:
    from kontor.contacts.queries import site

    return site(con, key).name if key else ""


def _discount(top: Head) -> str:
    if not top.discount_rate:
        return ""
    return _("{rate} within {days} days").format(
        rate=shown(top.discount_rate, "rate"), days=top.discount_days
    )


def _rebate(top: Head) -> str:
    rate = shown(top.rebate_rate, "rate") if top.rebate_rate else ""
    cents = f"{shown(top.rebate_cents, 'money')} €" if top.rebate_cents else ""
    return " + ".join(filter(None, (rate, cents)))


def _joined(day: date | None, how: str | None) -> str:
    return ", ".join(filter(None, (shown(day, "day"), how)))


def _position_data(one: Position, whole: Document) -> Data:
    total = whole.totals.lines.get(one.id)
    return {
        "id": one.id, "number": one.number, "kind": one.kind, "parent": one.parent,
        "source": one.source, "short": one.short, "long": one.long,
        "quantity": quantity(one.quantity), "formula": one.formula, "unit": one.unit,
        "price": price(one.price), "price_basis": one.price_basis,
        "rebate": percent(one.rebate), "rate": percent(one.rate), "code": one.code,
        "account": one.account, "choice": one.choice, "chosen": one.chosen,
        "labour_share": price(one.labour_share), "cost": price(one.cost),
        "seconds": one.seconds, "worked_on": one.worked_on, "worker": one.worker,
        "article": one.article, "note": one.note,
        "total": None if total is None else Money(total),
    }  # fmt: skip


def _sent_of(con: sqlite3.Connection, key: int, data: Data) -> Table:
    from kontor.sales.queries.sending import sendings

    found = sendings(con, key)
    data["sendings"] = [one._asdict() for one in found]
    rows = [(one.day, one.way, one.recipient, one.note) for one in found]
    return Table(_SENT, rows, title=_("Sent"))


_SILENT = frozenset({PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL})
_RELATIVE = frozenset({PositionKind.SURCHARGE, PositionKind.DISCOUNT})


def _rows_of(whole: Document) -> Table:
    rows = []
    for one in whole.positions:
        net = whole.totals.lines.get(one.id)
        if one.kind in _SILENT:
            net = {**whole.totals.titles, **whole.totals.subtotals}.get(one.id)
        counted = one.kind not in _SILENT | _RELATIVE
        amount = one.quantity if counted else None
        priced = format_price(one.price) if counted else ""
        text = one.short if one.chosen else f"{one.short} ({_('only on request')})"
        rows.append((one.id, one.number, text, amount, one.unit, priced, net))
    return Table(_ROWS, rows)


def _sums_of(con: sqlite3.Connection, whole: Document, data: Data) -> list[Table]:
    from kontor.sales.queries.documents import rates

    sums = whole.totals.sums
    percents = rates(con, (one.code for one in sums), whole.head.tax_day)
    rows = [(one.code, percents[one.code], one.net, one.tax, one.net + one.tax) for one in sums]
    return [_sums_table(rows, data)]


def _sums_table(rows: list[tuple[str, int, int, int, int]], data: Data) -> Table:
    data["sums"] = [
        {"code": code, "rate": percent(rate), "net": Money(net), "tax": Money(tax)}
        for code, rate, net, tax, _gross in rows
    ]
    net, tax = sum(row[2] for row in rows), sum(row[3] for row in rows)
    gross = net + tax
    data |= {"net": Money(net), "tax": Money(tax), "gross": Money(gross)}
    total = ("", None, net, tax, gross) if len(rows) > 1 else ()
    return Table(_SUMS, rows, total=total)


def _bill_of(con: sqlite3.Connection, whole: Document, data: Data) -> list[Table]:
    """What an invoice comes to: less than its positions when earlier bills are deducted."""
    from kontor.sales.queries.printed import printed

    content = printed(con, whole.head.id)
    rows = [(one.code, one.rate, one.net, one.tax, one.gross) for one in content.sums]
    found = [_sums_table(rows, data)]
    data |= {
        "due": content.due, "retention": Money(content.retention),
        "payable": Money(content.payable),
        "earlier": [
            {"number": one.number, "day": one.day, "net": Money(one.net), "tax": Money(one.tax),
             "received": Money(one.received)}
            for one in content.earlier
        ],
    }  # fmt: skip
    if content.earlier:
        before = [(one.number, one.day, one.gross, one.received) for one in content.earlier]
        found.append(Table(_EARLIER, before))
    pay = [("retention", content.retention), ("payable", content.payable)]
    words = {"retention": N_("Retention"), "payable": N_("To be paid")}
    columns = (Column("field", N_("Field"), "code", words), Column("cents", N_("Amount"), "money"))
    return [*found, Table(columns, [row for row in pay if row[1] or row[0] == "payable"])]


def _plan_of(con: sqlite3.Connection, whole: Document, data: Data) -> list[Table]:
    from kontor.sales.queries import terms

    parts = terms.plan(con, whole.head.id)
    data["plan"] = [
        {"text": one.text, "rate": percent(one.rate) if one.rate else None,
         "net": None if one.cents is None else Money(one.cents), "day": one.day,
         "invoice": one.invoice}
        for one in parts
    ]  # fmt: skip
    rows = []
    for at, one in enumerate(parts, 1):
        share = shown(one.rate, "rate") if one.rate else f"{shown(one.cents, 'money')} €"
        rows.append((at, one.text, share, one.day, one.invoice))
    return [Table(_PLAN, rows)]


def _order_of(con: sqlite3.Connection, whole: Document, data: Data) -> list[Table]:
    from kontor.sales.queries import documents, terms

    data["terms"] = terms.terms(con, whole.head.id)._asdict()
    done = documents.performed(con, whole.head.id)
    for one in data["positions"]:
        one["performed"] = quantity(done[one["id"]]) if one["id"] in done else None
    there = documents.of_order(con, whole.head.id)
    data["documents"] = [
        {"id": one.id, "kind": one.kind, "invoice_kind": one.invoice_kind, "number": one.number,
         "day": one.day, "state": one.state}
        for one in there
    ]  # fmt: skip
    rows = [(one.id, _kind(one), one.name, one.day, one.state) for one in there]
    return [Table(_CHAIN, rows)]


def _kind(top: Head) -> str:
    return _(INVOICES[InvoiceKind(top.invoice_kind)] if top.invoice_kind else DOCUMENTS[top.kind])


def _measures_of(con: sqlite3.Connection, whole: Document, data: Data) -> list[Table]:
    from kontor.sales.queries import terms

    lines = terms.measures(con, whole.head.id)
    data["lines"] = [
        {"position": one.number or None, "room": one.room, "text": one.text,
         "formula": one.formula, "times": one.times, "sign": one.sign, "rule": one.rule,
         "value": quantity(one.value), "counted": quantity(one.counted_value)}
        for one in lines
    ]  # fmt: skip
    rows = [
        (one.number, one.room, one.formula, one.times, one.value, one.counted_value)
        for one in lines
    ]
    return [Table(_MEASURES, rows)]


def _accepted(con: sqlite3.Connection, whole: Document, data: Data) -> list[Table]:
    from kontor.sales.queries import terms

    key = whole.head.id
    data["acceptance"] = terms.acceptance(con, key)._asdict()
    found = terms.defects(con, key)
    data["defects"] = [one._asdict() for one in found]
    rows = [(one.id, one.text, one.place, one.deadline, one.removed) for one in found]
    return [Table(_DEFECTS, rows)]


def _passed(con: sqlite3.Connection, whole: Document, data: Data) -> list[Table]:
    from kontor.receivables.queries.passing import passes

    found = passes(con, document=whole.head.id)
    data["limits_passed"] = [
        {"stage": one.stage.value, "day": one.day, "exposure": Money(one.exposure),
         "limit": None if one.limit is None else Money(one.limit),
         "findings": list(one.findings), "reason": one.reason, "who": one.who}
        for one in found
    ]  # fmt: skip
    rows = [
        (one.stage.value, one.day, " ".join(one.findings), one.reason, one.who) for one in found
    ]
    return [Table(_PASSED, rows)]


_Part = Callable[["sqlite3.Connection", "Document", Data], list[Table]]
_PARTS: dict[DocumentKind, tuple[_Part, ...]] = {
    DocumentKind.QUOTE: (_sums_of, _passed),
    DocumentKind.ORDER: (_sums_of, _plan_of, _order_of, _passed),
    DocumentKind.ADDITION: (_sums_of,),
    DocumentKind.DELIVERY: (_sums_of,),
    DocumentKind.TIME_NOTE: (_sums_of,),
    DocumentKind.INVOICE: (_bill_of,),
    DocumentKind.MEASUREMENT: (_measures_of,),
    DocumentKind.ACCEPTANCE: (_accepted,),
}
