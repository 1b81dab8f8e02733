"""Wall time and UTC: what a clock on the wall shows in a zone, and how long things last.

The hour that comes twice in October is its first one. A time in the hour that does not exist in
March is refused when somebody types it (`check_exists`); where a rule gives it, it lies as far
behind the gap as the offset before the gap says (RFC 5545): half past two is half past three.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import quoted

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of a name like `Europe/Berlin`.

    Raises:
        InputError: no zone that is known.
    """
    from zoneinfo import ZoneInfo  # not at import: what only looks at days needs no zones

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InputError(
            N_("“{zone}” is not a time zone."), zone=quoted(name), field="zone",
            hint=N_("Write it like Europe/Berlin."),
        ) from error  # fmt: skip


def to_utc(wall: datetime, zone: str) -> datetime:
    """The instant of a wall time; see the module for the two odd hours of a year."""
    return wall.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def to_wall(instant: datetime, zone: str) -> datetime:
    """What the clock on the wall shows at an instant, to the minute."""
    found = instant.astimezone(zone_of(zone))
    return found.replace(tzinfo=None, fold=0, second=0, microsecond=0)


def utc_minute(wall: datetime, zone: str) -> int:
    """Minutes since 1970 in UTC: what is compared and subtracted."""
    return (to_utc(wall, zone) - _EPOCH) // _MINUTE


def from_utc_minute(minute: int, zone: str) -> datetime:
    """The wall time of minutes since 1970 in UTC."""
    return to_wall(_EPOCH + timedelta(minutes=minute), zone)


def minutes_between(starts: datetime, ends: datetime, zone: str) -> int:
    """How many minutes really lie between two wall times of a zone."""
    return (to_utc(ends, zone) - to_utc(starts, zone)) // _MINUTE


def exists(wall: datetime, zone: str) -> bool:
    """Whether a clock in the zone ever shows this time."""
    return to_wall(to_utc(wall, zone), zone) == wall


def check_exists(wall: datetime, zone: str, field: str = "starts") -> datetime:
    """The time itself.

    Raises:
        InputError: it lies in the hour that the clocks leave out.
    """
    if not exists(wall, zone):
        raise InputError(
            N_("{time} does not exist on {day}: the clocks go forward in that hour."),
            time=wall.strftime("%H:%M"), day=wall.date().isoformat(), field=field,
            hint=N_("Take a time before or after that hour."),
        )  # fmt: skip
    return wall


def shown(wall: datetime, zone: str) -> datetime:
    """The wall time itself, or where it lands when the clocks leave it out."""
    return to_wall(to_utc(wall, zone), zone)


def midnight(day: date) -> datetime:
    """The begin of a day as wall time."""
    return datetime.combine(day, time())
