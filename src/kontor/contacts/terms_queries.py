"""What is asked about terms of business: certificates, standing, how invoices go out."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.contacts.kinds import CertificateKind, ContactKind, CustomerKind


class Certificate(NamedTuple):
    """A certificate; without a contact the own firm's."""

    id: int
    contact: int | None
    contact_name: str | None
    kind: CertificateKind
    number: str | None
    valid_from: date
    valid_to: date | None
    checked: date | None
    file: str | None
    note: str | None

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.valid_from <= day <= (self.valid_to or date.max)


class Standing(NamedTuple):
    """Standing of a customer: limit in cents, class, reason of a block."""

    credit_limit: int | None
    risk_class: str | None
    score: int | None
    blocked: str | None
    day: date
    reasons: tuple[str, ...]


class Invoicing(NamedTuple):
    """How a customer gets invoices, and who he is for the tax."""

    format: str = "pdf"
    leitweg_id: str | None = None
    electronic_address: str | None = None
    electronic_scheme: str | None = None
    customer_kind: CustomerKind = CustomerKind.PRIVATE
    supplier_number: str | None = None


_CERTIFICATE = (
    "SELECT t.id,t.contact,c.name,t.kind,t.number,t.valid_from,t.valid_to,t.checked,t.file,t.note"
    " FROM certificate t LEFT JOIN contact c ON c.id=t.contact"
)
_ENDING = f"""{_CERTIFICATE} WHERE t.valid_to BETWEEN ?1 AND ?2 AND NOT EXISTS(
  SELECT 1 FROM certificate n WHERE n.contact IS t.contact AND n.kind=t.kind
  AND ifnull(n.valid_to,'9999')>t.valid_to) ORDER BY t.valid_to,t.id"""  # noqa: S608  own text


def certificates(con: sqlite3.Connection, contact: int | None = None) -> list[Certificate]:
    """The certificates of a contact, or those of the own firm, newest first."""
    rows = con.execute(
        f"{_CERTIFICATE} WHERE t.contact IS ? ORDER BY t.kind,t.valid_from DESC,t.id DESC",
        (contact,),
    ).fetchall()
    return [_certificate(row) for row in rows]


def best_certificate(
    con: sqlite3.Connection, contact: int | None, kind: CertificateKind, day: date
) -> Certificate | None:
    """The certificate of a kind that holds on a day, else the newest one, else none."""
    there = [one for one in certificates(con, contact) if one.kind is kind]
    holding = [one for one in there if one.holds_on(day)]
    return next(iter(holding or there), None)


def ending(con: sqlite3.Connection, first: date, last: date) -> list[Certificate]:
    """Certificates, own ones and customers', that end between two days and were not renewed."""
    rows = con.execute(
        _ENDING,
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [_certificate(row) for row in rows]


def _certificate(row: Any) -> Certificate:
    days = (date.fromisoformat(row[5]), _day(row[6]), _day(row[7]))
    return Certificate._make((*row[:3], CertificateKind(row[3]), row[4], *days, *row[8:]))


def standing(con: sqlite3.Connection, contact: int) -> Standing | None:
    """What risk wrote down about a customer."""
    row = con.execute(
        "SELECT credit_limit,risk_class,score,blocked,day,reasons FROM standing WHERE contact=?",
        (contact,),
    ).fetchone()
    if row is None:
        return None
    return Standing._make((*row[:4], date.fromisoformat(row[4]), tuple(json.loads(row[5]))))


def invoicing(con: sqlite3.Connection, contact: int) -> Invoicing:
    """How a customer gets invoices; without own terms a PDF, firms as business customers."""
    row = con.execute(
        "SELECT format,leitweg_id,electronic_address,electronic_scheme,customer_kind,"
        "supplier_number FROM invoicing WHERE contact=?",
        (contact,),
    ).fetchone()
    if row is not None:
        return Invoicing._make((*row[:4], CustomerKind(row[4]), row[5]))
    found = con.execute("SELECT kind FROM contact WHERE id=?", (contact,)).fetchone()
    firm = found is not None and found[0] == ContactKind.FIRM
    return Invoicing(customer_kind=CustomerKind.BUSINESS if firm else CustomerKind.PRIVATE)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
