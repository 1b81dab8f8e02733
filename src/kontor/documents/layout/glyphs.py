"""Which characters the fonts of the documents hold, read from the fonts themselves."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.documents.layout.page import Labels, Page

FONTS = Path(__file__).resolve().parent / "fonts"
_SAME = str.maketrans({"\t": " ", "\u2300": "Ø", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"})
_FREE = frozenset("\n\u00ad")
P = TypeVar("P", Page, Labels)


def printed(text: str) -> str:
    """The text in the letters that are printed: composed, one kind of line break, ⌀ as Ø."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SAME)
    return unicodedata.normalize("NFC", plain)


def missing_glyphs(page: Page | Labels) -> list[Finding]:
    """Characters that cannot be printed, one finding for each character and place.

    To be asked before a number is drawn: a page with such a character is not laid out.
    """
    found = []
    for place, text in texts(page):
        for char in sorted({char for char in printed(text) if not can_print(char)}):
            values = (("char", _shown(char)), ("code", f"U+{ord(char):04X}"), ("text", _part(text)))
            found.append(
                Finding(
                    "DL01", place,
                    N_("The character {char} ({code}) in “{text}” cannot be printed."),
                    N_("Write it in another way."), Severity.ERROR, values, place,
                )
            )  # fmt: skip
    return found


def replace_missing(page: P, instead: str = "?") -> P:
    """The same page with another sign for every character that cannot be printed."""

    def mended(text: str) -> str:
        if all(map(can_print, printed(text))):
            return text
        return "".join(char if can_print(char) else instead for char in printed(text))

    found: P = _mapped(page, mended)
    return found


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a page with the place where it stands: `rows.3.text`."""
    if isinstance(value, str):
        if value:
            yield place, value
    elif isinstance(value, tuple):
        names = getattr(value, "_fields", None) or range(len(value))
        for name, part in zip(names, value, strict=True):
            yield from texts(part, f"{place}.{name}" if place else str(name))


def can_print(char: str) -> bool:
    """Whether every style of the font has the character."""
    return char in _FREE or (char in covered() and unicodedata.category(char) not in {"Cf", "Cc"})


@cache
def covered() -> frozenset[str]:
    """The characters that regular, bold and italic have in common."""
    sets = [set(_cmap(path.read_bytes())) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset(map(chr, set.intersection(*sets)))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        parts = [_mapped(part, change) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


def _cmap(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font: its cmap tables of format 4 and 12."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * at) for at in range(count))
    start = next(offset for tag, _check, offset, _length in tables if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for at in range(subtables):
        platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * at)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if platform in {0, 3} and form == 4:
            yield from _segments(font, start + offset)
        elif platform in {0, 3} and form == 12:
            yield from _groups(font, start + offset)


def _segments(font: bytes, place: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, place + 6)
    layout = f">{double // 2}H"
    ends = struct.unpack_from(layout, font, place + 14)
    starts = struct.unpack_from(layout, font, place + 16 + double)
    deltas = struct.unpack_from(layout, font, place + 16 + 2 * double)
    ranges = place + 16 + 3 * double
    offsets = struct.unpack_from(layout, font, ranges)
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + deltas[at]
            if offsets[at]:
                where = ranges + 2 * at + offsets[at] + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", font, where)
            if glyph & 0xFFFF:
                yield code


def _groups(font: bytes, place: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, place + 12)
    for at in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, place + 16 + 12 * at)
        yield from range(first, last + 1)


def _shown(char: str) -> str:
    return char if char.isprintable() and not unicodedata.combining(char) else "·"


def _part(text: str) -> str:
    from kontor.base.text import quoted

    return quoted(text)
