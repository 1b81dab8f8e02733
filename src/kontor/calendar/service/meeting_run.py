"""A meeting while it runs: opened, people come and leave, items, minutes, tasks, closed."""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import select

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import AppointmentState
from kontor.calendar.kinds.meetings import ItemState, MeetingState
from kontor.calendar.model.appointments import TaskRow
from kontor.calendar.model.meeting_inputs import MeetingTaskInput, OpenInput
from kontor.calendar.model.meetings import ItemRow, LineRow, MeetingRow, StayRow
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries import minutes as said
from kontor.calendar.rules.quorum import Standing
from kontor.calendar.service.meeting_dates import stand
from kontor.calendar.service.meetings import meeting_row, moment
from kontor.company import queries as company
from kontor.store.unit import Unit, use_case

_BEFORE = frozenset({MeetingState.DRAFT, MeetingState.INVITED})
RUNNING = frozenset({MeetingState.OPENED})
_WRITTEN = frozenset({MeetingState.OPENED, MeetingState.CLOSED})
_ALL = frozenset({"all", "alle"})


@use_case(N_("Meeting opened"))
def open_meeting(unit: Unit, meeting: int, data: OpenInput, now: datetime) -> Standing:
    """Open a meeting: who is there, who leads, whether it was convened rightly, the quorum.

    Raises:
        Refused: the convening had faults, and they are neither healed (all are there or
            represented, and nobody objects: § 51 (3) GmbHG) nor accepted with a reason.
    """
    row = meeting_row(unit, meeting, _BEFORE)
    stand(unit, row, AppointmentState.UNDER_WAY)
    people = queries.persons(unit.con, meeting)
    if not people:
        raise Refused(N_("Nobody belongs to this meeting yet."), hint=N_("Add the people first."))
    at = moment(data.at, now)
    everybody = bool(_ALL & {name.casefold().strip() for name in data.present})
    there = people if everybody else [_person(unit, meeting, name) for name in data.present]
    if not there:
        raise InputError(N_("Say who is there."), field="present")
    if data.chair:
        row.chair = _person(unit, meeting, data.chair).id
    if data.keeper:
        row.keeper = _person(unit, meeting, data.keeper).id
    row.chair = row.chair or there[0].id
    row.keeper = row.keeper or row.chair
    row.state, row.opened = MeetingState.OPENED, at
    unit.flush()
    for one in {who.id: who for who in there}.values():
        unit.insert(StayRow, person=one.id, came=at)
    names = {one.id: one.name for one in people}
    add_line(
        unit, meeting, at, said.OPENED, chair=names[row.chair or 0], keeper=names[row.keeper or 0]
    )
    hall = queries.hall(unit.con, meeting)
    _note_faults(unit, row, data, complete=hall.terms.heals and hall.presence.complete)
    _note_quorum(unit, meeting, at, hall.standing)
    unit.flush()
    return hall.standing


def _note_faults(unit: Unit, row: MeetingRow, data: OpenInput, *, complete: bool) -> None:
    found = queries.notice_findings(unit.con, row.key)
    if not found or row.opened is None:
        return
    if complete and data.waived:
        row.waived = True
        add_line(unit, row.key, row.opened, said.WAIVED)
    elif data.despite:
        row.despite = data.despite
        add_line(unit, row.key, row.opened, said.DESPITE, reason=data.despite)
    else:
        raise Refused(
            N_("The meeting was not convened rightly: {why}"), why=" ".join(f.text for f in found),
            hint=(
                N_("All are there: if nobody objects to form and notice, say so; it is healed.")
                if complete
                else N_("Convene again, or open it with a reason: decisions can be contested.")
            ),
        )  # fmt: skip


def _note_quorum(unit: Unit, meeting: int, at: datetime, now: Standing) -> None:
    code = said.QUORUM if now.ok else said.NO_QUORUM
    add_line(unit, meeting, at, code, have=now.have, whole=now.whole, needed=now.needed)


@use_case(N_("Arrival noted"))
def arrive(unit: Unit, meeting: int, names: list[str], at: datetime) -> None:
    """Somebody comes, or comes back."""
    _move(unit, meeting, names, moment(None, at), coming=True)


