"""Names and places in the forms that doubles are found by; pure functions."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from kontor.base.tables import data_rows
from kontor.base.text import fold
from kontor.contacts.kinds import ContactKind

_WORD = re.compile(r"[^\W_]+")
_STREET = re.compile(r"str(?:asse|\.?$|\.? )|strasse")
_HOUSE = re.compile(
    r"^(.*?)\s+(\d{1,5}\s*[a-zA-Z]?(?:\s*[-/–]\s*\d{1,5}\s*[a-zA-Z]?)?)$", re.DOTALL
)
_LONGEST = 200  # of a name that is compared


@cache
def _common(kind: str) -> frozenset[str]:
    """Words of names that tell nobody apart: `legal` forms, `form` of address, `trade`."""
    return frozenset(row["word"] for row in data_rows("name-words") if row["kind"] == kind)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Folded, with `ae oe ue` as `a o u`: Müller, Mueller and Muller are one."""
    return re.sub("([aou])e", r"\1", fold(text[:_LONGEST]))


def words(name: str) -> list[str]:
    """The words of a name without legal form and form of address; all if nothing else is left."""
    found: list[str] = _WORD.findall(plain(name).replace(".", ""))
    telling = [word for word in found if word not in _common("legal") | _common("form")]
    return telling or found or plain(name).split()


def sort_name(kind: ContactKind, name: str, first_name: str, last_name: str) -> str:
    """The name by which lists are ordered: a person's last name first."""
    if kind is ContactKind.PERSON and last_name:
        return " ".join(fold(f"{last_name} {first_name}").split())
    return " ".join(fold(name).split())


def name_key(name: str, last_name: str = "") -> str:
    """The sound of the telling word of a name: last name of a person, own name of a firm."""
    if last_name:
        return sound(words(last_name)[-1] if words(last_name) else "")
    there = words(name)
    own = [word for word in there if word not in _common("trade") and not word.isdigit()]
    return sound((own or there or [""])[-1])


def sound_keys(name: str, last_name: str = "") -> set[str]:
    """The sounds of all words of a name: whatever a stored key may have been made of."""
    return {sound(word) for word in [*words(name), *words(last_name)]} - {""}


def place_key(postcode: str, street: str) -> str:
    """Postcode and begin of the street; empty unless both are known."""
    code, road = plain(postcode).replace(" ", ""), street_key(street)
    return f"{code} {road[:5]}" if code and road else ""


def street_key(street: str) -> str:
    """A street in one form: Haupt-Str., Hauptstr. and Hauptstraße are one."""
    joined = _STREET.sub("str", plain(street).strip() + " ").replace(" ", "")
    return "".join(_WORD.findall(joined))


def split_street(text: str) -> tuple[str, str]:
    """`Farbweg 7 a` as (`Farbweg`, `7 a`); the number is empty when there is none at the end."""
    found = _HOUSE.match(text.strip())
    return (found[1].strip(), " ".join(found[2].split())) if found else (text.strip(), "")


# -- sound of a word (Kölner Phonetik) -----------------------------------------------------------

_CODES = {
    **dict.fromkeys("aeijouy", "0"),
    **dict.fromkeys("bp", "1"),
    **dict.fromkeys("dt", "2"),
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
}


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """How a word sounds in German: Meier, Maier, Mayr and Meyer are one.

    What has no letters a to z (digits, other scripts) stays as it is.
    """
    letters = [char for char in plain(word) if "a" <= char <= "z"]
    if not letters:
        return plain(word)[:20]
    padded = ["", *letters, ""]
    codes = [
        _code(before, char, after)
        for before, char, after in zip(padded, padded[1:], padded[2:], strict=False)
    ]
    joined = "".join(codes)
    short = joined[:1] + "".join(b for a, b in pairwise(joined) if a != b)
    return (short[:1] + short[1:].replace("0", ""))[:20]


def _code(before: str, char: str, after: str) -> str:
    if char == "p" and after == "h":
        return "3"
    if char in "dt" and after and after in "csz":
        return "8"
    if char == "x":
        return "8" if before and before in "ckq" else "48"
    if char == "c":
        return _code_of_c(before, after)
    return _CODES.get(char, "")


def _code_of_c(before: str, after: str) -> str:
    if before and before in "sz":
        return "8"
    hard = "ahkloqrux" if not before else "ahkoqux"
    return "4" if after and after in hard else "8"
