"""Which generations stay (Aufbewahrung): the newest of each hour, day, week, month, year."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

ALWAYS = 5  # what was made before an import or a repair stays, whatever the hour
BUCKETS = (("%Y%m%d%H", 24), ("%Y%m%d", 14), ("%G%V", 8), ("%Y%m", 24), ("%Y", 12))


def keep(times: Mapping[K, datetime], now: datetime) -> set[K]:
    """The generations to keep.

    The newest five, and the newest of each of 24 hours, 14 days, 8 weeks, 24 months, 12 years.

    One whose date lies in the future stays as well and fills no group: the clock was wrong once.
    """
    future = {key for key, at in times.items() if at > now}
    rest = sorted((k for k in times if k not in future), key=lambda k: times[k], reverse=True)
    kept = set(rest[:ALWAYS])
    for form, count in BUCKETS:
        seen: dict[str, K] = {}
        for key in rest:
            seen.setdefault(times[key].strftime(form), key)
        kept.update(list(seen.values())[:count])
    return kept | future
