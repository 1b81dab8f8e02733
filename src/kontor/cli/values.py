"""What people type on the command line, read by the rules of the base floor."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.cli.commands import Param

if TYPE_CHECKING:
    from kontor.base.dates import Period

Clock = Callable[[], date]
_PLACES = 4  # prices have the most decimals


def read(param: Param, text: str, today: Clock) -> Any:
    """The value of one typed word.

    Raises:
        InputError: with the name of the option as its field.
    """
    try:
        value = _READERS[param.kind](text, today)
    except InputError as error:
        error.field = error.field or param.name
        raise
    if param.choices and value not in param.choices:
        raise InputError(
            N_("{option} cannot be “{text}”."),
            hint=N_("Possible: {choices}."),
            field=param.name,
            option=param.option,
            text=text,
            choices=", ".join(param.choices),
        )
    return value


def _text(text: str, _today: Clock) -> str:
    return text


def _int(text: str, _today: Clock) -> int:
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise InputError(N_("“{text}” is not a whole number."), text=text)
    return int(text)


def _year(text: str, _today: Clock) -> int:
    if not re.fullmatch(r"(19[9]|20\d)\d", text):
        raise InputError(N_("“{text}” is not a year."), text=text)
    return int(text)


def _day(text: str, today: Clock) -> date:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InputError(N_("There is no day “{text}”."), text=text) from None
    from kontor.base.dates import parse_day

    return parse_day(text, today())


def _month(text: str, _today: Clock) -> str:
    if not re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text):
        raise InputError(
            N_("“{text}” is not a month."), hint=N_("Write it like 2026-03."), text=text
        )
    return text


def _period(text: str, today: Clock) -> Period:
    from kontor.base.dates import parse_period

    return parse_period(text, today())


def _money(text: str, _today: Clock) -> int:
    from kontor.base.numbers import parse_money, read_plain_money

    if re.fullmatch(r"-?\d+\.\d\d", text):  # as Kontor itself writes it for programs
        return read_plain_money(text)
    return parse_money(text)


def _rate(text: str, _today: Clock) -> int:
    from kontor.base.numbers import parse_rate

    return parse_rate(text)


def _number(text: str, _today: Clock) -> str:
    """A quantity, price or percentage as JSON documents hold it; formulas are worked out."""
    from kontor.base.numbers import parse_quantity, plain_number

    body = text.removesuffix("%").strip()
    try:
        value = parse_quantity(body, _PLACES)
    except InputError:
        if not re.fullmatch(r"-?\d{1,12}\.\d{1,4}", body):  # as programs write it
            raise
        return body
    return plain_number(value, _PLACES)


def _path(text: str, _today: Clock) -> Path:
    return Path(text).expanduser()


_READERS = {
    "text": _text, "int": _int, "day": _day, "month": _month, "year": _year,
    "period": _period, "money": _money, "rate": _rate, "number": _number,
    "path": _path,
}  # fmt: skip
