"""A call that is taken becomes a case, a lead or just a note, all in one step."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from kontor.acquisition.model import LeadInput
from kontor.acquisition.service.leads import capture
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_, _
from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.service.appointments import add_appointment
from kontor.contacts.device_kinds import CallNote
from kontor.contacts.devices import CallInput
from kontor.contacts.queries.devices import call
from kontor.contacts.service.devices import call_became, note_call
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import TicketKind
from kontor.tickets.model import TicketInput
from kontor.tickets.service.cases import open_ticket


class Become(StrEnum):
    """What is made of a call."""

    TICKET = "ticket"
    LEAD = "lead"
    NOTE = "note"


class Taken(NamedTuple):
    """The note of a call, and the reference of what was made of it; empty: just the note."""

    call: int
    became: str


@use_case(N_("Call taken"))
def take_call(
    unit: Unit, data: CallInput, become: Become, now: datetime, *,
    kind: TicketKind = TicketKind.QUESTION,
) -> Taken:  # fmt: skip
    """Note a call and make a case or a lead of it.

    Raises:
        InputError: nothing is said about who called; a case without what it is about.
    """
    if become is Become.TICKET and not data.subject:
        raise InputError(N_("Say what it is about: the case is called so."), field="subject")
    key = note_call(unit, data, now)
    if become is Become.NOTE:
        return Taken(key, "")
    noted = call(unit.con, key)
    if become is Become.TICKET:
        reference = f"tickets:{_ticket(unit, noted, kind, now)}"
    else:
        reference = f"acquisition:{_lead(unit, noted, now)}"
    call_became(unit, key, reference)
    return Taken(key, reference)


@use_case(N_("Call taken"))
def take_visit(unit: Unit, data: CallInput, now: datetime, visit: AppointmentInput) -> Taken:
    """Note a call and make the appointment that it asked for."""
    key = note_call(unit, data, now)
    reference = f"calendar:{_appointment(unit, call(unit.con, key), visit)}"
    return Taken(key, reference)


@use_case(N_("Call became something"))
def make_of_call(
    unit: Unit, key: int, become: Become, now: datetime, *, kind: TicketKind | None = None
) -> str:
    """Make a case or a lead of a call that was noted before; gives its reference.

    Raises:
        Refused: something was made of it already.
        InputError: a case without what it is about.
    """
    noted = call(unit.con, key)
    if noted.became:
        raise Refused(N_("Something was made of this call already."))
    if become is Become.NOTE:
        raise InputError(N_("A note is what it is already."), field="become")
    if become is Become.TICKET:
        said = noted.subject or " ".join(noted.note.split())[:200]
        if not said:
            said = _("Call of {who}").format(who=noted.who or noted.number)
        known = TicketKind(noted.reason) if noted.reason in set(TicketKind) else None
        wanted = kind or known or TicketKind.QUESTION
        reference = f"tickets:{_ticket(unit, noted._replace(subject=said), wanted, now)}"
    else:
        reference = f"acquisition:{_lead(unit, noted, now)}"
    call_became(unit, key, reference)
    return reference


@use_case(N_("Appointment of a call made"))
def plan_call(unit: Unit, key: int, data: AppointmentInput) -> int:
    """Make an appointment of a call and note it there; gives the appointment.

    Raises:
        Refused: something was made of it already.
    """
    noted = call(unit.con, key)
    if noted.became:
        raise Refused(N_("Something was made of this call already."))
    return _appointment(unit, noted, data)


def _appointment(unit: Unit, noted: CallNote, data: AppointmentInput) -> int:
    given = data if data.reference else data.model_copy(update={"reference": noted.ref})
    appointment = add_appointment(unit, given)
    call_became(unit, noted.id, f"calendar:{appointment}")
    return appointment


def _ticket(unit: Unit, noted: CallNote, kind: TicketKind, now: datetime) -> int:
    values = {
        "kind": kind, "subject": noted.subject, "text": noted.note, "phone": noted.number,
        "caller": noted.caller, "received": noted.at, "origin": noted.ref,
        "owner": noted.taken_by, **_whom(noted),
    }  # fmt: skip
    if noted.site is not None:
        values["site"] = f"site:{noted.site}"
    if noted.device is not None:
        values["device"] = noted.device
    return open_ticket(unit, TicketInput.model_validate(values), now)


def _lead(unit: Unit, noted: CallNote, now: datetime) -> int:
    values = {
        "name": noted.caller, "phone": noted.number, "subject": noted.subject,
        "text": noted.note, "received": noted.at, "owner": noted.taken_by,
        "origin": noted.ref, **_whom(noted),
    }  # fmt: skip
    return capture(unit, LeadInput.model_validate(values), now).lead


def _whom(noted: CallNote) -> dict[str, str]:
    return {} if noted.contact is None else {"contact": f"contacts:{noted.contact}"}
