"""What the customer file adds to the answers of contacts: days, thanks, requests of persons."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kontor.base.dates import format_day
from kontor.base.i18n import N_
from kontor.contacts.queries import file as known
from kontor.contacts.words import DAYS, REQUESTS, REVIEWS, relation_word
from kontor.store.doors import Due, Happening, Held, values_of
from kontor.store.erasing import erase_row
from kontor.store.faults import Words

if TYPE_CHECKING:
    from kontor.store.unit import Unit

TABLES = ("fact", "special_day", "relation", "referral", "review_request", "privacy_request",
          "not_double")  # fmt: skip
_AHEAD = timedelta(days=14)  # days are shown that long before
_URGENT = timedelta(days=7)
_LAW = "DSGVO Art. 6 (1) f"
# a row of the file goes with either of the contacts it names
_NAMED = {
    "fact": ("contact",), "special_day": ("contact",), "relation": ("contact", "other"),
    "referral": ("contact", "referrer"), "review_request": ("contact",),
    "privacy_request": ("contact",), "not_double": ("first", "second"),
}  # fmt: skip


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Requests of persons, days that come, thanks that are still owed."""
    yield from _requests(con, today)
    for one in known.days(con, today):
        if today <= one.next <= today + _AHEAD:
            yield Due(
                f"contacts:{one.contact}", one.next, "day", N_("{name}: {what}"), None, 0,
                values_of(name=one.name, what=one.label or Words(DAYS[one.kind])),
            )  # fmt: skip
    for brought in known.referrals(con):
        if brought.thanked is None:
            yield Due(
                f"contacts:{brought.referrer}", brought.day, "thanks",
                N_("Thank {name} for recommending us to {other}"), brought.reward, 0,
                values_of(name=brought.referrer_name, other=brought.name),
            )  # fmt: skip


def deadlines(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Until when requests of persons must be answered."""
    yield from (one for one in _requests(con, today) if one.day <= last)


def _requests(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    for asked in known.requests(con, open_only=True):
        yield Due(
            f"contacts:{asked.contact}", asked.due, "privacy",
            N_("{name}: answer the request ({kind})"), None,
            2 if asked.due - today <= _URGENT else 1,
            values_of(name=asked.name, kind=Words(REQUESTS[asked.kind])), "contact.privacy",
            law="DSGVO Art. 12 (3)",
        )  # fmt: skip


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Referrals, requests and reviews of a contact."""
    key = int(partner.partition(":")[2]) if partner.startswith("contacts:") else 0
    for one in known.referrals(con, key):
        if one.contact == key:
            yield Happening(
                f"contacts:{one.referrer}", one.day, "referral", N_("Recommended by {name}"),
                None, values_of(name=one.referrer_name),
            )  # fmt: skip
        elif one.referrer == key:
            yield Happening(
                f"contacts:{one.contact}", one.day, "referral", N_("Recommended us to {name}"),
                one.reward, values_of(name=one.name),
            )  # fmt: skip
    for asked in known.requests(con, key):
        if asked.contact == key:
            yield Happening(
                partner, asked.day, "privacy", N_("Request about own data: {kind}"), None,
                values_of(kind=Words(REQUESTS[asked.kind])),
            )  # fmt: skip
    for review in known.reviews(con, key):
        if review.contact == key:
            yield Happening(
                review.ref, review.day, "review", N_("Review: {result}"), None,
                values_of(result=Words(REVIEWS[review.result])),
            )  # fmt: skip


def held(con: sqlite3.Connection, key: int) -> Iterator[Held]:
    """Facts, days, relations, referrals and requests of a person."""
    ref = f"contacts:{key}"
    for fact in known.facts(con, key):
        yield Held(ref, N_("Good to know"), fact.text, _LAW)
    for one in known.days(con, date.min, key):
        yield Held(ref, N_("Important day"), f"{format_day(one.day)} {one.label}".strip(), _LAW)
    for other in known.relations(con, key):
        yield Held(
            ref,
            N_("Relation"),
            f"{relation_word(other.kind, turned=other.turned)} {other.name} {other.note}".strip(),
            _LAW,
        )
    for brought in known.referrals(con, key):
        yield Held(
            ref, N_("Referral"), f"{brought.referrer_name} → {brought.name}"
            f" {format_day(brought.day)} {brought.note}".rstrip(), _LAW,
        )  # fmt: skip
    for asked in known.requests(con, key):
        yield Held(
            ref, N_("Request about own data"), f"{asked.kind} {format_day(asked.day)} {asked.note}"
            .strip(), "DSGVO Art. 5 (2)",
        )  # fmt: skip


def erase(unit: Unit, contact: int) -> None:
    """Everything of the file goes: nothing of it is kept by law."""
    con = unit.con
    for table, columns in _NAMED.items():
        # S608: names of own tables and columns
        where = " OR ".join(f"{column}=?1" for column in columns)
        rows = con.execute(f"SELECT id FROM {table} WHERE {where}", (contact,)).fetchall()  # noqa: S608
        for (row,) in rows:
            con.execute(f"DELETE FROM {table} WHERE id=?", (row,))  # noqa: S608
            erase_row(con, table, row)
