"""Invitations of others: read from mails and calendar files, answered, followed when they change.

The appointment stands in the calendar from the first reading on, and keeps nobody busy before it is
accepted. A change or a cancellation counts when it comes from the one who invited.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from kontor.base.errors import Finding, NotFound, Refused, Severity
from kontor.base.i18n import N_
from kontor.calendar.formats.event import ZONE, Event, Method, Status
from kontor.calendar.formats.ics_read import Found
from kontor.calendar.formats.imip import Received
from kontor.calendar.kinds.appointments import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    Change,
)
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.kinds.planning import Conflict
from kontor.calendar.kinds.requests import Incoming, Request, RequestState
from kontor.calendar.model.appointments import AppointmentRow, CrewRow
from kontor.calendar.model.requests import RequestAnswer, RequestRow
from kontor.calendar.queries.answers import MadeAnswer, Us, who_is_asked
from kontor.calendar.queries.busy import Plan, clashes
from kontor.calendar.queries.events import events
from kontor.calendar.queries.requests import by_uid
from kontor.calendar.rules.walltime import from_utc_minute, utc_minute
from kontor.calendar.service import importing
from kontor.calendar.service.invitations import FINAL
from kontor.contacts import queries as contacts
from kontor.store.blobs import put_blob
from kontor.store.doors import values_of
from kontor.store.unit import Unit, use_case

_CODE = "calendar.request"
_WANTED = frozenset({Method.REQUEST, Method.CANCEL})
_RESULTS = {
    importing.Result.NEW: Incoming.NEW, importing.Result.CHANGED: Incoming.CHANGED,
    importing.Result.CANCELLED: Incoming.CANCELLED, importing.Result.KNOWN: Incoming.SAME,
    importing.Result.OWN: Incoming.OWN, importing.Result.BAD: Incoming.BAD,
}  # fmt: skip
_STATES = {
    RequestState.ACCEPTED: AppointmentState.CONFIRMED,
    RequestState.TENTATIVE: AppointmentState.PLANNED,
    RequestState.COUNTERED: AppointmentState.PLANNED,
    RequestState.DECLINED: AppointmentState.CANCELLED,
}
Times = tuple[object, ...]


class PlannedRequest(NamedTuple):
    """One invitation and what it would do; `conflicts` are clashes of the first day."""

    place: str
    name: str
    verdict: Incoming
    request: Request | None
    findings: tuple[Finding, ...]
    us: Us | None = None
    conflicts: tuple[Conflict, ...] = ()
    planned: importing.PlannedEvent | None = None
    received: Received | None = None

    @property
    def event(self) -> Event | None:
        """What the invitation says."""
        return self.planned.event if self.planned else None


class RequestPlan(NamedTuple):
    """What all invitations would do: the dry run."""

    rows: tuple[PlannedRequest, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Invitations by what they do; every one is there."""
        there = Counter(row.verdict for row in self.rows)
        return {verdict.value: there[verdict] for verdict in Incoming}

    @property
    def asking(self) -> list[PlannedRequest]:
        """What the user has to decide."""
        return [row for row in self.rows if row.verdict.asks]


def plan_requests(
    con: sqlite3.Connection, received: Sequence[Received], take: Collection[str] = ()
) -> RequestPlan:
    """What these invitations would do here; reads only.

    Args:
        con: a connection.
        received: the invitations as they were read.
        take: places of changes that count although somebody else sent them.
    """
    there = [one for one in received if one.found is not None and one.found.event is not None]
    found = [_as_kept(con, one.found) for one in there if one.found is not None]
    plans = importing.plan_calendar(con, found)
    planned = {id(one): plan for one, plan in zip(there, plans.rows, strict=True)}
    return RequestPlan(tuple(_plan(con, one, planned.get(id(one)), take) for one in received))


def _as_kept(con: sqlite3.Connection, found: Found) -> Found:
    """Whether it keeps us busy is ours to say, by the answer: no change of the invitation."""
    known = by_uid(con, found.event.uid) if found.event else None
    if known is None or found.event is None:
        return found
    busy = con.execute("SELECT busy FROM appointment WHERE id=?", (known.appointment,)).fetchone()
    return found._replace(event=found.event._replace(busy=bool(busy[0])))


