"""Taking over contacts from files: first a plan that says what each line would do, then one step.

Nothing comes twice: a number that is given once (account, IBAN, VAT id, mail, telephone) together
with a similar name is the same contact, whose empty fields are filled. Nothing that is there is
overwritten. A contact that is only similar waits for the user.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.contacts import queries
from kontor.contacts.duplicates import PROPOSED, find_duplicates
from kontor.contacts.file import SpecialDayInput
from kontor.contacts.formats.record import Found
from kontor.contacts.kinds import Candidate, Contact, Draft
from kontor.contacts.matching import plain, words
from kontor.contacts.model import (
    AddressInput,
    BankInput,
    ChannelInput,
    ContactChange,
    ContactInput,
    RoleInput,
)
from kontor.contacts.queries.file import birthday
from kontor.contacts.rules import reach
from kontor.contacts.service.cases import (
    add_address,
    add_bank,
    add_channel,
    add_role,
    change_contact,
    create_contact,
    draft_of,
    full_name,
)
from kontor.contacts.service.file import add_day
from kontor.store.doors import values_of
from kontor.store.unit import Unit, use_case

_SAME_NAME = 80
_FILLED = (
    "salutation",
    "title",
    "first_name",
    "last_name",
    "vat_id",
    "tax_number",
    "note",
    "source",
)


class Status(StrEnum):
    """What a line of the file does."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    SIMILAR = "similar"
    BAD = "bad"


class Decision(StrEnum):
    """What the user says to a line that is only similar to a contact."""

    SKIP = "skip"
    ADD = "add"
    JOIN = "join"


class PlannedRow(NamedTuple):
    """One line of the file and what it would do; `contact` is the one that is there."""

    place: str
    name: str
    status: Status
    contact: int | None
    changes: tuple[str, ...]
    findings: tuple[Finding, ...]
    data: ContactInput | None
    birthday: date | None = None


