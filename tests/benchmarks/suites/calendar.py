"""A year of a crew of ten: a week, a month and the crew's view, over reading the rows alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from kontor.bootstrap import create_store
from kontor.calendar.kinds.appointments import AppointmentKind
from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.queries.appointments import window
from kontor.calendar.queries.staff import crew
from kontor.calendar.service.appointments import add_appointment
from kontor.company.model import EmployeeInput, FirmInput
from kontor.company.service import add_employee, create_firm
from kontor.store.unit import Unit, use_case
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped

PEOPLE, EVENTS, QUICK_EVENTS = 10, 1250, 300
FIRST, SHOWN = date(2026, 1, 5), date(2026, 6, 15)
_ROWS = "SELECT * FROM appointment a LEFT JOIN appointment_crew c ON c.appointment = a.id"


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """What is on in a week, in a month, and for everybody in a week."""
    path = setting.folder / "calendar.kontor"
    _make(path, QUICK_EVENTS if setting.quick else EVENTS)
    con = sqlite3.connect(path)
    for name, days in (("week", 7), ("month", 42)):
        end = SHOWN + timedelta(days=days)
        if not window(con, SHOWN, end):
            raise RuntimeError("nothing is on")
        jobs = {
            "window": lambda: window(con, SHOWN, end),  # noqa: B023  at once
            "rows": lambda: con.execute(_ROWS).fetchall(),
        }
        turn = in_turn(jobs, setting.rounds)
        yield turn.measure(f"calendar.{name}", "window", "rows", "all rows of the year")
    jobs = {
        "crew": lambda: crew(con, SHOWN, SHOWN + timedelta(days=7)),
        "rows": lambda: con.execute(_ROWS).fetchall(),
    }
    turn = in_turn(jobs, setting.rounds)
    yield turn.measure("calendar.crew", "crew", "rows", "all rows of the year")
    con.close()


def _make(path: Path, events: int) -> None:
    """Ten people, a year of appointments at random and ten weekly series."""
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="Malerbetrieb Lindner", started=FIRST))
        store.run(_fill, events)


@use_case("Appointments of the benchmark")
def _fill(unit: Unit, events: int) -> None:
    random = Random(11)
    for number in range(PEOPLE):
        add_employee(unit, EmployeeInput(name=f"Person {number}", short=f"P{number}"), FIRST)
    for number in range(events):
        day = FIRST + timedelta(days=random.randrange(364))
        starts = datetime(day.year, day.month, day.day, random.randrange(7, 16))  # noqa: DTZ001
        fields = AppointmentInput(
            title=f"Termin {number}", kind=AppointmentKind.VISIT, starts=starts,
            crew=[f"P{random.randrange(PEOPLE)}"],
            rule="FREQ=WEEKLY" if number < PEOPLE else "",
        )  # fmt: skip
        add_appointment(unit, fields)
