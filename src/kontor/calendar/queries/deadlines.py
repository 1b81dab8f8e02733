"""Dated duties of the firm's own, their kinds, marks on the duties of all areas."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.deadlines import About, Counts, DeadlineKind, Key, Mark
from kontor.calendar.rules import deadlines as rules
from kontor.store.doors import Due, values_of

AREA = "calendar"
ACTION = "calendar.deadline"
_ROWS = """
SELECT d.id, d.title, d.kind, d.day, d.months, d.counts, d.leads, d.employee,
       ifnull(e.short, ''), d.vehicle, ifnull(v.name, ''), d.contact, ifnull(c.name, ''),
       d.reference, d.law, d.source, d.note, d.ended
  FROM deadline d LEFT JOIN employee e ON e.id = d.employee LEFT JOIN vehicle v ON v.id = d.vehicle
  LEFT JOIN contact c ON c.id = d.contact
"""


class Deadline(NamedTuple):
    """A dated duty of the firm's own; `day` is its next one."""

    id: int
    title: str
    kind: str
    day: date
    months: int
    counts: Counts
    leads: tuple[int, ...]
    employee: int | None
    employee_name: str
    vehicle: int | None
    vehicle_name: str
    contact: int | None
    contact_name: str
    reference: str
    law: str
    source: str
    note: str
    ended: date | None

    @property
    def ref(self) -> str:
        """`calendar:deadline/6`."""
        return f"{AREA}:deadline/{self.id}"

    @property
    def who(self) -> str:
        """Whom or what it is about."""
        return self.employee_name or self.vehicle_name or self.contact_name


def deadlines(con: sqlite3.Connection, *, ended: bool = False) -> list[Deadline]:
    """The duties of the firm's own by day; with `ended` also those that are over for good."""
    where = "" if ended else "WHERE d.ended IS NULL"
    return [_made(row) for row in con.execute(f"{_ROWS} {where} ORDER BY d.day, d.id").fetchall()]


def deadline(con: sqlite3.Connection, key: int) -> Deadline:
    """One duty.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(f"{_ROWS} WHERE d.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no deadline {number}."), number=key)
    return _made(row)


def _made(row: tuple[object, ...]) -> Deadline:
    values = list(row)
    values[3] = date.fromisoformat(str(row[3]))
    values[5] = Counts(str(row[5]))
    values[6] = rules.parse_leads(str(row[6]))
    values[17] = date.fromisoformat(str(row[17])) if row[17] else None
    return Deadline._make(values)


def kinds(con: sqlite3.Connection) -> dict[str, DeadlineKind]:
    """The kinds of duties by key: those that come along, with own periods, and own ones."""
    found = rules.known_kinds()
    for key, name, months, leads, law in con.execute(
        "SELECT kind,name,months,leads,law FROM deadline_kind ORDER BY id"
    ).fetchall():
        known = found.get(key) or found[rules.OTHER]._replace(key=key, law="", valid_from=None)
        found[key] = known._replace(
            name=name or known.name, own=True, source="own",
            months=known.months if months is None else months,
            leads=rules.parse_leads(leads) if leads else known.leads, law=law or known.law,
        )  # fmt: skip
    return found


def kind_or_none(con: sqlite3.Connection, text: str) -> DeadlineKind | None:
    """The kind that a key or a name means, in either language."""
    wanted = fold(text).strip()
    for one in kinds(con).values():
        names = {one.key, fold(one.name), *(fold(name) for name in rules.names_of(one.key))}
        if wanted in names:
            return one
    return None


def find_kind(con: sqlite3.Connection, text: str) -> DeadlineKind:
    """The kind that a key or a name means.

    Raises:
        InputError: there is none.
    """
    if found := kind_or_none(con, text):
        return found
    raise InputError(
        N_("There is no kind of deadline “{name}”."), name=quoted(text), field="kind",
        hint=N_("Choose one of the kinds, or add it to them first."),
    )  # fmt: skip


def kind_name(con: sqlite3.Connection, key: str) -> str:
    """The name of a kind; its key when nobody knows it any more."""
    found = kinds(con).get(key)
    return found.name if found else key


def marks(con: sqlite3.Connection) -> dict[Key, Mark]:
    """All marks, by reference, kind and day of the duty."""
    rows = con.execute(
        "SELECT m.ref,m.kind,m.day,m.owner,ifnull(e.short,''),m.until,m.done,m.note"
        " FROM deadline_mark m LEFT JOIN employee e ON e.id=m.owner"
    ).fetchall()
    return {
        (ref, kind, date.fromisoformat(day)): Mark(owner, name, _day(until), _day(done), note)
        for ref, kind, day, owner, name, until, done, note in rows
    }


def quiet(con: sqlite3.Connection, today: date) -> frozenset[Key]:
    """Duties that are done or put off: nobody is told about them today."""
    rows = con.execute(
        "SELECT ref,kind,day FROM deadline_mark WHERE done IS NOT NULL OR until>?",
        (today.isoformat(),),
    ).fetchall()
    return frozenset((ref, kind, date.fromisoformat(day)) for ref, kind, day in rows)


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Own duties whose lead time has begun."""
    for one in deadlines(con):
        if one.day - timedelta(days=one.leads[0]) <= today:
            yield _due(one, today)


def coming(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Own duties until a day, also those that come back more than once until then."""
    for one in deadlines(con):
        found: Deadline | None = one
        while found is not None and found.day <= last:
            yield _due(found, today)
            done = max(found.day, today)  # years that were missed are not asked for one by one
            after = rules.next_day(found.day, done, found.months, found.counts)
            found = found._replace(day=after) if after else None


def _due(one: Deadline, today: date) -> Due:
    title = N_("{what}: {who}") if one.who else N_("{what}")
    return Due(
        one.ref, rules.told_on(one.day, one.leads, today), one.kind, title, None,
        rules.urgency(one.day, one.leads, today), values_of(what=one.title, who=one.who), ACTION,
        ends=one.day, law=one.law,
    )  # fmt: skip


def about(kind: DeadlineKind) -> str:
    """The field of a duty that says whom it is about; empty for the firm itself."""
    return "" if kind.about is About.FIRM else kind.about.value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
