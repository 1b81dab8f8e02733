"""Limitation (Verjährung): §§ 195, 197, 199, 203, 204, 209, 212 BGB; pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.dates import add_months
from kontor.receivables.kinds import LimitationKind
from kontor.receivables.rules.law import figure

_DAY = timedelta(days=1)
WARN_DAYS = (180, 90, 30, 7)
_AGAIN = frozenset({LimitationKind.ACKNOWLEDGEMENT})


class Event(NamedTuple):
    """What happened to a claim; `until` ends a stop."""

    kind: LimitationKind
    day: date
    until: date | None = None


class Limitation(NamedTuple):
    """When a claim expires.

    Attributes:
        expires: last day on which it can be enforced; None while it is stopped without end.
        begins: first day of the period.
        stopped: it is stopped on the day asked for.
        titled: a court has decided; the long period of § 197 BGB.
    """

    expires: date | None
    begins: date
    stopped: bool
    titled: bool

    def warns(self, day: date) -> int | None:
        """The smallest of 180, 90, 30, 7 days that is reached; None before."""
        if self.expires is None or self.expires < day:
            return None
        left = (self.expires - day).days
        return min((days for days in WARN_DAYS if left <= days), default=None)


def limitation(arose: date, events: Iterable[Event], day: date) -> Limitation:
    """When a claim that arose on a day expires.

    The three years begin with the end of the year. A part payment or an acknowledgement lets them
    begin again on that day (it never shortens them); while negotiations, a court order or a lawsuit
    last, the days do not count. A title brings thirty years.
    """
    known = sorted(event for event in events if event.day <= day)
    years = figure("limitation_years", arose)
    begins = date(arose.year + 1, 1, 1)
    end = date(arose.year + years, 12, 31)
    stopped = False
    for one in known:
        if one.kind is LimitationKind.TITLE:
            years = figure("title_years", one.day)
            begins = one.day + _DAY
            return Limitation(add_months(one.day, 12 * years), begins, False, True)
        if one.day > end:
            continue  # what has expired does not come to life again
        if one.kind in _AGAIN:
            again = add_months(one.day, 12 * years)
            if again > end:
                begins, end = one.day + _DAY, again
        elif one.until is None or one.until >= day:
            stopped = True
            if one.until is not None:
                end += _lost(one.day, one.until, begins)
        else:
            end += _lost(one.day, one.until, begins)
    open_end = any(one.until is None and one.kind not in _AGAIN and one.day <= end for one in known)
    return Limitation(None if open_end else end, begins, stopped, False)


def _lost(first: date, last: date, begins: date) -> timedelta:
    """Days of a stop that lie inside the period."""
    return timedelta(days=max((last - max(first, begins)).days + 1, 0))
