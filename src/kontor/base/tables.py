"""The dated tables that the program brings along: one CSV file each, read by its first line."""

from __future__ import annotations

import csv
from pathlib import Path

_DATA = Path(__file__).resolve().parent.parent / "data"


def data_rows(name: str) -> list[dict[str, str]]:
    """Rows of `data/NAME.csv` as text by heading; a file that is not there raises `OSError`."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
