"""Whole pieces of work from the command line: new firm, statement, templates, contact files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kontor.base.errors import Exit
from tests.cli.conftest import Kontor

COMPANY = {
    "name": "Malerbetrieb Lindner", "owner": "Jana Lindner", "started": "2026-01-01", "land": "NW",
    "street": "Farbweg", "house_number": "3", "postcode": "50667", "city": "Köln",
    "tax_number": "", "vat_method": "ist", "vat_filing": "month",
    "money_accounts": [{"name": "Volksbank", "iban": "DE02120300000000202051"}],
    "takeover": {"balances": [
        {"account": "1200", "amount": "5000.00"}, {"account": "0880", "amount": "-5000.00"},
    ]},
}  # fmt: skip
STATEMENT = """\
:20:STARTUMSE
:25:12030000/202051
:28C:00001/001
:60F:C260301EUR0,00
:61:2603200320CR4760,00N062NONREF
:86:166?00GUTSCHRIFT?109310?20SVWZ+Rechnung RE-1?30BYLADEM1001?31DE89370400440532013000?32Krueger
:61:2603210321DR68,50N005NONREF
:86:105?00BASISLASTSCHRIFT?109310?20SVWZ+Tanken Koeln?30BYLADEM1001?32Tankstelle Ring
:62F:C260321EUR4691,50
-
"""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    path = tmp_path / "company.json"
    path.write_text(json.dumps(COMPANY), "utf-8")
    return path


def test_new_firm_from_a_document(kontor: Kontor, tmp_path: Path, company: Path) -> None:
    file = tmp_path / "neu" / "firma.kontor"
    made = kontor("new", file, "--input", company, "--json").json
    assert made["balances"] == 2 and made["path"] == str(file)
    rows = kontor("ledger", "balances", "--year", "2026", "--json", file=file).json
    assert {row["account"]: row["balance"] for row in rows} == {
        "1200": "5000.00", "0880": "-5000.00",
    }  # fmt: skip
    assert kontor("check", "--json", file=file).json == []
    accounts = kontor("settings", "accounts", "--json").json  # the file made last
    assert [one["iban"] for one in accounts] == ["DE02120300000000202051"]


def test_new_never_writes_over_a_file(kontor: Kontor, firm_file: Path, company: Path) -> None:
    before = firm_file.read_bytes()
    said = kontor("new", firm_file, "--input", company, code=Exit.USAGE)
    assert firm_file.name in said.err
    assert firm_file.read_bytes() == before


def test_a_refused_firm_leaves_nothing(kontor: Kontor, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    balances = [{"account": "1200", "amount": "5000.00"}, {"account": "x", "amount": "1.00"}]
    unbalanced = {"balances": balances}
    wrong.write_text(json.dumps(COMPANY | {"takeover": unbalanced}), "utf-8")
    kontor("new", tmp_path / "a" / "firma.kontor", "--input", wrong, code=Exit.USAGE)
    assert list((tmp_path / "a").iterdir()) == []


def test_new_without_input_asks_on_the_screen(tmp_path: Path) -> None:
    from kontor.cli.app import run

    asked: list[str] = []

    def screen(path: str, *, language: str) -> int:
        asked.append(path)
        return 0

    assert run(["new", str(tmp_path / "neu.kontor")], screen) == 0
    assert asked == [str(tmp_path / "neu.kontor")]


def test_from_statement_to_booking(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    kontor(
        "ledger", "post", "invoice", "--day", "2.3.2026", "--partner", "Krüger",
        "--document", "RE-1", "--net", "8400=4.000,00", file=firm_file,
    )  # fmt: skip
    statement = tmp_path / "auszug.sta"
    statement.write_text(STATEMENT, "utf-8")
    said = kontor("bank", "import", statement, "--json", file=firm_file).json
    assert (said["new"], said["known"], said["pending"], said["refused"]) == (2, 0, 0, 0)
    again = kontor("bank", "import", statement, "--json", file=firm_file).json
    assert again["new"] == 0
    lines = kontor("bank", "lines", "--open", "--json", file=firm_file).json
    assert [line["cents"] for line in lines] == ["-68.50", "4760.00"]
    fuel, receipt = (line["id"] for line in lines)
    proposed = kontor("bank", "propose", receipt, "--json", file=firm_file).json
    assert proposed[0]["reasons"] and proposed[0]["grade"] == "auto"
    kontor("bank", "accept", "--sure", file=firm_file)
    kontor("bank", "book", fuel, "--account", "4530=68,50:VST19", file=firm_file)
    assert kontor("bank", "lines", "--open", "--json", file=firm_file).json == []
    assert kontor("ledger", "open-items", "--json", file=firm_file).json == []
    vat = kontor("tax", "vat", "--period", "2026-03", "--json", file=firm_file).json
    assert vat["tax"]["81"] == "760.00" and vat["payable"] == "749.06"
    assert kontor("check", "--json", file=firm_file).json == []
    kontor("undo", file=firm_file)
    assert len(kontor("bank", "lines", "--open", "--json", file=firm_file).json) == 1
    kontor("bank", "set-aside", fuel, "--reason", "privat", file=firm_file)
    findings = kontor("check", "--json", file=firm_file, code=Exit.FINDINGS).json
    assert [one["code"] for one in findings] == ["I11"]  # the bank says otherwise than the books


def test_a_broken_statement_is_refused(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    noise = tmp_path / "noise.xml"
    noise.write_bytes(bytes(range(256)) * 40)
    said = kontor("bank", "import", noise, file=firm_file, code=Exit.USAGE)
    assert "Traceback" not in said.err and "Es wurde nichts geändert" in said.err
    kontor("bank", "import", tmp_path / "nirgends.xml", file=firm_file, code=Exit.USAGE)


def test_rules(kontor: Kontor, firm_file: Path) -> None:
    made = kontor(
        "bank", "add-rule", "--name", "Tanken", "--pattern-purpose", "tanken", "--account", "4530",
        "--json", file=firm_file,
    ).json  # fmt: skip
    assert [one["label"] for one in kontor("bank", "rules", "--json", file=firm_file).json] == [
        "Tanken"
    ]
    kontor("bank", "drop-rule", made["id"], file=firm_file)
    assert kontor("bank", "rules", "--json", file=firm_file).json == []


def test_templates_and_standing_entries(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    rent = {
        "name": "Miete", "every_months": 1, "starts": "2026-01-01", "ends": "2026-02-28",
        "event": {"kind": "purchase", "day": "2026-01-01", "document": "M-{month}",
                  "lines": [{"account": "4210", "gross": "500.00"}]},
    }  # fmt: skip
    document = tmp_path / "rent.json"
    document.write_text(json.dumps(rent), "utf-8")
    kontor("ledger", "save-template", "--input", document, file=firm_file)
    listed = kontor("ledger", "templates", "--json", file=firm_file).json
    assert [(one["name"], one["kind"]) for one in listed] == [("Miete", "purchase")]
    made = kontor("ledger", "standing", "--json", file=firm_file).json
    assert len(made["entries"]) == 2
    kontor("ledger", "template", "Miete", "--day", "2026-03-01", file=firm_file)
    journal = kontor("ledger", "journal", "--json", file=firm_file).json
    assert {one["document"] for one in journal} == {"M-2026-01", "M-2026-02", "M-2026-03"}
    kontor("ledger", "drop-template", "Miete", file=firm_file)
    assert kontor("ledger", "templates", "--json", file=firm_file).json == []


def test_correcting_an_open_entry(kontor: Kontor, firm_file: Path) -> None:
    words = ["--document", "T-1", "--day", "3.3.2026"]
    kontor("ledger", "post", "purchase", *words, "--gross", "4530=11,90", file=firm_file)
    kontor(
        "ledger", "correct", "T-1", "purchase", *words, "--gross", "4530=119,00",
        "--reason", "Zahlendreher", file=firm_file,
    )  # fmt: skip
    entry = kontor("ledger", "entry", "T-1", "--json", file=firm_file).json
    assert {line["account"]: line["amount"] for line in entry["lines"]}["4530"] == "119.00"
    kontor("ledger", "discard", "T-1", file=firm_file)
    assert kontor("ledger", "journal", "--json", file=firm_file).json == []


def test_the_payroll_file(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "lohn.csv"
    file.write_text("Konto;Soll;Haben\n4120;3.000,00;\n1740;;2.400,00\n1741;;600,00\n", "utf-8")
    kontor("ledger", "payroll", file, "--day", "31.3.2026", "--document", "L-03", file=firm_file)
    entry = kontor("ledger", "entry", "L-03", "--json", file=firm_file).json
    assert {line["account"]: line["amount"] for line in entry["lines"]} == {
        "4120": "3000.00", "1740": "-2400.00", "1741": "-600.00",
    }  # fmt: skip
    file.write_text("Konto;Soll;Haben\n4120;3.000,00;\n1740;;2.400,00\n", "utf-8")
    kontor("ledger", "payroll", file, "--day", "30.4.2026", file=firm_file, code=Exit.USAGE)
    assert len(kontor("ledger", "journal", "--json", file=firm_file).json) == 1


def test_own_accounts(kontor: Kontor, firm_file: Path) -> None:
    kontor(
        "ledger", "add-account", "--number", "4531", "--name", "Diesel", "--like", "4530",
        file=firm_file,
    )  # fmt: skip
    kontor("ledger", "change-account", "4531", "--name", "Diesel und AdBlue", file=firm_file)
    rows = kontor("ledger", "accounts", "--json", file=firm_file).json
    assert [row["name"] for row in rows if row["number"] == "4531"] == ["Diesel und AdBlue"]
    kontor("ledger", "close-account", "4531", "--day", "2026-12-31", file=firm_file)


@pytest.mark.parametrize("form", ["vcard3.0", "vcard4.0", "csv"])
def test_contacts_out_and_in(kontor: Kontor, firm_file: Path, tmp_path: Path, form: str) -> None:
    kontor(
        "contacts", "add", "--kind", "firm", "--name", "Bäckerei Ohm; & Söhne", "--role",
        "customer", "--mail", "info@ohm.example", "--city", "Köln", file=firm_file,
    )  # fmt: skip
    out = tmp_path / "contacts.out"
    kontor("contacts", "export", "--format", form, "--output", out, file=firm_file)
    assert kontor("contacts", "export", "--format", form, file=firm_file).out.encode() == (
        out.read_bytes()
    )
    dry = kontor("contacts", "import", out, "--dry", "--json", file=firm_file).json
    assert len(dry["rows"]) == 2
    before = kontor("contacts", "list", "--json", file=firm_file).json
    kontor("contacts", "import", out, file=firm_file)
    assert kontor("contacts", "list", "--json", file=firm_file).json == before


def test_demo_refuses_an_existing_file(kontor: Kontor, firm_file: Path) -> None:
    before = firm_file.read_bytes()
    kontor("demo", "--no-open", file=firm_file, code=Exit.USAGE)
    assert firm_file.read_bytes() == before


def test_filing_closes_the_month(kontor: Kontor, firm_file: Path) -> None:
    kontor(
        "ledger", "post", "invoice", "--day", "2.3.2026", "--partner", "Krüger",
        "--document", "RE-1", "--net", "8400=4.000,00", file=firm_file,
    )  # fmt: skip
    typed = kontor("tax", "copy", "--period", "2026-Q1", "--json", file=firm_file).json
    assert {one["kz"]: one["text"] for one in typed}["83"] == "760,00"
    kontor("tax", "file", "2026-Q1", "--day", "2026-04-08", "--ticket", "et1", file=firm_file)
    filed = kontor("tax", "filings", "--json", file=firm_file).json
    assert [(one["period"], one["payable"]) for one in filed] == [("2026-Q1", "760.00")]
    months = kontor("ledger", "months", "--json", file=firm_file).json
    assert [(one["month"], one["open"]) for one in months] == [("2026-03", 0)]
    late = ["--document", "T-9", "--day", "3.3.2026", "--booked", "3.3.2026"]
    said = kontor(
        "ledger", "post", "purchase", *late, "--gross", "4530=11,90", file=firm_file, code=2
    )
    assert "Es wurde nichts geändert" in said.err
    kontor("ledger", "reverse", "RE-1", "--reason", "storniert", file=firm_file)
    state = kontor("tax", "vat", "--period", "2026-Q1", "--json", file=firm_file).json["state"]
    assert state in {"filed", "changed", "to_correct"}
    assert kontor("check", "--json", file=firm_file).json == []


def test_locking_says_what_stands_in_the_way(kontor: Kontor, firm_file: Path) -> None:
    words = ["--document", "T-1", "--day", "3.3.2026"]
    kontor("ledger", "post", "purchase", *words, "--gross", "4530=11,90", file=firm_file)
    kontor("ledger", "lock", "2026-03", "--dry", file=firm_file, code=None)
    made = kontor("ledger", "lock", "2026-03", "--json", file=firm_file).json
    assert made["sealed"] == 1
    entry = kontor("ledger", "entry", "T-1", "--json", file=firm_file).json
    assert entry["number"] == 1 and entry["hash"]
    kontor("ledger", "discard", "T-1", file=firm_file, code=2)
    kontor("undo", file=firm_file, code=2)


def test_repair_and_rescue(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    kontor("repair", file=firm_file)
    assert kontor("check", "--json", file=firm_file).json == []
    saved = kontor("rescue", tmp_path / "rescued", "--json", file=firm_file).json
    assert {"table": "contact", "rows": 1} in saved
    assert (tmp_path / "rescued" / "contact.csv").exists()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short demo firm."""
    from kontor.cli.app import run

    path = tmp_path_factory.mktemp("demo") / "demo.kontor"
    words = ["demo", "--file", str(path), "--no-open", "--until", "2025-02-28", "--seed", "3"]
    assert run(words, lambda *_, **__: 1) == 0
    return path


