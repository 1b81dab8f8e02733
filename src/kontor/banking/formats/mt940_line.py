"""One booking of an MT940 file: field :61: with its information field :86:."""

from __future__ import annotations

import re
from typing import NamedTuple

from kontor.banking.formats import values
from kontor.banking.kinds import BankLine

_HEAD = re.compile(
    r"(\d{6})(\d{4})?\s*(RC|RD|EC|ED|C|D)([A-Z]?)(\d[\d.]*(?:,\d*)?)\s*([NFSnfs][A-Za-z0-9]{3})?(.*)",
    re.S | re.ASCII,
)
_INFO = re.compile(r"(\d{3})([^0-9A-Za-z\s])(?=\d\d)", re.ASCII)
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}-\d{2}\.\d{2}\.\d{2}\.\d{6}")
_ORIGINAL = re.compile(r"/OCMT/([A-Z]{3})([\d.]+,\d*)")
_CHARGES = re.compile(r"/CHGS/[A-Z]{3}([\d.]+,\d*)")
_RETURNED = frozenset({"108", "109", "159"})
_FULL = 27  # a name as long as its field goes on in the next one, in the middle of a word
_PURPOSE = (*(f"{number}" for number in range(20, 30)), "60", "61", "62", "63")


class Booking(NamedTuple):
    """A bank line, whether it is only expected (EC, ED), and whether its day was moved."""

    line: BankLine
    expected: bool = False
    moved: bool = False


class _Info(NamedTuple):
    gvc: str = ""
    fields: dict[str, str] = {}  # noqa: RUF012  never changed
    purpose: str = ""


def read_booking(rows: tuple[str, ...], info: str, place: int) -> Booking:
    """Read one booking.

    Raises:
        BadValue: when day or amount cannot be read.
    """
    match = _HEAD.match(rows[0].strip())
    if match is None:
        raise values.BadValue(rows[0])
    value = values.short_day(match[1])
    booked = values.near_day(match[2], value.day) if match[2] else value
    cents = values.cents(match[5])
    mark = match[3]
    signed = cents if mark in {"C", "RD", "EC"} else -cents
    extra = "".join(rows[1:])
    line = BankLine(
        booking_day=booked.day,
        value_day=value.day,
        cents=signed,
        reversal=mark in {"RC", "RD"},
        place=place,
    )
    line = _with_reference(line, match[7].strip(), extra)
    line = _with_info(line, _split_info(info))
    return Booking(line, mark in {"EC", "ED"}, value.moved or booked.moved)


def _with_reference(line: BankLine, tail: str, extra: str) -> BankLine:
    own, _slashes, bank = tail.partition("//")
    stamp = _STAMP.search(tail)
    bank = values.known(bank)
    original = _ORIGINAL.search(extra)
    charges = _CHARGES.search(extra)
    return line._replace(
        reference="" if stamp else values.known(own.removeprefix("KREF+").strip()),
        bank_id=stamp[0] if stamp else f"mt:{bank}" if bank else "",
        original_cents=values.cents(original[2]) if original else 0,
        original_currency=original[1] if original else "",
        charges=values.cents(charges[1]) if charges else 0,
    )


def _split_info(info: str) -> _Info:
    match = _INFO.match(info)
    if match is None:
        return _Info(purpose=info)
    pieces = re.split(rf"{re.escape(match[2])}(\d\d)", info[3:])
    fields: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        fields[key] = fields.get(key, "") + value
    return _Info(match[1], fields, "".join(fields.get(key, "") for key in _PURPOSE))


def _with_info(line: BankLine, info: _Info) -> BankLine:
    first, second = info.fields.get("32", ""), info.fields.get("33", "")
    name = values.clean(first + ("" if len(first) == _FULL else " ") + second)
    account = values.iban(info.fields.get("31"))
    marks = values.split_marks(info.purpose, name)
    purpose = values.without_accounts(marks.purpose, account)
    original = _cents_or_zero(marks.original)
    returned = info.gvc in _RETURNED
    key = values.clean(info.fields.get("34"))
    return line._replace(
        name=name,
        iban=account,
        bic=values.iban(info.fields.get("30")),
        ultimate_name=marks.ultimate,
        purpose=purpose,
        end_to_end=marks.end_to_end,
        mandate=marks.mandate,
        creditor_id=marks.creditor_id,
        reference=line.reference or marks.customer_ref,
        text=values.clean(info.fields.get("00")),
        gvc=info.gvc,
        reversal=line.reversal or info.gvc == "899",
        return_reason=key if returned else "",
        original_cents=original or line.original_cents,
        original_currency=line.original_currency or ("EUR" if original else ""),
    )


def _cents_or_zero(text: str) -> int:
    try:
        return values.cents(text) if text else 0
    except values.BadValue:
        return 0
