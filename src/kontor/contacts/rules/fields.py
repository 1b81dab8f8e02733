"""Rules of contacts: what a form must hold, what looks wrong, in which form it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.ids import bic, email, iban, phone, postcode, tax_number, vat_id
from kontor.contacts.kinds import TELEPHONES, ChannelKind
from kontor.store.doors import values_of


class Reached(NamedTuple):
    """A channel as it is stored: as written, as compared, extension of a telephone."""

    value: str
    normal: str
    extension: str | None


@lru_cache(maxsize=4096)
def reach(kind: ChannelKind, value: str) -> Reached:
    """A telephone number, mail or web address in the forms that are stored."""
    if kind in TELEPHONES:
        found = phone.parse(value)
        digits = "".join(char for char in value if char in "0123456789")
        return Reached(found.original, found.e164 or digits, found.extension or None)
    if kind is ChannelKind.MAIL:
        return Reached(email.compact(value), email.compact(value).lower(), None)
    bare = value.lower().removeprefix("https://").removeprefix("http://").removesuffix("/")
    return Reached(value, bare, None)


def normal_number(text: str) -> str:
    """A telephone number as it is compared; what is none stays empty."""
    return reach(ChannelKind.PHONE, text).normal if text.strip() else ""


def dialled(normal: str) -> tuple[str, ...]:
    """The ways in which people type a number that is kept as `+49…`, for the search."""
    if not normal.startswith("+"):
        return (normal,) if normal else ()
    digits = normal[1:]
    home = (f"0{digits[2:]}",) if digits.startswith("49") else ()
    return (*home, normal, f"00{digits}")


def check_channel(kind: ChannelKind, value: str, place: str = "") -> Iterable[Finding]:
    """What is wrong with a telephone number or mail address."""
    kinds = {ChannelKind.MAIL: email, **dict.fromkeys(TELEPHONES, phone)}
    if checker := kinds.get(kind):
        yield from _found(checker.check(value), place or kind.value)


def check_numbers(
    vat: str | None, tax: str | None, banks: Iterable[tuple[str, str | None]]
) -> Iterable[Finding]:
    """What is wrong with the numbers that others gave the contact."""
    if vat:
        yield from _found(vat_id.check(vat), "vat_id")
    if tax:
        yield from _found(_as_doubt(tax_number.check(tax)), "tax_number")
    for number, code in banks:
        yield from _found(iban.check(number), "iban")
        if code:
            yield from _found(bic.check(code), "bic")


def check_place(code: str | None, city: str | None, country: str) -> Iterable[Finding]:
    """What looks wrong with a postcode; never an error, because foreign addresses vary."""
    if code:
        yield from _found(_as_doubt(postcode.check(code, country)), "postcode")
    if city and not code and country == "DE":
        yield Finding(
            "contacts.postcode",
            "postcode",
            N_("The postcode is missing."),
            N_("Letters and e-invoices need it."),
            Severity.NOTE,
            field="postcode",
        )


def repaired_postcode(code: str, country: str) -> str:
    """A German postcode whose leading zero a spreadsheet swallowed: 1067 becomes 01067."""
    bare = postcode.compact(code)
    lost = country == "DE" and len(bare) == 4 and bare.isascii() and bare.isdigit()
    return "0" + bare if lost and not bare.startswith("0") else bare


def name_missing() -> Finding:
    """The finding for a contact without any name."""
    return Finding(
        "contacts.name",
        "name",
        N_("The contact needs a name."),
        N_("Enter a last name, or the name of the firm."),
        field="name",
    )


def number_outside(number: str, first: int, last: int) -> Finding:
    """The finding for a personal account outside its range."""
    return Finding(
        "contacts.number",
        "number",
        N_("The number {number} does not lie between {first} and {last}."),
        values=values_of(number=number, first=first, last=last),
        field="number",
    )


def _as_doubt(finding: Finding | None) -> Finding | None:
    return finding and finding._replace(severity=Severity.WARNING)


def _found(finding: Finding | None, place: str) -> Iterable[Finding]:
    if finding:
        yield finding._replace(where=place, field=place)
