"""The search for doubles over all contacts (Dublettenlauf): every pair once, likeliest first.

What is given once (IBAN, VAT id, mail, telephone) makes a pair at once. Names are compared only
inside blocks that sound alike or live in the same street; a block is compared as one matrix.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kontor.contacts.duplicates import PROPOSED
from kontor.contacts.file_kinds import Pair
from kontor.contacts.matching import plain, street_key, words

_LEAST = 60  # of 100: below it two names are not the same whatever the address says
_SURE = """
SELECT 'iban',a.contact,b.contact FROM contact_bank a JOIN contact_bank b
 ON b.iban=a.iban AND b.contact>a.contact
UNION ALL
SELECT 'channel',a.contact,b.contact FROM contact_channel a JOIN contact_channel b
 ON b.normal=a.normal AND b.contact>a.contact WHERE a.normal<>'' AND a.kind<>'web'
UNION ALL
SELECT 'vat_id',a.id,b.id FROM contact a JOIN contact b ON b.vat_id=a.vat_id AND b.id>a.id
 WHERE a.vat_id<>''
"""
_PEOPLE = """
SELECT c.id,c.name,c.name_key,ifnull(a.street,''),ifnull(a.house_number,''),ifnull(a.postcode,''),
 ifnull(a.place_key,'') FROM contact c LEFT JOIN contact_address a ON a.id=
 (SELECT id FROM contact_address WHERE contact=c.id ORDER BY kind<>'main',id LIMIT 1)
WHERE c.merged_into IS NULL ORDER BY c.id
"""


class Known(NamedTuple):
    """A contact in the form that is compared."""

    id: int
    name: str
    words: str
    place: str


def find_pairs(con: sqlite3.Connection, *, proposed: int = PROPOSED) -> list[Pair]:
    """All pairs of contacts that may be the same and were not told apart."""
    people: dict[int, Known] = {}
    blocks: dict[tuple[str, str], list[int]] = {}
    for key, name, sound, *place, place_key in con.execute(_PEOPLE).fetchall():
        people[key] = _known(key, name, place)
        for kind, value in (("sound", sound), ("place", place_key)):
            if value:
                blocks.setdefault((kind, value), []).append(key)
    apart = set(con.execute("SELECT first,second FROM not_double").fetchall())
    found: dict[tuple[int, int], dict[str, int]] = {}
    for reason, one, other in con.execute(_SURE).fetchall():
        if one in people and other in people:
            found.setdefault((one, other), {})[reason] = 100
    for block in blocks.values():
        for one, other, score, reason in _alike([people[key] for key in block], proposed):
            found.setdefault((one, other), {}).setdefault(reason, score)
    pairs = [
        Pair(one, people[one].name, other, people[other].name, max(why.values()),
             not {"iban", "channel", "vat_id"}.isdisjoint(why), tuple(why))
        for (one, other), why in found.items() if (one, other) not in apart
    ]  # fmt: skip
    return sorted(pairs, key=lambda pair: (not pair.sure, -pair.score, pair.first, pair.second))


def _known(key: int, name: str, place: Sequence[str]) -> Known:
    street, number, code = place
    parts = (street_key(street), plain(number).replace(" ", ""), plain(code).replace(" ", ""))
    return Known(key, name, " ".join(sorted(words(name))), " ".join(parts).strip())


def _alike(block: Sequence[Known], proposed: int) -> Iterable[tuple[int, int, int, str]]:
    """Pairs of one block by name, and by name and place where both have one."""
    if len(block) < 2:
        return
    from rapidfuzz import fuzz, process

    names = [one.words for one in block]
    for row, one in enumerate(block[:-1]):
        rest = names[row + 1 :]
        hits = process.extract(one.words, rest, scorer=fuzz.ratio, score_cutoff=_LEAST, limit=None)
        for _text, score, place in hits:
            other = block[row + 1 + place]
            if not (one.place and other.place):
                if score >= proposed:
                    yield one.id, other.id, int(score), "name"
                continue
            near = fuzz.token_sort_ratio(
                f"{one.words} {one.place}", f"{other.words} {other.place}",
                score_cutoff=proposed,
            )  # fmt: skip
            if near:
                yield one.id, other.id, int(near), "name_place"
