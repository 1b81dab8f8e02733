"""The month package: books, documents with their links, and what is missing."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from lxml import etree

from kontor.base.errors import InputError
from kontor.contacts.kinds import ContactKind, Role
from kontor.contacts.model import ContactInput, RoleInput
from kontor.contacts.service import create_contact
from kontor.desk.audit import write_carrier
from kontor.desk.package import papers, write_package
from kontor.desk.transfer import MANIFEST, Paper, document_xml, split
from kontor.ledger.model.inputs import Amount, Bill
from kontor.ledger.service.events import post_event
from kontor.sales.service.issuing import issue_rendered, prepare
from kontor.store.blobs import put_blob
from kontor.store.store import Store
from tests.sales.kit import AT, firm, put

MADE = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
SCHEMA = Path(__file__).with_name("document_v060.xsd")
_COLUMN = 20  # Beleglink, counted from one as the publisher does


class Booked(NamedTuple):
    """A row of the batch as the adviser sees it, with the files behind its link."""

    amount: str
    circle: str
    folder: tuple[str, ...]
    files: dict[str, bytes]


def adviser(batch: bytes, pack: bytes) -> list[Booked]:
    """Batch and documents as another program reads them: by place and by name, with Python alone.

    Every link leads to one record, every record is led to, every file is named once.
    """
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(unzipped(pack, MANIFEST)))
    records: dict[str, ElementTree.Element] = {}
    named: list[str] = []
    space = {"d": "http://xml.datev.de/bedi/tps/document/v06.0"}
    for one in ElementTree.fromstring(unzipped(pack, MANIFEST)).findall(
        "d:content/d:document", space
    ):
        assert records.setdefault(one.attrib["guid"], one) is one
        named += [file.attrib["name"] for file in one.findall("d:extension", space)]
    assert sorted([*named, MANIFEST]) == sorted(zipfile.ZipFile(io.BytesIO(pack)).namelist())
    found, used = [], set()
    for row in list(csv.reader(io.StringIO(batch.decode("cp1252"), newline=""), delimiter=";"))[2:]:
        link = re.fullmatch(r'BEDI "([0-9a-f-]{36})"', row[_COLUMN - 1])
        assert link or not row[_COLUMN - 1]
        record = records[link[1]] if link else ElementTree.Element("none")
        used.add(link[1] if link else "")
        files = [file.attrib["name"] for file in record.findall("d:extension", space)]
        found.append(Booked(
            row[0], record.get("type", ""),
            tuple(x.attrib["name"] for x in record.findall("d:repository/d:level", space)),
            {name: unzipped(pack, name) for name in files},
        ))  # fmt: skip
    assert used - {""} == set(records), "each record is led to by a row"
    return found


def unzipped(pack: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(pack)).read(name)


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
        batch = whole.read("EXTF_Buchungsstapel_20260301_20260331.csv")
        gaps = whole.read("Fehlende-Belege.csv").decode("utf-8-sig")
        pack = whole.read("Belege.zip")
    assert {"EXTF_Debitoren_Kreditoren.csv", "EXTF_Kontenbeschriftungen.csv"} < names
    read = adviser(batch, pack)
    linked = [row for row in read if row.files]
    # the invoice of 2 × 82.13 net comes with its PDF; the bill of 100.00 has none and no link
    assert {(row.amount, row.circle, row.folder) for row in linked} == {
        ("195,47", "2", ("Kontor", "Ausgangsrechnungen 2026", "03 März")),
    }  # fmt: skip
    assert [row.amount for row in read if not row.files] == ["119,00"]
    inner = zipfile.ZipFile(io.BytesIO(pack))
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


def paper(number: int, *, entry: int = 0, size: int = 1_000, file: str = "") -> Paper:
    link = f"00000000-0000-0000-0000-{entry or number:012}"
    return Paper(entry or number, link, link, "bill", FIRST, f"R{number}", "Text", file
                 or f"{number}.pdf", "", size)  # fmt: skip


def test_what_the_transfer_does_not_take_lies_beside_its_list() -> None:
    """Mails and files of more than 20 MB stay out; so does the 51st file of an entry."""
    mail, huge = paper(1, file="post.eml"), paper(2, size=20 * 1024 * 1024 + 1)
    many = [paper(10 + number, entry=9) for number in range(51)]
    (pack,), others = split([mail, huge, *many])
    assert others == [mail, huge, many[-1]] and pack == many[:50]


def test_many_documents_make_several_lists_and_no_entry_is_torn() -> None:
    """4,999 records fill a list; 100 MB do too, but the files of one entry stay together."""
    packs, others = split([paper(number) for number in range(1, 5_002)])
    assert [len(pack) for pack in packs] == [4_999, 2] and others == []
    heavy = [paper(number, entry=1 + number // 3, size=18 * 1024 * 1024) for number in range(9)]
    packs, _others = split(heavy)
    assert [[one.entry for one in pack] for pack in packs] == [[1, 1, 1, 2, 2, 2], [3, 3, 3]]


def test_texts_of_any_length_fit_the_schema() -> None:
    one = paper(1)._replace(text="Wand  und\nDecke " * 40, number="4711 & <Söhne>")
    bare = paper(2)._replace(text="", number="")
    xml = document_xml([one, bare], MADE, "Malerbetrieb & Söhne " * 30)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(xml))
    whole = ElementTree.fromstring(xml)
    assert [each.text for each in whole.iter() if each.tag.endswith("}keywords")] == [one.number]


def test_a_month_without_documents_has_an_empty_list(filled: Store, tmp_path: Path) -> None:
    done = write_package(filled, tmp_path / "mai", date(2026, 5, 1), date(2026, 5, 31), MADE)
    with zipfile.ZipFile(done.path) as whole:
        batch = whole.read("EXTF_Buchungsstapel_20260501_20260531.csv")
        assert adviser(batch, whole.read("Belege.zip")) == []


def test_the_data_carrier_holds_every_document_and_the_number_ranges(
    filled: Store, tmp_path: Path
) -> None:
    """A reader of its own finds each file with its checksum, and the gap of a range."""
    with filled.step("a later start") as unit:
        unit.con.execute(
            "INSERT INTO number_range(series,pattern,first,valid_from)"
            " VALUES('invoice','RE-{year}-{number:04}',4,'2026-03-18')"
        )
    draft = put(filled, [{"short": "Fenster lackieren", "quantity": 1000, "price": 100_000}])
    filled.run(issue_rendered, prepare(filled, draft, date(2026, 3, 20)), AT)
    done = write_carrier(filled, tmp_path / "z3", FIRST, LAST)
    rows = listed(done.folder, "belege.csv")
    with filled.read() as con:
        sealed = {row[0] for row in con.execute("SELECT sha256 FROM document")}
        entries = {str(row[0]) for row in con.execute("SELECT id FROM entry WHERE kind='invoice'")}
    assert {row["Pruefsumme"] for row in rows} == sealed and len(rows) == done.rows["belege.csv"]
    for row in rows:
        data = (done.folder / "belege" / row["Datei"]).read_bytes()
        assert sha256(data).hexdigest() == row["Pruefsumme"] and len(data) == int(row["Groesse"])
        assert row["Richtung"] == "ausgehend" and row["Buchung"] in entries
    assert {path.name for path in (done.folder / "belege").iterdir()} == {
        row["Datei"] for row in rows
    }
    ranges = {row["Reihe"]: row for row in listed(done.folder, "nummernkreise.csv")}
    assert ranges["invoice"]["Fehlende_Nummern"] == "RE-2026-0002 RE-2026-0003"
    assert (ranges["invoice"]["Letzte"], ranges["invoice"]["Fehlende"]) == ("RE-2026-0004", "2")
    assert (ranges["invoice"]["Erste"], ranges["invoice"]["Anzahl"]) == ("RE-2026-0001", "2")
    assert ranges["invoice"]["Anfang"] == "RE-2026-"


def listed(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table by the columns that index.xml names."""
    root = etree.parse(folder / "index.xml").getroot()
    (table,) = (one for one in root.iter("Table") if one.findtext("URL") == name)
    columns = [
        one.findtext("Name") for one in table.find("VariableLength")
        if one.tag in {"VariablePrimaryKey", "VariableColumn"}
    ]  # fmt: skip
    lines = (folder / name).read_text("utf-8").splitlines()
    return [
        dict(zip(columns, (cell.strip('"') for cell in line.split(";")), strict=True))
        for line in lines
    ]