@use_case(N_("Departure noted"))
def leave(unit: Unit, meeting: int, names: list[str], at: datetime) -> None:
    """Somebody leaves; when the quorum falls the minutes say so."""
    _move(unit, meeting, names, moment(None, at), coming=False)


def _move(unit: Unit, meeting: int, names: list[str], at: datetime, *, coming: bool) -> None:
    row = meeting_row(unit, meeting, RUNNING)
    if row.opened is not None and at < row.opened:
        raise InputError(N_("That lies before the opening."), field="at")
    before = queries.hall(unit.con, meeting).standing.ok
    for name in names:
        one = _person(unit, meeting, name)
        if one.here == coming:
            raise Refused(
                N_("{name} is there already.") if coming else N_("{name} is not there."),
                name=one.name,
            )
        if coming:
            unit.insert(StayRow, person=one.id, came=at)
        else:
            _end_stay(unit, one.id, at)
        add_line(unit, meeting, at, said.CAME if coming else said.LEFT, name=one.name)
    after = queries.hall(unit.con, meeting).standing
    if after.ok != before:
        _note_quorum(unit, meeting, at, after)


def _end_stay(unit: Unit, person: int, at: datetime) -> None:
    stay = unit.exec(
        select(StayRow).where(StayRow.person == person, StayRow.left == None)  # noqa: E711  SQL
    ).first()
    if stay is None:
        return
    if at < stay.came:
        raise InputError(N_("That lies before the arrival."), field="at")
    stay.left = at
    unit.flush()


def _person(unit: Unit, meeting: int, name: str) -> queries.Attendee:
    return queries.person(unit.con, meeting, name)


# -- items, words, tasks -------------------------------------------------------------------------


@use_case(N_("Item called"))
def begin_item(unit: Unit, meeting: int, number: int, at: datetime) -> None:
    """Call an item; the one before ends."""
    meeting_row(unit, meeting, RUNNING)
    when = moment(None, at)
    there = queries.item(unit.con, meeting, number)
    _end_running(unit, meeting, when, but=there.id)
    row = unit.get(ItemRow, there.id)
    if row is not None:
        row.began, row.ended, row.state = row.began or when, None, ItemState.OPEN
        unit.flush()


@use_case(N_("Item finished"))
def end_item(unit: Unit, meeting: int, number: int, state: ItemState, at: datetime) -> None:
    """Finish or postpone an item."""
    meeting_row(unit, meeting, RUNNING)
    when = moment(None, at)
    row = unit.get(ItemRow, queries.item(unit.con, meeting, number).id)
    if row is not None:
        row.state = state
        row.ended = max(when, row.began) if row.began else None
        unit.flush()
        if state is ItemState.POSTPONED:
            add_line(unit, meeting, when, said.POSTPONED, item=row.key)


def _end_running(unit: Unit, meeting: int, at: datetime, but: int = 0) -> None:
    running = unit.exec(
        select(ItemRow).where(
            ItemRow.meeting == meeting, ItemRow.began != None, ItemRow.ended == None,  # noqa: E711
            ItemRow.id != but,
        )
    ).all()  # fmt: skip
    for row in running:
        row.ended = max(at, row.began) if row.began else at
        row.state = ItemState.DONE if row.state is ItemState.OPEN else row.state
    unit.flush()


@use_case(N_("Minutes written"))
def write_line(unit: Unit, meeting: int, text: str, number: int | None, at: datetime) -> int:
    """Write a line of the minutes; without an item it belongs to the one that is called."""
    row = meeting_row(unit, meeting, _WRITTEN)
    when = moment(row.closed, at)
    if not text.strip():
        raise InputError(N_("There is nothing to write down."), field="text")
    item = queries.item(unit.con, meeting, number).id if number else _current(unit, meeting)
    return unit.put(LineRow(meeting=meeting, item=item, at=when, text=text.strip())).key


