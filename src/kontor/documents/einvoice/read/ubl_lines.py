"""Lines, allowances, charges and periods of UBL."""

from __future__ import annotations

from kontor.documents.einvoice.read.node import Node, Reader
from kontor.documents.einvoice.read.ubl_parties import identifier
from kontor.documents.einvoice.record import (
    Adjustment,
    Identifier,
    Item,
    Line,
    Period,
    Price,
)


def line(reader: Reader, node: Node) -> Line:
    """One line."""
    quantity = node.first("InvoicedQuantity") or node.first("CreditedQuantity")
    item = node.first("Item")
    objects = None
    for paper in node.all("DocumentReference"):
        if reader.text(paper, "DocumentTypeCode") in {"130", ""}:
            objects = identifier(reader, paper.first("ID"))
    return Line(
        id=reader.text(node, "ID"),
        item=_item(reader, item),
        quantity=reader.number(quantity, ".", "BT-129"),
        unit=quantity.get("unitCode") if quantity else "",
        price=_price(reader, node.first("Price")),
        net=reader.amount(node, "LineExtensionAmount", "BT-131"),
        category=reader.text(item, "ClassifiedTaxCategory/ID"),
        rate=reader.rate(item, "ClassifiedTaxCategory/Percent", "BT-152"),
        adjustments=adjustments(reader, node),
        note=reader.text(node, "Note", lines=True),
        period=period(reader, node, "BT-134"),
        object_id=objects,
        order_line=reader.text(node, "OrderLineReference/LineID"),
        account=reader.text(node, "AccountingCost"),
    )


def _item(reader: Reader, node: Node | None) -> Item:
    if node is None:
        return Item()
    path = "CommodityClassification/ItemClassificationCode"
    return Item(
        name=reader.text(node, "Name"),
        description=reader.text(node, "Description", lines=True),
        seller_id=reader.text(node, "SellersItemIdentification/ID"),
        buyer_id=reader.text(node, "BuyersItemIdentification/ID"),
        standard_id=identifier(reader, node.first("StandardItemIdentification/ID")),
        classes=tuple(
            Identifier(reader.text(one), one.get("listID"), one.get("listVersionID"))
            for one in node.all(path)
        ),
        origin=reader.text(node, "OriginCountry/IdentificationCode"),
        attributes=tuple(
            (reader.text(one, "Name"), reader.text(one, "Value"))
            for one in node.all("AdditionalItemProperty")
        ),
    )


def _price(reader: Reader, node: Node | None) -> Price | None:
    net = reader.number(node, "PriceAmount", "BT-146")
    if node is None or net is None:
        return None
    basis = node.first("BaseQuantity")
    return Price(
        net,
        reader.number(node, "AllowanceCharge/BaseAmount", "BT-148"),
        reader.number(node, "AllowanceCharge/Amount", "BT-147"),
        reader.number(basis, ".", "BT-149"),
        basis.get("unitCode") if basis else "",
    )


def period(reader: Reader, node: Node | None, term: str) -> Period | None:
    """A period; None when neither day is given."""
    start = reader.day(node, "InvoicePeriod/StartDate", term)
    end = reader.day(node, "InvoicePeriod/EndDate", term)
    return Period(start, end) if start or end else None


def adjustments(reader: Reader, node: Node, *, header: bool = False) -> tuple[Adjustment, ...]:
    """Allowances and charges of the document or of a line."""
    term = "BT-92" if header else "BT-136"
    return tuple(
        Adjustment(
            reader.amount(one, "Amount", term),
            reader.text(one, "ChargeIndicator").lower() in {"true", "1"},
            reader.text(one, "AllowanceChargeReason"),
            reader.text(one, "AllowanceChargeReasonCode"),
            reader.number(one, "MultiplierFactorNumeric", term),
            reader.cents(one, "BaseAmount", term),
            reader.text(one, "TaxCategory/ID"),
            reader.rate(one, "TaxCategory/Percent", term),
        )
        for one in node.all("AllowanceCharge")
    )
