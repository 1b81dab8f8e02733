"""Fields of a form as data, and what is understood of what people type into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from kontor.base import ids
from kontor.base.dates import Period, format_day, parse_day, parse_period
from kontor.base.errors import InputError, KontorError, Severity
from kontor.base.i18n import _
from kontor.base.numbers import (
    format_money,
    format_price,
    format_quantity,
    format_rate,
    parse_money,
    parse_price,
    parse_quantity,
    parse_rate,
)
from kontor.base.text import clean_text
from kontor.tui.protocols import Hit

Raw = str | list[str]
KINDS = (
    "text", "multiline", "money", "price", "quantity", "rate", "date", "period", "iban", "bic",
    "vat_id", "tax_number", "phone", "email", "postcode", "choice", "picker", "flag",
)  # fmt: skip


class Choice(NamedTuple):
    """One of a few values."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Args:
        name: key in the values.
        label: message id.
        kind: one of `KINDS`; decides editor, parser and the type of the value
            (money int cents, price 1/10,000 €, quantity 1/1000, rate 1/10,000, date `date`,
            period `Period`, choice its value, picker the key of the hit, flag bool, others str).
        required: an empty field is a fault.
        help: message id, shown while the field is empty.
        default: value at the start, unless `start()` of the screen gives one.
        choices: for `choice`.
        search: for `picker`: hits for what was typed; called in a thread. A `text` field with
            it offers them too, but takes any other text.
        creates: for `picker`: Ctrl+N in the field or its list calls `create_for` of the screen.
        limit: longest text.
        read: own parser in place of the kind's; raises `KontorError`.
        show: what was understood, in the reader's words; in place of the kind's.
        judge: what is bad about a value that was understood; shown at once, refuses nothing.
        past: a day without year is the nearest that has been.
        land: Land of the tax number.
        sign: a mark behind the label as `(text, style)`, until the field is changed.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    help: str = ""
    default: Any = None
    choices: Sequence[Choice] = ()
    search: Callable[[str], Sequence[Hit]] | None = None
    creates: bool = False
    limit: int = 200
    read: Callable[[str], Any] | None = None
    show: Callable[[Any], str] | None = None
    judge: Callable[[Any], str] | None = None
    past: bool = False
    land: str = ""
    sign: tuple[str, str] = ("", "")


class Understood(NamedTuple):
    """What became of a raw value: the value, how it reads, what is wrong, doubtful or bad news."""

    value: Any = None
    shown: str = ""
    fault: str = ""
    remedy: str = ""
    doubt: str = ""
    bad: str = ""


def raw_of(field: Field, value: Any) -> Raw:
    """A value as it stands in the editor."""
    if value is None:
        return ""
    if field.kind == "picker":
        pair = isinstance(value, (tuple, list)) and len(value) > 1
        return [str(value[0]), str(value[1])] if pair else str(value)
    if field.kind == "flag":
        return "1" if value else ""
    if isinstance(value, Period):
        return value.short
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, int):
        return _written(field.kind, value)
    if field.kind in _IDS and value:
        return str(_identifier(field.kind).format(str(value)))
    return str(value)


def _written(kind: str, value: int) -> str:
    writers: dict[str, Callable[[int], str]] = {
        "money": format_money, "price": format_price, "quantity": format_quantity,
        "rate": format_rate,
    }  # fmt: skip
    return writers[kind](value) if kind in writers else str(value)


_IDS = {"iban", "bic", "vat_id", "tax_number", "phone", "email", "postcode"}


def _identifier(kind: str) -> Any:
    return getattr(ids, kind)


def understand(field: Field, raw: Raw, today: date) -> Understood:
    """Read a raw value; every fault comes with its remedy."""
    empty = not raw or (isinstance(raw, str) and not raw.strip())
    if field.kind == "flag":
        return Understood(raw == "1")
    if empty:
        if field.required:
            return Understood(fault=_("This is needed."), remedy=_(field.help))
        return Understood("" if field.kind in {"text", "multiline"} else None)
    if field.kind == "picker":
        return _picked(field, raw)
    try:
        found = _read(field, str(raw), today)
    except KontorError as error:
        return Understood(fault=str(error), remedy=error.advice)
    return found._replace(bad=field.judge(found.value)) if field.judge else found


def _picked(field: Field, raw: Raw) -> Understood:
    if isinstance(raw, list) and len(raw) == 2:
        return Understood(raw[0])
    return Understood(
        fault=_("Not chosen yet."), remedy=_("F4 or ↓ shows what there is; Enter takes it.")
    )


def _read(field: Field, text: str, today: date) -> Understood:
    if field.read is not None:
        value = field.read(text)
        return Understood(value, field.show(value) if field.show else "")
    if field.kind in _IDS:
        return _read_id(field, text)
    if field.kind == "choice":
        if text not in {choice.value for choice in field.choices}:
            raise InputError("“{text}”", text=text)
        return Understood(text)
    readers: dict[str, Callable[[str], tuple[Any, str]]] = {
        "text": lambda typed: (clean_text(typed, limit=field.limit), ""),
        "multiline": lambda typed: (clean_text(typed, limit=field.limit * 50, multiline=True), ""),
        "money": lambda typed: _pair(parse_money(typed), lambda cents: f"{format_money(cents)} €"),
        "price": lambda typed: _pair(parse_price(typed), lambda price: f"{format_price(price)} €"),
        "quantity": lambda typed: _pair(parse_quantity(typed), format_quantity),
        "rate": lambda typed: _pair(parse_rate(typed), format_rate),
        "date": lambda typed: _pair(
            parse_day(typed, today, past=field.past), lambda day: format_day(day, weekday=True)
        ),
        "period": lambda typed: _pair(parse_period(typed, today), lambda period: period.title),
    }
    value, shown = readers[field.kind](text)
    return Understood(value, field.show(value) if field.show else shown)


def _pair(value: Any, show: Callable[[Any], str]) -> tuple[Any, str]:
    return value, show(value)


def _read_id(field: Field, text: str) -> Understood:
    one = _identifier(field.kind)
    finding = one.check(text, field.land) if field.land else one.check(text)
    if finding is not None and finding.severity is Severity.ERROR:
        return Understood(fault=finding.text, remedy=finding.advice)
    value = one.compact(text)
    shown = one.format(text)
    if field.kind == "iban":
        shown = " · ".join(part for part in (shown, one.bank(text).name) if part)
    return Understood(value, shown, doubt=finding.text if finding else "")
