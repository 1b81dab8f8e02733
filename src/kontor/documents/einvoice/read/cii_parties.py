"""Parties and addresses of CII."""

from __future__ import annotations

from kontor.documents.einvoice.read.node import Node, Reader
from kontor.documents.einvoice.record import Address, Contact, Identifier, Party


def identifiers(reader: Reader, node: Node | None) -> tuple[Identifier, ...]:
    """Plain and global identifiers of a party or place."""
    found = []
    for tag in ("ID", "GlobalID"):
        for one in node.all(tag) if node else []:
            if text := reader.text(one):
                found.append(Identifier(text, one.get("schemeID")))
    return tuple(found)


def party(reader: Reader, parent: Node | None, tag: str) -> Party:
    """A party; an empty one when it is not in the file."""
    node = parent.first(tag) if parent else None
    if node is None:
        return Party()
    legal = node.first("SpecifiedLegalOrganization/ID")
    endpoint = node.first("URIUniversalCommunication/URIID")
    taxes = {
        one.get("schemeID").upper(): reader.text(one)
        for one in reversed(node.all("SpecifiedTaxRegistration/ID"))
    }
    return Party(
        name=reader.text(node, "Name"),
        trading_name=reader.text(node, "SpecifiedLegalOrganization/TradingBusinessName"),
        ids=identifiers(reader, node),
        legal_id=_identifier(reader, legal),
        vat_id=taxes.get("VA", ""),
        tax_number=taxes.get("FC", ""),
        legal_info=reader.text(node, "Description", lines=True),
        endpoint=_identifier(reader, endpoint),
        address=address(reader, node),
        contact=_contact(reader, node.first("DefinedTradeContact")),
    )


def _identifier(reader: Reader, node: Node | None) -> Identifier | None:
    if node is None or not (text := reader.text(node)):
        return None
    return Identifier(text, node.get("schemeID"))


def _contact(reader: Reader, node: Node | None) -> Contact | None:
    if node is None:
        return None
    phone, email = "TelephoneUniversalCommunication", "EmailURIUniversalCommunication"
    return Contact(
        reader.text(node, "PersonName", "DepartmentName"),
        reader.text(node, f"{phone}/CompleteNumber"),
        reader.text(node, f"{email}/URIID", f"{email}/CompleteNumber"),
    )


def address(reader: Reader, parent: Node | None) -> Address | None:
    """A postal address."""
    node = parent.first("PostalTradeAddress") if parent else None
    if node is None:
        return None
    return Address(
        reader.text(node, "LineOne"),
        reader.text(node, "LineTwo"),
        reader.text(node, "LineThree"),
        reader.text(node, "CityName"),
        reader.text(node, "PostcodeCode"),
        reader.text(node, "CountrySubDivisionName"),
        reader.text(node, "CountryID"),
    )
