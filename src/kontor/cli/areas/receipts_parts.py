"""What the commands for receipts print: one file, one receipt, one proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.output import Column, Money, Table
from kontor.receipts.kinds import Receipt
from kontor.receipts.words import FORMS, HOW, SOURCES, STATES, kind_name, sureness

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from kontor.base.errors import Finding
    from kontor.cli.call import Call
    from kontor.receipts.rules.proposing import Proposal
    from kontor.receipts.service.importing import Taken

FILES = (
    Column("file", N_("File")),
    Column("status", N_("State"), "code", {
        "new": N_("new"), "known": N_("known"), "duplicate": N_("double?"),
        "refused": N_("refused"),
    }),
    Column("receipt", N_("Receipt"), "int"),
    Column("supplier", N_("Supplier")),
    Column("number", N_("Number")),
    Column("day", N_("Date"), "day"),
    Column("net", N_("Net"), "money"),
    Column("tax", N_("VAT"), "money"),
    Column("gross", N_("Gross"), "money"),
    Column("message", N_("Findings")),
)  # fmt: skip
LIST = (
    Column("id", N_("Receipt"), "int"),
    Column("arrival", N_("Arrived"), "day"),
    Column("form", N_("Kind of file"), "code", FORMS),
    Column("supplier", N_("Supplier")),
    Column("number", N_("Number")),
    Column("day", N_("Date"), "day"),
    Column("due", N_("Due"), "day"),
    Column("gross", N_("Gross"), "money"),
    Column("state", N_("State"), "code", STATES),
    Column("file_name", N_("File")),
)
PROPOSED = (
    Column("receipt", N_("Receipt"), "int"),
    Column("supplier", N_("Supplier")),
    Column("document", N_("Number")),
    Column("total", N_("Gross"), "money"),
    Column("accounts", N_("Account")),
    Column("asks", N_("To confirm")),
)
UNPROVEN = (
    Column("entry", N_("Entry"), "int"),
    Column("day", N_("Date"), "day"),
    Column("document", N_("Document")),
    Column("partner", N_("Name")),
    Column("text", N_("Text")),
    Column("cents", N_("Amount"), "money"),
)
PARTS = (Column("file", N_("File")),)
_FACTS = (Column("field", N_("Field")), Column("value", N_("Value")))
_GROUPS = (
    Column("category", N_("Category"), "code"),
    Column("rate", N_("Rate"), "rate"),
    Column("net", N_("Net"), "money"),
    Column("tax", N_("VAT"), "money"),
)
_LINES = (
    Column("name", N_("Text")),
    Column("quantity", N_("Quantity"), "code"),
    Column("unit", N_("Unit")),
    Column("price", N_("Price"), "code"),
    Column("net", N_("Net"), "money"),
)
_BOOKING = (
    Column("account", N_("Account"), "code"),
    Column("code", N_("Tax code"), "code"),
    Column("net", N_("Net"), "money"),
    Column("gross", N_("Gross"), "money"),
    Column("text", N_("Text")),
    Column("reason", N_("Why")),
)
_ENTRIES = (
    Column("entry", N_("Entry"), "int"),
    Column("day", N_("Date"), "day"),
    Column("document", N_("Document")),
    Column("text", N_("Text")),
    Column("how", N_("Link"), "code", HOW),
)


def show_file(con: sqlite3.Connection, one: Taken) -> dict[str, Any]:
    """What became of a file, as programs get it."""
    from kontor.receipts.queries import records

    if one.refusal is not None:
        return {
            "file": one.name, "status": "refused", "receipt": None,
            "refusal": str(one.refusal), "hint": one.refusal.advice,
            "message": str(one.refusal), "findings": [],
        }  # fmt: skip
    found = records.receipt(con, one.receipt or 0)
    status = "known" if not one.new else "duplicate" if found.duplicate_of else "new"
    return {
        "file": one.name, "status": status, "double": one.double, **receipt_document(found),
        "groups": _groups(con, found.id), "findings": told(one.findings), "refusal": None,
        "message": "; ".join(each.text for each in one.findings),
    }  # fmt: skip


def receipt_document(one: Receipt) -> dict[str, Any]:
    """A receipt as programs get it."""
    sums = ("net", "tax", "gross", "payable")
    found = {name: value for name, value in one._asdict().items() if name not in {"id", *sums}}
    amounts: dict[str, Any] = {}
    for name in sums:
        value = getattr(one, name)
        amounts[name] = None if value is None else Money(value)
    return {"receipt": one.id, **found, **amounts}


def told(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Findings as programs get them."""
    return [
        {
            "code": one.code, "severity": one.severity.value, "message": one.text,
            "advice": one.advice, "field": one.field, "law": one.law,
        }
        for one in findings
    ]  # fmt: skip


def _groups(con: sqlite3.Connection, key: int) -> list[dict[str, Any]]:
    from kontor.receipts.queries import records

    return [
        {"category": one.category, "rate": one.rate, "net": Money(one.basis),
         "tax": Money(one.tax), "reason": one.reason}
        for one in records.groups(con, key)
    ]  # fmt: skip


