"""Payments from the command line: bill, run, release, file, never twice; JSON in and out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kontor
from tests.cli.test_work import COMPANY

SUPPLIER = {
    "kind": "firm", "name": "Farbengroßhandel Kolorit", "roles": [{"role": "supplier"}],
    "banks": [{"iban": "DE89370400440532013000"}],
}  # fmt: skip


@pytest.fixture
def firm(kontor: Kontor, tmp_path: Path) -> Path:
    """A firm that owes 119.00 to a supplier."""
    file = tmp_path / "firm.kontor"
    (tmp_path / "company.json").write_text(json.dumps(COMPANY), "utf-8")
    kontor("new", str(file), "--input", str(tmp_path / "company.json"))
    (tmp_path / "supplier.json").write_text(json.dumps(SUPPLIER), "utf-8")
    kontor("contacts", "add", "--input", str(tmp_path / "supplier.json"), file=file)
    bill = {
        "kind": "bill", "day": "2026-03-02", "partner": "Farbengroßhandel Kolorit",
        "document": "ER-1", "lines": [{"account": "3400", "net": "100.00"}], "due": "2026-03-02",
    }  # fmt: skip
    (tmp_path / "bill.json").write_text(json.dumps(bill), "utf-8")
    kontor("ledger", "post", "bill", "--input", str(tmp_path / "bill.json"), file=file)
    return file


def test_from_the_bill_to_the_file(kontor: Kontor, firm: Path, tmp_path: Path) -> None:
    (row,) = kontor("pay", "propose", "--json", file=firm).json
    assert (row["document"], row["cents"], row["state"]) == ("ER-1", "119.00", "pay")
    done = kontor("pay", "run", "--json", file=firm).json
    run = str(done["id"])
    kontor("pay", "export", run, str(tmp_path), file=firm, code=2)
    kontor("pay", "release", run, file=firm)
    path = Path(kontor("pay", "export", run, str(tmp_path), "--json", file=firm).json["file"])
    assert b'<InstdAmt Ccy="EUR">119.00</InstdAmt>' in path.read_bytes()
    refused = kontor("pay", "export", run, str(tmp_path), file=firm, code=2)
    assert refused.err
    (head,) = kontor("pay", "runs", "--json", file=firm).json
    assert (head["state"], head["file"]) == ("exported", path.name)
    before = path.read_bytes()
    kontor("pay", "export", run, str(tmp_path), "--again", "verloren", file=firm)
    assert path.read_bytes() == before
    (payment,) = kontor("pay", "show", run, "--json", file=firm).json
    kontor("pay", "leave-out", str(payment["id"]), "--reason", "abgelehnt", file=firm)
    (again,) = kontor("pay", "propose", "--json", file=firm).json
    assert again["state"] == "pay"
