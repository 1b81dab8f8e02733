"""One thing wrong at a time: every field of a record once empty, once with a code nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.record import Invoice

UNKNOWN = "QQQ"
# fields with a code, which get one that no list has
CODES = {
    "kind", "currency", "unit", "category", "country", "scheme", "reason_code", "means", "mime",
    "subject", "origin", "vat_id", "tax_point_code",
}  # fmt: skip
REQUIRED = {"seller", "buyer", "item", "net", "totals"}
SKIPPED = {"specification", "process", "version", "third_party", "tax_booked", "tax_currency"}


def mutations(invoice: Invoice) -> Iterator[tuple[str, Invoice]]:
    """Every mutation with the path of the field that was changed."""
    yield from _inside(invoice, "")


def _inside(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        if field.name in SKIPPED:
            continue
        name = f"{path}.{field.name}".lstrip(".")
        for label, new in _changed(getattr(value, field.name), name, field.name):
            if new is None and field.name in REQUIRED:
                continue
            yield label, replace(value, **{field.name: new})


def _changed(value: Any, path: str, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple):
        yield from _tuple(value, path)
    elif is_dataclass(value) and not isinstance(value, Number):
        yield f"{path}=None", None
        yield from _inside(value, path)
    else:
        for label, new in _other(value, name):
            yield f"{path}{label}", new


def _other(value: Any, name: str) -> list[tuple[str, Any]]:
    match value:
        case str():
            unknown = [(f"={UNKNOWN}", UNKNOWN)] if name in CODES else []
            return [("=''", ""), *unknown] if value else []
        case bool():
            return [("=not", not value)]
        case int():
            return [("+1", value + 1), *([("=-", -value)] if value else [])]
        case Number(value=number, places=places):
            more = Number(number + 10**places, places)
            return [("=-", Number(-number, places)), ("+1", more), ("=None", None)]
        case date():
            return [("=None", None), ("-year", value - timedelta(days=366))]
    return []


def _tuple(value: tuple[Any, ...], path: str) -> Iterator[tuple[str, Any]]:
    if value:
        yield f"{path}=()", ()
    for index, one in enumerate(value):
        plain = isinstance(one, (str, tuple))  # the properties of an article are pairs of texts
        for label, new in [] if plain else _changed(one, f"{path}[{index}]", ""):
            if new is not None:
                yield label, (*value[:index], new, *value[index + 1 :])
