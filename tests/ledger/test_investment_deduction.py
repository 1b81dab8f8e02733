"""Investment deduction (§ 7g Abs. 1 bis 4 EStG): claim, use, give back, and the years it changes.

Figures by hand. A lift of 20,000 € bought in March 2026, 8 years straight line: 10 months of 2026
are 20,000 × 10 / 96 = 2,083.33 €; of half the cost, 1,041.67 €.
"""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import _
from kontor.ledger import doors
from kontor.ledger.model.deductions import NewDeduction
from kontor.ledger.model.inputs import Amount, Bill, Depreciation, NewAsset, Payment, Settles
from kontor.ledger.queries import assets as register
from kontor.ledger.queries import deductions as queries
from kontor.ledger.queries.euer import Euer, euer
from kontor.ledger.queries.invariants import check
from kontor.ledger.queries.proofs import check_cash_view
from kontor.ledger.rules import assets as asset_rules
from kontor.ledger.rules import deductions as rules
from kontor.ledger.rules.forms import depreciation_rules
from kontor.ledger.service.assets import depreciate_year, dispose, new_asset
from kontor.ledger.service.deductions import (
    claim_deduction,
    lose_deduction,
    reverse_deduction,
    use_deduction,
)
from tests.ledger.kit import SUPPLIER, Case, book, new_store

KNOWN = depreciation_rules()
END = date(2026, 12, 31)


