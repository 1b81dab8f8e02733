"""Contacts from files and for files: vCard, CSV, DATEV; dry run, nothing twice."""

from __future__ import annotations

import csv
import io
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kontor.base.errors import InputError, Severity
from kontor.contacts import queries, service
from kontor.contacts.doors import DOOR
from kontor.contacts.formats import table as tables
from kontor.contacts.formats.columns import fields, guess_mapping
from kontor.contacts.formats.extf import read_extf
from kontor.contacts.formats.files import read_source
from kontor.contacts.formats.lists import read_rows
from kontor.contacts.formats.record import country_code
from kontor.contacts.formats.vcard import read_vcards
from kontor.contacts.formats.write import write_csv, write_vcards
from kontor.contacts.kinds import AddressKind, ChannelKind, ContactKind, Role
from kontor.contacts.model import ContactInput
from kontor.contacts.queries.file import birthday, birthdays
from kontor.contacts.service import Decision, Status
from kontor.store.store import Store
from tests.tools.nasty import NASTY

IBAN = "DE89370400440532013000"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("import") / "template.kontor"
    Store.create(path).close()
    return path


@pytest.fixture
def store(template, tmp_path):
    with Store.open(shutil.copy(template, tmp_path / "f.kontor"), doors=(DOOR,)) as opened:
        yield opened


def ask(store, query, *args):
    with store.read() as con:
        return query(con, *args)


def everybody(store):
    return ask(
        store, lambda con: [queries.contact(con, r.id) for r in queries.page(con, None, 999)]
    )


def take(store, data, decisions=None):
    return store.run(service.import_contacts, read_source(data).contacts(), decisions).value


# -- vCard ---------------------------------------------------------------------------------------

V21 = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\r\n"
    "=B6rg;;Dr.;\r\nTEL;CELL:0171 1234567\r\nTEL;WORK;VOICE:(0221) 1234567-12\r\n"
    "ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;Hauptstra=DFe 5;K=F6ln;;50667;Deutschland\r\n"
    "PHOTO;JPEG;ENCODING=BASE64:\r\n /9j/4AAQSkZJRg==\r\n\r\nEND:VCARD\r\n"
)
V30 = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Farben Groß GmbH\nN:Weiß;Lena;;;\nORG:Farben Groß GmbH;Einkauf\n"
    "item1.TEL;TYPE=WORK,FAX:+49 221 7654321\nEMAIL;TYPE=INTERNET:info@farben.example.de\n"
    "ADR;TYPE=WORK:;;Lange Straße 12a;Bonn;NRW;53111;Germany\nURL:https://farben.example.de/\n"
    "NOTE:Zeile eins\\nZeile zwei\\, mit Komma\\; und mehr\nEND:VCARD\n"
)
V40 = (
    "BEGIN:VCARD\nVERSION:4.0\nFN:Elif\n  Ohm\n"
    'TEL;VALUE=uri;TYPE="voice,cell":tel:+49-171-7654321\n'
    "TEL;VALUE=uri:tel:+49-221-1234567;ext=12\nBDAY:--0412\nLANG:en\nKIND:individual\n"
    "EMAIL:elif@example.de\nEND:VCARD\n"
)
BROKEN = "BEGIN:VCARD\nVERSION:3.0\nFN Broken without a colon\nEND:VCARD\n"


def test_all_three_versions_are_read():
    person, firm, english = (one.data for one in read_vcards((V21 + V30 + V40).encode("utf-8")))
    assert (person.kind, person.first_name, person.last_name, person.title) == (
        "person", "Jörg", "Müller", "Dr."
    )  # fmt: skip
    assert [(c.kind, c.value) for c in person.channels] == [
        (ChannelKind.MOBILE, "0171 1234567"),
        (ChannelKind.PHONE, "(0221) 1234567-12"),
    ]
    (place,) = person.addresses
    assert (place.street, place.house_number, place.postcode) == ("Hauptstraße", "5", "50667")
    assert (firm.kind, firm.name) == ("firm", "Farben Groß GmbH")
    assert firm.addresses[0].addition == "Einkauf, Lena Weiß"
    assert (firm.addresses[0].house_number, firm.addresses[0].country) == ("12a", "DE")
    assert firm.note == "Zeile eins\nZeile zwei, mit Komma; und mehr"
    assert {c.kind for c in firm.channels} == {"fax", "mail", "web"}
    assert (english.first_name, english.last_name, english.language) == ("Elif", "Ohm", "en")
    assert english.channels[1].value == "+49-221-1234567 ext 12"


