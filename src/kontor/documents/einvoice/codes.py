"""Code lists (Codelisten) of electronic invoices, from the data files: names and allowed codes."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from kontor.base.i18n import language
from kontor.base.tables import data_rows
from kontor.documents.einvoice.arithmetic import Exemption


class Unit(NamedTuple):
    """A unit of measure (Einheit): `HUR` is shown as `Std`."""

    code: str
    symbol: str
    name: str


class Kind(NamedTuple):
    """A kind of document (Belegart, BT-3); `sign` is -1 for what gives money back."""

    code: str
    name: str
    sign: int
    german: bool


class Means(NamedTuple):
    """A means of payment (Zahlungsart, BT-81): transfer, debit, card or other."""

    code: str
    kind: str
    name: str


def allowed(name: str) -> frozenset[str]:
    """Codes of a list like `unit`, `currency` or `vatex`; an unknown list raises `KeyError`."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {row["list"]: frozenset(row["codes"].split()) for row in data_rows("einvoice-codes")}


@cache
def _rows(name: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in data_rows(f"einvoice-{name}")}


def _named(row: dict[str, str], column: str = "name") -> str:
    return row[f"{column}_{language()}"]


def units() -> tuple[Unit, ...]:
    """The units that a craft firm uses, in the order of the file."""
    rows = _rows("units").values()
    return tuple(Unit(row["code"], _named(row, "symbol"), _named(row)) for row in rows)


def unit_symbol(code: str) -> str:
    """How a unit is printed; one without a name is its code."""
    row = _rows("units").get(code)
    return _named(row, "symbol") if row else code


def unit_of(symbol: str) -> str:
    """The code of a unit as craftsmen write it (`Std`, `lfm`); empty when it is not known."""
    wanted = symbol.strip().rstrip(".").casefold()
    for row in _rows("units").values():
        texts = [row[key] for key in ("code", "symbol_de", "symbol_en", "name_de", "name_en")]
        if wanted in {text.casefold() for text in (*texts, *row["also"].split("|")) if text}:
            return row["code"]
    return ""


def kinds() -> tuple[Kind, ...]:
    """The kinds of documents with a name."""
    return tuple(
        Kind(row["code"], _named(row), int(row["sign"]), row["german"] == "1")
        for row in _rows("kinds").values()
    )


def kind_name(code: str) -> str:
    """The name of a kind of document; the code when it has none."""
    return _name_in("kinds", code)


def is_credit(code: str) -> bool:
    """Whether the amounts of this kind of document are given back (Gutschrift)."""
    return code in allowed("kind-ubl-credit")


def means() -> tuple[Means, ...]:
    """The means of payment with a name."""
    rows = _rows("means").values()
    return tuple(Means(row["code"], row["kind"], _named(row)) for row in rows)


def means_kind(code: str) -> str:
    """`transfer`, `debit`, `card` or `other`."""
    row = _rows("means").get(code)
    return row["kind"] if row else "other"


def means_name(code: str) -> str:
    """The name of a means of payment; the code when it has none."""
    return _name_in("means", code)


def address_name(code: str) -> str:
    """The name of a scheme of electronic addresses; the code when it has none."""
    return _name_in("eas", code)


def _name_in(name: str, code: str) -> str:
    row = _rows(name).get(code)
    return _named(row) if row else code


def vat_category(key: str, *, german: bool = True) -> tuple[str, Exemption]:
    """VAT category and exemption reason, like `vat_category("reverse_charge")`.

    Raises:
        KeyError: no such reason in the data file.
    """
    row = _reasons()[key]
    return row["category"], Exemption(row["text_de" if german else "text_en"], row["code"])


def exemptions(*keys: str, german: bool = True) -> dict[str, Exemption]:
    """Reasons by category for `arithmetic.complete`, like `exemptions("reverse_charge")`."""
    return dict(vat_category(key, german=german) for key in keys)


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in data_rows("einvoice-vatex")}


@cache
def rule_levels(profile: str) -> dict[str, str]:
    """Rules that the publisher of a profile takes more or less seriously: error, warning, note."""
    rows = data_rows("einvoice-rule-levels")
    return {row["rule"]: row["level"] for row in rows if row["profile"] == profile}
