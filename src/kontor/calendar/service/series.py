"""What a change of a series is for: one occurrence, this and the following ones, or all.

An occurrence that differs is a row of its own that names its series and the start that the rule
gave. “This and following” ends the series before it and lets another one go on, which takes the
later exceptions along, and the people who are invited.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import (
    AppointmentChanged,
    AppointmentState,
    Change,
    CrewKind,
    Scope,
)
from kontor.calendar.model.appointments import AppointmentRow, CrewRow, GapRow
from kontor.calendar.rules import recurrence
from kontor.calendar.rules.walltime import shown
from kontor.calendar.service.invitation_parts import carry_invitations
from kontor.company import queries as company
from kontor.company.kinds import Employee, Vehicle
from kontor.store.unit import Unit

_OVER = frozenset({AppointmentState.DONE, AppointmentState.UNDER_WAY})
_BEGUN = frozenset({"opened", "closed", "approved"})  # meetings


def appointment_row(unit: Unit, key: int) -> AppointmentRow:
    """The row of an appointment; `NotFound` without it."""
    row = unit.get(AppointmentRow, key)
    if row is None:
        raise NotFound(N_("There is no appointment {number}."), number=key)
    return row


def series_of(unit: Unit, key: int) -> AppointmentRow:
    """The series that an appointment is, or is an occurrence of; `Refused` when there is none."""
    row = appointment_row(unit, key)
    if row.series is not None:
        row = appointment_row(unit, row.series)
    if not row.rule:
        raise Refused(N_("“{title}” is not a series."), title=row.title)
    return row


def pick(unit: Unit, key: int, scope: Scope | None, occurrence: datetime | None) -> AppointmentRow:
    """The row that a change is written into; it is made when the change needs one of its own.

    Without a scope it is the occurrence that is named, else all of the series.

    Raises:
        InputError: the scope needs an occurrence.
        NotFound: the series has no such occurrence.
    """
    row = appointment_row(unit, key)
    if row.series is not None:
        if scope in {None, Scope.THIS}:
            return row
        occurrence, row = row.occurrence, appointment_row(unit, row.series)
    scope = scope or (Scope.ALL if occurrence is None else Scope.THIS)
    if not row.rule:
        return row
    if occurrence is None:
        if scope is Scope.ALL:
            return row
        raise InputError(
            N_("“{title}” is a series."), title=row.title, field="occurrence",
            hint=N_("Say which day: --on 2026-03-16."),
        )  # fmt: skip
    check_given(row, occurrence)
    if scope is Scope.THIS:
        return _own_row(unit, row, occurrence)
    if scope is Scope.ALL or occurrence == row.starts:
        return row
    return _split(unit, row, occurrence)


def check_given(series: AppointmentRow, occurrence: datetime) -> None:
    """Refuse an occurrence that the rule does not give."""
    if not recurrence.gives(series.rule, series.starts, occurrence):
        raise NotFound(
            N_("“{title}” does not take place on {day}."), title=series.title,
            day=occurrence.date().isoformat(),
        )  # fmt: skip


def changed_rows(unit: Unit, series: int) -> list[AppointmentRow]:
    """The occurrences of a series that differ from it, in order."""
    asked = select(AppointmentRow).where(AppointmentRow.series == series)
    return sorted(unit.exec(asked).all(), key=lambda one: one.occurrence or one.starts)


def changed_row(unit: Unit, series: AppointmentRow, occurrence: datetime) -> AppointmentRow | None:
    """The row of an occurrence that differs, if it does."""
    return next(
        (one for one in changed_rows(unit, series.key) if one.occurrence == occurrence), None
    )


def meeting_on(unit: Unit, appointment: int) -> str:
    """Where the meeting stands that is held in an appointment; empty when none is."""
    found = unit.con.execute("SELECT state FROM meeting WHERE appointment=?", (appointment,))
    row = found.fetchone()
    return str(row[0]) if row else ""


def refuse_begun(unit: Unit, row: AppointmentRow) -> None:
    """A meeting that was opened keeps its time, and is not cancelled any more."""
    if meeting_on(unit, row.key) in _BEGUN:
        raise Refused(
            N_("The meeting “{title}” was opened: its appointment stays."), title=row.title,
            hint=N_("Its minutes say what became of it."),
        )  # fmt: skip


def changed(row: AppointmentRow, change: Change) -> AppointmentChanged:
    """The event of a change."""
    return AppointmentChanged(row.key, change, row.sequence, row.series, row.occurrence)


def fields_of(row: AppointmentRow) -> dict[str, Any]:
    """All columns of a row but those that name it."""
    return row.model_dump(exclude={"id", "series", "occurrence"})


# -- changing ------------------------------------------------------------------------------------


def take_values(unit: Unit, row: AppointmentRow, values: dict[str, Any]) -> None:
    """Set columns; occurrences of a series that had the same value get the new one."""
    others = changed_rows(unit, row.key) if row.rule and values else []
    for name, value in values.items():
        old = getattr(row, name)
        for one in others:
            if getattr(one, name) == old and one.state not in _OVER:
                setattr(one, name, value)
        setattr(row, name, value)
    unit.flush()


def set_rule(unit: Unit, row: AppointmentRow, text: str) -> bool:
    """Give an appointment a rule, another one or none; whether that changed anything.

    What the new rule does not give any more goes; what was done becomes an appointment of its own.
    """
    rule = recurrence.format_rule(recurrence.parse_rule(text)) if text else ""
    if rule == row.rule:
        return False
    if row.series is not None:
        raise Refused(
            N_("A single occurrence has no rule of its own."),
            hint=N_("Change the rule for this and following, or for all."), field="rule",
        )  # fmt: skip
    if meeting_on(unit, row.key):
        raise Refused(
            N_("A meeting is one appointment: it cannot become a series."), field="rule",
            hint=N_("Plan the next meeting as one that follows this one."),
        )  # fmt: skip
    if rule:
        begin = recurrence.first_of(rule, row.starts)
        row.starts, row.ends = begin, begin + (row.ends - row.starts)
    row.rule = rule
    unit.flush()
    for one in changed_rows(unit, row.key):
        if not (rule and one.occurrence and recurrence.gives(rule, row.starts, one.occurrence)):
            _let_go(unit, one)
    for gap in unit.exec(select(GapRow).where(GapRow.appointment == row.key)).all():
        if not rule or not recurrence.gives(rule, row.starts, gap.occurrence):
            unit.delete(gap)
    unit.flush()
    return True


def shift(unit: Unit, row: AppointmentRow, by: timedelta, length: timedelta) -> None:
    """Move a row; a series with its rule, its gaps and what differs from it."""
    old_length = row.ends - row.starts
    new = row.starts + by
    if row.rule:
        rule = recurrence.shifted(row.rule, row.starts, new)
        others = changed_rows(unit, row.key)
        gaps = unit.exec(select(GapRow).where(GapRow.appointment == row.key)).all()
        row.rule = rule
        for one in _in_turn(others, by):
            _shift_changed(unit, one, by, (old_length, length))
        for gap in sorted(gaps, key=lambda one: one.occurrence, reverse=by > timedelta()):
            gap.occurrence += by
            unit.flush()
    row.starts, row.ends = new, new + length
    unit.flush()


def _in_turn(rows: Sequence[AppointmentRow], by: timedelta) -> list[AppointmentRow]:
    """So that none takes the place of one that is still to be moved."""
    return list(reversed(rows)) if by > timedelta() else list(rows)


def _shift_changed(
    unit: Unit, one: AppointmentRow, by: timedelta, lengths: tuple[timedelta, timedelta]
) -> None:
    """Move an occurrence that differs; one with a time of its own keeps it."""
    old_length, length = lengths
    if one.occurrence is None:  # pragma: no cover  the schema
        return
    stays = one.state in _OVER or one.state is AppointmentState.CANCELLED
    as_given = one.starts in {one.occurrence, shown(one.occurrence, one.zone)}
    if as_given and not stays:
        if one.ends - one.starts == old_length:
            one.ends = one.starts + length
        one.starts, one.ends = one.starts + by, one.ends + by
        one.sequence += 1
    one.occurrence += by
    unit.flush()


def stand_alone(unit: Unit, row: AppointmentRow) -> None:
    """Let a day of a series become an appointment of its own; the series leaves that day out.

    Who is asked to the series learns of the gap with the next sending; in calendars the day has a
    name of its own from now on, so that other people can be asked to it.
    """
    if row.series is None or row.occurrence is None:
        return
    series, occurrence = appointment_row(unit, row.series), row.occurrence
    series.sequence += row.sequence + 1
    _part(unit, row)
    unit.put(GapRow(appointment=series.key, occurrence=occurrence))
    unit.emit(changed(series, Change.CHANGED))
    unit.emit(AppointmentChanged(row.key, Change.SPLIT, 0, origin=series.key))


def _part(unit: Unit, row: AppointmentRow) -> None:
    row.series = row.occurrence = None
    row.uid, row.sequence = f"{uuid4().hex}@kontor", 0
    unit.flush()


def drop_row(unit: Unit, row: AppointmentRow) -> None:
    """Delete an appointment with its crew; a series with all that belongs to it.

    Raises:
        Refused: a meeting is held in it.
    """
    if meeting_on(unit, row.key):
        raise Refused(
            N_("The meeting “{title}” is held in this appointment."), title=row.title,
            hint=N_("Cancel it, or delete the meeting."),
        )  # fmt: skip
    for one in changed_rows(unit, row.key):
        drop_row(unit, one)
    for table in (GapRow, CrewRow):
        for part in unit.exec(select(table).where(table.appointment == row.key)).all():
            unit.delete(part)
    unit.flush()
    unit.delete(row)
    unit.flush()


# -- crew ----------------------------------------------------------------------------------------


def put_crew(unit: Unit, row: AppointmentRow, names: Collection[str]) -> None:
    """Let an appointment have exactly this crew; occurrences that had the same one follow.

    Raises:
        NotFound: nobody is called so.
        InputError: several are, or the person is not in the firm on that day.
    """
    wanted = dict.fromkeys(_found(unit, row, name) for name in names)
    old = _crew(unit, row.key)
    others = changed_rows(unit, row.key) if row.rule else []
    for one in [row, *others]:
        if one is row or (one.state not in _OVER and _crew(unit, one.key).keys() == old.keys()):
            _write_crew(unit, one.key, wanted)


def copy_crew(unit: Unit, source: int, target: int) -> None:
    """Give an appointment the crew of another one."""
    _write_crew(unit, target, _crew(unit, source))


def _found(unit: Unit, row: AppointmentRow, name: str) -> tuple[CrewKind, int]:
    day = row.starts.date()
    one = company.find_crew(unit.con, name, day)
    if isinstance(one, Employee):
        if not one.works_on(day) and row.state not in _OVER:
            raise InputError(
                N_("{name} is not in the firm on that day."), name=one.short, field="crew"
            )
        return CrewKind.EMPLOYEE, one.id
    return (CrewKind.VEHICLE if isinstance(one, Vehicle) else CrewKind.TEAM), one.id


def _crew(unit: Unit, appointment: int) -> dict[tuple[CrewKind, int], Any]:
    rows = unit.exec(select(CrewRow).where(CrewRow.appointment == appointment)).all()
    return {
        (kind, key): row
        for row in sorted(rows, key=lambda one: one.key)
        for kind, key in (
            (CrewKind.EMPLOYEE, row.employee), (CrewKind.VEHICLE, row.vehicle),
            (CrewKind.TEAM, row.team),
        )
        if key is not None
    }  # fmt: skip


def _write_crew(unit: Unit, appointment: int, wanted: Collection[tuple[CrewKind, int]]) -> None:
    there = _crew(unit, appointment)
    for member, row in there.items():
        if member not in wanted:
            unit.delete(row)
    unit.flush()
    for kind, key in wanted:
        if (kind, key) not in there:
            unit.put(CrewRow(appointment=appointment, **{kind.value: key}))


# -- series --------------------------------------------------------------------------------------


def _own_row(unit: Unit, series: AppointmentRow, occurrence: datetime) -> AppointmentRow:
    """The row of an occurrence, made when it does not differ yet."""
    there = changed_row(unit, series, occurrence)
    if there is not None:
        return there
    gap = unit.exec(
        select(GapRow).where(GapRow.appointment == series.key, GapRow.occurrence == occurrence)
    ).first()
    if gap is not None:
        check = N_("“{title}” does not take place on {day}.")
        raise NotFound(check, title=series.title, day=occurrence.date().isoformat())
    starts, ends = occurrence, occurrence + (series.ends - series.starts)
    if not series.all_day:
        starts, ends = shown(starts, series.zone), shown(ends, series.zone)
    fields = fields_of(series) | {
        "starts": starts, "ends": max(ends, starts + timedelta(minutes=1)), "rule": "",
    }  # fmt: skip
    made = unit.put(AppointmentRow(series=series.key, occurrence=occurrence, **fields))
    copy_crew(unit, series.key, made.key)
    return made


def _split(unit: Unit, series: AppointmentRow, occurrence: datetime) -> AppointmentRow:
    """End a series before an occurrence, and let another one go on from there."""
    fields = fields_of(series) | {
        "uid": f"{uuid4().hex}@kontor", "sequence": 0, "starts": occurrence,
        "ends": occurrence + (series.ends - series.starts),
        "rule": recurrence.rest_from(series.rule, series.starts, occurrence),
    }  # fmt: skip
    series.rule = recurrence.ended_before(series.rule, occurrence)
    series.sequence += 1
    unit.flush()
    made = unit.put(AppointmentRow(**fields))
    copy_crew(unit, series.key, made.key)
    carry_invitations(unit, series.key, made.key)
    for one in changed_rows(unit, series.key):
        if one.occurrence is not None and one.occurrence >= occurrence:
            one.series, one.uid = made.key, made.uid
    for gap in unit.exec(select(GapRow).where(GapRow.appointment == series.key)).all():
        if gap.occurrence >= occurrence:
            gap.appointment = made.key
    unit.flush()
    unit.emit(AppointmentChanged(made.key, Change.SPLIT, 0, origin=series.key))
    return made


def _let_go(unit: Unit, row: AppointmentRow) -> None:
    """An occurrence that its series no longer has: what was done, or is a meeting, stays."""
    if row.state in _OVER or meeting_on(unit, row.key):
        _part(unit, row)
    else:
        drop_row(unit, row)
