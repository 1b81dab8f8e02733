"""The exported journal read by hledger and by beancount: every balance agrees."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import InputError
from kontor.ledger.queries import accounts, export
from tests.conftest import NAMES
from tests.ledger.hand_books import HandBooks, line
from tests.ledger.outside import (
    beancount_balances,
    hledger,
    hledger_balances,
    needs_beancount,
    needs_hledger,
    own_balances,
    write_export,
)


@pytest.fixture(scope="module")
def books() -> HandBooks:
    """Random entries, general reversals, names and texts that try to break out."""
    made, draw = HandBooks(), random.Random(7)
    for number, name in enumerate(NAMES):
        made.partner(str(10001 + number), name)
    targets = ["telefon", "rhb19", "erl19", "kasse", "privatentnahme", "10001", "10005", "10009"]
    for number in range(120):
        day = f"{2025 + number // 80}-{1 + number % 12:02d}-{1 + number % 28:02d}"
        cents = draw.randint(-500000, 500000) or 1
        part = draw.randint(-5000, 5000)
        lines = [
            line(draw.choice(targets), cents), line("bank", part - cents), line("ust_vz", -part),
        ]  # fmt: skip
        text = draw.choice(NAMES)
        key = made.entry(day, *lines, document=f"B({number}) {text}", text=text)
        if number % 9 == 0:
            mirror = [line(one["account"], -one["cents"]) for one in lines]
            made.entry(day, *mirror, general=True, reverses=key, text="Storno")
        if number % 2 == 0:
            made.seal(key)
    return made


def text_of(books: HandBooks, form: str) -> str:
    """The whole export."""
    return "".join(export.export(books.con, form))


@needs_hledger
def test_hledger_finds_the_same_balances(books: HandBooks, tmp_path: Path) -> None:
    file = write_export(books.con, "hledger", tmp_path)
    hledger(file, "check", "--strict")
    assert hledger_balances(file) == own_balances(books.con, "hledger")


@needs_beancount
def test_beancount_finds_the_same_balances(books: HandBooks, tmp_path: Path) -> None:
    have, entries = beancount_balances(write_export(books.con, "beancount", tmp_path))
    assert have == own_balances(books.con, "beancount")
    assert entries == books.con.execute("SELECT count(*) FROM entry").fetchone()[0]


def test_names_are_unique_in_both_forms(books: HandBooks) -> None:
    for form in ("hledger", "beancount"):
        names = export.account_names(books.con, form)
        assert len(set(names.values())) == len(names)


def test_csv_and_json_hold_every_line(books: HandBooks) -> None:
    wanted = accounts.balances(books.con, date(2099, 1, 1))
    rows = list(csv.DictReader(io.StringIO(text_of(books, "csv"), newline=""), delimiter=";"))
    assert len(rows) == books.con.execute("SELECT count(*) FROM line").fetchone()[0]
    sums: dict[str, int] = {}
    for row in rows:
        cents = round(float(row["amount"]) * 100)
        sums[row["account"]] = sums.get(row["account"], 0) + cents
    assert sums == wanted
    entries = json.loads(text_of(books, "json"))
    assert len(entries) == books.con.execute("SELECT count(*) FROM entry").fetchone()[0]
    assert all(sum(round(float(x["amount"]) * 100) for x in one["lines"]) == 0 for one in entries)


def test_a_year_and_an_unknown_form(books: HandBooks) -> None:
    text = "".join(
        export.export(books.con, "json", first=date(2026, 1, 1), last=date(2026, 12, 31))
    )
    assert {one["booked"][:4] for one in json.loads(text)} == {"2026"}
    assert json.loads("".join(export.export(HandBooks().con, "json"))) == []
    with pytest.raises(InputError):
        export.export(books.con, "excel")