def bought(
    case: Case, account: str = "maschinen", cost: int = 2_000_000, method: str = "linear"
) -> None:
    """An asset of March 2026, 8 years, paid at once."""
    day = date(2026, 3, 10)
    lines = [Amount(account=account, net=cost, code="VST19")]
    case.post(Bill(day=day, partner=SUPPLIER, document="ER-1", lines=lines))
    paid = -(cost + cost * 19 // 100)
    case.post(Payment(day=day, amount=paid, settles=[Settles(item="ER-1")]))
    new_asset(
        case.unit,
        NewAsset(day=day, number="A-1", name="Hebebühne", account=account, cost=cost, months=96,
                 method=method),
    )  # fmt: skip


def claim(case: Case, year: int, amount: int) -> int:
    """Claim a deduction at the end of its year."""
    return claim_deduction(
        case.unit, NewDeduction(year=year, amount=amount, day=date(year, 12, 31))
    )


def line(done: Euer, number_2025: str) -> int:
    """A line beside income and expenses by its number in the form of 2025."""
    shift = 0 if done.form == 2025 else 1
    return done.outside.get(str(int(number_2025) + shift), 0)


def test_a_claim_lowers_the_taxable_profit_only() -> None:
    """Nothing is posted: 5,000 € stand in line 88 of the year of the claim."""
    with book() as case:
        claim(case, 2025, 500_000)
        done = euer(case.con, 2025)
        assert (line(done, "88"), done.profit, done.taxable) == (500_000, 0, -500_000)
        assert case.one("SELECT count(*) FROM entry") == 0
        assert euer(case.con, 2026).outside == {}


@pytest.mark.parametrize(
    ("chart", "account", "expense"),
    [("skr03", "maschinen", "4853"), ("skr04", "maschinen", "6243"), ("skr03", "pkw", "4854"),
     ("skr04", "pkw", "6244")],
)  # fmt: skip
def test_half_of_the_cost_is_added_and_taken_off(chart: str, account: str, expense: str) -> None:
    """12,000 € of 2024 and 2025 wait; 10,000 € are added, oldest first: 4,000 + 6,000.

    Expenses 2026: 10,000 € (line 35) and depreciation of the other half, 1,041.67 €; the addition
    makes the lowered cost neutral in this year. VAT of the purchase, 3,800 €, is an expense too.
    """
    with book("soll", chart) as case:
        claim(case, 2024, 400_000)
        claim(case, 2025, 800_000)
        bought(case, account)
        entry = use_deduction(case.unit, "A-1", END)
        assert case.rows(
            "SELECT a.number, l.cents FROM line l JOIN account a ON a.id = l.account"
            " WHERE l.entry = ? AND l.cents > 0",
            entry,
        ) == [(expense, 1_000_000)]
        depreciate_year(case.unit, 2026)
        done = euer(case.con, 2026)
        lowered, plan = ("35", "33") if done.form == 2025 else ("36", "34")
        assert (done.lines[lowered], done.lines[plan]) == (1_000_000, 104_167)
        assert (line(done, "85"), line(done, "86"), line(done, "84")) == (400_000, 600_000, 0)
        assert done.profit == -(1_000_000 + 104_167 + 380_000)
        assert done.taxable == done.profit + 1_000_000
        assert [one.left for one in queries.claims(case.con)] == [0, 200_000]
        assert list(check(case.con)) == []
        assert list(check_cash_view(case.con)) == []
        assert list(queries.check(case.con)) == []


def test_register_plan_and_form_start_from_the_lowered_cost() -> None:
    """10,000 € over 96 months: 1,041.67 €, then 1,250 € a year."""
    with book() as case:
        claim(case, 2025, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        depreciate_year(case.unit, 2026)
        one = register.asset(case.con, "A-1")
        assert one.book_value == 1_000_000 - 104_167
        assert [row.depreciation for row in one.plan()][:2] == [104_167, 125_000]
        assert sum(row.depreciation for row in one.plan()) == 1_000_000
        form = register.form(case.con, 2026)
        assert (form[55], form[57], form[59]) == (1_000_000, 1_000_000, 104_167)
        (row,) = register.of_year(case.con, 2026)
        assert (row.cost, row.additions, row.end) == (1_000_000, 1_000_000, 895_833)
        balance = case.one(
            "SELECT sum(l.cents) FROM line l JOIN account a ON a.id = l.account"
            " WHERE a.concept = 'maschinen'"
        )
        assert balance == row.end


def test_special_depreciation_goes_from_the_lowered_cost() -> None:
    """40 % of the 10,000 € that are left."""
    asset = asset_rules.Asset(date(2026, 3, 10), 2_000_000, 96, "linear", reduced=1_000_000)
    assert asset_rules.special_left(asset, "movable", KNOWN, 2026) == 400_000


@pytest.mark.parametrize(
    ("method", "first"), [("immediate", 60_000), ("pool", 12_000), ("declining", 15_000)]
)
def test_every_method_starts_from_the_lowered_cost(method: str, first: int) -> None:
    """Half of 1,200 €: at once 600 €, a fifth 120 €, declining 30 % of ten months 150 €."""
    asset = asset_rules.Asset(date(2026, 3, 10), 120_000, 120, method, reduced=60_000)
    plan = asset_rules.plan(asset, KNOWN)
    assert plan[0].depreciation == first
    assert sum(row.depreciation for row in plan) == 60_000


def test_the_addition_may_be_less_and_the_cost_may_stay() -> None:
    """3,000 € added, the cost lowered by 1,000 € only; the rest of the half stays possible."""
    with book() as case:
        claim(case, 2025, 2_000_000)
        bought(case)
        assert use_deduction(case.unit, "A-1", END, amount=300_000, reduction=100_000)
        assert use_deduction(case.unit, "A-1", END, amount=100_000, reduction=0) is None
        assert register.asset(case.con, "A-1").facts.reduced == 100_000
        with pytest.raises(Refused, match=r"6\.000,00"):
            use_deduction(case.unit, "A-1", END, amount=600_001)
        with pytest.raises(Refused, match=r"1,00"):
            use_deduction(case.unit, "A-1", END, amount=100, reduction=101)
        use_deduction(case.unit, "A-1", END)
        done = euer(case.con, 2026)
        assert line(done, "86") == 1_000_000
        assert register.asset(case.con, "A-1").facts.reduced == 700_000


@pytest.mark.parametrize(("year", "fits"), [(2022, False), (2023, True), (2025, True)])
def test_only_claims_of_the_three_years_before(year: int, fits: bool) -> None:
    found = rules.fitting([rules.Claim(1, year, 100)], 2026, KNOWN)
    assert bool(found) is fits
    assert rules.fitting([rules.Claim(1, 2026, 100)], 2026, KNOWN) == []


@pytest.mark.parametrize(
    ("group", "method", "book_value"),
    [("building", "linear", None), ("intangible", "linear", None), ("movable", "none", None),
     ("movable", "linear", 5)],
)  # fmt: skip
def test_only_movable_new_assets_that_are_written_off(
    group: str, method: str, book_value: int | None
) -> None:
    asset = asset_rules.Asset(date(2026, 3, 10), 1_000_000, 60, method, book_value=book_value)
    assert rules.most_added(asset, group, KNOWN) == 0


def test_limit_of_what_waits() -> None:
    """200,000 € in the year and the three before; what was used or given back makes room."""
    with book() as case:
        claim(case, 2023, 15_000_000)
        claim(case, 2025, 5_000_000)
        with pytest.raises(Refused, match=r"0,00"):
            claim(case, 2026, 1)
        reverse_deduction(case.unit, 2023, date(2026, 3, 1), amount=1_000_000)
        claim(case, 2026, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        claim(case, 2026, 1_000_000)
        with pytest.raises(Refused):
            claim(case, 2026, 1)
        assert list(queries.check(case.con)) == []
        with pytest.raises(InputError):
            claim(case, 2019, 100)
        with pytest.raises(InputError):
            claim_deduction(case.unit, NewDeduction(year=2027, amount=100, day=date(2026, 12, 31)))


def test_what_is_not_used_goes_back_in_its_own_year() -> None:
    """5,000 € of 2023, 2,000 € used in 2026: 3,000 € come back to the profit of 2023."""
    with book() as case:
        claim(case, 2023, 500_000)
        bought(case)
        use_deduction(case.unit, "A-1", END, amount=200_000)
        assert euer(case.con, 2023).taxable == -500_000
        with pytest.raises(Refused, match=r"3\.000,00"):
            reverse_deduction(case.unit, 2023, date(2027, 1, 5), amount=300_001)
        assert reverse_deduction(case.unit, 2023, date(2027, 1, 5)) == 300_000
        done = euer(case.con, 2023)
        assert (line(done, "88"), done.taxable) == (200_000, -200_000)
        assert [(one.kind, one.cents) for one in queries.off_books(case.con, 2023).moves] == [
            ("claimed", 500_000), ("reversed", 300_000),
        ]  # fmt: skip
        assert line(euer(case.con, 2026), "84") == 200_000
        with pytest.raises(Refused):
            reverse_deduction(case.unit, 2023, date(2027, 1, 5))


def test_today_names_claims_that_lapse() -> None:
    """From half a year before the last day; afterwards it must go back."""
    with book() as case:
        key = claim(case, 2023, 500_000)

        def due(day: date) -> list[tuple[str, date, int | None, int]]:
            return [
                (_(one.title).format(**dict(one.values)), one.day, one.amount, one.urgency)
                for one in doors.due(case.con, day)
                if one.ref == f"ledger:deduction/{key}"
            ]

        assert due(date(2026, 6, 30)) == []
        assert due(date(2026, 7, 1)) == [
            ("Für den Investitionsabzugsbetrag 2023 kaufen", END, 500_000, 1)
        ]
        assert due(date(2027, 1, 1)) == [
            ("Investitionsabzugsbetrag 2023 rückgängig machen", END, 500_000, 2)
        ]


def test_an_asset_that_is_not_kept_takes_everything_back() -> None:
    """Sold in May 2027: the purchase year gets its full depreciation, the claim waits again.

    2026: 2,083.33 € instead of 1,041.67 €, no lowered cost, no addition. 2027: four months of
    2,500 € are 833.33 € (14 of 96 months are 2,916.67 €); the rest, 17,083.33 €, is expense.
    """
    with book() as case:
        claim(case, 2025, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        depreciate_year(case.unit, 2026)
        dispose(case.unit, "A-1", date(2027, 5, 20), proceeds=1_500_000)
        done = euer(case.con, 2026)
        lowered, plan = ("35", "33") if done.form == 2025 else ("36", "34")
        assert (done.lines.get(lowered, 0), done.lines[plan]) == (0, 208_333)
        assert done.outside == {}
        assert done.taxable == done.profit == -(208_333 + 380_000)
        one = register.asset(case.con, "A-1")
        assert one.depreciated == {2026: 208_333, 2027: 83_334}
        assert (
            case.one(
                "SELECT sum(l.cents) FROM line l JOIN account a ON a.id = l.account"
                " WHERE a.concept = 'maschinen'"
            )
            == 0
        )
        assert [move.undone for move in queries.off_books(case.con, 2026).moves] == [
            date(2027, 5, 20)
        ]
        assert [one.left for one in queries.claims(case.con)] == [1_000_000]
        assert list(check(case.con)) == []
        assert list(check_cash_view(case.con)) == []


def test_a_disposal_with_a_reason_or_later_keeps_it() -> None:
    with book() as case:
        claim(case, 2025, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        dispose(case.unit, "A-1", date(2027, 12, 31), keep="verbrannt")
        assert line(euer(case.con, 2026), "86") == 1_000_000
        assert list(queries.check(case.con)) == []
    with book() as case:
        claim(case, 2025, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        dispose(case.unit, "A-1", date(2028, 1, 1))
        assert line(euer(case.con, 2026), "86") == 1_000_000


def test_private_use_takes_it_back_while_the_asset_stays() -> None:
    with book() as case:
        claim(case, 2025, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        (entry,) = lose_deduction(case.unit, "A-1", date(2027, 4, 1), "zu viel privat gefahren")
        assert case.one("SELECT reason FROM entry WHERE id = ?", entry) == "zu viel privat gefahren"
        assert register.asset(case.con, "A-1").facts.reduced == 0
        assert euer(case.con, 2026).outside == {}
        with pytest.raises(Refused, match="Hebebühne"):
            lose_deduction(case.unit, "A-1", date(2027, 4, 1), "noch einmal")


def test_posted_depreciation_of_the_full_cost_stands_in_the_way() -> None:
    with book() as case:
        claim(case, 2025, 1_000_000)
        bought(case)
        case.post(Depreciation(day=END, asset="A-1"))
        with pytest.raises(Refused, match="2026"):
            use_deduction(case.unit, "A-1", END)
        assert use_deduction(case.unit, "A-1", END, reduction=0) is None


def test_balance_sheet_firms_see_the_lowered_cost_as_expense() -> None:
    """The claim stays outside; the books carry 10,000 € and 1,041.67 € as depreciation."""
    from kontor.base.dates import year_period
    from kontor.ledger.queries.statements import profit_and_loss

    with book() as case:
        claim(case, 2025, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        depreciate_year(case.unit, 2026)
        done = profit_and_loss(case.con, year_period(2026))
        assert done.result == -(1_000_000 + 104_167)
        assert done.result + queries.off_books(case.con, 2026).cents == -104_167


def test_a_book_of_an_earlier_version_gets_the_account() -> None:
    with book("soll", "skr04") as case:
        case.unit.con.execute(
            "DELETE FROM account_form WHERE account IN"
            " (SELECT id FROM account WHERE concept LIKE 'kuerzung_ak%')"
        )
        case.unit.con.execute("DELETE FROM account WHERE concept LIKE 'kuerzung_ak%'")
        claim(case, 2025, 1_000_000)
        bought(case)
        use_deduction(case.unit, "A-1", END)
        assert case.rows("SELECT number FROM account WHERE concept LIKE 'kuerzung_ak%'") == [
            ("6243",)
        ]
        assert euer(case.con, 2026).unassigned == ()


def test_each_step_can_be_taken_back(tmp_path: object) -> None:
    from pathlib import Path

    store = new_store(Path(str(tmp_path)) / "books.kontor")
    store.run(claim_deduction, NewDeduction(year=2025, amount=500_000, day=date(2025, 12, 31)))
    with store.step("buy") as unit:
        bought(Case(unit))
    store.run(use_deduction, "A-1", END)
    with store.read() as con:
        assert register.asset(con, "A-1").facts.reduced == 500_000
    store.undo()
    with store.read() as con:
        assert register.asset(con, "A-1").facts.reduced == 0
        assert [one.left for one in queries.claims(con)] == [500_000]
    store.close()
