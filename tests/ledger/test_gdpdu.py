"""The data carrier of a tax audit: described by the DTD, and equal to the books when read again."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import etree

from kontor import bootstrap
from kontor.base.errors import InputError
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.desk.audit import CHAINS, Carrier, write_carrier
from kontor.desk.audit_tables import FILES
from kontor.desk.demo.write import write_demo
from kontor.ledger.model.inputs import NewAsset, Reverse
from kontor.ledger.queries.accounts import balances
from kontor.ledger.queries.items import open_items
from kontor.ledger.service.assets import new_asset
from kontor.ledger.service.events import case_of
from kontor.store.gdpdu import DTD, INDEX
from kontor.store.store import Store

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
OLD_DTD = Path(__file__).parents[1] / "golden" / "gdpdu-01-08-2002.dtd"
# libxml2 refuses the model of Media as ambiguous; this one takes the same documents of ours
_AMBIGUOUS = "(Name, Command*, Table*, Command*, AcceptNoTables?)"
NASTY = 'Größe; "Süß" & <Öl>\n!'


class Written(NamedTuple):
    """A carrier and what the books say."""

    done: Carrier
    sums: dict[str, int]
    open: dict[str, int]
    assets: int


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Half a year of a demo firm with a reversal, an asset and texts that try to break out."""
    folder = tmp_path_factory.mktemp("carrier")
    with bootstrap.create_store(folder / "demo.kontor") as store:
        write_demo(store, profile="maler", until=date(2025, 6, 30), seed=15)
        _more(store)
        done = write_carrier(store, folder / "out", FIRST, LAST)
        with store.read() as con:
            sums = {number: cents for number, cents in balances(con, LAST).items() if cents}
            owed = {one.document: one.signed for one in open_items(con, LAST)}
            (assets,) = con.execute("SELECT count(*) FROM asset").fetchone()
        with pytest.raises(InputError):
            write_carrier(store, folder / "out", FIRST, LAST)
    return Written(done, sums, owed, assets)


def _more(store: Store) -> None:
    with store.read() as con:
        row = con.execute("SELECT max(e.id) FROM entry e WHERE e.kind = 'purchase'").fetchone()
    undone = Reverse(day=date(2025, 6, 30), entry=f"entry:{row[0]}", reason=NASTY)
    store.run(case_of(undone), undone)
    asset = NewAsset(
        day=date(2025, 3, 1), number="A-77", name=NASTY, account="0480", cost=240000, months=96
    )
    store.run(new_asset, asset)
    store.run(change_setting, SettingInput(key="tax_office", value="Köln", valid_from=FIRST))


