"""How people are reached: telephone numbers, mail addresses, postcodes."""

from __future__ import annotations

import re
from typing import NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.base.ids.kind import Identifier, bare
from kontor.base.text import clean_text

_EXTENSION_WORD = re.compile(
    r"[\s,;]*(?:durchwahl|dw\.?|app\.?|apparat|ext\.?|extension|nst\.?)[\s:]*(\d{1,6})$",
    re.IGNORECASE | re.ASCII,
)
_EXTENSION_DASH = re.compile(r"\s?[-–]\s?(\d{1,5})$", re.ASCII)
_TAIL = 7  # digits that are enough to find a number again
_MAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_MAIL_LENGTH, _MAILBOX_LENGTH = 254, 64
_POSTCODES = {
    "DE": "(?!00)[0-9]{5}",
    "AT": "[1-9][0-9]{3}",
    "BE": "[1-9][0-9]{3}",
    "CH": "[1-9][0-9]{3}",
    "DK": "[0-9]{4}",
    "FR": "[0-9]{5}",
    "LI": "94[89][0-9]",
    "LU": "[0-9]{4}",
    "NL": "[1-9][0-9]{3}[A-Z]{2}",
    "PL": "[0-9]{5}",
}


class Phone(NamedTuple):
    """A telephone number: as written, as dialled (`+492211234567`), and the extension.

    `e164` is empty when the number is not one that exists; it then stays plain text.
    """

    original: str
    e164: str = ""
    extension: str = ""

    @property
    def dial(self) -> str:
        """What a telephone dials, extension included; the original when it is no number."""
        return self.e164 + self.extension if self.e164 else self.original

    @property
    def tail(self) -> str:
        """The last seven digits, by which a caller is found again."""
        return re.sub("[^0-9]", "", self.e164 or self.original)[-_TAIL:]


class _Phone(Identifier):
    """Telephone numbers (Rufnummern), German when no country is named."""

    field = "phone"

    def parse(self, text: str, country: str = "DE") -> Phone:
        """Read a number; what is no number is kept as it was written.

        `-12` at the end is an extension (Durchwahl, DIN 5008) when the rest alone is a landline.
        """
        original = clean_text(text)
        if word := _EXTENSION_WORD.search(original):
            e164, _, _ = _dialled(original[: word.start()], country)
            return Phone(original, e164, word[1] if e164 else "")
        dash = _EXTENSION_DASH.search(original)
        if dash:
            e164, inner, fixed = _dialled(original[: dash.start()], country)
            if e164 and fixed and not inner and _dash_is_extension(original, dash):
                return Phone(original, e164, dash[1])
        e164, inner, _ = _dialled(original, country)
        return Phone(original, e164, inner)

    def compact(self, text: str) -> str:
        return self.parse(text).dial

    def check(self, text: str) -> Finding | None:
        found = self.parse(text)
        if found.e164:
            return None
        return self.finding(
            "unknown",
            text,
            N_("“{text}” is not a known kind of telephone number."),
            N_("It is kept as text and cannot be dialled."),
            doubt=True,
        )

    def format(self, text: str) -> str:
        """`0221 1234567-12` for German numbers, `+43 1 58858` for others."""
        import phonenumbers as numbers

        found = self.parse(text)
        if not found.e164:
            return found.original
        number = numbers.parse(found.e164)
        home = numbers.region_code_for_number(number) == "DE"
        kind = numbers.PhoneNumberFormat
        shown = numbers.format_number(number, kind.NATIONAL if home else kind.INTERNATIONAL)
        return f"{shown}-{found.extension}" if found.extension else shown


def _dialled(text: str, country: str) -> tuple[str, str, bool]:
    """E.164, extension inside the text, and whether it is a landline; empty when no number."""
    import phonenumbers as numbers

    try:
        number = numbers.parse(text, country)
    except numbers.NumberParseException:
        return "", "", False
    if not numbers.is_valid_number(number):
        return "", "", False
    kind = numbers.number_type(number)
    e164 = numbers.format_number(number, numbers.PhoneNumberFormat.E164)
    return e164, number.extension or "", kind == numbers.PhoneNumberType.FIXED_LINE


def _dash_is_extension(text: str, dash: re.Match[str]) -> bool:
    # `0221-12-34-56` is a number in pairs, `0221-1234567-12` a number with an extension
    return not re.search(r"[-–]\d{1,3}$", text[: dash.start()])


class _Email(Identifier):
    """Mail addresses."""

    field = "email"

    def compact(self, text: str) -> str:
        box, at, domain = clean_text(text).removeprefix("mailto:").rpartition("@")
        return box + at + domain.lower()

    def check(self, text: str) -> Finding | None:
        address = self.compact(text)
        box, _, domain = address.rpartition("@")
        dots = box.startswith(".") or box.endswith(".") or ".." in address
        if not _MAIL.fullmatch(address) or not _DOMAIN.fullmatch(domain) or dots:
            return self.finding(
                "shape",
                text,
                N_("“{text}” is not a mail address."),
                N_("It looks like name@example.de."),
            )
        if len(address) > _MAIL_LENGTH or len(box) > _MAILBOX_LENGTH:
            return self.finding("length", text, N_("The mail address “{text}” is too long."))
        if not box.isascii():
            return self.finding(
                "letters",
                text,
                N_("Many mail servers refuse the letters before the @ in “{text}”."),
                doubt=True,
            )
        return None

    def format(self, text: str) -> str:
        return self.compact(text)


class _Postcode(Identifier):
    """Postcodes (Postleitzahlen); exact for Germany, tolerant for other countries."""

    field = "postcode"

    def compact(self, text: str) -> str:
        code = bare(text)
        return code[1:] if re.fullmatch(r"D[0-9]{5}", code) else code

    def check(self, text: str, country: str = "DE") -> Finding | None:
        """What is wrong with the postcode in that country (ISO code)."""
        code = self.compact(text)
        pattern = _POSTCODES.get(country.upper())
        if pattern is None or re.fullmatch(pattern, code):
            return None
        if country.upper() != "DE":
            return self.finding(
                "shape",
                text,
                N_("“{text}” does not look like a postcode of this country."),
                doubt=True,
            )
        remedy = N_("A German postcode has five digits.")
        if re.fullmatch("[1-9][0-9]{3}", code):
            remedy = N_("The leading zero seems to be lost: perhaps 0{text}?")
        return self.finding("shape", code, N_("“{text}” is not a German postcode."), remedy)

    def format(self, text: str) -> str:
        return self.compact(text)


phone = _Phone()
email = _Email()
postcode = _Postcode()