def test_the_demo_is_proven(kontor: Kontor, demo: Path) -> None:
    assert kontor("check", "--json", file=demo).json == []
    assert [path.name for path in demo.parent.iterdir() if path.is_dir()] in ([], ["demo-backups"])
    assert kontor("settings", "firm", "--json", file=demo).json["demo"] == "maler"


def test_the_demo_obeys_its_seed(kontor: Kontor, demo: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.kontor", tmp_path / "other.kontor"
    words = ["--no-open", "--until", "2025-02-28"]
    kontor("demo", *words, "--seed", "3", file=again)
    kontor("demo", *words, "--seed", "4", file=other)
    books = [
        kontor("ledger", "balances", "--year", "2025", "--json", file=file).json
        for file in (demo, again, other)
    ]
    assert books[0] == books[1] != books[2]


@pytest.mark.parametrize("form", ["csv", "json", "hledger", "beancount"])
def test_the_journal_for_other_programs(
    kontor: Kontor, demo: Path, tmp_path: Path, form: str
) -> None:
    said = kontor("ledger", "export", "--format", form, file=demo)
    assert len(said.out) > 10_000 and said.err == ""
    target = tmp_path / f"out.{form}"
    kontor("ledger", "export", "--format", form, "--output", target, file=demo)
    assert target.read_bytes() == said.out.encode()


def test_hledger_and_kontor_agree(kontor: Kontor, demo: Path, tmp_path: Path) -> None:
    """The second opinion: every balance, to the cent."""
    import csv
    import io
    import os
    import re
    import shutil
    import subprocess

    if not shutil.which("hledger"):
        assert not os.environ.get("KONTOR_CI"), "hledger belongs to the checks"
        pytest.skip("hledger is not installed")
    target = tmp_path / "out.journal"
    kontor("ledger", "export", "--format", "hledger", "--output", target, file=demo)
    done = subprocess.run(
        ["hledger", "-f", str(target), "bal", "--flat", "-N", "-O", "csv"],
        env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = {}
    for name, amount in list(csv.reader(io.StringIO(done.stdout)))[1:]:
        number = re.search(r"(\d{4,5})(?: |$)[^:]*$", name)
        assert number, name
        theirs[number[1]] = amount
    ours = kontor("ledger", "balances", "--year", "2025", "--json", file=demo).json
    moved = {one["account"]: one["balance"] for one in ours if one["balance"] != "0.00"}
    cents = {
        number: re.sub(r"[^\d.,-]", "", text).replace(",", "") for number, text in theirs.items()
    }
    assert cents == moved


def test_datev_files_for_the_adviser(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    for document, day in (("RE-1", "2.3.2026"), ("RE-2", "1.4.2026")):
        kontor(
            "ledger", "post", "invoice", "--day", day, "--partner", "Krüger",
            "--document", document, "--net", "8400=4.000,00", file=firm_file,
        )  # fmt: skip
    words = ("ledger", "datev", tmp_path / "out", "--period", "2026-03")
    assert "settings set datev_adviser" in kontor(*words, file=firm_file, code=Exit.USAGE).err
    kontor("settings", "set", "datev_adviser", "29098", file=firm_file)
    kontor("settings", "set", "datev_client", "7", file=firm_file)
    said = kontor(*words, "--json", file=firm_file)
    assert (said.json["entries"], said.json["rows"]) == (1, 1)
    assert "1 " in said.err
    batch = (tmp_path / "out" / said.json["files"][0]).read_text("cp1252").splitlines()
    assert len(batch) == 3 and batch[2].startswith('4760,00;"S";"";;;"";10001;8400;"";0203;"RE-1"')


def test_data_carrier_for_the_audit(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    kontor(
        "ledger", "post", "invoice", "--day", "2.3.2026", "--partner", "Krüger",
        "--document", "RE-1", "--net", "8400=4.000,00", file=firm_file,
    )  # fmt: skip
    out = tmp_path / "out"
    said = kontor("ledger", "audit", out, "--period", "2026", "--json", file=firm_file).json
    assert said["buchungen.csv"] == 3 and said["offene_posten.csv"] == 1
    assert (out / "buchungen.csv").read_text("utf-8").count("RE-1") == 6
    kontor("ledger", "audit", out, "--period", "2026", file=firm_file, code=Exit.USAGE)
