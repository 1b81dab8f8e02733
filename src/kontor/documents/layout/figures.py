"""Figures (Zahlen) in the language of a document, whatever language the user reads."""

from __future__ import annotations

from datetime import date

_MARKS = {"de": (",", "."), "en": (".", ",")}
_SIGNS = {"EUR": "€"}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def money(cents: int, language: str) -> str:
    """`1.234,50` or `1,234.50`, without a sign of the currency."""
    return _written(cents, 2, 2, language)


def amount(cents: int, language: str, currency: str = "EUR") -> str:
    """`1.234,50 €` or `€1,234.50`; another currency by its code."""
    sign = _SIGNS.get(currency, currency)
    if language == "de" or sign == currency:
        return f"{money(cents, language)}\u00a0{sign}"
    return f"{'-' if cents < 0 else ''}{sign}{money(abs(cents), language)}"


def price(value: int, language: str) -> str:
    """A unit price in 1/10,000 with two to four decimals."""
    return _written(value, 4, 2, language)


def quantity(value: int, language: str, *, places: int = 3, keep: int = 0) -> str:
    """A quantity in 1/10**places, without needless zeros beyond `keep` decimals."""
    return _written(value, places, keep, language)


def rate(value: int, language: str) -> str:
    """1900 is `19 %` or `19%`."""
    return _written(value, 2, 0, language) + ("\u00a0%" if language == "de" else "%")


def day(value: date, language: str) -> str:
    """`15.03.2026` or `15 Mar 2026`."""
    if language == "de":
        return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def period(first: date, last: date, language: str) -> str:
    """Two days as `01.03.2026 – 15.03.2026`; one day when they are the same."""
    if first == last:
        return day(first, language)
    return f"{day(first, language)} – {day(last, language)}"


def iban(value: str) -> str:
    """An IBAN in groups of four."""
    bare = value.replace(" ", "")
    return " ".join(bare[place : place + 4] for place in range(0, len(bare), 4))


def _written(value: int, places: int, keep: int, language: str) -> str:
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}" if places else ""
    decimals = decimals[:keep] + decimals[keep:].rstrip("0")
    decimal, group = _MARKS["de" if language == "de" else "en"]
    body = f"{whole:,}".replace(",", group)
    return ("-" if value < 0 else "") + body + (decimal + decimals if decimals else "")
