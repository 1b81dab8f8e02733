"""The calendar of the demo firm: its people, weeks of the crews, visits, leave, sickness."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle

from kontor.base.dates import add_months, is_working_day
from kontor.calendar.kinds.appointments import (
    AbsenceKind,
    AbsenceState,
    AppointmentKind,
    AppointmentState,
    Scope,
)
from kontor.calendar.model.appointments import (
    AbsenceInput,
    AppointmentInput,
    TaskInput,
)
from kontor.calendar.service import appointments, staff
from kontor.company import service as company
from kontor.company.kinds import StaffRole
from kontor.company.model import EmployeeInput, TeamInput, VehicleInput
from kontor.contacts.queries import by_number
from kontor.desk.demo.plan import Plan
from kontor.ledger.model.inputs import Invoice
from kontor.store.unit import Unit

_HOURS = "Mo-Do 7:00-16:30, Fr 7:00-13:00"
_OFFICE = "Mo-Fr 8:00-12:30"
_LAND = "NW"
_DAY_NET = 190_000  # what a team earns in a day
Job = tuple[date, str, str, str, int]  # earliest day, title, contact, reference, net
_DAY = timedelta(days=1)
# name, short name, role; the owner comes from the profile
_CREWS: dict[str, tuple[tuple[str, str, StaffRole], ...]] = {
    "maler": (
        ("Martina Lindner", "Martina", StaffRole.OFFICE),
        ("Jochen Pinselmann", "Jochen", StaffRole.FOREMAN),
        ("Rosa Farbenfroh", "Rosa", StaffRole.JOURNEYMAN),
        ("Emil Leiterberg", "Emil", StaffRole.JOURNEYMAN),
        ("Toni Eimerich", "Toni", StaffRole.HELPER),
        ("Mia Kittelhaus", "Mia", StaffRole.APPRENTICE),
    ),
    "fensterbau": (
        ("Beate Aktenreich", "Beate", StaffRole.OFFICE),
        ("Karl Zollstock", "Karl", StaffRole.OFFICE),
        ("Ulf Rahmenholz", "Ulf", StaffRole.FOREMAN),
        ("Ina Scheibner", "Ina", StaffRole.FOREMAN),
        ("Max Beschlag", "Max", StaffRole.JOURNEYMAN),
        ("Ole Falzmann", "Ole", StaffRole.JOURNEYMAN),
        ("Pia Dichtung", "Pia", StaffRole.JOURNEYMAN),
        ("Jan Sprosse", "Jan", StaffRole.JOURNEYMAN),
        ("Tom Kämpfer-Holz", "Tom", StaffRole.HELPER),
        ("Lea Schwelle", "Lea", StaffRole.APPRENTICE),
        ("Finn Zarge", "Finn", StaffRole.APPRENTICE),
    ),
    "solo": (),
}
_TEAMS = {
    "maler": (("Kolonne 1", ("Jochen", "Emil", "Toni")), ("Kolonne 2", ("Rosa", "Mia"))),
    "fensterbau": (
        ("Montage 1", ("Ulf", "Max", "Lea")), ("Montage 2", ("Ina", "Ole", "Tom")),
        ("Werkstatt", ("Pia", "Jan", "Finn")),
    ),
    "solo": (),
}  # fmt: skip
_CARS = {
    "maler": (("Sprinter", "MU-ST 101"), ("Caddy", "MU-ST 102")),
    "fensterbau": (("Kran-Lkw", "MU-ST 201"), ("Sprinter", "MU-ST 202"), ("Bus", "MU-ST 203")),
    "solo": (("Kombi", "MU-ST 301"),),
}
_ORDERS = """
SELECT d.id, d.contact, d.subject, coalesce(d.sent, d.day),
       (SELECT sum(net) FROM sum_line WHERE document = d.id)
  FROM sales_document d WHERE d.kind = 'order' AND d.state <> 'cancelled' ORDER BY 4, d.id
"""
_VISITS = """
SELECT id, contact, ifnull(nullif(subject, ''), trade), substr(received, 1, 10), street,
       house_number, city, coalesce(nullif(firm, ''), name)
  FROM lead WHERE duplicate_of IS NULL AND visit IS NULL AND stage <> 'new' ORDER BY received, id
