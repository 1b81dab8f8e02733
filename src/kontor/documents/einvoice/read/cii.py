"""Reads the syntax CII: ZUGFeRD 1 and 2, Factur-X, XRechnung."""

from __future__ import annotations

from typing import Any

from kontor.documents.einvoice.read.cii_lines import adjustments, line, period
from kontor.documents.einvoice.read.cii_parties import address, identifiers, party
from kontor.documents.einvoice.read.content import decoded
from kontor.documents.einvoice.read.node import Node, Reader
from kontor.documents.einvoice.record import (
    Account,
    Attachment,
    Card,
    Delivery,
    DirectDebit,
    Identifier,
    Invoice,
    Line,
    Note,
    Payment,
    Reference,
    Totals,
    VatGroup,
)
from kontor.documents.einvoice.terms import parse as parse_terms

_UNE = "urn:un:unece:uncefact:data:standard:"
SPACES = (_UNE, "urn:ferd:")
# ZUGFeRD 1 has the same things under other names
OLD_NAMES = {
    "SpecifiedExchangedDocumentContext": "ExchangedDocumentContext",
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeDelivery": "ApplicableHeaderTradeDelivery",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation": "MonetarySummation",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "MonetarySummation",
    "SpecifiedTradeSettlementLineMonetarySummation": "MonetarySummation",
    "ApplicablePercent": "RateApplicablePercent",
}
_SUMS = {
    "lines": ("LineTotalAmount", "BT-106"),
    "charges": ("ChargeTotalAmount", "BT-108"),
    "allowances": ("AllowanceTotalAmount", "BT-107"),
    "net": ("TaxBasisTotalAmount", "BT-109"),
    "rounding": ("RoundingAmount", "BT-114"),
    "gross": ("GrandTotalAmount", "BT-112"),
    "prepaid": ("TotalPrepaidAmount", "BT-113"),
    "due": ("DuePayableAmount", "BT-115"),
}
_UNCOUNTED = frozenset({"GROUP", "INFORMATION"})


