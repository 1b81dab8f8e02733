"""Take-over from files: lists as CSV, DATEV batches, the payroll office's list."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import InputError
from kontor.desk.start import CompanyInput, create_books
from kontor.desk.takeover.batch import balances, items, read_batch, running, takeover_of
from kontor.desk.takeover.inputs import TakeOver
from kontor.desk.takeover.payroll import read_payroll
from kontor.desk.takeover.post import TakeOverRefused, take_over
from kontor.desk.takeover.replay import events
from kontor.desk.takeover.tables import KINDS, columns, find_kind, finding_places, read_takeover
from kontor.ledger.queries.accounts import balances as booked
from kontor.ledger.queries.invariants import check
from kontor.ledger.queries.lookup import find_account
from kontor.ledger.service.events import post_event
from kontor.store.store import Store
from tests.tools.nasty import NASTY

TODAY = date(2026, 7, 1)
SAMPLE = Path(__file__).with_name("EXTF_Buchungsstapel_beispiel.csv")

ITEMS = """Seite;Konto;Name;Beleg;Datum;Fällig;Netto 19;USt 19;Netto 7;USt 7;Brutto;Bezahlt;Abschlag
Kunde;10001;Familie Krüger;RE-7;01.05.2026;15.05.;1.000,00;190,00;;;1.190,00;"595,00 €";
Kunde;10002;Bäckerei Ohm;RE-8;2.5.26;;2.000,00;380,00;100,00;7,00;;;nein
Lieferant;;Farben Groß;4711;20.06.2026;;50,00;9,50;;;;;
Kunde;10001;Familie Krüger;AR-1;1.6.2026;;400;76;;;;476,00;ja
Kunde;10003;Falsch;RE-9;31.2.2026;;1,00;0,19;;;;;
Kunde;10003;Falsch;RE-10;1.6.2026;;x;;;;;;
Kunde;10003;Falsch;RE-11;1.6.2026;;100,00;19,00;;;120,00;;
;;;;;;;;;;;;
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("takeover") / "template.kontor"
    with Store.create(path) as opened:
        data = CompanyInput(name="Malerbetrieb Lindner", started=TODAY, land="NW")
        create_books(opened, data, TODAY)
    return path


@pytest.fixture
def store(template, tmp_path):
    with Store.open(shutil.copy(template, tmp_path / "f.kontor")) as opened:
        yield opened


def ask(store, query, *args):
    with store.read() as con:
        return query(con, *args)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_open_items_as_a_list(store, encoding):
    read = read_takeover(ITEMS.encode(encoding), TODAY)
    assert read.kind == "items"
    assert [one.where for one in read.findings] == ["6", "7", "8"]
    assert read.places == ("2", "3", "4", "5")
    first, second, third, request = read.takeover.items
    assert (first.due, first.paid) == (date(2026, 5, 15), 59500)
    assert [(part.net, part.tax) for part in second.parts] == [(200000, 38000), (10000, 700)]
    assert (third.side, third.partner, third.name) == ("supplier", "", "Farben Groß")
    assert request.is_request
    done = store.run(take_over, read.takeover, TODAY).value
    assert done.items == 4
    assert ask(store, booked, TODAY)["10002"] == 248700


def test_gross_and_rate_are_enough_and_lines_of_one_document_join():
    text = (
        "Kunde,Rechnungsnummer,Rechnungsdatum,Bruttobetrag,USt-Satz\n"
        'Ohm,R1,1.5.2026,"1.190,00",19 %\nOhm,R1,1.5.2026,"107,00",7%\nOhm,R2,1.5.2026,"5,00",\n'
    )
    read = read_takeover(text.encode(), TODAY)
    (one,) = read.takeover.items
    assert [(part.net, part.tax) for part in one.parts] == [(100000, 19000), (10000, 700)]
    assert [found.where for found in read.findings] == ["4"]


def test_balances_with_debit_and_credit_or_one_column(store):
    two = (
        "Konto;Bezeichnung;Soll;Haben\n1200;Bank;8.000,00;\n1000;Kasse;312,40;\n;Summe;8.312,40;\n"
    )
    one = "Kontonummer;Saldo;S/H\n1200;8.000,00;S\n0650;5.000,00;H\n1576;0,00;S\n"
    assert [line.amount for line in read_takeover(two.encode(), TODAY).takeover.balances] == [
        800000, 31240
    ]  # fmt: skip
    read = read_takeover(one.encode(), TODAY)
    assert [(line.account, line.amount) for line in read.takeover.balances] == [
        ("1200", 800000), ("0650", -500000)
    ]  # fmt: skip
    store.run(take_over, read.takeover, TODAY)
    assert ask(store, booked, TODAY)["0650"] == -500000


