"""What is asked about devices and calls: lists, one of them, who a number belongs to."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.contacts.device_kinds import CallDirection, CallNote, Device
from kontor.contacts.queries.people import aliases

_DEVICE = """
SELECT d.id, d.contact, c.name, d.site, ifnull(s.name, ''), d.kind, d.name, d.maker, d.model,
       d.serial, d.place, d.part, d.installed, d.installed_by, d.warranty_ends, d.note, d.removed
  FROM device d JOIN contact c ON c.id = d.contact LEFT JOIN site s ON s.id = d.site
"""
_CALL = """
SELECT n.id, n.at, n.direction, n.number, n.contact,
       coalesce(c.name, nullif(n.caller, ''), n.number), n.site, n.device, n.caller,
       n.reason, n.subject, n.note, n.minutes, n.taken_by, n.callback_by, n.called_back,
       n.became, n.origin, ifnull(s.name, ''), ifnull(d.name, '')
  FROM call_note n LEFT JOIN contact c ON c.id = n.contact LEFT JOIN site s ON s.id = n.site
       LEFT JOIN device d ON d.id = n.device
"""
_OPEN = "n.called_back IS NULL AND (n.callback_by IS NOT NULL OR n.direction = 'missed')"


class CallFilter(NamedTuple):
    """Which calls a list shows; `before` and `id` are the last row of the page before."""

    contact: int | None = None
    open: bool = False
    first: datetime | None = None
    before: str = "9"
    id: int = 0
    size: int = 200


def devices(
    con: sqlite3.Connection,
    contact: int | None = None,
    *,
    site: int | None = None,
    removed: bool = False,
) -> list[Device]:
    """Devices of a contact and its other names, of a site, or all; by name."""
    rows = con.execute(
        f"{_DEVICE} WHERE (?1 IS NULL OR d.contact IN (SELECT value FROM json_each(?1)))"  # noqa: S608
        " AND (?2 IS NULL OR d.site = ?2) AND (?3 OR d.removed IS NULL) ORDER BY d.name, d.id",
        (None if contact is None else _names(con, contact), site, removed),
    ).fetchall()
    return [_device(row) for row in rows]


def device(con: sqlite3.Connection, key: int) -> Device:
    """One device; `NotFound` without it."""
    row = con.execute(f"{_DEVICE} WHERE d.id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no device {number}."), number=key, field="device")
    return _device(row)


def find_devices(con: sqlite3.Connection, text: str, size: int = 20) -> list[Device]:
    """Devices by a part of serial number, name, kind, maker or owner."""
    rows = con.execute(
        f"{_DEVICE} WHERE d.removed IS NULL AND instr(fold(d.serial||' '||d.name||' '||d.kind"
        "||' '||d.maker||' '||d.model||' '||c.name), ?) ORDER BY d.name, d.id LIMIT ?",
        (fold(text), size),
    ).fetchall()
    return [_device(row) for row in rows]


def _device(row: tuple[Any, ...]) -> Device:
    found = Device._make(row)
    return found._replace(
        installed=_day(found.installed), warranty_ends=_day(found.warranty_ends),
        removed=_day(found.removed),
    )  # fmt: skip


def calls(con: sqlite3.Connection, wanted: CallFilter) -> list[CallNote]:
    """Calls, the newest first."""
    where, values = ["(n.at, n.id) < (:before, :id)"], wanted._asdict()
    if wanted.contact is not None:
        where.append("n.contact IN (SELECT value FROM json_each(:contacts))")
        values["contacts"] = _names(con, wanted.contact)
    if wanted.first is not None:
        where.append("n.at >= :start")
        values["start"] = wanted.first.isoformat().replace("+00:00", "Z")
    if wanted.open:
        where.append(_OPEN)
    values.pop("first")
    rows = con.execute(
        f"{_CALL} WHERE {' AND '.join(where)} ORDER BY n.at DESC, n.id DESC LIMIT :size", values
    ).fetchall()
    return [_call(row) for row in rows]


def call(con: sqlite3.Connection, key: int) -> CallNote:
    """One call; `NotFound` without it."""
    row = con.execute(f"{_CALL} WHERE n.id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no call note {number}."), number=key, field="call")
    return _call(row)


def open_calls(con: sqlite3.Connection) -> list[CallNote]:
    """Missed calls and promised callbacks that nobody answered yet, the most urgent first."""
    rows = con.execute(f"{_CALL} WHERE {_OPEN} ORDER BY ifnull(n.callback_by, n.at), n.id")
    return [_call(row) for row in rows.fetchall()]


def _call(row: tuple[Any, ...]) -> CallNote:
    found = CallNote._make(row)
    return found._replace(
        at=datetime.fromisoformat(row[1]), direction=CallDirection(found.direction),
        callback_by=_instant(found.callback_by), called_back=_instant(found.called_back),
    )  # fmt: skip


def _names(con: sqlite3.Connection, contact: int) -> str:
    return json.dumps(sorted(aliases(con, contact)))


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
