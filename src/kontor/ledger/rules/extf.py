"""DATEV files (EXTF) as bytes: header of 31 fields, captions, rows; categories 16, 20 and 21.

The character set is cp1252, every line ends with CRLF, texts stand in double quotes, decimals have
a comma. What a row means is decided in `datev.py`; here it is only written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.base.text import fold

VERSION = 700
ENTRIES = (21, "Buchungsstapel", 13)
PARTNERS = (16, "Debitoren/Kreditoren", 5)
ACCOUNT_NAMES = (20, "Kontenbeschriftungen", 3)
_NAME_CAPTIONS = ("Konto", "Kontenbeschriftung", "Sprach-ID", "Kontenbeschriftung lang")
_LABEL = 30
_LABEL_MARKS = " .-/"
_DOCUMENT_MARKS = "$&%*+-_/"


class Header(NamedTuple):
    """What the first line says of the firm and the time.

    Attributes:
        made: when the file was made, local time.
        adviser: number of the tax adviser (Beraternummer).
        client: number of the firm with the adviser (Mandantennummer).
        chart: `skr03` or `skr04`.
        locked: whether the rows are final (Festschreibung) for the adviser.
    """

    made: datetime
    adviser: int
    client: int
    year_start: date
    chart: str
    label: str
    by: str = ""
    account_length: int = 4
    locked: bool = False


class Booking(NamedTuple):
    """One row of a batch: debit `account` against `contra`, or credit it when not `debit`.

    `cents` is positive and gross of the tax that the account or the BU `key` carries.
    """

    cents: int
    debit: bool
    account: str
    contra: str
    key: str
    day: date
    document: str = ""
    text: str = ""
    due: date | None = None
    cost_centre: str = ""
    project: str = ""
    vat_id: str = ""
    service: date | None = None
    period: date | None = None
    uuid: str = ""
    reversal: bool = False
    link: str = ""


class Partner(NamedTuple):
    """Master data of a customer or supplier (Debitor, Kreditor)."""

    account: str
    name: str
    firm: bool = True
    last_name: str = ""
    first_name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    vat_id: str = ""
    tax_number: str = ""
    phone: str = ""
    mail: str = ""
    iban: str = ""
    bic: str = ""


def batch(header: Header, first: date, last: date, rows: Iterable[Booking]) -> bytes:
    """The batch of entries (Buchungsstapel) of a period inside one fiscal year."""
    columns = _columns("datev-entry-columns")
    texts = frozenset(name for name, text in columns.items() if text)
    names = tuple(columns)
    lines = [_booking(row, locked=header.locked) for row in rows]
    return _file(
        _head(header, ENTRIES, (first, last)), names, (_cells(one, names, texts) for one in lines)
    )


def partners(header: Header, rows: Iterable[Partner]) -> bytes:
    """Master data of customers and suppliers (Debitoren/Kreditoren)."""
    names = tuple(_columns("datev-debkred-columns"))
    texts = frozenset(names) - {"Konto"}
    lines = [_partner(row) for row in rows]
    return _file(
        _head(header, PARTNERS),
        names,
        (_cells(one, names, texts, bare=True) for one in lines),
    )


def account_names(header: Header, rows: Iterable[tuple[str, str]]) -> bytes:
    """Names of accounts (Kontenbeschriftungen)."""
    names = _NAME_CAPTIONS
    lines = [
        dict(zip(names, (number, name[:40], "de-DE", name[:300]), strict=True))
        for number, name in rows
    ]
    texts = frozenset(names) - {"Konto"}
    return _file(_head(header, ACCOUNT_NAMES), names, (_cells(one, names, texts) for one in lines))


def _booking(row: Booking, *, locked: bool) -> dict[str, str]:
    return {
        "Umsatz (ohne Soll/Haben-Kz)": money(row.cents),
        "Soll/Haben-Kennzeichen": "S" if row.debit else "H",
        "Konto": row.account,
        "Gegenkonto (ohne BU-Schlüssel)": row.contra,
        "BU-Schlüssel": row.key.zfill(4) if row.key else "",
        "Belegdatum": f"{row.day:%d%m}",
        "Belegfeld 1": document_field(row.document),
        "Belegfeld 2": f"{row.due:%d%m%y}" if row.due else "",
        "Buchungstext": row.text[:60],
        "Beleglink": f'BEDI "{row.link}"' if row.link else "",
        "KOST1 - Kostenstelle": row.cost_centre[:36],
        "KOST2 - Kostenstelle": row.project[:36],
        "EU-Land u. UStID (Bestimmung)": row.vat_id[:15],
        "Buchungs GUID": row.uuid[:36],
        "Festschreibung": "1" if locked else "0",
        "Leistungsdatum": f"{row.service:%d%m%Y}" if row.service else "",
        "Datum Zuord. Steuerperiode": f"{row.period:%d%m%Y}" if row.period else "",
        "Fälligkeit": f"{row.due:%d%m%Y}" if row.due else "",
        "Generalumkehr (GU)": "1" if row.reversal else "0",
    }


def _partner(row: Partner) -> dict[str, str]:
    name = {"Name (Adressattyp Unternehmen)": row.name[:50], "Adressattyp": "2"}
    if not row.firm:
        name = {
            "Name (Adressattyp natürl. Person)": (row.last_name or row.name)[:30],
            "Vorname (Adressattyp natürl. Person)": row.first_name[:30],
            "Adressattyp": "1",
        }
    return {
        "Konto": row.account,
        **name,
        "Kurzbezeichnung": (row.last_name or row.name)[:15],
        "EU-Land": row.vat_id[:2],
        "EU-UStID": row.vat_id[2:15],
        "Straße": row.street[:36],
        "Postleitzahl": row.postcode[:10],
        "Ort": row.city[:30],
        "Land": row.country,
        "Telefon": row.phone[:60],
        "E-Mail": row.mail[:60],
        "IBAN-Nr. 1": row.iban,
        "SWIFT-Code 1": row.bic,
        "Steuernummer": row.tax_number[:20],
    }


def money(cents: int) -> str:
    """An amount as DATEV reads it: decimal comma, no grouping."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02}"


