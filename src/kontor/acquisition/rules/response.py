"""How long a lead waited for its first answer (Reaktionszeit); pure."""

from __future__ import annotations

from datetime import datetime

from kontor.acquisition.rules.law import term
from kontor.base.dates import berlin_today
from kontor.base.dates.hours import business_minutes, parse_hours, waited_minutes

_HOUR = 60


def response_minutes(received: datetime, answered: datetime, hours: str, land: str) -> int:
    """Minutes of office hours between arrival and first answer."""
    return business_minutes(received, answered, parse_hours(hours), land)


def is_late(received: datetime, answered: datetime | None, now: datetime, land: str) -> bool:
    """Whether the first answer took, or takes, more than a day; free days do not count."""
    limit = term("answer_late", berlin_today(received)) * _HOUR
    return waited_minutes(received, answered or now, land) > limit
