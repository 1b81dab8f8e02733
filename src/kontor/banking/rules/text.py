"""Texts as they are compared: no umlauts, no marks, one kind of dash, names without legal forms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FOLD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "á": "a", "à": "a",
     "ç": "c", "ñ": "n", "ø": "oe", "å": "aa", "\u00a0": " ",
     **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")}
)  # fmt: skip
_MARKS = re.compile(r"(?:eref|kref|mref|cred|debt|purp|coam|oamt|svwz|abwa|abwe|bref|rref)\+|mtlg:")
_ACCOUNTS = re.compile(r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b")
_BANK_WORDS = re.compile(r"\b(?:iban|bic):? *")
_BIC = re.compile(r"\bbic:? ?[a-z0-9]{6,11}")
_DATES = re.compile(
    r"(?<!\d)\d{1,2}\. ?\d{1,2}\. ?(?:20\d\d|\d\d)?(?!\d)|(?<!\d)20\d\d-[01]\d-[0-3]\d(?!\d)"
)
_AMOUNTS = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{3})*,\d\d(?!\d)|(?<!\d)\d+,\d\d(?!\d)")
_OTHER_NUMBERS = re.compile(
    r"\b(?:kd|kdnr|knr|kunden?(?:nr|nummer)?|tel|telefon|mobil|fax|plz|vertrag\w*|objekt\w*|"
    r"auftrag\w*|angebot\w*|haus\w*|wohnung\w*|stnr|steuernr|steuernummer|az|aktenzeichen|"
    r"police\w*|schaden\w*|versnr|mitglied\w*|mitgl)[ .:#-]*(?:nr|nummer)?[ .:#-]*\d[\d/-]*"
)
_PHONES = re.compile(r"\b0\d{2,4}[ /-](?!20\d\d(?!\d))\d[\d /-]{4,}")
_TOKENS = re.compile(r"(?<![a-z0-9])\d{2,}(?![a-z0-9])")
_WORDS = re.compile(r"[a-z0-9]+")
_DIGITS = re.compile(r"[0-9]+")
_LEGAL = frozenset({
    "gmbh", "mbh", "ag", "kg", "ohg", "gbr", "ug", "ek", "e", "k", "co", "cie", "se", "eg", "ev",
    "kgaa", "partg", "partgmbb", "haftungsbeschraenkt", "inh", "inhaber", "herr", "frau",
    "familie", "fam", "eheleute", "dr", "prof", "dipl", "ing", "und", "u", "oder", "o", "der",
    "die", "das", "the", "and", "von", "van", "zu", "firma", "fa",
})  # fmt: skip


class Plain(NamedTuple):
    """A purpose ready for matching; both texts have the same length.

    `text` is without dates and accounts; `loose` is also without amounts, customer numbers and
    telephone numbers, for numbers that no letters introduce. `tokens` are numbers standing alone.
    """

    text: str
    loose: str
    digits: str
    tokens: frozenset[str]


def fold(text: str) -> str:
    """Small letters without umlauts and accents, one kind of dash."""
    return text.lower().translate(_FOLD)


@lru_cache(maxsize=4096)
def plain(text: str) -> Plain:
    """Prepare a purpose: drop marks, dates, accounts; note numbers that stand alone."""
    folded = _MARKS.sub(" ", fold(text))
    for pattern in (_ACCOUNTS, _BIC, _DATES):
        folded = pattern.sub(_blank, folded)
    loose = folded
    for pattern in (_AMOUNTS, _PHONES, _OTHER_NUMBERS):
        loose = pattern.sub(_blank, loose)
    digits = "".join(_DIGITS.findall(folded))
    return Plain(folded, loose, digits, frozenset(_TOKENS.findall(loose)))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@lru_cache(maxsize=8192)
def compare_key(text: str) -> str:
    """Letters and digits only, to see whether two files tell of the same booking."""
    folded = _MARKS.sub(" ", fold(text))
    folded = _BANK_WORDS.sub(" ", _BIC.sub(" ", _ACCOUNTS.sub(" ", folded)))
    return "".join(_WORDS.findall(folded))


@lru_cache(maxsize=8192)
def name_words(name: str) -> frozenset[str]:
    """The words that make up a name, in a spelling that forgives lost umlauts."""
    words = _WORDS.findall(fold(name))
    kept = [word for word in words if word not in _LEGAL and not word.isdigit()]
    return frozenset(re.sub(r"([aou])e", r"\1", word) for word in kept)


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """The words of a name in alphabetical order."""
    return " ".join(sorted(name_words(name)))