def _plan(
    con: sqlite3.Connection, one: Received, planned: importing.PlannedEvent | None,
    take: Collection[str],
) -> PlannedRequest:  # fmt: skip
    event = planned.event if planned else None
    if one.found is None or planned is None or event is None:
        findings = planned.findings if planned else one.findings
        return PlannedRequest(one.place, one.sender, Incoming.BAD, None, findings, received=one)
    boss = event.organizer
    known = by_uid(con, event.uid)
    told = PlannedRequest(
        one.place, (boss.name or boss.mail) if boss else one.sender, _RESULTS[planned.result],
        known, (*one.findings, *planned.findings), planned=planned, received=one,
    )  # fmt: skip
    if one.found.method not in _WANTED:
        return _said(told, Incoming.BAD, N_("This is no invitation. Calendars are imported."))
    if told.verdict in {Incoming.OWN, Incoming.BAD}:
        return told
    if boss is None or not boss.mail:
        return _said(told, Incoming.BAD, N_("It does not say who invites."))
    return _judged(con, told, event, boss.mail, take)


def _judged(
    con: sqlite3.Connection, told: PlannedRequest, event: Event, boss: str, take: Collection[str]
) -> PlannedRequest:
    """What the invitation does, seen what is there already and who sends it."""
    known, sender = told.request, told.received.sender if told.received else ""
    cancels = event.status is Status.CANCELLED  # so the plan marks what METHOD:CANCEL takes back
    if known is None:
        if cancels:
            return _said(told, Incoming.NOWHERE, N_("Nothing of this invitation is known."))
        us = who_is_asked(con, event)
        found = tuple(_clashes(con, event, us, told.planned))
        told = told._replace(us=us, conflicts=found)
        if sender and sender != boss:
            told = _said(
                told, told.verdict, N_("{sender} sends it for {name}."), sender=sender,
                name=told.name,
            )  # fmt: skip
        return told._replace(verdict=Incoming.NEW)
    if event.sequence < known.sequence:
        return _said(told, Incoming.OLD, N_("A newer version is there already."))
    strange = boss != known.organizer or (sender and sender != known.organizer)
    if told.verdict.does and strange and told.place not in take:
        return _said(
            told, Incoming.FOREIGN, N_("{sender} changes what {name} invited to."),
            remedy=N_("Decide whether it counts."), sender=sender or boss, name=known.who,
        )  # fmt: skip
    if told.verdict is Incoming.CHANGED:
        us = who_is_asked(con, event)
        told = told._replace(us=us, conflicts=tuple(_clashes(con, event, us, told.planned)))
    return told


def _said(
    told: PlannedRequest, verdict: Incoming, message: str, *, remedy: str = "", **values: object
) -> PlannedRequest:
    severity = Severity.WARNING if verdict.asks or verdict is Incoming.BAD else Severity.NOTE
    note = Finding(_CODE, told.place, message, remedy, severity, values_of(**values))
    return told._replace(verdict=verdict, findings=(*told.findings, note))


def _clashes(
    con: sqlite3.Connection, event: Event, us: Us, planned: importing.PlannedEvent | None
) -> list[Conflict]:
    """What the first day clashes with, for the one of us who is asked."""
    if us.employee is None:
        return []
    starts, ends = event.starts, event.ends
    if not event.all_day and event.zone != ZONE:
        starts = from_utc_minute(utc_minute(event.starts, event.zone), ZONE)
        ends = from_utc_minute(utc_minute(event.ends, event.zone), ZONE)
    there = planned.appointment if planned else None
    return clashes(con, Plan(
        starts, ends, (us.employee,), place=event.place, all_day=event.all_day,
        ref=f"calendar:{there}" if there else "",
    ))  # fmt: skip


# -- taking over ---------------------------------------------------------------------------------


@use_case(N_("Invitations of others read"))
def take_requests(
    unit: Unit, received: Sequence[Received], at: datetime, take: Collection[str] = ()
) -> RequestPlan:
    """Take over invitations in one step; returns what was done with each.

    Args:
        unit: the step.
        received: the invitations as they were read.
        at: now.
        take: places of changes that the user lets count.
    """
    plan = plan_requests(unit.con, received, take)
    for row in plan.rows:
        if row.verdict.does:
            _take(unit, row, at)
    return plan


def _take(unit: Unit, row: PlannedRequest, at: datetime) -> None:
    planned, event, said = row.planned, row.event, row.received
    if planned is None or event is None or said is None or event.organizer is None:
        return
    before = by_uid(unit.con, event.uid)
    times = _times(unit, before)
    importing.take_entry(unit, planned, event.organizer.mail, AppointmentKind.MEETING)
    key = _root(unit, event.uid)
    request = unit.get(RequestRow, before.id) if before else None
    if request is None:
        request = RequestRow(
            appointment=key, organizer=event.organizer.mail, name=event.organizer.name,
            contact=_contact(unit, event.organizer.mail), mail="", sequence=event.sequence, came=at,
        )  # fmt: skip
    us = row.us or who_is_asked(unit.con, event)
    request.mail = request.mail or us.mail
    request.sequence = max(request.sequence, event.sequence)
    request.came, request.sha256 = at, put_blob(unit, said.content)
    appointment = unit.get(AppointmentRow, key)
    if appointment is None:  # pragma: no cover  it was just written
        return
    whole = event.occurrence is None
    if whole and row.verdict is Incoming.CANCELLED:
        request.state = RequestState.CANCELLED
    elif request.id is None or before is None or _asked_again(before, times, _times(unit, before)):
        request.state = RequestState.OPEN
        appointment.busy = False  # until it is accepted
        _come(unit, key, us)
    elif request.state is RequestState.DECLINED:
        appointment.state, appointment.reason = AppointmentState.CANCELLED, request.name
    unit.put(request)
    unit.flush()


