"""Use cases of the terms of business: certificates, standing, how invoices go out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlmodel import select

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.contacts import queries, terms_queries
from kontor.contacts.model import ContactTable
from kontor.contacts.terms import (
    CertificateInput,
    CertificateRow,
    InvoicingInput,
    InvoicingRow,
    StandingInput,
    StandingRow,
)
from kontor.store.unit import Unit, use_case


@use_case(N_("Certificate added"))
def add_certificate(unit: Unit, data: CertificateInput) -> int:
    """Add a certificate of a contact, or of the own firm."""
    return unit.put(CertificateRow(**_certificate(unit, data))).key


@use_case(N_("Certificate changed"))
def change_certificate(unit: Unit, certificate: int, data: CertificateInput) -> None:
    """Change a certificate; all its fields are given."""
    row = _row(unit, certificate)
    for field, value in _certificate(unit, data).items():
        setattr(row, field, value)
    unit.flush()


@use_case(N_("Certificate removed"))
def drop_certificate(unit: Unit, certificate: int) -> None:
    """Remove a certificate; its history stays."""
    unit.delete(_row(unit, certificate))
    unit.flush()


@use_case(N_("Invoicing terms set"))
def set_invoicing(unit: Unit, contact: int, data: InvoicingInput) -> None:
    """Set how a customer gets invoices and who he is for the tax; what is not given stays."""
    _known(unit, contact)
    row = unit.exec(select(InvoicingRow).where(InvoicingRow.contact == contact)).first()
    if row is None:
        usual = terms_queries.invoicing(unit.con, contact).customer_kind
        row = InvoicingRow(contact=contact, customer_kind=usual)
    for field, value in data.model_dump(exclude_unset=True).items():
        if value is not None or field not in {"format", "customer_kind"}:
            setattr(row, field, value or None)
    if row.format.startswith("xrechnung") and not row.leitweg_id:
        raise InputError(
            N_("An XRechnung needs the Leitweg-ID or buyer reference of the customer."),
            field="leitweg_id",
        )
    unit.put(row)


@use_case(N_("Standing written down"))
def set_standing(unit: Unit, contact: int, data: StandingInput, today: date) -> None:
    """Write down limit, class and block of a customer."""
    _known(unit, contact)
    row = unit.exec(select(StandingRow).where(StandingRow.contact == contact)).first()
    row = row or StandingRow(contact=contact, day=today)
    for field, value in data.model_dump(exclude={"reasons"}).items():
        setattr(row, field, value or None if field == "blocked" else value)
    row.reasons, row.day = json.dumps(list(data.reasons), ensure_ascii=False), today
    unit.put(row)


def _certificate(unit: Unit, data: CertificateInput) -> dict[str, Any]:
    if data.valid_to is not None and data.valid_to < data.valid_from:
        raise InputError(N_("The end lies before the beginning."), field="valid_to")
    contact = queries.resolve(unit.con, data.contact).id if data.contact else None
    values = data.model_dump(exclude={"contact", "stored"})
    return {**values, "contact": contact, "file": data.stored}


def _row(unit: Unit, certificate: int) -> CertificateRow:
    row = unit.get(CertificateRow, certificate)
    if row is None:
        raise NotFound(N_("There is no certificate {number}."), number=certificate)
    return row


def _known(unit: Unit, contact: int) -> None:
    if unit.get(ContactTable, contact) is None:
        raise NotFound(N_("There is no contact {number}."), number=contact)
