"""Tax deadlines as they stand on a day: what is filed, what is missing, until when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.dates import Period, month_of, month_period, year_period
from kontor.company.kinds import Filing, ProfitMethod, VatMethod
from kontor.company.queries import regime_on
from kontor.ledger.rules.deadlines import TaxDeadline, deadline, last_periods
from kontor.ledger.rules.forms import deadlines as known_rules

BACK, AHEAD = 400, 92
_FILED = "SELECT kind, period, min(filed) FROM filing GROUP BY kind, period"
_ZM_MONTHS = """
SELECT DISTINCT period FROM line
 WHERE code IN (SELECT code FROM tax_code WHERE kz_base IN ('41', '21', '42')) AND period >= ?
"""
_FIRST_MONTH = "SELECT min(booked) FROM entry"


class OpenDeadline(NamedTuple):
    """A deadline that is not met yet."""

    deadline: TaxDeadline
    late: bool


def tax_deadlines(
    con: sqlite3.Connection, today: date, *, ahead: int = AHEAD
) -> list[OpenDeadline]:
    """What must be filed until `ahead` days from today, the earliest first.

    Only of periods that are over; periods before the first booking are not asked for.
    """
    return _open(con, today, today + timedelta(days=ahead), _wanted(con, today))


def coming_deadlines(con: sqlite3.Connection, today: date, last: date) -> list[OpenDeadline]:
    """What must be filed until a day, also of periods that are still running."""
    wanted = dict.fromkeys([*_wanted(con, today), *_wanted(con, max(today, last))])
    return _open(con, today, last, wanted)


def _open(
    con: sqlite3.Connection, today: date, last: date, wanted: Iterable[tuple[str, Period]]
) -> list[OpenDeadline]:
    (begin,) = con.execute(_FIRST_MONTH).fetchone()
    started = con.execute("SELECT min(started) FROM firm").fetchone()[0] or begin
    if not begin and not started:
        return []
    first_day = date.fromisoformat(max(filter(None, (begin, started))))
    filed = {(kind, period) for kind, period, _ in con.execute(_FILED)}
    out = []
    for kind, period in wanted:
        if (kind, period.label) in filed or period.last < first_day:
            continue
        found = _deadline(con, kind, period)
        if today - timedelta(days=BACK) <= found.day <= last:
            out.append(OpenDeadline(found, found.day < today))
    return sorted(out, key=lambda one: (one.deadline.day, one.deadline.kind))


def deadline_of(con: sqlite3.Connection, kind: str, period: Period) -> TaxDeadline:
    """The deadline of one return, filed or not."""
    return _deadline(con, kind, period)


def _deadline(con: sqlite3.Connection, kind: str, period: Period) -> TaxDeadline:
    regime = regime_on(con, period.last)
    extension = kind == "vat" and regime.extension
    return deadline(known_rules()[kind], period, extension=extension, land=regime.land)


def _wanted(con: sqlite3.Connection, today: date) -> list[tuple[str, Period]]:
    regime = regime_on(con, today)
    small = regime.vat is VatMethod.SMALL
    interval = Filing.NONE if small else regime.filing
    count = {Filing.MONTH: 13, Filing.QUARTER: 5}.get(interval, 0)
    out = [("vat", period) for period in last_periods(interval, today, count)]
    if interval is Filing.MONTH and regime.extension:
        out.append(("special_prepayment", year_period(today.year)))
    for (label,) in con.execute(_ZM_MONTHS, (month_of(today - timedelta(days=BACK)),)):
        if label:
            out.append(("recapitulative", month_period(int(label[:4]), int(label[5:7]))))
    for year in (today.year - 2, today.year - 1):
        last = regime_on(con, date(year, 12, 31))
        if not small:
            out.append(("vat_year", year_period(year)))
        if last.profit is ProfitMethod.EUER:
            out.append(("euer", year_period(year)))
    return out
