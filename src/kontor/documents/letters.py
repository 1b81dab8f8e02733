"""Letters (Briefe): how a contact is addressed, and the page of a plain letter."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from kontor.base.tables import data_rows
from kontor.contacts.kinds import Address, AddressKind, Contact, ContactKind
from kontor.contacts.queries import contact as find_contact
from kontor.documents.layout.figures import day as written_day
from kontor.documents.layout.page import Info, Page
from kontor.documents.layout.words import words
from kontor.documents.letterhead import sender, style

if TYPE_CHECKING:
    from kontor.documents.model import LetterInput

_MEN, _WOMEN = frozenset({"herr", "mr", "mr."}), frozenset({"frau", "ms", "ms.", "mrs", "mrs."})


def recipient(
    one: Contact, *, wanted: AddressKind = AddressKind.MAIN, home: str = "DE"
) -> tuple[str, ...]:
    """The lines of a contact's address as the post wants them (DIN 5008)."""
    address = next((found for found in one.addresses if found.kind is wanted), one.address)
    title = " ".join(part for part in (one.salutation, one.title) if part)
    person = one.kind is ContactKind.PERSON
    lines = [f"{title} {one.name}".strip() if person else one.name]
    if not person and one.last_name:
        lines.append(" ".join(part for part in (title, one.first_name, one.last_name) if part))
    return (*lines, *_address(address, home))


def _address(address: Address | None, home: str) -> tuple[str, ...]:
    if address is None:
        return ()
    street = " ".join(part for part in (address.street, address.house_number) if part)
    city = " ".join(part for part in (address.postcode, address.city) if part)
    land = _country(address.country) if address.country != home else ""
    return tuple(part for part in (address.addition or "", street, city, land) if part)


@cache
def _countries() -> dict[str, str]:
    return {row["code"]: row["de"] for row in data_rows("country-names")}


def _country(code: str) -> str:
    """The country in capitals, in German: the post of the sender's country reads it."""
    return _countries().get(code, code).upper()


def salutation(one: Contact, language: str) -> str:
    """How a letter to the contact begins, with its comma."""
    word = words(language)
    kind = (one.salutation or "").strip().casefold()
    name = " ".join(part for part in (one.title, one.last_name) if part)
    if one.last_name and kind in _MEN:
        text = f"{word['dear_mr']} {name}"
    elif one.last_name and kind in _WOMEN:
        text = f"{word['dear_mrs']} {name}"
    elif one.last_name and one.first_name:
        text = f"{word['dear']} {one.first_name} {one.last_name}"
    else:
        text = word["dear_all"]
    return f"{text},"


def letter_page(con: sqlite3.Connection, data: LetterInput, today: date) -> Page:
    """The page of a plain letter; nothing is written."""
    one = find_contact(con, int(data.partner.partition(":")[2]))
    language = data.language or ("en" if one.language == "en" else "de")
    word = words(language)
    written = data.day or today
    info = [Info(word["date"], written_day(written, language))]
    if one.customer_number:
        info.insert(0, Info(word["customer"], one.customer_number))
    head = sender(con, written, language)
    return Page(
        language, written, "", head, recipient(one), remark=data.remark, info=tuple(info),
        subject=data.subject, salutation=salutation(one, language),
        intro=tuple(part.strip() for part in data.text.split("\n\n") if part.strip()),
        greeting=word["regards"], signer=data.signer or head.name,
        enclosures=tuple(data.enclosures), style=style(con),
    )  # fmt: skip
