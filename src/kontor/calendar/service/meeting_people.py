"""Who is meant by the names of a meeting: staff, contacts, or just names."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kontor.base.errors import NotFound
from kontor.calendar.model.appointments import AppointmentRow
from kontor.calendar.service.invitations import named_mail
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.store.unit import Unit

_ASKED = """
SELECT e.name, e.id, NULL, '' FROM appointment_crew k JOIN employee e ON e.id = k.employee
 WHERE k.appointment = ?1
UNION ALL
SELECT coalesce(c.name, e.name, i.name), i.employee, i.contact,
       CASE WHEN i.name <> '' THEN i.mail ELSE '' END
  FROM invitation i LEFT JOIN contact c ON c.id = i.contact
  LEFT JOIN employee e ON e.id = i.employee
 WHERE i.appointment = ?2 AND i.state <> 'withdrawn'
"""


class Who(NamedTuple):
    """Who is meant by a name: staff, a contact, or just the name."""

    name: str
    employee: int | None = None
    contact: int | None = None
    mail: str = ""


def who(con: sqlite3.Connection, text: str) -> Who:
    """Who is meant: staff first, then contacts, else the name as it is written.

    Raises:
        InputError: what stands in `Name <mail>` is no mail address.
    """
    name, mail = named_mail(text)
    known = contacts.by_channel(con, mail) if mail else []
    if len(known) == 1:
        return Who(known[0].name, None, known[0].id)
    try:
        staff = company.find_employee(con, name)
        return Who(staff.name, staff.id)
    except NotFound:
        pass
    try:
        found = contacts.resolve(con, name)
        return Who(found.name, None, found.id)
    except NotFound:
        if name.startswith("contacts:"):
            raise
    return Who(name, mail=mail)


def asked(unit: Unit, row: AppointmentRow) -> list[Who]:
    """Who an appointment takes, and who is asked to it."""
    found = unit.con.execute(_ASKED, (row.key, row.series or row.key)).fetchall()
    there = {name: Who(name, *rest) for name, *rest in found}
    return list(there.values())
