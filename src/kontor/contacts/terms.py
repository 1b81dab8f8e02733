"""Tables of the terms of business with a contact: certificates, standing, how invoices go out."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field

# Foreign keys lead to the tables of this room: SQLAlchemy has to know them.
import kontor.contacts.model  # noqa: F401
from kontor.contacts.kinds import CertificateKind, CustomerKind
from kontor.store.fields import Choice, Day, Row


class CertificateRow(Row, table=True):
    """A certificate (Bescheinigung) with its validity; without a contact the own firm's."""

    __tablename__ = "certificate"
    contact: int | None = Field(default=None, foreign_key="contact.id")
    kind: CertificateKind = Field(sa_type=Choice(CertificateKind))
    number: str | None = None
    valid_from: date = Field(sa_type=Day)
    valid_to: date | None = Field(default=None, sa_type=Day)
    checked: date | None = Field(default=None, sa_type=Day)
    file: str | None = None
    note: str | None = None


class StandingRow(Row, table=True):
    """Standing (Bonität) of a customer: limit and block; amounts in cents."""

    __tablename__ = "standing"
    contact: int = Field(foreign_key="contact.id")
    credit_limit: int | None = None
    risk_class: str | None = None
    score: int | None = None
    blocked: str | None = None
    day: date = Field(sa_type=Day)
    reasons: str = "[]"


class InvoicingRow(Row, table=True):
    """How a customer gets invoices: format, Leitweg-ID, electronic address, kind for the tax."""

    __tablename__ = "invoicing"
    contact: int = Field(foreign_key="contact.id")
    format: str = "pdf"
    leitweg_id: str | None = None
    electronic_address: str | None = None
    electronic_scheme: str | None = None
    customer_kind: CustomerKind = Field(default=CustomerKind.PRIVATE, sa_type=Choice(CustomerKind))
    supplier_number: str | None = None
