"""Interest, allocation, limitation, instalments, score: values by hand and properties."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.contacts.kinds import CustomerKind
from kontor.ledger.queries.items import DuePart as Part
from kontor.ledger.queries.items import OpenItem
from kontor.receivables.kinds import (
    Block,
    BlockKind,
    Debtor,
    DefaultFrom,
    ItemFacts,
    LeftOut,
    LimitationKind,
    Plan,
    Reminded,
)
from kontor.receivables.rules import allocation, instalments, limitation, risk
from kontor.receivables.rules.interest import (
    DuePart,
    Money,
    Principal,
    default_begin,
    interest,
    points,
    principals,
)
from kontor.receivables.rules.law import base_rates, default_plans
from kontor.receivables.rules.proposal import overdue, propose

RATES = base_rates()
PLANS: dict[CustomerKind, Plan] = {plan.customer_kind: plan for plan in default_plans()}


@pytest.mark.parametrize(("consumer", "cents"), [(False, 922), (True, 572)])
def test_interest_check_values(consumer: bool, cents: int) -> None:
    """1,000 EUR from 20 July to 20 August 2026: 32 days, 10.52 % and 6.52 %."""
    day = date(2026, 7, 20)
    found = interest([Principal(day, date(2026, 8, 20), 100_000)], RATES, points(consumer, day))
    assert (found.cents, found.days, found.missing) == (cents, 32, ())


def test_interest_of_case_c26() -> None:
    """62 days of 1.52 % + 9 % on 3,570.00 EUR: 63.79."""
    owed = [Principal(date(2026, 7, 1), date(2026, 8, 31), 357_000)]
    found = interest(owed, RATES, points(False, date(2026, 6, 1)))
    assert (found.cents, found.days) == (6_379, 62)


def test_interest_splits_at_half_years_and_leap_years() -> None:
    """10,000.00 at 5 points: 2.27 + 5 over 184/365 days... each step with its own rate and year."""
    owed = [Principal(date(2023, 12, 30), date(2024, 7, 2), 1_000_000)]
    found = interest(owed, RATES, 500)
    assert [(s.first, s.last, s.days, s.rate) for s in found.steps] == [
        (date(2023, 12, 30), date(2023, 12, 31), 2, 812),
        (date(2024, 1, 1), date(2024, 6, 30), 182, 862),
        (date(2024, 7, 1), date(2024, 7, 2), 2, 837),
    ]
    # 4.4493 + 428.6448 + 4.5738 = 437.6679
    assert found.cents == 43_767 == sum(step.interest for step in found.steps)


def test_missing_base_rates_are_named() -> None:
    owed = [Principal(date(2026, 12, 30), date(2027, 8, 1), 100_000)]
    found = interest(owed, RATES, 900)
    assert found.missing == (date(2027, 1, 1), date(2027, 7, 1))


def test_points_before_july_2014() -> None:
    assert points(False, date(2014, 7, 28)) == 800 and points(False, date(2014, 7, 29)) == 900


def test_default_begins_with_due_day_reminder_or_thirty_days() -> None:
    due, bill = date(2026, 6, 15), date(2026, 6, 1)
    assert default_begin(due, DefaultFrom.DUE, None).first == date(2026, 6, 16)
    told = default_begin(due, DefaultFrom.REMINDER, date(2026, 6, 22), received=bill)
    assert told == (date(2026, 6, 26), DefaultFrom.REMINDER)
    late = default_begin(due, DefaultFrom.REMINDER, date(2026, 7, 20), received=bill)
    assert late == (date(2026, 7, 16), DefaultFrom.THIRTY_DAYS)
    assert default_begin(due, DefaultFrom.REMINDER, None).first is None


def test_part_payments_lower_the_principal_after_their_day() -> None:
    parts = [DuePart(date(2026, 6, 30), 100_000), DuePart(date(2026, 7, 31), 50_000)]
    days = (date(2026, 7, 1), date(2026, 8, 31))
    found = principals(parts, [Money(date(2026, 7, 10), 40_000)], days)
    assert found == [
        Principal(date(2026, 7, 1), date(2026, 7, 10), 100_000),
        Principal(date(2026, 7, 11), date(2026, 7, 31), 60_000),
        Principal(date(2026, 8, 1), date(2026, 8, 31), 110_000),
    ]


@settings(deadline=None)
@given(
    st.integers(1, 10**8),
    st.dates(date(2003, 1, 1), date(2026, 6, 1)),
    st.lists(st.integers(1, 200), min_size=1, max_size=5),
)
def test_interest_steps_add_up_and_cutting_changes_a_cent_at_most(
    cents: int, first: date, lengths: list[int]
) -> None:
    """Days in pieces or in one go: the same sum but for one rounding."""
    whole, cut, start = None, [], first
    for length in lengths:
        end = start + timedelta(days=length - 1)
        cut.append(Principal(start, end, cents))
        start = end + timedelta(days=1)
    whole = interest([Principal(first, start - timedelta(days=1), cents)], RATES, 500)
    pieces = interest(cut, RATES, 500)
    assert whole.cents == pieces.cents == sum(step.interest for step in pieces.steps)
    assert whole.days == sum(lengths)


DEBTS = st.lists(
    st.builds(
        allocation.Debt,
        st.sampled_from(["RE-1", "RE-2", "RE-3"]),
        st.sampled_from(list(allocation.Part)),
        st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        st.integers(1, 10**7),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(st.integers(0, 10**8), DEBTS, st.booleans())
def test_allocation_sums(cents: int, debts: list[allocation.Debt], accepted: bool) -> None:
    """Nothing is lost or invented; without an accepted wish a later part waits for the earlier."""
    paid, left = allocation.allocate(cents, debts, named=["RE-2"], accepted=accepted)
    owed = sum(debt.cents for debt in debts)
    assert sum(one.cents for one in paid) + left == cents
    assert left == max(cents - owed, 0)
    if not accepted:
        by_part = {
            part: (
                sum(one.cents for one in paid if one.part is part),
                sum(one.cents for one in debts if one.part is part),
            )
            for part in allocation.Part
        }
        for early, late in ((1, 2), (2, 3)):
            got, all_of_it = by_part[allocation.Part(early)]
            assert got == all_of_it or by_part[allocation.Part(late)][0] == 0


def test_allocation_order_of_the_law() -> None:
    day = date(2026, 7, 1)
    debts = [
        allocation.Debt("RE-1", allocation.Part.PRINCIPAL, day, 100_000),
        allocation.Debt("MA-1", allocation.Part.INTEREST, day, 1_000),
        allocation.Debt("MA-1", allocation.Part.COSTS, day, 250),
    ]
    paid, left = allocation.allocate(50_000, debts)
    assert [(one.ref, int(one.part), one.cents) for one in paid] == [
        ("MA-1", 1, 250), ("MA-1", 2, 1_000), ("RE-1", 3, 48_750),
    ]  # fmt: skip
    paid, left = allocation.allocate(100_000, debts, named=["RE-1"], accepted=True)
    assert [one.ref for one in paid] == ["RE-1"] and left == 0


def test_limitation_of_an_invoice_of_2026() -> None:
    arose, today = date(2026, 3, 16), date(2029, 7, 4)
    found = limitation.limitation(arose, [], today)
    assert found.expires == date(2029, 12, 31) and found.warns(today) == 180
    assert found.warns(date(2029, 7, 3)) is None
    assert [found.warns(date(2029, 12, day)) for day in (1, 24, 31)] == [30, 7, 7]


def test_limitation_begins_again_stops_and_gets_a_title() -> None:
    arose, today = date(2026, 3, 16), date(2029, 7, 1)
    again = [limitation.Event(LimitationKind.ACKNOWLEDGEMENT, date(2028, 5, 10))]
    assert limitation.limitation(arose, again, today).expires == date(2031, 5, 10)
    # before the period begins it does not shorten it
    early = [limitation.Event(LimitationKind.ACKNOWLEDGEMENT, date(2026, 5, 10))]
    assert limitation.limitation(arose, early, today).expires == date(2029, 12, 31)
    talks = [limitation.Event(LimitationKind.NEGOTIATION, date(2028, 5, 1), date(2028, 5, 31))]
    assert limitation.limitation(arose, talks, today).expires == date(2030, 1, 31)
    court = [limitation.Event(LimitationKind.COURT_ORDER, date(2029, 6, 1))]
    assert limitation.limitation(arose, court, today)[:1] == (None,)
    title = [*court, limitation.Event(LimitationKind.TITLE, date(2029, 6, 20))]
    found = limitation.limitation(arose, title, today)
    assert found.expires == date(2059, 6, 20) and found.titled


def test_instalment_plan_is_watched() -> None:
    rates = instalments.equal_rates(100_000, 3, date(2026, 7, 1))
    assert [(rate.due.month, rate.cents) for rate in rates] == [
        (7, 33_334),
        (8, 33_333),
        (9, 33_333),
    ]
    kept = instalments.watch(rates, 33_334, 66_666, 5, date(2026, 8, 6))
    assert kept.state is instalments.PlanState.KEPT and kept.next == rates[1]
    broken = instalments.watch(rates, 33_334, 66_666, 5, date(2026, 8, 7))
    assert (broken.state, broken.missing, broken.since) == (
        instalments.PlanState.BROKEN, 33_333, date(2026, 8, 1),
    )  # fmt: skip
    assert instalments.watch(rates, 100_000, 0, 5, date(2026, 12, 1)).state == "done"


@pytest.mark.parametrize(
    ("figures", "points_"),
    [
        ((2, 0, 5000, 0, "0.3", False, 12, None), 2),
        ((18, 1, 9000, 4200, "0.85", False, 9, None), 31),
        ((41, 3, 22000, 19500, "1.2", True, 6, 340), 98),
        ((0, 0, 0, 0, "0", False, 0, None), 15),
    ],
)
def test_score_vectors(figures: tuple[object, ...], points_: int) -> None:
    late, level, open_, over, use, returned, paid, index = figures
    known = risk.Figures(
        Fraction(str(late)), int(str(level)), int(str(open_)), int(str(over)), Fraction(str(use)),
        bool(returned), int(str(paid)), None if index is None else int(str(index)),
    )  # fmt: skip
    found = risk.score(known)
    assert found.points == points_
    assert abs(sum(one.points for one in found.reasons) - points_) <= Fraction(1, 2)


def test_classes_and_limits() -> None:
    assert [risk.class_of(n) for n in (0, 19, 20, 39, 40, 59, 60, 79, 80, 100)] == [*"AABBCCDDEE"]
    # 12 months with 60,000.00: 5,000.00 a month, twice, times 1.5
    assert risk.proposed_limit(6_000_000, "A") == 1_500_000
    assert risk.proposed_limit(6_000_000, "D") == 200_000
    assert risk.proposed_limit(6_000_000, "E") == 0
    assert risk.score(risk.Figures(Fraction(0), 0, 0, 0, None, False, 9, hard=True)).points == 100


@pytest.mark.parametrize(
    ("stage", "known", "gates"),
    [
        # gates: what the firm's setting hint, reason, block makes of it
        ("order", (900, 1_000, "A", None), "free free free"),
        ("order", (1_001, 1_000, "A", None), "hint reason blocked"),
        ("start", (0, None, "A", "Insolvenz"), "hint reason blocked"),
        ("start", (0, 0, "A", None), "free free free"),
        # the class alone never stops (Art. 22 DSGVO)
        ("order", (0, None, "E", None), "hint reason reason"),
        ("order", (1_000, 1_000, "D", None), "hint reason reason"),
        # a quote is met one step milder
        ("quote", (1_001, 1_000, "E", "zahlt nicht"), "hint hint reason"),
        ("quote", (0, None, "E", None), "hint hint hint"),
    ],
)
def test_limit_check(
    stage: str, known: tuple[int, int | None, str, str | None], gates: str
) -> None:
    found = [
        risk.check_limit(risk.Stage(stage), risk.Known(*known), policy) for policy in risk.Policy
    ]
    assert " ".join(one.gate for one in found) == gates
    against = (known[3] is not None) + (known[1] is not None and known[0] > known[1])
    assert len(found[0].reasons) == against + (known[2] in "DE")


def test_ages_and_adjustments() -> None:
    day = date(2026, 12, 31)
    parts = [(day, 1, False), (date(2026, 12, 17), 2, False), (date(2026, 12, 16), 4, False),
             (date(2025, 12, 30), 8, False), (date(2024, 1, 1), 16, True)]  # fmt: skip
    assert risk.ages(parts, day) == (1, (2, 4, 0, 0, 0, 0, 8), 16)
    assert risk.expected_delays([1, 5, 9, 40, 2], [0]) == (5, 9)
    plain = {"insolvent": False, "court": False, "disputed": False}
    assert risk.adjustment(10_000, 180, **plain) is None
    assert risk.adjustment(10_000, 181, **plain) == (2_500, 2_500, "age")
    assert risk.adjustment(10_000, 400, **plain | {"insolvent": True}) == (
        10_000, 10_000, "insolvency",
    )  # fmt: skip


# -- runs as properties --------------------------------------------------------------------------

DAY = date(2026, 8, 20)
DUES = st.dates(date(2026, 5, 1), date(2026, 10, 1))


@st.composite
def facts(draw: st.DrawFn, key: int) -> ItemFacts:
    """An item with parts, retention, payments, blocks, disputes."""
    amounts = draw(st.lists(st.integers(100, 10**6), min_size=1, max_size=3))
    kinds = [
        draw(st.sampled_from(["normal", "instalment", "retention", "withheld"])) for _ in amounts
    ]
    parts = tuple(
        Part(at, cents, draw(st.integers(0, cents)), draw(DUES), "partner", kind)
        for at, (cents, kind) in enumerate(zip(amounts, kinds, strict=True))
    )
    open_now = sum(part.open for part in parts)
    later = {"retention", "withheld"}
    late = sum(part.open for part in parts if part.kind not in later and part.due < DAY)
    kept = sum(part.open for part in parts if part.kind in later)
    item = OpenItem(
        key, "10001", "Krüger", "contacts:1", 1, "invoice", f"RE-{key}", date(2026, 4, 1), None,
        draw(st.booleans()), sum(amounts), 0, sum(amounts) - open_now, open_now,
        min((part.due for part in parts if part.open), default=None), 0, late, kept, 0, None, parts,
    )  # fmt: skip
    blocks = []
    if draw(st.booleans()):
        cents = draw(st.none() | st.integers(1, 10**6))
        blocks.append(
            Block(1, None, key, BlockKind.DISPUTE, "Mangel", cents, DAY, None, None, None)
        )
    last = draw(
        st.none()
        | st.builds(
            lambda level, day: Reminded(level, day, day + timedelta(days=10)),
            st.integers(1, 3), st.dates(date(2026, 6, 1), DAY),
        )
    )  # fmt: skip
    return ItemFacts(item, last, tuple(blocks), draw(st.booleans()), False, draw(st.booleans()))


@st.composite
def debtor(draw: st.DrawFn) -> Debtor:
    """A debtor with some items."""
    kind = draw(st.sampled_from(list(CustomerKind)))
    items = tuple(draw(facts(key)) for key in range(draw(st.integers(1, 4))))
    return Debtor("contacts:1", "Krüger", kind, items, draw(st.sampled_from([0, 0, 500, 10**6])))


@settings(deadline=None)
@given(debtor())
def test_nothing_disputed_or_retained_is_reminded_and_levels_rise_by_one(one: Debtor) -> None:
    letters, omitted = propose([one], PLANS, DAY)
    by_id = {known.item.id: known for known in one.items}
    seen = [line.item.id for letter in letters for line in letter.lines]
    seen += [out.item.id for out in omitted]
    assert sorted(seen) == sorted(by_id)
    assert len(letters) <= 1
    for letter in letters:
        assert letter.cents > 0 and letter.level == max(line.level for line in letter.lines)
        for line in letter.lines:
            known = by_id[line.item.id]
            assert not (known.plan_kept or known.in_run or known.item.disputed)
            assert line.level == (known.reminded.level + 1 if known.reminded else 1)
            assert 0 < line.cents <= known.item.overdue
            assert line.cents <= known.item.open - known.item.retained
            disputes = [block.cents for block in known.blocks]
            assert None not in disputes
            assert line.cents <= known.item.open - sum(cents or 0 for cents in disputes)
            if known.reminded:
                plan = PLANS[one.customer_kind]
                level = plan.level(line.level)
                assert level and (DAY - known.reminded.day).days >= level.days
                assert known.reminded.deadline + timedelta(days=plan.tolerance) < DAY


@settings(deadline=None)
@given(debtor(), st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_however_often_a_run_is_made_each_level_goes_out_once(one: Debtor, gaps: list[int]) -> None:
    """Run after run over the same debtor: never the same level twice, never two at once."""
    day, out = DAY, set()
    now = one
    for gap in [0, *gaps]:
        day += timedelta(days=gap)
        letters, _ = propose([now], PLANS, day)
        assert len(letters) <= 1
        told = {}
        for letter in letters:
            for line in letter.lines:
                assert (line.item.id, line.level) not in out
                out.add((line.item.id, line.level))
                told[line.item.id] = Reminded(line.level, day, letter.deadline)
        again = now._replace(
            items=tuple(
                known._replace(reminded=told.get(known.item.id, known.reminded))
                for known in now.items
            )
        )
        assert not propose([again], PLANS, day)[0] or not told
        now = again


def test_reasons_for_leaving_out() -> None:
    part = Part(1, 10_000, 0, date(2026, 6, 1), "partner", "retention")
    item = OpenItem(
        1, "10001", "Krüger", None, 1, "invoice", "RE-1", date(2026, 4, 1), None, False, 10_000, 0,
        0, 10_000, None, 0, 0, 10_000, 0, None, (part,),
    )  # fmt: skip
    known = ItemFacts(item)
    assert overdue(known, DAY) == 0
    _, (out,) = propose([Debtor("x", "Krüger", CustomerKind.PRIVATE, (known,))], PLANS, DAY)
    assert out.reason is LeftOut.RETENTION
