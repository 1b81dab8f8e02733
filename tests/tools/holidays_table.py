"""Writes data/holidays.csv from the holidays library: `python -m tests.tools.holidays_table`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import holidays

from kontor.base.lands import LANDS

TARGET = Path(__file__).parents[2] / "src" / "kontor" / "data" / "holidays.csv"
YEARS = range(2015, 2041)


def table() -> str:
    """The whole file: one row for each holiday, with the Länder that keep it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["day", "lands", "name_de", "name_en"])
    for year in YEARS:
        rows: dict[tuple[str, str, str], list[str]] = {}
        for land in sorted(LANDS):
            german = holidays.country_holidays("DE", subdiv=land, years=year, language="de")
            english = holidays.country_holidays("DE", subdiv=land, years=year, language="en_US")
            for day in german:
                key = (day.isoformat(), german[day], english[day])
                rows.setdefault(key, []).append(land)
        for (text, de, en), lands in sorted(rows.items()):
            kept = "all" if len(lands) == len(LANDS) else " ".join(lands)
            writer.writerow([text, kept, de, en])
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