def described(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Names and kinds of the columns by file, as index.xml says."""
    root = etree.parse(folder / INDEX).getroot()
    out = {}
    for table in root.iter("Table"):
        layout = table.find("VariableLength")
        out[table.findtext("URL")] = [
            (one.findtext("Name"), next(c.tag for c in one if c.tag in KINDS))
            for one in layout
            if one.tag in {"VariablePrimaryKey", "VariableColumn"}
        ]
    return out


KINDS = {"AlphaNumeric", "Numeric", "Date"}


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table with cents, whole numbers and days, by nothing but index.xml."""
    columns = described(folder)[name]
    text = (folder / name).read_bytes().decode("utf-8")
    assert text == "" or text.endswith("\r\n")
    rows = []
    for line in text.split("\r\n")[:-1]:
        cells = line.split(";")
        assert len(cells) == len(columns), line
        rows.append({
            name: _value(kind, cell) for (name, kind), cell in zip(columns, cells, strict=True)
        })  # fmt: skip
    return rows


def _value(kind: str, cell: str) -> Any:
    if kind == "AlphaNumeric":
        assert re.fullmatch(r'"[^";!\r\n]*"', cell), cell
        return cell[1:-1]
    if not cell:
        return None
    if kind == "Date":
        return datetime.strptime(cell, "%d.%m.%Y").date()  # noqa: DTZ007  a day has no zone
    if "," in cell:
        assert re.fullmatch(r"-?\d+,\d\d", cell), cell
    return int(cell.replace(",", ""))


@pytest.mark.parametrize("which", ["2002", "2004"])
def test_the_index_follows_the_dtd(carrier: Written, which: str) -> None:
    index = etree.parse(carrier.done.folder / INDEX)
    text = OLD_DTD.read_text("ascii") if which == "2002" else DTD.read_text("ascii")
    assert which == "2002" or _AMBIGUOUS in text
    from io import StringIO

    dtd = etree.DTD(StringIO(text.replace(_AMBIGUOUS, "(Name, Command*, Table*)")))
    assert dtd.validate(index), dtd.error_log
    broken = etree.fromstring(etree.tostring(index).replace(b"<Version>1.0</Version>", b""))
    assert not dtd.validate(broken)


def test_the_dtd_lies_beside_the_index(carrier: Written) -> None:
    folder = carrier.done.folder
    assert (folder / DTD.name).read_bytes() == DTD.read_bytes()
    index = (folder / INDEX).read_text("utf-8")
    assert '<!DOCTYPE DataSet SYSTEM "gdpdu-01-09-2004.dtd">' in index
    assert index.count("<UTF8/>") == len(carrier.done.rows) == len(described(folder))
    assert {one.name for one in folder.iterdir()} == {
        *carrier.done.rows,
        INDEX,
        DTD.name,
        CHAINS,
        FILES,
    }
    assert (folder / CHAINS / "standalone_checker.py").is_file()


def test_entries_and_accounts_give_the_balances_of_the_books(carrier: Written) -> None:
    folder = carrier.done.folder
    sums: dict[str, int] = {}
    entries: dict[int, int] = {}
    for row in read(folder, "buchungen.csv"):
        assert row["Soll"] - row["Haben"] == row["Betrag"]
        sums[row["Konto"]] = sums.get(row["Konto"], 0) + row["Betrag"]
        entries[row["Buchung"]] = entries.get(row["Buchung"], 0) + row["Betrag"]
    assert set(entries.values()) == {0}
    accounts = {row["Konto"]: row for row in read(folder, "konten.csv")}
    before = {number: row["Anfangsbestand"] for number, row in accounts.items()}
    assert {
        n: c for n in accounts if (c := before[n] + sums.get(n, 0))
    } == carrier.sums  # fmt: skip
    for number, row in accounts.items():
        assert row["Saldo"] == carrier.sums.get(number, 0)
        assert row["Saldo"] == row["Anfangsbestand"] + row["Soll"] - row["Haben"]
    assert len(carrier.sums) > 40


def test_texts_numbers_and_days_of_a_reversal(carrier: Written) -> None:
    rows = read(carrier.done.folder, "buchungen.csv")
    mine = [row for row in rows if row["Storno_Grund"]]
    assert {row["Storno_Grund"] for row in mine} == {"Größe Süß & <Öl>"}
    assert {row["Generalumkehr"] for row in mine} == {"1"}
    original = {r["Konto"]: r for r in rows if r["Buchung"] == mine[0]["Storno_von"]}
    for row in mine:
        assert row["Soll"] == -original[row["Konto"]]["Soll"], "the side stays, the sign turns"
        assert row["Haben"] == -original[row["Konto"]]["Haben"]
    sealed = [row for row in rows if row["Journalnummer"]]
    assert sealed and all(len(row["Pruefsumme"]) == 64 for row in sealed)
    assert all(row["Festschreibedatum"] and row["Erfassungsdatum"] for row in sealed)


def test_items_partners_assets_codes(carrier: Written) -> None:
    folder = carrier.done.folder
    items = read(folder, "offene_posten.csv")
    assert {row["Belegnummer"]: row["Offen"] for row in items} == carrier.open
    for row in items:
        assert row["Betrag"] - row["Gemindert"] - row["Bezahlt"] == row["Offen"]
    partners = {row["Konto"]: row for row in read(folder, "geschaeftspartner.csv")}
    assert {row["Konto"] for row in items} <= partners.keys()
    assert {row["Art"] for row in partners.values()} == {"Debitor", "Kreditor"}
    assets = {row["Anlage"]: row for row in read(folder, "anlagen.csv")}
    assert len(assets) == carrier.assets
    new = assets["A-77"]
    assert (new["Bezeichnung"], new["Kosten"], new["Zugang"]) == (
        "Größe Süß & <Öl>",
        240000,
        240000,
    )
    codes = {row["Steuerschluessel"]: row for row in read(folder, "steuerschluessel.csv")}
    assert codes["UST19"]["Steuersatz"] == 1900 and codes["UST19"]["Konto_Umsatzsteuer"] == "1776"
    settled = read(folder, "ausgleich.csv")
    assert len(settled) > 20 and all(row["Geld"] or row["Minderung"] for row in settled)


def test_the_change_log_says_old_and_new(carrier: Written) -> None:
    rows = read(carrier.done.folder, "aenderungsprotokoll.csv")
    office = [r for r in rows if r["Tabelle"] == "setting" and r["Neuer_Wert"] == "Köln"]
    assert {row["Feld"] for row in office} == {"value"}
    asset = [r for r in rows if r["Tabelle"] == "asset" and r["Neuer_Wert"] == "Größe Süß & <Öl>"]
    assert [(row["Feld"], row["Art"]) for row in asset] == [("name", "neu")]
    assert not [r for r in rows if r["Tabelle"] == "line" and r["Art"] == "neu"]
    assert len({(r["Aenderung"], r["Feld"]) for r in rows}) == len(rows)