def document_field(text: str) -> str:
    """A document number with the characters that the field takes; others become hyphens."""
    kept = (c if (c.isascii() and c.isalnum()) or c in _DOCUMENT_MARKS else "-" for c in text)
    return "".join(kept)[:36].strip("-")


def _head(
    header: Header, category: tuple[int, str, int], span: tuple[date, date] | None = None
) -> str:
    number, name, version = category
    days = [f"{day:%Y%m%d}" for day in span] if span else ["", ""]
    label = "".join(c if c.isalnum() or c in _LABEL_MARKS else " " for c in _plain(header.label))[
        :_LABEL
    ]
    is_batch = category is ENTRIES
    stamp = f"{header.made:%Y%m%d%H%M%S}{header.made.microsecond // 1000:03}"
    cells = [
        '"EXTF"', str(VERSION), str(number), _text(name), str(version), stamp,
        "", '"KO"', _text(header.by[:25]), '""', str(header.adviser), str(header.client),
        f"{header.year_start:%Y%m%d}", str(header.account_length), *days,
        _text(label), '""', "1" if is_batch else "", "0" if is_batch else "",
        ("1" if header.locked else "0") if is_batch else "", '"EUR"' if is_batch else '""',
        "", '""', "", "", _text(header.chart.removeprefix("skr")), "", "", '""', '""',
    ]  # fmt: skip
    return ";".join(cells)


def _cells(
    values: Mapping[str, str], names: Sequence[str], texts: frozenset[str], *, bare: bool = False
) -> str:
    unknown = values.keys() - set(names)
    if unknown:
        raise ValueError(f"no such column: {sorted(unknown)}")
    return ";".join(
        _text(values.get(name, ""))
        if name in texts and (values.get(name) or not bare)
        else values.get(name, "")
        for name in names
    )


def _file(head: str, names: Sequence[str], rows: Iterable[str]) -> bytes:
    lines = [head, ";".join(names), *rows]
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252", "replace")


def _text(value: str) -> str:
    return '"' + _plain(value).replace('"', '""') + '"'


def _plain(value: str) -> str:
    """Text without control characters; a letter that cp1252 lacks becomes its plain form."""
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return "".join(_letter(char) for char in unicodedata.normalize("NFC", line))


def _letter(char: str) -> str:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        plain = fold(char)
        plain = plain if plain.isascii() else ""
        return (plain.upper() if char.isupper() else plain) or "?"
    return char


@cache
def _columns(name: str) -> dict[str, str]:
    return {row["caption"]: row.get("text", "") for row in data_rows(name)}
