"""Profiles of bank tables: which column means what, kept as data and made by the mapper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

FIELDS = (
    "booking_day", "value_day", "amount", "debit", "credit", "currency", "name", "name_in",
    "name_out", "iban", "bic", "text", "purpose", "end_to_end", "mandate", "creditor_id",
    "reference", "bank_id", "own_account", "status", "balance", "fee", "charges", "original",
    "original_currency",
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SHARE = 75


class Profile(NamedTuple):
    """One layout. `columns` gives each field its column: names that occur, or a number from 0.

    A profile made by the mapper has `header_line` (0 when the table has none) and numbers.
    """

    key: str
    bank: str
    columns: Mapping[str, tuple[str, ...] | int]
    decimal: str = ","
    date: str = "dmy"
    others: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    pending_days: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    labels_in: str = ""
    marks: bool = False
    separator: str = ""
    header_line: int = -1


def normal(name: str) -> str:
    """A column name as it is compared: small letters and digits only, ä as ae."""
    return re.sub(r"[^a-z0-9]", "", name.casefold().translate(_UMLAUTS))


@cache
def profiles() -> tuple[Profile, ...]:
    """All layouts that come with the program."""
    import tomllib

    raw = (resources.files("kontor") / "data" / "bank_csv_profiles.toml").read_text("utf-8")
    return tuple(_profile(row) for row in tomllib.loads(raw)["profile"])


def _profile(row: Mapping[str, object]) -> Profile:
    def words(key: str) -> tuple[str, ...]:
        found = row.get(key, ())
        return tuple(str(word) for word in found) if isinstance(found, list) else ()

    columns = row["columns"]
    labels = row.get("labels", [])
    if not isinstance(columns, dict) or not isinstance(labels, list):
        raise TypeError(row["key"])
    return Profile(
        key=str(row["key"]),
        bank=str(row["bank"]),
        columns={field: _names(value) for field, value in columns.items()},
        decimal=str(row["decimal"]),
        date=str(row["date"]),
        others=tuple(normal(name) for name in words("others")),
        pending=words("pending"),
        skip=words("skip"),
        pending_days=words("pending_days"),
        opening=words("opening"),
        closing=words("closing"),
        labels=tuple((str(label), str(field)) for label, field in labels),
        labels_in=str(row.get("labels_in", "")),
        marks=bool(row.get("marks", False)),
    )


def _names(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(normal(str(name)) for name in names)


def place_columns(profile: Profile, header: Sequence[str]) -> dict[str, int]:
    """The position of each field of a profile in a head row; fields that are missing are left out.

    A name that occurs twice (Währung at the ING) means its last column.
    """
    where = {normal(name): index for index, name in enumerate(header)}
    places: dict[str, int] = {}
    for field, wanted in profile.columns.items():
        if isinstance(wanted, int):
            places[field] = wanted
            continue
        found = next((where[name] for name in wanted if name in where), None)
        if found is not None:
            places[field] = found
    return places


def recognise(header: Sequence[str]) -> Profile | None:
    """The layout that a head row belongs to, or none."""
    there = {normal(name) for name in header}
    best: Profile | None = None
    best_hits = 0
    for profile in profiles():
        places = place_columns(profile, header)
        hits = len(places) + len(there.intersection(profile.others))
        size = len(profile.columns) + len(profile.others)
        amounts = "amount" in places or {"debit", "credit"} <= places.keys()
        whole = "booking_day" in places and amounts
        # columns that only help to recognise come and go between versions of a layout
        enough = len(places) * 100 >= _SHARE * len(profile.columns) or (hits * 100 >= _SHARE * size)
        if whole and enough and hits > best_hits:
            best, best_hits = profile, hits
    return best


def by_key(key: str) -> Profile | None:
    """The layout with this key."""
    return next((profile for profile in profiles() if profile.key == key), None)