def test_birthdays_come_along_and_go_out_again(store):
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nN:{};;;;\nBDAY:{}\nEND:VCARD\n"
    cards = "".join(
        card.format(name, name, day)
        for name, day in (
            ("Ahorn", "19680412"), ("Buche", "1970-02-28T00:00:00Z"), ("Esche", "--0412"),
            ("Linde", "1604-05-01"), ("Ulme", "1990-02-30"),
        )
    )  # fmt: skip
    take(store, cards.encode())
    with store.read() as con:
        ids = [row.id for row in queries.page(con, None, 100)]
        born = birthdays(con, ids)
        people = [queries.contact(con, key) for key in ids]
    known = {one.name: born.get(one.id) for one in people}
    assert known == {
        "Ahorn": date(1968, 4, 12), "Buche": date(1970, 2, 28), "Esche": None, "Linde": None,
        "Ulme": None,
    }  # fmt: skip
    notes = {one.name: one.note for one in people}
    assert (notes["Esche"], notes["Ulme"]) == ("birthday: --0412", "birthday: 1990-02-30")
    assert "BDAY:1968-04-12\r\n" in write_vcards(people, "3.0", born)
    written = write_vcards(people, "4.0", born)
    assert "BDAY:19680412\r\n" in written
    assert take(store, written.encode()).counts["known"] == 5  # nothing new the second time
    late = card.format("Esche", "Esche", "1975-04-12")
    (row,) = take(store, late.encode()).rows
    assert row.changes == ("birthday",)
    with store.read() as con:
        assert birthday(con, row.contact) == date(1975, 4, 12)
    csv = "Nachname;Geburtsdatum\nTanne;1.5.1981\n"
    assert read_source(csv.encode()).contacts()[0].birthday == date(1981, 5, 1)


def test_one_bad_card_of_three_is_reported_and_the_others_come(store):
    plan = take(store, (V21 + BROKEN + V40).encode())
    assert plan.counts == {"new": 2, "changed": 0, "known": 0, "similar": 0, "bad": 1}
    assert [(one.where, one.severity) for one in plan.findings] == [
        ("#2", Severity.ERROR), ("#3", Severity.WARNING),  # a birthday without its year
    ]  # fmt: skip
    assert [one.name for one in everybody(store)] == ["Jörg Müller", "Elif Ohm"]
    again = take(store, (V21 + BROKEN + V40).encode())
    assert again.counts == {"new": 0, "changed": 0, "known": 2, "similar": 0, "bad": 1}
    assert len(everybody(store)) == 2


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n", [True, False]),
        ("BEGIN:VCARD\nFN:A\n", [True]),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", [True]),
        ("BEGIN:VCARD\nFN:A\nPHOTO;ENCODING=b:" + "A" * 2_100_000 + "\nEND:VCARD\n", [True]),
        ("BEGIN:VCARD\nFN:A\nNOTE;ENCODING=QUOTED-PRINTABLE:=ZZ=\nEND:VCARD\n", [False]),
        ("BEGIN:VCARD\nFN:A\nADR:;;;;\nTEL:\nEMAIL:\nEND:VCARD\n", [False]),
        ("BEGIN:VCARD\nFN:" + "A" * 90_000 + "\nEND:VCARD\n", [False]),
        ("begin:vcard\nfn;charset=klingon;encoding=quoted-printable:=41\nend:vcard\n", [False]),
    ],
)
def test_damaged_cards(text, bad):
    found = read_vcards(text.encode())
    assert [one.data is None for one in found] == bad
    assert all(one.findings for one in found if one.data is None)


def test_a_file_that_is_no_card_file_is_refused():
    for data in (b"", b"  \n", b"\0\1\2" * 100, b"x" * 61_000_000):
        with pytest.raises(InputError):
            read_vcards(data)


