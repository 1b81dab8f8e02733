"""What is understood of a typed position: number, text, quantity or formula, unit, price."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.numbers import (
    format_price,
    format_quantity,
    format_rate,
    parse_price,
    parse_quantity,
    parse_rate,
)
from kontor.sales.kinds import PositionKind
from kontor.sales.queries.documents import Position
from kontor.sales.rules.formula import evaluate
from kontor.sales.rules.positions import line_total

NUMBER, SHORT, QUANTITY, UNIT, PRICE = FIELDS = ("number", "short", "quantity", "unit", "price")
_K = PositionKind
_PLAIN = re.compile(r"\s*-?[0-9.,]+\s*")
_ALL = frozenset(FIELDS)
_TYPED = {"m2": "m²", "qm": "m²", "m3": "m³", "cbm": "m³", "cm2": "cm²"}
_RELATIVE = frozenset({_K.SURCHARGE, _K.DISCOUNT})
_USED: dict[PositionKind, frozenset[str]] = {
    _K.TITLE: frozenset({NUMBER, SHORT}),
    _K.TEXT: frozenset({SHORT}),
    _K.SUBTOTAL: frozenset({SHORT}),
    _K.LUMP: frozenset({NUMBER, SHORT, PRICE}),
    _K.SURCHARGE: frozenset({NUMBER, SHORT, QUANTITY, PRICE}),
    _K.DISCOUNT: frozenset({NUMBER, SHORT, QUANTITY, PRICE}),
}


def used(kind: PositionKind) -> frozenset[str]:
    """The fields that a position of this kind has."""
    return _USED.get(kind, _ALL)


class Line(NamedTuple):
    """A position as it was typed: values, what was understood in words, the first fault."""

    values: dict[str, Any]
    said: dict[str, str]
    fault: str = ""
    field: str = ""
    total: int | None = None


def understand(kind: PositionKind, raws: dict[str, str]) -> Line:
    """Read what was typed; the first fault names its field."""
    values: dict[str, Any] = {"kind": kind}
    said: dict[str, str] = {}
    readers = {
        NUMBER: _plain, SHORT: _plain, UNIT: _unit, QUANTITY: _quantity, PRICE: _price,
    }  # fmt: skip
    for name in FIELDS:
        if name not in used(kind):
            continue
        text = raws.get(name, "").strip()
        try:
            if name == QUANTITY and kind in _RELATIVE:
                _rate(text, values, said)
            else:
                readers[name](name, text, values, said)
        except KontorError as error:
            return Line(values, said, f"{error} {error.advice}".strip(), name)
    if kind is _K.LUMP:
        values["quantity"], values["unit"] = 1000, "psch"
    if kind not in {_K.SUBTOTAL, *_RELATIVE} and not values.get(SHORT):
        return Line(values, said, _("The text is missing."), SHORT)
    return Line(values, said, total=_total(kind, values))


def _plain(name: str, text: str, values: dict[str, Any], _said: dict[str, str]) -> None:
    limit = 60 if name in {NUMBER, UNIT} else 500
    if len(text) > limit:
        raise InputError(N_("Longer than {max_length} characters."), max_length=limit)
    values[name] = text


def _unit(name: str, text: str, values: dict[str, Any], said: dict[str, str]) -> None:
    """Squares and cubes as a keyboard types them."""
    _plain(name, _TYPED.get(text.casefold(), text), values, said)
    if values[name] != text:
        said[name] = values[name]


def _quantity(_name: str, text: str, values: dict[str, Any], said: dict[str, str]) -> None:
    values["formula"] = None
    if not text:
        values["quantity"] = 1000
        return
    if _PLAIN.fullmatch(text):
        values["quantity"] = parse_quantity(text)
        return
    found = evaluate(text)
    values["quantity"], values["formula"] = found.value, text
    said[QUANTITY] = f"= {format_quantity(found.value)}"


def _price(_name: str, text: str, values: dict[str, Any], said: dict[str, str]) -> None:
    values["price"] = parse_price(text) if text else None
    if text:
        said[PRICE] = f"{format_price(values['price'])} €"


def _rate(text: str, values: dict[str, Any], said: dict[str, str]) -> None:
    values["rate"] = parse_rate(text) if text else 0
    if text:
        said[QUANTITY] = format_rate(values["rate"])


def _total(kind: PositionKind, values: dict[str, Any]) -> int | None:
    if kind in {_K.TITLE, _K.TEXT, _K.SUBTOTAL, *_RELATIVE} or values.get("price") is None:
        return None
    return line_total(values.get("quantity", 1000), values["price"])


def raws_of(one: Position) -> dict[str, str]:
    """A stored position as it stands in the fields."""
    relative = one.kind in _RELATIVE
    if relative:
        quantity = format_rate(one.rate) if one.rate else ""
    else:
        quantity = one.formula or format_quantity(one.quantity)
    raws = {
        NUMBER: one.number, SHORT: one.short, QUANTITY: quantity, UNIT: one.unit,
        PRICE: format_price(one.price) if one.price else "",
    }  # fmt: skip
    return {name: raws[name] if name in used(one.kind) else "" for name in FIELDS}


def changes(one: Position, line: Line) -> dict[str, Any]:
    """What a typed line changes in a stored position."""
    found = {}
    for name, value in line.values.items():
        if name == "price" and value is None:
            value = 0
        if getattr(one, name) != value:
            found[name] = value
    return found
