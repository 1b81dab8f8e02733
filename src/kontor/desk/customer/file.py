"""The file of a customer (Kundenakte): one timeline of all areas, and what is known at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kontor.contacts import queries
from kontor.contacts.consent_kinds import Purpose, Verdict, Way
from kontor.contacts.file_kinds import (
    Fact,
    PrivacyRequest,
    Referral,
    Relation,
    SpecialDay,
)
from kontor.contacts.queries import consent as consent_queries
from kontor.contacts.queries import file as known
from kontor.store.doors import Door, Happening


class Event(NamedTuple):
    """Something that happened, and which area tells it."""

    area: str
    ref: str
    day: date
    kind: str
    title: str
    amount: int | None
    values: tuple[tuple[str, object], ...]


class Known(NamedTuple):
    """What is known of a customer beside what happened."""

    facts: tuple[Fact, ...]
    days: tuple[SpecialDay, ...]
    relations: tuple[Relation, ...]
    referrals: tuple[Referral, ...]
    requests: tuple[PrivacyRequest, ...]
    lights: tuple[tuple[Way, Verdict], ...]


SHOWN_WAYS = (Way.PHONE, Way.MAIL, Way.LETTER)


def events(
    con: sqlite3.Connection,
    doors: Iterable[Door],
    contact: int,
    *,
    areas: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    text: str = "",
    limit: int = 500,
) -> list[Event]:
    """What happened with a contact and its other names in all areas, newest first.

    Args:
        con: a reading connection.
        doors: the areas that are asked.
        contact: who.
        areas: only these areas; without any all of them.
        first: from this day on.
        last: up to this day.
        text: only what holds this word in its title or values.
        limit: at most so many.
    """
    word = text.casefold()
    found: dict[Event, None] = {}
    for key in queries.aliases(con, contact):
        for door in doors:
            if door.timeline is None or (areas and door.area not in areas):
                continue
            for one in door.timeline(con, f"contacts:{key}"):
                inside = (first or date.min) <= one.day <= (last or date.max)
                if inside and (not word or word in _words(one)):
                    found[Event(door.area, *one)] = None
    return sorted(found, key=lambda one: (one.day, one.ref), reverse=True)[:limit]


def _words(one: Happening) -> str:
    return " ".join([one.title, *(str(value) for _name, value in one.values)]).casefold()


def read_known(con: sqlite3.Connection, contact: int, today: date) -> Known:
    """Facts, days, relations, referrals, requests, and whom one may address how."""
    return Known(
        tuple(known.facts(con, contact)),
        tuple(known.days(con, today, contact)),
        tuple(known.relations(con, contact)),
        tuple(known.referrals(con, contact)),
        tuple(known.requests(con, contact, open_only=True)),
        tuple(
            (way, consent_queries.verdict(con, contact, way, Purpose.ADVERTISING, today))
            for way in SHOWN_WAYS
        ),
    )
