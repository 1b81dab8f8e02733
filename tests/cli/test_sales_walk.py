"""From the enquiry to the final invoice by commands; tables for people, JSON for programs."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Kontor
from tests.cli.sales_office import KRUEGER, Desk
from tests.tools.readme import HANDBOOK

ROWS: list[dict[str, Any]] = [
    {
        "short": "Fassade",
        "positions": [
            {"short": "Fassade streichen", "quantity": "120", "unit": "m²", "price": "18.57"},
            {"short": "Gerüst", "quantity": "150", "unit": "m²", "price": "9.84"},
        ],
    },
    {
        "short": "Ölfarbe statt Dispersion", "kind": "optional", "chosen": False,
        "quantity": "1", "unit": "psch", "price": "300",
    },
]  # fmt: skip
QUOTE = """\
Angebot (Entwurf)
Feld        Wert
──────────  ──────────────────────────────────────────────
Nr.         2
Stand       Entwurf
Datum       16.03.2026
Kunde       Erika Krüger
Betreff     Fassade
Gültig bis  15.04.2026
Steuer      mit Umsatzsteuer
Grund       Der Kunde erbringt selbst keine Bauleistungen.

Nr.  Pos.     Text                                       Menge  Einheit   Preis    Betrag
───  ───────  ─────────────────────────────────────────  ─────  ───────  ──────  ────────
  1  01       Fassade                                                            3.704,40
  2  01.0010  Fassade streichen                            120  m²        18,57  2.228,40
  3  01.0020  Gerüst                                       150  m²         9,84  1.476,00
  4  0010     Ölfarbe statt Dispersion (nur auf Wunsch)      1  psch     300,00    300,00
  5  0020     Grundierung                                 12,5  m²         4,80     60,00

Steuer  Satz     Netto  Steuer    Brutto
──────  ────  ────────  ──────  ────────
UST19   19 %  3.764,40  715,24  4.479,64
"""
SHEET = """\
Position  Raum  Rechnung            Mal   Wert   Zählt
────────  ────  ──────────────────  ───  ─────  ──────
01.0010   Nord  2*(4,20+3,60)*2,55    1  39,78   39,78
01.0010         1,01*2,13             1  2,151  -2,151
"""
NOTES_BILL = """\
Nr.  Pos.     Text          Menge  Einheit  Preis  Betrag
───  ───────  ────────────  ─────  ───────  ─────  ──────
 20  01       LS-2026-0001                         359,60
 21  01.0010  Farbe             4  Eimer    89,90  359,60
 22  02       RB-2026-0001                         163,50
 23  02.0010  Regie             3  h        54,50  163,50

Steuer  Satz   Netto  Steuer  Brutto
──────  ────  ──────  ──────  ──────
UST19   19 %  523,10   99,39  622,49

Feld       Betrag
─────────  ──────
Zu zahlen  622,49
"""
ORDER = """\
Nr.  Art            Nummer        Datum       Stand
───  ─────────────  ────────────  ──────────  ──────────────
  5  Nachtrag       NT-2026-0001  16.03.2026  beauftragt
  6  Aufmaß         AM-2026-0001  16.03.2026  unterschrieben
  7  Lieferschein   LS-2026-0001  16.03.2026  unterschrieben
  8  Regiebericht   RB-2026-0001  16.03.2026  unterschrieben
  9  Regierechnung  sales:9       16.03.2026  Entwurf
