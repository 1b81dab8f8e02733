"""Leads out of files: first a plan that says what each line would do, then one step.

A lead comes once: the same message, the number of a portal, the same telephone or mail of a lead
that is still open are the same. Somebody who is only similar waits for the user.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from kontor.acquisition.formats.lists import fields
from kontor.acquisition.formats.record import FoundLead
from kontor.acquisition.kinds import OPEN
from kontor.acquisition.model import LeadInput
from kontor.acquisition.queries.doubles import Double, doubles
from kontor.acquisition.rules import naming
from kontor.acquisition.rules.naming import Said
from kontor.acquisition.service.leads import capture
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.contacts.queries import by_channel
from kontor.contacts.service.importing import keep_mapping
from kontor.store.doors import values_of
from kontor.store.unit import Unit, use_case


class Status(StrEnum):
    """What a line of the file does."""

    NEW = "new"
    KNOWN = "known"
    SIMILAR = "similar"
    BAD = "bad"


class PlannedLead(NamedTuple):
    """One line of the file and what it would do; `same` is the lead or contact that is there."""

    place: str
    name: str
    status: Status
    same: str
    findings: tuple[Finding, ...]
    data: LeadInput | None


class ImportPlan(NamedTuple):
    """What the whole file would do: the dry run."""

    rows: tuple[PlannedLead, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Lines per status; every status is there."""
        there = Counter(row.status for row in self.rows)
        return {status.value: there[status] for status in Status}

    @property
    def findings(self) -> list[Finding]:
        """Everything that is wrong or doubtful, in the order of the file."""
        return [finding for row in self.rows for finding in row.findings]


def plan_leads(
    con: sqlite3.Connection, found: Sequence[FoundLead], take: Collection[str] = ()
) -> ImportPlan:
    """What the leads of a file would do here; reads only.

    Args:
        con: a connection.
        found: the leads as they were read.
        take: places of lines that are taken although they are similar.
    """
    seen: dict[str, str] = {}
    return ImportPlan(tuple(_plan(con, one, seen, one.place in take) for one in found))


def _plan(con: sqlite3.Connection, one: FoundLead, seen: dict[str, str], take: bool) -> PlannedLead:
    if one.data is None:
        return PlannedLead(one.place, one.name, Status.BAD, "", one.findings, None)
    said = naming.parted(Said(*(getattr(one.data, field) for field in Said._fields)))
    marks = _marks(one.data, said)
    for mark in marks:
        if place := seen.get(mark):
            note = _said(one.place, N_("The same lead stands at {place}."), place=place)
            return PlannedLead(
                one.place, one.name, Status.KNOWN, "", (*one.findings, note), one.data
            )
    if there := _there(con, one, said):
        status, same, note = there
        if not (take and status is Status.SIMILAR):
            return PlannedLead(one.place, one.name, status, same, (*one.findings, note), one.data)
    seen.update(dict.fromkeys(marks, one.place))
    return PlannedLead(one.place, one.name, Status.NEW, "", one.findings, one.data)


def _marks(data: LeadInput, said: Said) -> list[str]:
    draft = naming.draft(said, data.origin)
    return [mark for mark in (draft.origin, draft.phone, draft.mail) if mark]


def _there(
    con: sqlite3.Connection, one: FoundLead, said: Said
) -> tuple[Status, str, Finding] | None:
    """The lead or contact that the line is already, and the sentence that says so."""
    if one.data is None:
        return None
    if one.call and (known := by_channel(con, naming.normal_phone(said.phone))):
        note = _said(one.place, N_("The number of {name}: no new lead."), name=known[0].name)
        return Status.KNOWN, known[0].ref, note
    for double in doubles(con, said, one.data.origin).leads:
        if double.reason == "origin" or (double.sure and double.stage in OPEN):
            note = _said(one.place, N_("There already: lead {number}."), number=double.lead)
            return Status.KNOWN, f"acquisition:{double.lead}", note
        if double.stage in OPEN:
            return Status.SIMILAR, f"acquisition:{double.lead}", _similar(one.place, double)
    return None


def _similar(place: str, double: Double) -> Finding:
    return _said(
        place, N_("Similar to “{name}” ({score} of 100); not added."), name=double.title,
        score=double.score,
    )  # fmt: skip


@use_case(N_("Leads imported"))
def import_leads(
    unit: Unit, found: Sequence[FoundLead], now: datetime, take: Collection[str] = (),
    defaults: LeadInput | None = None,
) -> ImportPlan:  # fmt: skip
    """Take over the leads of a file in one step; returns what was done with each line.

    `same` of a new line is the lead it became.

    Args:
        unit: the step.
        found: the leads as they were read.
        now: the instant for leads without one.
        take: places of similar lines that are taken.
        defaults: source, campaign, trade and owner of all lines that say nothing about it.
    """
    rows = []
    for row in plan_leads(unit.con, found, take).rows:
        if row.status is Status.NEW and row.data is not None:
            lead = capture(unit, _with_defaults(row.data, defaults), now).lead
            rows.append(row._replace(same=f"acquisition:{lead}"))
        else:
            rows.append(row)
    return ImportPlan(tuple(rows))


@use_case(N_("Meaning of the columns remembered"))
def save_columns(unit: Unit, signature: str, name: str, mapping: Sequence[str]) -> None:
    """Remember what the columns of lists with this heading mean."""
    keep_mapping(unit, signature, name, mapping, fields())


_DEFAULTS = ("source", "campaign", "trade", "owner", "data_source")


def _with_defaults(data: LeadInput, defaults: LeadInput | None) -> LeadInput:
    if defaults is None:
        return data
    missing = {
        field: getattr(defaults, field)
        for field in _DEFAULTS
        if getattr(defaults, field) and not getattr(data, field)
    }
    return data.model_copy(update=missing)


def _said(where: str, message: str, **values: object) -> Finding:
    return Finding("acquisition.import", where, message, "", Severity.NOTE, values_of(**values))
