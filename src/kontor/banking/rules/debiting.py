"""Direct debits (Lastschriften): which mandate may be used, when, as which sequence, announced how.

SEPA rulebooks: a mandate lapses 36 months after its last use; the debit is announced before.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from kontor.banking.kinds import Reason, reason
from kontor.base.dates import add_months, bank_days_after, format_day, next_bank_day
from kontor.base.i18n import N_, in_language
from kontor.base.numbers import format_money
from kontor.base.tables import data_rows

_FIRST = frozenset({"FRST", "OOFF"})


class SepaPeriod(NamedTuple):
    """A period of the SEPA rulebooks or the BGB from a day on, in months, weeks or bank days."""

    key: str
    valid_from: date
    unit: str
    value: int
    law: str
    source: str
    name_de: str
    name_en: str

    @property
    def name(self) -> str:
        """What it says, in the reader's language."""
        return in_language(self.name_de, self.name_en)


@cache
def _periods() -> tuple[SepaPeriod, ...]:
    found = [
        SepaPeriod(
            row["key"], date.fromisoformat(row["valid_from"]), row["unit"], int(row["value"]),
            row["law"], row["source"], row["de"], row["en"],
        )
        for row in data_rows("sepa-periods")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.valid_from))


def periods_on(day: date) -> tuple[SepaPeriod, ...]:
    """The periods that hold on a day, in the order of the table."""
    held = {one.key: one for one in _periods() if one.valid_from <= day}
    keys = dict.fromkeys(row["key"] for row in data_rows("sepa-periods"))
    return tuple(held[key] for key in keys if key in held)


def period_on(key: str, day: date) -> SepaPeriod:
    """The period that holds on a day; before its first row that row."""
    known = [one for one in _periods() if one.key == key]
    return next((one for one in reversed(known) if one.valid_from <= day), known[0])


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
    used = use.last_used or use.signed
    return add_months(used, period_on("lapse", used).value)


def keep_until(use: Use) -> date | None:
    """Until when a mandate that was used must be kept; nothing before its first use."""
    if use.last_used is None:
        return None
    return add_months(use.last_used, period_on("keep", use.last_used).value)


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
            N_("the mandate was not used for {months} months, since {day}"),
            {
                "months": period_on("lapse", use.last_used or use.signed).value,
                "day": format_day(use.last_used or use.signed),
            },
        )
    return None


def submission(scheme: str, kind: str, today: date) -> SepaPeriod:
    """How many bank days before the collection the bank wants the file."""
    key = "submit_b2b" if scheme == "B2B" else "submit_first" if kind in _FIRST else "submit_next"
    return period_on(key, today)


def collection_day(
    due: date | None, today: date, notice_days: int, *, scheme: str = "CORE", kind: str = "FRST"
) -> date:
    """The first bank day that is due, announced in time and can still be handed in."""
    announced = today + timedelta(days=notice_days)
    handed_in = bank_days_after(today, submission(scheme, kind, today).value)
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
