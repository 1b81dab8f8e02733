"""Electronic invoices (E-Rechnungen): from the neutral record to what a receipt holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.ids import iban
from kontor.base.text import clean_text, one_line
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.read import Received, read_invoice
from kontor.documents.einvoice.record import Invoice, Line, Party, Payment
from kontor.receipts.kinds import (
    DEBITED,
    Form,
    Kind,
    Reading,
    ReadLine,
    Skonto,
    Supplier,
    VatSum,
)
from kontor.receipts.reading.sniff import XML

if TYPE_CHECKING:
    from kontor.receipts.reading.published import Published

_TEXT, _CONTENT, _LINES = 200, 20_000, 2_000


def read_einvoice(data: bytes, rules: Published | None = None) -> Reading:
    """What an invoice in XML says; `Refused` with the reason when it is none."""
    return reading_of(read_invoice(data), Form.EINVOICE, XML, rules)


def reading_of(
    received: Received, form: Form, mime: str, rules: Published | None = None
) -> Reading:
    """The fields of a received invoice; a credit note turns all amounts around.

    Args:
        received: what the reader took out of the file.
        form: whether the XML came alone or inside a PDF.
        mime: of the whole file.
        rules: the published rules of this run; None asks only the own check.
    """
    invoice = received.invoice
    sign = -1 if codes.is_credit(invoice.kind) else 1
    totals = invoice.totals
    credit = sign < 0 or totals.gross < 0
    findings = [*received.findings, *_remarks(invoice)]
    asked = rules is not None and rules.ask(received.xml, findings)
    return Reading(
        form,
        mime,
        Kind.CREDIT_NOTE if credit else Kind.INVOICE,
        number=_line(invoice.number, 60),
        day=invoice.issued,
        service=_service(invoice),
        due=invoice.due,
        currency=invoice.currency if len(invoice.currency) == 3 else "EUR",
        net=sign * totals.net,
        tax=sign * totals.tax,
        gross=sign * totals.gross,
        prepaid=sign * totals.prepaid,
        payable=sign * totals.due,
        means=_line(invoice.payment.means if invoice.payment else "", 4),
        supplier=_supplier(invoice),
        buyer=_line(invoice.buyer.name),
        groups=tuple(
            VatSum(one.category, one.rate, sign * one.basis, sign * one.tax, _line(one.reason))
            for one in invoice.groups
        ),
        lines=tuple(_read_line(line, sign) for line in invoice.lines[:_LINES]),
        skonto=tuple(Skonto(one.days, one.percent, one.base) for one in invoice.skonto),
        preceding=tuple(_line(one.number, 60) for one in invoice.preceding if one.number),
        order=_line(invoice.order, 60),
        syntax=received.syntax.value,
        profile=_line(received.specification.name),
        text=_line(invoice.lines[0].item.name if invoice.lines else "", _TEXT),
        content=_content(invoice),
        findings=tuple(findings),
        official=asked,
    )


def _line(text: str, limit: int = _TEXT) -> str:
    return one_line(clean_text(text[: 4 * limit], limit=4 * limit), limit=limit)


def _service(invoice: Invoice) -> date | None:
    if invoice.delivery and invoice.delivery.day:
        return invoice.delivery.day
    ends = [line.period.end for line in invoice.lines if line.period and line.period.end]
    if invoice.period and (invoice.period.end or invoice.period.start):
        return invoice.period.end or invoice.period.start
    return max(ends, default=None)


def _supplier(invoice: Invoice) -> Supplier:
    seller: Party = invoice.seller
    where, who = seller.address, seller.contact
    mail = who.email if who else ""
    if not mail and seller.endpoint and seller.endpoint.scheme == "EM":
        mail = seller.endpoint.value
    street = " ".join(filter(None, (where.line1, where.line2))) if where else ""
    return Supplier(
        name=_line(seller.name or seller.trading_name),
        vat_id=_line(seller.vat_id, 20).replace(" ", "").upper(),
        tax_number=_line(seller.tax_number, 40),
        street=_line(street),
        postcode=_line(where.postcode if where else "", 20),
        city=_line(where.city if where else "", 100),
        country=_line(where.country if where else "", 2).upper(),
        mail=_line(mail, 200),
        phone=_line(who.phone if who else "", 40),
        ibans=_ibans(invoice.payment),
    )


def _ibans(payment: Payment | None) -> tuple[str, ...]:
    found = []
    for account in payment.accounts if payment else ():
        try:
            found.append(iban.validate(account.iban))
        except InputError:
            continue
    return tuple(dict.fromkeys(found))


def _read_line(line: Line, sign: int) -> ReadLine:
    unit = codes.unit_symbol(line.unit) if line.unit else ""
    return ReadLine(
        _line(line.item.name or line.item.description),
        sign * line.net,
        line.category,
        line.rate,
        str(line.quantity) if line.quantity is not None else "",
        _line(unit, 40),
        str(line.price.net) if line.price else "",
    )


_SELF_BILLED = frozenset({"261", "389", "527"})


def _remarks(invoice: Invoice) -> list[Finding]:
    found = []
    if invoice.kind in _SELF_BILLED:
        found.append(
            Finding(
                "receipts.self_billed", "receipts",
                N_("The customer settles with the firm here (self-billing): this is revenue."),
                N_("Book it as an invoice of the firm, not as a bill."), Severity.WARNING,
            )
        )  # fmt: skip
    if invoice.payment and invoice.payment.means in DEBITED:
        found.append(
            Finding(
                "receipts.debited", "receipts",
                N_("The supplier collects the money by direct debit; it is not to be paid."),
                "", Severity.NOTE,
            )
        )  # fmt: skip
    if any(one.base is not None for one in invoice.skonto):
        found.append(
            Finding(
                "receipts.skonto_part", "receipts",
                N_("The discount for early payment counts on a part of the bill only."),
                N_("Enter the discount by hand when you pay."), Severity.NOTE,
            )
        )  # fmt: skip
    return found


def _content(invoice: Invoice) -> str:
    """Words for the search: texts of lines, notes, references."""
    parts = [line.item.name for line in invoice.lines]
    parts += [line.item.description for line in invoice.lines if line.item.description]
    parts += [note.text for note in invoice.notes]
    parts += [invoice.order, invoice.contract, invoice.project, invoice.buyer_reference]
    text = "\n".join(filter(None, parts))[:_CONTENT]
    return clean_text(text, limit=_CONTENT, multiline=True)
