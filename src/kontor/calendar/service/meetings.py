"""Planning meetings: people, agenda, proxies, invitations, the firm's own rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import fold, safe_file_name
from kontor.calendar.kinds.meetings import ItemKind, ItemState, MeetingState, Paper, Role
from kontor.calendar.model.meeting_inputs import (
    ItemChange,
    ItemInput,
    MajorityInput,
    MeetingChange,
    MeetingInput,
    MeetingTermsInput,
    PersonInput,
    ProxyInput,
    SendingInput,
)
from kontor.calendar.model.meetings import (
    ItemFileRow,
    ItemRow,
    MajorityRow,
    MeetingRow,
    MeetingTermsRow,
    PersonRow,
    ProxyRow,
)
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries.meeting_terms import terms_on
from kontor.calendar.service import meeting_dates as dates
from kontor.calendar.service import meeting_people
from kontor.calendar.service.appointments import cancel_appointment
from kontor.calendar.service.meeting_people import Who
from kontor.calendar.service.meeting_proof import prove
from kontor.company import queries as company
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case

_ALL = frozenset({"all", "alle"})
_PLANNED = frozenset({MeetingState.DRAFT, MeetingState.INVITED})
_ALIVE = _PLANNED | {MeetingState.OPENED}
_OF_APPOINTMENT = frozenset({"title", "starts", "ends", "place"})


@use_case(N_("Meeting planned"))
def new_meeting(unit: Unit, data: MeetingInput) -> int:
    """Plan a meeting and its appointment; the one before hands on its people and open items.

    An appointment that is there already brings its crew and those who are asked to it along.
    """
    place = dates.appointment_for(unit, data)
    row = unit.put(
        MeetingRow(
            kind=data.kind, appointment=place.key, online=data.online, reference=data.reference,
            note=data.note, follows=data.follows,
        )
    )  # fmt: skip
    dates.name_it(unit, row, place)
    if data.follows is not None:
        _carry_over(unit, row, data.follows)
    if data.appointment is not None and not data.members:
        _put_people(unit, row, meeting_people.asked(unit, place))
    for text in data.members:
        _add_people(unit, row, text)
    for title in data.agenda:
        decision = title.startswith("!")
        kind = ItemKind.DECISION if decision else ItemKind.INFO
        _append(unit, row.key, title.lstrip("! "), kind=kind)
    return row.key


def _carry_over(unit: Unit, row: MeetingRow, before: int) -> None:
    there = queries.meeting(unit.con, before)
    if there.state not in {MeetingState.CLOSED, MeetingState.APPROVED}:
        raise Refused(
            N_("The meeting before is not closed yet: nothing can be carried over."),
            hint=N_("Close it first."),
        )
    for who in queries.persons(unit.con, before):
        unit.insert(
            PersonRow, meeting=row.key, contact=who.contact, employee=who.employee, name=who.name,
            mail=who.mail, role=who.role, votes=who.votes,
        )  # fmt: skip
        if who.employee is not None:
            dates.take_staff(unit, row.appointment, [who.employee])
    for one in queries.items(unit.con, before):
        if one.state is not ItemState.DONE:
            _append(
                unit, row.key, one.title, kind=one.kind, minutes=one.minutes, source=one.id,
                proposer=one.proposer, note=one.note,
            )  # fmt: skip


@use_case(N_("Meeting changed"))
def change_meeting(unit: Unit, meeting: int, data: MeetingChange) -> None:
    """Change a meeting that is not opened yet; who was invited has to be told.

    Raises:
        Refused: it was opened.
    """
    row = meeting_row(unit, meeting, _PLANNED)
    dates.change_date(unit, row, data)
    for field in data.model_fields_set - _OF_APPOINTMENT:
        setattr(row, field, getattr(data, field))
    unit.flush()


@use_case(N_("Meeting cancelled"))
def cancel_meeting(unit: Unit, meeting: int, reason: str) -> None:
    """Cancel a meeting that was not opened: its appointment is cancelled, the rest stays.

    Who was invited gets a cancellation with the next sending.
    """
    row = meeting_row(unit, meeting, _PLANNED)
    cancel_appointment(unit, row.appointment, reason)


@use_case(N_("Meeting deleted"))
def drop_meeting(unit: Unit, meeting: int) -> None:
    """Delete a meeting that was never opened, with its agenda, people and appointment.

    Raises:
        Refused: invitations went out: it is cancelled instead.
    """
    row = meeting_row(unit, meeting, _PLANNED)
    appointment, con = row.appointment, unit.con
    for sql in (
        "DELETE FROM agenda_file WHERE item IN (SELECT id FROM agenda_item WHERE meeting=?)",
        "DELETE FROM meeting_sending WHERE meeting=?",
        "DELETE FROM meeting_proxy WHERE meeting=?",
        "DELETE FROM motion_ban WHERE motion IN (SELECT id FROM motion WHERE meeting=?)",
        "DELETE FROM motion WHERE meeting=?",
        "DELETE FROM agenda_item WHERE meeting=?",
        "UPDATE meeting SET chair=NULL,keeper=NULL WHERE id=?",
        "DELETE FROM meeting_person WHERE meeting=?",
        "UPDATE meeting SET follows=NULL WHERE follows=?",
    ):
        con.execute(sql, (meeting,))
    unit.delete(row)
    unit.flush()
    dates.let_go(unit, appointment, meeting)


# -- agenda -------------------------------------------------------------------------------------


@use_case(N_("Item added to the agenda"))
def add_item(unit: Unit, meeting: int, data: ItemInput, today: date) -> int:
    """Add an item; after the invitation it was announced on its own day, not with it."""
    row = meeting_row(unit, meeting, _ALIVE)
    announced = data.announced
    if announced is None and row.state is not MeetingState.DRAFT:
        announced = today
    values = data.model_dump(exclude={"title", "announced"})
    return _append(unit, meeting, data.title, announced=announced, **values)


@use_case(N_("Item of the agenda changed"))
def change_item(unit: Unit, meeting: int, number: int, data: ItemChange) -> None:
    """Change an item; what is not given stays."""
    row = _item_row(unit, meeting, number)
    for field in data.model_fields_set:
        value = getattr(data, field)
        if value is not None or field in {"minutes", "announced"}:
            setattr(row, field, value)
    unit.flush()


@use_case(N_("Item of the agenda moved"))
def move_item(unit: Unit, meeting: int, number: int, to: int) -> None:
    """Give an item another place; the others move on."""
    meeting_row(unit, meeting, _ALIVE)
    there = queries.items(unit.con, meeting)
    queries.item(unit.con, meeting, number)
    order = [one.id for one in there]
    order.insert(min(max(to, 1), len(order)) - 1, order.pop(number - 1))
    for pos, key in enumerate(order, start=1):
        unit.con.execute("UPDATE agenda_item SET pos=? WHERE id=? AND pos<>?", (pos, key, pos))


@use_case(N_("Item taken off the agenda"))
def drop_item(unit: Unit, meeting: int, number: int) -> None:
    """Take an item off the agenda; one with a motion or words in the minutes stays."""
    row = _item_row(unit, meeting, number)
    used = unit.con.execute(
        "SELECT 1 FROM motion WHERE item=?1 UNION ALL SELECT 1 FROM election WHERE item=?1"
        " UNION ALL SELECT 1 FROM minutes_line WHERE item=?1",
        (row.key,),
    ).fetchone()
    if used:
        raise Refused(
            N_("Item {number} is in the minutes already: it stays."), number=number,
            hint=N_("Postpone it instead."),
        )  # fmt: skip
    unit.con.execute("DELETE FROM agenda_file WHERE item=?", (row.key,))
    unit.con.execute("UPDATE agenda_item SET source=NULL WHERE source=?", (row.key,))
    unit.delete(row)
    unit.flush()


@use_case(N_("Attachment added to the agenda"))
def attach(unit: Unit, meeting: int, number: int, name: str, content: bytes) -> int:
    """Attach a file to an item."""
    row = _item_row(unit, meeting, number)
    if not content:
        raise InputError(N_("The file is empty."), field="file")
    sha = put_blob(unit, content)
    return unit.put(ItemFileRow(item=row.key, name=safe_file_name(name), sha256=sha)).key


def _append(unit: Unit, meeting: int, title: str, **values: object) -> int:
    last = unit.con.execute(
        "SELECT ifnull(max(pos),0) FROM agenda_item WHERE meeting=?", (meeting,)
    ).fetchone()[0]
    return unit.insert(ItemRow, meeting=meeting, pos=last + 1, title=title, **values)


def _item_row(unit: Unit, meeting: int, number: int) -> ItemRow:
    meeting_row(unit, meeting, _ALIVE)
    row = unit.get(ItemRow, queries.item(unit.con, meeting, number).id)
    if row is None:  # it was there a moment ago
        raise NotFound(N_("The agenda has no item {number}."), number=number)
    return row


# -- people -------------------------------------------------------------------------------------


@use_case(N_("Person added to a meeting"))
def add_person(unit: Unit, meeting: int, data: PersonInput) -> list[int]:
    """Add staff (`all`: everybody), a contact or a name."""
    row = meeting_row(unit, meeting, _ALIVE)
    return _add_people(unit, row, data.name, data.role, data.votes)


@use_case(N_("Person of a meeting changed"))
def change_person(unit: Unit, meeting: int, data: PersonInput) -> None:
    """Change role or votes of a person."""
    meeting_row(unit, meeting, _ALIVE)
    row = unit.get(PersonRow, queries.person(unit.con, meeting, data.name).id)
    if row is not None:
        row.role, row.votes = _votes(data.role, data.votes if data.votes is not None else row.votes)
        unit.flush()


@use_case(N_("Person taken out of a meeting"))
def drop_person(unit: Unit, meeting: int, name: str) -> None:
    """Take a person out again; one who was there or was invited stays."""
    row = meeting_row(unit, meeting, _ALIVE)
    who = queries.person(unit.con, meeting, name)
    used = unit.con.execute(
        "SELECT 1 FROM meeting_stay WHERE person=?1 UNION ALL"
        " SELECT 1 FROM meeting_sending WHERE person=?1 UNION ALL"
        " SELECT 1 FROM meeting WHERE chair=?1 OR keeper=?1",
        (who.id,),
    ).fetchone()
    if used:
        raise Refused(N_("{name} was invited or was there already: that stays."), name=who.name)
    unit.con.execute("DELETE FROM meeting_proxy WHERE person=?1 OR holder=?1", (who.id,))
    unit.con.execute("DELETE FROM meeting_person WHERE id=?", (who.id,))
    if who.employee is not None:
        dates.free_staff(unit, row.appointment, who.employee)


def _add_people(
    unit: Unit, row: MeetingRow, text: str, role: Role = Role.MEMBER, votes: int | None = None
) -> list[int]:
    name, _sep, share = text.partition("=")
    if share:
        if not share.strip().isdigit():
            raise InputError(N_("Write shares like Lindner=15000."), field="members")
        votes = int(share)
    if fold(name).strip() in _ALL:
        day = queries.meeting(unit.con, row.key).day
        found = [Who(one.name, one.id) for one in company.employees(unit.con, day)]
    else:
        found = [meeting_people.who(unit.con, name)]
        if any(one.name == found[0].name for one in queries.persons(unit.con, row.key)):
            raise Refused(N_("{name} belongs to this meeting already."), name=found[0].name)
    return _put_people(unit, row, found, role, votes)


def _put_people(
    unit: Unit, row: MeetingRow, found: Sequence[Who], role: Role = Role.MEMBER,
    votes: int | None = None,
) -> list[int]:  # fmt: skip
    there = {one.name for one in queries.persons(unit.con, row.key)}
    fresh = [one for one in found if one.name not in there]
    chosen, count = _votes(role, votes)
    dates.take_staff(
        unit, row.appointment, [one.employee for one in fresh if one.employee is not None]
    )
    return [
        unit.insert(
            PersonRow, meeting=row.key, contact=one.contact, employee=one.employee, name=one.name,
            mail=one.mail, role=chosen, votes=count,
        )
        for one in fresh
    ]  # fmt: skip


def _votes(role: Role, votes: int | None) -> tuple[Role, int]:
    if role is Role.GUEST or votes == 0:
        return Role.GUEST, 0
    return Role.MEMBER, 1 if votes is None else votes


# -- proxies, invitations ------------------------------------------------------------------------


@use_case(N_("Proxy noted"))
def give_proxy(
    unit: Unit, meeting: int, data: ProxyInput, today: date, file: tuple[str, bytes] | None = None
) -> int:
    """Note who votes for whom, with the written proof.

    Raises:
        Refused: the rules of this kind allow none; who gives it is there himself.
    """
    row = meeting_row(unit, meeting, _ALIVE)
    terms = terms_on(unit.con, row.kind, queries.meeting(unit.con, meeting).day)
    if not terms.proxies:
        raise Refused(
            N_("In this kind of meeting everybody votes in person."), law=terms.law,
            hint=N_("If the articles allow proxies, say so in the rules of this kind."),
        )  # fmt: skip
    giver = queries.person(unit.con, meeting, data.person)
    holder = queries.person(unit.con, meeting, data.holder)
    if giver.id == holder.id:
        raise InputError(N_("Nobody can give a proxy to himself."), field="holder")
    if giver.role is Role.GUEST:
        raise Refused(N_("{name} has no vote to give away."), name=giver.name)
    sha = put_blob(unit, file[1]) if file else None
    name = safe_file_name(file[0]) if file else ""
    unit.con.execute("DELETE FROM meeting_proxy WHERE person=?", (giver.id,))
    return unit.put(
        ProxyRow(
            meeting=meeting, person=giver.id, holder=holder.id, day=data.day or today, name=name,
            sha256=sha,
        )
    ).key  # fmt: skip


@use_case(N_("Proxy withdrawn"))
def drop_proxy(unit: Unit, meeting: int, name: str) -> None:
    """Withdraw the proxy that somebody gave."""
    meeting_row(unit, meeting, _ALIVE)
    giver = queries.person(unit.con, meeting, name)
    if giver.holder is None:
        raise NotFound(N_("{name} has given no proxy."), name=giver.name)
    unit.con.execute("DELETE FROM meeting_proxy WHERE person=?", (giver.id,))


@use_case(N_("Sending noted"))
def note_sending(unit: Unit, meeting: int, data: SendingInput, today: date) -> list[int]:
    """Note that invitation, agenda or minutes went out: the list of recipients is the proof.

    Raises:
        Refused: minutes before the meeting is closed, an invitation after it was opened.
    """
    minutes = data.paper is Paper.MINUTES
    states = frozenset({MeetingState.CLOSED, MeetingState.APPROVED}) if minutes else _PLANNED
    row = meeting_row(unit, meeting, states)
    there = queries.persons(unit.con, meeting)
    chosen = [queries.person(unit.con, meeting, name) for name in data.persons] or there
    if not chosen:
        raise Refused(N_("Nobody belongs to this meeting yet."))
    day = data.day or today
    proofs = [
        prove(unit, row, one.id, paper=data.paper, day=day, how=data.how, note=data.note)
        for one in chosen
    ]
    done = [key for key in proofs if key is not None]
    if data.paper is Paper.INVITATION and row.state is MeetingState.DRAFT:
        row.state = MeetingState.INVITED
    unit.flush()
    return done


# -- own rules -----------------------------------------------------------------------------------


@use_case(N_("Rules of meetings changed"))
def set_terms(unit: Unit, data: MeetingTermsInput, today: date) -> int:
    """Put what articles or statutes say above the law from a day on; nothing given: the law."""
    day = data.valid_from or today
    if (
        data.quorum_num is not None
        and data.quorum_den is not None
        and data.quorum_num > data.quorum_den
    ):
        raise InputError(N_("A quorum cannot be more than everything."), field="quorum_num")
    row = unit.exec(
        select(MeetingTermsRow).where(
            MeetingTermsRow.kind == data.kind, MeetingTermsRow.valid_from == day
        )
    ).first() or MeetingTermsRow(kind=data.kind, valid_from=day)
    for field, value in data.model_dump(exclude={"kind", "valid_from"}).items():
        setattr(row, field, value)
    return unit.put(row).key


@use_case(N_("Majority changed"))
def set_majority(unit: Unit, data: MajorityInput, today: date) -> int:
    """Set the majority of a kind of motion from a day on; a new key adds a kind of motion."""
    day = data.valid_from or today
    row = unit.exec(
        select(MajorityRow).where(
            MajorityRow.kind == data.kind, MajorityRow.motion == data.motion,
            MajorityRow.valid_from == day,
        )
    ).first()  # fmt: skip
    values = data.model_dump(exclude={"valid_from"})
    row = row or MajorityRow(valid_from=day, **values)
    for field, value in values.items():
        setattr(row, field, value)
    return unit.put(row).key


def meeting_row(unit: Unit, meeting: int, states: frozenset[MeetingState]) -> MeetingRow:
    """The row of a meeting that stands where it must.

    Raises:
        NotFound: there is none.
        Refused: it stands elsewhere.
    """
    row = unit.get(MeetingRow, meeting)
    if row is None:
        raise NotFound(N_("There is no meeting {number}."), number=meeting)
    if row.state not in states:
        raise Refused(_WHY[row.state], hint=_HINTS[row.state])
    return row


def moment(value: datetime | None, now: datetime) -> datetime:
    """A time in the meeting in whole minutes; default now."""
    return (value or now).replace(second=0, microsecond=0)


_WHY = {
    MeetingState.DRAFT: N_("The meeting is not opened yet."),
    MeetingState.INVITED: N_("The meeting is not opened yet."),
    MeetingState.OPENED: N_("The meeting is opened already."),
    MeetingState.CLOSED: N_("The meeting is closed."),
    MeetingState.APPROVED: N_("The minutes are approved: what comes later is an addendum."),
}
_HINTS = {
    MeetingState.DRAFT: N_("Open it first."),
    MeetingState.INVITED: N_("Open it first."),
    MeetingState.OPENED: N_("Close it first."),
    MeetingState.CLOSED: N_("Correct the minutes before you approve them."),
    MeetingState.APPROVED: N_("Write an addendum."),
}
