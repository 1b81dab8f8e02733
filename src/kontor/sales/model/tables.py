"""Tables of sales (Auftragswesen): heads, positions, measures, progress, terms, acceptance.

Units: amounts in cents, prices and costs in 1/10,000 €, quantities in 1/1000, rates in 1/10,000,
working time in seconds.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

# Foreign keys lead to the tables of this room: SQLAlchemy has to know them.
import kontor.contacts.model  # noqa: F401
from kontor.sales.kinds import (
    ContractLaw,
    CostKind,
    DocumentKind,
    InvoiceFormat,
    InvoiceKind,
    PositionKind,
    State,
    TaxCase,
    Way,
)
from kontor.store.fields import Choice, Day, Flag, Instant, Row


class SalesDocument(Row, table=True):
    """Head of a document (Vorgang) from enquiry to invoice; frozen once `issued` is set."""

    __tablename__ = "sales_document"
    kind: DocumentKind = Field(sa_type=Choice(DocumentKind))
    invoice_kind: InvoiceKind | None = Field(default=None, sa_type=Choice(InvoiceKind))
    number: str | None = None
    version: int = 1
    state: State = Field(sa_type=Choice(State))
    day: date = Field(sa_type=Day)
    contact: int = Field(foreign_key="contact.id")
    site: int | None = Field(default=None, foreign_key="site.id")
    origin: int | None = Field(default=None, foreign_key="sales_document.id")
    sales_order: int | None = Field(default=None, foreign_key="sales_document.id")
    subject: str = ""
    intro: str | None = None
    closing: str | None = None
    note: str | None = None
    language: str = "de"
    their_reference: str | None = None
    recipient: str | None = None
    tax_case: TaxCase = Field(default=TaxCase.STANDARD, sa_type=Choice(TaxCase))
    tax_reason: str | None = None
    contract_law: ContractLaw = Field(default=ContractLaw.BGB, sa_type=Choice(ContractLaw))
    terms_days: int | None = None
    discount_rate: int = 0
    discount_days: int = 0
    rebate_rate: int = 0
    rebate_cents: int = 0
    valid_until: date | None = Field(default=None, sa_type=Day)
    service_from: date | None = Field(default=None, sa_type=Day)
    service_to: date | None = Field(default=None, sa_type=Day)
    due: date | None = Field(default=None, sa_type=Day)
    retention_rate: int = 0
    retention_basis: str = "gross"
    retention_release: date | None = Field(default=None, sa_type=Day)
    format: InvoiceFormat = Field(default=InvoiceFormat.PDF, sa_type=Choice(InvoiceFormat))
    issued: datetime | None = Field(default=None, sa_type=Instant)
    sent: date | None = Field(default=None, sa_type=Day)
    sent_how: str | None = None
    decided: date | None = Field(default=None, sa_type=Day)
    decided_how: str | None = None


class Position(Row, table=True):
    """A position (Position) of any document; `source` is the one it was copied from."""

    __tablename__ = "position"
    document: int = Field(foreign_key="sales_document.id")
    pos: int
    parent: int | None = Field(default=None, foreign_key="position.id")
    source: int | None = Field(default=None, foreign_key="position.id")
    addition: int | None = Field(default=None, foreign_key="sales_document.id")
    kind: PositionKind = Field(sa_type=Choice(PositionKind))
    number: str = ""
    short: str = ""
    long: str | None = None
    quantity: int = 0
    formula: str | None = None
    unit: str = ""
    price: int = 0
    price_basis: int = 1
    rebate: int = 0
    rate: int = 0
    code: str | None = None
    account: str | None = None
    choice: int | None = None
    chosen: bool = Field(default=True, sa_type=Flag)
    labour: int = 0
    material: int = 0
    equipment: int = 0
    subcontract: int = 0
    other: int = 0
    seconds: int = 0
    labour_share: int = 0
    worked_on: date | None = Field(default=None, sa_type=Day)
    worker: str | None = None
    article: str | None = None
    note: str | None = None


class PositionCost(Row, table=True):
    """One part of a unit price (Kalkulationszeile)."""

    __tablename__ = "position_cost"
    position: int = Field(foreign_key="position.id")
    pos: int
    kind: CostKind = Field(sa_type=Choice(CostKind))
    text: str = ""
    quantity: int = 1000
    unit: str = ""
    waste: int = 0
    cost: int = 0
    surcharge: int = 0
    seconds: int = 0


class Measure(Row, table=True):
    """A line of a measurement (Aufmaßzeile); without position a variable of the sheet."""

    __tablename__ = "measure"
    document: int = Field(foreign_key="sales_document.id")
    pos: int
    position: int | None = Field(default=None, foreign_key="position.id")
    room: str = ""
    text: str = ""
    formula: str
    value: int
    times: int = 1
    sign: int = 1
    rule: str | None = None
    counted: bool = Field(default=True, sa_type=Flag)


class Progress(Row, table=True):
    """Performance to date (Leistungsstand) of an order position: quantity in all until the day."""

    __tablename__ = "progress"
    position: int = Field(foreign_key="position.id")
    day: date = Field(sa_type=Day)
    quantity: int
    document: int | None = Field(default=None, foreign_key="sales_document.id")
    how: str


class OrderTerms(Row, table=True):
    """Terms of an order (Auftrag): withdrawal right (§§ 312g, 355 BGB), times, warranty rule."""

    __tablename__ = "order_terms"
    document: int = Field(foreign_key="sales_document.id")
    place: str = "shop"
    consumer: bool = Field(default=False, sa_type=Flag)
    consumer_building: bool = Field(default=False, sa_type=Flag)
    emergency: bool = Field(default=False, sa_type=Flag)
    instructed: date | None = Field(default=None, sa_type=Day)
    early_start: date | None = Field(default=None, sa_type=Day)
    withdrawn: date | None = Field(default=None, sa_type=Day)
    binding: bool = Field(default=False, sa_type=Flag)
    starts: date | None = Field(default=None, sa_type=Day)
    ends: date | None = Field(default=None, sa_type=Day)
    begun: date | None = Field(default=None, sa_type=Day)
    finished: date | None = Field(default=None, sa_type=Day)
    warranty_rule: str = "bgb_building"
    override: str | None = None


class PlanPart(Row, table=True):
    """A part of the payment plan (Zahlungsplan) of an order; net cents or a rate of the net."""

    __tablename__ = "plan_part"
    document: int = Field(foreign_key="sales_document.id")
    pos: int
    text: str = ""
    rate: int = 0
    cents: int | None = None
    day: date | None = Field(default=None, sa_type=Day)
    invoice: int | None = Field(default=None, foreign_key="sales_document.id")


class Deduction(Row, table=True):
    """What an invoice deducts of an earlier one of its chain (§ 14 (5) UStG), as printed."""

    __tablename__ = "deduction"
    document: int = Field(foreign_key="sales_document.id")
    pos: int
    earlier: int = Field(foreign_key="sales_document.id")
    code: str
    net: int
    tax: int
    received_net: int = 0
    received_tax: int = 0
    received_on: date | None = Field(default=None, sa_type=Day)


class SumLine(Row, table=True):
    """Sum of an issued document per tax code, frozen with it."""

    __tablename__ = "sum_line"
    document: int = Field(foreign_key="sales_document.id")
    code: str
    net: int
    tax: int


class Acceptance(Row, table=True):
    """Acceptance (Abnahme, § 640 BGB, § 12 VOB/B)."""

    __tablename__ = "acceptance"
    document: int = Field(foreign_key="sales_document.id")
    how: str
    requested: date | None = Field(default=None, sa_type=Day)
    deadline: date | None = Field(default=None, sa_type=Day)
    told: bool = Field(default=False, sa_type=Flag)
    accepted: date | None = Field(default=None, sa_type=Day)
    participants: str | None = None
    reservations: str | None = None
    penalty_reserved: bool = Field(default=False, sa_type=Flag)
    refused_reason: str | None = None


class Defect(Row, table=True):
    """A defect named at the acceptance (Mangel)."""

    __tablename__ = "defect"
    document: int = Field(foreign_key="sales_document.id")
    pos: int
    text: str
    place: str | None = None
    deadline: date | None = Field(default=None, sa_type=Day)
    removed: date | None = Field(default=None, sa_type=Day)


class Warranty(Row, table=True):
    """Warranty (Gewährleistung) of an order or a part of it: § 634a BGB, § 13 VOB/B."""

    __tablename__ = "warranty"
    sales_order: int = Field(foreign_key="sales_document.id")
    acceptance: int | None = Field(default=None, foreign_key="sales_document.id")
    part: str = ""
    rule: str
    starts: date = Field(sa_type=Day)
    ends: date = Field(sa_type=Day)
    subcontractor: int | None = Field(default=None, foreign_key="contact.id")
    sub_ends: date | None = Field(default=None, sa_type=Day)


class Retention(Row, table=True):
    """Security kept by the customer (Sicherheitseinbehalt, § 17 VOB/B)."""

    __tablename__ = "retention"
    document: int = Field(foreign_key="sales_document.id")
    kind: str = "warranty"
    cents: int
    release_on: date | None = Field(default=None, sa_type=Day)
    bond: str | None = None
    released: date | None = Field(default=None, sa_type=Day)


class Sending(Row, table=True):
    """An issued document went to the customer (Versand): how, to whom, when."""

    __tablename__ = "sending"
    document: int = Field(foreign_key="sales_document.id")
    day: date = Field(sa_type=Day)
    way: Way = Field(sa_type=Choice(Way))
    recipient: str = ""
    note: str | None = None


class WageRate(Row, table=True):
    """Rate per hour (Stundenverrechnungssatz) from a day on, with what it was built of (JSON)."""

    __tablename__ = "wage_rate"
    name: str
    valid_from: date = Field(sa_type=Day)
    cost: int
    price: int
    parts: str = "{}"
