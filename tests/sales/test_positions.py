"""Totals of positions: values worked out by hand, and properties over random documents."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.base.money import tax_on_net
from kontor.sales.kinds import PositionKind as K
from kontor.sales.rules.positions import (
    PositionValue,
    Rebate,
    check,
    labour,
    line_total,
    numbers,
    totals,
)

RATES = {"UST19": 1900, "UST7": 700, "RC_BAU_OUT": 0}


def pos(key: int, euros: str = "0", **more: object) -> PositionValue:
    """A normal position of one unit at a price in euros."""
    whole, _, part = euros.partition(".")
    price = int(whole + (part + "0000")[:4])
    values: dict[str, object] = {"quantity": 1000, "price": price, "code": "UST19", **more}
    return PositionValue(key, **values)  # type: ignore[arg-type]


HOUSE = (
    pos(1, "1850", code="UST7"),
    pos(2, "212.33", code="UST7"),
    pos(3, "6.15", quantity=23_400),  # 143.91
)


def test_a_rebate_on_the_whole_takes_a_surcharge_in() -> None:
    """3 % of 2,062.33 at 7 % and of 143.91 + 35.00 at 19 %: 61.87 and 5.37."""
    disposal = pos(4, "35", kind=K.SURCHARGE)
    found = totals([*HOUSE, disposal], RATES, Rebate(300))
    assert (found.rebate, found.net, found.gross) == (6724, 217_400, 234_700)


def test_a_discount_line_leaves_out_what_stands_below_it() -> None:
    """3 % of 2,206.24 are 66.19, of them 61.87 at 7 % and 4.32 at 19 %; then 35.00 on top.

    2,000.46 × 7 % = 140.03 and 174.59 × 19 % = 33.17 make 2,348.25.
    """
    loyal = pos(4, kind=K.DISCOUNT, rate=300, price=0, code="")
    disposal = pos(5, "35", kind=K.SURCHARGE)
    found = totals([*HOUSE, loyal, disposal], RATES)
    assert found.lines[4] == -6619
    assert {one.code: (one.net, one.tax) for one in found.sums} == {
        "UST7": (200_046, 14_003), "UST19": (17_459, 3_317),
    }  # fmt: skip
    assert (found.net, found.gross) == (217_505, 234_825)


def test_a_line_is_rounded_half_up_once() -> None:
    assert line_total(12_500, 58_5000) == 73125  # 12.5 h × 58.50
    assert line_total(1_000, 1_0050) == 101  # 1.005 € is 1.01
    assert line_total(-1_000, 1_0050) == -101
    assert line_total(333, 10_0000) == 333
    assert line_total(250_000, 12_3400, 100) == 3085  # 250 pieces at 12.34 for 100
    assert line_total(12_345_678_012, 1_0000) == 1_234_567_801  # 12,345,678.012 m² at 1.00
    assert line_total(10_000, 10_0500, 1, 300) == 9748  # 100.50 less 3 % (3.015 -> 3.02)


def test_alternatives_and_options_count_when_chosen() -> None:
    found = totals(
        [
            pos(1, "100", choice=1),
            pos(2, "120", kind=K.ALTERNATIVE, choice=1, chosen=False),
            pos(3, "30", kind=K.OPTIONAL, chosen=False),
            pos(4, "40", kind=K.OPTIONAL),
            pos(5, "1000", kind=K.LUMP),
            pos(6, "58.50", kind=K.HOUR, quantity=2500),
            pos(7, "9", kind=K.TEXT),
        ],
        RATES,
    )
    assert found.lines == {1: 10000, 2: 12000, 3: 3000, 4: 4000, 5: 100000, 6: 14625}
    assert found.net == 128625
    assert found.tax == 24439  # 1286.25 × 19 % = 244.3875
    assert found.gross == 153064


def test_titles_surcharges_subtotals_and_discounts() -> None:
    found = totals(
        [
            pos(1, kind=K.TITLE),
            pos(2, "200", parent=1),
            pos(3, kind=K.TITLE, parent=1),
            pos(4, "100", parent=3),
            pos(5, kind=K.SURCHARGE, rate=1000, price=0, parent=3, code=""),  # 10 % of 100
            pos(6, kind=K.SURCHARGE, rate=500, price=0, parent=1, code=""),  # 5 % of 310
            pos(7, "50"),
            pos(8, kind=K.SUBTOTAL),
            pos(9, "25", kind=K.DISCOUNT, code=""),  # 25.00 off
            pos(10, kind=K.DISCOUNT, rate=200, price=0, code=""),  # 2 % of 350.50
        ],
        RATES,
    )
    assert found.lines[5] == 1000 and found.lines[6] == 1550
    assert found.titles == {1: 32550, 3: 11000}
    assert found.subtotals == {8: 37550}
    assert found.lines[9] == -2500 and found.lines[10] == -701
    assert found.net == 37550 - 2500 - 701


def test_a_rebate_goes_to_the_codes_by_largest_remainder() -> None:
    lines = [pos(1, "100"), pos(2, "50", code="UST7"), pos(3, "50", code="UST7")]
    found = totals(lines, RATES, Rebate(cents=1001))
    # 10.01 on 100 : 100 is 5.005 each; the missing cent goes to the earlier code
    assert {one.code: one.net for one in found.sums} == {"UST19": 9499, "UST7": 9500}
    assert [one.tax for one in found.sums] == [1805, 665]  # 94.99 × 19 % = 18.0481
    both = totals(lines, RATES, Rebate(rate=300, cents=500))
    assert both.rebate == 600 + 500 and both.net == 18900


def test_a_surcharge_over_two_rates_is_split() -> None:
    lines = [
        pos(1, "300"),
        pos(2, "100", code="UST7"),
        pos(3, kind=K.SURCHARGE, rate=250, price=0, code=""),
    ]
    found = totals(lines, RATES)
    assert {one.code: one.net for one in found.sums} == {"UST19": 30750, "UST7": 10250}
    own = totals([*lines[:2], lines[2]._replace(code="UST7")], RATES)
    assert {one.code: one.net for one in own.sums} == {"UST19": 30000, "UST7": 11000}


def test_numbers() -> None:
    plain = [pos(1), pos(2, kind=K.TEXT), pos(3, number="7"), pos(4)]
    assert numbers(plain) == {1: "1", 2: "", 3: "7", 4: "2"}
    titled = [
        pos(1, kind=K.TITLE),
        pos(2, parent=1),
        pos(3, parent=1),
        pos(4, kind=K.TITLE, parent=1),
        pos(5, parent=4),
        pos(6, kind=K.TITLE),
        pos(7, parent=6),
    ]
    assert list(numbers(titled).values()) == [
        "01", "01.0010", "01.0020", "01.01", "01.01.0010", "02", "02.0010",
    ]  # fmt: skip
    taken = [pos(1, number="1"), pos(2), pos(3, number="3"), pos(4)]
    assert numbers(taken) == {1: "1", 2: "2", 3: "3", 4: "4"}


def test_findings() -> None:
    wrong = [
        pos(1, "100", choice=1),
        pos(2, "90", choice=1),
        pos(3, "5", parent=9),
        pos(4, kind=K.ALTERNATIVE, short="Kalkfarbe"),
        pos(5, quantity=10**12, price=10**9),
        pos(6, number="1"),
        pos(7, number="1"),
    ]
    codes = [one.code for one in check(wrong, totals(wrong, RATES))]
    assert codes == ["sales.large", "sales.choice", "sales.choice", "sales.title", "sales.number"]
    fine = [pos(1, "100", choice=1), pos(2, "90", choice=1, chosen=False)]
    assert check(fine, totals(fine, RATES)) == []
    over = totals(fine, RATES, Rebate(cents=10001))
    assert [one.field for one in check(fine, over)] == ["rebate_cents"]


def test_labour_follows_rebates() -> None:
    lines = [
        pos(1, "100", labour_share=60_0000),
        pos(2, "50", quantity=2000, labour_share=50_0000),
        pos(3, "80", kind=K.OPTIONAL, chosen=False, labour_share=80_0000),
    ]
    found = totals(lines, RATES)
    assert labour(lines, found, RATES) == (("UST19", 16000, 3040),)
    lowered = totals(lines, RATES, Rebate(rate=1000))
    assert labour(lines, lowered, RATES) == (("UST19", 14400, 2736),)


cents = st.integers(-500_000_0000, 500_000_0000)
position = st.builds(
    lambda kind, quantity, price, rebate, code, chosen, rate: (
        kind, quantity, price, rebate, code, chosen, rate,
    ),
    st.sampled_from([K.NORMAL, K.LUMP, K.HOUR, K.OPTIONAL, K.SURCHARGE, K.DISCOUNT, K.SUBTOTAL]),
    st.integers(0, 500_000), cents, st.integers(0, 10_000), st.sampled_from(list(RATES)),
    st.booleans(), st.integers(0, 3000),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(position, max_size=12), st.integers(0, 5000), st.integers(0, 100_000))
def test_sums_add_up(rows: list[tuple], rate: int, off: int) -> None:  # type: ignore[type-arg]
    """Lines that count less the rebate are the net; tax is half-up once per code."""
    lines = [
        PositionValue(
            n, kind, quantity, price, rebate=rebate, chosen=chosen, rate=share,
            code="" if kind in {K.SURCHARGE, K.DISCOUNT} else code,
        )
        for n, (kind, quantity, price, rebate, code, chosen, share) in enumerate(rows)
    ]  # fmt: skip
    found = totals(lines, RATES, Rebate(rate, off))
    counted = sum(found.lines[one.key] for one in lines if one.chosen and one.key in found.lines)
    assert sum(found.before.values()) == counted
    assert found.net == counted - found.rebate
    assert all(one.tax == tax_on_net(one.net, RATES.get(one.code, 0)) for one in found.sums)
    assert found.gross == found.net + found.tax
