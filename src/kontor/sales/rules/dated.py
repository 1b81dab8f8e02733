"""Dated rows of sales: limits, periods, warranty rules, tax cases, surcharges; each with its law.

Rows lie in `data/`; nothing here is a number in code.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from kontor.base.dates import add_months, holidays_of, is_working_day
from kontor.base.i18n import in_language
from kontor.base.tables import data_rows
from kontor.sales.kinds import CostKind, TaxCase

_SATURDAY, _SUNDAY = 5, 6


class Limit(NamedTuple):
    """A limit of the law from a day on; `unit` is cents, rate (1/10,000), months or years."""

    key: str
    valid_from: date
    unit: str
    value: int
    law: str
    source: str


class Period(NamedTuple):
    """A period: days, months, working (Mon-Fri) or workdays (Werktage, Mon-Sat)."""

    key: str
    valid_from: date
    amount: int
    unit: str
    law: str
    source: str

    def end(self, start: date, land: str) -> date:
        """The last day of a period that a day begins (§§ 187 (1), 188 BGB); negative: before.

        Without a Land its public holidays count as days of work.
        """
        if self.unit == "days":
            return start + timedelta(days=self.amount)
        if self.unit == "months":
            return add_months(start, self.amount)
        day, left = start, self.amount
        while left:
            day += timedelta(days=1)
            left -= self._works(day, land)
        return day

    def _works(self, day: date, land: str) -> bool:
        if not land:  # nobody said where the firm is: Sundays and the free Saturday are known
            return day.weekday() < (_SATURDAY if self.unit == "working" else _SUNDAY)
        if self.unit == "working":
            return is_working_day(day, land)
        return day.weekday() != _SUNDAY and day not in holidays_of(land, day.year)


class WarrantyRule(NamedTuple):
    """How long a warranty runs (Verjährung der Mängelansprüche)."""

    key: str
    valid_from: date
    name_de: str
    name_en: str
    months: int
    law: str
    source: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_de, self.name_en)


class CaseCode(NamedTuple):
    """The tax code of a tax case (Steuerfall) with its law."""

    case: TaxCase
    valid_from: date
    code: str
    law: str
    source: str


def _day(row: dict[str, str]) -> date:
    return date.fromisoformat(row["valid_from"])


@cache
def limits() -> tuple[Limit, ...]:
    """All limits, older first."""
    found = [
        Limit(r["key"], _day(r), r["unit"], int(r["value"]), r["law"], r["source"])
        for r in data_rows("sales-limits")
    ]
    return tuple(sorted(found, key=lambda one: one.valid_from))


def limit_on(key: str, day: date) -> Limit | None:
    """The limit that holds on a day; nothing before the first one known."""
    fitting = [one for one in limits() if one.key == key and one.valid_from <= day]
    return fitting[-1] if fitting else None


@cache
def periods() -> dict[str, Period]:
    """All periods by key."""
    return {
        r["key"]: Period(r["key"], _day(r), int(r["count"]), r["unit"], r["law"], r["source"])
        for r in data_rows("sales-periods")
    }


@cache
def warranty_rules() -> dict[str, WarrantyRule]:
    """All warranty rules by key, the usual one first."""
    return {
        r["key"]: WarrantyRule(
            r["key"], _day(r), r["name_de"], r["name_en"], int(r["months"]), r["law"], r["source"]
        )
        for r in data_rows("warranty-rules")
    }


@cache
def case_codes() -> dict[TaxCase, CaseCode]:
    """The tax code of each tax case."""
    return {
        TaxCase(r["case"]): CaseCode(TaxCase(r["case"]), _day(r), r["code"], r["law"], r["source"])
        for r in data_rows("sales-tax-cases")
    }


@cache
def surcharges() -> dict[CostKind, int]:
    """Usual surcharge per kind of cost in 1/10,000; the user changes it per line."""
    return {CostKind(r["kind"]): int(r["rate"]) for r in data_rows("price-surcharges")}
