"""The neutral invoice record (Rechnungsdatensatz) in the terms of EN 16931.

Amounts are whole cents, rates 1/10,000 (19 % = 1900), quantities and prices exact `Number`s. An
empty text, an empty tuple or None means that the term is not given; so a record can hold what is
missing, and a check can say so. Names of business terms (BT) and groups (BG) stand at each field.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kontor.documents.einvoice.number import Number


class Category(StrEnum):
    """VAT category (Umsatzsteuerkategorie, UNTDID 5305)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE = "AE"
    INTRA = "K"
    EXPORT = "G"
    OUTSIDE = "O"
    CANARY = "L"
    CEUTA = "M"


class Syntax(StrEnum):
    """The XML an invoice was read from."""

    CII = "cii"
    UBL = "ubl"
    ZUGFERD1 = "zugferd1"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number with the list that gave it out (Kennung, Schema)."""

    value: str
    scheme: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address (Anschrift): BG-5, BG-8, BG-12, BG-15."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    city: str = ""
    postcode: str = ""
    subdivision: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask (Ansprechpartner): BG-6, BG-9."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party (Beteiligter): seller BG-4, buyer BG-7, payee BG-10, tax representative BG-11.

    Attributes:
        name: BT-27, BT-44, BT-59, BT-62.
        trading_name: BT-28, BT-45.
        ids: identifiers of a seller BT-29, a buyer BT-46, a payee BT-60.
        legal_id: register number (Registernummer) BT-30, BT-47, BT-61.
        vat_id: USt-IdNr. BT-31, BT-48, BT-63.
        tax_number: Steuernummer BT-32.
        legal_info: managing directors, register court BT-33.
        endpoint: electronic address BT-34, BT-49.
    """

    name: str = ""
    trading_name: str = ""
    ids: tuple[Identifier, ...] = ()
    legal_id: Identifier | None = None
    vat_id: str = ""
    tax_number: str = ""
    legal_info: str = ""
    endpoint: Identifier | None = None
    address: Address | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another (Leistungszeitraum): BG-14, BG-26."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where and when (Lieferung, Leistung): BG-13 with BT-70 to BT-72, address BG-15."""

    day: date | None = None
    name: str = ""
    location: Identifier | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A text of the document with its subject (Bemerkung): BT-22, BT-21."""

    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document with its day (Bezug): BT-25, BT-26."""

    number: str
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance or charge (Nachlass, Zuschlag): BG-20, BG-21; on a line BG-27, BG-28.

    `category` and `rate` count only for those of the whole document; lines carry their own.
    """

    cents: int
    charge: bool = False
    reason: str = ""
    reason_code: str = ""
    percent: Number | None = None
    base: int | None = None
    category: str = ""
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """Unit price (Einzelpreis): net BT-146, gross BT-148, discount BT-147, basis BT-149/150."""

    net: Number
    gross: Number | None = None
    discount: Number | None = None
    basis: Number | None = None
    basis_unit: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold (Artikel, Leistung): BG-31 with BT-153 to BT-161."""

    name: str = ""
    description: str = ""
    seller_id: str = ""
    buyer_id: str = ""
    standard_id: Identifier | None = None
    classes: tuple[Identifier, ...] = ()
    origin: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line (Position): BG-25.

    Attributes:
        id: BT-126.
        net: line amount BT-131 in cents.
        note: BT-127.
        object_id: BT-128.
        order_line: BT-132.
        account: buyer's account BT-133.
    """

    id: str
    item: Item
    quantity: Number | None
    unit: str
    price: Price | None
    net: int = 0
    category: str = Category.STANDARD
    rate: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    note: str = ""
    period: Period | None = None
    object_id: Identifier | None = None
    order_line: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class VatGroup:
    """VAT per category and rate (Steueraufschlüsselung): BG-23 with BT-116 to BT-121."""

    category: str
    rate: int | None
    basis: int
    tax: int
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Document totals (Summen): BG-22 with BT-106 to BT-115.

    `third_party` is what is paid for others (XRechnung extension, only read). `tax_booked` is the
    tax in the accounting currency BT-111.
    """

    lines: int = 0
    allowances: int = 0
    charges: int = 0
    net: int = 0
    tax: int = 0
    gross: int = 0
    prepaid: int = 0
    rounding: int = 0
    due: int = 0
    third_party: int = 0
    tax_booked: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where to pay to (Bankverbindung): BG-17 with BT-84 to BT-86."""

    iban: str
    name: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A paid card (Kartenzahlung): BG-18 with the last digits BT-87 and the holder BT-88."""

    number: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class DirectDebit:
    """A direct debit (Lastschrift): mandate BT-89, creditor id BT-90, debited account BT-91."""

    mandate: str = ""
    creditor_id: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay (Zahlungsanweisung): BG-16 with means BT-81/82 and remittance text BT-83."""

    means: str = ""
    means_text: str = ""
    remittance: str = ""
    accounts: tuple[Account, ...] = ()
    card: Card | None = None
    debit: DirectDebit | None = None


@dataclass(frozen=True, slots=True)
class Skonto:
    """Discount for early payment (Skonto): in BT-20, in the syntax of XRechnung.

    `percent` is in 1/10,000; `base` is the amount it counts on when it is not the whole.
    """

    days: int
    percent: int
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A supporting document (Anlage): BG-24 with BT-122 to BT-125."""

    id: str
    description: str = ""
    uri: str = ""
    file_name: str = ""
    mime: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, credit note or correction (Rechnung, Gutschrift, Korrektur).

    Attributes:
        number: BT-1.
        issued: BT-2.
        kind: type code BT-3 (380 invoice, 381 credit note, 384 correction, 326 partial invoice).
        currency: BT-5.
        buyer_reference: BT-10, the Leitweg-ID of public buyers.
        due: BT-9.
        skonto: the discounts of BT-20.
        terms: the free text of BT-20.
        tax_currency: BT-6.
        tax_point: BT-7.
        tax_point_code: BT-8 in the codes of EN 16931: 5, 29, 72 (UNTDID 2005).
        order: BT-13.
        sales_order: BT-14.
        receiving_advice: BT-15.
        despatch_advice: BT-16.
        tender: BT-17.
        object_id: BT-18.
        account: buyer's account BT-19.
        contract: BT-12.
        project: BT-11.
        specification: BT-24, only read; who writes names the profile.
        process: BT-23, likewise.
    """

    number: str = ""
    issued: date | None = None
    kind: str = "380"
    currency: str = "EUR"
    seller: Party = Party()
    buyer: Party = Party()
    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    groups: tuple[VatGroup, ...] = ()
    totals: Totals = Totals()
    buyer_reference: str = ""
    due: date | None = None
    skonto: tuple[Skonto, ...] = ()
    terms: str = ""
    payment: Payment | None = None
    delivery: Delivery | None = None
    period: Period | None = None
    notes: tuple[Note, ...] = ()
    preceding: tuple[Reference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    payee: Party | None = None
    representative: Party | None = None
    tax_currency: str = ""
    tax_point: date | None = None
    tax_point_code: str = ""
    order: str = ""
    sales_order: str = ""
    receiving_advice: str = ""
    despatch_advice: str = ""
    tender: str = ""
    object_id: Identifier | None = None
    account: str = ""
    contract: str = ""
    project: str = ""
    specification: str = ""
    process: str = ""
