"""Rounding and splitting without a lost cent."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kontor.base.money import (
    half_up,
    largest_remainder,
    median,
    tax_in_gross,
    tax_on_net,
    whole_euros,
)

WHOLE = st.integers(-(10**15), 10**15)


def test_halves_go_away_from_zero() -> None:
    assert [half_up(net * 19, 100) for net in (50, -50, 150, -150)] == [10, -10, 29, -29]
    assert half_up(1, -2) == -1


@given(WHOLE, st.integers(1, 10**6))
def test_half_up_is_symmetric_and_nearest(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    assert half_up(-numerator, denominator) == -rounded
    assert half_up(-numerator, -denominator) == rounded
    assert abs(Fraction(numerator, denominator) - rounded) <= Fraction(1, 2)


@given(
    st.integers(-(10**12), 10**12), st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12)
)
def test_parts_add_up_and_stay_near(total: int, weights: list[int]) -> None:
    assume(sum(weights) != 0)
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, whole)) < 1
    assert largest_remainder(-total, weights) == [-part for part in parts]


@given(st.integers(0, 10**9), st.permutations([5, 70, 300, 19]))
def test_parts_do_not_depend_on_the_order(total: int, weights: list[int]) -> None:
    expected = dict(zip([5, 19, 70, 300], largest_remainder(total, [5, 19, 70, 300]), strict=True))
    assert dict(zip(weights, largest_remainder(total, weights), strict=True)) == expected


def test_no_weight_is_an_error() -> None:
    with pytest.raises(ValueError, match="zero"):
        largest_remainder(100, [5, -5])


@given(st.integers(-(10**9), 10**9), st.sampled_from([0, 700, 1900]))
def test_tax_of_net_and_gross_agree(net: int, rate: int) -> None:
    tax = tax_on_net(net, rate)
    assert abs(tax_in_gross(net + tax, rate) - tax) <= (rate > 0)
    assert tax_on_net(-net, rate) == -tax


def test_full_euros_are_cut_toward_zero() -> None:
    assert [whole_euros(cents) for cents in (199, -199, 99, -99)] == [100, -100, 0, 0]


def test_median() -> None:
    assert median([]) is None
    assert median([30, 10, 20]) == 20
    assert median([10, 20, 31, 40]) == 26  # 25.5, half up
