"""Types for input models: what a use case takes, the same from a form, an option, a document.

In JSON an amount is text with two decimals ("1234.50"), so that no program on the way rounds it;
inside the program it is an int of cents. Text is cleaned as it enters.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)

from kontor.base.dates.hours import read_moment
from kontor.base.errors import InputError
from kontor.base.i18n import _
from kontor.base.money import LIMIT
from kontor.base.numbers import plain_money, read_plain_money
from kontor.base.text import clean_text

_SHORT, _LONG = 500, 20_000
JSON = {"json": True}  # validation context of a document that came from outside


def _cents(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str):
        try:
            return read_plain_money(value)
        except InputError as error:
            raise ValueError(str(error)) from error
    if isinstance(value, bool) or not isinstance(value, int) or (info.context or {}).get("json"):
        raise ValueError('write the amount as text with two decimals: "1234.50"')
    return value


def _clean(value: Any) -> Any:
    return _cleaned(value, _SHORT) if isinstance(value, str) else value


def _clean_lines(value: Any) -> Any:
    return _cleaned(value, _LONG, multiline=True) if isinstance(value, str) else value


def _cleaned(value: str, limit: int, *, multiline: bool = False) -> str:
    try:
        return clean_text(value, limit=limit, multiline=multiline)
    except InputError as error:
        raise ValueError(str(error)) from error  # pydantic names the field


Cents = Annotated[
    int,
    BeforeValidator(_cents),
    Field(ge=-LIMIT, le=LIMIT),
    PlainSerializer(plain_money, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d\d$", "examples": ["1234.50"]}),
]
Text = Annotated[str, BeforeValidator(_clean), Field(max_length=_SHORT)]
LongText = Annotated[str, BeforeValidator(_clean_lines), Field(max_length=_LONG)]
Rate = Annotated[int, Field(ge=0, le=10_000, description="rate in 1/10,000: 19 % = 1900")]


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return read_moment(value)
        except InputError as error:
            raise ValueError(str(error)) from error
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(_("the instant needs a time zone"))
    return value


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(datetime.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "examples": ["2026-03-16 08:30"]}),
]


class Input(BaseModel):
    """Base of all input models: unknown fields are refused, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
