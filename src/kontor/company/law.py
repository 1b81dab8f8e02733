"""Data of the law for the own firm: legal forms, limits, settings, number ranges.

Rows lie in `data/`, each with its law or source; nothing here is a number in code.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.company.kinds import SettingKind


class LegalForm(NamedTuple):
    """A legal form (Rechtsform).

    `balance`: always keeps a balance sheet; `private`: owners draw and pay in.
    """

    code: str
    name: str
    merchant: bool
    balance: bool
    register: str
    private: bool
    law: str


class Limit(NamedTuple):
    """A limit of the law from a day on, in cents."""

    key: str
    valid_from: date
    cents: int
    law: str
    source: str


@cache
def legal_forms() -> dict[str, LegalForm]:
    """Legal forms by code, the frequent ones first."""
    return {
        row["code"]: LegalForm(
            row["code"],
            row["name"],
            row["merchant"] == "1",
            row["balance"] == "1",
            row["register"],
            row["private"] == "1",
            row["law"],
        )
        for row in data_rows("legal-forms")
    }


@cache
def setting_kinds() -> dict[str, SettingKind]:
    """All settings by key, in the order of the form."""
    return {
        row["key"]: SettingKind(
            row["key"],
            row["group"],
            row["kind"],
            tuple(row["choices"].split("|")) if row["choices"] else (),
            row["default"],
            row["tax"] == "1",
            row["starts"],
            row["law"],
        )
        for row in data_rows("settings")
    }


@cache
def limits() -> tuple[Limit, ...]:
    """All limits, older first."""
    found = [
        Limit(
            row["key"],
            date.fromisoformat(row["valid_from"]),
            int(row["cents"]),
            row["law"],
            row["source"],
        )
        for row in data_rows("regime-limits")
    ]
    return tuple(sorted(found, key=lambda limit: limit.valid_from))


def limit_on(key: str, day: date) -> Limit | None:
    """The limit that holds on a day; nothing before the first one known."""
    fitting = [one for one in limits() if one.key == key and one.valid_from <= day]
    return fitting[-1] if fitting else None


@cache
def default_ranges() -> tuple[tuple[str, str, int], ...]:
    """Series, pattern and first number as a new firm gets them."""
    rows = data_rows("number-ranges")
    return tuple((row["series"], row["pattern"], int(row["first"])) for row in rows)
