"""What others send: bad samples, old profiles, several currencies, parts that only some use."""

from __future__ import annotations

import pytest

from kontor.base.errors import Severity
from kontor.documents.einvoice.arithmetic import line_net
from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.read import formal_findings, read_invoice, read_xml
from kontor.documents.einvoice.record import Identifier, Note, Skonto, Syntax
from kontor.documents.einvoice.write import to_xml
from tests.documents.einvoice.records import ALL, STANDARD
from tests.documents.einvoice.samples import every, expected, needs_samples, sample

# what only a schema, a rule on the XML itself or a rule on sub-lines of an extension can see
ONLY_IN_XML = {
    "invalid/pdf/Facture_FR_EN16931.pdf",
    "invalid/pdf/MustangGnuaccountingBeispielRE-20190610_507a.pdf",
    "invalid/ubl/ubl-inv-br-de-16-test-bt-151.xml",
    # excused by the publisher's own levels: code lists of the extension
    "invalid/cii/cii-br-dex-04-schemeid-test-2.xml",
    "invalid/cii/cii-br-dex-05-schemeid-test-2.xml",
    "invalid/cii/cii-br-dex-06-schemeid-test-2.xml",
    "invalid/cii/cii-br-dex-07-schemeid-test-2.xml",
    "invalid/cii/cii-br-dex-08-schemeid-test-2.xml",
    "invalid/ubl/ubl-inv-br-dex-04-schemeid-test-2.xml",
}


@needs_samples
@pytest.mark.parametrize("name", [n for n in every("invalid") if "blankoA3" not in n])
def test_what_the_rules_find_in_bad_samples_is_found(name: str) -> None:
    received = read_invoice(sample(name))
    found = (*received.findings, *formal_findings(received))
    codes = {one.code for one in found}
    official = {
        part.split("×")[0].removeprefix("errors: ") for part in expected()[name].split(", ")
    }
    graver = {one.code for one in found if one.severity is not Severity.NOTE}
    if name not in ONLY_IN_XML:
        assert graver
        assert codes & official or any(code.startswith("BR-CO-1") for code in codes), (
            codes, official,
        )  # fmt: skip
    assert all(one.severity is not Severity.ERROR for one in formal_findings(received))


@needs_samples
@pytest.mark.parametrize("name", every("valid"))
def test_nothing_formal_is_held_against_good_samples(name: str) -> None:
    """Only doubts of our own: check digits of invented VAT ids, arithmetic of lines."""
    received = read_invoice(sample(name))
    codes = {one.code for one in formal_findings(received)}
    own = {code for code in codes if not code.startswith(("vat_id", "einvoice"))}
    # no due date, no day of service, an invented IBAN: fine for the rules, odd for us
    assert own <= {"BR-CO-25", "BR-DE-TMP-32", "BR-DE-19"}, own


@needs_samples
def test_zugferd_1() -> None:
    received = read_invoice(sample("valid/pdf/ZUGFeRD_1p0_COMFORT_Einfach.pdf"))
    one = received.invoice
    assert received.syntax is Syntax.ZUGFERD1
    assert received.specification.name == "ZUGFeRD 1 COMFORT"
    assert (one.number, str(one.issued), one.kind, one.currency) == (
        "471102", "2013-03-05", "380", "EUR",
    )  # fmt: skip
    assert (one.seller.name, one.seller.vat_id, one.seller.tax_number) == (
        "Lieferant GmbH", "DE123456789", "201/113/40209",
    )  # fmt: skip
    assert [(g.rate, g.basis, g.tax) for g in one.groups] == [
        (700, 27500, 1925), (1900, 19800, 3762),
    ]  # fmt: skip
    assert [(line.item.name, line.unit, line.net, line.rate) for line in one.lines] == [
        ("Trennblätter A4", "C62", 19800, 1900), ("Joghurt Banane", "C62", 27500, 700),
    ]  # fmt: skip
    assert (one.totals.net, one.totals.tax, one.totals.gross, one.totals.due) == (
        47300, 5687, 52987, 52987,
    )  # fmt: skip
    assert formal_findings(received) == ()


@needs_samples
def test_small_profiles_say_that_they_are_not_enough() -> None:
    received = read_invoice(sample("flagged/pdf/zugferd_2p0_MINIMUM.pdf"))
    assert received.invoice.totals.gross == 23562 and received.invoice.lines == ()
    (finding,) = received.findings
    assert "MINIMUM" in finding.text and "Vorsteuer" in finding.advice
    assert formal_findings(received) == ()


