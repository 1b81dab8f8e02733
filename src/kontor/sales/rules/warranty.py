"""Warranty and acceptance (Gewährleistung, Abnahme): when they begin and end, from dated rows."""

from __future__ import annotations

from datetime import date

from kontor.base.dates import add_months
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.sales.kinds import ContractLaw
from kontor.sales.rules.dated import Period, periods, warranty_rules


def warranty_end(rule: str, start: date) -> date:
    """The last day of a warranty that an acceptance begins (§§ 187 (1), 188 (2), (3) BGB)."""
    found = warranty_rules().get(rule)
    if found is None:
        raise InputError(N_("There is no warranty rule “{rule}”."), rule=rule, field="rule")
    return add_months(start, found.months)


def usual_rule(law: ContractLaw, *, building: bool = True) -> str:
    """The rule that a contract brings with it."""
    return f"{law.value}_{'building' if building else 'other'}"


def reminders(end: date, land: str) -> tuple[date, ...]:
    """When to offer an inspection and to look at the own claims against subcontractors."""
    return tuple(periods()[key].end(end, land) for key in ("warranty_first", "warranty_second"))


def sub_ends_earlier(end: date, sub_end: date | None) -> bool:
    """Whether the subcontractor is free before the own firm is (Regresslücke)."""
    return sub_end is not None and sub_end < end


def acceptance_deadline(law: ContractLaw, requested: date, land: str) -> date:
    """Until when a customer has time after a request (§ 640 (2) BGB, § 12 (1) VOB/B)."""
    return _acceptance(law).end(requested, land)


def _acceptance(law: ContractLaw) -> Period:
    return periods()["vob_request" if law is ContractLaw.VOB else "bgb_acceptance"]


def deemed_accepted(
    law: ContractLaw, deadline: date | None, *, told: bool, consumer: bool
) -> date | None:
    """The day on which work counts as accepted without a word, None when it never does.

    A consumer must have been told so with the request, in text form (§ 640 (2) S. 2 BGB).
    """
    if deadline is None or (law is ContractLaw.BGB and consumer and not told):
        return None
    return date.fromordinal(deadline.toordinal() + 1)


def vob_deemed(finished: date | None, used: date | None, land: str) -> date | None:
    """§ 12 (5) VOB/B: 12 workdays after the notice of completion, 6 after use began."""
    ends = []
    if finished:
        ends.append(periods()["vob_completion"].end(finished, land))
    if used:
        ends.append(periods()["vob_use"].end(used, land))
    return min(ends, default=None)
