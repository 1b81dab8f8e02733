"""Closing (Abschluss) over all areas: the months and years of the books, and what each one lacks.

Points that are `hard` stop the lock of a month, as the ledger says; the others should be looked at
first. Plain SQL and the queries of the areas; nothing is written here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from kontor.base.dates import (
    Period,
    add_months,
    month_of,
    month_period,
    quarter_period,
    year_period,
)
from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.company.kinds import Filing, ProfitMethod, VatMethod
from kontor.company.queries import regime_on
from kontor.ledger.queries import closing
from kontor.ledger.queries.assets import proposals
from kontor.ledger.queries.lookup import unresolved
from kontor.ledger.queries.standing import standing_due
from kontor.ledger.queries.vat import last_filed, vat_return

PAPERLESS = ("purchase", "sale", "bill", "invoice")
_LINES = """
SELECT count(*) FROM bank_line l WHERE l.day BETWEEN ? AND ? AND l.set_aside IS NULL
   AND NOT EXISTS (SELECT 1 FROM bank_booking b WHERE b.bank_line = l.id)
"""
_PAPERLESS = """
SELECT e.id FROM entry e WHERE e.booked BETWEEN ? AND ? AND e.document = ''
   AND e.kind IN ('purchase', 'sale', 'bill', 'invoice') AND e.reverses IS NULL
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id) ORDER BY e.booked, e.id
"""
_LABELS = {
    "over": N_("Not over yet"),
    "unbalanced": N_("Entries that do not balance"),
    "unresolved": N_("Unresolved payments"),
    "bank": N_("Bank lines not booked"),
    "document": N_("Entries without a document number"),
    "standing": N_("Standing entries not posted"),
    "vat": N_("VAT return {period} not filed"),
    "vat_changed": N_("VAT return {period} changed since it was filed"),
    "vat_filed": N_("VAT return {period} filed"),
    "earlier": N_("Earlier months that are closed with it"),
    "open": N_("Entries to be sealed"),
    "months": N_("Months not closed"),
    "assets": N_("Assets without depreciation"),
    "vat_year": N_("Annual VAT return not filed"),
    "euer": N_("EÜR not filed"),
}


class Point(NamedTuple):
    """One line of the checklist: how many, and whether it stops, warns, or only tells."""

    kind: str
    label: str
    state: str
    number: int | None = None
    amount: int | None = None
    values: tuple[tuple[str, Any], ...] = ()


class Span(NamedTuple):
    """A month or a year of the books.

    Attributes:
        state: closed, running (not over), stopped, warned (something to look at), ready.
    """

    period: Period
    state: str
    entries: int
    open: int
    closed: date | None
    points: tuple[Point, ...]


def spans(con: sqlite3.Connection, today: date) -> list[Span]:
    """Every month since the first entry with the years above their months, newest first."""
    known = {one.month: one for one in closing.months(con)}
    if not known:
        return []
    shut = dict(con.execute("SELECT month, closed FROM period").fetchall())
    out: list[Span] = []
    day, last = date.fromisoformat(f"{min(known)}-01"), today.replace(day=1)
    while day <= last:
        month = month_of(day)
        found = known.get(month)
        entries, loose = (found.entries, found.open) if found else (0, 0)
        out.append(_month(con, month, today, (entries, loose, shut.get(month))))
        day = add_months(day, 1)
    years = sorted({one.period.first.year for one in out})
    out += [_year(con, year, today, out) for year in years]
    return sorted(out, key=lambda one: (one.period.last, one.period.kind == "year"), reverse=True)


def month_span(con: sqlite3.Connection, month: str, today: date) -> Span:
    """One month with its whole checklist, closed or not."""
    found = next((one for one in closing.months(con) if one.month == month), None)
    row = con.execute("SELECT closed FROM period WHERE month = ?", (month,)).fetchone()
    facts = (found.entries if found else 0, found.open if found else 0, row[0] if row else None)
    return _month(con, month, today, facts, full=True)


def year_span(con: sqlite3.Connection, year: int, today: date) -> Span:
    """One year with its checklist."""
    return _year(con, year, today, [one for one in spans(con, today) if one.period.kind != "year"])


def paperless(con: sqlite3.Connection, period: Period) -> list[int]:
    """Purchases, sales, bills and invoices of a period without a document number."""
    span = (period.first.isoformat(), period.last.isoformat())
    return [row[0] for row in con.execute(_PAPERLESS, span)]


def _month(
    con: sqlite3.Connection, month: str, today: date, facts: tuple[int, int, str | None],
    *, full: bool = False,
) -> Span:  # fmt: skip
    period = month_period(int(month[:4]), int(month[5:]))
    entries, loose, closed = facts
    points: tuple[Point, ...] = ()
    if closed and full:
        points = tuple(_soft(con, period, today))
    elif not closed:
        points = (
            *_hard(con, period, today),
            *_soft(con, period, today),
            *_told(con, period, loose),
        )
    state = "closed" if closed else _state(points)
    day = date.fromisoformat(closed[:10]) if closed else None
    return Span(period, state, entries, loose, day, points)


def _state(points: tuple[Point, ...]) -> str:
    if any(one.kind == "over" for one in points):
        return "running"
    states = {one.state for one in points}
    return "stopped" if "stop" in states else "warned" if "warn" in states else "ready"


def _point(kind: str, state: str, **more: Any) -> Point:
    return Point(kind.partition("_")[0] if kind.startswith("vat_") and kind != "vat_year" else kind,
                 _LABELS[kind], state, **more)  # fmt: skip


def _hard(con: sqlite3.Connection, period: Period, today: date) -> Iterator[Point]:
    """What the ledger refuses to close for."""
    codes = [
        one.code
        for one in closing.findings(con, period.label, today)
        if one.severity is Severity.ERROR
    ]
    if "L62" in codes:
        yield _point("over", "stop")
    if "L63" in codes:
        yield _point("unbalanced", "stop", number=codes.count("L63"))
    if "L64" in codes:
        yield _point("unresolved", "stop", amount=unresolved(con, period.last))


def _soft(con: sqlite3.Connection, period: Period, today: date) -> Iterator[Point]:
    """What should be there before; nothing of it stops the lock."""
    span = (period.first.isoformat(), period.last.isoformat())
    (lines,) = con.execute(_LINES, span).fetchone()
    if lines:
        yield _point("bank", "warn", number=lines)
    missing = len(paperless(con, period))
    if missing:
        yield _point("document", "warn", number=missing)
    due = [one for one in standing_due(con, min(today, period.last)) if one.day >= period.first]
    if due:
        yield _point("standing", "warn", number=len(due))
    yield from _vat(con, period, today)


def _vat(con: sqlite3.Connection, period: Period, today: date) -> Iterator[Point]:
    """The state of the return that holds this month."""
    regime = regime_on(con, period.last)
    if regime.vat is VatMethod.SMALL or regime.filing not in {Filing.MONTH, Filing.QUARTER}:
        return
    wanted = period
    if regime.filing is Filing.QUARTER:
        wanted = quarter_period(period.first.year, (period.first.month + 2) // 3)
    values = (("period", wanted.label),)
    if last_filed(con, "vat", wanted.label) is None:
        state = "warn" if wanted.last < today and wanted.last == period.last else "tell"
        yield _point("vat", state, values=values)
        return
    changed = vat_return(con, wanted).state == "changed"
    kind, state = ("vat_changed", "warn") if changed else ("vat_filed", "good")
    yield _point(kind, state, values=values)


def _told(con: sqlite3.Connection, period: Period, loose: int) -> Iterator[Point]:
    """What the lock will do."""
    earlier = [one for one in closing.months_to_close(con, period.label) if one < period.label]
    if earlier:
        yield _point("earlier", "tell", number=len(earlier))
    if loose:
        yield _point("open", "tell", number=loose)


def _year(con: sqlite3.Connection, year: int, today: date, months: list[Span]) -> Span:
    period = year_period(year)
    mine = [one for one in months if one.period.first.year == year]
    waiting = sum(1 for one in mine if one.state != "closed")
    points = []
    if period.last >= today:
        points.append(_point("over", "stop"))
    lacking = proposals(con, year)
    if lacking:
        total = sum(one.amount for one in lacking)
        points.append(_point("assets", "warn", number=len(lacking), amount=total))
    if waiting:
        points.append(_point("months", "warn", number=waiting))
    regime = regime_on(con, period.last)
    if regime.vat is not VatMethod.SMALL and not last_filed(con, "vat_year", period.label):
        points.append(_point("vat_year", "warn"))
    if regime.profit is ProfitMethod.EUER and not last_filed(con, "euer", period.label):
        points.append(_point("euer", "warn"))
    state = "closed" if not points else _state(tuple(points))
    sums = (sum(one.entries for one in mine), sum(one.open for one in mine))
    return Span(period, state, *sums, None, tuple(points))
