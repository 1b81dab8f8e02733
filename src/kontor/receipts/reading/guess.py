"""What a text says about an invoice (Texterkennung von PDFs): fields, each with its confidence.

Words of German and English bills are looked for, then the sums are tried against each other: what
computes is believed, what stands alone is only likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.dates import month_number, parse_day
from kontor.base.errors import InputError
from kontor.base.ids import iban, vat_id
from kontor.base.money import tax_on_net
from kontor.base.numbers import parse_money, parse_rate
from kontor.base.text import fold
from kontor.receipts.kinds import Form, Kind, Reading, Supplier, VatSum

if TYPE_CHECKING:
    from kontor.receipts.reading import Own

_DAY = (
    r"(?:[0-3]?\d\s?\.\s?[01]?\d\s?\.\s?(?:20)?\d{2}|20\d{2}-[01]\d-[0-3]\d"
    r"|[0-3]?\d\.?\s(?:Jan|Feb|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)[a-zäö]*\.?"
    r"\s20\d{2})"
)
_MONEY = r"-?\d{1,3}(?:\.\d{3})*,\d{2}|-?\d{1,3}(?:,\d{3})+\.\d{2}|-?\d+[.,]\d{2}"
_AMOUNT = re.compile(rf"(?<![\d.,])({_MONEY})(?![\d.,]*\d)(\s?%)?")
_RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
_NUMBER = re.compile(
    r"(?:rechnungs?[-\s]?(?:nr|nummer|no)|rechnung\s+(?:nr|nummer)|re[-.]?\s?nr|beleg[-\s]?"
    r"(?:nr|nummer)|gutschrifts?[-\s]?(?:nr|nummer)|invoice\s?(?:no|number|nr|#))\.?\s*[:#]?\s*"
    r"([A-Z0-9][A-Z0-9/._-]{1,34})",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^\s*(?:rechnung|invoice|gutschrift)\s+([A-Z0-9/._-]{3,30})\s*$", re.I | re.M)
_IBAN = re.compile(r"\b([A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?)\b")
_VAT_ID = re.compile(r"\b(DE\s?\d{3}\s?\d{3}\s?\d{3}|ATU\s?\d{8}|[A-Z]{2}\s?\d{8,12})\b")
_FIRM = re.compile(
    r"\b(?:GmbH(?:\s?&\s?Co\.?\s?KG)?|UG|AG|KG|OHG|GbR|e\.\s?K\.|eG|mbH|SE|Ltd|Inc|S\.A\.|B\.V\.)"
    r"(?=\W|$)"
)
_LABELS = {
    "day": r"(?:rechnungs|beleg|gutschrifts)[-\s]?datum|datum|invoice\s?date|date of invoice|date",
    "service": (
        r"(?:leistungs|liefer)[-\s]?(?:datum|tag|zeitraum)|liefertermin|geliefert am"
        r"|leistung (?:am|vom)|delivery date|date of (?:supply|service)"
    ),
    "due": (
        r"fällig(?:keit|\s?(?:am|bis)|s?datum)?|zahlbar bis(?: zum)?|zahlung bis|due(?:\s?date)?"
    ),
}
_TERMS = re.compile(r"(?:innerhalb(?: von)?|binnen|within)\s+(\d{1,3})\s+(?:tage|days)", re.I)
_SUMS = {
    "gross": (
        r"gesamtbetrag|rechnungsbetrag|endbetrag|bruttobetrag|brutto|gesamtsumme|zu zahlen"
        r"|zahlbetrag|rechnungssumme|gesamt|summe|total(?: amount)?|amount due|balance due"
    ),
    "net": r"netto(?:betrag|summe|-summe)?|summe netto|gesamt netto|zwischensumme|net(?: amount)?"
           r"|subtotal",
    "tax": r"(?:mwst|ust|mehrwertsteuer|umsatzsteuer|vat|tax)\b",
}  # fmt: skip
_CREDIT = re.compile(r"\b(?:gutschrift|rechnungskorrektur|stornorechnung|credit note)\b", re.I)
_TILL = re.compile(r"\b(?:kassenbon|kassenbeleg|bar bezahlt|gegeben bar|ec-?karte|tse)\b", re.I)
_RATES = (1900, 700)
_TRIED = 60  # amounts that are tried against each other


class Guess(NamedTuple):
    """A value and how sure it is."""

    value: object
    confidence: int


class Sums(NamedTuple):
    """Sums that were found, with the VAT split where it computes."""

    net: int | None = None
    tax: int | None = None
    gross: int | None = None
    groups: tuple[VatSum, ...] = ()
    confidence: int = 0


def guess(text: str, own: Own) -> Reading:
    """What the text of a document says; what it does not say stays empty."""
    found: dict[str, int] = {}

    def keep(name: str, one: Guess | None) -> object:
        if one is None:
            return None
        found[name] = one.confidence
        return one.value

    credit = bool(_CREDIT.search(text[:3000]))
    sums = _sums(text)
    if sums.gross is not None:
        found |= dict.fromkeys(("gross",), sums.confidence)
    if sums.groups:
        found |= dict.fromkeys(("net", "tax", "groups"), sums.confidence)
    day = keep("day", _day(text, "day") or _first_day(text))
    supplier = _supplier(text, own)
    for name, value in (("supplier", supplier.name), ("vat_id", supplier.vat_id)):
        if value:
            found[name] = 90 if supplier.vat_id else 50
    if supplier.ibans:
        found["iban"] = 95
    number = keep("number", _number(text))
    service = keep("service", _day(text, "service"))
    due = keep("due", _day(text, "due") or _terms(text, day))
    sign = -1 if credit else 1
    return Reading(
        Form.PDF,
        "application/pdf",
        Kind.CREDIT_NOTE if credit else Kind.VOUCHER if _TILL.search(text) else Kind.INVOICE,
        number=str(number or ""),
        day=day if isinstance(day, date) else None,
        service=service if isinstance(service, date) else None,
        due=due if isinstance(due, date) else None,
        net=_signed(sums.net, sign),
        tax=_signed(sums.tax, sign),
        gross=_signed(sums.gross, sign),
        payable=_signed(sums.gross, sign),
        supplier=supplier,
        groups=tuple(
            one._replace(basis=sign * abs(one.basis), tax=sign * abs(one.tax)) if credit else one
            for one in sums.groups
        ),
        content=text[:20_000],
        confidence=tuple(sorted(found.items())),
    )


def _signed(cents: int | None, sign: int) -> int | None:
    return None if cents is None else sign * abs(cents) if sign < 0 else cents


def _number(text: str) -> Guess | None:
    for pattern, confidence in ((_NUMBER, 85), (_TITLE, 70)):
        for found in pattern.finditer(text):
            value = found[1].rstrip("._-/")
            if any(char.isdigit() for char in value) and not re.fullmatch(_DAY, value):
                return Guess(value, confidence)
    return None


def _day(text: str, name: str) -> Guess | None:
    pattern = (
        rf"(?:{_LABELS[name]})\b[\s:.]{{0,60}}(?:vom|am|bis|zum)?\s*({_DAY})(?:\s*[-–]\s*({_DAY}))?"
    )
    for found in re.finditer(pattern, text, re.IGNORECASE):
        day = _read_day(found[2] or found[1])
        if day:
            return Guess(day, 85)
    return None


def _first_day(text: str) -> Guess | None:
    days = (_read_day(found[0]) for found in re.finditer(_DAY, text))
    first = next((day for day in days if day), None)
    return Guess(first, 40) if first else None


def _terms(text: str, day: object) -> Guess | None:
    found = _TERMS.search(text)
    if not found or not isinstance(day, date):
        return None
    return Guess(day + timedelta(days=int(found[1])), 60)


def _read_day(text: str) -> date | None:
    written = re.sub(r"\s?\.\s?", ".", text.strip())
    named = re.fullmatch(r"(\d{1,2})\.?\s?([^\W\d]+)\.?\s?(20\d{2})", written)
    try:
        if named:
            return date(int(named[3]), month_number(fold(named[2])[:3]), int(named[1]))
        return parse_day(written, date(2020, 1, 1))
    except (InputError, ValueError, KeyError):
        return None


_STAMP = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d{1,3}(?:\D|$))")


def day_in_name(name: str, latest: date) -> date | None:
    """The day that phones and scanners write into the name of a file; never one to come."""
    for found in _STAMP.finditer(name):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
        if day <= latest:
            return day
    return None


def _cents(text: str) -> int | None:
    if re.search(r",\d{3}\.\d{2}$", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"-?\d+\.\d{2}", text):
        text = text.replace(".", ",")
    try:
        return parse_money(text)
    except InputError:
        return None


def _amounts(text: str) -> Iterator[int]:
    for found in _AMOUNT.finditer(text):
        cents = None if found[2] else _cents(found[1])
        if cents is not None:
            yield cents


def _labelled(text: str, name: str) -> list[int]:
    """Amounts that stand behind the words for a sum, on its line or the next."""
    found: list[int] = []
    pattern = re.compile(rf"(?<![a-zäöü])(?:{_SUMS[name]})(?![a-zäöü])[^\n]*(?:\n[^\n]*)?", re.I)
    for hit in pattern.finditer(text):
        first, _newline, second = hit[0].partition("\n")
        here = list(_amounts(first)) or list(_amounts(second))[:1]
        found += here[-1:] if name != "net" else here[:1] + here[-1:]
    return found


def _sums(text: str) -> Sums:
    """The sums whose parts compute, else the gross that is named, else the largest amount."""
    every = list(dict.fromkeys(_amounts(text)))
    if not every:
        return Sums()
    named = [cents for cents in _labelled(text, "gross") if cents]
    wanted = list(dict.fromkeys([*sorted(named, key=abs, reverse=True), *_largest(every)]))
    rates = _rates(text)
    for gross in wanted:
        groups = _split(gross, every, rates)
        if groups:
            net, tax = sum(one.basis for one in groups), sum(one.tax for one in groups)
            return Sums(net, tax, gross, groups, 95 if gross in named else 75)
    if not wanted:
        return Sums()
    if not rates and named:
        return Sums(gross=wanted[0], confidence=60)
    return Sums(gross=wanted[0], confidence=55 if named else 30)


def _largest(every: Iterable[int]) -> list[int]:
    return sorted(every, key=abs, reverse=True)[:3]


def _rates(text: str) -> tuple[int, ...]:
    """The VAT rates that the text names, of those that there are."""
    named = set()
    for found in _RATE.finditer(text):
        try:
            named.add(parse_rate(found[1].replace(".", ",")))
        except InputError:
            continue
    return tuple(rate for rate in _RATES if rate in named)


def _split(gross: int, every: list[int], rates: tuple[int, ...]) -> tuple[VatSum, ...]:
    """Net and tax per rate that stand in the text and add up to the gross."""
    amounts = [cents for cents in every if 0 < abs(cents) < abs(gross)][:_TRIED]
    there = set(amounts)
    for rate in rates:
        for net in amounts:
            tax = gross - net
            if tax in there and abs(tax_on_net(net, rate) - tax) <= 1:
                return (VatSum("S", rate, net, tax),)
    if len(rates) < 2:
        return ()
    pairs = {
        rate: [
            (net, tax)
            for net, tax in product(amounts, amounts)
            if tax and abs(tax_on_net(net, rate) - tax) <= 1
        ]
        for rate in rates[:2]
    }
    for (net1, tax1), (net2, tax2) in product(pairs[rates[0]][:200], pairs[rates[1]][:200]):
        if net1 + tax1 + net2 + tax2 == gross:
            return (VatSum("S", rates[0], net1, tax1), VatSum("S", rates[1], net2, tax2))
    return ()


def _supplier(text: str, own: Own) -> Supplier:
    ibans = []
    for found in _IBAN.finditer(text):
        value = iban.compact(found[1])
        while len(value) > 15 and not _certain(value):
            value = value[:-1]
        if _certain(value) and value not in own.ibans:
            ibans.append(value)
    number = ""
    for found in _VAT_ID.finditer(text):
        value = vat_id.compact(found[1])
        if value != own.vat_id and vat_id.is_valid(value) and value[:2] in _COUNTRIES:
            number = value
            break
    return Supplier(
        name=_name(text, own.name),
        vat_id=number,
        country={"EL": "GR"}.get(number[:2], number[:2]),
        ibans=tuple(dict.fromkeys(ibans)),
    )


_COUNTRIES = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT",
     "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI")
)  # fmt: skip


def _certain(value: str) -> bool:
    return iban.check(value) is None


def _name(text: str, own: str) -> str:
    """The first line with a legal form that is not the firm's own."""
    mine = fold(own)
    for line in text.split("\n")[:80]:
        for part in re.split(r"\s{3,}|[|•·]|,\s", line.strip()):
            found = _FIRM.search(part)
            if found and len(part) <= 80 and not (mine and mine in fold(part)):
                name = part[: found.end()].strip(" ,;:-")
                if len(name) > len(found[0]) + 1:
                    return name
    return ""
