"""Writes the syntax UBL 2.1 (OASIS Universal Business Language): XRechnung.

A credit note (381) has a root of its own, in which the due date moves to the payment means. The
order of the elements is that of the schemas.
"""

from __future__ import annotations

import base64

from kontor.documents.einvoice.profiles import PROCESS, UBL_TAX_POINT, Profile
from kontor.documents.einvoice.record import Invoice, Payment, Reference, VatGroup
from kontor.documents.einvoice.terms import compose
from kontor.documents.einvoice.write.tree import Element, Tree, iso_date, shown_sum
from kontor.documents.einvoice.write.ubl_lines import adjustment, line, period, tax_category
from kontor.documents.einvoice.write.ubl_parties import address, party, payee, representative

CREDIT_NOTES = frozenset({"381", "396", "81", "83", "532", "261", "262", "296", "308", "420",
                          "458", "502", "503"})  # fmt: skip
_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
COMMON: dict[str | None, str] = {
    "cac": f"{_OASIS}CommonAggregateComponents-2",
    "cbc": f"{_OASIS}CommonBasicComponents-2",
}


def is_credit(invoice: Invoice) -> bool:
    """Whether UBL takes the root CreditNote."""
    return invoice.kind in CREDIT_NOTES


def write(invoice: Invoice, profile: Profile) -> bytes:
    """The invoice as UBL."""
    root = "CreditNote" if is_credit(invoice) else "Invoice"
    tree = Tree(root, {None: f"{_OASIS}{root}-2", **COMMON})
    _head(tree, invoice, profile)
    _references(tree, invoice)
    top = tree.root
    creditor = (
        invoice.payment.debit.creditor_id if invoice.payment and invoice.payment.debit else ""
    )
    seller = tree.group(top, "cac:AccountingSupplierParty")
    party(tree, seller, invoice.seller, creditor="" if invoice.payee else creditor)
    party(tree, tree.group(top, "cac:AccountingCustomerParty"), invoice.buyer)
    if invoice.payee:
        payee(tree, top, invoice.payee, creditor)
    if invoice.representative:
        representative(tree, top, invoice.representative)
    _delivery(tree, invoice)
    _means(tree, invoice)
    terms = compose(invoice.skonto, invoice.terms)
    tree.text(top, "cac:PaymentTerms/cbc:Note", terms)
    for one in invoice.adjustments:
        group = adjustment(tree, top, one, invoice.currency)
        tax_category(tree, group, "cac:TaxCategory", one.category, one.rate)
    _taxes(tree, invoice)
    _totals(tree, invoice)
    for item in invoice.lines:
        line(tree, item, invoice.currency, credit=is_credit(invoice))
    return tree.bytes()


def _head(tree: Tree, invoice: Invoice, profile: Profile) -> None:
    top, credit = tree.root, is_credit(invoice)
    tree.text(top, "cbc:CustomizationID", profile.specification)
    tree.text(top, "cbc:ProfileID", invoice.process or PROCESS)
    tree.text(top, "cbc:ID", invoice.number)
    tree.text(top, "cbc:IssueDate", iso_date(invoice.issued))
    if credit:
        tree.text(top, "cbc:TaxPointDate", iso_date(invoice.tax_point))
        tree.text(top, "cbc:CreditNoteTypeCode", invoice.kind)
    else:
        tree.text(top, "cbc:DueDate", iso_date(invoice.due))
        tree.text(top, "cbc:InvoiceTypeCode", invoice.kind)
    for note in invoice.notes:
        if note.text.strip():
            subject = f"#{note.subject}#" if note.subject else ""
            tree.text(top, "cbc:Note", f"{subject}{note.text}")
    if not credit:
        tree.text(top, "cbc:TaxPointDate", iso_date(invoice.tax_point))
    tree.text(top, "cbc:DocumentCurrencyCode", invoice.currency)
    tree.text(top, "cbc:TaxCurrencyCode", invoice.tax_currency)
    tree.text(top, "cbc:AccountingCost", invoice.account)
    tree.text(top, "cbc:BuyerReference", invoice.buyer_reference)
    code = UBL_TAX_POINT.get(invoice.tax_point_code, invoice.tax_point_code)
    period(tree, top, invoice.period, code)


def _references(tree: Tree, invoice: Invoice) -> None:
    top = tree.root
    order = tree.group(top, "cac:OrderReference")
    # the schema wants the buyer's number also where only the seller's is known
    tree.text(order, "cbc:ID", invoice.order or ("NA" if invoice.sales_order else ""))
    tree.text(order, "cbc:SalesOrderID", invoice.sales_order)
    for reference in invoice.preceding:
        _preceding(tree, reference)
    tree.text(top, "cac:DespatchDocumentReference/cbc:ID", invoice.despatch_advice)
    tree.text(top, "cac:ReceiptDocumentReference/cbc:ID", invoice.receiving_advice)
    if not is_credit(invoice):
        tree.text(top, "cac:OriginatorDocumentReference/cbc:ID", invoice.tender)
    tree.text(top, "cac:ContractDocumentReference/cbc:ID", invoice.contract)
    _additional(tree, invoice)
    if is_credit(invoice):
        tree.text(top, "cac:OriginatorDocumentReference/cbc:ID", invoice.tender)
    else:
        tree.text(top, "cac:ProjectReference/cbc:ID", invoice.project)


