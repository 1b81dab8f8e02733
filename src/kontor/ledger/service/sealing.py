"""Sealing (Festschreibung): number, time and hash for entries; nothing is ever updated to seal."""

# ruff: noqa: S608  names and marks are built here, values are bound
from __future__ import annotations

from collections.abc import Sequence

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.ledger.model.tables import SealRow
from kontor.ledger.queries.seals import content_hash, newest
from kontor.store.journal import now
from kontor.store.unit import Unit, use_case

FINAL = N_("sealed entries are reversed, never taken back")


@use_case(N_("Entries sealed"), final=FINAL)
def seal_entries(unit: Unit, entries: Sequence[int]) -> list[int]:
    """Seal entries in order of booking date; each gets the next journal number.

    Returns:
        The numbers, in the order of booking date.
    """
    con = unit.con
    ordered = _in_order(unit, entries)
    number, previous, at = newest(con)
    numbers = []
    for entry in ordered:
        number, at = number + 1, max(now(), at)
        value = content_hash(con, previous, number, at, entry)
        unit.insert(SealRow, number=number, entry=entry, at=at, previous=previous, hash=value)
        previous = value
        numbers.append(number)
    if numbers:
        unit.final = FINAL
    return numbers


def _in_order(unit: Unit, entries: Sequence[int]) -> list[int]:
    marks = ",".join("?" * len(entries))
    rows = unit.con.execute(
        "SELECT e.id,e.document,(SELECT number FROM seal s WHERE s.entry=e.id),"
        " (SELECT ifnull(sum(cents),1) FROM line l WHERE l.entry=e.id),"
        " (SELECT count(*) FROM line l WHERE l.entry=e.id)"
        f" FROM entry e WHERE e.id IN ({marks}) ORDER BY e.booked,e.id",
        tuple(entries),
    ).fetchall()
    if len(rows) < len(set(entries)):
        missing = sorted(set(entries) - {row[0] for row in rows})
        raise Refused(N_("Entry {entry} is not known."), field="entries", entry=missing[0])
    for entry, document, number, balance, lines in rows:
        if number is not None:
            raise Refused(
                N_("Entry {entry} is already sealed as #{number}."),
                field="entries",
                entry=entry,
                number=number,
            )
        if balance or lines < 2:
            raise Refused(
                N_("Entry {entry} {document} is not balanced and cannot be sealed."),
                field="entries",
                entry=entry,
                document=document,
            )
    return [row[0] for row in rows]
