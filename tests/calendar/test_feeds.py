"""Calendars handed on and taken in: by person, team and vehicle; nothing twice, nothing lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kontor.base.errors import InputError
from kontor.calendar.formats.event import Event, Method, Status
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.ics_read import read_calendars
from kontor.calendar.kinds.appointments import AppointmentState, CrewKind
from kontor.calendar.model.appointments import CrewRow
from kontor.calendar.queries.events import events
from kontor.calendar.queries.feeds import MarkKind, as_events, feed, marks, whose
from kontor.calendar.service.importing import import_calendar, plan_calendar
from kontor.company.model import EmployeeInput, TeamInput, VehicleInput
from kontor.company.service import add_employee, add_team, add_vehicle
from kontor.store.store import Store
from kontor.store.unit import Unit, use_case
from tests.calendar import outside
from tests.calendar.inviting import AT, ENDS, STARTS, TODAY, put_appointment

WEEK = timedelta(days=7)
STAMP = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
HOLIDAYS = Event(
    "ferien-1@nrw", "Osterferien", datetime.fromisoformat("2027-03-22"),
    datetime.fromisoformat("2027-04-04"), all_day=True, busy=False, stamp=STAMP,
)  # fmt: skip
SERIES = Event(
    "kurs@hwk", "Meisterkurs", STARTS, ENDS, stamp=STAMP, rule="FREQ=WEEKLY;COUNT=6;BYDAY=MO",
    gaps=(STARTS + WEEK,), place="Handwerkskammer",
)  # fmt: skip
MOVED = SERIES._replace(
    rule="", gaps=(), occurrence=STARTS + 2 * WEEK, starts=STARTS + 2 * WEEK + timedelta(hours=3),
    ends=ENDS + 2 * WEEK + timedelta(hours=3),
)  # fmt: skip
DROPPED = MOVED._replace(
    occurrence=STARTS + 3 * WEEK, starts=STARTS + 3 * WEEK, ends=ENDS + 3 * WEEK,
    status=Status.CANCELLED,
)  # fmt: skip


@use_case("Crew added")
def put_crew(unit: Unit, appointment: int, **member: int) -> None:
    unit.put(CrewRow(appointment=appointment, **member))


def run(store: Store, data: bytes, origin: str = "ferien.ics") -> dict[str, int]:
    found = read_calendars(data, "x")
    with store.read() as con:
        planned = plan_calendar(con, found)
    done = store.run(import_calendar, found, origin).value
    assert [row.result for row in done.rows] == [row.result for row in planned.rows]
    return {name: count for name, count in done.counts.items() if count}


def kept(store: Store, uid: str) -> list[Event]:
    with store.read() as con:
        row = con.execute("SELECT id FROM appointment WHERE uid=? AND series IS NULL", (uid,))
        return events(con, [row.fetchone()[0]]).popitem()[1]


# -- out -----------------------------------------------------------------------------------------


@pytest.fixture
def crewed(inviter: Store) -> Store:
    """Jo in a team; an appointment each for Jo, the team, the van; a private one of Jo."""
    start = date(2026, 1, 1)
    store = inviter
    mia = {"name": "Mia Sommer", "short": "Mia", "role": "helper", "started": start,
           "born": date(2000, 2, 29)}  # fmt: skip
    store.run(add_employee, EmployeeInput.model_validate(mia), TODAY)
    team = TeamInput.model_validate({"name": "Kolonne 1", "members": ["Jo"]})
    store.run(add_team, team, TODAY)
    store.run(add_vehicle, VehicleInput.model_validate({"name": "Sprinter"}), TODAY)
    for uid, crew, more in (
        ("jo@x", {"employee": 1}, {}),
        ("team@x", {"team": 1}, {"rule": "FREQ=WEEKLY;BYDAY=MO"}),
        ("van@x", {"vehicle": 1}, {}),
        ("mia@x", {"employee": 2}, {}),
        ("privat@x", {"employee": 1}, {"kind": "private"}),
        ("frei@x", {"employee": 1}, {"state": AppointmentState.HELD}),
        ("alt@x", {"employee": 1}, {"starts": STARTS - 60 * WEEK, "ends": ENDS - 60 * WEEK}),
    ):
        key = store.run(put_appointment, uid=uid, **more).value
        store.run(put_crew, key, **crew)
    return store


def uids(store: Store, kind: CrewKind | None = None, name: str = "", **more: bool) -> set[str]:
    with store.read() as con:
        member = whose(con, kind, name) if kind else None
        found = feed(con, member, TODAY, date(2027, 12, 31), **more)
    return {one.uid.partition("@")[0] for one in found}


def test_each_sees_what_is_theirs(crewed: Store) -> None:
    assert uids(crewed, CrewKind.EMPLOYEE, "Jo") == {"jo", "team"}
    assert uids(crewed, CrewKind.EMPLOYEE, "Jo", private=True) == {"jo", "team", "privat"}
    assert uids(crewed, CrewKind.EMPLOYEE, "Mia") == {"mia"}
    assert uids(crewed, CrewKind.TEAM, "Kolonne") == {"team"}
    assert uids(crewed, CrewKind.VEHICLE, "Sprinter") == {"van"}
    assert uids(crewed) == {"bau-1", "jo", "team", "van", "mia"}


def test_a_feed_is_read_by_others(crewed: Store, tmp_path: Path) -> None:
    with crewed.read() as con:
        found = [one._replace(stamp=AT) for one in feed(con, None, TODAY, date(2027, 12, 31))]
    data = written(found, name="Malerbetrieb Lindner")
    lines = outside.in_khal(data, tmp_path, "2027-03-22", 1)
    assert len(lines) == 5 and all("09:00 Baubesprechung" in line for line in lines)


def test_holidays_and_birthdays_stand_by_themselves(crewed: Store) -> None:
    with crewed.read() as con:
        found = marks(con, date(2027, 2, 20), date(2027, 4, 1))
    assert [(one.day, one.kind, one.title) for one in found] == [
        (date(2027, 3, 1), MarkKind.BIRTHDAY, "Mia Sommer"),
        (date(2027, 3, 26), MarkKind.HOLIDAY, "Karfreitag"),
        (date(2027, 3, 29), MarkKind.HOLIDAY, "Ostermontag"),
    ]
    made = as_events(found, "de")
    assert made[0].title == "Geburtstag Mia Sommer" and made[0].all_day and not made[0].busy
    assert len({one.uid for one in made}) == 3


# -- in ------------------------------------------------------------------------------------------


def test_taken_in_once(inviter: Store) -> None:
    data = written([HOLIDAYS, SERIES, MOVED, DROPPED])
    assert run(inviter, data) == {"new": 4}
    series, moved = kept(inviter, "kurs@hwk")
    assert series.gaps == (STARTS + WEEK, STARTS + 3 * WEEK)
    assert (moved.occurrence, moved.starts) == (MOVED.occurrence, MOVED.starts)
    (holidays,) = kept(inviter, "ferien-1@nrw")
    assert holidays._replace(stamp=STAMP) == HOLIDAYS
    assert run(inviter, data) == {"known": 4}
    assert inviter.run(import_calendar, read_calendars(data, "x"), "x").step is None


def test_the_file_is_followed(inviter: Store) -> None:
    run(inviter, written([HOLIDAYS, SERIES]))
    later = SERIES._replace(sequence=1, starts=STARTS + timedelta(hours=1), title="Kurs",
                            ends=ENDS + timedelta(hours=1), gaps=())  # fmt: skip
    assert run(inviter, written([HOLIDAYS, later])) == {"changed": 1, "known": 1}
    (series,) = kept(inviter, "kurs@hwk")
    assert (series.title, series.starts, series.gaps) == ("Kurs", later.starts, ())
    assert run(inviter, written([SERIES])) == {"known": 1}, "an older version changes nothing"
    assert kept(inviter, "kurs@hwk")[0].title == "Kurs"
    gone = HOLIDAYS._replace(sequence=2)
    assert run(inviter, written([gone], Method.CANCEL)) == {"cancelled": 1}
    assert run(inviter, written([gone], Method.CANCEL)) == {"known": 1}
    assert kept(inviter, "ferien-1@nrw")[0].status is Status.CANCELLED


def test_own_appointments_stay_as_they_are(inviter: Store) -> None:
    with inviter.read() as con:
        own = [one._replace(stamp=AT) for one in feed(con, None, TODAY, date(2027, 12, 31))]
    assert run(inviter, written([own[0]._replace(title="anders", sequence=9)])) == {"own": 1}
    assert kept(inviter, "bau-1@kontor.invalid")[0].title == "Baubesprechung"


def test_what_cannot_be_taken_is_named(inviter: Store) -> None:
    answer = written([HOLIDAYS], Method.REPLY)
    assert run(inviter, answer) == {"bad": 1}
    assert run(inviter, written([MOVED])) == {"bad": 1}, "its series is not there"
    twice = written([HOLIDAYS, HOLIDAYS])
    assert run(inviter, twice) == {"new": 1, "known": 1}
    odd = SERIES._replace(uid="odd", rule="FREQ=WEEKLY;BYSETPOS=400")
    assert run(inviter, written([odd])) == {"bad": 1}
    cancelled = HOLIDAYS._replace(uid="weg", status=Status.CANCELLED)
    assert run(inviter, written([cancelled])) == {"known": 1}
    with pytest.raises(InputError):
        inviter.run(import_calendar, [], " ")


def test_without_uid_the_same_file_is_the_same(inviter: Store) -> None:
    data = b"\r\n".join(
        line for line in written([HOLIDAYS]).split(b"\r\n") if not line.startswith(b"UID")
    )
    assert run(inviter, data) == {"new": 1}
    assert run(inviter, data) == {"known": 1}


def test_undo_takes_it_out_again(inviter: Store) -> None:
    run(inviter, written([HOLIDAYS, SERIES, MOVED]))
    inviter.undo()
    with inviter.read() as con:
        assert con.execute("SELECT count(*) FROM appointment").fetchone() == (1,)
