"""States, service levels and warranty of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.base.dates.hours import business_minutes, business_moment, parse_hours
from kontor.base.dates.working import holidays_of
from kontor.base.errors import Refused
from kontor.base.lands import LANDS
from kontor.tickets.kinds import (
    Cause,
    Cover,
    Escalation,
    LineState,
    Result,
    Stand,
    TicketKind,
    TicketState,
    WaitsFor,
)
from kontor.tickets.rules import levels, states, warranty
from tests.tickets.said import refused

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = levels.Office(parse_hours("Mo-Fr 7-17"), "NW")
STATES = tuple(TicketState)
START = datetime(2026, 3, 27, 5, tzinfo=UTC)  # the Friday before summer time


def at(text: str) -> datetime:
    """An instant in German legal time."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def minute_by_minute(
    history: list[Stand], until: datetime, land: str, hours: tuple[tuple[int, int, int], ...]
) -> int:
    """The clock as a child would count it: every minute is looked at."""
    free = {day for year in (2026, 2027) for day in holidays_of(land, year)}
    total, place = 0, 0
    now = history[0].at
    while now < until:
        while place + 1 < len(history) and history[place + 1].at <= now:
            place += 1
        local = now.astimezone(BERLIN)
        minute = local.hour * 60 + local.minute
        total += (
            history[place].state not in levels.STOPPED
            and local.date() not in free
            and any(d == local.weekday() and a <= minute < b for d, a, b in hours)
        )
        now += timedelta(minutes=1)
    return total


steps = st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from(STATES)), min_size=1, max_size=6)


class TestClock:
    @settings(max_examples=60, deadline=None)
    @given(
        steps, st.integers(1, 3_000), st.sampled_from(sorted(LANDS)),
        st.sampled_from(["Mo-Fr 7-17", "Mo-Do 7:30-12, Mo-Do 13-16:30, Fr 7-13", "Sa 8-12"]),
        st.integers(0, 60 * 24 * 320),
    )  # fmt: skip
    def test_counts_as_every_minute_does(self, steps, more, land, hours, offset):
        now = START + timedelta(minutes=offset)
        history = [Stand(now, TicketState.NEW)]
        for minutes, state in steps:
            now += timedelta(minutes=minutes)
            history.append(Stand(now, state))
        until = now + timedelta(minutes=more)
        spans = parse_hours(hours)
        office = levels.Office(spans, land)
        assert levels.used_minutes(history, until, office) == minute_by_minute(
            history, until, land, tuple(spans)
        )

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 60 * 24 * 300), st.integers(1, 6_000), st.sampled_from(sorted(LANDS)))
    def test_the_due_instant_is_the_first_with_all_minutes(self, offset, minutes, land):
        start = START + timedelta(minutes=offset)
        due = business_moment(start, minutes, OFFICE.hours, land)
        assert due is not None
        assert business_minutes(start, due, OFFICE.hours, land) == minutes
        before = due - timedelta(minutes=1)
        assert business_minutes(start, before, OFFICE.hours, land) == minutes - 1

    def test_an_office_that_never_opens_has_no_due_instant(self):
        assert business_moment(START, 1, (), "NW") is None

    def test_waiting_stands_and_taking_up_again_goes_on(self):
        history = [
            Stand(at("2026-11-16 08:00"), TicketState.NEW),
            Stand(at("2026-11-16 10:00"), TicketState.WAITING, WaitsFor.CUSTOMER),
            Stand(at("2026-11-18 09:00"), TicketState.WORKING),
            Stand(at("2026-11-18 10:00"), TicketState.SOLVED),
            Stand(at("2026-11-20 16:00"), TicketState.WORKING),
        ]
        clock = levels.solve_clock(history, at("2026-11-23 08:00"), 600, OFFICE)
        # 2 h on Monday, 1 h on Wednesday, 1 h on Friday, 1 h on the Monday after
        assert clock.used == 300
        assert clock.due == at("2026-11-23 13:00")
        assert not clock.late

    def test_a_standing_clock_is_never_due(self):
        history = [
            Stand(at("2026-11-16 08:00"), TicketState.NEW),
            Stand(at("2026-11-16 10:00"), TicketState.WAITING, WaitsFor.PART),
        ]
        assert levels.solve_clock(history, at("2026-12-16 10:00"), 60, OFFICE).due is None

    def test_a_time_that_is_over_says_when_it_was(self):
        history = [
            Stand(at("2026-11-16 08:00"), TicketState.NEW),
            Stand(at("2026-11-16 09:00"), TicketState.WAITING, WaitsFor.CUSTOMER),
            Stand(at("2026-11-17 09:00"), TicketState.WORKING),
        ]
        clock = levels.solve_clock(history, at("2026-11-17 15:00"), 120, OFFICE)
        assert clock.late
        assert clock.due == at("2026-11-17 10:00")

    def test_the_first_answer_is_measured_to_its_instant(self):
        friday, monday = at("2026-11-20 16:30"), at("2026-11-23 07:15")
        clock = levels.respond_clock(friday, monday, at("2026-11-30 12:00"), 240, OFFICE)
        assert (clock.used, clock.due) == (45, None)
        open_ = levels.respond_clock(friday, None, monday, 240, OFFICE)
        assert open_.due == at("2026-11-23 10:30")

    @pytest.mark.parametrize(
        ("used", "promised", "expected"),
        [
            (74, None, Escalation.NONE),
            (75, None, Escalation.OWNER),
            (99, None, Escalation.OWNER),
            (100, None, Escalation.BOSS),
            (0, date(2026, 11, 25), Escalation.BOSS),
            (0, date(2026, 11, 26), Escalation.NONE),
        ],
    )
    def test_escalation(self, used, promised, expected):
        clock = levels.Clock(used, 100, at("2026-11-24 12:00"))
        assert levels.escalation(clock, promised, date(2026, 11, 22)) is expected

    def test_own_times_stand_before_those_that_come_along(self):
        day = date(2026, 11, 22)
        usual = levels.level_of(TicketKind.DEFECT, day)
        assert (usual.respond, usual.solve) == (600, 6000)
        own = usual._replace(respond=60, valid_from=date(2026, 6, 1))
        late = usual._replace(respond=30, valid_from=date(2026, 12, 1))
        assert levels.level_of(TicketKind.DEFECT, day, [late, own]) == own

    @pytest.mark.parametrize("kind", list(TicketKind))
    def test_every_kind_has_times(self, kind):
        level = levels.level_of(kind, date(2026, 11, 22))
        assert 0 < level.respond <= level.solve


