"""Direct debits (Lastschriften): which mandate may be used, when, as which sequence, announced how.

SEPA rulebooks: a mandate lapses 36 months after its last use; the debit is announced before.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kontor.banking.kinds import Reason, reason
from kontor.base.dates import add_months, bank_days_after, format_day, next_bank_day
from kontor.base.i18n import N_
from kontor.base.numbers import format_money

LAPSES, KEPT = 36, 14  # months without use; months after the last use that it is kept
_SUBMISSION = 1  # bank days before the collection that the bank wants the file


class Use(NamedTuple):
    """What a mandate allows: as the rules see it."""

    signed: date
    once: bool
    last_used: date | None
    ended: date | None


def sequence(use: Use, *, last: bool = False) -> str:
    """FRST, RCUR, FNAL, or OOFF for a mandate for one collection."""
    if use.once:
        return "OOFF"
    if last:
        return "FNAL"
    return "RCUR" if use.last_used else "FRST"


def lapse_day(use: Use) -> date:
    """From when on a mandate without use holds no more."""
    return add_months(use.last_used or use.signed, LAPSES)


def fault(use: Use, day: date) -> Reason | None:
    """Why a mandate cannot be used on a day."""
    if use.ended and use.ended <= day:
        return reason(N_("the mandate ended on {day}"), {"day": format_day(use.ended)})
    if use.signed > day:
        return reason(N_("the mandate is signed later"))
    if use.once and use.last_used:
        return reason(N_("the mandate was for one collection"))
    if lapse_day(use) <= day:
        return reason(
            N_("the mandate was not used for 36 months, since {day}"),
            {"day": format_day(use.last_used or use.signed)},
        )
    return None


def collection_day(due: date | None, today: date, notice_days: int) -> date:
    """The first bank day that is due, announced in time and can still be handed in."""
    announced = today + timedelta(days=notice_days)
    handed_in = bank_days_after(today, _SUBMISSION)
    return next_bank_day(max(due or today, announced, handed_in))


class Notice(NamedTuple):
    """What a customer has to know before his account is debited."""

    name: str
    cents: int
    day: date
    document: str
    iban: str
    mandate: str
    creditor_id: str
    firm: str


def notice_text(one: Notice, words: tuple[str, ...]) -> str:
    """The announcement (Vorabankündigung) as text for letter or mail.

    Args:
        one: what is collected.
        words: greeting and sentence with their places, in the customer's language.
    """
    shown = f"{one.iban[:4]} … {one.iban[-4:]}"
    return "\n\n".join(
        word.format(
            name=one.name, amount=format_money(one.cents), day=format_day(one.day),
            document=one.document, iban=shown, mandate=one.mandate, creditor=one.creditor_id,
            firm=one.firm,
        )
        for word in words
    )  # fmt: skip