def _preceding(tree: Tree, reference: Reference) -> None:
    paper = tree.group(tree.root, "cac:BillingReference/cac:InvoiceDocumentReference")
    tree.text(paper, "cbc:ID", reference.number)
    tree.text(paper, "cbc:IssueDate", iso_date(reference.issued))


def _additional(tree: Tree, invoice: Invoice) -> None:
    path = "cac:AdditionalDocumentReference"
    for one in invoice.attachments:
        paper = tree.group(tree.root, path)
        tree.text(paper, "cbc:ID", one.id)
        tree.text(paper, "cbc:DocumentDescription", one.description)
        inside = tree.group(paper, "cac:Attachment")
        tree.text(
            inside, "cbc:EmbeddedDocumentBinaryObject", base64.b64encode(one.content).decode(),
            mimeCode=one.mime, filename=one.file_name,
        )  # fmt: skip
        tree.text(inside, "cac:ExternalReference/cbc:URI", one.uri)
    if invoice.object_id:
        paper = tree.group(tree.root, path)
        number = invoice.object_id
        tree.text(paper, "cbc:ID", number.value, schemeID=number.scheme)
        tree.text(paper, "cbc:DocumentTypeCode", "130")
    if is_credit(invoice) and invoice.project:
        paper = tree.group(tree.root, path)
        tree.text(paper, "cbc:ID", invoice.project)
        tree.text(paper, "cbc:DocumentTypeCode", "50")


def _delivery(tree: Tree, invoice: Invoice) -> None:
    given = invoice.delivery
    if not given:
        return
    group = tree.group(tree.root, "cac:Delivery")
    tree.text(group, "cbc:ActualDeliveryDate", iso_date(given.day))
    place = tree.group(group, "cac:DeliveryLocation")
    if given.location:
        tree.text(place, "cbc:ID", given.location.value, schemeID=given.location.scheme)
    address(tree, place, "cac:Address", given.address)
    tree.text(group, "cac:DeliveryParty/cac:PartyName/cbc:Name", given.name)


def _means(tree: Tree, invoice: Invoice) -> None:
    payment = invoice.payment
    if not payment or not payment.means:
        return
    for account in payment.accounts or (None,):
        means = tree.group(tree.root, "cac:PaymentMeans")
        tree.text(means, "cbc:PaymentMeansCode", payment.means, name=payment.means_text)
        if is_credit(invoice):
            tree.text(means, "cbc:PaymentDueDate", iso_date(invoice.due))
        tree.text(means, "cbc:PaymentID", payment.remittance)
        if payment.card:
            card = tree.group(means, "cac:CardAccount")
            tree.text(card, "cbc:PrimaryAccountNumberID", payment.card.number)
            tree.text(card, "cbc:NetworkID", "NA")
            tree.text(card, "cbc:HolderName", payment.card.holder)
        if account:
            to = tree.group(means, "cac:PayeeFinancialAccount")
            tree.text(to, "cbc:ID", account.iban)
            tree.text(to, "cbc:Name", account.name)
            tree.text(to, "cac:FinancialInstitutionBranch/cbc:ID", account.bic)
        _mandate(tree, means, payment)


def _mandate(tree: Tree, means: Element, payment: Payment) -> None:
    if payment.debit:
        mandate = tree.group(means, "cac:PaymentMandate")
        tree.text(mandate, "cbc:ID", payment.debit.mandate)
        tree.text(mandate, "cac:PayerFinancialAccount/cbc:ID", payment.debit.iban)


def _taxes(tree: Tree, invoice: Invoice) -> None:
    given, currency = invoice.totals, invoice.currency
    total = tree.group(tree.root, "cac:TaxTotal")
    tree.money(total, "cbc:TaxAmount", given.tax, currencyID=currency)
    for group in invoice.groups:
        _subtotal(tree, total, group, currency)
    if given.tax_booked is not None and invoice.tax_currency:
        tree.money(
            tree.root, "cac:TaxTotal/cbc:TaxAmount", given.tax_booked,
            currencyID=invoice.tax_currency,
        )  # fmt: skip


def _subtotal(tree: Tree, total: Element, group: VatGroup, currency: str) -> None:
    part = tree.group(total, "cac:TaxSubtotal")
    tree.money(part, "cbc:TaxableAmount", group.basis, currencyID=currency)
    tree.money(part, "cbc:TaxAmount", group.tax, currencyID=currency)
    tax_category(tree, part, "cac:TaxCategory", group.category, group.rate, reasons=group)


def _totals(tree: Tree, invoice: Invoice) -> None:
    given, currency = invoice.totals, invoice.currency
    sums = tree.group(tree.root, "cac:LegalMonetaryTotal")
    for tag, cents in (
        ("LineExtensionAmount", given.lines),
        ("TaxExclusiveAmount", given.net),
        ("TaxInclusiveAmount", given.gross),
        ("AllowanceTotalAmount", shown_sum(given.allowances, invoice, charge=False)),
        ("ChargeTotalAmount", shown_sum(given.charges, invoice, charge=True)),
        ("PrepaidAmount", given.prepaid or None),
        ("PayableRoundingAmount", given.rounding or None),
        ("PayableAmount", given.due),
    ):
        tree.money(sums, f"cbc:{tag}", cents, currencyID=currency)
