"""Reading single values of statement files: amounts, days, texts, marks of the purpose."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from kontor.banking.formats.errors import FileRefused
from kontor.base import money
from kontor.base.encoding import read_text
from kontor.base.errors import InputError
from kontor.base.text import clean_text

EMPTY = frozenset({"NOTPROVIDED", "NONREF", "NOTAVAILABLE", "NOT PROVIDED", "KREF+"})
_SPACES = re.compile(r"\s+")
_AMOUNT = {
    ",": re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d*))?([+-]?)", re.ASCII),
    ".": re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?([+-]?)", re.ASCII),
}
_MARK = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|PURP|COAM|OAMT|SVWZ|ABWA|ABWE|BREF|RREF)\+|(MTLG):")
_MAX_TEXT = 2000
_HALF_YEAR = 180
_CENTURY = 70


class BadValue(ValueError):
    """A value that is no amount or no day; the reader says where it stands."""


class TooPrecise(BadValue):
    """An amount with more than two decimals: nothing may be rounded silently."""


def clean(value: str | None) -> str:
    """Text as it may be stored: guarded, one line, without needless blanks."""
    if not value:
        return ""
    return clean_text(value[:_MAX_TEXT], limit=4 * _MAX_TEXT)[:_MAX_TEXT]


def known(value: str | None) -> str:
    """A reference, or nothing when the bank wrote that there is none."""
    cleaned = clean(value)
    return "" if cleaned.upper() in EMPTY else cleaned


def iban(value: str | None) -> str:
    """An IBAN or account number without blanks, in capitals."""
    return _SPACES.sub("", clean(value)).upper()


def cents(value: str, decimal: str = ",") -> int:
    """Signed cents of an amount whose decimal mark is known beforehand.

    Raises:
        BadValue: when it is no amount.
        TooPrecise: when it has a third decimal.
    """
    plain = re.sub(r"[\s\u00a0\u202f€]|EUR", "", value).replace("\u2212", "-")
    match = _AMOUNT[decimal].fullmatch(plain)
    if match is None or (match[1] and match[4]):
        raise BadValue(value)
    whole = int(re.sub(r"\D", "", match[2]))
    fraction = (match[3] or "").rstrip("0")
    if len(fraction) > 2:
        raise TooPrecise(value)
    result = whole * 100 + int(fraction.ljust(2, "0"))
    if result > money.LIMIT:
        raise BadValue(value)
    return -result if "-" in (match[1], match[4]) else result


class Day(NamedTuple):
    """A day, and whether the file named one that does not exist."""

    day: date
    moved: bool = False


def day_of(year: int, month: int, day: int) -> Day:
    """The day; an impossible one becomes the last day of its month.

    Raises:
        BadValue: when even the month does not exist.
    """
    try:
        last = calendar.monthrange(year, month)[1]
        return Day(date(year, month, min(day, last)), day > last)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise BadValue(f"{year}-{month}-{day}") from error


def short_day(digits: str) -> Day:
    """A day written YYMMDD."""
    year = int(digits[:2])
    year += 2000 if year < _CENTURY else 1900
    return day_of(year, int(digits[2:4]), int(digits[4:6]))


def near_day(digits: str, near: date) -> Day:
    """A day written MMDD, in the year that brings it nearest to another day."""
    month, day = int(digits[:2]), int(digits[2:4])
    found = day_of(near.year, month, day)
    distance = (found.day - near).days
    if distance > _HALF_YEAR:
        return day_of(near.year - 1, month, day)
    if distance < -_HALF_YEAR:
        return day_of(near.year + 1, month, day)
    return found


_DATE_FORMS = {
    "dmy": re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", re.ASCII),
    "ymd": re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII),
    "mdy": re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII),
    "dmy/": re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII),
}


def date_in(value: str, form: str = "dmy") -> date:
    """The day in a table cell; `form` is dmy, ymd, mdy or dmy/.

    Raises:
        BadValue: when it is no day.
    """
    match = _DATE_FORMS[form].fullmatch(value.strip())
    if match is None:
        raise BadValue(value)
    one, two, three = match.groups()
    year, month, day = {
        "dmy": (three, two, one),
        "ymd": (one, two, three),
        "mdy": (three, one, two),
        "dmy/": (three, two, one),
    }[form]
    full = int(year) + (0 if len(year) > 2 else 2000)
    try:
        return date(full, int(month), int(day))
    except ValueError as error:
        raise BadValue(value) from error


class Purpose(NamedTuple):
    """The purpose split at its marks (EREF+, SVWZ+ …)."""

    purpose: str
    end_to_end: str = ""
    customer_ref: str = ""
    mandate: str = ""
    creditor_id: str = ""
    ultimate: str = ""
    original: str = ""


def split_marks(joined: str, name: str = "") -> Purpose:
    """Take the marks out of a purpose; text before the first mark stays unless it is the name."""
    pieces = _MARK.split(joined)
    lead = clean(pieces[0])
    if len(pieces) == 1:
        return Purpose(lead)
    found: dict[str, str] = {}
    for mark, other, value in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        key = mark or other
        found[key] = (found.get(key, "") + " " + clean(value)).strip()
    if name and lead.casefold() == name.casefold():
        lead = ""
    words = (lead, found.get("SVWZ", ""), found.get("MTLG", ""))
    return Purpose(
        purpose=" ".join(word for word in words if word),
        end_to_end=known(found.get("EREF")),
        customer_ref=known(found.get("KREF")),
        mandate=known(found.get("MREF")),
        creditor_id=known(found.get("CRED")),
        ultimate=found.get("ABWA", "") or found.get("ABWE", ""),
        original=found.get("OAMT", ""),
    )


def without_accounts(purpose: str, account: str) -> str:
    """The purpose without the counterpart's account, which some banks repeat at its end."""
    if not account or "IBAN" not in purpose:
        return purpose
    letters = r"\s*".join(re.escape(letter) for letter in account)
    return clean(re.sub(rf"\s*IBAN:?\s*{letters}(?:\s*BIC:\s*[A-Z0-9 ]{{0,13}})?", "", purpose))


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    Raises:
        FileRefused: when it is no text.
    """
    try:
        return read_text(data)
    except InputError as error:
        refusal = FileRefused(error.message, hint=error.hint)
        refusal.values = error.values
        raise refusal from error
