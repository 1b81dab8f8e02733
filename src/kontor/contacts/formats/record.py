"""One contact out of a foreign file.

It is cleaned field by field, so that one wrong field costs no more than itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.ids import bic, email, iban, postcode, vat_id
from kontor.base.text import clean_text, fold, quoted
from kontor.contacts.kinds import CREDITORS, DEBTORS, AddressKind, ChannelKind, ContactKind, Role
from kontor.contacts.matching import split_street
from kontor.contacts.model import ContactInput
from kontor.contacts.rules import repaired_postcode
from kontor.store.doors import values_of

_NOTE_LIMIT = 20_000
_LIMITS = {"salutation": 60, "title": 60, "tax_number": 60, "name": 200, "first_name": 200,
           "last_name": 200}  # fmt: skip
_BIRTHDAY = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ].*)?$|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})$"
)
_PARTS = ((1, 6), (2, 5), (3, 4))  # year, month, day in either way of writing
_NO_YEAR = 1604  # what telephones write where nobody said the year
_MOST = 50  # addresses, channels or banks of one contact
_COUNTRIES = {
    "": "DE", "d": "DE", "deutschland": "DE", "germany": "DE", "de": "DE", "ger": "DE",
    "osterreich": "AT", "austria": "AT", "a": "AT", "schweiz": "CH", "switzerland": "CH",
    "frankreich": "FR", "france": "FR", "niederlande": "NL", "netherlands": "NL",
    "belgien": "BE", "belgium": "BE", "polen": "PL", "poland": "PL", "italien": "IT",
    "italy": "IT", "luxemburg": "LU", "luxembourg": "LU", "danemark": "DK", "denmark": "DK",
}  # fmt: skip


@dataclass
class Raw:
    """What a file says about a contact, as it was written."""

    place: str
    kind: ContactKind | None = None
    fields: dict[str, str] = field(default_factory=dict)
    addresses: list[dict[str, str]] = field(default_factory=list)
    channels: list[tuple[ChannelKind, str]] = field(default_factory=list)
    banks: list[dict[str, str]] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


class Found(NamedTuple):
    """A contact that was read, or why it could not be; `place` is where it stands in the file.

    `birthday` is the important day that a card names.
    """

    place: str
    name: str
    data: ContactInput | None
    findings: tuple[Finding, ...]
    birthday: date | None = None


def bad(place: str, message: str, **values: object) -> Found:
    """A record that cannot be read."""
    finding = Finding("contacts.import", place, message, values=values_of(**values))
    return Found(place, "", None, (finding,))


def found_of(raw: Raw) -> Found:
    """The contact as it can be stored; what does not fit goes into the note and is named."""
    findings: list[Finding] = []
    rest: list[str] = []
    fields = {key: _text(raw, key, value, findings) for key, value in raw.fields.items()}
    fields = {key: value for key, value in fields.items() if value}
    if "vat_id" in fields and not vat_id.is_valid(fields["vat_id"]):
        _aside(raw, "vat_id", fields.pop("vat_id"), findings, rest)
    birthday = _birthday(raw, fields.pop("birthday", ""), findings, rest)
    data: dict[str, Any] = {
        **{key: value for key, value in fields.items() if key != "note"},
        "kind": raw.kind or _guess_kind(fields),
        "addresses": list(_addresses(raw, findings, rest))[:_MOST],
        "channels": list(_channels(raw, findings, rest))[:_MOST],
        "banks": list(_banks(raw, findings, rest))[:_MOST],
        "roles": list(_roles(raw, findings, rest)),
    }
    note = "\n".join(part for part in (fields.get("note", ""), *rest) if part)
    if note:
        data["note"] = note[:_NOTE_LIMIT]
    name = fields.get("name") or " ".join(
        fields[key] for key in ("first_name", "last_name") if key in fields
    )
    if not name:
        finding = Finding("contacts.name", raw.place, N_("The contact needs a name."))
        return Found(raw.place, "", None, (finding, *findings))
    return _validated(raw.place, name, data, findings)._replace(birthday=birthday)


def _validated(place: str, name: str, data: dict[str, Any], findings: list[Finding]) -> Found:
    try:
        return Found(place, name, ContactInput.model_validate(data), tuple(findings))
    except (ValidationError, InputError) as error:
        where = str(error.errors()[0]["loc"]) if isinstance(error, ValidationError) else error.field
        finding = Finding(
            "contacts.import",
            place,
            N_("The field {field} does not fit."),
            values=values_of(field=quoted(where)),
        )
        return Found(place, quoted(name), None, (*findings, finding))


def _text(raw: Raw, key: str, value: str, findings: list[Finding]) -> str:
    limit = _NOTE_LIMIT if key == "note" else _LIMITS.get(key, 500)
    text = clean_text(value[: 4 * limit], limit=4 * limit, multiline=key == "note")
    if len(text) > limit or len(value) > 4 * limit:
        findings.append(
            _doubt(raw.place, N_("{field} was cut to {limit} characters."), key, limit=limit)
        )
    return text[:limit].strip()


def _aside(raw: Raw, key: str, value: str, findings: list[Finding], rest: list[str]) -> None:
    """Keep a value that is wrong in the note, so that nothing of the file is lost."""
    rest.append(f"{key}: {value}")
    findings.append(_doubt(raw.place, N_("“{text}” is wrong as {field}; kept in the note."), key,
                           text=quoted(value)))  # fmt: skip


def _birthday(raw: Raw, text: str, findings: list[Finding], rest: list[str]) -> date | None:
    """A birthday with its year; without one it stays readable in the note."""
    if found := _BIRTHDAY.match(text.strip()):
        year, month, day = (int(found[one] or found[other]) for one, other in _PARTS)
        try:
            if year > _NO_YEAR:
                return date(year, month, day)
        except ValueError:
            pass  # the 30th of February: kept in the note
    if text:
        rest.append(f"birthday: {text}")
        message = N_("The birthday “{text}” is no full date; kept in the note.")
        findings.append(_doubt(raw.place, message, "birthday", text=quoted(text)))
    return None


def _doubt(place: str, message: str, key: str, **values: object) -> Finding:
    return Finding(
        "contacts.import", place, message, "", Severity.WARNING,
        values_of(field=key, **values), key,
    )  # fmt: skip


def _guess_kind(fields: dict[str, str]) -> ContactKind:
    if fields.get("last_name") and (
        not fields.get("name")
        or fields["name"] in {_joined(fields), fields["last_name"], _joined(fields, turned=True)}
    ):
        return ContactKind.PERSON
    return ContactKind.FIRM


def _joined(fields: dict[str, str], *, turned: bool = False) -> str:
    keys = ("first_name", "last_name")
    return " ".join(fields.get(key, "") for key in (keys[::-1] if turned else keys)).strip()


def country_code(text: str) -> str:
    """The ISO code of a country as people write it; `DE` for no text, empty for an unknown one."""
    word = fold(clean_text(text[:200], limit=1000)).strip().rstrip(".")
    if word in _COUNTRIES:
        return _COUNTRIES[word]
    return word.upper() if len(word) == 2 and word.isascii() and word.isalpha() else ""


def _addresses(raw: Raw, findings: list[Finding], rest: list[str]) -> Iterable[dict[str, Any]]:
    for given in raw.addresses:
        address = {
            key: _text(raw, key, value, findings)[:200]
            for key, value in given.items()
            if key not in {"kind", "country"}
        }
        if address.get("street") and not address.get("house_number"):
            address["street"], address["house_number"] = split_street(address["street"])
        address["house_number"] = address.get("house_number", "")[:60]
        address["postcode"] = address.get("postcode", "")[:60]
        if not any(address.values()):
            continue
        country = country_code(given.get("country", ""))
        if not country:
            _aside(raw, "country", given["country"], findings, rest)
        before = postcode.compact(address["postcode"])
        code = repaired_postcode(before, country or "DE")
        if code != before:
            findings.append(
                _doubt(raw.place, N_("The postcode {text} became {code}."), "postcode",
                       text=before, code=code)
            )  # fmt: skip
        kind = given.get("kind") or AddressKind.MAIN.value
        yield {**{k: v for k, v in address.items() if v}, "postcode": code or None,
               "kind": kind, "country": country or "DE"}  # fmt: skip


def _channels(raw: Raw, findings: list[Finding], rest: list[str]) -> Iterable[dict[str, Any]]:
    for kind, value in raw.channels:
        text = _text(raw, kind.value, value, findings)
        if not text:
            continue
        if len(text) > 254 or (kind is ChannelKind.MAIL and not email.is_valid(text)):
            _aside(raw, kind.value, text, findings, rest)
            continue
        yield {"kind": kind, "value": text}


def _banks(raw: Raw, findings: list[Finding], rest: list[str]) -> Iterable[dict[str, Any]]:
    for given in raw.banks:
        number = _text(raw, "iban", given.get("iban", ""), findings)
        if not number:
            continue
        if not iban.is_valid(number):
            _aside(raw, "iban", number, findings, rest)
            continue
        code = _text(raw, "bic", given.get("bic", ""), findings)
        holder = _text(raw, "holder", given.get("holder", ""), findings)
        yield {
            "iban": number,
            "bic": code if code and bic.is_valid(code) else None,
            "holder": holder or None,
        }


def _roles(raw: Raw, findings: list[Finding], rest: list[str]) -> Iterable[dict[str, Any]]:
    roles: dict[Role, str | None] = dict.fromkeys(raw.roles)
    for number in raw.numbers:
        text = _text(raw, "number", number, findings).replace(" ", "")
        short = text.rstrip("0").ljust(5, "0") if len(text) > 5 else text
        fits = len(short) == 5 and short.isascii() and short.isdigit()
        if fits and DEBTORS.first <= int(short) <= DEBTORS.last:
            roles[Role.CUSTOMER] = short
        elif fits and CREDITORS.first <= int(short) <= CREDITORS.last:
            key = Role.SUBCONTRACTOR if Role.SUBCONTRACTOR in roles else Role.SUPPLIER
            roles[key] = short
        elif text:
            _aside(raw, "number", text, findings, rest)
    for role, number_ in roles.items():
        yield {"role": role, "number": number_}
