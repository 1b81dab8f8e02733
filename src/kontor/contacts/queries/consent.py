"""What is asked about consent: may somebody be addressed, who objected, what was used and when.

An alias is answered for by the contact that it joined: what one of the names said holds for all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.tables import data_rows
from kontor.company.queries import firm_or_none
from kontor.contacts.consent_kinds import (
    Basis,
    Consent,
    ConsentText,
    Ground,
    How,
    Objection,
    Party,
    Purpose,
    Use,
    Verdict,
    Way,
)
from kontor.contacts.kinds import CustomerKind, Role
from kontor.contacts.queries.people import aliases, partner
from kontor.contacts.rules.consent import Facts, decide
from kontor.contacts.words import PURPOSES, WAYS
from kontor.store.blobs import get_blob

# consumers: a landlord who manages own property counts as one
_CONSUMERS = frozenset({CustomerKind.PRIVATE, CustomerKind.LANDLORD})
_DEALINGS = frozenset({Role.CUSTOMER, Role.SUPPLIER, Role.SUBCONTRACTOR, Role.ARCHITECT,
                       Role.MANAGER, Role.REFERRER})  # fmt: skip
_CONSENT = """
SELECT c.id,c.contact,c.channel,c.purpose,c.basis,c.given,c.how,c.wording,c.version,c.recorded_by,
 c.file,c.note,c.ends,c.withdrawn,c.withdrawn_how,
 (SELECT max(day) FROM consent_use WHERE consent=c.id),
 max(c.keep_until, ifnull((SELECT max(keep_until) FROM consent_use WHERE consent=c.id),''))
FROM consent c
"""
_OBJECTION = "SELECT id,contact,channel,day,how,note,lifted,lifted_how FROM objection o"
_USE = """
SELECT id,contact,consent,channel,purpose,day,ground,law,ref,note,keep_until FROM consent_use
WHERE ?1 IS NULL OR contact IN (SELECT value FROM json_each(?1))
ORDER BY day DESC,id DESC LIMIT ?2
"""
# who stands for whom: each contact asked for with the one it joined and all its names
_NAMES = """
WITH RECURSIVE up(start,id,next) AS (
  SELECT c.id,c.id,c.merged_into FROM contact c WHERE c.id IN (SELECT value FROM json_each(?1))
  UNION SELECT up.start,c.id,c.merged_into FROM contact c JOIN up ON c.id=up.next),
main(start,id) AS (SELECT start,id FROM up WHERE next IS NULL),
down(main,id) AS (SELECT DISTINCT id,id FROM main
  UNION SELECT down.main,c.id FROM contact c JOIN down ON c.merged_into=down.id)
SELECT m.start,d.id,k.kind,i.customer_kind,
 (SELECT group_concat(role) FROM contact_role WHERE contact=d.id)
