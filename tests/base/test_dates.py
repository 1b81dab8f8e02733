"""Days, periods and working days as people type and read them."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base import dates
from kontor.base.dates import (
    FIRST_DAY,
    LAST_DAY,
    Period,
    add_months,
    berlin_today,
    end_of_month,
    format_day,
    format_instant,
    holidays_of,
    is_working_day,
    month_of,
    next_working_day,
    parse_day,
    parse_period,
)
from kontor.base.errors import InputError
from kontor.base.i18n import use_language
from kontor.base.lands import LANDS

TODAY = date(2026, 11, 22)  # a Sunday
DAYS = st.dates(FIRST_DAY, LAST_DAY)
TODAYS = st.dates(date(1992, 1, 1), date(2097, 12, 31))
LANGUAGES = st.sampled_from(["de", "en"])

READ = {
    "15.3.26": "2026-03-15",
    "15.03.2026": "2026-03-15",
    "2026-03-15": "2026-03-15",
    "15.3.": "2027-03-15",
    "15.3": "2027-03-15",
    "22.5.": "2027-05-22",
    "24.5.": "2026-05-24",
    "1.12.": "2026-12-01",
    "15": "2026-11-15",
    "8": "2026-11-08",
    "6": "2026-12-06",
    "7.": "2026-11-07",
    "31": "2026-10-31",
    "heute": "2026-11-22",
    "t": "2026-11-22",
    "today": "2026-11-22",
    "gestern": "2026-11-21",
    "vorgestern": "2026-11-20",
    "morgen": "2026-11-23",
    "übermorgen": "2026-11-24",
    "uebermorgen": "2026-11-24",
    "Tomorrow": "2026-11-23",
    "yesterday": "2026-11-21",
    "fr": "2026-11-27",
    "Fr.": "2026-11-27",
    "so": "2026-11-29",
    "mo": "2026-11-23",
    "mon": "2026-11-23",
    "Donnerstag": "2026-11-26",
    "thursday": "2026-11-26",
    "sonnabend": "2026-11-28",
    "+14": "2026-12-06",
    "-3": "2026-11-19",
    "\u22123": "2026-11-19",
    "kw12": "2027-03-22",
    "KW 12/2025": "2025-03-17",
    "kw12/25": "2025-03-17",
    "kw53": "2026-12-28",
    "29.2.28": "2028-02-29",
    "15. März 2026": "2026-03-15",
    "15 Mar 2026": "2026-03-15",
    "3. mrz": "2027-03-03",
    "15. 3. 2026": "2026-03-15",
    "1.1.69": "2069-01-01",
    " 15.03.2026 ": "2026-03-15",
}
READ_PAST = {
    "15.3.": "2026-03-15",
    "22.11.": "2026-11-22",
    "23.11.": "2025-11-23",
    "15": "2026-11-15",
    "23": "2026-10-23",
    "22": "2026-11-22",
    "fr": "2026-11-20",
    "so": "2026-11-15",
    "mo": "2026-11-16",
    "kw12": "2026-03-16",
    "kw47": "2026-11-16",
    "kw48": "2025-11-24",
    "1.12.2026": "2026-12-01",
    "+1": "2026-11-23",
    "31": "2026-10-31",
}
REFUSED = [
    "",
    "x",
    "30.02.2026",
    "31.4.",
    "31.4.26",
    "1.1.1800",
    "2026-2-1",
    "00.00.0000",
    "1.1.99999",
    "29.2.",
    "32",
    "0",
    "kw54",
    "kw0",
    "kw53/2025",
    "+99999",
    "1.2.3.4",
    "20260315",
    "2026-W03-4",
    "2026-03-15T10:00",
    "１５.3.",
    "١٥.٣.",
    "15²",
    "15.3.100",
    "1/2",
    "15.13.",
    "heut",
    "m",
    "99",
    "1.1.1989",
    "1.1.2100",
    "-99999",
    "15. foo",
    "1.1.26\x00",
    "5\u200b",
    "a" * 100,
]


@pytest.mark.parametrize(("text", "day"), READ.items())
def test_days_are_read(text: str, day: str) -> None:
    assert parse_day(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(("text", "day"), READ_PAST.items())
def test_days_of_the_past_are_read(text: str, day: str) -> None:
    assert parse_day(text, TODAY, past=True) == date.fromisoformat(day)


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("past", [False, True])
def test_other_texts_are_refused(text: str, past: bool) -> None:
    with pytest.raises(InputError) as caught:
        parse_day(text, TODAY, past=past)
    assert "{" not in str(caught.value)


def test_a_leap_day_is_found_in_the_year_that_has_it() -> None:
    assert parse_day("29.2.", date(2027, 6, 1)) == date(2028, 2, 29)
    assert parse_day("29.2.", date(2029, 1, 1), past=True) == date(2028, 2, 29)


@given(DAYS, TODAYS, LANGUAGES, st.booleans(), st.booleans())
def test_written_days_are_read_back(
    day: date, today: date, code: str, past: bool, weekday: bool
) -> None:
    use_language(code)
    assert parse_day(format_day(day), today, past=past) == day
    assert parse_day(day.isoformat(), today, past=past) == day
    assert format_day(day, weekday=weekday).endswith(format_day(day))


@given(TODAYS, st.integers(-180, 180))
def test_a_day_without_year_is_the_nearest(today: date, shift: int) -> None:
    day = today + timedelta(days=shift)
    text = format_day(day, year=False)
    assert parse_day(text, today) == day
    past = parse_day(text, today, past=True) if text != "29.02." or shift <= 0 else today
    assert past <= today
    assert today - past < timedelta(days=366 * 2)


@given(TODAYS, st.sampled_from(["mo", "di", "mi", "do", "fr", "sa", "so"]))
def test_a_weekday_is_within_a_week_and_never_today(today: date, name: str) -> None:
    ahead, back = parse_day(name, today), parse_day(name, today, past=True)
    assert 1 <= (ahead - today).days <= 7
    assert 1 <= (today - back).days <= 7
    assert ahead.weekday() == back.weekday()


@given(st.text(max_size=12), DAYS, st.booleans())
def test_only_an_input_error_leaves(text: str, today: date, past: bool) -> None:
    for reader in (lambda: parse_day(text, today, past=past), lambda: parse_period(text, today)):
        try:
            assert reader()
        except InputError as error:
            assert str(error)


def test_writing() -> None:
    assert format_day(TODAY) == "22.11.2026"
    assert format_day(TODAY, weekday=True) == "So 22.11.2026"
    assert format_day(TODAY, year=False) == "22.11."
    assert format_instant(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "02.07.2026 00:05"
    use_language("en")
    assert format_day(date(2026, 3, 15)) == "15 Mar 2026"
    assert format_day(TODAY, weekday=True, year=False) == "Sun 22 Nov"
    assert dates.weekday_name(TODAY) == "Sunday"


def test_today_is_the_day_in_germany() -> None:
    assert berlin_today(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)) == date(2027, 1, 1)
    assert berlin_today(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)) == date(2026, 6, 30)
    assert dates.now_utc().tzinfo is UTC


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_today_needs_the_zones_only_around_midnight(instant: datetime) -> None:
    assert berlin_today(instant) == dates.berlin_time(instant).date()
    hour = timedelta(hours=1)
    for near in (22 * hour, 23 * hour, 24 * hour):
        late = datetime.combine(instant.date(), datetime.min.time(), UTC) + near
        for moment in (late - timedelta(microseconds=1), late):
            assert berlin_today(moment) == dates.berlin_time(moment).date()


@given(DAYS, st.integers(-60, 60))
def test_months_later(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, end_of_month(later).day)
    assert (end_of_month(day) + timedelta(days=1)).day == 1
    assert month_of(end_of_month(day)) == month_of(day) == day.isoformat()[:7]


# -- periods -------------------------------------------------------------------------------------

PERIODS = {
    "2026-03": "2026-03",
    "3/26": "2026-03",
    "03/2026": "2026-03",
    "03.2026": "2026-03",
    "märz": "2026-03",
    "MRZ": "2026-03",
    "maerz 2025": "2025-03",
    "März 2026": "2026-03",
    "dez": "2025-12",
    "nov": "2026-11",
    "march 26": "2026-03",
    "jun/26": "2026-06",
    "2026": "2026",
    "2026-Q1": "2026-Q1",
    "2026q1": "2026-Q1",
    "q1": "2026-Q1",
    "Q4": "2026-Q4",
    "q1/26": "2026-Q1",
    "q3 2025": "2025-Q3",
    "1. Quartal 2026": "2026-Q1",
    "2. quartal": "2026-Q2",
}


@pytest.mark.parametrize(("text", "label"), PERIODS.items())
def test_periods_are_read(text: str, label: str) -> None:
    assert parse_period(text, TODAY).label == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "13/26",
        "2026-13",
        "2026-00",
        "q5",
        "q0",
        "ma",
        "1989",
        "2100",
        "２０２６",
        "26",
        "2026-Q5",
        "märz 2026 x",
        "q",
        "0/26",
        "a" * 90,
    ],
)
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_period(text, TODAY)


def test_a_quarter_not_yet_begun_is_that_of_last_year() -> None:
    assert parse_period("q4", date(2026, 9, 30)).label == "2025-Q4"
    assert parse_period("q4", date(2026, 10, 1)).label == "2026-Q4"


def test_kinds_and_titles() -> None:
    month, quarter, year = (parse_period(text, TODAY) for text in ("3/26", "q1", "2026"))
    assert [period.kind for period in (month, quarter, year)] == ["month", "quarter", "year"]
    assert month.title == "März 2026"
    assert year.title == "2026"
    assert "2026" in quarter.title
    assert "1" in quarter.title
    assert month.holds(date(2026, 3, 31))
    assert not month.holds(date(2026, 4, 1))


@given(st.dates(date(1992, 1, 1), date(2097, 12, 31)), st.sampled_from([1, 3, 12]))
def test_periods_join_without_gap(day: date, length: int) -> None:
    period: Period = {
        1: dates.month_period(day.year, day.month),
        3: dates.quarter_period(day.year, (day.month + 2) // 3),
        12: dates.year_period(day.year),
    }[length]
    assert period.holds(day)
    assert parse_period(period.label, TODAY) == period
    assert period.next.first == period.last + timedelta(days=1)
    assert period.previous.last == period.first - timedelta(days=1)
    assert period.next.previous == period
    months = period.months()
    assert len(months) == length
    assert (months[0].first, months[-1].last) == (period.first, period.last)
    assert all(a.next == b for a, b in itertools.pairwise(months))


# -- working days --------------------------------------------------------------------------------


def test_holidays_differ_by_land() -> None:
    counts = {"BY": 12, "NW": 11, "SN": 11, "TH": 11, "BE": 10, "BB": 12}
    assert {land: len(holidays_of(land, 2027)) for land in counts} == counts
    assert date(2027, 3, 8) in holidays_of("BE", 2027)
    assert date(2027, 3, 8) not in holidays_of("BY", 2027)
    assert holidays_of("BY", 2026)[date(2026, 4, 3)] == "Karfreitag"


def test_every_land_keeps_the_national_holidays() -> None:
    for land in LANDS:
        assert date(2026, 10, 3) in holidays_of(land, 2026)


def test_holidays_are_named_in_english_too() -> None:
    use_language("en")
    assert holidays_of("BY", 2026)[date(2026, 4, 3)] == "Good Friday"


def test_an_unknown_land_is_refused() -> None:
    for code in ("XX", "by", "Augsburg", ""):
        with pytest.raises(InputError):
            holidays_of(code, 2026)


def test_the_next_working_day() -> None:
    assert next_working_day(date(2026, 4, 3), "BY") == date(2026, 4, 7)
    assert next_working_day(date(2026, 4, 2), "BY") == date(2026, 4, 2)
    assert next_working_day(date(2026, 12, 25), "NW") == date(2026, 12, 28)
    assert next_working_day(date(2026, 1, 6), "BY") == date(2026, 1, 7)
    assert is_working_day(date(2026, 1, 6), "NW")
    assert not is_working_day(date(2026, 1, 3), "NW")


def test_the_table_of_holidays_is_the_librarys() -> None:
    from tests.tools.holidays_table import TARGET, table

    assert TARGET.read_text(encoding="utf-8") == table()


def test_years_outside_the_table_are_asked_of_the_library() -> None:
    assert date(2012, 10, 3) in holidays_of("NW", 2012)
    assert set(holidays_of("NW", 2016)) > {date(2016, 10, 3), date(2016, 11, 1)}


def test_a_period_in_short_is_read_again() -> None:
    today = date(2026, 11, 22)
    for period, short in (
        (dates.month_period(2026, 3), "03/2026"), (dates.quarter_period(2025, 4), "Q4 2025"),
        (dates.year_period(2024), "2024"),
    ):  # fmt: skip
        assert period.short == short
        assert dates.parse_period(short, today) == period
