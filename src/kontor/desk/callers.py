"""Who is on the telephone, and what must be known of them while they speak."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.contacts import queries as contacts
from kontor.contacts.device_kinds import CallNote
from kontor.contacts.kinds import ChannelKind
from kontor.contacts.queries import devices
from kontor.contacts.queries.consent import objections
from kontor.contacts.rules import reach
from kontor.receivables.queries.risk import risk
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.queries.lists import DocumentFilter, DocumentRow
from kontor.sales.queries.lists import page as documents
from kontor.tickets.kinds import TicketState, Verdict
from kontor.tickets.queries.judging import judge_for
from kontor.tickets.queries.tickets import RUNNING, Ticket, TicketFilter
from kontor.tickets.queries.tickets import page as tickets

_DIGITS = frozenset("0123456789+-/() .*#")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_LEAST = 3  # digits from which something typed may be a telephone number: an extension
_SURE = 5  # digits from which it is nothing else, such as a part of a customer number
_GUESSES = 4
_RUNNING_ORDERS = (State.CONFIRMED, State.BEGUN, State.FINISHED)


class Guess(NamedTuple):
    """Somebody who may be meant: id and name."""

    contact: int
    name: str


class Caller(NamedTuple):
    """What typed words say of a caller: one contact, some who may be meant, or nobody known."""

    contact: Guess | None
    number: str  # a telephone number, as it was typed
    name: str  # as said, where no contact is known
    guesses: tuple[Guess, ...]


class CallerFacts(NamedTuple):
    """What is known of a caller at once; money in cents.

    Attributes:
        open: what the caller owes, `overdue` of it.
        points: score of the risk, `risk_class` its class; `blocked` why nothing is delivered.
        orders: running orders.
        cases: running cases.
        last: the last call before this one.
        verdict: who would pay for a defect that is told today.
        ends: the last day of the longest running warranty.
        supplier: whether the firm buys from them.
        objected: whether they want no advertising.
    """

    name: str
    open: int
    overdue: int
    points: int
    risk_class: str
    blocked: str
    orders: tuple[DocumentRow, ...]
    cases: tuple[Ticket, ...]
    last: CallNote | None
    verdict: Verdict
    ends: date | None
    supplier: bool
    objected: bool


def find_caller(con: sqlite3.Connection, typed: str) -> Caller:
    """Who is meant by a telephone number, a customer number, a name or a part of one."""
    text = " ".join(typed.split())
    if not text:
        return Caller(None, "", "", ())
    area, _colon, _key = text.partition(":")
    exact = contacts.by_number(con, text)
    if exact is None and area == "contacts":
        exact = contacts.resolve(con, text)
    if exact is not None:
        return Caller(Guess(exact.id, exact.name), "", "", ())
    number = text.translate(_DASHES)
    if set(number) <= _DIGITS and _digits(number) >= _LEAST:
        return _by_number(con, text, number)
    named = contacts.by_name(con, text)
    if len(named) == 1:
        return Caller(Guess(named[0].id, named[0].name), "", "", ())
    rows = contacts.search(con, text, _GUESSES)
    return Caller(None, "", text, tuple(Guess(row.id, row.name) for row in rows))


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _by_number(con: sqlite3.Connection, text: str, number: str) -> Caller:
    """Who has this telephone number; a dash in it may part groups, or an extension."""
    whole = number.replace("-", " ")
    for written in dict.fromkeys((number, whole)):
        normal = reach(ChannelKind.PHONE, written).normal
        found = [Guess(one.id, one.name) for one in contacts.by_channel(con, normal)]
        if found:
            alone = found[0] if len(found) == 1 else None
            return Caller(alone, text, "", () if alone else tuple(found[:_GUESSES]))
    rows = contacts.search(con, text, _GUESSES) if _digits(number) < _SURE else []
    return Caller(None, text, "", tuple(Guess(row.id, row.name) for row in rows))


def caller_facts(con: sqlite3.Connection, contact: int, today: date) -> CallerFacts:
    """What must be known of a caller while they speak."""
    owed = risk(con, f"contacts:{contact}", today)
    running = tuple(TicketState(state) for state in RUNNING)
    calls = devices.calls(con, devices.CallFilter(contact=contact, size=1))
    verdict = judge_for(con, contact, today)
    who = contacts.partner(con, contact)
    return CallerFacts(
        who.name,
        owed.exposure.open, owed.figures.overdue, owed.score.points, owed.score.risk_class,
        owed.standing.blocked or "" if owed.standing else "",
        tuple(documents(con, size=20, wanted=DocumentFilter(
            kinds=(DocumentKind.ORDER,), states=_RUNNING_ORDERS, contact=contact))),
        tuple(tickets(con, TicketFilter(states=running, contact=contact, size=20))),
        calls[0] if calls else None,
        verdict,
        _until(verdict, today),
        who.supplier_number is not None,
        any(one.lifted is None for one in objections(con, contact)),
    )  # fmt: skip


def _until(verdict: Verdict, today: date) -> date | None:
    cover = verdict.cover
    return cover.ends if cover is not None and cover.starts <= today <= cover.ends else None
