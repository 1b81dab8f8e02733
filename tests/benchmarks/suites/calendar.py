"""A year of a crew of ten: what every view reads, over reading the rows of its days alone.

Ten people with three appointments on each of 250 days, ten series of a year beside them; `--quick`
takes a fifth of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from kontor.bootstrap import create_store
from kontor.calendar.kinds.appointments import AppointmentKind, CrewKind
from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.queries.appointments import EVERYTHING, Filter, window
from kontor.calendar.queries.busy import Plan, clashes
from kontor.calendar.queries.capacity import loads
from kontor.calendar.service.appointments import add_appointment
from kontor.company.model import EmployeeInput, FirmInput
from kontor.company.service import add_employee, create_firm
from kontor.store.unit import Unit, use_case
from kontor.tui.screens.calendar import plans
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped

PEOPLE, A_DAY, DAYS, QUICK_DAYS = 10, 3, 250, 50
FIRST, SHOWN = date(2026, 1, 5), date(2026, 2, 9)
_ROWS = """
SELECT * FROM appointment a LEFT JOIN appointment_crew c ON c.appointment = a.id
 WHERE (a.rule = '' AND a.starts < ?2 AND a.ends > ?1) OR (a.rule <> '' AND a.starts < ?2)
"""
_ADDED = """
INSERT INTO appointment(uid,kind,title,starts,ends,place) VALUES(?,'visit',?,?,?,'Fensterweg 3')
"""
_CREWED = """
INSERT INTO appointment_crew(appointment,employee) SELECT id, ? FROM appointment WHERE uid = ?
"""


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Day, week, month, agenda, one person, a word, how full the week is, a clash while typing."""
    path = setting.folder / "calendar.kontor"
    _make(path, QUICK_DAYS if setting.quick else DAYS)
    con = sqlite3.connect(path)
    if len(window(con, SHOWN, SHOWN + timedelta(days=7))) < PEOPLE * A_DAY:
        raise RuntimeError("nothing is on")
    for name, (days, job) in _views(con).items():
        span = (SHOWN.isoformat(), (SHOWN + timedelta(days=days)).isoformat())
        jobs = {"view": job, "rows": lambda: con.execute(_ROWS, span).fetchall()}  # noqa: B023
        turn = in_turn(jobs, setting.rounds)
        yield turn.measure(f"calendar.{name}", "view", "rows", "the rows of its days")
    con.close()


def _views(con: sqlite3.Connection) -> dict[str, tuple[int, Callable[[], object]]]:
    """How many days each shows, and how it reads them."""
    one = Filter(crew=((CrewKind.EMPLOYEE, 3),))

    def read(days: int, wanted: Filter = EVERYTHING) -> tuple[int, Callable[[], object]]:
        return days, lambda: plans.read(con, SHOWN, SHOWN + timedelta(days=days), wanted)

    starts = datetime.combine(SHOWN, time(9))
    typed = Plan(starts, starts + timedelta(hours=2), employees=(1, 2))
    return {
        "day": read(1), "week": read(7), "month": read(42), "agenda": read(127),
        "person": read(7, one), "word": read(42, Filter(text="termin 77")),
        "load": (7, lambda: loads(con, SHOWN)), "clash": (4, lambda: clashes(con, typed)),
    }  # fmt: skip


def _make(path: Path, days: int) -> None:
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="Malerbetrieb Lindner", started=FIRST))
        store.run(_fill, days)


@use_case("Appointments of the benchmark")
def _fill(unit: Unit, days: int) -> None:
    random = Random(11)
    people = [
        add_employee(unit, EmployeeInput(name=f"Person {number}", short=f"P{number}"), FIRST)
        for number in range(PEOPLE)
    ]
    for number in range(PEOPLE):
        talk = AppointmentInput(
            title=f"Runde {number}", kind=AppointmentKind.MEETING, rule="FREQ=WEEKLY",
            starts=datetime.combine(FIRST + timedelta(days=number % 5), time(7)),
            crew=[f"P{number}"],
        )  # fmt: skip
        add_appointment(unit, talk)
    work = [day for day in (FIRST + timedelta(days=n) for n in range(364)) if day.weekday() < 5]
    for place, day in enumerate(work[:days]):
        for who in people:
            for part in range(A_DAY):
                starts = datetime.combine(day, time(8 + 3 * part, random.choice((0, 15, 30))))
                ends = starts + timedelta(minutes=random.choice((45, 60, 120)))
                uid = f"{day}-{who}-{part}"
                shown = [moment.isoformat(timespec="minutes") for moment in (starts, ends)]
                unit.con.execute(_ADDED, (uid, f"Termin {place}", *shown))
                unit.con.execute(_CREWED, (who, uid))