class ImportPlan(NamedTuple):
    """What the whole file would do: the dry run."""

    rows: tuple[PlannedRow, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Lines per status; every status is there."""
        there = Counter(row.status for row in self.rows)
        return {status.value: there[status] for status in Status}

    @property
    def findings(self) -> list[Finding]:
        """Everything that is wrong or doubtful, in the order of the file."""
        return [finding for row in self.rows for finding in row.findings]


class _Seen:
    """What earlier lines of the same file brought: a contact comes once per file."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.keys: dict[tuple[str, str], str] = {}

    def earlier(self, draft: Draft) -> str | None:
        """Place of the earlier line that is the same contact."""
        name = " ".join(sorted(words(draft.name)))
        for mark in self._marks(draft):
            if place := self.keys.get((name, mark)):
                return place
        return None

    def number_taken(self, draft: Draft) -> str | None:
        """A personal account that an earlier line has already."""
        return next((number for number in draft.numbers if number in self.numbers), None)

    def add(self, draft: Draft, place: str) -> None:
        """Remember a line."""
        name = " ".join(sorted(words(draft.name)))
        self.keys |= {(name, mark): place for mark in self._marks(draft)}
        self.numbers |= dict.fromkeys(draft.numbers, place)

    def _marks(self, draft: Draft) -> list[str]:
        places = [" ".join(plain(part) for part in place) for place in draft.places]
        marks = [draft.vat_id, *draft.ibans, *draft.channels, *draft.numbers, *places]
        return [mark for mark in marks if mark.strip()] or [""]


def plan_import(
    con: sqlite3.Connection,
    found: Sequence[Found],
    decisions: Mapping[str, Decision] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportPlan:
    """What the contacts of a file would do here; reads only.

    Args:
        con: a connection.
        found: the contacts as they were read.
        decisions: what to do with lines that are only similar, by place.
        progress: told how many of how many lines are done.
    """
    seen, planned = _Seen(), []
    for index, one in enumerate(found):
        planned.append(_plan(con, one, seen, (decisions or {}).get(one.place)))
        if progress and index % 100 == 0:
            progress(index, len(found))
    return ImportPlan(tuple(planned))


def _plan(
    con: sqlite3.Connection, one: Found, seen: _Seen, decision: Decision | None
) -> PlannedRow:
    if one.data is None:
        return PlannedRow(one.place, one.name, Status.BAD, None, (), one.findings, None)
    draft = draft_of(one.data)
    if place := seen.earlier(draft):
        note = _said(one.place, N_("The same contact stands at {place}."), place=place)
        return PlannedRow(
            one.place, one.name, Status.KNOWN, None, (), (*one.findings, note), one.data
        )
    candidates = find_duplicates(con, draft, proposed=PROPOSED)
    same = next((c for c in candidates if _is_same(con, c, draft)), None)
    similar = next((c for c in candidates if not c.sure), None)
    if (
        same is None
        and similar
        and (decision is Decision.JOIN or _is_equal(con, similar, one.data))
    ):
        same = similar
    if same is None and similar and decision is not Decision.ADD:
        note = _said(
            one.place,
            N_("Similar to “{name}” ({score} of 100); not added."),
            name=similar.name,
            score=similar.score,
        )
        return PlannedRow(
            one.place, one.name, Status.SIMILAR, similar.id, (), (*one.findings, note), one.data
        )
    if taken := _taken(con, draft, seen, same):
        finding = Finding(
            "contacts.number",
            one.place,
            N_("The number {number} belongs to another contact."),
            values=values_of(number=taken),
        )
        return PlannedRow(
            one.place, one.name, Status.BAD, None, (), (*one.findings, finding), one.data
        )
    seen.add(draft, one.place)
    if same is None:
        return PlannedRow(
            one.place, one.name, Status.NEW, None, (), one.findings, one.data, one.birthday
        )
    changes = _changes(queries.contact(con, same.id), one.data)
    changes += ["birthday"] * bool(one.birthday and birthday(con, same.id) is None)
    status = Status.CHANGED if changes else Status.KNOWN
    return PlannedRow(
        one.place, one.name, status, same.id, tuple(changes), one.findings, one.data, one.birthday
    )


def _taken(
    con: sqlite3.Connection, draft: Draft, seen: _Seen, same: Candidate | None
) -> str | None:
    """A personal account of the line that somebody else has."""
    if number := seen.number_taken(draft):
        return number
    for number in draft.numbers:
        owner = queries.by_number(con, number)
        if owner and (same is None or owner.id != same.id):
            return number
    return None


def _is_same(con: sqlite3.Connection, candidate: Candidate, draft: Draft) -> bool:
    """Whether a sure sign and the name agree: shared telephones alone join nobody."""
    from rapidfuzz import fuzz

    if not candidate.sure:
        return False
    there = " ".join(sorted(words(candidate.name)))
    return bool(fuzz.token_set_ratio(" ".join(sorted(words(draft.name))), there) >= _SAME_NAME)


def _is_equal(con: sqlite3.Connection, candidate: Candidate, data: ContactInput) -> bool:
    """Whether the file brings nothing about a contact of exactly this name."""
    named = full_name(data.name, data.first_name, data.last_name)
    if candidate.name != named:
        return False
    return not _changes(queries.contact(con, candidate.id), data)


def _changes(there: Contact, data: ContactInput) -> list[str]:
    """The fields that the file brings and the contact lacks."""
    changed = [key for key in _FILLED if getattr(data, key) and not getattr(there, key)]
    changed += ["terms_days"] * (data.terms_days is not None and there.terms.days is None)
    changed += ["addresses"] * bool(_new_addresses(there, data))
    changed += ["channels"] * bool(_new_channels(there, data))
    changed += ["banks"] * bool(_new_banks(there, data))
    changed += ["roles"] * bool(_new_roles(there, data))
    return changed


def _new_addresses(there: Contact, data: ContactInput) -> list[AddressInput]:
    if not there.addresses:
        return data.addresses
    known = {one.kind for one in there.addresses}
    return [one for one in data.addresses if one.kind not in known]


def _new_channels(there: Contact, data: ContactInput) -> list[ChannelInput]:
    known = {(one.normal, one.extension) for one in there.channels}
    reached = ((one, reach(one.kind, one.value)) for one in data.channels)
    return [one for one, form in reached if (form.normal, form.extension) not in known]


def _new_banks(there: Contact, data: ContactInput) -> list[BankInput]:
    from kontor.base.ids import iban

    known = {one.iban for one in there.banks}
    return [one for one in data.banks if iban.compact(one.iban) not in known]


def _new_roles(there: Contact, data: ContactInput) -> list[RoleInput]:
    known = {one.role: one.number for one in there.roles}
    return [
        one
        for one in data.roles
        if one.role not in known or (one.number and known[one.role] is None)
    ]


@use_case(N_("Contacts imported"))
def import_contacts(
    unit: Unit,
    found: Sequence[Found],
    decisions: Mapping[str, Decision] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportPlan:
    """Take over the contacts of a file in one step; returns what was done with each line."""
    plan = plan_import(unit.con, found, decisions)
    for index, row in enumerate(plan.rows):
        if row.data is not None and row.status is Status.NEW:
            contact = create_contact(unit, row.data)
            if row.birthday:
                add_day(unit, contact, SpecialDayInput(day=row.birthday))
        elif row.data is not None and row.status is Status.CHANGED and row.contact is not None:
            _fill(unit, row.contact, row.data, row.changes)
            if row.birthday and "birthday" in row.changes:
                add_day(unit, row.contact, SpecialDayInput(day=row.birthday))
        if progress and index % 50 == 0:
            progress(index, len(plan.rows))
    return plan


def _fill(unit: Unit, contact: int, data: ContactInput, changes: Sequence[str]) -> None:
    there = queries.contact(unit.con, contact)
    values: dict[str, Any] = {
        key: getattr(data, key) for key in (*_FILLED, "terms_days") if key in changes
    }
    if values:
        change_contact(unit, contact, ContactChange(**values, name=there.name))
    for address in _new_addresses(there, data):
        add_address(unit, contact, address)
    for channel in _new_channels(there, data):
        add_channel(unit, contact, channel)
    for bank in _new_banks(there, data):
        add_bank(unit, contact, bank)
    for role in _new_roles(there, data):
        add_role(unit, contact, role)


@use_case(N_("Meaning of the columns remembered"))
def save_mapping(unit: Unit, signature: str, name: str, mapping: Sequence[str]) -> None:
    """Remember what the columns of files with this heading mean."""
    from kontor.contacts.formats.columns import fields

    keep_mapping(unit, signature, name, mapping, fields())


def keep_mapping(
    unit: Unit, signature: str, name: str, mapping: Sequence[str], known: Collection[str]
) -> None:
    """Keep the meaning of columns, for other rooms that read tables as well.

    Raises:
        InputError: a field that is not among those known.
    """
    from sqlmodel import select

    from kontor.contacts.model import MappingTable

    if unknown := [field for field in mapping if field and field not in known]:
        raise InputError(
            N_("There is no field “{name}”."), name=quoted(unknown[0]), field="mapping"
        )
    row = unit.exec(
        select(MappingTable).where(MappingTable.signature == signature)
    ).first() or MappingTable(signature=signature, name=name, mapping="")
    row.name, row.mapping = name, json.dumps(list(mapping))
    unit.put(row)


def _said(where: str, message: str, **values: object) -> Finding:
    return Finding("contacts.import", where, message, "", Severity.NOTE, values_of(**values))
