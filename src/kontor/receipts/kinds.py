"""Values of receipts, without any library: shared by reading, rules, models and queries."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from kontor.base.errors import Finding
from kontor.base.tables import data_rows

AREA = "receipts"
DEBITED = frozenset({"49", "59"})  # the supplier collects the money (UNTDID 4461)


class Form(StrEnum):
    """What the file is: XML, PDF with XML, PDF, picture, mail, or written by the firm itself."""

    EINVOICE = "einvoice"
    HYBRID = "hybrid"
    PDF = "pdf"
    PICTURE = "picture"
    MAIL = "mail"
    OWN = "own"


class Kind(StrEnum):
    """What a receipt is for the law; words, years and law are rows in `data/`."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    VOUCHER = "voucher"
    OWN_RECEIPT = "own_receipt"
    CUSTOMS = "customs"
    CONTRACT = "contract"
    LETTER = "letter"
    CLOSING = "closing"


class State(StrEnum):
    """Where a receipt stands (Stand)."""

    NEW = "new"
    BOOKED = "booked"
    ASIDE = "aside"
    DUPLICATE = "duplicate"


class Source(StrEnum):
    """Where a file came from."""

    IMPORT = "import"
    INBOX = "inbox"
    MAIL = "mail"
    OWN = "own"


class How(StrEnum):
    """How a receipt and an entry came together."""

    BOOKED = "booked"
    LINKED = "linked"
    OWN = "own"


class KindRow(NamedTuple):
    """How long a kind must be kept from a day on, and by which law."""

    kind: Kind
    de: str
    en: str
    years: int
    valid_from: date
    law: str


class VatSum(NamedTuple):
    """Net and tax of one category and rate as the document states them."""

    category: str
    rate: int | None
    basis: int
    tax: int
    reason: str = ""


class ReadLine(NamedTuple):
    """A line of the document; quantity and price as they were written."""

    name: str
    net: int
    category: str = ""
    rate: int | None = None
    quantity: str = ""
    unit: str = ""
    price: str = ""


class Skonto(NamedTuple):
    """Discount for paying within days (Skonto); `base` when it counts on a part only."""

    days: int
    rate: int
    base: int | None = None


class Supplier(NamedTuple):
    """Who wrote the document, as far as it says."""

    name: str = ""
    vat_id: str = ""
    tax_number: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    mail: str = ""
    phone: str = ""
    ibans: tuple[str, ...] = ()


class Attached(NamedTuple):
    """A file that came inside a mail."""

    name: str
    content: bytes


class Reading(NamedTuple):
    """What was read out of a file; nothing is stored yet.

    Attributes:
        confidence: per field how sure the reading is, 0 to 100; e-invoices say what they say.
        parts: files of a mail, read on their own.
        official: whether the published rules were asked as well.
    """

    form: Form
    mime: str
    kind: Kind = Kind.INVOICE
    number: str = ""
    day: date | None = None
    service: date | None = None
    due: date | None = None
    currency: str = "EUR"
    net: int | None = None
    tax: int | None = None
    gross: int | None = None
    prepaid: int = 0
    payable: int | None = None
    means: str = ""
    supplier: Supplier = Supplier()
    buyer: str = ""
    groups: tuple[VatSum, ...] = ()
    lines: tuple[ReadLine, ...] = ()
    skonto: tuple[Skonto, ...] = ()
    preceding: tuple[str, ...] = ()
    order: str = ""
    syntax: str = ""
    profile: str = ""
    text: str = ""
    content: str = ""
    width: int = 0
    height: int = 0
    findings: tuple[Finding, ...] = ()
    confidence: tuple[tuple[str, int], ...] = ()
    parts: tuple[Attached, ...] = ()
    official: bool = False


class Receipt(NamedTuple):
    """A receipt as it is stored and shown, without its file."""

    id: int
    form: Form
    kind: Kind
    file_name: str
    mime: str
    sha256: str
    size: int
    source: Source
    arrived: datetime
    arrival: date
    parent: int | None
    number: str
    day: date | None
    service: date | None
    due: date | None
    currency: str
    net: int | None
    tax: int | None
    gross: int | None
    payable: int | None
    means: str
    iban: str
    supplier: str
    vat_id: str
    country: str
    partner: str
    text: str
    duplicate_of: int | None
    set_aside: str | None
    keep_until: date
    law: str
    state: State

    @property
    def ref(self) -> str:
        """How other areas name the receipt."""
        return f"{AREA}:{self.id}"

    @property
    def name(self) -> str:
        """How people name it: its number, else its file."""
        return self.number or self.file_name

    @property
    def debited(self) -> bool:
        """Whether the supplier collects the money."""
        return self.means in DEBITED


class ReceiptRow(NamedTuple):
    """A receipt in a list."""

    id: int
    arrival: date
    form: Form
    kind: Kind
    number: str
    supplier: str
    day: date | None
    due: date | None
    gross: int | None
    currency: str
    state: State
    file_name: str


class Booked(NamedTuple):
    """One account on which the supplier was booked before: how often, when last, in which words."""

    account: str
    code: str
    times: int
    last: date
    texts: tuple[str, ...] = ()


class KnownReceipt(NamedTuple):
    """What finding doubles needs of a stored receipt."""

    id: int
    number: str
    supplier_key: str
    vat_id: str
    iban: str
    gross: int | None
    day: date | None


@cache
def kind_rows() -> dict[str, tuple[KindRow, ...]]:
    """All kinds with their dated rows, older first."""
    found: dict[str, list[KindRow]] = {}
    for row in data_rows("receipt-kinds"):
        made = KindRow(
            Kind(row["kind"]),
            row["de"],
            row["en"],
            int(row["years"]),
            date.fromisoformat(row["valid_from"]),
            row["law"],
        )
        found.setdefault(row["kind"], []).append(made)
    return {kind: tuple(sorted(rows, key=lambda row: row.valid_from))
            for kind, rows in found.items()}  # fmt: skip


def kind_word(kind: str, language: str) -> str:
    """`Rechnung`, `Bill`: the word for a kind."""
    row = kind_rows()[kind][-1]
    return row.en if language == "en" else row.de


@cache
def _members() -> tuple[tuple[str, date, date], ...]:
    return tuple(
        (
            row["country"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
        )
        for row in data_rows("eu-countries")
    )


def in_union(country: str, day: date) -> bool:
    """Whether a country was in the EU's VAT area on a day (Gemeinschaftsgebiet)."""
    return any(code == country and first <= day <= last for code, first, last in _members())
