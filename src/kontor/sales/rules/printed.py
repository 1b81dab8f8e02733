"""What stands on a sales document: the values between the books and paper or XML.

Amounts in cents, prices in 1/10,000 €, quantities in 1/1000, rates in 1/10,000.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.contacts.kinds import CustomerKind
from kontor.documents.layout.page import Sender, Style
from kontor.sales.kinds import (
    ContractLaw,
    DocumentKind,
    InvoiceFormat,
    InvoiceKind,
    PositionKind,
    TaxCase,
)


class PrintedPosition(NamedTuple):
    """A row of the position table; `net` None prints no amount."""

    kind: PositionKind
    number: str = ""
    short: str = ""
    details: tuple[str, ...] = ()
    quantity: int = 0
    unit: str = ""
    price: int = 0
    basis: int = 1
    rebate: int = 0
    rate: int = 0
    net: int | None = None
    counts: bool = True
    depth: int = 0
    code: str = ""


class TaxSum(NamedTuple):
    """Sum of one tax code: category and reason code as EN 16931 names them."""

    code: str
    rate: int
    category: str
    net: int
    tax: int
    reason: str = ""
    reason_code: str = ""

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax


class Rebate(NamedTuple):
    """The part of a rebate (Nachlass) on the whole that falls on one tax code; positive cents."""

    code: str
    cents: int
    percent: int = 0


class Earlier(NamedTuple):
    """An earlier bill of the chain with what was received on it (§ 14 (5) UStG)."""

    number: str
    day: date
    net: int
    tax: int
    received_net: int = 0
    received_tax: int = 0
    received_on: date | None = None

    @property
    def gross(self) -> int:
        """Billed, net and tax."""
        return self.net + self.tax

    @property
    def received(self) -> int:
        """Received, net and tax."""
        return self.received_net + self.received_tax


class OwnFirm(NamedTuple):
    """The firm as it stands on its letters.

    Attributes:
        exemption: number of its exemption certificate (§ 48b EStG) that holds on the day.
        exempt_until: last day of that certificate as ISO text; empty without one.
    """

    name: str
    owner: str = ""
    trade: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    phone: str = ""
    mail: str = ""
    web: str = ""
    tax_number: str = ""
    vat_id: str = ""
    register_court: str = ""
    register_number: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    exemption: str = ""
    exempt_until: str = ""


class Buyer(NamedTuple):
    """The customer as printed; `lines` are those of the address field."""

    name: str
    lines: tuple[str, ...] = ()
    salutation: str = ""
    number: str = ""
    street: str = ""
    addition: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    vat_id: str = ""
    mail: str = ""
    endpoint: str = ""
    endpoint_scheme: str = ""
    leitweg_id: str = ""
    supplier_number: str = ""
    private: bool = True
    customer_kind: CustomerKind = CustomerKind.PRIVATE


class Labour(NamedTuple):
    """Favoured labour, machine and travel costs (§ 35a EStG): net and their tax in cents."""

    net: int
    tax: int


class Printed(NamedTuple):
    """A whole document.

    Attributes:
        sums: per tax code, after rebates; of an instalment what is billed now.
        to_date: sums per tax code of the performance to date, where they differ from `sums`.
        earlier: earlier bills of the chain.
        retention: kept by the customer as security, cents.
        payable: what is to be paid now, without what is retained.
        original: number and day of the invoice that is corrected or cancelled.
        sender: letterhead, and `style` the look of the firm's documents.
    """

    kind: DocumentKind
    invoice_kind: InvoiceKind | None
    number: str
    day: date
    firm: OwnFirm
    buyer: Buyer
    sender: Sender = Sender("")
    style: Style = Style()
    language: str = "de"
    version: int = 1
    subject: str = ""
    site: str = ""
    intro: str = ""
    closing: str = ""
    their_reference: str = ""
    order_number: str = ""
    tax_case: TaxCase = TaxCase.STANDARD
    tax_reason: str = ""
    contract_law: ContractLaw = ContractLaw.BGB
    format: InvoiceFormat = InvoiceFormat.PDF
    positions: tuple[PrintedPosition, ...] = ()
    rebates: tuple[Rebate, ...] = ()
    sums: tuple[TaxSum, ...] = ()
    to_date: tuple[TaxSum, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    retention: int = 0
    retention_release: date | None = None
    payable: int = 0
    due: date | None = None
    discount_rate: int = 0
    discount_until: date | None = None
    discount_days: int = 0
    valid_until: date | None = None
    service_from: date | None = None
    service_to: date | None = None
    labour: Labour | None = None
    real_estate: bool = True
    original: tuple[str, date] | None = None

    @property
    def net(self) -> int:
        """Net of all tax codes."""
        return sum(one.net for one in self.sums)

    @property
    def tax(self) -> int:
        """Tax of all tax codes."""
        return sum(one.tax for one in self.sums)

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax

    @property
    def received(self) -> int:
        """What was received on earlier bills and is deducted by a final invoice."""
        return sum(one.received for one in self.earlier)
