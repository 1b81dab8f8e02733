"""Matching of what sales bring: figures on unseen months, and each case with its words."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from kontor.banking.kinds import BankLine, Grade, ItemKind, MatchKind, OpenItem, Proposal, Split
from kontor.banking.rules import context, score
from tests.banking.labelled_sales import ASKED, SHARES, SURE, sales_month
from tests.banking.measure import Figures, measure

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
LINES = 1000 if HEAVY else 250
SEEDS = [int(seed) for seed in os.environ.get("KONTOR_SEEDS", "").split(",") if seed] or (
    [501, 502, 503, 504, 505, 506, 507] if HEAVY else [501, 502]
)
DAY = date(2026, 9, 1)
ITEM = OpenItem(
    "item:1", "RE-2026-0300", "contacts:1", "Wohnbau Sonnenhang GmbH", DAY - timedelta(12),
    1_000_000, ("DE89370400440532013000",),
)  # fmt: skip


@cache
def run(seed: int) -> Figures:
    return measure(sales_month(seed, LINES))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_wrong_match_and_the_right_one_first(seed: int) -> None:
    figures = run(seed)
    assert figures.wrong == []
    assert figures.first_share >= 930, figures.kinds
    assert figures.three_share >= 985
    for kind in ASKED:
        assert figures.auto_by_kind[kind] == 0, kind
    for kind in SURE:
        assert figures.auto_by_kind[kind] * 10 >= figures.kinds[kind] * 9 - 10, kind


def test_three_quarters_are_decided() -> None:
    auto: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        auto += run(seed).auto_by_kind
        kinds += run(seed).kinds
    share = sum(SHARES[kind] * auto[kind] * 1000 // count for kind, count in kinds.items())
    assert share >= 750 * sum(SHARES[kind] for kind in kinds)


def ask(item: OpenItem, cents: int, purpose: str = "RE-2026-0300", **more: object) -> Proposal:
    line = BankLine(DAY, DAY, cents, name="Wohnbau Sonnenhang", purpose=purpose, **more)  # type: ignore[arg-type]
    return score(line, context([item], today=DAY))[0]


def words(one: Proposal) -> str:
    return "; ".join(reason.text for reason in one.reasons)


def test_fifteen_per_cent_less_is_a_split_that_is_asked() -> None:
    found = ask(ITEM._replace(withhold_rate=1_500), 850_000)
    assert found.grade is Grade.PROPOSAL
    assert found.splits == (Split("item:1", 850_000, 0, 150_000),)
    assert "§ 48" in words(found)


def test_fifteen_per_cent_of_what_the_discount_leaves() -> None:
    item = ITEM._replace(
        withhold_rate=1_500, discount_cents=20_000, discount_until=DAY - timedelta(1)
    )
    # 10,000.00 - 200.00 = 9,800.00; 15 % of it 1,470.00
    assert ask(item, 833_000).splits == (Split("item:1", 833_000, 20_000, 147_000),)


def test_a_customer_who_withholds_nothing_has_paid_a_part() -> None:
    found = ask(ITEM, 850_000)
    assert (found.kind, found.grade) == (MatchKind.PART, Grade.PROPOSAL)


def test_retention_kept_and_paid_early() -> None:
    item = ITEM._replace(open_cents=950_000, retained_cents=50_000)
    assert (ask(item, 950_000).kind, ask(item, 950_000).grade) == (MatchKind.EXACT, Grade.AUTO)
    early = ask(item, 1_000_000)
    assert (early.kind, early.grade) == (MatchKind.RELEASED, Grade.AUTO)
    assert early.splits == (Split("item:1", 1_000_000),)
    assert early.rest == 0
    unagreed = ask(ITEM, 950_000)
    assert (unagreed.kind, unagreed.grade) == (MatchKind.RETAINED, Grade.PROPOSAL)
    assert unagreed.splits == (Split("item:1", 950_000),), "the rest stays open"


def test_an_agreed_instalment_is_sure_another_part_is_asked() -> None:
    item = ITEM._replace(steps=(300_000, 600_000, 1_000_000))
    assert (ask(item, 300_000).kind, ask(item, 300_000).grade) == (MatchKind.INSTALMENT, Grade.AUTO)
    assert ask(item, 600_000).grade is Grade.AUTO
    assert ask(item, 310_000).kind is MatchKind.PART


def test_the_number_of_a_lapsed_request_leads_to_the_final_invoice() -> None:
    found = ask(ITEM._replace(also=("AR-2026-0017",)), 400_000, "Abschlag AR-2026-0017")
    assert (found.kind, found.item_refs) == (MatchKind.PART, ("item:1",))
    assert "AR-2026-0017" in words(found) and "RE-2026-0300" in words(found)


def test_request_and_final_invoice_in_one_payment() -> None:
    request = ITEM._replace(ref="item:2", number="AR-2026-0018", open_cents=200_000,
                            kind=ItemKind.ADVANCE)  # fmt: skip
    line = BankLine(DAY, DAY, 1_200_000, name="Wohnbau", purpose="AR-2026-0018 + RE-2026-0300")
    found = score(line, context([ITEM, request], today=DAY))[0]
    assert (found.grade, set(found.item_refs)) == (Grade.AUTO, {"item:1", "item:2"})


@pytest.mark.parametrize(("tolerance", "kind"), [
    (0, MatchKind.PART), (100, MatchKind.SHORT), (99, MatchKind.PART),
])  # fmt: skip
def test_small_differences_are_a_setting(tolerance: int, kind: MatchKind) -> None:
    line = BankLine(DAY, DAY, 999_900, name="Wohnbau", purpose="RE-2026-0300")
    found = score(line, context([ITEM], today=DAY, tolerance=tolerance))[0]
    assert (found.kind, found.grade) == (kind, Grade.PROPOSAL)
    assert found.splits[0].discount == (100 if kind is MatchKind.SHORT else 0)


def test_paid_twice_is_a_credit_and_never_sure() -> None:
    found = ask(ITEM._replace(open_cents=0), 1_000_000)
    assert (found.kind, found.grade, found.rest) == (
        MatchKind.SETTLED, Grade.PROPOSAL, 1_000_000)  # fmt: skip
