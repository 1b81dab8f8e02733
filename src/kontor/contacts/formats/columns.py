"""Columns of contact lists (CSV): how programs call them, and what they mean here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kontor.base.tables import data_rows
from kontor.base.text import fold

EXPORTED = (
    "customer_number", "supplier_number", "company", "name", "salutation", "title", "first_name",
    "last_name", "addition", "street", "house_number", "postcode", "city", "country", "phone",
    "mobile", "fax", "mail", "web", "vat_id", "tax_number", "iban", "bic", "holder", "terms_days",
    "language", "roles", "note",
)  # fmt: skip


@cache
def _columns() -> tuple[dict[str, str], dict[str, str]]:
    headings: dict[str, str] = {}
    fields: dict[str, str] = {}
    for row in data_rows("contact-columns"):
        headings[row["field"]] = row["heading"]
        for name in (row["heading"], row["field"], *row["synonyms"].split("|")):
            fields.setdefault(_key(name), row["field"])
    return headings, fields


def _key(name: str) -> str:
    return " ".join(fold(name.strip().strip('"')).replace("_", " ").split()).rstrip(".:*")


def heading(field: str) -> str:
    """The heading of a column as it is written."""
    return _columns()[0][field]


def fields() -> tuple[str, ...]:
    """All fields that a column may mean."""
    return tuple(_columns()[0])


def guess_mapping(header: Sequence[str]) -> tuple[str, ...]:
    """What each column of a heading line means; empty for what is not known or already there."""
    known, mapping = _columns()[1], []
    for name in header:
        field = known.get(_key(name), "")
        mapping.append(field if field not in mapping else "")
    return tuple(mapping)
