"""What is looked after for a customer: cases, devices with their warranty, promised callbacks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.base.dates import berlin_today
from kontor.contacts.device_kinds import CallNote, Device
from kontor.contacts.queries.devices import CallFilter, calls, devices
from kontor.tickets.kinds import Cover, Result, TicketState
from kontor.tickets.queries import contracts as contract_queries
from kontor.tickets.queries.contracts import ContractFilter, Known, known_all
from kontor.tickets.queries.judging import covers, judge_of
from kontor.tickets.queries.tickets import RUNNING, Ticket, TicketFilter, page

_RUNNING = tuple(TicketState(state) for state in RUNNING)
_ENDED = (TicketState.BILLED, TicketState.CLOSED)
_MANY, _LAST = 12, 3  # running cases and ended ones that a file shows


class CareCase(NamedTuple):
    """A case, who pays for it, and how many days it has been open; nothing once it ended."""

    case: Ticket
    payer: Result
    days: int | None


class CareDevice(NamedTuple):
    """A device, when its warranty ends, and the contract that looks after it."""

    device: Device
    warranty: date | None
    contract: Known | None


class Care(NamedTuple):
    """What is looked after; `more` says that there are more cases than are listed."""

    cases: tuple[CareCase, ...]
    more: bool
    devices: tuple[CareDevice, ...]
    contracts: tuple[Known, ...]
    calls: tuple[CallNote, ...]


def read_care(con: sqlite3.Connection, contact: int, today: date, *, full: bool = True) -> Care:
    """Running cases before the last ended ones; the short form leaves out what ended and devices.

    Args:
        con: a reading connection.
        contact: whose, with all other names.
        today: the day asked for.
        full: for the whole file, otherwise for the sheet beside a list.
    """
    limit = _MANY if full else _LAST
    running = page(con, TicketFilter(contact=contact, states=_RUNNING, size=limit + 1))
    found = running[:limit]
    more = len(running) > limit
    if full:
        ended = page(con, TicketFilter(contact=contact, states=_ENDED, size=_LAST + 1))
        found += ended[:_LAST]
        more = more or len(ended) > _LAST
    wanted = contract_queries.contracts(con, today, ContractFilter(contact=contact))
    kept = known_all(con, wanted, today)
    return Care(
        tuple(_case(con, one, today) for one in found), more,
        tuple(_devices(con, contact, kept)) if full else (), tuple(kept),
        tuple(one for one in calls(con, CallFilter(contact=contact, open=True, size=limit))),
    )  # fmt: skip


def _case(con: sqlite3.Connection, one: Ticket, today: date) -> CareCase:
    days = None if one.state in _ENDED else max(0, (today - berlin_today(one.received)).days)
    return CareCase(one, judge_of(con, one).result, days)


def _devices(con: sqlite3.Connection, contact: int, kept: Sequence[Known]) -> list[CareDevice]:
    there = devices(con, contact)
    looked: dict[int, Known] = {}
    for one in kept:
        for device in contract_queries.devices(con, one.contract.id):
            looked.setdefault(device.id, one)
    orders: dict[int, list[Cover]] = {}
    return [
        CareDevice(one, _warranty(con, one, orders), looked.get(one.id)) for one in there
    ]  # fmt: skip


def _warranty(
    con: sqlite3.Connection, one: Device, orders: dict[int, list[Cover]]
) -> date | None:  # fmt: skip
    """The later of the maker's warranty and ours on the part that it is."""
    area, _colon, key = one.installed_by.partition(":")
    days = [one.warranty_ends] if one.warranty_ends is not None else []
    if area == "sales" and key.isdigit():
        order = int(key)
        if order not in orders:
            orders[order] = covers(con, order=order)
        days += [
            cover.ends for cover in orders[order]
            if not cover.part or not one.part or cover.part == one.part
        ]  # fmt: skip
    return max(days, default=None)
