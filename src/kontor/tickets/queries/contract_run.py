"""The run over maintenance contracts: what it would make, looked at before; nothing is written.

The preview carries a mark made of everything that would be made. The run asks for this mark: what
nobody looked at, or what changed since, is not made.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.calendar.kinds.appointments import ZONE
from kontor.calendar.kinds.planning import Search, Slot, Taken, Worker
from kontor.calendar.queries import busy
from kontor.calendar.rules import slots
from kontor.calendar.rules.walltime import from_utc_minute
from kontor.company import queries as company
from kontor.company.kinds import Employee, StaffRole
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ChannelKind, Contact
from kontor.tickets.contract_kinds import Turn
from kontor.tickets.queries.contracts import Known, due, is_due

_DAY = timedelta(days=1)
_NEAR, _FAR = timedelta(weeks=4), timedelta(weeks=16)  # looked through first, and then
_CRAFT = (StaffRole.FOREMAN, StaffRole.JOURNEYMAN, StaffRole.OWNER)
_EARLIEST, _LATEST = 420, 1080  # minutes of the day for a firm that keeps no staff


class Way(StrEnum):
    """How a visit is announced."""

    LETTER = "letter"
    MAIL = "mail"
    NONE = ""


class Asked(NamedTuple):
    """What the run is asked for.

    Attributes:
        day: today.
        contracts: only these; none: all that are due.
        crew: short names of who goes, together; none: whoever is free and knows how.
        travel: minutes on the road before and after.
        held: the time is only kept free until the customer agrees.
        way: how visits are announced; None: by mail where an address is known, else by letter.
        ahead: days that customers have at least to say that the time does not suit them.
    """

    day: date
    contracts: tuple[int, ...] = ()
    crew: tuple[str, ...] = ()
    travel: int = 15
    held: bool = False
    way: Way | None = None
    ahead: int = 7


class Planned(NamedTuple):
    """What the run makes of one contract.

    Attributes:
        visit: a visit is planned; otherwise only the year is billed.
        starts: wall time; None where nobody is free, then the case waits for a time.
        who: short names.
        year: contract year that is billed.
        net: cents of that bill, or of the work that is billed after the visit.
    """

    known: Known
    visit: bool
    starts: datetime | None
    who: tuple[str, ...]
    way: Way
    address: str
    year: Turn | None
    net: int


class Preview(NamedTuple):
    """Everything that the run would make now."""

    rows: tuple[Planned, ...]
    mark: str


class _Ask(NamedTuple):
    """Who is to go, how far it is, and who went to the one before."""

    crew: tuple[Employee, ...]
    travel: int
    before: tuple[str, ...]


class _Calendar(NamedTuple):
    """What is known of everybody's time; what the run plans itself is added to `taken`."""

    taken: dict[str, list[Taken]]
    workers: Mapping[str, Worker]
    holidays: Sequence[date]
    people: Sequence[Employee]


def preview(con: sqlite3.Connection, asked: Asked) -> Preview:
    """What the run would make: in the order of postcodes, so that tours come out.

    Raises:
        InputError: a contract that is not due, or nobody of that name.
    """
    day = asked.day
    found = _wanted(due(con, day), asked)
    earliest = day + timedelta(days=max(1, asked.ahead))
    times = _calendar(con, found, day, earliest)
    crew = tuple(company.find_employee(con, name) for name in asked.crew)
    rows: list[Planned] = []
    before: tuple[str, ...] = ()
    for one in found:
        row = _planned(con, one, asked)
        if row.visit:
            window = _first(one, earliest), _last(one, earliest)
            chosen = _time(times, one, window, _Ask(crew, asked.travel, before))
            if chosen is not None:
                row, before = row._replace(starts=chosen[0], who=chosen[1]), chosen[1]
            else:
                row = row._replace(way=Way.NONE, address="")
        rows.append(row)
    said = json.dumps([asked, rows], default=str, ensure_ascii=False)
    return Preview(tuple(rows), hashlib.sha256(said.encode()).hexdigest()[:12])


def _wanted(found: Sequence[Known], asked: Asked) -> list[Known]:
    there = {one.contract.id: one for one in found}
    for key in asked.contracts:
        if key not in there:
            raise InputError(
                N_("Contract {number} has nothing due."), number=key, field="contracts",
                hint=N_("Its visit is planned already, or lies further ahead."),
            )  # fmt: skip
    return [one for one in found if not asked.contracts or one.contract.id in asked.contracts]


