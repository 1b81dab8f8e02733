"""Special depreciation (§ 7g Abs. 5 EStG): limit, years, the rest of the life, register, EÜR."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import Refused
from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    Depreciation,
    NewAsset,
    Payment,
    Reverse,
    Settles,
)
from kontor.ledger.queries import assets as register
from kontor.ledger.queries.euer import euer
from kontor.ledger.queries.invariants import check
from kontor.ledger.rules import assets as rules
from kontor.ledger.rules.forms import depreciation_rules
from kontor.ledger.service.assets import depreciate_year, new_asset
from tests.ledger.kit import SUPPLIER, Case, book


def plan(asset: rules.Asset) -> list[tuple[int, int, int, int]]:
    """Year, depreciation, special depreciation, what is left."""
    rows = rules.plan(asset, depreciation_rules())
    return [(row.year, row.depreciation, row.special, row.end) for row in rows]


def test_the_rest_is_spread_over_the_rest_of_the_life() -> None:
    """20,000 € over 8 years, 2,000 € beside it in 2024.

    2,500 € a year from 2024 to 2028 leave 5,500 € for the 36 months that remain.
    """
    asset = rules.Asset(date(2024, 1, 15), 2_000_000, 96, "linear", special=((2024, 200_000),))
    assert plan(asset) == [
        (2024, 250_000, 200_000, 1_550_000),
        (2025, 250_000, 0, 1_300_000),
        (2026, 250_000, 0, 1_050_000),
        (2027, 250_000, 0, 800_000),
        (2028, 250_000, 0, 550_000),
        (2029, 183_333, 0, 366_667),
        (2030, 183_334, 0, 183_333),
        (2031, 183_333, 0, 0),
    ]


def test_all_at_once_ends_the_life_earlier() -> None:
    """40 % of 20,000 € in the first year: the fifth year takes the last 2,000 €."""
    asset = rules.Asset(date(2024, 1, 15), 2_000_000, 96, "linear", special=((2024, 800_000),))
    assert plan(asset)[0] == (2024, 250_000, 800_000, 950_000)
    assert plan(asset)[-1] == (2028, 200_000, 0, 0)
    assert [row[1] for row in plan(asset)] == [*[250_000] * 4, 200_000]


def test_beside_declining_depreciation() -> None:
    """10,000 € in July 2025, 10 years: 30 % of it for half a year, 4,000 € beside it.

    2026: 30 % of 4,500 € are 1,350 €.
    """
    asset = rules.Asset(date(2025, 7, 10), 1_000_000, 120, "declining", special=((2025, 400_000),))
    assert plan(asset)[:2] == [(2025, 150_000, 400_000, 450_000), (2026, 135_000, 0, 315_000)]
    assert sum(row[1] + row[2] for row in plan(asset)) == 1_000_000


@pytest.mark.parametrize(
    ("bought", "year", "allowed"),
    [
        (date(2024, 1, 1), 2024, 400_000),
        (date(2024, 12, 31), 2028, 400_000),
        (date(2024, 12, 31), 2029, None),
        (date(2023, 12, 31), 2023, 200_000),
        (date(2024, 5, 1), 2023, None),
    ],
)
def test_limit_and_years_follow_the_day_of_purchase(
    bought: date, year: int, allowed: int | None
) -> None:
    asset = rules.Asset(bought, 1_000_000, 96, "linear")
    assert rules.special_left(asset, "movable", depreciation_rules(), year) == allowed


@pytest.mark.parametrize(
    ("group", "method"),
    [("building", "linear"), ("intangible", "linear"), ("movable", "pool"), ("car", "electric")],
)
def test_only_movable_assets_with_usual_depreciation(group: str, method: str) -> None:
    asset = rules.Asset(date(2025, 8, 1), 1_000_000, 60, method)
    assert rules.special_left(asset, group, depreciation_rules(), 2025) is None


def bought(case: Case, account: str = "maschinen") -> None:
    """An asset of 20,000 € net in March 2026, 8 years, paid at once."""
    lines = [Amount(account=account, net=2_000_000, code="VST19")]
    day = date(2026, 3, 10)
    case.post(Bill(day=day, partner=SUPPLIER, document="ER-1", lines=lines))
    case.post(Payment(day=day, amount=-2_380_000, settles=[Settles(item="ER-1")]))
    new_asset(
        case.unit,
        NewAsset(
            day=day, number="A-1", name="Hebebühne", account=account, cost=2_000_000, months=96
        ),
    )


def special(case: Case, amount: int | None = None, year: int = 2026) -> int:
    """Post special depreciation; the entry."""
    day = date(year, 12, 31)
    posted = case.post(Depreciation(day=day, asset="A-1", amount=amount, special=True))
    assert posted.entry
    return posted.entry


@pytest.mark.parametrize(
    ("chart", "account", "expense", "lines"),
    [
        ("skr03", "maschinen", "4851", (58, 59)),
        ("skr04", "maschinen", "6241", (58, 59)),
        ("skr03", "pkw", "4852", (43, 44)),
        ("skr04", "pkw", "6242", (43, 44)),
    ],
)
def test_posting_register_and_euer(
    chart: str, account: str, expense: str, lines: tuple[int, int]
) -> None:
    """2026: 10 months are 2,083.33 €, beside them 5,000 €; 12,916.67 € are left."""
    with book("soll", chart) as case:
        bought(case, account)
        entry = special(case, 500_000)
        depreciate_year(case.unit, 2026)
        assert case.rows(
            "SELECT a.concept, l.cents FROM line l JOIN account a ON a.id = l.account"
            " WHERE l.entry = ? ORDER BY l.pos",
            entry,
        ) == [(case.one("SELECT concept FROM account WHERE number = ?", expense), 500_000),
              (account, -500_000)]  # fmt: skip
        form = register.form(case.con, 2026)
        assert (form[lines[0]], form[lines[1]]) == (500_000, 208_333)
        assert (form[62], form[63]) == (500_000, 208_333)
        (row,) = register.of_year(case.con, 2026)
        assert (row.special, row.depreciation, row.end) == (500_000, 208_333, 1_291_667)
        done = euer(case.con, 2026)
        special_line, plan_line = ("34", "33") if done.form == 2025 else ("35", "34")
        assert (done.lines[special_line], done.lines[plan_line]) == (500_000, 208_333)
        assert list(check(case.con)) == []


def test_never_more_than_the_law_allows_and_a_reversal_gives_it_back() -> None:
    """40 % of 20,000 € are 8,000 € in all years together."""
    with book("soll") as case:
        bought(case)
        special(case, 500_000)
        with pytest.raises(Refused, match=r"3\.000,00"):
            special(case, 300_001, 2027)
        last = special(case, None, 2027)
        assert register.asset(case.con, "A-1").special == {2026: 500_000, 2027: 300_000}
        with pytest.raises(Refused, match="0,00"):
            special(case, None, 2028)
        case.post(Reverse(day=date(2027, 12, 31), entry=f"entry:{last}", reason="zu viel"))
        assert register.asset(case.con, "A-1").special == {2026: 500_000}
        with pytest.raises(Refused, match="7g"):
            special(case, None, 2031)
