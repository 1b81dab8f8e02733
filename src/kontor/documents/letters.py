"""Letters (Briefe): how a contact is addressed, and the page of a plain letter."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.tables import data_rows
from kontor.contacts.kinds import Address, AddressKind, Contact, ContactKind
from kontor.contacts.queries import contact as find_contact
from kontor.documents.kinds import DocumentKind, Wording, kind_word
from kontor.documents.layout.figures import day as written_day
from kontor.documents.layout.page import Info, Labels, Page, Sheet
from kontor.documents.layout.words import words
from kontor.documents.letterhead import sender, style
from kontor.documents.queries import wordings
from kontor.documents.sample import later
from kontor.documents.texts import fill_known

if TYPE_CHECKING:
    from kontor.documents.model import LetterInput

_GREETINGS = ("sehr geehrte", "guten tag", "liebe", "hallo", "moin", "grüß gott", "dear ")
_MEN, _WOMEN = frozenset({"herr", "mr", "mr."}), frozenset({"frau", "ms", "ms.", "mrs", "mrs."})


def recipient(
    one: Contact, *, wanted: AddressKind = AddressKind.MAIN, home: str = "DE"
) -> tuple[str, ...]:
    """The lines of a contact's address as the post wants them (DIN 5008)."""
    address = next((found for found in one.addresses if found.kind is wanted), one.address)
    title = " ".join(part for part in (one.salutation, one.title) if part)
    person = one.kind is ContactKind.PERSON
    lines = [f"{title} {written_name(one)}".strip() if person else one.name]
    if not person and one.last_name:
        lines.append(" ".join(part for part in (title, one.first_name, one.last_name) if part))
    return (*lines, *_address(address, home))


def written_name(one: Contact) -> str:
    """The name as one writes it on an envelope: what is filed as “Krüger, Erika” turned round."""
    last, comma, first = one.name.partition(", ")
    turned = one.kind is ContactKind.PERSON and comma and last == one.last_name
    return f"{first} {last}" if turned else one.name


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
        said = written_name(one)
        filed = said != one.name  # filed by the last name; it may be a whole family
        text = f"{word['dear']} {said if filed else f'{one.first_name} {one.last_name}'}"
    else:
        text = word["dear_all"]
    return f"{text},"


def _greets(part: str) -> bool:
    """Whether somebody has written their own salutation at the head of the text."""
    return part.endswith((",", "!")) and "\n" not in part and part.casefold().startswith(_GREETINGS)


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
    parts = [part.strip() for part in data.text.split("\n\n") if part.strip()]
    begins = parts.pop(0) if len(parts) > 1 and _greets(parts[0]) else salutation(one, language)
    return Page(
        language, written, "", head, recipient(one), remark=data.remark, info=tuple(info),
        subject=data.subject, salutation=begins, intro=tuple(parts),
        greeting=word["regards"], signer=data.signer or head.name,
        enclosures=tuple(data.enclosures), style=style(con),
    )  # fmt: skip


def letter_texts(con: sqlite3.Connection, language: str) -> list[Wording]:
    """The texts that a letter can begin with, the firm's own in place of those that came along."""
    return [one for one in wordings(con, language) if one.kind == DocumentKind.LETTER]


def begun(con: sqlite3.Connection, partner: int, text: str, language: str, today: date) -> str:
    """A text with what is known of contact and firm filled in; other placeholders stay."""
    one = find_contact(con, partner)
    known = {
        "date": written_day(today, language), "deadline": written_day(later(today), language),
        "name": written_name(one), "firm": sender(con, today, language).name,
        "salutation": salutation(one, language),
    }  # fmt: skip
    return fill_known(text, known, language)


def address_labels(
    con: sqlite3.Connection, partners: Sequence[int], day: date, language: str, *, skip: int = 0
) -> tuple[Labels, tuple[str, ...]]:
    """A sheet of labels for contacts, and the names of those without an address.

    Args:
        con: connection.
        partners: ids of contacts, in the order of the labels.
        day: today.
        language: of the sheet's title.
        skip: places at the beginning of the sheet that are used already.

    Raises:
        InputError: nobody has an address, or the sheet has fewer places than are used.
    """
    places = Sheet().columns * Sheet().rows
    if not 0 <= skip < places:
        raise InputError(
            N_("A sheet has {count} labels; fewer of them can be used already."),
            count=places, field="skip",
        )  # fmt: skip
    found = [find_contact(con, key) for key in partners]
    missing = tuple(one.name for one in found if one.address is None)
    lines = tuple(recipient(one) for one in found if one.address is not None)
    if not lines:
        raise InputError(
            N_("None of these contacts has an address."),
            hint=N_("Enter it at the contact first."),
        )
    title = kind_word(DocumentKind.LABELS, language)
    return Labels(lines, day, language, skip=skip, title=title), missing
