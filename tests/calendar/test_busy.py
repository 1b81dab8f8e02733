"""Busy times, clashes, free times, capacity, absences and tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.calendar.doors import DOOR
from kontor.calendar.kinds.appointments import ZONE, AbsenceState, TaskState
from kontor.calendar.kinds.planning import Clash, Search
from kontor.calendar.model.appointments import (
    AbsenceChange,
    AbsenceInput,
    TaskChange,
    TaskInput,
)
from kontor.calendar.queries import appointments as queries
from kontor.calendar.queries import staff
from kontor.calendar.queries.busy import Plan, busy, clashes, find_times, known, plan_of
from kontor.calendar.queries.capacity import capacity
from kontor.calendar.rules.oneline import read_line
from kontor.calendar.rules.walltime import from_utc_minute
from kontor.calendar.service import staff as service
from kontor.company.model import EmployeeChange, SettingInput
from kontor.company.service import change_employee, change_setting
from tests.calendar.crew import MONDAY, Crew, wall

TUESDAY = date(2026, 3, 17)


def away(crew: Crew, who: str | None, starts: str, ends: str = "", **data: Any) -> int:
    fields = {"employee": who, "starts": starts, **({"ends": ends} if ends else {}), **data}
    key: int = crew.do(service.add_absence, AbsenceInput.model_validate(fields))
    return key


def who(crew: Crew, short: str) -> int:
    key: int = crew.ask(staff.company.find_employee, short).id
    return key


def clock(minute: int) -> str:
    return from_utc_minute(minute, "Europe/Berlin").strftime("%d. %H:%M")


def test_busy_knows_ways_absences_hours_and_breaks(crew: Crew) -> None:
    crew.add("Aufmaß", "2026-03-17 09:00", crew=["Kolonne 1"], travel_before=20, travel_after=15)
    crew.add("Nur zur Info", "2026-03-17 14:00", crew=["Jo"], free=True)
    away(crew, "Jo", "2026-03-17", half="afternoon")
    found = crew.ask(busy, [who(crew, "Jo")], [], TUESDAY, date(2026, 3, 18))
    assert [(clock(one.start), clock(one.end), one.kind, one.title) for one in found] == [
        ("17. 00:00", "17. 07:00", "off", ""), ("17. 08:40", "17. 09:00", "travel", "Aufmaß"),
        ("17. 09:00", "17. 10:00", "appointment", "Aufmaß"),
        ("17. 10:00", "17. 10:15", "travel", "Aufmaß"), ("17. 12:00", "17. 12:30", "off", ""),
        ("17. 12:00", "18. 00:00", "absence", "Urlaub"), ("17. 16:30", "18. 00:00", "off", ""),
    ]  # fmt: skip
    good_friday = crew.ask(busy, [who(crew, "Rosa")], [1], date(2026, 4, 3), date(2026, 4, 4))
    assert {one.kind for one in good_friday} == {"off"}
    crew.do(change_setting, SettingInput(key="land", value="NW", valid_from=date(2026, 1, 1)))
    good_friday = crew.ask(busy, [who(crew, "Rosa")], [1], date(2026, 4, 3), date(2026, 4, 4))
    assert [(one.kind, one.title, one.ref) for one in good_friday] == [
        ("holiday", "Karfreitag", "2026-04-03")
    ]


def test_a_plan_clashes_with_what_its_people_have(crew: Crew) -> None:
    key = crew.add("Fassade", "2026-03-17 08:00", minutes=240, crew=["Kolonne 1", "Sprinter"])
    away(crew, "Lindner", "2026-03-17", "2026-03-18", kind="sick")
    plan = Plan(
        wall("2026-03-17T11:00"), wall("2026-03-17T12:00"), (who(crew, "Rosa"),), (1,), (), None
    )
    found = crew.ask(clashes, plan)
    assert [(one.clash, one.who, one.title) for one in found] == [
        (Clash.BUSY, f"company:employee/{who(crew, 'Rosa')}", "Fassade"),
        (Clash.BUSY, "company:vehicle/1", "Fassade"),
    ]  # fmt: skip
    sick = plan._replace(employees=(who(crew, "Lindner"),), vehicles=())
    assert [one.clash for one in crew.ask(clashes, sick)] == [Clash.ABSENT]
    itself = plan_of(crew.ask(queries.entry, key))
    assert crew.ask(clashes, itself) == []
    assert itself.teams == (1,) and itself.vehicles == (1,)
    late = plan._replace(
        starts=wall("2026-03-20T14:00"), ends=wall("2026-03-20T15:00"), vehicles=()
    )
    assert [one.clash for one in crew.ask(clashes, late)] == [Clash.HOURS]


def test_a_free_time_is_found_around_all_of_it(crew: Crew) -> None:
    crew.add("Fassade", "2026-03-17 07:00", minutes=300, crew=["Kolonne 1"])
    away(crew, "Jo", "2026-03-18")
    jo = f"company:employee/{who(crew, 'Jo')}"
    search = Search(120, TUESDAY, date(2026, 3, 19), required=(jo,))
    slots = crew.ask(find_times, search).slots
    assert clock(slots[0].start) == "17. 12:30"
    assert {clock(one.start)[:3] for one in slots} == {"17.", "19."}


def test_a_typed_line_knows_the_firm(crew: Crew) -> None:
    text = "Do 14-16 Krüger Aufmaß Küche +Jo +Sprinter"
    there = crew.ask(known, text, MONDAY)
    line = read_line(text, datetime(2026, 3, 16, 8, 0), there)
    assert (line.starts, line.ends) == (wall("2026-03-19T14:00"), wall("2026-03-19T16:00"))
    assert (line.people, line.vehicles, line.contact) == ((who(crew, "Jo"),), (1,), 1)
    assert line.kind == "visit"


def test_capacity_of_a_week(crew: Crew) -> None:
    """Mo-Do 9.5 hours less half an hour, Friday 6 hours less half: 36 h + 5.5 h = 41.5 h."""
    crew.add("Fassade", "2026-03-16", ends="2026-03-17", crew=["Kolonne 1"])
    crew.add("Samstag", "2026-03-21 08:00", minutes=120, crew=["Jo"])
    crew.add("Aufmaß", "2026-03-18 09:00", minutes=90, crew=["Lindner"], travel_before=30)
    away(crew, "Rosa", "2026-03-19", "2026-03-20")
    away(crew, "Lindner", "2026-03-16", half="morning")
    found = {one.name: one for one in crew.ask(capacity, TUESDAY, 1)}
    week = 41 * 60 + 30
    assert found["Jo"][3:] == (week, 0, 18 * 60, 120)
    assert found["Rosa"][3:] == (week, 9 * 60 + 5 * 60 + 30, 18 * 60, 0)
    assert found["Lindner"][3:] == (week, 5 * 60, 120, 0)
    assert found[""].presence == 3 * week - (14 * 60 + 30) - 300
    assert (found["Jo"].free, found["Jo"].rate) == (week - 1080, 1080 * 10_000 // week)
    assert [one.monday for one in crew.ask(capacity, MONDAY, 3, ["owner"])] == [
        date(2026, 3, 16), date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 23),
        date(2026, 3, 30), date(2026, 3, 30),
    ]  # fmt: skip


def test_other_hours_from_a_day_on_change_only_the_weeks_after_it(crew: Crew) -> None:
    """Half days from Wednesday on: 2 × 9 h before it, 2 × 4 h and Friday 4 h behind."""
    crew.add("Aufmaß", "2026-03-16 14:00", minutes=60, crew=["Jo"])
    crew.add("Aufmaß", "2026-03-23 14:00", minutes=60, crew=["Jo"])
    before = crew.ask(capacity, date(2026, 3, 9), 1)
    change = {"hours": "Mo-Fr 8-12", "break_minutes": 0, "hours_from": date(2026, 3, 18)}
    crew.do(change_employee, who(crew, "Jo"), EmployeeChange.model_validate(change))
    assert crew.ask(capacity, date(2026, 3, 9), 1) == before
    weeks = [one for one in crew.ask(capacity, MONDAY, 2) if one.name == "Jo"]
    assert [(one.hours, one.planned, one.beyond) for one in weeks] == [
        (18 * 60 + 12 * 60, 60, 0), (20 * 60, 0, 60),
    ]  # fmt: skip
    jo = (who(crew, "Jo"),)
    for day, said in (("2026-03-17", False), ("2026-03-19", True)):
        plan = Plan(wall(f"{day}T15:00"), wall(f"{day}T16:00"), jo)
        assert (Clash.HOURS in {one.clash for one in crew.ask(clashes, plan)}) is said
    search = Search(120, date(2026, 3, 17), date(2026, 3, 19), (f"company:employee/{jo[0]}",))
    found = {from_utc_minute(slot.start, ZONE) for slot in crew.ask(find_times, search, 99).slots}
    assert all(one.hour < 12 for one in found if one.date() >= date(2026, 3, 18))


def test_other_office_hours_from_a_day_on_count_for_who_has_none(crew: Crew) -> None:
    crew.do(change_employee, who(crew, "Rosa"), EmployeeChange(hours="", break_minutes=0))
    setting = SettingInput(key="office_hours", value="Mo-Fr 8-12", valid_from=date(2026, 3, 23))
    before = crew.ask(capacity, MONDAY, 1)
    crew.do(change_setting, setting)
    assert crew.ask(capacity, MONDAY, 1) == before
    weeks = [one.hours for one in crew.ask(capacity, MONDAY, 2) if one.name == "Rosa"]
    assert weeks[1] == 20 * 60 < weeks[0]


def test_leave_is_asked_for_and_granted(crew: Crew) -> None:
    assert DOOR.due
    key = away(crew, "Jo", "2026-03-30", "2026-04-10", state="requested")
    with crew.store.read() as con:
        asked = [one for one in DOOR.due(con, MONDAY) if one.kind == "absence"]
    assert [one.ref for one in asked] == [f"calendar:absence/{key}"]
    left = {one.name: one for one in crew.ask(staff.leave_days, 2026, MONDAY)}
    assert (left["Jo"].due, left["Jo"].asked, left["Jo"].left) == (56, 20, 36)
    crew.do(service.approve_absence, key)
    left = {one.name: one for one in crew.ask(staff.leave_days, 2026, MONDAY)}
    assert (left["Jo"].taken, left["Jo"].asked, left["Rosa"].left) == (20, 0, 56)
    with pytest.raises(Refused, match="nicht mehr gebeten"):
        crew.do(service.decline_absence, key)
    with pytest.raises(Refused, match="überschneidet"):
        away(crew, "Jo", "2026-04-10", half="morning")
    crew.do(service.change_absence, key, AbsenceChange(ends=date(2026, 4, 2)))
    away(crew, "Jo", "2026-04-10", half="morning")
    away(crew, "Jo", "2026-04-10", half="afternoon", kind="training")
    crew.do(service.withdraw_absence, key)
    assert crew.ask(staff.absence, key).state is AbsenceState.WITHDRAWN
    other = away(crew, "Rosa", "2026-05-04", state="requested")
    crew.do(service.decline_absence, other, "zu viele weg")
    assert crew.ask(staff.absence, other).note == "zu viele weg"
    with pytest.raises(InputError, match="vor dem ersten"):
        crew.do(service.change_absence, other, AbsenceChange(ends=date(2026, 5, 1)))


def test_the_whole_firm_can_be_closed(crew: Crew) -> None:
    away(crew, None, "2026-12-24", "2026-12-31", kind="closed")
    jo = who(crew, "Jo")
    found = crew.ask(staff.absences, date(2026, 12, 28), date(2026, 12, 29), jo)
    assert [one.name for one in found] == [""]
    assert crew.ask(staff.absences, date(2026, 12, 28), date(2026, 12, 29), jo, closed=False) == []
    with pytest.raises(ValueError, match="Betriebsferien"):
        AbsenceInput(kind="closed", employee="Jo", starts=MONDAY)
    lines = crew.ask(staff.crew, date(2026, 12, 28), date(2026, 12, 29))
    assert [len(one.absences) for one in lines] == [0, 1, 1, 1, 0]


def test_tasks_are_due_until_they_are_done(crew: Crew) -> None:
    assert DOOR.due
    key = crew.do(service.add_task, TaskInput(title="Farbe bestellen", due=TUESDAY, owner="Jo"))
    crew.do(service.add_task, TaskInput(title="Halle aufräumen", reference="calendar:1"))
    assert [one.title for one in crew.ask(staff.tasks)] == ["Farbe bestellen", "Halle aufräumen"]
    assert [one.title for one in crew.ask(staff.tasks, reference="calendar:1")] == [
        "Halle aufräumen"
    ]
    crew.do(service.change_task, key, TaskChange(owner="Rosa", minutes=15))
    found = crew.ask(staff.task, key)
    assert (found.owner_name, found.minutes, found.due) == ("Rosa", 15, TUESDAY)
    with crew.store.read() as con:
        due = [one for one in DOOR.due(con, TUESDAY) if one.ref.startswith("calendar:task/")]
        assert [(one.ref, one.urgency) for one in due] == [(found.ref, 1)]
    crew.do(service.finish_task, key, TUESDAY)
    with crew.store.read() as con:
        assert found.ref not in [one.ref for one in DOOR.due(con, TUESDAY)]
    assert crew.ask(staff.task, key)[6:8] == (TaskState.DONE, TUESDAY)
    crew.do(service.reopen_task, key)
    crew.do(service.drop_task, key, TUESDAY)
    assert [one.id for one in crew.ask(staff.tasks, all=True)][-1] == key
    with pytest.raises(NotFound, match="Aufgabe 99"):
        crew.do(service.finish_task, 99, TUESDAY)
    with pytest.raises(NotFound, match="keine Nummer"):
        staff.part_of("x", "task")
    assert staff.part_of("calendar:task/3", "task") == 3
