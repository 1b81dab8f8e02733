"""What consent adds to the answers of contacts: the log of a person, what an erasure leaves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.dates import format_day
from kontor.base.i18n import N_
from kontor.contacts.consent_kinds import How
from kontor.contacts.queries import consent as log
from kontor.contacts.words import PURPOSES, WAYS
from kontor.store.doors import Happening, Held, Kept, values_of
from kontor.store.erasing import erase_row
from kontor.store.faults import Words

if TYPE_CHECKING:
    from kontor.store.unit import Unit

TABLES = ("consent_text", "consent", "objection", "consent_use")
LAW = "UWG § 7a, DSGVO Art. 17 (3) e"
_FAR = 100_000  # of one person: all of them


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Consents, withdrawals, objections and advertising of a contact."""
    key = int(partner.partition(":")[2]) if partner.startswith("contacts:") else 0
    for one in _own(log.consents(con, key), key):
        what = values_of(way=Words(WAYS[one.channel]), purpose=Words(PURPOSES[one.purpose]))
        yield Happening(partner, one.given, "consent", N_("Consent: {way}, {purpose}"), None, what)
        if one.withdrawn:
            title = N_("Consent withdrawn: {way}, {purpose}")
            yield Happening(partner, one.withdrawn, "consent", title, None, what)
    for said in _own(log.objections(con, key), key):
        if said.how is How.ERASURE:
            continue
        what = values_of(way=Words(WAYS[said.channel] if said.channel else N_("all ways")))
        yield Happening(
            partner, said.day, "objection", N_("Objection to advertising: {way}"), None, what
        )
        if said.lifted:
            yield Happening(
                partner, said.lifted, "objection", N_("Objection lifted: {way}"), None, what
            )
    for use in _own(log.uses(con, key, limit=_FAR), key):
        what = values_of(way=Words(WAYS[use.channel]), purpose=Words(PURPOSES[use.purpose]))
        yield Happening(
            use.ref or partner, use.day, "advertising", N_("{purpose}: {way}"), None, what
        )


def _own(found: Iterable[Any], key: int) -> Iterator[Any]:
    """What is written under this name; each name of a contact is asked by itself."""
    return (one for one in found if one.contact == key)


def held(con: sqlite3.Connection, key: int) -> Iterator[Held]:
    """The whole log of a person with the wording that was agreed to."""
    ref = f"contacts:{key}"
    for one in log.consents(con, key):
        ended = f" - {format_day(one.withdrawn)}" if one.withdrawn else ""
        yield Held(
            ref, N_("Consent"),
            f"{WAYS[one.channel]}, {PURPOSES[one.purpose]}: {format_day(one.given)}{ended}:"
            f" {one.wording}",
            LAW, one.keep_until,
        )  # fmt: skip
    for said in log.objections(con, key):
        way = WAYS[said.channel] if said.channel else ""
        yield Held(
            ref, N_("Objection"), f"{format_day(said.day)} {way} {said.note}".strip(),
            "DSGVO Art. 21 (3)",
        )  # fmt: skip
    for use in log.uses(con, key, limit=_FAR):
        yield Held(
            ref, N_("Advertising sent"),
            f"{format_day(use.day)} {WAYS[use.channel]} {use.note}".strip(), LAW, use.keep_until,
        )  # fmt: skip


def erase(unit: Unit, contact: int, today: date) -> Iterable[Kept]:
    """Uses and consents whose time is over go; the others are evidence and stay."""
    con = unit.con
    for table in ("consent_use", "consent"):
        # names of own tables; a consent that a use names stays with the use
        rows = con.execute(
            f"SELECT id FROM {table} t WHERE contact=?1 AND keep_until<?2"  # noqa: S608
            " AND (?3='consent_use' OR NOT EXISTS(SELECT 1 FROM consent_use WHERE consent=t.id))",
            (contact, today.isoformat(), table),
        ).fetchall()
        for (row,) in rows:
            con.execute(f"DELETE FROM {table} WHERE id=?", (row,))  # noqa: S608  own names
            erase_row(con, table, row)
    left = con.execute(
        "SELECT max(keep_until) FROM (SELECT keep_until FROM consent WHERE contact=?1"
        " UNION ALL SELECT keep_until FROM consent_use WHERE contact=?1)",
        (contact,),
    ).fetchone()[0]
    if left is None:
        return []
    return [
        Kept(f"contacts:{contact}", N_("Consents and their use"), date.fromisoformat(left), LAW)
    ]


def block(unit: Unit, contact: int, today: date) -> None:
    """What is left of an erased person is blocked for advertising, once."""
    there = unit.con.execute(
        "SELECT 1 FROM objection WHERE contact=? AND how='erasure'", (contact,)
    ).fetchone()
    if not there:
        unit.con.execute(
            "INSERT INTO objection(contact,day,how) VALUES(?,?,'erasure')",
            (contact, today.isoformat()),
        )
