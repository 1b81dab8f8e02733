"""Every command for receipts by hand: what it does, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kontor
from tests.cli.test_work import COMPANY
from tests.documents.einvoice.samples import SAMPLES, every, needs_samples
from tests.receipts.kit import put
from tests.receipts.test_booking import PICTURE, bill


@pytest.fixture
def office(kontor: Kontor, tmp_path: Path) -> Path:
    """A firm with a bill of 119.00 and a photo, both taken in."""
    file = tmp_path / "firm.kontor"
    (tmp_path / "company.json").write_text(json.dumps(COMPANY), "utf-8")
    kontor("new", file, "--input", tmp_path / "company.json")
    paths = [bill(tmp_path, day="2026-03-02"), put(tmp_path, "IMG_1.png", PICTURE)]
    found = kontor("receipts", "import", *paths, "--own", "--json", file=file).json
    assert [one["status"] for one in found["files"]] == ["new", "new"]
    return file


def model(folder: Path, **values: object) -> tuple[str, Path]:
    path = folder / "input.json"
    path.write_text(json.dumps(values), "utf-8")
    return "--input", path


def purchase(kontor: Kontor, file: Path, number: str) -> int:
    """An entry of 59.50 from the bank without a receipt."""
    given = {"day": "2026-03-10", "money": "1200", "document": number,
             "lines": [{"account": "4530", "gross": "59.50"}]}  # fmt: skip
    kontor("ledger", "post", "purchase", *model(file.parent, **given), file=file)
    gaps = kontor("receipts", "missing", "--since", "2026-01-01", "--json", file=file).json
    (entry,) = [one["entry"] for one in gaps["entries"] if one["document"] == number]
    return int(entry)


def test_taking_in_tells_known_refused_and_missing_files(
    kontor: Kontor, office: Path, tmp_path: Path
) -> None:
    bad = put(tmp_path, "x.xml", "<html/>")
    said = kontor("receipts", "import", tmp_path / "IMG_1.png", bad, tmp_path / "none.pdf",
                  "--own", "--json", file=office, code=1).json["files"]  # fmt: skip
    assert [one["status"] for one in said] == ["known", "refused", "refused"]
    assert said[1]["refusal"] and "none.pdf" in said[2]["refusal"]
    assert [one["receipt"] for one in said] == [2, None, None]
    refused = kontor("receipts", "import", file=office, code=2)
    assert "receipts_inbox" in refused.err, "no folder is set"


def test_lists_and_one_receipt(kontor: Kontor, office: Path) -> None:
    rows = kontor("receipts", "list", "--json", file=office).json
    assert {(row["id"], row["form"], row["gross"], row["state"]) for row in rows} == {
        (1, "einvoice", "119.00", "new"), (2, "picture", None, "new"),
    }  # fmt: skip
    assert [
        one["id"]
        for one in kontor("receipts", "list", "--text", "farbenhaus", "--json", file=office).json
    ] == [1]
    assert kontor("receipts", "list", "--state", "booked", "--json", file=office).json == []
    kontor("receipts", "list", "--state", "lost", file=office, code=2)
    one = kontor("receipts", "show", "1", "--json", file=office).json
    assert (one["number"], one["gross"], one["official"]) == ("R-1", "119.00", False)
    assert [line["name"] for line in one["lines"]] == ["Wandfarbe weiß"]
    assert "Rechnungsnummer" in kontor("receipts", "show", "1", "--full", file=office).out
    assert "99" in kontor("receipts", "show", "99", file=office, code=2).err


def test_proposed_changed_booked(kontor: Kontor, office: Path, tmp_path: Path) -> None:
    one = kontor("receipts", "propose", "1", "--json", file=office).json
    assert (one["event"], one["total"], one["supplier"]) == (
        "bill", "119.00", "Farbenhaus Beispiel GmbH",
    )  # fmt: skip
    assert len(kontor("receipts", "propose", "--json", file=office).json) == 2
    # the supplier is new: booking asks for him, then makes him
    kontor("receipts", "book", *model(tmp_path, receipt=1), file=office, code=2)
    done = kontor("receipts", "book", *model(tmp_path, receipt=1, new_supplier=True), "--json",
                  file=office).json  # fmt: skip
    assert done["receipt"] == 1 and len(done["entries"]) == 1
    again = kontor("receipts", "book", *model(tmp_path, receipt=1), file=office, code=2)
    assert "gebucht" in again.err
    # the photo says nothing: what it needs is named
    asked = kontor("receipts", "book", *model(tmp_path, receipt=2), file=office, code=None)
    assert asked.code != 0 and "Betrag" in asked.out + asked.err
    wrong = {"gross": "59.50", "groups": [{"net": "50.00", "tax": "9.40"}]}
    kontor("receipts", "change", "2", *model(tmp_path, **wrong), file=office, code=2)
    kontor("receipts", "change", "2", *model(tmp_path, iban="DE00"), file=office, code=2)
    good = {"supplier": "Tankstelle Nord", "day": "2026-03-12", "gross": "59.50",
            "groups": [{"net": "50.00", "tax": "9.50"}], "kind": "voucher"}  # fmt: skip
    kontor("receipts", "change", "2", *model(tmp_path, **good), file=office)
    shown = kontor("receipts", "show", "2", "--json", file=office).json
    assert (shown["net"], shown["tax"], shown["gross"]) == ("50.00", "9.50", "59.50")
    kontor("receipts", "change", "1", *model(tmp_path, text="x"), file=office, code=2)


def test_set_aside_and_back(kontor: Kontor, office: Path) -> None:
    kontor("receipts", "set-aside", "2", file=office, code=2)  # without a reason
    kontor("receipts", "set-aside", "2", "--same", "2", file=office, code=2)  # its own double
    kontor("receipts", "set-aside", "2", "--reason", "Urlaubsfoto", file=office)
    assert kontor("receipts", "show", "2", "--json", file=office).json["state"] == "aside"
    kontor("receipts", "take-up", "2", file=office)
    kontor("receipts", "set-aside", "2", "--same", "1", file=office)
    assert kontor("receipts", "show", "2", "--json", file=office).json["state"] == "duplicate"
    kontor("receipts", "take-up", "2", file=office)
    kontor("receipts", "take-up", "99", file=office, code=2)
    assert kontor("receipts", "show", "2", "--json", file=office).json["state"] == "new"


def test_gaps_linked_and_waived(kontor: Kontor, office: Path) -> None:
    first, second, third = (purchase(kontor, office, f"T-{count}") for count in (1, 2, 3))
    since = ("--since", "2026-01-01")
    gaps = kontor("receipts", "missing", *since, "--json", file=office).json
    assert sorted(one["entry"] for one in gaps["entries"]) == [first, second, third]
    assert sorted(gaps["receipts"]) == [1, 2]
    fitting = kontor("receipts", "missing", "--receipt", "2", "--json", file=office).json
    assert len(fitting["entries"]) == 3
    kontor("receipts", "link", "2", "T-9", file=office, code=2)
    assert kontor("receipts", "link", "2", "T-1", "--json", file=office).json["entry"] == first
    kontor("receipts", "link", "2", "T-1", file=office, code=2)  # already
    kontor("receipts", "unlink", "2", second, file=office, code=2)  # never was
    kontor("receipts", "unlink", "2", first, file=office)
    kontor("receipts", "waive", "T-1", file=office, code=2)  # without a reason
    kontor("receipts", "waive", "T-1", "T-2", "--reason", "Dauerbeleg", file=office)
    gaps = kontor("receipts", "missing", *since, "--json", file=office).json
    assert [one["entry"] for one in gaps["entries"]] == [third]
    kontor("receipts", "waive", "T-3", "T-9", "--reason", "eine gibt es nicht", file=office, code=2)
    gaps = kontor("receipts", "missing", *since, "--json", file=office).json
    assert [one["entry"] for one in gaps["entries"]] == [third], "both or none"


def test_own_receipts(kontor: Kontor, office: Path, tmp_path: Path) -> None:
    entry = purchase(kontor, office, "T-1")
    given = {"day": "2026-03-10", "supplier": "Parkhaus", "what": "Parken", "gross": "59.50",
             "reason": "Automat gab keinen", "entry": "T-1", "language": "en"}  # fmt: skip
    for wrong in ({"gross": "-1.00"}, {"reason": ""}, {"account": "4530"}, {"language": "fr"}):
        kontor("receipts", "own", *model(tmp_path, **{**given, **wrong}), file=office, code=2)
    done = kontor("receipts", "own", *model(tmp_path, **given), "--json", file=office).json
    assert (done["receipt"], done["number"]) == (3, "EB-2026-0001")
    one = kontor("receipts", "show", "3", "--json", file=office).json
    assert [each["entry"] for each in one["entries"]] == [entry]
    kontor("receipts", "save", "3", "--output", tmp_path, file=office)
    assert (tmp_path / "EB-2026-0001.pdf").read_bytes().startswith(b"%PDF-")


def test_the_file_comes_out_as_it_came_in(kontor: Kontor, office: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.png"
    kontor("receipts", "save", "2", "--output", target, file=office)
    assert target.read_bytes() == PICTURE
    kontor("receipts", "save", "2", "--output", target, file=office, code=2)  # never over a file
    kontor("receipts", "save", "2", "--output", tmp_path / "no" / "x.png", file=office, code=None)
    assert not (tmp_path / "no").exists()
    kontor("receipts", "save", "99", file=office, code=2)


def test_nothing_goes_before_its_time(kontor: Kontor, office: Path) -> None:
    assert kontor("receipts", "expired", "--json", file=office).json == []
    kontor("receipts", "expired", "--delete", file=office)
    assert len(kontor("receipts", "list", "--json", file=office).json) == 2


@needs_samples
def test_every_sample_by_the_command(kontor: Kontor, office: Path) -> None:
    """Good ones come in with sums that compute; bad ones too, each with words for what is wrong."""
    paths = {
        SAMPLES / name: name.partition("/")[0] for name in every("valid", "flagged", "invalid")
    }
    said = kontor("receipts", "import", *paths, "--own", "--json", file=office, code=None).json
    assert len(said["files"]) >= len(paths)
    kinds = {path.name: kind for path, kind in paths.items()}
    plain = 0
    for one in said["files"]:
        kind = kinds.get(one["file"], "")
        assert one["status"] in {"new", "duplicate", "known"} or (kind == "invalid")
        assert all(each["message"] and "{" not in each["message"] for each in one["findings"])
        if kind == "valid" and one["gross"] is not None:
            assert one["number"] and one["supplier"] and one["day"], one["file"]
            total = [round(float(one[name]) * 100) for name in ("net", "tax", "gross")]
            assert total[0] + total[1] == total[2], one["file"]
            plain += 1
    assert plain >= 20
    wrong = [one for one in said["files"] if kinds.get(one["file"]) == "invalid"]
    assert sum(bool(one["findings"] or one["refusal"]) for one in wrong) >= len(wrong) // 2
