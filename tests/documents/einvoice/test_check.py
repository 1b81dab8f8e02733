"""The own check against the published rules: one thing wrong at a time, in every form."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

import pytest

from kontor.base.errors import Severity
from kontor.documents.einvoice.check import check, may_be_issued
from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.read import read_xml
from kontor.documents.einvoice.record import (
    Account,
    Attachment,
    Identifier,
    Invoice,
    Note,
    Party,
    Payment,
    Period,
    Skonto,
)
from kontor.documents.einvoice.write import to_xml
from tests.documents.einvoice.mutations import mutations
from tests.documents.einvoice.records import ALL, BUYER, REVERSE, SELLER, SMALL, STANDARD
from tests.documents.einvoice.rules import judged
from tests.documents.einvoice.samples import VARIANTS, needs_samples, reference

HEAVY = os.environ.get("KONTOR_HEAVY") == "1"
# the published rule counts the names of all attachments instead of those of one
QUIRK = "CII-SR-475"
# what the published rules say beside a fault that the own check names by its cause
FOLLOWS = {
    "BR-09": {"BR-08"}, "BR-11": {"BR-10"}, "BR-20": {"BR-19"}, "BR-23": {"BR-22"},
    "BR-27": {"BR-26"}, "BR-48": {"BR-47"}, "BR-61": {"BR-50"}, "BR-CL-03": {"BR-CL-04", "BR-05"},
    "BR-CL-17": {"BR-CL-18"}, "BR-CL-18": {"BR-CL-17"}, "BR-CO-17": {"BR-47"},
    "BR-DE-14": {"BR-47"}, "BR-DE-17": {"BR-04"}, "BR-DE-19": {"BR-50", "BR-61"},
    "BR-DE-20": {"BR-DE-25-a", "BR-DE-31"}, "BR-DE-27": {"BR-DE-6"}, "BR-DE-28": {"BR-DE-7"},
    "BR-DE-31": {"BR-DE-1"}, "BR-S-09": {"BR-CO-17"}, "CII-SR-014": {"BR-04"},
    "CII-SR-046": {"BR-64"}, "CII-SR-439": {"BR-26"}, "CII-SR-470": {"BR-50", "BR-61"},
    "PEPPOL-EN16931-R053": {"BR-CO-18"}, "PEPPOL-EN16931-R054": {"BR-CO-18"},
    "PEPPOL-EN16931-R061": {"BR-DE-25-a"}, "PEPPOL-EN16931-R120": {"BR-22", "BR-26"},
    "PEPPOL-EN16931-R130": {"BR-22"}, "UBL-DT-06": {"BR-CL-24"},
    "UBL-DT-07": {"einvoice.file_name"}, "UBL-SR-07": {"BR-55"},
    "UBL-SR-19": {"BR-06", "BR-17"}, "UBL-SR-20": {"BR-06", "BR-17"},
    "UBL-SR-21": {"BR-06", "BR-17"}, "UBL-SR-48": {"BR-CO-04"},
}  # fmt: skip
_GROUPS = {"BR-CO-18", "BR-16", "BR-CO-04", "BR-CL-18"}
FOLLOWS |= {f"BR-{name}-01": _GROUPS for name in ("S", "Z", "E", "AE", "IC")}
# where the own check is stricter on purpose: arithmetic to the cent, nothing silently left out
STRICTER = {
    "BR-49", "BR-51", "BR-CL-24", "einvoice.file_name",
    "BR-CO-14", "BR-CO-15", "BR-CO-17", "BR-DE-18", "BR-S-08", "BR-Z-08", "BR-E-08",
    "BR-AE-08", "BR-IC-08", "PEPPOL-EN16931-R046", "PEPPOL-EN16931-R120", "PEPPOL-EN16931-R121",
}  # fmt: skip
EVERY = [
    (name, profile, label)
    for name, invoice in ALL.items()
    for profile in Profile
    for label, _mutant in mutations(invoice)
]
SHARE = EVERY if HEAVY else EVERY[::83]


def found(invoice: Invoice, profile: Profile = Profile.XRECHNUNG_UBL) -> set[str]:
    return {one.code for one in check(invoice, profile)}


@needs_samples
@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("name", ALL)
def test_good_invoices_pass_both(name: str, profile: Profile) -> None:
    invoice = ALL[name]
    assert check(invoice, profile) == ()
    xml = to_xml(invoice, profile)
    quirk = {QUIRK} if name in {"standard", "credit"} and not profile.ubl else set()
    assert {one.code for one in judged(xml)} == quirk
    again = read_xml(xml)
    assert again.findings == ()
    assert replace(again.invoice, specification="", process="") == invoice


@needs_samples
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_reference_invoices_pass_both(variant: str) -> None:
    for form, profile in (("cii-en", Profile.ZUGFERD), ("ubl-xr", Profile.XRECHNUNG_UBL)):
        xml = reference(f"{variant}-{form}.xml")
        invoice = read_xml(xml).invoice
        # the invented VAT ids of the reference have wrong check digits
        assert {one.code for one in check(invoice, profile)} <= {"vat_id.digits"}
        assert judged(to_xml(invoice, profile)) == []


@needs_samples
@pytest.mark.parametrize(("name", "profile", "label"), SHARE)
def test_one_thing_wrong_is_found_as_the_rules_find_it(
    name: str, profile: Profile, label: str
) -> None:
    mutant = dict(mutations(ALL[name]))[label]
    own = check(mutant, profile)
    codes = {one.code for one in own}
    published = [
        one
        for one in judged(to_xml(mutant, profile))
        if one.code != QUIRK and one.severity is not Severity.NOTE
    ]
    grave = [one.code for one in published if one.severity is Severity.ERROR]
    if grave:
        assert not may_be_issued(own), (label, grave)
    unnamed = {
        one.code
        for one in published
        if one.code != "XSD" and one.code not in codes and not FOLLOWS.get(one.code, set()) & codes
    }
    assert unnamed == set(), (label, codes)
    if not grave and not may_be_issued(own):
        errors = {one.code for one in own if one.severity is Severity.ERROR}
        assert errors & STRICTER, (label, errors)


def test_an_empty_invoice_names_everything_that_is_missing() -> None:
    codes = found(Invoice(kind="", currency=""))
    assert codes >= {
        "BR-02", "BR-03", "BR-04", "BR-05", "BR-06", "BR-07", "BR-08", "BR-10", "BR-16",
        "BR-CO-18", "BR-CO-26", "BR-DE-1", "BR-DE-2", "BR-DE-15", "PEPPOL-EN16931-R010",
        "PEPPOL-EN16931-R020",
    }  # fmt: skip
    zugferd = found(Invoice(), Profile.ZUGFERD)
    assert "BR-DE-15" not in zugferd and "BR-06" in zugferd


def test_findings_name_field_and_remedy_in_german() -> None:
    (one,) = check(replace(STANDARD, buyer_reference=""), Profile.XRECHNUNG_UBL)
    assert (one.code, one.field, one.severity) == ("BR-DE-15", "BT-10", Severity.ERROR)
    assert one.text == "Käuferreferenz oder Leitweg-ID fehlt."
    assert one.advice == "Bitte beim Kunden eintragen."
    every = check(Invoice(), Profile.XRECHNUNG_CII)
    assert all(one.text and one.advice and "{" not in one.text + one.advice for one in every)


def test_the_small_firm_needs_more_than_its_tax_number() -> None:
    (one,) = check(replace(SMALL, seller=replace(SMALL.seller, ids=())), Profile.XRECHNUNG_CII)
    assert one.code == "BR-CO-26" and "Steuernummer allein genügt nicht" in one.text


def test_reverse_charge_needs_the_buyers_number() -> None:
    bare = replace(REVERSE, buyer=replace(REVERSE.buyer, vat_id="", legal_id=None))
    (one,) = check(bare, Profile.XRECHNUNG_UBL)
    assert one.code == "BR-AE-02" and "13b" in one.text
    assert found(replace(REVERSE, buyer=replace(REVERSE.buyer, vat_id=""))) == set()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Zahlbar sofort.", False),
        ("#Skonto#TAGE=8#PROZENT=2.00#", True),
        ("#SKONTO#TAGE=8#PROZENT=2.0#", True),
        ("#SKONTO#TAGE=8#PROZENT=2,00#", True),
        ("Zahlbar\n #SKONTO#", True),
    ],
)
def test_free_terms_may_not_look_like_skonto(text: str, wrong: bool) -> None:
    assert ("BR-DE-18" in found(replace(STANDARD, terms=text))) is wrong


def test_skonto_within_reason() -> None:
    for one in (Skonto(-1, 200), Skonto(8, 0), Skonto(8, 10_001)):
        assert "BR-DE-18" in found(replace(STANDARD, skonto=(one,)))


@pytest.mark.parametrize("text", ["04011000-12345-04", "992-90009-95"])
def test_a_mistyped_leitweg_id_is_doubted(text: str) -> None:
    (one,) = check(replace(STANDARD, buyer_reference=text), Profile.XRECHNUNG_UBL)
    assert (one.code, one.severity) == ("einvoice.leitweg", Severity.WARNING)
    address = replace(BUYER, endpoint=Identifier(text, "0204"))
    assert not may_be_issued(check(replace(STANDARD, buyer=address), Profile.XRECHNUNG_UBL))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"due": date(2026, 1, 1)}, "einvoice.due"),
        ({"kind": "386"}, "BR-DE-17"),
        ({"kind": "384", "preceding": ()}, "BR-DE-26"),
        ({"tax_currency": "EUR"}, "PEPPOL-EN16931-R005"),
        ({"tax_currency": "CHF"}, "BR-53"),
        ({"tax_point": date(2026, 1, 1), "tax_point_code": "5"}, "BR-CO-03"),
        ({"notes": (Note(" "),)}, "PEPPOL-EN16931-R008"),
        ({"period": Period()}, "BR-CO-19"),
        ({"period": Period(date(2026, 3, 2), date(2026, 3, 1))}, "BR-29"),
        ({"period": None, "delivery": None}, "BR-DE-TMP-32"),
        ({"attachments": (Attachment("1", file_name="a"), Attachment("2", file_name="a"))},
         "BR-DE-22"),
        ({"attachments": (Attachment("1", uri="nur so"),)}, "BR-TMP-2"),
        ({"attachments": (Attachment("1", mime="text/html", file_name="a", content=b"x"),)},
         "BR-CL-24"),
        ({"payment": Payment("58", accounts=(Account("DE00123"),))}, "BR-DE-19"),
        ({"payment": Payment(remittance="x")}, "BR-49"),
        ({"seller": replace(SELLER, vat_id="DE123456789")}, "vat_id.digits"),
        ({"seller": replace(SELLER, endpoint=Identifier("x", "EM"))}, "einvoice.email"),
        ({"lines": (STANDARD.lines[0], STANDARD.lines[0])}, "einvoice.line.twice"),
        ({"representative": Party()}, "BR-18"),
        ({"payee": Party()}, "BR-17"),
        ({"due": None, "terms": "", "skonto": ()}, "BR-CO-25"),
    ],
)  # fmt: skip
def test_single_faults(change: dict[str, object], code: str) -> None:
    assert code in found(replace(STANDARD, **change))


def test_a_line_computes_to_the_cent() -> None:
    first = STANDARD.lines[0]
    assert first.price
    wrong = replace(first, price=replace(first.price, net=Number(1141, 2)))
    texts = [one.text for one in check(replace(STANDARD, lines=(wrong, *STANDARD.lines[1:])),
                                       Profile.ZUGFERD)]  # fmt: skip
    assert "Position 1: Menge mal Preis ist 877,82, die Rechnung sagt 876,97." in texts


def test_what_is_not_taxable_stands_alone() -> None:
    outside = replace(STANDARD.lines[0], category="O", rate=None)
    mixed = replace(STANDARD, lines=(outside, *STANDARD.lines[1:]))
    assert {"BR-O-11", "BR-O-02"} <= found(mixed)
