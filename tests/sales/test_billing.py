"""The billing chain: the worked example, and properties over random chains."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.base.money import tax_on_net
from kontor.sales.kinds import PositionKind as K
from kontor.sales.rules.billing import (
    PlanRow,
    bill,
    chain_gap,
    check_instalment,
    check_plan,
    consumer_security,
    instalment_limit,
    performance,
    plan_nets,
    retention,
    reversed_sums,
    work_of,
)
from kontor.sales.rules.positions import CodeSum, PositionValue, Rebate, totals, with_tax

DAY = date(2026, 5, 4)
RATES = {"UST19": 1900, "UST7": 700, "UST0PV": 0}
ORDER = [
    PositionValue(1, K.NORMAL, 100_000, 100_0000, code="UST19"),  # 10,000.00
    PositionValue(2, K.NORMAL, 80_000, 100_0000, code="UST19"),  # 8,000.00
    PositionValue(3, K.LUMP, 1_000, 6000_0000, code="UST19"),  # 6,000.00
]
ADDITION = PositionValue(4, K.NORMAL, 1_000, 850_0000, code="UST19")


def test_the_worked_example() -> None:
    """Two instalments, an addition, a final invoice with 5 % retention of the gross."""
    first = bill(performance(ORDER, {1: 100_000}, RATES).sums, [])
    assert first == (CodeSum("UST19", 1_000_000, 190_000),)
    second = bill(performance(ORDER, {1: 100_000, 2: 80_000}, RATES).sums, first)
    assert second == (CodeSum("UST19", 800_000, 152_000),)
    done = {1: 100_000, 2: 80_000, 3: 1_000, 4: 1_000}
    whole = performance([*ORDER, ADDITION], done, RATES, final=True).sums
    assert whole == (CodeSum("UST19", 2_485_000, 472_150),)
    final = bill(whole, [*first, *second])
    assert final == (CodeSum("UST19", 685_000, 130_150),)
    kept = retention(whole, 500, "gross")
    assert kept == 147_858  # 5 % of 29,571.50 = 1,478.575
    assert final[0].gross - kept == 667_292
    assert chain_gap(whole, [*first, *second, *final]) == ()


def test_retention_of_a_chain() -> None:
    first = [CodeSum("UST19", 10_001, 1_900)]
    both = [CodeSum("UST19", 20_002, 3_800)]
    held = retention(first, 1000, "net")
    assert held == 1_000
    assert retention(both, 1000, "net", held=held) == 1_000  # 2,000.2 -> 2,000 in all
    assert retention(both, 1000, "gross", held=held, most=1_500) == 500


def test_tax_is_a_difference() -> None:
    """Three instalments of 0.03: rounded alone 0.01 each, together 0.02."""
    nets = [3, 6, 9]
    earlier: list[CodeSum] = []
    for net in nets:
        earlier += bill(with_tax({"UST19": net}, RATES), earlier)
    assert [one.tax for one in earlier] == [1, 0, 1]
    assert sum(one.tax for one in earlier) == tax_on_net(9, 1900) == 2


def test_discount_lines_and_rebates_grow_with_the_work() -> None:
    lines = [*ORDER, PositionValue(5, K.DISCOUNT, 1_000, 240_0000)]  # 240.00 off 24,000.00
    half = performance(lines, {1: 100_000, 4: 1}, RATES, Rebate(cents=237_60))
    assert half.lines[5] == -10_000  # 240 × 10/24
    assert half.rebate == 9_900  # 237.60 × 9,900 / 23,760
    last = performance(lines, {1: 100_000}, RATES, Rebate(cents=237_60), final=True)
    assert last.lines[5] == -24_000 and last.rebate == 237_60


def test_consumers_pay_ninety_percent_at_most() -> None:
    agreed = 1_190_000
    assert instalment_limit(agreed, DAY) == 1_071_000
    assert check_instalment(71_000, 1_000_000, agreed, DAY) == []
    (found,) = check_instalment(71_001, 1_000_000, agreed, DAY)
    assert "710,00" in found.text and found.law == "BGB § 650m (1)"
    assert check_instalment(agreed, 0, agreed, date(2017, 12, 31)) == []  # before the law
    assert consumer_security(agreed, DAY) == 59_500


def test_a_plan_bills_the_order() -> None:
    nets = {"UST19": 1_000_001, "UST7": 333_333}
    parts = plan_nets(nets, [PlanRow(3000), PlanRow(3000), PlanRow(4000)])
    assert [sum(one.values()) for one in parts] == [400_000, 400_000, 533_334]
    assert {code: sum(one[code] for one in parts) for code in nets} == nets
    assert check_plan(nets, [PlanRow(3000), PlanRow(cents=500_000)]) == []
    (found,) = check_plan({"UST19": 100_000}, [PlanRow(5000), PlanRow(cents=50_001)])
    assert "1.000,01" in found.text


def test_the_part_of_the_work_in_an_instalment() -> None:
    labour = [CodeSum("UST19", 600_000, 114_000)]
    assert work_of(labour, 1_000_000, 1_000_000) == (600_000, 114_000)
    assert work_of(labour, 1_000_000, 333_333) == (200_000, 38_000)  # 199,999.8 and 37,999.96
    assert work_of(labour, 1_000_000, 333_333).gross == 238_000


line = st.builds(
    lambda quantity, price, rebate, code: (quantity, price, rebate, code),
    st.integers(1, 200_000), st.integers(1, 900_000), st.integers(0, 1500),
    st.sampled_from(list(RATES)),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(line, min_size=1, max_size=6),
    st.lists(line, max_size=2),
    st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=5),
    st.integers(0, 800), st.integers(0, 50), st.integers(0, 1000),
)  # fmt: skip
def test_every_chain_reconciles(  # type: ignore[no-untyped-def]
    rows, later, stages, rate, off, kept
) -> None:
    """Whatever was billed, cancelled and added in between: all bills together are the order."""
    order = [PositionValue(n, K.NORMAL, q, p, rebate=r, code=c)
             for n, (q, p, r, c) in enumerate(rows)]  # fmt: skip
    more = [PositionValue(100 + n, K.NORMAL, q, p, rebate=r, code=c)
            for n, (q, p, r, c) in enumerate(later)]  # fmt: skip
    rebate = Rebate(rate, off)
    bills: list[tuple[CodeSum, ...]] = []
    held = 0
    for percent, cancelled in sorted(stages):
        done = {one.key: one.quantity * percent // 100 for one in order}
        performed = performance(order, done, RATES, rebate)
        now = bill(performed.sums, [one for b in bills for one in b])
        if cancelled:
            back = reversed_sums(now)
            assert all(a.net + b.net == a.tax + b.tax == 0 for a, b in zip(now, back, strict=True))
            continue
        bills.append(now)
        held += retention(performed.sums, kept, held=held)
    whole = [*order, *more]
    done = {one.key: one.quantity for one in whole}
    last = performance(whole, done, RATES, rebate, final=True)
    assert last.sums == totals(whole, RATES, rebate).sums
    bills.append(bill(last.sums, [one for b in bills for one in b], nothing=True))
    assert chain_gap(last.sums, [one for b in bills for one in b]) == ()
    assert sum(one.tax for b in bills for one in b) == last.tax
    assert held + retention(last.sums, kept, held=held) == retention(last.sums, kept)


@given(
    st.dictionaries(st.sampled_from(list(RATES)), st.integers(1, 10**7), min_size=1),
    st.lists(st.integers(0, 5000), min_size=1, max_size=6),
)
def test_plans_of_a_hundred_percent_leave_nothing(nets: dict[str, int], raw: list[int]) -> None:
    parts = [PlanRow(part) for part in raw if sum(raw) <= 10_000]
    rest = 10_000 - sum(part.rate for part in parts)
    found = plan_nets(nets, [*parts, PlanRow(rest)])
    assert {code: sum(one[code] for one in found) for code in nets} == nets
