"""The user's booking rules (Buchungsregeln): kept, tried on what was booked, applied on request."""

from __future__ import annotations

from kontor.banking.model import BankRule, RuleInput
from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.store.unit import Unit, use_case


@use_case(N_("Booking rule added"))
def add_rule(unit: Unit, data: RuleInput) -> int:
    """Add a rule; it needs at least one mark that a line must carry."""
    _check(data)
    return unit.put(BankRule(**data.model_dump())).key


@use_case(N_("Booking rule changed"))
def change_rule(unit: Unit, rule: int, data: RuleInput) -> None:
    """Replace a rule."""
    _check(data)
    row = _rule(unit, rule)
    for field, value in data.model_dump().items():
        setattr(row, field, value)
    unit.put(row)


@use_case(N_("Booking rule deleted"))
def delete_rule(unit: Unit, rule: int) -> None:
    """Delete a rule; what it booked stays."""
    unit.delete(_rule(unit, rule))
    unit.flush()


def _rule(unit: Unit, rule: int) -> BankRule:
    row = unit.get(BankRule, rule)
    if row is None:
        raise NotFound(N_("There is no rule {number}."), number=rule)
    return row


def _check(data: RuleInput) -> None:
    if not (data.pattern_name or data.pattern_purpose or data.iban):
        raise InputError(
            N_("A rule needs a mark: a name, a purpose or an IBAN."), field="pattern_name"
        )
    if data.least is not None and data.most is not None and data.least > data.most:
        raise InputError(N_("The smallest amount is larger than the largest."), field="least")