@use_case(N_("Minutes corrected"))
def change_line(unit: Unit, meeting: int, line: int, text: str) -> None:
    """Correct a typed line before the approval; an empty text takes it out."""
    meeting_row(unit, meeting, _WRITTEN)
    row = unit.get(LineRow, line)
    if row is None or row.meeting != meeting:
        raise InputError(N_("The minutes have no line {number}."), number=line, field="line")
    if row.code:
        raise Refused(
            N_("This line was written by itself and says what happened."),
            hint=N_("Take the step back that wrote it, or write a line of your own."),
        )
    if text.strip():
        row.text = text.strip()
    else:
        unit.delete(row)
    unit.flush()


@use_case(N_("Task of a meeting noted"))
def add_task(unit: Unit, meeting: int, data: MeetingTaskInput, at: datetime) -> int:
    """Note a task with who does it until when; it stands on Heute from then on."""
    row = meeting_row(unit, meeting, _WRITTEN)
    owner = company.find_employee(unit.con, data.owner) if data.owner else None
    task = unit.put(
        TaskRow(
            title=data.title, due=data.due, owner=owner.id if owner else None,
            reference=f"calendar:meeting/{meeting}",
        )
    ).key  # fmt: skip
    item = queries.item(unit.con, meeting, data.item).id if data.item else _current(unit, meeting)
    facts = {"title": data.title, "owner": owner.name if owner else "",
             "due": data.due.isoformat() if data.due else ""}  # fmt: skip
    unit.put(
        LineRow(
            meeting=meeting, item=item, at=moment(row.closed, at), code=said.TASK,
            facts=json.dumps(facts, ensure_ascii=False), task=task,
        )
    )  # fmt: skip
    return task


@use_case(N_("Meeting closed"))
def close_meeting(unit: Unit, meeting: int, at: datetime) -> None:
    """Close a meeting: everybody leaves, what was not dealt with is postponed.

    Raises:
        Refused: a motion waits for its vote.
    """
    row = meeting_row(unit, meeting, RUNNING)
    when = moment(None, at)
    last = unit.con.execute(
        "SELECT max(at) FROM minutes_line WHERE meeting=?", (meeting,)
    ).fetchone()[0]
    if last and when < datetime.fromisoformat(last):
        raise InputError(N_("The minutes go on after that time."), field="at")
    waiting = unit.con.execute(
        "SELECT wording FROM motion WHERE meeting=? AND state='open' ORDER BY id", (meeting,)
    ).fetchone()
    if waiting:
        raise Refused(
            N_("A motion waits for its vote: {wording}"), wording=waiting[0],
            hint=N_("Vote on it, or withdraw it."),
        )  # fmt: skip
    _end_running(unit, meeting, when)
    for one in queries.persons(unit.con, meeting):
        if one.here:
            _end_stay(unit, one.id, when)
    for item in queries.items(unit.con, meeting):
        if item.state is ItemState.OPEN:
            _postpone(unit, meeting, item.id, when)
    names = {one.id: one.name for one in queries.persons(unit.con, meeting)}
    add_line(unit, meeting, when, said.CLOSED, chair=names[row.chair or 0])
    row.state, row.closed = MeetingState.CLOSED, when
    stand(unit, row, AppointmentState.DONE)
    unit.flush()


def _postpone(unit: Unit, meeting: int, item: int, at: datetime) -> None:
    row = unit.get(ItemRow, item)
    if row is not None:
        row.state = ItemState.POSTPONED
        unit.flush()
        add_line(unit, meeting, at, said.POSTPONED, item=item)


def _current(unit: Unit, meeting: int) -> int | None:
    """The item that is called at the moment, or the last one that was."""
    found = unit.con.execute(
        "SELECT id FROM agenda_item WHERE meeting=? AND began IS NOT NULL"
        " ORDER BY ended IS NULL DESC, began DESC, pos DESC LIMIT 1",
        (meeting,),
    ).fetchone()
    return int(found[0]) if found else None


def add_line(
    unit: Unit, meeting: int, at: datetime, code: str, *, item: int | None = None, **facts: object
) -> int:
    """Write a line of the minutes that says what happened."""
    text = json.dumps(facts, ensure_ascii=False) if facts else ""
    return unit.put(LineRow(meeting=meeting, item=item, at=at, code=code, facts=text)).key
