"""Rules of maintenance contracts, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.tickets.contract_kinds import (
    ContractState,
    Cycle,
    Duration,
    IndexKind,
    IndexValue,
    Price,
    Renewal,
    Turn,
)
from kontor.tickets.kinds import Cover
from kontor.tickets.rules import contracts as rules
from kontor.tickets.rules.warranty import maintained

D = date
OPEN, MONTHS, ENDS = Renewal.OPEN, Renewal.MONTHS, Renewal.ENDS


@pytest.mark.parametrize(
    ("cycle", "last", "first", "end"),
    [
        (Cycle(12), D(2025, 9, 10), D(2026, 8, 11), D(2026, 9, 10)),  # 30 days ahead
        (Cycle(1), D(2026, 1, 31), D(2026, 2, 1), D(2026, 2, 28)),  # never before the day after
        (Cycle(12, 9, 11), D(2025, 10, 2), D(2026, 9, 1), D(2026, 11, 30)),
        (Cycle(12, 9, 11), D(2025, 12, 20), D(2026, 9, 1), D(2026, 11, 30)),  # 20 days after it
        (Cycle(12, 11, 2), D(2025, 12, 5), D(2026, 11, 1), D(2027, 2, 28)),  # over the new year
        (Cycle(12, 11, 2), D(2026, 1, 20), D(2026, 11, 1), D(2027, 2, 28)),
        (Cycle(6, 3, 5), D(2026, 4, 15), D(2027, 3, 1), D(2027, 5, 31)),  # not the same one again
        (Cycle(24, 3, 4), D(2026, 3, 15), D(2028, 3, 1), D(2028, 4, 30)),
        (Cycle(12), D(2024, 2, 29), D(2025, 1, 29), D(2025, 2, 28)),
    ],
)
def test_the_next_visit_follows_from_the_last_one(
    cycle: Cycle, last: date, first: date, end: date
) -> None:
    """So many months later; with a window in the one that is nearest to that day."""
    assert rules.next_turn(cycle, last) == Turn(first, end)


YEAR_OPEN = Duration(D(2026, 1, 1), 12, OPEN, 0, 1)
YEAR_MORE = Duration(D(2026, 1, 1), 12, MONTHS, 12, 3)
TWO_ENDS = Duration(D(2025, 4, 15), 24, ENDS, 0, 1)
FREE = Duration(D(2026, 1, 1), 0, OPEN, 0, 1)


@pytest.mark.parametrize(
    ("duration", "day", "end", "notice"),
    [
        (YEAR_OPEN, D(2026, 5, 1), D(2026, 12, 31), D(2026, 11, 30)),
        (YEAR_OPEN, D(2027, 5, 1), None, None),  # without end by now
        (YEAR_MORE, D(2026, 5, 1), D(2026, 12, 31), D(2026, 9, 30)),
        (YEAR_MORE, D(2027, 1, 1), D(2027, 12, 31), D(2027, 9, 30)),
        (TWO_ENDS, D(2026, 5, 1), D(2027, 4, 14), None),  # ends by itself
        (FREE, D(2026, 5, 1), None, None),
        (YEAR_OPEN._replace(ends=D(2026, 8, 31)), D(2026, 5, 1), D(2026, 8, 31), None),
    ],
)
def test_a_term_has_its_end_and_its_last_day_of_notice(
    duration: Duration, day: date, end: date | None, notice: date | None
) -> None:
    """Counted back from the end as § 188 BGB counts forward."""
    assert rules.term_end(duration, day) == end
    assert rules.notice_by(duration, day) == notice


@pytest.mark.parametrize(
    ("duration", "arrived", "ends"),
    [
        (YEAR_OPEN, D(2026, 11, 30), D(2026, 12, 31)),
        (YEAR_OPEN, D(2026, 12, 1), D(2027, 1, 1)),  # a month later: the term alone does not end it
        (YEAR_OPEN, D(2027, 3, 31), D(2027, 4, 30)),
        (YEAR_MORE, D(2026, 9, 30), D(2026, 12, 31)),
        (YEAR_MORE, D(2026, 10, 1), D(2027, 12, 31)),
        (TWO_ENDS, D(2026, 5, 1), D(2027, 4, 14)),
        (FREE, D(2026, 1, 31), D(2026, 2, 28)),
        (YEAR_OPEN, D(2025, 12, 1), D(2026, 12, 31)),  # before it began
    ],
)
def test_a_notice_ends_the_contract(duration: Duration, arrived: date, ends: date) -> None:
    """With its term, or so many months later where it runs without end."""
    assert rules.end_after_notice(duration, arrived) == ends


def test_a_contract_stands_by_its_days() -> None:
    """To come, running, notice given, ended."""
    ended = TWO_ENDS._replace(ends=D(2026, 6, 30))
    days = (D(2025, 4, 14), D(2025, 4, 15), D(2027, 4, 14), D(2027, 4, 15))
    assert [rules.standing(TWO_ENDS, day) for day in days] == [
        ContractState.COMING, ContractState.RUNNING, ContractState.RUNNING, ContractState.ENDED
    ]  # fmt: skip
    assert rules.standing(ended, D(2026, 6, 30)) is ContractState.NOTICE
    assert rules.standing(ended, D(2026, 7, 1)) is ContractState.ENDED


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (D(2026, 3, 1), Turn(D(2026, 3, 1), D(2027, 2, 28))),
        (D(2027, 2, 28), Turn(D(2026, 3, 1), D(2027, 2, 28))),
        (D(2028, 2, 29), Turn(D(2027, 3, 1), D(2028, 2, 29))),
        (D(2025, 1, 1), Turn(D(2026, 3, 1), D(2027, 2, 28))),  # before it begins: the first one
    ],
)
def test_years_count_from_the_first_day(day: date, year: Turn) -> None:
    """A contract year ends before the day on which it began."""
    assert rules.year_of(D(2026, 3, 1), day) == year


def codes(duration: Duration, index: IndexKind = IndexKind.NONE, *, consumer: bool) -> list[str]:
    """What is warned of."""
    return [one.code for one in rules.check_terms(duration, index, consumer=consumer)]


def test_what_binds_consumers_too_long_is_warned_of() -> None:
    """§ 309 Nr. 9 BGB as it stands since March 2022, and as it stood before."""
    fair = Duration(D(2026, 1, 1), 24, OPEN, 0, 1)
    bad = Duration(D(2026, 1, 1), 36, MONTHS, 12, 3)
    assert codes(fair, consumer=True) == []
    assert codes(bad, consumer=True) == ["CT01", "CT02", "CT03"]
    assert codes(bad._replace(starts=D(2022, 2, 28)), consumer=True) == ["CT01"]
    assert codes(bad, consumer=False) == []
    assert codes(fair, IndexKind.SERIES, consumer=False) == ["CT04"]
    assert codes(fair._replace(term=120), IndexKind.SERIES, consumer=False) == []


def test_prices_follow_steps_and_series() -> None:
    """120.00 + 2.5 % is 123.00; 120.00 by 116.7 to 119.3 is 122.67; half a cent goes up."""
    assert rules.by_percent(12_000, 250) == 12_300
    assert rules.by_percent(9_990, 150) == 10_140  # 101.3985
    assert rules.by_series(12_000, 116_700, 119_300) == 12_267  # 122.6735
    prices = [Price(D(2026, 1, 1), 100), Price(D(2027, 1, 1), 110)]
    assert [one.price for day in (D(2025, 1, 1), D(2026, 12, 31), D(2027, 1, 1))
            if (one := rules.price_on(prices, day))] == [100, 100, 110]  # fmt: skip


def test_an_own_value_of_a_series_stands_above_the_one_that_came_along() -> None:
    """On the same day; a newer one stands above both."""
    there = IndexValue("vpi", D(2026, 1, 1), 121_000, "")
    own = IndexValue("vpi", D(2026, 1, 1), 121_900, "", own=True)
    assert rules.index_on([own, there], "vpi", D(2026, 6, 1)) == own
    assert rules.index_on([own, there], "vpi", D(2025, 12, 31)) is None
    assert rules.index_on([own, there], "ppi", D(2026, 6, 1)) is None


@pytest.mark.parametrize(
    ("contract", "noticed", "ends"),
    [
        ([], D(2027, 5, 1), D(2026, 6, 1)),
        ([(D(2024, 6, 1), None)], D(2027, 5, 1), D(2028, 6, 1)),
        ([(D(2026, 6, 1), None)], D(2027, 5, 1), D(2028, 6, 1)),  # begun on the last day
        ([(D(2026, 6, 2), None)], D(2027, 5, 1), D(2026, 6, 1)),  # begun too late
        ([(D(2024, 6, 1), D(2027, 4, 30))], D(2027, 5, 1), D(2026, 6, 1)),  # ended before
    ],
)
def test_maintenance_makes_the_warranty_of_machine_parts_longer(
    contract: list[tuple[date, date | None]], noticed: date, ends: date
) -> None:
    """VOB/B § 13 (4) Nr. 2: two years, four with maintenance; other warranties stay."""
    cover = Cover(1, 1, "AU-1", "", "vob_machines", D(2024, 6, 1), D(2026, 6, 1))
    assert maintained(cover, contract, noticed).ends == ends
    other = cover._replace(rule="vob_building", ends=D(2028, 6, 1))
    assert maintained(other, contract, noticed) == other


def test_the_next_visits_follow_each_other_until_the_end() -> None:
    """Without a window a year after the last day each, with one in it, none after the end."""
    yearly = list(rules.next_turns(Cycle(12), date(2026, 3, 15), None, 3))
    assert [one.last for one in yearly] == [
        date(2027, 3, 15), date(2028, 3, 15), date(2029, 3, 15)
    ]  # fmt: skip
    spring = list(rules.next_turns(Cycle(6, 3, 5), date(2026, 4, 10), date(2028, 3, 31), 4))
    assert [one.first for one in spring] == [date(2027, 3, 1), date(2028, 3, 1)]
