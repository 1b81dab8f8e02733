"""The DATEV batch: rows as the adviser expects them, and balances that a second reader finds."""

from __future__ import annotations

import csv
import io
import random
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kontor import bootstrap
from kontor.base.errors import InputError, Refused
from kontor.base.money import tax_in_gross, tax_on_net
from kontor.base.numbers import parse_money
from kontor.company.model import FirmRow, SettingInput, SettingRow
from kontor.company.service import change_setting
from kontor.contacts.formats.extf import read_extf
from kontor.desk.datev import write_datev
from kontor.desk.demo.write import write_demo
from kontor.desk.takeover.batch import lines_of, read_batch
from kontor.ledger.model import inputs
from kontor.ledger.queries.datev import handover
from kontor.ledger.rules.charts import chart_rows, tax_code_rows
from tests.ledger.golden_events import CASES
from tests.ledger.kit import CUSTOMER, REGIMES, SUPPLIER, Case, book
from tests.ledger.test_properties import KINDS, Story

MADE = datetime(2026, 11, 22, 12, 0, 0, 5000, UTC)
YEARS = "SELECT DISTINCT substr(booked, 1, 4) FROM entry"
START = date(2025, 1, 1)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def with_firm(case: Case, chart: str) -> None:
    case.unit.put(
        FirmRow(name="Malerbetrieb Lindner", owner="Jutta Lindner", chart=chart, started=YEAR[0])
    )
    for key, value in (("datev_adviser", "29098"), ("datev_client", "55003")):
        case.unit.put(SettingRow(name=key, valid_from=START, value=value))
    case.unit.flush()


def batch_of(con: sqlite3.Connection, year: int = 2026) -> bytes:
    done = handover(con, date(year, 1, 1), date(year, 12, 31), MADE)
    return next(data for name, data in done.files.items() if "Buchungsstapel" in name)


def cells(data: bytes) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(data.decode("cp1252")), delimiter=";"))
    return [dict(zip(rows[1], row, strict=True)) for row in rows[2:]]


def small_reader(data: bytes, chart: str) -> dict[str, int]:
    """Balances by the rules of DATEV alone: automatic accounts, BU keys, key 40, reversal."""
    numbers = {row["concept"]: row["number"] for row in chart_rows(chart) if row["concept"]}
    codes = {row["code"]: row for row in tax_code_rows()}
    automatic = {
        row["number"]: row["tax_code"] for row in chart_rows(chart)
        if row["function"].endswith(("AM", "AV")) and row["tax_code"]
    }  # fmt: skip
    keys = {row["bu"]: row["code"] for row in tax_code_rows() if row["bu"]}
    sums: dict[str, int] = {}

    def add(number: str, cents: int) -> None:
        sums[number] = sums.get(number, 0) + cents

    for row in cells(data):
        cents = parse_money(row["Umsatz (ohne Soll/Haben-Kz)"])
        if (row["Soll/Haben-Kennzeichen"] == "H") != (row["Generalumkehr (GU)"] == "1"):
            cents = -cents
        legs = [(row["Konto"], cents), (row["Gegenkonto (ohne BU-Schlüssel)"], -cents)]
        key = row["BU-Schlüssel"].lstrip("0")
        taxed = [leg for leg in legs if leg[0] in automatic]
        assert key == "40" or len(taxed) < 2, "two automatic accounts face each other"
        assert not (key and key != "40" and taxed), "a key on an automatic account"
        if key and key != "40":
            taxed = [legs[0]]
        for leg in legs:
            add(*leg)
        if key == "40" or not taxed:
            continue
        ((number, cents),) = taxed
        code = codes[keys[key] if key else automatic[number]]
        rate = int(code["rate"] or 0)
        if code["side"] == "reverse":
            add(numbers[code["output_account"]], -tax_on_net(cents, rate))
            add(numbers[code["input_account"]], tax_on_net(cents, rate))
        elif rate:
            tax = tax_in_gross(cents, rate)
            add(number, -tax)
            add(numbers[code[f"{code['side']}_account"]], tax)
    return {number: cents for number, cents in sums.items() if cents}


def takeover_reader(data: bytes) -> dict[str, int]:
    batch = read_batch(data)
    assert batch.findings == ()
    sums: dict[str, int] = {}
    for row in batch.rows:
        for line in lines_of(batch, row):
            sums[line.account] = sums.get(line.account, 0) + line.amount
    return {number: cents for number, cents in sums.items() if cents}


