"""From a bill to the books: sums, open items, input VAT, learning, confirmations, credit notes."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from kontor.base.errors import InputError, Refused
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.ledger.service.changing import discard_entry
from kontor.receipts.model import OwnInput, ReceiptChange, VatInput
from kontor.receipts.queries import missing, records
from kontor.receipts.queries.proposals import proposal
from kontor.receipts.service.booking import NotConfirmed
from kontor.receipts.service.keeping import change_receipt, link, set_aside, take_up, unlink, waive
from kontor.receipts.service.own import own_receipt
from kontor.store.blobs import get_blob
from kontor.store.check import check
from kontor.store.store import Store
from tests.documents.einvoice.samples import REFERENCE, needs_samples
from tests.receipts.kit import AT, ask, booked, firm, put, state, take

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x06\x40\0\0\x04\xb0\x08\x02" + bytes(50)
_LINES = "SELECT a.number,l.code,l.part,l.cents FROM line l JOIN account a ON a.id=l.account"


def entry_lines(store: Store, entry: int) -> list[tuple[object, ...]]:
    """Lines of an entry without the partner's."""
    return ask(store, f"{_LINES} WHERE l.entry=? AND a.cash_role<>'item' ORDER BY l.pos", entry)


@needs_samples
def test_a_bill_is_booked_with_its_new_supplier_in_one_step(tmp_path: Path) -> None:
    """Two rates: 2,000.46 at 7 % and 174.59 at 19 %; 140.03 and 33.17 tax, 2,348.25 in all."""
    with firm(tmp_path) as store:
        (one,) = take(store, REFERENCE / "mix_19_7-cii-en.xml")
        with pytest.raises(InputError) as refused:
            booked(store, one.receipt or 0)
        assert refused.value.field == "partner"
        steps = ask(store, "SELECT count(*) FROM step")[0][0]
        posted = booked(store, one.receipt or 0, new_supplier=True)
        assert ask(store, "SELECT count(*) FROM step")[0][0] == steps + 1
        assert entry_lines(store, posted.entry) == [
            ("3300", "VST7", "base", 200_046), ("3400", "VST19", "base", 17_459),
            ("1571", "VST7", "input", 14_003), ("1576", "VST19", "input", 3_317),
        ]  # fmt: skip
        assert ask(store, "SELECT document,day,service_day FROM item") == [
            ("RE-2026-00043", "2026-11-22", "2026-11-18")
        ]
        assert ask(store, "SELECT due,cents FROM due_part") == [("2026-12-06", 234_825)]
        assert ask(store, "SELECT source,arrival_day FROM entry") == [("receipts:1", "2026-11-23")]
        (name, vat_id) = ask(store, "SELECT name,vat_id FROM contact")[0]
        assert name == "Malerbetrieb Sonnenschein GmbH" and vat_id is None  # its check digit fails
        assert ask(store, "SELECT iban FROM contact_bank") == [("DE02120300000000202051",)]
        assert state(store, 1) == "booked"
        with pytest.raises(Refused, match="schon gebucht"):
            booked(store, 1)
        assert [each.text for each in check(store)] == []


@needs_samples
def test_every_variant_of_the_references_agrees_with_the_books(tmp_path: Path) -> None:
    """Open items are what is owed, input VAT what the bills say, § 13b a pair that nets to 0."""
    with firm(tmp_path) as store:
        names = ("std19", "mix_19_7", "p13b", "p19", "pv0", "neg_line", "many", "longtext")
        taken = take(store, *(REFERENCE / f"{name}-cii-en.xml" for name in names))
        assert all(one.new for one in taken)
        for one in taken:
            booked(store, one.receipt or 0, new_supplier=True, confirm=True)
        rows = ask(store, "SELECT i.document,(SELECT sum(cents) FROM due_part d WHERE d.item=i.id),"
                   "r.gross FROM item i JOIN receipt r ON r.number=i.document")  # fmt: skip
        assert len(rows) == len(names) and all(owed == gross for _doc, owed, gross in rows)
        said = ask(store, "SELECT sum(tax) FROM receipt")[0][0]
        posted = ask(store, "SELECT sum(cents) FROM line WHERE part='input' AND code LIKE 'VST%'")
        assert posted == [(said,)]
        pair = ask(store, "SELECT sum(cents),sum(abs(cents)) FROM line WHERE code='RC_BAU_IN'"
                   " AND part IN ('input','output')")  # fmt: skip
        assert pair == [(0, 2 * 226_214)]  # 19 % of 11,906.00
        assert len(ask(store, "SELECT id FROM contact")) == 1
        assert [each.text for each in check(store)] == []


