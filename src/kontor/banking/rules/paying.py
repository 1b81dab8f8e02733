"""What a payment run proposes: each bill on the last day that keeps its Skonto, else when due.

Everything is a value with its reasons; nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kontor.banking.kinds import Payable, Reason, Suggestion, reason
from kontor.banking.rules.sepa import NAME, sepa_text
from kontor.base.dates import bank_days_before, format_day, next_bank_day
from kontor.base.i18n import N_
from kontor.base.ids import iban
from kontor.base.money import half_up
from kontor.base.numbers import format_money, format_rate

_LEAD = 1  # bank days that the money is on its way


class Plan(NamedTuple):
    """When this run pays and when the next one will: what cannot wait until then is paid now."""

    day: date
    until: date
    rate: int = 1_500  # § 48 EStG


def suggest(payable: Payable, plan: Plan) -> list[Suggestion]:
    """What a run does with an open item: one payment, or one to the partner and one to the office.

    Nothing is cut here: the sums of payments, Skonto and what is kept back are what is open.
    """
    payee = payable.payee
    partner = payable.open - payable.withheld
    made: list[Suggestion] = []
    if partner > 0:
        made.append(_to_partner(payable, plan))
    if payable.withheld and not (made and made[0].discount):
        due = payable.withheld_due or plan.day
        day = max(next_bank_day(plan.day), bank_days_before(due, _LEAD))
        why = (reason(N_("kept back for the tax office, due {day}"), {"day": format_day(due)}),)
        made.append(Suggestion(
            payable, True, payable.withheld, 0, 0, day, why,
            _block(payable) or _account_fault(payee.tax_office, payee.tax_office_iban, office=True),
            day > plan.until,
        ))  # fmt: skip
    return made


def _to_partner(payable: Payable, plan: Plan) -> Suggestion:
    whole, earliest = payable.open, next_bank_day(plan.day)
    until, rate = _best_discount(payable.discounts, earliest)
    discount = half_up(whole * rate, 10_000)
    kept = _kept(payable, plan.rate, discount)
    cents = whole - discount - kept
    last = until or payable.due or payable.day
    day = max(earliest, bank_days_before(last, _LEAD))
    reasons = [*_why(payable, until, rate, discount), *_why_kept(payable, kept, plan.rate)]
    if payable.refund:
        reasons.append(reason(N_("money of the customer: decide yourself")))
    block = _block(payable) or _account_fault(payable.payee.name, payable.payee.iban)
    return Suggestion(
        payable, False, cents, discount, kept, day, tuple(reasons), block, day > plan.until
    )


def _best_discount(
    discounts: Iterable[tuple[date, int]], earliest: date
) -> tuple[date | None, int]:
    """The highest Skonto that can still be had; of equal ones the later."""
    there = [(rate, until) for until, rate in discounts if until >= earliest]
    if not there:
        return None, 0
    rate, until = max(there)
    return until, rate


def _kept(payable: Payable, rate: int, discount: int) -> int:
    """What goes to the tax office later: of what is really paid, never of the Skonto."""
    if payable.withheld:
        if not discount:
            return payable.withheld
        return half_up((payable.open - discount) * rate, 10_000)
    if payable.payee.builder and not payable.refund:
        return half_up((payable.open - discount) * rate, 10_000)
    return 0


def _why(payable: Payable, until: date | None, rate: int, discount: int) -> Iterable[Reason]:
    if until and discount:
        yield reason(
            N_("{rate} Skonto ({amount}) until {day}"),
            {"rate": format_rate(rate), "amount": format_money(discount), "day": format_day(until)},
        )
    elif payable.discounts:
        yield reason(N_("the days of Skonto are over"))
    if payable.due:
        yield reason(N_("due {day}"), {"day": format_day(payable.due)})


def _why_kept(payable: Payable, kept: int, rate: int) -> Iterable[Reason]:
    if kept and not payable.withheld:
        yield reason(
            N_("no valid certificate § 48b EStG: {rate} ({amount}) go to the tax office"),
            {"rate": format_rate(rate), "amount": format_money(kept)},
        )


def _block(payable: Payable) -> Reason | None:
    if payable.under_way:
        return reason(N_("is in another run already"))
    if payable.disputed:
        return reason(N_("disputed"))
    if payable.blocked:
        return reason(N_("blocked: {why}"), {"why": payable.blocked})
    if payable.payee.method == "collected":
        return reason(N_("the supplier collects it himself"))
    if payable.payee.method == "other":
        return reason(N_("is paid in another way"))
    return None


def _account_fault(name: str, number: str, *, office: bool = False) -> Reason | None:
    if not number:
        missing = N_("the tax office of the supplier has no IBAN here")
        return reason(missing if office else N_("no IBAN"))
    if not iban.is_valid(number):
        return reason(N_("the IBAN is not valid"))
    if not 0 < len(sepa_text(name)) <= NAME:
        return reason(N_("the name of the account holder has more than 70 letters"))
    return None


def purpose_of(payable: Payable, *, office: bool, kept: int, day: date) -> str:
    """What stands on the payee's statement: number and day of the bill, what was deducted."""
    if office:
        number = payable.payee.tax_number
        tax = f" StNr {number}" if number else ""
        return f"Bauabzugsteuer Par. 48 EStG{tax} {payable.payee.name[:40]} {payable.document}"
    text = f"{payable.document} vom {payable.day:%d.%m.%Y}"
    if kept:
        text += f" abzgl. Bauabzugsteuer {format_money(kept)}"
    return text


def office_day(paid: date) -> date:
    """§ 48a EStG: the 10th of the month after the payment."""
    return (paid.replace(day=1) + timedelta(days=32)).replace(day=10)


def next_run(day: date, every: int) -> date:
    """Until when bills cannot wait for the next run: its first bank day, less one."""
    return next_bank_day(day + timedelta(days=max(1, every))) - timedelta(days=1)
