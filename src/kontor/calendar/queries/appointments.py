"""Appointments of a window (day, week, month, agenda), one of them, and those of a reference.

A window holds every occurrence of a series by itself: `target` and `occurrence` say what a change
is for. All times of a window are wall time of `zone`, which is the one of the firm.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.appointments import (
    OPEN,
    ZONE,
    AppointmentKind,
    AppointmentState,
    CrewKind,
    CrewMember,
)
from kontor.calendar.rules.recurrence import gives, occurrences
from kontor.calendar.rules.walltime import midnight, shown, to_utc, to_wall
from kontor.company import queries as company
from kontor.company.kinds import Team

_COLUMNS = """
SELECT a.id, a.uid, a.sequence, a.kind, a.title, a.all_day, a.starts, a.ends, a.zone, a.rule,
       a.series, a.occurrence, a.place, a.contact, ifnull(c.name, ''), a.site, ifnull(s.name, ''),
       a.reference, a.travel_before, a.travel_after, a.state, a.reason, a.busy, a.weather,
       a.fallback, a.note, a.origin
  FROM appointment a LEFT JOIN contact c ON c.id = a.contact LEFT JOIN site s ON s.id = a.site
"""
_WINDOW = """
 WHERE (a.rule = '' AND a.starts < :end AND a.ends > :start)
    OR (a.rule <> '' AND a.starts < :end)
"""
_NAMED = " WHERE a.id IN (SELECT value FROM json_each(:ids))"
_CREW = """
SELECT k.appointment, k.employee, e.short, k.vehicle, v.name, k.team, t.name
  FROM appointment_crew k LEFT JOIN employee e ON e.id = k.employee
  LEFT JOIN vehicle v ON v.id = k.vehicle LEFT JOIN team t ON t.id = k.team
 WHERE k.appointment IN (SELECT value FROM json_each(?)) ORDER BY k.id
