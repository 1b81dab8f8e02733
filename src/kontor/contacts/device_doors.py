"""What devices and call notes add to the answers of contacts."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from kontor.base.dates import berlin_today, format_day, format_instant
from kontor.base.i18n import N_
from kontor.contacts.device_kinds import CallDirection
from kontor.contacts.queries import devices as known
from kontor.contacts.rules import dialled
from kontor.store.doors import Due, Happening, Held, SearchRow, listed, values_of

TABLES = ("device", "call_note")
_LAW = "DSGVO Art. 6 (1) b, f"
_DEVICES = """
SELECT d.id, d.name, d.kind, d.maker, d.model, d.serial, d.place, c.name
  FROM device d JOIN contact c ON c.id = d.contact
 WHERE ?1 IS NULL OR d.id IN (SELECT value FROM json_each(?1))
"""
_CALLS = """
SELECT n.id, coalesce(c.name, nullif(n.caller, ''), n.number), n.subject, n.note, n.number,
       n.number_normal
  FROM call_note n LEFT JOIN contact c ON c.id = n.contact
 WHERE ?1 IS NULL OR n.id IN (SELECT value FROM json_each(?1))
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Who is to be called back: promised ones by their time, missed ones at once."""
    for one in known.open_calls(con):
        if one.callback_by is None:
            title = N_("Missed call from {who} at {time}")
            day, time = berlin_today(one.at), format_instant(one.at)
        else:
            title = N_("Call {who} back by {time}: {subject}")
            day, time = berlin_today(one.callback_by), format_instant(one.callback_by)
        yield Due(
            one.ref, day, "call", title, None, 2 if day <= today else 0,
            values_of(who=one.who or one.number, time=time, subject=one.subject or "–"),
            "calls.back",
        )  # fmt: skip


def timeline(con: sqlite3.Connection, key: int) -> Iterator[Happening]:
    """Calls and devices of a contact."""
    titles = {
        CallDirection.IN: N_("Called us: {subject}"),
        CallDirection.OUT: N_("Called by us: {subject}"),
        CallDirection.MISSED: N_("Called, nobody answered"),
    }
    for one in known.calls(con, known.CallFilter(contact=key, size=100_000)):
        yield Happening(
            one.ref, berlin_today(one.at), "call", titles[one.direction], None,
            values_of(subject=one.subject or one.note or "–"),
        )  # fmt: skip
    for device in known.devices(con, key, removed=True):
        if device.installed is not None:
            yield Happening(
                device.ref, device.installed, "device", N_("{name} installed"), None,
                values_of(name=device.name),
            )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """Devices by serial number, calls by what was said and by number as anybody types it."""
    if table == "device":
        return [
            SearchRow(f"contacts:device/{key}", "contacts", name, " ".join(rest), key)
            for key, name, *rest in con.execute(_DEVICES, (listed(ids),)).fetchall()
        ]
    return [
        SearchRow(f"contacts:call/{key}", "contacts", subject or who,
                  " ".join((who, note, number, *dialled(normal))), key)
        for key, who, subject, note, number, normal in con.execute(
            _CALLS, (listed(ids),)
        ).fetchall()
    ]  # fmt: skip


def held(con: sqlite3.Connection, key: int) -> Iterator[Held]:
    """Devices and calls of a person."""
    for device in known.devices(con, key, removed=True):
        words = (device.kind, device.name, device.maker, device.model, device.serial, device.note)
        yield Held(device.ref, N_("device"), " ".join(filter(None, words)), _LAW)
    for one in known.calls(con, known.CallFilter(contact=key, size=100_000)):
        said = (format_day(berlin_today(one.at)), one.number, one.subject, one.note)
        yield Held(one.ref, N_("call note"), " ".join(filter(None, said)), _LAW)
