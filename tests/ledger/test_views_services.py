"""Closing, filing, deadlines, assets, cash curve and doors on a real file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kontor.base.dates import month_period, quarter_period, year_period
from kontor.base.errors import Refused
from kontor.company.model import SettingRow
from kontor.ledger.doors import DOOR
from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    Depreciation,
    Invoice,
    NewAsset,
    Payment,
    Purchase,
    Settles,
)  # fmt: skip
from kontor.ledger.queries import assets as register
from kontor.ledger.queries import cash, closing, deadlines, filing, vat
from kontor.ledger.rules import assets as rules
from kontor.ledger.rules import vat as vat_rules
from kontor.ledger.rules.deadlines import deadline
from kontor.ledger.rules.forms import deadlines as known_deadlines
from kontor.ledger.rules.forms import depreciation_rules
from kontor.ledger.service.assets import depreciate_year, dispose, new_asset
from kontor.ledger.service.closing import close_month, reopen_month
from kontor.ledger.service.events import handle
from kontor.ledger.service.filing import file_and_close, file_return
from kontor.ledger.service.sealing import seal_entries
from kontor.store.store import Store
from tests.ledger.kit import CUSTOMER, SUPPLIER, Case, book, new_store


def sell(case: Case, day: str, net: int, document: str, **more: object) -> None:
    """An invoice of 19 %."""
    case.post(
        Invoice(
            day=date.fromisoformat(day), partner=CUSTOMER, document=document,
            lines=[Amount(account="erl19", net=net)], **more,  # type: ignore[arg-type]
        )
    )  # fmt: skip


# -- closing and filing


def test_closing_seals_everything_up_to_the_month(tmp_path: Path) -> None:
    with new_store(tmp_path / "a.kontor") as store:
        _fill(store)
        done = store.run(close_month, "2026-02", date(2026, 3, 5))
        assert done.value == [1, 2]
        with store.read() as con:
            assert [(one.month, one.open, bool(one.closed)) for one in closing.months(con)] == [
                ("2026-03", 1, False), ("2026-02", 0, True), ("2026-01", 0, True),
            ]  # fmt: skip
            assert con.execute("SELECT count(*) FROM period WHERE head LIKE '2:%'").fetchone() == (
                2,
            )
        with pytest.raises(Refused, match="2026-02"):
            store.run(close_month, "2026-02", date(2026, 3, 5))
        with pytest.raises(Refused):
            store.undo()
        with pytest.raises(Refused):
            reopen_month("2026-02")
        late = _invoice("2026-02-10", "RE-late")
        with store.step("late") as unit:
            (entry,) = handle(unit, late).entries
            row = unit.con.execute(
                "SELECT booked, document_day FROM entry WHERE id = ?", (entry,)
            ).fetchone()
            assert tuple(row) == ("2026-03-01", "2026-02-10")
            changed = vat.vat_return(unit.con, month_period(2026, 2)).exact
        assert changed["81"] == 30000


def test_closing_is_refused_for_the_running_month(tmp_path: Path) -> None:
    with new_store(tmp_path / "a.kontor") as store:
        _fill(store)
        with pytest.raises(Refused, match="2026-03"):
            store.run(close_month, "2026-03", date(2026, 3, 31))


def test_unresolved_payments_block_the_closing() -> None:
    with book() as case:
        case.post(
            Purchase(
                day=date(2026, 1, 5), money="bank", lines=[Amount(account="telefon", gross=1190)]
            )
        )
        case.con.execute(
            "UPDATE line SET account = (SELECT id FROM account WHERE concept = 'ungeklaert')"
            " WHERE account = (SELECT id FROM account WHERE concept = 'telefon')"
        )
        found = closing.findings(case.con, "2026-01", date(2026, 2, 1))
        assert [one.code for one in found] == ["L64"]
        with pytest.raises(Refused):
            close_month(case.unit, "2026-01", date(2026, 2, 1))


def test_filing_and_its_correction() -> None:
    with book() as case:
        sell(case, "2026-01-10", 100050, "RE-1")
        assert vat.vat_return(case.con, month_period(2026, 1)).state == "open"
        file_and_close(case.unit, month_period(2026, 1), date(2026, 2, 8), "T-1")
        done = vat.vat_return(case.con, month_period(2026, 1))
        assert (done.state, done.filed and done.filed.payable) == ("filed", 19000)
        with pytest.raises(Refused):
            file_return(case.unit, "vat", "2026-01", date(2026, 2, 9))
        sell(case, "2026-01-20", 10000, "RE-2")  # a late document: booked later, counts in January
        done = vat.vat_return(case.con, month_period(2026, 1))
        assert (done.state, done.difference) == ("changed", {"81": 10000, "83": 1900})
        fields = filing.copy_list(case.con, month_period(2026, 1))
        assert [(one.kz, one.text) for one in fields] == [
            ("10", "1"), ("81", "1100"), ("83", "209,00"),
        ]  # fmt: skip
        file_and_close(case.unit, month_period(2026, 1), date(2026, 3, 8))
        assert vat.vat_return(case.con, month_period(2026, 1)).state == "filed"
        assert [one.pos for one in vat.filings(case.con, "vat")] == [2, 1]
        year = vat.vat_year(case.con, 2026)
        assert (year.total, year.advance, year.remaining) == (20909 - 9, 20900, 0)


def test_figures_of_returns_wait_for_the_end_of_the_period() -> None:
    with book() as case, pytest.raises(Refused):
        file_return(case.unit, "vat", "2026-01", date(2026, 1, 31))


def test_special_prepayment_is_one_eleventh_and_comes_back_in_december() -> None:
    assert vat_rules.special_prepayment(1320000, 12) == 120000
    assert vat_rules.special_prepayment(660000, 6) == 120000
    assert vat_rules.special_prepayment(-5, 12) == vat_rules.special_prepayment(5, 0) == 0
    with book() as case:
        for month in range(1, 13):
            sell(case, f"2025-{month:02d}-10", 578947, f"RE-{month}")
            file_return(case.unit, "vat", f"2025-{month:02d}", date(2026, 1, 20))
        assert vat.special_prepayment(case.con, 2026).amount == 119900
        file_return(case.unit, "special_prepayment", "2026", date(2026, 2, 9))
        sell(case, "2026-12-10", 1000000, "RE-99")
        done = vat.vat_return(case.con, month_period(2026, 12))
        assert (done.kennzahlen["39"], done.payable) == (119900, 190000 - 119900)
        assert "39" not in vat.vat_return(case.con, month_period(2026, 11)).kennzahlen
        assert vat.vat_year(case.con, 2026).total == 190000


def test_write_off_is_named_again_in_50() -> None:
    from kontor.ledger.model.inputs import WriteOff

    with book() as case:
        sell(case, "2026-01-10", 100000, "RE-1")
        case.post(WriteOff(day=date(2026, 9, 21), item="RE-1", reason="Insolvenz"))
        done = vat.vat_return(case.con, month_period(2026, 9))
        assert done.kennzahlen == {"81": -100000, "50": 100000}
        assert done.payable == -19000


# -- deadlines


@pytest.mark.parametrize(
    ("kind", "period", "extension", "land", "day"),
    [
        ("vat", month_period(2025, 12), False, "NW", date(2026, 1, 12)),
        ("vat", month_period(2025, 12), True, "NW", date(2026, 2, 10)),
        ("vat", month_period(2026, 4), False, "BY", date(2026, 5, 11)),
        ("vat", quarter_period(2026, 1), True, "", date(2026, 5, 11)),
        ("special_prepayment", year_period(2026), False, "NW", date(2026, 2, 10)),
        ("recapitulative", month_period(2026, 11), True, "NW", date(2026, 12, 28)),
        ("vat_year", year_period(2025), False, "NW", date(2026, 7, 31)),
        ("vat_year_adviser", year_period(2025), False, "NW", date(2027, 3, 1)),
        ("euer", year_period(2026), False, "NW", date(2027, 8, 2)),
        ("month_close", month_period(2026, 1), False, "NW", date(2026, 2, 28)),
    ],
)
def test_deadlines(kind: str, period: object, extension: bool, land: str, day: date) -> None:
    found = deadline(known_deadlines()[kind], period, extension=extension, land=land)  # type: ignore[arg-type]
    assert found.day == day


def test_the_statutory_day_stays_beside_the_moved_one() -> None:
    found = deadline(known_deadlines()["vat"], month_period(2025, 12), extension=False, land="NW")
    assert (found.statutory, found.grace) == (date(2026, 1, 10), date(2026, 1, 15))


def test_open_deadlines_vanish_when_filed() -> None:
    with book() as case:
        case.unit.put(SettingRow(name="vat_filing", valid_from=date(2020, 1, 1), value="month"))
        sell(case, "2026-01-10", 10000, "RE-1")
        today = date(2026, 2, 5)
        wanted = [(one.deadline.kind, one.deadline.period) for one in
                  deadlines.tax_deadlines(case.con, today)]  # fmt: skip
        assert ("vat", "2026-01") in wanted
        assert ("vat", "2025-12") not in wanted
        file_return(case.unit, "vat", "2026-01", today)
        assert ("vat", "2026-01") not in [
            (one.deadline.kind, one.deadline.period)
            for one in deadlines.tax_deadlines(case.con, today)
        ]
        assert DOOR.due
        kinds = {one.kind for one in DOOR.due(case.con, date(2026, 3, 20))}
        assert {"tax", "month"} <= kinds


# -- assets


def plan_of(**values: object) -> list[tuple[int, int]]:
    """Years and amounts of a plan."""
    facts = {"bought": date(2026, 4, 20), "cost": 600000, "months": 96, "method": "linear"} | values
    return [
        (row.year, row.depreciation)
        for row in rules.plan(rules.Asset(**facts), depreciation_rules())  # type: ignore[arg-type]
    ]


def test_plans_add_up_to_the_cost() -> None:
    linear = plan_of()
    assert linear[0] == (2026, 56250)
    assert (len(linear), sum(amount for _, amount in linear)) == (9, 600000)
    declining = plan_of(method="declining")
    assert declining[:2] == [(2026, 135000), (2027, 139500)]
    assert sum(amount for _, amount in declining) == 600000
    assert len(declining) <= 9
    electric = plan_of(method="electric", cost=4000000, months=72)
    assert [amount for _, amount in electric] == [3000000, 400000, 200000, 200000, 120000, 80000]
    assert plan_of(method="immediate", cost=69000, months=0) == [(2026, 69000)]
    assert plan_of(method="pool", cost=99999) == [
        (2026, 20000), (2027, 20000), (2028, 19999), (2029, 20000), (2030, 20000),
    ]  # fmt: skip


def test_declining_follows_the_day_of_purchase() -> None:
    for day, rate in (
        (date(2024, 3, 31), 0), (date(2024, 4, 1), 2000), (date(2025, 1, 1), 0),
        (date(2025, 6, 30), 0), (date(2025, 7, 1), 3000), (date(2028, 1, 1), 0),
    ):  # fmt: skip
        asset = rules.Asset(day, 600000, 96, "declining")
        assert rules.declining_rate(asset, depreciation_rules()) == rate
    short = rules.Asset(date(2026, 1, 1), 600000, 240, "declining")
    assert rules.declining_rate(short, depreciation_rules()) == 1500


def test_take_over_spreads_the_book_value() -> None:
    plan = plan_of(
        bought=date(2023, 1, 10), cost=960000, months=96, book_value=600000,
        book_value_day=date(2025, 12, 31),
    )  # fmt: skip
    assert plan[0] == (2026, 120000)
    assert sum(amount for _, amount in plan) == 600000


def test_register_depreciation_and_disposal() -> None:
    with book() as case:
        lines = [Amount(account="maschinen", net=600000, code="VST19")]
        case.post(Bill(day=date(2026, 4, 20), partner=SUPPLIER, document="ER-1", lines=lines))
        event = NewAsset(
            day=date(2026, 4, 20), number="A-1", name="Airlessgerät", account="maschinen",
            cost=600000, months=96, method="declining",
        )  # fmt: skip
        new_asset(case.unit, event)
        with pytest.raises(Refused):
            new_asset(case.unit, event)
        (proposal,) = register.proposals(case.con, 2026)
        assert (proposal.amount, proposal.expense) == (135000, "afa_sach")
        depreciate_year(case.unit, 2026)
        assert register.proposals(case.con, 2026) == []
        with pytest.raises(Refused):
            case.post(Depreciation(day=date(2026, 12, 31), asset="A-1"))
        assert register.form(case.con, 2026) == {55: 600000, 57: 600000, 59: 135000, 61: 465000,
                                                 63: 135000}  # fmt: skip
        dispose(case.unit, "A-1", date(2027, 5, 15), proceeds=100)
        one = register.asset(case.con, "A-1")
        assert one.depreciated == {2026: 135000, 2027: 46500}
        (balance,) = case.con.execute(
            "SELECT sum(cents) FROM line l JOIN account a ON a.id = l.account"
            " WHERE a.concept = 'maschinen'"
        ).fetchone()
        assert balance == 0
        (row,) = register.of_year(case.con, 2027)
        assert (row.start, row.depreciation, row.disposals, row.end) == (465000, 46500, 418500, 0)


# -- cash curve and doors


def test_cash_curve_expects_items_and_taxes() -> None:
    with book() as case:
        sell(case, "2026-01-10", 100000, "RE-1", due=date(2026, 2, 10))
        sell(case, "2026-01-02", 10000, "RE-0", due=date(2026, 1, 5))
        case.post(
            Bill(
                day=date(2026, 1, 11), partner=SUPPLIER, document="ER-1", due=date(2026, 1, 25),
                lines=[Amount(account="telefon", net=20000, code="VST19")],
            )
        )  # fmt: skip
        found = cash.curve(case.con, date(2026, 1, 15))
        assert (found.start, len(found.weeks)) == (0, 13)
        assert found.weeks[1].income == 11900
        assert found.weeks[1].spending == -23800
        assert (found.lowest, found.lowest_day) == (-11900, date(2026, 1, 25))
        assert found.weeks[3].balance == 119000 - 11900


def test_doors_answer() -> None:
    with book() as case:
        sell(case, "2026-01-10", 100000, "RE-1", text="Fassade")
        case.post(Payment(day=date(2026, 1, 20), amount=119000, settles=[Settles(item="RE-1")]))
        case.con.execute("UPDATE account SET partner = 'contacts:7' WHERE number = ?", (CUSTOMER,))
        con = case.con
        assert DOOR.timeline and DOOR.search_rows and DOOR.personal and DOOR.erase and DOOR.heads
        story = list(DOOR.timeline(con, "contacts:7"))
        assert [(one.kind, one.amount) for one in story] == [("money", 119000), ("invoice", 119000)]
        titles = [row.title for row in DOOR.search_rows(con, "entry", None)]
        assert "2026-01-10 RE-1 Fassade" in titles
        assert len(list(DOOR.search_rows(con, "account", [1, 2]))) == 2
        assert [one.until for one in DOOR.personal(con, "contacts:7")] == [date(2036, 12, 31)]
        kept = DOOR.erase(case.unit, "contacts:7", date(2026, 2, 1))
        assert kept and [one.law for one in kept] == ["§ 147 AO, § 14b UStG"]
        assert list(DOOR.heads(con)) == []
        seal_entries(
            case.unit, [1 + case.con.execute("SELECT min(id) - 1 FROM entry").fetchone()[0]]
        )
        (head,) = DOOR.heads(con)
        assert DOOR.has_head and DOOR.has_head(con, head.hash[:8])
        assert not DOOR.has_head(con, "zzzz")


def test_every_journaled_table_is_in_the_audit_export() -> None:
    with book() as case:
        for table in DOOR.audit_tables:
            assert case.con.execute(
                "SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)
            ).fetchone()


def _invoice(day: str, document: str) -> Invoice:
    return Invoice(
        day=date.fromisoformat(day), partner=CUSTOMER, document=document,
        lines=[Amount(account="erl19", net=15000)],
    )  # fmt: skip


def _fill(store: Store) -> None:
    with store.step("entries") as unit:
        for month in (1, 2, 3):
            handle(unit, _invoice(f"2026-{month:02d}-10", f"RE-{month}"))