"""
_TASKS = (
    ("Musterkarten bei Kolorit bestellen", 2), ("Gerüst für Fassade Nord anfragen", 4),
    ("Leiter 3 zur Prüfung bringen", 9), ("Fotos der Baustelle für die Webseite", 12),
    ("Steuerbüro: Unterlagen für den Jahresabschluss", 21),
)  # fmt: skip


class Calendar:
    """People of the firm and what they do, from a year before the last day to weeks after it."""

    def __init__(self, plan: Plan, until: date, seed: int) -> None:
        self.plan, self.until = plan, until
        self.draw = random.Random(f"calendar/{plan.name}/{seed}")
        self.start = date(plan.first, 1, 1)
        self.teams = [name for name, _members in _TEAMS[plan.name]]
        self.cars = cycle(name for name, _plate in _CARS[plan.name])
        self.owner = ""

    def begin(self, unit: Unit) -> None:
        """People, vehicles and teams, from the first day of the books on."""
        owner = str(self.plan.profile["owner"])
        self.owner = owner.rsplit(maxsplit=1)[-1]
        everybody = ((owner, self.owner, StaffRole.OWNER), *_CREWS[self.plan.name])
        for place, (name, short, role) in enumerate(everybody):
            office = role is StaffRole.OFFICE
            data = EmployeeInput(
                name=name, short=short, role=role, started=self.start, vacation=28,
                hours=_OFFICE if office else _HOURS, break_minutes=0 if office else 30,
                phone=f"030 2312590{place:02}"[:13],
            )  # fmt: skip
            company.add_employee(unit, data, self.start)
        for name, members in _TEAMS[self.plan.name]:
            team = TeamInput(name=name, members=list(members), since=self.start)
            company.add_team(unit, team, self.start)
        for name, plate in _CARS[self.plan.name]:
            car = VehicleInput(name=name, plate=plate, started=self.start)
            company.add_vehicle(unit, car, self.start)

    def tell(self, unit: Unit) -> None:
        """The year behind and the weeks ahead."""
        self._absences(unit)
        self._assemblies(unit)
        self._visits(unit)
        self._meetings(unit)
        for title, days in _TASKS if self.teams else _TASKS[:2]:
            due = self.until + timedelta(days=days)
            staff.add_task(unit, TaskInput(title=title, due=due, owner=self.owner))

    # -- orders ----------------------------------------------------------------------------------

    def _assemblies(self, unit: Unit) -> None:
        """The jobs of a year one after the other in each team, whole days of a week."""
        crews = self.teams or [self.owner]
        free = dict.fromkeys(crews, add_months(self.until, -12))
        for earliest, title, contact, reference, net in sorted(
            [*self._billed(unit), *_ordered(unit)]
        ):
            crew = min(crews, key=lambda name: (free[name], name))
            begin = self._working(max(free[crew], earliest))
            length = max(1, min(8, net // _DAY_NET + 1))
            for first, last in self._weeks(begin, length):
                fields = AppointmentInput(
                    title=title[:200], kind=AppointmentKind.ASSEMBLY, starts=_at(first),
                    ends=_at(last), all_day=True, crew=[crew, next(self.cars)],
                    contact=contact or None, reference=reference, weather="Fassade" in title,
                    state=self._state(first, last),
                )  # fmt: skip
                appointments.add_appointment(unit, fields)
                free[crew] = last + _DAY

    def _billed(self, unit: Unit) -> Iterator[Job]:
        """What was billed in the year, a little before its invoice."""
        year, recent = add_months(self.until, -12), self.until - timedelta(days=40)
        for move in self.plan.moves:
            event = move.event
            if isinstance(event, Invoice) and year < event.day <= recent:
                net = sum(line.net or 0 for line in event.lines)
                who = by_number(unit.con, event.partner) if net > 0 and event.partner else None
                if who is not None:
                    days = 5 + 7 * min(8, net // _DAY_NET) // 5
                    begin = max(year, event.day - timedelta(days=days))
                    yield (begin, event.text or "Auftrag", who.ref, "", net)

    def _working(self, day: date) -> date:
        while not is_working_day(day, _LAND):
            day += _DAY
        return day

    def _weeks(self, begin: date, length: int) -> Iterator[tuple[date, date]]:
        """Working days as stretches that end with the week or before a holiday."""
        first = last = begin
        for _left in range(length - 1):
            after = self._working(last + _DAY)
            if after != last + _DAY:
                yield first, last
                first = after
            last = after
        yield first, last

    def _state(self, first: date, last: date) -> AppointmentState:
        if last < self.until:
            return AppointmentState.DONE
        if first <= self.until:
            return AppointmentState.UNDER_WAY
        near = first <= self.until + timedelta(days=14)
        return AppointmentState.CONFIRMED if near else AppointmentState.PLANNED

    # -- visits and meetings ---------------------------------------------------------------------

    def _visits(self, unit: Unit) -> None:
        """The owner looks at what is asked for, a few days after the call."""
        taken: dict[date, int] = {}
        rows = unit.con.execute(_VISITS).fetchall()
        for key, contact, subject, day, street, house, city, name in rows:
            when = self._working(date.fromisoformat(day) + timedelta(days=self.draw.randint(2, 6)))
            place = taken[when] = taken.get(when, 0) + 1
            hour = (16, 8, 14, 11, 9)[place % 5]
            where = " ".join(filter(None, (street, house, city)))
            fields = AppointmentInput(
                title=subject if contact else f"{name}: {subject}", minutes=45,
                kind=AppointmentKind.VISIT,
                starts=datetime.combine(when, time(hour, 30 if place % 2 else 0)),
                contact=f"contacts:{contact}" if contact else None, place=where[:200],
                reference=f"acquisition:{key}", crew=[self.owner], travel_before=20,
                travel_after=20, state=self._state(when, when),
            )  # fmt: skip
            appointments.add_appointment(unit, fields)

    def _meetings(self, unit: Unit) -> None:
        """The week begins with a talk; on holidays and between the years there is none."""
        if not self.teams:
            return
        begin = self._working(max(add_months(self.until, -6), self.start))
        talk = AppointmentInput(
            title="Wochenbesprechung", kind=AppointmentKind.MEETING, place="Werkstatt", minutes=30,
            starts=datetime.combine(begin, time(7)), rule="FREQ=WEEKLY;BYDAY=MO",
            crew=[self.owner, *self.teams],
        )  # fmt: skip
        key = appointments.add_appointment(unit, talk)
        for starts in _mondays(begin, self.until + timedelta(days=60)):
            if not is_working_day(starts, _LAND):
                appointments.skip_occurrence(unit, key, datetime.combine(starts, time(7)))
        coming = next(
            day for day in _mondays(self.until + _DAY, self.until + timedelta(days=40))
            if is_working_day(day, _LAND)
        )  # fmt: skip
        on = datetime.combine(coming, time(7))
        appointments.set_state(unit, key, AppointmentState.CONFIRMED, on)
        doctor = AppointmentInput(
            title="Zahnarzt", kind=AppointmentKind.PRIVATE, minutes=60, crew=[self.owner],
            starts=datetime.combine(self._working(self.until + timedelta(days=5)), time(15)),
        )  # fmt: skip
        private = appointments.add_appointment(unit, doctor)
        appointments.cancel_appointment(unit, private, "Praxis verlegt den Termin", Scope.ALL)

    # -- absences --------------------------------------------------------------------------------

    def _absences(self, unit: Unit) -> None:
        """Leave in summer and beside it, sickness in winter, school blocks of apprentices."""
        years = range(self.until.year - 1, self.until.year + 1)
        for year in years:
            closed = AbsenceInput(
                kind=AbsenceKind.CLOSED, starts=date(year, 12, 24), ends=date(year, 12, 31)
            )
            staff.add_absence(unit, closed)
        for place, (_name, short, role) in enumerate(_CREWS[self.plan.name]):
            away: list[tuple[date, date]] = []
            for year in years:
                summer = date(year, 7, 1) + timedelta(days=7 * (place % 6))
                spring = date(year, 4, 2) + timedelta(days=9 * (place % 4))
                self._away(unit, short, away, (AbsenceKind.VACATION, summer, 14))
                self._away(unit, short, away, (AbsenceKind.VACATION, spring, 5))
                if role is StaffRole.APPRENTICE:
                    for month in (1, 3, 5, 9, 11):
                        monday = _monday(date(year, month, 9 + place))
                        self._away(unit, short, away, (AbsenceKind.SCHOOL, monday, 5))
                sick = date(year, self.draw.choice((1, 2, 2, 3, 10, 12)), self.draw.randint(3, 20))
                if sick < self.until:
                    spell = (AbsenceKind.SICK, self._working(sick), self.draw.randint(2, 5))
                    self._away(unit, short, away, spell)
        if self.teams:
            asks = _CREWS[self.plan.name][2][1]
            wish = AbsenceInput(
                employee=asks, starts=_monday(self.until + timedelta(days=45)),
                ends=_monday(self.until + timedelta(days=45)) + timedelta(days=4),
                state=AbsenceState.REQUESTED, note="Skiurlaub",
            )  # fmt: skip
            staff.add_absence(unit, wish)

    def _away(
        self, unit: Unit, short: str, away: list[tuple[date, date]],
        what: tuple[AbsenceKind, date, int],
    ) -> None:  # fmt: skip
        """Enter an absence unless the person is away then already."""
        kind, first, length = what
        last = first + timedelta(days=length - 1)
        if first < self.start or any(one[0] <= last and first <= one[1] for one in away):
            return
        away.append((first, last))
        staff.add_absence(unit, AbsenceInput(employee=short, kind=kind, starts=first, ends=last))


def _ordered(unit: Unit) -> Iterator[Job]:
    """Orders that were agreed on, one to three weeks after."""
    for key, contact, subject, day, net in unit.con.execute(_ORDERS).fetchall():
        agreed = date.fromisoformat(day)
        begin = agreed + timedelta(days=10 + key % 15)
        yield (begin, subject or "Auftrag", f"contacts:{contact}", f"sales:{key}", net or 0)


def _at(day: date) -> datetime:
    return datetime.combine(day, time())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _mondays(first: date, last: date) -> Iterator[date]:
    day = _monday(first + timedelta(days=6))
    while day <= last:
        yield day
        day += timedelta(days=7)
