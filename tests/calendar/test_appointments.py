"""Appointments: written down, moved, copied, cancelled; windows; what other areas are told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.calendar.doors import DOOR
from kontor.calendar.kinds.appointments import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    Change,
    CrewKind,
)
from kontor.calendar.model.appointments import AppointmentChange, AppointmentInput, MoveInput
from kontor.calendar.queries import appointments as queries
from kontor.calendar.queries import staff
from kontor.calendar.service import appointments as service
from kontor.contacts.model import SiteInput
from kontor.contacts.service import add_site
from kontor.desk.customer.erasing import erase_contact
from tests.calendar.crew import MONDAY, Crew, wall


def test_a_visit_takes_an_hour_unless_said_otherwise(crew: Crew) -> None:
    key = crew.add(
        "Aufmaß Küche", "2026-03-19 14:00", kind="visit", contact="Krüger", crew=["Lindner"],
        travel_before=20, place="Amselweg 7", reference="acquisition:3",
    )  # fmt: skip
    found = crew.ask(queries.entry, key)
    assert (found.starts, found.ends) == (wall("2026-03-19T14:00"), wall("2026-03-19T15:00"))
    assert (found.kind, found.state) == (AppointmentKind.VISIT, AppointmentState.PLANNED)
    assert (found.contact_name, found.travel_before) == ("Krüger", 20)
    assert [one.name for one in found.crew] == ["Lindner"] and found.sequence == 0
    assert found.uid.endswith("@kontor") and found.ref == f"calendar:{key}"
    assert crew.times() == ["Thu 19.03. 14:00 Aufmaß Küche"]
    assert crew.times(date(2026, 3, 20)) == []
    assert [one.id for one in crew.ask(queries.entries_of, "acquisition:3")] == [key]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"starts": "2026-03-29 02:30"}, "gibt es am 2026-03-29 nicht"),
        ({"starts": "2026-03-19 14:00", "zone": "Mars/Olympus"}, "keine Zeitzone"),
        ({"starts": "2026-03-19 14:00", "crew": ["Otto"]}, "heißt „Otto“"),
        ({"starts": "2026-03-19 14:00", "rule": "FREQ=HOURLY"}, "höchstens einmal am Tag"),
        ({"starts": "2026-03-19 14:00", "contact": "Niemand"}, "Niemand"),
        ({"starts": "2026-03-19 14:00", "site": "Hof"}, "Kontakt"),
        ({"starts": "2026-03-19 14:00", "state": "cancelled"}, "nicht abgesagt"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    crew: Crew, data: dict[str, Any], text: str
) -> None:
    with pytest.raises((InputError, NotFound), match=text):
        crew.add("Termin", **data)
    assert crew.week(date(2026, 1, 1), 365) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"ends": "2026-03-19 13:00"}, "vor dem Beginn"),
        ({"ends": "2026-03-19 15:00", "minutes": 30}, "entweder"),
        ({"starts": "2026-03-19T14:00+01:00"}, "an der Wand"),
        ({"starts": "morgen"}, "2026-03-16 08:30"),
        ({"starts": "2026-03-19 14:00:30"}, "volle Minuten"),
        ({"all_day": True, "minutes": 30}, "keine Minuten"),
        ({"title": " "}, "title"),
    ],
)
def test_what_contradicts_itself_is_no_input(data: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        AppointmentInput.model_validate({"title": "x", "starts": "2026-03-19 14:00", **data})


def test_whole_days_end_with_the_last_one(crew: Crew) -> None:
    crew.add("Fassade Nord", "2026-03-16", ends="2026-03-18", kind="assembly", crew=["Kolonne 1"])
    found = crew.week()[0]
    assert found.all_day and found.ends == wall("2026-03-19T00:00")
    assert (found.first_day, found.last_day) == (MONDAY, date(2026, 3, 18))
    assert crew.times(date(2026, 3, 18), 1) and not crew.times(date(2026, 3, 19), 1)
    names = {one.id: one.short for one in crew.ask(staff.company.employees)}
    assert {names[key] for key in found.people} == {"Jo", "Rosa"}


def test_a_night_lasts_as_long_as_it_really_does(crew: Crew) -> None:
    key = crew.add("Notdienst", "2026-03-28 22:00", minutes=480)
    assert crew.ask(queries.entry, key).ends == wall("2026-03-29T07:00")
    crew.do(service.move_appointment, key, MoveInput(starts=wall("2026-10-24T22:00"), minutes=480))
    assert crew.ask(queries.entry, key).ends == wall("2026-10-25T05:00")


def test_moving_tells_those_who_come(crew: Crew) -> None:
    key = crew.add("Abnahme", "2026-03-17 09:00", crew=["Jo"])
    heard: list[AppointmentChanged] = []
    crew.store.on(AppointmentChanged, lambda _unit, event: heard.append(event))
    crew.do(service.move_appointment, key, MoveInput(day=date(2026, 3, 18), minutes=90))
    crew.do(service.move_appointment, key, MoveInput(crew=["Rosa", "Sprinter"]))
    crew.do(service.change_appointment, key, AppointmentChange(note="Schlüssel beim Nachbarn"))
    crew.do(service.change_appointment, key, AppointmentChange(place="Hof"))
    found = crew.ask(queries.entry, key)
    assert (found.starts, found.ends) == (wall("2026-03-18T09:00"), wall("2026-03-18T10:30"))
    assert [(one.kind, one.name) for one in found.crew] == [
        (CrewKind.EMPLOYEE, "Rosa"), (CrewKind.VEHICLE, "Sprinter"),
    ]  # fmt: skip
    assert [(one.change, one.sequence) for one in heard] == [
        (Change.MOVED, 1), (Change.MOVED, 1), (Change.CHANGED, 1), (Change.CHANGED, 2),
    ]  # fmt: skip
    with pytest.raises(InputError, match="vor dem Beginn"):
        crew.do(service.move_appointment, key, MoveInput(ends=wall("2026-03-18T08:00")))
    with pytest.raises(InputError, match="2026-03-29"):
        crew.do(service.move_appointment, key, MoveInput(starts=wall("2026-03-29T02:15")))


def test_from_planned_to_done_or_cancelled_with_a_reason(crew: Crew) -> None:
    key = crew.add("Wartung", "2026-03-17 09:00")
    for state in ("confirmed", "under_way", "done"):
        crew.do(service.set_state, key, AppointmentState(state))
    with pytest.raises(Refused, match="erledigt"):
        crew.do(service.cancel_appointment, key, "Regen")
    with pytest.raises(Refused, match="vorbei"):
        crew.do(service.move_appointment, key, MoveInput(minutes=30))
    with pytest.raises(InputError, match="Grund"):
        crew.do(service.set_state, key, AppointmentState.CANCELLED)
    crew.do(service.set_state, key, AppointmentState.PLANNED)
    with pytest.raises(InputError, match="warum"):
        crew.do(service.cancel_appointment, key, " ")
    crew.do(service.cancel_appointment, key, "Kunde krank")
    found = crew.ask(queries.entry, key)
    assert (found.state, found.reason, found.sequence) == ("cancelled", "Kunde krank", 1)
    assert crew.times() == [] and len(crew.times(cancelled=True)) == 1
    crew.do(service.set_state, key, AppointmentState.PLANNED)
    assert crew.ask(queries.entry, key).reason == "" and len(crew.times()) == 1


def test_a_copy_is_planned_anew(crew: Crew) -> None:
    key = crew.add("Spachteln", "2026-03-17 07:30", minutes=240, crew=["Kolonne 1"], note="Q3")
    crew.do(service.set_state, key, AppointmentState.DONE)
    other = crew.do(service.copy_appointment, key, wall("2026-03-18T08:00"))
    found = crew.ask(queries.entry, other)
    assert (found.state, found.note, found.ends) == ("planned", "Q3", wall("2026-03-18T12:00"))
    assert [one.name for one in found.crew] == ["Kolonne 1"]
    assert found.uid != crew.ask(queries.entry, key).uid


def test_a_site_brings_its_contact_along(crew: Crew) -> None:
    site = crew.do(add_site, 1, SiteInput(name="Hinterhaus"))
    key = crew.add("Aufmaß", "2026-03-17 09:00", site=f"site:{site}")
    found = crew.ask(queries.entry, key)
    assert (found.contact, found.site_name) == (1, "Hinterhaus")
    crew.do(service.change_appointment, key, AppointmentChange(site=""))
    assert crew.ask(queries.entry, key).site is None
    crew.do(service.change_appointment, key, AppointmentChange(site="Hinterhaus"))
    assert crew.ask(queries.entry, key).site == site
    crew.do(service.change_appointment, key, AppointmentChange(contact=""))
    assert crew.ask(queries.entry, key).contact is None


def test_the_same_uid_comes_once(crew: Crew) -> None:
    crew.add("Messe", "2026-03-17", uid="abc@example.org", origin="messe.ics")
    with pytest.raises(Refused, match="schon im Kalender"):
        crew.add("Messe", "2026-03-17", uid="abc@example.org")


def test_undo_and_redo_work_by_themselves(crew: Crew) -> None:
    key = crew.add("Treffen", "2026-03-16 07:30", rule="FREQ=WEEKLY;BYDAY=MO", crew=["Jo"])
    before = crew.week(days=60)
    crew.do(
        service.move_appointment, key, MoveInput(starts=wall("2026-03-31T08:00")),
        "following", wall("2026-03-30T07:30"),
    )  # fmt: skip
    after = crew.week(days=60)
    assert after != before
    crew.store.undo()
    assert crew.week(days=60) == before
    crew.store.redo()
    assert crew.week(days=60) == after


def test_the_crew_sees_what_its_teams_do(crew: Crew) -> None:
    crew.add("Fassade", "2026-03-16", ends="2026-03-20", crew=["Kolonne 1", "Sprinter"])
    crew.add("Angebot", "2026-03-18 14:00", crew=["Lindner"])
    crew.add("Offen", "2026-03-19 10:00")
    lines = crew.ask(staff.crew, MONDAY, date(2026, 3, 21))
    assert [(one.name, [e.title for e in one.entries]) for one in lines] == [
        ("Kolonne 1", ["Fassade"]), ("Lindner", ["Angebot"]), ("Jo", ["Fassade"]),
        ("Rosa", ["Fassade"]), ("Sprinter", ["Fassade"]), ("", ["Offen"]),
    ]  # fmt: skip
    jo = crew.ask(staff.company.find_employee, "Jo").id
    assert [one.title for one in crew.week(crew=((CrewKind.EMPLOYEE, jo),))] == ["Fassade"]
    assert [one.title for one in crew.week(text="ange lind")] == ["Angebot"]
    assert [one.title for one in crew.week(kinds=(AppointmentKind.VISIT,))] == []


def test_another_zone_is_shown_as_the_clock_at_home(crew: Crew) -> None:
    crew.add("Anruf Lissabon", "2026-03-17 09:00", zone="Europe/Lisbon")
    assert crew.times() == ["Tue 17.03. 10:00 Anruf Lissabon"]


def test_what_other_areas_ask(crew: Crew) -> None:
    assert DOOR.timeline and DOOR.search_rows and DOOR.personal and DOOR.erase and DOOR.check
    key = crew.add("Aufmaß Küche", "2026-03-17 09:00", contact="Krüger", note="Hund im Hof")
    with crew.store.read() as con:
        assert [one.ref for one in DOOR.timeline(con, "contacts:1")] == [f"calendar:{key}"]
        assert [one.title for one in DOOR.search_rows(con, "appointment", None)] == ["Aufmaß Küche"]
        assert "Hund im Hof" in next(iter(DOOR.personal(con, "contacts:1"))).content
        assert list(DOOR.check(con)) == []
        assert list(DOOR.timeline(con, "banking:1")) == []
    crew.do(erase_contact, crew.store.doors, 1, MONDAY)
    found = crew.ask(queries.entry, key)
    assert (found.title, found.note, found.starts) == ("–", "", wall("2026-03-17T09:00"))


def test_a_number_that_is_not_there_is_said(crew: Crew) -> None:
    with pytest.raises(NotFound, match="Termin 77"):
        crew.ask(queries.entry, 77)
    with pytest.raises(NotFound, match="kein Termin"):
        crew.ask(queries.resolve, "xx")
    key = crew.add("Einmal", "2026-03-17 09:00")
    assert crew.ask(queries.resolve, f"calendar:{key}") == key
    with pytest.raises(NotFound, match="findet am 2026-03-24 nicht statt"):
        crew.ask(queries.entry, key, wall("2026-03-24T09:00"))
