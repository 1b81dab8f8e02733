"""Appointments as calendar files carry them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.calendar.formats.event import Event, Status

_ROWS = """
SELECT id, ifnull(series, id), uid, title, all_day, starts, ends, zone, sequence, rule, occurrence,
       place, note, state, busy
  FROM appointment
 WHERE ifnull(series, id) IN (SELECT value FROM json_each(?))
 ORDER BY ifnull(series, id), series IS NOT NULL, occurrence, id
"""
_GAPS = """
SELECT appointment, occurrence FROM appointment_gap
 WHERE appointment IN (SELECT value FROM json_each(?)) ORDER BY occurrence
"""
_STATUS = {"held": Status.TENTATIVE, "cancelled": Status.CANCELLED}


def root(con: sqlite3.Connection, appointment: int) -> int:
    """The appointment that people are asked to: itself, or the series that it is a day of.

    Raises:
        NotFound: there is none.
    """
    row = con.execute("SELECT ifnull(series,id) FROM appointment WHERE id=?", (appointment,))
    found = row.fetchone()
    if found is None:
        raise NotFound(N_("There is no appointment {number}."), number=appointment)
    return int(found[0])


def events(con: sqlite3.Connection, appointments: Collection[int]) -> dict[int, list[Event]]:
    """Each of these appointments as one or more entries: a series first, its changed days behind.

    A cancelled day of a series that goes on is left out of the series, as a gap.
    """
    asked = json.dumps(sorted(appointments))
    gaps: dict[int, list[datetime]] = defaultdict(list)
    for key, occurrence in con.execute(_GAPS, (asked,)).fetchall():
        gaps[key].append(datetime.fromisoformat(occurrence))
    found: dict[int, list[Event]] = defaultdict(list)
    for row in con.execute(_ROWS, (asked,)).fetchall():
        key, of, event = row[0], row[1], _event(row[2:])
        if key != of and event.status is Status.CANCELLED and event.occurrence is not None:
            gaps[of].append(event.occurrence)
        else:
            found[of].append(event)
    for key, there in found.items():
        if there[0].rule:
            there[0] = there[0]._replace(gaps=tuple(sorted(set(gaps[key]))))
    return dict(found)


def gaps_of(con: sqlite3.Connection, series: int) -> tuple[datetime, ...]:
    """The days that a series leaves out by itself, without those that were cancelled later."""
    rows = con.execute(_GAPS, (json.dumps([series]),)).fetchall()
    return tuple(datetime.fromisoformat(occurrence) for _series, occurrence in rows)


def version(con: sqlite3.Connection, appointment: int) -> int:
    """A number that grows with every change of an appointment or of a day of its series."""
    row = con.execute(
        "SELECT sum(sequence) + (SELECT count(*) FROM appointment_gap WHERE appointment=?1)"
        " FROM appointment WHERE id=?1 OR series=?1",
        (appointment,),
    ).fetchone()
    return int(row[0] or 0)


def _event(row: tuple[Any, ...]) -> Event:
    uid, title, all_day, starts, ends, zone, sequence, rule, occurrence, *rest = row
    place, note, state, busy = rest
    return Event(
        uid, title, datetime.fromisoformat(starts), datetime.fromisoformat(ends), bool(all_day),
        zone, sequence, rule=rule, place=place, note=note,
        occurrence=datetime.fromisoformat(occurrence) if occurrence else None,
        status=_STATUS.get(state, Status.CONFIRMED), busy=bool(busy),
    )  # fmt: skip
