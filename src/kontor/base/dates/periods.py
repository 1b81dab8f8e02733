"""Reporting periods (Zeiträume): a month, a quarter or a year, as typed and as shown."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple, NoReturn

from kontor.base.dates.days import (
    FIRST_DAY,
    LAST_DAY,
    add_months,
    end_of_month,
    full_year,
    month_name,
    month_number,
    month_of,
    typed_text,
)
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted

Kind = Literal["month", "quarter", "year"]
_LENGTH: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12}

_YEAR = r"([0-9]{4})"
_ISO_MONTH = r"([0-9]{4})-([0-9]{1,2})"
_MONTH = r"([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2})|\.([0-9]{4}))"
_ISO_QUARTER = r"([0-9]{4})[- /]?q([1-4])"
_QUARTER = r"(?:q ?([1-4])|([1-4])\. ?quartal)(?:[-/ ]([0-9]{4}|[0-9]{2}))?"
_NAMED = r"([a-z]+)\.?(?:[ /]([0-9]{4}|[0-9]{2}))?"


class Period(NamedTuple):
    """A month, a quarter or a year; `label` is the same in every language (`2026-03`)."""

    first: date
    last: date
    label: str

    @property
    def kind(self) -> Kind:
        """`month`, `quarter` or `year`."""
        if "Q" in self.label:
            return "quarter"
        return "month" if "-" in self.label else "year"

    @property
    def title(self) -> str:
        """`März 2026`, `1. Quartal 2026`, `2026` in the reader's language."""
        if self.kind == "month":
            return f"{month_name(self.first.month)} {self.first.year}"
        if self.kind == "quarter":
            number = (self.first.month + 2) // 3
            return _("quarter {number} of {year}").format(number=number, year=self.first.year)
        return self.label

    @property
    def short(self) -> str:
        """`03/2026`, `Q1 2026`, `2026`: for columns; a person may type it too."""
        if self.kind == "month":
            return f"{self.first.month:02d}/{self.first.year}"
        if self.kind == "quarter":
            return f"Q{(self.first.month + 2) // 3} {self.first.year}"
        return self.label

    @property
    def previous(self) -> Period:
        """The period of the same kind before this one."""
        return _period(add_months(self.first, -_LENGTH[self.kind]), self.kind)

    @property
    def next(self) -> Period:
        """The period of the same kind after this one."""
        return _period(add_months(self.first, _LENGTH[self.kind]), self.kind)

    def months(self) -> tuple[Period, ...]:
        """The months of the period, first to last."""
        count = _LENGTH[self.kind]
        return tuple(_period(add_months(self.first, shift), "month") for shift in range(count))

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last


def month_period(year: int, month: int) -> Period:
    """One month."""
    return _period(date(year, month, 1), "month")


def quarter_period(year: int, quarter: int) -> Period:
    """One quarter, 1 to 4."""
    return _period(date(year, 3 * quarter - 2, 1), "quarter")


def year_period(year: int) -> Period:
    """One calendar year."""
    return _period(date(year, 1, 1), "year")


def _period(first: date, kind: Kind) -> Period:
    last = end_of_month(add_months(first, _LENGTH[kind] - 1))
    label = month_of(first) if kind == "month" else f"{first.year:04d}"
    if kind == "quarter":
        label += f"-Q{(first.month + 2) // 3}"
    return Period(first, last, label)


def parse_period(text: str, today: date) -> Period:
    """The period a person means; without a year the latest one that has begun by `today`.

    Raises:
        InputError: not a period, or outside 1990 to 2099.
    """
    try:
        period = _read(typed_text(text), today)
    except (ValueError, OverflowError):
        period = None
    if period is None:
        _refuse(text)
    if period.first < FIRST_DAY or period.last > LAST_DAY:
        raise InputError(N_("Only days from 1990 to 2099 are possible."))
    return period


def _read(typed: str, today: date) -> Period | None:
    if found := re.fullmatch(_YEAR, typed):
        return year_period(int(found[1]))
    return _read_month(typed, today) or _read_quarter(typed, today)


def _read_month(typed: str, today: date) -> Period | None:
    if found := re.fullmatch(_ISO_MONTH, typed):
        return month_period(int(found[1]), int(found[2]))
    if found := re.fullmatch(_MONTH, typed):
        return month_period(full_year(found[2] or found[3]), int(found[1]))
    if (found := re.fullmatch(_NAMED, typed)) and found[1] != "q":
        return _dated(date(2000, month_number(found[1]), 1), found[2], "month", today)
    return None


def _read_quarter(typed: str, today: date) -> Period | None:
    if found := re.fullmatch(_ISO_QUARTER, typed):
        return quarter_period(int(found[1]), int(found[2]))
    if found := re.fullmatch(_QUARTER, typed):
        first = date(2000, 3 * int(found[1] or found[2]) - 2, 1)
        return _dated(first, found[3], "quarter", today)
    return None


def _dated(first: date, year: str | None, kind: Kind, today: date) -> Period:
    if year:
        return _period(first.replace(year=full_year(year)), kind)
    period = _period(first.replace(year=today.year), kind)
    if period.first > today:
        period = _period(first.replace(year=today.year - 1), kind)
    return period


def _refuse(text: object) -> NoReturn:
    raise InputError(
        N_("“{text}” is not a period."),
        hint=N_("Write it like 2026-03, 3/26, march, 2026-Q1, q1 or 2026."),
        text=quoted(text),
    )
