"""The charts of accounts and tax codes as data (`data/`), read once when first asked for."""

from __future__ import annotations

from datetime import date
from functools import cache

from kontor.base.tables import data_rows


@cache
def chart_rows(chart: str) -> tuple[dict[str, str], ...]:
    """The accounts of a chart: `skr03` or `skr04`."""
    return tuple(data_rows(chart))


@cache
def tax_code_rows() -> tuple[dict[str, str], ...]:
    """The tax codes with their names in both languages, law and source."""
    return tuple(data_rows("tax-codes"))


@cache
def without_tax() -> dict[str, str]:
    """Concept of an automatic account to the concept that a small trader uses (§ 19 UStG)."""
    return {row["concept"]: row["without_tax"] for row in chart_rows("skr03") if row["without_tax"]}


@cache
def _withholding() -> tuple[tuple[str, date, int], ...]:
    return tuple(
        (row["key"], date.fromisoformat(row["valid_from"]), int(row["rate"]))
        for row in data_rows("withholding")
    )


def withholding_rate(day: date) -> int:
    """Share that the customer of construction work keeps for the tax office (§ 48 EStG)."""
    rates = [(start, rate) for key, start, rate in _withholding() if key == "construction"]
    return max(((s, r) for s, r in rates if s <= day), default=min(rates))[1]
