"""Appointments written down, changed, moved, copied, confirmed, done and cancelled.

A change is for one appointment, or for what `scope` says of a series (`service/series.py`). With
each change of time, place, rule or end the sequence goes up by one: those who come must know.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import (
    AppointmentChanged,
    AppointmentState,
    Change,
    Scope,
)
from kontor.calendar.model.appointments import (
    AppointmentChange,
    AppointmentInput,
    AppointmentRow,
    GapRow,
    MoveInput,
)
from kontor.calendar.rules.recurrence import first_of, format_rule, parse_rule
from kontor.calendar.rules.walltime import (
    check_exists,
    from_utc_minute,
    midnight,
    utc_minute,
    zone_of,
)
from kontor.calendar.service import series as parts
from kontor.contacts import queries as contacts
from kontor.store.unit import Unit, use_case

USUAL = 60  # minutes
_PLAIN = (
    "kind", "title", "place", "reference", "travel_before", "travel_after", "weather",
    "fallback", "note",
)  # fmt: skip
_DAY = timedelta(days=1)


@use_case(N_("Appointment added"))
def add_appointment(unit: Unit, data: AppointmentInput) -> int:
    """Add an appointment or a series; a series begins on the first day that its rule means.

    Raises:
        InputError: a time that no clock shows, a rule that gives no day, names nobody knows.
        Refused: an appointment with this uid is there already.
    """
    zone_of(data.zone)
    starts, ends = _times(data)
    rule = format_rule(parse_rule(data.rule)) if data.rule else ""
    if rule:
        begin = first_of(rule, starts)
        starts, ends = begin, begin + (ends - starts)
    partner, site = _partner(unit, data.contact, data.site)
    if (
        data.uid
        and unit.con.execute("SELECT 1 FROM appointment WHERE uid=?", (data.uid,)).fetchone()
    ):
        raise Refused(N_("This appointment is in the calendar already."), field="uid")
    row = AppointmentRow(
        uid=data.uid or f"{uuid4().hex}@kontor", starts=starts, ends=ends, rule=rule,
        all_day=data.all_day, zone=data.zone, state=data.state, origin=data.origin,
        contact=partner, site=site, busy=not data.free,
        **{name: getattr(data, name) for name in _PLAIN},
    )  # fmt: skip
    if row.state is AppointmentState.CANCELLED:
        raise InputError(N_("A new appointment is not cancelled."), field="state")
    unit.put(row)
    parts.put_crew(unit, row, data.crew)
    unit.emit(AppointmentChanged(row.key, Change.CREATED, 0))
    return row.key


@use_case(N_("Appointment changed"))
def change_appointment(
    unit: Unit,
    appointment: int,
    data: AppointmentChange,
    scope: Scope | None = None,
    occurrence: datetime | None = None,
) -> int:
    """Change what is known of an appointment; what is not given stays. Returns the row it is in.

    Occurrences of a series that had the same value take the new one along.

    Raises:
        Refused: a rule for a single occurrence.
    """
    row = parts.pick(unit, appointment, scope, occurrence)
    given = data.model_fields_set
    values: dict[str, Any] = {
        name: getattr(data, name)
        for name in given & {*_PLAIN}
        if getattr(data, name) is not None or name == "fallback"
    }
    if "free" in given:
        values["busy"] = not data.free
    if "contact" in given or "site" in given:
        values |= _whose(unit, row, data)
    tells = "place" in values and values["place"] != row.place
    if tells or values.get("title", row.title) != row.title:
        parts.refuse_begun(unit, row)
    if "rule" in given and data.rule is not None:
        tells |= parts.set_rule(unit, row, data.rule)
    parts.take_values(unit, row, values)
    if "crew" in given:
        parts.put_crew(unit, row, data.crew)
    row.sequence += tells
    unit.flush()
    unit.emit(parts.changed(row, Change.CHANGED))
    return row.key


@use_case(N_("Appointment moved"))
def move_appointment(
    unit: Unit,
    appointment: int,
    data: MoveInput,
    scope: Scope | None = None,
    occurrence: datetime | None = None,
) -> int:
    """Move an appointment, make it longer or shorter, give it to others. Returns the row it is in.

    Of a series, all occurrences move as far as the one that is named; what differs moves along.

    Raises:
        InputError: a time that no clock shows, an end before the begin.
        Refused: it is done or cancelled, or the rule names days that another day does not fit.
    """
    row = parts.pick(unit, appointment, scope, occurrence)
    parts.refuse_begun(unit, row)
    if row.state in {AppointmentState.DONE, AppointmentState.CANCELLED}:
        raise Refused(
            N_("“{title}” is over: it cannot be moved."), title=row.title,
            hint=N_("Take it up again first, or copy it."),
        )  # fmt: skip
    shown = occurrence if row.rule and occurrence is not None else row.starts
    starts, length = _moved(row, shown, data)
    if (starts, length) != (shown, row.ends - row.starts):
        parts.shift(unit, row, starts - shown, length)
        row.sequence += 1
    if data.crew is not None:
        parts.put_crew(unit, row, data.crew)
    unit.flush()
    unit.emit(parts.changed(row, Change.MOVED))
    return row.key


@use_case(N_("Appointment copied"))
def copy_appointment(
    unit: Unit, appointment: int, starts: datetime, occurrence: datetime | None = None
) -> int:
    """Make another single appointment like this one, at another time; it is planned anew."""
    row = parts.appointment_row(unit, appointment)
    if row.rule and occurrence is not None:
        changed = parts.changed_row(unit, row, occurrence)
        row = changed or row
    if row.all_day:
        starts = midnight(starts.date())
    else:
        check_exists(starts, row.zone)
    fields = parts.fields_of(row) | {
        "uid": f"{uuid4().hex}@kontor", "starts": starts, "ends": starts + (row.ends - row.starts),
        "rule": "", "state": AppointmentState.PLANNED, "reason": "", "origin": "",
        "sequence": 0,
    }  # fmt: skip
    made = unit.put(AppointmentRow(**fields))
    parts.copy_crew(unit, row.key, made.key)
    unit.emit(AppointmentChanged(made.key, Change.CREATED, 0))
    return made.key


@use_case(N_("Appointment cancelled"))
def cancel_appointment(
    unit: Unit,
    appointment: int,
    reason: str,
    scope: Scope | None = None,
    occurrence: datetime | None = None,
) -> int:
    """Cancel an appointment with the reason; it stays in the file. Returns the row it is in.

    Of a whole series, what was done stays done.

    Raises:
        InputError: no reason.
        Refused: it is done.
    """
    if not reason.strip():
        raise InputError(N_("Say why it does not take place."), field="reason")
    row = parts.pick(unit, appointment, scope, occurrence)
    parts.refuse_begun(unit, row)
    if row.state is AppointmentState.DONE:
        raise Refused(N_("“{title}” is done: it cannot be cancelled."), title=row.title)
    if row.rule:
        for one in parts.changed_rows(unit, row.key):
            if one.state not in {AppointmentState.DONE, AppointmentState.CANCELLED}:
                one.state, one.reason = AppointmentState.CANCELLED, reason.strip()
                one.sequence += 1
    if row.state is not AppointmentState.CANCELLED:
        row.sequence += 1
    row.state, row.reason = AppointmentState.CANCELLED, reason.strip()
    unit.flush()
    unit.emit(parts.changed(row, Change.CANCELLED))
    return row.key


@use_case(N_("Appointment left out"))
def skip_occurrence(unit: Unit, appointment: int, occurrence: datetime) -> None:
    """Leave an occurrence of a series out as if it had never been, such as on a holiday.

    Raises:
        Refused: it is done, or people were told about it: then it is cancelled.
    """
    series = parts.series_of(unit, appointment)
    parts.check_given(series, occurrence)
    changed = parts.changed_row(unit, series, occurrence)
    if changed is not None:
        if changed.state in {AppointmentState.DONE, AppointmentState.UNDER_WAY}:
            raise Refused(N_("“{title}” is done: it cannot be cancelled."), title=changed.title)
        parts.drop_row(unit, changed)
    unit.put(GapRow(appointment=series.key, occurrence=occurrence))
    series.sequence += 1
    unit.flush()
    unit.emit(parts.changed(series, Change.CHANGED))


@use_case(N_("Appointment: where it stands"))
def set_state(
    unit: Unit, appointment: int, state: AppointmentState, occurrence: datetime | None = None
) -> int:
    """Say where an appointment stands: confirmed, under way, done, or planned again.

    Of a series only the one occurrence. Returns the row it is in.

    Raises:
        InputError: cancelled needs its reason; held is what a proposal makes.
    """
    if state in {AppointmentState.CANCELLED, AppointmentState.HELD}:
        raise InputError(N_("Cancelling needs a reason, and has its own command."), field="state")
    row = parts.pick(unit, appointment, None, occurrence)
    if row.rule and state in {AppointmentState.UNDER_WAY, AppointmentState.DONE}:
        raise Refused(
            N_("“{title}” is a series."), title=row.title,
            hint=N_("Say which day: --on 2026-03-16."),
        )  # fmt: skip
    if row.state is AppointmentState.CANCELLED:
        row.sequence += 1
    row.state, row.reason = state, ""
    unit.flush()
    unit.emit(parts.changed(row, Change.STATE))
    return row.key


def release_held(unit: Unit, reference: str) -> int:
    """Take away what was kept free for a reference while a date was being found; how many."""
    keys = unit.con.execute(
        "SELECT id FROM appointment WHERE reference=? AND state='held'", (reference,)
    ).fetchall()
    for (key,) in keys:
        parts.drop_row(unit, parts.appointment_row(unit, key))
    return len(keys)


# -- inside --------------------------------------------------------------------------------------


def _times(data: AppointmentInput) -> tuple[datetime, datetime]:
    if data.all_day:
        last = max(data.ends or data.starts, data.starts).date()
        return midnight(data.starts.date()), midnight(last + _DAY)
    starts = check_exists(data.starts, data.zone)
    if data.ends is not None:
        return starts, check_exists(data.ends, data.zone, "ends")
    return starts, _after(starts, data.minutes or USUAL, data.zone)


def _after(starts: datetime, minutes: int, zone: str) -> datetime:
    """The wall time so many real minutes later."""
    ends = from_utc_minute(utc_minute(starts, zone) + minutes, zone)
    return max(ends, starts + timedelta(minutes=1))


def _moved(row: AppointmentRow, shown: datetime, data: MoveInput) -> tuple[datetime, timedelta]:
    """The new begin and the new length as the wall shows it."""
    length = row.ends - row.starts
    starts = data.starts or shown
    if data.day is not None:
        starts = datetime.combine(data.day, (data.starts or shown).time())
    if row.all_day and data.starts is not None and data.starts != midnight(data.starts.date()):
        return _given_time(row, data)
    if row.all_day:
        starts = midnight(starts.date())
        if data.minutes is not None:
            raise InputError(N_("Whole days have no minutes."), field="minutes")
        if data.ends is not None:
            length = midnight(data.ends.date() + _DAY) - starts
    else:
        check_exists(starts, row.zone)
        if data.ends is not None:
            length = check_exists(data.ends, row.zone, "ends") - starts
        elif data.minutes is not None:
            length = _after(starts, data.minutes, row.zone) - starts
    if length <= timedelta():
        raise InputError(N_("The end lies before the begin."), field="ends")
    return starts, length


def _given_time(row: AppointmentRow, data: MoveInput) -> tuple[datetime, timedelta]:
    """A whole day gets its time, as when the hour of a visit is agreed on."""
    if row.rule or row.series is not None or data.starts is None:
        raise InputError(N_("A series of whole days has no time of day."), field="starts")
    row.all_day = False
    starts = check_exists(data.starts, row.zone)
    ends = data.ends or _after(starts, data.minutes or USUAL, row.zone)
    if ends <= starts:
        raise InputError(N_("The end lies before the begin."), field="ends")
    return starts, ends - starts


def _partner(unit: Unit, contact: str | None, site: str | None) -> tuple[int | None, int | None]:
    """Contact and site; a site alone brings its contact along."""
    if contact:
        key = contacts.resolve(unit.con, contact).id
        return key, contacts.site_of(unit.con, key, site)
    if site and site.startswith("site:") and site[5:].isascii() and site[5:].isdigit():
        found = contacts.site(unit.con, int(site[5:20]))
        return found.contact, found.id
    if site:
        raise InputError(N_("Say whose site it is: the contact is missing."), field="site")
    return None, None


def _whose(unit: Unit, row: AppointmentRow, data: AppointmentChange) -> dict[str, Any]:
    given = data.model_fields_set
    if "contact" in given:
        partner, site = _partner(unit, data.contact, data.site if "site" in given else None)
        if site is None and partner == row.contact and "site" not in given:
            site = row.site
        return {"contact": partner, "site": site}
    if not data.site:
        return {"site": None}
    if row.contact is None:
        partner, site = _partner(unit, None, data.site)
        return {"contact": partner, "site": site}
    return {"site": contacts.site_of(unit.con, row.contact, data.site)}
