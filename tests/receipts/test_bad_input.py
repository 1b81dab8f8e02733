"""Bad files get a reason and lose nothing; a run broken off is simply repeated; random bytes."""

from __future__ import annotations

import io
import os
import random
import zlib
from pathlib import Path

import pytest

from kontor.base.errors import Refused
from kontor.receipts.kinds import Form
from kontor.receipts.queries import records
from kontor.receipts.reading import read_file
from kontor.receipts.service.importing import import_inbox
from kontor.store.blobs import get_blob
from kontor.store.check import check
from tests.documents.einvoice.samples import REFERENCE, needs_samples
from tests.receipts.kit import AT, ask, firm, put, take
from tests.receipts.photo import photo
from tests.receipts.test_booking import BILL, PICTURE, PLAIN, bill
from tests.store.killing import POSIX, said_by

FUZZ = 4_000 if os.environ.get("KONTOR_HEAVY") else 120
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><Invoice>&i;</Invoice>"
)


def bomb() -> bytes:
    """A PDF whose page content unpacks to 600 MB."""
    packed = zlib.compress(b" " * 600_000_000, 9)
    body = (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    )
    return body + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leer.xml", b""),
        ("laut.pdf", random.Random(1).randbytes(5_000)),
        ("lach.xml", LAUGHS.encode()),
        ("fremd.xml", b"<html><body>Rechnung</body></html>"),
        ("raum.xml", BILL.format(**PLAIN).replace("Invoice-2", "Invoice-9").encode()),
        ("tief.xml", b"<a>" * 400 + b"</a>" * 400),
        ("kaputt.xml", BILL.format(**PLAIN).encode()[:900]),
        ("tabelle.csv", b"Datum;Betrag\n1.1.2026;5,00\n"),
    ],
)
def test_what_is_no_receipt_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with firm(tmp_path) as store:
        good = bill(tmp_path)
        bad, fine = take(store, put(tmp_path, name, content), good)
        assert bad.refusal is not None and str(bad.refusal) and bad.receipt is None
        assert "{" not in str(bad.refusal)
        assert fine.new and ask(store, "SELECT count(*) FROM receipt") == [(1,)]
        assert [each.text for each in check(store)] == []


def test_noise_of_60_mb_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "gross.pdf"
    with path.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    with firm(tmp_path) as store:
        (one,) = take(store, path)
        assert one.refusal is not None and "60 MB" in str(one.refusal)