def test_assets_and_returns_as_lists():
    assets = (
        "Inventar-Nr.;Bezeichnung;Konto;Anschaffungsdatum;AHK;Nutzungsdauer;AfA-Art;Buchwert\n"
        "7;Transporter;0350;1.3.2024;30.000,00;6;linear;18.750,00\n"
        ";Leiter;0480;1.3.2026;500,00;1;GWG;0,00\n;Regal;0480;1.3.2026;500,00;1;magisch;\n"
    )
    read = read_takeover(assets.encode(), TODAY)
    first, second = read.takeover.assets
    assert (first.number, first.months, first.book_value) == ("7", 72, 1875000)
    assert (second.number, second.method) == ("A-0002", "immediate")
    assert [one.where for one in read.findings] == ["4"]
    returns = (
        "Zeitraum;Abgegeben;KZ 81;KZ 66;Zahlung\n05/2026;10.6.2026;4.000,00;120,50;639,50\n"
        "2026-Q1;10.4.2026;;;0,00\n13/2026;;;;1,00\n"
    )
    read = read_takeover(returns.encode(), TODAY)
    assert [(one.period, one.figures, one.payable) for one in read.takeover.filed] == [
        ("2026-05", {"81": "4000.00", "66": "120.50"}, 63950),
        ("2026-Q1", {}, 0),
    ]
    assert [one.where for one in read.findings] == ["4"]


def test_mistakes_of_the_books_name_the_line_of_the_file(store):
    text = "Konto;Saldo\n1200;1,00\n9999;2,00\n"
    read = read_takeover(text.encode(), TODAY)
    with pytest.raises(TakeOverRefused) as caught:
        store.run(take_over, read.takeover, TODAY)
    assert [one.where for one in finding_places(read, caught.value.findings)] == ["3"]


def test_headings_in_the_handbook_are_understood():
    for kind in KINDS:
        header = [heading for _, heading in columns(kind)]
        assert find_kind(header) == kind


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2\n", b"\0\0", b"x" * 21_000_000])
def test_a_list_that_is_none_is_refused(data):
    with pytest.raises(InputError):
        read_takeover(data, TODAY)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_text_in_every_column(store, text):
    safe = text.encode("utf-8", "replace").decode()
    for kind in KINDS:
        header = [heading for _, heading in columns(kind)]
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";")
        writer.writerows([header, [safe] * len(header)])
        try:
            read = read_takeover(out.getvalue().encode(), TODAY)
        except InputError:
            continue
        assert read.takeover == TakeOver() or read.places
        assert all(one.text for one in read.findings)
    named = ITEMS.splitlines()[0] + f'\nKunde;;"{safe.replace(chr(34), "")}";A;1.5.26;;1,00;0,19\n'
    try:
        read = read_takeover(named.encode(), TODAY)
        store.run(take_over, read.takeover, TODAY)
    except (InputError, TakeOverRefused):
        return


# -- DATEV ---------------------------------------------------------------------------------------


def extf(rows, category=21, year="20260101"):
    head = (
        f'"EXTF";700;{category};"Buchungsstapel";13;20260701120000000;;"RE";"";"";1001;1;{year};4;'
    )
    head += '20260101;20260630;"Halbjahr";"";1;0;0;"EUR";;"";;;"03";;;"";""'
    lines = [head, ";".join(["Umsatz (ohne Soll/Haben-Kz)", *["x"] * 124])]
    for amount, mark, account, contra, key, day, document, text in rows:
        cells = [""] * 125
        cells[:2] = [amount, f'"{mark}"']
        cells[6:10] = [account, contra, f'"{key}"', day]
        cells[10], cells[13] = f'"{document}"', f'"{text}"'
        lines.append(";".join(cells))
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


ROWS = (
    ("8000,00", "S", "1200", "9000", "", "0101", "EB", "EB-Wert"),
    ("1190,00", "S", "10001", "9008", "", "0101", "RE-1", "alte Rechnung"),
    ("2380,00", "S", "10001", "8400", "", "1603", "RE-7", "Malerarbeiten Größe"),
    ("1000,00", "S", "1200", "10001", "", "0204", "RE-7", "Teilzahlung"),
    ("119,00", "S", "4930", "70001", "0009", "1504", "4711", "Papier"),
    ("500,00", "S", "3120", "70002", "", "2004", "88", "Gerüst"),
    ("1070,00", "S", "10002", "8300", "", "0105", "RE-8", "Rechnung"),
    ("1070,00", "S", "1200", "10002", "", "0205", "RE-8", "Zahlung"),
    ("100,00", "H", "1200", "4970", "40", "3006", "", "Gebühr"),
)


