"""Text guards: what enters the file, what is shown, what is searched, what leaves in files.

Whatever a person types or a file brings is cleaned once on the way in; whatever is shown is guarded
again on the way out, because a file may have been written by another program.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

from kontor.base.encoding import read_text
from kontor.base.errors import InputError
from kontor.base.i18n import N_

__all__ = [
    "SAFE_ENDINGS",
    "SHOWN_LIMIT",
    "TEXT_LIMIT",
    "cell_width",
    "clean_text",
    "csv_cell",
    "fit",
    "fold",
    "fold_forms",
    "matches",
    "one_line",
    "pad",
    "quoted",
    "read_text",
    "safe_file_name",
    "show_text",
]

TEXT_LIMIT = 500
SHOWN_LIMIT = 10_000
_NAME_BYTES = 120  # of the 255 that file systems allow
_MARKS_IN_A_ROW = 4  # more combining marks than any written language needs
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_NEVER = frozenset(map(chr, range(0xFDD0, 0xFDF0))) | frozenset(  # what Unicode calls noncharacters
    chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_STYLES = frozenset(map(chr, range(0xFE00, 0xFE10)))
SAFE_ENDINGS = frozenset((".pdf", ".xml", ".png", ".jpg", ".txt", ".eml", ".ics", ".csv"))
_DEVICE = r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?"


# -- in ------------------------------------------------------------------------------------------


def clean_text(value: object, *, limit: int = TEXT_LIMIT, multiline: bool = False) -> str:
    """The text as it may enter the file: NFC, one kind of blank, nothing invisible.

    Controls, bidi marks, zero-width characters and lone surrogates are dropped; a joiner stays only
    inside an emoji. A single line has its blanks collapsed; several lines keep their inner blanks.

    Raises:
        InputError: no text at all, or longer than `limit`.
    """
    if not isinstance(value, str):
        raise InputError(N_("Text is expected here."))
    if len(value) > 4 * limit + 1000:
        raise _too_long(limit)
    text = value
    if not _is_simple(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _few_marks(unicodedata.normalize("NFC", _visible(text)))
    if multiline:
        text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").rstrip()
    else:
        text = " ".join(text.split())
    if len(text) > limit:
        raise _too_long(limit)
    return text


def _too_long(limit: int) -> InputError:
    return InputError(N_("The text is longer than {limit} characters."), limit=limit)


def _is_simple(text: str) -> bool:
    # below the combining marks every printable letter is in NFC and takes one cell
    return text.isprintable() and max(text, default="") < "\u0300"


def _visible(text: str) -> str:
    kept: list[str] = []
    for index, char in enumerate(text):
        if char == "\n":
            kept.append(char)
        elif char == "\t" or unicodedata.category(char) == "Zs":
            kept.append(" ")
        elif not _is_hidden(text, index, kept[-1] if kept else ""):
            kept.append(char)
    return "".join(kept)


def _is_hidden(text: str, index: int, before: str) -> bool:
    char = text[index]
    if char == _JOINER:
        joined = _is_emoji(before) or before == _EMOJI_STYLE or before in _SKIN_TONES
        return not (joined and _is_emoji(text[index + 1 : index + 2]))
    if char in _STYLES:
        return not _is_emoji(before)
    return _is_unfit(char)


def _is_unfit(char: str) -> bool:
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return True
    return char in _BLANK_LETTERS or char in _NEVER


def _is_emoji(char: str) -> bool:
    return char >= "\u2190" and unicodedata.category(char) == "So"


def _few_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


# -- out -----------------------------------------------------------------------------------------


def show_text(value: object, *, limit: int = SHOWN_LIMIT) -> str:
    """The text as it may reach a terminal: controls, bidi and hidden characters become U+FFFD.

    Nothing vanishes: who reads a forged text shall see that something is there.
    """
    text = "" if value is None else str(value)
    if len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    if _is_simple(text):
        return text
    return "".join(_shown(text, index) for index in range(len(text)))


def _shown(text: str, index: int) -> str:
    char = text[index]
    if char == "\n":
        return char
    if char == "\t":
        return "␉"
    if char in _STYLES:
        return char
    hidden = _is_hidden(text, index, text[index - 1] if index else "")
    return "\ufffd" if hidden else char


def one_line(value: object, *, limit: int = SHOWN_LIMIT) -> str:
    """The text on one line for a cell, a title or an error message."""
    text = "" if value is None else str(value)
    return show_text(" ".join(text[: 4 * limit].split()), limit=limit)


def quoted(value: object) -> str:
    """The first 40 characters on one line, to name a wrong input in a message."""
    return one_line(value, limit=40)


# -- width ---------------------------------------------------------------------------------------


def cell_width(text: str) -> int:
    """How many terminal cells the text takes; East Asian wide letters and emoji take two."""
    return len(text) if _is_simple(text) else sum(_widths(text))


def fit(text: str, cells: int) -> str:
    """The text cut to at most `cells` terminal cells, with an ellipsis where it was cut."""
    if cells <= 0:
        return ""
    if cell_width(text) <= cells:
        return text
    used, end = 0, 0
    for index, width in enumerate(_widths(text)):
        used += width
        if used > cells - 1:
            break
        end = index + 1
    return text[:end].removesuffix(_JOINER).rstrip() + "…"


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """The text cut or filled to exactly `cells` terminal cells; `right` aligns it right."""
    cut = fit(text, cells)
    blanks = " " * (cells - cell_width(cut))
    return blanks + cut if right else cut + blanks


def _widths(text: str) -> list[int]:
    widths = [_width(char) for char in text]
    for index, (first, second) in enumerate(pairwise(text)):
        if second == _EMOJI_STYLE and widths[index] == 1 and _is_emoji(first):
            widths[index + 1] = 1
        elif (first == _JOINER and _is_emoji(second)) or (
            second in _SKIN_TONES and _is_emoji(first)
        ):
            widths[index + 1] = 0
    return widths


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc", "Cs"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


# -- search --------------------------------------------------------------------------------------

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_WORD = r"[^\W_]+"


def fold(text: str) -> str:
    """The text for searching and sorting: no case, no accents; `Weiß-Müller` is `weiss-muller`."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return bare.casefold().translate(_LETTERS)


