"""Who pays for a case: the warranties on what was built there, and what the rules say of them."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.contacts.queries import devices
from kontor.tickets.kinds import Cover, Result, Verdict
from kontor.tickets.queries.contracts import cover_days
from kontor.tickets.queries.tickets import Ticket, ticket
from kontor.tickets.rules.warranty import maintained, verdict

_COVERS = """
SELECT w.id, w.sales_order, d.number, w.part, w.rule, w.starts, w.ends, ifnull(s.name, ''),
       w.sub_ends
  FROM warranty w JOIN sales_document d ON d.id = w.sales_order
  LEFT JOIN contact s ON s.id = w.subcontractor
"""
_OF_CONTACT = " WHERE d.contact IN (SELECT value FROM json_each(?))"


class Judged(NamedTuple):
    """What a case costs whom: decided by a person, or as the rules say."""

    result: Result
    decided: bool
    verdict: Verdict
    covers: tuple[Cover, ...]


def covers(
    con: sqlite3.Connection,
    *,
    order: int | None = None,
    site: int | None = None,
    contact: int | None = None,
) -> list[Cover]:
    """Warranties of an order, else of the orders at a site, else of a contact's orders."""
    if order is not None:
        rows = con.execute(_COVERS + " WHERE w.sales_order = ?", (order,))
    elif site is not None:
        rows = con.execute(_COVERS + " WHERE d.site = ?", (site,))
    elif contact is not None:
        names = json.dumps(contacts.aliases(con, contact))
        rows = con.execute(_COVERS + _OF_CONTACT, (names,))
    else:
        return []
    return [_cover(row) for row in rows.fetchall()]


def judge(con: sqlite3.Connection, key: int) -> Judged:
    """Who pays for a case: the order, else the site, else all that was built for the contact."""
    return judge_of(con, ticket(con, key))


def judge_of(con: sqlite3.Connection, one: Ticket) -> Judged:
    """The same for a case that was read already."""
    found = _device_cover(con, one) or covers(
        con, order=one.sales_order, site=one.site, contact=one.contact
    )
    noticed = one.noticed or berlin_today(one.received)
    if one.device is not None:
        contracts = cover_days(con, one.device, noticed)
        found = [maintained(cover, contracts, noticed) for cover in found]
    ruled = _by_contract(con, one) or verdict(found, one.part, noticed, one.cause)
    return Judged(one.payer or ruled.result, one.payer is not None, ruled, tuple(found))


def _by_contract(con: sqlite3.Connection, one: Ticket) -> Verdict | None:
    """A visit of a maintenance contract is paid for, whatever warranty runs there."""
    area, _slash, key = one.reference.partition("/")
    if area != "tickets:contract" or not key.isdigit():
        return None
    row = con.execute("SELECT number FROM maintenance_contract WHERE id=?", (int(key),)).fetchone()
    if row is None:
        return None
    reason = N_("A visit of contract {number}: it is paid for as agreed there.")
    return Verdict(Result.CHARGEABLE, reason, (("number", row[0]),), None, None, None)


def judge_for(
    con: sqlite3.Connection, contact: int, day: date, *, site: int | None = None
) -> Verdict:
    """What would be said to a caller today, before there is a case."""
    return verdict(covers(con, site=site, contact=contact), "", day)


def _device_cover(con: sqlite3.Connection, one: Ticket) -> list[Cover]:
    """The warranty of the order that installed the device, if the device says which."""
    if one.device is None:
        return []
    area, _, key = devices.device(con, one.device).installed_by.partition(":")
    return covers(con, order=int(key)) if area == "sales" and key.isdigit() else []


def _cover(row: tuple[Any, ...]) -> Cover:
    return Cover._make((
        *row[:5], date.fromisoformat(row[5]), date.fromisoformat(row[6]), row[7],
        date.fromisoformat(row[8]) if row[8] else None,
    ))  # fmt: skip