def read(root: Node, reader: Reader) -> tuple[Invoice, frozenset[str]]:
    """The record, and which totals the file gives."""
    deal = root.first("SupplyChainTradeTransaction")
    agreement = deal.first("ApplicableHeaderTradeAgreement") if deal else None
    settlement = deal.first("ApplicableHeaderTradeSettlement") if deal else None
    head = root.first("ExchangedDocument")
    currency = reader.text(settlement, "InvoiceCurrencyCode")
    tax_currency = reader.text(settlement, "TaxCurrencyCode")
    totals, given = _totals(reader, settlement, currency, tax_currency)
    terms = reader.text(settlement, "SpecifiedTradePaymentTerms/Description", lines=True)
    skonto, free = parse_terms(terms)
    context = root.first("ExchangedDocumentContext")
    guideline = "GuidelineSpecifiedDocumentContextParameter/ID"
    process = "BusinessProcessSpecifiedDocumentContextParameter/ID"
    tender, objects, attachments = _additional(reader, agreement)
    invoice = Invoice(
        number=reader.text(head, "ID"),
        issued=reader.day(head, "IssueDateTime/DateTimeString", "BT-2"),
        kind=reader.text(head, "TypeCode"),
        currency=currency,
        seller=party(reader, agreement, "SellerTradeParty"),
        buyer=party(reader, agreement, "BuyerTradeParty"),
        lines=_lines(reader, deal),
        adjustments=adjustments(reader, settlement, header=True),
        groups=_groups(reader, settlement),
        totals=totals,
        buyer_reference=reader.text(agreement, "BuyerReference"),
        due=reader.day(
            settlement, "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString", "BT-9"
        ),
        skonto=skonto,
        terms=free,
        payment=_payment(reader, settlement),
        delivery=_delivery(reader, deal),
        period=period(reader, settlement, "BT-73"),
        notes=_notes(reader, head),
        preceding=_preceding(reader, settlement),
        attachments=attachments,
        tax_currency=tax_currency,
        tax_point=reader.day(settlement, "ApplicableTradeTax/TaxPointDate/DateString", "BT-7"),
        tax_point_code=reader.text(settlement, "ApplicableTradeTax/DueDateTypeCode"),
        tender=tender,
        object_id=objects,
        account=reader.text(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID"),
        specification=reader.text(context, guideline),
        process=reader.text(context, process),
        **_others(reader, agreement, settlement),
        **_papers(reader, deal, agreement),
    )
    return invoice, given


def _others(reader: Reader, agreement: Node | None, settlement: Node | None) -> dict[str, Any]:
    return {
        name: party(reader, node, tag)
        for name, node, tag in (
            ("representative", agreement, "SellerTaxRepresentativeTradeParty"),
            ("payee", settlement, "PayeeTradeParty"),
        )
        if node and node.first(tag)
    }


def _papers(reader: Reader, deal: Node | None, agreement: Node | None) -> dict[str, Any]:
    delivery = deal.first("ApplicableHeaderTradeDelivery") if deal else None
    number = ("IssuerAssignedID", "ID")  # ZUGFeRD 1 calls it ID
    return {
        name: reader.text(node, *(f"{tag}/{one}" for one in number))
        for name, node, tag in (
            ("sales_order", agreement, "SellerOrderReferencedDocument"),
            ("order", agreement, "BuyerOrderReferencedDocument"),
            ("contract", agreement, "ContractReferencedDocument"),
            ("project", agreement, "SpecifiedProcuringProject"),
            ("despatch_advice", delivery, "DespatchAdviceReferencedDocument"),
            ("receiving_advice", delivery, "ReceivingAdviceReferencedDocument"),
        )
    }


def _lines(reader: Reader, deal: Node | None) -> tuple[Line, ...]:
    """Lines that count; headings and informative lines carry no amount of their own."""
    found = []
    for node in deal.all("IncludedSupplyChainTradeLineItem") if deal else []:
        status = "AssociatedDocumentLineDocument/LineStatusReasonCode"
        if reader.text(node, status) not in _UNCOUNTED:
            found.append(line(reader, node))
    return tuple(one for one in found if one is not None)


def _notes(reader: Reader, head: Node | None) -> tuple[Note, ...]:
    found = []
    for node in head.all("IncludedNote") if head else []:
        if text := reader.text(node, "Content", lines=True):
            found.append(Note(text, reader.text(node, "SubjectCode")))
    return tuple(found)


def _additional(
    reader: Reader, agreement: Node | None
) -> tuple[str, Identifier | None, tuple[Attachment, ...]]:
    tender, objects = "", None
    attachments: list[Attachment] = []
    for node in agreement.all("AdditionalReferencedDocument") if agreement else []:
        number = reader.text(node, "IssuerAssignedID", "ID")
        match reader.text(node, "TypeCode"):
            case "50":
                tender = number
            case "130":
                objects = Identifier(number, reader.text(node, "ReferenceTypeCode"))
            case _:
                attachments.append(_attachment(reader, node, number))
    return tender, objects, tuple(attachments)


def _attachment(reader: Reader, node: Node, number: str) -> Attachment:
    binary = node.first("AttachmentBinaryObject")
    return Attachment(
        number,
        reader.text(node, "Name"),
        reader.text(node, "URIID"),
        binary.get("filename") if binary else "",
        binary.get("mimeCode") if binary else "",
        decoded(reader, binary.raw if binary else ""),
    )


def _delivery(reader: Reader, deal: Node | None) -> Delivery | None:
    node = deal.first("ApplicableHeaderTradeDelivery") if deal else None
    place = node.first("ShipToTradeParty") if node else None
    day = reader.day(
        node, "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString", "BT-72"
    )
    if not day and not place:
        return None
    return Delivery(
        day,
        reader.text(place, "Name"),
        next(iter(identifiers(reader, place)), None),
        address(reader, place),
    )


def _payment(reader: Reader, settlement: Node | None) -> Payment | None:
    means = settlement.all("SpecifiedTradeSettlementPaymentMeans") if settlement else []
    mandate = reader.text(settlement, "SpecifiedTradePaymentTerms/DirectDebitMandateID")
    creditor = reader.text(settlement, "CreditorReferenceID")
    remittance = reader.text(settlement, "PaymentReference")
    if not (means or mandate or creditor or remittance):
        return None
    debited = cards = ""
    holder = ""
    accounts = []
    for node in means:
        debited = debited or reader.text(node, "PayerPartyDebtorFinancialAccount/IBANID")
        cards = cards or reader.text(node, "ApplicableTradeSettlementFinancialCard/ID")
        holder = holder or reader.text(
            node, "ApplicableTradeSettlementFinancialCard/CardholderName"
        )
        if account := _account(reader, node):
            accounts.append(account)
    first = means[0] if means else None
    debit = DirectDebit(mandate, creditor, debited) if mandate or creditor or debited else None
    return Payment(
        reader.text(first, "TypeCode"),
        reader.text(first, "Information"),
        remittance,
        tuple(accounts),
        Card(cards, holder) if cards else None,
        debit,
    )


def _account(reader: Reader, node: Node) -> Account | None:
    to = node.first("PayeePartyCreditorFinancialAccount")
    bic = reader.text(node, "PayeeSpecifiedCreditorFinancialInstitution/BICID")
    if to is None and not bic:
        return None
    return Account(reader.text(to, "IBANID", "ProprietaryID"), reader.text(to, "AccountName"), bic)


def _groups(reader: Reader, settlement: Node | None) -> tuple[VatGroup, ...]:
    return tuple(
        VatGroup(
            reader.text(node, "CategoryCode"),
            reader.rate(node, "RateApplicablePercent", "BT-119"),
            reader.amount(node, "BasisAmount", "BT-116"),
            reader.amount(node, "CalculatedAmount", "BT-117"),
            reader.text(node, "ExemptionReason", lines=True),
            reader.text(node, "ExemptionReasonCode"),
        )
        for node in (settlement.all("ApplicableTradeTax") if settlement else [])
    )


def _totals(
    reader: Reader, settlement: Node | None, currency: str, tax_currency: str
) -> tuple[Totals, frozenset[str]]:
    node = settlement.first("MonetarySummation") if settlement else None
    found: dict[str, int] = {}
    for name, (tag, term) in _SUMS.items():
        cents = reader.cents(node, tag, term)
        if cents is not None:
            found[name] = cents
    booked = None
    for tax in node.all("TaxTotalAmount") if node else []:
        own = tax.get("currencyID")
        cents = reader.cents(tax, ".", "BT-110")
        if cents is None:
            continue
        if own and own == tax_currency != currency:
            booked = cents
        elif "tax" not in found or own == currency:
            found["tax"] = cents
    return Totals(tax_booked=booked, **found), frozenset(found)


def _preceding(reader: Reader, settlement: Node | None) -> tuple[Reference, ...]:
    found = []
    for node in settlement.all("InvoiceReferencedDocument") if settlement else []:
        if number := reader.text(node, "IssuerAssignedID", "ID"):
            day = reader.day(node, "FormattedIssueDateTime/DateTimeString", "BT-26")
            found.append(Reference(number, day))
    return tuple(found)
