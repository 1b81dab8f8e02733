"""Dated duties (Fristen): own ones, and marks on those of all areas."""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.calendar.kinds.deadlines import Key
from kontor.calendar.model.deadlines import (
    DeadlineChange,
    DeadlineFields,
    DeadlineInput,
    DeadlineKindInput,
    DeadlineKindRow,
    DeadlineMarkRow,
    DeadlineRow,
    DoneInput,
    SnoozeInput,
)
from kontor.calendar.queries import deadlines as queries
from kontor.calendar.rules import deadlines as rules
from kontor.company import queries as company
from kontor.contacts.queries import resolve
from kontor.store.unit import Unit, use_case

_PLAIN = ("months", "counts", "reference", "law", "note")
OWN = "calendar:deadline/"


@use_case(N_("Deadline added"))
def add_deadline(unit: Unit, data: DeadlineInput) -> int:
    """Add a dated duty; what is not given comes from its kind."""
    kind = queries.find_kind(unit.con, data.kind or rules.OTHER)
    row = DeadlineRow(
        title=data.title or kind.name, kind=kind.key, day=data.day,
        months=kind.months if data.months is None else data.months,
        counts=data.counts or kind.counts, leads=data.leads or rules.leads_text(kind.leads),
        reference=data.reference, law=data.law or kind.law,
        source="" if data.law else kind.source, note=data.note,
    )  # fmt: skip
    _who(unit, row, data)
    return unit.put(row).key


@use_case(N_("Deadline changed"))
def change_deadline(unit: Unit, deadline: int, data: DeadlineChange) -> None:
    """Change a dated duty; what is not given stays."""
    row = _row(unit, deadline)
    given = data.model_fields_set
    if "kind" in given and data.kind:
        row.kind = queries.find_kind(unit.con, data.kind).key
    for field in ("day", "title", "leads", *_PLAIN):
        value = getattr(data, field)
        if field in given and value is not None and (value != "" or field in {"note", "law"}):
            setattr(row, field, value)
    if "reference" in given:
        row.reference = data.reference
    _who(unit, row, data)
    unit.put(row)


@use_case(N_("Deadline removed"))
def end_deadline(unit: Unit, deadline: int, today: date) -> None:
    """A duty is no longer there: sold, cancelled, left the firm."""
    row = _row(unit, deadline)
    if row.ended is not None:
        raise Refused(N_("This deadline has ended already."))
    row.ended = today
    unit.put(row)


@use_case(N_("Deadline done"))
def done_deadline(unit: Unit, key: Key, data: DoneInput, today: date) -> date | None:
    """Note that a duty of any area was done; returns when an own one comes back.

    Raises:
        InputError: it comes back before it was done.
    """
    ref, _kind, day = key
    done = data.day or today
    if done > today:
        raise InputError(N_("What is done has a day that is over."), field="day")
    following = data.following
    if following is not None and following <= done:
        raise InputError(N_("The next time lies behind this one."), field="following")
    mark = _mark(unit, key)
    mark.done, mark.until, mark.note = done, None, data.note or mark.note
    unit.put(mark)
    if not ref.startswith(OWN):
        return None
    row = _row(unit, own_id(ref))
    if row.day != day:
        raise Refused(
            N_("This deadline is asked for on {day} now."), day=row.day,
            hint=N_("Look at the list again."),
        )  # fmt: skip
    after = following or rules.next_day(row.day, done, row.months, row.counts)
    if after is None:
        row.ended = done
    else:
        row.day = after
    unit.put(row)
    return after


@use_case(N_("Deadline put off"))
def snooze_deadline(unit: Unit, key: Key, data: SnoozeInput, today: date) -> None:
    """Put a duty of any area off, or say who takes care of it.

    Raises:
        InputError: the day is not ahead, or nothing was said.
    """
    if data.until is not None and data.until <= today:
        raise InputError(N_("It comes back on a later day."), field="until")
    if data.until is None and data.owner is None and not data.note:
        raise InputError(N_("Say until when, or who takes care."), field="until")
    mark = _mark(unit, key)
    if data.until is not None:
        mark.until = data.until
    if data.owner is not None:
        mark.owner = company.find_employee(unit.con, data.owner).id if data.owner else None
    mark.note = data.note or mark.note
    unit.put(mark)


@use_case(N_("Mark of a deadline removed"))
def unmark_deadline(unit: Unit, key: Key) -> None:
    """Take a mark back: it is told again as if nothing had been noted."""
    mark = _mark(unit, key)
    if mark.id is None:
        raise NotFound(N_("Nothing is noted on this deadline."))
    unit.delete(mark)
    unit.flush()


@use_case(N_("Kind of deadline set"))
def set_kind(unit: Unit, data: DeadlineKindInput) -> str:
    """Add a kind, or set own periods for one; returns its key."""
    known = queries.kind_or_none(unit.con, data.kind)
    key = known.key if known else _key(data.kind)
    row = unit.exec(select(DeadlineKindRow).where(DeadlineKindRow.kind == key)).first()
    row = row or DeadlineKindRow(kind=key, name="" if known else data.kind)
    row.months = row.months if data.months is None else data.months
    row.leads, row.law = data.leads or row.leads, data.law or row.law
    unit.put(row)
    return key


@use_case(N_("Kind of deadline reset"))
def reset_kind(unit: Unit, kind: str) -> None:
    """Take own periods of a kind back; an own kind goes when nothing uses it."""
    found = queries.find_kind(unit.con, kind)
    row = unit.exec(select(DeadlineKindRow).where(DeadlineKindRow.kind == found.key)).first()
    if row is None:
        raise NotFound(N_("“{name}” has no own periods."), name=found.name)
    (used,) = unit.con.execute(
        "SELECT count(*) FROM deadline WHERE kind=?", (found.key,)
    ).fetchone()
    if used and found.key not in rules.known_kinds():
        raise Refused(N_("{count} deadlines are of this kind."), count=used)
    unit.delete(row)
    unit.flush()


def own_id(ref: str) -> int:
    """The id of an own duty out of its reference."""
    return int(ref.removeprefix(OWN))


def _row(unit: Unit, deadline: int) -> DeadlineRow:
    row = unit.get(DeadlineRow, deadline)
    if row is None:
        raise NotFound(N_("There is no deadline {number}."), number=deadline)
    return row


def _mark(unit: Unit, key: Key) -> DeadlineMarkRow:
    ref, kind, day = key
    found = unit.exec(
        select(DeadlineMarkRow).where(
            DeadlineMarkRow.ref == ref, DeadlineMarkRow.kind == kind, DeadlineMarkRow.day == day
        )
    ).first()
    return found or DeadlineMarkRow(ref=ref, kind=kind, day=day)


def _who(unit: Unit, row: DeadlineRow, data: DeadlineFields) -> None:
    con = unit.con
    if data.employee is not None:
        row.employee = company.find_employee(con, data.employee).id if data.employee else None
    if data.vehicle is not None:
        row.vehicle = company.find_vehicle(con, data.vehicle).id if data.vehicle else None
    if data.contact is not None:
        row.contact = resolve(con, data.contact).id if data.contact else None


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40] or "own"
