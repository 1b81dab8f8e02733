"""Doubles of a lead: the same person among leads and contacts; proposes, never joins."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kontor.acquisition.kinds import LeadDraft, Stage
from kontor.acquisition.rules.naming import Said, contact_draft, draft
from kontor.base.i18n import N_
from kontor.contacts.duplicates import find_duplicates
from kontor.contacts.kinds import Candidate
from kontor.contacts.matching import plain, street_key, words

PROPOSED = 90
_BLOCK = 500
REASONS = {
    "origin": N_("the same message"),
    "phone": N_("same telephone"),
    "mail": N_("same mail address"),
    "name": N_("similar name"),
    "name_place": N_("similar name and address"),
}
_SELECT = (
    "SELECT l.id, coalesce(c.name, nullif(l.firm,''), nullif(l.name,''), l.subject), l.stage,"
    " l.received, l.street, l.house_number, l.postcode FROM lead l"
    " LEFT JOIN contact c ON c.id=l.contact"
)


class Double(NamedTuple):
    """A lead that may be the same; `sure` when a number or the message itself agrees."""

    lead: int
    title: str
    stage: Stage
    received: str
    score: int
    sure: bool
    reason: str


class Doubles(NamedTuple):
    """Who may be the same, the likeliest first."""

    leads: tuple[Double, ...]
    contacts: tuple[Candidate, ...]


def doubles(con: sqlite3.Connection, said: Said, origin: str = "", lead: int = 0) -> Doubles:
    """Leads and contacts that may be the same as somebody who asks."""
    asked = draft(said, origin, lead)
    named = contact_draft(said)
    contacts = find_duplicates(con, named) if named.name or named.channels else []
    return Doubles(tuple(_leads(con, asked)), tuple(contacts))


def same_contact(con: sqlite3.Connection, said: Said) -> int | None:
    """The one contact that is certainly meant: its telephone or mail, and a name that fits."""
    from rapidfuzz import fuzz

    sure = [one for one in find_duplicates(con, contact_draft(said)) if one.sure]
    named = " ".join(sorted(words(said.firm or said.name)))
    if named:
        sure = [
            one
            for one in sure
            if fuzz.token_set_ratio(named, " ".join(sorted(words(one.name)))) >= 80
        ]
    return sure[0].id if len(sure) == 1 else None


def _leads(con: sqlite3.Connection, asked: LeadDraft) -> list[Double]:
    found: dict[int, Double] = {}
    for reason, value in (("origin", asked.origin), ("phone", asked.phone), ("mail", asked.mail)):
        if value:
            column = "phone_normal" if reason == "phone" else reason
            for row in con.execute(
                f"{_SELECT} WHERE l.{column}=? ORDER BY l.id DESC LIMIT 20", (value,)
            ).fetchall():
                found.setdefault(
                    row[0], Double(row[0], row[1], Stage(row[2]), row[3], 100, True, reason)
                )
    for one in _alike(con, asked):
        found.setdefault(one.lead, one)
    found.pop(asked.lead, None)
    return sorted(found.values(), key=lambda one: (not one.sure, -one.score, -one.lead))


def _alike(con: sqlite3.Connection, asked: LeadDraft) -> list[Double]:
    from rapidfuzz import fuzz

    if not asked.name or not (asked.name_key or asked.place_key):
        return []
    rows = con.execute(
        f"{_SELECT} WHERE l.id IN (SELECT id FROM lead WHERE name_key=?1 AND ?1<>''"  # noqa: S608
        " UNION SELECT id FROM lead WHERE place_key=?2 AND ?2<>'') ORDER BY l.id DESC LIMIT ?3",
        (asked.name_key, asked.place_key, _BLOCK),
    ).fetchall()
    name = " ".join(sorted(words(asked.name)))
    place = _place(asked.street, asked.house_number, asked.postcode)
    found = []
    for key, title, stage, received, *there in rows:
        other = " ".join(sorted(words(title)))
        score = fuzz.ratio(name, other)
        reason = "name"
        elsewhere = _place(street_key(there[0]), there[1], there[2])
        if place and elsewhere:
            score = min(
                score + 10, fuzz.token_sort_ratio(f"{name} {place}", f"{other} {elsewhere}")
            )
            reason = "name_place"
        if score >= PROPOSED:
            found.append(Double(key, title, Stage(stage), received, int(score), False, reason))
    return found


def _place(street: str, number: str, code: str) -> str:
    return " ".join(filter(None, (street, plain(number).replace(" ", ""), plain(code))))
