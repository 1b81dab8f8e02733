"""Bad files: refused as a whole, with the place, quickly, and without eating the memory."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import zipfile

import pytest

from kontor.banking.formats import FileRefused, UnknownColumns, mapped, read
from kontor.banking.formats.archive import MAX_FILES
from kontor.banking.formats.sniff import LIMIT

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>
{entries}
</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts><Cd>{status}</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry>"""
MT940 = """:20:A
:25:12030000/202051
:28C:1/1
:60F:C260301EUR0,00
{body}
:62F:C260302EUR0,00
-
"""
TABLE = '"Buchungstag";"Wertstellung";"Umsatzart";"Buchungstext";"Betrag";"Währung"\n{rows}'


def camt(*entries: str) -> bytes:
    """A camt.053 with these entries."""
    return CAMT.format(entries="\n".join(entries)).encode()


def entry(amount: str = "1.00", currency: str = "EUR", status: str = "BOOK") -> str:
    """One entry."""
    return ENTRY.format(amount=amount, currency=currency, status=status)


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP archive in memory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def refusal(data: bytes) -> FileRefused:
    """The refusal of a file; its text has no hole."""
    with pytest.raises(FileRefused) as caught:
        read(data, "x")
    assert str(caught.value) and "{" not in str(caught.value) + caught.value.advice
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \r\n ",
        b"%PDF-1.7 x",
        b"\x89PNG\r\n",
        b"\xd0\xcf\x11\xe0",
        b"a\0b;c",
        bytes(range(32)) * 9,
    ],
)
def test_no_statement_at_all(data: bytes) -> None:
    refusal(data)


def test_doctype_is_refused_with_and_without_entities() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>'
    assert "DOCTYPE" in str(refusal(camt(entry()).replace(b"<Document", bomb + b"<Document", 1)))
    late = b"<?xml version='1.0'?><!--" + b" " * 70000 + b"--><!DOCTYPE a><a/>"
    assert "DOCTYPE" in str(refusal(late))


def test_cut_off_xml_is_refused_as_a_whole_with_its_line() -> None:
    data = camt(entry(), entry())
    assert refusal(data[: len(data) - 60]).values["line"] == 7


def test_foreign_xml_and_empty_message() -> None:
    refusal(b"<html><body>Anmelden</body></html>")
    values = refusal(camt().replace(b"<Stmt>", b"<X>").replace(b"</Stmt>", b"</X>")).values
    assert values["element"] == "BkToCstmrStmt"


def test_depth_and_size_of_xml_text() -> None:
    refusal(b"<a>" * 400 + b"</a>" * 400)


def test_mixed_currency_names_the_entry() -> None:
    error = refusal(camt(entry(), entry(currency="USD")))
    assert (error.values["number"], error.values["found"]) == (2, "USD")
    rows = "1.3.2026;1.3.2026;x;y;1,00;EUR\n1.3.2026;1.3.2026;x;y;1,00;USD\n"
    assert refusal(TABLE.format(rows=rows).encode()).values["line"] == 3
    body = ":61:2603010301CR1,00NTRFNONREF\n:62F:C260302USD1,00"
    assert refusal(MT940.format(body=body).encode()).values["line"] == 6


def test_third_decimal_is_refused_and_never_rounded() -> None:
    assert refusal(camt(entry("1.005"))).values["number"] == 1
    assert read(camt(entry("1.50000"))).lines[0].cents == 150
    body = ":61:2603010301CR1,005NTRFNONREF"
    assert refusal(MT940.format(body=body).encode()).values["line"] == 5
    rows = "1.3.2026;1.3.2026;x;y;1,005;EUR\n"
    assert refusal(TABLE.format(rows=rows).encode()).values["line"] == 2


def test_bad_entry_goes_to_quarantine_with_its_place() -> None:
    result = read(camt(entry(), entry("ten")))
    assert len(result.lines) == 1
    (row,) = result.quarantine
    assert row.place == 2 and "ten" in row.sentence


def test_bad_mt940_line_goes_to_quarantine_with_its_line() -> None:
    body = ":61:2603010301CR1,00NTRFNONREF\n:86:166?00X?20good\n:61:notabooking\n:86:166?20bad"
    result = read(MT940.format(body=body).encode())
    assert [line.purpose for line in result.lines] == ["good"]
    assert [row.place for row in result.quarantine] == [7]
    assert "7" in result.quarantine[0].sentence


def test_bad_table_row_goes_to_quarantine_with_its_line() -> None:
    rows = "1.3.2026;1.3.2026;x;y;1,00;EUR\n31.2.2026;1.3.2026;x;y;2,00;EUR\nSumme;;;;3,00;EUR\n"
    result = read(TABLE.format(rows=rows).encode())
    assert [line.cents for line in result.lines] == [100]
    assert [row.place for row in result.quarantine] == [3, 4]


def test_pending_and_information_entries() -> None:
    result = read(camt(entry(status="PDNG"), entry(status="INFO"), entry("2.00")))
    assert [line.cents for line in result.lines] == [200]
    assert [line.cents for line in result.pending] == [100]


