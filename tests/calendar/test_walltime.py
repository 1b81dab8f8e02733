"""Wall time and UTC on both days on which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kontor.base.errors import InputError
from kontor.calendar.rules.walltime import (
    check_exists,
    exists,
    from_utc_minute,
    minutes_between,
    shown,
    to_utc,
    to_wall,
    utc_minute,
)

BERLIN = "Europe/Berlin"


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-28T09:00", "2026-03-28T08:00"),
        ("2026-03-29T09:00", "2026-03-29T07:00"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # left out: as the offset before says
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # comes twice: the first one
        ("2026-10-25T03:00", "2026-10-25T02:00"),
    ],
)
def test_the_instant_of_a_wall_time(text: str, utc: str) -> None:
    want = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert to_utc(wall(text), BERLIN) == want
    assert from_utc_minute(utc_minute(wall(text), BERLIN), BERLIN) == shown(wall(text), BERLIN)
    assert to_wall(want, BERLIN) == shown(wall(text), BERLIN)


def test_a_night_is_longer_or_shorter_when_the_clocks_change() -> None:
    for day, after, hours in (
        ("2026-03-27", "2026-03-28", 8), ("2026-03-28", "2026-03-29", 7),
        ("2026-10-24", "2026-10-25", 9),
    ):  # fmt: skip
        found = minutes_between(wall(f"{day}T22:00"), wall(f"{after}T06:00"), BERLIN)
        assert found == hours * 60


def test_what_no_clock_shows_is_refused_when_typed() -> None:
    assert exists(wall("2026-10-25T02:30"), BERLIN)
    assert shown(wall("2026-03-29T02:30"), BERLIN) == wall("2026-03-29T03:30")
    with pytest.raises(InputError, match="gibt es am 2026-03-29 nicht"):
        check_exists(wall("2026-03-29T02:30"), BERLIN)
    with pytest.raises(InputError, match="keine Zeitzone"):
        to_utc(wall("2026-03-29T02:30"), "Mond/Krater")
    with pytest.raises(InputError):
        to_utc(wall("2026-03-29T02:30"), "../../etc/passwd")
