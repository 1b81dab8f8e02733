"""Whatever comes in ends in a record or in a sentence, quickly and without doing harm."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.base.errors import KontorError, Refused
from kontor.documents.einvoice.read import formal_findings, pdf, read_invoice, read_xml
from kontor.documents.einvoice.read.pdf_child import attachments
from kontor.documents.einvoice.read.xmlsource import XML_LIMIT
from kontor.documents.einvoice.views import sections
from tests.documents.einvoice.hostile import (
    XML,
    associated,
    attached,
    bomb,
    locked,
    nested,
    pinned,
)
from tests.documents.einvoice.records import STANDARD

HEAVY = os.environ.get("KONTOR_HEAVY") == "1"
RUNS = 20_000 if HEAVY else 60
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BODY = XML.split(b"?>", 1)[1]


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_invoice(data)
    assert str(refused.value)
    return refused.value.message


# -- XML -----------------------------------------------------------------------------------------


def test_foreign_files_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("GEHEIM")
    doctype = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
    data = HEAD + doctype + BODY.replace(b"Wohnzimmer", b"&s;")
    assert refusal(data) in {
        "The XML file brings a document type along; that can hide harmful content.",
        "The XML file is damaged near line {line}.",
    }


def test_entity_bombs_are_refused() -> None:
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha">{steps}]>'.encode()
    data = HEAD + doctype + BODY.replace(b"Wohnzimmer", b"&a11;")
    refusal(data)


@pytest.mark.parametrize("doctype", [b"<!DOCTYPE x>", b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x">'])
def test_document_types_are_refused(doctype: bytes) -> None:
    assert "document type" in refusal(HEAD + doctype + BODY)


def test_deep_and_wide_trees_are_refused() -> None:
    deep = b"<a>" * 200 + b"</a>" * 200
    assert "nested" in refusal(HEAD + deep)
    refusal(HEAD + b"<a>" * 100_000 + b"</a>" * 100_000)


def test_too_large_files_are_refused() -> None:
    assert "MB" in refusal(HEAD + b" " * (XML_LIMIT + 1))
    part = XML.replace(b"YTtiCg==", b"A" * 11_000_000)
    assert refusal(part) == "One part of the XML file is too large, probably an attachment."
    assert "MB" in refusal(b"%PDF-1.7" + b" " * (pdf.PDF_LIMIT + 1))


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"\xef\xbb\xbf", b"hello", b"<", b"<a>", b"\x00\x01\x02", b"PK\x03\x04",
     HEAD, HEAD + b"<a/>", b"<html><body/></html>", b"\xff\xfe<\x00a\x00/\x00>\x00"],
)  # fmt: skip
def test_what_is_no_invoice_is_refused(data: bytes) -> None:
    refusal(data)


def test_wrong_name_spaces_are_not_invoices() -> None:
    space = b"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    assert "no invoice" in refusal(XML.replace(space, b"urn:example:CrossIndustry"))
    early = b'<Invoice xmlns="urn:un:unece:uncefact:data:draft:CBFBUY:5"/>'
    assert "draft" in refusal(early)
    order = (
        b"<SCRDMCCBDACIOMessageStructure "
        b'xmlns="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>'
    )
    assert "no invoice" in refusal(order)


def test_foreign_elements_are_not_taken_for_ours() -> None:
    """An element of the same name in another name space does not change the invoice."""
    spoof = b'<x:ID xmlns:x="urn:example:x">FALSCH</x:ID><ram:ID>RE-2026-0042</ram:ID>'
    data = XML.replace(b"<ram:ID>RE-2026-0042</ram:ID>", spoof, 1)
    assert data != XML
    assert read_xml(data).invoice.number == "RE-2026-0042"


def test_an_empty_frame_is_refused() -> None:
    space = b"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    assert "nothing in it" in refusal(b'<CrossIndustryInvoice xmlns="%s"/>' % space)


# -- character sets ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "real", "repaired"),
    [
        ("UTF-8", "utf-8", False), ("UTF-8", "cp1252", True), ("UTF-8", "iso-8859-15", True),
        ("ISO-8859-1", "iso-8859-1", False), ("ISO-8859-1", "utf-8", True),
        ("windows-1252", "cp1252", False), ("nonsense", "utf-8", True), ("UTF-16", "utf-8", True),
        ("UTF-16", "utf-16", False), ("utf-8", "utf-8-sig", False),
    ],
)  # fmt: skip
def test_character_sets(declared: str, real: str, repaired: bool) -> None:
    text = XML.decode().replace("encoding='UTF-8'", f"encoding='{declared}'")
    assert declared in text
    received = read_xml(text.encode(real))
    assert received.invoice.buyer.name == "Familie Krüger"
    assert received.invoice.lines[0].item.name == "Wände streichen"
    assert ("einvoice.encoding" in {one.code for one in received.findings}) is repaired


# -- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"20261122", b"20261322", "einvoice.unreadable"),
        (b"20261122", b"0026-11-22", "einvoice.unreadable"),
        (b"<ram:DuePayableAmount>3246.11", b"<ram:DuePayableAmount>1e5", "einvoice.unreadable"),
        (b"<ram:DuePayableAmount>3246.11", b"<ram:DuePayableAmount>9" + b"9" * 40,
         "einvoice.unreadable"),
        (b"<ram:DuePayableAmount>3246.11", b"<ram:DuePayableAmount>3246.114", "einvoice.decimals"),
        (b"<ram:DuePayableAmount>3246.11", b"<ram:DuePayableAmount>3246.12", "BR-CO-16"),
        (b"<ram:LineTotalAmount>876.97", b"<ram:LineTotalAmount>977.97", "einvoice.line"),
        (b"YTtiCg==", b"!!!", "einvoice.attachment"),
        (b"Danke.", b"x" * 30_000, "einvoice.text.cut"),
    ],
)  # fmt: skip
def test_odd_values_are_said(old: bytes, new: bytes, code: str) -> None:
    assert old in XML
    received = read_xml(XML.replace(old, new, 1))
    assert code in {one.code for one in received.findings}
    assert all(one.text and "{" not in one.text for one in received.findings)


@pytest.mark.parametrize("day", [b"2026-11-22", b"2026-11-22+01:00", b"2026-11-22T00:00:00Z"])
def test_dates_of_other_forms_are_understood(day: bytes) -> None:
    received = read_xml(XML.replace(b"20261122", day, 1))
    assert received.invoice.issued == STANDARD.issued and received.findings == ()


def test_hidden_characters_do_not_enter() -> None:
    data = XML.replace("Krüger".encode(), "Krü\u200bger\u202e".encode())
    assert read_xml(data).invoice.buyer.name == "Familie Krüger"


# -- PDF -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [lambda: attached(("factur-x.xml", XML)), lambda: associated("a.xml", XML),
             lambda: pinned("ZUGFeRD-invoice.xml", XML), lambda: nested("factur-x.xml", XML)],
    ids=["names", "af", "annotation", "kids"],
)  # fmt: skip
def test_the_invoice_is_found_wherever_it_hangs(make: object) -> None:
    received = read_invoice(make())  # type: ignore[operator]
    assert received.invoice.number == "RE-2026-0042" and received.file_name.endswith(".xml")


def test_the_right_one_of_several_is_taken() -> None:
    other = XML.replace(b"RE-2026-0042", b"FALSCH")
    files = [("anlage.xml", b"<a/>"), ("kopie.xml", other), ("FACTUR-X.XML", XML), ("b.png", b"x")]
    assert read_invoice(attached(*files)).invoice.number == "RE-2026-0042"
    assert read_invoice(attached(files[0], files[1])).invoice.number == "FALSCH"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lambda: attached(), "The PDF carries no invoice data."),
        (lambda: attached(("a.txt", b"hello")), "The PDF carries no invoice data."),
        (lambda: b"%PDF-1.7\nrubbish", "The PDF is damaged or too large to open."),
        (lambda: bomb(100), "The PDF is damaged or too large to open."),
        (lambda: locked("geheim"), "The PDF is protected with a password."),
    ],
    ids=["empty", "text", "rubbish", "bomb", "locked"],
)
def test_pdfs_that_cannot_be_read(data: object, message: str) -> None:
    assert refusal(data()) == message  # type: ignore[operator]


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    (file,) = attachments(locked(""))
    assert file.content == XML


def test_opening_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0)
    assert refusal(attached(("factur-x.xml", XML))) == "Opening the PDF takes too long."


# -- at random -----------------------------------------------------------------------------------


def survive(data: bytes) -> None:
    """Reading ends in a record that can be shown, or in a refusal; nothing else leaves."""
    try:
        received = read_xml(data)
    except KontorError as error:
        assert str(error)
        return
    assert all(one.text for one in received.findings)
    assert all(one.text for one in formal_findings(received))
    assert sections(received.invoice)


@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    survive(data)


@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_an_invoice_with_random_texts(data: st.DataObject) -> None:
    """Some texts and tags of a good invoice are exchanged for anything."""
    pieces = XML.decode().split("<")
    for _step in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(1, len(pieces) - 1))
        tag, _end, _old = pieces[place].partition(">")
        new = data.draw(
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(["", "-", "1e9", "9" * 60, "20269999", "NaN", "&amp;", "\u202e"]),
            )
        )
        pieces[place] = f"{tag}>{new.replace('<', '')}"
        if data.draw(st.booleans()):
            pieces.pop(place)
    survive("<".join(pieces).encode("utf-8", "replace"))


@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_an_invoice_with_random_bytes(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(XML)
    for _step in range(dice.randint(1, 20)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    survive(bytes(data))
