"""The promised commands, as scripts use them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kontor

INVOICE = {
    "kind": "invoice", "day": "2026-03-02", "partner": "Krüger", "document": "RE-1",
    "lines": [{"account": "8400", "net": "4000.00"}],
}  # fmt: skip
PAYMENT = {
    "kind": "payment", "day": "2026-03-20", "amount": "4760.00", "settles": [{"item": "RE-1"}],
}  # fmt: skip
FUEL = {
    "kind": "purchase", "day": "2026-03-05", "text": "=1+1",
    "lines": [{"account": "4530", "gross": "68.50", "code": "VST19"}],
}  # fmt: skip


@pytest.fixture
def booked(kontor: Kontor, firm_file: Path, tmp_path: Path) -> Path:
    """The firm with an invoice, its payment and a purchase."""
    events = tmp_path / "events.json"
    events.write_text(json.dumps([INVOICE, PAYMENT]), "utf-8")
    kontor("ledger", "event", "--input", events, file=firm_file)
    return firm_file


def test_events_are_booked_in_order(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.json"
    events.write_text(json.dumps([INVOICE, PAYMENT]), "utf-8")
    said = kontor("ledger", "event", "--input", events, "--json", file=firm_file).json
    assert [(one["position"], one["kind"]) for one in said] == [(1, "invoice"), (2, "payment")]
    assert said[1]["step"] == said[0]["step"] + 1


def test_a_refused_event_names_its_place(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.json"
    wrong = PAYMENT | {"settles": [{"item": "RE-99"}]}
    events.write_text(json.dumps([INVOICE, wrong, PAYMENT]), "utf-8")
    said = kontor("ledger", "event", "--input", events, "--json", file=firm_file, code=2)
    assert "2 (payment)" in said.err and "RE-99" in said.err
    assert [one["position"] for one in said.json] == [1]
    assert "Nothing was changed" not in said.err
    journal = kontor("ledger", "journal", "--json", file=firm_file).json
    assert [one["document"] for one in journal] == ["RE-1"]


def test_a_malformed_list_books_nothing(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.json"
    events.write_text(json.dumps([INVOICE, {"kind": "payment", "day": "gestern"}]), "utf-8")
    said = kontor("ledger", "event", "--input", events, file=firm_file, code=2)
    assert "2.day" in said.err
    assert kontor("ledger", "journal", "--json", file=firm_file).json == []


def test_vat_return_as_promised(kontor: Kontor, booked: Path) -> None:
    for period in ("2026-03", "2026-Q1", "2026"):
        said = kontor("tax", "vat", "--period", period, "--json", file=booked).json
        assert said["kennzahlen"] == {"81": "4000.00"}
        assert said["tax"] == {"81": "760.00"}
        assert said["payable"] == "760.00"


def test_income_surplus_as_promised(kontor: Kontor, booked: Path) -> None:
    said = kontor("tax", "eur", "--year", "2026", "--json", file=booked).json
    assert said["lines"] == {"15": "4000.00", "17": "760.00"}
    assert said["profit"] == "4760.00"
    assert isinstance(said["form"], int)


def test_balances_as_promised(kontor: Kontor, booked: Path) -> None:
    said = kontor("ledger", "balances", "--year", "2026", "--json", file=booked).json
    assert {one["account"]: one["balance"] for one in said} == {
        "1200": "4760.00", "1776": "-760.00", "8400": "-4000.00", "10001": "0.00",
    }  # fmt: skip


def test_check_is_an_empty_list_when_proven(kontor: Kontor, booked: Path) -> None:
    assert kontor("check", "--json", file=booked).json == []


@pytest.mark.parametrize("place", ["before", "after"])
def test_file_stands_before_or_after_the_verb(kontor: Kontor, booked: Path, place: str) -> None:
    option = ["--file", str(booked)]
    words = ["ledger", "journal", "--json"]
    said = kontor(*(option + words if place == "before" else words + option))
    assert len(said.json) == 2


def test_options_and_document_book_the_same(kontor: Kontor, firm_file: Path) -> None:
    kontor(
        "ledger", "post", "invoice", "--day", "2.3.2026", "--partner", "Krüger",
        "--document", "RE-1", "--net", "8400=4.000,00", file=firm_file,
    )  # fmt: skip
    entry = kontor("ledger", "entry", "RE-1", "--json", file=firm_file).json
    assert [(line["account"], line["amount"]) for line in entry["lines"]] == [
        ("10001", "4760.00"), ("8400", "-4000.00"), ("1776", "-760.00"),
    ]  # fmt: skip
    assert entry["booked"] == "2026-03-02"


def test_schema_is_the_schema_of_the_model(kontor: Kontor) -> None:
    from kontor.ledger.model.inputs import Invoice

    assert kontor("ledger", "post", "invoice", "--schema").json == Invoice.model_json_schema()


def test_undo_and_redo(kontor: Kontor, booked: Path) -> None:
    kontor("undo", file=booked)
    assert len(kontor("ledger", "journal", "--json", file=booked).json) == 1
    kontor("redo", file=booked)
    assert len(kontor("ledger", "journal", "--json", file=booked).json) == 2
    kinds = [one["kind"] for one in kontor("history", "--json", file=booked).json]
    assert kinds[:2] == ["redo", "undo"]


def test_csv_is_one_table_and_starts_no_formula(
    kontor: Kontor, firm_file: Path, tmp_path: Path
) -> None:
    events = tmp_path / "events.json"
    events.write_text(json.dumps([FUEL]), "utf-8")
    kontor("ledger", "event", "--input", events, file=firm_file)
    said = kontor("ledger", "journal", "--csv", file=firm_file)
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert rows[0]["text"] == "'=1+1" and rows[0]["amount"] == "68.50"


def test_json_and_csv_together_are_refused(kontor: Kontor, firm_file: Path) -> None:
    kontor("ledger", "journal", "--json", "--csv", file=firm_file, code=2)


def test_contacts(kontor: Kontor, firm_file: Path) -> None:
    said = kontor(
        "contacts", "add", "--kind", "firm", "--name", "Bäckerei Ohm", "--role", "customer",
        "--mail", "info@ohm.example", "--city", "Köln", "--json", file=firm_file,
    ).json  # fmt: skip
    one = kontor("contacts", "show", f"contacts:{said['id']}", "--json", file=firm_file).json
    assert one["name"] == "Bäckerei Ohm" and one["addresses"][0]["city"] == "Köln"
    names = [row["name"] for row in kontor("contacts", "list", "--json", file=firm_file).json]
    assert set(names) == {"Bäckerei Ohm", "Krüger"}
    kontor("contacts", "change", "Bäckerei Ohm", "--note", "zahlt pünktlich", file=firm_file)
    one = kontor("contacts", "show", "Bäckerei Ohm", "--json", file=firm_file).json
    assert one["note"] == "zahlt pünktlich" and one["addresses"][0]["city"] == "Köln"


def test_search_finds_what_was_added(kontor: Kontor, firm_file: Path) -> None:
    hits = kontor("search", "krug", "--json", file=firm_file).json
    assert any("Krüger" in hit["title"] for hit in hits)


def test_settings_have_a_day(kontor: Kontor, firm_file: Path) -> None:
    kontor("settings", "set", "terms_days", "30", "--since", "2026-02-01", file=firm_file)
    before = kontor("settings", "list", "--day", "2026-01-15", "--json", file=firm_file).json
    after = kontor("settings", "list", "--day", "2026-02-15", "--json", file=firm_file).json
    assert (before["terms_days"], after["terms_days"]) == ("14", "30")


def test_backup_and_restore(kontor: Kontor, booked: Path) -> None:
    made = kontor("backup", "--json", file=booked).json
    assert [one["path"] for one in kontor("backups", "--json", file=booked).json] == [made["path"]]
    kontor("undo", file=booked)
    found = kontor("restore", made["path"], "--json", file=booked).json
    assert found["steps_lost"] == 1
    assert len(kontor("ledger", "journal", "--json", file=booked).json) == 1
    kontor("restore", made["path"], "--yes", file=booked)
    assert len(kontor("ledger", "journal", "--json", file=booked).json) == 2
    assert kontor("check", "--json", file=booked).json == []


def test_reports_open_without_data(kontor: Kontor, firm_file: Path) -> None:
    for words in (
        ("reports", "bwa"), ("reports", "pnl"), ("reports", "balance-sheet"), ("reports", "cash"),
        ("tax", "vat"), ("tax", "eur"), ("tax", "year"), ("tax", "zm"), ("tax", "deadlines"),
        ("bank", "lines"), ("ledger", "open-items"), ("ledger", "open-items", "--ages"),
        ("ledger", "account", "1200"), ("ledger", "accounts"), ("settings", "firm"),
        ("settings", "accounts"), ("settings", "ranges"), ("history",), ("backups",),
    ):  # fmt: skip
        kontor(*words, file=firm_file)
        kontor(*words, "--csv", file=firm_file)
        assert kontor(*words, "--json", file=firm_file).json is not None
