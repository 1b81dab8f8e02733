"""The 28 cases through every view: returns to the cent, proofs, each figure open to its lines."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.base.dates import month_period, quarter_period, year_period
from kontor.base.numbers import read_plain_money
from kontor.ledger.model.inputs import FiledReturn
from kontor.ledger.queries import accounts, cash, explain, items, proofs, statements
from kontor.ledger.queries.euer import euer
from kontor.ledger.queries.vat import vat_return
from tests.ledger.golden_events import CASES
from tests.ledger.kit import REGIMES, book

GOLD: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[1] / "golden" / "cases.json").read_text("utf-8"))
}


def cents(figures: dict[str, str]) -> dict[str, int]:
    """Amounts of a worked case in cents."""
    return {key: read_plain_money(text) for key, text in figures.items()}


@pytest.mark.parametrize("name", CASES)
def test_returns_of_the_worked_cases(name: str) -> None:
    gold = GOLD[name]
    regime = "small" if gold["kleinunternehmer"] else "ist" if gold["ist"] else "soll"
    with book(regime) as case:
        if name == "C24":  # what is deducted in December is what was filed in February
            case.post(
                FiledReturn(
                    day=date(2026, 2, 9), what="special_prepayment", period="2026", payable=120000
                )
            )
        CASES[name](case, regime == "small")
        for month in range(1, 13):
            found = vat_return(case.con, month_period(2026, month))
            wanted = cents(gold["ustva"].get(f"2026-{month:02d}", {}))
            wanted.pop("83", None)
            taxes = {f"T{kz}": tax for kz, tax in found.ledger_tax.items()}
            assert found.exact | taxes == wanted
            for kz, shown in found.kennzahlen.items():
                assert abs(found.exact[kz]) - 100 < abs(shown) <= abs(found.exact[kz])
        for year, lines in gold["euer_lines_2025_form"].items():
            assert euer(case.con, int(year), 2025).lines == cents(lines)


HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
# each case under one regime in turn; all of them when figures are run in full
PAIRS = [
    (name, regime)
    for place, name in enumerate(CASES)
    for number, regime in enumerate(REGIMES)
    if HEAVY or place % 3 == number
]


@pytest.mark.parametrize(("name", "regime"), PAIRS)
def test_every_figure_opens_to_lines_that_add_up(name: str, regime: str) -> None:
    with book(regime) as case:
        CASES[name](case, regime == "small")
        assert list(proofs.check(case.con)) == [] or name == "C18"
        months = {
            row[0] for row in case.con.execute("SELECT DISTINCT substr(booked, 1, 7) FROM entry")
        }
        periods = [month_period(int(text[:4]), int(text[5:])) for text in sorted(months)]
        for period in (*periods[:1], year_period(2026)):
            for ref in explain.figures(case.con, period):
                found = explain.explain(case.con, ref)
                parts = sum(x.cents for x in found.lines) + sum(x.cents for x in found.terms)
                assert (ref, parts) == (ref, found.exact)


@pytest.mark.parametrize("name", CASES)
def test_reports_agree_with_each_other(name: str) -> None:
    with book("ist") as case:
        CASES[name](case, False)
        con, last = case.con, date(2026, 12, 31)
        rows = accounts.trial_balance(con, 2026)
        assert sum(row.balance for row in rows) + accounts.carried_result(con, last) == 0
        result = -sum(row.balance for row in rows if row.kind in accounts.RESULT_KINDS)
        assert statements.profit_and_loss(con, 2026).result == result
        assert statements.bwa(con, year_period(2026)).result == result
        sheet = statements.balance_sheet(con, last)
        assert sheet.total_assets == sheet.total_liabilities
        quarters = [vat_return(con, quarter_period(2026, quarter)) for quarter in (1, 2, 3, 4)]
        year = vat_return(con, year_period(2026))
        for kz in year.exact:
            assert sum(one.exact.get(kz, 0) for one in quarters) == year.exact[kz]
        known = accounts.balances(con, last)
        for row in rows:
            if row.kind not in accounts.RESULT_KINDS:
                assert known[row.number] == row.balance
        posted = sum(one.signed for one in items.open_items(con, last) if one.posted)
        personal = sum(row.balance for row in rows if row.number in {"10001", "10002", "70001"})
        assert posted == personal


def test_a_cash_box_below_zero_is_found() -> None:
    with book("soll") as case:
        CASES["C18"](case, False)
        assert [one.code for one in proofs.check_cash(case.con)] == ["I12"] * len(
            cash.below_zero(case.con)
        )
        assert cash.below_zero(case.con)[0][2] == date(2026, 5, 21)


def test_unknown_figures_are_refused() -> None:
    from kontor.base.errors import NotFound

    with book("soll") as case:
        for ref in (
            "",
            "vat:2026-03",
            "vat:2026-03:4711",
            "euer:x:15",
            "moon:2026:1",
            "bwa:2026:9",
        ):
            with pytest.raises(NotFound):
                explain.explain(case.con, ref)
