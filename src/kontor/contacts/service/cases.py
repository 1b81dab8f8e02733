"""Use cases of contacts; the only place that writes their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlmodel import col, select

from kontor.base.errors import Finding, InputError, NotFound, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.ids import bic, iban, postcode, tax_number, vat_id
from kontor.contacts import queries
from kontor.contacts.kinds import (
    ContactKind,
    ContactRenamed,
    Draft,
    Role,
)
from kontor.contacts.matching import name_key, place_key, sort_name
from kontor.contacts.model import (
    AddressInput,
    AddressTable,
    BankInput,
    BankTable,
    ChannelInput,
    ChannelTable,
    ContactChange,
    ContactFields,
    ContactInput,
    ContactTable,
    RoleInput,
    RoleTable,
    SiteInput,
    SiteTable,
)
from kontor.contacts.rules import (
    check_channel,
    check_numbers,
    check_place,
    name_missing,
    number_outside,
    reach,
)
from kontor.store.fields import Row
from kontor.store.unit import Unit, use_case

T = TypeVar("T", bound=Row)
_LISTS = {"addresses", "channels", "banks", "roles", "sites"}


@use_case(N_("Contact added"))
def create_contact(unit: Unit, data: ContactInput) -> int:
    """Add a person or firm with all that is known; customers and suppliers get their account.

    Raises:
        InputError: no name, or a number that is certainly wrong; `field` names it.
    """
    _refuse_errors(check_contact(data))
    values = _plain_fields(data)
    name = full_name(data.name, values["first_name"], values["last_name"])
    key = unit.insert(ContactTable, kind=data.kind, **_named(data.kind, name, values), **values)
    for address in data.addresses:
        unit.insert(AddressTable, contact=key, **_address(address))
    for channel in _once([_channel(one) for one in data.channels]):
        unit.insert(ChannelTable, contact=key, **channel)
    for bank in {one["iban"]: one for one in map(_bank, data.banks)}.values():
        unit.insert(BankTable, contact=key, **bank)
    for role in data.roles:
        add_role(unit, key, role)
    for site in data.sites:
        add_site(unit, key, site)
    return key


@use_case(N_("Contact changed"))
def change_contact(unit: Unit, contact: int, data: ContactChange) -> None:
    """Change the fields that were given; a list that was given replaces the old one."""
    row = _contact(unit, contact)
    _refuse_errors(check_contact(data, named=bool(row.name)))
    given = _plain_fields(data, unset=True)
    if data.kind is not None:
        row.kind = data.kind
    for field, value in given.items():
        setattr(row, field, value)
    old = row.name
    _rename(row, data.name if data.name is not None else _kept_name(row, given, old))
    unit.flush()
    _replace_lists(unit, contact, data, data.model_fields_set)
    if row.name != old:
        unit.emit(ContactRenamed(contact, row.name))


@use_case(N_("Role added"))
def add_role(unit: Unit, contact: int, data: RoleInput) -> str | None:
    """Give a contact a role; returns its personal account, None for roles without one.

    A contact that is supplier and subcontractor has one account for both.
    """
    _contact(unit, contact)
    numbers = queries.numbers_for(data.role)
    known = unit.exec(
        select(RoleTable).where(RoleTable.contact == contact, RoleTable.role == data.role)
    ).first()
    if known and (data.number in {None, known.number} or numbers is None):
        return known.number
    if known and known.number:
        raise Refused(
            N_("This contact already has the account {number}."), number=known.number,
            field="number",
        )  # fmt: skip
    number = data.number
    if numbers is None:
        number = None
    elif number is not None:
        _refuse_number(unit, number, numbers)
    elif not _shares_account(unit, contact, data.role):
        number = queries.next_number(unit.con, numbers)
    if known:
        known.number = number
        unit.flush()
    else:
        unit.insert(RoleTable, contact=contact, role=data.role, number=number)
    return number


@use_case(N_("Role removed"))
def drop_role(unit: Unit, contact: int, role: Role) -> None:
    """Take a role from a contact; one with a personal account stays, since it may be booked."""
    row = unit.exec(
        select(RoleTable).where(RoleTable.contact == contact, RoleTable.role == role)
    ).first()
    if row is None:
        raise NotFound(N_("This contact does not have that role."))
    if row.number:
        raise Refused(
            N_("The account {number} belongs to this role, so it stays."),
            hint=N_("Archive the contact if it is no longer needed."),
            number=row.number,
        )
    unit.delete(row)
    unit.flush()


@use_case(N_("Contact archived"))
def archive_contact(unit: Unit, contact: int, today: date) -> None:
    """Take a contact out of the lists; everything about it stays."""
    _contact(unit, contact).archived = today
    unit.flush()


@use_case(N_("Contact brought back"))
def restore_contact(unit: Unit, contact: int) -> None:
    """Show an archived contact in the lists again."""
    _contact(unit, contact).archived = None
    unit.flush()


@use_case(N_("Contacts joined"))
def merge_contacts(unit: Unit, contact: int, into: int) -> None:
    """Make a contact an alias of another; accounts and documents of both stay and add up.

    Raises:
        Refused: both are the same, or already joined the other way round.
    """
    row, target = _contact(unit, contact), _contact(unit, into)
    if row.merged_into is not None:
        raise Refused(N_("This contact is already joined to another."))
    if target.key in queries.aliases(unit.con, contact):
        raise Refused(N_("A contact cannot be joined to itself."))
    row.merged_into = queries.partner(unit.con, into).id
    unit.flush()


@use_case(N_("Contacts separated"))
def separate_contact(unit: Unit, contact: int) -> None:
    """End the joining of an alias."""
    row = _contact(unit, contact)
    if row.merged_into is None:
        raise Refused(N_("This contact is not joined to another."))
    row.merged_into = None
    unit.flush()


@use_case(N_("Address added"))
def add_address(unit: Unit, contact: int, data: AddressInput) -> int:
    """Add an address to a contact."""
    _contact(unit, contact)
    return unit.put(AddressTable(contact=contact, **_address(data))).key


@use_case(N_("Telephone or mail added"))
def add_channel(unit: Unit, contact: int, data: ChannelInput) -> int:
    """Add a telephone number, mail or web address; one that is there already stays alone."""
    _contact(unit, contact)
    _refuse_errors(check_channel(data.kind, data.value))
    values = _channel(data)
    for one in queries.contact(unit.con, contact).channels:
        if (one.normal, one.extension) == (values["normal"], values["extension"]):
            return one.id
    return unit.put(ChannelTable(contact=contact, **values)).key


@use_case(N_("Bank account added"))
def add_bank(unit: Unit, contact: int, data: BankInput, *, learned: bool = False) -> int:
    """Add a bank account to a contact, typed or learned from a payment."""
    _contact(unit, contact)
    _refuse_errors(check_numbers(None, None, [(data.iban, data.bic)]))
    values = _bank(data)
    for one in queries.contact(unit.con, contact).banks:
        if one.iban == values["iban"]:
            return one.id
    return unit.put(BankTable(contact=contact, learned=learned, **values)).key


@use_case(N_("Site added"))
def add_site(unit: Unit, contact: int, data: SiteInput) -> int:
    """Add a site (Objekt, Baustelle) to a contact."""
    _contact(unit, contact)
    return unit.put(SiteTable(contact=contact, **_site(data))).key


@use_case(N_("Site changed"))
def change_site(unit: Unit, site: int, data: SiteInput) -> None:
    """Change a site; all its fields are given."""
    row = _row(unit, SiteTable, site, N_("There is no site {number}."))
    for field, value in _site(data).items():
        setattr(row, field, value)
    unit.flush()


@use_case(N_("Site archived"))
def archive_site(unit: Unit, site: int, today: date) -> None:
    """Take a site out of the lists."""
    _row(unit, SiteTable, site, N_("There is no site {number}.")).archived = today
    unit.flush()


# -- what a form asks before it is saved ---------------------------------------------------------


def check_contact(data: ContactInput | ContactChange, *, named: bool = False) -> list[Finding]:
    """Everything that is wrong or doubtful in a form; only errors stop it."""
    found: list[Finding] = []
    if not (named or full_name(data.name, data.first_name, data.last_name)):
        found.append(name_missing())
    banks = [(one.iban, one.bic) for one in data.banks]
    found += check_numbers(data.vat_id, data.tax_number, banks)
    for channel in data.channels:
        found += check_channel(channel.kind, channel.value)
    for address in data.addresses:
        found += check_place(address.postcode, address.city, address.country)
    return found


def draft_of(data: ContactInput | ContactChange, contact: int = 0) -> Draft:
    """What `find_duplicates` compares of a form."""
    roles = data.roles if isinstance(data, ContactInput) else []
    return Draft(
        full_name(data.name, data.first_name, data.last_name),
        data.first_name or "",
        data.last_name or "",
        vat_id.compact(data.vat_id or ""),
        tuple(iban.compact(one.iban) for one in data.banks),
        tuple(reach(one.kind, one.value).normal for one in data.channels),
        tuple(
            (one.street or "", one.house_number or "", postcode.compact(one.postcode or ""))
            for one in data.addresses
        ),
        tuple(one.number for one in roles if one.number),
        contact,
    )


def full_name(name: str | None, first_name: str | None, last_name: str | None) -> str:
    """The name as on letters: what was typed, else first and last name."""
    return name or " ".join(part for part in (first_name, last_name) if part)


# -- inside --------------------------------------------------------------------------------------


def _refuse_errors(findings: Iterable[Finding]) -> None:
    for one in findings:
        if one.severity is Severity.ERROR:
            raise InputError(one.message, hint=one.remedy, field=one.field, **dict(one.values))


def _refuse_number(unit: Unit, number: str, numbers: Any) -> None:
    if not numbers.first <= int(number) <= numbers.last:
        _refuse_errors([number_outside(number, numbers.first, numbers.last)])
    if there := queries.by_number(unit.con, number):
        raise InputError(
            N_("“{name}” already has the number {number}."),
            name=there.name,
            number=number,
            field="number",
        )


def _shares_account(unit: Unit, contact: int, role: Role) -> bool:
    numbers = queries.numbers_for(role)
    rows = unit.exec(select(RoleTable).where(RoleTable.contact == contact)).all()
    return any(one.number and queries.numbers_for(one.role) == numbers for one in rows)


def _plain_fields(data: ContactFields, *, unset: bool = False) -> dict[str, Any]:
    values = data.model_dump(exclude={*_LISTS, "name", "kind"}, exclude_unset=unset)
    values = {key: None if value == "" else value for key, value in values.items()}
    if values.get("vat_id"):
        values["vat_id"] = vat_id.compact(values["vat_id"])
    if values.get("tax_number"):
        values["tax_number"] = tax_number.compact(values["tax_number"])
    if values.get("language", "") is None:
        values["language"] = "de"
    return values


def _kept_name(row: ContactTable, given: dict[str, Any], old: str) -> str:
    """A person's name follows the first and last name, unless it was written differently."""
    if row.kind is ContactKind.PERSON and {"first_name", "last_name"} & given.keys():
        return full_name("", row.first_name, row.last_name) or old
    return old


