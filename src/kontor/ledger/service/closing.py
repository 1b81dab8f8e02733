"""Closing (Periodenabschluss): a month is closed for new booking dates, its entries are sealed."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

from kontor.base.dates import end_of_month
from kontor.base.errors import Refused, Severity
from kontor.base.i18n import N_
from kontor.ledger.model.tables import PeriodRow
from kontor.ledger.queries import closing as queries
from kontor.ledger.queries import seals
from kontor.ledger.service.sealing import FINAL, seal_entries
from kontor.store.unit import Unit, use_case

_AT_ONCE = 5000


@use_case(N_("Month closed"), final=FINAL)
def close_month(unit: Unit, month: str, today: date, *, filing: int | None = None) -> list[int]:
    """Close a month and all before it: seal every open entry and refuse later booking dates.

    A late document is booked with an open date and keeps its own document date and tax period.

    Args:
        unit: the step.
        month: `2026-03`.
        today: the day of closing.
        filing: the filed return that causes it.

    Returns:
        The journal numbers given.

    Raises:
        Refused: something stands in the way; the first finding says what.
    """
    found = queries.findings(unit.con, month, today)
    errors = [one for one in found if one.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        raise Refused(first.message, hint=first.remedy, field="month", **dict(first.values))
    last = end_of_month(date.fromisoformat(f"{month}-01"))
    numbers: list[int] = []
    waiting = queries.unsealed(unit.con, last)
    for begin in range(0, len(waiting), _AT_ONCE):
        numbers += seal_entries(unit, waiting[begin : begin + _AT_ONCE])
    number, value = seals.head(unit.con)
    head = f"{number}:{value}" if number else None
    for name in queries.months_to_close(unit.con, month):
        unit.add(PeriodRow(month=name, closed=today.isoformat(), filing=filing, head=head))
    unit.flush()
    unit.final = FINAL
    return numbers


def reopen_month(month: str) -> NoReturn:
    """A closed month is never opened again; the refusal says what to do instead."""
    raise Refused(
        N_("The month {month} is closed; its entries are sealed and stay as they are."),
        hint=N_("Book with an open date, or correct a sealed entry: reversal and new entry."),
        month=month,
    )