def test_a_file_is_what_its_bytes_say(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        xml = put(tmp_path, "rechnung.pdf", BILL.format(**PLAIN))
        picture = put(tmp_path, "foto.xml", PICTURE)
        first, second = take(store, xml, picture)
        with store.read() as con:
            one = records.receipt(con, first.receipt or 0)
            two = records.receipt(con, second.receipt or 0)
            assert (one.form, one.gross) == (Form.EINVOICE, 11_900)
            assert (two.form, two.mime) == (Form.PICTURE, "image/png")
            assert records.extra(con, two.id)[7:9] == ("", 1600)


def test_pdfs_that_cannot_be_read_are_kept_with_a_finding(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("geheim")
    out = io.BytesIO()
    writer.write(out)
    with firm(tmp_path) as store:
        broken = b"%PDF-1.4\n" + random.Random(2).randbytes(900)
        paths = [put(tmp_path, "schutz.pdf", out.getvalue()), put(tmp_path, "bombe.pdf", bomb()),
                 put(tmp_path, "bruch.pdf", broken)]  # fmt: skip
        taken = take(store, *paths)
        for path, one in zip(paths, taken, strict=True):
            assert one.new and one.findings, path.name
            with store.read() as con:
                kept = records.receipt(con, one.receipt or 0)
                assert get_blob(con, kept.sha256) == path.read_bytes()
        assert "Passwort" in taken[0].findings[0].text


@needs_samples
def test_250_lines_are_all_there(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        (one,) = take(store, REFERENCE / "many-cii-en.xml")
        rows = ask(store, "SELECT count(*),sum(net) FROM receipt_line")
        net = ask(store, "SELECT net FROM receipt")[0][0]
        assert rows[0][0] == 250 and not one.findings
        assert abs(rows[0][1] - net) < 1_000_000  # document allowances aside


def test_missing_fields_leave_gaps_not_faults(tmp_path: Path) -> None:
    text = BILL.format(**PLAIN)
    for tag in ("cbc:IssueDate", "cbc:RegistrationName", "cbc:PayableAmount"):
        start, end = text.index(f"<{tag}"), text.index(f"</{tag}>") + len(tag) + 3
        text = text[:start] + text[end:]
    with firm(tmp_path) as store:
        (one,) = take(store, put(tmp_path, "luecken.xml", text))
        with store.read() as con:
            found = records.receipt(con, one.receipt or 0)
        assert (found.day, found.supplier, found.payable) == (None, "", 11_900)


MAIL = (
    "From: =?utf-8?q?M=C3=BCller?= <re@mueller.example>\r\nTo: buero@example.org\r\n"
    "Subject: Rechnung\r\n\tanbei\r\nDate: Mon, 02 Nov 2026 08:00:00 +0100\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
    "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGuten Tag\r\n"
    "--x\r\nContent-Type: application/xml\r\n"
    'Content-Disposition: attachment; filename="../../r.xml"\r\n\r\n%s\r\n--x--\r\n'
)


def test_a_mail_brings_its_attachments(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        path = put(tmp_path, "mail.eml", MAIL % BILL.format(**PLAIN).replace("\n", "\r\n"))
        mail, part = take(store, path)
        with store.read() as con:
            one = records.receipt(con, mail.receipt or 0)
            two = records.receipt(con, part.receipt or 0)
        assert (one.form, one.supplier, one.text) == (Form.MAIL, "Müller", "Rechnung anbei")
        assert (two.parent, two.file_name, two.gross) == (one.id, "r.xml", 11_900)
        assert [each.new for each in take(store, path)] == [False, False]
        # broken off after the mail: the attachment comes with the next run
        store.undo()
        assert ask(store, "SELECT count(*) FROM receipt") == [(1,)]
        assert [each.new for each in take(store, path)] == [False, True]


def test_a_mail_of_a_thousand_boxes_is_refused(tmp_path: Path) -> None:
    deep = b"From: a@b.example\r\nSubject: x\r\nDate: x\r\n"
    for number in range(1_000):
        deep += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
    with pytest.raises(Refused):
        read_file(deep)


def test_the_inbox_takes_what_is_new_and_leaves_it_there(tmp_path: Path) -> None:
    from datetime import date

    from kontor.company.model import SettingInput
    from kontor.company.service import change_setting

    inbox = tmp_path / "eingang"
    (inbox / "tel").mkdir(parents=True)
    bill(inbox)
    put(inbox / "tel", "IMG_1.png", PICTURE + b"IEND")
    put(inbox, ".versteckt.png", PICTURE + b"1")
    put(inbox, "halb.png.part", PICTURE + b"2")
    late = put(inbox, "gerade.png", PICTURE + b"3")
    old = AT.timestamp() - 60
    for path in inbox.rglob("*"):
        os.utime(path, (old, old))
    os.utime(late, (AT.timestamp(), AT.timestamp()))
    with firm(tmp_path) as store:
        assert import_inbox(store, AT) == []
        day = date(2026, 1, 1)
        store.run(
            change_setting, SettingInput(key="receipts_inbox", value=str(inbox), valid_from=day)
        )
        assert sorted(one.name for one in import_inbox(store, AT)) == ["IMG_1.png", "R-1-Farb.xml"]
        assert import_inbox(store, AT) == []
        assert len(list(inbox.rglob("*.*"))) == 5
        assert ask(store, "SELECT DISTINCT source FROM receipt") == [("inbox",)]


@needs_samples
@pytest.mark.parametrize("name", ["std19.pdf", "std19-cii-en.xml", "till.png", "photo.jpg"])
def test_a_file_that_is_still_being_written_waits(tmp_path: Path, name: str) -> None:
    """A phone that pauses in the middle of a file for a minute: nothing half comes in."""
    from datetime import timedelta

    from kontor.company.model import SettingInput
    from kontor.company.service import change_setting

    jpeg = b"\xff\xd8\xff\xe0" + bytes(4_000) + b"\xff\xd9"
    whole = {"till.png": photo(), "photo.jpg": jpeg}.get(name) or (REFERENCE / name).read_bytes()
    inbox = tmp_path / "eingang"
    inbox.mkdir()
    path = inbox / name

    def written(size: int) -> None:
        path.write_bytes(whole[:size])
        os.utime(path, (AT.timestamp() - 60, AT.timestamp() - 60))

    with firm(tmp_path) as store:
        day = AT.date()
        store.run(
            change_setting, SettingInput(key="receipts_inbox", value=str(inbox), valid_from=day)
        )
        for part in (0, 1, len(whole) // 2, len(whole) - 9):
            written(part)
            assert import_inbox(store, AT) == [], part
            assert ask(store, "SELECT count(*) FROM receipt") == [(0,)]
        written(len(whole))
        (one,) = import_inbox(store, AT)
        assert one.new and ask(store, "SELECT size FROM receipt") == [(len(whole),)]
        # what stays half for a day is no longer being written: it comes as it is, or is refused
        written(len(whole) // 2)
        (late,) = import_inbox(store, AT + timedelta(days=2))
        assert late.new or late.refusal
        path.unlink()
        assert import_inbox(store, AT + timedelta(days=2)) == []


def test_a_file_that_goes_while_the_folder_is_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phone removes it again between listing and reading; the others come in."""
    gone, there = put(tmp_path, "a.png", PICTURE), bill(tmp_path)
    read = Path.read_bytes

    def vanishing(path: Path) -> bytes:
        if path == gone:
            path.unlink()
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", vanishing)
    with firm(tmp_path) as store:
        first, second = take(store, gone, there)
        assert first.refusal is not None and "a.png" in str(first.refusal)
        assert second.new and second.refusal is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"gross": "120.00"}, "BR-CO-15"),  # net and tax are 119.00
        ({"tax": "18.00", "gross": "118.00"}, "BR-CO-17"),  # 19 % of 100.00 is 19.00
    ],
)
def test_wrong_sums_are_named(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    with firm(tmp_path) as store:
        (one,) = take(store, bill(tmp_path, **changes), official=False)
        found = {each.code: each for each in one.findings}
        assert one.new and code in found, sorted(found)
        assert any(char.isdigit() for char in found[code].text), "it says which sums"


@POSIX
def test_killed_while_taking_in_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    said = said_by("tests.receipts.kill_runner", tmp_path, 11)
    assert said["again whole"] == said["killed"] + said["untouched"]


def test_random_changes_of_files_are_read_or_refused() -> None:
    """Only `Refused` leaves the reader, whatever the bytes are; PDFs stay out for their time."""
    chance = random.Random(20261122)
    seeds = [BILL.format(**PLAIN).encode(), (MAIL % BILL.format(**PLAIN)).encode(), PICTURE]
    read = refused = 0
    for _round in range(FUZZ):
        data = bytearray(chance.choice(seeds))
        for _change in range(chance.randint(1, 12)):
            place = chance.randrange(len(data))
            kind = chance.random()
            if kind < 0.5:
                data[place] = chance.randrange(256)
            elif kind < 0.8:
                del data[place : place + chance.randint(1, 60)]
            else:
                data[place:place] = chance.randbytes(chance.randint(1, 30))
            if not data:
                data = bytearray(b"<")
        try:
            found = read_file(bytes(data))
        except Refused as error:
            assert str(error)
            refused += 1
        else:
            assert all(each.text for each in found.findings)
            read += 1
    assert read > FUZZ // 10 and refused > FUZZ // 20
