"""Tables and input models of contacts."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limits
from sqlmodel import Field

from kontor.contacts.kinds import AddressKind, ChannelKind, ContactKind, Role
from kontor.store.fields import Choice, Day, Flag, Row
from kontor.store.inputs import Input, LongText, Rate, Text

Short = Annotated[Text, Limits(max_length=60)]
Name = Annotated[Text, Limits(max_length=200)]
Country = Annotated[Text, Limits(pattern=r"^[A-Z]{2}$", description="ISO code of two letters")]
Days = Annotated[int, Limits(ge=0, le=365)]


class ContactTable(Row, table=True):
    """A person or firm."""

    __tablename__ = "contact"
    kind: ContactKind = Field(sa_type=Choice(ContactKind))
    name: str
    sort_name: str
    name_key: str
    salutation: str | None = None
    title: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    language: str = "de"
    terms_days: int | None = None
    discount_rate: int | None = None
    discount_days: int | None = None
    note: str | None = None
    source: str | None = None
    merged_into: int | None = Field(default=None, foreign_key="contact.id")
    archived: date | None = Field(default=None, sa_type=Day)


class RoleTable(Row, table=True):
    """A role of a contact and its personal account."""

    __tablename__ = "contact_role"
    contact: int = Field(foreign_key="contact.id")
    role: Role = Field(sa_type=Choice(Role))
    number: str | None = None


class AddressTable(Row, table=True):
    """An address of a contact."""

    __tablename__ = "contact_address"
    contact: int = Field(foreign_key="contact.id")
    kind: AddressKind = Field(sa_type=Choice(AddressKind))
    addition: str | None = None
    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str = "DE"
    place_key: str = ""


class ChannelTable(Row, table=True):
    """A telephone number, mail or web address of a contact."""

    __tablename__ = "contact_channel"
    contact: int = Field(foreign_key="contact.id")
    kind: ChannelKind = Field(sa_type=Choice(ChannelKind))
    value: str
    normal: str
    extension: str | None = None
    note: str | None = None


class BankTable(Row, table=True):
    """A bank account of a contact."""

    __tablename__ = "contact_bank"
    contact: int = Field(foreign_key="contact.id")
    iban: str
    bic: str | None = None
    holder: str | None = None
    learned: bool = Field(default=False, sa_type=Flag)


class SiteTable(Row, table=True):
    """A site (Objekt, Baustelle) of a contact."""

    __tablename__ = "site"
    contact: int = Field(foreign_key="contact.id")
    name: str
    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str = "DE"
    access: str | None = None
    note: str | None = None
    archived: date | None = Field(default=None, sa_type=Day)


class RoleInput(Input):
    """A role; customers and suppliers get the next personal account unless one is named."""

    role: Role
    number: Annotated[str, Limits(pattern=r"^[0-9]{5}$")] | None = None


class AddressInput(Input):
    """An address."""

    kind: AddressKind = AddressKind.MAIN
    addition: Text | None = Limits(default=None, description="c/o, department, floor")
    street: Text | None = None
    house_number: Short | None = None
    postcode: Short | None = None
    city: Text | None = None
    country: Country = "DE"


class ChannelInput(Input):
    """A telephone number, mail or web address."""

    kind: ChannelKind
    value: Annotated[Text, Limits(min_length=1, max_length=254)]
    note: Text | None = None


class BankInput(Input):
    """A bank account of the contact."""

    iban: Text
    bic: Text | None = None
    holder: Text | None = None


class SiteInput(Input):
    """A site (Objekt, Baustelle)."""

    name: Annotated[Name, Limits(min_length=1)]
    street: Text | None = None
    house_number: Short | None = None
    postcode: Short | None = None
    city: Text | None = None
    country: Country = "DE"
    access: Text | None = Limits(default=None, description="key, code, who opens")
    note: LongText | None = None


class ContactFields(Input):
    """What is known of a contact."""

    salutation: Short | None = None
    title: Short | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    vat_id: Text | None = None
    tax_number: Short | None = None
    language: Annotated[str, Limits(pattern="^(de|en)$")] = "de"
    terms_days: Days | None = None
    discount_rate: Rate | None = None
    discount_days: Days | None = None
    note: LongText | None = None
    source: Text | None = Limits(default=None, description="how the contact found us")
    addresses: list[AddressInput] = []
    channels: list[ChannelInput] = []
    banks: list[BankInput] = []


class ContactInput(ContactFields):
    """A new contact. A person needs a last name or a name, a firm a name."""

    kind: ContactKind = ContactKind.PERSON
    name: Name = Limits(default="", description="as on letters; else from first and last name")
    roles: list[RoleInput] = []
    sites: list[SiteInput] = []


class ContactChange(ContactFields):
    """Changed fields; what is not given stays. Lists are given whole."""

    kind: ContactKind | None = None
    name: Name | None = None


class MappingTable(Row, table=True):
    """What the columns of a foreign list mean, by its heading line."""

    __tablename__ = "import_mapping"
    signature: str
    name: str
    mapping: str
