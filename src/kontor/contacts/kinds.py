"""Values of contacts, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class ContactKind(StrEnum):
    """A person (Privatperson) or a firm (Firma, Behörde, Verein)."""

    PERSON = "person"
    FIRM = "firm"


class Role(StrEnum):
    """What a contact is to us; several at once are usual."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    SUBCONTRACTOR = "subcontractor"
    PROSPECT = "prospect"
    ARCHITECT = "architect"
    MANAGER = "manager"
    REFERRER = "referrer"
    AUTHORITY = "authority"
    EMPLOYEE = "employee"
    OTHER = "other"


class AddressKind(StrEnum):
    """What an address is for."""

    MAIN = "main"
    BILLING = "billing"
    DELIVERY = "delivery"
    POSTBOX = "postbox"


class ChannelKind(StrEnum):
    """How somebody is reached."""

    PHONE = "phone"
    MOBILE = "mobile"
    FAX = "fax"
    MAIL = "mail"
    WEB = "web"


TELEPHONES = frozenset({ChannelKind.PHONE, ChannelKind.MOBILE, ChannelKind.FAX})
CUSTOMER_ROLES = frozenset({Role.CUSTOMER})
SUPPLIER_ROLES = frozenset({Role.SUPPLIER, Role.SUBCONTRACTOR})


class Numbers(NamedTuple):
    """A range of personal accounts (Personenkonten) as DATEV divides them."""

    first: int
    last: int


DEBTORS = Numbers(10_000, 69_999)
CREDITORS = Numbers(70_000, 99_999)


class Address(NamedTuple):
    """One address; `addition` is c/o, floor or department."""

    id: int
    kind: AddressKind
    addition: str | None
    street: str | None
    house_number: str | None
    postcode: str | None
    city: str | None
    country: str


class Channel(NamedTuple):
    """A telephone number, mail or web address; `normal` is what calls and doubles compare."""

    id: int
    kind: ChannelKind
    value: str
    normal: str
    extension: str | None
    note: str | None


class BankAccount(NamedTuple):
    """A bank account of a contact; `learned` from a payment, not typed."""

    id: int
    iban: str
    bic: str | None
    holder: str | None
    learned: bool


class RoleNumber(NamedTuple):
    """A role and its personal account, where it has one."""

    role: Role
    number: str | None


class Site(NamedTuple):
    """A site (Objekt, Baustelle) of a contact."""

    id: int
    contact: int
    name: str
    street: str | None
    house_number: str | None
    postcode: str | None
    city: str | None
    country: str
    access: str | None
    note: str | None
    archived: date | None


class Terms(NamedTuple):
    """Terms of payment agreed with a contact; None: those of the firm."""

    days: int | None
    discount_rate: int | None
    discount_days: int | None


class Contact(NamedTuple):
    """A contact with everything that belongs to it."""

    id: int
    kind: ContactKind
    name: str
    salutation: str | None
    title: str | None
    first_name: str | None
    last_name: str | None
    vat_id: str | None
    tax_number: str | None
    language: str
    terms: Terms
    note: str | None
    source: str | None
    merged_into: int | None
    archived: date | None
    roles: tuple[RoleNumber, ...]
    addresses: tuple[Address, ...]
    channels: tuple[Channel, ...]
    banks: tuple[BankAccount, ...]
    sites: tuple[Site, ...]

    @property
    def ref(self) -> str:
        """How other areas name the contact."""
        return f"contacts:{self.id}"

    @property
    def customer_number(self) -> str | None:
        """The debtor account, if there is one."""
        return next((r.number for r in self.roles if r.role in CUSTOMER_ROLES), None)

    @property
    def supplier_number(self) -> str | None:
        """The creditor account, if there is one."""
        return next((r.number for r in self.roles if r.role in SUPPLIER_ROLES and r.number), None)

    @property
    def address(self) -> Address | None:
        """The address to show: the main one, else the first."""
        main = (one for one in self.addresses if one.kind is AddressKind.MAIN)
        return next(main, self.addresses[0] if self.addresses else None)


class ContactRow(NamedTuple):
    """A contact in a list."""

    id: int
    sort_name: str
    name: str
    kind: ContactKind
    roles: tuple[Role, ...]
    customer_number: str | None
    supplier_number: str | None
    postcode: str | None
    city: str | None
    phone: str | None
    mail: str | None
    archived: date | None


class ContactFilter(NamedTuple):
    """What a list shows: a role, a word of the name or number, archived ones as well."""

    role: Role | None = None
    text: str = ""
    archived: bool = False


class Partner(NamedTuple):
    """Who stands behind a number, reference or name, as the books need it."""

    id: int
    name: str
    customer_number: str | None
    supplier_number: str | None

    @property
    def ref(self) -> str:
        """How other areas name the contact."""
        return f"contacts:{self.id}"


class Draft(NamedTuple):
    """What is compared to find doubles; everything in normal form."""

    name: str
    first_name: str = ""
    last_name: str = ""
    vat_id: str = ""
    ibans: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    places: tuple[tuple[str, str, str], ...] = ()
    numbers: tuple[str, ...] = ()
    contact: int = 0


class Candidate(NamedTuple):
    """A contact that may be the same; `sure` when a number that is given once agrees."""

    id: int
    name: str
    score: int
    sure: bool
    reasons: tuple[str, ...]


class ContactRenamed(NamedTuple):
    """Event: the name of a contact changed."""

    contact: int
    name: str


class CertificateKind(StrEnum):
    """A certificate (Bescheinigung): § 48b EStG, USt 1 TG, insurance, health fund, trade body."""

    EXEMPTION_48B = "exemption_48b"
    CONSTRUCTION_13B = "construction_13b"
    INSURANCE = "insurance"
    HEALTH_FUND = "health_fund"
    TRADE_BODY = "trade_body"
    OTHER = "other"


class CustomerKind(StrEnum):
    """Who a customer is for the tax (Kundenart): private, business, builder, public, landlord."""

    PRIVATE = "private"
    BUSINESS = "business"
    BUILDER = "builder"
    PUBLIC = "public"
    LANDLORD = "landlord"
