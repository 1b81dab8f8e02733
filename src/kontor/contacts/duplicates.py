"""Doubles (Dubletten): who may be the same as a draft; reads only, proposes, never joins.

A number that is given once (IBAN, VAT id, mail, telephone, personal account) is sure. Otherwise
names and places are compared as letters, only among contacts whose name sounds alike or that live
in the same street: that keeps a question over ten thousand contacts within some milliseconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from kontor.base.i18n import N_
from kontor.contacts.kinds import Candidate, Draft
from kontor.contacts.matching import name_key, place_key, plain, sound_keys, street_key, words

PROPOSED = 90  # of 100: from here on a contact is proposed
_SURE = 100
_BLOCK = 2000  # contacts that are compared at most
REASONS = {
    "number": N_("same account number"),
    "iban": N_("same IBAN"),
    "vat_id": N_("same VAT id"),
    "channel": N_("same telephone or mail"),
    "name": N_("similar name"),
    "name_place": N_("similar name and address"),
}


class Known(NamedTuple):
    """What is compared of a contact that is there."""

    id: int
    name: str
    place: str


def find_duplicates(
    con: sqlite3.Connection, draft: Draft, *, proposed: int = PROPOSED
) -> list[Candidate]:
    """Contacts that may be the same as the draft, the likeliest first.

    Args:
        con: a reading connection.
        draft: what is known, in normal form (`draft_of`); `contact` leaves itself out.
        proposed: score of 100 from which a contact without a sure sign is proposed.
    """
    reasons: dict[int, list[str]] = {}
    for reason, key in _sure(con, draft):
        if reason not in reasons.setdefault(_main(con, key), []):
            reasons[_main(con, key)].append(reason)
    scores = dict.fromkeys(reasons, _SURE)
    for key, score, reason in _alike(con, draft, proposed):
        reasons.setdefault(key, []).append(reason)
        scores[key] = max(scores.get(key, 0), score)
    reasons.pop(draft.contact, None)
    names = _names(con, list(reasons))
    found = [
        Candidate(
            key, names[key], scores[key], bool({"name", "name_place"}.isdisjoint(why[:1])), (*why,)
        )
        for key, why in reasons.items()
        if key in names
    ]
    return sorted(found, key=lambda one: (not one.sure, -one.score, one.id))


def _sure(con: sqlite3.Connection, draft: Draft) -> Iterable[tuple[str, int]]:
    asked = (
        ("number", "SELECT contact FROM contact_role WHERE number=?", draft.numbers),
        ("iban", "SELECT contact FROM contact_bank WHERE iban=?", draft.ibans),
        ("vat_id", "SELECT id FROM contact WHERE vat_id=?", (draft.vat_id,)),
        ("channel", "SELECT contact FROM contact_channel WHERE normal=?", draft.channels),
    )
    for reason, sql, values in asked:
        for value in values:
            if value:
                yield from ((reason, row[0]) for row in con.execute(sql, (value,)).fetchall())


def _alike(con: sqlite3.Connection, draft: Draft, proposed: int) -> Iterable[tuple[int, int, str]]:
    from rapidfuzz import fuzz, process

    name = " ".join(sorted(words(draft.name)))
    block = _block(con, draft) if name else []
    if not block:
        return
    names = [" ".join(sorted(words(one.name))) for one in block]
    hits = process.extract(name, names, scorer=fuzz.ratio, score_cutoff=60, limit=len(block))
    places = [" ".join(_place(*place)) for place in draft.places if any(place)]
    for _, score, index in hits:
        one = block[index]
        if not (places and one.place):
            if score >= proposed:
                yield one.id, int(score), "name"
            continue
        near = max(
            fuzz.token_sort_ratio(f"{name} {p}", f"{names[index]} {one.place}") for p in places
        )
        if near >= proposed:
            yield one.id, int(near), "name_place"


def _block(con: sqlite3.Connection, draft: Draft) -> list[Known]:
    sounds = sound_keys(draft.name, draft.last_name) | {name_key(draft.name, draft.last_name)}
    places = {place_key(code, street) for street, _, code in draft.places}
    found = con.execute(
        f"""
        SELECT c.id, c.name, a.street, a.house_number, a.postcode FROM contact c
        LEFT JOIN contact_address a ON a.contact=c.id
        WHERE c.id IN (
          SELECT id FROM contact WHERE name_key IN ({_marks(sounds)})
          UNION SELECT contact FROM contact_address
            WHERE place_key<>'' AND place_key IN ({_marks(places)})
        ) AND c.merged_into IS NULL LIMIT {_BLOCK}
        """,  # noqa: S608  only question marks and a constant
        (*sounds, *places),
    ).fetchall()
    return [
        Known(key, name, " ".join(_place(street or "", number or "", code or "")))
        for key, name, street, number, code in found
    ]


def _place(street: str, house_number: str, code: str) -> Iterable[str]:
    return (street_key(street), plain(house_number).replace(" ", ""), plain(code).replace(" ", ""))


def _marks(values: Iterable[Any]) -> str:
    return ",".join("?" for _ in values)


def _main(con: sqlite3.Connection, key: int) -> int:
    row = con.execute("SELECT merged_into FROM contact WHERE id=?", (key,)).fetchone()
    return _main(con, row[0]) if row and row[0] is not None else key


def _names(con: sqlite3.Connection, keys: Sequence[int]) -> dict[int, str]:
    found = {}
    for key in keys:
        if row := con.execute("SELECT name FROM contact WHERE id=?", (key,)).fetchone():
            found[key] = row[0]
    return found
