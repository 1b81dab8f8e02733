"""Exact decimal numbers of foreign files: quantities and prices with all their digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from kontor.base.money import half_up

_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_DIGITS = 30  # more than any price or quantity has; keeps the arithmetic small


@dataclass(frozen=True, slots=True)
class Number:
    """`value` / 10**`places`, kept in its shortest form, so that equal numbers are equal.

    Own documents keep quantities in 1/1000 and prices in 1/10,000 €; foreign ones may have more
    decimals, and their line amounts can only be recomputed with all of them.
    """

    value: int
    places: int = 0

    def __post_init__(self) -> None:
        value, places = self.value, self.places
        while places > 0 and value % 10 == 0:
            value, places = value // 10, places - 1
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "places", places)

    def __str__(self) -> str:
        """The form of XML and of programs: `84.5`, `-3`."""
        digits = str(abs(self.value)).rjust(self.places + 1, "0")
        whole, rest = digits[: len(digits) - self.places], digits[len(digits) - self.places :]
        return ("-" if self.value < 0 else "") + whole + (f".{rest}" if rest else "")

    @property
    def fraction(self) -> Fraction:
        """The number for computing, exactly."""
        return Fraction(self.value, 10**self.places)

    def scaled(self, places: int) -> int:
        """The number in 1/10**`places`, rounded half-up where it has more decimals."""
        return half_up(self.value * 10**places, 10**self.places)

    def fits(self, places: int) -> bool:
        """Whether the number has no more than `places` decimals."""
        return self.places <= places


def quantity(thousandths: int) -> Number:
    """A quantity (Menge) of own documents: 12500 is 12.5."""
    return Number(thousandths, 3)


def price(ten_thousandths: int) -> Number:
    """A unit price (Einzelpreis) of own documents: 114000 is 11.40 €."""
    return Number(ten_thousandths, 4)


def percent(rate: int) -> Number:
    """A rate of own documents: 1900 is 19 %."""
    return Number(rate, 2)


def read_number(text: str) -> Number | None:
    """The number of a decimal as XML writes it; None when it is none or absurdly long."""
    found = _PLAIN.fullmatch(text.strip())
    if not found or not (found[2] or found[3]):
        return None
    digits, decimals = found[2], found[3] or ""
    if len(digits) + len(decimals) > _DIGITS:
        digits, decimals = digits.lstrip("0"), decimals.rstrip("0")
        if len(digits) + len(decimals) > _DIGITS:
            return None
    value = int(digits + decimals or "0")
    return Number(-value if found[1] == "-" else value, len(decimals))
