"""Lines, allowances, periods and tax categories in UBL."""

from __future__ import annotations

from kontor.documents.einvoice.record import Adjustment, Item, Line, Period, Price, VatGroup
from kontor.documents.einvoice.write.tree import Element, Tree, iso_date


def line(tree: Tree, one: Line, currency: str, *, credit: bool) -> None:
    """One line in the order of the schema."""
    group = tree.group(tree.root, "cac:CreditNoteLine" if credit else "cac:InvoiceLine")
    tree.text(group, "cbc:ID", one.id)
    tree.text(group, "cbc:Note", one.note)
    quantity = "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity"
    tree.number(group, quantity, one.quantity, unitCode=one.unit)
    tree.money(group, "cbc:LineExtensionAmount", one.net, currencyID=currency)
    tree.text(group, "cbc:AccountingCost", one.account)
    period(tree, group, one.period)
    tree.text(group, "cac:OrderLineReference/cbc:LineID", one.order_line)
    if one.object_id:
        paper = tree.group(group, "cac:DocumentReference")
        tree.text(paper, "cbc:ID", one.object_id.value, schemeID=one.object_id.scheme)
        tree.text(paper, "cbc:DocumentTypeCode", "130")
    for part in one.adjustments:
        adjustment(tree, group, part, currency)
    item = tree.group(group, "cac:Item")
    _item(tree, item, one.item)
    tax_category(tree, item, "cac:ClassifiedTaxCategory", one.category, one.rate)
    for name, value in one.item.attributes:
        attribute = tree.group(item, "cac:AdditionalItemProperty")
        tree.text(attribute, "cbc:Name", name)
        tree.text(attribute, "cbc:Value", value)
    if one.price:
        _price(tree, group, one, one.price, currency)


def _item(tree: Tree, group: Element, item: Item) -> None:
    tree.text(group, "cbc:Description", item.description)
    tree.text(group, "cbc:Name", item.name)
    tree.text(group, "cac:BuyersItemIdentification/cbc:ID", item.buyer_id)
    tree.text(group, "cac:SellersItemIdentification/cbc:ID", item.seller_id)
    if item.standard_id:
        path, number = "cac:StandardItemIdentification/cbc:ID", item.standard_id
        tree.text(group, path, number.value, schemeID=number.scheme)
    tree.text(group, "cac:OriginCountry/cbc:IdentificationCode", item.origin)
    for number in item.classes:
        path = "cac:CommodityClassification/cbc:ItemClassificationCode"
        tree.text(group, path, number.value, listID=number.scheme, listVersionID=number.version)


def _price(tree: Tree, group: Element, one: Line, price: Price, currency: str) -> None:
    element = tree.group(group, "cac:Price")
    tree.number(element, "cbc:PriceAmount", price.net, currencyID=currency)
    tree.number(element, "cbc:BaseQuantity", price.basis, unitCode=price.basis_unit or one.unit)
    if price.gross is not None and price.discount is not None:
        less = tree.group(element, "cac:AllowanceCharge")
        tree.text(less, "cbc:ChargeIndicator", "false")
        tree.number(less, "cbc:Amount", price.discount, currencyID=currency)
        tree.number(less, "cbc:BaseAmount", price.gross, currencyID=currency)


def period(tree: Tree, parent: Element, one: Period | None, code: str = "") -> None:
    """A period, with the tax point code of the document."""
    group = tree.group(parent, "cac:InvoicePeriod")
    if one:
        tree.text(group, "cbc:StartDate", iso_date(one.start))
        tree.text(group, "cbc:EndDate", iso_date(one.end))
    tree.text(group, "cbc:DescriptionCode", code)


def adjustment(tree: Tree, parent: Element, one: Adjustment, currency: str) -> Element:
    """An allowance or charge, without its tax."""
    group = tree.group(parent, "cac:AllowanceCharge")
    tree.text(group, "cbc:ChargeIndicator", "true" if one.charge else "false")
    tree.text(group, "cbc:AllowanceChargeReasonCode", one.reason_code)
    tree.text(group, "cbc:AllowanceChargeReason", one.reason)
    tree.number(group, "cbc:MultiplierFactorNumeric", one.percent)
    tree.money(group, "cbc:Amount", one.cents, currencyID=currency)
    tree.money(group, "cbc:BaseAmount", one.base, currencyID=currency)
    return group


def tax_category(
    tree: Tree, parent: Element, tag: str, category: str, rate: int | None,
    *, reasons: VatGroup | None = None,
) -> None:  # fmt: skip
    """Category and rate; in a VAT group also why no tax is due."""
    if not category:
        return
    group = tree.group(parent, tag)
    tree.text(group, "cbc:ID", category)
    tree.rate(group, "cbc:Percent", rate)
    if reasons:
        tree.text(group, "cbc:TaxExemptionReasonCode", reasons.reason_code)
        tree.text(group, "cbc:TaxExemptionReason", reasons.reason)
    tree.text(group, "cac:TaxScheme/cbc:ID", "VAT")