def test_zip_limits() -> None:
    bomb = zipped({"bomb.xml": b"0" * 40_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb).values["name"] == "bomb.xml"
    many = zipped({f"{number}.xml": b"<a/>" for number in range(MAX_FILES + 1)})
    assert refusal(many).values["count"] == MAX_FILES + 1
    inner = zipped({"a.xml": camt(entry())})
    assert "ZIP" in str(refusal(zipped({"inner.zip": inner})))
    refusal(zipped({}))
    assert "Excel" in str(refusal(zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b""})))


def test_zip_header_that_lies_about_the_size() -> None:
    data = zipped({"a.xml": b"<a>" + b" " * 3_000_000 + b"</a>"})
    size = (3_000_007).to_bytes(4, "little")
    assert size in data
    refusal(data.replace(size, (900).to_bytes(4, "little")))


def test_damaged_zip_and_path_as_name() -> None:
    good = zipped({"../../etc/passwd": camt(entry())})
    assert read(good).statements[0].file == "../../etc/passwd"  # a label, never a path
    refusal(good[:40])
    refusal(good[: len(good) // 2] + b"\xff" * 30 + good[len(good) // 2 + 30 :])


def test_error_inside_a_zip_names_the_file() -> None:
    error = refusal(zipped({"a.xml": camt(entry()), "b.xml": camt(entry("1.234"))}))
    assert error.file == "b.xml" and str(error).startswith("b.xml")


def test_unknown_table_offers_the_mapper() -> None:
    table = "Tag;Wer;Was;Summe\n01.03.2026;Erika Größe;Rechnung 7;1.190,00\n"
    with pytest.raises(UnknownColumns) as caught:
        read(table.encode())
    sheet = caught.value.sheet
    assert (sheet.separator, sheet.header_line) == (";", 1)
    assert sheet.header == ("Tag", "Wer", "Was", "Summe")
    columns = {"booking_day": 0, "name": 1, "purpose": 2, "amount": 3}
    profile = mapped(columns, sheet, decimal=",", date="dmy")
    (line,) = read(table.encode(), profile=profile).lines
    assert (line.cents, line.name, line.purpose) == (119000, "Erika Größe", "Rechnung 7")


def test_table_without_head_row_through_the_mapper() -> None:
    table = "01.03.2026;-12,50;Farben;RG 7\n02.03.2026;100,00;Erika;RE-1\n"
    with pytest.raises(UnknownColumns) as caught:
        read(table.encode())
    columns = {"booking_day": 0, "amount": 1, "name": 2, "purpose": 3}
    profile = mapped(columns, caught.value.sheet, decimal=",", date="dmy")._replace(header_line=0)
    result = read(table.encode(), profile=profile)
    assert [line.cents for line in result.lines] == [-1250, 10000]


def test_known_profile_by_key_and_unknown_key() -> None:
    rows = "1.3.2026;1.3.2026;x;y;1,00;EUR\n"
    assert read(TABLE.format(rows=rows).encode(), profile="commerzbank").lines[0].cents == 100
    with pytest.raises(FileRefused):
        read(TABLE.format(rows=rows).encode(), profile="no-such-bank")
    with pytest.raises(FileRefused):
        read(TABLE.format(rows=rows).encode(), profile="paypal")


def test_too_large_is_refused_before_anything_is_read() -> None:
    assert refusal(b"a;b\n" * (LIMIT // 4 + 1)).values["limit"] == LIMIT // 1024**2


NOISE = """
import os, sys
from kontor.banking.formats import FileRefused, read
kind = sys.argv[1]
block = os.urandom(1 << 20)
if kind == "text":
    block = bytes(97 + byte % 26 if byte % 9 else 59 for byte in block)
if kind == "mt940":
    block = b":20:" + bytes(48 + byte % 60 for byte in block)
size = int(sys.argv[2])
try:
    read(block * size, "noise")
except FileRefused as error:
    status = open("/proc/self/status").read()
    print(status.split("VmHWM:")[1].split()[0])
else:
    sys.exit(3)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process its own peak")
@pytest.mark.parametrize(
    ("kind", "size"), [("binary", 60), ("text", 60), ("text", 45), ("mt940", 60), ("mt940", 45)]
)
def test_noise_is_refused_within_300_mebibytes(kind: str, size: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))

    done = subprocess.run(
        [sys.executable, "-c", NOISE, kind, str(size)],
        capture_output=True, text=True, check=False, preexec_fn=limit,
        env=os.environ | {"LANG": "de_DE.UTF-8"}, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    # asked of the child itself: what the parent knows of its children is the largest of them all
    assert int(done.stdout) < 300 << 10


def test_what_is_slow_is_loaded_only_when_a_file_needs_it() -> None:
    code = (
        "import sys, kontor.banking.formats, kontor.banking.rules;"
        "print([name for name in ('lxml', 'rapidfuzz', 'sqlmodel', 'sqlalchemy', 'pydantic',"
        " 'textual', 'typer') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
