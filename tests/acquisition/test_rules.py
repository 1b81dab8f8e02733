"""Rules of winning customers with figures worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.acquisition.kinds import (
    Basis,
    Decided,
    Done,
    FollowHow,
    Rhythm,
    RhythmPlan,
    SourceCost,
    Stage,
    StageTerms,
)
from kontor.acquisition.rules import chance, costs, figures, law, response, stages
from kontor.acquisition.rules.figures import Money, Office
from kontor.acquisition.rules.rhythm import days_of, next_step
from kontor.base.dates import is_working_day, working_days_from
from kontor.base.dates.hours import business_minutes, parse_hours, read_moment, waited_minutes
from kontor.base.errors import InputError, Refused
from kontor.base.lands import LANDS

HOURS = parse_hours("Mo-Do 7:00-16:30, Fr 7-13")


def quote_plan() -> RhythmPlan:
    return next(one for one in law.default_plans() if one.rhythm is Rhythm.QUOTE)


def lead_plan() -> RhythmPlan:
    return next(one for one in law.default_plans() if one.rhythm is Rhythm.LEAD)


# -- office hours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-16 08:00", "2026-03-16 09:30", 90),  # Monday, within the hours
        ("2026-03-13 12:00", "2026-03-16 08:00", 60 + 60),  # Friday to Monday
        ("2026-03-14 10:00", "2026-03-15 18:00", 0),  # weekend
        ("2026-04-02 16:00", "2026-04-07 07:15", 30 + 15),  # over Easter, Friday and Monday free
        ("2026-03-16 06:00", "2026-03-16 22:00", 570),  # the whole Monday: 9.5 hours
        ("2026-03-16 09:00", "2026-03-16 08:00", 0),  # an end before the begin
        ("2026-03-27 12:30", "2026-03-30 07:30", 30 + 30),  # the clock goes forward in between
    ],
)
def test_minutes_of_office_hours(start: str, end: str, minutes: int) -> None:
    found = business_minutes(read_moment(start), read_moment(end), HOURS, "NW")
    assert found == minutes


def test_a_holiday_of_one_land_counts_in_the_other() -> None:
    """4 June 2026 is Corpus Christi: free in Cologne, not in Hamburg."""
    span = (read_moment("2026-06-03 16:00"), read_moment("2026-06-05 08:00"))
    assert business_minutes(*span, HOURS, "NW") == 30 + 60
    assert business_minutes(*span, HOURS, "HH") == 30 + 570 + 60


@pytest.mark.parametrize("text", ["", "Mo", "Mo 8-8", "Fr-Mo 8-17", "Mo 8-25", "Mo 8-12, Mo 11-17",
                                  "Xx 8-17", "Mo 8:60-17"])  # fmt: skip
def test_office_hours_that_are_none(text: str) -> None:
    with pytest.raises(InputError):
        parse_hours(text)


def test_office_hours_in_both_languages_and_with_a_break() -> None:
    assert parse_hours("Montag-Mittwoch 8-12, Mo-Mi 13-17") == parse_hours(
        "Mon-Wed 8:00-12:00; Mon-Wed 13:00-17:00"
    )


def test_late_after_a_day_that_is_not_free() -> None:
    friday = read_moment("2026-03-13 16:00")
    assert not response.is_late(friday, None, read_moment("2026-03-16 16:00"), "NW")
    assert response.is_late(friday, None, read_moment("2026-03-16 16:01"), "NW")
    assert waited_minutes(friday, read_moment("2026-03-16 16:00"), "NW") == 24 * 60


# -- rhythm --------------------------------------------------------------------------------------


def test_days_of_a_quote() -> None:
    """Sent on Monday 16 March 2026, valid until Wednesday 15 April; Good Friday is 3 April."""
    found = days_of(quote_plan(), date(2026, 3, 16), date(2026, 4, 15), "HH")
    assert [(day, step.step) for day, step in found] == [
        (date(2026, 3, 18), 1),  # two working days
        (date(2026, 3, 23), 2),  # a week
        (date(2026, 3, 30), 3),  # two weeks
        (date(2026, 4, 10), 4),  # three days before the end: Sunday 12 April, back to Friday
        (date(2026, 4, 16), 5),  # the day after the end
    ]


def test_days_of_a_quote_over_easter() -> None:
    """Sent on Maundy Thursday: Friday, Saturday, Sunday and Monday are free."""
    found = days_of(quote_plan(), date(2026, 4, 2), date(2026, 4, 30), "HH")
    assert [day for day, _step in found] == [
        date(2026, 4, 8), date(2026, 4, 9), date(2026, 4, 16),
        date(2026, 4, 27), date(2026, 5, 4),  # 1 May is a Friday and free
    ]  # fmt: skip


def test_what_lies_behind_the_validity_is_left_out() -> None:
    found = days_of(quote_plan(), date(2026, 3, 20), date(2026, 3, 26), "HH")
    assert [(day, step.step) for day, step in found] == [
        (date(2026, 3, 23), 4), (date(2026, 3, 24), 1), (date(2026, 3, 27), 5),
    ]  # fmt: skip


@pytest.mark.parametrize("land", sorted(LANDS))
@given(start=st.dates(date(2024, 1, 1), date(2030, 11, 30)), valid=st.integers(0, 60))
@settings(max_examples=12, deadline=None)
def test_every_day_is_a_working_day_in_every_land(land: str, start: date, valid: int) -> None:
    ends = start + timedelta(days=valid)
    for plan in (quote_plan(), lead_plan()):
        found = days_of(plan, start, ends, land)
        assert all(is_working_day(day, land) for day, _step in found)
        assert [day for day, _step in found] == sorted(day for day, _step in found)
        assert all(day >= start for day, _step in found)
        assert all(day <= ends for day, step in found if step.basis is Basis.START)


def test_working_days_around_holidays_of_the_land() -> None:
    # 31 October 2025, a Friday: Reformation day in Hamburg, a working day in Bavaria, where
    # All Saints' Day falls on the Saturday
    assert working_days_from(date(2025, 10, 30), 1, "HH") == date(2025, 11, 3)
    assert working_days_from(date(2025, 10, 30), 1, "BY") == date(2025, 10, 31)
    assert working_days_from(date(2025, 11, 3), -1, "HH") == date(2025, 10, 30)
    assert working_days_from(date(2025, 11, 1), 0, "BY") == date(2025, 11, 3)
    assert working_days_from(date(2026, 4, 3), 0, "") == date(2026, 4, 3)  # nobody said where


def test_nothing_piles_up() -> None:
    days = days_of(quote_plan(), date(2026, 3, 16), date(2026, 4, 15), "HH")

    def step(today: date, *done: Done) -> tuple[int, date] | None:
        found = next_step(days, done, today)
        return (found.step, found.day) if found else None

    assert step(date(2026, 3, 16)) == (1, date(2026, 3, 18))  # to come
    assert step(date(2026, 3, 31)) == (3, date(2026, 3, 30))  # three are due: the newest
    call = Done(1, date(2026, 3, 18), FollowHow.CALL)
    assert step(date(2026, 3, 18), call) == (2, date(2026, 3, 23))
    late = Done(3, date(2026, 3, 31), FollowHow.MAIL)
    assert step(date(2026, 3, 31), late) == (4, date(2026, 4, 10))
    off = Done(2, date(2026, 3, 23), FollowHow.SNOOZE, date(2026, 3, 26))
    assert step(date(2026, 3, 24), call, off) == (2, date(2026, 3, 26))
    last = Done(5, date(2026, 4, 16), FollowHow.DONE)
    assert step(date(2026, 4, 17), last) is None
    meet = Done(5, date(2026, 4, 16), FollowHow.APPOINTMENT, date(2026, 4, 22))
    assert step(date(2026, 4, 17), meet) == (5, date(2026, 4, 22))


# -- stages --------------------------------------------------------------------------------------


def test_stages_follow_each_other() -> None:
    stages.check_move(Stage.NEW, Stage.QUOTED)
    stages.check_move(Stage.NEGOTIATION, Stage.VISIT)
    stages.check_move(Stage.LOST, Stage.CONTACT)
    stages.check_move(Stage.DORMANT, Stage.WON)
    for new in Stage:
        with pytest.raises(Refused):
            stages.check_move(Stage.WON, new)
    assert stages.neighbour(Stage.NEW, -1) is Stage.NEW
    assert stages.neighbour(Stage.NEW, 1) is Stage.CONTACT
    assert stages.neighbour(Stage.NEGOTIATION, 1) is Stage.NEGOTIATION


def test_an_own_chance_stands_from_its_day_on() -> None:
    own = [StageTerms(Stage.QUOTED, date(2026, 3, 1), 6200)]
    assert stages.chances(own, date(2026, 2, 28))[Stage.QUOTED] == 5000
    found = stages.chances(own, date(2026, 3, 1))
    assert [found[stage] for stage in Stage] == [
        1000, 2000, 3500, 4500, 6200, 7000, 10_000, 0, 0,
    ]  # fmt: skip
    assert stages.weighted(123_45, 3500) == 4321  # 4320.75


# -- costs of sources ----------------------------------------------------------------------------


def test_costs_of_a_source() -> None:
    """A portal: 90 € a month and 12 € per lead from 10 February, 5 % of orders from 1 April."""
    terms = [
        SourceCost("p", date(2026, 2, 10), 9000, 1200),
        SourceCost("p", date(2026, 4, 1), 9000, 1200, 500, 2500),
    ]
    # February has 28 days, of which 19 from the 10th on: 9000 × 19 / 28 = 6107.14
    assert costs.fixed_cost(terms, date(2026, 1, 1), date(2026, 2, 28)) == 6107
    assert costs.fixed_cost(terms, date(2026, 3, 1), date(2026, 5, 31)) == 27_000
    assert costs.fixed_cost(terms, date(2026, 3, 16), date(2026, 3, 31)) == 4645  # 16 of 31 days
    assert costs.lead_cost(terms, [date(2026, 2, 9), date(2026, 2, 10), date(2026, 5, 1)]) == 2400
    orders = [(date(2026, 3, 31), 100_000), (date(2026, 4, 1), 370_440)]
    assert costs.order_cost(terms, orders) == 18_522
    assert costs.campaign_cost(terms, [date(2026, 3, 1), date(2026, 4, 2)]) == 2500


# -- figures -------------------------------------------------------------------------------------

AT = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)  # Monday, nine o'clock
OFFICE = Office("Mo-Fr 8:00-17:00", "HH", datetime(2026, 4, 15, 8, 0, tzinfo=UTC))


def lead(number: int, stage: Stage, **more: object) -> Decided:
    plain: dict[str, object] = {
        "lead": number, "stage": stage, "source": "website", "channel": "web", "trade": "Fassade",
        "postcode": "20457", "received": AT, "answered": None, "quoted": None, "quote_net": None,
        "decided": None, "won_net": None, "value": None, "chance": 0,
    }  # fmt: skip
    return Decided(**{**plain, **more})  # type: ignore[arg-type]


GOLDEN = [
    # answered after 2 h of office hours, quoted after 4 days, won after 10 more: 3,000 €
    lead(1, Stage.WON, answered=AT + timedelta(hours=2), quoted=date(2026, 3, 20),
         quote_net=320_000, decided=date(2026, 3, 30), won_net=300_000, source="referral",
         reason="trust"),
    # answered on Tuesday at ten: 8 h on Monday and 2 h, lost after 21 days: 5,000 €
    lead(2, Stage.LOST, answered=AT + timedelta(hours=25), quoted=date(2026, 3, 25),
         quote_net=500_000, decided=date(2026, 4, 15), reason="price", lost_to="Farbwerk",
         lost_price=450_000),
    # lost without a quote, estimated 1,000 €
    lead(3, Stage.LOST, answered=AT + timedelta(hours=4), decided=date(2026, 3, 20),
         value=100_000, reason="no_answer", trade="Innen"),
    # open: quoted 2,000 € at 50 %, and 800 € at 10 % that nobody answered
    lead(4, Stage.QUOTED, quoted=date(2026, 4, 1), quote_net=200_000, chance=5000,
         answered=AT + timedelta(hours=1), source="referral"),
    lead(5, Stage.NEW, value=80_000, chance=1000),
    # arrived before the period, won in it: 900 €
    lead(6, Stage.WON, received=AT - timedelta(days=40), decided=date(2026, 3, 17),
         won_net=90_000),
]  # fmt: skip


def test_figures_by_hand() -> None:
    money = Money(cost=60_000, customers=8, repeating=3, reviews=1, closed=4,
                  margins=(100_000, 50_001), backlog=2_400_000, weekly=500_000)  # fmt: skip
    found = figures.figures(GOLDEN, date(2026, 3, 1), date(2026, 4, 30), OFFICE, money)
    assert (found.leads, found.quotes) == (5, 3)
    assert (found.won, found.lost) == (2, 2)
    assert (found.won_net, found.lost_net) == (390_000, 600_000)
    assert found.rate_count == 5000  # 2 of 4
    assert found.rate_value == 3939  # 3,900 of 9,900
    assert found.quote_rate == 6000  # 3 of 5
    # office minutes: 120, 8 h + 2 h = 600, 240, 60 → median of 60, 120, 240, 600
    assert found.response == 180
    assert found.late == 2  # 25 hours, and the one that nobody answered
    assert found.to_quote == 9  # 4, 9, 16 days
    assert found.to_decision == 16  # 10 and 21 days: 15.5
    assert (found.pipeline, found.weighted) == (280_000, 108_000)
    assert (found.cost, found.cost_per_lead, found.cost_per_order) == (60_000, 12_000, 30_000)
    assert found.referral_share == 4000  # 2 of 5
    assert (found.repeat_rate, found.review_rate) == (3750, 2500)
    assert found.customer_value == 75_001  # 75,000.5
    assert found.backlog_weeks == 480  # 4.8 weeks


def test_figures_of_nothing() -> None:
    found = figures.figures([], date(2026, 3, 1), date(2026, 3, 31), OFFICE, Money())
    assert (found.leads, found.rate_count, found.response, found.cost_per_lead) == (
        0, None, None, None,
    )  # fmt: skip


def test_won_and_lost_by_groups() -> None:
    by = {one.key: one for one in figures.cut(GOLDEN, "reason")}
    assert (by["price"].lost, by["price"].lost_net) == (1, 500_000)
    assert (by["trust"].won, by["trust"].rate) == (1, 10_000)
    (rival,) = figures.cut(GOLDEN, "competitor")
    assert (rival.key, rival.lost) == ("Farbwerk", 1)
    assert figures.price_gap(GOLDEN[1]) == 1111  # 500 of 4,500 dearer
    (gap,) = figures.cut(GOLDEN, "gap")
    assert gap.key == "bis 20 % teurer"
    assert [(one.key, one.won, one.lost) for one in figures.cut(GOLDEN, "speed")] == [
        ("bis 7 Tage", 1, 0), ("bis 14 Tage", 0, 1),
    ]  # fmt: skip
    assert [(one.key, one.won, one.lost) for one in figures.cut(GOLDEN, "size")] == [
        ("bis 1.000 €", 1, 1), ("bis 3.000 €", 1, 0), ("bis 10.000 €", 0, 1),
    ]  # fmt: skip
    assert [(one.key, one.won, one.lost) for one in figures.cut(GOLDEN, "trade")] == [
        ("Fassade", 2, 1), ("Innen", 0, 1),
    ]  # fmt: skip


def test_ageing_of_open_quotes() -> None:
    today = date(2026, 4, 15)
    sent = [0, 7, 8, 14, 15, 30, 31]
    found = figures.ageing([(today - timedelta(days=age), 100) for age in sent], today)
    assert [(one.name, one.pieces, one.net) for one in found] == [
        ("0–7 Tage", 2, 200), ("8–14 Tage", 2, 200), ("15–30 Tage", 2, 200),
        ("über 30 Tage", 1, 100),
    ]  # fmt: skip


# -- chance from the own history -----------------------------------------------------------------


def case(won: bool, trade: str) -> chance.Case:
    return chance.Case(won, (("trade", trade),))


def test_chance_with_its_grounds() -> None:
    """20 quotes, 10 won: façade 8 of 10, inside 2 of 10. Weight 10.

    Façade: (8 + 10 × 1/2) / (10 + 10) = 13/20, odds 13/7 on odds of 1: 65 %. Inside 7/20: 35 %.
    """
    history = [case(place < 8, "Fassade") for place in range(10)]
    history += [case(place < 2, "Innen") for place in range(10)]
    found = chance.forecast(
        case(False, "Fassade"), chance.count_cases(history), 5000, least=20, weight=10
    )
    assert (found.chance, found.base, found.sample, found.own) == (6500, 5000, 20, True)
    (factor,) = found.factors
    assert factor == ("trade", "Fassade", 8000, 10, 1500)
    assert (
        chance.forecast(
            case(False, "Innen"), chance.count_cases(history), 0, least=20, weight=10
        ).chance
        == 3500
    )
    # a trade nobody knows moves nothing
    other = chance.forecast(
        case(False, "Dach"), chance.count_cases(history), 0, least=20, weight=10
    )
    assert (other.chance, other.factors[0].sample, other.factors[0].moves) == (5000, 0, 0)


def test_too_little_history_leaves_the_chance_of_the_stage() -> None:
    history = [case(place < 8, "Fassade") for place in range(19)]
    found = chance.forecast(
        case(False, "Fassade"), chance.count_cases(history), 5000, least=20, weight=10
    )
    assert (found.chance, found.own, found.sample) == (5000, False, 19)
    always = chance.forecast(
        case(False, "x"), chance.count_cases([case(True, "x")] * 30), 5000, least=20, weight=10
    )
    assert (always.chance, always.own) == (5000, False)


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.sampled_from("xy")), max_size=60)
)
@settings(max_examples=40, deadline=None)
def test_a_chance_is_never_certain(rows: list[tuple[bool, str, str]]) -> None:
    history = [chance.Case(won, (("trade", a), ("size", b))) for won, a, b in rows]
    asked = chance.Case(False, (("trade", "a"), ("size", "x")))
    found = chance.forecast(asked, chance.count_cases(history), 5000, least=20, weight=10)
    assert 200 <= found.chance <= 9800
    assert found.sample == len(rows)
