"""Parties and addresses in CII."""

from __future__ import annotations

from kontor.documents.einvoice.record import Address, Identifier, Party
from kontor.documents.einvoice.write.tree import Element, Tree


def party(tree: Tree, parent: Element, tag: str, one: Party) -> None:
    """A trade party in the order of the schema."""
    group = tree.group(parent, tag)
    for number in sorted(one.ids, key=lambda number: bool(number.scheme)):
        identifier(tree, group, number)
    tree.text(group, "ram:Name", one.name)
    tree.text(group, "ram:Description", one.legal_info)
    legal = tree.group(group, "ram:SpecifiedLegalOrganization")
    if one.legal_id:
        tree.text(legal, "ram:ID", one.legal_id.value, schemeID=one.legal_id.scheme)
    tree.text(legal, "ram:TradingBusinessName", one.trading_name)
    if one.contact:
        contact = tree.group(group, "ram:DefinedTradeContact")
        tree.text(contact, "ram:PersonName", one.contact.name)
        path = "ram:TelephoneUniversalCommunication/ram:CompleteNumber"
        tree.text(contact, path, one.contact.phone)
        tree.text(contact, "ram:EmailURIUniversalCommunication/ram:URIID", one.contact.email)
    address(tree, group, one.address)
    if one.endpoint:
        path = "ram:URIUniversalCommunication/ram:URIID"
        tree.text(group, path, one.endpoint.value, schemeID=one.endpoint.scheme)
    for tax_id, scheme in ((one.tax_number, "FC"), (one.vat_id, "VA")):
        tree.text(group, "ram:SpecifiedTaxRegistration/ram:ID", tax_id, schemeID=scheme)


def identifier(tree: Tree, group: Element, number: Identifier) -> None:
    """An identifier: one of a known list is a GlobalID, others are plain."""
    if number.scheme:
        tree.text(group, "ram:GlobalID", number.value, schemeID=number.scheme)
    else:
        tree.text(group, "ram:ID", number.value)


def address(tree: Tree, parent: Element, one: Address | None) -> None:
    """A postal address in the order of the schema."""
    if one is None:
        return
    group = tree.group(parent, "ram:PostalTradeAddress")
    for tag, text in (
        ("PostcodeCode", one.postcode),
        ("LineOne", one.line1),
        ("LineTwo", one.line2),
        ("LineThree", one.line3),
        ("CityName", one.city),
        ("CountryID", one.country),
        ("CountrySubDivisionName", one.subdivision),
    ):
        tree.text(group, f"ram:{tag}", text)