def booked(con: sqlite3.Connection, year: int = 2026) -> dict[str, int]:
    return dict(
        con.execute(
            "SELECT a.number, sum(l.cents) FROM line l JOIN account a ON a.id = l.account"
            " WHERE substr(l.day, 1, 4) = ? GROUP BY 1 HAVING sum(l.cents) <> 0",
            (str(year),),
        ).fetchall()
    )


def agree(con: sqlite3.Connection, chart: str, year: int = 2026) -> int:
    """Both readers find the balances of the books; how many accounts they are."""
    data, expected = batch_of(con, year), booked(con, year)
    assert small_reader(data, chart) == expected
    assert takeover_reader(data) == expected
    return len(expected)


@pytest.mark.parametrize("chart", ["skr03", "skr04"])
@pytest.mark.parametrize("regime", REGIMES)
def test_both_readers_find_the_balances_of_random_books(regime: str, chart: str) -> None:
    draw = random.Random(f"{regime}{chart}")
    with book(regime, chart) as case:
        with_firm(case, chart)
        numbers = [draw.randint(0, 10**6) for _ in range(120)]
        Story(case).tell([
                (draw.choice(KINDS), *numbers[place : place + 3])  # type: ignore[misc]
                for place in range(0, len(numbers), 3)
            ])  # fmt: skip
        assert agree(case.con, chart) > 8


@pytest.mark.parametrize(
    ("regime", "chart"), [("soll", "skr03"), ("ist", "skr04"), ("small", "skr03")]
)
def test_both_readers_find_the_balances_of_every_worked_case(regime: str, chart: str) -> None:
    for play in CASES.values():
        with book(regime, chart) as case:
            with_firm(case, chart)
            play(case, regime == "small")
            for year in {int(row[0]) for row in case.rows(YEARS)}:  # type: ignore[call-overload]
                agree(case.con, chart, year)


def rows(case: Case) -> list[tuple[str, ...]]:
    """Amount, side, account, contra account, key, day, document, reversal of each row."""
    wanted = (
        "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "Konto",
        "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1",
        "Generalumkehr (GU)",
    )  # fmt: skip
    return [tuple(one[name] for name in wanted) for one in cells(batch_of(case.con))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # an invoice stands gross against the automatic account, its payment names the invoice
        ("C01", [("2380,00", "S", "10001", "8400", "", "1603", "RE-1", "0"),
                 ("2380,00", "S", "1200", "10001", "", "0204", "RE-1", "0")]),
        # Skonto of 119,00 gross on the automatic account 8736, the rest is money
        ("C03", [("5950,00", "S", "10001", "8400", "", "1004", "RE-1", "0"),
                 ("119,00", "H", "10001", "8736", "", "2004", "RE-1", "0"),
                 ("5831,00", "S", "1200", "10001", "", "2004", "RE-1", "0")]),
        # § 13b: net on the automatic account, the adviser's program makes the pair
        ("C07", [("3000,00", "H", "70001", "3120", "", "2006", "ER-1", "0"),
                 ("3000,00", "S", "70001", "1200", "", "0507", "ER-1", "0")]),
        # three rows; the reversal keeps side, amount and document day
        ("C21", [("59,50", "S", "4930", "1200", "0009", "0503", "ER-1", "0"),
                 ("59,50", "S", "4930", "1200", "0009", "0503", "ER-1", "1"),
                 ("59,50", "S", "4920", "1200", "0009", "0603", "ER-1", "0")]),
    ],
)  # fmt: skip
def test_rows_of_worked_cases(name: str, expected: list[tuple[str, ...]]) -> None:
    with book() as case:
        with_firm(case, "skr03")
        CASES[name](case, False)
        assert [row[:6] + row[7:] for row in rows(case)] == [r[:6] + r[7:] for r in expected]


def test_a_cent_between_the_lines_and_the_sum_of_a_document_is_a_row_of_its_own() -> None:
    """Three times 0,13 net: 19 % on each gives 3 × 0,02, on the sum of 0,39 0,07."""
    with book() as case:
        with_firm(case, "skr03")
        lines = [inputs.Amount(account="8400", net=13) for _ in range(3)]
        case.post(inputs.Invoice(day=YEAR[0], partner=CUSTOMER, document="RE/1", lines=lines))
        assert rows(case) == [
            *[("0,15", "S", "10001", "8400", "", "0101", "RE/1", "0")] * 3,
            ("0,01", "S", "10001", "1776", "", "0101", "RE/1", "0"),
        ]
        assert agree(case.con, "skr03") == 3


