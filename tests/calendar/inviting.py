"""A firm with an appointment to which people are asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kontor.calendar.kinds.appointments import AppointmentKind
from kontor.calendar.kinds.invitations import Invited
from kontor.calendar.model.appointments import AppointmentRow
from kontor.calendar.model.invitations import InviteInput
from kontor.calendar.queries.invitations import people
from kontor.calendar.queries.outgoing import Preview, preview
from kontor.calendar.service.invitations import invite
from kontor.company.model import EmployeeInput, FirmInput
from kontor.company.service import add_employee, create_firm
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.desk.invitations import Gone, send_invitations
from kontor.documents.mail_send import Line
from kontor.store.store import Store
from kontor.store.unit import Unit, use_case

TODAY = date(2027, 3, 1)
AT = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
STARTS, ENDS = (
    datetime.fromisoformat("2027-03-22T09:00"),
    datetime.fromisoformat("2027-03-22T10:00"),
)


@use_case("Appointment made")
def put_appointment(unit: Unit, **more: Any) -> int:
    values = {
        "uid": "bau-1@kontor.invalid", "kind": AppointmentKind.MEETING, "title": "Baubesprechung",
        "starts": STARTS, "ends": ENDS, "place": "Fensterweg 3",
    }  # fmt: skip
    return unit.put(AppointmentRow(**(values | more))).key


@use_case("Appointment changed")
def set_appointment(unit: Unit, key: int, **more: Any) -> None:
    row = unit.get(AppointmentRow, key)
    assert row is not None
    for field, value in more.items():
        setattr(row, field, value)
    row.sequence += 1
    unit.flush()


def make(store: Store) -> int:
    """The firm, two contacts with and without mail, somebody of the staff, the appointment."""
    firm = {"name": "Malerbetrieb Lindner", "started": date(2026, 1, 1),
            "mail": "buero@lindner.example", "phone": "0221 1234567",
            "settings": {"land": "NW"}}  # fmt: skip
    store.run(create_firm, FirmInput.model_validate(firm))
    for last, mail in (("Krüger", "krueger@example.org"), ("Ohm", "")):
        contact = {
            "last_name": last, "first_name": "Eva", "salutation": "Frau",
            "roles": [{"role": "customer"}],
            "addresses": [{"street": "Fensterweg", "house_number": "3", "postcode": "50667",
                           "city": "Köln"}],
            "channels": [{"kind": "mail", "value": mail}] if mail else [],
        }  # fmt: skip
        store.run(create_contact, ContactInput.model_validate(contact))
    staff = {"name": "Jonas Brandt", "short": "Jo", "role": "foreman", "started": date(2026, 1, 1)}
    store.run(add_employee, EmployeeInput.model_validate(staff), TODAY)
    return int(store.run(put_appointment).value)


def ask(store: Store, appointment: int, *persons: str, **more: Any) -> list[int]:
    data = [InviteInput(person=person, **more) for person in persons]
    found: list[int] = store.run(invite, appointment, data).value
    return found


def everybody(store: Store, appointment: int) -> dict[str, Invited]:
    with store.read() as con:
        return {one.name: one for one in people(con, appointment)}


def look(store: Store, appointment: int, **more: Any) -> Preview:
    with store.read() as con:
        return preview(con, appointment, **more)


def send(
    store: Store, appointment: int, folder: Path, at: datetime = AT, line: Line | None = None,
    **more: Any,
) -> list[Gone]:  # fmt: skip
    folder.mkdir(exist_ok=True)
    mark = look(store, appointment, **more).mark
    return send_invitations(store, appointment, mark, folder, at, line=line, **more)
