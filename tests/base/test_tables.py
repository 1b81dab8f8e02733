"""Dated tables as named tuples."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.base import tables
from kontor.base.tables import typed_rows, whole_or_none, yes


class Rate(NamedTuple):
    """Columns in another order than in the file, one of them as text."""

    rate: int
    valid_from: date
    law: str


def test_columns_find_their_fields_by_name() -> None:
    found = typed_rows("basiszinssatz", Rate, rate=int, valid_from=date.fromisoformat)
    assert found[0] == Rate(257, date(2002, 1, 1), "§ 247 BGB")
    assert len(found) == len(tables.data_rows("basiszinssatz"))


def test_flags_and_empty_cells() -> None:
    assert (yes("1"), yes("0"), yes("")) == (True, False, False)
    assert (whole_or_none("12"), whole_or_none("0"), whole_or_none("")) == (12, 0, None)