HIDDEN = ("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Mn")
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=HIDDEN),
    min_size=1,
    max_size=40,
)  # fmt: skip
contacts = st.builds(
    lambda kind, first, last, company, note, places, channels: {
        "kind": kind,
        "first_name": first if kind == "person" else None,
        "last_name": last if kind == "person" else None,
        "name": "" if kind == "person" else company,
        "note": note,
        "addresses": places[:1],
        "channels": channels,
        "roles": [{"role": "customer"}],
        "banks": [{"iban": IBAN}],
        "vat_id": "DE136695976",
    },
    st.sampled_from(["person", "firm"]),
    texts, texts, texts, texts,
    st.lists(st.builds(lambda s, c: {"street": s, "city": c, "postcode": "50667"}, texts, texts)),
    st.lists(st.sampled_from([
        {"kind": "phone", "value": "+492211234567"}, {"kind": "mobile", "value": "0171 1234567"},
        {"kind": "fax", "value": "0221 76543-21"}, {"kind": "mail", "value": "a.b@example.de"},
        {"kind": "web", "value": "example.de"},
    ]), max_size=5, unique_by=lambda one: one["kind"]),
)  # fmt: skip


def facts(one):
    """What must survive a trip through another program."""
    places = [
        (" ".join(p for p in (a.street, a.house_number) if p), a.city, a.postcode, a.country)
        for a in one.addresses
    ]
    return (
        one.kind, one.name, one.first_name, one.last_name, one.vat_id, one.note, places,
        sorted((c.kind, c.normal, c.extension or "") for c in one.channels),
        [b.iban for b in one.banks], [(r.role, r.number) for r in one.roles],
    )  # fmt: skip


@settings(
    max_examples=100 if os.environ.get("KONTOR_HEAVY") else 12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example opens a file; shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(contacts, st.sampled_from(["3.0", "4.0", "csv"]))
def test_what_is_written_reads_back(template, tmp_path, data, version):
    path = tmp_path / "f.kontor"
    with Store.open(shutil.copy(template, path)) as store:
        try:
            store.run(service.create_contact, ContactInput.model_validate(data))
        except InputError:
            return
        (one,) = everybody(store)
        written = write_csv([one]) if version == "csv" else write_vcards([one], version)
        before = facts(one)
        assert take(store, written.encode()).counts["known"] == 1
        store.undo()
        assert take(store, written.encode()).counts["new"] == 1
        (back,) = everybody(store)
        assert facts(back) == before


def test_written_cards_are_read_by_another_program(store):
    vobject = pytest.importorskip("vobject")
    take(store, (V21 + V30 + V40).encode())
    text = write_vcards(everybody(store))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    cards = list(vobject.readComponents(text))
    assert [card.fn.value for card in cards] == ["Farben Groß GmbH", "Jörg Müller", "Elif Ohm"]
    assert cards[0].adr.value.street == "Lange Straße 12a"
    with pytest.raises(ValueError, match=r"2\.1"):
        write_vcards([], "2.1")


# -- CSV -----------------------------------------------------------------------------------------

LIST = (
    "Kunden-Nr.;Firma;Vorname;Nachname;Straße/Hausnr.;PLZ;Ort;Telefon;E-Mail;IBAN;Egal\r\n"
    "10021;;Jana;Krüger;Fensterweg 3;01067;Dresden;0351 1234567;jana@example.de;" + IBAN + ";x\r\n"
    "K-22;Hausverwaltung Nord;;;Ring 4;1067;Dresden;;kein at;DE00;y\r\n"
    ";;;;;;;;;;nur egal\r\n"
)


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t"), ("cp850", "|")],
)
def test_every_spreadsheet_is_understood(store, encoding, separator):
    data = LIST.replace(";", separator).encode(encoding)
    source = read_source(data)
    assert source.mapping[-1] == ""
    plan = store.run(service.import_contacts, source.contacts(roles=[Role.CUSTOMER])).value
    assert plan.counts == {"new": 2, "changed": 0, "known": 0, "similar": 0, "bad": 1}
    firm, person = everybody(store)
    assert (person.name, person.customer_number, person.banks[0].iban) == (
        "Jana Krüger", "10021", IBAN
    )  # fmt: skip
    assert (person.address.street, person.address.house_number) == ("Fensterweg", "3")
    assert person.address.postcode == "01067"
    assert (firm.kind, firm.name, firm.customer_number) == (
        ContactKind.FIRM, "Hausverwaltung Nord", "10022"
    )  # fmt: skip
    assert firm.address.postcode == "01067"
    assert firm.note == "mail: kein at\niban: DE00\nnumber: K-22"
    assert {one.where for one in plan.findings} == {"3", "4"}


