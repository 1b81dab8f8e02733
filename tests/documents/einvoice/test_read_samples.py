"""Reading: every official sample, valid or not, ends in a record or in a sentence."""

from __future__ import annotations

import pytest

from kontor.base.errors import Refused, Severity
from kontor.documents.einvoice.read import read_invoice, read_xml
from kontor.documents.einvoice.read.pdf_child import attachments
from tests.documents.einvoice.samples import (
    VARIANTS,
    every,
    needs_samples,
    reference,
    sample,
)

pytestmark = needs_samples

# line arithmetic that the official samples really have wrong: quantity x price is not the amount
WRONG_LINES = {
    "valid/cii/CII_example1.xml": {"20"},
    "valid/ubl/ubl-tc434-example1.xml": {"20"},
    "valid/cii/CII_example2.xml": {"1", "2", "3", "4", "5"},
    "valid/ubl/ubl-tc434-example2.xml": {"1"},
    "valid/ubl/ubl-tc434-example3.xml": {"1", "2"},
    "valid/pdf/EN16931_1_Teilrechnung.pdf": {"4"},
}


@pytest.mark.parametrize("name", every("valid", "flagged"))
def test_all_sums_of_good_samples_are_right(name: str) -> None:
    received = read_invoice(sample(name))
    invoice = received.invoice
    assert invoice.number and invoice.issued and invoice.seller.name and invoice.buyer.name
    assert invoice.totals.gross == invoice.totals.net + invoice.totals.tax
    worse = [one for one in received.findings if one.severity is not Severity.NOTE]
    wrong = {dict(one.values).get("line") for one in worse if one.code == "einvoice.line"}
    assert wrong == WRONG_LINES.get(name, set())
    rest = [one.code for one in worse if one.code != "einvoice.line"]
    small = received.specification.name in {"ZUGFeRD MINIMUM", "Factur-X BASIC WL"}
    assert rest == (["einvoice.profile"] if small else [])


@pytest.mark.parametrize("name", every("invalid"))
def test_bad_samples_are_read_or_refused_with_a_reason(name: str) -> None:
    try:
        received = read_invoice(sample(name))
    except Refused as refused:
        assert "blankoA3" in name
        assert refused.message == "The PDF carries no invoice data." and refused.advice
        return
    assert received.invoice.number and received.invoice.totals.gross
    for one in received.findings:
        assert one.text and "{" not in one.text


# what stands in the samples, read by eye
BY_EYE = {
    "invalid/cii/cii-br-de-16-negative-tests-bt-95-bt-151.xml": {"BR-CO-10", "BR-CO-18"},
    "invalid/cii/invalidXRV30.xml": {"BR-CO-16"},
    "invalid/cii/invalidV2.xml": {"einvoice.missing", "BR-CO-13", "BR-CO-15"},
    "invalid/ubl/ubl-inv-br-dex-03-invalid-test.xml": {
        "BR-CO-10",
        "BR-CO-18",
        "einvoice.sublines",
    },
}


@pytest.mark.parametrize("name", BY_EYE)
def test_wrong_sums_are_found(name: str) -> None:
    received = read_invoice(sample(name))
    assert {one.code for one in received.findings} == BY_EYE[name]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_pdf_holds_what_the_xml_says(variant: str) -> None:
    (file,) = attachments(reference(f"{variant}.pdf"))
    assert file == ("factur-x.xml", reference(f"{variant}-cii-en.xml"))
    assert read_xml(file.content).findings == ()


def test_a_pdf_is_read_in_a_process_of_its_own() -> None:
    received = read_invoice(reference("std19.pdf"))
    assert received.file_name == "factur-x.xml"
    assert received.xml == reference("std19-cii-en.xml")
    assert received.invoice.totals.due == 407285


def test_a_record_in_full() -> None:
    """One invoice of the test suite, term by term."""
    received = read_invoice(sample("valid/ubl/01.01a-INVOICE_ubl.xml"))
    one = received.invoice
    assert received.specification.name == "XRechnung 3.0"
    assert (one.number, str(one.issued), one.kind, one.currency) == (
        "123456XX", "2016-04-04", "380", "EUR",
    )  # fmt: skip
    assert one.buyer_reference == "04011000-12345-03"
    assert (one.seller.name, one.seller.vat_id) == ("[Seller name]", "DE 123456789")
    assert one.totals.due == 33690 and one.totals.tax == 2204 and one.totals.net == 31486
    assert [(line.id, line.net, line.rate) for line in one.lines] == [
        ("Zeitschrift [...]", 28879, 700), ("Porto + Versandkosten", 2607, 700),
    ]  # fmt: skip
    assert one.payment and one.payment.accounts[0].iban == "DE79000000001234567890"
    assert one.notes[0].subject == "ADU"
