"""Calendars of other programs taken in: first a plan that says what each entry does, then one step.

An entry is known by its uid: the same file again brings nothing twice. What was written down here
stays as it is; what came from a file follows the file.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import select

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.calendar.formats.event import Event, Method, Status
from kontor.calendar.formats.ics_read import Found
from kontor.calendar.kinds.appointments import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    Change,
)
from kontor.calendar.model.appointments import AppointmentRow, GapRow
from kontor.calendar.queries.events import events, gaps_of
from kontor.calendar.rules.recurrence import first_of, format_rule, parse_rule
from kontor.store.doors import values_of
from kontor.store.unit import Unit, use_case

_CODE = "calendar.import"
_ANSWERS = frozenset({Method.REPLY, Method.COUNTER})
_TAKEN = ("title", "all_day", "starts", "ends", "zone", "rule", "gaps", "place", "note", "busy")
_THERE = """
SELECT id, ifnull(series, id), origin, sequence, state FROM appointment
 WHERE uid=?1 AND ifnull(occurrence, '')=?2
"""


class Result(StrEnum):
    """What an entry of the file does."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    KNOWN = "known"
    OWN = "own"
    BAD = "bad"


class PlannedEvent(NamedTuple):
    """One entry and what it would do; `appointment` is the one that is there."""

    place: str
    title: str
    starts: datetime | None
    result: Result
    appointment: int | None
    findings: tuple[Finding, ...]
    event: Event | None = None

    @property
    def name(self) -> str:
        """What stands in the list."""
        return self.title or "–"


