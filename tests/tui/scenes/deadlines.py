"""Deadlines of all areas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from kontor.calendar.model.deadlines import DeadlineInput
from kontor.calendar.service.deadlines import add_deadline
from kontor.company.model import EmployeeInput, VehicleInput
from kontor.company.service import add_employee, add_vehicle
from tests.tui.look import Scenes, Shown
from tests.tui.own import TODAY, session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "list": ("today.deadlines", []),
    "new": ("today.deadlines", ["n"]),
    "later": ("today.deadlines", ["Z"]),
    "today": ("today.today", []),
}
KINDS = ("vehicle_inspection", "ladders", "licence_check", "liability_insurance", "extinguishers",
         "electrical_tools", "first_aider", "backup_test", "tyres", "contract")  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with what it must remember."""
    with office(place) as store:
        if not empty:
            store.run(add_employee, EmployeeInput(name="Malte Lindner"), TODAY)
            store.run(add_vehicle, VehicleInput(name="Sprinter", plate="K-LM 12"), TODAY)
            for number, kind in enumerate(KINDS):
                data = DeadlineInput(kind=kind, day=TODAY + timedelta(days=17 * number - 6))
                store.run(add_deadline, data)
        yield Shown(session(store))