def _asked_again(before: Request, old: Times, new: Times) -> bool:
    """Whether what was answered was for another time, or was called off since."""
    return before.state is RequestState.CANCELLED or old != new


def _times(unit: Unit, request: Request | None) -> Times:
    """When an invitation is, for all its days."""
    if request is None:
        return ()
    head = events(unit.con, [request.appointment])[request.appointment][0]
    return (head.starts, head.ends, head.rule)


def _root(unit: Unit, uid: str) -> int:
    row = unit.con.execute(
        "SELECT id FROM appointment WHERE uid=? AND series IS NULL", (uid,)
    ).fetchone()
    return int(row[0])


def _contact(unit: Unit, mail: str) -> int | None:
    known = contacts.by_channel(unit.con, mail)
    return int(known[0].id) if len(known) == 1 else None


def _come(unit: Unit, appointment: int, us: Us) -> None:
    """The one of us who is asked stands beside the appointment."""
    there = unit.con.execute(
        "SELECT 1 FROM appointment_crew WHERE appointment=?", (appointment,)
    ).fetchone()
    if us.employee is not None and there is None:
        unit.put(CrewRow(appointment=appointment, employee=us.employee))


# -- answering -----------------------------------------------------------------------------------


@use_case(N_("Invitation answered"))
def answer_invitation(
    unit: Unit, request: int, data: RequestAnswer, made: MadeAnswer, at: datetime
) -> None:
    """Say yes, perhaps, no, or propose another time; the mail is kept, and written after this.

    Raises:
        Refused: the one who invited called it off; an answer before has not left yet.
    """
    row = _row(unit, request)
    if row.state is RequestState.CANCELLED:
        raise Refused(N_("This invitation was called off: it needs no answer."))
    if row.answer_state == MessageState.LEAVING:
        raise Refused(
            N_("Nobody knows whether the answer before left: the connection broke."),
            hint=N_("Look into the sent mails of the provider, then say which it was."),
        )
    row.state, row.comment, row.answered = RequestState(data.answer), data.comment, at
    row.answer_state, row.answer_name = MessageState.PREPARED, made.name
    row.answer_message, row.answer_place = made.message, ""
    row.answer = put_blob(unit, made.content)
    appointment = unit.get(AppointmentRow, row.appointment)
    if appointment is not None:
        appointment.state = _STATES[row.state]
        appointment.busy = row.state is RequestState.ACCEPTED
        declined = row.state is RequestState.DECLINED
        appointment.reason = (data.comment or row.name or row.organizer)[:200] if declined else ""
        unit.emit(AppointmentChanged(appointment.key, Change.STATE, appointment.sequence))
    unit.flush()


@use_case(N_("Answer handed to the server"), final=FINAL)
def answer_leaving(unit: Unit, request: int) -> None:
    """Note that the answer is handed to a server now: it is never sent again by itself."""
    row = _row(unit, request)
    if row.answer_state != MessageState.PREPARED:
        raise Refused(N_("This mail is not waiting any more."))
    row.answer_state = MessageState.LEAVING
    unit.flush()


@use_case(N_("Mail waits again"))
def answer_kept(unit: Unit, request: int) -> None:
    """Note that the server did not take the answer, or that it did not leave: it waits."""
    row = _row(unit, request)
    if row.answer_state == MessageState.LEAVING:
        row.answer_state = MessageState.PREPARED
        unit.flush()


@use_case(N_("Answer sent"), final=FINAL)
def answer_gone(unit: Unit, places: dict[int, str]) -> None:
    """Note answers as gone; `places` says where each file lies, or through which server it went."""
    for key, place in places.items():
        row = _row(unit, key)
        if row.answer_state in {MessageState.PREPARED, MessageState.LEAVING}:
            row.answer_state, row.answer_place = MessageState.WRITTEN, place
    unit.flush()


def _row(unit: Unit, request: int) -> RequestRow:
    row = unit.get(RequestRow, request)
    if row is None:
        raise NotFound(N_("There is no invitation {number}."), number=request)
    return row