"""


@pytest.fixture
def desk(kontor: Kontor, tmp_path: Path, clock: Callable[[str], None]) -> Desk:
    clock("2026-03-16")
    return Desk(kontor, tmp_path).begin()


def test_the_whole_way(desk: Desk) -> None:
    """Each document is made of the one before; nothing is typed twice."""
    said = desk.say("sales", "inquiry", "new", "--contact", KRUEGER, "--subject", "Fassade")
    assert (said.out, said.err.strip()) == ("1\n", "Schritt 5: Anfrage angelegt")
    head = {"contact": KRUEGER, "subject": "Fassade", "positions": ROWS}
    assert desk.new("quote", "--inquiry", "AF-2026-0001", data=head) == 2
    row = ("--short", "Grundierung", "--quantity", "12,5", "--unit", "m²", "--price", "4,80")
    desk.say("sales", "position", "add", "2", *row)
    assert desk.say("sales", "quote", "show", "2").out == QUOTE
    assert desk.say("sales", "quote", "issue", "2").out == "AN-2026-0001\n"
    assert desk.ask("sales", "quote", "version", "AN-2026-0001")["id"] == 3
    issued = desk.ask("sales", "quote", "issue", "3")
    assert (issued["id"], issued["ref"], issued["number"]) == (3, "sales:3", "AN-2026-0001")
    states = {one["id"]: one["state"] for one in desk.ask("sales", "quote", "list")}
    assert states == {2: "replaced", 3: "sent"}
    order = desk.ask("sales", "quote", "accept", "AN-2026-0001")["id"]
    assert desk.issue("order", order) == "AU-2026-0001"
    _at_work(desk, "AU-2026-0001")
    _billed(desk, "AU-2026-0001")


def _at_work(desk: Desk, order: str) -> None:
    desk.say("sales", "order", "begin", order)
    desk.say("sales", "order", "progress", order, "--done", "01.0010=60%", "--done", "01.0020=75")
    rows = desk.show(order, "order")["positions"]
    done = {one["number"]: one["performed"] for one in rows}
    assert (done["01.0010"], done["01.0020"], done["0020"]) == ("72", "75", None)
    bank = {"short": "Bank lackieren", "quantity": "6", "unit": "Stk", "price": "35"}
    desk.new("addition", order, data={"subject": "Fensterbänke", "positions": [bank]})
    desk.issue("addition", 5)
    desk.say("sales", "addition", "approve", "NT-2026-0001", "--how", "per E-Mail")
    lines = [
        {"position": "01.0010", "formula": "2*(4,20+3,60)*2,55", "room": "Nord"},
        {"position": "01.0010", "formula": "1,01*2,13", "deduct": True},
    ]
    desk.new("measurement", order, data={"lines": lines})
    assert desk.say("sales", "measurement", "show", "6").out.endswith(SHEET)
    desk.say("sales", "measurement", "check", "6")
    assert desk.say("sales", "measurement", "sign", "6", "--who", "E. Krüger").out == (
        "AM-2026-0001\n"
    )
    paint = {"short": "Farbe", "quantity": "4", "unit": "Eimer", "price": "89.90"}
    assert desk.new("delivery", data={"order": order, "positions": [paint]}) == 7
    desk.issue("delivery", 7)
    desk.say("sales", "delivery", "sign", "7", "--who", "E. Krüger")
    hours = {"short": "Regie", "kind": "hour", "quantity": "3", "price": "54.50",
             "worked_on": "2026-03-13", "worker": "Ali"}  # fmt: skip
    assert desk.new("time-note", data={"order": order, "positions": [hours]}) == 8
    desk.say("sales", "time-note", "sign", "8", "--who", "E. Krüger")


def _billed(desk: Desk, order: str) -> None:
    assert desk.ask("sales", "invoice", "bill-notes", "7", "8")["id"] == 9
    assert desk.say("sales", "invoice", "show", "9").out.endswith(NOTES_BILL)
    assert desk.say("sales", "order", "show", order).out.endswith(ORDER)
    part = desk.ask("sales", "order", "bill", order, "--kind", "instalment")["id"]
    told = desk.show(part)  # 37.629 · 18.57 + 75 · 9.84
    assert [one["total"] for one in told["positions"] if one["total"]] == ["698.77", "738.00"]
    assert (told["net"], told["tax"], told["payable"]) == ("1436.77", "272.99", "1709.76")
    desk.say("sales", "invoice", "drop", part)
    asked = desk.ask("sales", "acceptance", "request", order)["id"]
    defect = {"defects": [{"text": "Kratzer", "deadline": "2026-04-01"}]}
    given = desk.new("acceptance", order, "--acceptance", asked, data=defect)
    found = desk.show(given, "acceptance")
    assert (found["state"], found["number"]) == ("accepted", "AP-2026-0001")
    desk.say("sales", "acceptance", "removed", found["defects"][0]["id"])
    (warranty,) = desk.ask("sales", "acceptance", "warranties")
    assert (warranty["starts"], warranty["ends"]) == ("2026-03-16", "2031-03-16")
    final = desk.ask("sales", "invoice", "bill", order, "--kind", "final")["id"]
    assert desk.issue("invoice", final) == "RE-2026-0001"
    told = desk.show("RE-2026-0001")  # 698.77 + 738.00 + 60.00 + 210.00
    assert (told["net"], told["gross"], told["state"]) == ("1706.77", "2031.06", "issued")
    desk.say("sales", "order", "close", order)
    assert desk.ask("ledger", "open-items")[0]["open"] == "2031.06"
    assert desk.say("check", code=None).code == 0


def test_what_is_issued_is_printed_again_byte_by_byte(desk: Desk) -> None:
    row = {"short": "Flur", "quantity": "84.5", "unit": "m²", "price": "11.40"}
    key = desk.new("invoice", data={"contact": KRUEGER, "format": "zugferd", "positions": [row]})
    draft = desk.file_of("pdf", key)
    number = desk.issue("invoice", key)
    issued = desk.file_of("pdf", number)
    assert draft != issued and b"factur-x.xml" in issued and b"factur-x.xml" not in draft
    desk.say("contacts", "change", KRUEGER, "--last-name", "Krüger-Sommer")
    assert desk.file_of("pdf", number) == issued
    kept = desk.file_of("xml", number, "--syntax", "factur-x")
    assert "Erika Krüger<" in kept.decode() and "Sommer" not in kept.decode()
    made = desk.file_of("xml", number, "--syntax", "ubl")
    assert "Erika Krüger<" in made.decode() and "Sommer" not in made.decode()
    files = desk.show(number)["files"]
    assert [one["mime"] for one in files] == ["application/pdf", "application/xml"]
    assert desk.kontor(
        "documents", "file", files[0]["id"], "--output", desk.folder / "copy", file=desk.file
    )
    assert (desk.folder / "copy").read_bytes() == issued


def test_lists_for_people_and_programs(desk: Desk) -> None:
    row = {"short": "Flur", "quantity": "84.5", "unit": "m²", "price": "11.40"}
    desk.new("invoice", data={"contact": KRUEGER, "subject": "Flur", "positions": [row]})
    assert desk.say("sales", "invoice", "list").out == (
        "Nr.  Nummer  Art       Datum       Kunde         Betreff  Auftrag  Stand     Netto"
        "    Brutto\n"
        "───  ──────  ────────  ──────────  ────────────  ───────  ───────  ───────  ──────"
        "  ────────\n"
        "  1          Rechnung  16.03.2026  Erika Krüger  Flur              Entwurf  963,30"
        "  1.146,33\n"
    )
    assert desk.ask("sales", "invoice", "list", "--state", "draft") == [
        {
            "id": 1, "number": None, "invoice_kind": "single", "day": "2026-03-16",
            "contact_name": "Erika Krüger", "subject": "Flur", "order": None, "state": "draft",
            "net": "963.30", "gross": "1146.33",
        }
    ]  # fmt: skip
    assert desk.say("sales", "invoice", "list", "--csv").out == (
        "id,number,invoice_kind,day,contact_name,subject,order,state,net,gross\n"
        "1,,single,2026-03-16,Erika Krüger,Flur,,draft,963.30,1146.33\n"
    )
    assert desk.ask("sales", "invoice", "list", "flur", "--contact", KRUEGER)
    assert desk.say("sales", "invoice", "list", "Dach").out == "Es ist kein Beleg da.\n"


def test_what_show_gives_can_be_typed_in_again(desk: Desk) -> None:
    """Amounts, prices, quantities and percentages have the form that the input takes."""
    row = {"short": "Flur", "quantity": "84.5", "unit": "m²", "price": "11.4055", "rebate": "2.5"}
    key = desk.new("invoice", data={"contact": KRUEGER, "rebate_rate": "3", "positions": [row]})
    told = desk.show(key)
    again = {name: told["positions"][0][name] for name in row}
    assert again == row
    desk.say("sales", "invoice", "change", key, data={"positions": [again]})
    assert desk.show(key)["net"] == told["net"] == "911.48"  # 939.67 - 28.19
    schema = json.loads(desk.say("sales", "invoice", "new", "--schema").out)
    assert schema["required"] == ["contact"] and "positions" in schema["properties"]


def test_rates_terms_archive_and_letters(desk: Desk) -> None:
    built = ("--wage", "22,50", "--on-costs", "80", "--overheads", "9,50", "--profit", "5")
    desk.say("sales", "wage", "set", "--name", "Geselle", *built, "--valid-from", "2026-01-01")
    assert desk.ask("sales", "wage", "list") == [
        {"id": 1, "name": "Geselle", "valid_from": "2026-01-01", "cost": "40.50", "price": "52.50"}
    ]  # 22.50 + 80 %; + 9.50 and 5 %
    desk.say("contacts", "set-terms", KRUEGER, "--format", "zugferd")
    assert desk.ask("contacts", "terms", KRUEGER)["format"] == "zugferd"
    desk.say("documents", "letterhead", "--slogan", "Farbe seit 1950")
    assert desk.ask("documents", "letterhead")["slogan"] == "Farbe seit 1950"
    letter = {"partner": "contacts:1", "subject": "Danke", "text": "Vielen Dank."}
    desk.ask("documents", "letter", data=letter)
    (kept,) = desk.ask("documents", "list", "--contact", KRUEGER)
    assert (kept["title"], kept["mime"], kept["keep_until"]) == (
        "Danke", "application/pdf", "2032-12-31",
    )  # fmt: skip
    own = {"kind": "quote", "part": "intro_plain", "text": "gern bieten wir an:"}
    desk.say("documents", "wording", data=own)
    texts = desk.ask("documents", "wordings", "--language", "de")
    assert [one["text"] for one in texts if one["own"]] == ["gern bieten wir an:"]


def handbook(language: str) -> tuple[str, list[list[str]]]:
    """The JSON of the page on sales by command, and its blocks of commands."""
    page = (HANDBOOK / language / "cli_sales.md").read_text("utf-8")
    document, *_ = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    blocks = re.findall(r"```\n(kontor .*?)```", page, re.DOTALL)
    return document, [block.strip().splitlines() for block in blocks]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_handbook_says_what_works(
    desk: Desk, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both blocks of commands, word by word: one invoice, then the whole chain."""
    document, (invoice, chain) = handbook(language)
    monkeypatch.chdir(desk.folder)
    head = {"contact": KRUEGER, "subject": "Fassade", "positions": ROWS}
    for name in ("rechnung.json", "invoice.json"):
        Path(name).write_text(document, "utf-8")
    for name in ("angebot.json", "quote.json"):
        Path(name).write_text(json.dumps(head), "utf-8")
    plan = {"parts": [{"text": "Anzahlung", "rate": "30"}, {"text": "Rest", "rate": "70"}]}
    Path("plan.json").write_text(json.dumps(plan), "utf-8")
    for line in chain:
        desk.say(*shlex.split(line)[1:])
    assert desk.show("RE-2026-0002")["invoice_kind"] == "final"
    desk.begin()
    for line in invoice:
        desk.say(*shlex.split(line)[1:])
    assert len(list(Path().glob("*.pdf"))) == len(list(Path().glob("*.xml"))) == 1
