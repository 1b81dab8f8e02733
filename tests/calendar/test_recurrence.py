"""Rules of series against dateutil and recurring-ical-events: random rules, clock changes."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from kontor.base.errors import InputError
from kontor.calendar.rules.recurrence import (
    ended_before,
    first_of,
    format_rule,
    gives,
    occurrences,
    parse_rule,
    position,
    rest_from,
    shifted,
)

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def random_rule(draw: random.Random) -> str:
    """A rule that people and calendars really write, and odder ones."""
    freq = draw.choice(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={freq}"]
    if draw.random() < 0.5:
        parts.append(f"INTERVAL={draw.randint(1, 4)}")
    if draw.random() < 0.3:
        months = draw.sample(range(1, 13), draw.randint(1, 4))
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    named = False
    if freq == "WEEKLY" and draw.random() < 0.7:
        parts.append(f"BYDAY={','.join(draw.sample(DAYS, draw.randint(1, 3)))}")
        named = True
    elif freq in {"MONTHLY", "YEARLY"} and draw.random() < 0.5:
        # dateutil wants both where days with and without a place are mixed, not either
        places = draw.choice([[""], ["1", "2", "3", "-1", "-2"]])
        days = [f"{draw.choice(places)}{day}" for day in draw.sample(DAYS, draw.randint(1, 2))]
        parts.append(f"BYDAY={','.join(days)}")
        named = True
    if freq != "WEEKLY" and draw.random() < 0.4:
        days = [draw.choice([1, 2, 13, 15, 28, 29, 30, 31, -1, -3]) for _ in range(2)]
        parts.append(f"BYMONTHDAY={','.join(map(str, sorted(set(days))))}")
        named = True
    # dateutil counts places of the first week from the first day on, not from the week's begin
    if named and freq != "WEEKLY" and draw.random() < 0.25:
        parts.append(f"BYSETPOS={draw.choice(['1', '-1', '2', '1,-1'])}")
    if draw.random() < 0.3:
        parts.append(f"WKST={draw.choice(DAYS)}")
    end = draw.random()
    if end < 0.2:
        parts.append(f"COUNT={draw.randint(1, 30)}")
    elif end < 0.4:
        until = datetime(2026, 6, 1, 9) + timedelta(days=draw.randint(0, 700))
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}")
    return ";".join(parts)


def expected(rule: str, starts: datetime, first: datetime, last: datetime) -> list[datetime]:
    """What dateutil gives."""
    found = rrulestr(rule, dtstart=starts)
    return list(found.between(first, last - timedelta(minutes=1), inc=True))


def test_random_rules_agree_with_dateutil() -> None:
    draw = random.Random(7)
    seen = 0
    for _ in range(200):
        rule = random_rule(draw)
        starts = datetime(2026, 1, 1, draw.randint(0, 23), 30) + timedelta(days=draw.randint(0, 90))
        first = starts + timedelta(days=draw.choice([0, 0, 30, 200, 500]))
        last = first + timedelta(days=draw.choice([7, 60, 366]))
        want = expected(rule, starts, first, last)
        assert occurrences(rule, starts, first, last) == want, (rule, starts, first, last)
        assert parse_rule(format_rule(parse_rule(rule))) == parse_rule(rule)
        seen += len(want)
    assert seen > 1500


@pytest.mark.parametrize(
    ("rule", "starts"),
    [
        ("FREQ=WEEKLY;BYDAY=SU", "2026-03-22T02:30"),  # the hour that does not exist on the 29th
        ("FREQ=DAILY;COUNT=10", "2026-03-25T09:00"),
        ("FREQ=WEEKLY;BYDAY=SU,MO", "2026-10-18T02:30"),  # the hour that comes twice on the 25th
        ("FREQ=MONTHLY;BYDAY=-1SU", "2026-01-25T09:00"),
    ],
)
def test_both_clock_changes_agree_with_recurring_ical_events(rule: str, starts: str) -> None:
    import icalendar
    import recurring_ical_events

    from kontor.calendar.rules.walltime import to_utc

    begin = moment(starts)
    text = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//DE\nBEGIN:VEVENT\nUID:x\n"
        f"DTSTART;TZID=Europe/Berlin:{begin:%Y%m%dT%H%M%S}\n"
        f"DTEND;TZID=Europe/Berlin:{begin + timedelta(minutes=15):%Y%m%dT%H%M%S}\n"
        f"RRULE:{rule}\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    calendar = icalendar.Calendar.from_ical(text)
    first, last = datetime(2026, 1, 1), datetime(2026, 12, 31)
    theirs = recurring_ical_events.of(calendar).between(first, last)
    want = sorted(one["DTSTART"].dt.timestamp() for one in theirs)
    found = [
        to_utc(one, "Europe/Berlin").timestamp() for one in occurrences(rule, begin, first, last)
    ]
    assert found == want and found


@pytest.mark.parametrize(
    ("rule", "starts", "want"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", "2026-11-23T07:30", ["2026-11-23", "2026-11-30", "2026-12-07"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-11-23T07:30",
         ["2026-11-23", "2026-11-27", "2026-12-07"]),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-11-10T18:00", ["2026-11-10", "2026-12-08", "2027-01-12"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-10-31T09:00",
         ["2026-10-31", "2026-12-31", "2027-01-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-10-30T09:00",
         ["2026-10-30", "2026-11-30", "2026-12-31"]),
        ("FREQ=YEARLY", "2024-02-29T09:00", ["2024-02-29", "2028-02-29"]),
    ],
)  # fmt: skip
def test_by_hand(rule: str, starts: str, want: list[str]) -> None:
    begin = moment(starts)
    found = occurrences(rule, begin, begin, begin + timedelta(days=120))
    if rule == "FREQ=YEARLY":
        found += occurrences(rule, begin, moment("2028-01-01"), moment("2029-01-01"))
    assert [one.date().isoformat() for one in found][: len(want)] == want
    assert {one.time() for one in found} == {begin.time()}


def test_a_window_ends_after_two_years_and_a_thousand_times() -> None:
    begin = moment("2026-01-01T08:00")
    found = occurrences("FREQ=DAILY", begin, begin, moment("2050-01-01"))
    assert (len(found), found[-1]) == (731, moment("2028-01-01T08:00"))
    assert len(occurrences("FREQ=DAILY", begin, begin, moment("2050-01-01"), 5)) == 5
    far = occurrences("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", begin, begin, moment("2050-01-01"))
    assert far == []


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "FREQ=HOURLY", "FREQ=MINUTELY;COUNT=3", "FREQ=SECONDLY", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20261231", "FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=DAILY;COUNT=99999999999", "FREQ=DAILY;UNTIL=20261332", "FREQ=DAILY;BYHOUR=7,9",
        "FREQ=DAILY;FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=DAILY;INTERVAL=１",
        "FREQ=MONTHLY;BYDAY=0MO", "FREQ=WEEKLY;BYMONTHDAY=3", "FREQ=MONTHLY;BYSETPOS=1",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_rule(text)


def test_the_begin_is_the_first_day_that_the_rule_means() -> None:
    assert first_of("FREQ=WEEKLY;BYDAY=MO", moment("2026-11-25T07:30")) == moment(
        "2026-11-30T07:30"
    )
    with pytest.raises(InputError, match="keinen Tag"):
        first_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", moment("2026-11-25T07:30"))


def test_a_split_loses_nothing_over_random_rules() -> None:
    """What ends before a moment and what goes on there are together what there was."""
    draw = random.Random(11)
    parted = 0
    for _ in range(200):
        rule = random_rule(draw)
        begin = datetime(2026, 1, 1, 7, 30) + timedelta(days=draw.randint(0, 60))
        horizon = begin + timedelta(days=400)
        every = occurrences(rule, begin, begin, horizon)
        if len(every) < 3:
            continue
        starts = every[0]
        every = occurrences(rule, starts, starts, horizon)
        cut = every[draw.randrange(1, len(every))]
        before = occurrences(ended_before(rule, cut), starts, starts, horizon)
        after = occurrences(rest_from(rule, starts, cut), cut, cut, horizon)
        assert before + after == every, (rule, starts, cut)
        assert position(rule, starts, cut) == len(before)
        parted += 1
    assert parted > 100


@pytest.mark.parametrize("days", [-3, -1, 1, 4, 9])
def test_a_weekly_series_moves_to_other_days_as_a_whole(days: int) -> None:
    draw = random.Random(days)
    for _ in range(40):
        week = draw.choice(DAYS)
        rule = f"FREQ=WEEKLY;INTERVAL={draw.randint(1, 3)};BYDAY={','.join(draw.sample(DAYS, 2))}"
        rule += f";WKST={week};UNTIL=20261231T235900"
        starts = first_of(rule, datetime(2026, 1, 1, 7, 30))
        new = starts + timedelta(days=days, minutes=45)
        moved = occurrences(shifted(rule, starts, new), new, new, new + timedelta(days=365))
        old = occurrences(rule, starts, starts, starts + timedelta(days=365))
        assert [one - (new - starts) for one in moved] == old, (rule, days)


def test_days_of_a_month_do_not_move() -> None:
    rule = "FREQ=MONTHLY;BYDAY=2TU"
    old = moment("2026-11-10T18:00")
    assert shifted(rule, old, old + timedelta(minutes=30)) == rule
    with pytest.raises(InputError, match="an welchen Tagen"):
        shifted(rule, old, old + timedelta(days=1))
    assert gives(rule, old, moment("2026-12-08T18:00"))
    assert not gives(rule, old, moment("2026-12-09T18:00"))
