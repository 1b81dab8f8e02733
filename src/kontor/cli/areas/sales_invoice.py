"""Commands for invoices of every kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Exit, Severity
from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import (
    DAY,
    changer,
    copier,
    dropper,
    found_in,
    issuer,
    key_of,
    lister,
    made,
    model,
    named,
    printer,
    senders,
    shower,
    write_file,
)
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.INVOICE
SYNTAXES = {"cii": "xrechnung-cii", "ubl": "xrechnung-ubl", "factur-x": "zugferd"}
_SEVERITIES = {
    "error": N_("error"), "warning": N_("warning"), "note": N_("hint"),
}  # fmt: skip
_FINDINGS = (
    Column("severity", N_("Kind"), "code", _SEVERITIES),
    Column("field", N_("Field"), "code"),
    Column("message", N_("Finding")),
    Column("remedy", N_("What to do")),
    Column("code", N_("Rule"), "code"),
    Column("law", N_("Law"), "code"),
)


def new(call: Call, *, data: Any) -> None:
    """Draft an invoice by hand."""
    from kontor.sales.service.drafts import new_invoice

    with call.store() as store:
        made(call, call.run(store, new_invoice, data, call.today, data.kind))


def bill(call: Call, *, data: Any) -> None:
    """Draft a bill of an order."""
    from kontor.sales.service.billing import bill_order

    with call.store() as store:
        made(call, call.run(store, bill_order, data))


def bill_notes(call: Call, *, notes: list[str], day: date | None) -> None:
    """Draft an invoice over signed notes."""
    from kontor.sales.service import drafts

    with call.store() as store:
        keys = [found_in(store, one, None) for one in notes]
        made(call, call.run(store, drafts.bill_notes, keys, day or call.today))


def credit(call: Call, *, data: Any) -> None:
    """Draft a correction that lowers an issued invoice."""
    from kontor.sales.service.billing import draft_credit

    with call.store() as store:
        made(call, call.run(store, draft_credit, data))


def cancel(call: Call, *, data: Any) -> None:
    """Draft the cancellation of an issued invoice."""
    from kontor.sales.service.billing import draft_cancellation

    with call.store() as store:
        made(call, call.run(store, draft_cancellation, data))


def release(call: Call, *, data: Any) -> None:
    """Release what the customer retains of an invoice."""
    from kontor.sales.service.retentions import release_retention

    with call.store() as store:
        call.done(call.run(store, release_retention, data))


def check(call: Call, *, invoice: str) -> int:
    """What keeps a draft from being issued."""
    from kontor.sales.queries import bills, documents
    from kontor.sales.queries.printed import printed
    from kontor.sales.service.issuing import readiness

    with call.read() as con:
        head = documents.head(con, key_of(con, invoice, _KIND))
        number = bills.expected_number(con, head, head.day)
        found = readiness(printed(con, head.id, number=number))
    rows = [
        (one.severity.value, one.field, one.text, one.advice, one.code, one.law) for one in found
    ]
    call.show(Table(_FINDINGS, rows, empty=N_("Nothing is missing.")))
    wrong = any(one.severity is Severity.ERROR for one in found)
    return Exit.FINDINGS if wrong else Exit.OK


def xml(call: Call, *, invoice: str, syntax: str, output: Path | None) -> None:
    """The e-invoice of an issued invoice."""
    from kontor.documents.einvoice.profiles import Profile
    from kontor.sales.queries.files import xml_of

    with call.read() as con:
        content = xml_of(con, key_of(con, invoice, _KIND), Profile(SYNTAXES[syntax]))
    write_file(call, content, output)


BILL = Command(
    "bill", bill, N_("draft a bill of an order: instalment, part of the plan, final"), (
        arg("order", N_("number, or id such as sales:12"), required=False),
    ), model=model("BillInput", "billing"), dated="day", writes=True,
)  # fmt: skip
COMMANDS = (
    Command("new", new, N_("draft an invoice by hand; its id is the answer"),
            model=model("InvoiceInput"), writes=True),
    BILL,
    Command("bill-notes", bill_notes, N_("draft an invoice over signed delivery and time notes"), (
        arg("notes", N_("numbers or ids of the notes"), many=True, required=True), DAY,
    ), writes=True),
    lister(_KIND, N_("invoices, newest first")),
    shower(_KIND, N_("one invoice with positions, sums and what is to be paid")),
    changer(_KIND, N_("change a draft; positions that are given replace all there were")),
    copier(_KIND),
    dropper(_KIND, N_("delete a draft that never had a number")),
    Command("check", check, N_("what keeps a draft from being issued, with the remedy"), (
        named(_KIND),
    )),
    issuer(_KIND, N_("issue an invoice: number, PDF, e-invoice, books; its number is the answer")),
    Command("credit", credit, N_("draft a correction that lowers an issued invoice"), (
        arg("invoice", N_("number, or id such as sales:12"), required=False),
    ), model=model("CreditInput", "billing"), dated="day", writes=True),
    Command("cancel", cancel, N_("draft the cancellation of an issued invoice"), (
        arg("invoice", N_("number, or id such as sales:12"), required=False),
    ), model=model("CancelInput", "billing"), dated="day", writes=True),
    Command("release", release, N_("release a retention, by its day or against a bond"), (
        arg("invoice", N_("number, or id such as sales:12"), required=False),
    ), model=model("ReleaseInput", "billing"), dated="day", writes=True),
    *senders(_KIND),
    printer(_KIND),
    Command("xml", xml, N_("the e-invoice of an issued invoice"), (
        named(_KIND),
        opt("syntax", N_("XRechnung as CII or UBL, or the XML of Factur-X"),
            choices=tuple(SYNTAXES), default="factur-x"),
        opt("output", N_("file to write"), "path"),
    ), output=False),
)  # fmt: skip
