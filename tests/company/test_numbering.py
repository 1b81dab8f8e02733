"""Number ranges: patterns, periods, gaps."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import InputError
from kontor.company.numbering import check_pattern, counter_of, gaps, highest, number_text

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("RE-{year}-{number:04}", "RE-2026-0017"),
        ("{number}", "17"),
        ("{yy}{month}/{number:03}", "2603/017"),
        ("{number:05}_{year}", "00017_2026"),
    ],
)
def test_a_number_is_written_and_read(pattern, text):
    assert check_pattern(pattern) == pattern
    assert number_text(pattern, DAY, 17) == text
    assert counter_of(pattern, DAY, text) == 17


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "RE-{year}",
        "{number}{number}",
        "{month}-{number}",
        "{day}-{number}",
        "{number:4}",
        "{year:04}-{number}",
        "R E {number}",
        "RÄ-{number}",
        "{number!r}",
        "{number.__class__}",
        "X" * 40 + "{number}",
    ],
)
def test_a_pattern_that_gives_no_number_is_refused(pattern):
    with pytest.raises(InputError):
        check_pattern(pattern)


def test_each_period_counts_for_itself():
    used = ["RE-2025-0009", "RE-2026-0003", "RE-2026-0001", "GS-2026-0044", "RE-2026-x", "RE-2026-"]
    assert highest("RE-{year}-{number:04}", DAY, used) == 3
    assert highest("RE-{year}-{number:04}", date(2027, 1, 1), used) == 0
    assert gaps("RE-{year}-{number:04}", DAY, used) == ["RE-2026-0002"]
    assert counter_of("{number}", DAY, "٣") is None


@given(
    st.sampled_from(
        ["RE-{year}-{number:04}", "{yy}{number:05}", "{year}/{month}/{number}", "K{number}"]
    ),
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.integers(1, 10**9),
)
def test_numbers_read_back(pattern, day, number):
    assert counter_of(pattern, day, number_text(pattern, day, number)) == number