@needs_samples
def test_what_was_booked_before_is_proposed_with_its_reason(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        first, second = take(
            store, REFERENCE / "mix_19_7-cii-en.xml", REFERENCE / "std19-cii-en.xml"
        )
        with store.read() as con:
            before = proposal(con, second.receipt or 0)
        assert {part.account for part in before.parts} == {"3400"}
        assert not any(part.learned for part in before.parts)
        booked(store, first.receipt or 0, new_supplier=True, account="4980")
        with store.read() as con:
            after = proposal(con, second.receipt or 0)
        assert after.partner == "contacts:1"
        assert {part.account for part in after.parts} == {"4980"}
        assert all(part.learned for part in after.parts)
        values = dict(after.parts[0].values)
        assert str(values["account"]).startswith("4980 ") and values["day"] == "2026-11-22"


BILL = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party>
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode>
</cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>{means}</cbc:PaymentMeansCode></cac:PaymentMeans>
<cac:PaymentTerms><cbc:Note>#SKONTO#TAGE=10#PROZENT=2.00#
</cbc:Note></cac:PaymentTerms>
<cac:TaxTotal><cbc:TaxAmount currencyID="{currency}">{tax}</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="{currency}">{net}</cbc:TaxableAmount>
<cbc:TaxAmount currencyID="{currency}">{tax}</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>{category}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal>
<cbc:LineExtensionAmount currencyID="{currency}">{net}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="{currency}">{net}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="{currency}">{gross}</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="{currency}">{gross}</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="{currency}">{net}</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>{line}</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>{category}</cbc:ID>
<cbc:Percent>{rate}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="{currency}">{net}</cbc:PriceAmount></cac:Price>
</cac:InvoiceLine></Invoice>"""
PLAIN = {
    "number": "R-1", "day": "2026-11-02", "currency": "EUR", "country": "DE", "means": "58",
    "name": "Farbenhaus Beispiel GmbH", "net": "100.00", "tax": "19.00", "gross": "119.00",
    "category": "S", "rate": "19", "line": "Wandfarbe weiß",
}  # fmt: skip


def bill(folder: Path, **values: str) -> Path:
    """An invoice as XML."""
    said = {**PLAIN, **values}
    return put(folder, f"{said['number']}-{said['name'][:4]}.xml", BILL.format(**said))


def test_lines_learn_by_their_words_and_skonto_comes_from_the_terms(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        for number, line, account in (("R-1", "Wandfarbe weiß", "3400"),
                                      ("R-2", "Büropapier A4", "4930")):  # fmt: skip
            (one,) = take(store, bill(tmp_path, number=number, line=line))
            booked(store, one.receipt or 0, new_supplier=True, account=account)
        (one,) = take(store, bill(tmp_path, number="R-3", line="Papier A4, Büropapier 80 g"))
        with store.read() as con:
            found = proposal(con, one.receipt or 0)
        assert [part.account for part in found.parts] == ["4930"]
        assert dict(found.parts[0].values)["line"] == "Büropapier A4"
        assert found.discounts == ((date(2026, 11, 12), 200),)
        assert not found.asks
        booked(store, one.receipt or 0)
        assert ask(store, "SELECT until,rate FROM discount WHERE item=3") == [("2026-11-12", 200)]


def test_wrong_sums_are_booked_after_a_confirmation_only(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        (one,) = take(store, bill(tmp_path, gross="120.00"))
        with pytest.raises(NotConfirmed) as asked:
            booked(store, one.receipt or 0, new_supplier=True)
        codes = {each.code for each in asked.value.findings}
        assert {"BR-CO-15", "receipts.difference"} <= codes
        assert ask(store, "SELECT count(*) FROM entry") == [(0,)]
        booked(store, one.receipt or 0, new_supplier=True, confirm=True)
        assert ask(store, "SELECT sum(cents) FROM due_part") == [(11_900,)]


@pytest.mark.parametrize(
    ("country", "category", "rate", "code", "asks"),
    [
        ("AT", "K", "0", "IGE19", set()),
        ("AT", "AE", "0", "RC_EU_DL", set()),
        ("CH", "AE", "0", "RC_DRITT", set()),
        ("GB", "AE", "0", "RC_DRITT", set()),
        ("DE", "AE", "0", "RC_BAU_IN", set()),
        ("DE", "E", "0", "VST0", set()),
        ("AT", "S", "20", "VST0", {"receipts.foreign_tax"}),
    ],
)
def test_who_owes_the_tax_decides_the_code(
    tmp_path: Path, country: str, category: str, rate: str, code: str, asks: set[str]
) -> None:
    tax = {"20": "20.00"}.get(rate, "0.00")
    gross = {"20": "120.00"}.get(rate, "100.00")
    with firm(tmp_path) as store:
        path = bill(tmp_path, country=country, category=category, rate=rate, tax=tax, gross=gross)
        (one,) = take(store, path)
        with store.read() as con:
            found = proposal(con, one.receipt or 0)
        assert [part.code for part in found.parts] == [code]
        assert {each.code for each in found.asks} == asks
        posted = booked(store, one.receipt or 0, new_supplier=True, confirm=True)
        owed = ask(store, "SELECT sum(cents) FROM due_part")
        assert owed == [(12_000 if asks else 10_000,)]
        assert sum(cents for *_rest, cents in entry_lines(store, posted.entry)) == owed[0][0]  # type: ignore[misc]


def test_a_bill_that_is_collected_is_no_payment(tmp_path: Path) -> None:
    from kontor.banking.queries.payables import suggestions

    with firm(tmp_path) as store:
        for number, means in (("R-1", "58"), ("R-2", "59")):
            (one,) = take(store, bill(tmp_path, number=number, means=means))
            booked(store, one.receipt or 0, new_supplier=True)
        assert ask(store, "SELECT document,debited FROM item ORDER BY id") == [
            ("R-1", 0), ("R-2", 1),
        ]  # fmt: skip
        with store.read() as con:
            found = {one.payable.document: one.payable.payee.method
                     for one in suggestions(con, date(2026, 11, 30))}  # fmt: skip
        assert found.get("R-2", "collected") == "collected"
        assert found.get("R-1") == "transfer"


def test_another_bank_account_than_the_known_one_is_asked(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        data = {"kind": "firm", "name": PLAIN["name"], "roles": [{"role": "supplier"}],
                "banks": [{"iban": "DE89370400440532013000"}]}  # fmt: skip
        store.run(create_contact, ContactInput.model_validate(data))
        (one,) = take(store, bill(tmp_path))
        change = ReceiptChange(iban="DE02120300000000202051")
        store.run(change_receipt, one.receipt, change)
        with pytest.raises(NotConfirmed) as asked:
            booked(store, one.receipt or 0)
        assert [each.code for each in asked.value.findings] == ["receipts.iban"]


@needs_samples
def test_a_credit_note_lowers_its_bill_or_stands_alone(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        (credit,) = take(store, REFERENCE / "gutschrift381-cii-en.xml")
        with store.read() as con:
            found = proposal(con, credit.receipt or 0)
            earlier = records.extra(con, credit.receipt or 0).preceding
        assert (found.event, found.total) == ("bill", -21_396)
        posted = booked(store, credit.receipt or 0, new_supplier=True)
        assert ask(store, "SELECT sum(cents) FROM due_part") == [(-21_396,)]
        store.run(discard_entry, posted.entry)
        assert state(store, credit.receipt or 0) == "new"
        assert earlier
        path = bill(tmp_path, number=earlier[0], name="Malerbetrieb Sonnenschein GmbH",
                    net="1000.00", tax="190.00", gross="1190.00")  # fmt: skip
        (first,) = take(store, path)
        booked(store, first.receipt or 0, confirm=True)
        with store.read() as con:
            assert proposal(con, credit.receipt or 0).event == "credit_note"
        booked(store, credit.receipt or 0)
        left = ask(
            store, "SELECT (SELECT sum(cents) FROM weight)-(SELECT sum(cents) FROM reduction)"
        )
        assert left == [(119_000 - 21_396,)]
        assert [each.text for each in check(store)] == []


def test_a_picture_is_entered_by_hand_and_booked_from_the_cash_box(tmp_path: Path) -> None:
    """23.80 of which 10.70 at 7 %: 13.10 = 11.01 + 2.09 and 10.70 = 10.00 + 0.70."""
    with firm(tmp_path) as store:
        (one,) = take(store, put(tmp_path, "IMG.png", PICTURE))
        with pytest.raises(NotConfirmed) as asked:
            booked(store, one.receipt or 0, new_supplier=True)
        assert {each.code for each in asked.value.findings} == {"receipts.sum", "receipts.day"}
        groups = [VatInput(category="S", rate=1900, net=1_101, tax=209),
                  VatInput(category="S", rate=700, net=1_000, tax=70)]  # fmt: skip
        change = ReceiptChange(supplier="Bäckerei und Bau", day=date(2026, 11, 20), gross=2_380,
                               kind="voucher", groups=groups)  # fmt: skip
        store.run(change_receipt, one.receipt, change)
        with store.read() as con:
            found = proposal(con, one.receipt or 0)
        assert (found.event, found.money, found.total) == ("purchase", "cash", 2_380)
        posted = booked(store, one.receipt or 0)
        cash = ask(store, f"{_LINES} WHERE a.number='1000'")
        assert cash == [("1000", None, "", -2_380)] and posted.items == ()
        with pytest.raises(Refused):
            store.run(change_receipt, one.receipt, ReceiptChange(gross=1))


def test_own_receipts_are_numbered_and_say_why(tmp_path: Path) -> None:
    data = {"day": date(2026, 11, 20), "supplier": "Parkhaus", "what": "Parken beim Kunden",
            "reason": "Automat gab keinen Beleg", "gross": 450}  # fmt: skip
    with firm(tmp_path) as store:
        first = store.run(own_receipt, OwnInput(**data), AT).value
        second = store.run(own_receipt, OwnInput(**data, account="4530"), AT).value
        with store.read() as con:
            one, two = records.receipt(con, first), records.receipt(con, second)
            text = records.content(con, second)
            paper = get_blob(con, two.sha256)
        assert (one.number, two.number) == ("EB-2026-0001", "EB-2026-0002")
        assert (one.state, two.state) == ("new", "booked")
        assert "Automat gab keinen Beleg" in text and "4,50\xa0€" in text
        read = PdfReader(io.BytesIO(paper))
        assert two.file_name == "EB-2026-0002.pdf" and two.mime == "application/pdf"
        words = " ".join(read.pages[0].extract_text().split())
        for said in ("Eigenbeleg EB-2026-0002", "Parkhaus", "Automat gab keinen Beleg", "4,50",
                     "Ort, Datum, Unterschrift", "23.11.2026", "20.11.2026"):  # fmt: skip
            assert said in words, said
        assert b"<pdfaid:part>3</pdfaid:part>" in paper
        # without an invoice of the other side no input VAT
        assert ask(store, "SELECT count(*) FROM line WHERE part='input'") == [(0,)]
        assert two.keep_until == date(2034, 12, 31)


def test_gaps_are_closed_by_links_and_reasons(tmp_path: Path) -> None:
    from kontor.ledger.model.inputs import Amount, Purchase
    from kontor.ledger.service.events import post_event

    with firm(tmp_path) as store:
        for day, account, gross in ((3, "4530", 5_950), (4, "4210", 80_000)):
            event = Purchase(day=date(2026, 11, day), money="bank", document=f"B{day}",
                             lines=[Amount(account=account, gross=gross, code="VST0")])  # fmt: skip
            store.run(post_event, event)
        with store.read() as con:
            assert [one.cents for one in missing.unproven(con, date(2026, 1, 1))] == [80_000, 5_950]
        (one,) = take(store, put(tmp_path, "tanken.png", PICTURE))
        change = ReceiptChange(supplier="Tankstelle", day=date(2026, 11, 3), gross=5_950)
        store.run(change_receipt, one.receipt, change)
        with store.read() as con:
            best = missing.candidates(con, one.receipt or 0)[0]
        assert best.cents == 5_950
        store.run(link, one.receipt, f"entry:{best.entry}")
        assert state(store, one.receipt or 0) == "booked"
        store.run(waive, "B4", "Miete laut Vertrag")
        with store.read() as con:
            assert missing.unproven(con, date(2026, 1, 1)) == []
        store.run(unlink, one.receipt, best.entry)
        store.run(set_aside, one.receipt, "privat getankt")
        assert state(store, one.receipt or 0) == "aside"
        with pytest.raises(Refused, match="zurückgestellt"):
            booked(store, one.receipt or 0)
        store.run(take_up, one.receipt)
        assert state(store, one.receipt or 0) == "new"
