"""The dated duties of the demo firm: people, vehicles, tools, insurances, contracts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from kontor.calendar.model.deadlines import DeadlineInput, SnoozeInput
from kontor.calendar.queries import deadlines as queries
from kontor.calendar.rules.deadlines import known_kinds
from kontor.calendar.service.deadlines import add_deadline, snooze_deadline
from kontor.company import queries as company
from kontor.company.kinds import StaffRole
from kontor.desk.demo.plan import Plan
from kontor.store.unit import Unit

_DRIVE = frozenset({StaffRole.OWNER, StaffRole.FOREMAN, StaffRole.JOURNEYMAN, StaffRole.HELPER})
_CREW = _DRIVE - {StaffRole.OWNER} | {StaffRole.APPRENTICE}
_VEHICLE = (
    "vehicle_inspection", "vehicle_safety", "tyres", "vehicle_service", "vehicle_insurance",
)  # fmt: skip
# kind, title (empty: as the kind is called); what every firm has, and what one with people has
_EVERY = (
    ("ladders", ""), ("electrical_tools", ""), ("extinguishers", ""), ("liability_insurance", ""),
    ("insurance", "Rechtsschutz kündbar"), ("exemption_48b", ""), ("backup_test", ""),
    ("contract", "Mobilfunkvertrag kündigen"), ("licence_software", "Domain der Webseite"),
)  # fmt: skip
_FIRM = (
    ("scaffold", ""), ("compressor", "Prüfung Kompressor"), ("safety_advice", ""),
    ("insurance", "Inhaltsversicherung Werkstatt"), ("insurance", "Elektronikversicherung"),
    ("bg_clearance", ""), ("health_clearance", ""), ("construction_13b", ""),
    ("prequalification", ""), ("contract", "Stromvertrag Werkstatt kündigen"),
    ("contract", "Wartungsvertrag Absauganlage kündigen"),
    ("contract", "Leasing Kopierer kündigen"), ("rent", "Mietvertrag Lager endet"),
    ("warranty", "Garantie Airless-Gerät endet"), ("warranty", "Garantie Lasermessgerät endet"),
    ("licence_software", "Lizenz Aufmaß-App"), ("other", "Handwerkskammer: Beitrag prüfen"),
    ("other", "Innung: Meldung der Lehrstellen"),
)  # fmt: skip
_NEAR = {"ladders": -4, "tyres": 6, "health_clearance": 9, "exemption_48b": 38}  # days from now
_PUT_OFF, _CARED = "safety_advice", "ladders"


class _Duty(NamedTuple):
    kind: str
    title: str = ""
    employee: str | None = None
    vehicle: str | None = None


class Deadlines:
    """What the firm must not forget in the year ahead; a few are near, one is over."""

    def __init__(self, plan: Plan, until: date, seed: int) -> None:
        self.until = until
        self.draw = random.Random(f"deadlines/{plan.name}/{seed}")

    def tell(self, unit: Unit) -> None:
        """Write them down, and what was noted on two of them."""
        leads = {key: kind.leads[0] for key, kind in known_kinds().items()}
        near = dict(_NEAR)
        for one in _duties(unit, self.until):
            days = near.pop(one.kind, 0) or leads[one.kind] + self.draw.randint(5, 330)
            data = DeadlineInput(
                kind=one.kind, title=one.title, day=self.until + timedelta(days=days),
                employee=one.employee, vehicle=one.vehicle,
            )  # fmt: skip
            add_deadline(unit, data)
        _noted(unit, self.until)


def _duties(unit: Unit, day: date) -> Iterator[_Duty]:
    crew = 0
    for one in company.employees(unit.con, day):
        if one.role in _DRIVE:
            yield _Duty("licence_check", employee=one.short)
        if one.role in _CREW:
            crew += 1
            yield _Duty("medical", employee=one.short)
            yield _Duty("lift_licence", employee=one.short)
            if crew % 2:
                yield _Duty("first_aider" if crew % 4 == 1 else "fire_helper", employee=one.short)
    for car in company.vehicles(unit.con, day):
        for kind in _VEHICLE:
            yield _Duty(kind, vehicle=car.name)
    for kind, title in (*_EVERY, *(_FIRM if crew else ())):
        yield _Duty(kind, title)


def _noted(unit: Unit, today: date) -> None:
    """Somebody takes care of one, another is put off."""
    owner = company.employees(unit.con, today)[0].short
    for one in queries.deadlines(unit.con):
        key = (one.ref, one.kind, one.day)
        if one.kind == _CARED:
            note = "Prüfbuch liegt in der Werkstatt"
            snooze_deadline(unit, key, SnoozeInput(owner=owner, note=note), today)
        elif one.kind == _PUT_OFF:
            until = today + timedelta(days=20)
            snooze_deadline(unit, key, SnoozeInput(until=until, note="Angebot kommt"), today)
