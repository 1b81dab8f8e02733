"""People read words, programs get codes."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from kontor.banking.kinds import Grade, MatchKind
from kontor.banking.words import GRADES, MATCHES
from kontor.cli.areas.ledger_posts import event_models
from kontor.contacts.kinds import AddressKind, ChannelKind, ContactKind, Role
from kontor.contacts.words import ADDRESSES, CHANNELS, KINDS, ROLES
from kontor.ledger.words import ACCOUNT_KINDS, ENTRY_KINDS, ITEM_KINDS, PART_KINDS, RETURN_KINDS
from tests.cli.conftest import Kontor

ROOT = Path(__file__).resolve().parents[2]


def allowed(path: Path, table: str, column: str) -> set[str]:
    """The values that the file allows in a column."""
    with sqlite3.connect(path) as con:
        (sql,) = con.execute("SELECT sql FROM sqlite_schema WHERE name=?", (table,)).fetchone()
    found = re.search(rf"CHECK\({column} IN \(([^)]*)\)", sql)
    assert found, table
    return {one.strip().strip("'") for one in found[1].split(",")}


def test_every_code_of_the_file_has_a_word(firm_file: Path) -> None:
    assert allowed(firm_file, "account", "kind") == set(ACCOUNT_KINDS)
    assert allowed(firm_file, "item", "kind") == set(ITEM_KINDS)
    assert allowed(firm_file, "due_part", "kind") == set(PART_KINDS)
    assert allowed(firm_file, "filing", "kind") == set(RETURN_KINDS)


def test_every_kind_of_entry_and_event_has_a_word() -> None:
    service = ROOT / "src" / "kontor" / "ledger" / "service"
    text = "".join(path.read_text("utf-8") for path in service.rglob("*.py"))
    written = set(re.findall(r'\.head\(event, "(\w+)"', text))
    assert {"invoice", "opening", "reversal"} <= written
    assert written | set(event_models()) <= set(ENTRY_KINDS)


def test_every_value_of_the_other_areas_has_a_word() -> None:
    assert set(MATCHES) == set(MatchKind) and set(GRADES) == set(Grade)
    assert set(ROLES) == set(Role) and set(KINDS) == set(ContactKind)
    assert set(ADDRESSES) == set(AddressKind) and set(CHANNELS) == set(ChannelKind)


@pytest.mark.parametrize(
    ("words", "name", "code", "said"),
    [
        (("contacts", "list"), "kind", "person", "Person"),
        (("ledger", "accounts"), "kind", "expense", "Ausgaben"),
        (("settings", "accounts"), "kind", "bank", "Bankverbindung"),
        (("settings", "ranges"), "series", "invoice", "Rechnungen"),
        (("reports", "cash"), "kind", "bank", "Bankverbindung"),
        (("history",), "kind", "do", "gemacht"),
    ],
)
def test_tables_say_words_and_programs_get_codes(
    kontor: Kontor, firm_file: Path, words: tuple[str, ...], name: str, code: str, said: str
) -> None:
    people = kontor(*words, file=firm_file).out
    assert re.search(rf"\s{said}(\s|$)", people)
    assert not re.search(rf"\s{code}(\s|$)", people)
    assert code in {row[name] for row in kontor(*words, "--json", file=firm_file).json}
    assert code in re.split(r"[,\n]", kontor(*words, "--csv", file=firm_file).out)


def test_bookings_say_words(kontor: Kontor, firm_file: Path) -> None:
    kontor(
        "ledger", "post", "invoice", "--day", "2.3.2026", "--partner", "Krüger",
        "--document", "RE-1", "--net", "8400=1.234,56", file=firm_file,
    )  # fmt: skip
    journal = kontor("ledger", "journal", file=firm_file).out.splitlines()
    assert journal[-1].split()[-1] == "Ausgangsrechnung" and " 1.469,13 " in journal[-1]
    assert kontor("ledger", "journal", "--json", file=firm_file).json[0]["kind"] == "invoice"
    assert "Buchung 1 vom 02.03.2026" in kontor("ledger", "entry", "RE-1", file=firm_file).out
    due = kontor("ledger", "item", "RE-1", file=firm_file).out
    assert "in einem Betrag" in due and "normal" not in due


def test_settings_say_words_with_the_key_that_changes_them(kontor: Kontor, firm_file: Path) -> None:
    lines = kontor("settings", "list", file=firm_file).out.splitlines()
    (method,) = (line for line in lines if line.endswith("vat_method"))
    assert method.startswith("Umsatzsteuer ") and "Versteuerung" in method
    values = kontor("settings", "list", "--json", file=firm_file).json
    assert values["vat_method"] in {"soll", "ist", "small"}


def test_a_contact_says_words_and_answers_to_its_number(kontor: Kontor, firm_file: Path) -> None:
    (one,) = kontor("contacts", "list", "Krüger", "--json", file=firm_file).json
    said = kontor("contacts", "show", one["id"], file=firm_file).out
    assert re.search(r"^Rolle +Kunde, 1\d{4}$", said, re.MULTILINE)
    assert kontor("contacts", "show", "999", file=firm_file, code=2).err
