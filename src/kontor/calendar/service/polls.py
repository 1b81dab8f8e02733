"""Finding a date (Terminumfrage): asked, answered, decided or given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from uuid import uuid4

from sqlmodel import col, select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.calendar.kinds.invitations import InviteRole
from kontor.calendar.kinds.polls import PollState
from kontor.calendar.model.invitations import InviteInput
from kontor.calendar.model.polls import (
    PeopleInput,
    PollChange,
    PollFields,
    PollInput,
    PollMailRow,
    PollPersonRow,
    PollRow,
    PollSlotRow,
    PollVoteRow,
)
from kontor.calendar.queries import polls as queries
from kontor.calendar.rules.polls import check_choice
from kontor.calendar.service.invitations import invite
from kontor.calendar.service.poll_holding import fix, hold, release
from kontor.company import queries as company
from kontor.contacts.queries import resolve
from kontor.documents.mail import address
from kontor.store.unit import Unit, use_case

MOST_SLOTS = 20
_LAST_NUMBER = 99  # of a proposal; one that was mailed keeps its own for good
_PLAIN = ("subject", "kind", "minutes", "place", "reference", "language", "answer_by", "note")


@use_case(N_("Date poll begun"))
def new_poll(unit: Unit, data: PollInput, today: date) -> int:
    """Begin a poll with its people and, if they are known already, its times.

    Raises:
        InputError: the answers are wanted before today, or a proposal lies in the past.
    """
    _check_day(data.answer_by, today)
    row = PollRow(**{field: getattr(data, field) for field in _PLAIN}, made=today)
    if data.contact:
        row.contact = resolve(unit.con, data.contact).id
    key = unit.put(row).key
    _add_people(unit, key, data.required, data.optional)
    _add_times(unit, row, data.times, today, keep=data.hold)
    return key


@use_case(N_("Date poll changed"))
def change_poll(unit: Unit, poll: int, data: PollChange, today: date) -> None:
    """Change a poll that runs; another length moves the end of every proposal."""
    row = _running(unit, poll)
    given = data.model_fields_set
    if "answer_by" in given:
        _check_day(data.answer_by, today)
        row.answer_by = data.answer_by
    for field in _PLAIN:
        value = getattr(data, field)
        if field in given and field != "answer_by" and value is not None:
            setattr(row, field, value)
    _contact(unit, row, data)
    unit.put(row)
    for slot in _slots(unit, poll):
        slot.ends = slot.starts + timedelta(minutes=row.minutes)
        unit.put(slot)
        if slot.held is not None:
            release(unit, [slot])
            hold(unit, row, [slot], _employees(unit, poll))


@use_case(N_("People added to the date poll"))
def ask_people(unit: Unit, poll: int, data: PeopleInput) -> None:
    """Ask more people; who is asked already is asked as said now."""
    row = _running(unit, poll)
    _add_people(unit, poll, data.required, data.optional)
    _hold_again(unit, row)


@use_case(N_("Person taken out of the date poll"))
def drop_person(unit: Unit, poll: int, person: str) -> None:
    """Ask somebody no longer; the answers go as well."""
    row = _running(unit, poll)
    found = queries.find_person(queries.sheet(unit.con, poll).people, person)
    for vote in unit.exec(select(PollVoteRow).where(PollVoteRow.person == found.id)).all():
        unit.delete(vote)
    unit.flush()
    unit.con.execute("DELETE FROM poll_mail WHERE person=?", (found.id,))
    unit.con.execute("DELETE FROM poll_person WHERE id=?", (found.id,))
    unit.expire_all()
    _hold_again(unit, row)


@use_case(N_("Times proposed"))
def propose(
    unit: Unit, poll: int, times: Sequence[datetime], today: date, *, keep: bool = True
) -> list[int]:
    """Add proposals; returns their numbers. A time that is there already stays as it is."""
    row = _running(unit, poll)
    return _add_times(unit, row, times, today, keep=keep)


@use_case(N_("Proposal taken back"))
def drop_proposal(unit: Unit, poll: int, number: int) -> None:
    """Take a proposal back with what was said about it; the other numbers stay.

    One that was mailed stays known: the next mail takes it out of the calendars it came into.
    """
    _running(unit, poll)
    slot = _slot(unit, poll, number)
    release(unit, [slot])
    for table in (PollVoteRow, PollMailRow):
        for row in unit.exec(select(table).where(table.slot == slot.id)).all():
            unit.delete(row)
    unit.flush()
    if any(who.asked and who.mail for who in queries.sheet(unit.con, poll).people):
        slot.turn += 1
        unit.put(slot)
    else:
        unit.delete(slot)
    unit.flush()


@use_case(N_("Mails of the date poll written"))
def mark_asked(unit: Unit, poll: int, people: Iterable[int], today: date) -> None:
    """Note who got the mail; it was written before."""
    _running(unit, poll)
    wanted = set(people)
    rows = unit.exec(select(PollPersonRow).where(PollPersonRow.poll == poll)).all()
    for row in rows:
        if row.id in wanted:
            row.asked = today
            unit.put(row)


@use_case(N_("Mails of the date poll written"))
def mark_told(unit: Unit, poll: int, people: Iterable[int]) -> None:
    """Note who got the mail that a poll was given up: nothing of it is in their calendars now."""
    row = _row(unit, poll)
    if row.state is not PollState.ABANDONED:
        raise Refused(N_("This poll was not given up."))
    wanted = set(people)
    for one in unit.exec(select(PollPersonRow).where(PollPersonRow.poll == poll)).all():
        if one.id in wanted:
            one.asked = None
            unit.put(one)


@use_case(N_("Date poll closed"))
def close_poll(unit: Unit, poll: int) -> None:
    """Take no more answers; it can be opened again."""
    row = _row(unit, poll)
    if row.state is not PollState.OPEN:
        raise Refused(N_("Only an open poll can be closed."))
    row.state = PollState.CLOSED
    unit.put(row)


@use_case(N_("Date poll opened again"))
def reopen_poll(unit: Unit, poll: int) -> None:
    """Take answers again."""
    row = _row(unit, poll)
    if row.state is not PollState.CLOSED:
        raise Refused(N_("Only a closed poll can be opened again."))
    row.state = PollState.OPEN
    unit.put(row)


@use_case(N_("Date fixed"))
def final(unit: Unit, poll: int, number: int, *, anyway: bool = False) -> int:
    """End a poll with one of its times: its appointment is made, the others become free.

    Everybody who was asked is on the list of invitations, from which they are sent.

    Returns:
        The appointment.

    Raises:
        Refused: nobody can then, or somebody cannot who must be there and it is not wanted anyway.
    """
    row = _running(unit, poll)
    sheet = queries.sheet(unit.con, poll)
    slot = _slot(unit, poll, number)
    check_choice(
        next(one for one in sheet.ranking() if one.proposal.number == number), anyway=anyway
    )
    release(unit, [one for one in _slots(unit, poll) if one.id != slot.id])
    appointment = fix(unit, row, slot, [one.employee for one in sheet.people if one.employee])
    row.state, row.chosen, row.appointment = PollState.FINAL, number, appointment
    unit.put(row)
    invite(unit, appointment, [_invited(one) for one in sheet.people])
    return appointment


@use_case(N_("Date poll given up"))
def abandon_poll(unit: Unit, poll: int) -> None:
    """Give a poll up: what kept the times free vanishes; its mails now take the times back."""
    row = _running(unit, poll)
    release(unit, _slots(unit, poll))
    row.state = PollState.ABANDONED
    unit.put(row)


# -- parts ---------------------------------------------------------------------------------------


def _invited(one: queries.Person) -> InviteInput:
    """Somebody of the poll as the list of invitations takes people."""
    role = InviteRole.REQUIRED if one.required else InviteRole.OPTIONAL
    if one.employee is not None:
        return InviteInput(person=f"company:employee/{one.employee}", mail=one.mail, role=role)
    if one.contact is not None:
        return InviteInput(person=f"contacts:{one.contact}", mail=one.mail, role=role)
    return InviteInput(person=f"{one.name} <{one.mail}>", role=role)


def _row(unit: Unit, poll: int) -> PollRow:
    row = unit.get(PollRow, poll)
    if row is None:
        raise NotFound(N_("There is no poll {number}."), number=poll)
    return row


def _running(unit: Unit, poll: int) -> PollRow:
    row = _row(unit, poll)
    if row.state not in {PollState.OPEN, PollState.CLOSED}:
        raise Refused(
            N_("This poll is over."), hint=N_("Begin a new one, or take the last step back.")
        )
    return row


def _all_slots(unit: Unit, poll: int) -> list[PollSlotRow]:
    return list(
        unit.exec(
            select(PollSlotRow).where(PollSlotRow.poll == poll).order_by(col(PollSlotRow.number))
        )
    )


def _slots(unit: Unit, poll: int) -> list[PollSlotRow]:
    return [one for one in _all_slots(unit, poll) if not one.turn % 2]


def _slot(unit: Unit, poll: int, number: int) -> PollSlotRow:
    found = next((one for one in _slots(unit, poll) if one.number == number), None)
    if found is None:
        raise NotFound(N_("There is no proposal {number}."), number=number, field="number")
    return found


def _check_day(day: date | None, today: date) -> None:
    if day is not None and day < today:
        raise InputError(N_("The day for the answers is over."), field="answer_by")


def _contact(unit: Unit, row: PollRow, data: PollFields) -> None:
    if data.contact is not None:
        row.contact = resolve(unit.con, data.contact).id if data.contact else None


def _employees(unit: Unit, poll: int) -> list[int]:
    rows = unit.con.execute(
        "SELECT employee FROM poll_person WHERE poll=? AND employee IS NOT NULL ORDER BY id",
        (poll,),
    ).fetchall()
    return [row[0] for row in rows]


def _hold_again(unit: Unit, row: PollRow) -> None:
    held = [slot for slot in _slots(unit, row.key) if slot.held is not None]
    release(unit, held)
    hold(unit, row, held, _employees(unit, row.key))


def _add_times(
    unit: Unit, row: PollRow, times: Sequence[datetime], today: date, *, keep: bool
) -> list[int]:
    every = _all_slots(unit, row.key)
    there = [slot for slot in every if not slot.turn % 2]
    back = [slot for slot in every if slot.turn % 2 and slot.starts in set(times)]
    known = {slot.starts for slot in every}
    new = [moment for moment in dict.fromkeys(times) if moment not in known]
    if any(moment.date() < today for moment in new):
        raise InputError(N_("A proposal lies in the past."), field="times")
    last = max((slot.number for slot in every), default=0)
    if len(there) + len(back) + len(new) > MOST_SLOTS or last + len(new) > _LAST_NUMBER:
        raise InputError(N_("A poll has at most {count} proposals."), count=MOST_SLOTS)
    made = []
    for slot in back:
        slot.turn, slot.ends = slot.turn + 1, slot.starts + timedelta(minutes=row.minutes)
        made.append(unit.put(slot))
    for number, moment in enumerate(sorted(new), last + 1):
        ends = moment + timedelta(minutes=row.minutes)
        slot = PollSlotRow(
            poll=row.key, number=number, starts=moment, ends=ends, uid=f"{uuid4().hex}@kontor"
        )
        made.append(unit.put(slot))
    if keep:
        hold(unit, row, made, _employees(unit, row.key))
    return [slot.number for slot in made]


def _add_people(unit: Unit, poll: int, required: Sequence[str], optional: Sequence[str]) -> None:
    there = list(unit.exec(select(PollPersonRow).where(PollPersonRow.poll == poll)))
    wanted = [(text, True) for text in required] + [(text, False) for text in optional]
    for text, needed in wanted:
        new = _person(unit, poll, text)
        same = (new.employee, new.contact, new.name.casefold())
        row = next(
            (one for one in there if (one.employee, one.contact, one.name.casefold()) == same), new
        )
        row.required = needed
        row.mail = new.mail or row.mail
        there.append(unit.put(row))


def _person(unit: Unit, poll: int, text: str) -> PollPersonRow:
    """One of the own people, a contact, or a name with an address: `Erika Ohm <e@ohm.example>`.

    Raises:
        NotFound: nobody is called so, and there is no address.
    """
    name, mail = parseaddr(text) if "@" in text else (text, "")
    named = (name or mail).strip()
    if mail:
        address(mail, field="people")
    row = PollPersonRow(poll=poll, mail=mail)
    try:
        row.employee = company.find_employee(unit.con, named).id
        return row
    except NotFound:
        pass
    try:
        row.contact = resolve(unit.con, named).id
        return row
    except NotFound as error:
        if mail:
            row.name = named
            return row
        raise NotFound(
            N_("Nobody is known as “{name}”."), name=quoted(text), field="people",
            hint=N_("Write an address behind a name that is not known: Ohm <e@ohm.example>."),
        ) from error  # fmt: skip
