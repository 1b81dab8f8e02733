"""A record as people see it."""

from __future__ import annotations

import pytest

from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.record import Invoice, Skonto
from kontor.documents.einvoice.views import number_text, sections, skonto_text
from tests.documents.einvoice.records import ALL, STANDARD


def test_the_standard_invoice_in_german() -> None:
    found = {one.title: one for one in sections(STANDARD)}
    head = dict(found["Rechnung"].rows)
    assert head["Rechnungsnummer"] == "RE-2026-0042" and head["Rechnungsdatum"] == "22.11.2026"
    assert head["Belegart"] == "Rechnung" and "Währung" not in head
    assert head["Frühere Rechnung"] == "AR-2026-0005 (01.09.2026)"
    seller = dict(found["Verkäufer"].rows)
    assert seller["Anschrift des Verkäufers"] == "Handwerkerweg 12, Hof links, 48143 Münster"
    assert seller["Elektronische Adresse des Verkäufers"].endswith("(E-Mail)")
    table = found["Positionen"].table
    assert table
    assert table.rows[0] == (
        "1", "Wände streichen\nzweimal, weiß\nWohnzimmer und Flur", "84,5", "m²", "11,40",
        "19 %", "876,97",
    )  # fmt: skip
    assert table.rows[3][2] == "-1" and table.rows[3][6] == "-89,90"
    totals = [(row.label, row.value) for row in found["Summen"].rows]
    assert totals == [
        ("Summe der Positionen", "2.996,67"), ("Summe der Nachlässe", "-37,00"),
        ("Summe der Zuschläge", "35,00"), ("Nettosumme", "2.994,67"), ("Steuersumme", "351,43"),
        ("Bruttosumme", "3.346,10"), ("Bereits gezahlt", "-100,00"), ("Rundung", "0,01"),
        ("Zahlbetrag", "3.246,11"),
    ]  # fmt: skip
    payment = [row.value for row in found["Zahlung"].rows]
    assert payment[1] == "2 % Skonto innerhalb von 8 Tagen"
    assert payment[2] == "1 % Skonto innerhalb von 14 Tagen, auf 500,00"
    assert "SEPA-Überweisung" in payment
    taxes = found["Umsatzsteuer"].table
    assert taxes and taxes.rows[0][:3] == ("7 %", "1.813,00", "126,91")


@pytest.mark.parametrize("name", ALL)
def test_every_invoice_can_be_shown(name: str) -> None:
    for one in sections(ALL[name]):
        assert one.title and (one.rows or one.table)
        assert all(row.label and row.value for row in one.rows)
        if one.table:
            assert {len(row) for row in one.table.rows} == {len(one.table.heads)}
            assert all(0 <= column < len(one.table.heads) for column in one.table.right)


def test_an_empty_record_shows_its_sums() -> None:
    assert [one.title for one in sections(Invoice())] == ["Rechnung", "Summen"]


@pytest.mark.parametrize(
    ("number", "keep", "text"),
    [
        (Number(845, 1), 0, "84,5"), (Number(1234567, 3), 0, "1.234,567"), (Number(5), 2, "5,00"),
        (Number(-283745, 6), 2, "-0,283745"), (Number(1000), 0, "1.000"), (Number(0), 0, "0"),
    ],
)  # fmt: skip
def test_numbers_with_all_their_decimals(number: Number, keep: int, text: str) -> None:
    assert number_text(number, keep) == text


def test_english(english: None) -> None:
    assert sections(STANDARD)[0].title == "The invoice"
    assert number_text(Number(1234567, 3)) == "1,234.567"
    assert skonto_text(Skonto(8, 250)) == "2.5% Skonto within 8 days"
