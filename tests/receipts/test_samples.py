"""Every official sample is taken in with all its sums, or refused in words; again adds nothing."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from kontor.receipts.queries import records
from kontor.store.blobs import get_blob
from tests.documents.einvoice.samples import REFERENCE, SAMPLES, every, needs_samples
from tests.receipts.kit import AT, ask, firm, take

pytestmark = needs_samples
_SUMS = {
    "net": ("TaxBasisTotalAmount", "TaxExclusiveAmount"),
    "gross": ("GrandTotalAmount", "TaxInclusiveAmount"),
    "payable": ("DuePayableAmount", "PayableAmount"),
}


def xml_of(content: bytes) -> bytes:
    """The XML of a file, found without Kontor."""
    if b"%PDF" not in content[:1024]:
        return content
    attached = PdfReader(io.BytesIO(content)).attachments
    (name,) = [name for name in attached if name.lower().endswith(".xml")]
    return bytes(attached[name][0])


def said(content: bytes) -> dict[str, int]:
    """Sums as the file says them, read by the names of its elements alone."""
    root = etree.fromstring(xml_of(content))
    found = {}
    for field, names in _SUMS.items():
        for element in root.iter():
            if etree.QName(element).localname in names if isinstance(element.tag, str) else False:
                found[field] = int(Decimal(element.text.strip()) * 100)
                break
    kinds = [e.text for e in root.iter() if isinstance(e.tag, str)
             and etree.QName(e).localname in {"CreditNoteTypeCode", "TypeCode"}]  # fmt: skip
    credit = root.tag.endswith("}CreditNote") or kinds[:1] == ["381"]
    return {name: -value if credit else value for name, value in found.items()}


def test_good_samples_have_all_their_sums_and_again_nothing_is_added(tmp_path: Path) -> None:
    paths = [SAMPLES / name for name in every("valid", "flagged")]
    assert len(paths) > 30
    with firm(tmp_path) as store:
        taken = take(store, *paths)
        assert [one.name for one in taken if one.refusal] == []
        with store.read() as con:
            for path, one in zip(paths, taken, strict=True):
                found = records.receipt(con, one.receipt or 0)
                expected = said(path.read_bytes())
                there = {name: getattr(found, name) for name in expected}
                assert there == expected, path.name
                assert (found.tax or 0) == (found.gross or 0) - (found.net or 0)
                groups = records.groups(con, found.id)
                if groups:
                    assert sum(each.tax for each in groups) == found.tax, path.name
                assert found.number and found.day and found.supplier
                assert get_blob(con, found.sha256) == path.read_bytes()
                assert found.size == path.stat().st_size and found.arrived == AT
        before = ask(store, "SELECT (SELECT count(*) FROM receipt),(SELECT max(id) FROM step)")
        again = take(store, SAMPLES / "valid", SAMPLES / "flagged")
        assert len(again) == len(paths) and not any(one.new for one in again)
        assert ask(store, "SELECT (SELECT count(*) FROM receipt),(SELECT max(id) FROM step)") == (
            before
        )


def test_bad_samples_bring_their_findings_or_are_kept_as_paper(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        taken = take(store, *(SAMPLES / name for name in every("invalid")))
        assert len(taken) > 20 and not any(one.refusal for one in taken)
        by_name = {one.name: {each.code for each in one.findings} for one in taken}
        assert {"BR-CO-10", "BR-CO-18"} <= by_name["cii-br-de-16-negative-tests-bt-95-bt-151.xml"]
        assert "BR-CO-16" in by_name["invalidXRV30.xml"]
        assert {"BR-CO-13", "BR-CO-15"} <= by_name["invalidV2.xml"]
        assert "BR-CO-10" in by_name["ubl-inv-br-dex-03-invalid-test.xml"]
        assert "receipts.debited" in by_name["ubl-inv-br-de-20-paymentmeans-code59-test.xml"]
        (blank,) = [one for one in taken if "blankoA3" in one.name]
        with store.read() as con:
            paper = records.receipt(con, blank.receipt or 0)
            sure = records.extra(con, paper.id).confidence
        # no XML inside: read from its text, as likely only
        assert (paper.form, paper.number) == ("pdf", "RE-20201121/508")
        assert (paper.net, paper.tax, paper.gross) == (49_600, 7_504, 57_104)
        assert 0 < sure["gross"] < 100
        for one in taken:
            for each in one.findings:
                assert each.text and not re.search(r"\{[a-z]", each.text)


@pytest.mark.parametrize("variant", ["std19", "mix_19_7", "p13b", "storno", "gutschrift381"])
def test_the_three_forms_of_one_invoice_are_one_receipt_and_doubles(
    tmp_path: Path, variant: str
) -> None:
    """XML of both syntaxes and the PDF say the same; only the first waits to be booked."""
    names = (f"{variant}-cii-en.xml", f"{variant}-ubl-xr.xml", f"{variant}.pdf")
    with firm(tmp_path) as store:
        first, *others = take(store, *(REFERENCE / name for name in names))
        assert first.state == "new"
        assert [(one.state, one.double) for one in others] == [("duplicate", first.receipt)] * 2
        sums = ask(store, "SELECT DISTINCT number,day,net,tax,gross,supplier,iban FROM receipt")
        assert len(sums) == 1
