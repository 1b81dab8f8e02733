"""What is asked about the customer file: facts, days, relations, referrals, requests, doubles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any

from kontor.contacts.file_kinds import (
    DayKind,
    Fact,
    FactKind,
    PrivacyRequest,
    Referral,
    Relation,
    RelationKind,
    RequestKind,
    ReviewRequest,
    ReviewResult,
    SpecialDay,
)
from kontor.contacts.queries.people import aliases
from kontor.contacts.rules.file import next_time

_IN = "IN (SELECT value FROM json_each(?1))"
_REFERRALS = """
SELECT r.id,r.contact,c.name,r.referrer,f.name,r.day,r.note,r.reward,r.thanked FROM referral r
JOIN contact c ON c.id=r.contact JOIN contact f ON f.id=r.referrer
"""
_REQUESTS = """
SELECT p.id,p.contact,c.name,p.kind,p.day,p.due,p.done,p.note FROM privacy_request p
JOIN contact c ON c.id=p.contact
"""
_DAYS = """
SELECT s.id,s.contact,c.name,s.kind,s.label,s.day,s.yearly FROM special_day s
JOIN contact c ON c.id=s.contact
"""


def facts(con: sqlite3.Connection, contact: int) -> list[Fact]:
    """Quick facts and preferred times of a contact and its other names."""
    rows = con.execute(
        f"SELECT id,contact,kind,text FROM fact WHERE contact {_IN} ORDER BY kind,id",  # noqa: S608
        (_names(con, contact),),
    ).fetchall()
    return [Fact(key, who, FactKind(kind), text) for key, who, kind, text in rows]


def days(con: sqlite3.Connection, today: date, contact: int | None = None) -> list[SpecialDay]:
    """Important days, the next one first; of one contact or of all that are not archived."""
    if contact is None:
        rows = con.execute(f"{_DAYS} WHERE c.archived IS NULL").fetchall()
    else:
        rows = con.execute(f"{_DAYS} WHERE s.contact {_IN}", (_names(con, contact),)).fetchall()
    found = [
        SpecialDay._make((
            *row[:3], DayKind(row[3]), row[4], date.fromisoformat(row[5]), bool(row[6]),
            next_time(date.fromisoformat(row[5]), today, yearly=bool(row[6])),
        ))
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.next < today, one.next, one.id))


def birthday(con: sqlite3.Connection, contact: int) -> date | None:
    """The birthday of a contact, when it is known."""
    found = birthdays(con, aliases(con, contact))
    return next(iter(found.values()), None)


def birthdays(con: sqlite3.Connection, contacts: Iterable[int]) -> dict[int, date]:
    """The birthdays of contacts by their id."""
    rows = con.execute(
        "SELECT contact,day FROM special_day WHERE kind='birthday'"
        " AND contact IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
        (json.dumps(list(contacts)),),
    ).fetchall()
    return {contact: date.fromisoformat(day) for contact, day in rows}


def relations(con: sqlite3.Connection, contact: int) -> list[Relation]:
    """Who is what to a contact, whichever of the two it was written at."""
    names = set(aliases(con, contact))
    rows = con.execute(
        "SELECT r.id,r.contact,r.other,c.name,o.name,r.kind,r.note FROM relation r"  # noqa: S608
        " JOIN contact c ON c.id=r.contact JOIN contact o ON o.id=r.other"
        f" WHERE r.contact {_IN} OR r.other {_IN} ORDER BY r.id",
        (json.dumps(sorted(names)),),
    ).fetchall()
    found = []
    for key, one, other, name, other_name, kind, note in rows:
        turned = one not in names
        found.append(
            Relation(
                key, other if turned else one, one if turned else other,
                name if turned else other_name, RelationKind(kind), note, turned,
            )
        )  # fmt: skip
    return found


def referrals(con: sqlite3.Connection, contact: int | None = None) -> list[Referral]:
    """Referrals, newest first: those that brought or were given by a contact, or all."""
    where = f" WHERE r.contact {_IN} OR r.referrer {_IN}" if contact is not None else ""
    values = (_names(con, contact),) if contact is not None else ()
    rows = con.execute(f"{_REFERRALS}{where} ORDER BY r.day DESC,r.id DESC", values).fetchall()
    return [
        Referral._make((*row[:5], date.fromisoformat(row[5]), *row[6:8], _day(row[8])))
        for row in rows
    ]


def requests(
    con: sqlite3.Connection, contact: int | None = None, *, open_only: bool = False
) -> list[PrivacyRequest]:
    """Requests of persons about their data, the first to be answered first."""
    parts = [f"p.contact {_IN}"] if contact is not None else []
    parts += ["p.done IS NULL"] if open_only else []
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    values = (_names(con, contact),) if contact is not None else ()
    rows = con.execute(f"{_REQUESTS}{where} ORDER BY p.done NOTNULL,p.due,p.id", values).fetchall()
    return [
        PrivacyRequest._make((
            *row[:3], RequestKind(row[3]), date.fromisoformat(row[4]),
            date.fromisoformat(row[5]), _day(row[6]), row[7],
        ))
        for row in rows
    ]  # fmt: skip


def reviews(con: sqlite3.Connection, contact: int | None = None) -> list[ReviewRequest]:
    """What became of asking for reviews, newest first."""
    where = f" WHERE contact {_IN}" if contact is not None else ""
    values = (_names(con, contact),) if contact is not None else ()
    rows = con.execute(
        f"SELECT id,contact,ref,day,result,note FROM review_request{where} ORDER BY day DESC,id",  # noqa: S608
        values,
    ).fetchall()
    return [
        ReviewRequest._make((*row[:3], date.fromisoformat(row[3]), ReviewResult(row[4]), row[5]))
        for row in rows
    ]


def _names(con: sqlite3.Connection, contact: int) -> str:
    return json.dumps(aliases(con, contact))


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
