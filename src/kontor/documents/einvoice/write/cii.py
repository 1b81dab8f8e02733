"""Writes the syntax CII (UN/CEFACT Cross Industry Invoice): ZUGFeRD, Factur-X and XRechnung.

The order of the elements is that of the schema D16B.
"""

from __future__ import annotations

import base64
from datetime import date

from kontor.documents.einvoice.profiles import PROCESS, Profile
from kontor.documents.einvoice.record import (
    Adjustment,
    Invoice,
    Payment,
    Period,
    Reference,
    VatGroup,
)
from kontor.documents.einvoice.terms import compose
from kontor.documents.einvoice.write.cii_lines import adjustment, line, period
from kontor.documents.einvoice.write.cii_parties import address, identifier, party
from kontor.documents.einvoice.write.tree import Element, Tree, compact_date, shown_sum

SPACES: dict[str | None, str] = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
_DELIVERY = frozenset({"ram:ApplicableHeaderTradeDelivery"})  # the schema wants it, even empty


def write(invoice: Invoice, profile: Profile) -> bytes:
    """The invoice as CII."""
    tree = Tree("rsm:CrossIndustryInvoice", SPACES)
    context = tree.group(tree.root, "rsm:ExchangedDocumentContext")
    tree.text(
        context, "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
        invoice.process or PROCESS,
    )  # fmt: skip
    tree.text(
        context, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", profile.specification
    )
    _document(tree, invoice)
    deal = tree.group(tree.root, "rsm:SupplyChainTradeTransaction")
    for one in invoice.lines:
        line(tree, deal, one)
    _agreement(tree, deal, invoice)
    _delivery(tree, deal, invoice)
    _settlement(tree, deal, invoice)
    return tree.bytes(keep=_DELIVERY)


def _day(tree: Tree, parent: Element, path: str, day: date | None) -> None:
    tree.text(parent, f"{path}/udt:DateTimeString", compact_date(day), format="102")


def _document(tree: Tree, invoice: Invoice) -> None:
    head = tree.group(tree.root, "rsm:ExchangedDocument")
    tree.text(head, "ram:ID", invoice.number)
    tree.text(head, "ram:TypeCode", invoice.kind)
    _day(tree, head, "ram:IssueDateTime", invoice.issued)
    for note in invoice.notes:
        if note.text.strip():
            group = tree.group(head, "ram:IncludedNote")
            tree.text(group, "ram:Content", note.text)
            tree.text(group, "ram:SubjectCode", note.subject)


def _agreement(tree: Tree, deal: Element, invoice: Invoice) -> None:
    group = tree.group(deal, "ram:ApplicableHeaderTradeAgreement")
    tree.text(group, "ram:BuyerReference", invoice.buyer_reference)
    party(tree, group, "ram:SellerTradeParty", invoice.seller)
    party(tree, group, "ram:BuyerTradeParty", invoice.buyer)
    if invoice.representative:
        party(tree, group, "ram:SellerTaxRepresentativeTradeParty", invoice.representative)
    for path, number in (
        ("ram:SellerOrderReferencedDocument", invoice.sales_order),
        ("ram:BuyerOrderReferencedDocument", invoice.order),
        ("ram:ContractReferencedDocument", invoice.contract),
    ):
        tree.text(group, f"{path}/ram:IssuerAssignedID", number)
    _additional(tree, group, invoice)
    if invoice.project:
        project = tree.group(group, "ram:SpecifiedProcuringProject")
        tree.text(project, "ram:ID", invoice.project)
        tree.text(project, "ram:Name", invoice.project)


def _additional(tree: Tree, group: Element, invoice: Invoice) -> None:
    path = "ram:AdditionalReferencedDocument"
    for one in invoice.attachments:
        paper = tree.group(group, path)
        tree.text(paper, "ram:IssuerAssignedID", one.id)
        tree.text(paper, "ram:URIID", one.uri)
        tree.text(paper, "ram:TypeCode", "916")
        tree.text(paper, "ram:Name", one.description)
        tree.text(
            paper, "ram:AttachmentBinaryObject", base64.b64encode(one.content).decode(),
            mimeCode=one.mime, filename=one.file_name,
        )  # fmt: skip
    if invoice.tender:
        paper = tree.group(group, path)
        tree.text(paper, "ram:IssuerAssignedID", invoice.tender)
        tree.text(paper, "ram:TypeCode", "50")
    if invoice.object_id:
        paper = tree.group(group, path)
        tree.text(paper, "ram:IssuerAssignedID", invoice.object_id.value)
        tree.text(paper, "ram:TypeCode", "130")
        tree.text(paper, "ram:ReferenceTypeCode", invoice.object_id.scheme)


def _delivery(tree: Tree, deal: Element, invoice: Invoice) -> None:
    group = tree.group(deal, "ram:ApplicableHeaderTradeDelivery")
    given = invoice.delivery
    if given:
        place = tree.group(group, "ram:ShipToTradeParty")
        if given.location:
            identifier(tree, place, given.location)
        tree.text(place, "ram:Name", given.name)
        address(tree, place, given.address)
        _day(tree, group, "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime", given.day)
    for path, number in (
        ("ram:DespatchAdviceReferencedDocument", invoice.despatch_advice),
        ("ram:ReceivingAdviceReferencedDocument", invoice.receiving_advice),
    ):
        tree.text(group, f"{path}/ram:IssuerAssignedID", number)


