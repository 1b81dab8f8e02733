"""Parties and addresses in UBL."""

from __future__ import annotations

from kontor.documents.einvoice.record import Address, Identifier, Party
from kontor.documents.einvoice.write.tree import Element, Tree


def party(tree: Tree, parent: Element, one: Party, *, creditor: str = "") -> None:
    """Seller or buyer in the order of the schema; the creditor id of direct debits joins it."""
    group = tree.group(parent, "cac:Party")
    if one.endpoint:
        tree.text(group, "cbc:EndpointID", one.endpoint.value, schemeID=one.endpoint.scheme)
    _numbers(tree, group, one, creditor)
    tree.text(group, "cac:PartyName/cbc:Name", one.trading_name)
    address(tree, group, "cac:PostalAddress", one.address)
    _tax(tree, group, one)
    legal = tree.group(group, "cac:PartyLegalEntity")
    tree.text(legal, "cbc:RegistrationName", one.name)
    _legal_id(tree, legal, one.legal_id)
    tree.text(legal, "cbc:CompanyLegalForm", one.legal_info)
    if one.contact:
        contact = tree.group(group, "cac:Contact")
        tree.text(contact, "cbc:Name", one.contact.name)
        tree.text(contact, "cbc:Telephone", one.contact.phone)
        tree.text(contact, "cbc:ElectronicMail", one.contact.email)


def payee(tree: Tree, top: Element, one: Party, creditor: str) -> None:
    """Who gets the money instead of the seller (Zahlungsempfänger)."""
    group = tree.group(top, "cac:PayeeParty")
    _numbers(tree, group, one, creditor)
    tree.text(group, "cac:PartyName/cbc:Name", one.name)
    _legal_id(tree, tree.group(group, "cac:PartyLegalEntity"), one.legal_id)


def representative(tree: Tree, top: Element, one: Party) -> None:
    """Who answers for the seller's tax (Fiskalvertreter)."""
    group = tree.group(top, "cac:TaxRepresentativeParty")
    tree.text(group, "cac:PartyName/cbc:Name", one.name)
    address(tree, group, "cac:PostalAddress", one.address)
    _tax(tree, group, one)


def _numbers(tree: Tree, group: Element, one: Party, creditor: str) -> None:
    for number in one.ids:
        tree.text(group, "cac:PartyIdentification/cbc:ID", number.value, schemeID=number.scheme)
    tree.text(group, "cac:PartyIdentification/cbc:ID", creditor, schemeID="SEPA")


def _legal_id(tree: Tree, legal: Element, number: Identifier | None) -> None:
    if number:
        tree.text(legal, "cbc:CompanyID", number.value, schemeID=number.scheme)


def _tax(tree: Tree, group: Element, one: Party) -> None:
    for number, scheme in ((one.vat_id, "VAT"), (one.tax_number, "FC")):
        if number.strip():
            tax = tree.group(group, "cac:PartyTaxScheme")
            tree.text(tax, "cbc:CompanyID", number)
            tree.text(tax, "cac:TaxScheme/cbc:ID", scheme)


def address(tree: Tree, parent: Element, tag: str, one: Address | None) -> None:
    """A postal address in the order of the schema."""
    if one is None:
        return
    group = tree.group(parent, tag)
    for path, text in (
        ("cbc:StreetName", one.line1),
        ("cbc:AdditionalStreetName", one.line2),
        ("cbc:CityName", one.city),
        ("cbc:PostalZone", one.postcode),
        ("cbc:CountrySubentity", one.subdivision),
        ("cac:AddressLine/cbc:Line", one.line3),
        ("cac:Country/cbc:IdentificationCode", one.country),
    ):
        tree.text(group, path, text)
