"""Terms of business with a contact: certificates, standing, how invoices go out; tables, inputs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field as Limits
from sqlmodel import Field

# Foreign keys lead to the tables of this room: SQLAlchemy has to know them.
import kontor.contacts.model  # noqa: F401
from kontor.contacts.kinds import CertificateKind, CustomerKind
from kontor.store.fields import Choice, Day, Row
from kontor.store.inputs import Cents, Input, LongText, Text


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


class CertificateInput(Input):
    """A certificate; without a contact the own firm's."""

    contact: Text | None = Limits(default=None, description="name, number or reference")
    kind: CertificateKind
    number: Text | None = None
    valid_from: date
    valid_to: date | None = None
    checked: date | None = Limits(default=None, description="verified with the office on")
    stored: Annotated[str, Limits(pattern=r"^[0-9a-f]{64}$")] | None = Limits(
        default=None, description="SHA-256 of the stored copy"
    )
    note: LongText | None = None


class InvoicingInput(Input):
    """How a customer gets invoices, and who he is for the tax."""

    format: Literal["pdf", "zugferd", "xrechnung_cii", "xrechnung_ubl"] = "pdf"
    leitweg_id: Text | None = None
    electronic_address: Text | None = None
    electronic_scheme: Text | None = None
    customer_kind: CustomerKind | None = None
    supplier_number: Text | None = Limits(
        default=None, description="our number in the customer's books"
    )


class StandingInput(Input):
    """Standing of a customer as risk writes it down."""

    credit_limit: Annotated[Cents, Limits(ge=0)] | None = None
    risk_class: Literal["A", "B", "C", "D", "E"] | None = None
    score: Annotated[int, Limits(ge=0, le=100)] | None = None
    blocked: Text | None = Limits(default=None, description="reason of a delivery block")
    reasons: tuple[Text, ...] = ()