class TestStates:
    @given(st.lists(st.sampled_from(STATES), max_size=30))
    def test_any_way_ends_where_more_can_follow(self, wanted):
        now = TicketState.NEW
        for new in wanted:
            if new in states.NEXT[now]:
                states.check_move(now, new, waits_for=WaitsFor.PART, reason="erledigt")
                now = new
            else:
                with pytest.raises(Refused):
                    states.check_move(now, new, waits_for=WaitsFor.PART, reason="erledigt")
        assert states.NEXT[now], "no state is a trap"

    def test_every_state_leads_to_the_end(self):
        for start in STATES:
            seen = {start}
            while more := {two for one in seen for two in states.NEXT[one]} - seen:
                seen |= more
            assert TicketState.CLOSED in seen
            assert TicketState.WORKING in seen

    def test_the_usual_way_is_allowed(self):
        for appointment in (True, False):
            for billable in (True, False):
                way = [TicketState.NEW]
                while after := states.step_after(
                    way[-1], has_appointment=appointment, billable=billable
                ):
                    way.append(after)
                assert way[-1] is TicketState.CLOSED
                assert (TicketState.BILLED in way) is billable
                assert all(new in states.NEXT[old] for old, new in pairwise(way))

    def test_waiting_says_for_whom(self):
        with refused("wait for"):
            states.check_move(TicketState.WORKING, TicketState.WAITING)

    def test_giving_up_needs_a_reason(self):
        with refused("reason"):
            states.check_move(TicketState.WORKING, TicketState.CLOSED)
        states.check_move(TicketState.WORKING, TicketState.CLOSED, reason="Kunde verzogen")
        states.check_move(TicketState.SOLVED, TicketState.CLOSED)

    def test_no_end_while_nobody_bears_a_line(self):
        done = [LineState.WARRANTY, LineState.BILLED, LineState.GOODWILL]
        states.check_end(TicketState.CLOSED, done)
        with refused("lines of work are neither"):
            states.check_end(TicketState.BILLED, [*done, LineState.OPEN])
        states.check_end(TicketState.SOLVED, [LineState.OPEN])

    def test_taken_up_again_within_thirty_days(self):
        states.check_reopen(date(2026, 10, 23), date(2026, 11, 22))
        with pytest.raises(Refused):
            states.check_reopen(date(2026, 10, 22), date(2026, 11, 22))