def test_a_datev_batch_becomes_balances_and_items(store):
    batch = read_batch(extf(ROWS))
    assert batch.findings == ()
    assert batch.rows[2].text == "Malerarbeiten Größe"
    sums = {line.account: line.amount for line in balances(batch)}
    assert sums == {
        "1200": 997000, "forderungen": 257000, "verbindlichkeiten": -61900,
        "8400": -200000, "1776": -38000, "8300": -100000, "1771": -7000, "4930": 10000,
        "1576": 1900, "3120": 50000, "1787": -9500, "1577": 9500, "4970": 10000,
    }  # fmt: skip
    found, findings = items(batch)
    assert [(one.document, one.side, one.paid) for one in found] == [
        ("RE-1", "customer", 0), ("RE-7", "customer", 100000), ("4711", "supplier", 0),
        ("88", "supplier", 0),
    ]  # fmt: skip
    assert [(p.net, p.tax, p.code) for p in found[1].parts] == [(200000, 38000, "UST19")]
    assert [(p.net, p.tax, p.code) for p in found[2].parts] == [(10000, 1900, "VST19")]
    assert [(p.net, p.tax, p.code) for p in found[3].parts] == [(50000, 0, "RC_BAU_IN")]
    assert [one.where for one in findings] == ["4"]
    taken, _ = takeover_of(batch, 1900)
    named = [{"kind": "firm", "name": n, "roles": [{"role": role, "number": n}]}
             for n, role in (("10001", "customer"), ("70001", "supplier"),
                             ("70002", "supplier"))]  # fmt: skip
    done = store.run(
        take_over, TakeOver.model_validate({**taken.model_dump(), "contacts": named}), TODAY
    ).value
    assert (done.items, done.findings) == (4, ())
    assert ask(store, booked, TODAY)["1200"] == 997000


REST = (
    ("119,00", "S", "4930", "1200", "0009", "1605", "B-1", "Papier"),
    ("238,00", "S", "1200", "8400", "", "1705", "B-2", "Barverkauf"),
    ("1356,20", "S", "1200", "10001", "", "2005", "RE-7", "Rest"),
    ("23,80", "S", "8736", "10001", "", "2005", "RE-7", "Skonto"),
    ("19,00", "S", "70001", "4930", "0009", "2105", "4711", "Rückgabe"),
    ("100,00", "S", "70001", "1200", "", "2205", "4711", "Zahlung"),
    ("50,00", "S", "10001", "10002", "", "2305", "X", "Verrechnung"),
)


def test_a_batch_is_booked_again_as_events(tmp_path):
    batch = read_batch(extf([*ROWS, *REST]))
    opening, rest = running(batch)
    assert (len(opening.rows), len(rest.rows)) == (2, 14)
    made, findings = events(batch)
    assert [one.where for one in findings] == ["18"]
    start = date(2026, 1, 1)
    names = [{"kind": "firm", "name": f"P {n}", "roles": [{"role": role, "number": n}]}
             for n, role in (("10001", "customer"), ("10002", "customer"),
                             ("70001", "supplier"), ("70002", "supplier"))]  # fmt: skip
    taken = takeover_of(opening, 1900)[0].model_dump()
    with Store.create(tmp_path / "year.kontor") as store:
        taken = TakeOver.model_validate({**taken, "contacts": names})
        data = CompanyInput(name="Lindner", started=start, land="NW", takeover=taken)
        create_books(store, data, start)
        for event in made:
            store.run(post_event, event)
        sums = ask(store, booked, date(2026, 12, 31))
        expected = {line.account: line.amount for line in balances(batch)}
        personal = sum(cents for number, cents in sums.items() if len(number) == 5)
        open_ = expected.pop("forderungen") + expected.pop("verbindlichkeiten")
        assert personal == open_
        assert {number: sums[number] for number in expected} == expected
        assert ask(store, lambda con: [f.text for f in check(con) if f.severity == "error"]) == []


