"""Dated duties: kinds that come along, lead times, when one comes back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from kontor.base.dates import add_months
from kontor.base.errors import InputError
from kontor.base.i18n import N_, in_language
from kontor.base.tables import data_rows
from kontor.base.text import quoted
from kontor.calendar.kinds.deadlines import About, Counts, DeadlineKind

OTHER = "other"
LONGEST_LEAD = 730  # days


@cache
def _known() -> tuple[tuple[DeadlineKind, str], ...]:
    return tuple(
        (
            DeadlineKind(
                row["key"], row["de"], About(row["about"]), int(row["months"]),
                Counts(row["counts"]), parse_leads(row["leads"]), row["law"], row["source"],
                date.fromisoformat(row["valid_from"]),
            ),
            row["en"],
        )
        for row in data_rows("deadline-kinds")
    )  # fmt: skip


def known_kinds() -> dict[str, DeadlineKind]:
    """The kinds that come along, by key, in the reader's language."""
    return {one.key: one._replace(name=in_language(one.name, en)) for one, en in _known()}


def names_of(key: str) -> tuple[str, ...]:
    """The names of a kind in both languages."""
    return next(((one.name, en) for one, en in _known() if one.key == key), ())


def parse_leads(text: str) -> tuple[int, ...]:
    """Lead times such as `60, 14`: days before, the longest first.

    Raises:
        InputError: no days.
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    days = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 5]
    if not days or len(days) < len(parts) or max(days) > LONGEST_LEAD:
        raise InputError(
            N_("“{text}” are no lead times."), text=quoted(text), field="leads",
            hint=N_("Write days before, such as 60, 14."),
        )  # fmt: skip
    return tuple(sorted(set(days), reverse=True))


def leads_text(leads: Iterable[int]) -> str:
    """Lead times as they are stored and typed: `60, 14`."""
    return ", ".join(map(str, leads))


def told_on(day: date, leads: Iterable[int], today: date) -> date:
    """The day by which it is told: the last lead time that has begun, else the first to come."""
    days = sorted(day - timedelta(days=lead) for lead in leads)
    return next((one for one in reversed(days) if one <= today), days[0])


def urgency(day: date, leads: Iterable[int], today: date) -> int:
    """0 before the last lead time, 1 within it, 2 when the day is over."""
    if day < today:
        return 2
    return 1 if day - timedelta(days=min(leads)) <= today else 0


def next_day(day: date, done: date, months: int, counts: Counts) -> date | None:
    """When a duty that was done comes back; None: never.

    What counts from its day comes back on the same day, after the one on which it was done: three
    missed years are not asked for three times.
    """
    if not months:
        return None
    if counts is Counts.DONE:
        return add_months(done, months)
    times = 1
    while (found := add_months(day, months * times)) <= done:
        times += 1
    return found