def _planned(con: sqlite3.Connection, one: Known, asked: Asked) -> Planned:
    visit = is_due(one, asked.day)
    way, address = _announced(con, one.contract.contact, asked.way) if visit else (Way.NONE, "")
    return Planned(one, visit, None, (), way, address, one.year, one.at_once)


def mail_of(who: Contact) -> str:
    """The mail address of a contact; empty without one."""
    return next((one.value for one in who.channels if one.kind is ChannelKind.MAIL), "")


def _announced(con: sqlite3.Connection, contact: int, wanted: Way | None) -> tuple[Way, str]:
    """By mail where an address is known, else by letter; without both by word."""
    who = contacts.contact(con, contact)
    mail = mail_of(who)
    town = who.address
    if wanted in {None, Way.MAIL} and mail:
        return Way.MAIL, mail
    if wanted in {None, Way.LETTER} and town is not None:
        return Way.LETTER, " ".join(filter(None, (town.postcode, town.city)))
    return Way.NONE, ""


# -- times ---------------------------------------------------------------------------------------


def _calendar(
    con: sqlite3.Connection, found: Iterable[Known], day: date, earliest: date
) -> _Calendar:
    last = max((_last(one, earliest) for one in found), default=earliest) + 2 * _DAY
    return _Calendar(
        busy.taken(con, day, last), busy.workers(con), list(busy.holidays(con, day, last)),
        company.employees(con, day),
    )  # fmt: skip


def _first(one: Known, earliest: date) -> date:
    return max(earliest, one.turn.first if one.turn else earliest)


def _last(one: Known, earliest: date) -> date:
    """The end of the window; a visit that is late is looked for in the next weeks."""
    first = _first(one, earliest)
    end = one.turn.last if one.turn else first
    return min(end, first + _FAR) if end >= first + timedelta(weeks=1) else first + _NEAR


def _time(
    times: _Calendar, one: Known, window: tuple[date, date], ask: _Ask
) -> tuple[datetime, tuple[str, ...]] | None:
    """The best free time and who goes; who went to the one before goes on where that is as good."""
    groups: list[tuple[Employee, ...]] = [ask.crew] if ask.crew else []
    if not groups:
        groups = [(who,) for who in _able(times.people, one.contract.skill)]
    if not times.people and not one.contract.skill:
        groups = [()]  # a firm that keeps no staff here
    first, last = window
    for end in sorted({min(last, first + _NEAR), last}):
        found: list[tuple[int, bool, Slot, tuple[Employee, ...]]] = []
        for group in groups:
            slot = _slot(times, one, (first, end), ask.travel, group)
            if slot is not None:
                names = tuple(who.short for who in group)
                found.append((slot.start, names != ask.before, slot, group))
        if found:
            best = min(found, key=lambda row: (row[0], row[1]))
            return _take(times, one, ask.travel, best[2], best[3])
    return None


def _able(people: Sequence[Employee], skill: str) -> list[Employee]:
    """Who knows how: by the words of the skill, else everybody who works on sites."""
    if skill:
        return [one for one in people if fold(skill) in fold(one.skills)]
    return [one for role in _CRAFT[:2] for one in people if one.role is role] or [
        one for one in people if one.role is StaffRole.OWNER
    ]


def _slot(
    times: _Calendar, one: Known, window: tuple[date, date], travel: int,
    group: Sequence[Employee],
) -> Slot | None:  # fmt: skip
    search = Search(
        one.contract.minutes, *window, tuple(who.ref for who in group), before=travel,
        after=travel, earliest=_EARLIEST, latest=_LATEST,
    )  # fmt: skip
    found = slots.find(search, times.taken, times.workers, times.holidays, 1).slots
    return found[0] if found else None


def _take(
    times: _Calendar, one: Known, travel: int, slot: Slot, group: Sequence[Employee]
) -> tuple[datetime, tuple[str, ...]]:
    for who in group:
        own = Taken(who.ref, slot.start, slot.end, "", one.contract.subject, False, travel, travel)
        times.taken.setdefault(who.ref, []).append(own)
    return from_utc_minute(slot.start, ZONE), tuple(who.short for who in group)
