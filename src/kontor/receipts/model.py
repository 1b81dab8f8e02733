"""Tables and input models of receipts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import model_validator
from sqlmodel import Field

# Foreign keys lead to the tables of this room: SQLAlchemy has to know them.
import kontor.ledger.model.tables  # noqa: F401
from kontor.ledger.model.inputs import Discount
from kontor.receipts.kinds import Form, How, Kind, Source
from kontor.store.fields import Choice, Day, Instant, Row
from kontor.store.inputs import Cents, Input, Text

Partner = Annotated[str, Limits(pattern=r"^(contacts:[0-9]+)?$", description="contacts:id")]
Number = Annotated[Text, Limits(max_length=60)]
Currency = Annotated[str, Limits(pattern="^[A-Z]{3}$", description="ISO code of three letters")]


class ReceiptTable(Row, table=True):
    """A receipt; its bytes lie in the attachments under their SHA-256."""

    __tablename__ = "receipt"
    form: Form = Field(sa_type=Choice(Form))
    kind: Kind = Field(sa_type=Choice(Kind))
    file_name: str
    mime: str
    sha256: str
    size: int
    source: Source = Field(sa_type=Choice(Source))
    arrived: datetime = Field(sa_type=Instant)
    arrival: date = Field(sa_type=Day)
    parent: int | None = Field(default=None, foreign_key="receipt.id")
    number: str = ""
    day: date | None = Field(default=None, sa_type=Day)
    service_day: date | None = Field(default=None, sa_type=Day)
    due: date | None = Field(default=None, sa_type=Day)
    currency: str = "EUR"
    net: int | None = None
    tax: int | None = None
    gross: int | None = None
    payable: int | None = None
    means: str = ""
    iban: str = ""
    supplier: str = ""
    supplier_key: str = ""
    vat_id: str = ""
    country: str = ""
    partner: str = ""
    text: str = ""
    content: str = ""
    reading: str = "{}"
    findings: str = "[]"
    duplicate_of: int | None = Field(default=None, foreign_key="receipt.id")
    set_aside: str | None = None
    keep_until: date = Field(sa_type=Day)
    law: str = ""


class ReceiptVat(Row, table=True):
    """Net and tax of one category and rate, as the document states them."""

    __tablename__ = "receipt_vat"
    receipt: int = Field(foreign_key="receipt.id")
    pos: int
    category: str
    rate: int | None = None
    basis: int
    tax: int
    reason: str = ""


class ReceiptLine(Row, table=True):
    """A line of the document, and what it was booked on."""

    __tablename__ = "receipt_line"
    receipt: int = Field(foreign_key="receipt.id")
    pos: int
    name: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    net: int
    category: str = ""
    rate: int | None = None
    account: str | None = None
    code: str | None = None


class ReceiptEntry(Row, table=True):
    """Link between a receipt and an entry."""

    __tablename__ = "receipt_entry"
    receipt: int = Field(foreign_key="receipt.id")
    entry: int = Field(foreign_key="entry.id")
    how: How = Field(sa_type=Choice(How))


class ReceiptWaiver(Row, table=True):
    """An entry that needs no receipt, with the reason."""

    __tablename__ = "receipt_waiver"
    entry: int = Field(foreign_key="entry.id")
    reason: str


class VatInput(Input):
    """Net and tax of one rate as the receipt states them."""

    category: Annotated[str, Limits(pattern="^(S|Z|E|AE|K|G|O|L|M)$")] = "S"
    rate: Annotated[int, Limits(ge=0, le=10_000, description="19 % = 1900")] | None = 1900
    net: Cents
    tax: Cents


class ReceiptChange(Input):
    """What of a receipt is to change; what is not given stays. Sums are given with their groups."""

    kind: Kind | None = None
    number: Number | None = None
    day: date | None = None
    service: date | None = Limits(default=None, description="day or last day of the service")
    due: date | None = None
    arrival: date | None = Limits(default=None, description="the day it reached the firm")
    supplier: Text | None = None
    partner: Partner | None = None
    vat_id: Text | None = None
    iban: Text | None = None
    currency: Currency | None = None
    gross: Cents | None = None
    text: Text | None = None
    groups: list[VatInput] | None = None


class BookLine(Input):
    """One account of the booking: exactly one of net or gross."""

    account: str
    net: Cents | None = None
    gross: Cents | None = None
    code: str | None = Limits(default=None, description="tax code; default from the account")
    text: Text = ""

    @model_validator(mode="after")
    def _one(self) -> BookLine:
        if (self.net is None) == (self.gross is None):
            raise ValueError("give net or gross, one of them")
        return self


class BookInput(Input):
    """How a receipt is booked; what is left out is taken from the proposal."""

    receipt: int
    event: Literal["bill", "purchase", "credit_note"] | None = Limits(
        default=None, description="bill on account, purchase paid at once, or credit note"
    )
    partner: Text | None = Limits(
        default=None, description="supplier: contacts:id, personal account or exact name"
    )
    new_supplier: bool = Limits(
        default=False, description="create the supplier as a contact in the same step"
    )
    document: Annotated[Text, Limits(max_length=36)] | None = None
    day: date | None = None
    service: date | None = None
    arrival: date | None = Limits(default=None, description="the day it reached the firm")
    booked: date | None = Limits(default=None, description="booking date (Buchungsdatum)")
    due: date | None = None
    discounts: list[Discount] | None = None
    account: str | None = Limits(
        default=None, description="one account for everything that is not split"
    )
    lines: list[BookLine] | None = None
    money: str | None = Limits(
        default=None, description="money account of a purchase: number, concept or IBAN"
    )
    item: str | None = Limits(default=None, description="the bill that a credit note belongs to")
    advances: list[str] | None = Limits(
        default=None, description="documents of the advance requests deducted"
    )
    withhold: bool = Limits(default=False, description="keep 15 % for the tax office (§ 48 EStG)")
    text: Text | None = None
    project: Text = ""
    confirm: bool = Limits(default=False, description="book although findings ask to confirm")


class OwnInput(Input):
    """An own receipt (Eigenbeleg): stands in for one that nobody wrote or that is lost."""

    day: date
    supplier: Annotated[Text, Limits(min_length=1)] = Limits(description="who got the money")
    what: Annotated[Text, Limits(min_length=1)] = Limits(description="what it was for")
    reason: Annotated[Text, Limits(min_length=3)] = Limits(
        description="why there is no receipt of the other side"
    )
    gross: Cents
    account: str | None = Limits(default=None, description="books the purchase in the same step")
    code: str | None = Limits(default=None, description="tax code; without one no input tax")
    money: str = Limits(default="cash", description="money account that paid")
    entry: str | None = Limits(default=None, description="entry that it proves: #12 or entry:12")
    language: Literal["de", "en"] | None = Limits(
        default=None, description="language of the paper; the reader's without it"
    )