def test_tax_that_is_not_due_yet_stands_beside_the_lifted_automatic() -> None:
    """Under Ist 1.000,00 net: revenue with key 40, 190,00 on the account for tax not due."""
    with book("ist") as case:
        with_firm(case, "skr03")
        amount = inputs.Amount(account="8400", net=100000)
        case.post(inputs.Invoice(day=YEAR[0], partner=CUSTOMER, document="RE-1", lines=[amount]))
        assert [row[:5] for row in rows(case)] == [
            ("1000,00", "S", "10001", "8400", "0040"), ("190,00", "S", "10001", "1766", ""),
        ]  # fmt: skip


def opening_of(con: sqlite3.Connection, year: int) -> bytes | None:
    done = handover(con, date(year, 1, 1), date(year, 12, 31), MADE)
    return next((data for name, data in done.files.items() if "EB-Werte" in name), None)


def added(*found: dict[str, int]) -> dict[str, int]:
    out: dict[str, int] = {}
    for one in found:
        for number, cents in one.items():
            out[number] = out.get(number, 0) + cents
    return {number: cents for number, cents in out.items() if cents}


def balance_sheet_of(con: sqlite3.Connection, last: str, *, owners: bool) -> dict[str, int]:
    """Balances at the end of a day; equity of owners and all results as one sum under `capital`."""
    out: dict[str, int] = {}
    for number, kind, cents in con.execute(
        "SELECT a.number, a.kind, sum(l.cents) FROM line l JOIN account a ON a.id = l.account"
        " WHERE l.day <= ? AND a.number NOT IN ('9000', '9008', '9009') GROUP BY 1",
        (last,),
    ):
        whole = kind in {"income", "expense"} or (kind == "equity" and owners)
        key = "capital" if whole else number
        out[key] = out.get(key, 0) + cents
    return {number: cents for number, cents in out.items() if cents}


@pytest.mark.parametrize(
    ("regime", "chart", "form"),
    [("soll", "skr03", "sole"), ("ist", "skr04", "sole"), ("small", "skr03", "sole"),
     ("soll", "skr04", "gmbh")],
)  # fmt: skip
def test_a_later_year_opens_with_the_balances_of_the_year_before(
    regime: str, chart: str, form: str
) -> None:
    """Opening rows and the rows of the year give the balance sheet at its end, to both readers."""
    draw = random.Random(f"eb{regime}{chart}")
    with book(regime, chart) as case:
        with_firm(case, chart)
        case.unit.put(SettingRow(name="legal_form", valid_from=START, value=form))
        case.unit.flush()
        numbers = [draw.randint(0, 10**6) for _ in range(90)]
        Story(case).tell([
                (draw.choice(KINDS), *numbers[place : place + 3])  # type: ignore[misc]
                for place in range(0, len(numbers), 3)
            ])  # fmt: skip
        first, last = case.rows("SELECT min(booked), max(booked) FROM entry")[0]
        after = int(str(last)[:4]) + 1
        assert opening_of(case.con, int(str(first)[:4])) is None
        day = date(after, 2, 1)
        case.post(inputs.Sale(day=day, document="B-1", money="bank",
                              lines=[inputs.Amount(account="8400" if chart == "skr03" else "4400",
                                                   gross=11_900)]))  # fmt: skip
        owners, kinds = form == "sole", dict(case.rows("SELECT number, kind FROM account"))
        data = opening_of(case.con, after)
        assert data is not None
        opened = small_reader(data, chart)
        assert opened == takeover_reader(data)
        assert sum(opened.get(number, 0) for number in ("9000", "9008", "9009")) == 0
        year = small_reader(batch_of(case.con, after), chart)
        found: dict[str, int] = {}
        for number, cents in added(opened, year).items():
            if number in {"9000", "9008", "9009"}:
                continue
            kind, carry = kinds[number], number in {"0860", "2970"}
            whole = kind in {"income", "expense"} or carry or (kind == "equity" and owners)
            key = "capital" if whole else number
            found[key] = found.get(key, 0) + cents
        expected = balance_sheet_of(case.con, f"{after}-12-31", owners=owners)
        assert {number: cents for number, cents in found.items() if cents} == expected
        assert not {n for n in opened if kinds.get(n) in {"income", "expense"}}  # type: ignore[call-overload]
        items = {row["Belegfeld 1"] for row in cells(data) if len(row["Konto"]) == 5}
        assert items - {"EB"}


