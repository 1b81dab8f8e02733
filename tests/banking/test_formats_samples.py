"""Every sample file is read as its bank means it, or refused with the place."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.banking.formats import FileRefused, read
from kontor.banking.kinds import BankLine
from tests.banking.samples import names, needs_samples, sample

pytestmark = needs_samples

# file: format, statements, booked lines, pending lines, codes of the findings
EXPECTED = {
    "bank2ynab-commerzbank.csv": ("CSV Commerzbank", 1, 1, 0, []),
    "bank2ynab-sparkasse-csv-mt940.csv": ("CSV Sparkasse (CSV-MT940)", 1, 1, 0, []),
    "bank2ynab-sparkasse-kreditkarte.csv": ("CSV Sparkasse (Kreditkarte)", 1, 1, 0, []),
    "betterplace-mt940-binary-character.sta": ("MT940", 2, 4, 0, []),
    "betterplace-mt940-sepa-snippet.sta": ("MT940", 2, 11, 0, ["bank.balance"]),
    "cmxl-mt940-crlf-swift-envelope.sta": ("MT940", 1, 2, 0, []),
    "cmxl-mt940-iso8859-1.sta": ("MT940", 1, 2, 0, ["bank.day-moved"]),
    "cmxl-mt942.sta": ("MT942", 2, 0, 2, ["bank.intraday", "bank.intraday"]),
    "genkgo-camt053-001.02-multi-statement.xml": ("camt.053.001.02", 2, 2, 0, []),
    "genkgo-camt053-001.02-ultimate.xml": ("camt.053.001.02", 1, 1, 0, ["bank.balance-currency"]),
    "genkgo-camt053-001.04.xml": ("camt.053.001.04", 1, 1, 0, ["bank.balance-currency"]),
    "genkgo-camt053-001.08.xml": ("camt.053.001.08", 1, 1, 0, ["bank.balance-currency"]),
    "genkgo-camt053-wrong.xml": None,
    "genkgo-camt054-001.08.xml": ("camt.054.001.08", 1, 1, 0, ["bank.batch-sum"]),
    "hbci4java-camt052-001.02.xml": ("camt.052.001.02", 1, 2, 0, []),
    "hbci4java-camt052-001.08-missing-date.xml": (
        "camt.052.001.08", 1, 1, 0, ["bank.balance-day", "bank.balance-day"],
    ),
    "hbci4java-camt052-001.08.xml": ("camt.052.001.08", 1, 1, 0, []),
    "hbci4java-camt052-ruecklastschrift.xml": ("camt.052.001.02", 1, 1, 0, ["bank.balance"]),
    "hbci4java-mt940-001.sta": ("MT940", 1, 2, 0, []),
    "jejik-mt940-commerzbank-retoure.sta": ("MT940", 1, 1, 0, ["bank.balance"]),
    "jejik-mt940-lbbw.sta": ("MT940", 1, 2, 0, []),
    "jejik-mt940-olb.sta": ("MT940", 1, 1, 0, ["bank.balance"]),
    "jejik-mt940-sparkasse.sta": ("MT940", 2, 2, 0, []),
    "jejik-mt940-volksbank.sta": ("MT940", 8, 12, 0, []),
    "phpmt940-spk.sta": ("MT940", 4, 10, 0, []),
    "synthetic-camt052-001.08-german.zip": ("ZIP camt.052.001.08", 2, 6, 1, []),
    "synthetic-camt053-001.08-german.xml": ("camt.053.001.08", 1, 6, 0, []),
    "synthetic-comdirect.csv": ("CSV comdirect", 1, 1, 1, ["bank.balance"]),
    "synthetic-dkb.csv": ("CSV DKB", 1, 3, 0, []),
    "synthetic-ing.csv": ("CSV ING", 1, 3, 0, []),
    "synthetic-n26-de.csv": ("CSV N26 (deutsch)", 1, 2, 0, []),
    "synthetic-paypal-de.csv": ("CSV PayPal", 1, 2, 1, []),
    "synthetic-postbank-deutsche-bank.csv": (
        "CSV Postbank, Deutsche Bank", 1, 2, 0, ["bank.damaged-reference"],
    ),
    "synthetic-sparkasse-csv-camt-v8.csv": ("CSV Sparkasse (CSV-CAMT V2/V8)", 1, 2, 1, []),
    "synthetic-vr-bank.csv": ("CSV Volksbanken, Raiffeisenbanken, GLS, Sparda", 1, 3, 0, []),
}  # fmt: skip


def only(name: str) -> BankLine:
    """The only line of a sample."""
    (line,) = read(sample(name), name).lines
    return line


def test_no_sample_is_forgotten() -> None:
    assert names() == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_sample(name: str) -> None:
    wanted = EXPECTED[name]
    if wanted is None:
        with pytest.raises(FileRefused) as refusal:
            read(sample(name), name)
        assert refusal.value.values == {"line": 3, "element": "BkToCstmrStmt"}
        return
    result = read(sample(name), name)
    codes = [finding.code for finding in result.findings]
    found = (result.format, len(result.statements), len(result.lines), len(result.pending), codes)
    assert found == wanted
    assert result.quarantine == ()
    assert all(finding.text and "{" not in finding.text for finding in result.findings)


def test_german_camt_to_the_cent() -> None:
    (statement,) = read(sample("synthetic-camt053-001.08-german.xml")).statements
    assert statement.iban == "DE02120300000000202051"
    assert statement.opening is not None and statement.opening.cents == 100000
    assert statement.closing is not None and statement.closing.cents == 308350
    assert [line.cents for line in statement.lines] == [
        119000, 58310, 90000, -24250, 990, -35700,
    ]  # fmt: skip
    _plain, skonto, batch, returned, reversal, debit = statement.lines
    assert skonto.purpose == "RE-2026-0043, abzgl. 2% Skonto = 11,90 EUR"
    assert [detail.cents for detail in batch.details] == [30000, 25000, 35000]
    assert [detail.name for detail in batch.details] == ["Müller, Jörg", "Anna Weiß", "Bau GmbH"]
    assert (returned.return_reason, returned.charges, returned.name) == (
        "AM04", 450, "Kunde Zahlnix",
    )  # fmt: skip
    assert reversal.reversal and reversal.gvc == "899" and reversal.name == "Sparkasse"
    assert (debit.mandate, debit.gvc, debit.domain) == ("FF-88-1", "105", "PMNT/RDDT/ESDD")
    assert debit.name == "Farben Großhandel Färber GmbH"


def test_returned_debit_names_the_customer_and_the_charge() -> None:
    line = only("hbci4java-camt052-ruecklastschrift.xml")
    assert (line.cents, line.charges, line.original_cents) == (-5300, 300, 5000)
    assert (line.name, line.return_reason) == ("Sven Schuldner", "MS03")
    assert line.bank_id == "2021-03-26-09-12345"


def test_unique_id_stands_in_the_proprietary_reference() -> None:
    lines = read(sample("hbci4java-camt052-001.02.xml")).lines
    assert [line.bank_id for line in lines] == [
        "2018-07-20-07.51.25.370057", "2018-07-20-07.51.28.370057",
    ]  # fmt: skip
    assert [line.gvc for line in lines] == ["152", "152"]


def test_entry_amount_rules_over_a_foreign_detail() -> None:
    line = only("genkgo-camt053-001.04.xml")
    assert (line.cents, line.currency) == (885, "EUR")


def test_notification_in_another_currency_keeps_only_the_entry() -> None:
    line = only("genkgo-camt054-001.08.xml")
    assert (line.cents, line.currency, line.details) == (-20000000, "SEK", ())


def test_ultimate_parties() -> None:
    assert only("genkgo-camt053-001.02-ultimate.xml").ultimate_name == "DEBTOR NAME NM"


def test_mt940_sub_fields_broken_inside_their_mark() -> None:
    first, second = read(sample("jejik-mt940-sparkasse.sta")).lines
    assert first.purpose == "2019-02-15T20.10 Debitk.4 2019-12"
    assert first.ultimate_name.startswith("Aral Tankstelle Chemnitz Leipziger Straße 257")
    assert (first.name, first.iban) == ("ARAL AG", "DE95430800830802029200")
    assert second.cents == -2000


def test_mt940_repeated_account_is_no_purpose() -> None:
    lines = read(sample("jejik-mt940-volksbank.sta")).lines
    assert lines[0].purpose == "einfach so fuer euch"
    assert lines[1].purpose == "Beitrag Musical fuer FRIDA inklusive 1 CD"
    assert lines[2].purpose == "Musical Emilio CD"


def test_mt940_return_with_original_amount_and_charges() -> None:
    line = only("jejik-mt940-commerzbank-retoure.sta")
    assert (line.cents, line.original_cents, line.charges) == (-1235, 1185, 50)
    assert line.mandate == "20852HW2723821"
    assert line.creditor_id == "DE41EON00000129793"
    assert line.purpose.startswith("SONSTIGE GRUENDE ENDABRECHNUNG NR. 500106875")


def test_mt940_text_before_the_first_mark_is_the_name() -> None:
    line = only("jejik-mt940-olb.sta")
    assert line.purpose == "EWE,ENERGIEAUSWEIS RG.-NR. 1234567890 KD.-NR. 12377777"
    assert line.end_to_end == ""


def test_mt940_long_reference_is_the_bank_id() -> None:
    lines = read(sample("hbci4java-mt940-001.sta")).lines
    assert [line.bank_id for line in lines] == [
        "2023-02-09-08.37.18.054696", "2023-02-09-08.37.18.552784",
    ]  # fmt: skip


def test_mt940_pages_and_booking_days() -> None:
    result = read(sample("phpmt940-spk.sta"))
    assert [(one.number, one.page) for one in result.statements] == [
        ("9198", "1"), ("9198", "2"), ("9199", "1"), ("9199", "2"),
    ]  # fmt: skip
    first = result.lines[0]
    assert (first.value_day, first.booking_day) == (date(2010, 2, 17), date(2010, 2, 4))
    assert {(one.blz, one.account) for one in result.statements} == {("20090500", "6853030")}


def test_mt940_impossible_closing_day_becomes_the_last_of_the_month() -> None:
    (statement,) = read(sample("cmxl-mt940-iso8859-1.sta")).statements
    assert statement.closing is not None and statement.closing.day == date(2002, 11, 30)
    assert statement.lines[1].name == "MÜLLER"


def test_the_same_payment_in_the_tables_of_eight_banks() -> None:
    files = ["dkb", "ing", "n26-de", "postbank-deutsche-bank", "vr-bank", "comdirect"]
    for file in files:
        line = read(sample(f"synthetic-{file}.csv")).lines[0]
        assert (line.booking_day, line.cents) == (date(2026, 3, 2), 119000), file
        assert line.name == "Erika Größe", file
        assert "RE-2026-0042" in line.purpose, file
    pending = read(sample("synthetic-sparkasse-csv-camt-v8.csv")).pending[0]
    assert (pending.name, pending.cents) == ("Erika Größe", 119000)
    paypal = read(sample("synthetic-paypal-de.csv"))
    assert [line.cents for line in paypal.lines] == [119000, -2998]
    assert paypal.lines[0].bank_id == "8L012345AB678901N"
    assert paypal.lines[1].bank_id == "8L012345AB678901N/fee"
    assert paypal.lines[0].reference == "RE-2026-0042"


def test_tables_know_their_account_and_balances() -> None:
    (dkb,) = read(sample("synthetic-dkb.csv")).statements
    assert dkb.iban == "DE02120300000000202051"
    assert dkb.closing is not None and dkb.closing.cents == 409332
    assert [line.cents for line in dkb.lines] == [119000, -35700, 1234567]
    (ing,) = read(sample("synthetic-ing.csv")).statements
    assert ing.iban == "DE02500105170137075030"
    (postbank,) = read(sample("synthetic-postbank-deutsche-bank.csv")).statements
    assert postbank.closing is not None and postbank.closing.cents == -46843
    assert [line.end_to_end for line in postbank.lines] == ["", ""]


def test_comdirect_words_inside_the_text_become_fields() -> None:
    result = read(sample("synthetic-comdirect.csv"))
    line = result.lines[0]
    assert (line.purpose, line.bank_id) == ("RE-2026-0042", "7Q2C1U7T32F631GD/3378")
    assert result.pending[0].value_day == date(2026, 3, 3)


def test_a_statement_that_does_not_add_up_shows_both_figures() -> None:
    result = read(sample("betterplace-mt940-sepa-snippet.sta"))
    (finding,) = result.findings
    values = dict(finding.values)
    assert values["expected_cents"] == -447234917
    assert values["closing_cents"] == -447204909