def _named(kind: ContactKind, name: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """The name of a contact and what lists and doubles make of it."""
    last = fields["last_name"] or ""
    return {
        "name": name,
        "sort_name": sort_name(kind, name, fields["first_name"] or "", last),
        "name_key": name_key(name, last),
    }


def _rename(row: ContactTable, name: str | None) -> None:
    full = full_name(name, row.first_name, row.last_name)
    if not full:
        _refuse_errors([name_missing()])
    names = {"first_name": row.first_name, "last_name": row.last_name}
    for field, value in _named(row.kind, full, names).items():
        setattr(row, field, value)


def _replace_lists(unit: Unit, contact: int, data: ContactFields, given: set[str]) -> None:
    if "addresses" in given:
        _sync(unit, AddressTable, contact, [_address(one) for one in data.addresses], "kind")
    if "channels" in given:
        _sync(
            unit, ChannelTable, contact, _once([_channel(one) for one in data.channels]), "normal"
        )
    if "banks" in given:
        banks = {one["iban"]: one for one in (_bank(one) for one in data.banks)}
        _sync(unit, BankTable, contact, list(banks.values()), "iban")


def _sync(
    unit: Unit, table: type[T], contact: int, wanted: Sequence[dict[str, Any]], by: str
) -> None:
    """Change the rows whose `by` is still wanted, delete the others, add what is new."""
    rows = unit.exec(select(table).where(col(table.contact) == contact)).all()  # type: ignore[attr-defined]
    open_ = list(wanted)
    for row in sorted(rows, key=lambda one: one.key):
        values = next((one for one in open_ if one[by] == getattr(row, by)), None)
        if values is None:
            unit.delete(row)
            continue
        open_.remove(values)
        for field, value in values.items():
            setattr(row, field, value)
    unit.flush()
    for values in open_:
        unit.put(table(**{"contact": contact, **values}))


def _once(channels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    there = {(one["normal"], one["extension"], one["kind"]): one for one in reversed(channels)}
    return list(reversed(there.values()))


def _address(data: AddressInput) -> dict[str, Any]:
    values = _empty_to_none(data.model_dump())
    if values["postcode"]:
        values["postcode"] = postcode.compact(values["postcode"])
    key = place_key(values["postcode"] or "", values["street"] or "")
    return {**values, "place_key": key}


def _channel(data: ChannelInput) -> dict[str, Any]:
    found = reach(data.kind, data.value)
    return {"kind": data.kind, **found._asdict(), "note": data.note or None}


def _bank(data: BankInput) -> dict[str, Any]:
    code = bic.compact(data.bic) if data.bic else iban.bank(data.iban).bic
    return {"iban": iban.compact(data.iban), "bic": code or None, "holder": data.holder or None}


def _site(data: SiteInput) -> dict[str, Any]:
    values = _empty_to_none(data.model_dump())
    if values["postcode"]:
        values["postcode"] = postcode.compact(values["postcode"])
    return values


def _empty_to_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: None if value == "" else value for key, value in values.items()}


def _contact(unit: Unit, contact: int) -> ContactTable:
    return _row(unit, ContactTable, contact, N_("There is no contact {number}."))


def _row(unit: Unit, table: type[T], key: int, message: str) -> T:
    row = unit.get(table, key)
    if row is None:
        raise NotFound(message, number=key)
    return row
