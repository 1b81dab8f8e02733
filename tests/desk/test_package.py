"""The month package: books, documents with their links, and what is missing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from kontor.base.errors import InputError
from kontor.contacts.kinds import ContactKind, Role
from kontor.contacts.model import ContactInput, RoleInput
from kontor.contacts.service import create_contact
from kontor.desk.package import papers, write_package
from kontor.ledger.model.inputs import Amount, Bill
from kontor.ledger.service.events import post_event
from kontor.sales.service.issuing import issue_rendered, prepare
from kontor.store.blobs import put_blob
from kontor.store.store import Store
from tests.sales.kit import AT, firm, put

MADE = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
SPACE = "{http://xml.datev.de/bedi/tps/document/v04.0}"


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    """One issued invoice with its PDF, one bill without a receipt."""
    with firm(tmp_path) as store:
        draft = put(store, [{"short": "Tür lackieren", "quantity": 2000, "price": 821_300}])
        store.run(issue_rendered, prepare(store, draft, date(2026, 3, 16)), AT)
        with store.step("numbers") as unit:
            contact = ContactInput(
                kind=ContactKind.FIRM, name="Nagel & Söhne",
                roles=[RoleInput(role=Role.SUPPLIER, number="70001")],
            )  # fmt: skip
            create_contact(unit, contact)
            for key, value in (("datev_adviser", "29098"), ("datev_client", "55003")):
                unit.con.execute(
                    "INSERT INTO setting(name,valid_from,value) VALUES(?,'2026-01-01',?)",
                    (key, value),
                )
        store.run(post_event, Bill(
            day=date(2026, 3, 20), partner="70001", document="=4711",
            lines=[Amount(account="3400", net=10_000)],
        ))  # fmt: skip
        yield store


def test_the_package_holds_books_documents_and_gaps(filled: Store, tmp_path: Path) -> None:
    store = filled
    done = write_package(store, tmp_path / "maerz.zip", FIRST, LAST, MADE)
    assert (done.entries, len(done.missing)) == (2, 1)
    assert done.papers >= 1
    with zipfile.ZipFile(done.path) as whole:
        names = set(whole.namelist())
        batch = whole.read("EXTF_Buchungsstapel_20260301_20260331.csv").decode("cp1252")
        gaps = whole.read("Fehlende-Belege.csv").decode("utf-8-sig")
        inner = zipfile.ZipFile(io.BytesIO(whole.read("Belege.zip")))
    assert {"EXTF_Debitoren_Kreditoren.csv", "EXTF_Kontenbeschriftungen.csv"} < names
    root = etree.fromstring(inner.read("document.xml"))
    listed = {
        one.get("guid"): [file.get("name") for file in one.iter(f"{SPACE}extension")]
        for one in root.iter(f"{SPACE}document")
    }
    assert sorted(inner.namelist()) == sorted(
        ["document.xml", *(name for files in listed.values() for name in files)]
    )
    rows = list(csv.reader(io.StringIO(batch), delimiter=";"))
    column = rows[1].index("Beleglink")
    linked = {row[column] for row in rows[2:] if row[column]}
    assert linked == {f'BEDI "{guid}"' for guid in listed}, "each link leads to a document"
    assert [row[1] for row in csv.reader(io.StringIO(gaps), delimiter=";")][1:] == ["'=4711"]
    with store.read() as con:
        (first, *_more), _gaps = papers(con, FIRST, LAST)
        (stored,) = con.execute(
            "SELECT content FROM blob WHERE sha256=?", (first.sha256,)
        ).fetchone()
    assert inner.read(first.file) == bytes(stored)


def test_a_package_is_never_written_over_another_file(filled: Store, tmp_path: Path) -> None:
    store = filled
    (tmp_path / "x.zip").write_bytes(b"mine")
    with pytest.raises(InputError):
        write_package(store, tmp_path / "x", FIRST, LAST, MADE)
    assert (tmp_path / "x.zip").read_bytes() == b"mine"
    assert not list(tmp_path.glob("*.part"))


def test_a_linked_receipt_goes_along_and_a_waived_one_is_not_missed(filled: Store) -> None:
    with filled.read() as con:
        _found, (gap,) = papers(con, FIRST, LAST)
    with filled.step("receipt") as unit:
        key = put_blob(unit, b"picture of a bill")
        unit.con.execute(
            "INSERT INTO receipt(form,kind,file_name,mime,sha256,size,source,arrived,arrival,"
            "keep_until) VALUES('picture','bill','foto.jpg','image/jpeg',?,17,'inbox','2026-03-20',"
            "'2026-03-20','2034-12-31')",
            (key,),
        )
        unit.con.execute(
            "INSERT INTO receipt_entry(receipt,entry,how) SELECT id,?,'linked' FROM receipt",
            (gap.entry,),
        )
    with filled.read() as con:
        found, gaps = papers(con, FIRST, LAST)
    assert gaps == []
    assert [one.file.endswith("foto.jpg") for one in found if one.sha256 == key] == [True]
    with filled.step("waiver") as unit:
        unit.con.execute("DELETE FROM receipt_entry")
        unit.con.execute(
            "INSERT INTO receipt_waiver(entry,reason) VALUES(?,'verloren')", (gap.entry,)
        )
    with filled.read() as con:
        assert papers(con, FIRST, LAST)[1] == []
