"""People, vehicles and teams of the firm."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.company import queries, service
from kontor.company.kinds import StaffRole
from kontor.company.model import (
    EmployeeChange,
    EmployeeInput,
    TeamInput,
    VehicleChange,
    VehicleInput,
)
from kontor.store.store import Store

DAY = date(2026, 3, 16)


def employ(books: Store, name: str, **data: Any) -> int:
    found: int = books.run(service.add_employee, EmployeeInput(name=name, **data), DAY).value
    return found


def ask(books: Store, query: Any, *args: Any) -> Any:
    with books.read() as con:
        return query(con, *args)


def test_the_short_name_is_the_last_name_until_it_is_taken(books: Store) -> None:
    employ(books, "Jochen Lindner", role="owner", vacation="30", hours="Mo-Do 7:00-16:30, Fr 7-13")
    employ(books, "Maria Lindner", role="office", vacation="27,5", started=date(2024, 5, 1))
    employ(books, "Jo")
    found = ask(books, queries.employees)
    assert [one.short for one in found] == ["Lindner M.", "Lindner", "Jo"]
    assert [one.vacation for one in found] == [55, 60, 0]
    assert found[1].role is StaffRole.OWNER and found[1].hours.startswith("Mo-Do")
    with pytest.raises(InputError, match="schon vergeben"):
        employ(books, "Hans Anders", short="jo")
    with pytest.raises(ValueError, match="Bürozeiten"):
        EmployeeInput(name="X", hours="immer")
    with pytest.raises(ValueError, match="halbe Tage"):
        EmployeeInput(name="X", vacation="27.3")


def test_a_begin_of_a_name_is_enough_when_only_one_has_it(books: Store) -> None:
    first = employ(books, "Jochen Lindner")
    employ(books, "Maria Lindner", short="Maria")
    car = books.run(service.add_vehicle, VehicleInput(name="Bus 1", plate="K-ML 12"), DAY).value
    team = books.run(service.add_team, TeamInput(name="Kolonne 1", members=["Maria"]), DAY).value
    assert ask(books, queries.find_employee, "lindner").id == first
    assert ask(books, queries.find_employee, "joch").id == first
    assert ask(books, queries.find_employee, f"company:employee/{first}").id == first
    assert ask(books, queries.find_crew, "bus", DAY).id == car
    assert ask(books, queries.find_crew, "k-ml 12", DAY).ref == f"company:vehicle/{car}"
    assert ask(books, queries.find_crew, "Kol", DAY).id == team
    with pytest.raises(NotFound, match="heißt „Otto“"):
        ask(books, queries.find_crew, "Otto", DAY)
    with pytest.raises(NotFound):
        ask(books, queries.find_employee, " ")
    employ(books, "Jonas Berg")
    with pytest.raises(InputError, match="Lindner, Berg"):
        ask(books, queries.find_employee, "jo")


def test_who_leaves_leaves_the_teams(books: Store) -> None:
    paul = employ(books, "Paul Tal", started=date(2026, 1, 1))
    rosa = employ(books, "Rosa Nord", started=date(2026, 1, 1))
    team = books.run(service.add_team, TeamInput(name="Giebel", members=["Tal", "Rosa"]), DAY)
    team = team.value
    assert ask(books, queries.teams)[0].on(DAY) == (paul, rosa)
    with pytest.raises(Refused, match="schon in der Kolonne"):
        books.run(service.join_team, team, paul, DAY)
    last = date(2026, 3, 20)
    books.run(service.leave_employee, paul, last)
    found = ask(books, queries.teams)[0]
    assert found.on(last) == (paul, rosa) and found.on(date(2026, 3, 21)) == (rosa,)
    assert [one.short for one in ask(books, queries.employees, date(2026, 3, 21))] == ["Nord"]
    with pytest.raises(Refused, match="nicht im Betrieb"):
        books.run(service.join_team, team, paul, date(2026, 4, 1))
    with pytest.raises(InputError, match="vor dem ersten"):
        books.run(service.leave_employee, paul, date(2025, 1, 1))
    books.run(service.part_team, team, rosa, DAY)
    assert ask(books, queries.teams)[0].on(DAY) == (paul,)
    with pytest.raises(NotFound, match="nicht in der Kolonne"):
        books.run(service.part_team, team, rosa, DAY)


def test_changes_keep_what_is_not_given(books: Store) -> None:
    key = employ(books, "Paul Tal", phone="0171 1", vacation="28")
    books.run(service.change_employee, key, EmployeeChange(mail="paul@example.org"))
    found = ask(books, queries.find_employee, "Tal")
    assert (found.phone, found.mail, found.vacation) == ("0171 1", "paul@example.org", 56)
    car = books.run(service.add_vehicle, VehicleInput(name="Bus 1"), DAY).value
    books.run(service.change_vehicle, car, VehicleChange(plate="K-X 1"))
    with pytest.raises(InputError, match="schon vergeben"):
        books.run(service.change_vehicle, car, VehicleChange(name="Tal"))
    books.run(service.retire_vehicle, car, DAY)
    assert ask(books, queries.vehicles, date(2026, 3, 17)) == []
    assert ask(books, queries.vehicles)[0].plate == "K-X 1"
    team = books.run(service.add_team, TeamInput(name="Ost"), DAY).value
    books.run(service.rename_team, team, "West")
    books.run(service.close_team, team, DAY)
    assert ask(books, queries.teams, date(2026, 3, 17)) == []
    assert ask(books, queries.teams)[0].name == "West"


def test_new_hours_from_a_day_on_leave_those_before_as_they_were(books: Store) -> None:
    key = employ(books, "Jo Berg", started=date(2025, 1, 1), hours="Mo-Fr 7-15")
    change = {"hours": "Mo-Do 8-13", "break_minutes": 0, "hours_from": date(2026, 3, 1)}
    books.run(service.change_employee, key, EmployeeChange.model_validate(change))

    def hours(day: date) -> tuple[str, int]:
        now = ask(books, queries.find_employee, "Berg").hours_on(day)
        return now.hours, now.break_minutes

    old, new = ("Mo-Fr 7-15", 30), ("Mo-Do 8-13", 0)
    for day, there in (
        (date(2024, 1, 1), old), (date(2026, 2, 28), old), (date(2026, 3, 1), new), (DAY, new),
    ):  # fmt: skip
        assert hours(day) == there
    books.run(service.change_employee, key, EmployeeChange(phone="0221 5550"))
    assert hours(DAY) == new
    with pytest.raises(InputError) as caught:
        books.run(service.change_employee, key, EmployeeChange(hours="Mo 8-9"))
    assert caught.value.field == "hours_from"
    first = EmployeeChange(hours="Mo-Fr 6-14", hours_from=date(2025, 1, 1))
    books.run(service.change_employee, key, first)
    assert (hours(date(2026, 2, 28)), hours(DAY)) == (("Mo-Fr 6-14", 30), new)


def test_the_same_hours_as_before_are_no_change_of_hours(books: Store) -> None:
    key = employ(books, "Jo Berg", started=date(2025, 1, 1), hours="Mo-Fr 7-15")
    for text in ("Mo-Do 8-13", "Mo-Fr 7-15"):
        data = EmployeeChange(hours=text, hours_from=date(2026, 3, 1))
        books.run(service.change_employee, key, data)
    assert ask(books, queries.find_employee, "Berg").later == ()
