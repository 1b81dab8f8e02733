"""A visit agreed with a lead stands in the calendar, and both keep saying the same."""

from __future__ import annotations

from datetime import UTC, datetime

from kontor.acquisition.model import FollowInput, LeadInput, VisitInput
from kontor.acquisition.queries import leads as queries
from kontor.acquisition.service import follow, leads
from kontor.calendar.kinds.appointments import AppointmentKind
from kontor.calendar.model.appointments import AppointmentInput, MoveInput
from kontor.calendar.queries.appointments import Entry, entries_of
from kontor.calendar.service import appointments
from kontor.company.model import EmployeeInput
from kontor.company.service import add_employee
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.store.store import Store
from kontor.tickets.model import TicketInput
from kontor.tickets.service.cases import open_ticket

NOW = datetime(2026, 3, 16, 8, 30, tzinfo=UTC)
DAY = NOW.date()


def there(books: Store, ref: str) -> list[Entry]:
    with books.read() as con:
        return entries_of(con, ref)


def lead(books: Store, key: int) -> queries.Lead:
    with books.read() as con:
        return queries.lead(con, key, DAY)


def capture(books: Store) -> int:
    books.run(add_employee, EmployeeInput(name="Jo Berg", short="Jo", started=DAY), DAY)
    data = LeadInput(
        name="Petra Weiß", subject="Fassade streichen", street="Amselweg 7", postcode="50667",
        city="Köln", owner="Jo",
    )  # fmt: skip
    key: int = books.run(leads.capture, data, NOW).value.lead
    return key


def test_a_visit_is_an_appointment_and_moves_with_it(books: Store) -> None:
    key = capture(books)
    ref = f"acquisition:{key}"
    books.run(leads.plan_visit, key, VisitInput(at="2026-03-20", note="Leiter mitnehmen"), NOW)
    (made,) = there(books, ref)
    assert (made.kind, made.title, made.all_day) == (
        AppointmentKind.VISIT, "Petra Weiß: Fassade streichen", True,
    )  # fmt: skip
    assert made.place == "Amselweg 7, 50667 Köln" and made.note == "Leiter mitnehmen"
    assert [one.name for one in made.crew] == ["Jo"]
    books.run(leads.plan_visit, key, VisitInput(at="2026-03-20 08:30"), NOW)
    (made,) = there(books, ref)
    assert made.starts == datetime(2026, 3, 20, 8, 30) and not made.all_day  # noqa: DTZ001
    assert made.ends == datetime(2026, 3, 20, 9, 30)  # noqa: DTZ001
    to = MoveInput(starts=datetime(2026, 3, 23, 14, 0))  # noqa: DTZ001
    books.run(appointments.move_appointment, made.id, to)
    found = lead(books, key)
    assert (found.visit, found.next_day) == ("2026-03-23 14:00", to.starts and to.starts.date())
    books.run(appointments.cancel_appointment, made.id, "Kundin krank")
    assert (lead(books, key).visit, lead(books, key).next_day) == (None, None)
    books.undo()
    assert lead(books, key).visit == "2026-03-23 14:00"


def test_following_up_by_appointment_stands_in_the_calendar(books: Store) -> None:
    key = capture(books)
    data = FollowInput(how="appointment", until="2026-03-25", note="Muster zeigen")
    books.run(follow.follow_up, str(key), data, DAY)
    (made,) = there(books, f"acquisition:{key}")
    assert (made.kind, made.all_day, made.busy, made.note) == (
        AppointmentKind.OTHER, True, False, "Muster zeigen",
    )  # fmt: skip
    assert lead(books, key).next_day == made.first_day


def test_a_case_follows_its_visit_at_the_instant_of_the_step(books: Store) -> None:
    who = books.run(create_contact, ContactInput(last_name="Krüger")).value
    ticket = TicketInput.model_validate({"subject": "Fenster klemmt", "contact": str(who)})
    key = books.run(open_ticket, ticket, NOW).value
    data = AppointmentInput.model_validate(
        {"title": "Nachsehen", "starts": "2026-03-20 08:30", "reference": f"tickets:{key}"}
    )
    step = books.run(appointments.add_appointment, data).step
    with books.read() as con:
        state, noted = con.execute("SELECT state,entered FROM ticket").fetchone()
        begun = con.execute("SELECT at FROM step WHERE id=?", (step,)).fetchone()[0]
    assert state == "planned"
    assert datetime.fromisoformat(noted) == datetime.fromisoformat(begun)
