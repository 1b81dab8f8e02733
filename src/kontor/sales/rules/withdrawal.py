"""Withdrawal of a consumer (Widerruf, §§ 312b, 312g, 355-357a BGB): when it exists, when it ends.

None when the customer called for an urgent repair (§ 312g (2) Nr. 11), or when the contract was
made in the own shop. Without instruction the right lives 12 months longer (§ 356 (3)).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.base.dates import add_months, format_day
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.sales.rules.dated import periods

_LAW = "§§ 312g, 355, 356 BGB"
_OUTSIDE = frozenset({"customer", "distance"})


class Contract(NamedTuple):
    """What decides about a withdrawal."""

    day: date
    place: str = "shop"
    consumer: bool = False
    emergency: bool = False
    instructed: date | None = None
    early_start: date | None = None
    withdrawn: date | None = None


def exists(contract: Contract) -> bool:
    """Whether the customer may withdraw from the contract."""
    return contract.consumer and contract.place in _OUTSIDE and not contract.emergency


def ends(contract: Contract, land: str) -> date | None:
    """The last day of the withdrawal period; None without a right.

    An instruction that came later begins the 14 days then, but never lengthens the long period.
    """
    if not exists(contract):
        return None
    short = periods()["withdrawal"]
    untold = periods()["withdrawal_untold"]
    longest = short.end(add_months(contract.day, untold.amount), land)
    if contract.instructed is None:
        return longest
    return min(short.end(max(contract.day, contract.instructed), land), longest)


def check_begin(contract: Contract, begin: date, land: str) -> list[Finding]:
    """What stands against beginning the work on a day; errors need a reason to pass over.

    The customer may ask for an early start in text form, knowing what he loses (§ 356 (4), 357a).
    """
    end = ends(contract, land)
    if contract.withdrawn:
        return [
            Finding(
                "sales.withdrawn", "order", N_("The customer withdrew on {day}."),
                values=(("day", format_day(contract.withdrawn)),), law=_LAW,
            )
        ]  # fmt: skip
    if end is None or begin > end:
        return []
    if contract.instructed is None:
        return [
            Finding(
                "sales.untold", "order",
                N_("The customer was not told about the withdrawal; it is possible until {day}."),
                N_("Hand over the instruction and wait 14 days, or have an early start asked for."),
                values=(("day", format_day(end)),), law=_LAW,
            )
        ]  # fmt: skip
    if contract.early_start is None or contract.early_start > begin:
        return [
            Finding(
                "sales.withdrawal", "order", N_("The customer may withdraw until {day}."),
                N_("Wait, or have the early start asked for in text form."),
                values=(("day", format_day(end)),), law=_LAW,
            )
        ]  # fmt: skip
    return [
        Finding(
            "sales.early", "order",
            N_("The work begins before {day} on the customer's wish; a withdrawal costs its value"),
            severity=Severity.NOTE, values=(("day", format_day(end)),), law="§ 357a (2) BGB",
        )
    ]  # fmt: skip
