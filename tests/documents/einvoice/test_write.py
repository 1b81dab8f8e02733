"""Writing: every reference variant, from each of its forms to each of its forms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from kontor.base.errors import Refused
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.read import read_xml
from kontor.documents.einvoice.record import Invoice, Reference, Totals
from kontor.documents.einvoice.write import to_xml
from tests.documents.einvoice.samples import VARIANTS, needs_samples, reference

FORMS = {
    "cii-en": Profile.ZUGFERD,
    "cii-xr": Profile.XRECHNUNG_CII,
    "ubl-xr": Profile.XRECHNUNG_UBL,
}


def content(xml: bytes) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Every element in order with its text and attributes; layout does not count."""
    root = etree.fromstring(xml)
    found = []
    for element in root.iter():
        text = "" if len(element) else (element.text or "").strip()
        path = root.getroottree().getelementpath(element)
        found.append((path, text, tuple(sorted(element.attrib.items()))))
    return found


@needs_samples
@pytest.mark.parametrize("target", FORMS)
@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_is_reproduced(variant: str, source: str, target: str) -> None:
    """A record read from one form writes the reference of every other form, element by element."""
    if variant == "schluss" and "cii-xr" in {source, target}:
        # that form can carry one earlier invoice only; the record has two
        source = "ubl-xr" if source == "cii-xr" else source
        invoice = read_xml(reference("schluss-ubl-xr.xml")).invoice
        assert len(invoice.preceding) == 2
        with pytest.raises(Refused) as refused:
            to_xml(invoice, Profile.XRECHNUNG_CII)
        assert "UBL" in refused.value.advice
        if target == "cii-xr":
            target = "ubl-xr"
    invoice = read_xml(reference(f"{variant}-{source}.xml")).invoice
    written = to_xml(invoice, FORMS[target])
    assert content(written) == content(reference(f"{variant}-{target}.xml"))


@needs_samples
def test_the_same_record_gives_the_same_bytes() -> None:
    invoice = read_xml(reference("mix_19_7-cii-en.xml")).invoice
    for profile in Profile:
        assert to_xml(invoice, profile) == to_xml(invoice, profile)


def test_an_empty_record_writes_no_empty_elements() -> None:
    """What is missing is missing in the file too; a check says so before."""
    for profile in Profile:
        root = etree.fromstring(to_xml(Invoice(), profile))
        hollow = [
            etree.QName(one).localname for one in root.iter() if not len(one) and not one.text
        ]
        assert hollow in ([], ["ApplicableHeaderTradeDelivery"])


def test_characters_that_xml_forbids_are_left_out() -> None:
    invoice = Invoice(number="RE\x00-\x1f1\ud800\ufffe", terms="a\r\nb")
    for profile in Profile:
        again = read_xml(to_xml(invoice, profile)).invoice
        assert (again.number, again.terms) == ("RE-1", "a\nb")


def test_third_party_payments_are_not_issued() -> None:
    with pytest.raises(Refused, match="Dritte"):
        to_xml(Invoice(totals=Totals(third_party=100)), Profile.XRECHNUNG_UBL)


def test_several_earlier_invoices_ask_for_ubl() -> None:
    invoice = Invoice(number="1", preceding=(Reference("A"), Reference("B")))
    with pytest.raises(Refused) as refused:
        to_xml(invoice, Profile.XRECHNUNG_CII)
    assert "UBL" in refused.value.advice
    for profile in (Profile.ZUGFERD, Profile.XRECHNUNG_UBL):
        assert read_xml(to_xml(invoice, profile)).invoice.preceding == invoice.preceding
    one = replace(invoice, preceding=invoice.preceding[:1])
    assert read_xml(to_xml(one, Profile.XRECHNUNG_CII)).invoice.preceding == one.preceding
