"""Seller, buyer, payee and tax representative."""

from __future__ import annotations

import re

from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.base.ids import vat_id
from kontor.base.text import quoted
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.check.faults import CUSTOMER, FIRM, HERE, Case, Faults
from kontor.documents.einvoice.record import Address, Contact, Identifier, Party

_EMAIL = re.compile(r"[^@\s]+@([^@.\s]+\.)+[^@.\s]+")
_VAT_COUNTRIES = frozenset({"EL", "XI"})  # Greece and Northern Ireland have their own


def check(case: Case, faults: Faults) -> None:
    """Everything that belongs to a party."""
    _seller(case, faults)
    _buyer(case, faults)
    _others(case, faults)


def _seller(case: Case, faults: Faults) -> None:
    seller = case.invoice.seller
    faults.need(seller.name, "BR-06", "BT-27", FIRM)
    if _address(seller.address, ("BR-08", "BG-5"), ("BR-09", "BT-40"), FIRM, faults):
        address = seller.address or Address()
        if case.profile.german:
            faults.need(address.city, "BR-DE-3", "BT-37", FIRM)
            faults.need(address.postcode, "BR-DE-4", "BT-38", FIRM)
    numbers = (*seller.ids, seller.legal_id or Identifier(""), Identifier(seller.vat_id))
    if not any(one.value.strip() for one in numbers):
        faults.wrong(
            "BR-CO-26", "BT-29",
            N_("The tax number alone is not enough: {term}, register number or VAT id is needed."),
            N_("Enter the VAT id or any number that your customers know you by."),
        )  # fmt: skip
    _numbers(seller, "BT-29", "BT-30", faults)
    _vat_id(seller.vat_id, "BT-31", FIRM, faults)
    _endpoint(seller.endpoint, "BR-62", "BT-34", FIRM, faults)
    if case.profile.german:
        faults.need(seller.endpoint and seller.endpoint.value, "PEPPOL-EN16931-R020", "BT-34", FIRM)
        _contact(seller.contact, faults)


def _contact(contact: Contact | None, faults: Faults) -> None:
    if contact is None or contact == Contact():
        faults.missing("BR-DE-2", "BG-6", FIRM)
        return
    faults.need(contact.name, "BR-DE-5", "BT-41", FIRM)
    faults.need(contact.phone, "BR-DE-6", "BT-42", FIRM)
    faults.need(contact.email, "BR-DE-7", "BT-43", FIRM)
    if contact.phone and sum(char.isdecimal() for char in contact.phone) < 3:
        faults.wrong(
            "BR-DE-27", "BT-42", N_("{term}: “{text}” has fewer than three digits."), FIRM,
            severity=Severity.WARNING, text=quoted(contact.phone),
        )  # fmt: skip
    if contact.email and not _EMAIL.fullmatch(contact.email.strip()):
        faults.wrong(
            "BR-DE-28", "BT-43", N_("{term}: “{text}” is no email address."), FIRM,
            severity=Severity.WARNING, text=quoted(contact.email),
        )  # fmt: skip


def _buyer(case: Case, faults: Faults) -> None:
    buyer = case.invoice.buyer
    faults.need(buyer.name, "BR-07", "BT-44", CUSTOMER)
    if _address(buyer.address, ("BR-10", "BG-8"), ("BR-11", "BT-55"), CUSTOMER, faults):
        address = buyer.address or Address()
        if case.profile.german:
            faults.need(address.city, "BR-DE-8", "BT-52", CUSTOMER)
            faults.need(address.postcode, "BR-DE-9", "BT-53", CUSTOMER)
    _numbers(buyer, "BT-46", "BT-47", faults)
    _vat_id(buyer.vat_id, "BT-48", CUSTOMER, faults)
    _endpoint(buyer.endpoint, "BR-63", "BT-49", CUSTOMER, faults)
    if case.profile.german:
        faults.need(
            buyer.endpoint and buyer.endpoint.value, "PEPPOL-EN16931-R010", "BT-49", CUSTOMER
        )


def _others(case: Case, faults: Faults) -> None:
    invoice = case.invoice
    if invoice.payee:
        faults.need(invoice.payee.name, "BR-17", "BT-59")
        _numbers(invoice.payee, "BT-60", "BT-61", faults)
    one = invoice.representative
    if one:
        faults.need(one.name, "BR-18", "BT-62")
        _address(one.address, ("BR-19", "BG-12"), ("BR-20", "BT-69"), HERE, faults)
        faults.need(one.vat_id, "BR-56", "BT-63")
        _vat_id(one.vat_id, "BT-63", HERE, faults)


def _address(
    address: Address | None,
    whole: tuple[str, str],
    country: tuple[str, str],
    remedy: str,
    faults: Faults,
) -> bool:
    """Whether there is an address at all; without a country it is none for the tax office."""
    if address is None or address == Address():
        faults.missing(*whole, remedy)
        return False
    faults.need(address.country, *country, remedy)
    faults.listed(address.country, "country", "BR-CL-14", country[1])
    return True


def _numbers(party: Party, ids: str, legal: str, faults: Faults) -> None:
    for number in party.ids:
        faults.listed(number.scheme, "icd", "BR-CL-10", ids)
    if party.legal_id:
        faults.listed(party.legal_id.scheme, "icd", "BR-CL-11", legal)


def _vat_id(text: str, term: str, remedy: str, faults: Faults) -> None:
    if not text.strip():
        return
    if text.strip()[:2] not in codes.allowed("country") | _VAT_COUNTRIES:
        faults.wrong(
            "BR-CO-09", term, N_("{term}: “{text}” does not begin with a country."), remedy,
            text=quoted(text),
        )  # fmt: skip
        return
    doubt = vat_id.check(text)
    if doubt:
        faults.append(
            doubt._replace(where="einvoice", field=term, severity=Severity.WARNING, remedy=remedy)
        )


def _endpoint(
    endpoint: Identifier | None, code: str, term: str, remedy: str, faults: Faults
) -> None:
    if endpoint is None or not endpoint.value.strip():
        return
    if not endpoint.scheme:
        faults.wrong(
            code, term, N_("{term}: what kind of address it is, is missing."),
            N_("Choose one from the list."),
        )  # fmt: skip
    faults.listed(endpoint.scheme, "eas", "BR-CL-25", term)
    if endpoint.scheme == "EM" and not _EMAIL.fullmatch(endpoint.value.strip()):
        faults.wrong(
            "einvoice.email", term, N_("{term}: “{text}” is no email address."), remedy,
            severity=Severity.WARNING, text=quoted(endpoint.value),
        )  # fmt: skip
