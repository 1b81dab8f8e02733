"""The dated tables that the program brings along: one CSV file each, read by its first line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

_Made = TypeVar("_Made", bound=tuple[Any, ...])
_DATA = Path(__file__).resolve().parent.parent / "data"


def data_rows(name: str) -> list[dict[str, str]]:
    """Rows of `data/NAME.csv` as text by heading; a file that is not there raises `OSError`."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typed_rows(
    name: str, kind: type[_Made], /, **read: Callable[[str], object]
) -> tuple[_Made, ...]:
    """Rows of `data/NAME.csv` as named tuples: each field is the column of its name.

    Args:
        name: of the table.
        kind: the named tuple.
        read: by field, what makes its value from the text; the others stay text.
    """
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]  # of a named tuple
    make: Callable[..., _Made] = kind
    return tuple(
        make(*(read[field](row[field]) if field in read else row[field] for field in fields))
        for row in data_rows(name)
    )


def yes(text: str) -> bool:
    """A flag of a table."""
    return text == "1"


def whole_or_none(text: str) -> int | None:
    """A whole number, or nothing where the cell is empty."""
    return int(text) if text else None
