"""Everybody of a meeting is asked to its appointment; what goes out is shown and sent as usual."""

from __future__ import annotations

from sqlmodel import select

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import AppointmentState
from kontor.calendar.kinds.invitations import InviteChannel, InviteRole, InviteState
from kontor.calendar.kinds.meetings import Form, MeetingState, Role
from kontor.calendar.model.invitations import InvitationRow
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries.meeting_invites import with_address
from kontor.calendar.queries.meeting_terms import terms_on
from kontor.calendar.queries.meetings import Attendee
from kontor.calendar.service.meetings import meeting_row
from kontor.calendar.service.series import appointment_row, stand_alone
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ChannelKind
from kontor.store.unit import Unit, use_case

_PLANNED = frozenset({MeetingState.DRAFT, MeetingState.INVITED})
_ON_PAPER = frozenset({Form.REGISTERED, Form.LETTER})


@use_case(N_("People of a meeting asked"))
def ask_people(unit: Unit, meeting: int) -> int:
    """Ask everybody of a meeting to its appointment, on the way that its form wants; its number.

    Who is asked already stays as he is, who was taken back is asked anew. A meeting on a day of a
    series gets that day for itself: its series leaves it out. Nothing goes out yet:
    the preview of the appointment shows the letters and mails with the agenda, and sending them
    writes the proof into the meeting.

    Raises:
        Refused: the meeting was opened or cancelled, or nobody belongs to it.
    """
    row = meeting_row(unit, meeting, _PLANNED)
    place = appointment_row(unit, row.appointment)
    if place.state is AppointmentState.CANCELLED:
        raise Refused(N_("The appointment is cancelled: nobody is asked to it."))
    there = queries.persons(unit.con, meeting)
    if not there:
        raise Refused(N_("Nobody belongs to this meeting yet."), hint=N_("Add the people first."))
    stand_alone(unit, place)
    form = terms_on(unit.con, row.kind, place.starts.date()).form
    known = unit.exec(select(InvitationRow).where(InvitationRow.appointment == place.key)).all()
    used = {one.mail for one in known if one.mail}
    for who in there:
        found = next((one for one in known if one.id == who.invitation), None)
        if found is None:
            used.add(_ask(unit, place.key, who, form, used).mail)
        elif found.state is InviteState.WITHDRAWN:
            found.state, found.comment = InviteState.OPEN, ""
            found.answered = found.answer_sequence = None
    unit.flush()
    return place.key


def _ask(unit: Unit, appointment: int, who: Attendee, form: Form, used: set[str]) -> InvitationRow:
    mail = _mail(unit, who)
    mail = "" if mail in used else mail
    return unit.put(InvitationRow(
        appointment=appointment, contact=who.contact, employee=who.employee,
        name="" if who.contact or who.employee else who.name, mail=mail,
        role=InviteRole.OPTIONAL if who.role is Role.GUEST else InviteRole.REQUIRED,
        channel=_channel(unit, who, form, mail),
    ))  # fmt: skip


def _channel(unit: Unit, who: Attendee, form: Form, mail: str) -> InviteChannel:
    """On paper where the form asks for it; else by mail, by letter, or by word."""
    if form in _ON_PAPER and who.role is not Role.GUEST:
        return InviteChannel.LETTER
    if mail:
        return InviteChannel.MAIL
    if form is Form.ANY and not with_address(unit.con, who):
        return InviteChannel.HAND
    return InviteChannel.LETTER


def _mail(unit: Unit, who: Attendee) -> str:
    """The address of a person; that of the firm itself is none, for it is the one that invites."""
    own = (company.firm(unit.con).mail or "").lower()
    if who.contact is not None:
        channels = contacts.contact(unit.con, who.contact).channels
        found = next((one.value for one in channels if one.kind is ChannelKind.MAIL), "")
    elif who.employee is not None:
        staff = company.employees(unit.con)
        found = next((one.mail for one in staff if one.id == who.employee), "")
    else:
        found = who.mail
    return "" if found.lower() == own else found.lower()
