"""Lists of calls taken over: nothing comes twice, what cannot be read costs only itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.contacts.devices import CallRow
from kontor.contacts.formats.calls import FoundCall
from kontor.contacts.rules import normal_number
from kontor.store.unit import Unit, use_case


class CallStatus(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    KNOWN = "known"
    BAD = "bad"


class PlannedCall(NamedTuple):
    """A line of a list and what becomes of it."""

    call: FoundCall
    status: CallStatus
    contact: int | None
    who: str


def plan_calls(con: sqlite3.Connection, found: Sequence[FoundCall]) -> list[PlannedCall]:
    """What would become of the lines; writes nothing."""
    plan, seen = [], set()
    for one in found:
        status, contact, who = CallStatus.BAD, None, one.name or one.number
        if one.at is not None:
            known = one.origin in seen or _known(con, one)
            status = CallStatus.KNOWN if known else CallStatus.NEW
            seen.add(one.origin)
            normal = normal_number(one.number)
            people = queries.by_channel(con, normal) if normal else []
            if len(people) == 1:
                contact, who = people[0].id, people[0].name
        plan.append(PlannedCall(one, status, contact, who))
    return plan


def _known(con: sqlite3.Connection, one: FoundCall) -> bool:
    """The same line of an earlier list, or the same call noted by hand within some minutes."""
    row = con.execute(
        "SELECT 1 FROM call_note WHERE origin=?1 UNION ALL SELECT 1 FROM call_note"
        " WHERE number_normal=?2 AND ?2<>'' AND origin='' AND direction=?3"
        " AND abs(julianday(at)-julianday(?4))*1440<=5 LIMIT 1",
        (one.origin, normal_number(one.number), one.direction, one.at and one.at.isoformat()),
    ).fetchone()
    return row is not None


@use_case(N_("List of calls taken over"))
def import_calls(unit: Unit, found: Sequence[FoundCall]) -> list[PlannedCall]:
    """Take the new lines over in one step."""
    plan = plan_calls(unit.con, found)
    for one in plan:
        call = one.call
        if one.status is CallStatus.NEW and call.at is not None:
            unit.insert(
                CallRow, at=call.at, direction=call.direction, number=call.number,
                number_normal=normal_number(call.number), contact=one.contact, caller=call.name,
                minutes=call.minutes, origin=call.origin,
            )  # fmt: skip
    return plan
