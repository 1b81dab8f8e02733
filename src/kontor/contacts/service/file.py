"""Use cases of the customer file: facts, days, relations, referrals, requests of persons."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlmodel import select

from kontor.base.dates import add_months
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.contacts.file import (
    FactInput,
    FactRow,
    NotDoubleRow,
    PrivacyRequestInput,
    PrivacyRequestRow,
    ReferralInput,
    ReferralRow,
    RelationInput,
    RelationRow,
    SpecialDayInput,
    SpecialDayRow,
)
from kontor.contacts.rules.file import answer_months
from kontor.store.fields import Row
from kontor.store.unit import Unit, use_case

T = TypeVar("T", bound=Row)


@use_case(N_("Fact noted"))
def add_fact(unit: Unit, contact: int, data: FactInput) -> int:
    """Note something to know at once, or when somebody is best reached."""
    who = queries.partner(unit.con, contact).id
    return unit.put(FactRow(contact=who, kind=data.kind, text=data.text)).key


@use_case(N_("Fact removed"))
def drop_fact(unit: Unit, fact: int) -> None:
    """Remove a fact or preferred time."""
    _delete(unit, FactRow, fact, N_("There is no fact {number}."))


@use_case(N_("Important day noted"))
def add_day(unit: Unit, contact: int, data: SpecialDayInput) -> int:
    """Note an important day."""
    who = queries.partner(unit.con, contact).id
    row = SpecialDayRow(
        contact=who, kind=data.kind, label=data.label, day=data.day, yearly=not data.once
    )
    return unit.put(row).key


@use_case(N_("Important day removed"))
def drop_day(unit: Unit, day: int) -> None:
    """Remove an important day."""
    _delete(unit, SpecialDayRow, day, N_("There is no important day {number}."))


@use_case(N_("Relation noted"))
def relate(unit: Unit, contact: int, data: RelationInput) -> int:
    """Note what the contact is to another one.

    Raises:
        InputError: both are the same.
    """
    who, other = queries.partner(unit.con, contact).id, _other(unit, data.other, "other")
    if who == other:
        raise InputError(N_("That is the same contact."), field="other")
    there = unit.exec(
        select(RelationRow).where(
            RelationRow.contact == who, RelationRow.other == other, RelationRow.kind == data.kind
        )
    ).first()
    row = there or RelationRow(contact=who, other=other, kind=data.kind)
    row.note = data.note
    return unit.put(row).key


@use_case(N_("Relation removed"))
def drop_relation(unit: Unit, relation: int) -> None:
    """Remove a relation."""
    _delete(unit, RelationRow, relation, N_("There is no relation {number}."))


@use_case(N_("Referral noted"))
def refer(unit: Unit, contact: int, data: ReferralInput) -> int:
    """Note who recommended us to the contact; the first one counts.

    Raises:
        InputError: nobody recommends himself.
        Refused: a referral is there already.
    """
    who, referrer = queries.partner(unit.con, contact).id, _other(unit, data.referrer, "referrer")
    if who == referrer:
        raise InputError(N_("That is the same contact."), field="referrer")
    if unit.exec(select(ReferralRow).where(ReferralRow.contact == who)).first():
        raise Refused(
            N_("Who recommended us to this contact is noted already."),
            hint=N_("Remove the referral first."),
        )
    row = ReferralRow(
        contact=who, referrer=referrer, day=data.day, note=data.note, reward=data.reward
    )
    return unit.put(row).key


@use_case(N_("Thanked for a referral"))
def thank(unit: Unit, referral: int, day: date) -> None:
    """Note that the referrer was thanked."""
    row = _row(unit, ReferralRow, referral, N_("There is no referral {number}."))
    if row.thanked is not None:
        raise Refused(N_("The thanks went out already."))
    if day < row.day:
        raise InputError(N_("The thanks cannot come before the referral."), field="day")
    row.thanked = day
    unit.flush()


@use_case(N_("Referral removed"))
def drop_referral(unit: Unit, referral: int) -> None:
    """Remove a referral."""
    _delete(unit, ReferralRow, referral, N_("There is no referral {number}."))


@use_case(N_("Request of a person received"))
def receive_request(unit: Unit, contact: int, data: PrivacyRequestInput) -> int:
    """Note that a person asks for disclosure, correction or erasure; the term begins."""
    who = queries.partner(unit.con, contact).id
    row = PrivacyRequestRow(
        contact=who, kind=data.kind, day=data.day, note=data.note,
        due=add_months(data.day, answer_months(data.day)),
    )  # fmt: skip
    return unit.put(row).key


@use_case(N_("Request of a person answered"))
def answer_request(unit: Unit, request: int, day: date) -> None:
    """Note that a request was answered."""
    row = _row(unit, PrivacyRequestRow, request, N_("There is no request {number}."))
    if row.done is not None:
        raise Refused(N_("This request is answered already."))
    if day < row.day:
        raise InputError(N_("The answer cannot come before the request."), field="day")
    row.done = day
    unit.flush()


@use_case(N_("Marked as two different contacts"))
def tell_apart(unit: Unit, one: int, other: int) -> None:
    """Two contacts that look alike and are not the same: never proposed again."""
    first, second = sorted(queries.partner(unit.con, key).id for key in (one, other))
    if first == second:
        raise Refused(N_("That is the same contact."))
    there = select(NotDoubleRow).where(NotDoubleRow.first == first, NotDoubleRow.second == second)
    if unit.exec(there).first() is None:
        unit.put(NotDoubleRow(first=first, second=second))


def _other(unit: Unit, text: str, field: str) -> int:
    try:
        return queries.resolve(unit.con, text).id
    except NotFound as error:
        error.field = field
        raise


def _row(unit: Unit, table: type[T], key: int, message: str) -> T:
    row = unit.get(table, key)
    if row is None:
        raise NotFound(message, number=key)
    return row


def _delete(unit: Unit, table: type[T], key: int, message: str) -> None:
    unit.delete(_row(unit, table, key, message))
    unit.flush()