def test_the_dry_run_writes_nothing_and_says_the_same(store):
    found = read_source(LIST.encode()).contacts()
    told = []
    with store.read() as con:
        dry = service.plan_import(con, found, progress=lambda done, all_: told.append((done, all_)))
    assert everybody(store) == []
    assert told == [(0, 3)]
    assert store.run(service.import_contacts, found).value.counts == dry.counts


def test_an_import_is_one_step_and_comes_back_whole(store):
    take(store, LIST.encode())
    store.undo()
    assert everybody(store) == []
    store.redo()
    assert len(everybody(store)) == 2
    assert take(store, LIST.encode()).counts["new"] == 0


def test_what_is_missing_is_filled_and_nothing_overwritten(store):
    take(store, LIST.encode())
    more = (
        "Nachname;Vorname;Telefon;E-Mail;USt-IdNr.;Straße\n"
        "Krüger;Jana;0171 1234567;jana@example.de;DE136695976;Anderswo 1\n"
    )
    plan = take(store, more.encode())
    assert plan.rows[0].status is Status.CHANGED
    assert plan.rows[0].changes == ("vat_id", "channels")
    person = everybody(store)[1]
    assert (person.vat_id, len(person.channels)) == ("DE136695976", 3)
    assert person.address.street == "Fensterweg"
    assert take(store, more.encode()).counts["known"] == 1


def test_who_is_only_similar_waits_for_the_user(store):
    take(store, LIST.encode())
    text = b"Vorname;Nachname;Strasse;Hausnummer;PLZ\nJana;Kr\xc3\xbcgr;Fensterweg;3;01067\n"
    plan = take(store, text)
    assert plan.counts["similar"] == 1
    assert plan.rows[0].contact == everybody(store)[1].id
    assert take(store, text, {"2": Decision.JOIN}).counts["known"] == 1
    assert take(store, text, {"2": Decision.ADD}).counts["new"] == 1
    assert len(everybody(store)) == 3


def test_a_shared_telephone_joins_nobody_and_doubles_in_the_file_come_once(store):
    text = (
        "Firma;Telefon;Konto\nWEG Ring 1;0351 999888;\nBäckerei Ohm;0351 999888;\n"
        "WEG Ring 1;0351 999888;\nTischlerei Span;;10009\nGasthaus Krone;;10009\n"
    )
    plan = take(store, text.encode())
    assert [one.status for one in plan.rows] == ["new", "new", "known", "new", "bad"]
    assert [one.name for one in everybody(store)] == [
        "Bäckerei Ohm",
        "Tischlerei Span",
        "WEG Ring 1",
    ]


def test_the_meaning_of_columns_is_remembered(store):
    data = b"Wer;Wo\nMalerbetrieb Vogel;Bonn\n"
    source = read_source(data)
    assert source.mapping == ("", "")
    store.run(service.save_mapping, source.table.signature, "Alte Liste", ["company", "city"])
    mapping = ask(store, queries.saved_mapping, source.table.signature)
    (one,) = source.contacts(mapping)
    assert (one.name, one.data.addresses[0].city) == ("Malerbetrieb Vogel", "Bonn")
    assert ask(store, queries.saved_mapping, "other") is None
    with pytest.raises(InputError):
        store.run(service.save_mapping, source.table.signature, "x", ["nonsense"])


def test_headings_of_the_own_export_are_all_understood():
    header = next(csv.reader(io.StringIO(write_csv([])), delimiter=";"))
    mapping = guess_mapping(header)
    assert "" not in mapping
    assert set(mapping) <= set(fields())


def test_no_cell_is_a_formula(store):
    data = {"kind": "firm", "name": '=HYPERLINK("http://x")', "note": "+1", "source": "@x"}
    store.run(service.create_contact, ContactInput.model_validate(data))
    written = write_csv(everybody(store))
    rows = list(csv.reader(io.StringIO(written), delimiter=";"))
    assert all(cell[:1] not in {"=", "+", "-", "@"} for row in rows for cell in row)
    assert take(store, written.encode()).counts["known"] == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"\x00\x01\x02" * 50, b"PK\x03\x04" + bytes(range(256)) * 9, b"a" * 21_000_000,
     b'Name;Ort\n"never ends;Bonn\n' + b"x" * 200_000],
)  # fmt: skip
def test_a_file_that_cannot_be_is_refused(data):
    with pytest.raises(InputError):
        read_source(data)


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(InputError):
        read_source(b"Name;Ort\n" + b"A;B\n" * 4)


