"""What is wrong is said in plain words, with the place and what to do; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Kontor
from tests.cli.sales_office import KRUEGER, Desk


def one(**values: Any) -> dict[str, Any]:
    """An invoice with one position."""
    row = {"short": "Flur", "unit": "m²", **values}
    return {"contact": KRUEGER, "day": "2026-03-16", "positions": [row]}


POINT = 'als Text mit Dezimalpunkt schreiben: "58.50"'
WRONG: dict[str, tuple[Any, tuple[str, ...]]] = {
    "unknown customer": ({"contact": "Niemand"}, ("„Niemand“ ist nicht bekannt",)),
    "no customer": ({"subject": "x"}, ("contact: fehlt",)),
    "broken JSON": ('{"contact": "Erika', ("kein gültiges JSON: Zeile 1, Spalte 13",)),
    "a list": ([1], ("muss ein JSON-Objekt sein",)),
    "unknown field": ({"contact": KRUEGER, "preis": 1}, ("preis: ist hier nicht bekannt",)),
    "negative price": (one(price="-5"), ("positions.0.price: ein Preis ist nie negativ",)),
    "price as a number": (one(price=5), (f"positions.0.price: {POINT}",)),
    "price with a comma": (one(price="1,5"), (f"positions.0.price: {POINT}",)),
    "five decimals": (one(price="1.00001"), (f"positions.0.price: {POINT}",)),
    "price of 13 digits": (
        one(price="9999999999999"), ("positions.0.price: die Zahl ist zu groß",),
    ),
    "amount of 13 digits": (
        one(quantity="999999999", price="99999999"),
        ("Der Gesamtpreis der Position 1 ist zu groß", "Menge und Preis prüfen"),
    ),
    "no such day": ({"contact": KRUEGER, "day": "2026-02-30"}, ("day: muss ein Tag sein",)),
    "kind of an order": ({"contact": KRUEGER, "kind": "final"}, ("entstehen aus ihrem Auftrag",)),
    "unknown tax code": (one(price="1", code="NIX"), ("Steuerschlüssel NIX ist nicht bekannt",)),
    "unknown kind": (one(kind="position"), ("positions.0.kind: muss",)),
    "text of 501 letters": (one(short="x" * 501), ("positions.0.short: ", "500")),
    "other tax without reason": (
        {**one(price="1"), "tax_case": "reverse_construction"}, ("bitte eintragen, warum",),
    ),
}  # fmt: skip


@pytest.fixture
def desk(kontor: Kontor, tmp_path: Path, clock: Callable[[str], None]) -> Iterator[Desk]:
    clock("2026-03-16")
    yield Desk(kontor, tmp_path).begin()


@pytest.mark.parametrize("case", WRONG)
def test_bad_documents(desk: Desk, case: str) -> None:
    data, words = WRONG[case]
    said = desk.say("sales", "invoice", "new", data=data, code=2)
    assert said.out == "" and "Es wurde nichts geändert." in said.err
    for word in words:
        assert word.casefold() in said.err.casefold()
    assert desk.ask("sales", "invoice", "list") == []


def test_an_issued_invoice_stays(desk: Desk) -> None:
    """Neither its fields nor its positions, nor the whole can be changed or deleted."""
    number = desk.invoice(positions=[{"short": "Flur", "unit": "psch", "price": "100"}])
    before = desk.show(number)
    for words in (
        ("invoice", "change", number, "--subject", "neu"),
        ("invoice", "drop", number),
        ("position", "add", number, "--short", "mehr", "--price", "5"),
        ("position", "change", before["positions"][0]["id"], "--price", "5"),
        ("position", "drop", before["positions"][0]["id"]),
    ):
        said = desk.say("sales", *words, code=2)
        assert f"{number} ist festgeschrieben und bleibt so." in said.err
    said = desk.say("sales", "invoice", "issue", number, code=2)
    assert f"{number} ist ausgestellt" in said.err and "Stornieren" in said.err
    assert desk.show(number) == before
    cancel = ("sales", "invoice", "cancel", number, "--reason", "doppelt")
    desk.issue("invoice", desk.ask(*cancel)["id"])
    assert "ist schon storniert" in desk.say(*cancel, code=2).err


def test_what_is_missing_is_named_before_a_number_is_drawn(desk: Desk) -> None:
    """All at once, each with its remedy; the number stays free."""
    bare = {"kind": "firm", "name": "Ohne Anschrift GmbH", "roles": [{"role": "customer"}]}
    desk.ask("contacts", "add", data=bare)
    row = {"short": "Flur", "unit": "psch", "price": "1000"}
    data = {"contact": "Ohne Anschrift GmbH", "format": "xrechnung_ubl", "positions": [row]}
    key = desk.new("invoice", data=data)
    found = desk.kontor("sales", "invoice", "check", key, "--json", file=desk.file, code=1).json
    errors = {row["code"] for row in found if row["severity"] == "error"}
    assert "sales.required.customer_address" in errors
    said = desk.say("sales", "invoice", "issue", key, code=2)
    assert "Name oder Anschrift des Kunden fehlt." in said.err
    assert desk.show(key)["number"] is None
    place = {"street": "Weg", "house_number": "1", "postcode": "50667", "city": "Köln"}
    desk.say("contacts", "add-address", "Ohne Anschrift GmbH", data=place)
    desk.say("contacts", "add-channel", "Ohne Anschrift GmbH", "--kind", "mail", "--value",
             "post@ohne.example")  # fmt: skip
    assert desk.issue("invoice", key) == "RE-2026-0001"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("invoice", "show", "RE-1999-1"), "Den Vorgang „RE-1999-1“ gibt es nicht."),
        (("invoice", "show", "99"), "Den Vorgang 99 gibt es nicht."),
        (("quote", "accept", "99"), "Den Vorgang 99 gibt es nicht."),
        (("invoice", "xml", "1", "--syntax", "edi"), "Möglich: cii, ubl, factur-x."),
        (("invoice", "xml", "1"), "Die Rechnung ist ein Entwurf"),
        (("invoice", "pdf", "1", "--output", "/nirgends/x"), "kann nicht geschrieben werden"),
        (("invoice", "nwe"), "Gemeint war vielleicht new?"),
        (("invocie", "new"), "Gemeint war vielleicht invoice?"),
        (("invoice", "cancel", "1"), "reason: fehlt"),
        (("invoice", "cancel", "1", "--reason", "x"), "ein Entwurf"),
        (("order", "show", "1"), "Den Vorgang „1“ gibt es nicht."),
        (("invoice", "new", "--input", "fehlt.json"), "„fehlt.json“ ist nicht lesbar"),
    ],
)
def test_wrong_words(desk: Desk, words: tuple[str, ...], says: str) -> None:
    desk.new("invoice", data=one(price="5"))
    said = desk.say("sales", *words, code=2)
    assert says in said.err and said.out == ""


def test_a_blocked_customer_needs_a_reason(desk: Desk) -> None:
    desk.say("contacts", "set-standing", KRUEGER, "--blocked", "zahlt nicht")
    key = desk.new("order", data=one(price="5"))
    assert (
        "Der Kunde ist gesperrt: zahlt nicht"
        in desk.say("sales", "order", "issue", key, code=2).err
    )
    desk.say("sales", "order", "override", key, "--reason", "Vorkasse")
    assert desk.issue("order", key) == "AU-2026-0001"


def test_a_limit_is_passed_over_with_a_reason(desk: Desk) -> None:
    desk.say("risk", "limit", "--customer", KRUEGER, "--limit", "1000")
    offer = desk.new("quote", data=one(price="2000"))
    against = "Damit stehen 2.380,00 auf dem Spiel, das Limit ist 1.000,00."
    assert f"! {against}" in desk.say("sales", "quote", "issue", offer).err
    key = desk.new("order", data=one(price="2000"))
    assert against in desk.say("sales", "order", "begin", key, code=2).err
    desk.say("sales", "order", "begin", key, "--override", "Vorkasse")
    (kept,) = desk.ask("sales", "order", "show", key)["limits_passed"]
    assert (kept["reason"], kept["stage"], kept["findings"]) == ("Vorkasse", "order", [against])
    said = desk.say("risk", "passed", KRUEGER).out
    assert "Vorkasse" in said and "AU-2026-0001" in said
    desk.say("settings", "set", "credit_check", "block")
    other = desk.new("order", data=one(price="1"))
    refused = desk.say("sales", "order", "confirmed", other, "--override", "noch mal", code=2).err
    assert "Limit anheben" in refused
    last = desk.new("quote", data=one(price="1"))
    desk.say("sales", "quote", "sent", last, code=2)
    desk.say("sales", "quote", "override", last, "--reason", "nur ein Angebot")
    desk.issue("quote", last)
    assert desk.ask("sales", "quote", "show", last)["limits_passed"][0]["stage"] == "quote"
