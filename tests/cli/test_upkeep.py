"""Commands that take back, close, join and take over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kontor, Said
from tests.cli.test_work import STATEMENT

OTHER = "DE89370400440532013000"


@pytest.fixture
def waiting(kontor: Kontor, firm_file: Path, tmp_path: Path) -> int:
    """A bank line that waits to be booked."""
    path = tmp_path / "auszug.sta"
    path.write_text(STATEMENT, "utf-8")
    kontor("bank", "import", path, file=firm_file)
    (other,) = (
        one["id"]
        for one in kontor("bank", "lines", "--json", file=firm_file).json
        if one["cents"] == "4760.00"
    )
    kontor("bank", "set-aside", other, "--reason", "später", file=firm_file)
    return int(kontor("bank", "lines", "--open", "--json", file=firm_file).json[0]["id"])


def test_a_bank_booking_is_taken_back(kontor: Kontor, firm_file: Path, waiting: int) -> None:
    kontor("bank", "book", waiting, "--account", "4530", file=firm_file)
    assert kontor("bank", "lines", "--open", "--json", file=firm_file).json == []
    kontor("bank", "unbook", waiting, file=firm_file)
    (line,) = kontor("bank", "lines", "--open", "--json", file=firm_file).json
    assert line["id"] == waiting
    assert kontor("ledger", "journal", "--json", file=firm_file).json == []
    said = kontor("bank", "unbook", waiting, file=firm_file, code=2)
    assert "nicht gebucht" in said.err and "Es wurde nichts geändert" in said.err


def test_a_sealed_bank_booking_wants_a_reason(
    kontor: Kontor, firm_file: Path, waiting: int
) -> None:
    kontor("bank", "book", waiting, "--account", "4530", file=firm_file)
    kontor("ledger", "lock", "2026-03", file=firm_file)
    kontor("bank", "unbook", waiting, file=firm_file, code=2)
    kontor("bank", "unbook", waiting, "--reason", "doppelt", file=firm_file)
    (line,) = kontor("bank", "lines", "--open", "--json", file=firm_file).json
    assert line["id"] == waiting
    kinds = [one["kind"] for one in kontor("ledger", "journal", "--json", file=firm_file).json]
    assert sorted(kinds) == ["purchase", "reversal"]


def test_a_line_set_aside_comes_back(kontor: Kontor, firm_file: Path, waiting: int) -> None:
    kontor("bank", "set-aside", waiting, "--reason", "privat", file=firm_file)
    assert kontor("bank", "lines", "--open", "--json", file=firm_file).json == []
    kontor("bank", "take-up", waiting, file=firm_file)
    assert len(kontor("bank", "lines", "--open", "--json", file=firm_file).json) == 1


def test_a_rule_is_changed(kontor: Kontor, firm_file: Path) -> None:
    rule = ("--name", "Tanken", "--pattern-name", "tank", "--account", "4530")
    made = kontor("bank", "add-rule", *rule, "--json", file=firm_file).json["id"]
    kontor(
        "bank", "change-rule", made, "--name", "Tanken", "--pattern-name", "aral",
        "--account", "4530", file=firm_file,
    )  # fmt: skip
    (one,) = kontor("bank", "rules", "--json", file=firm_file).json
    assert one["name"] == "aral"


def test_money_accounts_and_ranges(kontor: Kontor, firm_file: Path) -> None:
    kontor("settings", "add-account", "--name", "Zweitbank", "--kind", "bank", file=firm_file)
    there = kontor("settings", "accounts", "--json", file=firm_file).json
    new = next(one for one in there if one["name"] == "Zweitbank")
    assert new["account"].isdecimal()
    kontor("settings", "change-account", "Zweitbank", "--iban", OTHER, file=firm_file)
    kontor("settings", "close-account", OTHER, "--day", "2026-06-30", file=firm_file)
    closed = {
        one["name"]: one["closed"]
        for one in kontor("settings", "accounts", "--json", file=firm_file).json
    }
    assert closed["Zweitbank"] == "2026-06-30"
    kontor("settings", "reopen-account", new["account"], file=firm_file)
    assert "Zweitbank" in kontor("settings", "close-account", "9x", file=firm_file, code=2).err
    kontor(
        "settings", "set-range", "--series", "invoice", "--pattern", "R{year}-{number:03}",
        "--valid-from", "2026-05-01", file=firm_file,
    )  # fmt: skip
    ranges = kontor("settings", "ranges", "--json", file=firm_file).json
    assert ("R{year}-{number:03}", "2026-05-01") in {
        (r["pattern"], r["valid_from"]) for r in ranges
    }


def test_a_setting_is_taken_back(kontor: Kontor, firm_file: Path) -> None:
    kontor("settings", "set", "terms_days", "30", "--since", "2026-02-01", file=firm_file)
    kontor("settings", "drop", "terms_days", "--since", "2026-02-01", file=firm_file)
    said = kontor("settings", "list", "--day", "2026-02-15", "--json", file=firm_file).json
    assert said["terms_days"] == "14"


def test_contacts_are_archived_joined_and_completed(kontor: Kontor, firm_file: Path) -> None:
    add = ("contacts", "add", "--kind", "firm", "--name")
    first = kontor(*add, "Ohm", "--role", "prospect", "--json", file=firm_file).json["id"]
    other = kontor(*add, "Ohm Bäckerei", "--json", file=firm_file).json["id"]
    kontor("contacts", "archive", other, file=firm_file)
    names = [one["name"] for one in kontor("contacts", "list", "--json", file=firm_file).json]
    assert "Ohm" in names and "Ohm Bäckerei" not in names
    kontor("contacts", "bring-back", other, file=firm_file)
    kontor("contacts", "merge", f"contacts:{other}", f"contacts:{first}", file=firm_file)
    kontor("contacts", "separate", other, file=firm_file)
    kontor("contacts", "drop-role", first, "prospect", file=firm_file)
    kontor("contacts", "add-role", first, "--role", "customer", file=firm_file)
    kontor("contacts", "add-channel", first, "--kind", "mail", "--value", "o@ohm.example",
           file=firm_file)  # fmt: skip
    kontor("contacts", "add-address", first, "--city", "Köln", file=firm_file)
    kontor("contacts", "add-bank", first, "--iban", OTHER, file=firm_file)
    site = kontor("contacts", "add-site", first, "--name", "Backstube", "--json", file=firm_file)
    kontor("contacts", "change-site", site.json["id"], "--name", "Laden", file=firm_file)
    one = kontor("contacts", "show", first, "--json", file=firm_file).json
    assert [r["role"] for r in one["roles"]] == ["customer"]
    assert one["channels"][0]["value"] == "o@ohm.example"
    assert one["addresses"][0]["city"] == "Köln" and one["banks"][0]["iban"] == OTHER
    assert [s["name"] for s in one["sites"]] == ["Laden"]
    kontor("contacts", "archive-site", site.json["id"], file=firm_file)


def test_requests_and_marks(kontor: Kontor, firm_file: Path) -> None:
    request = (
        "--day", "2026-03-02", "--partner", "Krüger", "--document", "AR-1", "--net", "8400=1000",
    )  # fmt: skip
    kontor("ledger", "post", "request", *request, file=firm_file)
    changed = (*request[:-1], "8400=500")
    kontor("ledger", "change-request", "AR-1", *changed, file=firm_file)
    (item,) = kontor("ledger", "open-items", "--json", file=firm_file).json
    assert item["open"] == "595.00"
    kontor("ledger", "withdraw", "AR-1", file=firm_file)
    assert kontor("ledger", "open-items", "--json", file=firm_file).json == []
    kontor("ledger", "post", "purchase", "--day", "2026-03-05", "--gross", "4530=68,50",
           file=firm_file)  # fmt: skip
    kontor("ledger", "mark", "1", file=firm_file)
    kontor("ledger", "mark", "1", "--off", file=firm_file)
    kontor("ledger", "add-account", "--number", "4531", "--name", "Öl", "--like", "4530",
           file=firm_file)  # fmt: skip
    kontor("ledger", "close-account", "4531", file=firm_file)
    kontor("ledger", "reopen-account", "4531", file=firm_file)
    made = kontor("ledger", "add-personal", "--name", "Neu", "--side", "supplier", "--json",
                  file=firm_file)  # fmt: skip
    assert made.json["id"] > 0


def test_lists_are_taken_over(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    items, sums = tmp_path / "posten.csv", tmp_path / "salden.csv"
    items.write_text(
        "Seite;Name;Beleg;Datum;Fällig;Netto 19;USt 19\n"
        "Kunde;Erika Größe;RE-42;15.12.2025;14.01.2026;1.000,00;190,00\n", "utf-8",
    )  # fmt: skip
    sums.write_text("Konto;Soll;Haben\n1200;500,00;\n1400;1.190,00;\n0880;;1.690,00\n", "utf-8")
    dry = kontor("ledger", "take-over", items, sums, "--dry", file=firm_file)
    assert "Alles passt" in dry.err + dry.out
    assert kontor("ledger", "journal", "--json", file=firm_file).json == []
    kontor("ledger", "take-over", items, sums, file=firm_file)
    (item,) = kontor("ledger", "open-items", "--json", file=firm_file).json
    assert (item["document"], item["open"]) == ("RE-42", "1190.00")
    kontor("undo", file=firm_file)
    assert kontor("ledger", "journal", "--json", file=firm_file).json == []
    items.write_text("Seite;Name;Beleg;Datum;Netto 19;USt 19\nKunde;X;R;31.2.2025;1;0,19\n")
    said = kontor("ledger", "take-over", items, "--json", file=firm_file, code=1)
    assert said.json[0]["where"].startswith("posten.csv")


def test_input_as_a_document_does_the_same(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "konto.json"
    path.write_text(json.dumps({"name": "Kasse 2", "kind": "cash"}), "utf-8")
    kontor("settings", "add-account", "--input", path, file=firm_file)
    there = kontor("settings", "accounts", "--json", file=firm_file).json
    assert ("Kasse 2", "cash") in {(one["name"], one["kind"]) for one in there}


def test_an_investment_deduction_from_claim_to_return(kontor: Kontor, firm_file: Path) -> None:
    """8,000 € of 2025; a saw of 6,000 € in 2026 takes 3,000 €, the rest goes back to 2025."""

    def at(*words: object, code: int = 0) -> Said:
        return kontor("ledger", *words, file=firm_file, code=code)

    at("claim-deduction", "--year", 2025, "--amount", "8000", "--day", "2025-12-31")
    said = at("claim-deduction", "--year", 2025, "--amount", "192000,01", code=2)
    assert "192.000,00" in said.err
    at("post", "asset", "--day", "2026-02-10", "--number", "A-1", "--name", "Säge",
       "--account", "0440", "--cost", "6000", "--months", 96)  # fmt: skip
    at("use-deduction", "A-1")
    (claim,) = at("deductions", "--json").json
    assert [claim[name] for name in ("year", "cents", "added", "left", "until")] == [
        2025, "8000.00", "3000.00", "5000.00", "2028-12-31",
    ]  # fmt: skip
    done = kontor("tax", "eur", "--year", 2026, "--json", file=firm_file).json
    assert done["outside"] == {"86": "3000.00"}
    assert (done["profit"], done["taxable"]) == ("-3000.00", "0.00")
    shown = kontor("tax", "eur", "--year", 2026, file=firm_file).out
    assert "Steuerlicher Gewinn" in shown and "letzten Jahres (2025)" in shown
    form = kontor("tax", "aveur", "--year", 2026, "--json", file=firm_file).json
    assert {row["line"]: row["amount"] for row in form} == {55: "3000.00", 57: "3000.00",
                                                            61: "3000.00"}  # fmt: skip
    profit = kontor("reports", "pnl", "--period", 2026, file=firm_file)
    assert "3.000,00 außerhalb der Bücher" in profit.err
    at("return-deduction", 2025, "--reason", "nicht gekauft")
    done = kontor("tax", "eur", "--year", 2025, "--json", file=firm_file).json
    assert (done["outside"], done["taxable"]) == ({"88": "3000.00"}, "-3000.00")
    at("lose-deduction", "A-1", "--reason", "privat")
    assert "zurückgenommen" in at("deductions").out
    assert kontor("tax", "eur", "--year", 2026, "--json", file=firm_file).json["outside"] == {}