def test_countries_as_people_write_them():
    assert [country_code(text) for text in ("", "Österreich", "ch", "D", "Germany", "Mond")] == [
        "DE", "AT", "CH", "DE", "DE", ""
    ]  # fmt: skip


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_text_through_every_importer(store, text):
    safe = text.encode("utf-8", "replace").decode()
    plain = safe.replace("\r", " ").replace("\n", " ")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    header = ("Firma", "Vorname", "Straße", "PLZ", "Ort", "Telefon", "E-Mail", "IBAN", "Notiz")
    writer.writerows([header, [f"A{safe}", *[safe] * (len(header) - 1)]])
    card = (
        f"BEGIN:VCARD\nVERSION:3.0\nFN:B{plain}\nTEL:{plain}\nADR:;;{plain};{plain};;{plain};\n"
        f"NOTE:{plain}\nEND:VCARD\n"
    )
    for data in (out.getvalue().encode(), card.encode()):
        try:
            found = read_source(data).contacts()
        except InputError:
            continue
        plan = store.run(service.import_contacts, found).value
        assert sum(plan.counts.values()) == len(found) == 1
        assert plan.rows[0].status is not Status.BAD or plan.rows[0].findings
    for one in everybody(store):
        assert write_vcards([one])
        assert "\x1b" not in one.name


# -- DATEV ---------------------------------------------------------------------------------------


def debkred(rows):
    captions = Path(__file__).parents[2] / "src/kontor/data/datev-debkred-columns.csv"
    names = [row["caption"] for row in csv.DictReader(captions.read_text("utf-8").splitlines())]
    head = (
        '"EXTF";700;16;"Debitoren/Kreditoren";5;20260630120000000;;"RE";"";"";1001;1;20260101;4;;'
    )
    head += ';"Stammdaten";"";;;;"";;"";;;"03";;;"";""'
    lines = [head, ";".join(names)]
    for row in rows:
        lines.append(";".join('"' + row.get(name, "").replace('"', '""') + '"' for name in names))
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def test_datev_customers_and_suppliers(store):
    data = debkred(
        [
            {"Konto": "10042", "Name (Adressattyp natürl. Person)": "Krüger", "Adressattyp": "1",
             "Vorname (Adressattyp natürl. Person)": "Jana", "Straße": "Fensterweg 3",
             "Postleitzahl": "50667", "Ort": "Köln", "Land": "DE", "IBAN-Nr. 1": IBAN,
             "E-Mail": "jana@example.de", "Telefon": "0221/1234567",
             "Fälligkeit in Tagen (Debitor)": "30"},
            {"Konto": "70007", "Name (Adressattyp Unternehmen)": 'Farben "Groß" GmbH',
             "Adressattyp": "2", "EU-UStID": "DE136695976"},
            {"Konto": "100420", "Name (Adressattyp keine Angabe)": "Diverse"},
        ]
    )  # fmt: skip
    plan = take(store, data)
    assert plan.counts["new"] == 2
    assert plan.counts["bad"] == 1
    firm, person = everybody(store)
    assert (person.kind, person.customer_number, person.terms.days) == ("person", "10042", 30)
    assert (firm.supplier_number, firm.name) == ("70007", 'Farben "Groß" GmbH')
    assert firm.vat_id == "DE136695976"
    assert take(store, data).counts["known"] == 2


def test_other_datev_files_are_named_and_damaged_ones_refused():
    entries = debkred([]).replace(b";16;", b";21;")
    with pytest.raises(InputError) as caught:
        read_source(entries)
    assert "Stammdaten" in str(caught.value)
    for damaged in (
        b'"EXTF"',
        b'"EXTF";700;x;y\r\na;b\r\n',
        b'"EXTF";700;16;a;5;;;;;;;;2026;4\nx\n',
    ):
        with pytest.raises(InputError):
            read_extf(damaged)


def test_rows_are_read_with_the_mapping_that_is_given():
    table = tables.read_table(b"a;b;c\nx;y;z\n")
    (one,) = read_rows(table, ("last_name", "", "city"))
    assert (one.name, one.data.addresses[0].city) == ("x", "z")
    assert one.data.addresses[0].kind is AddressKind.MAIN