def test_the_published_sample_is_read():
    batch = read_batch(SAMPLE.read_bytes())
    assert batch.findings == ()
    assert len(batch.rows) == 8
    found, _ = items(batch)
    total = sum(line.amount for line in balances(batch))
    assert total == 0
    assert {one.document for one in found} <= {row.document for row in batch.rows}


def test_general_reversal_fiscal_year_and_long_accounts():
    reversed_ = extf(ROWS[2:3]).replace(b'"Malerarbeiten', b'"x" ;"Malerarbeiten')
    assert read_batch(reversed_).rows
    line = extf(ROWS[2:3]).decode("cp1252").rstrip("\r\n").split("\r\n")
    cells = line[2].split(";")
    cells[117] = '"1"'
    whole = "\r\n".join([*line[:2], ";".join(cells)]).encode("cp1252")
    assert read_batch(whole).rows[0].cents == -238000
    odd = read_batch(extf([("1,00", "S", "1200", "8400", "", "0103", "", "")], year="20250701"))
    assert odd.rows[0].day == date(2026, 3, 1)
    long = extf([("1,00", "S", "120000", "1000100", "", "103", "", "")]).replace(
        b";20260101;4;", b";20260101;6;"
    )
    row = read_batch(long).rows[0]
    assert (row.account, row.contra, row.day) == ("1200", "10001", date(2026, 3, 1))


@pytest.mark.parametrize(
    "row",
    [
        ("x", "S", "1200", "8400", "", "0101", "", ""),
        ("1,00", "Q", "1200", "8400", "", "0101", "", ""),
        ("1,00", "S", "12a0", "8400", "", "0101", "", ""),
        ("1,00", "S", "1200", "8400", "", "3102", "", ""),
        ("1,00", "S", "", "8400", "", "0101", "", ""),
    ],
)
def test_a_damaged_row_is_named_and_the_others_come(row):
    batch = read_batch(extf([ROWS[2], row, ROWS[3]]))
    assert len(batch.rows) == 2
    assert [one.where for one in batch.findings] == ["4"]


def test_names_of_accounts_and_other_files():
    names = b'"EXTF";700;20;"Kontenbeschriftungen";3;;;;;;;;20260101;4\r\n'
    names += b'Konto;Kontenbeschriftung;Sprach-ID\r\n4711;"Eigenes Konto";"de-DE"\r\n'
    assert read_batch(names).names == {"4711": "Eigenes Konto"}
    with pytest.raises(InputError):
        read_batch(extf([], category=16))


# -- payroll -------------------------------------------------------------------------------------

PAY = """Konto;Text;Soll;Haben
4120;Gehälter;3.000,00;
4130;Sozialversicherung AG;620,00;
1741;Lohnsteuer;;310,00
1742;Sozialversicherung;;1.240,00
1740;Auszahlung;;2.070,00
;Summe;3.620,00;3.620,00
"""


def test_the_payroll_list_is_one_event(store):
    event = read_payroll(PAY.encode("cp1252"), date(2026, 7, 31))
    assert (event.document, len(event.lines)) == ("LOHN-2026-07", 5)
    assert sum(line.amount for line in event.lines) == 0
    assert all(ask(store, find_account, line.account) for line in event.lines)
    store.run(post_event, event)
    assert ask(store, booked, date(2026, 7, 31))["1740"] == -207000


def test_payroll_with_contra_account_and_as_datev_batch():
    text = "Konto;Gegenkonto;Betrag;Buchungstext\n"
    text += "4120;1755;3.000,00;Gehalt\n1755;1740;2.000,00;netto\n"
    event = read_payroll(text.encode(), date(2026, 7, 31))
    assert [(line.account, line.amount) for line in event.lines] == [
        ("4120", 300000), ("1755", -300000), ("1755", 200000), ("1740", -200000)
    ]  # fmt: skip
    rows = [("3000,00", "S", "4120", "1755", "", "3107", "LOHN7", "Gehalt")]
    event = read_payroll(extf(rows), date(2026, 7, 31))
    assert (event.document, event.lines[1].amount) == ("LOHN7", -300000)


@pytest.mark.parametrize(
    "data",
    [
        PAY.replace("2.070", "2.071").encode(),
        PAY.replace("310,00", "abc").encode(),
        b"Konto;Soll;Haben\n",
        b"Wer;Was\n1;2\n",
        b"",
    ],
)
def test_a_payroll_that_cannot_be_booked_is_refused(data):
    with pytest.raises(InputError):
        read_payroll(data, date(2026, 7, 31))
