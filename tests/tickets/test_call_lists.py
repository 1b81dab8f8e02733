"""Lists of calls of routers: read line by line, taken over once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.base.errors import InputError
from kontor.contacts.device_kinds import CallDirection
from kontor.contacts.devices import CallInput
from kontor.contacts.formats.calls import read_calls
from kontor.contacts.queries.devices import CallFilter, calls, open_calls
from kontor.contacts.service.calls import import_calls, plan_calls
from kontor.contacts.service.devices import note_call
from tests.sales.office import Office

DAY = date(2026, 11, 22)
FRITZ = (
    "sep=;\r\nTyp;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\r\n"
    "1;20.11.26 14:05;Krüger;02215550199;Büro;02215550100;0:04\r\n"
    "2;20.11.26 14:30;;02214710815;;02215550100;0:00\r\n"
    "3;20.11.26 15:00;;02214710815;;02215550100;0:12\r\n"
    "2;gestern irgendwann;;0221999;;;0:00\r\n"
).encode("cp1252")


def test_a_list_of_a_router() -> None:
    first, missed, out, bad = read_calls(FRITZ, DAY)
    assert first.at == datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
    assert (first.name, first.number, first.minutes) == ("Krüger", "02215550199", 4)
    assert [missed.direction, out.direction] == [CallDirection.MISSED, CallDirection.OUT]
    assert bad.at is None
    assert [finding.code for finding in bad.findings] == ["calls.day"]


def test_nothing_comes_twice(office: Office) -> None:
    found = read_calls(FRITZ, DAY)
    first = [one.status.value for one in office.do(import_calls, found)]
    assert first == ["new", "new", "new", "bad"]
    again = [one.status.value for one in office.do(import_calls, found)]
    assert again == ["known", "known", "known", "bad"]
    assert len(office.ask(calls, CallFilter())) == 3


def test_missed_ones_wait_for_an_answer(office: Office) -> None:
    office.do(import_calls, read_calls(FRITZ, DAY))
    assert [one.number for one in office.ask(open_calls)] == ["02214710815"]


def test_a_call_noted_by_hand_is_the_same(office: Office) -> None:
    at = datetime(2026, 11, 20, 13, 7, tzinfo=UTC)
    office.do(note_call, CallInput(number="0221 5550199", at=at, subject="Fenster"), at)
    with office.read() as con:
        plan = plan_calls(con, read_calls(FRITZ, DAY))
    assert plan[0].status.value == "known"


def test_a_known_number_names_the_caller(office: Office) -> None:
    office.customer("Bäckerei Ohm", channels=[{"kind": "phone", "value": "0221 4710815"}])
    plan = office.do(import_calls, read_calls(FRITZ, DAY))
    assert plan[1].who == "Bäckerei Ohm"


def test_the_import_is_one_step_that_can_be_taken_back(office: Office) -> None:
    office.do(import_calls, read_calls(FRITZ, DAY))
    office.store.undo()
    assert office.sql("SELECT count(*) FROM call_note") == [(0,)]


@pytest.mark.parametrize("data", [b"", b"\0\1", b"Name;Farbe\nA;rot\n", b"nur ein Satz"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_calls(data, DAY)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=9), max_size=8))
def test_lines_never_break_the_reader(rows: list[list[str]]) -> None:
    text = "Typ;Datum;Name;Rufnummer;Dauer\n1;20.11.26 14:05;a;1;0:01\n"
    body = "\n".join(";".join(row).replace("\n", " ").replace("\r", " ").replace('"', "")
                     for row in rows)  # fmt: skip
    try:
        found = read_calls((text + body).encode(), DAY)
    except InputError:
        return
    for one in found:
        assert one.at is not None or any(f.code == "calls.day" for f in one.findings)
        assert len(one.name) <= 200
