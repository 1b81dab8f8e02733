"""Risk of customers written down: standing, limit and block, securities, what agencies say."""

from __future__ import annotations

from datetime import date

from kontor.base.dates import add_months
from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.contacts import terms_queries
from kontor.contacts.service.terms import set_standing
from kontor.contacts.terms import StandingInput
from kontor.receivables.model import (
    CreditInfoInput,
    CreditInfoRow,
    LimitInput,
    SecurityInput,
    SecurityRow,
)
from kontor.receivables.queries import risk as queries
from kontor.receivables.rules.risk import whole
from kontor.store.unit import Unit, use_case

_KEEP_MONTHS = 36


@use_case(N_("Risk of customers written down"))
def rate_customers(unit: Unit, today: date, contact: int | None = None) -> int:
    """Write score and class of all customers, or of one, into their standing; returns how many.

    Limit and block stay as a person set them.
    """
    known = queries.history(unit.con, today)
    wanted = [f"contacts:{contact}"] if contact else queries.customers(unit.con, today)
    there = [partner for partner in wanted if partner.startswith("contacts:")]
    for partner in there:
        found = queries.risk(unit.con, partner, today, known)
        old = found.standing
        reasons = tuple(
            f"{one.label}: {one.measured} = {whole(one.points)}" for one in found.score.reasons
        )
        data = StandingInput(
            credit_limit=old.credit_limit if old else None, risk_class=found.score.risk_class,  # type: ignore[arg-type]
            score=found.score.points, blocked=old.blocked if old else None, reasons=reasons,
        )  # fmt: skip
        set_standing(unit, int(partner[9:]), data, today)
    return len(there)


@use_case(N_("Credit limit set"))
def set_limit(unit: Unit, data: LimitInput, today: date) -> None:
    """Set limit and block of a customer; what is not given stays."""
    contact = contacts.resolve(unit.con, data.customer).id
    old = terms_queries.standing(unit.con, contact)
    given = data.model_fields_set
    limit = data.limit if "limit" in given else (old.credit_limit if old else None)
    blocked = data.blocked if "blocked" in given else (old.blocked if old else None)
    wanted = StandingInput(
        credit_limit=limit, risk_class=old.risk_class if old else None,  # type: ignore[arg-type]
        score=old.score if old else None, blocked=blocked, reasons=old.reasons if old else (),
    )  # fmt: skip
    set_standing(unit, contact, wanted, today)


@use_case(N_("Security noted"))
def add_security(unit: Unit, data: SecurityInput, today: date) -> int:
    """Note a security; it lowers the exposure while it holds."""
    values = data.model_dump(exclude={"customer", "amount", "valid_from"})
    starts = data.valid_from or today
    if data.valid_to is not None and data.valid_to < starts:
        raise InputError(N_("The end lies before the beginning."), field="valid_to")
    partner = contacts.resolve(unit.con, data.customer).ref
    return unit.put(
        SecurityRow(partner=partner, cents=data.amount, valid_from=starts, **values)
    ).key


@use_case(N_("Security given back"))
def drop_security(unit: Unit, security: int) -> None:
    """Remove a security; its history stays."""
    row = unit.get(SecurityRow, security)
    if row is None:
        raise NotFound(N_("There is no security {number}."), number=security)
    unit.delete(row)
    unit.flush()


@use_case(N_("Information on a customer noted"))
def add_credit_info(unit: Unit, data: CreditInfoInput, today: date) -> int:
    """Note what an agency or a court says, with the lawful reason and the day it goes."""
    if data.kind == "index" and data.value is None:
        raise InputError(N_("Give the index."), field="value")
    day = data.day or today
    values = data.model_dump(exclude={"customer", "day", "delete_on"})
    return unit.put(
        CreditInfoRow(
            partner=contacts.resolve(unit.con, data.customer).ref, day=day,
            delete_on=data.delete_on or add_months(day, _KEEP_MONTHS), **values,
        )
    ).key  # fmt: skip


@use_case(N_("Information on a customer removed"))
def drop_credit_info(unit: Unit, info: int) -> None:
    """Remove a piece of information."""
    row = unit.get(CreditInfoRow, info)
    if row is None:
        raise NotFound(N_("There is no information {number}."), number=info)
    unit.delete(row)
    unit.flush()
