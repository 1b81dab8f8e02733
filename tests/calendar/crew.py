"""A firm with people, vehicles and a team, and short ways to do and to ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.queries import appointments as queries
from kontor.calendar.service import appointments as service
from kontor.company import service as company
from kontor.company.model import EmployeeInput, TeamInput, VehicleInput
from kontor.store.inputs import JSON
from kontor.store.store import Store

MONDAY = date(2026, 3, 16)
START = date(2025, 1, 1)
HOURS = "Mo-Do 7:00-16:30, Fr 7-13"


def wall(text: str) -> datetime:
    """A time on the wall."""
    return datetime.fromisoformat(text)


class Crew:
    """Lindner, Jo and Rosa; Jo and Rosa are “Kolonne 1”; the van is “Sprinter”."""

    def __init__(self, store: Store) -> None:
        self.store = store
        for name, role in (
            ("Jens Lindner", "owner"), ("Jo Berg", "journeyman"), ("Rosa Ahrens", "journeyman"),
        ):  # fmt: skip
            short = name.split()[0] if role != "owner" else ""
            data = EmployeeInput(
                name=name, short=short, role=role, started=START, hours=HOURS, vacation="28"
            )
            self.do(company.add_employee, data, MONDAY)
        team = TeamInput(name="Kolonne 1", members=["Jo", "Rosa"], since=START)
        self.do(company.add_team, team, MONDAY)
        self.do(company.add_vehicle, VehicleInput(name="Sprinter", started=START), MONDAY)

    def do(self, case: Any, *args: Any, **more: Any) -> Any:
        """A use case in a step of its own."""
        return self.store.run(case, *args, **more).value

    def ask(self, query: Any, *args: Any, **more: Any) -> Any:
        """A question."""
        with self.store.read() as con:
            return query(con, *args, **more)

    def add(self, title: str, starts: str, **data: Any) -> int:
        """An appointment."""
        fields = {"title": title, "starts": starts, **data}
        key: int = self.do(
            service.add_appointment, AppointmentInput.model_validate(fields, context=JSON)
        )
        return key

    def week(self, first: date = MONDAY, days: int = 7, **wanted: Any) -> list[queries.Entry]:
        """A window."""
        found: list[queries.Entry] = self.ask(
            queries.window, first, first + timedelta(days=days), queries.Filter(**wanted)
        )
        return found

    def times(self, first: date = MONDAY, days: int = 7, **wanted: Any) -> list[str]:
        """Begin and title of what is in a window."""
        return [
            f"{one.starts:%a %d.%m. %H:%M} {one.title}" for one in self.week(first, days, **wanted)
        ]