def show_receipt(call: Call, con: sqlite3.Connection, key: int, *, full: bool) -> None:
    """A receipt: what it says, its lines, entries and findings."""
    from kontor.receipts.queries import records

    one = records.receipt(con, key)
    extra = records.extra(con, key)
    lines, groups = records.lines(con, key), records.groups(con, key)
    entries, findings = records.references(con, key), records.findings(con, key)
    sections = _sections(con, one) if full else []
    if call.format == "table":
        tables = [Table(_FACTS, _facts(one, extra.confidence))]
        if groups:
            tables.append(Table(_GROUPS, [(g.category, g.rate, g.basis, g.tax) for g in groups]))
        if lines and not full:
            tables.append(
                Table(_LINES, [(x.name, x.quantity, x.unit, x.price, x.net) for x in lines])
            )
        if entries:
            tables.append(Table(_ENTRIES, [(x.entry, x.day, x.document, x.text, x.how)
                                           for x in entries]))  # fmt: skip
        call.show(*tables, *sections)
        for each in findings:
            call.say(f"{each.text} {each.advice}".rstrip())
        return
    data = {
        **receipt_document(one),
        "confidence": extra.confidence,
        "official": extra.official,
        "skonto": [{"days": each.days, "rate": each.rate} for each in extra.skonto],
        "preceding": list(extra.preceding),
        "groups": _groups(con, key),
        "lines": [{**each._asdict(), "net": Money(each.net)} for each in lines],
        "entries": [each._asdict() for each in entries],
        "parts": records.parts(con, key),
        "findings": told(findings),
    }
    call.show(Table(LIST, [tuple(getattr(one, column.name) for column in LIST)]), data=data)


def _facts(one: Receipt, confidence: dict[str, int]) -> list[tuple[Any, ...]]:
    from kontor.base.dates import format_day, format_instant
    from kontor.base.i18n import _
    from kontor.base.numbers import format_money

    def sure(name: str, value: str) -> str:
        known = confidence.get(name)
        return f"{value} ({sureness(known)})" if value and known is not None else value

    def day(name: str) -> str:
        value = getattr(one, name)
        return sure(name, format_day(value) if value else "")

    def money(name: str) -> str:
        cents = getattr(one, name)
        return sure(name, "" if cents is None else f"{format_money(cents)} {one.currency}")

    rows = (
        (N_("Receipt"), str(one.id)),
        (N_("State"), _(STATES[one.state])),
        (N_("Kind"), kind_name(one.kind)),
        (N_("Kind of file"), _(FORMS[one.form])),
        (N_("Number"), sure("number", one.number)),
        (N_("Supplier"), sure("supplier", one.supplier)),
        (N_("Contact"), one.partner),
        (N_("VAT id"), one.vat_id),
        (N_("IBAN"), sure("iban", one.iban)),
        (N_("Date"), day("day")),
        (N_("Service"), day("service")),
        (N_("Due"), day("due")),
        (N_("Arrived"), day("arrival")),
        (N_("Net"), money("net")),
        (N_("VAT"), money("tax")),
        (N_("Gross"), money("gross")),
        (N_("To pay"), money("payable")),
        (N_("Text"), one.text),
        (N_("Same as"), str(one.duplicate_of or "")),
        (N_("Set aside"), one.set_aside or ""),
        (N_("File"), f"{one.file_name} ({one.size} B, {_(SOURCES[one.source])},"
                     f" {format_instant(one.arrived)})"),
        ("SHA-256", one.sha256),
        (N_("Keep until"), f"{day('keep_until')} ({one.law})"),
    )  # fmt: skip
    return [(_(label), value) for label, value in rows if value]


def _sections(con: sqlite3.Connection, one: Receipt) -> list[Table]:
    """The whole e-invoice, term by term; what is none has only its text."""
    from kontor.receipts.queries import records
    from kontor.receipts.reading.view import view_of

    found = []
    for section in view_of(con, one):
        if section.table:
            columns = tuple(Column(f"c{place}", head) for place, head
                            in enumerate(section.table.heads))  # fmt: skip
            found.append(Table(columns, section.table.rows, section.title))
        if section.rows:
            found.append(Table(_FACTS, [tuple(row) for row in section.rows], section.title))
    if not found:
        text = records.content(con, one.id)
        column = (Column("text", N_("Text")),)
        found.append(Table(column, [(line,) for line in text.split("\n") if line.strip()]))
    return found


def show_proposal(call: Call, key: int, found: Proposal) -> None:
    """A proposal with its reasons."""
    rows = [
        (part.account, part.code, part.net, part.gross, part.text, reason_of(part))
        for part in found.parts
    ]
    data = {
        "receipt": key, "event": found.event, "partner": found.partner,
        "supplier": found.supplier, "document": found.document, "day": found.day,
        "service": found.service, "arrival": found.arrival, "due": found.due,
        "discounts": [{"until": until, "rate": rate} for until, rate in found.discounts],
        "total": Money(found.total), "debited": found.debited, "item": found.item,
        "advances": list(found.advances), "text": found.text,
        "lines": [
            {"account": part.account, "code": part.code, "text": part.text,
             "net": None if part.net is None else Money(part.net),
             "gross": None if part.gross is None else Money(part.gross),
             "reason": reason_of(part), "learned": part.learned}
            for part in found.parts
        ],
        "findings": told(found.findings),
    }  # fmt: skip
    call.show(Table(_BOOKING, rows), data=data)
    if call.format == "table":
        for each in found.findings:
            call.say(f"{each.text} {each.advice}".rstrip())


def reason_of(part: Any) -> str:
    """Why an account is proposed, in the reader's language."""
    from kontor.base.i18n import _

    return _(part.reason).format(**dict(part.values)) if part.reason else ""
