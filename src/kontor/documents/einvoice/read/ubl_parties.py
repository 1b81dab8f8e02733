"""Parties and addresses of UBL."""

from __future__ import annotations

from kontor.documents.einvoice.read.node import Node, Reader
from kontor.documents.einvoice.record import Address, Contact, Identifier, Party

SEPA = "SEPA"  # the creditor id of direct debits stands among the identifiers of the seller


def identifier(reader: Reader, node: Node | None) -> Identifier | None:
    """A number with its scheme."""
    if node is None or not (text := reader.text(node)):
        return None
    return Identifier(text, node.get("schemeID"))


def party(reader: Reader, node: Node | None) -> Party:
    """A party; an empty one when it is not in the file."""
    if node is None:
        return Party()
    legal, name = node.first("PartyLegalEntity"), reader.text(node, "PartyName/Name")
    registered = reader.text(legal, "RegistrationName")
    vat, other = _taxes(reader, node)
    return Party(
        name=registered or name,
        trading_name=name if registered else "",
        ids=tuple(
            found
            for one in node.all("PartyIdentification/ID")
            if one.get("schemeID") != SEPA and (found := identifier(reader, one))
        ),
        legal_id=identifier(reader, legal.first("CompanyID") if legal else None),
        vat_id=vat,
        tax_number=other,
        legal_info=reader.text(legal, "CompanyLegalForm", lines=True),
        endpoint=identifier(reader, node.first("EndpointID")),
        address=address(reader, node, "PostalAddress"),
        contact=_contact(reader, node.first("Contact")),
    )


def _taxes(reader: Reader, node: Node) -> tuple[str, str]:
    vat = other = ""
    for one in node.all("PartyTaxScheme"):
        number = reader.text(one, "CompanyID")
        if reader.text(one, "TaxScheme/ID").upper() == "VAT":
            vat = vat or number
        else:
            other = other or number
    return vat, other


def _contact(reader: Reader, node: Node | None) -> Contact | None:
    if node is None:
        return None
    return Contact(
        reader.text(node, "Name"),
        reader.text(node, "Telephone"),
        reader.text(node, "ElectronicMail"),
    )


def address(reader: Reader, parent: Node | None, tag: str) -> Address | None:
    """A postal address."""
    node = parent.first(tag) if parent else None
    if node is None:
        return None
    return Address(
        reader.text(node, "StreetName"),
        reader.text(node, "AdditionalStreetName"),
        reader.text(node, "AddressLine/Line"),
        reader.text(node, "CityName"),
        reader.text(node, "PostalZone"),
        reader.text(node, "CountrySubentity"),
        reader.text(node, "Country/IdentificationCode"),
    )
