"""Calculation by the end sum: overheads and profit of the whole reach each line, to the cent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kontor.base.errors import Refused
from kontor.sales.model.inputs import EndSumInput
from kontor.sales.rules.calculation import end_sum, price_of
from kontor.sales.service.calculating import price_by_end_sum
from kontor.store.inputs import JSON
from tests.sales.office import Office


def cost(price: str) -> dict[str, str]:
    return {"cost": price, "surcharge": "0"}


COSTS = [
    {
        "short": "Gerüst",
        "quantity": "10",
        "unit": "m²",
        "costs": [cost("20")],
    },
    {
        "short": "Putz",
        "quantity": "3",
        "unit": "m²",
        "costs": [cost("33.33")],
    },
    {"short": "Fracht", "kind": "lump", "costs": [cost("50.01")]},
]
WANTED = {"overheads": "30", "profit": "5"}


def wanted(**more: str) -> EndSumInput:
    return EndSumInput.model_validate(more or WANTED, context=JSON)


def test_the_rule_by_hand() -> None:
    """200.00 + 99.99 + 50.01 = 350.00; + 30 % 105.00; + 5 % of 455.00 = 22.75: 477.75.

    Shares of 127.75: 73.00, 36.49635, 18.25365; the missing cent goes to the second.
    """
    found = end_sum([20_000, 9_999, 5_001], 10_500, 500)
    assert (found.direct, found.overheads, found.profit) == (35_000, 10_500, 2_275)
    assert found.totals == (27_300, 13_649, 6_826)
    assert found.total == sum(found.totals) == 47_775
    assert price_of(27_300, 10_000) == 27_3000
    assert price_of(13_649, 3_000) == 45_4967  # 3 × 45.4967 = 136.4901
    assert price_of(27_300, 10_000, 100) == 2730_0000


def test_a_quote_comes_to_the_end_sum(office: Office) -> None:
    key = office.quote(COSTS)
    found = office.do(price_by_end_sum, key, wanted())
    there = office.document(key)
    assert there.net == found.total == 47_775
    prices = office.sql("SELECT price FROM position WHERE document=? ORDER BY pos", key)
    assert prices == [(27_3000,), (45_4967,), (68_2600,)]
    office.store.undo()
    assert office.document(key).net == 35_000


def test_overheads_as_an_amount_and_prices_that_stay(office: Office) -> None:
    fixed = {"short": "Anfahrt", "price": "40.00", "unit": "psch"}
    spare = {**COSTS[0], "short": "Netz", "kind": "optional", "chosen": False}
    key = office.quote([*COSTS, fixed, spare])
    office.do(price_by_end_sum, key, wanted(overheads_cents="105.00", profit="5"))
    assert office.document(key).net == 47_775 + 4_000
    ((price,),) = office.sql("SELECT price FROM position WHERE short='Netz'")
    assert price == 27_3000  # 20.00 × 477.75 / 350.00


def test_the_part_of_the_work_follows_the_costs(office: Office) -> None:
    office.wage()
    costs = [{"kind": "labour", "minutes": "60"}, cost("36.77")]
    key = office.quote([{"short": "Streichen", "quantity": "1", "costs": costs}])
    office.do(price_by_end_sum, key, wanted(overheads="50"))
    ((price, share),) = office.sql("SELECT price,labour_share FROM position")
    assert (price, share) == (110_3100, 55_1550)  # 73.54 × 1.5; half of it is work


def test_what_has_no_costs_or_is_sent_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="Keine Position hat Kosten"):
        office.do(price_by_end_sum, office.quote(), wanted())
    with pytest.raises(Refused):
        office.do(price_by_end_sum, office.sent(COSTS), wanted())
    with pytest.raises(ValidationError):
        wanted(profit="5")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=30),
    st.integers(0, 10**9),
    st.integers(0, 5000),
)
def test_nothing_is_lost(direct: list[int], overheads: int, profit: int) -> None:
    found = end_sum(direct, overheads, profit)
    if sum(direct):
        assert sum(found.totals) == found.total
        gain = found.total - found.direct
        for one, total in zip(direct, found.totals, strict=True):
            assert abs((total - one) * found.direct - gain * one) < found.direct  # under a cent
    else:
        assert found.totals == tuple(direct)
