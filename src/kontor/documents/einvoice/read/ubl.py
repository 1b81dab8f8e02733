"""Reads the syntax UBL 2.1: Invoice and CreditNote."""

from __future__ import annotations

import re
from typing import Any

from kontor.base.i18n import N_
from kontor.documents.einvoice.profiles import UBL_TAX_POINT
from kontor.documents.einvoice.read.content import decoded
from kontor.documents.einvoice.read.node import Node, Reader
from kontor.documents.einvoice.read.ubl_lines import adjustments, line, period
from kontor.documents.einvoice.read.ubl_parties import SEPA, address, identifier, party
from kontor.documents.einvoice.record import (
    Account,
    Attachment,
    Card,
    Delivery,
    DirectDebit,
    Identifier,
    Invoice,
    Note,
    Payment,
    Reference,
    Totals,
    VatGroup,
)
from kontor.documents.einvoice.terms import parse as parse_terms

SPACES = ("urn:oasis:names:specification:ubl:schema:xsd:",)
_SUBJECT = re.compile(r"#([A-Z]{3})#(.*)", re.DOTALL)
_SUMS = {
    "lines": ("LineExtensionAmount", "BT-106"),
    "net": ("TaxExclusiveAmount", "BT-109"),
    "gross": ("TaxInclusiveAmount", "BT-112"),
    "allowances": ("AllowanceTotalAmount", "BT-107"),
    "charges": ("ChargeTotalAmount", "BT-108"),
    "prepaid": ("PrepaidAmount", "BT-113"),
    "rounding": ("PayableRoundingAmount", "BT-114"),
    "due": ("PayableAmount", "BT-115"),
}


def read(root: Node, reader: Reader) -> tuple[Invoice, frozenset[str]]:
    """The record, and which totals the file gives."""
    currency = reader.text(root, "DocumentCurrencyCode")
    if root.first("InvoiceLine/SubInvoiceLine"):
        reader.note(
            "sublines",
            N_("Lines below lines were not read; the upper lines carry the sums."),
            "BG-25",
        )
    tax_currency = reader.text(root, "TaxCurrencyCode")
    totals, given = _totals(reader, root, currency, tax_currency)
    skonto, free = parse_terms(reader.text(root, "PaymentTerms/Note", lines=True))
    code = reader.text(root, "InvoicePeriod/DescriptionCode")
    back = {ubl: neutral for neutral, ubl in UBL_TAX_POINT.items()}
    invoice = Invoice(
        number=reader.text(root, "ID"),
        issued=reader.day(root, "IssueDate", "BT-2"),
        kind=reader.text(root, "InvoiceTypeCode", "CreditNoteTypeCode"),
        currency=currency,
        seller=party(reader, root.first("AccountingSupplierParty/Party")),
        buyer=party(reader, root.first("AccountingCustomerParty/Party")),
        lines=tuple(
            line(reader, one) for tag in ("InvoiceLine", "CreditNoteLine") for one in root.all(tag)
        ),
        adjustments=adjustments(reader, root, header=True),
        groups=_groups(reader, root, currency),
        totals=totals,
        buyer_reference=reader.text(root, "BuyerReference"),
        due=reader.day(root, "DueDate", "BT-9")
        or reader.day(root, "PaymentMeans/PaymentDueDate", "BT-9"),
        skonto=skonto,
        terms=free,
        payment=_payment(reader, root),
        delivery=_delivery(reader, root.first("Delivery")),
        period=period(reader, root, "BT-73"),
        notes=_notes(reader, root),
        preceding=_preceding(reader, root),
        tax_currency=tax_currency,
        tax_point=reader.day(root, "TaxPointDate", "BT-7"),
        tax_point_code=back.get(code, code),
        specification=reader.text(root, "CustomizationID"),
        process=reader.text(root, "ProfileID"),
        **_others(reader, root),
        **_papers(reader, root),
    )
    return invoice, given


def _others(reader: Reader, root: Node) -> dict[str, Any]:
    return {
        name: party(reader, node)
        for name, tag in (("payee", "PayeeParty"), ("representative", "TaxRepresentativeParty"))
        if (node := root.first(tag))
    }


def _papers(reader: Reader, root: Node) -> dict[str, Any]:
    order = reader.text(root, "OrderReference/ID")
    sales = reader.text(root, "OrderReference/SalesOrderID")
    project = reader.text(root, "ProjectReference/ID")
    objects: Identifier | None = None
    attachments: list[Attachment] = []
    for node in root.all("AdditionalDocumentReference"):
        number = node.first("ID")
        match reader.text(node, "DocumentTypeCode"):
            case "130":
                objects = identifier(reader, number)
            case "50":
                project = project or reader.text(number)
            case _:
                attachments.append(_attachment(reader, node))
    return {
        "order": "" if order == "NA" and sales else order,
        "sales_order": sales,
        "project": project,
        "object_id": objects,
        "attachments": tuple(attachments),
        "tender": reader.text(root, "OriginatorDocumentReference/ID"),
        "contract": reader.text(root, "ContractDocumentReference/ID"),
        "despatch_advice": reader.text(root, "DespatchDocumentReference/ID"),
        "receiving_advice": reader.text(root, "ReceiptDocumentReference/ID"),
        "account": reader.text(root, "AccountingCost"),
    }