def cover(part="", ends="2027-05-03", starts="2022-05-03", rule="bgb_building", **more) -> Cover:
    """A warranty of the order AU-2022-0007."""
    return Cover(
        more.pop("warranty", 1), 7, "AU-2022-0007", part, rule, date.fromisoformat(starts),
        date.fromisoformat(ends), **more,
    )  # fmt: skip


NOTICED = date(2026, 11, 22)


class TestWarranty:
    """Cases worked out by hand; the ends come from the acceptance (sales)."""

    def judge(self, covers, part="", noticed=NOTICED, cause=Cause.UNKNOWN):
        return warranty.verdict(covers, part, noticed, cause)

    def test_building_under_bgb_five_years(self):
        found = self.judge([cover()])
        assert (found.result, found.days_left) == (Result.FREE, 162)

    def test_building_under_vob_is_over_after_four(self):
        found = self.judge([cover(rule="vob_building", ends="2026-05-03")])
        assert (found.result, found.days_left) == (Result.CHARGEABLE, -203)

    def test_machine_part_without_maintenance_two_years(self):
        part = cover("Rollladenmotor", rule="vob_machines", starts="2024-06-01", ends="2026-06-01")
        found = self.judge([cover(warranty=2), part], "Rollladenmotor")
        assert found.result is Result.CHARGEABLE
        assert found.cover == part

    def test_machine_part_with_maintenance_four_years(self):
        part = cover("Rollladenmotor", rule="vob_maintained", starts="2024-06-01",
                     ends="2028-06-01")  # fmt: skip
        assert self.judge([part], "rollladenmotor").result is Result.FREE

    @pytest.mark.parametrize(
        ("noticed", "result", "left"),
        [("2027-05-03", Result.FREE, 0), ("2027-05-04", Result.CHARGEABLE, -1)],
    )
    def test_notice_on_the_last_day_counts(self, noticed, result, left):
        found = self.judge([cover()], noticed=date.fromisoformat(noticed))
        assert (found.result, found.days_left) == (result, left)

    def test_near_the_end_the_reason_asks_for_writing(self):
        near = self.judge([cover()], noticed=date(2027, 4, 10))
        assert "in writing" in near.reason
        assert "in writing" not in self.judge([cover()]).reason

    def test_another_part_of_the_same_job(self):
        walls = cover("Fassade", warranty=1, ends="2025-05-03")
        doors = cover("Türen", warranty=2)
        assert self.judge([walls, doors], "Fassade").result is Result.CHARGEABLE
        assert self.judge([walls, doors], "Türen").result is Result.FREE
        assert self.judge([walls, doors], "Dach").result is Result.UNCLEAR
        assert self.judge([walls, doors]).result is Result.UNCLEAR

    def test_a_part_without_its_own_warranty_has_that_of_the_order(self):
        assert self.judge([cover()], "Fenster Bad").result is Result.FREE

    def test_subcontractor_who_is_free_before_the_firm_is(self):
        found = self.judge([cover(partner="Gerüstbau Storch", partner_ends=date(2026, 5, 3))])
        assert found.result is Result.FREE
        assert found.claim is not None
        assert found.claim.days_left == -203

    def test_subcontractor_who_still_answers(self):
        found = self.judge([cover(partner="Gerüstbau Storch", partner_ends=date(2026, 12, 1))])
        assert found.claim == ("Gerüstbau Storch", date(2026, 12, 1), 9)

    def test_nothing_built_here(self):
        found = self.judge([])
        assert (found.result, found.days_left, found.cover) == (Result.CHARGEABLE, None, None)

    @pytest.mark.parametrize("cause", [Cause.WEAR, Cause.MISUSE, Cause.OTHERS])
    def test_what_is_no_defect_is_paid_for(self, cause):
        assert self.judge([cover()], cause=cause).result is Result.CHARGEABLE

    @pytest.mark.parametrize("cause", [Cause.WORK, Cause.MATERIAL])
    def test_what_is_a_defect_is_free(self, cause):
        assert self.judge([cover()], cause=cause).result is Result.FREE

    def test_before_the_acceptance_nobody_can_say(self):
        assert self.judge([cover(starts="2026-12-01", ends="2031-12-01")]).result is Result.UNCLEAR

    def test_the_later_of_two_orders_at_one_place_counts(self):
        old = cover(warranty=1, ends="2024-01-01", starts="2019-01-01")
        assert self.judge([old, cover(warranty=2)], "Fenster").result is Result.FREE