def test_prices_keep_all_their_decimals() -> None:
    """Electricity at 0.283745 a kWh: rounded to four decimals the line would be 0.04 off."""
    xml = to_xml(STANDARD, Profile.XRECHNUNG_UBL)
    xml = xml.replace(b">11.4<", b">0.283745<").replace(b">84.5<", b">1234.5678<")
    line = read_xml(xml).invoice.lines[0]
    assert line.price and line.price.net == Number(283745, 6)
    assert line.quantity == Number(12345678, 4)
    assert line_net(line) == 35030 - 9633 + 1000  # 350.302...


def test_several_tax_totals_take_the_one_in_the_currency_of_the_document() -> None:
    other = b'<ram:TaxTotalAmount currencyID="CHF">999.99</ram:TaxTotalAmount>'
    own = b'<ram:TaxTotalAmount currencyID="EUR">'
    code = b"<ram:InvoiceCurrencyCode>"
    xml = to_xml(STANDARD, Profile.ZUGFERD)
    both = xml.replace(own, other + own).replace(
        code, b"<ram:TaxCurrencyCode>CHF</ram:TaxCurrencyCode>" + code
    )
    received = read_xml(both)
    assert received.invoice.totals.tax == STANDARD.totals.tax
    assert received.invoice.totals.tax_booked == 99999 and received.findings == ()
    ubl = to_xml(received.invoice, Profile.XRECHNUNG_UBL)
    again = read_xml(ubl).invoice.totals
    assert (again.tax, again.tax_booked) == (STANDARD.totals.tax, 99999)


def test_headings_between_lines_do_not_count() -> None:
    xml = to_xml(ALL["reverse"], Profile.ZUGFERD).decode()
    start = xml.index("    <ram:IncludedSupplyChainTradeLineItem>")
    end = xml.index("    <ram:ApplicableHeaderTradeAgreement>")
    group = xml[start:end].replace(
        "<ram:LineID>1</ram:LineID>",
        "<ram:LineID>0</ram:LineID><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>",
    )
    received = read_xml((xml[:start] + group + xml[start:]).encode())
    assert [line.id for line in received.invoice.lines] == ["1"] and received.findings == ()


def test_missing_totals_are_computed_and_said() -> None:
    xml = to_xml(ALL["zero"], Profile.ZUGFERD)
    for cut in (
        b"<ram:LineTotalAmount>9900.00</ram:LineTotalAmount>\n        <ram:TaxBasis",
        b"<ram:DuePayableAmount>9900.00</ram:DuePayableAmount>",
    ):
        assert cut in xml
        xml = xml.replace(cut, b"<ram:TaxBasis" if b"TaxBasis" in cut else b"")
    received = read_xml(xml)
    assert received.invoice.totals == ALL["zero"].totals
    assert [(one.code, one.field, one.severity) for one in received.findings] == [
        ("einvoice.missing", "BT-106", Severity.NOTE),
        ("einvoice.missing", "BT-115", Severity.NOTE),
    ]


def test_skonto_and_text_come_apart() -> None:
    xml = to_xml(STANDARD, Profile.XRECHNUNG_UBL).decode()
    assert "#SKONTO#TAGE=14#PROZENT=1.00#BASISBETRAG=500.00#\n" in xml
    one = read_xml(xml.encode()).invoice
    assert one.skonto == (Skonto(8, 200), Skonto(14, 100, 50_000))
    assert one.terms == "Zahlbar ohne Abzug bis 06.12.2026."
    broken = read_xml(xml.replace("#SKONTO#TAGE=8", "#Skonto#TAGE=8").encode())
    assert broken.invoice.skonto == STANDARD.skonto[1:]
    assert broken.invoice.terms.startswith("#Skonto#TAGE=8#PROZENT=2.00#\n")
    assert "BR-DE-18" in {finding.code for finding in formal_findings(broken)}


def test_notes_keep_their_subject_in_both_syntaxes() -> None:
    for profile in Profile:
        notes = read_xml(to_xml(STANDARD, profile)).invoice.notes
        assert notes == (Note("Lohnanteil 500,00 EUR (§ 35a EStG)", "AAI"), Note("Danke."))


def test_the_creditor_id_is_no_customer_number() -> None:
    """UBL keeps it among the numbers of the seller, with a scheme of its own."""
    one = read_xml(to_xml(ALL["debit"], Profile.XRECHNUNG_UBL)).invoice
    assert one.seller.ids == (Identifier("L-4711"),)
    assert one.payment and one.payment.debit
    assert one.payment.debit.creditor_id == "DE98ZZZ09999999999"


def test_the_due_date_of_a_credit_note_moves_to_the_payment() -> None:
    from dataclasses import replace

    credit = replace(ALL["credit"], due=STANDARD.due)
    xml = to_xml(credit, Profile.XRECHNUNG_UBL)
    assert b"<CreditNote " in xml and b"PaymentDueDate" in xml and b"<cbc:DueDate" not in xml
    assert read_xml(xml).invoice.due == STANDARD.due
