"""Conflicts and free times against a model that asks minute by minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.base.dates import holidays_of
from kontor.base.dates.hours import parse_hours
from kontor.base.errors import Severity
from kontor.calendar.kinds.planning import (
    Clash,
    Conflict,
    Found,
    Search,
    Taken,
    Wanted,
    Why,
    Worker,
)
from kontor.calendar.rules.conflicts import conflicts
from kontor.calendar.rules.presence import at_work, common, merged, total, without
from kontor.calendar.rules.slots import find, free_times
from kontor.calendar.rules.walltime import from_utc_minute, utc_minute
from kontor.calendar.rules.worktime import law, limit

BERLIN = "Europe/Berlin"
HOURS = parse_hours("Mo-Do 7:00-16:30, Fr 7-13")
JO, KIM, BUS, SITE = (
    "company:employee/1",
    "company:employee/2",
    "company:vehicle/1",
    "contacts:site/4",
)
WORKERS = {
    JO: Worker(JO, "Jo", HOURS, 720, 30),
    KIM: Worker(KIM, "Kim", parse_hours("Mo-Fr 8-12, Mo-Mi 13-17"), 570, 15),
}


def at(text: str) -> int:
    """UTC minute of a wall time `2026-11-26 14:00`."""
    return utc_minute(datetime.fromisoformat(text), BERLIN)


def wanted(start: str, end: str, *who: str, **more: object) -> Wanted:
    return Wanted(at(start), at(end), who)._replace(**more)


def taken(who: str, start: str, end: str, **more: object) -> Taken:
    return Taken(who, at(start), at(end), "calendar:7", "Huber")._replace(**more)


def said(found: Sequence[Conflict]) -> list[tuple[str, str]]:
    return [(one.clash.value, one.who) for one in found]


# -- by hand ---------------------------------------------------------------------------------------


def test_nothing_stands_against_it() -> None:
    one = wanted("2026-11-26 13:00", "2026-11-26 15:00", JO, BUS)
    around = [taken(JO, "2026-11-26 09:00", "2026-11-26 13:00")]
    assert conflicts(one, around, WORKERS, {}) == []


def test_person_and_vehicle_are_taken() -> None:
    one = wanted("2026-11-26 13:00", "2026-11-26 15:00", JO, BUS)
    around = [
        taken(JO, "2026-11-26 14:00", "2026-11-26 16:00"),
        taken(BUS, "2026-11-26 12:00", "2026-11-26 13:30", ref="calendar:8", firm=False),
        taken(KIM, "2026-11-26 13:00", "2026-11-26 15:00"),
    ]
    assert conflicts(one, around, WORKERS, {}) == [
        Conflict(Clash.BUSY, Severity.ERROR, JO, at("2026-11-26 14:00"), one.end, "calendar:7",
                 "Huber"),
        Conflict(Clash.BUSY, Severity.WARNING, BUS, one.start, at("2026-11-26 13:30"), "calendar:8",
                 "Huber"),
    ]  # fmt: skip


def test_an_appointment_is_not_in_its_own_way() -> None:
    one = wanted("2026-11-26 13:00", "2026-11-26 15:00", JO, ref="calendar:7")
    assert conflicts(one, [taken(JO, "2026-11-26 14:00", "2026-11-26 16:00")], WORKERS, {}) == []


def test_absences_employment_and_sites() -> None:
    one = wanted("2026-11-26 13:00", "2026-11-26 15:00", JO, KIM, site=SITE)
    around = [
        taken(JO, "2026-11-26 00:00", "2026-11-28 00:00", absence=True, ref="calendar:absence/2"),
        taken(SITE, "2026-11-26 07:00", "2026-11-26 14:00"),
    ]
    left = WORKERS | {KIM: WORKERS[KIM]._replace(ended=date(2026, 11, 25))}
    found = conflicts(one, around, left, {})
    assert said(found) == [("absent", JO), ("left", KIM), ("site", SITE)]
    left = WORKERS | {KIM: WORKERS[KIM]._replace(ended=date(2026, 11, 26), hours=HOURS)}
    assert said(conflicts(one, around, left, {})) == [("absent", JO), ("site", SITE)]


@pytest.mark.parametrize(
    ("before", "after", "place", "missing"),
    [(30, 0, "", 15), (0, 30, "", 15), (30, 20, "", 15), (15, 15, "", 0), (30, 30, "Markt 3", 0)],
)
def test_the_way_between_is_driven_once(before: int, after: int, place: str, missing: int) -> None:
    """15 minutes between; the longer way counts, none within one place."""
    one = wanted("2026-11-26 13:00", "2026-11-26 15:00", JO, before=before, place=place)
    other = taken(JO, "2026-11-26 10:00", "2026-11-26 12:45", after=after, place="Markt 3")
    found = conflicts(one, [other], WORKERS, {})
    assert [(hit.clash, hit.minutes) for hit in found] == [(Clash.TRAVEL, missing)] * bool(missing)


def test_hours_and_breaks() -> None:
    found = conflicts(wanted("2026-11-26 06:30", "2026-11-26 12:15", JO), [], WORKERS, {})
    assert [(hit.clash, hit.minutes, hit.severity) for hit in found] == [
        (Clash.HOURS, 30, Severity.WARNING), (Clash.BREAK, 15, Severity.NOTE),
    ]  # fmt: skip
    # a day of work has its break inside
    assert conflicts(wanted("2026-11-26 07:00", "2026-11-26 16:30", JO), [], WORKERS, {}) == []
    # Friday ends at one
    found = conflicts(wanted("2026-11-27 12:30", "2026-11-27 14:00", JO), [], WORKERS, {})
    assert [(hit.clash, hit.minutes) for hit in found] == [(Clash.HOURS, 60)]


def test_free_days() -> None:
    holidays = holidays_of("BY", 2027)
    one = wanted("2027-01-06 09:00", "2027-01-06 10:00")
    assert [(hit.clash, hit.title) for hit in conflicts(one, [], {}, holidays)] == [
        (Clash.HOLIDAY, "Heilige Drei Könige")
    ]
    assert conflicts(one, [], {}, holidays_of("NW", 2027)) == []
    sunday = wanted("2027-01-10 09:00", "2027-01-10 10:00")
    assert said(conflicts(sunday, [], {}, holidays)) == [("sunday", "")]
    week = wanted("2027-01-08 00:00", "2027-01-16 00:00", all_day=True)
    assert conflicts(week, [], {}, holidays) == []  # eight days have their Sunday


def test_long_days_and_short_nights() -> None:
    one = wanted("2026-11-26 13:00", "2026-11-26 18:00", JO, before=30)
    around = [taken(JO, "2026-11-26 06:00", "2026-11-26 12:30")]  # 6:30 less 30 of break
    found = [hit for hit in conflicts(one, around, WORKERS, {}) if hit.clash is Clash.LONG_DAY]
    assert [hit.minutes for hit in found] == [6 * 60 + 5 * 60 + 30 - 600]
    late = [taken(JO, "2026-11-25 15:00", "2026-11-25 21:30", after=30)]
    one = wanted("2026-11-26 08:00", "2026-11-26 09:00", JO)
    found = [hit for hit in conflicts(one, late, WORKERS, {}) if hit.clash is Clash.REST]
    assert [hit.minutes for hit in found] == [60]  # ten hours instead of eleven
    # whoever has worked before on that day has had the night already
    late.append(taken(JO, "2026-11-26 07:00", "2026-11-26 07:30"))
    assert Clash.REST not in {hit.clash for hit in conflicts(one, late, WORKERS, {})}


def test_limits_come_from_the_law() -> None:
    assert [limit(key, date(2026, 1, 1)) for key in ("long_day", "rest", "break_after")] == [
        600, 660, 360,
    ]  # fmt: skip
    assert law("rest") == "ArbZG § 5 (1)"


# -- minute by minute ------------------------------------------------------------------------------

_STARTS = st.sampled_from(
    [date(2026, 3, 27), date(2026, 10, 23), date(2026, 11, 23), date(2026, 12, 23)]
)


@st.composite
def stretches(draw: st.DrawFn, longest: int = 900) -> tuple[int, int]:
    day = draw(_STARTS) + timedelta(days=draw(st.integers(0, 3)))
    minute = draw(st.integers(0, 95)) * 15
    start = utc_minute(datetime.combine(day, datetime.min.time()), BERLIN) + minute
    return start, start + draw(st.integers(1, longest // 5)) * 5


@st.composite
def appointments(draw: st.DrawFn) -> Taken:
    start, end = draw(stretches())
    return Taken(
        draw(st.sampled_from([JO, KIM, BUS, SITE])), start, end,
        f"calendar:{draw(st.integers(1, 9))}", "x", draw(st.booleans()),
        draw(st.sampled_from([0, 20, 45])), draw(st.sampled_from([0, 20, 45])),
        draw(st.sampled_from(["", "Markt 3"])), draw(st.booleans()),
    )  # fmt: skip


def wall(minute: int) -> datetime:
    instant = datetime.fromtimestamp(minute * 60, UTC).astimezone(ZoneInfo(BERLIN))
    return instant.replace(tzinfo=None)


def works(worker: Worker, minute: int) -> bool:
    now = wall(minute)
    day = now.hour * 60 + now.minute
    return any(span.day == now.weekday() and span.start <= day < span.end for span in worker.hours)


def pauses(worker: Worker, minute: int) -> bool:
    day = wall(minute).hour * 60 + wall(minute).minute
    rest = worker.break_from <= day < worker.break_from + worker.break_minutes
    return rest and works(worker, minute)


@settings(max_examples=40, deadline=None)
@given(stretches(), st.lists(appointments(), max_size=8), st.booleans())
def test_conflicts_are_those_of_every_minute(
    core: tuple[int, int], around: list[Taken], here: bool
) -> None:
    holidays = holidays_of("NW", 2026)
    one = Wanted(*core, (JO, KIM, BUS), 30, 15, "Markt 3" if here else "", SITE)
    found = conflicts(one, around, WORKERS, holidays)
    minutes = range(*core)
    expected: set[tuple[Clash, str, int, int]] = set()
    for other in around:
        shared = [minute for minute in minutes if other.start <= minute < other.end]
        if shared:
            clash = Clash.ABSENT if other.absence else Clash.BUSY
            clash = Clash.SITE if other.who == SITE else clash
            expected.add((clash, other.who, shared[0], shared[-1] + 1))
    met = (Clash.ABSENT, Clash.BUSY, Clash.SITE)
    assert {
        (hit.clash, hit.who, hit.start, hit.end) for hit in found if hit.clash in met
    } == expected
    for worker in WORKERS.values():
        outside = [minute for minute in minutes if not works(worker, minute)]
        hits = [hit for hit in found if (hit.clash, hit.who) == (Clash.HOURS, worker.who)]
        assert [hit.minutes for hit in hits] == [len(outside)] * bool(outside)
        inside = [minute for minute in minutes if pauses(worker, minute)]
        if len(minutes) <= 360:
            hits = [hit for hit in found if (hit.clash, hit.who) == (Clash.BREAK, worker.who)]
            assert sum(hit.minutes for hit in hits) == len(inside)
    free = {wall(minute).date() for minute in minutes}
    free = {day for day in free if day in holidays or day.weekday() == 6}
    hits = [hit for hit in found if hit.clash in {Clash.HOLIDAY, Clash.SUNDAY}]
    assert {date.fromisoformat(hit.ref) for hit in hits} == free
    _check_long_days(one, around, found)
    _check_ways(one, around, found)


def _check_long_days(one: Wanted, around: Sequence[Taken], found: Sequence[Conflict]) -> None:
    worker = WORKERS[JO]
    count: dict[date, set[int]] = {}
    parts = [(one.start - one.before, one.end + one.after)]
    parts += [
        (other.start - other.before, other.end + other.after)
        for other in around
        if other.who == JO and not other.absence and other.firm
    ]
    for start, end in parts:
        for minute in range(start, end):
            if not pauses(worker, minute):
                count.setdefault(wall(minute).date(), set()).add(minute)
    own = {wall(minute).date() for minute in range(one.start, one.end)}
    expected = sorted(len(count[day]) - 600 for day in own if len(count.get(day, ())) > 600)
    hits = [hit for hit in found if (hit.clash, hit.who) == (Clash.LONG_DAY, JO)]
    assert sorted(hit.minutes for hit in hits) == expected


def _check_ways(one: Wanted, around: Sequence[Taken], found: Sequence[Conflict]) -> None:
    expected = 0
    for other in around:
        apart = other.end <= one.start or one.end <= other.start
        if other.who not in one.who or other.absence or not apart:
            continue
        if one.place and other.place == one.place:
            continue
        first = other.end <= one.start
        between = range(other.end, one.start) if first else range(one.end, other.start)
        need = max(other.after, one.before) if first else max(one.after, other.before)
        expected += len(between) < need
    assert sum(hit.clash is Clash.TRAVEL for hit in found) == expected


# -- stretches -------------------------------------------------------------------------------------

_PARTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=8,
)


@given(_PARTS, _PARTS)
def test_stretches_are_sets_of_minutes(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    def every(parts: Sequence[tuple[int, int]]) -> set[int]:
        return {minute for start, end in parts for minute in range(start, end)}

    assert every(merged(one)) == every(one)
    assert every(without(one, other)) == every(one) - every(other)
    assert every(common(one, other)) == every(one) & every(other)
    assert total(one) == len(every(one))
    for parts in (merged(one), without(one, other), common(one, other)):
        assert all(part.start < part.end for part in parts)


def test_hours_of_a_day_when_the_clocks_change() -> None:
    night = Worker(JO, "Jo", parse_hours("Su 0-8"))
    spring, autumn = (
        total(at_work(night, [day], BERLIN, breaks=False))
        for day in (date(2026, 3, 29), date(2026, 10, 25))
    )
    assert (spring, autumn) == (7 * 60, 9 * 60)


# -- free times ------------------------------------------------------------------------------------


def starts(found: Found) -> list[str]:
    return [f"{from_utc_minute(slot.start, BERLIN):%a %H:%M}" for slot in found.slots]


def search(minutes: int, **more: object) -> Search:
    """In the week of 23 November 2026."""
    return Search(minutes, date(2026, 11, 23), date(2026, 11, 27), (JO,))._replace(**more)


def test_the_best_three_times() -> None:
    """Each of another half day; close to what is there already before a gap in the middle."""
    busy = {JO: [taken(JO, "2026-11-23 07:00", "2026-11-23 09:00")]}
    found = find(search(60), busy, WORKERS)
    assert starts(found) == ["Mon 09:00", "Mon 12:30", "Tue 07:00"]
    reasons = [reason.why for reason in found.slots[0].reasons]
    assert reasons == [Why.FIRST, Why.ADJOINS]
    assert found.slots[0].reasons[1].title == "Huber"


def test_ways_are_kept_free() -> None:
    busy = {JO: [taken(JO, "2026-11-23 07:00", "2026-11-23 09:00", after=20)]}
    found = find(search(60, before=45), busy, WORKERS)
    assert starts(found)[0] == "Mon 10:00"  # 9:45, on the raster of half hours
    assert found.slots[0].reasons[-1] == (Why.ROAD, "", "", "", 45)
    assert starts(find(search(60, before=45, step=15), busy, WORKERS))[0] == "Mon 09:45"


def test_who_should_come_counts_more_than_early() -> None:
    busy = {KIM: [taken(KIM, "2026-11-23 00:00", "2026-11-25 00:00", absence=True)]}
    found = find(search(60, optional=(KIM,)), busy, WORKERS)
    assert starts(found)[0] == "Wed 08:00"
    assert Why.ALL_THERE in {reason.why for reason in found.slots[0].reasons}
    only = search(60, optional=(KIM,), last=date(2026, 11, 24))
    found = find(only, busy, WORKERS)
    assert (starts(found)[0], found.slots[0].missing) == ("Mon 07:00", (KIM,))
    assert (Why.MISSING, KIM, "calendar:7", "Huber", 0) in found.slots[0].reasons


def test_one_of_a_group() -> None:
    other = "company:vehicle/2"
    busy = {
        BUS: [taken(BUS, "2026-11-23 00:00", "2026-11-24 00:00")],
        other: [taken(other, "2026-11-23 08:00", "2026-11-28 00:00")],
    }
    found = find(search(60, one_of=((BUS, other),)), busy, WORKERS)
    assert starts(found) == ["Mon 07:00", "Tue 07:00", "Tue 12:30"]
    assert [slot.chosen for slot in found.slots] == [(other,), (BUS,), (BUS,)]
    both = find(search(60, one_of=((BUS, other), (BUS, other)), not_before=at("2026-11-23 08:00")),
                busy, WORKERS)  # fmt: skip
    assert both == Found((), ((Why.NOBODY, BUS, "", "", 0),))


def test_why_there_is_none() -> None:
    busy = {JO: [taken(JO, "2026-11-23 00:00", "2026-11-28 00:00", absence=True)]}
    found = find(search(60), busy, WORKERS)
    assert found.slots == () and [one[:2] for one in found.against] == [(Why.BUSY, JO)]
    assert find(
        search(60, first=date(2026, 11, 28), last=date(2026, 11, 29)), {}, WORKERS
    ) == Found((), ((Why.HOURS, "", "", "", 0),))
    free = {date(2026, 11, 23) + timedelta(days=number) for number in range(5)}
    assert find(search(60), {}, WORKERS, free).slots == ()


def test_a_day_of_work_has_its_break_inside() -> None:
    assert starts(find(search(510), {}, WORKERS)) == ["Mon 07:00", "Tue 07:00", "Wed 07:00"]
    assert starts(find(search(330), {}, WORKERS)) == []  # no half day is that long


def test_hours_that_are_asked_for() -> None:
    only = search(60, earliest=14 * 60, latest=16 * 60, required=(BUS,))
    assert starts(find(only, {}, {})) == ["Mon 14:00", "Tue 14:00", "Wed 14:00"]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(appointments(), max_size=10),
    st.sampled_from([15, 30]),
    st.sampled_from([30, 45, 120]),
    st.sampled_from([0, 30]),
    _STARTS,
)
def test_free_times_are_those_of_every_minute(
    around: list[Taken], step: int, length: int, way: int, first: date
) -> None:
    by_who: dict[str, list[Taken]] = {}
    for one in around:
        by_who.setdefault(one.who, []).append(one)
    holidays = set(holidays_of("NW", 2026))
    asked = Search(
        length, first, first + timedelta(days=3), (JO, KIM), one_of=((BUS, SITE),), before=way,
        step=step,
    )  # fmt: skip
    expected = []
    begin = utc_minute(datetime.combine(first, datetime.min.time()), BERLIN)
    for start in range(begin - begin % step, begin + 5 * 1440, step):
        every = range(start, start + length)
        if not (first <= wall(start).date() <= asked.last) or wall(start).date() in holidays:
            continue
        people = all(
            all(
                works(WORKERS[who], minute) and not pauses(WORKERS[who], minute) for minute in every
            )
            and _is_free(by_who, who, every, way)
            for who in (JO, KIM)
        )
        if people and any(_is_free(by_who, who, every, way) for who in (BUS, SITE)):
            expected.append(start)
    found = free_times(asked, by_who, WORKERS, holidays)
    assert [slot.start for slot in found] == expected
    assert all(_is_free(by_who, slot.chosen[0], range(slot.start, slot.end), way) for slot in found)


def _is_free(by_who: Mapping[str, list[Taken]], who: str, every: range, way: int) -> bool:
    for one in by_who.get(who, []):
        before, after = (0, 0) if one.absence else (one.before, max(one.after, way))
        if any(one.start - before <= minute < one.end + after for minute in every):
            return False
    return True
