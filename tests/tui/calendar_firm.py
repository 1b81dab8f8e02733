"""A firm with people, crews, vehicles and a week of appointments, for screens of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kontor.calendar.kinds.appointments import AppointmentState
from kontor.calendar.model.appointments import AbsenceInput, AppointmentInput, TaskInput
from kontor.calendar.model.deadlines import DeadlineInput
from kontor.calendar.service.appointments import add_appointment, cancel_appointment, set_state
from kontor.calendar.service.deadlines import add_deadline
from kontor.calendar.service.staff import add_absence, add_task
from kontor.company.model import EmployeeInput, TeamInput, VehicleInput
from kontor.company.service import add_employee, add_team, add_vehicle
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.store.store import Store

STARTED = date(2020, 1, 1)
MONDAY = date(2026, 3, 16)
PEOPLE = (
    ("Petra Lindner", "Lindner", "owner"), ("Jonas Weber", "Jo", "foreman"),
    ("Kim Sander", "Kim", "journeyman"), ("Murat Yıldız", "Murat", "journeyman"),
    ("Lea Brandt", "Lea", "apprentice"),
)  # fmt: skip


def staff(store: Store) -> None:
    """Five people, two crews, two vehicles."""
    for name, short, role in PEOPLE:
        store.run(add_employee, EmployeeInput.model_validate({
            "name": name, "short": short, "role": role, "started": STARTED, "vacation": 28,
            "hours": "Mo-Do 7:00-16:30, Fr 7-13",
        }), STARTED)  # fmt: skip
    for name, members in (("Kolonne 1", ["Jo", "Kim"]), ("Kolonne 2", ["Murat", "Lea"])):
        store.run(add_team, TeamInput.model_validate({
            "name": name, "since": STARTED, "members": members,
        }), STARTED)  # fmt: skip
    for name, plate in (("Sprinter", "K-ML 12"), ("Caddy", "K-ML 13")):
        store.run(add_vehicle, VehicleInput.model_validate({
            "name": name, "plate": plate, "started": STARTED,
        }), STARTED)  # fmt: skip


def day(number: int, clock: str = "") -> str:
    """A day of the week of 16 March 2026, Monday is 0."""
    return f"{MONDAY + timedelta(days=number)} {clock}".strip()


def add(store: Store, title: str, starts: str, ends: str | None = None, **more: Any) -> int:
    """An appointment."""
    values = {"title": title, "starts": starts, "ends": ends, **more}
    return int(store.run(add_appointment, AppointmentInput.model_validate(values)).value)


def customers(store: Store) -> dict[str, int]:
    """Those whom the appointments are with."""
    found = {}
    for kind, name in (("person", "Krüger"), ("person", "Huber")):
        data = {"kind": kind, "last_name": name, "first_name": "Maria"}
        found[name] = int(store.run(create_contact, ContactInput.model_validate(data)).value)
    data = {"kind": "firm", "name": "Hausverwaltung Nord GmbH"}
    found["Nord"] = int(store.run(create_contact, ContactInput.model_validate(data)).value)
    return found


def full(store: Store) -> dict[str, int]:
    """A week with everything: visits, crews for days, a series, absences, tasks."""
    staff(store)
    who = customers(store)
    made = {
        "visit": add(store, "Aufmaß Küche", day(0, "08:30"), day(0, "09:30"), kind="visit",
                     contact=f"contacts:{who['Krüger']}", crew=["Lindner"], place="Fensterweg 3",
                     travel_before=20),
        "front": add(store, "Fassade Nord", day(0), day(2), kind="assembly", weather=True,
                     contact=f"contacts:{who['Nord']}", crew=["Kolonne 1", "Sprinter"]),
        "doors": add(store, "Türen lackieren", day(3), day(4), kind="assembly",
                     contact=f"contacts:{who['Huber']}", crew=["Kolonne 1", "Sprinter"]),
        "stairs": add(store, "Treppenhaus", day(1, "07:00"), day(1, "16:00"), kind="assembly",
                      contact=f"contacts:{who['Nord']}", crew=["Kolonne 2", "Caddy"]),
        "round": add(store, "Teamrunde", day(0, "07:00"), day(0, "07:30"), kind="meeting",
                     rule="FREQ=WEEKLY;BYDAY=MO", crew=["Lindner", "Jo", "Murat"]),
        "acceptance": add(store, "Abnahme Dach", day(3, "14:00"), day(3, "15:00"),
                          kind="acceptance", contact=f"contacts:{who['Huber']}",
                          crew=["Lindner"]),
        "quote": add(store, "Angebot Schule", day(3, "15:30"), day(3, "16:00"), kind="deadline",
                     crew=["Lindner"]),
        "unowned": add(store, "Gerüst bestellen", day(2, "10:00"), day(2, "10:30")),
    }  # fmt: skip
    store.run(set_state, made["visit"], AppointmentState.CONFIRMED)
    store.run(set_state, made["stairs"], AppointmentState.UNDER_WAY)
    store.run(cancel_appointment, made["quote"], "Frist verlängert")
    for name, kind, first, last, state in (
        ("Lea", "school", 3, 4, "approved"), ("Kim", "vacation", 7, 11, "requested"),
        ("Murat", "vacation", 14, 25, "approved"),
    ):  # fmt: skip
        store.run(add_absence, AbsenceInput.model_validate({
            "employee": name, "kind": kind, "starts": day(first), "ends": day(last),
            "state": state,
        }))  # fmt: skip
    for kind, number, more in (
        ("ladders", 0, {}), ("vehicle_inspection", 2, {"vehicle": "Sprinter"}),
        ("first_aider", 4, {"employee": "Kim"}), ("liability_insurance", 11, {}),
    ):  # fmt: skip
        data = {"kind": kind, "day": day(number), **more}
        store.run(add_deadline, DeadlineInput.model_validate(data))
    for title, due, owner in (
        ("Farbmuster bestellen", day(-2), "Jo"), ("Gerüst prüfen", day(1), "Lindner"),
        ("Fotos ablegen", None, None),
    ):  # fmt: skip
        store.run(add_task, TaskInput.model_validate({"title": title, "due": due, "owner": owner}))
    return made
