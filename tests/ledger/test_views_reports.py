"""Reports over hand-made books: every figure is known beforehand."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from kontor.base.dates import month_period, quarter_period, year_period
from kontor.base.errors import NotFound
from kontor.ledger.queries import accounts, euer, items, journal, statements, vat
from tests.ledger.hand_books import HandBooks, line


def sale(books: HandBooks, day: str, net: int, *, rule: str = "invoice", paid: str = "") -> int:
    """An invoice of 19 % on customer 10001, with payment on a day if given."""
    tax = (net * 19 + 50) // 100
    document = f"RE-{day}"
    tax_account = "ust_nf19" if rule == "receipt" else "ust19"
    item = books.item(
        "10001", document, day,
        [("erl19", "UST19", "base", net), (tax_account, "UST19", "output", tax)], rule=rule,
    )  # fmt: skip
    entry = books.entry(
        day,
        line("10001", net + tax, effect="item", item=item),
        line("erl19", -net, "UST19", effect="claim", item=item),
        line(tax_account, -tax, "UST19", part="output", effect="claim", item=item),
        document=document,
    )
    books.con.execute("UPDATE item SET opened_by = ? WHERE id = ?", (entry, item))
    if paid:
        payment = books.entry(
            paid, line("bank", net + tax), line("10001", -net - tax, effect="item", item=item)
        )
        books.settle(item, payment, paid, net + tax, [net, tax])
    return item


@pytest.fixture
def books() -> HandBooks:
    """A file with one customer."""
    made = HandBooks()
    made.partner("10001", "Familie Krüger")
    return made


def test_trial_balance_keeps_the_side_of_a_general_reversal(books: HandBooks) -> None:
    wrong = books.entry("2026-03-05", line("buerobedarf", 5000), line("bank", -5000))
    books.entry(
        "2026-03-06", line("buerobedarf", -5000), line("bank", 5000), general=True, reverses=wrong
    )
    books.entry("2026-03-07", line("telefon", 2000), line("bank", -2000))
    rows = {row.number: row for row in accounts.trial_balance(books.con, 2026)}
    assert (rows["4930"].debit, rows["4930"].credit, rows["4930"].balance) == (0, 0, 0)
    assert (rows["1200"].debit, rows["1200"].credit, rows["1200"].balance) == (0, 2000, -2000)
    assert sum(row.balance for row in rows.values()) == 0


def test_trial_balance_starts_results_at_zero_each_year(books: HandBooks) -> None:
    books.entry("2025-12-01", line("telefon", 1000), line("bank", -1000))
    books.entry("2026-02-01", line("telefon", 300), line("bank", -300))
    books.entry("2026-03-01", line("telefon", 50), line("bank", -50))
    rows = {
        row.number: row for row in accounts.trial_balance(books.con, 2026, month_from=3, month_to=3)
    }
    assert rows["4920"][2:6] == (300, 50, 0, 350)
    assert rows["1200"][2:6] == (-1300, 0, 50, -1350)
    carried = accounts.carried_result(books.con, date(2026, 3, 31))
    assert carried == 1000
    assert carried + sum(row.balance for row in rows.values()) == 0
    assert accounts.balances(books.con, date(2026, 2, 1)) == {"1200": -1300, "4920": 1300}


def test_account_sheet_pages_with_a_running_balance(books: HandBooks) -> None:
    for day in range(1, 21):
        books.entry(f"2026-03-{day:02d}", line("bank", day), line("privateinlage", -day))
    everything = accounts.account_sheet(books.con, "bank")
    assert [row.running for row in everything][-1] == 210
    pages, after = [], None
    while page := accounts.account_sheet(books.con, "1200", after=after, limit=7):
        pages += page
        after = page[-1].key
    assert pages == everything
    assert everything[0].contra == "1890"
    later = accounts.account_sheet(books.con, "1200", first=date(2026, 3, 11))
    assert later[0].running == sum(range(1, 12))


def test_unknown_account_is_refused(books: HandBooks) -> None:
    with pytest.raises(NotFound):
        accounts.account_sheet(books.con, "99999")


def test_journal_pages_newest_first_and_filters(books: HandBooks) -> None:
    for day in range(1, 11):
        books.entry(
            f"2026-04-{day:02d}", line("telefon", day), line("bank", -day), text=f"Nr {day} 100%_"
        )
    books.seal(3)
    seen, after = [], None
    while page := journal.page(books.con, after=after, limit=4):
        seen += page
        after = page[-1].key
    assert [row.id for row in seen] == list(range(10, 0, -1))
    assert (seen[0].debit, seen[0].credit, seen[0].amount) == ("4920", "1200", 10)
    assert journal.count(books.con) == 10
    wanted = journal.JournalFilter(words="100%_", first=date(2026, 4, 9))
    assert [row.id for row in journal.page(books.con, wanted=wanted)] == [10, 9]
    sealed = journal.JournalFilter(sealed=True)
    assert [row.number for row in journal.page(books.con, wanted=sealed)] == [1]
    assert journal.count(books.con, wanted=journal.JournalFilter(account="4920")) == 10
    view = journal.by_number(books.con, 1)
    assert (view.id, [entry_line.account for entry_line in view.lines]) == (3, ["4920", "1200"])
    with pytest.raises(NotFound):
        journal.entry(books.con, 4711)


def test_open_items_and_ageing(books: HandBooks) -> None:
    sale(books, "2026-01-10", 10000)
    sale(books, "2026-03-01", 20000, paid="2026-03-10")
    late = books.item(
        "10001", "RE-9", "2026-03-20", [("erl19", None, "base", 5000)], due="2026-04-20"
    )
    found = items.open_items(books.con, date(2026, 4, 1))
    assert [(one.document, one.open, one.overdue) for one in found] == [
        ("RE-2026-01-10", 11900, 11900), ("RE-9", 5000, 0),
    ]  # fmt: skip
    assert found[0].days_overdue == 81
    before = items.open_items(books.con, date(2026, 3, 5))
    assert [one.document for one in before] == ["RE-2026-01-10", "RE-2026-03-01"]
    (row,) = items.ageing(books.con, date(2026, 4, 1))
    assert (row.not_due, row.days_90, row.total) == (5000, 11900, 16900)
    view = items.item(books.con, late)
    assert view.head.due == date(2026, 4, 20)
    assert [weight.open for weight in view.weights] == [5000]


def test_vat_return_cuts_bases_and_names_the_difference(books: HandBooks) -> None:
    books.entry(
        "2026-01-31", line("wertabgaben_privat", 52877), line("kfz_priv19", -36720, "UST19"),
        line("kfz_priv0", -9180), line("ust19", -6977, "UST19", part="output"),
    )  # fmt: skip
    found = vat.vat_return(books.con, month_period(2026, 1))
    assert found.kennzahlen == {"81": 36700}
    assert (found.tax, found.ledger_tax, found.rounding) == ({"81": 6973}, {"81": 6977}, -4)
    assert found.payable == 6973
    assert found.exact == {"81": 36720}


def test_negative_bases_are_cut_toward_zero(books: HandBooks) -> None:
    books.entry("2026-01-31", line("erl_schmael19", 12399, "UST19"), line("bank", -12399))
    assert vat.vat_return(books.con, month_period(2026, 1)).kennzahlen == {"81": -12300}


def test_receipt_items_count_with_their_shares(books: HandBooks) -> None:
    sale(books, "2026-03-20", 150000, rule="receipt", paid="2026-05-08")
    assert vat.vat_return(books.con, month_period(2026, 3)).kennzahlen == {}
    may = vat.vat_return(books.con, month_period(2026, 5))
    assert (may.kennzahlen, may.ledger_tax) == ({"81": 150000}, {"81": 28500})
    drilled = vat.drill(books.con, month_period(2026, 5), "81")
    assert [(one.is_tax, one.cents, one.shared) for one in drilled] == [
        (False, 150000, True), (True, 28500, True),
    ]  # fmt: skip


def test_quarter_and_year_are_sums_of_exact_months(books: HandBooks) -> None:
    for month, net in ((1, 10050), (2, 20050), (3, 5)):
        sale(books, f"2026-{month:02d}-10", net)
    quarter = vat.vat_return(books.con, quarter_period(2026, 1))
    months = [vat.vat_return(books.con, month_period(2026, month)) for month in (1, 2, 3)]
    assert quarter.exact["81"] == sum(one.exact.get("81", 0) for one in months) == 30105
    assert quarter.kennzahlen == {"81": 30100}
    assert vat.vat_return(books.con, year_period(2026)).exact == quarter.exact


def test_euer_of_paid_invoice_and_direct_costs(books: HandBooks) -> None:
    sale(books, "2025-12-10", 200000, paid="2026-01-05")
    sale(books, "2026-03-10", 999, paid="")
    books.entry(
        "2026-02-18", line("bewirtung", 10500), line("bewirtung_na", 4500),
        line("vst19", 1460, "VST19", part="input"), line("bank", -16460),
    )  # fmt: skip
    books.entry("2026-03-10", line("ust_vz", -5000), line("bank", 5000))
    books.entry("2026-03-11", line("ust_vz", 7000), line("bank", -7000))
    found = euer.euer(books.con, 2026)
    assert found.form == 2025
    assert found.lines == {
        "15": 200000, "17": 38000, "18": 5000, "57": 1460, "58": 7000, "63a": 10500, "63n": 4500,
    }  # fmt: skip
    assert found.profit == 200000 + 38000 + 5000 - 1460 - 7000 - 10500
    assert list(euer.euer(books.con, 2026, form=2026).lines) == [
        "15", "17", "18", "58", "59", "64a", "64n",
    ]  # fmt: skip
    assert found.unassigned == ()
    for number, cents in found.lines.items():
        assert sum(one.cents for one in euer.drill(books.con, 2026, number)) == cents
    assert euer.euer(books.con, 2025).lines == {}


def test_ten_day_shift_moves_a_payment(books: HandBooks) -> None:
    entry = books.entry("2026-01-09", line("ust_vz", 125000), line("bank", -125000))
    books.con.execute(
        "INSERT INTO shift(line, view, period_from, period_to, reason, law) SELECT id, 'euer',"
        " '2026', '2025', 'r', '§ 11 EStG' FROM line WHERE entry = ? AND pos = 1",
        (entry,),
    )
    assert euer.euer(books.con, 2026).lines == {}
    found = euer.euer(books.con, 2025)
    assert (found.lines, found.shifts[0].cents) == ({"58": 125000}, 125000)
    assert sum(one.cents for one in euer.drill(books.con, 2025, "58")) == 125000
    assert euer.drill(books.con, 2026, "58") == []


def test_small_business_has_one_line_of_income() -> None:
    books = HandBooks(method="small")
    books.entry(
        "2026-05-18", line("bank", 6000), line("erl_ku", -5000, "KU19"), line("zinsertrag", -1000)
    )
    assert euer.euer(books.con, 2026).lines == {"12": 6000}
    assert vat.vat_return(books.con, month_period(2026, 5)).kennzahlen == {}
    assert not vat.vat_return(books.con, month_period(2026, 5)).required


def test_change_of_regime_inside_a_year(books: HandBooks) -> None:
    books.setting("vat_method", "small", "2026-07-01")
    books.entry("2026-06-30", line("bank", 100), line("zinsertrag", -100))
    books.entry("2026-07-01", line("bank", 900), line("zinsertrag", -900))
    assert euer.euer(books.con, 2026).lines == {"12": 900, "16": 100}


def test_statements_agree_with_the_trial_balance(books: HandBooks) -> None:
    books.entry("2025-11-01", line("bank", 50000), line("privateinlage", -50000))
    books.entry("2025-11-02", line("miete", 60000), line("bank", -60000))
    sale(books, "2026-03-10", 100000, paid="2026-04-01")
    sale(books, "2026-05-10", 50000)
    books.entry("2026-06-01", line("loehne", 20000), line("bank", -20000))
    pnl = statements.profit_and_loss(books.con, 2026)
    assert pnl.result == 130000
    assert [(row.position, row.cents) for row in pnl.rows] == [("G1", 150000), ("G6a", -20000)]
    sheet = statements.balance_sheet(books.con, date(2026, 12, 31))
    assert sheet.total_assets == sheet.total_liabilities
    assert (sheet.result, sheet.carried) == (130000, -60000)
    sums = {row.position: row.cents for row in (*sheet.assets, *sheet.liabilities)}
    assert sums["A.B.II.1"] == 59500
    assert sums["P.A"] == 50000 - 60000 + 130000
    overdrawn = statements.balance_sheet(books.con, date(2025, 12, 31))
    assert {row.position: row.cents for row in overdrawn.liabilities}["P.C.2"] == 10000


def test_bwa_chain_and_comparison(books: HandBooks) -> None:
    sale(books, "2025-03-10", 40000)
    sale(books, "2026-03-10", 100000)
    books.entry("2026-03-11", line("rhb19", 30000), line("bank", -30000))
    books.entry("2026-03-12", line("telefon", 1000), line("bank", -1000))
    found = statements.bwa(books.con, month_period(2026, 3))
    rows = {row.line: row for row in found.rows}
    assert (rows["1051"].cents, rows["1080"].cents, rows["1280"].cents) == (100000, 70000, 1000)
    assert (found.result, rows["1020"].compared) == (69000, 40000)
    assert rows["1060"].share == 3000
    assert found.result == statements.profit_and_loss(books.con, month_period(2026, 3)).result


def test_reading_stays_light() -> None:
    code = (
        "import sys; import kontor.ledger.doors, kontor.ledger.queries.explain,"
        " kontor.ledger.queries.export, kontor.ledger.queries.assets;"
        " sys.exit(any(m in sys.modules for m in 'sqlmodel sqlalchemy pydantic'.split()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reports_ride_on_the_covering_index(books: HandBooks) -> None:
    for sql, values in (
        (accounts._OF_YEAR, ("2026-01-01", "2026-01-01", "2026-12-31")),
        (accounts._BALANCES, ("2026-12-31",)),
        (accounts._KEYS, (1, "0000", "9999", "0000", 0, 0, 10)),
    ):
        plan = " ".join(row[3] for row in books.con.execute("EXPLAIN QUERY PLAN " + sql, values))
        assert "COVERING INDEX line_account" in plan
