"""Payments that come back on a statement: our reference makes them sure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from kontor.banking.kinds import BankLine, Grade, MatchKind, Proposal, Reason, Split, reason
from kontor.base.i18n import N_

_DAYS = timedelta(days=10)
SCORE = 120


class Expected(Protocol):
    """A payment that went to the bank: what is asked of it."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def run(self) -> int: ...  # noqa: D102
    @property
    def item(self) -> int: ...  # noqa: D102
    @property
    def cents(self) -> int: ...  # noqa: D102
    @property
    def discount(self) -> int: ...  # noqa: D102
    @property
    def day(self) -> date: ...  # noqa: D102
    @property
    def end_to_end(self) -> str: ...  # noqa: D102
    @property
    def mandate(self) -> str: ...  # noqa: D102


class Back(NamedTuple):
    """The proposal, and the payments that it settles."""

    proposal: Proposal
    payments: tuple[int, ...]


def returned_orders(line: BankLine, expected: Sequence[Expected]) -> Back | None:
    """The payments that a bank line carries out; None when it is none of ours.

    One line for one payment is found by its reference and amount; one line for a whole run by the
    references of its details, or by the run's sum when only one run has it.
    """
    mine = [one for one in expected if bool(one.mandate) is (line.cents > 0)]
    if line.reversal or line.return_reason:
        return None
    if line.details:
        return _together(line, mine)
    wanted = line.end_to_end.strip().upper()
    for one in mine:
        if wanted and one.end_to_end.upper() == wanted and one.cents == abs(line.cents):
            return _back([one], reason(N_("our reference {number}"), {"number": one.end_to_end}))
    return None if wanted else _by_sum(line, mine)


def _together(line: BankLine, mine: Sequence[Expected]) -> Back | None:
    by_reference = {(one.end_to_end.upper(), one.cents): one for one in mine}
    found = [
        by_reference.get((each.end_to_end.strip().upper(), abs(each.cents)))
        for each in line.details
    ]
    chosen = [one for one in found if one is not None]
    if len(chosen) != len(line.details) or sum(one.cents for one in chosen) != abs(line.cents):
        return None
    return _back(chosen, reason(N_("our {count} references"), {"count": len(chosen)}))


def _by_sum(line: BankLine, mine: Sequence[Expected]) -> Back | None:
    """All payments of one run and day in one line without details (Sammelbuchung)."""
    sums: dict[tuple[int, date], list[Expected]] = {}
    for one in mine:
        sums.setdefault((one.run, one.day), []).append(one)
    fitting = [
        ones for (_run, day), ones in sums.items()
        if len(ones) > 1 and sum(one.cents for one in ones) == abs(line.cents)
        and day <= line.booking_day <= day + _DAYS
    ]  # fmt: skip
    if len(fitting) != 1 or line.iban:
        return None
    back = _back(
        fitting[0], reason(N_("sum of payment run {number}"), {"number": fitting[0][0].run})
    )
    # without a reference a person decides
    return Back(back.proposal._replace(grade=Grade.PROPOSAL), back.payments)


def _back(chosen: Sequence[Expected], why: Reason) -> Back:
    splits = tuple(Split(f"item:{one.item}", one.cents, one.discount) for one in chosen)
    proposal = Proposal(
        SCORE, Grade.AUTO, MatchKind.ORDERED, splits, reasons=(why,), proven=True,
    )  # fmt: skip
    return Back(proposal, tuple(one.id for one in chosen))