"""
_DAY = timedelta(days=1)


class Entry(NamedTuple):
    """An appointment, or one occurrence of a series.

    Attributes:
        id: of the row that describes it: of the series, or of the occurrence that differs.
        ends: exclusive; of whole days the midnight after the last.
        rule: of the series, also of its occurrences.
        series: the series, when this is an occurrence of one.
        occurrence: start that the rule gave, which names the occurrence.
        people: everybody who is in it, members of its teams included (ids of employees).
    """

    id: int
    uid: str
    sequence: int
    kind: AppointmentKind
    title: str
    all_day: bool
    starts: datetime
    ends: datetime
    zone: str
    rule: str
    series: int | None
    occurrence: datetime | None
    place: str
    contact: int | None
    contact_name: str
    site: int | None
    site_name: str
    reference: str
    travel_before: int
    travel_after: int
    state: AppointmentState
    reason: str
    busy: bool
    weather: bool
    fallback: date | None
    note: str
    origin: str
    crew: tuple[CrewMember, ...] = ()
    people: tuple[int, ...] = ()

    @property
    def target(self) -> int:
        """What a change is for: the series together with `occurrence`, or the row itself."""
        return self.series or self.id

    @property
    def ref(self) -> str:
        """How other areas name it."""
        return f"calendar:{self.id}"

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return self.starts.date()

    @property
    def last_day(self) -> date:
        """The last day that it touches."""
        return (self.ends - timedelta(minutes=1)).date()

    @property
    def open(self) -> bool:
        """Neither done nor cancelled."""
        return self.state in OPEN

    def takes(self, kind: CrewKind, key: int) -> bool:
        """Whether it is for this person, vehicle or team; for a person also in a team."""
        if kind is CrewKind.EMPLOYEE and key in self.people:
            return True
        return any(one.kind is kind and one.id == key for one in self.crew)


class Filter(NamedTuple):
    """What a window shows; `text` are words of title, place, contact, crew or note."""

    crew: tuple[tuple[CrewKind, int], ...] = ()
    kinds: tuple[AppointmentKind, ...] = ()
    states: tuple[AppointmentState, ...] = ()
    contact: int | None = None
    reference: str = ""
    text: str = ""
    cancelled: bool = False


EVERYTHING = Filter()


def window(
    con: sqlite3.Connection, start: date, end: date, wanted: Filter = EVERYTHING
) -> list[Entry]:
    """What touches the days from `start` on and before `end`, in order; whole days come first.

    Cancelled ones only on demand. A window is cut after two years.
    """
    first, last = midnight(start), midnight(end)
    values = {"start": _stored(first - _DAY), "end": _stored(last + _DAY)}
    rows = [_entry(row) for row in con.execute(_COLUMNS + _WINDOW, values).fetchall()]
    singles = [one for one in rows if not one.rule]
    series = [one for one in rows if one.rule]
    rules = {one.id: one.rule for one in series}
    found = [
        _here(one)._replace(rule=rules.get(one.series or 0, ""))
        for one in singles
    ] + list(_expanded(con, series, first, last))  # fmt: skip
    found = [one for one in found if one.starts < last and one.ends > first]
    found = list(with_crew(con, (one for one in found if _matches(one, wanted))))
    return sorted((one for one in found if _crewed(one, wanted)), key=in_order)


def in_order(one: Entry) -> tuple[date, bool, datetime, int]:
    """By day, whole days first, then by time."""
    return (one.first_day, not one.all_day, one.starts, one.id)


def entry(con: sqlite3.Connection, key: int, occurrence: datetime | None = None) -> Entry:
    """One appointment; with `occurrence` the one of its series.

    Raises:
        NotFound: there is no such appointment, or the series has no such occurrence.
    """
    rows = con.execute(_COLUMNS + _NAMED, {"ids": json.dumps([key])}).fetchall()
    if not rows:
        raise NotFound(N_("There is no appointment {number}."), number=key)
    found = _entry(rows[0])
    if found.series is not None:
        rule = con.execute("SELECT rule FROM appointment WHERE id=?", (found.series,)).fetchone()
        found = found._replace(rule=rule[0])
    elif occurrence is not None:
        found = _occurrence(con, found, occurrence)
    return next(with_crew(con, [found]))


def _occurrence(con: sqlite3.Connection, series: Entry, occurrence: datetime) -> Entry:
    changed = con.execute(
        "SELECT id FROM appointment WHERE series=? AND occurrence=?",
        (series.id, _stored(occurrence)),
    ).fetchone()
    if changed:
        return entry(con, changed[0])
    left_out = con.execute(
        "SELECT 1 FROM appointment_gap WHERE appointment=? AND occurrence=?",
        (series.id, _stored(occurrence)),
    ).fetchone()
    if left_out or not series.rule or not gives(series.rule, series.starts, occurrence):
        raise _not_on(series, occurrence.date())
    return _at(series, occurrence)


def entries_of(con: sqlite3.Connection, reference: str) -> list[Entry]:
    """All appointments for something: rows, not occurrences; the newest first."""
    rows = con.execute(
        _COLUMNS + " WHERE a.reference = ? ORDER BY a.starts DESC, a.id DESC", (reference,)
    ).fetchall()
    return list(with_crew(con, [_entry(row) for row in rows]))


def series_rows(con: sqlite3.Connection, series: int) -> tuple[list[datetime], list[Entry]]:
    """The gaps of a series and its occurrences that differ, both in order."""
    gaps = con.execute(
        "SELECT occurrence FROM appointment_gap WHERE appointment=? ORDER BY occurrence", (series,)
    ).fetchall()
    rows = con.execute(_COLUMNS + " WHERE a.series = ? ORDER BY a.occurrence", (series,)).fetchall()
    changed = list(with_crew(con, [_entry(row) for row in rows]))
    return [datetime.fromisoformat(one) for (one,) in gaps], changed


def next_occurrence(con: sqlite3.Connection, key: int, after: date) -> Entry:
    """The next time that a series takes place from a day on; an appointment itself."""
    found = entry(con, key)
    if not found.rule or found.series is not None:
        return found
    coming = window(con, after, after + timedelta(days=730))
    return next((one for one in coming if one.target == key), found)


def occurrence_on(con: sqlite3.Connection, key: int, day: date) -> datetime | None:
    """Which occurrence of a series takes place on a day; None of what is no series.

    Raises:
        NotFound: it does not take place on that day.
    """
    one = entry(con, key)
    if one.series is not None or not one.rule:
        return one.occurrence
    for found in window(con, day, day + _DAY, Filter(cancelled=True)):
        if found.series == key and found.first_day == day:
            return found.occurrence
    raise _not_on(one, day)


def _not_on(series: Entry, day: date) -> NotFound:
    return NotFound(
        N_("“{title}” does not take place on {day}."), title=series.title, day=day.isoformat()
    )


def resolve(con: sqlite3.Connection, text: str) -> int:
    """The id of an appointment by number or reference; `NotFound` otherwise."""
    key = text.strip().removeprefix("calendar:")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        raise NotFound(
            N_("“{text}” is not an appointment."), text=quoted(text),
            hint=N_("Give its number, as “kontor calendar list” shows it."),
        )  # fmt: skip
    return entry(con, int(key)).id


# -- inside --------------------------------------------------------------------------------------


def _entry(row: tuple[Any, ...]) -> Entry:
    one = Entry(*row)
    return one._replace(
        kind=AppointmentKind(one.kind), state=AppointmentState(one.state),
        all_day=bool(one.all_day), busy=bool(one.busy), weather=bool(one.weather),
        starts=datetime.fromisoformat(str(row[6])), ends=datetime.fromisoformat(str(row[7])),
        occurrence=datetime.fromisoformat(str(row[11])) if row[11] else None,
        fallback=date.fromisoformat(str(row[24])) if row[24] else None,
    )  # fmt: skip


def _stored(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _expanded(
    con: sqlite3.Connection, series: list[Entry], first: datetime, last: datetime
) -> Iterator[Entry]:
    """Occurrences of series that touch a window, without gaps and without those that differ."""
    if not series:
        return
    ids = json.dumps([one.id for one in series])
    gone: dict[int, set[datetime]] = {}
    for key, occurrence in con.execute(
        "SELECT appointment,occurrence FROM appointment_gap"
        " WHERE appointment IN (SELECT value FROM json_each(?1)) UNION ALL"
        " SELECT series,occurrence FROM appointment WHERE series IN"
        " (SELECT value FROM json_each(?1))",
        (ids,),
    ).fetchall():
        gone.setdefault(key, set()).add(datetime.fromisoformat(occurrence))
    for one in series:
        begin = first - (one.ends - one.starts) - _DAY
        for moment in occurrences(one.rule, one.starts, begin, last + _DAY):
            if moment not in gone.get(one.id, ()):
                yield _here(_at(one, moment))


def _at(series: Entry, occurrence: datetime) -> Entry:
    """The occurrence of a series that starts where the rule says."""
    starts, ends = occurrence, occurrence + (series.ends - series.starts)
    if not series.all_day:
        starts, ends = shown(starts, series.zone), shown(ends, series.zone)
    return series._replace(
        starts=starts, ends=max(ends, starts + timedelta(minutes=1)), series=series.id,
        occurrence=occurrence,
    )  # fmt: skip


def _here(one: Entry) -> Entry:
    """The same appointment as the clock at home shows it; whole days stay."""
    if one.zone == ZONE or one.all_day:
        return one
    starts, ends = (to_wall(to_utc(moment, one.zone), ZONE) for moment in (one.starts, one.ends))
    return one._replace(starts=starts, ends=ends)


def with_crew(con: sqlite3.Connection, found: Iterable[Entry]) -> Iterator[Entry]:
    """The same entries with their crew and everybody in it."""
    entries = list(found)
    crews: dict[int, list[CrewMember]] = {}
    ids = json.dumps(list({one.id for one in entries}))
    for key, employee, short, vehicle, car, team, name in con.execute(_CREW, (ids,)).fetchall():
        member = (
            CrewMember(CrewKind.EMPLOYEE, employee, short) if employee
            else CrewMember(CrewKind.VEHICLE, vehicle, car) if vehicle
            else CrewMember(CrewKind.TEAM, team, name)
        )  # fmt: skip
        crews.setdefault(key, []).append(member)
    teams = {one.id: one for one in company.teams(con)} if crews else {}
    for one in entries:
        crew = tuple(crews.get(one.id, ()))
        yield one._replace(crew=crew, people=_people(crew, teams, one.first_day)) if crew else one


def _people(crew: tuple[CrewMember, ...], teams: dict[int, Team], day: date) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for one in crew:
        if one.kind is CrewKind.EMPLOYEE:
            found[one.id] = None
        elif one.kind is CrewKind.TEAM:
            found.update(dict.fromkeys(teams[one.id].on(day)))
    return tuple(found)


def _matches(one: Entry, wanted: Filter) -> bool:
    """Everything but the crew, which is not known yet."""
    if one.state is AppointmentState.CANCELLED and not wanted.cancelled:
        return False
    return (
        (not wanted.kinds or one.kind in wanted.kinds)
        and (not wanted.states or one.state in wanted.states)
        and (wanted.contact is None or one.contact == wanted.contact)
        and (not wanted.reference or one.reference == wanted.reference)
    )


def _crewed(one: Entry, wanted: Filter) -> bool:
    if wanted.crew and not any(one.takes(kind, key) for kind, key in wanted.crew):
        return False
    if not wanted.text:
        return True
    crew = " ".join(member.name for member in one.crew)
    known = fold(" ".join((one.title, one.place, one.contact_name, one.site_name, one.note, crew)))
    return all(word in known for word in fold(wanted.text).split())
