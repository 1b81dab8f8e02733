"""What a SEPA file may say: its letters, lengths, references, and the checks before it is written.

Banks must take Latin letters, digits and a few signs only; everything else is spelt out here and
shown before it goes out, instead of being cut or stripped silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from kontor.base.dates import format_day, is_bank_day
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.ids import iban
from kontor.base.numbers import format_money
from kontor.store.doors import values_of

NAME, PURPOSE, REFERENCE = 70, 140, 35
MOST = 99_999_999_999  # 999,999,999.99 €
_PAIRS = {
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS",
    "æ": "ae", "Æ": "Ae", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa", "œ": "oe", "Œ": "Oe",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i",
    "&": "+", "€": "EUR", "$": "USD", "§": "Par.", "@": "(at)", "%": " v.H.", "*": ".",
    "_": "-", ";": ",", "=": "-", "#": "Nr.", "~": "-", "|": "/", "\\": "/", "!": ".",
    "„": "'", "“": "'", "”": "'", "‘": "'", "’": "'", "‚": "'", '"': "'", "´": "'", "`": "'",
    "«": "'", "»": "'", "<": "(", ">": ")", "[": "(", "]": ")", "{": "(", "}": ")", "…": "...",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "·": "-", "•": "-", "×": "x", "°": " Grad ",
    "²": "2", "³": "3", "½": "1/2", "¼": "1/4", "¾": "3/4", "№": "Nr.",
}  # fmt: skip
_ALLOWED = re.compile(r"[A-Za-z0-9'():?,\-+./ ]")
_STRANGE = re.compile(r"[^A-Za-z0-9\-./]+")


class Order(NamedTuple):
    """One payment as it goes into the file."""

    key: int
    name: str
    iban: str
    bic: str
    cents: int
    day: date
    purpose: str
    end_to_end: str
    mandate: str = ""
    signed: date | None = None
    sequence: str = ""


class Sender(NamedTuple):
    """Whose account pays or collects."""

    name: str
    iban: str
    bic: str = ""
    creditor_id: str = ""
    scheme: str = "CORE"
    together: bool = False


def sepa_text(text: str) -> str:
    """A text in the letters that every bank takes; what has no such spelling falls away."""
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        out.append(_PAIRS.get(char) or _plain(char))
    joined = re.sub(r" +", " ", "".join(out)).strip()
    # no leading, closing or double slash: some banks read it as a mark
    return re.sub(r"/{2,}", "/", joined).strip("/ ").strip()


def _plain(char: str) -> str:
    if _ALLOWED.fullmatch(char):
        return char
    if char.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", char)
    spelt = "".join(_PAIRS.get(one, one) for one in parts if not unicodedata.combining(one))
    return "".join(one for one in spelt if _ALLOWED.fullmatch(one))


def reference(document: str, taken: Collection[str], ending: str = "") -> str:
    """The EndToEndId of a document: its own number, made different when it is taken."""
    bare = _STRANGE.sub("-", sepa_text(document)).strip("-./") or "ZAHLUNG"
    number, name = 1, f"{bare[: REFERENCE - len(ending)]}{ending}"
    while name.upper() in taken:
        number += 1
        tail = f"{ending}-{number}"
        name = f"{bare[: REFERENCE - len(tail)]}{tail}"
    return name


def order_findings(orders: Iterable[Order], today: date) -> list[Finding]:
    """What keeps payments out of a file: each with the sentence and the remedy."""
    found: list[Finding] = []
    seen: set[str] = set()
    for one in orders:
        found += [_finding(one, *each) for each in _faults(one, today)]
        if one.end_to_end.upper() in seen:
            found.append(_finding(one, "twice", N_("{name}: reference {reference} stands twice.")))
        seen.add(one.end_to_end.upper())
    return found


def sender_findings(own: Sender) -> list[Finding]:
    """What is missing of our own account."""
    found = []
    if not own.iban or not iban.is_valid(own.iban):
        found.append(Finding(
            "pay.own", "money_account", N_("The own account has no valid IBAN."),
            N_("Enter it in Firm, money accounts."), Severity.ERROR,
        ))  # fmt: skip
    if not 0 < len(sepa_text(own.name)) <= NAME:
        found.append(Finding(
            "pay.own_name", "firm", N_("The name of the own account has more than 70 letters."),
            N_("Enter the account holder in Firm, money accounts."), Severity.ERROR,
        ))  # fmt: skip
    return found


def _faults(one: Order, today: date) -> Iterable[tuple[str, str]]:
    name, purpose = sepa_text(one.name), sepa_text(one.purpose)
    if not name:
        yield "name", N_("“{name}” has no letter that a bank takes.")
    if len(name) > NAME:
        yield "name", N_("{name}: the name has more than 70 letters.")
    if not purpose:
        yield "purpose", N_("{name}: the purpose is empty.")
    if len(purpose) > PURPOSE:
        yield "purpose", N_("{name}: the purpose has more than 140 letters.")
    if not one.iban or not iban.is_valid(one.iban):
        yield "iban", N_("{name}: the IBAN “{iban}” is not valid.")
    if not 0 < one.cents <= MOST:
        yield "amount", N_("{name}: the amount {amount} cannot be paid.")
    if not 0 < len(one.end_to_end) <= REFERENCE:
        yield "reference", N_("{name}: the reference must have 1 to 35 letters.")
    if one.day < today or not is_bank_day(one.day):
        yield "day", N_("{name}: banks do not carry out payments on {day}.")


_AGAIN = N_("Drop the run and propose it anew.")
_CORRECT = N_("Correct it at the contact, or leave the payment out of the run.")


def _finding(one: Order, code: str, message: str) -> Finding:
    return Finding(
        f"pay.{code}", f"payment:{one.key}", message,
        _AGAIN if code == "day" else _CORRECT, Severity.ERROR,
        values_of(
            name=one.name, iban=one.iban, amount=format_money(one.cents), day=format_day(one.day),
            reference=one.end_to_end,
        ),
    )  # fmt: skip