class CalendarPlan(NamedTuple):
    """What the whole file would do: the dry run."""

    rows: tuple[PlannedEvent, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Entries by what they do; every result is there."""
        there = Counter(row.result for row in self.rows)
        return {result.value: there[result] for result in Result}


def plan_calendar(con: sqlite3.Connection, found: Sequence[Found]) -> CalendarPlan:
    """What the entries of a calendar would do here; reads only."""
    seen: set[tuple[str, datetime | None]] = set()
    return CalendarPlan(tuple(_plan(con, one, seen) for one in found))


def _plan(
    con: sqlite3.Connection, one: Found, seen: set[tuple[str, datetime | None]]
) -> PlannedEvent:
    event = one.event
    if event is None:
        return PlannedEvent(one.place, "", None, Result.BAD, None, one.findings)
    if one.method in _ANSWERS:
        return _bad(one, event, N_("This is an answer to an invitation, not an appointment."))
    if one.method is Method.CANCEL:
        event = event._replace(status=Status.CANCELLED)
    mark = (event.uid, event.occurrence)
    if mark in seen:
        return _told(one, event, Result.KNOWN, None, N_("The same entry stands in the file twice."))
    seen.add(mark)
    try:
        event = _with_rule(event)
    except InputError as error:
        return _bad(one, event, error.message, **error.values)
    return _compare(con, one, event, seen)


def _with_rule(event: Event) -> Event:
    """The series as it is kept: it begins on the first day that its rule means."""
    if not event.rule:
        return event
    rule = format_rule(parse_rule(event.rule))
    begin = first_of(rule, event.starts)
    return event._replace(rule=rule, starts=begin, ends=begin + (event.ends - event.starts))


def _compare(
    con: sqlite3.Connection, one: Found, event: Event, seen: set[tuple[str, datetime | None]]
) -> PlannedEvent:
    occurrence = event.occurrence.isoformat(timespec="minutes") if event.occurrence else ""
    there = con.execute(_THERE, (event.uid, occurrence)).fetchone()
    cancelled = event.status is Status.CANCELLED
    if there is None:
        series = con.execute(
            "SELECT origin FROM appointment WHERE uid=? AND series IS NULL", (event.uid,)
        ).fetchone()
        if event.occurrence and series is not None and not series[0]:
            return _told(one, event, Result.OWN, None, _OWN)
        if event.occurrence and series is None and (event.uid, None) not in seen:
            return _bad(one, event, N_("It changes a day of a series that is not there."))
        if cancelled and not event.occurrence:
            return _told(one, event, Result.KNOWN, None, N_("Cancelled, and not in the calendar."))
        return _told(one, event, Result.NEW, None)
    key, of, origin, sequence, state = there
    if not origin:
        return _told(one, event, Result.OWN, key, _OWN)
    if event.sequence < sequence:
        return _told(one, event, Result.KNOWN, key, N_("A newer version is there already."))
    if cancelled:
        return _told(one, event, Result.KNOWN if state == "cancelled" else Result.CANCELLED, key)
    now = next(
        (each for each in events(con, [of]).get(of, ()) if each.occurrence == event.occurrence),
        None,
    )
    if now is not None:  # a cancelled day is a row of its own in the file as well
        now = now._replace(gaps=gaps_of(con, key) if now.rule else ())
    same = now is not None and all(getattr(now, name) == getattr(event, name) for name in _TAKEN)
    return _told(one, event, Result.KNOWN if same else Result.CHANGED, key)


_OWN = N_("An appointment of this firm: it stays as it is here.")


def _told(
    one: Found, event: Event, result: Result, key: int | None, message: str = ""
) -> PlannedEvent:
    note = Finding(_CODE, one.place, message, "", Severity.NOTE)
    findings = (*one.findings, note) if message else one.findings
    return PlannedEvent(one.place, event.title, event.starts, result, key, findings, event)


def _bad(one: Found, event: Event, message: str, **values: object) -> PlannedEvent:
    note = Finding(_CODE, one.place, message, values=values_of(**values))
    return PlannedEvent(
        one.place, event.title, event.starts, Result.BAD, None, (*one.findings, note)
    )


@use_case(N_("Calendar imported"))
def import_calendar(
    unit: Unit, found: Sequence[Found], origin: str,
    kind: AppointmentKind = AppointmentKind.OTHER,
) -> CalendarPlan:  # fmt: skip
    """Take over the entries of a calendar in one step; returns what was done with each.

    Args:
        unit: the step.
        found: the entries as they were read.
        origin: name of the file or feed; by it entries are known to follow the file.
        kind: what new appointments are for.

    Raises:
        InputError: the origin has no name.
    """
    if not origin.strip():
        raise InputError(N_("Give the calendar a name."), field="origin")
    plan = plan_calendar(unit.con, found)
    for row in plan.rows:
        take_entry(unit, row, origin[:200], kind)
    return plan


def take_entry(unit: Unit, row: PlannedEvent, origin: str, kind: AppointmentKind) -> None:
    """Take over one entry of a plan: it is added, changed or cancelled, as the plan says."""
    if row.event is None:
        return
    if row.result is Result.NEW:
        _add(unit, row.event, origin, kind)
    elif row.result is Result.CHANGED:
        _change(unit, row.appointment, row.event)
    elif row.result is Result.CANCELLED:
        _cancel(unit, row.appointment, row.event, origin)


def _values(event: Event) -> dict[str, Any]:
    return {
        name: getattr(event, name) for name in _TAKEN if name != "gaps"
    } | {"sequence": event.sequence}  # fmt: skip


def _add(unit: Unit, event: Event, origin: str, kind: AppointmentKind) -> None:
    series = None
    if event.occurrence is not None:
        series = unit.exec(
            select(AppointmentRow).where(
                AppointmentRow.uid == event.uid,
                AppointmentRow.series.is_(None),  # type: ignore[union-attr]
            )
        ).first()
        if series is None:
            return  # its series could not be read, and said so
    row = AppointmentRow(
        uid=event.uid, kind=series.kind if series else kind, origin=origin,
        series=series.key if series else None, occurrence=event.occurrence, **_values(event),
    )  # fmt: skip
    row.state = _state(event)
    unit.put(row)
    _gaps(unit, row, event)
    unit.emit(AppointmentChanged(row.key, Change.CREATED, row.sequence, row.series, row.occurrence))


def _state(event: Event) -> AppointmentState:
    if event.status is Status.CANCELLED:
        return AppointmentState.CANCELLED
    return AppointmentState.PLANNED


def _change(unit: Unit, key: int | None, event: Event) -> None:
    row = unit.get(AppointmentRow, key) if key is not None else None
    if row is None:
        return
    for name, value in _values(event).items():
        setattr(row, name, value)
    if row.state is AppointmentState.CANCELLED:
        row.state, row.reason = AppointmentState.PLANNED, ""
    _gaps(unit, row, event)
    unit.flush()
    unit.emit(AppointmentChanged(row.key, Change.CHANGED, row.sequence, row.series, row.occurrence))


def _gaps(unit: Unit, row: AppointmentRow, event: Event) -> None:
    """The days that the series leaves out, as the file says."""
    there = {
        gap.occurrence: gap
        for gap in unit.exec(select(GapRow).where(GapRow.appointment == row.key)).all()
    }
    wanted = set(event.gaps) if event.rule else set()
    for moment, gap in there.items():
        if moment not in wanted:
            unit.delete(gap)
    for moment in sorted(wanted - there.keys()):
        unit.put(GapRow(appointment=row.key, occurrence=moment))


def _cancel(unit: Unit, key: int | None, event: Event, origin: str) -> None:
    row = unit.get(AppointmentRow, key) if key is not None else None
    if row is None:
        return
    row.state, row.reason = AppointmentState.CANCELLED, origin
    row.sequence = max(row.sequence, event.sequence)
    unit.flush()
    unit.emit(
        AppointmentChanged(row.key, Change.CANCELLED, row.sequence, row.series, row.occurrence)
    )
