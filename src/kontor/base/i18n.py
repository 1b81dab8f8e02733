"""Languages (Sprachen): English message ids in the code, a complete German catalogue beside it.

German is the default; English is used when the system language is English or the setting says so.
The catalogue is read at the first translated text, never at import, and looked up by halving: a
report shows a dozen of its thousands of messages.
"""

from __future__ import annotations

import os
import struct
from functools import cache
from pathlib import Path

LANGUAGES = ("de", "en")
_LOCALE = Path(__file__).resolve().parent.parent / "locale"
_chosen: list[str] = []
_MAGIC = 0x950412DE


class Catalogue:
    """A compiled catalogue (GNU MO, little-endian, ids in order)."""

    def __init__(self, data: bytes) -> None:
        magic, _revision, self._count, self._ids, self._texts = struct.unpack_from("<5I", data)
        if magic != _MAGIC:
            raise ValueError("no compiled catalogue")
        self._data = data
        self._known: dict[str, tuple[str, ...]] = {}

    def forms(self, message: str) -> tuple[str, ...]:
        """The translation and its plural; nothing when there is none."""
        found = self._known.get(message)
        if found is None:
            found = self._known[message] = self._search(message.encode())
        return found

    def _search(self, wanted: bytes) -> tuple[str, ...]:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            found = self._at(self._ids, middle).partition(b"\0")[0]  # what follows is the plural
            if found == wanted:
                return tuple(self._at(self._texts, middle).decode().split("\0"))
            if found < wanted:
                low = middle + 1
            else:
                high = middle
        return ()

    def _at(self, table: int, place: int) -> bytes:
        length, start = struct.unpack_from("<2I", self._data, table + 8 * place)
        return self._data[start : start + length]


@cache
def _catalogue(language: str) -> Catalogue | None:
    if language == "en":
        return None
    try:
        return Catalogue((_LOCALE / language / "LC_MESSAGES" / "kontor.mo").read_bytes())
    except FileNotFoundError:
        return None


def system_language() -> str:
    """`en` when the system says English, otherwise German."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in {"C", "C.UTF-8", "POSIX"}:
            return "en" if value.lower().startswith("en") else "de"
    return "de"


def language() -> str:
    """The language people read now: `de` or `en`."""
    return _chosen[-1] if _chosen else system_language()


def in_language(german: str, english: str) -> str:
    """The one of two names that people read now; for data that carries both."""
    return german if language() == "de" else english


def use_language(code: str) -> None:
    """Choose the language for this process; an unknown code raises `ValueError`."""
    if code not in LANGUAGES:
        raise ValueError(code)
    _chosen[:] = [code]


def _(message: str) -> str:
    """The message in the chosen language."""
    catalogue = _catalogue(language()) if message else None  # "" is the header
    return next(iter(catalogue.forms(message)), message) if catalogue else message


def ngettext(one: str, many: str, count: int) -> str:
    """The message for `count` things in the chosen language."""
    catalogue = _catalogue(language())
    forms = catalogue.forms(one) if catalogue else ()
    first, *more = forms or (one, many)
    return first if count == 1 or not more else more[0]


def N_(message: str) -> str:  # noqa: N802  the customary gettext name
    """Mark a literal for the catalogue; it is translated where it is shown."""
    return message