def _settlement(tree: Tree, deal: Element, invoice: Invoice) -> None:
    group = tree.group(deal, "ram:ApplicableHeaderTradeSettlement")
    payment = invoice.payment or Payment()
    if payment.debit:
        tree.text(group, "ram:CreditorReferenceID", payment.debit.creditor_id)
    tree.text(group, "ram:PaymentReference", payment.remittance)
    tree.text(group, "ram:TaxCurrencyCode", invoice.tax_currency)
    tree.text(group, "ram:InvoiceCurrencyCode", invoice.currency)
    if invoice.payee:
        party(tree, group, "ram:PayeeTradeParty", invoice.payee)
    _means(tree, group, payment)
    for tax in invoice.groups:
        _tax(tree, group, tax, invoice)
    period(tree, group, invoice.period or Period())
    for one in invoice.adjustments:
        _adjustment(tree, group, one)
    _terms(tree, group, invoice, payment)
    _totals(tree, group, invoice)
    for reference in invoice.preceding:
        _preceding(tree, group, reference)
    tree.text(group, "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID", invoice.account)


def _means(tree: Tree, group: Element, payment: Payment) -> None:
    if not payment.means:
        return
    for account in payment.accounts or (None,):
        means = tree.group(group, "ram:SpecifiedTradeSettlementPaymentMeans")
        tree.text(means, "ram:TypeCode", payment.means)
        tree.text(means, "ram:Information", payment.means_text)
        if payment.card:
            card = tree.group(means, "ram:ApplicableTradeSettlementFinancialCard")
            tree.text(card, "ram:ID", payment.card.number)
            tree.text(card, "ram:CardholderName", payment.card.holder)
        if payment.debit:
            path = "ram:PayerPartyDebtorFinancialAccount/ram:IBANID"
            tree.text(means, path, payment.debit.iban)
        if account:
            to = tree.group(means, "ram:PayeePartyCreditorFinancialAccount")
            tree.text(to, "ram:IBANID", account.iban)
            tree.text(to, "ram:AccountName", account.name)
            path = "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"
            tree.text(means, path, account.bic)


def _tax(tree: Tree, group: Element, tax: VatGroup, invoice: Invoice) -> None:
    one = tree.group(group, "ram:ApplicableTradeTax")
    tree.money(one, "ram:CalculatedAmount", tax.tax)
    tree.text(one, "ram:TypeCode", "VAT")
    tree.text(one, "ram:ExemptionReason", tax.reason)
    tree.money(one, "ram:BasisAmount", tax.basis)
    tree.text(one, "ram:CategoryCode", tax.category)
    tree.text(one, "ram:ExemptionReasonCode", tax.reason_code)
    tree.text(one, "ram:TaxPointDate/udt:DateString", compact_date(invoice.tax_point), format="102")
    tree.text(one, "ram:DueDateTypeCode", invoice.tax_point_code)
    tree.rate(one, "ram:RateApplicablePercent", tax.rate)


def _adjustment(tree: Tree, group: Element, one: Adjustment) -> None:
    element = adjustment(tree, group, one)
    tax = tree.group(element, "ram:CategoryTradeTax")
    tree.text(tax, "ram:TypeCode", "VAT")
    tree.text(tax, "ram:CategoryCode", one.category)
    tree.rate(tax, "ram:RateApplicablePercent", one.rate)


def _terms(tree: Tree, group: Element, invoice: Invoice, payment: Payment) -> None:
    terms = tree.group(group, "ram:SpecifiedTradePaymentTerms")
    tree.text(terms, "ram:Description", compose(invoice.skonto, invoice.terms))
    _day(tree, terms, "ram:DueDateDateTime", invoice.due)
    if payment.debit:
        tree.text(terms, "ram:DirectDebitMandateID", payment.debit.mandate)


def _totals(tree: Tree, group: Element, invoice: Invoice) -> None:
    given = invoice.totals
    sums = tree.group(group, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    tree.money(sums, "ram:LineTotalAmount", given.lines)
    tree.money(sums, "ram:ChargeTotalAmount", shown_sum(given.charges, invoice, charge=True))
    tree.money(sums, "ram:AllowanceTotalAmount", shown_sum(given.allowances, invoice, charge=False))
    tree.money(sums, "ram:TaxBasisTotalAmount", given.net)
    tree.money(sums, "ram:TaxTotalAmount", given.tax, currencyID=invoice.currency)
    if given.tax_booked is not None and invoice.tax_currency:
        tree.money(sums, "ram:TaxTotalAmount", given.tax_booked, currencyID=invoice.tax_currency)
    tree.money(sums, "ram:RoundingAmount", given.rounding or None)
    tree.money(sums, "ram:GrandTotalAmount", given.gross)
    tree.money(sums, "ram:TotalPrepaidAmount", given.prepaid or None)
    tree.money(sums, "ram:DuePayableAmount", given.due)


def _preceding(tree: Tree, group: Element, reference: Reference) -> None:
    paper = tree.group(group, "ram:InvoiceReferencedDocument")
    tree.text(paper, "ram:IssuerAssignedID", reference.number)
    tree.text(
        paper, "ram:FormattedIssueDateTime/qdt:DateTimeString",
        compact_date(reference.issued), format="102",
    )  # fmt: skip