def test_header_texts_and_days() -> None:
    with book() as case:
        with_firm(case, "skr03")
        amount = inputs.Amount(account="4930", net=10000, code="VST19")
        case.post(
            inputs.Bill(
                day=date(2026, 3, 30), booked=date(2026, 4, 2), arrival=date(2026, 4, 2),
                service=date(2026, 3, 28), partner=SUPPLIER, document="A:17 ö", lines=[amount],
                due=date(2026, 4, 30), text='Łódź; "Büro"\tñ', cost_centre="Halle 1",
            )
        )  # fmt: skip
        data = batch_of(case.con)
        (row,) = cells(data)
    head = data.split(b"\r\n")[0].decode("cp1252")
    assert head == (
        '"EXTF";700;21;"Buchungsstapel";13;20261122120000005;;"KO";"Jutta Lindner";"";29098;55003;'
        '20260101;4;20260101;20261231;"Malerbetrieb Lin 01-12-2026";"";1;0;0;"EUR";;"";;;"03";;;'
        '"";""'
    )
    assert len(data.split(b"\r\n")[1].split(b";")) == 125 and data.endswith(b"\r\n")
    assert row["Belegdatum"] == "0204", "a late document counts in the month of its booking"
    assert row["Belegfeld 1"] == "A-17" and row["Belegfeld 2"] == "300426"
    assert row["Buchungstext"] == 'Lódz; "Büro" ñ'
    assert row["Leistungsdatum"] == "28032026" and row["Fälligkeit"] == "30042026"
    assert row["KOST1 - Kostenstelle"] == "Halle 1" and row["Festschreibung"] == "0"


def test_numbers_of_the_adviser_and_one_year_are_needed() -> None:
    with book() as case:
        case.unit.put(FirmRow(name="Malerbetrieb Lindner", chart="skr03", started=YEAR[0]))
        case.unit.flush()
        with pytest.raises(Refused, match="DATEV"):
            batch_of(case.con)
        with pytest.raises(InputError, match="DATEV"):
            handover(case.con, date(2025, 12, 1), date(2026, 1, 31), MADE)


def test_a_folder_for_the_adviser(tmp_path: Path) -> None:
    path = tmp_path / "demo.kontor"
    with bootstrap.create_store(path) as store:
        write_demo(store, profile="maler", until=date(2025, 6, 30), seed=15)
        store.run(
            change_setting, SettingInput(key="datev_adviser", value="29098", valid_from=START)
        )
        store.run(change_setting, SettingInput(key="datev_client", value="7", valid_from=START))
        done = write_datev(store, tmp_path / "out", date(2025, 1, 1), date(2025, 6, 30), MADE)
        with pytest.raises(InputError, match="out"):
            write_datev(store, tmp_path / "out", date(2025, 1, 1), date(2025, 6, 30), MADE)
        with store.read() as con:
            expected = booked(con, 2025)
            told = con.execute("SELECT kind, data FROM event ORDER BY id DESC").fetchone()
            people = con.execute(
                "SELECT count(DISTINCT a.id) FROM line l JOIN account a ON a.id = l.account"
                " WHERE a.parent NOT NULL AND l.day < '2025-07-01'"
            ).fetchone()[0]
    assert all("EB-Werte" not in name for name in done.files)
    batch, partners, names = (read_extf((done.folder / name).read_bytes()) for name in done.files)
    assert (batch.category, partners.category, names.category) == (21, 16, 20)
    assert batch.chart == partners.chart and batch.account_length == 4
    data = (done.folder / done.files[0]).read_bytes()
    assert small_reader(data, batch.chart) == takeover_reader(data) == expected
    assert len(expected) > 30 and done.rows == len(batch.rows) > done.entries // 2
    assert len(partners.rows) == people > 10
    first = dict(zip(partners.captions, partners.rows[0][1], strict=True))
    assert len(first["Konto"]) == 5
    assert first["Ort"] and first["Kurzbezeichnung"]
    assert {row[0] for _, row in names.rows} >= {n for n in expected if len(n) == 4}
    assert told[0] == "export" and f'"entries": {done.entries}' in told[1]
