"""Lines, allowances and periods in CII."""

from __future__ import annotations

from kontor.documents.einvoice.record import Adjustment, Item, Line, Period, Price
from kontor.documents.einvoice.write.tree import Element, Tree, compact_date


def line(tree: Tree, deal: Element, one: Line) -> None:
    """One line in the order of the schema."""
    group = tree.group(deal, "ram:IncludedSupplyChainTradeLineItem")
    paper = tree.group(group, "ram:AssociatedDocumentLineDocument")
    tree.text(paper, "ram:LineID", one.id)
    tree.text(paper, "ram:IncludedNote/ram:Content", one.note)
    _item(tree, group, one.item)
    agreement = tree.group(group, "ram:SpecifiedLineTradeAgreement")
    tree.text(agreement, "ram:BuyerOrderReferencedDocument/ram:LineID", one.order_line)
    if one.price:
        _price(tree, agreement, one.price, one.unit)
    tree.number(
        group, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", one.quantity,
        unitCode=one.unit,
    )  # fmt: skip
    _settlement(tree, group, one)


def _item(tree: Tree, group: Element, item: Item) -> None:
    product = tree.group(group, "ram:SpecifiedTradeProduct")
    if item.standard_id:
        path, number = "ram:GlobalID", item.standard_id
        tree.text(product, path, number.value, schemeID=number.scheme)
    tree.text(product, "ram:SellerAssignedID", item.seller_id)
    tree.text(product, "ram:BuyerAssignedID", item.buyer_id)
    tree.text(product, "ram:Name", item.name)
    tree.text(product, "ram:Description", item.description)
    for name, value in item.attributes:
        one = tree.group(product, "ram:ApplicableProductCharacteristic")
        tree.text(one, "ram:Description", name)
        tree.text(one, "ram:Value", value)
    for number in item.classes:
        path = "ram:DesignatedProductClassification/ram:ClassCode"
        tree.text(product, path, number.value, listID=number.scheme, listVersionID=number.version)
    tree.text(product, "ram:OriginTradeCountry/ram:ID", item.origin)


def _price(tree: Tree, agreement: Element, price: Price, unit: str) -> None:
    if price.gross is not None:
        gross = tree.group(agreement, "ram:GrossPriceProductTradePrice")
        tree.number(gross, "ram:ChargeAmount", price.gross)
        tree.number(gross, "ram:BasisQuantity", price.basis, unitCode=price.basis_unit or unit)
        if price.discount is not None:
            less = tree.group(gross, "ram:AppliedTradeAllowanceCharge")
            tree.text(less, "ram:ChargeIndicator/udt:Indicator", "false")
            tree.number(less, "ram:ActualAmount", price.discount)
    net = tree.group(agreement, "ram:NetPriceProductTradePrice")
    tree.number(net, "ram:ChargeAmount", price.net)
    tree.number(net, "ram:BasisQuantity", price.basis, unitCode=price.basis_unit or unit)


def _settlement(tree: Tree, group: Element, one: Line) -> None:
    settlement = tree.group(group, "ram:SpecifiedLineTradeSettlement")
    tax = tree.group(settlement, "ram:ApplicableTradeTax")
    tree.text(tax, "ram:TypeCode", "VAT" if one.category else "")
    tree.text(tax, "ram:CategoryCode", one.category)
    tree.rate(tax, "ram:RateApplicablePercent", one.rate)
    if one.period:
        period(tree, settlement, one.period)
    for part in one.adjustments:
        adjustment(tree, settlement, part)
    path = "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
    tree.money(settlement, path, one.net)
    if one.object_id:
        paper = tree.group(settlement, "ram:AdditionalReferencedDocument")
        tree.text(paper, "ram:IssuerAssignedID", one.object_id.value)
        tree.text(paper, "ram:TypeCode", "130")
        tree.text(paper, "ram:ReferenceTypeCode", one.object_id.scheme)
    path = "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"
    tree.text(settlement, path, one.account)


def period(tree: Tree, parent: Element, one: Period) -> None:
    """A period; nothing when neither day is known."""
    group = tree.group(parent, "ram:BillingSpecifiedPeriod")
    for tag, day in (("StartDateTime", one.start), ("EndDateTime", one.end)):
        path = f"ram:{tag}/udt:DateTimeString"
        tree.text(group, path, compact_date(day), format="102")


def adjustment(tree: Tree, parent: Element, one: Adjustment) -> Element:
    """An allowance or charge, without its tax."""
    group = tree.group(parent, "ram:SpecifiedTradeAllowanceCharge")
    tree.text(group, "ram:ChargeIndicator/udt:Indicator", "true" if one.charge else "false")
    tree.number(group, "ram:CalculationPercent", one.percent)
    tree.money(group, "ram:BasisAmount", one.base)
    tree.money(group, "ram:ActualAmount", one.cents)
    tree.text(group, "ram:ReasonCode", one.reason_code)
    tree.text(group, "ram:Reason", one.reason)
    return group
