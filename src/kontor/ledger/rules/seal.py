r"""The seal of an entry (Festschreibung): what its hash covers, and how it is made.

The text that is hashed is, in UTF-8::

    kontor-seal-1\n<hash of the seal before, empty for the first>\n<JSON>

JSON without spaces, not escaped to ASCII: `[number, at, entry, lines, settlements, shares]`, where
`entry` is a list of the values of `ENTRY` and the others are lists of such lists in the order of
the queries. Every column is read back from the database; numbers of accounts and codes stand beside
their ids, so that renumbering an account is found too. SHA-256, hexadecimal, lower case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

MARK = "kontor-seal-1"
ENTRY = (
    "SELECT e.id,e.uuid,e.booked,e.document_day,e.service_day,e.arrival_day,e.document,e.kind,"
    "e.text,e.source,e.reverses,e.general_reversal,e.reason,e.checked,e.created"
    " FROM entry e WHERE e.id=?"
)
LINES = (
    "SELECT l.id,l.entry,l.pos,l.day,l.account,a.number,l.cents,l.code,l.part,l.base,l.period,"
    "l.effect,l.item,l.loss,l.project,l.cost_centre,l.text"
    " FROM line l JOIN account a ON a.id=l.account WHERE l.entry=? ORDER BY l.pos"
)
SETTLEMENTS = (
    "SELECT s.id,s.item,s.entry,s.day,s.money,s.reduction FROM settlement s WHERE s.entry=?"
    " ORDER BY s.id"
)
SHARES = (
    "SELECT h.id,h.settlement,h.weight,w.account,a.number,w.code,w.part,h.cents"
    " FROM share h JOIN settlement s ON s.id=h.settlement JOIN weight w ON w.id=h.weight"
    " JOIN account a ON a.id=w.account WHERE s.entry=? ORDER BY h.id"
)


def seal_content(
    number: int,
    at: str,
    entry: Sequence[object],
    details: Sequence[Sequence[Sequence[object]]],
) -> list[object]:
    """What is hashed, apart from the seal before; `details` are lines, settlements and shares."""
    return [number, at, list(entry), *([list(row) for row in rows] for rows in details)]


def seal_hash(previous: str, content: Sequence[object]) -> str:
    """The hash of a seal over the hash before and its content."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{MARK}\n{previous}\n{body}".encode()).hexdigest()
