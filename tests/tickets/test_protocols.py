"""Checklists and service protocols: answers, limits, signing, freezing, what comes after."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import InputError, KontorError, Refused
from kontor.contacts.devices import DeviceInput
from kontor.contacts.service.devices import add_device
from kontor.documents.layout.render import render_pdf
from kontor.documents.queries import document, document_bytes
from kontor.tickets.doors import DOOR
from kontor.tickets.kinds import TicketKind
from kontor.tickets.model import TicketInput
from kontor.tickets.protocol_kinds import Item, ItemType, Photo, Verdict
from kontor.tickets.protocol_model import (
    ChecklistInput,
    ProtocolAddendum,
    ProtocolChange,
    ProtocolInput,
)
from kontor.tickets.queries import checklists as lists
from kontor.tickets.queries import protocols as queries
from kontor.tickets.queries import tickets
from kontor.tickets.queries.protocol_papers import Paper, Signed, protocol_page
from kontor.tickets.rules import protocols as rules
from kontor.tickets.service import checklists, protocols
from kontor.tickets.service.cases import open_ticket
from tests.sales.kit import firm
from tests.sales.office import Office

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)
KRUEGER = Signed("Erika Krüger", "Köln", DAY)
WHOLE = {"1": "yes", "2": "no", "3": "5,5", "4": "11", "6": "SPRÖDE", "8": "ja"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
LINES = """
Beschläge geölt | Haken *
Spaltmaß oben | Zahl mm 2–4 *
Widerstand | number Ω -0.3
Länge | Zahl
Dichtung | Auswahl gut, spröde!, fehlt!
Empfehlung | text
Bild | Foto
Nur so
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One firm for all: each test opens a case of its own."""
    with firm(Path(tmp_path_factory.mktemp("protocols"))) as store:
        yield Office(store)


def case(office: Office, **more: Any) -> int:
    """A case of Krüger."""
    data = TicketInput(subject="Fenster klemmt", **{"contact": "contacts:1", **more})
    return int(office.do(open_ticket, data, NOW))


def written(office: Office, ticket: int | None = None, **more: Any) -> int:
    """A protocol of windows with three defects, whole enough to be signed."""
    data = ProtocolInput(**{"checklist": "windows", "answers": WHOLE, **more})
    return int(office.do(protocols.write_protocol, ticket or case(office), data, DAY))


def paper(office: Office, key: int, signed: Signed = KRUEGER) -> Paper:
    """The page; setting it is what other tests do."""
    return Paper(office.ask(protocol_page, key, signed.day, signed), b"%PDF-1.7 page")


def signed(office: Office, **more: Any) -> int:
    """A signed one."""
    key = written(office, **more)
    office.do(protocols.sign_protocol, key, KRUEGER, paper(office, key), NOW)
    return key


# -- rules -----------------------------------------------------------------------------------------


def test_lines_are_read_as_people_write_them() -> None:
    items = rules.read_items(LINES)
    assert items == (
        Item(1, "Beschläge geölt", ItemType.TICK, required=True),
        Item(2, "Spaltmaß oben", ItemType.NUMBER, "mm", 2000, 4000, required=True),
        Item(3, "Widerstand", ItemType.NUMBER, "Ω", None, 300),
        Item(4, "Länge", ItemType.NUMBER),
        Item(5, "Dichtung", ItemType.CHOICE, choices=("gut", "spröde!", "fehlt!")),
        Item(6, "Empfehlung", ItemType.TEXT),
        Item(7, "Bild", ItemType.PHOTO),
        Item(8, "Nur so", ItemType.TICK),
    )
    for language in ("de", "en"):
        assert rules.read_items(rules.items_text(items, language)) == items


@pytest.mark.parametrize("language", ["de", "en"])
def test_lines_of_every_checklist_that_comes_along_can_be_changed(language: str) -> None:
    for one in lists.brought(language):
        assert rules.read_items(rules.items_text(one.items, language)) == one.items


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("Haken | Hake", "Line {line}: “{text}” is not understood.", 1),
        ("gut\n\n| Zahl", "Line {line}: “{text}” is not understood.", 3),
        ("a | Auswahl ja", "Line {line}: a choice needs at least two different answers.", 1),
        ("a | Auswahl ja, ja!", "Line {line}: a choice needs at least two different answers.", 1),
        ("a | Zahl mm 4–2", "Line {line}: the range begins after its end.", 1),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, message: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        rules.read_items(text)
    assert (caught.value.message, caught.value.values["line"]) == (message, line)


@pytest.mark.parametrize(
    ("low", "high", "number", "found"),
    [
        (2000, 4000, 1999, Verdict.DEFECT), (2000, 4000, 2000, Verdict.FINE),
        (2000, 4000, 4000, Verdict.FINE), (2000, 4000, 4001, Verdict.DEFECT),
        (None, 300, 300, Verdict.FINE), (None, 300, 301, Verdict.DEFECT),
        (1000, None, 999, Verdict.DEFECT), (1000, None, 9_000_000, Verdict.FINE),
        (None, None, 7, Verdict.NOTED), (1000, None, None, Verdict.OPEN),
        (-2000, 0, -1, Verdict.FINE), (-2000, 0, -2001, Verdict.DEFECT),
    ],
)  # fmt: skip
def test_a_number_is_held_against_its_limits(
    low: int | None, high: int | None, number: int | None, found: Verdict
) -> None:
    item = Item(1, "a", ItemType.NUMBER, "mm", low, high)
    assert rules.verdict(item, "", number) is found


def test_ticks_and_choices_speak() -> None:
    tick, choice = Item(1, "a", ItemType.TICK), Item(1, "a", ItemType.CHOICE, choices=("x", "y!"))
    said = [rules.verdict(tick, value, None) for value in ("", "yes", "no", "skip")]
    assert said == [Verdict.OPEN, Verdict.FINE, Verdict.DEFECT, Verdict.NOTED]
    assert [rules.verdict(choice, value, None) for value in ("x", "y")] == [
        Verdict.FINE, Verdict.DEFECT,
    ]  # fmt: skip
    assert rules.verdict(Item(1, "a", ItemType.TEXT), "viel", None) is Verdict.NOTED


@pytest.mark.parametrize(
    ("text", "value"), [("4,5", 4500), ("4.5", 4500), ("0,125", 125), ("-3", -3000)]
)
def test_measured_values_have_comma_or_point(text: str, value: int) -> None:
    assert rules.read_measure(text) == value


@pytest.mark.parametrize("text", ["4,1234", "1.000,5", "viel", "", "4 mm", "1e3"])
def test_what_is_no_measured_value_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        rules.read_measure(text)


def test_it_is_due_again_after_so_many_months() -> None:
    assert rules.next_due(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert rules.next_due(DAY, None) is None


# -- checklists ------------------------------------------------------------------------------------


def test_own_checklists_replace_those_that_come_along_from_their_day(office: Office) -> None:
    data = ChecklistInput(
        checklist="ladder", name="Leitern bei uns", items="Holme | Haken *\nFüße", months=6,
        kinds=[TicketKind.IT], valid_from=date(2026, 4, 1),
    )  # fmt: skip
    office.do(checklists.keep_checklist, data, DAY)
    before = office.ask(lists.checklist, "ladder", DAY, "de")
    after = office.ask(lists.checklist, "leitern bei uns", date(2026, 4, 1), "de")
    assert (before.own, len(before.items), before.months) == (False, 7, 12)
    assert (after.own, len(after.items), after.months) == (True, 2, 6)
    again = ChecklistInput(
        checklist="ladder", name="Leitern", items="Nur Holme", valid_from=date(2026, 4, 1)
    )
    office.do(checklists.keep_checklist, again, DAY)
    assert len(office.ask(lists.checklist, "ladder", date(2026, 4, 2), "en").items) == 1
    office.do(checklists.withdraw_checklist, "ladder", "de", date(2026, 5, 1))
    there = office.ask(lists.checklists, date(2026, 5, 1), "de")
    assert "ladder" not in {one.checklist for one in there}


def test_those_for_the_kind_of_case_come_first(office: Office) -> None:
    found = office.ask(lists.checklists, DAY, "de", TicketKind.EMERGENCY)
    assert found[0].checklist == "emergency"


# -- protocols -------------------------------------------------------------------------------------


def test_a_protocol_takes_the_items_and_keeps_them(office: Office) -> None:
    device = office.do(add_device, DeviceInput(contact="contacts:1", kind="Fenster", name="Bad"))
    key = written(office, case(office, device=device), worker="Emil")
    one, items = office.ask(queries.protocol, key), office.ask(queries.answers, key)
    assert (one.label.endswith("/1"), one.title) == (True, "Wartung Fenster und Türen")
    assert (one.device, one.next_due, one.worker) == (device, date(2027, 3, 16), "Emil")
    assert [(a.item.place, a.value, a.number) for a in items if a.value or a.number] == [
        (1, "yes", None), (2, "no", None), (3, "", 5500), (4, "", 11000), (6, "spröde", None),
        (8, "yes", None),
    ]  # fmt: skip
    assert [a.item.place for a in rules.defects(items)] == [2, 4, 6]


def test_a_later_checklist_changes_no_protocol(office: Office) -> None:
    key = written(office, checklist="plant", answers={"2": "1,5"})
    data = ChecklistInput(checklist="plant", name="Anders", items="Nur dies", valid_from=DAY)
    office.do(checklists.keep_checklist, data, DAY)
    assert len(office.ask(queries.answers, key)) == 10
    assert office.ask(queries.protocol, key).title == "Wartung Anlage (Heizung, Lüftung)"
    office.do(checklists.withdraw_checklist, "Anders", "de", DAY)
    with pytest.raises(KontorError):
        written(office, checklist="plant", answers={})


def test_answers_can_be_taken_back_and_pictures_given(office: Office) -> None:
    key = written(office)
    change = ProtocolChange(answers={"2": "", "4": "", "9": "bald"})
    office.do(protocols.fill_protocol, key, change, {10: Photo("../Bad links.jpg", b"bild")})
    found = {a.item.place: a for a in office.ask(queries.answers, key)}
    assert (found[2].value, found[4].number, found[9].value) == ("", None, "bald")
    name, content = office.ask(queries.photo, key, 10)
    assert content == b"bild" and "/" not in name and "Bad links" in name
    office.do(protocols.fill_protocol, key, ProtocolChange(answers={"10": ""}))
    assert office.ask(queries.answers, key)[9].sha256 is None


@pytest.mark.parametrize(
    ("answers", "photos", "message"),
    [
        ({"2": "vielleicht"}, {}, "{place} {text}: “{typed}” is no answer to this."),
        ({"6": "rot"}, {}, "{place} {text}: “{typed}” is no answer to this."),
        ({"3": "eng"}, {}, "“{text}” is not a measured value."),
        ({"99": "ja"}, {}, "The protocol has no item {place}; it has {count}."),
        ({"10": "bild.jpg"}, {}, "{place} {text}: a picture is given as a file."),
        ({}, {1: Photo("a.jpg", b"a")}, "{place} {text}: no picture is asked for here."),
        ({}, {10: Photo("a.jpg", b"")}, "The picture {name} is empty or larger than {limit} MB."),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    office: Office, answers: dict[str, str], photos: dict[int, Photo], message: str
) -> None:
    key = written(office)
    before = office.ask(queries.answers, key)
    with pytest.raises(InputError) as caught:
        office.do(protocols.fill_protocol, key, ProtocolChange(answers=answers), photos)
    assert caught.value.message == message
    assert office.ask(queries.answers, key) == before


def test_signing_needs_a_name_or_a_reason_and_all_answers(office: Office) -> None:
    key = written(office, answers={"1": "yes"})
    for who, message in (
        (Signed("", "Köln", DAY), "Say who signs, or why nobody does."),
        (Signed("Erika", "Köln", DAY, "nicht da"), "Say who signs, or why nobody does."),
        (Signed("Erika", "", DAY - timedelta(days=1)), "Nobody signs before the work was done."),
    ):
        with pytest.raises(InputError) as caught:
            office.do(protocols.sign_protocol, key, who, paper(office, key, who), NOW)
        assert caught.value.message == message
    with pytest.raises(InputError) as caught:
        office.do(protocols.sign_protocol, key, KRUEGER, paper(office, key), NOW)
    assert (caught.value.values["count"], caught.value.values["place"]) == (5, 2)
    gone = Signed("", "Köln", DAY, "nicht da")
    office.do(protocols.fill_protocol, key, ProtocolChange(answers=WHOLE))
    office.do(protocols.sign_protocol, key, gone, paper(office, key, gone), NOW)
    assert office.ask(queries.protocol, key).unsigned == "nicht da"


def test_a_page_that_is_old_is_not_signed(office: Office) -> None:
    key = written(office)
    old = paper(office, key)
    office.do(protocols.fill_protocol, key, ProtocolChange(answers={"2": "yes"}))
    with pytest.raises(Refused):
        office.do(protocols.sign_protocol, key, KRUEGER, old, NOW)
    assert office.ask(queries.protocol, key).signed is None


def test_a_signed_protocol_is_archived_and_frozen_for_every_client(office: Office) -> None:
    key = written(office)
    page = office.ask(protocol_page, key, DAY, KRUEGER)
    pdf = render_pdf(page)
    office.do(protocols.sign_protocol, key, KRUEGER, Paper(page, pdf), NOW, picture=PNG)
    one = office.ask(queries.protocol, key)
    kept = office.ask(document, one.document)
    assert office.ask(document_bytes, one.document) == pdf
    assert (kept.partner, kept.number, kept.ref) == ("contacts:1", one.label, one.ref)
    assert kept.keep_until == date(2032, 12, 31)
    assert [line.cells[4] for line in page.tables[0].lines[:4]] == [
        "in Ordnung", "MANGEL", "in Ordnung", "MANGEL",
    ]  # fmt: skip
    assert page.closing == ("Es wurden 3 Mängel festgestellt: Punkte 2, 4, 6.",)
    assert page.signatures[0] == ("Für den Kunden · Köln, 16.03.2026", "Erika Krüger")
    for change in (
        lambda: office.do(protocols.fill_protocol, key, ProtocolChange(note="doch gut")),
        lambda: office.do(protocols.drop_protocol, key),
        lambda: office.store.undo(),
    ):
        with pytest.raises(Refused):
            change()
    for sql in (
        "UPDATE protocol SET signer='X' WHERE id=?", "DELETE FROM protocol WHERE id=?",
        "UPDATE protocol_item SET value='yes' WHERE protocol=?",
        "DELETE FROM protocol_item WHERE protocol=?",
        "INSERT INTO protocol_item(protocol,place,text,type) VALUES(?,99,'x','tick')",
    ):  # fmt: skip
        with office.store.step("x", "x") as unit, pytest.raises(sqlite3.IntegrityError):
            unit.con.execute(sql, (key,))


def test_what_comes_later_is_an_addendum_or_a_new_version(office: Office) -> None:
    draft = written(office)
    with pytest.raises(Refused):
        office.do(protocols.add_to_protocol, draft, ProtocolAddendum(text="zu früh"), DAY)
    with pytest.raises(Refused):
        office.do(protocols.renew_protocol, draft)
    key = signed(office)
    more = ProtocolAddendum(text="Dichtung am 20.03. getauscht", author="Emil")
    office.do(protocols.add_to_protocol, key, more, date(2026, 3, 20))
    assert [one.author for one in office.ask(queries.addenda, key)] == ["Emil"]
    assert "Dichtung am 20.03. getauscht" in str(office.ask(protocol_page, key, DAY).notes)
    new = office.do(protocols.renew_protocol, key)
    assert office.ask(queries.protocol, key).replaced_by is None  # until it is signed
    office.do(protocols.fill_protocol, new, ProtocolChange(answers={"2": "yes"}))
    office.do(protocols.sign_protocol, new, KRUEGER, paper(office, new), NOW)
    assert office.ask(queries.protocol, key).replaced_by == new
    assert len(rules.defects(office.ask(queries.answers, key))) == 3
    with pytest.raises(Refused):
        office.do(protocols.renew_protocol, key)


def test_defects_become_one_case_that_is_linked(office: Office) -> None:
    ticket = case(office)
    key = written(office, ticket)
    new = office.do(protocols.open_defects, key, NOW)
    one = office.ask(tickets.ticket, new)
    assert (one.kind, one.contact) == (TicketKind.DEFECT, 1)
    assert one.subject == "Flügel läuft frei, Griff rastet ein (+2)"
    assert one.text.splitlines()[1] == "4. Spaltmaß unten"
    assert [link.ticket for link in office.ask(tickets.links, new)] == [ticket]
    with pytest.raises(Refused):
        office.do(protocols.open_defects, key, NOW)
    fine = written(office, answers={**WHOLE, "2": "yes", "4": "5", "6": "gut"})
    with pytest.raises(Refused):
        office.do(protocols.open_defects, fine, NOW)


def test_a_draft_can_be_discarded_and_comes_back(office: Office) -> None:
    key = written(office)
    office.do(protocols.drop_protocol, key)
    with pytest.raises(KontorError):
        office.ask(queries.protocol, key)
    office.store.undo()
    assert len(office.ask(queries.answers, key)) == 10


def test_only_the_newest_of_a_thing_is_due_again(office: Office) -> None:
    device = office.do(add_device, DeviceInput(contact="contacts:1", kind="Tür", name="Haustür"))
    ticket = case(office, device=device)
    first = signed(office, ticket=ticket)
    with office.read() as con:
        due = [one for one in DOOR.due(con, date(2027, 3, 1)) if one.ref.endswith(f"/{first}")]
    assert [(one.kind, one.day, one.urgency) for one in due] == [("check", date(2027, 3, 16), 0)]
    with office.read() as con:
        assert not [one for one in DOOR.due(con, date(2027, 2, 1)) if one.ref.endswith(f"/{first}")]
    later = date(2026, 9, 1)
    second = office.do(
        protocols.write_protocol, ticket, ProtocolInput(checklist="windows", answers=WHOLE), later
    )
    with office.read() as con:
        open_ = {one.ref for one in DOOR.due(con, later) if one.kind == "protocol"}
    assert f"tickets:protocol/{second}" in open_
    who = Signed("Erika Krüger", "", later)
    office.do(protocols.sign_protocol, second, who, paper(office, second, who), NOW)
    again = {one.id for one in office.ask(queries.due_again, date(2030, 1, 1))}
    assert second in again and first not in again


def test_search_timeline_and_disclosure_know_protocols(office: Office) -> None:
    key = signed(office, note="Griff im Kinderzimmer tauschen")
    ref = f"tickets:protocol/{key}"
    with office.read() as con:
        (row,) = DOOR.search_rows(con, "protocol", [key])
        assert (row.ref, "Kinderzimmer" in row.text) == (ref, True)
        assert ref in {one.ref for one in DOOR.timeline(con, "contacts:1")}
        assert ref in {one.ref for one in DOOR.personal(con, "contacts:1")}


def test_protocols_are_found_by_what_people_say(office: Office) -> None:
    key = written(office)
    one = office.ask(queries.protocol, key)
    for text in (one.label, one.label.lower(), one.ref, str(key)):
        assert office.ask(queries.find, text).id == key
    for text in ("TI-2026-0001/99", "nichts", "9999"):
        with pytest.raises(KontorError):
            office.ask(queries.find, text)
    assert key in {p.id for p in office.ask(queries.protocols, ticket=one.ticket)}
    assert key in {p.id for p in office.ask(queries.protocols, contact=1)}
    assert office.ask(queries.defect_counts, [key]) == {key: 3}


def test_erasing_keeps_signed_ones_as_proof(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        office = Office(store)
        begun, kept = written(office), signed(office)
        with store.step("x", "x") as unit:
            left = list(DOOR.erase(unit, "contacts:1", DAY) or [])
        assert [one.ref for one in left] == [f"tickets:protocol/{kept}"]
        with pytest.raises(KontorError):
            office.ask(queries.protocol, begun)
        assert office.ask(queries.protocol, kept).contact is None