def fold_forms(text: str) -> tuple[str, ...]:
    """The ways a name may be spelled: `Müller` and `Mueller` both give `muller` and `mueller`."""
    plain = fold(text)
    spelled = fold(unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS))
    bare = re.sub("([aou])e", r"\1", plain)
    return tuple(dict.fromkeys((plain, spelled, bare)))


def matches(query: str, text: str) -> bool:
    """Whether each word of the query begins a word of the text, in any spelling."""
    wanted = [re.findall(_WORD, form) for form in fold_forms(query)]
    if not any(wanted):
        return fold(query).strip() in fold(text)
    there = {word for form in fold_forms(text) for word in re.findall(_WORD, form)}
    return any(
        all(any(word.startswith(part) for word in there) for part in parts) for parts in wanted
    )


# -- files ---------------------------------------------------------------------------------------


def csv_cell(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula; amounts and dates do not come here."""
    safe = text.replace("\0", "")
    return "'" + safe if safe[:1] in set("=+-@\t\r\n＝＋－＠") else safe


def safe_file_name(text: str, *, endings: Collection[str] | None = None) -> str:
    """A file name that is harmless on every system; the directory part of `text` is dropped.

    Args:
        text: what is wished for, or what a mail calls its attachment.
        endings: the endings that may stay, lower case with the point; any other gets `.bin`.
            None allows every ending; `SAFE_ENDINGS` is the list for foreign files.
    """
    last = re.split(r"[/\\]", text)[-1][-10_000:]
    name = re.sub(r'[<>:"|?*]', "_", clean_text(last, limit=10_000)).strip(". ")
    while len(name.encode()) > _NAME_BYTES:
        middle = len(name) // 2
        name = name[:middle] + name[middle + 1 :]
    name = name.strip(". ")
    if not name or re.fullmatch(_DEVICE, name, re.IGNORECASE):
        name = "datei_" + name
    if endings is not None and not name.lower().endswith(tuple(endings)):
        name += ".bin"
    return name
