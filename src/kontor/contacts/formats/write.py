"""Contacts for other programs: vCard 3.0 or 4.0, and CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kontor.base.ids import phone
from kontor.base.text import csv_cell
from kontor.contacts.formats.columns import EXPORTED, heading
from kontor.contacts.kinds import (
    Address,
    AddressKind,
    Channel,
    ChannelKind,
    Contact,
    ContactKind,
)

_FOLD = 75  # bytes of a line
_TYPES = {
    ChannelKind.PHONE: "VOICE",
    ChannelKind.MOBILE: "CELL",
    ChannelKind.FAX: "FAX",
}


def write_vcards(
    contacts: Iterable[Contact], version: str = "3.0", birthdays: Mapping[int, date] | None = None
) -> str:
    """Cards with CRLF and lines folded at 75 bytes; `version` is 3.0 or 4.0."""
    if version not in {"3.0", "4.0"}:
        raise ValueError(version)
    born = birthdays or {}
    lines = (line for one in contacts for line in _card(one, version, born.get(one.id)))
    return "".join(folded(line) + "\r\n" for line in lines)


def _card(one: Contact, version: str, born: date | None) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield f"FN:{escaped(one.name)}"
    last, first, title = one.last_name or "", one.first_name or "", one.title or ""
    yield "N:" + ";".join(escaped(part) for part in (last, first, "", title, ""))
    if one.kind is ContactKind.FIRM:
        yield f"ORG:{escaped(one.name)}"
    if version == "4.0":
        yield "KIND:org" if one.kind is ContactKind.FIRM else "KIND:individual"
        yield f"LANG:{one.language}"
    yield from (_channel(channel) for channel in one.channels)
    yield from (_address(address) for address in one.addresses)
    if born:
        yield f"BDAY:{born:%Y%m%d}" if version == "4.0" else f"BDAY:{born.isoformat()}"
    if one.note:
        yield f"NOTE:{escaped(one.note)}"
    yield from _own(one)
    yield "END:VCARD"


def _own(one: Contact) -> Iterator[str]:
    """What no other program knows; it makes reading the own file again change nothing."""
    yield from (f"X-KONTOR-NUMBER:{role.number}" for role in one.roles if role.number)
    if one.roles:
        yield "X-KONTOR-ROLES:" + ",".join(role.role.value for role in one.roles)
    yield from (f"X-KONTOR-IBAN:{bank.iban}" for bank in one.banks)
    for name, value in (
        ("VAT-ID", one.vat_id),
        ("TAX-NUMBER", one.tax_number),
        ("SALUTATION", one.salutation),
    ):
        if value:
            yield f"X-KONTOR-{name}:{escaped(value)}"


def _channel(one: Channel) -> str:
    if one.kind is ChannelKind.MAIL:
        return f"EMAIL:{escaped(one.value)}"
    if one.kind is ChannelKind.WEB:
        return f"URL:{escaped(one.value)}"
    return f"TEL;TYPE={_TYPES[one.kind]}:{escaped(one.value)}"


def _address(one: Address) -> str:
    street = " ".join(part for part in (one.street, one.house_number) if part)
    box = one.kind is AddressKind.POSTBOX
    kind = "WORK" if one.kind is AddressKind.MAIN else f"X-KONTOR-{one.kind.value.upper()}"
    parts = (
        street if box else "",
        one.addition,
        "" if box else street,
        one.city,
        "",
        one.postcode,
        one.country,
    )
    return f"ADR;TYPE={kind}:" + ";".join(escaped(part or "") for part in parts)


def escaped(text: str) -> str:
    """A text as a value of vCard and iCalendar."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line cut after at most 75 bytes, never inside a letter."""
    if len(line.encode()) <= _FOLD:
        return line
    parts, size = [""], 0
    for char in line:
        width = len(char.encode())
        if size + width > _FOLD:
            parts.append("")
            size = 1
        parts[-1] += char
        size += width
    return "\r\n ".join(parts)


def write_csv(contacts: Iterable[Contact]) -> str:
    """One line per contact with its first address, numbers and bank account, `;` between cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([heading(key) for key in EXPORTED])
    for one in contacts:
        values = _values(one)
        writer.writerow([csv_cell(values.get(key) or "") for key in EXPORTED])
    return out.getvalue()


def _values(one: Contact) -> dict[str, str | None]:
    first = {channel.kind: channel for channel in reversed(one.channels)}
    values = {
        kind.value: phone.format(there.value) if kind in _TYPES else there.value
        for kind, there in first.items()
    }
    place, bank = one.address, one.banks[0] if one.banks else None
    company = one.kind is ContactKind.FIRM
    written = " ".join(part for part in (one.first_name, one.last_name) if part)
    return {
        **values,
        "customer_number": one.customer_number,
        "supplier_number": one.supplier_number,
        "company": one.name if company else None,
        "name": None if company or one.name == written else one.name,
        "salutation": one.salutation,
        "title": one.title,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "addition": place and place.addition,
        "street": place and place.street,
        "house_number": place and place.house_number,
        "postcode": place and place.postcode,
        "city": place and place.city,
        "country": place and place.country,
        "vat_id": one.vat_id,
        "tax_number": one.tax_number,
        "iban": bank and bank.iban,
        "bic": bank and bank.bic,
        "holder": bank and bank.holder,
        "terms_days": None if one.terms.days is None else str(one.terms.days),
        "language": one.language,
        "roles": ",".join(role.role.value for role in one.roles),
        "note": one.note,
    }
