"""vCard 2.1, 3.0 and 4.0 in (RFC 2426, RFC 6350): card by card, a bad one does not cost the others.

Ten kinds of fields are read; pictures and keys are passed over, addresses on the web never asked.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.contacts.formats.record import Found, Raw, bad, found_of
from kontor.contacts.formats.table import MEGABYTE, decoded
from kontor.contacts.kinds import AddressKind, ChannelKind, ContactKind, Role

LARGEST = 60 * MEGABYTE
MOST_CARDS = 50_000
_CARD_LIMIT = 2 * MEGABYTE
_VALUE_LIMIT = 100_000
_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_PARAM = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
_PIECES = re.compile(r"((?:[^\\;]|\\.)*)(?:;|$)", re.DOTALL)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_SKIPPED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})


class Line(NamedTuple):
    """One property: name, types and parameters in capitals, value as written."""

    name: str
    types: frozenset[str]
    params: dict[str, str]
    value: str


def read_vcards(data: bytes) -> list[Found]:
    """All cards of a file, in order; each is a contact or the reason why not.

    Raises:
        InputError: the file is too large, no text, or empty.
    """
    text, _ = decoded(data, largest=LARGEST)
    return [_card(number, lines) for number, lines in enumerate(_cards(text), 1)]


def _cards(text: str) -> Iterator[list[str] | None]:
    """The lines of each card; None for one that does not end."""
    card: list[str] | None = None
    count = 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD":
            if card is not None:
                yield None
            count += 1
            if count > MOST_CARDS:
                return
            card = []
        elif mark == "END:VCARD" and card is not None:
            yield card
            card = None
        elif card is not None:
            card.append(line)
    if card is not None:
        yield None


def _card(number: int, lines: list[str] | None) -> Found:
    place = f"#{number}"
    if lines is None:
        return bad(place, N_("The card does not end."))
    if sum(map(len, lines)) > _CARD_LIMIT:
        return bad(place, N_("The card is larger than {limit} MB."), limit=_CARD_LIMIT // MEGABYTE)
    raw = Raw(place)
    for text in _unfolded(lines):
        line = _line(text)
        if line is None:
            return bad(place, N_("A line of the card cannot be read."))
        if take := _TAKERS.get(line.name):
            take(raw, line)
    _finish(raw)
    return found_of(raw)


def _unfolded(lines: list[str]) -> Iterator[str]:
    """Whole lines: folded ones joined, soft breaks of quoted-printable as well."""
    whole: str | None = None
    for line in lines:
        if whole is None:
            whole = line
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + line.lstrip(" \t") if line[:1] in " \t" else whole[:-1] + line
        elif line[:1] in {" ", "\t"}:
            whole += line[1:]
        else:
            if whole.strip():
                yield whole
            whole = line
    if whole and whole.strip():
        yield whole


def _line(text: str) -> Line | None:
    head = text[:200].upper()
    if any(head.startswith((name + ";", name + ":")) for name in _SKIPPED) or "BASE64" in head:
        return Line("PHOTO", frozenset(), {}, "")
    found = _LINE.fullmatch(text[:_VALUE_LIMIT].strip())
    if not found:
        return None
    params: dict[str, str] = {}
    types: set[str] = set()
    for part in _PARAM.findall(found[2]):
        key, equals, value = part.partition("=")
        value = value.strip('"')
        if not equals:
            types.add(key.strip().upper())
        elif key.strip().upper() == "TYPE":
            types |= {one.strip().upper() for one in value.strip('"').split(",")}
        else:
            params[key.strip().upper()] = value
    if params.get("ENCODING", "").upper() == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in types:
        return Line(found[1].upper(), frozenset(types), params, _quoted_printable(found[3], params))
    return Line(found[1].upper(), frozenset(types), params, found[3])


def _quoted_printable(value: str, params: dict[str, str]) -> str:
    data = quopri.decodestring(value.encode("utf-8", "replace"))
    for charset in (params.get("CHARSET", "utf-8"), "utf-8", "cp1252"):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("iso-8859-15")


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _parts(value: str, count: int) -> list[str]:
    pieces = [_plain(piece).strip() for piece in _PIECES.findall(value)]
    return [*pieces, *[""] * count][:count]


# -- what each property means --------------------------------------------------------------------


def _take_name(raw: Raw, line: Line) -> None:
    last, first, middle, title, _ = _parts(line.value, 5)
    raw.fields |= {"last_name": last, "first_name": f"{first} {middle}".strip(), "title": title}


def _take_full_name(raw: Raw, line: Line) -> None:
    raw.fields.setdefault("full", _plain(line.value).strip())


def _take_organisation(raw: Raw, line: Line) -> None:
    company, unit = _parts(line.value, 2)
    raw.fields |= {"organisation": company, "unit": unit}


def _take_telephone(raw: Raw, line: Line) -> None:
    value = line.value
    if value.lower().startswith("tel:"):
        number, *extra = value[4:].split(";")
        extension = next((part[4:] for part in extra if part.lower().startswith("ext=")), "")
        value = f"{number} ext {extension}" if extension else number
    kind = ChannelKind.PHONE
    if line.types & {"CELL", "IPHONE", "MOBILE"}:
        kind = ChannelKind.MOBILE
    elif "FAX" in line.types:
        kind = ChannelKind.FAX
    raw.channels.append((kind, _plain(value)))


def _take_mail(raw: Raw, line: Line) -> None:
    raw.channels.append((ChannelKind.MAIL, _plain(line.value).removeprefix("mailto:").strip()))


def _take_web(raw: Raw, line: Line) -> None:
    raw.channels.append((ChannelKind.WEB, _plain(line.value).strip()))


def _take_address(raw: Raw, line: Line) -> None:
    box, extra, street, city, _, code, country = _parts(line.value, 7)
    road, _, more = street.partition("\n")
    kind = next(
        (kind for word, kind in _ADDRESS_TYPES.items() if word in line.types), AddressKind.MAIN
    )
    if box and not street:
        road, kind = box, AddressKind.POSTBOX
    addition = " ".join(part for part in (extra, more) if part)
    raw.addresses.append(
        {
            "kind": kind.value,
            "addition": addition,
            "street": road,
            "city": city,
            "postcode": code,
            "country": country,
        }
    )


def _take_note(raw: Raw, line: Line) -> None:
    raw.fields["note"] = "\n".join(
        part for part in (raw.fields.get("note", ""), _plain(line.value).strip()) if part
    )


def _take_kind(raw: Raw, line: Line) -> None:
    kinds = {"org": ContactKind.FIRM, "company": ContactKind.FIRM, "individual": ContactKind.PERSON}
    raw.kind = kinds.get(line.value.strip().lower(), raw.kind)


def _take_number(raw: Raw, line: Line) -> None:
    raw.numbers.append(line.value.strip())


def _take_roles(raw: Raw, line: Line) -> None:
    words = {word.strip() for word in line.value.lower().split(",")}
    raw.roles += [role for role in Role if role.value in words]


def _take_bank(raw: Raw, line: Line) -> None:
    raw.banks.append({"iban": line.value, "holder": line.params.get("HOLDER", "")})


def _field(key: str) -> Callable[[Raw, Line], None]:
    def take(raw: Raw, line: Line) -> None:
        raw.fields[key] = _plain(line.value).strip()

    return take


def _take_language(raw: Raw, line: Line) -> None:
    code = line.value.strip().lower()[:2]
    if code in {"de", "en"}:
        raw.fields["language"] = code


_ADDRESS_TYPES = {
    "X-KONTOR-BILLING": AddressKind.BILLING,
    "X-KONTOR-DELIVERY": AddressKind.DELIVERY,
    "X-KONTOR-POSTBOX": AddressKind.POSTBOX,
}
_TAKERS: dict[str, Callable[[Raw, Line], None]] = {
    "N": _take_name,
    "FN": _take_full_name,
    "ORG": _take_organisation,
    "TEL": _take_telephone,
    "EMAIL": _take_mail,
    "URL": _take_web,
    "ADR": _take_address,
    "NOTE": _take_note,
    "KIND": _take_kind,
    "X-ABSHOWAS": _take_kind,
    "LANG": _take_language,
    "BDAY": _field("birthday"),
    "X-KONTOR-NUMBER": _take_number,
    "X-KONTOR-ROLES": _take_roles,
    "X-KONTOR-IBAN": _take_bank,
    "X-KONTOR-VAT-ID": _field("vat_id"),
    "X-KONTOR-TAX-NUMBER": _field("tax_number"),
    "X-KONTOR-SALUTATION": _field("salutation"),
}


def _finish(raw: Raw) -> None:
    """A card of a firm has its name in ORG; a person there becomes the addition of the address."""
    full = raw.fields.pop("full", "")
    company, unit = raw.fields.pop("organisation", ""), raw.fields.pop("unit", "")
    person = " ".join(raw.fields.get(key, "") for key in ("first_name", "last_name")).strip()
    if raw.kind is None:
        raw.kind = ContactKind.FIRM if company else None
    if company and raw.kind is not ContactKind.PERSON:
        raw.fields["name"] = company
        extra = [part for part in (unit, person) if part and part != company]
        if extra and raw.addresses and not raw.addresses[0]["addition"]:
            raw.addresses[0]["addition"] = ", ".join(extra)
        elif extra:
            _take_note(raw, Line("NOTE", frozenset(), {}, ", ".join(extra)))
        for key in ("first_name", "last_name", "title"):
            raw.fields.pop(key, None)
        return
    if full and not person and raw.kind is ContactKind.PERSON:
        raw.fields["first_name"], _, raw.fields["last_name"] = full.rpartition(" ")
        return
    if full and full != person:
        raw.fields["name"] = full
