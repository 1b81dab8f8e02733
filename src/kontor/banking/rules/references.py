"""Invoice numbers in a purpose: whole, with other separators, turned round, alone, misspelt."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kontor.banking.rules.text import Plain, fold

FULL, SPLIT, TURNED, BARE, MISSPELT, NONE = 50, 48, 45, 25, 20, 0
PROOF = 45
_SEPARATOR = r"[^a-z0-9]{0,3}"
_LONG, _SHORT = 5, 3
_DIGITS = re.compile(r"[0-9]+")
_YEAR = re.compile(r"20[0-9]{2}")
_WORDS = r"(?:re|rg|rnr|rechn?|rechnung|rechnungsnr|rechnungsnummer|rech|invoice|inv)"
_FOREIGN = re.compile(
    r"20[0-9]{2}[^a-z0-9]{0,2}[0-9]{3,6}(?![0-9])|"
    r"(?<![0-9])[0-9]{3,6}[^a-z0-9]{1,2}20[0-9]{2}(?![0-9])|"
    rf"\b{_WORDS}[^a-z0-9]{{0,3}}(?:nr|nummer|no)?[^a-z0-9]{{0,3}}"
    r"(?!20[0-9]{2}[^a-z0-9]{0,2}[0-9]{3})[0-9]{3,}"
)


class Number(NamedTuple):
    """An invoice number taken apart: letters in front, groups of digits, year and serial number."""

    letters: str
    groups: tuple[str, ...]
    year: str
    serial: str
    digits: str
    turned: str
    short: str


class Hit(NamedTuple):
    """How well a number was found, and where (positions in the folded text)."""

    points: int = NONE
    start: int = 0
    end: int = 0


@lru_cache(maxsize=20_000)
def take_apart(number: str) -> Number:
    """Take an invoice number apart."""
    folded = fold(number)
    parts: list[str] = re.findall(r"\d+", folded)
    groups = tuple(parts)
    letters = "".join(re.findall(r"[a-z]+", folded.split(groups[0])[0])) if groups else ""
    if len(groups) == 1 and _YEAR.match(groups[0]) and len(groups[0]) > _LONG + 1:
        groups = (groups[0][:4], groups[0][4:])
    years = [group for group in groups[:-1] if _YEAR.fullmatch(group)]
    last_year = len(groups) > 1 and not years and _YEAR.fullmatch(groups[-1])
    year = groups[-1] if last_year else years[0] if years else ""
    serial = groups[-2] if last_year else groups[-1] if groups else ""
    turned = serial + year if year else ""
    short = serial.lstrip("0") if len(serial.lstrip("0")) >= _SHORT else serial
    return Number(letters, groups, year, serial, "".join(groups), turned, short)


@lru_cache(maxsize=8192)
def _pattern(number: Number, *, letters: bool, cut: bool) -> re.Pattern[str]:
    """The number with any separators; with its letters in front; with blanks between digits."""
    inside = r"\s?" if cut else ""
    whole = _SEPARATOR.join(inside.join(group) for group in number.groups)
    before = r"(?<![0-9])"
    if letters:
        before = "" if len(number.digits) > _LONG else r"(?<![a-z0-9])"
        before += re.escape(number.letters) + _SEPARATOR
    return re.compile(f"{before}{whole}(?![0-9])")


@lru_cache(maxsize=4096)
def _turned(number: Number) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9]){number.serial}[^a-z0-9]{{1,3}}{number.year}(?![0-9])")


def find(number: Number, plain: Plain) -> Hit:
    """How well the number stands in the purpose."""
    if not number.serial:
        return Hit()
    if number.digits in plain.digits:
        hit = _find_whole(number, plain)
        if hit.points:
            return hit
    if number.turned and number.turned in plain.digits:
        match = _turned(number).search(plain.loose)
        if match:
            return Hit(TURNED, match.start(), match.end())
    return _find_bare(number, plain)


def _find_whole(number: Number, plain: Plain) -> Hit:
    if number.letters:
        for cut, points in ((False, FULL), (True, SPLIT)):
            match = _pattern(number, letters=True, cut=cut).search(plain.text)
            if match:
                return Hit(points, match.start(), match.end())
    if not number.year:
        return _find_long(number, plain)
    for cut in (False, True):
        match = _pattern(number, letters=False, cut=cut).search(plain.loose)
        if match:
            return Hit(TURNED if number.letters else FULL, match.start(), match.end())
    return Hit()


def _find_long(number: Number, plain: Plain) -> Hit:
    match = re.search(
        rf"\b{_WORDS}[^a-z0-9]{{0,3}}(?:nr|nummer|no)?[^a-z0-9]{{0,3}}{number.digits}(?![0-9])",
        plain.text,
    )
    if match:
        return Hit(TURNED, match.start(), match.end())
    return _find_bare(number, plain)


def _find_bare(number: Number, plain: Plain) -> Hit:
    wanted = number.serial if number.serial in plain.tokens else number.short
    if wanted not in plain.tokens:
        return Hit()
    match = re.search(rf"(?<![a-z0-9]){wanted}(?![a-z0-9])", plain.loose)
    return Hit(BARE, match.start(), match.end()) if match else Hit()


def foreign(plain: Plain, hits: tuple[Hit, ...]) -> tuple[str, ...]:
    """Numbers in the purpose that look like invoice numbers and are none of the hits."""
    text = plain.text
    for hit in hits:
        if hit.points:
            text = text[: hit.start] + " " * (hit.end - hit.start) + text[hit.end :]
    return tuple(_FOREIGN.findall(text))


def misspelt(number: Number, plain: Plain) -> Hit:
    """The number with two neighbouring digits that changed places, if it stands in the purpose."""
    for match in _FOREIGN.finditer(plain.text):
        digits = "".join(_DIGITS.findall(match[0]))
        if _swapped(digits, number.digits):
            return Hit(MISSPELT, match.start(), match.end())
    return Hit()


def _swapped(digits: str, wanted: str) -> bool:
    if len(digits) != len(wanted) or digits == wanted:
        return False
    places = [i for i, (one, other) in enumerate(zip(digits, wanted, strict=True)) if one != other]
    first = places[0]
    return (
        places == [first, first + 1]
        and digits[first : first + 2] == wanted[first + 1] + (wanted[first])
    )