def _attachment(reader: Reader, node: Node) -> Attachment:
    binary = node.first("Attachment/EmbeddedDocumentBinaryObject")
    return Attachment(
        reader.text(node, "ID"),
        reader.text(node, "DocumentDescription"),
        reader.text(node, "Attachment/ExternalReference/URI"),
        binary.get("filename") if binary else "",
        binary.get("mimeCode") if binary else "",
        decoded(reader, binary.raw if binary else ""),
    )


def _notes(reader: Reader, root: Node) -> tuple[Note, ...]:
    found = []
    for node in root.all("Note"):
        if text := reader.text(node, lines=True):
            subject = _SUBJECT.fullmatch(text)
            found.append(Note(subject[2], subject[1]) if subject else Note(text))
    return tuple(found)


def _preceding(reader: Reader, root: Node) -> tuple[Reference, ...]:
    return tuple(
        Reference(number, reader.day(node, "IssueDate", "BT-26"))
        for node in root.all("BillingReference/InvoiceDocumentReference")
        if (number := reader.text(node, "ID"))
    )


def _delivery(reader: Reader, node: Node | None) -> Delivery | None:
    if node is None:
        return None
    place = node.first("DeliveryLocation")
    return Delivery(
        reader.day(node, "ActualDeliveryDate", "BT-72"),
        reader.text(node, "DeliveryParty/PartyName/Name"),
        identifier(reader, place.first("ID")) if place else None,
        address(reader, place, "Address"),
    )


def _payment(reader: Reader, root: Node) -> Payment | None:
    means = root.all("PaymentMeans")
    if not means:
        return None
    accounts = []
    card, debit = None, None
    for node in means:
        if to := node.first("PayeeFinancialAccount"):
            accounts.append(
                Account(
                    reader.text(to, "ID"),
                    reader.text(to, "Name"),
                    reader.text(to, "FinancialInstitutionBranch/ID"),
                )
            )
        if found := node.first("CardAccount"):
            card = Card(
                reader.text(found, "PrimaryAccountNumberID"), reader.text(found, "HolderName")
            )
        if found := node.first("PaymentMandate"):
            iban = reader.text(found, "PayerFinancialAccount/ID")
            debit = DirectDebit(reader.text(found, "ID"), _creditor(reader, root), iban)
    first = means[0]
    code = first.first("PaymentMeansCode")
    return Payment(
        reader.text(code),
        code.get("name") if code else "",
        reader.text(first, "PaymentID"),
        tuple(accounts),
        card,
        debit,
    )


def _creditor(reader: Reader, root: Node) -> str:
    for path in ("PayeeParty", "AccountingSupplierParty/Party"):
        for node in root.all(f"{path}/PartyIdentification/ID"):
            if node.get("schemeID") == SEPA:
                return reader.text(node)
    return ""


def _taxes(root: Node, currency: str) -> list[Node]:
    """The tax totals in the currency of the document; all of them when none says its own."""
    every = root.all("TaxTotal")
    own = [
        node
        for node in every
        if (amount := node.first("TaxAmount")) and amount.get("currencyID") == currency
    ]
    return own or every


def _groups(reader: Reader, root: Node, currency: str) -> tuple[VatGroup, ...]:
    return tuple(
        VatGroup(
            reader.text(node, "TaxCategory/ID"),
            reader.rate(node, "TaxCategory/Percent", "BT-119"),
            reader.amount(node, "TaxableAmount", "BT-116"),
            reader.amount(node, "TaxAmount", "BT-117"),
            reader.text(node, "TaxCategory/TaxExemptionReason", lines=True),
            reader.text(node, "TaxCategory/TaxExemptionReasonCode"),
        )
        for total in _taxes(root, currency)
        for node in total.all("TaxSubtotal")
    )


def _totals(
    reader: Reader, root: Node, currency: str, tax_currency: str
) -> tuple[Totals, frozenset[str]]:
    node = root.first("LegalMonetaryTotal")
    found: dict[str, int] = {}
    for name, (tag, term) in _SUMS.items():
        cents = reader.cents(node, tag, term)
        if cents is not None:
            found[name] = cents
    for total in _taxes(root, currency)[:1]:
        cents = reader.cents(total, "TaxAmount", "BT-110")
        if cents is not None:
            found["tax"] = cents
    booked = None
    for total in root.all("TaxTotal"):
        amount = total.first("TaxAmount")
        if amount and amount.get("currencyID") == tax_currency != currency:
            booked = reader.cents(amount, ".", "BT-111")
    third = [reader.amount(one, "PaidAmount", "BT-DEX-002") for one in root.all("PrepaidPayment")]
    totals = Totals(tax_booked=booked, third_party=sum(third), **found)
    return totals, frozenset(found)
