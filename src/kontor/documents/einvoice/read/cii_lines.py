"""Lines, allowances, charges and periods of CII."""

from __future__ import annotations

from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.read.node import Node, Reader
from kontor.documents.einvoice.record import (
    Adjustment,
    Identifier,
    Item,
    Line,
    Period,
    Price,
)


def line(reader: Reader, node: Node) -> Line | None:
    """One line; a line without number, product and amount is only a text."""
    settlement = node.first("SpecifiedLineTradeSettlement")
    agreement = node.first("SpecifiedLineTradeAgreement")
    paper = node.first("AssociatedDocumentLineDocument")
    item = _item(reader, node.first("SpecifiedTradeProduct"))
    total = settlement.first("MonetarySummation/LineTotalAmount") if settlement else None
    if total is None and not item.name:
        return None  # ZUGFeRD 1 carries remarks as lines of their own
    quantity = node.first("SpecifiedLineTradeDelivery/BilledQuantity")
    return Line(
        id=reader.text(paper, "LineID"),
        item=item,
        quantity=reader.number(node, "SpecifiedLineTradeDelivery/BilledQuantity", "BT-129"),
        unit=quantity.get("unitCode") if quantity else "",
        price=_price(reader, agreement),
        net=reader.amount(settlement, "MonetarySummation/LineTotalAmount", "BT-131"),
        category=reader.text(settlement, "ApplicableTradeTax/CategoryCode"),
        rate=reader.rate(settlement, "ApplicableTradeTax/RateApplicablePercent", "BT-152"),
        adjustments=adjustments(reader, settlement),
        note=reader.text(paper, "IncludedNote/Content", lines=True),
        period=period(reader, settlement, "BT-134"),
        object_id=_object(reader, settlement),
        order_line=reader.text(agreement, "BuyerOrderReferencedDocument/LineID"),
        account=reader.text(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID"),
    )


def _item(reader: Reader, node: Node | None) -> Item:
    if node is None:
        return Item()
    standard = node.first("GlobalID")
    return Item(
        name=reader.text(node, "Name"),
        description=reader.text(node, "Description", lines=True),
        seller_id=reader.text(node, "SellerAssignedID"),
        buyer_id=reader.text(node, "BuyerAssignedID"),
        standard_id=Identifier(reader.text(standard), standard.get("schemeID"))
        if standard
        else None,
        classes=tuple(
            Identifier(reader.text(one), one.get("listID"), one.get("listVersionID"))
            for one in node.all("DesignatedProductClassification/ClassCode")
        ),
        origin=reader.text(node, "OriginTradeCountry/ID"),
        attributes=tuple(
            (reader.text(one, "Description"), reader.text(one, "Value"))
            for one in node.all("ApplicableProductCharacteristic")
        ),
    )


def _price(reader: Reader, agreement: Node | None) -> Price | None:
    path = "NetPriceProductTradePrice"
    net = reader.number(agreement, f"{path}/ChargeAmount", "BT-146")
    if agreement is None or net is None:
        return None
    gross = "GrossPriceProductTradePrice"
    basis = agreement.first(f"{path}/BasisQuantity") or agreement.first(f"{gross}/BasisQuantity")
    return Price(
        net,
        reader.number(agreement, f"{gross}/ChargeAmount", "BT-148"),
        _discount(reader, agreement.all(f"{gross}/AppliedTradeAllowanceCharge")),
        reader.number(basis, ".", "BT-149"),
        basis.get("unitCode") if basis else "",
    )


def _discount(reader: Reader, parts: list[Node]) -> Number | None:
    """All discounts on the price less all charges; older profiles have several."""
    found = [
        (part, number)
        for part in parts
        if (number := reader.number(part, "ActualAmount", "BT-147")) is not None
    ]
    if not found:
        return None
    places = max(number.places for _part, number in found)
    total = sum(
        -number.scaled(places) if is_charge(reader, part) else number.scaled(places)
        for part, number in found
    )
    return Number(total, places)


def is_charge(reader: Reader, node: Node) -> bool:
    """Whether an allowance or charge is a charge."""
    said = reader.text(node, "ChargeIndicator/Indicator", "ChargeIndicator")
    return said.lower() in {"true", "1"}


def _object(reader: Reader, settlement: Node | None) -> Identifier | None:
    for node in settlement.all("AdditionalReferencedDocument") if settlement else []:
        if reader.text(node, "TypeCode") == "130":
            number = reader.text(node, "IssuerAssignedID", "ID")
            return Identifier(number, reader.text(node, "ReferenceTypeCode"))
    return None


def period(reader: Reader, node: Node | None, term: str) -> Period | None:
    """A period; None when neither day is given."""
    path = "BillingSpecifiedPeriod/{}/DateTimeString"
    start = reader.day(node, path.format("StartDateTime"), term)
    end = reader.day(node, path.format("EndDateTime"), term)
    return Period(start, end) if start or end else None


def adjustments(
    reader: Reader, node: Node | None, *, header: bool = False
) -> tuple[Adjustment, ...]:
    """Allowances and charges; logistics charges of older profiles count as charges."""
    if node is None:
        return ()
    term = "BT-92" if header else "BT-136"
    found = [
        Adjustment(
            reader.amount(one, "ActualAmount", term),
            is_charge(reader, one),
            reader.text(one, "Reason"),
            reader.text(one, "ReasonCode"),
            reader.number(one, "CalculationPercent", term),
            reader.cents(one, "BasisAmount", term),
            reader.text(one, "CategoryTradeTax/CategoryCode"),
            reader.rate(one, "CategoryTradeTax/RateApplicablePercent", term),
        )
        for one in node.all("SpecifiedTradeAllowanceCharge")
    ]
    found += [
        Adjustment(
            reader.amount(one, "AppliedAmount", "BT-99"),
            True,
            reader.text(one, "Description"),
            category=reader.text(one, "AppliedTradeTax/CategoryCode"),
            rate=reader.rate(one, "AppliedTradeTax/RateApplicablePercent", "BT-103"),
        )
        for one in node.all("SpecifiedLogisticsServiceCharge")
    ]
    return tuple(found)
