"""Dated duties: own ones by kinds, those of all areas in one list, done, put off, owned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.bootstrap import doors
from kontor.calendar.kinds.deadlines import Counts
from kontor.calendar.model.deadlines import (
    DeadlineChange,
    DeadlineInput,
    DeadlineKindInput,
    DoneInput,
    SnoozeInput,
)
from kontor.calendar.queries import deadlines as queries
from kontor.calendar.rules import deadlines as rules
from kontor.calendar.service import deadlines
from kontor.company import service as company
from kontor.company.model import EmployeeInput, VehicleInput
from kontor.contacts.service.terms import add_certificate
from kontor.contacts.terms import CertificateInput
from kontor.desk.deadlines import Standing, by_day, duties, find_duty
from kontor.desk.today import due_items
from kontor.store.store import Store
from tests.sales.office import Office

DAY = date(2026, 3, 16)


@pytest.fixture
def office(books: Store) -> Office:
    """A firm with a person and a vehicle."""
    firm = Office(books)
    firm.do(company.add_employee, EmployeeInput(name="Malte Lindner"), DAY)
    firm.do(company.add_vehicle, VehicleInput(name="Sprinter", plate="K-LM 12"), DAY)
    return firm


def add(office: Office, **data: Any) -> int:
    key: int = office.do(deadlines.add_deadline, DeadlineInput.model_validate(data))
    return key


def listed(office: Office, days: int = 92, today: date = DAY, **more: Any) -> list[Any]:
    """The duties of the list, without the tax returns that every firm has."""
    found = office.ask(duties, doors(), today, today + timedelta(days=days), **more)
    return [one for one in found if one.due.kind != "tax"]


def test_a_kind_says_what_is_not_given(office: Office) -> None:
    key = add(office, kind="Hauptuntersuchung (HU)", day="2026-05-31", vehicle="K-LM 12")
    found = office.ask(queries.deadline, key)
    assert (found.title, found.months, found.leads) == ("Hauptuntersuchung (HU)", 24, (30, 7))
    assert (found.who, found.law, found.source) == (
        "Sprinter", "StVZO § 29", "recalled; lorries over 3.5 t 12 months",
    )  # fmt: skip
    office.do(deadlines.change_deadline, key, DeadlineChange(months=12, leads="14", vehicle=""))
    found = office.ask(queries.deadline, key)
    assert (found.months, found.leads, found.who) == (12, (14,), "")
    with pytest.raises(InputError, match="Fristart"):
        add(office, kind="gibt es nicht", day="2026-05-31")


def test_every_kind_that_comes_along_is_whole() -> None:
    kinds = rules.known_kinds()
    assert len(kinds) > 30
    assert rules.OTHER in kinds
    for one in kinds.values():
        assert one.leads[0] <= rules.LONGEST_LEAD
        assert one.source and one.valid_from
        assert one.months or one.counts is Counts.DAY  # what never comes back counts from nothing
    assert rules.known_kinds()["first_aider"].months == 24


def test_told_by_its_lead_times(office: Office) -> None:
    key = add(office, title="TÜV", kind="vehicle_inspection", day="2026-05-31")
    ref = f"calendar:deadline/{key}"

    def told(today: date) -> list[tuple[date, int, date | None]]:
        found = office.ask(due_items, doors(), today)
        return [(one.day, one.urgency, one.ends) for one in found if one.ref == ref]

    assert told(date(2026, 4, 30)) == []
    assert told(date(2026, 5, 1)) == [(date(2026, 5, 1), 0, date(2026, 5, 31))]
    assert told(date(2026, 5, 24)) == [(date(2026, 5, 24), 1, date(2026, 5, 31))]
    assert told(date(2026, 6, 2)) == [(date(2026, 5, 24), 2, date(2026, 5, 31))]
    assert [one.standing for one in listed(office, today=DAY)] == [Standing.AHEAD]
    assert [one.standing for one in listed(office, today=date(2026, 6, 2))] == [Standing.LATE]


def test_done_it_comes_back(office: Office) -> None:
    key = add(office, kind="licence_check", day="2026-03-20", employee="Lindner")
    (one,) = listed(office, 30)
    after = office.do(deadlines.done_deadline, one.key, DoneInput(), DAY)
    assert after == date(2026, 9, 16)  # six months from when it was done
    assert office.ask(queries.deadline, key).day == after
    assert listed(office, 30) == []
    (gone,) = listed(office, 30, done=True)
    assert (gone.standing, gone.mark.done) == (Standing.DONE, DAY)
    with pytest.raises(Refused):
        office.do(deadlines.done_deadline, one.key, DoneInput(), DAY)
    office.store.undo()
    assert [duty.day for duty in listed(office, 30)] == [date(2026, 3, 20)]


def test_what_counts_from_its_day_keeps_it(office: Office) -> None:
    key = add(office, kind="liability_insurance", day="2023-12-31")
    (one,) = listed(office)
    assert one.standing is Standing.LATE
    after = office.do(deadlines.done_deadline, one.key, DoneInput(), DAY)
    assert after == date(2026, 12, 31)  # three missed years are not asked for three times
    once = add(office, title="Garantie Airless", kind="warranty", day="2026-04-01")
    duty = office.ask(find_duty, doors(), DAY, str(once), date(2027, 1, 1))
    assert office.do(deadlines.done_deadline, duty.key, DoneInput(), DAY) is None
    assert [one.id for one in office.ask(queries.deadlines)] == [key]
    with pytest.raises(NotFound):
        office.ask(find_duty, doors(), DAY, str(once), date(2027, 1, 1))


def test_marks_on_duties_of_other_areas(office: Office) -> None:
    data = {"kind": "exemption_48b", "valid_from": "2023-06-01", "valid_to": "2026-04-10"}
    office.do(add_certificate, CertificateInput.model_validate(data))
    (one,) = [duty for duty in listed(office) if duty.due.kind == "certificate"]
    assert one.day == date(2026, 4, 10)

    def told(today: date) -> bool:
        return any(item.kind == "certificate" for item in office.ask(due_items, doors(), today))

    assert told(DAY)
    office.do(
        deadlines.snooze_deadline, one.key,
        SnoozeInput(until=date(2026, 3, 30), owner="Lindner", note="angefordert"), DAY,
    )  # fmt: skip
    assert not told(DAY)
    assert told(date(2026, 3, 30))
    (again,) = [duty for duty in listed(office) if duty.due.kind == "certificate"]
    assert (again.standing, again.mark.owner_name) == (Standing.PUT_OFF, "Lindner")
    office.do(deadlines.done_deadline, one.key, DoneInput(), DAY)
    assert not told(date(2026, 3, 30))
    office.do(deadlines.unmark_deadline, one.key)
    assert told(DAY)
    with pytest.raises(InputError, match="später"):
        office.do(deadlines.snooze_deadline, one.key, SnoozeInput(until=DAY), DAY)
    with pytest.raises(InputError):
        office.do(deadlines.snooze_deadline, one.key, SnoozeInput(), DAY)


def test_what_is_told_is_in_the_list(office: Office) -> None:
    """What Today tells as a dated duty and what the list says is the same duty."""
    data = {"kind": "insurance", "valid_from": "2025-06-01", "valid_to": "2026-05-30"}
    office.do(add_certificate, CertificateInput.model_validate(data))
    add(office, kind="ladders", day="2026-04-01")
    keys = {one.key for one in office.ask(duties, doors(), DAY, DAY + timedelta(days=400))}
    told = {
        (one.ref, one.kind, one.deadline)
        for one in office.ask(due_items, doors(), DAY)
        if one.kind in {"certificate", "tax", "ladders"}
    }
    assert told
    assert told <= keys


def test_days_ahead_hold_what_comes_back(office: Office) -> None:
    add(office, title="Reifen", kind="tyres", day="2026-04-15", vehicle="Sprinter")
    found = office.ask(by_day, doors(), DAY, date(2026, 4, 1), date(2027, 4, 30))
    days = [day for day, several in found.items() for one in several if one.due.kind == "tyres"]
    assert days == [date(2026, 4, 15), date(2026, 10, 15), date(2027, 4, 15)]


def test_taxes_ahead_of_periods_that_still_run(office: Office) -> None:
    found = office.ask(duties, doors(), DAY, DAY + timedelta(days=100))
    taxes = [one for one in found if one.due.kind == "tax"]
    assert date(2026, 4, 10) in {one.day for one in taxes}  # March, from the middle of March
    assert all(one.due.law for one in taxes)


def test_own_kinds_and_own_periods(office: Office) -> None:
    key = office.do(deadlines.set_kind, DeadlineKindInput(kind="Airless warten", months=3))
    assert key == "airless_warten"
    add(office, kind="Airless warten", day="2026-04-01")
    found = office.ask(queries.kinds)
    assert (found[key].name, found[key].months, found[key].own) == ("Airless warten", 3, True)
    with pytest.raises(Refused):
        office.do(deadlines.reset_kind, key)
    office.do(deadlines.set_kind, DeadlineKindInput(kind="ladders", months=6, leads="20, 5"))
    ladders = office.ask(queries.find_kind, "ladders")
    assert (ladders.months, ladders.leads, ladders.own) == (6, (20, 5), True)
    assert ladders.law  # stays
    office.do(deadlines.reset_kind, "ladders")
    assert office.ask(queries.find_kind, "ladders").months == 12


@pytest.mark.parametrize("text", ["", "x", "5, x", "-3", "9999", "800"])
def test_lead_times_are_days(text: str) -> None:
    with pytest.raises(InputError):
        rules.parse_leads(text)


def test_lead_times_are_sorted() -> None:
    assert rules.parse_leads("7; 60,30") == (60, 30, 7)
    assert rules.leads_text((60, 7)) == "60, 7"


def test_gone_for_good(office: Office) -> None:
    key = add(office, kind="ladders", day="2026-04-01")
    office.do(deadlines.end_deadline, key, DAY)
    assert listed(office, 30) == []
    with pytest.raises(Refused):
        office.do(deadlines.end_deadline, key, DAY)
    with pytest.raises(InputError, match="vorbei"):
        office.do(
            deadlines.done_deadline, ("sales:1", "warranty", DAY),
            DoneInput(day=date(2027, 1, 1)), DAY,
        )  # fmt: skip
