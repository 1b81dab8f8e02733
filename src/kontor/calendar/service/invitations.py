"""Use cases of inviting: who is asked, what goes out after a look at it, what comes by word.

What goes out takes two steps. First everything is kept, then the files are written, then they are
noted as gone: after a breakdown between, what was kept is written, and never a second one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import select

from kontor.base.dates import berlin_today, working_days_from
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.ids import email
from kontor.base.text import quoted
from kontor.calendar.kinds.appointments import AppointmentState
from kontor.calendar.kinds.invitations import (
    InviteChannel,
    InviteState,
    MessageKind,
    MessageState,
    MessageWay,
    ProposalState,
)
from kontor.calendar.model.appointments import AppointmentRow
from kontor.calendar.model.invitations import (
    AnswerInput,
    InvitationRow,
    InviteChange,
    InviteInput,
    MessageRow,
    ProposalRow,
)
from kontor.calendar.queries.events import root
from kontor.calendar.queries.invitations import waiting
from kontor.calendar.queries.outgoing import Made, preview
from kontor.calendar.rules.invitations import Version
from kontor.calendar.service.meeting_proof import prove_message
from kontor.calendar.service.series import meeting_on, stand_alone
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ChannelKind
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case

FINAL = N_("the invitation went out")
_ON_THE_WAY = frozenset({MessageState.PREPARED, MessageState.LEAVING})
_NAMED = re.compile(r"(?P<name>.*?)\s*<(?P<mail>[^<>]+)>")


@use_case(N_("People asked to an appointment"))
def invite(unit: Unit, appointment: int, people: Sequence[InviteInput]) -> list[int]:
    """Ask people to an appointment, or to the series that it is a day of; nothing goes out yet.

    Somebody whose invitation was taken back is asked anew. A day on which a meeting is held leaves
    its series for that.

    Raises:
        NotFound: nobody is called so.
        Refused: somebody is asked already; the appointment is cancelled.
    """
    day = unit.get(AppointmentRow, appointment)
    if day is not None and day.series is not None and meeting_on(unit, appointment):
        stand_alone(unit, day)
    row = unit.get(AppointmentRow, root(unit.con, appointment))
    if row is None or row.state is AppointmentState.CANCELLED:
        raise Refused(N_("The appointment is cancelled: nobody is asked to it."))
    return [_invite(unit, row.key, one) for one in people]


def _invite(unit: Unit, appointment: int, data: InviteInput) -> int:
    found = _who(unit, data)
    there = _there(unit, appointment, found)
    if there is not None:
        if there.state is not InviteState.WITHDRAWN:
            raise Refused(N_("{name} is asked already."), name=data.person, field="person")
        there.state, there.comment = InviteState.OPEN, ""
        there.role, there.channel = data.role, found.channel
        there.answered = there.answer_sequence = None
        unit.flush()
        return there.key
    found.appointment, found.role = appointment, data.role
    return unit.put(found).key


def _there(unit: Unit, appointment: int, one: InvitationRow) -> InvitationRow | None:
    rows = unit.exec(select(InvitationRow).where(InvitationRow.appointment == appointment)).all()
    for row in rows:
        same = (row.contact, row.employee) == (one.contact, one.employee)
        if (same and (one.contact or one.employee)) or (one.mail and row.mail == one.mail):
            return row
        if same and not one.mail and row.name == one.name and not row.mail:
            return row
    return None


def named_mail(text: str) -> tuple[str, str]:
    """The name and the address of `Name <mail>` or of an address alone; else no address.

    Raises:
        InputError: it is no mail address.
    """
    text = text.strip()
    named = _NAMED.fullmatch(text)
    mail = named["mail"].strip() if named else (text if "@" in text else "")
    if mail and not email.is_valid(mail):
        raise InputError(
            N_("“{text}” is no mail address."), text=quoted(mail), field="person",
            hint=N_("Such as office@customer.example."),
        )  # fmt: skip
    return (named["name"].strip('" ') if named else text), mail.lower()


def _who(unit: Unit, data: InviteInput) -> InvitationRow:
    """Who is meant, with address and way."""
    text = data.person.strip()
    name, mail = named_mail(text)
    if mail:
        return _by_mail(unit, mail, "" if name == text else name, data)
    try:
        partner = contacts.resolve(unit.con, text)
    except NotFound:
        return _colleague(unit, text, data)
    one = contacts.contact(unit.con, partner.id)
    first = next((each.value for each in one.channels if each.kind is ChannelKind.MAIL), "")
    return _row(data, (data.mail or first).lower(), contact=partner.id, post=bool(one.address))


def _by_mail(unit: Unit, mail: str, name: str, data: InviteInput) -> InvitationRow:
    known = contacts.by_channel(unit.con, mail)
    if len(known) == 1:
        return _row(data, mail, contact=known[0].id, post=False)
    for one in company.employees(unit.con):
        if one.mail.lower() == mail:
            return _row(data, mail, employee=one.id)
    return _row(data, mail, name=name or mail)


def _colleague(unit: Unit, text: str, data: InviteInput) -> InvitationRow:
    try:
        one = company.find_employee(unit.con, text)
    except NotFound as error:
        if data.channel is InviteChannel.HAND or data.mail:
            return _row(data, data.mail, name=text)
        raise NotFound(
            N_("Nobody is known as “{name}”."), name=quoted(text), field="person",
            hint=N_("Write Name <mail> for somebody who is not kept as a contact."),
        ) from error  # fmt: skip
    return _row(data, (data.mail or one.mail).lower(), employee=one.id)


def _row(
    data: InviteInput, mail: str, *, contact: int | None = None, employee: int | None = None,
    name: str = "", post: bool = False,
) -> InvitationRow:  # fmt: skip
    usual = InviteChannel.MAIL if mail else (InviteChannel.LETTER if post else InviteChannel.HAND)
    channel = data.channel or usual
    _refuse_channel(channel, mail, contact)
    return InvitationRow(
        appointment=0, contact=contact, employee=employee, name=name, mail=mail, channel=channel
    )


def _refuse_channel(channel: InviteChannel, mail: str, contact: int | None) -> None:
    if channel is InviteChannel.MAIL and not mail:
        raise InputError(
            N_("There is no mail address."), field="mail",
            hint=N_("Enter one, or choose letter or by word."),
        )  # fmt: skip
    if channel is InviteChannel.LETTER and contact is None:
        raise InputError(N_("Letters go to contacts only."), field="channel")


@use_case(N_("Invitation changed"))
def change_invitation(unit: Unit, invitation: int, data: InviteChange) -> None:
    """Change address, way, role or the day of the reminder."""
    row = _row_of(unit, invitation)
    for field in data.model_fields_set:
        setattr(row, field, getattr(data, field))
    _refuse_channel(row.channel, row.mail, row.contact)
    unit.flush()


@use_case(N_("Invitation taken back"))
def withdraw(unit: Unit, invitation: int) -> None:
    """Ask somebody no longer; who has the invitation gets a cancellation with the next sending."""
    row = _row_of(unit, invitation)
    if row.sequence is None and not _messages(unit, invitation):
        for proposal in unit.exec(
            select(ProposalRow).where(ProposalRow.invitation == invitation)
        ).all():
            unit.delete(proposal)
        unit.delete(row)
    else:
        row.state, row.remind = InviteState.WITHDRAWN, None
    unit.flush()


def _messages(unit: Unit, invitation: int) -> bool:
    sql = "SELECT 1 FROM invitation_message WHERE invitation=?"
    return unit.con.execute(sql, (invitation,)).fetchone() is not None


@use_case(N_("Answer to an invitation noted"))
def note_answer(unit: Unit, invitation: int, data: AnswerInput, at: datetime) -> None:
    """Note an answer that came by word, telephone or post; `sent`: none after all."""
    row = _row_of(unit, invitation)
    if row.state is InviteState.WITHDRAWN:
        raise Refused(N_("This invitation was taken back."))
    row.state, row.comment = InviteState(data.answer), data.comment
    if row.state is InviteState.SENT:
        row.answered = row.answer_sequence = None
        row.state = InviteState.OPEN if row.sequence is None else InviteState.SENT
    else:
        row.answered, row.answer_sequence, row.remind = at, row.sequence or 0, None
    unit.flush()


@use_case(N_("Proposed time decided"))
def decide_proposal(unit: Unit, proposal: int, taken: bool) -> None:
    """Note what became of another time that somebody proposed; the appointment stays as it is.

    Moving it is a step of its own: everybody is asked again then.
    """
    row = unit.get(ProposalRow, proposal)
    if row is None:
        raise NotFound(N_("There is no proposal {number}."), number=proposal)
    row.state = ProposalState.TAKEN if taken else ProposalState.DECLINED
    unit.flush()


# -- what goes out -------------------------------------------------------------------------------


@use_case(N_("Invitations prepared"))
def prepare(
    unit: Unit, appointment: int, mark: str, made: Sequence[Made], at: datetime,
    *, again: Collection[int] = (), remind: bool = False,
) -> list[int]:  # fmt: skip
    """Keep what goes out, exactly as the preview with this mark showed it; returns the messages.

    What goes by word is noted at once: nothing has to be written.

    Raises:
        Refused: nobody looked at it, or something changed since; nothing goes out; something that
            was prepared before has not left yet.
    """
    shown = preview(unit.con, appointment, again=again, remind=remind)
    if shown.mark != mark or [one.row for one in made] != list(shown.rows):
        raise Refused(
            N_("This is not what the preview showed."),
            hint=N_("Look at the preview again; its mark releases the sending."),
        )
    if not made:
        raise Refused(N_("Everybody has what is right: nothing goes out."))
    if waiting(unit.con, shown.appointment):
        raise Refused(
            N_("Something that was prepared before has not left yet."),
            hint=N_("Finish the sending first."),
        )
    return [_keep(unit, shown.version, one, at) for one in made]


def _keep(unit: Unit, version: Version, one: Made, at: datetime) -> int:
    by_word = one.row.way is MessageWay.HAND
    message = MessageRow(
        invitation=one.row.invitation, kind=one.row.kind, way=one.row.way, sequence=version.number,
        times=version.times, words=version.words, at=at, address=one.row.address,
        message=one.message, name=one.name, sha256=put_blob(unit, one.content) if one.content
        else None, state=MessageState.PREPARED,
    )  # fmt: skip
    unit.put(message)
    if by_word:
        _gone(unit, message, berlin_today(at))
    return message.key


@use_case(N_("Invitations sent"), final=FINAL)
def mark_gone(unit: Unit, places: dict[int, str], day: date) -> None:
    """Note what was prepared as gone; `places` says where the file of each message lies."""
    for key, place in places.items():
        message = unit.get(MessageRow, key)
        if message is None or message.state not in _ON_THE_WAY:
            continue  # noted already
        message.place = place
        _gone(unit, message, day)


@use_case(N_("Mail handed to the server"), final=FINAL)
def mark_leaving(unit: Unit, message: int) -> None:
    """Note that a mail is handed to a server now: from here on it is never sent again by itself.

    Raises:
        Refused: it is not waiting any more.
    """
    row = unit.get(MessageRow, message)
    if row is None or row.state is not MessageState.PREPARED:
        raise Refused(N_("This mail is not waiting any more."))
    row.state = MessageState.LEAVING
    unit.flush()


@use_case(N_("Mail waits again"))
def mark_kept(unit: Unit, message: int) -> None:
    """Note that the server did not take a mail: it waits as before."""
    row = unit.get(MessageRow, message)
    if row is not None and row.state is MessageState.LEAVING:
        row.state = MessageState.PREPARED
        unit.flush()


@use_case(N_("Doubtful mails settled"), final=FINAL)
def settle(unit: Unit, appointment: int, gone: bool, day: date) -> list[int]:
    """Say what became of mails that were in doubt: they went out, or they wait to go once more.

    Raises:
        Refused: none is in doubt.
    """
    there = [
        one for one in waiting(unit.con, root(unit.con, appointment))
        if one.state is MessageState.LEAVING
    ]  # fmt: skip
    if not there:
        raise Refused(N_("No mail is in doubt."))
    for one in there:
        row = unit.get(MessageRow, one.id)
        if row is not None and gone:
            _gone(unit, row, day)
        elif row is not None:
            row.state = MessageState.PREPARED
    unit.flush()
    return [one.id for one in there]


@use_case(N_("Sending given up"))
def give_up(unit: Unit, appointment: int) -> list[int]:
    """Give up what is prepared for an appointment and was not written; returns the messages.

    What is in doubt is settled first, by `settle`.

    Raises:
        Refused: nothing is waiting.
    """
    there = [
        one for one in waiting(unit.con, root(unit.con, appointment))
        if one.state is MessageState.PREPARED
    ]  # fmt: skip
    if not there:
        raise Refused(N_("Nothing is waiting to be written."))
    for one in there:
        row = unit.get(MessageRow, one.id)
        if row is not None:
            row.state = MessageState.DROPPED
    unit.flush()
    return [one.id for one in there]


def _gone(unit: Unit, message: MessageRow, day: date) -> None:
    """The person has it now: version, state, day of the reminder, proof of a meeting."""
    message.state = MessageState.WRITTEN
    row = _row_of(unit, message.invitation)
    prove_message(unit, row, message, day)
    if message.kind is MessageKind.CANCEL:
        row.cancelled, row.sequence, row.remind = True, message.sequence, None
        row.times, row.words = message.times, message.words
        unit.flush()
        return
    other_time = row.times != message.times or row.cancelled
    row.cancelled, row.sequence = False, message.sequence
    row.times, row.words = message.times, message.words
    if row.state is InviteState.OPEN or (other_time and row.state is not InviteState.WITHDRAWN):
        row.state, row.comment = InviteState.SENT, ""
    row.remind = _remind(unit, row, day) if invited_silent(row) else None
    unit.flush()


def invited_silent(row: InvitationRow) -> bool:
    """Whether an answer is awaited."""
    return row.state is InviteState.SENT and row.role != "guest"


def _remind(unit: Unit, row: InvitationRow, day: date) -> date | None:
    """The working day on which the missing answer comes up, before the appointment."""
    count = int(company.setting(unit.con, "invite_days", day))
    land = company.setting(unit.con, "land", day)
    wanted = working_days_from(day, count, land)
    appointment = unit.get(AppointmentRow, row.appointment)
    if appointment is None or appointment.rule:
        return wanted
    last = appointment.starts.date() - timedelta(days=1)
    return min(wanted, last) if last > day else None


def _row_of(unit: Unit, invitation: int) -> InvitationRow:
    row = unit.get(InvitationRow, invitation)
    if row is None:
        raise NotFound(N_("There is no invitation {number}."), number=invitation)
    return row