FROM main m JOIN down d ON d.main=m.id JOIN contact k ON k.id=d.id
LEFT JOIN invoicing i ON i.contact=d.id ORDER BY m.start,d.id<>m.id,d.id
"""


def verdict(
    con: sqlite3.Connection, contact_id: int, channel: Way, purpose: Purpose, day: date
) -> Verdict:
    """Whether a contact may be addressed this way for this purpose on a day.

    Raises:
        NotFound: there is no such contact.
    """
    partner(con, contact_id)
    return verdicts(con, [contact_id], channel, purpose, day)[contact_id]


def verdicts(
    con: sqlite3.Connection, contacts: Iterable[int], channel: Way, purpose: Purpose, day: date
) -> dict[int, Verdict]:
    """The verdicts for many contacts at once; whoever does not exist is left out."""
    way, what = Way(channel), Purpose(purpose)
    return {
        key: decide(facts, way, what, day) for key, facts in _facts(con, list(contacts)).items()
    }


def _facts(con: sqlite3.Connection, contacts: Sequence[int]) -> dict[int, Facts]:
    rows = con.execute(_NAMES, (json.dumps(contacts),)).fetchall()
    names: dict[int, list[Any]] = {}
    for start, *rest in rows:
        names.setdefault(start, []).append(rest)
    asked = json.dumps(sorted({row[1] for row in rows}))
    given = _grouped(_consents(con, "c.contact IN (SELECT value FROM json_each(?))", asked))
    said = _grouped(_objections(con, "o.contact IN (SELECT value FROM json_each(?))", asked))
    return {
        start: Facts(
            _party(there),
            any(Role(role) in _DEALINGS for row in there for role in (row[3] or "").split(",")
                if role),
            [one for row in there for one in given.get(row[0], ())],
            [one for row in there for one in said.get(row[0], ())],
        )
        for start, there in names.items()
    }  # fmt: skip


def _party(rows: list[Any]) -> Party:
    """The kind of customer that was set says it, else person or firm; the first name counts."""
    for row in rows:
        if row[2]:
            consumer = CustomerKind(row[2]) in _CONSUMERS
            return Party.CONSUMER if consumer else Party.BUSINESS
    return Party.BUSINESS if rows[0][1] == "firm" else Party.CONSUMER


def _grouped(found: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for one in found:
        groups.setdefault(one.contact, []).append(one)
    return groups


def party(con: sqlite3.Connection, contact_id: int) -> Party:
    """Consumer or business, as the law of advertising asks."""
    return _facts(con, [contact_id])[contact_id].party


# -- the log -------------------------------------------------------------------------------------


def consents(con: sqlite3.Connection, contact_id: int) -> list[Consent]:
    """All consents of a contact and its other names, newest first."""
    return _consents(
        con, "c.contact IN (SELECT value FROM json_each(?))", json.dumps(aliases(con, contact_id))
    )


def consent(con: sqlite3.Connection, key: int) -> Consent | None:
    """One consent."""
    return next(iter(_consents(con, "c.id=?", key)), None)


def proof(con: sqlite3.Connection, key: int) -> bytes:
    """The signed form or the mail that is kept with a consent.

    Raises:
        NotFound: there is no such consent, or nothing is kept with it.
    """
    found = consent(con, key)
    if found is None:
        raise NotFound(N_("There is no consent {number}."), number=key)
    if not found.file:
        raise NotFound(N_("No proof is kept with it."))
    return get_blob(con, found.file)


def objections(con: sqlite3.Connection, contact_id: int) -> list[Objection]:
    """All objections of a contact and its other names, newest first."""
    return _objections(
        con, "o.contact IN (SELECT value FROM json_each(?))", json.dumps(aliases(con, contact_id))
    )


def objection(con: sqlite3.Connection, key: int) -> Objection | None:
    """One objection."""
    return next(iter(_objections(con, "o.id=?", key)), None)


def uses(con: sqlite3.Connection, contact_id: int | None = None, *, limit: int = 200) -> list[Use]:
    """Contacts for advertising, newest first; of one contact or of all."""
    names = None if contact_id is None else json.dumps(aliases(con, contact_id))
    rows = con.execute(_USE, (names, limit)).fetchall()
    return [
        Use._make((
            *row[:3], Way(row[3]), Purpose(row[4]), date.fromisoformat(row[5]), Ground(row[6]),
            *row[7:10], date.fromisoformat(row[10]),
        ))
        for row in rows
    ]  # fmt: skip


def _consents(con: sqlite3.Connection, where: str, value: object) -> list[Consent]:
    rows = con.execute(f"{_CONSENT} WHERE {where} ORDER BY c.given DESC,c.id DESC", (value,))
    return [
        Consent._make((
            *row[:2], Way(row[2]), Purpose(row[3]), Basis(row[4]), date.fromisoformat(row[5]),
            How(row[6]), *row[7:12], _day(row[12]), _day(row[13]), row[14], _day(row[15]),
            date.fromisoformat(row[16]),
        ))
        for row in rows.fetchall()
    ]  # fmt: skip


def _objections(con: sqlite3.Connection, where: str, value: object) -> list[Objection]:
    rows = con.execute(f"{_OBJECTION} WHERE {where} ORDER BY o.day DESC,o.id DESC", (value,))
    return [
        Objection._make((
            *row[:2], Way(row[2]) if row[2] else None, date.fromisoformat(row[3]), How(row[4]),
            row[5], _day(row[6]), row[7],
        ))
        for row in rows.fetchall()
    ]  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# -- texts ---------------------------------------------------------------------------------------


def texts(con: sqlite3.Connection) -> list[ConsentText]:
    """The firm's own texts and those of the program, newest first."""
    own = [
        ConsentText(key, language, date.fromisoformat(day), text)
        for key, language, day, text in con.execute(
            "SELECT id,language,valid_from,text FROM consent_text ORDER BY valid_from DESC,id DESC"
        ).fetchall()
    ]
    return own + list(_standard(Basis.CONSENT))


def _standard(basis: Basis) -> Iterable[ConsentText]:
    for row in data_rows("consent-texts"):
        if row["basis"] == basis:
            day = date.fromisoformat(row["valid_from"])
            yield ConsentText(None, row["language"], day, row["text"])


def text_on(con: sqlite3.Connection, language: str, basis: Basis, day: date) -> ConsentText:
    """The text on a day: the newest own one, else that of the program."""
    own = [one for one in texts(con) if one.id] if basis is Basis.CONSENT else []
    there = [one for one in own if one.language == language and one.valid_from <= day]
    standard = [one for one in _standard(basis) if one.language == language]
    return next(iter(there or standard))


def wording(con: sqlite3.Connection, text: str, channels: Sequence[Way], purpose: Purpose) -> str:
    """A text with its placeholders filled, as it stands on the form."""
    own = firm_or_none(con)
    said = _(" and ").join(_(WAYS[way]) for way in channels)
    values = {
        "{firm}": own.name if own else "", "{mail}": (own.mail if own else None) or "…",
        "{channels}": said, "{purpose}": _(PURPOSES[purpose]),
    }  # fmt: skip
    for name, value in values.items():
        text = text.replace(name, value)
    return text
